import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask, client, connect, connected, eventOf, leaving, perform, record, TRANSPORTS, until } from "../support/clients.mjs";
import { Fixture } from "../support/fixture.mjs";
import { idIn, rawMember, rawSocket, RawPolling } from "../support/raw.mjs";
import { fixtureWith } from "../support/suite.mjs";

for (const [name, transports] of Object.entries(TRANSPORTS)) {
  describe(`the end of a connection over ${name}`, () => {
    const server = fixtureWith();

    /** What both sides say when `act` ends b's connection. */
    async function reasons(namespace, act) {
      const a = await connect(server.url, namespace, { transports: ["websocket"] });
      const b = await connect(server.url, namespace, { transports });
      if (name === "upgrade") await until(() => b.io.engine.transport.name === "websocket", "upgrade");
      const id = b.id;
      const gone = eventOf(b, "disconnect");
      act(b);
      return { server: await leaving(a, id), client: (await gone)[0] };
    }

    it("disconnect() of the client", async () => {
      const both = await reasons("/dynamic-1", (socket) => socket.disconnect());
      assert.deepEqual(both, { server: "client namespace disconnect", client: "io client disconnect" });
    });

    it("the client closes its connection", async () => {
      const both = await reasons("/dynamic-2", (socket) => socket.io.engine.close());
      assert.deepEqual(both, { server: "transport close", client: "forced close" });
    });

    it("the server disconnects the socket", async () => {
      const both = await reasons("/dynamic-3", (socket) => socket.emit("do", { op: "disconnect" }));
      assert.deepEqual(both, { server: "server namespace disconnect", client: "io server disconnect" });
    });

    it("the server closes the connection", async () => {
      const both = await reasons("/dynamic-4", (socket) => socket.emit("do", { op: "disconnect", close: true }));
      assert.deepEqual(both, { server: "server namespace disconnect", client: "io server disconnect" });
    });

    it("no reconnection by itself after the server disconnected the socket, but on demand", async () => {
      const socket = await connect(server.url, "/", { transports, reconnection: true, reconnectionDelay: 10 });
      const before = socket.id;
      const gone = eventOf(socket, "disconnect");
      socket.emit("do", { op: "disconnect", close: true });
      await gone;
      assert.equal(socket.active, false);
      socket.connect();
      await connected(socket);
      assert.notEqual(socket.id, before);
      assert.equal(await ask(socket, "echo", 1), 1);
    });

    it("reconnection by itself after the transport broke, as a new socket", async () => {
      const socket = await connect(server.url, "/", { transports, reconnection: true, reconnectionDelay: 10 });
      await ask(socket, "join", "room");
      const before = socket.id;
      const gone = eventOf(socket, "disconnect");
      socket.io.engine.close();
      await gone;
      assert.equal(socket.active, true);
      socket.emit("message", "buffered");
      await connected(socket);
      await eventOf(socket, "message-back");
      const me = await ask(socket, "whoami");
      assert.notEqual(me.id, before);
      assert.deepEqual(me.rooms, [socket.id]);
    });
  });

  describe(`a server that goes, over ${name}`, () => {
    for (const [how, end] of Object.entries({ stop: (fixture) => fixture.stop(), kill: (fixture) => fixture.kill() })) {
      it(`${how}: the client notices, and comes back to the next one`, async () => {
        const first = await Fixture.start();
        const socket = client(first.url, "/", { transports, reconnection: true, reconnectionDelay: 20, reconnectionDelayMax: 100 });
        await connected(socket);
        if (name === "upgrade") await until(() => socket.io.engine.transport.name === "websocket", "upgrade");
        const gone = eventOf(socket, "disconnect");
        await end(first);
        assert.match((await gone)[0], /^transport (close|error)$/);
        const second = await Fixture.start(["--port", `${first.port}`]);
        try {
          await connected(socket);
          assert.equal(await ask(socket, "echo", "back"), "back");
        } finally {
          socket.disconnect();
          await second.stop();
        }
      });
    }
  });
}

