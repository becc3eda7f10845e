// Anybody who reaches Redis may write anything: it is skipped, and everything goes on.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { connect, eventOf, perform, until } from "../support/clients.mjs";
import { Fixture } from "../support/fixture.mjs";
import { redisServer } from "../support/redis.mjs";

const redis = redisServer();
const everyone = { rooms: [], except: [], flags: {} };
const packet = { type: 2, data: ["pwned"] };

/** What makes no sense in any format, at least not on every channel. */
function nonsense() {
  const envelope = { uid: "0123456789abcdef", nsp: "/chat", type: 3, data: { packet, opts: everyone } };
  return [
    Buffer.alloc(0), ...[1, 10, 1000, 1_000_000].map((size) => randomBytes(size)), Buffer.alloc(100_000, 0x91), Buffer.alloc(100_000, 0x81),
    "{", "{}", "[]", "null", "1", '"x"', `{"a":${"[".repeat(100_000)}`,
    ...[0, 1, 2, 5, 7, 8, 9, 10, 11, 12, 14, 99, 101, 102, 103, -1, "3", null, {}].map((type) => JSON.stringify({ ...envelope, type, requestId: "x" })),
    JSON.stringify({ ...envelope, nsp: 5 }), JSON.stringify({ ...envelope, uid: {} }), JSON.stringify({ ...envelope, data: [] }),
    JSON.stringify({ ...envelope, data: { packet: { type: 0, data: {} }, opts: everyone } }),
    JSON.stringify({ ...envelope, data: { packet: { ...packet, data: [{}] }, opts: everyone } }),
    JSON.stringify({ ...envelope, data: { packet, opts: { rooms: "all", except: 1 } } }),
    JSON.stringify({ ...envelope, data: { packet, opts: null } }),
    JSON.stringify({ type: 2, opts: { rooms: {} }, rooms: [] }), JSON.stringify({ type: 4, sid: "nobody", close: true }), JSON.stringify({ type: 6, data: "x" }),
  ];
}

for (const adapter of ["redis", "redis-sharded", "redis-streams"]) {
  describe(`${adapter} with a hostile neighbour`, () => {
    const servers = [];

    before(async () => {
      for (let i = 0; i < 2; i++) servers.push(await Fixture.start(["--adapter", adapter, "--redis", redis.redis.address], "ours"));
    });
    after(() => Promise.all(servers.map((server) => server.stop())));

    it("skips what it does not understand", async () => {
      const [a, b] = await Promise.all(servers.map((server) => connect(server.url, "/chat")));
      await until(async () => (await perform(a, "serverCount")) === 2, "that the servers know each other");
      const send = (...words) => redis.redis.client.sendCommand(words);
      const listed = adapter === "redis-sharded" ? "SHARDCHANNELS" : "CHANNELS";
      const channels = [...(await send("PUBSUB", listed)), "socket.io#/chat#", "socket.io#/chat#x#", "socket.io-request#/chat#", "socket.io-response#/chat#"];
      for (const channel of new Set(channels)) {
        for (const message of nonsense()) await send(adapter === "redis-sharded" ? "SPUBLISH" : "PUBLISH", channel, message);
      }
      for (const message of nonsense()) {
        await send("XADD", "socket.io", "*", "uid", "x", "nsp", "/chat", "type", "3", "data", message);
        await send("XADD", "socket.io", "*", "nsp", "/chat", "nsp", message);
        await send("XADD", "socket.io", "*", message, message);
      }
      const said = eventOf(b, "said");
      a.emit("shout", "still here");
      assert.deepEqual(await said, ["still here"]);
      assert.equal((await perform(b, "fetchSockets", { from: "io" })).length, 2);
      const [answer] = await perform(a, "serverSideEmitWithAck", { event: "q", args: [] });
      assert.ok(answer.server);
    });
  });
}
