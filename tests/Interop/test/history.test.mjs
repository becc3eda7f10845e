// The history of rooms, as the documentation tells clients to use it.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, client, connected, eventOf, record, until } from "../support/clients.mjs";
import { BACKENDS, roomBackend } from "../support/room-backends.mjs";
import { RoomsServer } from "../support/rooms-server.mjs";

/** A member of rooms that knows what was said, whether it was there or not. */
async function member(url) {
  const socket = client(url, "/history");
  record(socket);
  socket.rooms = {};
  const add = (room, offset, args) => ((socket.rooms[room] ??= new Map()).set(offset, args));
  socket.on("said", (...args) => {
    const offset = args.pop();
    add("tea", offset, args);
  });
  socket.on("history", ({ room, messages }) => {
    for (const { offset, args } of messages) add(room, offset, args);
  });
  socket.heard = () => [...(socket.rooms.tea ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, args]) => args[0]);
  return await connected(socket);
}

for (const name of BACKENDS) {
  describe(`history in ${name}`, () => {
    const backend = roomBackend(name);
    const servers = [];
    before(async () => {
      for (let i = 0; i < (backend.isShared ? 2 : 1); i++) servers.push(await RoomsServer.start(backend.options));
    });
    after(() => Promise.all(servers.map((server) => server.kill())));

    it("tells who comes late what was said", async () => {
      const [a, b] = await Promise.all([servers[0], servers.at(-1)].map((server) => member(server.url)));
      const empty = eventOf(a, "history");
      assert.equal(await ask(a, "join", "tea"), "in");
      assert.deepEqual(await empty, [{ room: "tea", messages: [], more: false }]);

      const offsets = [];
      for (let i = 0; i < 5; i++) offsets.push(await ask(a, "say", "tea", `text ${i}`));
      assert.deepEqual(offsets, [...offsets].sort());
      await until(() => a.heard().length === 5, "the messages");
      const replay = eventOf(b, "history");
      await ask(b, "join", "tea");
      const [{ messages, more }] = await replay;
      assert.deepEqual(messages.map(({ offset, event, args }) => [offset, event, args]), [2, 3, 4].map((i) => [offsets[i], "said", [`text ${i}`]]));
      assert.equal(more, true);
      assert.ok(Math.abs(messages[2].time - Date.now()) < 60_000);

      const older = await ask(b, "history:read", "tea", { before: messages[0].offset });
      assert.deepEqual([older.messages.map(({ args }) => args[0]), older.more, older.truncated], [["text 0", "text 1"], false, false]);
      const since = await ask(b, "history:read", "tea", { since: offsets[0], limit: 2 });
      assert.deepEqual([since.messages.map(({ args }) => args[0]), since.more], [["text 1", "text 2"], true]);
      for (let i = 0; i < 20; i++) await ask(b, "say to others", "tea", `more ${i}`);
      await until(() => a.heard().length === 25, "what the other says");
      assert.equal((await ask(b, "history:read", "tea", { since: offsets[0] })).truncated, true);
    });

    it("keeps binary values", async () => {
      const [a, b] = await Promise.all([servers[0], servers.at(-1)].map((server) => member(server.url)));
      await ask(a, "join", "photos");
      const offset = await ask(a, "say", "photos", "look", Buffer.from([1, 2, 3]));
      const replay = eventOf(b, "history");
      await ask(b, "join", "photos");
      for (const { messages } of [(await replay)[0], await ask(b, "history:read", "photos"), await ask(a, "history:read", "photos", { last: 1 })]) {
        assert.deepEqual(messages.map(({ offset, args }) => [offset, args[0], [...args[1]]]), [[offset, "look", [1, 2, 3]]]);
      }
    });

    it("refuses with a reason", async () => {
      const a = await member(servers[0].url);
      assert.deepEqual(await ask(a, "history:read", "vip"), { error: { message: "not in the room", data: { code: "E_NOT_IN_ROOM" } } });
      for (const args of [[], [5], ["tea", 5], ["tea", { since: "x" }], ["tea", { last: -1 }]]) {
        assert.equal((await ask(a, "history:read", ...args)).error.data.code, "E_INVALID");
      }
    });

    it("misses nothing of a room that talks while it is joined", async () => {
      const speakers = await Promise.all(servers.map((server) => member(server.url)));
      let talks = true;
      const talking = Promise.all(
        speakers.map(async (speaker) => {
          for (let i = 0; talks; i++) await ask(speaker, "say", "tea", `talk ${i}`);
        }),
      );
      const late = await member(servers.at(-1).url);
      const replayed = eventOf(late, "history");
      await ask(late, "join", "tea");
      const [{ messages }] = await replayed;
      await until(() => late.heard().length > 20, "some talk");
      talks = false;
      await talking;
      const last = await ask(speakers[0], "say", "tea", "the end");
      await until(() => late.heard().at(-1) === "the end", "the end");
      assert.equal(messages.length, 3);
      const kept = await ask(late, "history:read", "tea", { last: 10 });
      assert.equal(kept.messages.at(-1).offset, last);
      assert.deepEqual(late.heard().slice(-10), kept.messages.map(({ args }) => args[0]));
    });
  });
}
