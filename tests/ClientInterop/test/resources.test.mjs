import assert from "node:assert/strict";
import { describe } from "node:test";
import { NodeServer } from "../support/node-server.mjs";
import { check, clientProcess, refusalOf, serverFor, TRANSPORTS, until } from "../support/suite.mjs";
import { CuttingProxy, deadPort, silentServer } from "../support/tcp.mjs";

describe("resources", () => {
  const server = serverFor(() => NodeServer.start());
  const process = clientProcess();

  const nothingIsLeft = () =>
    until(async () => {
      const { sockets, timers } = await process.client.stats();
      return sockets === 0 && timers === 0;
    }, "no open connection and no armed timer").catch(async (error) => assert.fail(`${error.message}: ${JSON.stringify(await process.client.stats())}`));

  for (const [transport, transports] of Object.entries(TRANSPORTS)) {
    check(`an open connection over ${transport} is counted, and a closed one is not`, async () => {
      const socket = await process.connected(server.url, { transports });
      const { sockets, timers } = await process.client.stats();
      assert.ok(sockets >= 1, `${sockets}`);
      assert.ok(timers >= 1, `${timers}`);
      await socket.manager.close();
      await nothingIsLeft();
    });

    check(`after 100 connections over ${transport} nothing is left`, async () => {
      const before = (await process.client.stats()).handles;
      const sessions = server.io.engine.clientsCount; // of connections that were cut before
      for (let i = 0; i < 10; i++) {
        const sockets = await Promise.all(Array.from({ length: 10 }, () => process.connected(server.url, { transports })));
        await Promise.all(sockets.map((socket) => socket.ask("echo", [1])));
        await Promise.all(sockets.map((socket, n) => (n % 2 ? socket.manager.close() : socket.disconnect())));
      }
      await nothingIsLeft();
      await until(() => server.io.engine.clientsCount <= sessions, "that the server has no session");
      await until(async () => (await process.client.stats()).handles <= before + 10, "that the descriptors are given back");
    });

    check(`after connections over ${transport} that were cut nothing is left`, async () => {
      for (let i = 0; i < 10; i++) {
        const socket = await process.connected(server.url, { transports });
        await socket.manager.cut();
      }
      await nothingIsLeft();
    });
  }

  check("after an attempt that fails nothing is left", async () => {
    const url = `http://127.0.0.1:${await deadPort()}`;
    for (const transports of Object.values(TRANSPORTS)) await refusalOf((await process.unconnected(url, { transports })).connect());
    await nothingIsLeft();
  });

  check("after an attempt that timed out nothing is left, and the server sees it go", async () => {
    const silent = await silentServer();
    try {
      for (const transports of Object.values(TRANSPORTS)) {
        const socket = await process.unconnected(silent.url, { transports, timeout: 100 });
        await refusalOf(socket.connect());
      }
      await nothingIsLeft();
      await until(() => silent.connections.size === 0, "that the connections go");
    } finally {
      await silent.stop();
    }
  }, { notReference: "it lets a poll hang for ever" });

  check("an ask that is answered leaves no timer", async () => {
    const socket = await process.connected(server.url, { transports: ["websocket"] });
    const { timers } = await process.client.stats();
    await Promise.all(Array.from({ length: 500 }, (_, i) => socket.ask("echo", [i], { timeout: 60_000 })));
    await until(async () => (await process.client.stats()).timers <= timers + 1, "that the timers go");
  });

  check("closing with the cable pulled ends soon, and nothing is left", async () => {
    const proxy = await CuttingProxy.start(server.server.port);
    try {
      for (const transports of Object.values(TRANSPORTS)) {
        const socket = await process.connected(proxy.url, { transports });
        proxy.stall();
        const begun = Date.now();
        await socket.manager.close();
        assert.ok(Date.now() - begun < 10_000);
        await nothingIsLeft();
        proxy.heal();
        proxy.cut();
      }
    } finally {
      await proxy.stop();
    }
  }, { notReference: "it lets its last request hang for ever" });

  check("no thread for a connection", async () => {
    const one = (await process.client.stats()).threads;
    await Promise.all(Array.from({ length: 100 }, () => process.connected(server.url, { transports: ["websocket"] })));
    const { threads } = await process.client.stats();
    assert.ok(threads < one + 30, `${one} threads became ${threads}`);
  });

  check("the heap stays flat over 100 000 acknowledged emits", async () => {
    const socket = await process.connected(server.url, { transports: ["websocket"] });
    await socket.storm({ event: "echo", tasks: 16, each: 1000, timeout: 30_000 });
    const before = (await process.client.stats()).heapBytes;
    for (let i = 0; i < 5; i++) await socket.storm({ event: "echo", tasks: 16, each: 1250, timeout: 30_000 });
    const { heapBytes } = await process.client.stats();
    assert.ok(heapBytes < before + 20_000_000, `${before} became ${heapBytes}`);
  });
});
