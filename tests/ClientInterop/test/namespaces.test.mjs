import assert from "node:assert/strict";
import { describe } from "node:test";
import { CLIENT } from "../support/client.mjs";
import { NodeServer } from "../support/node-server.mjs";
import { OurServer } from "../support/our-server.mjs";
import { check, clientProcess, refusalOf, serverFor, TRANSPORTS, until } from "../support/suite.mjs";

const SERVERS = { "Node's server": () => NodeServer.start(), ...(CLIENT === "ours" && { "our server": () => OurServer.start() }) };

for (const [serverName, start] of Object.entries(SERVERS)) {
  for (const [transport, transports] of Object.entries(TRANSPORTS)) {
    describe(`namespaces over ${transport}, ${serverName}`, () => {
      const server = serverFor(start);
      const process = clientProcess();

      async function several(...names) {
        const manager = await process.manager(server.url, { transports });
        const sockets = await Promise.all(names.map((ns) => manager.socket(ns)));
        await Promise.all(sockets.map((socket) => socket.connect()));
        return { manager, sockets };
      }

      check("many over one connection, each with its own events", async () => {
        const { manager, sockets } = await several("/", "/chat", "/custom", "/dynamic-7");
        for (const socket of sockets) await socket.on("message-back");
        for (const socket of sockets) await socket.emit("message", socket.ns, Buffer.from(socket.ns));
        for (const socket of sockets) assert.deepEqual(await socket.received("message-back"), [[socket.ns, Buffer.from(socket.ns)]]);
        const ids = await Promise.all(sockets.map(async (socket) => (await socket.state()).id));
        assert.equal(new Set(ids).size, 4);
        assert.equal(manager.told("open").length, 1);
        if (server.server.requests) assert.equal(server.io.engine.clientsCount, 1);
      });

      check("one leaves, the others stay", async () => {
        const { sockets: [root, chat] } = await several("/", "/chat");
        await chat.disconnect();
        assert.equal((await chat.nth("disconnect")).reason, "io client disconnect");
        assert.deepEqual(await root.ask("echo", [1]), [1]);
        const state = await chat.state();
        assert.deepEqual([state.connected, state.active], [false, false]);
      });

      check("one that left comes back over the same connection", async () => {
        const { manager, sockets: [root, chat] } = await several("/", "/chat");
        const { id } = await chat.state();
        await chat.disconnect();
        await chat.connect();
        assert.deepEqual(await chat.ask("echo", [1]), [1]);
        assert.notEqual((await chat.state()).id, id);
        assert.equal(manager.told("open").length, 1);
        assert.deepEqual(await root.ask("echo", [1]), [1]);
      });

      check("the last one that leaves closes the connection", async () => {
        const { manager, sockets } = await several("/", "/chat");
        for (const socket of sockets) await socket.disconnect();
        assert.equal(await manager.nth("close"), "forced close");
        for (const socket of sockets) assert.equal((await socket.nth("disconnect")).reason, "io client disconnect");
      });

      check("one that is refused does not trouble the others", async () => {
        const { manager, sockets: [root] } = await several("/");
        const auth = await manager.socket("/auth", { token: "wrong" });
        assert.equal((await refusalOf(auth.connect())).kind, "refused");
        assert.deepEqual(await root.ask("echo", [1]), [1]);
        assert.equal(root.told("connect_error").length, 0);
      });

      check("the server disconnects one: the others stay", async () => {
        const { sockets: [root, chat] } = await several("/", "/chat");
        await chat.emit("do", { op: "disconnect" });
        assert.equal((await chat.nth("disconnect")).reason, "io server disconnect");
        assert.deepEqual(await root.ask("echo", [1]), [1]);
      });

      check("a namespace with a query", async () => {
        const { manager } = await several("/");
        const socket = await manager.socket("/chat?a=1&b=2");
        const error = await socket.connect(3000).then(() => undefined, (refused) => refused);
        assert.ok(error === undefined || error.kind === "refused");
      });

      check("a namespace that begins without a slash is invalid, or the same as with one", async () => {
        const { manager } = await several("/");
        const outcome = await manager.socket("chat").then((socket) => socket.connect(1000)).then(() => undefined, (error) => error);
        assert.ok(outcome === undefined || ["invalid", "timeout", "refused"].includes(outcome.kind), outcome?.kind);
      });

      check("closing the manager tells every socket", async () => {
        const { manager, sockets } = await several("/", "/chat", "/custom");
        await manager.close();
        for (const socket of sockets) assert.equal((await socket.nth("disconnect")).reason, "io client disconnect");
        for (const socket of sockets) assert.equal((await socket.state()).active, false);
      });
    });
  }
}

describe("namespaces", () => {
  const process = clientProcess();

  check("the packets of a namespace on the wire", async () => {
    const packets = [];
    const server = await NodeServer.start();
    server.io.engine.on("connection", (session) => session.on("packet", ({ type, data }) => type === "message" && packets.push(data.toString())));
    try {
      const manager = await process.manager(server.url, { transports: ["websocket"] });
      const socket = await manager.socket("/chat", { a: 1 });
      await socket.connect();
      await socket.emit("message", 1);
      await socket.ask("echo", [2]);
      await socket.emit("message", Buffer.from("x"));
      await socket.ask("echo", [Buffer.from("y")]);
      await socket.disconnect();
      await until(() => packets.length === 8, "all packets");
      assert.deepEqual(packets, [
        '0/chat,{"a":1}', '2/chat,["message",1]', '2/chat,0["echo",2]', '51-/chat,["message",{"_placeholder":true,"num":0}]', "x",
        '51-/chat,1["echo",{"_placeholder":true,"num":0}]', "y", "1/chat,",
      ]);
    } finally {
      await server.stop();
    }
  });

  check("a socket without auth sends none", async () => {
    const packets = [];
    const server = await NodeServer.start();
    server.io.engine.on("connection", (session) => session.on("packet", ({ type, data }) => type === "message" && packets.push(data)));
    try {
      await process.connected(server.url, { transports: ["websocket"] });
      assert.deepEqual(packets, ["0"]);
    } finally {
      await server.stop();
    }
  });
});
