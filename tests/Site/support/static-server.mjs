import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";

const types = { ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".png": "image/png", ".svg": "image/svg+xml", ".woff2": "font/woff2" };

/** Serves a folder, as a host of static pages does. */
export class StaticServer {
  #server;

  constructor(folder) {
    this.#server = createServer(async (request, response) => {
      const file = path.join(folder, decodeURIComponent(new URL(request.url, "http://localhost").pathname));
      const body = await readFile(file).catch(() => undefined);
      response.writeHead(body ? 200 : 404, { "content-type": types[path.extname(file)] ?? "application/octet-stream" }).end(body);
    });
  }

  get url() { return `http://127.0.0.1:${this.#server.address().port}`; }

  open() { return new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve)); }

  close() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }
}
