// What is particular to Postgres: the limit of notifications, the table of attachments, names that are no identifiers, outages, and whatever others notify.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { connect, eventOf, perform, received, settle, sorted, until } from "../support/clients.mjs";
import { Fixture } from "../support/fixture.mjs";
import { Postgres, postgresServer } from "../support/postgres.mjs";

const said = (socket) => received(socket, "said").map(([payload]) => payload);
const start = (postgres, target = "ours", ...more) => Fixture.start(["--adapter", "postgres", "--postgres", postgres.address, ...more], target);

/** A client on each server, which know each other. */
async function clientsOf(servers, namespace) {
  const clients = await Promise.all(servers.map((server) => connect(server.url, namespace)));
  await Promise.all(clients.map((socket) => until(async () => (await perform(socket, "serverCount")) === servers.length, "that the servers know each other")));
  return clients;
}

describe("postgres: sizes and names", () => {
  const backend = postgresServer();
  const servers = [];
  let namespaces = 0;

  before(async () => {
    // Both make the table at the same time.
    servers.push(...(await Promise.all([start(backend.postgres), start(backend.postgres)])));
    servers.push(await start(backend.postgres, "node"));
  });
  after(() => Promise.all(servers.map((server) => server.stop())));

  it("carries what is just below, at and above the limit, between all servers", async () => {
    const [a, ...others] = await clientsOf(servers, `/dynamic-${namespaces++}`);
    const notified = backend.postgres.pool.query("SELECT max(id) FROM socket_io_attachments");
    assert.equal((await notified).rows[0].max, null);
    // The envelope of Node's servers has as many bytes as ours: here it is measured.
    const envelope = (text) => Buffer.byteLength(JSON.stringify({ type: 3, data: { packet: { type: 2, data: ["said", text] }, opts: { rooms: [], except: [], flags: {} } }, uid: "0123456789abcdef", nsp: a.nsp }));
    const rows = async () => Number((await backend.postgres.pool.query("SELECT count(*) FROM socket_io_attachments")).rows[0].count);
    for (const [size, attachments] of [[7999, 0], [8000, 1], [8001, 2], [100_000, 3]]) {
      const text = "é".repeat(1000) + "x".repeat(size - envelope("é".repeat(1000)));
      await perform(a, "emit", { from: "io", event: "said", args: [text] });
      await until(() => others.every((socket) => said(socket).at(-1) === text), `${size} bytes`);
      assert.equal(await rows(), attachments);
    }
    for (const size of [7000, 8001, 100_000]) {
      const text = "y".repeat(size);
      await perform(others[1], "emit", { from: "io", event: "said", args: [text] });
      await until(() => [a, others[0]].every((socket) => said(socket).at(-1) === text), `${size} bytes of Node's`);
    }
  });

  it("keeps the order of what is small, large and binary, and says equal things as often as they are said", async () => {
    const [a, b] = await clientsOf(servers, `/dynamic-${namespaces++}`);
    const values = Array.from({ length: 60 }, (_, i) => [i, "same", Buffer.alloc(2000, i), "z".repeat(9000), "same"][i % 5]);
    await Promise.all(values.map((value) => perform(a, "emit", { from: "io", event: "said", args: [value] })));
    await until(() => said(b).length === values.length, "all of them");
    assert.deepEqual(said(b), values);
  });

  it("takes text for text", async () => {
    const [a, b, c] = await clientsOf(servers, `/dynamic-${namespaces++}`);
    const texts = ["'); DROP TABLE socket_io_attachments; --", "\\'$1$2", "\u0000", "\u2028\ud83d\ude00", '"', "%s"];
    for (const text of texts) await perform(a, "emit", { from: "io", event: "said", args: [text] });
    await perform(a, "emit", { from: "io", event: "'); DROP TABLE socket_io_attachments; --", args: [Buffer.from("x")] });
    await until(() => [b, c].every((socket) => socket.log.length === texts.length + 2), "all of them"); // and what the server emits first
    assert.deepEqual(said(b), texts);
    assert.deepEqual(said(c), texts);
  });

  it("serves namespaces whose names are too long for a channel, among ours", async () => {
    const [a, b] = await clientsOf(servers.slice(0, 2), `/dynamic-${"1".repeat(200)}`);
    const [c] = await clientsOf(servers.slice(0, 1), `/dynamic-${"1".repeat(199)}`).catch(() => []);
    const heard = eventOf(b, "said");
    a.emit("shout", "far");
    assert.deepEqual(await heard, ["far"]);
    if (c) assert.deepEqual(said(c), []);
  });

  it("delivers here what cannot be published, and goes on", async () => {
    const [a, b] = await clientsOf(servers.slice(0, 2), `/dynamic-${"2".repeat(100)}`);
    await backend.postgres.pool.query("ALTER TABLE socket_io_attachments RENAME TO elsewhere");
    try {
      await Promise.all([
        perform(a, "emit", { from: "io", event: "said", args: [Buffer.from("lost")] }),
        perform(a, "emit", { from: "io", event: "said", args: ["small"] }),
      ]);
    } finally {
      await backend.postgres.pool.query("ALTER TABLE elsewhere RENAME TO socket_io_attachments");
    }
    await perform(a, "emit", { from: "io", event: "said", args: [Buffer.from("kept")] });
    await until(() => said(b).length === 2, "what could be sent");
    assert.deepEqual(said(b), ["small", Buffer.from("kept")]);
    assert.equal(said(a).length, 3);
  });

  it("skips what others notify", async () => {
    const nsp = "/dynamic-33";
    const [a, b] = await clientsOf(servers.slice(0, 2), nsp);
    const { pool } = backend.postgres;
    const everyone = { rooms: [], except: [], flags: {} };
    const envelope = { type: 3, data: { packet: { type: 2, data: ["pwned"] }, opts: everyone }, uid: "0123456789abcdef", nsp };
    const { rows } = await pool.query("INSERT INTO socket_io_attachments (payload) VALUES ($1), ($2), (NULL) RETURNING id", [Buffer.from("garbage"), Buffer.alloc(100_000, 0x91)]);
    const nonsense = [
      "", "garbage", "{", "{}", "[]", "null", "1", '"x"', `{"a":${"[".repeat(7000)}`,
      ...["0", "-1", "1; DROP TABLE x", "99999999", "999999999999999999999", {}, null, ...rows.map(({ id }) => id)].map((attachmentId) => JSON.stringify({ uid: "x", type: 3, attachmentId })),
      ...[0, 1, 2, 5, 7, 8, 9, 10, 11, 12, 13, 14, 99, 101, 102, 103, -1, "3", null, {}].map((type) => JSON.stringify({ ...envelope, type, data: { ...envelope.data, packet: {} } })),
      JSON.stringify({ ...envelope, nsp: 5 }), JSON.stringify({ ...envelope, nsp: "/" }), JSON.stringify({ ...envelope, uid: {} }), JSON.stringify({ ...envelope, data: [] }),
      JSON.stringify({ ...envelope, data: { packet: { type: 2, data: ["pwned"] }, opts: { rooms: "all" } } }),
    ];
    for (const payload of nonsense) await pool.query("SELECT pg_notify($1, $2)", [`socket.io#${nsp}`, payload]);
    await perform(a, "emit", { from: "io", event: "said", args: ["still here"] });
    await until(() => said(b).length === 1, "what makes sense");
    assert.deepEqual(b.log.filter(([event]) => event === "pwned"), []);
    await until(async () => (await perform(a, "serverCount")) === 2, "that who made itself known is forgotten", 20_000);
    assert.deepEqual(sorted((await perform(b, "fetchSockets", { from: "io" })).map(({ id }) => id)), sorted([a.id, b.id]));
  });
});

