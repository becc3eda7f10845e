// A client that lost its connection comes back to another server, ours or Node's own, and finds its socket there.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, connect, connected, eventOf, perform, received, settle, sorted, until } from "../support/clients.mjs";
import { Fixture } from "../support/fixture.mjs";
import { redisServer } from "../support/redis.mjs";

const PAIRS = [
  ["ours", "ours"],
  ["ours", "node"],
  ["node", "ours"],
];
let namespaces = 800;

const redis = redisServer();

for (const [here, there] of PAIRS) {
  describe(`recovery over streams: from ${here} to ${there}`, () => {
    const servers = [];

    before(async () => {
      const args = ["--adapter", "redis-streams", "--recovery", "60000", "--redis", redis.redis.address];
      for (const target of [here, there]) servers.push(await Fixture.start(args, target));
    });
    after(() => Promise.all(servers.map((server) => server.stop())));

    /** What was said, without the offset that the server appends. */
    const said = (socket) => received(socket, "said").map(([payload]) => payload);

    /** A member of a room on the first server that lost its connection, and one of each server that stay. */
    async function lost() {
      const namespace = `/dynamic-${namespaces++}`;
      const [a, b, c] = await Promise.all([servers[0], servers[0], servers[1]].map((server) => connect(server.url, namespace)));
      await Promise.all([b, c].map((socket) => until(async () => (await perform(socket, "serverCount")) === 2, "that the servers know each other")));
      await ask(a, "join", "room");
      await perform(a, "setData", { data: { user: "a" } });
      await until(() => received(a, "auth").length === 1, "the first event");
      while (a._lastOffset === undefined) {
        // Redis took the first one too slowly: it came without its position, and Node's servers recover nobody who knows none.
        const next = eventOf(a, "position");
        await perform(b, "emit", { from: "io", to: [a.id], event: "position", args: [] });
        await next;
      }
      const id = a.id;
      const left = eventOf(b, "left");
      a.io.engine.close();
      await left;
      await until(async () => (await redis.redis.client.exists(`sio:session:${a._pid}`)) === 1, "that the session is kept");
      return { a, b, c, id };
    }

    /** Everything that was sent before has come to the other server as well. */
    async function marked(...sockets) {
      for (const [i, socket] of sockets.entries()) {
        const marks = sockets.map((other) => eventOf(other, `mark ${i}`));
        await perform(socket, "emit", { from: "io", event: `mark ${i}`, args: [] });
        await Promise.all(marks);
      }
    }

    async function comeBack(socket, server) {
      socket.io.uri = server.url;
      socket.connect();
      await connected(socket);
    }

    it("gives back id, rooms and data on the other server, and what was missed, in order", async () => {
      const { a, b, c, id } = await lost();
      const expected = [];
      for (let i = 0; i < 20; i++) {
        const payload = i % 3 ? i : [i, Buffer.from([i])];
        await perform(i < 10 ? b : c, "emit", { from: "io", to: ["room"], event: "said", args: [payload] });
        expected.push(payload);
        if (i === 9) await marked(b, c); // Node's servers do not say when Redis has it
      }
      await marked(c, b);
      await perform(c, "emit", { from: "io", to: ["elsewhere"], event: "said", args: ["not for it"] });
      await perform(c, "emit", { from: "io", except: ["room"], event: "said", args: ["nor this"] });
      await perform(c, "emit", { from: "io", to: [id], event: "said", args: ["to its id"] });
      await perform(c, "emit", { from: "io", event: "said", args: ["to all"] });
      await marked(b, c);
      await comeBack(a, servers[1]);
      assert.equal(a.recovered, true);
      assert.equal(a.id, id);
      const me = await ask(a, "whoami");
      assert.deepEqual({ rooms: me.rooms, data: me.data, recovered: me.recovered }, { rooms: sorted([id, "room"]), data: { user: "a" }, recovered: true });
      assert.deepEqual(said(a), [...expected, "to its id", "to all"]);
    });

    it("goes on as if nothing had happened", async () => {
      const { a, b, c } = await lost();
      await comeBack(a, servers[1]);
      assert.equal(a.recovered, true);
      await perform(c, "emit", { from: "io", to: ["room"], event: "said", args: [1] });
      await perform(b, "emit", { from: "io", to: ["room"], event: "said", args: [2] });
      await until(() => said(a).length === 2, "both");
      assert.deepEqual(sorted(said(a)), [1, 2]);
    });

    // Sessions that Node's servers keep do not say where they began.
    if (here === there) it("gives back what was missed also to a client that has seen no event", async () => {
      const { a, b, c, id } = await lost();
      a.log.length = 0;
      a._lastOffset = undefined;
      await perform(b, "emit", { from: "io", to: ["room"], event: "said", args: ["missed"] });
      await marked(b, c);
      await comeBack(a, servers[1]);
      assert.equal(a.recovered, true);
      assert.equal(a.id, id);
      await until(() => a.log.length === 5, "what it is told whenever it connects");
      assert.deepEqual(a.log.map(([event]) => event), ["auth", "said", "mark 0", "mark 1", "auth"]);
    });

    // Node's servers lose what comes while a client is coming back.
    if (here === there) it("comes back more than once, under fire, and misses nothing", async () => {
      const { a, b, c } = await lost();
      let sent = 0;
      let stop = false;
      const fire = (async () => {
        while (!stop) {
          await perform(sent % 2 ? b : c, "emit", { from: "io", to: ["room"], event: "said", args: [sent] });
          sent++;
        }
      })();
      for (let i = 0; i < 6; i++) {
        await comeBack(a, servers[i % 2]);
        assert.equal(a.recovered, true, `time ${i}`);
        const before = said(a).length;
        await until(() => said(a).length > before + 5, "more");
        a.io.engine.close();
        await until(async () => (await redis.redis.client.exists(`sio:session:${a._pid}`)) === 1, "that the session is kept");
      }
      stop = true;
      await fire;
      await marked(b, c);
      await comeBack(a, servers[1]);
      await settle(a);
      assert.deepEqual(said(a), Array.from({ length: sent }, (_, i) => i));
    });

    it("gives a session out once", async () => {
      const { a, c } = await lost();
      const auth = { pid: a._pid, offset: a._lastOffset };
      await comeBack(a, servers[1]);
      assert.equal(a.recovered, true);
      const thief = await connect(servers[1].url, c.nsp, { auth });
      assert.equal(thief.recovered, false);
      assert.notEqual(thief.id, a.id);
    });
  });
}
