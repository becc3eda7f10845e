import assert from "node:assert/strict";
import { describe } from "node:test";
import { EngineServer } from "../support/engine-server.mjs";
import { NodeServer } from "../support/node-server.mjs";
import { CuttingProxy } from "../support/tcp.mjs";
import { check, clientProcess, pause, refusalOf, serverFor, TRANSPORTS, until } from "../support/suite.mjs";

/** A server that notes all events. */
function noting() {
  const seen = [];
  return {
    seen,
    start: () =>
      NodeServer.start({
        serve: (io) =>
          io.on("connection", (socket) => {
            socket.onAny((event, ...args) => seen.push([event, ...args.filter((arg) => typeof arg !== "function")]));
            socket.on("echo", (value, ack) => ack?.(value));
          }),
      }),
  };
}

for (const [transport, transports] of Object.entries(TRANSPORTS)) {
  describe(`buffers over ${transport}`, () => {
    const { seen, start } = noting();
    const server = serverFor(start);
    const process = clientProcess();
    const unconnected = async (options) => {
      seen.length = 0;
      return await process.unconnected(server.url, { transports, ...options });
    };

    check("what is emitted before it is connected waits, and is sent in order, with binary", async () => {
      const socket = await unconnected();
      for (let i = 0; i < 20; i++) await socket.emit("a", i, Buffer.from([i]));
      assert.equal((await socket.state()).sendBuffer, 20);
      await socket.connect();
      await socket.ask("echo", [0]);
      assert.deepEqual(seen.slice(0, 20), Array.from({ length: 20 }, (_, i) => ["a", i, Buffer.from([i])]));
      assert.equal((await socket.state()).sendBuffer, 0);
    });

    check("volatile events that are emitted offline are dropped", async () => {
      const socket = await unconnected();
      assert.equal(await socket.emitWith({ volatile: true }, "dropped", 1), true);
      await socket.emit("kept", 2);
      assert.equal((await socket.state()).sendBuffer, 1);
      await socket.connect();
      await socket.ask("echo", [0]);
      assert.deepEqual(seen, [["kept", 2], ["echo", 0]]);
    });

    check("volatile events arrive while the connection is idle", async () => {
      const socket = await unconnected();
      await socket.connect();
      await socket.ask("echo", [0]);
      if (transport === "upgrade") await until(async () => (await socket.state()).transport === "websocket", "the upgrade");
      await until(async () => {
        await socket.emitWith({ volatile: true }, "volatile");
        return seen.some(([event]) => event === "volatile");
      }, "a volatile event");
    });

    check("a question that waits in the buffer is answered once it is connected", async () => {
      const socket = await unconnected();
      const answer = socket.ask("echo", ["later"]);
      await socket.connect();
      assert.deepEqual(await answer, ["later"]);
    });

    check("what timed out in the buffer is never sent", async () => {
      const socket = await unconnected();
      const refusal = await refusalOf(socket.ask("echo", ["never"], { timeout: 50 }));
      assert.equal(refusal.kind, "timeout");
      assert.equal((await socket.state()).sendBuffer, 0);
      await socket.connect();
      await socket.ask("echo", ["now"]);
      assert.deepEqual(seen, [["echo", "now"]]);
    });

    check("what was cancelled in the buffer is never sent", async () => {
      const socket = await unconnected();
      const refusal = await refusalOf(socket.ask("echo", ["never"], { timeout: 10_000, cancelAfter: 50 }));
      assert.equal(refusal.kind, "cancelled");
      assert.equal((await socket.state()).sendBuffer, 0);
      await socket.connect();
      await socket.ask("echo", ["now"]);
      assert.deepEqual(seen, [["echo", "now"]]);
    });

    check("what is emitted while the connection is lost is sent after the reconnection", async () => {
      const socket = await unconnected({ reconnection: true, reconnectionDelay: 200, randomizationFactor: 0 });
      await socket.connect();
      await socket.manager.cut();
      await socket.nth("disconnect");
      await socket.emit("offline", 1);
      const answer = socket.ask("echo", [2]);
      await socket.nth("connect", 2);
      assert.deepEqual(await answer, [2]);
      assert.deepEqual(seen, [["offline", 1], ["echo", 2]]);
    });

    check("volatile events that are emitted while the connection is lost are dropped", async () => {
      const socket = await unconnected({ reconnection: true, reconnectionDelay: 200, randomizationFactor: 0 });
      await socket.connect();
      await socket.manager.cut();
      await socket.nth("disconnect");
      await socket.emitWith({ volatile: true }, "volatile");
      assert.equal((await socket.state()).sendBuffer, 0);
      await socket.nth("connect", 2);
      await socket.ask("echo", [1]);
      assert.deepEqual(seen, [["echo", 1]]);
    }, { notReference: "it takes a transport that is closed for one that can be written to" });

    check("a question in the buffer outlives a lost connection", async () => {
      const socket = await unconnected({ reconnection: true, reconnectionDelay: 300, randomizationFactor: 0 });
      await socket.connect();
      await socket.manager.cut();
      await socket.nth("disconnect");
      const answer = socket.ask("echo", ["still there"]);
      await socket.nth("connect", 2);
      assert.deepEqual(await answer, ["still there"]);
    });

    check("the outgoing catch-all sees a buffered event when it is sent", async () => {
      const socket = await unconnected();
      await socket.onAnyOutgoing();
      await socket.emit("a", 1);
      assert.equal(socket.told("outgoing").length, 0);
      await socket.connect();
      assert.deepEqual((await socket.nth("outgoing")).args, [1]);
    });
  });
}

