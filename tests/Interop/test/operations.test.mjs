import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask, askAll, connect, eventOf, perform, received, settle, sorted, TRANSPORTS } from "../support/clients.mjs";
import { fixtureWith } from "../support/suite.mjs";

let namespaces = 300;

for (const [name, transports] of Object.entries(TRANSPORTS)) {
  describe(`operations over ${name}`, () => {
    const server = fixtureWith();

    async function group(count) {
      const namespace = `/dynamic-${namespaces++}`;
      const sockets = [];
      for (let i = 0; i < count; i++) sockets.push(await connect(server.url, namespace, { transports }));
      return { namespace, sockets };
    }

    it("join, leave and rooms", async () => {
      const { sockets: [socket] } = await group(1);
      assert.equal(await perform(socket, "join", { room: "b" }), true);
      assert.equal(await perform(socket, "join", { rooms: ["a", "c", "a"] }), true);
      assert.deepEqual(await perform(socket, "rooms"), sorted(["a", "b", "c", socket.id]));
      assert.equal(await perform(socket, "leave", { room: "b" }), true);
      assert.equal(await perform(socket, "leave", { rooms: ["c", "unknown"] }), true);
      assert.deepEqual(await perform(socket, "rooms"), sorted(["a", socket.id]));
    });

    it("setData shows in whoami and fetchSockets", async () => {
      const { sockets: [a, b] } = await group(2);
      const data = { user: { name: "é", tags: [1, null, true] } };
      assert.equal(await perform(a, "setData", { data }), true);
      assert.deepEqual((await ask(a, "whoami")).data, data);
      await perform(a, "join", { room: "r" });
      const expected = [
        { id: a.id, rooms: sorted(["r", a.id]), data },
        { id: b.id, rooms: [b.id], data: {} },
      ].sort((x, y) => (x.id < y.id ? -1 : 1));
      assert.deepEqual(await perform(b, "fetchSockets", { from: "io" }), expected);
    });

    it("fetchSockets of rooms, with exceptions, of others, of another namespace", async () => {
      const { namespace, sockets: [a, b, c] } = await group(3);
      await perform(a, "join", { rooms: ["r1", "r2"] });
      await perform(b, "join", { room: "r1" });
      const ids = async (target) => (await perform(a, "fetchSockets", target)).map(({ id }) => id);
      assert.deepEqual(await ids({ from: "io", to: ["r1"] }), sorted([a.id, b.id]));
      assert.deepEqual(await ids({ from: "io", to: ["r1"], except: ["r2"] }), [b.id]);
      assert.deepEqual(await ids({ from: "io", except: ["r1"] }), [c.id]);
      assert.deepEqual(await ids({ from: "io", to: ["nobody"] }), []);
      assert.deepEqual(await ids({ broadcast: true }), sorted([b.id, c.id]));
      assert.deepEqual(await ids({ to: ["r1"] }), [b.id]);
      assert.deepEqual(await ids({ from: "io", local: true }), sorted([a.id, b.id, c.id]));
      assert.deepEqual(await ids({ from: `ns:${namespace}`, to: ["r2"] }), [a.id]);
    });

    it("socketsJoin and socketsLeave move the targets", async () => {
      const { sockets: [a, b, c] } = await group(3);
      assert.equal(await perform(a, "socketsJoin", { from: "io", rooms: ["x", "y"] }), true);
      assert.equal(await perform(a, "socketsJoin", { broadcast: true, rooms: ["others"] }), true);
      assert.equal(await perform(a, "socketsJoin", { from: "io", to: [c.id], rooms: ["z"] }), true);
      assert.equal(await perform(a, "socketsLeave", { from: "io", except: ["z"], rooms: ["y", "never"] }), true);
      const rooms = await Promise.all([a, b, c].map((socket) => perform(socket, "rooms")));
      assert.deepEqual(rooms, [
        sorted(["x", a.id]),
        sorted(["x", "others", b.id]),
        sorted(["x", "y", "z", "others", c.id]),
      ]);
    });

    it("allRooms counts the members, and forgets empty rooms", async () => {
      const { namespace, sockets: [a, b] } = await group(2);
      await perform(a, "join", { rooms: ["r1", "r2"] });
      await perform(b, "join", { room: "r1" });
      assert.deepEqual(await perform(a, "allRooms"), { [a.id]: 1, [b.id]: 1, r1: 2, r2: 1 });
      await perform(a, "leave", { rooms: ["r1", "r2"] });
      assert.deepEqual(await perform(b, "allRooms", { from: `ns:${namespace}` }), { [a.id]: 1, [b.id]: 1, r1: 1 });
    });

    for (const close of [false, true]) {
      it(`disconnectSockets with close ${close}`, async () => {
        const { sockets: [a, b, c] } = await group(3);
        await perform(b, "join", { room: "out" });
        const gone = eventOf(b, "disconnect");
        const id = b.id;
        assert.equal(await perform(a, "disconnectSockets", { from: "io", to: ["out"], close }), true);
        assert.equal((await gone)[0], "io server disconnect");
        await settle(a, c);
        for (const socket of [a, c]) {
          assert.deepEqual(socket.leavers, [{ id, reason: "server namespace disconnect" }]);
        }
        assert.deepEqual((await perform(a, "fetchSockets", { from: "io" })).map((socket) => socket.id), sorted([a.id, c.id]));
      });

      it(`disconnect with close ${close}`, async () => {
        const { sockets: [a, b] } = await group(2);
        const gone = eventOf(b, "disconnect");
        const id = b.id;
        let answered = false;
        b.emit("do", { op: "disconnect", close }, () => (answered = true));
        assert.equal((await gone)[0], "io server disconnect");
        await settle(a);
        assert.deepEqual(a.leavers, [{ id, reason: "server namespace disconnect" }]);
        assert.equal(answered, false);
      });
    }

    it("onAny repeats every event to its sender", async () => {
      const { sockets: [a, b] } = await group(2);
      a.emit("before");
      assert.equal(await perform(a, "onAny"), true);
      a.emit("custom", 1, Buffer.from([2]), { a: null });
      assert.deepEqual(await askAll(a, "message-with-ack", "x"), ["x"]);
      await ask(b, "echo", "not mine");
      await settle(a, b);
      assert.deepEqual(received(a, "any"), [
        ["custom", 1, Buffer.from([2]), { a: null }],
        ["message-with-ack", "x"],
        ["echo", "settle"],
      ]);
      assert.deepEqual(received(b, "any"), []);
    });

    it("a server alone is a cluster of one", async () => {
      const { sockets: [socket] } = await group(1);
      assert.equal(await perform(socket, "serverCount"), 1);
      assert.equal(await perform(socket, "serverSideEmit", { event: "x", args: [1] }), true);
      assert.deepEqual(await perform(socket, "serverSideEmitWithAck", { event: "x", args: [1], timeout: 2000 }), []);
      await settle(socket);
      assert.deepEqual(received(socket, "server-event"), []);
    });

    for (const operation of [
      { op: "nope" }, {}, null, "text", 7, { op: "emit", from: "nowhere", event: "x" }, { op: "emit", from: "ns:/nope", event: "x" },
      { op: "fetchSockets" }, { op: "socketsJoin", rooms: ["r"] }, { op: "disconnectSockets" }, { op: "toString" }, { op: "constructor" },
    ]) {
      it(`${JSON.stringify(operation)} is an error`, async () => {
        const { sockets: [socket] } = await group(1);
        const answer = await ask(socket, "do", operation);
        assert.deepEqual(Object.keys(answer), ["error"]);
        assert.equal(typeof answer.error, "string");
        assert.equal(await ask(socket, "echo", 1), 1);
      });
    }
  });
}
