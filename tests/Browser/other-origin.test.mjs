// A page of one origin, and the server with its scripts at another: the browser decides what it may load.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { Fixture } from "../Interop/support/fixture.mjs";
import { launchChromium } from "./support/chromium.mjs";

const connects = (server) => `
import { io } from "${server}/socket.io/socket.io.esm.min.js";
const socket = io("${server}", { transports: ["websocket"] });
socket.on("connect", () => told("connected"));
socket.on("connect_error", (error) => told(error.message));
`;

describe("a page of another origin", () => {
  let browser, server, pages, origin;

  before(async () => {
    // Whatever the page loads has to say that it may be loaded.
    pages = createServer((request, response) => {
      const [type, text] = contents[request.url](server.url);
      response.writeHead(200, { "Content-Type": type, "Cross-Origin-Embedder-Policy": "require-corp" }).end(text);
    }).listen(0, "127.0.0.1");
    await once(pages, "listening");
    origin = `http://127.0.0.1:${pages.address().port}`;
    server = await Fixture.start(["--cors", origin]);
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    pages.close();
    pages.closeAllConnections();
  });

  const contents = {
    "/module": (server) => ["text/html", `<script type="module">const told = (text) => (document.title = text);${connects(server)}</script>`],
    "/worker": () => [
      "text/html",
      `<script>
        const worker = new Worker("/worker.js", { type: "module" });
        worker.onmessage = ({ data }) => (document.title = data);
        worker.onerror = () => (document.title = "the worker failed");
      </script>`,
    ],
    "/worker.js": (server) => ["text/javascript", `const told = (text) => postMessage(text);${connects(server)}`],
    "/script": (server) => ["text/html", `<script src="${server}/socket.io/socket.io.min.js" onerror="document.title = 'refused'" onload="document.title = typeof io"></script>`],
    "/favicon.ico": () => ["image/x-icon", ""],
  };

  for (const [path, title] of [["/module", "connected"], ["/worker", "connected"], ["/script", "function"]]) {
    it(`loads the client and uses it: ${path}`, async () => {
      const page = await browser.newPage();
      const errors = [];
      page.on("console", (message) => errors.push(message.text()));
      await page.goto(origin + path);
      await page.waitForFunction(() => document.title, undefined, { timeout: 10_000 }).catch(() => assert.fail(errors.join("; ")));
      assert.equal(await page.title(), title);
      await page.close();
    });
  }
});
