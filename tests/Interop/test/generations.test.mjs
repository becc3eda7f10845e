import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { eventOf, TRANSPORTS, until } from "../support/clients.mjs";
import { ask, askAll, GENERATIONS, join, open, refused, sibling, VERSIONS } from "../support/generations.mjs";
import { TARGET } from "../support/fixture.mjs";
import { fixtureWith } from "../support/suite.mjs";

const bytes = Buffer.from([0, 1, 4, 0x1e, 0x62, 255]);

const server = fixtureWith("--allow-eio3");

for (const generation of VERSIONS) {
  for (const [name, transports] of Object.entries(TRANSPORTS)) {
    describe(`a client of socket.io ${generation} over ${name}`, () => {
      const member = (path, options) => join(generation, server.url, path, { transports, ...options });

      it("connects, and knows its id", async () => {
        const socket = await member("/");
        if (name === "upgrade") await until(() => socket.io.engine.transport.name === "websocket", "upgrade");
        const me = await ask(socket, "whoami");
        assert.equal(me.id, socket.id);
        assert.equal(me.ns, "/");
        assert.deepEqual(me.rooms, [socket.id]);
        assert.equal(me.transport, name === "polling" ? "polling" : "websocket");
      });

      it("is in several namespaces over one connection", async () => {
        const main = await member("/");
        const custom = await sibling(main, "/custom");
        const dynamic = await sibling(main, "/dynamic-7");
        assert.equal((await ask(custom, "whoami")).id, custom.id);
        assert.equal((await ask(dynamic, "whoami")).ns, "/dynamic-7");
        assert.equal(new Set([main.id, custom.id, dynamic.id]).size, 3);
        const left = eventOf(custom, "disconnect");
        custom.emit("do", { op: "disconnect" });
        assert.equal((await left)[0], "io server disconnect");
        assert.equal(await ask(dynamic, "echo", "still here"), "still here");
        assert.equal(await ask(main, "echo", "here too"), "here too");
      });

      it("is refused by a middleware, or let in", async () => {
        const denied = open(generation, server.url, "/auth", { transports, auth: { token: "wrong" } });
        const reason = await refused(generation, denied);
        const data = { code: "E_AUTH" };
        assert.deepEqual(reason, GENERATIONS[generation].protocol === 3 ? data : { message: "Unauthorized", data });
        const socket = await member("/auth", { auth: { token: "secret" } });
        assert.equal((await ask(socket, "whoami")).ns, "/auth");
      });

      it("is told of a namespace that does not exist", async () => {
        const socket = open(generation, server.url, "/nope", { transports });
        assert.deepEqual(await refused(generation, socket), { message: "Invalid namespace" });
      });

      it("joins and leaves rooms", async () => {
        const [a, b] = [await member("/dynamic-1"), await member("/dynamic-1")];
        for (const socket of [a, b]) assert.equal(await ask(socket, "join", "room"), true);
        a.emit("say", "room", "both");
        await until(() => a.got.length === 1 && b.got.length === 1, "the first event");
        assert.equal(await ask(b, "leave", "room"), true);
        a.emit("say", "room", "one");
        await until(() => a.got.length === 2, "the second event");
        await ask(b, "echo", 0);
        assert.deepEqual(a.got, [["said", "both"], ["said", "one"]]);
        assert.deepEqual(b.got, [["said", "both"]]);
      });

      it("asks and answers", async () => {
        const socket = await member("/");
        assert.deepEqual(await askAll(socket, "message-with-ack", 1, "two €😀", { three: [null, true] }), [1, "two €😀", { three: [null, true] }]);
        socket.on("question", (value, answer) => answer({ value, bytes }));
        const answer = await ask(socket, "do", { op: "emitWithAck", event: "question", args: ["?"], timeout: 4000 });
        assert.deepEqual(answer, { ok: { value: "?", bytes } });
      });

      // Node's server sends it on as it is, and clients before 4.5 take it for the binary value.
      it("gets data that looks like binary as data", { skip: TARGET === "node" }, async () => {
        const socket = await member("/");
        socket.emit("message", { _placeholder: 1, num: 0 }, bytes);
        await until(() => socket.got.length === 1, "the event");
        assert.deepEqual(socket.got, [["message-back", { _placeholder: false, num: 0 }, bytes]]);
      });

      it("sends and receives binary", async () => {
        const socket = await member("/");
        const args = [bytes, "text", { nested: [Buffer.alloc(0), Buffer.alloc(70_000, 7)] }];
        assert.deepEqual(await askAll(socket, "message-with-ack", ...args), args);
        socket.emit("message", ...args);
        await until(() => socket.got.length === 1, "the event");
        assert.deepEqual(socket.got, [["message-back", ...args]]);
      });

      it("keeps the order of what it sends and receives, while it connects and upgrades", async () => {
        const socket = await member("/");
        for (let i = 0; i < 60; i++) {
          socket.emit("message", i, Buffer.from([i]), "ä€😀");
          if (i % 10 === 9) await ask(socket, "echo", i);
        }
        await until(() => socket.got.length === 60, "all answers");
        assert.deepEqual(socket.got, Array.from({ length: 60 }, (_, i) => ["message-back", i, Buffer.from([i]), "ä€😀"]));
      });

      it("connects again after its connection was cut, and sends what it had to keep", async () => {
        const socket = await member("/", { reconnection: true, reconnectionDelay: 1, reconnectionDelayMax: 10 });
        const { id } = socket;
        const gone = eventOf(socket, "disconnect");
        socket.io.engine.close();
        await gone;
        const back = eventOf(socket, "connect");
        const answer = ask(socket, "echo", bytes);
        await back;
        assert.deepEqual(await answer, bytes);
        assert.notEqual(socket.id, id);
      });

      it("leaves, and connects again when it wants to", async () => {
        const socket = await member("/");
        const { id } = socket;
        const gone = eventOf(socket, "disconnect");
        const closed = eventOf(socket.io.engine, "close"); // Those of v2 and v3 cannot connect again before.
        socket.disconnect();
        assert.equal((await gone)[0], "io client disconnect");
        await closed;
        const back = eventOf(socket, "connect");
        socket.connect();
        await back;
        assert.equal((await ask(socket, "whoami")).id, socket.id);
        assert.notEqual(socket.id, id);
      });

      for (const [act, reason, clientReason, end] of [
        ["the client leaves", "client namespace disconnect", "io client disconnect", (socket) => socket.disconnect()],
        ["the server disconnects it", "server namespace disconnect", "io server disconnect", (socket) => socket.emit("do", { op: "disconnect" })],
        ["the server closes the connection", "server namespace disconnect", "io server disconnect", (socket) => socket.emit("do", { op: "disconnect", close: true })],
      ]) {
        it(`ends: ${act}`, async () => {
          const watcher = await join("4.8", server.url, "/dynamic-3", { listen: ["left"] });
          const socket = await member("/dynamic-3");
          const { id } = socket;
          const gone = eventOf(socket, "disconnect");
          end(socket);
          assert.equal((await gone)[0], clientReason);
          await until(() => watcher.got.some(([, leaver]) => leaver.id === id), "the news");
          assert.deepEqual(watcher.got.filter(([, leaver]) => leaver.id === id), [["left", { id, reason }]]);
        });
      }
    });
  }
}

