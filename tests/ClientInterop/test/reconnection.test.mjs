import assert from "node:assert/strict";
import { describe } from "node:test";
import { EngineServer } from "../support/engine-server.mjs";
import { NodeServer } from "../support/node-server.mjs";
import { CuttingProxy, deadPort, silentServer } from "../support/tcp.mjs";
import { check, clientProcess, pause, refusalOf, serverFor, TRANSPORTS, until } from "../support/suite.mjs";

const QUICK = { reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 200 };

for (const [transport, transports] of Object.entries(TRANSPORTS)) {
  describe(`reconnection over ${transport}`, () => {
    const process = clientProcess();

    check("a server that is killed and comes back", async () => {
      const server = await NodeServer.start();
      try {
        const socket = await process.connected(server.url, { transports, ...QUICK });
        const before = await socket.nth("connect");
        await server.kill();
        assert.match((await socket.nth("disconnect")).reason, /^transport (close|error)$/);
        await socket.nth("connect_error", 2);
        await server.restart();
        const after = await socket.nth("connect", 2);
        assert.notEqual(after.id, before.id);
        assert.equal(after.recovered, false);
        assert.deepEqual(await socket.ask("echo", ["back"]), ["back"]);
      } finally {
        await server.stop();
      }
    });

    check("five times in a row", async () => {
      const server = await NodeServer.start();
      try {
        const socket = await process.connected(server.url, { transports, ...QUICK });
        for (let i = 1; i <= 5; i++) {
          await server.kill();
          await server.restart();
          await socket.nth("connect", i + 1);
          assert.deepEqual(await socket.ask("echo", [i]), [i]);
        }
        assert.equal(socket.told("disconnect").length, 5);
      } finally {
        await server.stop();
      }
    });

    check("a transport that is cut", async () => {
      const server = await NodeServer.start();
      try {
        const socket = await process.connected(server.url, { transports, ...QUICK });
        await socket.manager.cut();
        assert.match((await socket.nth("disconnect")).reason, /^transport (close|error)$/);
        await socket.nth("connect", 2);
        assert.deepEqual(await socket.ask("echo", [1]), [1]);
      } finally {
        await server.stop();
      }
    });

    check("all namespaces of the manager come back", async () => {
      const server = await NodeServer.start();
      try {
        const manager = await process.manager(server.url, { transports, ...QUICK });
        const sockets = await Promise.all(["/", "/chat", "/custom"].map((ns) => manager.socket(ns)));
        await Promise.all(sockets.map((socket) => socket.connect()));
        await manager.cut();
        for (const socket of sockets) await socket.nth("connect", 2);
        for (const socket of sockets) assert.deepEqual(await socket.ask("echo", [socket.ns]), [socket.ns]);
        assert.equal(manager.told("reconnect").length, 1);
      } finally {
        await server.stop();
      }
    });
  });
}

