// Two servers on one Redis or Postgres, ours and Node's own in every combination: what one does reaches the clients of the other.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { connect, eventOf, perform, received, settle, sorted, until } from "../support/clients.mjs";
import { Fixture } from "../support/fixture.mjs";
import { postgresServer } from "../support/postgres.mjs";
import { redisServer } from "../support/redis.mjs";

const ADAPTERS = (process.env.ADAPTERS ?? "redis,redis-sharded,redis-streams,postgres").split(",");
const PAIRS = [
  ["ours", "ours"],
  ["ours", "node"],
  ["node", "ours"],
];
let namespaces = 600;

for (const adapter of ADAPTERS) {
  const postgres = adapter === "postgres" ? postgresServer() : undefined;
  const redis = postgres ? undefined : redisServer();

  for (const [here, there] of PAIRS) {
    describe(`${adapter}: from ${here} to ${there}`, () => {
      const servers = [];

      before(async () => {
        if (postgres) await postgres.postgres.createTable();
        const backend = postgres ? ["--postgres", postgres.postgres.address] : ["--redis", redis.redis.address];
        for (const target of [here, there]) servers.push(await Fixture.start(["--adapter", adapter, ...backend], target));
      });
      after(() => Promise.all(servers.map((server) => server.stop())));

      /** A client on each server, in a namespace that both have just got and know of each other. */
      async function pair() {
        const namespace = `/dynamic-${namespaces++}`;
        const [a, b] = await Promise.all(servers.map((server) => connect(server.url, namespace)));
        await Promise.all([a, b].map((socket) => until(async () => (await perform(socket, "serverCount")) === 2, "that the servers know each other")));
        return { a, b, namespace };
      }

      /** The second joins a room, and its server listens to it. */
      async function join(socket, ...rooms) {
        await perform(socket, "join", { rooms });
        await reaches(socket, rooms);
      }

      // Node's servers say that a socket has joined before Redis knows it.
      async function reaches(socket, rooms) {
        if (adapter !== "redis-sharded") return;
        for (const room of rooms) {
          await until(async () => (await redis.redis.client.sendCommand(["PUBSUB", "SHARDNUMSUB", `socket.io#${socket.nsp}#${room}#`]))[1] > 0, room);
        }
      }

      const said = (socket) => received(socket, "said").map(([payload]) => payload);

      /** What was sent from the first to the second before has come: an event to its own room goes the same way. */
      async function arrived(a, b) {
        const mark = eventOf(b, "mark");
        await perform(a, "emit", { from: "io", event: "mark", args: [] });
        await mark;
      }

      it("counts both", async () => {
        const { a, b } = await pair();
        assert.equal(await perform(a, "serverCount"), 2);
        assert.equal(await perform(b, "serverCount"), 2);
      });

      it("emits to everybody, in order, with all kinds of values", async () => {
        const { a, b } = await pair();
        const values = [1, -1, 127, 128, 255, 256, 65536, 4294967296, -129, -32769, 1.5, -0.25, 1e-300, "", "é€😀\u2028\"\\", null, true, [], {}, { a: [{ b: null }] }, Buffer.from([1, 2, 3]), { x: [Buffer.alloc(0), "y"] }, [Buffer.alloc(300, 7)]];
        for (const value of values) await perform(a, "emit", { from: "io", event: "said", args: [value] });
        await arrived(a, b);
        if (postgres && there === "node") {
          // Reads what is binary while it goes on with what is not.
          await until(() => said(b).length === values.length, "all of them");
          const order = (list) => list.map((value) => JSON.stringify(value)).sort();
          assert.deepEqual(order(said(b)), order(values));
        } else {
          assert.deepEqual(said(b), values);
        }
        // Node's server gives an event to its own clients only when Redis has taken it: the other server may be faster.
        await until(() => said(a).length === values.length, "all of them on the first server");
        assert.deepEqual(said(a), values);
      });

      it("emits to rooms, each member once, except others", async () => {
        const { a, b } = await pair();
        const c = await connect(servers[1].url, b.nsp);
        await join(b, "x", "y");
        await join(c, "x", "z");
        await perform(a, "emit", { from: "io", to: ["x"], event: "said", args: ["x"] });
        await perform(a, "emit", { from: "io", to: ["x", "y"], event: "said", args: ["xy"] });
        await perform(a, "emit", { from: "io", to: ["x"], except: ["z"], event: "said", args: ["x but z"] });
        await perform(a, "emit", { from: "io", to: ["none"], event: "said", args: ["none"] });
        await perform(a, "emit", { from: "io", to: ["x"], local: true, event: "said", args: ["local"] });
        await perform(a, "emit", { from: "io", except: [b.id], event: "said", args: ["but b"] });
        await perform(a, "emit", { from: "io", to: [b.id], event: "said", args: ["b"] });
        await arrived(a, b);
        await settle(c);
        assert.deepEqual(sorted(said(b)), ["b", "x", "x but z", "xy"]);
        assert.deepEqual(sorted(said(c)), ["but b", "x", "xy"]);
      });

      it("keeps rooms with odd names apart", async () => {
        const { a, b } = await pair();
        const rooms = ["a*", "a?", "a[b]", "a#", "#", "ü", "1", "a\\", "x".repeat(1000), "12345678901234567890"];
        await perform(b, "join", { rooms: ["a*"] });
        await reaches(b, ["a*"]);
        for (const room of [...rooms, "ab", "a"]) await perform(a, "emit", { from: "io", to: [room], event: "said", args: [room] });
        await arrived(a, b);
        assert.deepEqual(said(b), ["a*"]);
        b.log.length = 0;
        await perform(b, "join", { rooms });
        await reaches(b, rooms.filter((room) => room.length !== 20));
        for (const room of rooms) await perform(a, "emit", { from: "io", to: [room], event: "said", args: [room] });
        await until(() => said(b).length === rooms.length, "all of them");
        assert.deepEqual(sorted(said(b)), sorted(rooms));
      });

      it("sends to users", async () => {
        const { a, b } = await pair();
        const c = await connect(servers[1].url, b.nsp);
        await perform(b, "setUser", { user: "ann" });
        await perform(c, "setUser", { user: "bob" });
        await reaches(b, ["sockeye:user:ann", "sockeye:user:bob"]);
        await perform(a, "emit", { from: "io", users: ["ann"], event: "said", args: ["ann"] });
        await perform(a, "emit", { from: "io", users: ["ann", "bob"], event: "said", args: ["both"] });
        await perform(a, "emit", { from: "io", users: ["bob"], except: [c.id], event: "said", args: ["nobody"] });
        await until(() => said(b).length === 2 && said(c).length === 1, "all of them");
        await arrived(a, b);
        assert.deepEqual(sorted(said(b)), ["ann", "both"]);
        assert.deepEqual(said(c), ["both"]);
        assert.deepEqual(said(a), []);
      });

      if (there === "ours") {
        it("lets no socket join a user", async () => {
          const { a, b } = await pair();
          await perform(b, "setUser", { user: "ann" });
          await reaches(b, ["sockeye:user:ann"]);
          const spy = await connect(servers[1].url, b.nsp);
          const joining = perform(a, "socketsJoin", { from: "io", to: [spy.id], rooms: ["sockeye:user:ann", "joined"] });
          if (here === "ours") {
            await assert.rejects(joining, /reserved for the room of a user/);
          } else {
            await joining;
            await until(async () => (await perform(spy, "rooms")).includes("joined"), "that it has joined what it may");
          }
          await perform(a, "emit", { from: "io", users: ["ann"], event: "said", args: ["ann"] });
          await arrived(a, b);
          await settle(spy);
          assert.deepEqual(said(b), ["ann"]);
          assert.deepEqual(said(spy), []);
          assert.deepEqual(await perform(b, "rooms"), [b.id]);
        });
      }

      it("shouts from a socket to all others", async () => {
        const { a, b } = await pair();
        a.emit("shout", "all");
        await eventOf(b, "said");
        await settle(a);
        assert.deepEqual(said(a), []);
      });

      it("collects acknowledgements", async () => {
        const { a, b } = await pair();
        a.on("q", (value, ack) => ack(["a", value]));
        b.on("q", (value, ack) => ack(["b", value, Buffer.from([9])]));
        const answers = await perform(a, "emitWithAck", { from: "io", event: "q", args: [1], timeout: 10_000 });
        assert.deepEqual(answers.sort((x, y) => (x[0] < y[0] ? -1 : 1)), [["a", 1], ["b", 1, Buffer.from([9])]]);
        assert.deepEqual(await perform(a, "emitWithAck", { from: "io", to: [b.id], event: "q", args: [2], timeout: 10_000 }), [["b", 2, Buffer.from([9])]]);
        assert.deepEqual(await perform(a, "emitWithAck", { from: "io", to: ["nobody"], event: "q", args: [], timeout: 10_000 }), []);
        if (here === "node") return; // waits for all servers even so
        assert.deepEqual(await perform(a, "emitWithAck", { from: "io", local: true, event: "q", args: [3], timeout: 10_000 }), [["a", 3]]);
      });

      it("gives the acknowledgements that came in time", async () => {
        const { a, b } = await pair();
        a.on("q", (ack) => ack("a"));
        b.on("q", () => {});
        await assert.rejects(perform(a, "emitWithAck", { from: "io", event: "q", args: [], timeout: 1000 }), (error) => {
          assert.equal(error.message, "operation has timed out");
          assert.deepEqual(error.partial, ["a"]);
          return true;
        });
      });

      it("fetches sockets", async () => {
        const { a, b } = await pair();
        await join(b, "r");
        await perform(b, "setData", { data: { name: "b" } });
        const all = await perform(a, "fetchSockets", { from: "io" });
        assert.deepEqual(sorted(all.map(({ id }) => id)), sorted([a.id, b.id]));
        assert.deepEqual(await perform(a, "fetchSockets", { from: "io", to: ["r"] }), [{ id: b.id, rooms: sorted([b.id, "r"]), data: { name: "b" } }]);
        assert.deepEqual((await perform(a, "fetchSockets", { from: "io", local: true })).map(({ id }) => id), [a.id]);
      });

      // Of Node's adapters only that on pub/sub can ask.
      if (here === "ours" || adapter === "redis") {
        it("names the rooms of all servers", async () => {
          const { a, b } = await pair();
          await join(a, "both");
          await join(b, "both", "there");
          assert.deepEqual(await perform(a, "clusterRooms"), sorted([a.id, b.id, "both", "there"]));
        });
      }

      it("lets sockets join, leave and go", async () => {
        const { a, b } = await pair();
        await perform(a, "socketsJoin", { from: "io", to: [b.id], rooms: ["p", "q"] });
        await until(async () => (await perform(b, "rooms")).length === 3, "that it has joined");
        assert.deepEqual(await perform(a, "rooms"), [a.id]);
        await perform(a, "socketsLeave", { from: "io", rooms: ["p"] });
        await until(async () => (await perform(b, "rooms")).length === 2, "that it has left");
        const gone = eventOf(b, "disconnect");
        await perform(a, "disconnectSockets", { from: "io", to: ["q"], close: false });
        assert.deepEqual(await gone.then(([reason]) => reason), "io server disconnect");
        await settle(a);
        assert.ok(a.connected);
      });

      it("emits from server to server", async () => {
        const { a, b } = await pair();
        const heard = eventOf(b, "server-event");
        await perform(a, "serverSideEmit", { event: "hello", args: [1, { x: ["y"] }] });
        assert.deepEqual(await heard, ["hello", 1, { x: ["y"] }]);
        const [answer, ...more] = await perform(a, "serverSideEmitWithAck", { event: "q", args: ["x", 2] });
        assert.deepEqual(answer.args, ["x", 2]);
        assert.equal(typeof answer.server, "number");
        assert.deepEqual(more, []);
        assert.equal(received(a, "server-event").length, 0);
      });

      if (adapter === "redis-sharded") {
        it("leaves no channel behind", async () => {
          const { a, b } = await pair();
          const channels = async () => sorted(await redis.redis.client.sendCommand(["PUBSUB", "SHARDCHANNELS", `socket.io#${b.nsp}#*`]));
          const before = await channels();
          const rooms = Array.from({ length: 200 }, (_, i) => `room ${i}`);
          await perform(a, "join", { rooms });
          await perform(b, "join", { rooms });
          await perform(a, "leave", { rooms });
          await perform(b, "leave", { rooms });
          await until(async () => (await channels()).length === before.length, "that the channels are gone");
          assert.deepEqual(await channels(), before);
        });
      }
    });
  }
}
