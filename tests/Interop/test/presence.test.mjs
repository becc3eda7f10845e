// Presence, as the documentation tells clients to use it.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, client, connected, until } from "../support/clients.mjs";
import { BACKENDS, roomBackend } from "../support/room-backends.mjs";
import { RoomsServer } from "../support/rooms-server.mjs";

const GRACE = 1000;

/** Somebody who knows who is in the room, and what was said of it. */
async function person(url, user) {
  const socket = client(url, "/chat", { auth: { user, name: user?.toUpperCase() } });
  socket.members = new Map();
  socket.events = [];
  const put = ({ members }) => members.forEach((member) => socket.members.set(member.id, member));
  socket.onAny((event, { members }) => socket.events.push(`${event.slice("presence:".length)} ${members.map(({ id }) => id)}`));
  socket.on("presence:snapshot", (picture) => {
    socket.members.clear();
    put(picture);
  });
  socket.on("presence:joined", put);
  socket.on("presence:updated", put);
  socket.on("presence:left", ({ members }) => members.forEach(({ id }) => socket.members.delete(id)));
  socket.sees = () => [...socket.members.values()].map(({ id, state }) => `${id} ${state}`).sort().join(", ");
  return await connected(socket);
}

for (const name of BACKENDS) {
  describe(`presence in ${name}`, () => {
    const backend = roomBackend(name);
    const servers = [];
    before(async () => {
      for (let i = 0; i < (backend.isShared ? 2 : 1); i++) servers.push(await RoomsServer.start({ grace: GRACE, ...backend.options }));
    });
    after(() => Promise.all(servers.map((server) => server.kill())));

    it("shows people, not connections", async () => {
      const [here, there] = [servers[0].url, servers.at(-1).url];
      const ann = await person(here, "ann");
      await ask(ann, "join", "tea");
      await until(() => ann.sees() === "ann online", "ann sees herself");
      assert.deepEqual(ann.members.get("ann"), { id: "ann", state: "online", info: { name: "ANN" } });
      const bob = await person(there, "bob");
      await ask(bob, "join", "tea");
      for (const socket of [ann, bob]) await until(() => socket.sees() === "ann online, bob online", "both see both");

      const phone = await person(there, "ann");
      await ask(phone, "join", "tea");
      assert.deepEqual(await ask(phone, "presence:update", "tea", "away"), { room: "tea" });
      for (const socket of [ann, bob, phone]) await until(() => socket.sees() === "ann away, bob online", "the state of all of ann's connections");
      assert.deepEqual(await ask(bob, "presence:count", "tea"), { room: "tea", count: 2 });
      const { members, count, next } = await ask(bob, "presence:list", "tea", { limit: 1 });
      assert.deepEqual([members, count, next], [[{ id: "ann", state: "away", info: { name: "ANN" } }], 2, "ann"]);
      assert.deepEqual((await ask(bob, "presence:list", "tea", { after: next })).members.map(({ id }) => id), ["bob"]);
      assert.equal((await ask(bob, "presence:list", "coffee")).error.data.code, "E_NOT_IN_ROOM");

      // A reconnect, to another server and through a break, is no leave.
      const events = bob.events.length;
      phone.disconnect();
      ann.io.engine.close();
      const back = await person(there, "ann");
      await ask(back, "join", "tea");
      const witness = await person(here, "witness");
      await ask(witness, "join", "tea");
      await until(() => bob.sees() === "ann away, bob online, witness online", "ann is still there");
      await ask(back, "leave", "tea");
      await until(() => bob.sees() === "bob online, witness online", "ann has left when the grace is over");
      assert.deepEqual(bob.events.slice(events).filter((event) => event.includes("ann")), ["left ann"]);
      for (const socket of [bob, back, witness]) socket.disconnect();
      await until(async () => Object.keys(await (await fetch(`${here}/members`)).json()).length === 0, "nobody is left when the grace is over");
    });
  });
}
