import assert from "node:assert/strict";
import { describe } from "node:test";
import { CLIENT } from "../support/client.mjs";
import { NodeServer } from "../support/node-server.mjs";
import { OurServer } from "../support/our-server.mjs";
import { check, clientProcess, serverFor, TRANSPORTS, until } from "../support/suite.mjs";

const SERVERS = {
  "Node's server": () => NodeServer.start({ connectionStateRecovery: { maxDisconnectionDuration: 60_000 } }),
  ...(CLIENT === "ours" && { "our server": () => OurServer.start("--recovery", "60000") }),
};

for (const [serverName, start] of Object.entries(SERVERS)) {
  for (const [transport, transports] of Object.entries(TRANSPORTS)) {
    describe(`connection state recovery over ${transport}, ${serverName}`, () => {
      const server = serverFor(start);
      const process = clientProcess();
      const SLOW = { reconnection: true, reconnectionDelay: 300, randomizationFactor: 0 };

      async function pair() {
        const lost = await process.connected(server.url, { transports, ...SLOW });
        const other = await process.connected(server.url, { transports: ["websocket"] });
        await lost.on("said");
        await lost.ask("join", ["room"]);
        return { lost, other };
      }

      // A connection that is cut before the server has its next poll, or in the middle of its upgrade, is not seen to be gone: there is
      // nothing yet to recover.
      const isSettled = (session) => session.transport.writable && (transport !== "upgrade" || session.transport.name === "websocket");
      async function cut({ manager }) {
        if (server.io) await until(() => Object.values(server.io.engine.clients).every(isSettled), "a poll of each, or its upgrade");
        await manager.cut();
      }

      check("the id and what was missed come back, in order, with binary", async () => {
        const { lost, other } = await pair();
        const { id } = await lost.nth("connect");
        await other.emit("say", "room", "before");
        await lost.received("said");
        await cut(lost);
        await lost.nth("disconnect");
        for (let i = 0; i < 20; i++) await other.emit("say", "room", i % 2 ? i : { i, part: Buffer.from([i]) });
        await other.ask("echo", [0]);
        const back = await lost.nth("connect", 2);
        assert.deepEqual([back.id, back.recovered], [id, true]);
        const missed = (await lost.received("said", 21)).slice(1).map(([payload]) => payload);
        assert.deepEqual(missed, Array.from({ length: 20 }, (_, i) => (i % 2 ? i : { i, part: Buffer.from([i]) })));
        assert.equal((await lost.state()).recovered, true);
      });

      check("listeners see the offset as the last argument", async () => {
        const { lost, other } = await pair();
        await other.emit("say", "room", "x");
        const [args] = await lost.received("said");
        assert.equal(args.length, 2);
        assert.equal(args[0], "x");
        assert.equal(typeof args[1], "string");
      });

      check("rooms are there, and what comes afterwards too", async () => {
        const { lost, other } = await pair();
        await other.emit("say", "room", "before");
        await lost.received("said");
        await cut(lost);
        await lost.nth("connect", 2);
        await other.emit("say", "room", "after");
        assert.deepEqual((await lost.received("said", 2)).map(([payload]) => payload), ["before", "after"]);
      });

      check("several times in a row", async () => {
        const { lost, other } = await pair();
        await other.emit("say", "room", 0);
        await lost.received("said");
        for (let i = 1; i <= 3; i++) {
          await cut(lost);
          await lost.nth("disconnect", i);
          await other.emit("say", "room", i);
          assert.equal((await lost.nth("connect", i + 1)).recovered, true);
        }
        assert.deepEqual((await lost.received("said", 4)).map(([payload]) => payload), [0, 1, 2, 3]);
      });

      check("what was emitted meanwhile is sent, and a question is answered", async () => {
        const { lost, other } = await pair();
        await other.emit("say", "room", "before");
        await lost.received("said");
        await cut(lost);
        await lost.nth("disconnect");
        const answer = lost.ask("whoami");
        await lost.nth("connect", 2);
        assert.equal((await answer)[0].recovered, true);
      });

      check("a socket that left on its own is not recovered", async () => {
        const { lost, other } = await pair();
        await other.emit("say", "room", "before");
        await lost.received("said");
        const { id } = await lost.nth("connect");
        await lost.disconnect();
        await lost.nth("disconnect");
        await lost.connect();
        const state = await lost.state();
        assert.equal(state.recovered, false);
        assert.notEqual(state.id, id);
      });
    });
  }
}

describe("connection state recovery", () => {
  const process = clientProcess();

  check("after a restart of the server the socket is new, not recovered", async () => {
    const server = await NodeServer.start({ connectionStateRecovery: {} });
    try {
      const socket = await process.connected(server.url, { reconnection: true, reconnectionDelay: 50 });
      await socket.on("auth");
      const { id } = await socket.nth("connect");
      await server.kill();
      await server.restart();
      const back = await socket.nth("connect", 2);
      assert.notEqual(back.id, id);
      assert.equal(back.recovered, false);
    } finally {
      await server.stop();
    }
  });

  check("the private id and the offset are in the CONNECT packet, beside the auth", async () => {
    const auths = [];
    const server = await NodeServer.start({
      connectionStateRecovery: {},
      serve: (io) => {
        io.engine.on("connection", (session) => session.on("packet", ({ type, data }) => type === "message" && String(data).startsWith("0") && auths.push(data)));
        io.on("connection", (socket) => socket.emit("hello"));
      },
    });
    try {
      const socket = await process.unconnected(server.url, { reconnection: true, reconnectionDelay: 50, auth: { token: "t" } });
      await socket.on("hello");
      await socket.connect();
      const [[offset]] = await socket.received("hello");
      await socket.manager.cut();
      assert.equal((await socket.nth("connect", 2)).recovered, true);
      assert.equal(auths[0], '0{"token":"t"}');
      const { pid, ...rest } = JSON.parse(auths[1].slice(1));
      assert.deepEqual(rest, { offset, token: "t" });
      assert.match(pid, /^[\w-]{20}$/);
    } finally {
      await server.stop();
    }
  });
});
