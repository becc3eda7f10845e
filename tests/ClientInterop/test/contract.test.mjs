import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Client } from "../support/client.mjs";
import { NodeServer } from "../support/node-server.mjs";
import { check, clientProcess, refusalOf, serverFor, until } from "../support/suite.mjs";

describe("the fixture", () => {
  const server = serverFor(() => NodeServer.start());
  const process = clientProcess();

  for (const [name, command] of Object.entries({
    "an unknown command": ["fly", {}],
    "a manager that is not there": ["socket", { s: "s", m: "nobody", ns: "/" }],
    "a socket that is not there": ["emit", { s: "nobody", event: "a", args: [] }],
  })) {
    check(`${name}: invalid`, async () => {
      assert.equal((await refusalOf(process.client.command(...command))).kind, "invalid");
    });
  }

  check("stats are numbers", async () => {
    const { threads, handles, heapBytes, sockets, timers } = await process.client.stats();
    for (const value of [threads, handles, heapBytes]) assert.ok(Number.isInteger(value) && value > 0);
    for (const value of [sockets, timers]) assert.ok(Number.isInteger(value) && value >= 0);
  });

  check("commands run side by side: a later one may be answered first", async () => {
    const socket = await process.connected(server.url);
    const order = [];
    await Promise.all([
      refusalOf(socket.ask("nobody-listens", [], { timeout: 300 })).then(() => order.push("first")),
      socket.ask("echo", [1]).then(() => order.push("second")),
    ]);
    assert.deepEqual(order, ["second", "first"]);
  });

  check("commands are started in order", async () => {
    const socket = await process.connected(server.url);
    await socket.on("message-back");
    for (let i = 0; i < 500; i++) socket.emit("message", i);
    assert.deepEqual((await socket.received("message-back", 500)).map(([n]) => n), Array.from({ length: 500 }, (_, i) => i));
  });

  check("the order of lines: connect, then events, then disconnect", async () => {
    const socket = await process.unconnected(server.url);
    await socket.on("auth");
    await socket.connect();
    await socket.received("auth");
    await socket.disconnect();
    await socket.nth("disconnect");
    const story = socket.client.lines.filter((line) => line.s === socket.s).map(({ ev }) => ev);
    assert.deepEqual(story, ["connect", "event", "disconnect"]);
  });

  check("MessagePack: events and answers, with binary", async () => {
    const packed = await NodeServer.start({ parser: "msgpack" });
    try {
      for (const transports of [["polling"], ["websocket"], undefined]) {
        const socket = await process.connected(packed.url, { parser: "msgpack", ...(transports && { transports }) });
        await socket.on("message-back");
        const args = [1, -5, 1.5, "ü", null, true, { a: [Buffer.from("x")] }, Buffer.alloc(1000, 1)];
        await socket.emit("message", ...args);
        assert.deepEqual(await socket.received("message-back"), [args]);
        assert.deepEqual(await socket.ask("message-with-ack", args), args);
        const chat = await socket.client.socket(socket.manager.m, "/chat");
        await chat.connect();
        assert.deepEqual(await chat.ask("echo", [Buffer.from("y")]), [Buffer.from("y")]);
      }
    } finally {
      await packed.stop();
    }
  });

  check("MessagePack: refused with its data", async () => {
    const packed = await NodeServer.start({ parser: "msgpack" });
    try {
      const socket = await process.unconnected(packed.url, { parser: "msgpack", ns: "/auth" });
      const refusal = await refusalOf(socket.connect());
      assert.deepEqual([refusal.kind, refusal.data], ["refused", { code: "E_AUTH" }]);
    } finally {
      await packed.stop();
    }
  });

  for (const quit of [true, false]) {
    it(`it ends ${quit ? "on quit" : "with its input"}, with exit code 0, and the server sees it leave`, async () => {
      const client = Client.start();
      const manager = await client.manager(server.url, { transports: ["websocket"] });
      const socket = await client.socket(manager.m, "/");
      await socket.connect();
      const { id } = await socket.state();
      assert.equal(await client.end({ quit }), 0);
      await until(() => !server.io.of("/").sockets.has(id), "that the server sees it leave");
    });
  }

  it("it ends in the middle of connecting, too", async () => {
    const client = Client.start();
    const manager = await client.manager("http://10.255.255.1", { reconnection: true });
    const socket = await client.socket(manager.m, "/");
    socket.connect(60_000).catch(() => {});
    await socket.state();
    assert.equal(await client.end(), 0);
  });
});