describe("postgres: servers that go", () => {
  const backend = postgresServer();

  it("does not wait for one that was killed, and forgets its clients", async () => {
    const servers = await Promise.all(Array.from({ length: 3 }, () => start(backend.postgres, "ours", "--heartbeat-timeout", "2000")));
    try {
      const [a, b, c] = await clientsOf(servers, "/chat");
      a.on("q", (ack) => ack("a"));
      b.on("q", (ack) => ack("b"));
      const heard = eventOf(c, "q"); // and never answered
      const answers = perform(a, "emitWithAck", { from: "io", event: "q", args: [], timeout: 60_000 });
      await heard;
      servers[2].kill();
      const present = () => perform(b, "fetchSockets", { from: "io" });
      assert.deepEqual(sorted((await present()).map(({ id }) => id)), sorted([a.id, b.id])); // already while it is not known
      assert.deepEqual(sorted(await answers), ["a", "b"]);
      await until(async () => (await Promise.all([a, b].map((socket) => perform(socket, "serverCount")))).every((count) => count === 2), "that it is counted no more");
      const asked = Date.now();
      assert.equal((await present()).length, 2);
      assert.ok(Date.now() - asked < 4000, "nobody is waited for"); // 5 s if somebody were
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  });
});

describe("postgres: outages", () => {
  it("serves its own sockets without Postgres, and finds the others soon after its return", async () => {
    const postgres = await Postgres.start();
    const servers = [];
    try {
      for (let i = 0; i < 2; i++) servers.push(await start(postgres));
      const [a, b] = await clientsOf(servers, "/chat");
      await perform(b, "join", { rooms: ["room"] });
      await perform(a, "join", { rooms: ["room"] });

      await postgres.end();
      const c = await connect(servers[0].url, "/dynamic-1");
      await perform(a, "emit", { from: "io", to: ["room"], event: "said", args: ["without"] });
      assert.deepEqual(said(a), ["without"]);
      await settle(b);
      assert.deepEqual(said(b), []);

      await postgres.begin();
      const back = Date.now();
      await until(async () => {
        a.emit("say", "room", "with");
        await settle(a);
        return said(b).includes("with");
      }, "that the other server hears it again");
      assert.ok(Date.now() - back < 5000);
      const d = await connect(servers[1].url, "/dynamic-1");
      await until(async () => (await perform(c, "serverCount")) === 2, "that a namespace is heard that came meanwhile");
      d.emit("shout", "hello");
      await until(() => said(c).length === 1, "what is sent there");
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
      await postgres.stop();
    }
  });

  it("starts without Postgres, and listens again when only its connections are cut", async () => {
    const postgres = await Postgres.start();
    await postgres.end();
    const servers = [];
    try {
      for (let i = 0; i < 2; i++) servers.push(await start(postgres));
      const [a, b] = await Promise.all(servers.map((server) => connect(server.url, "/chat")));
      a.emit("shout", "nobody hears it");
      await settle(a, b);
      await postgres.begin();
      for (const round of ["first", "second"]) {
        await until(async () => {
          a.emit("shout", round);
          await settle(a);
          return said(b).includes(round);
        }, `that the servers find each other: ${round}`);
        await postgres.pool.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'Sockeye'");
      }
      assert.ok(!said(b).includes("nobody hears it"));
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
      await postgres.stop();
    }
  });
});
