import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask, client, connect, connected, eventOf, perform, received, record, settle, TRANSPORTS } from "../support/clients.mjs";
import { rawSocket } from "../support/raw.mjs";
import { fixtureWith } from "../support/suite.mjs";

/** Without the offset that the server appends to each event that it keeps. */
const said = (socket) => received(socket, "said").map(([payload]) => payload);
let namespaces = 400;

for (const [name, transports] of Object.entries(TRANSPORTS)) {
  describe(`connection state recovery over ${name}`, () => {
    const server = fixtureWith("--recovery", "60000");

    /** Two members of a room, of whom the first has lost its connection. */
    async function lost() {
      const namespace = `/dynamic-${namespaces++}`;
      const [a, b] = [await connect(server.url, namespace, { transports }), await connect(server.url, namespace, { transports })];
      await ask(a, "join", "room");
      await perform(a, "setData", { data: { user: "a" } });
      await settle(a);
      const before = a.id;
      const left = eventOf(b, "left");
      a.io.engine.close();
      await left;
      return { a, b, before };
    }

    async function comeBack(socket) {
      socket.connect();
      await connected(socket);
      await settle(socket);
    }

    it("gives back id, rooms and data, and what was missed, in order", async () => {
      const { a, b, before } = await lost();
      for (let i = 0; i < 20; i++) b.emit("say", "room", i % 2 ? i : [i, Buffer.from([i])]);
      b.emit("say", "elsewhere", "not for it");
      b.emit("say", before, "to its id");
      b.emit("shout", "to all");
      await settle(b);
      await comeBack(a);
      assert.equal(a.recovered, true);
      const me = await ask(a, "whoami");
      assert.deepEqual({ ...me, transport: 0, rooms: me.rooms.sort() }, {
        id: before, ns: a.nsp, rooms: [before, "room"].sort(), recovered: true, data: { user: "a" }, transport: 0,
      });
      const expected = Array.from({ length: 20 }, (_, i) => (i % 2 ? i : [i, Buffer.from([i])]));
      assert.deepEqual(said(a), [...expected, "to its id", "to all"]);
    });

    it("goes on as if nothing had happened", async () => {
      const { a, b } = await lost();
      await comeBack(a);
      b.emit("say", "room", "again");
      await settle(b, a);
      assert.deepEqual(said(a), ["again"]);
    });

    it("gives nothing back after the server disconnected the socket", async () => {
      const socket = await connect(server.url, `/dynamic-${namespaces++}`, { transports });
      await ask(socket, "join", "room");
      const before = socket.id;
      const gone = eventOf(socket, "disconnect");
      socket.emit("do", { op: "disconnect" });
      await gone;
      await comeBack(socket);
      assert.equal(socket.recovered, false);
      assert.notEqual(socket.id, before);
      assert.deepEqual((await ask(socket, "whoami")).rooms, [socket.id]);
    });

    it("gives nothing back to a secret that is not known", async () => {
      const auth = { pid: "AAAAAAAAAAAAAAAAAAAA", offset: "AAAAAAA" };
      const socket = client(server.url, "/", { transports, auth });
      record(socket);
      await connected(socket);
      assert.equal(socket.recovered, false);
    });
  });
}

describe("connection state recovery, too late", () => {
  const server = fixtureWith("--recovery", "100", "--connect-timeout", "1500");

  it("is a new session", async () => {
    const socket = await connect(server.url, "/chat");
    await settle(socket);
    const before = socket.id;
    const gone = eventOf(socket, "disconnect");
    socket.io.engine.close();
    await gone;
    const clock = await rawSocket(server.url);
    await clock.closed; // one and a half seconds after it was opened, as it joins nothing
    socket.connect();
    await connected(socket);
    assert.equal(socket.recovered, false);
    assert.notEqual(socket.id, before);
  });
});
