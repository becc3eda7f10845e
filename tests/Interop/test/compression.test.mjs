import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask, connect, until } from "../support/clients.mjs";
import { RawPolling, rawMember } from "../support/raw.mjs";
import { fixtureWith } from "../support/suite.mjs";

const LARGE = "0123456789 ".repeat(500);

describe("compression of polls", () => {
  const server = fixtureWith();

  /** What the server answers to an operation, and in which coding. */
  async function answered(operation) {
    const session = await RawPolling.open(server.url);
    await session.send("40");
    while (!(await session.receive()).text.includes('["auth"'));
    await session.send(`42["do",${JSON.stringify(operation)}]`);
    for (;;) {
      const response = await fetch(session.address, { headers: { "accept-encoding": "gzip" } });
      const text = await response.text();
      if (text.includes(LARGE)) return response.headers.get("content-encoding");
    }
  }

  it("a large answer is compressed", async () => {
    assert.equal(await answered({ op: "emit", event: "x", args: [LARGE] }), "gzip");
  });

  it("compress(false) is kept", async () => {
    assert.equal(await answered({ op: "emit", event: "x", args: [LARGE], compress: false }), null);
    assert.equal(await answered({ op: "emit", from: "io", event: "x", args: [LARGE], compress: false }), null);
  });

  it("the official client reads it", async () => {
    const socket = await connect(server.url, "/", { transports: ["polling"] });
    assert.deepEqual(await ask(socket, "echo", [LARGE, Buffer.alloc(5000)]), [LARGE, Buffer.alloc(5000)]);
  });
});

describe("--per-message-deflate", () => {
  const server = fixtureWith("--per-message-deflate", "--max-payload", "100000");

  it("the official client agrees on it", async () => {
    const socket = await connect(server.url, "/", { transports: ["websocket"], perMessageDeflate: { threshold: 0 } });
    assert.match(socket.io.engine.transport.ws.extensions, /permessage-deflate/);
    for (const value of ["small", LARGE, Buffer.alloc(50000, 7), [LARGE, Buffer.alloc(2000), LARGE]]) {
      assert.deepEqual(await ask(socket, "echo", value), value);
    }
  });

  it("holds under many messages at once", async () => {
    const sockets = await Promise.all(
      [{ threshold: 0 }, { threshold: 100_000_000 }, false].map((perMessageDeflate) =>
        connect(server.url, "/", { transports: ["websocket"], perMessageDeflate }),
      ),
    );
    await Promise.all(
      sockets.flatMap((socket) =>
        Array.from({ length: 100 }, async (_, i) => assert.equal(await ask(socket, "echo", LARGE + i), LARGE + i)),
      ),
    );
  });

  it("a broadcast reaches those that agreed and those that did not", async () => {
    const sockets = await Promise.all(
      [{}, {}, false].map((perMessageDeflate) => connect(server.url, "/", { transports: ["websocket"], perMessageDeflate })),
    );
    for (const socket of sockets) await ask(socket, "join", "room");
    const said = sockets.map((socket) => new Promise((resolve) => socket.once("said", resolve)));
    sockets[0].emit("say", "room", LARGE);
    assert.deepEqual(await Promise.all(said), [LARGE, LARGE, LARGE]);
  });

  it("large messages come compressed, and those with compress(false) do not", async () => {
    for (const [compress, flags] of [[true, 0xc1], [false, 0x81]]) {
      const raw = await rawMember(server.url);
      const first = new Promise((resolve) => raw._socket.prependListener("data", (chunk) => chunk.length > 30 && resolve(chunk[0])));
      raw.send(`42["do",${JSON.stringify({ op: "emit", event: "x", args: [LARGE], compress })}]`);
      assert.equal(await first, flags);
      await until(() => raw.received.at(-1) === `42["x","${LARGE}"]`, "the message");
      raw.close();
    }
  });

  it("the limit holds for what comes out", async () => {
    const raw = await rawMember(server.url);
    assert.match(raw.extensions, /permessage-deflate/);
    raw.send(Buffer.alloc(10_000_000));
    assert.equal(await raw.closed, 1009);
  });
});
