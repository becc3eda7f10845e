// The records of rooms, as the documentation tells clients to use them: three servers that share them, one of which is killed.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, client, connected, until } from "../support/clients.mjs";
import { SHARED_BACKENDS, roomBackend } from "../support/room-backends.mjs";
import { RoomsServer } from "../support/rooms-server.mjs";

const HEARTBEAT = 400;

/** Somebody with a list of rooms that keeps itself up to date. */
async function watcher(server) {
  const socket = client(server.url, "/records");
  const rooms = new Map();
  const put = ({ rooms: list }) => list.forEach((room) => rooms.set(room.room, room));
  socket.on("rooms:created", put);
  socket.on("rooms:changed", put);
  socket.on("rooms:members", ({ rooms: list }) => list.forEach(({ room, members }) => rooms.has(room) && (rooms.get(room).members = members)));
  socket.on("rooms:deleted", ({ rooms: list }) => list.forEach(({ room }) => rooms.delete(room)));
  await connected(socket);
  assert.equal(await ask(socket, "rooms:watch", { prefix: "room:" }), true);
  for (let next; ; ) {
    const page = await ask(socket, "rooms:list", { prefix: "room:", after: next, limit: 2 });
    put(page);
    next = page.next;
    if (!next) break;
  }
  socket.shown = () => [...rooms.values()].map(({ room, value, members }) => `${room} ${value.title} ${members}`).sort();
  return socket;
}

for (const name of SHARED_BACKENDS) {
  describe(`records in ${name}`, () => {
    const backend = roomBackend(name);
    let servers;
    before(async () => {
      servers = await Promise.all([1, 2, 3].map(() => RoomsServer.start({ ...backend.options, heartbeat: HEARTBEAT })));
    });
    after(() => Promise.all(servers.map((server) => server.kill())));

    it("are the same for all, whoever makes, changes and ends them", async () => {
      const people = await Promise.all(servers.map((server) => watcher(server)));
      const [a, b, c] = people;
      const all = (expected, what) => until(() => people.every((one) => one.connected === false || one.shown().join() === expected.join()), what);

      const made = await Promise.all(people.map((one, i) => ask(one, "create", "room:tea", { title: `by ${i}` }, false)));
      assert.equal(made.filter(({ created }) => created).length, 1);
      const { title } = made.find(({ created }) => created);
      assert.deepEqual(made.map((one) => one.title), [title, title, title]);
      await all([`room:tea ${title} 1`], "the room");

      await ask(b, "create", "room:stays", { title: "Stays" }, true);
      for (const room of ["room:x", "room:y"]) await ask(c, "create", room, { title: "Of the third" }, false);
      await ask(a, "join", "room:tea");
      await ask(b, "join", "room:tea");
      await ask(c, "join", "room:tea");
      await ask(a, "join", "room:x");
      assert.equal((await ask(a, "rename", "room:tea", "Tea")).version, 2);
      await all(["room:stays Stays 1", "room:tea Tea 3", "room:x Of the third 2", "room:y Of the third 1"], "all rooms");
      const list = await ask(b, "rooms:list", { order: "members", limit: 2 });
      assert.deepEqual(list.rooms.map(({ room, members }) => [room, members]), [["room:tea", 3], ["room:x", 2]]);
      assert.equal((await ask(b, "rooms:list", { order: "members", after: list.next })).rooms.length, 2);
      const { value, version } = await ask(c, "rooms:get", "room:tea");
      assert.deepEqual([value, version], [{ title: "Tea" }, 2]);
      assert.equal((await ask(c, "rooms:get", "room:none")).error.data.code, "E_NOT_FOUND");

      // The third server dies, and with it the room that had nobody else.
      c.disconnect();
      people.pop();
      await servers[2].kill();
      await all(["room:stays Stays 1", "room:tea Tea 2", "room:x Of the third 1"], "the rooms of those who are left");
      await ask(a, "leave", "room:x");
      assert.equal((await ask(b, "delete", "room:stays")).deleted, true);
      await all(["room:tea Tea 2"], "the last room");

      await servers[2].start();
      people.push(await watcher(servers[2]));
      await all(["room:tea Tea 2"], "what the server that is back knows");
    });
  });
}
