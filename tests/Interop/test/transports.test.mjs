import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask, client, connect, connected, eventOf, received, settle, until } from "../support/clients.mjs";
import { RawPolling, rawMember, rawSocket } from "../support/raw.mjs";
import { fixtureWith } from "../support/suite.mjs";

const WEBSOCKET = { transports: ["websocket"] };
const POLLING = { transports: ["polling"] };

describe("transports", () => {
  const server = fixtureWith();

  for (const transport of ["polling", "websocket"]) {
    it(`${transport} only`, async () => {
      const socket = await connect(server.url, "/", { transports: [transport] });
      assert.equal((await ask(socket, "whoami")).transport, transport);
      assert.equal(socket.io.engine.transport.name, transport);
    });
  }

  it("upgrade from polling to WebSocket", async () => {
    const socket = client(server.url);
    await connected(socket);
    await until(() => socket.io.engine.transport.name === "websocket", "upgrade");
    assert.equal((await ask(socket, "whoami")).transport, "websocket");
  });

  it("upgrade under load: nothing lost, doubled or out of order, either way", async () => {
    const socket = await connect(server.url);
    let sent = 0;
    while (socket.io.engine.transport.name !== "websocket" || sent < 200) {
      socket.emit("message", sent, Buffer.from([sent & 255]));
      sent++;
      if (sent % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await settle(socket);
    assert.deepEqual(
      received(socket, "message-back"),
      Array.from({ length: sent }, (_, i) => [i, Buffer.from([i & 255])]),
    );
  });

  it("base64 for clients that cannot receive binary", async () => {
    for (const transports of [["polling"], ["websocket"]]) {
      const socket = await connect(server.url, "/", { transports, forceBase64: true });
      assert.deepEqual(await ask(socket, "echo", Buffer.from([0, 1, 255])), Buffer.from([0, 1, 255]));
    }
  });

  it("many clients at once", async () => {
    const sockets = await Promise.all(
      Array.from({ length: 60 }, (_, i) => connect(server.url, "/dynamic-60", [POLLING, WEBSOCKET, {}][i % 3])),
    );
    sockets[0].emit("shout", "everybody");
    await settle(...sockets);
    assert.deepEqual(sockets.map((socket) => received(socket, "said").length), [0, ...Array(59).fill(1)]);
  });
});

for (const [served, refused] of [["websocket", "polling"], ["polling", "websocket"]]) {
  describe(`--transports ${served}`, () => {
    const server = fixtureWith("--transports", served);

    it(`serves ${served} and refuses ${refused}`, async () => {
      const socket = await connect(server.url, "/", { transports: [served] });
      assert.equal((await ask(socket, "whoami")).transport, served);
      const other = client(server.url, "/", { transports: [refused] });
      await eventOf(other, "connect_error");
    });

    it("offers no upgrade", async () => {
      const socket = await connect(server.url, "/", { transports: [served, refused] });
      await settle(socket);
      assert.equal(socket.io.engine.transport.name, served);
    });
  });
}

describe("--path", () => {
  const server = fixtureWith("--path", "/deep/path/");

  it("serves there and nowhere else", async () => {
    for (const transports of [["polling"], ["websocket"]]) {
      const socket = await connect(server.url, "/chat", { path: "/deep/path/", transports });
      assert.equal(await ask(socket, "echo", 1), 1);
    }
    assert.equal((await fetch(`${server.url}/deep/path/?EIO=4&transport=polling`)).status, 200);
  });
});

describe("--max-payload", () => {
  const server = fixtureWith("--max-payload", "1000");

  it("is told in the handshake", async () => {
    assert.equal((await RawPolling.open(server.url)).handshake.maxPayload, 1000);
  });

  it("lets bodies and messages of that size through", async () => {
    const session = await RawPolling.open(server.url);
    assert.deepEqual(await session.send("40".padEnd(1000)), { status: 200, text: "ok" });
    const raw = await rawMember(server.url);
    raw.send(`42["message","${"x".repeat(1000 - 16)}"]`);
    await until(() => raw.received.some((text) => text.startsWith('42["message-back"')), "the answer");
  });

  it("refuses a larger body with 413 and closes the session", async () => {
    const session = await RawPolling.open(server.url);
    assert.equal((await session.send("4".padEnd(1001, "x"))).status, 413);
    assert.equal((await session.send("40")).status, 400);
  });

  it("closes a WebSocket with 1009 at a larger message", async () => {
    for (const message of [`4${"x".repeat(1000)}`, Buffer.alloc(1001)]) {
      const raw = await rawMember(server.url);
      raw.send(message);
      assert.equal(await raw.closed, 1009);
    }
  });

  for (const options of [WEBSOCKET, POLLING]) {
    it(`the ${options.transports} client sees it`, async () => {
      const socket = await connect(server.url, "/", options);
      const gone = eventOf(socket, "disconnect");
      socket.emit("message", "x".repeat(2000));
      assert.match((await gone)[0], /^transport (close|error)$/);
    });
  }

  it("the polling client splits many small packets to stay below it", async () => {
    const socket = await connect(server.url, "/", POLLING);
    for (let i = 0; i < 100; i++) socket.emit("message", i, "x".repeat(50));
    await settle(socket);
    assert.equal(received(socket, "message-back").length, 100);
  });
});

describe("--ping-interval and --ping-timeout", () => {
  const server = fixtureWith("--ping-interval", "1234", "--ping-timeout", "567");

  it("are told in the handshake", async () => {
    const { handshake } = await RawPolling.open(server.url);
    assert.match(handshake.sid, /^[\w-]{20}$/);
    assert.deepEqual(
      { ...handshake, sid: 0 },
      { sid: 0, upgrades: ["websocket"], pingInterval: 1234, pingTimeout: 567, maxPayload: 1_000_000 },
    );
  });

  it("over WebSocket without upgrades", async () => {
    const raw = await rawSocket(server.url);
    await until(() => raw.received.length > 0, "the handshake");
    assert.deepEqual(JSON.parse(raw.received[0].slice(1)).upgrades, []);
    raw.terminate();
  });
});
