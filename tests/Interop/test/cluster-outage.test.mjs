// Redis goes and comes back: the server stays up, its own sockets hear each other meanwhile, and other servers' soon again.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connect, perform, received, settle, until } from "../support/clients.mjs";
import { Fixture } from "../support/fixture.mjs";
import { Redis } from "../support/redis.mjs";

const said = (socket) => received(socket, "said").map(([payload]) => payload);

for (const [adapter, ...more] of [["redis"], ["redis-sharded"], ["redis-streams"], ["redis-streams", "--recovery", "60000"]]) {
  describe(`${adapter} ${more.join(" ")} without Redis`, () => {
    it("serves its own sockets, and finds the others within five seconds of its return", async () => {
      const redis = await Redis.start();
      const servers = [];
      try {
        for (let i = 0; i < 2; i++) servers.push(await Fixture.start(["--adapter", adapter, "--redis", redis.address, ...more], "ours"));
        const [a, b] = await Promise.all(servers.map((server) => connect(server.url, "/chat")));
        await perform(a, "join", { rooms: ["room"] });
        await perform(b, "join", { rooms: ["room"] });
        await until(async () => (await perform(a, "serverCount")) === 2, "that the servers know each other");

        await redis.stop();
        const c = await connect(servers[0].url, "/chat");
        await perform(c, "join", { rooms: ["room", "new room"] });
        a.emit("say", "room", "without");
        await until(() => said(a).length === 1 && said(c).length === 1, "local delivery");
        await settle(b);
        assert.deepEqual(said(b), []);

        await redis.begin();
        const back = Date.now();
        await until(async () => {
          a.emit("say", "room", "with");
          await settle(a);
          return said(b).includes("with");
        }, "that the other server hears it again");
        await until(async () => {
          b.emit("say", "new room", "joined meanwhile");
          await settle(b);
          return said(c).includes("joined meanwhile");
        }, "that a room is heard that was joined meanwhile");
        assert.ok(Date.now() - back < 5000);
      } finally {
        await Promise.all(servers.map((server) => server.stop()));
        await redis.stop();
      }
    });

    it("starts without it", async () => {
      const redis = await Redis.start();
      await redis.stop();
      const servers = [];
      try {
        for (let i = 0; i < 2; i++) servers.push(await Fixture.start(["--adapter", adapter, "--redis", redis.address, ...more], "ours"));
        const [a, b] = await Promise.all(servers.map((server) => connect(server.url, "/chat")));
        a.emit("shout", "nobody hears it");
        await settle(a, b);
        await redis.begin();
        await until(async () => {
          a.emit("shout", "x");
          await settle(a);
          return said(b).includes("x");
        }, "that the servers find each other");
        assert.ok(!said(b).includes("nobody hears it"));
      } finally {
        await Promise.all(servers.map((server) => server.stop()));
        await redis.stop();
      }
    });
  });
}