describe("heartbeat", () => {
  const server = fixtureWith("--ping-interval", "300", "--ping-timeout", "300");

  for (const [name, transports] of Object.entries(TRANSPORTS)) {
    it(`keeps a quiet ${name} client connected`, async () => {
      const socket = await connect(server.url, "/", { transports });
      const pings = [];
      socket.io.on("ping", () => pings.push(Date.now()));
      await until(() => pings.length >= 5, "five pings");
      assert.equal(socket.connected, true);
      assert.equal(await ask(socket, "echo", 1), 1);
    });
  }

  it("ends a WebSocket client that does not answer", async () => {
    const observer = await connect(server.url, "/chat");
    const silent = await rawMember(server.url, "/chat");
    assert.equal(await leaving(observer, silent.id), "ping timeout");
    await silent.closed;
  });

  it("ends a polling client that does not answer", async () => {
    const observer = await connect(server.url, "/custom");
    const silent = await RawPolling.open(server.url);
    await silent.send("40/custom,");
    const { text } = await silent.receive();
    assert.equal(await leaving(observer, idIn(text.split("\x1e")[0])), "ping timeout");
    assert.equal((await silent.receive()).status, 400);
  });

  it("the client misses the pings of a server that stands still", async () => {
    const fixture = await Fixture.start(["--ping-interval", "300", "--ping-timeout", "300"]);
    try {
      const socket = await connect(fixture.url);
      const gone = eventOf(socket, "disconnect");
      fixture.pause();
      assert.equal((await gone)[0], "ping timeout");
    } finally {
      fixture.resume();
      await fixture.stop();
    }
  });
});

describe("clients that break the rules", () => {
  const server = fixtureWith();
  const forced = /^forced (server )?close$/; // Node's choice depends on what it has yet to send
  const CASES = [
    ["an event that is not JSON", "42[", "forced close"],
    ["an event without a name", "42[]", "forced close"],
    ["a reserved event", '42["disconnect"]', "forced close"],
    ["an unknown packet type", "49", "forced close"],
    ["an event for a namespace not joined", '42/chat,["x"]', forced],
    ["a second CONNECT", "40", forced],
    ["a CONNECT_ERROR", '44{"message":"x"}', forced],
    ["a ping", "2", "transport error"],
    ["an unknown engine packet", "9", "parse error"],
    ["binary that belongs to nothing", Buffer.from([1]), "forced close"],
    ["text where an attachment is due", ['451-["x",{"_placeholder":true,"num":0}]', '42["y"]'], "forced close"],
    ["a dropped connection", null, "transport close"],
  ];

  for (const [what, packets, reason] of CASES) {
    it(`${what} ends with ${reason}`, async () => {
      const observer = await connect(server.url);
      const raw = await rawMember(server.url);
      if (packets === null) raw.terminate();
      else for (const packet of [packets].flat()) raw.send(packet);
      const said = await leaving(observer, raw.id);
      if (reason instanceof RegExp) assert.match(said, reason);
      else assert.equal(said, reason);
      await raw.closed;
    });
  }
});

describe("a client that joins no namespace", () => {
  const server = fixtureWith("--connect-timeout", "300");

  it("is closed after the connect time-out (WebSocket)", async () => {
    const started = Date.now();
    const raw = await rawSocket(server.url);
    await raw.closed;
    assert.ok(Date.now() - started >= 250);
  });

  it("is closed after the connect time-out (polling)", async () => {
    const raw = await RawPolling.open(server.url);
    assert.equal((await raw.receive()).text, "1");
    assert.equal((await raw.receive()).status, 400);
  });

  it("is closed although it tried one that does not exist", async () => {
    const raw = await rawSocket(server.url);
    raw.send("40/nope,");
    await raw.closed;
    assert.deepEqual(raw.received.slice(1), ['44/nope,{"message":"Invalid namespace"}']);
  });

  it("is not closed once it has joined", async () => {
    const socket = client(server.url);
    record(socket);
    await connected(socket);
    const later = await rawSocket(server.url);
    await later.closed; // its time is up, so that of the socket was before
    assert.equal(await perform(socket, "serverCount"), 1);
  });
});
