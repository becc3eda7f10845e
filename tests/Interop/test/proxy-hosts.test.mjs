// A proxy that passes the host on without its port: browsers name both, and their WebSockets have to get through.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { client, connected, until } from "../support/clients.mjs";
import { Fixture, TARGET } from "../support/fixture.mjs";
import { Proxy } from "../support/proxy.mjs";

describe("behind nginx as the reference's documentation has it", () => {
  let server, proxy;
  before(async () => {
    server = await Fixture.start();
    proxy = await Proxy.start("nginx-of-the-reference", [server.port]);
  });
  after(async () => {
    await proxy?.stop();
    await server.stop();
  });

  it("opens a WebSocket for a page of its own", async () => {
    const socket = client(proxy.url, "/", { transports: ["websocket"], extraHeaders: { Origin: proxy.url } });
    await connected(socket);
    socket.disconnect();
  });

  it("upgrades to WebSocket for a page of its own", async () => {
    const socket = client(proxy.url, "/", { extraHeaders: { Origin: proxy.url } });
    await connected(socket);
    await until(() => socket.io.engine.transport.name === "websocket", "the upgrade");
    socket.disconnect();
  });

  // Node's server lets everybody in.
  if (TARGET !== "node") {
    it("opens no WebSocket for a page of another host", async () => {
      const socket = client(proxy.url, "/", { transports: ["websocket"], extraHeaders: { Origin: "http://evil.example:8080" } });
      const error = await new Promise((resolve) => socket.once("connect_error", resolve));
      assert.equal(error.message, "websocket error");
      socket.disconnect();
    });
  }
});
