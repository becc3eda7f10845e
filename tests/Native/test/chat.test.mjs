import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, client, connect, eventOf } from "../../Interop/support/clients.mjs";
import { redisServer } from "../../Interop/support/redis.mjs";
import { Chat } from "../support/chat.mjs";

const join = async (server, name, room) => {
  const socket = await connect(server.url, "/chat", { auth: { name } });
  return { socket, members: await ask(socket, "join room", room) };
};

for (const kind of ["one server", "two servers over Redis"]) {
  describe(`the native chat on ${kind}`, () => {
    const handle = kind === "one server" ? {} : redisServer();
    let first, second;

    before(async () => {
      const redis = handle.redis ? ["--redis", handle.redis.address] : [];
      first = await Chat.start(...redis);
      second = handle.redis ? await Chat.start(...redis) : first;
    });

    after(async () => {
      const codes = await Promise.all([...new Set([first, second])].map((server) => server?.stop()));
      assert.ok(codes.every((code) => code === 0), codes.join());
    });

    it("tells a room what the contract has", async () => {
      const ann = await join(first, "ann", "tea");
      const joined = eventOf(ann.socket, "joined");
      const bob = await join(second, "bob", "tea");
      assert.deepEqual([ann.members, bob.members], [1, 2]);
      assert.deepEqual(await joined, ["tea", "bob"]);
      const said = [ann, bob].map(({ socket }) => eventOf(socket, "said"));
      bob.socket.emit("say", "tea", "hello");
      for (const message of await Promise.all(said)) assert.deepEqual(message, [{ from: "bob", text: "hello", room: "tea" }]);
    });

    it("carries binary", async () => {
      const [ann, bob] = [await join(first, "ann", "pictures"), await join(second, "bob", "pictures")];
      const shown = eventOf(bob.socket, "shown");
      ann.socket.emit("show", "pictures", Buffer.from([1, 2, 255]));
      const [name, picture] = await shown;
      assert.deepEqual([name, [...new Uint8Array(picture)]], ["ann", [1, 2, 255]]);
    });

    it("finds a person by name", async () => {
      const [ann, bob] = [await join(first, "ann", "here"), await join(second, "carol", "there")];
      const said = eventOf(bob.socket, "said");
      ann.socket.emit("whisper", "carol", "psst");
      assert.deepEqual(await said, [{ from: "ann", text: "psst", room: null }]);
    });

    it("counts typed answers of a room", async () => {
      const voters = [await join(first, "ann", "poll"), await join(second, "bob", "poll"), await join(second, "carol", "poll")];
      voters.forEach(({ socket }, index) => socket.on("askVote", (topic, answer) => answer({ yes: index < 2 && topic === "more tea?" })));
      assert.deepEqual(await ask(voters[0].socket, "poll", "poll", "more tea?"), { yes: 2, no: 1 });
    });

    it("refuses what is missing, and who has no name", async () => {
      const { socket } = await join(first, "ann", "tea");
      assert.deepEqual(await ask(socket, "say", "tea"), { error: { message: 'invalid arguments for "say": "text" is missing' } });
      assert.deepEqual(await ask(socket, "join room", null), { error: { message: 'invalid arguments for "join room": "room" is missing' } });
      const nobody = client(first.url, "/chat");
      const [error] = await eventOf(nobody, "connect_error");
      assert.deepEqual([error.message, error.data], ["Say who you are: auth: { name }", { code: "E_NAME" }]);
    });
  });
}
