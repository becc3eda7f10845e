// Sockeye.Client in a page: tests/WasmPage is published to WebAssembly without a warning, and connects from another origin.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Fixture } from "../Interop/support/fixture.mjs";
import { launchChromium } from "./support/chromium.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const published = path.join(root, "artifacts/publish/WasmPage/release/wwwroot");
const types = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };

describe("the .NET client in a page", () => {
  let log, browser, server, pages, origin;

  before(async () => {
    ({ stdout: log } = await promisify(execFile)(
      "dotnet", ["publish", "tests/WasmPage", "-c", "Release", "--tl:off", "-nodeReuse:false"], { cwd: root, timeout: 300_000 },
    ).catch((error) => assert.fail(error.stdout || error.message)));
    pages = createServer(async (request, response) => {
      const { pathname } = new URL(request.url, "http://localhost");
      const file = path.join(published, path.normalize(pathname));
      try {
        response.writeHead(200, { "Content-Type": types[path.extname(file)] ?? "application/octet-stream" }).end(await readFile(file));
      } catch {
        response.writeHead(404).end();
      }
    }).listen(0, "127.0.0.1");
    await once(pages, "listening");
    origin = `http://127.0.0.1:${pages.address().port}`;
    server = await Fixture.start(["--cors", origin]);
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    pages?.close();
    pages?.closeAllConnections();
  });

  it("is compiled without a warning", () => {
    const warnings = log.split("\n").filter((line) => /warning/i.test(line) && !/NU160[38]/.test(line));
    assert.deepEqual(warnings, []);
  });

  for (const [transports, last] of [["polling", "polling"], ["websocket", "websocket"], ["polling,websocket", "websocket"]]) {
    it(`connects, sends, hears, and comes back: ${transports}`, async () => {
      const page = await browser.newPage();
      const errors = [];
      page.on("console", (message) => errors.push(message.text()));
      page.on("pageerror", (error) => errors.push(String(error)));
      await page.goto(`${origin}/index.html?url=${encodeURIComponent(server.url)}&transports=${transports}`);
      const lines = () => page.evaluate(() => document.getElementById("lines").textContent.trim().split("\n"));
      await page.waitForFunction(() => document.getElementById("lines").textContent.includes("done"), undefined, { timeout: 60_000 })
        .catch(async () => assert.fail([...(await lines()), ...errors].join("\n")));
      assert.deepEqual((await lines()).sort(), [
        "connected", "heard hello 1 2 3", "answered grüße", `by ${last}`, "disconnected: transport close",
        "connected", "answered back", "disconnected: io client disconnect", "done",
      ].sort());
      await page.close();
    });
  }

  for (const credentials of [true, false]) {
    it(`sends cookies to another origin if it is asked to: ${credentials}`, async () => {
      const cookies = [];
      const other = createServer((request, response) => {
        response.setHeader("Access-Control-Allow-Origin", origin).setHeader("Access-Control-Allow-Credentials", "true");
        if (request.url.startsWith("/socket.io/")) {
          cookies.push(request.headers.cookie);
        }
        response.writeHead(404, request.url === "/cookie" ? { "Set-Cookie": "who=ann" } : {}).end();
      }).listen(0, "127.0.0.1");
      await once(other, "listening");
      const url = `http://127.0.0.1:${other.address().port}`;
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`${url}/cookie`);
      await page.goto(`${origin}/index.html?url=${encodeURIComponent(url)}&transports=polling${credentials ? "&credentials" : ""}`);
      await page.waitForFunction(() => document.getElementById("lines")?.textContent.includes("404"), undefined, { timeout: 60_000 });
      assert.deepEqual(new Set(cookies), new Set([credentials ? "who=ann" : undefined]));
      await context.close();
      other.close();
      other.closeAllConnections();
    });
  }
});
