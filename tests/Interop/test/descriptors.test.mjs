import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectTo } from "node:net";
import { describe, it } from "node:test";
import { connect, perform } from "../support/clients.mjs";
import { Fixture, TARGET } from "../support/fixture.mjs";

// A server on .NET has about 200 itself.
const DESCRIPTORS = 512;

/** Opens a WebSocket that stays open; gives the status of the answer. */
async function open(port, sockets) {
  const socket = connectTo(port, "127.0.0.1");
  sockets.push(socket);
  socket.on("error", () => {});
  socket.write(
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  const [answer] = await once(socket, "data");
  return Number(answer.toString().slice(9, 12));
}

/** Opens a connection that sends nothing; gives it, and what completes when it is closed. */
async function openIdle(port, sockets) {
  const socket = connectTo(port, "127.0.0.1");
  sockets.push(socket);
  const closed = new Promise((resolve) => socket.on("close", resolve));
  socket.on("error", () => {}).resume();
  // One that is closed at once may be so before it knows that it is open.
  await once(socket, "connect").catch(() => {});
  return { closed };
}

describe("a process with few file descriptors", { skip: TARGET !== "ours" && "Node refuses no session" }, () => {
  for (const args of [[], ["--event-loops"]]) {
    it(`refuses those who come too late, and goes on (${args[0] ?? "Kestrel's sockets"})`, async () => {
      const server = await Fixture.start(args, TARGET, { descriptors: DESCRIPTORS });
      const sockets = [];
      try {
        const client = await connect(server.url, "/", { transports: ["websocket"] });
        const answers = [];
        // The refused leave at once, so this many more change nothing.
        while (answers.length < 2 * DESCRIPTORS) answers.push(await open(server.port, sockets));
        const first = answers.indexOf(503);
        assert.ok(first > 100, `${first} were let in`);
        assert.ok(answers.slice(first).every((status) => status === 503));
        assert.equal(await perform(client, "join", { room: "a" }), true);
        assert.equal(server.errors.match(/ulimit -n/g).length, 1);

        for (const socket of sockets.splice(0, 50)) socket.destroy();
        let status;
        for (let i = 0; i < 100 && status !== 101; i++) status = await open(server.port, sockets);
        assert.equal(status, 101);
        client.disconnect();
      } finally {
        for (const socket of sockets) socket.destroy();
        server.kill();
      }
    });

    // It has loaded nothing yet that a handshake needs, and .NET needs descriptors for each new thread.
    it(`outlives a crowd of connections that send nothing, before its first client (${args[0] ?? "Kestrel's sockets"})`, async () => {
      const server = await Fixture.start(args, TARGET, { descriptors: DESCRIPTORS });
      const sockets = [];
      try {
        let last;
        for (let i = 0; i < 2 * DESCRIPTORS; i++) last = await openIdle(server.port, sockets);
        // It came when there was no room any more.
        await last.closed;
        assert.match(server.errors, /ulimit -n/);

        for (const socket of sockets.splice(0, 200)) socket.destroy();
        let status;
        for (let i = 0; i < 100 && status !== 101; i++) status = await open(server.port, sockets).catch(() => 0);
        assert.equal(status, 101);
        const client = await connect(server.url, "/", { transports: ["polling"] });
        assert.equal(await perform(client, "join", { room: "a" }), true);
        client.disconnect();
      } finally {
        for (const socket of sockets) socket.destroy();
        server.kill();
      }
    });
  }
});