describe("buffers", () => {
  const process = clientProcess();

  check("an event that comes before the answer to CONNECT waits in the receive buffer", async () => {
    const server = await EngineServer.start({
      script: (session) =>
        session.on("message", async (data) => {
          if (data !== "0") return;
          session.send('2["early",1]');
          session.send('51-["early",{"_placeholder":true,"num":0}]');
          session.send(Buffer.from("b"));
          await pause(300);
          session.send('0{"sid":"abc"}');
          session.send('2["late",3]');
        }),
    });
    try {
      const socket = await process.unconnected(server.url);
      await socket.on("early");
      await socket.on("late");
      const connecting = socket.connect();
      await until(async () => (await socket.state()).receiveBuffer === 2, "two events in the receive buffer");
      assert.equal(socket.told("event").length, 0);
      await connecting;
      await socket.received("late");
      assert.deepEqual(socket.told("event").map(({ name, args }) => [name, args[0]]), [["early", 1], ["early", { $bin: "Yg==" }], ["late", 3]]);
      assert.equal((await socket.state()).receiveBuffer, 0);
    } finally {
      await server.stop();
    }
  });

  check("the buffer of one namespace is not the one of another", async () => {
    const server = await NodeServer.start();
    try {
      const manager = await process.manager(server.url);
      const [a, b] = [await manager.socket("/"), await manager.socket("/chat")];
      await a.emit("message", 1);
      await b.emit("message", 2);
      await b.on("message-back");
      await b.connect();
      assert.deepEqual(await b.received("message-back"), [[2]]);
      assert.equal((await a.state()).sendBuffer, 1);
    } finally {
      await server.stop();
    }
  });

  check("over a connection that stalls, events wait until the heartbeat finds it dead", async () => {
    const { seen, start } = noting();
    const server = await start();
    server.io.engine.opts.pingInterval = 200;
    server.io.engine.opts.pingTimeout = 200;
    const proxy = await CuttingProxy.start(server.port);
    try {
      const socket = await process.connected(proxy.url, { transports: ["websocket"], reconnection: true, reconnectionDelay: 50 });
      proxy.stall();
      const lost = await socket.nth("disconnect", 1, { within: 3000 });
      assert.equal(lost.reason, "ping timeout");
      await socket.emit("waits", 1);
      proxy.heal();
      await socket.nth("connect", 2);
      await socket.ask("echo", [2]);
      assert.deepEqual(seen, [["waits", 1], ["echo", 2]]);
    } finally {
      await proxy.stop();
      await server.stop();
    }
  });
});
