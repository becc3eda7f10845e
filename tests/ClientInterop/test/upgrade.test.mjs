import assert from "node:assert/strict";
import { describe } from "node:test";
import { NodeServer } from "../support/node-server.mjs";
import { check, clientProcess, pause, refusalOf, until } from "../support/suite.mjs";
import { CuttingProxy } from "../support/tcp.mjs";

async function withServer(options, act) {
  const server = await NodeServer.start(options);
  try {
    return await act(server);
  } finally {
    await server.stop();
  }
}

/** Refuses every upgrade to WebSocket as a proxy does that does not know it. */
function refuseUpgrades(server, answer = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n") {
  server.http.removeAllListeners("upgrade");
  server.http.on("upgrade", (request, socket) => {
    server.requests.push({ upgrade: true });
    socket.end(answer);
  });
}

const probes = (server) => server.requests.filter(({ upgrade }) => upgrade).length;

describe("upgrade", () => {
  const process = clientProcess();

  check("polling first, then WebSocket, and the manager says so", () =>
    withServer({}, async (server) => {
      const socket = await process.connected(server.url);
      assert.equal(await socket.manager.nth("upgrade"), "websocket");
      assert.equal((await socket.state()).transport, "websocket");
      assert.equal((await socket.ask("whoami"))[0].transport, "websocket");
      assert.equal(server.requests[0].query.get("transport"), "polling");
    }));

  check("the whole probe: 2probe, 3probe, 5", () =>
    withServer({}, async (server) => {
      const packets = [];
      server.io.engine.on("connection", (session) => session.on("upgrading", (transport) => {
        transport.on("packet", ({ type, data }) => packets.push(`${type}:${data ?? ""}`));
        packets.push("ping:probe");
      }));
      const socket = await process.connected(server.url);
      await socket.manager.nth("upgrade");
      await socket.ask("echo", [1]);
      assert.deepEqual(packets.slice(0, 2), ["ping:probe", "upgrade:"]);
    }));

  check("events during the upgrade: none lost, doubled or out of order, either way", () =>
    withServer({}, async (server) => {
      const socket = await process.connected(server.url);
      await socket.on("message-back");
      let sent = 0;
      const upgraded = socket.manager.nth("upgrade").then(() => true);
      for (let done = false; !done || sent < 500; ) {
        for (let i = 0; i < 10; i++) socket.emit("message", sent++);
        done = await Promise.race([upgraded, pause(1)]);
      }
      const back = await socket.received("message-back", sent);
      assert.deepEqual(back.map(([n]) => n), Array.from({ length: sent }, (_, i) => i));
    }));

  check("connect does not wait for the upgrade", () =>
    withServer({}, async (server) => {
      server.http.removeAllListeners("upgrade");
      server.http.on("upgrade", () => {}); // never answered
      const socket = await process.connected(server.url);
      assert.deepEqual(await socket.ask("echo", [1]), [1]);
      assert.equal((await socket.state()).transport, "polling");
    }));

  for (const [name, answer] of Object.entries({
    "400": "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
    "502 of a proxy": "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nbad",
    "200": "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    "garbage": "garbage\r\n\r\n",
    "nothing, and closed": "",
  })) {
    check(`the upgrade is answered with ${name}: it stays on polling`, () =>
      withServer({}, async (server) => {
        refuseUpgrades(server, answer);
        const socket = await process.connected(server.url);
        await until(() => probes(server) >= 1, "the probe");
        await pause(100);
        assert.deepEqual(await socket.ask("echo", [1]), [1]);
        assert.equal((await socket.state()).transport, "polling");
        assert.equal(socket.told("disconnect").length, 0);
        assert.equal(probes(server), 1);
      }));
  }

  check("the probe is cut in its middle: it stays on polling", () =>
    withServer({}, async (server) => {
      server.io.engine.on("connection", (session) => session.on("packet", () => {}));
      server.http.prependListener("upgrade", (request, socket) => setTimeout(() => socket.destroy(), 5));
      server.io.engine.opts.allowUpgrades = true;
      server.io.engine.verify = slowUpgrade(server.io.engine.verify);
      const socket = await process.connected(server.url);
      await until(() => probes(server) >= 1, "the probe");
      await pause(200);
      assert.deepEqual(await socket.ask("echo", [1]), [1]);
      assert.equal((await socket.state()).transport, "polling");
    }));

  check("upgrade: false stays on polling", () =>
    withServer({}, async (server) => {
      const socket = await process.connected(server.url, { upgrade: false });
      await socket.ask("echo", [1]);
      await pause(100);
      assert.equal(probes(server), 0);
      assert.equal((await socket.state()).transport, "polling");
    }));

  check("a server that offers no upgrade is not asked for one", () =>
    withServer({ allowUpgrades: false }, async (server) => {
      const socket = await process.connected(server.url);
      await socket.ask("echo", [1]);
      await pause(100);
      assert.equal(probes(server), 0);
    }));

  check("transports: websocket alone is no polling at all", () =>
    withServer({}, async (server) => {
      const socket = await process.connected(server.url, { transports: ["websocket"] });
      await socket.ask("echo", [1]);
      assert.equal(server.requests.length, 1);
      assert.equal(server.requests[0].upgrade, true);
      assert.deepEqual(socket.manager.told("upgrade"), []);
    }));

  check("transports: websocket first, then polling", () =>
    withServer({}, async (server) => {
      const socket = await process.connected(server.url, { transports: ["websocket", "polling"] });
      assert.equal((await socket.state()).transport, "websocket");
      assert.equal(server.requests.length, 1);
    }));

  check("websocket first without tryAllTransports: its failure is the end", () =>
    withServer({}, async (server) => {
      refuseUpgrades(server);
      const socket = await process.unconnected(server.url, { transports: ["websocket", "polling"] });
      await refusalOf(socket.connect());
      assert.equal((await socket.state()).connected, false);
    }));

  check("websocket first with tryAllTransports: polling is tried next", () =>
    withServer({}, async (server) => {
      refuseUpgrades(server);
      const socket = await process.connected(server.url, { transports: ["websocket", "polling"], tryAllTransports: true });
      assert.equal((await socket.state()).transport, "polling");
      assert.deepEqual(await socket.ask("echo", [1]), [1]);
      assert.equal(socket.told("connect_error").length, 0);
    }));

  check("a server without polling, with tryAllTransports: WebSocket is tried next", () =>
    withServer({ transports: ["websocket"] }, async (server) => {
      const socket = await process.connected(server.url, { tryAllTransports: true });
      assert.equal((await socket.state()).transport, "websocket");
    }));

  check("tryAllTransports and no transport works: one failed attempt", () =>
    withServer({}, async (server) => {
      await server.kill();
      const socket = await process.unconnected(server.url, { transports: ["polling", "websocket"], tryAllTransports: true });
      assert.equal((await refusalOf(socket.connect())).kind, "unreachable");
      assert.equal(socket.told("connect_error").length, 1);
    }));

  check("a server without WebSocket: polling only", () =>
    withServer({ transports: ["polling"] }, async (server) => {
      const socket = await process.connected(server.url);
      await socket.ask("echo", [1]);
      await pause(100);
      assert.equal((await socket.state()).transport, "polling");
      assert.equal(probes(server), 0);
    }));

  check("rememberUpgrade: the next connection begins with WebSocket", () =>
    withServer({}, async (server) => {
      const socket = await process.connected(server.url, { rememberUpgrade: true, reconnection: true, reconnectionDelay: 50 });
      await socket.manager.nth("upgrade");
      await socket.ask("echo", [1]);
      server.requests.length = 0;
      await socket.manager.cut();
      await socket.nth("connect", 2);
      assert.equal(server.requests[0].query.get("transport"), "websocket");
      assert.equal(server.requests.length, 1);
    }));

  check("rememberUpgrade: also after the manager was closed", () =>
    withServer({}, async (server) => {
      const socket = await process.connected(server.url, { rememberUpgrade: true });
      await until(async () => (await socket.state()).transport === "websocket", "WebSocket");
      await socket.ask("echo", [1]);
      await socket.manager.close();
      server.requests.length = 0;
      await socket.connect();
      assert.equal(server.requests[0].query.get("transport"), "websocket");
    }));

  check("without rememberUpgrade each connection begins with polling", () =>
    withServer({}, async (server) => {
      const socket = await process.connected(server.url, { reconnection: true, reconnectionDelay: 50 });
      await socket.manager.nth("upgrade");
      await socket.ask("echo", [1]);
      server.requests.length = 0;
      await socket.manager.cut();
      await socket.nth("connect", 2);
      assert.equal(server.requests[0].query.get("transport"), "polling");
    }));

  check("the connection is lost right after the upgrade: it comes back", () =>
    withServer({}, async (server) => {
      const proxy = await CuttingProxy.start(server.port);
      try {
        const socket = await process.connected(proxy.url, { reconnection: true, reconnectionDelay: 20 });
        for (let i = 1; i <= 5; i++) {
          await socket.manager.nth("upgrade", i);
          proxy.cut();
          await socket.nth("connect", i + 1);
        }
        assert.deepEqual(await socket.ask("echo", [1]), [1]);
      } finally {
        await proxy.stop();
      }
    }));

  check("leaving in the middle of the upgrade leaves nothing behind", () =>
    withServer({}, async (server) => {
      for (let i = 0; i < 20; i++) {
        const socket = await process.connected(server.url);
        if (i % 2) await pause(i / 4);
        await socket.emit("message", 1);
        await socket.disconnect();
      }
      await until(() => server.io.engine.clientsCount === 0, "that all sessions end");
      await until(() => server.connections === 0 || server.io.engine.clientsCount === 0, "that the connections go");
    }));
});

function slowUpgrade(verify) {
  return function (request, upgrade, answer) {
    if (!upgrade) return verify.call(this, request, upgrade, answer);
    setTimeout(() => verify.call(this, request, upgrade, answer), 50);
  };
}
