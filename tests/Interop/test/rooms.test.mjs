import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask, connect, eventOf, received, settle, sorted, TRANSPORTS } from "../support/clients.mjs";
import { fixtureWith } from "../support/suite.mjs";

for (const [name, transports] of Object.entries(TRANSPORTS)) {
  describe(`rooms over ${name}`, () => {
    const server = fixtureWith();
    const three = async (namespace) =>
      await Promise.all([1, 2, 3].map(() => connect(server.url, namespace, { transports })));

    it("join, leave and whoami show the rooms, sorted by UTF-16 code unit", async () => {
      const socket = await connect(server.url, "/", { transports });
      const rooms = ["b", "a", "B", "é", "#*?[", "\u{1f600}", "\uffee", "10", "9", ""];
      for (const room of rooms) assert.equal(await ask(socket, "join", room), true);
      assert.equal(await ask(socket, "join", "a"), true);
      assert.deepEqual((await ask(socket, "whoami")).rooms, sorted([...rooms, socket.id]));
      assert.equal(await ask(socket, "leave", "b"), true);
      assert.equal(await ask(socket, "leave", "never joined"), true);
      assert.deepEqual((await ask(socket, "whoami")).rooms, sorted([...rooms.filter((room) => room !== "b"), socket.id]));
    });

    it("say reaches everybody in the room, the sender included, and nobody else", async () => {
      const [a, b, c] = await three("/dynamic-10");
      await ask(a, "join", "room");
      await ask(b, "join", "room");
      a.emit("say", "room", { text: "hi", bytes: Buffer.from([1]) });
      await settle(a, b, c);
      const said = [[{ text: "hi", bytes: Buffer.from([1]) }]];
      assert.deepEqual([a, b, c].map((socket) => received(socket, "said")), [said, said, []]);
    });

    it("say to a room that one is not in reaches its members", async () => {
      const [a, b] = await three("/dynamic-11");
      await ask(b, "join", "room");
      a.emit("say", "room", 1);
      await settle(a, b);
      assert.deepEqual([a, b].map((socket) => received(socket, "said")), [[], [[1]]]);
    });

    it("say to a left or an empty room reaches nobody", async () => {
      const [a, b] = await three("/dynamic-12");
      await ask(b, "join", "room");
      await ask(b, "leave", "room");
      a.emit("say", "room", 1);
      a.emit("say", "nobody there", 1);
      await settle(a, b);
      assert.deepEqual([a, b].map((socket) => received(socket, "said")), [[], []]);
    });

    it("say to an id reaches that socket", async () => {
      const [a, b, c] = await three("/dynamic-13");
      a.emit("say", b.id, "private");
      await settle(a, b, c);
      assert.deepEqual([a, b, c].map((socket) => received(socket, "said")), [[], [["private"]], []]);
    });

    it("shout reaches everybody else of the namespace", async () => {
      const [a, b, c] = await three("/dynamic-14");
      const elsewhere = await connect(server.url, "/dynamic-15", { transports });
      a.emit("shout", ["x", Buffer.from("y")]);
      await settle(a, b, c, elsewhere);
      const said = [[["x", Buffer.from("y")]]];
      assert.deepEqual([a, b, c, elsewhere].map((socket) => received(socket, "said")), [[], said, said, []]);
    });

    it("a disconnected socket is out of its rooms", async () => {
      const [a, b, c] = await three("/dynamic-16");
      await ask(b, "join", "room");
      await ask(c, "join", "room");
      const left = eventOf(a, "left");
      const id = b.id;
      b.disconnect();
      assert.deepEqual(await left, [{ id, reason: "client namespace disconnect" }]);
      a.emit("say", "room", 1);
      await settle(a, c);
      assert.deepEqual(received(c, "said"), [[1]]);
      assert.deepEqual(c.leavers, [{ id, reason: "client namespace disconnect" }]);
    });

    it("everybody gets what everybody says, in the order of the sender", async () => {
      const sockets = await three("/dynamic-17");
      for (const socket of sockets) await ask(socket, "join", "room");
      for (let i = 0; i < 50; i++) for (const socket of sockets) socket.emit("say", "room", [socket.id, i]);
      await settle(...sockets, ...sockets);
      for (const reader of sockets) {
        for (const writer of sockets) {
          const order = received(reader, "said").map(([said]) => said).filter(([id]) => id === writer.id).map(([, i]) => i);
          assert.deepEqual(order, Array.from({ length: 50 }, (_, i) => i));
        }
      }
    });
  });
}
