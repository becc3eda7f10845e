import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { Server } from "socket.io";
import * as msgpack from "socket.io-msgpack-parser";
import { serveContract } from "./contract.mjs";

/** Node's socket.io in this process, with all that came to it: it can be killed and started again at the same port. */
export class NodeServer {
  static async start({ serve = serveContract, tls, ...options } = {}) {
    const server = new NodeServer(serve, tls, options);
    await server.listen(0);
    return server;
  }

  /** Every HTTP request and upgrade, in order: `method`, `url`, `headers`, `upgrade`. */
  requests = [];
  #connections = new Set();

  constructor(serve, tls, { parser, ...options }) {
    this.serve = serve;
    this.tls = tls;
    this.options = { ...options, ...(parser === "msgpack" && { parser: msgpack }) };
  }

  async listen(port) {
    this.http = this.tls ? createTlsServer(this.tls) : createServer();
    this.http.on("connection", (socket) => {
      this.#connections.add(socket);
      socket.on("close", () => this.#connections.delete(socket));
    });
    this.io = new Server(this.http, this.options);
    this.http.prependListener("request", (request) => this.#note(request, false));
    this.http.prependListener("upgrade", (request) => this.#note(request, true));
    this.serve(this.io);
    this.http.listen(port, "127.0.0.1");
    await once(this.http, "listening");
    this.port = this.http.address().port;
    this.url = `${this.tls ? "https" : "http"}://127.0.0.1:${this.port}`;
  }

  #note(request, upgrade) {
    const note = { method: request.method, url: request.url, headers: request.headers, upgrade, query: new URL(request.url, "http://x").searchParams };
    this.requests.push(note);
    if (request.method === "POST") {
      note.size = 0;
      request.on("data", (chunk) => (note.size += chunk.length));
    }
  }

  /** Ends as a process that is killed: every connection is gone, and nobody listens. */
  async kill() {
    const closed = once(this.http, "close");
    this.http.close();
    this.#destroyConnections();
    // A session that waits for its next poll would keep its timers.
    for (const session of Object.values(this.io.engine.clients)) session.onClose("transport close");
    await closed;
  }

  restart() {
    return this.listen(this.port);
  }

  get connections() {
    return this.#connections.size;
  }

  #destroyConnections() {
    for (const socket of this.#connections) socket.destroy();
  }

  async stop() {
    if (this.http.listening) await this.kill();
  }
}
