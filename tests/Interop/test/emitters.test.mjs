// Emitters, ours and npm's, reach the sockets of servers of both kinds.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { connect, eventOf, perform, received, settle, sorted, until } from "../support/clients.mjs";
import { NodeEmitter, OurEmitter, StreamsEmitter } from "../support/emitter.mjs";
import { Fixture } from "../support/fixture.mjs";
import { postgresServer } from "../support/postgres.mjs";
import { redisServer } from "../support/redis.mjs";

const ADAPTERS = (process.env.ADAPTERS ?? "redis,redis-sharded,redis-streams,postgres").split(",");
let namespaces = 800;

for (const adapter of ADAPTERS) {
  const postgres = adapter === "postgres" ? postgresServer() : undefined;
  const redis = postgres ? undefined : redisServer();
  const emitters = {
    ours: () => OurEmitter.start(adapter, postgres ? postgres.postgres.address : redis.redis.address),
    ...(adapter === "redis" && { node: () => NodeEmitter.redis(redis.redis.client) }),
    ...(adapter === "redis-streams" && { node: () => new StreamsEmitter(redis.redis.client) }),
    ...(postgres && { node: () => NodeEmitter.postgres(postgres.postgres.pool) }),
  };

  for (const [kind, start] of Object.entries(emitters)) {
    describe(`${adapter}: emitter of ${kind}`, () => {
      const servers = [];
      let emitter;

      before(async () => {
        if (postgres) await postgres.postgres.createTable();
        const backend = postgres ? ["--postgres", postgres.postgres.address] : ["--redis", redis.redis.address];
        // Node's servers do not understand npm's emitter for Postgres.
        const targets = postgres && kind === "node" ? ["ours", "ours"] : ["ours", "node"];
        for (const target of targets) servers.push(await Fixture.start(["--adapter", adapter, ...backend], target));
        emitter = await start();
      });
      after(() => Promise.all([emitter?.stop(), ...servers.map((server) => server.stop())]));

      async function pair() {
        const ns = `/dynamic-${namespaces++}`;
        const [a, b] = await Promise.all(servers.map((server) => connect(server.url, ns)));
        await Promise.all([a, b].map((socket) => until(async () => (await perform(socket, "serverCount")) === 2, "that the servers know each other")));
        return { a, b, ns };
      }

      const said = (socket) => received(socket, "said").map(([payload]) => payload);

      /** Servers of Node's say that a socket has joined before Redis knows it. */
      async function join(socket, room) {
        await perform(socket, "join", { room });
        if (adapter !== "redis-sharded") return;
        await until(async () => (await redis.redis.client.sendCommand(["PUBSUB", "SHARDNUMSUB", `socket.io#${socket.nsp}#${room}#`]))[1] > 0, room);
      }

      it("emits to everybody in a namespace, all kinds of values", async () => {
        const { a, b, ns } = await pair();
        const other = await pair();
        const values = [1, -1, 255, 65536, 4294967296, 1.5, "", "é€😀\u2028\"\\", null, true, [], { a: [{ b: null }] }, "x".repeat(9000)];
        for (const value of values) await emitter.perform({ op: "emit", ns, event: "said", args: [value] });
        await until(() => [a, b].every((socket) => said(socket).length === values.length), "all of them");
        for (const socket of [a, b]) {
          // npm's emitter for Postgres sends on many connections; Node's servers read large messages while they go on.
          const order = postgres ? (list) => sorted(list.map((value) => JSON.stringify(value))) : (list) => list;
          assert.deepEqual(order(said(socket)), order(values));
        }
        await emitter.perform({ op: "emit", ns, event: "said", args: [Buffer.from([1, 2, 3]), "and text"] });
        await until(() => [a, b].every((socket) => said(socket).length === values.length + 1), "binary");
        for (const socket of [a, b]) assert.deepEqual(received(socket, "said").at(-1), [Buffer.from([1, 2, 3]), "and text"]);
        assert.deepEqual([...said(other.a), ...said(other.b)], []);
      });

      it("emits to users", async () => {
        const { a, b, ns } = await pair();
        for (const [socket, user] of [[a, "ann"], [b, "bob"]]) await perform(socket, "setUser", { user });
        if (adapter === "redis-sharded") {
          for (const user of ["ann", "bob"]) {
            await until(async () => (await redis.redis.client.sendCommand(["PUBSUB", "SHARDNUMSUB", `socket.io#${ns}#sockeye:user:${user}#`]))[1] > 0, user);
          }
        }
        const target = (...users) => (kind === "ours" ? { users } : { to: users.map((user) => `sockeye:user:${user}`) });
        await emitter.perform({ op: "emit", ns, ...target("ann"), event: "said", args: ["ann"] });
        await emitter.perform({ op: "emit", ns, ...target("ann", "bob"), event: "said", args: ["both"] });
        await until(() => said(a).length === 2 && said(b).length === 1, "all of them");
        assert.deepEqual(sorted(said(a)), ["ann", "both"]);
        assert.deepEqual(said(b), ["both"]);
      });

      it("emits to rooms, except others, with flags", async () => {
        const { a, b, ns } = await pair();
        for (const [socket, room] of [[a, "x"], [a, "y"], [b, "x"], [b, "z"]]) await join(socket, room);
        // A volatile event that finds the client's connection busy is dropped: it is said until it is heard.
        await until(async () => {
          await emitter.perform({ op: "emit", ns, to: ["z"], volatile: true, compress: false, event: "said", args: ["flags"] });
          await settle(b);
          return said(b).length > 0;
        }, "the volatile event");
        await emitter.perform({ op: "emit", ns, to: ["x"], event: "said", args: ["x"] });
        await emitter.perform({ op: "emit", ns, to: ["x", "y"], event: "said", args: ["xy"] });
        await emitter.perform({ op: "emit", ns, to: ["x"], except: ["z"], event: "said", args: ["x but z"] });
        await emitter.perform({ op: "emit", ns, to: [b.id], event: "said", args: ["b"] });
        await emitter.perform({ op: "emit", ns, except: [b.id], event: "said", args: ["but b"] });
        const others = () => sorted(said(b).filter((value) => value !== "flags"));
        await until(() => said(a).length === 4 && others().length === 3, "all of them");
        assert.deepEqual(sorted(said(a)), ["but b", "x", "x but z", "xy"]);
        assert.deepEqual(others(), ["b", "x", "xy"]);
      });

      it("lets sockets join, leave and go", async () => {
        const { a, b, ns } = await pair();
        await emitter.perform({ op: "socketsJoin", ns, to: [a.id, b.id], rooms: ["p", "q"] });
        for (const socket of [a, b]) await until(async () => (await perform(socket, "rooms")).length === 3, "that it has joined");
        await emitter.perform({ op: "socketsLeave", ns, except: [b.id], rooms: ["q"] });
        await until(async () => (await perform(a, "rooms")).length === 2, "that it has left");
        assert.equal((await perform(b, "rooms")).length, 3);
        const gone = [a, b].map((socket) => eventOf(socket, "disconnect"));
        await emitter.perform({ op: "disconnectSockets", ns, to: ["p"], close: true });
        for (const [reason] of await Promise.all(gone)) assert.equal(reason, "io server disconnect");
      });

      it("emits to the servers", async () => {
        const { a, b, ns } = await pair();
        const heard = [a, b].map((socket) => eventOf(socket, "server-event"));
        await emitter.perform({ op: "serverSideEmit", ns, event: "hello", args: [1, { x: ["y"] }] });
        for (const event of await Promise.all(heard)) assert.deepEqual(event, ["hello", 1, { x: ["y"] }]);
      });

      it("is no server", async () => {
        const { a, b, ns } = await pair();
        await emitter.perform({ op: "emit", ns, event: "said", args: [1] });
        await until(() => said(a).length + said(b).length === 2, "the event");
        assert.equal(await perform(a, "serverCount"), 2);
        assert.equal((await perform(a, "fetchSockets", { from: "io" })).length, 2);
      });

      if (kind === "ours") {
        it("refuses reserved names", async () => {
          await assert.rejects(emitter.perform({ op: "emit", event: "disconnect" }), /reserved/);
        });
      }
    });
  }
}

for (const [kind, address] of [["redis", "127.0.0.1:1"], ["redis-sharded", "127.0.0.1:1"], ["redis-streams", "127.0.0.1:1"], ["postgres", "Host=127.0.0.1;Port=1;Username=x"]]) {
  it(`our emitter for ${kind} says that nobody is there`, async () => {
    const emitter = await OurEmitter.start(kind, address);
    await assert.rejects(emitter.perform({ op: "emit", event: "said", args: [1] }), /error/);
    await assert.rejects(emitter.perform({ op: "emit", event: "said", args: [1] }), /error/);
    assert.equal(await emitter.stop(), 0);
  });
}
