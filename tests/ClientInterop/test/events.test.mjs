import assert from "node:assert/strict";
import { describe } from "node:test";
import { check, clientProcess, refusalOf, serverFor, TRANSPORTS, until } from "../support/suite.mjs";
import { NodeServer } from "../support/node-server.mjs";
import { OurServer } from "../support/our-server.mjs";
import { CLIENT } from "../support/client.mjs";
import { VALUES } from "../support/samples.mjs";

const SERVERS = { "Node's server": () => NodeServer.start({ maxHttpBufferSize: 1e7 }), ...(CLIENT === "ours" && { "our server": () => OurServer.start("--max-payload", "10000000") }) };

for (const [serverName, start] of Object.entries(SERVERS)) {
  for (const [transport, transports] of Object.entries(TRANSPORTS)) {
    describe(`events over ${transport}, ${serverName}`, () => {
      const server = serverFor(start);
      const process = clientProcess();
      const connected = (options) => process.connected(server.url, { transports, ...options });

      for (const [name, args] of Object.entries(VALUES)) {
        check(`${name}: there and back as they were`, async () => {
          const socket = await connected();
          await socket.on("message-back");
          await socket.emit("message", ...args);
          assert.deepEqual((await socket.received("message-back"))[0], args);
        });
      }

      check("no arguments at all", async () => {
        const socket = await connected();
        await socket.on("message-back");
        await socket.emit("message");
        assert.deepEqual(await socket.received("message-back"), [[]]);
      });

      check("2000 events, every third with binary, come in order", async () => {
        const socket = await connected();
        await socket.on("message-back");
        const sent = Array.from({ length: 2000 }, (_, i) => (i % 3 ? [i] : [i, { part: Buffer.from([i & 255, 1]) }]));
        for (const args of sent) socket.emit("message", ...args);
        assert.deepEqual(await socket.received("message-back", 2000), sent);
      });

      check("a message of 2 MB, and one of 2 MB of binary", async () => {
        const socket = await connected();
        const text = "é".repeat(1_000_000);
        const binary = Buffer.alloc(2_000_000, 7);
        assert.deepEqual(await socket.ask("message-with-ack", [text]), [text]);
        const [back] = await socket.ask("message-with-ack", [binary]);
        assert.ok(binary.equals(back));
      });

      check("the event that the server sends in its connection handler", async () => {
        const socket = await process.unconnected(server.url, { transports, auth: { a: 1 } });
        await socket.on("auth");
        await socket.connect();
        assert.deepEqual(await socket.received("auth"), [[{ a: 1 }]]);
      });

      check("catch-all listeners see all events of both directions, with binary", async () => {
        const socket = await connected();
        await socket.onAny();
        await socket.onAnyOutgoing();
        await socket.emit("message", 1, Buffer.from("x"));
        await socket.ask("echo", ["y"]);
        const { args } = await socket.nth("any", 1, { name: "message-back" });
        assert.deepEqual(args, [1, { $bin: "eA==" }]);
        assert.deepEqual(socket.told("outgoing").map(({ name, args }) => [name, args]), [["message", [1, { $bin: "eA==" }]], ["echo", ["y"]]]);
      });

      check("a listener that is taken off hears nothing, and one that replaces another hears once", async () => {
        const socket = await connected();
        await socket.on("message-back");
        await socket.on("message-back");
        await socket.emit("message", 1);
        await socket.received("message-back");
        await socket.off("message-back");
        await socket.emit("message", 2);
        await socket.ask("echo", [0]);
        assert.deepEqual(socket.told("event", "message-back").map(({ args }) => args), [[1]]);
      });

      check("with compression and without it", async () => {
        const socket = await connected({ perMessageDeflate: true });
        await socket.on("message-back");
        await socket.emitWith({ compress: false }, "message", "x".repeat(5000));
        await socket.emitWith({ compress: true }, "message", "y".repeat(5000));
        assert.deepEqual(await socket.received("message-back", 2), [["x".repeat(5000)], ["y".repeat(5000)]]);
      });
    });
  }
}

describe("events", () => {
  const server = serverFor(() => NodeServer.start());
  const process = clientProcess();

  for (const name of ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"]) {
    check(`"${name}" is a reserved name: invalid`, async () => {
      const socket = await process.connected(server.url);
      assert.equal((await refusalOf(socket.emit(name))).kind, "invalid");
    });
  }

  for (const name of ["", "a,b", "ünï\u2028code \u{1f41f}", "__proto__", "message\n", "[\"x\"]", "error", "ping"]) {
    check(`an event named ${JSON.stringify(name)}`, async () => {
      const socket = await process.connected(server.url);
      await socket.on(name);
      await socket.emit("do", { op: "emit", event: name, args: [1] });
      assert.deepEqual(await socket.received(name), [[1]]);
    }, name === "__proto__" && { notReference: "its emitter looks the listeners up in an object, which has that name" });
  }

  check("a handler that takes long delays neither the next events nor acknowledgements", async () => {
    const socket = await process.connected(server.url);
    await socket.slow("message-back", 1000);
    await socket.on("done");
    socket.emit("message", 1);
    socket.emit("message", 2);
    assert.deepEqual(await socket.ask("echo", ["meanwhile"]), ["meanwhile"]);
    await socket.nth("begin", 2);
    assert.equal(socket.told("end").length, 0);
    await socket.nth("end", 2);
  });

  check("serialize: a handler begins when the one before has ended", async () => {
    const socket = await process.connected(server.url, { serialize: true });
    await socket.slow("message-back", 100);
    for (const i of [1, 2, 3]) socket.emit("message", i);
    assert.deepEqual(await socket.ask("echo", ["meanwhile"]), ["meanwhile"]);
    await socket.nth("end", 3);
    const story = socket.client.lines.filter((line) => line.s === socket.s && ["begin", "end"].includes(line.ev)).map(({ ev, args }) => `${ev} ${args[0]}`);
    assert.deepEqual(story, ["begin 1", "end 1", "begin 2", "end 2", "begin 3", "end 3"]);
  }, { notReference: "it has no such option" });

  check("slow handlers begin in the order of arrival", async () => {
    const socket = await process.connected(server.url);
    await socket.slow("message-back", 20);
    const numbers = Array.from({ length: 200 }, (_, i) => i);
    for (const i of numbers) socket.emit("message", i);
    await socket.nth("end", 200);
    assert.deepEqual(socket.told("begin").map(({ args }) => args[0]), numbers);
  });

  check("the heartbeat goes on while a handler takes long", async () => {
    const quick = await NodeServer.start({ pingInterval: 100, pingTimeout: 200 });
    try {
      const socket = await process.connected(quick.url);
      await socket.slow("message-back", 1500);
      await socket.emit("message", 1);
      await socket.nth("end");
      assert.equal((await socket.state()).connected, true);
      assert.equal(socket.told("disconnect").length, 0);
      await until(() => socket.manager.told("ping").length >= 5, "pings");
    } finally {
      await quick.stop();
    }
  });
});