describe("clients of all versions", () => {
  it("get each other's broadcasts", async () => {
    const all = [];
    for (const version of VERSIONS) {
      for (const transports of Object.values(TRANSPORTS)) all.push(await join(version, server.url, "/dynamic-2", { transports }));
    }
    for (const [sender, socket] of all.entries()) socket.emit("shout", { sender, bytes, text: "€😀" });
    await until(() => all.every((socket) => socket.got.length === all.length - 1), "every event everywhere");
    for (const [receiver, socket] of all.entries()) {
      const expected = [...all.keys()].filter((sender) => sender !== receiver).map((sender) => ["said", { sender, bytes, text: "€😀" }]);
      assert.deepEqual(socket.got.sort(([, a], [, b]) => a.sender - b.sender), expected);
    }
  });
});

describe("clients of socket.io 2.5", () => {
  describe("that receive no binary", () => {
    const server = fixtureWith("--allow-eio3");

    it("get base64", async () => {
      for (const transports of Object.values(TRANSPORTS)) {
        const socket = await join("2.5", server.url, "/", { transports, forceBase64: true });
        assert.deepEqual(await ask(socket, "echo", bytes), bytes);
      }
    });
  });

  describe("with a short heartbeat", () => {
    const server = fixtureWith("--allow-eio3", "--ping-interval", "100", "--ping-timeout", "1400");

    it("live on by their own pings", async () => {
      await Promise.all(
        Object.values(TRANSPORTS).map(async (transports) => {
          const socket = await join("2.5", server.url, "/", { transports });
          for (let pongs = 0; pongs < 17; pongs++) await eventOf(socket, "pong");
          assert.equal(socket.connected, true);
        }),
      );
    });
  });

  describe("with recovery on", () => {
    const server = fixtureWith("--allow-eio3", "--recovery", "10000");

    it("take no part in it", async () => {
      const old = await join("2.5", server.url, "/dynamic-1");
      const socket = await join("4.8", server.url, "/dynamic-1");
      socket.emit("shout", bytes);
      await until(() => old.got.length === 1, "the event");
      const argument = TARGET === "node" ? [old.got[0][2]] : []; // Node sends them the offset.
      assert.deepEqual(old.got, [["said", bytes, ...argument]]);
      assert.equal((await ask(old, "whoami")).recovered, false);
    });
  });

  describe("without --allow-eio3", () => {
    const server = fixtureWith();

    it("are refused", async () => {
      for (const transports of Object.values(TRANSPORTS)) {
        await eventOf(open("2.5", server.url, "/", { transports }), "connect_error");
      }
      const response = await fetch(`${server.url}/socket.io/?EIO=3&transport=polling`);
      assert.deepEqual([response.status, await response.json()], [400, { code: 5, message: "Unsupported protocol version" }]);
    });
  });
});