describe("reconnection", () => {
  const server = serverFor(() => NodeServer.start());
  const process = clientProcess();

  check("without it, the first failure is the end", async () => {
    const socket = await process.unconnected(`http://127.0.0.1:${await deadPort()}`);
    assert.equal((await refusalOf(socket.connect())).kind, "unreachable");
    await pause(300);
    assert.deepEqual(socket.manager.told("reconnect_attempt"), []);
    assert.equal(socket.told("connect_error").length, 1);
  });

  check("without it, a lost connection stays lost, and connect brings it back", async () => {
    const socket = await process.connected(server.url);
    await socket.manager.cut();
    await socket.nth("disconnect");
    await pause(200);
    assert.equal(socket.told("connect").length, 1);
    await socket.connect();
    assert.deepEqual(await socket.ask("echo", [1]), [1]);
  });

  check("attempts are counted, and after the last one comes reconnect_failed", async () => {
    const socket = await process.unconnected(`http://127.0.0.1:${await deadPort()}`, { ...QUICK, reconnectionDelay: 20, reconnectionAttempts: 3 });
    const connecting = refusalOf(socket.connect(3000));
    await socket.manager.nth("reconnect_error", 3);
    await socket.manager.nth("reconnect_failed");
    assert.deepEqual(socket.manager.told("reconnect_attempt"), [1, 2, 3]);
    assert.equal(socket.manager.told("reconnect_error").length, 3);
    await socket.nth("connect_error", 4);
    await connecting;
    await pause(300);
    assert.equal(socket.manager.told("reconnect_attempt").length, 3);
  });

  check("the events of the manager, in their order", async () => {
    const own = await NodeServer.start();
    try {
      const socket = await process.connected(own.url, { ...QUICK, transports: ["websocket"], reconnectionAttempts: 50 });
      await own.kill();
      await socket.manager.nth("reconnect_error", 2);
      await own.restart();
      await socket.manager.nth("reconnect");
      const failures = socket.manager.told("reconnect_error").length;
      const story = socket.manager.story().map((line) => line.replace(/^(error|reconnect_error|close):.*/, "$1"));
      const expected = ["open", "close"];
      for (let i = 1; i <= failures; i++) expected.push(`reconnect_attempt:${i}`, "error", "reconnect_error");
      expected.push(`reconnect_attempt:${failures + 1}`, "open", `reconnect:${failures + 1}`);
      assert.deepEqual(story, expected);
    } finally {
      await own.stop();
    }
  });

  check("the delay grows to its bound, with no jitter to the millisecond almost", async () => {
    const socket = await process.unconnected(`http://127.0.0.1:${await deadPort()}`, { reconnection: true, reconnectionDelay: 100, reconnectionDelayMax: 400, randomizationFactor: 0, reconnectionAttempts: 5 });
    const times = [];
    const seen = process.client.wait((line) => {
      if (line.ev === "manager" && line.m === socket.manager.m && line.name === "reconnect_attempt") times.push(Date.now());
      return times.length >= 5;
    }, "five attempts");
    refusalOf(socket.connect(4000)).catch(() => {});
    await seen;
    const delays = times.slice(1).map((time, i) => time - times[i]);
    for (const [i, expected] of [200, 400, 400, 400].entries()) assert.ok(delays[i] >= expected - 30 && delays[i] < expected + 300, `${delays}`);
  });

  check("the jitter of a delay stays within its factor", async () => {
    const url = `http://127.0.0.1:${await deadPort()}`;
    const delays = await Promise.all(Array.from({ length: 8 }, async () => {
      const socket = await process.unconnected(url, { reconnection: true, reconnectionDelay: 400, reconnectionDelayMax: 60_000, randomizationFactor: 0.5, reconnectionAttempts: 1 });
      refusalOf(socket.connect(3000)).catch(() => {});
      await socket.nth("connect_error");
      const begun = Date.now();
      await socket.manager.nth("reconnect_attempt");
      return Date.now() - begun;
    }));
    assert.ok(delays.every((delay) => delay >= 180 && delay < 1000), `${delays}`);
    assert.ok(Math.max(...delays) - Math.min(...delays) > 20, `all the same: ${delays}`);
  });

  check("authFrom gives each attempt the next value, and the last one for ever", async () => {
    const socket = await process.unconnected(server.url, { ...QUICK, transports: ["websocket"] });
    await socket.authFrom({ n: 1 }, { n: 2 }, { n: 3 });
    await socket.on("auth");
    await socket.connect();
    for (let i = 2; i <= 5; i++) {
      await socket.received("auth", i - 1);
      await socket.manager.cut();
      await socket.nth("connect", i);
    }
    assert.deepEqual((await socket.received("auth", 5)).map(([{ n }]) => n), [1, 2, 3, 3, 3]);
  });

  check("the server disconnects the socket: it does not come back by itself", async () => {
    const socket = await process.connected(server.url, QUICK);
    await socket.emit("do", { op: "disconnect" });
    assert.equal((await socket.nth("disconnect")).reason, "io server disconnect");
    await pause(400);
    assert.equal(socket.told("connect").length, 1);
    assert.equal((await socket.state()).active, false);
    await socket.connect();
    assert.deepEqual(await socket.ask("echo", [1]), [1]);
  });

  check("the server closes the connection of the socket: it does not come back by itself", async () => {
    const socket = await process.connected(server.url, QUICK);
    await socket.emit("do", { op: "disconnect", close: true });
    assert.equal((await socket.nth("disconnect")).reason, "io server disconnect");
    await pause(400);
    assert.equal(socket.told("connect").length, 1);
  });

  check("a socket that left does not come back with the others", async () => {
    const manager = await process.manager(server.url, QUICK);
    const [stays, leaves] = [await manager.socket("/"), await manager.socket("/chat")];
    await Promise.all([stays.connect(), leaves.connect()]);
    await leaves.disconnect();
    assert.equal((await leaves.nth("disconnect")).reason, "io client disconnect");
    await manager.cut();
    await stays.nth("connect", 2);
    await stays.ask("echo", [1]);
    assert.equal(leaves.told("connect").length, 1);
    assert.equal((await leaves.state()).active, false);
  });

  check("closing the manager stops it", async () => {
    const own = await NodeServer.start();
    try {
      const socket = await process.connected(own.url, QUICK);
      await own.kill();
      await socket.nth("connect_error");
      await socket.manager.close();
      const attempts = socket.manager.told("reconnect_attempt").length;
      await own.restart();
      await pause(500);
      assert.equal(socket.manager.told("reconnect_attempt").length, attempts);
      assert.equal(socket.told("connect").length, 1);
    } finally {
      await own.stop();
    }
  });

  check("the last socket that leaves while reconnecting stops it", async () => {
    const own = await NodeServer.start();
    try {
      const socket = await process.connected(own.url, QUICK);
      await own.kill();
      await socket.nth("connect_error");
      await socket.disconnect();
      const attempts = socket.manager.told("reconnect_attempt").length;
      await own.restart();
      await pause(500);
      assert.equal(socket.manager.told("reconnect_attempt").length, attempts);
      assert.equal(own.io.engine.clientsCount, 0);
    } finally {
      await own.stop();
    }
  });

  check("an attempt that hangs ends at its time, and the next one comes", async () => {
    const silent = await silentServer();
    try {
      const socket = await process.unconnected(silent.url, { ...QUICK, transports: ["websocket"], timeout: 150 });
      refusalOf(socket.connect(4000)).catch(() => {});
      await socket.nth("connect_error", 3);
      assert.deepEqual([...new Set(socket.told("connect_error").map(({ kind }) => kind))], ["timeout"]);
      await until(() => silent.connections.size <= 1, "that the connections are let go");
    } finally {
      await silent.stop();
    }
  });

  check("a dead connection is found by the heartbeat", async () => {
    const own = await NodeServer.start({ pingInterval: 200, pingTimeout: 200 });
    const proxy = await CuttingProxy.start(own.port);
    try {
      for (const transports of [["polling"], ["websocket"]]) {
        const socket = await process.connected(proxy.url, { ...QUICK, transports });
        proxy.stall();
        const begun = Date.now();
        assert.equal((await socket.nth("disconnect")).reason, "ping timeout");
        assert.ok(Date.now() - begun < 1500);
        proxy.heal();
        proxy.cut();
        await socket.nth("connect", 2);
      }
    } finally {
      await proxy.stop();
      await own.stop();
    }
  });

  check("each ping of the server is told", async () => {
    const own = await NodeServer.start({ pingInterval: 100, pingTimeout: 1000 });
    try {
      const socket = await process.connected(own.url);
      await socket.manager.nth("ping", 3);
    } finally {
      await own.stop();
    }
  });

  check("the engine's close packet is a lost connection: it comes back", async () => {
    const own = await EngineServer.start();
    try {
      const socket = await process.connected(own.url, { ...QUICK, transports: ["polling"] });
      own.sessions[0].close();
      assert.equal((await socket.nth("disconnect")).reason, "transport close");
      await socket.nth("connect", 2);
    } finally {
      await own.stop();
    }
  });

  check("a network that comes and goes: 30 cuts, and it is there at the end", async () => {
    const proxy = await CuttingProxy.start(server.server.port);
    try {
      const socket = await process.connected(proxy.url, { ...QUICK, reconnectionDelay: 10, reconnectionDelayMax: 20 });
      for (let i = 0; i < 30; i++) {
        proxy.refuses = i % 3 === 0;
        proxy.cut();
        await pause(20);
      }
      proxy.refuses = false;
      await until(async () => (await socket.state()).connected, "that it is connected");
      assert.deepEqual(await socket.ask("echo", [1]), [1]);
    } finally {
      await proxy.stop();
    }
  });
});
