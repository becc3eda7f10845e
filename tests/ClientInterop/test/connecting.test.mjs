import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { describe } from "node:test";
import { deadPort, httpAnswer, rawServer, silentServer } from "../support/tcp.mjs";
import { NodeServer } from "../support/node-server.mjs";
import { oldServer } from "../support/old-server.mjs";
import { CERTIFICATE } from "../support/certificate.mjs";
import { check, clientProcess, refusalOf, serverFor, TRANSPORTS, until } from "../support/suite.mjs";

for (const [transport, transports] of Object.entries(TRANSPORTS)) {
  describe(`connecting over ${transport}`, () => {
    const server = serverFor(() => NodeServer.start());
    const process = clientProcess();

    check("connects, and says so", async () => {
      const socket = await process.connected(server.url, { transports });
      const { id, recovered } = await socket.nth("connect");
      const state = await socket.state();
      assert.deepEqual({ ...state, transport: 0 }, { connected: true, active: true, id, recovered: false, transport: 0, pendingAcks: 0, sendBuffer: 0, receiveBuffer: 0 });
      assert.equal(recovered, false);
      const [me] = await socket.ask("whoami");
      assert.equal(me.id, id);
      await socket.manager.nth("open");
    });

    check("connecting again while connected is no second connection", async () => {
      const socket = await process.connected(server.url, { transports });
      const { id } = await socket.state();
      await socket.connect();
      assert.equal((await socket.state()).id, id);
      assert.equal(socket.told("connect").length, 1);
    });

    check("several at once connect once", async () => {
      const socket = await process.unconnected(server.url, { transports });
      await Promise.all([socket.connect(), socket.connect(), socket.connect()]);
      assert.equal(socket.told("connect").length, 1);
    });

    check("auth comes to the middleware and to the handshake", async () => {
      const socket = await process.unconnected(server.url, { transports, ns: "/auth", auth: { token: "secret", n: [1] } });
      await socket.on("auth");
      await socket.connect();
      assert.deepEqual(await socket.received("auth"), [[{ token: "secret", n: [1] }]]);
    });

    check("refused by a middleware: refused, with its message and its data", async () => {
      const socket = await process.unconnected(server.url, { transports, ns: "/auth", auth: { token: "wrong" } });
      const refusal = await refusalOf(socket.connect());
      assert.deepEqual([refusal.kind, refusal.data], ["refused", { code: "E_AUTH" }]);
      assert.match(refusal.text, /Unauthorized/);
      const told = await socket.nth("connect_error");
      assert.deepEqual([told.kind, told.data], ["refused", { code: "E_AUTH" }]);
      assert.match(told.message, /Unauthorized/);
      const state = await socket.state();
      assert.deepEqual([state.connected, state.active], [false, false]);
    });

    check("a socket that was refused may come again with a better auth", async () => {
      const socket = await process.unconnected(server.url, { transports, ns: "/auth" });
      await socket.authFrom({ token: "wrong" }, { token: "secret" });
      assert.equal((await refusalOf(socket.connect())).kind, "refused");
      await socket.connect();
      assert.equal((await socket.state()).connected, true);
    });

    check("refused with reconnection on: the answer comes at once all the same, and nothing is tried again", async () => {
      const socket = await process.unconnected(server.url, { transports, ns: "/auth", reconnection: true, reconnectionDelay: 20 });
      assert.equal((await refusalOf(socket.connect())).kind, "refused");
      assert.deepEqual(socket.manager.told("reconnect_attempt"), []);
    });

    check("an unknown namespace: refused", async () => {
      const socket = await process.unconnected(server.url, { transports, ns: "/nowhere" });
      const refusal = await refusalOf(socket.connect());
      assert.equal(refusal.kind, "refused");
      assert.match(refusal.text, /Invalid namespace/);
    });

    check("the server disconnects in its connection handler", async () => {
      const own = await NodeServer.start({ serve: (io) => io.on("connection", (socket) => socket.disconnect()) });
      try {
        const socket = await process.unconnected(own.url, { transports });
        await socket.connect();
        assert.equal((await socket.nth("disconnect")).reason, "io server disconnect");
      } finally {
        await own.stop();
      }
    });

    check("nobody listens: unreachable, at once", async () => {
      const socket = await process.unconnected(`http://127.0.0.1:${await deadPort()}`, { transports });
      const begun = Date.now();
      assert.equal((await refusalOf(socket.connect())).kind, "unreachable");
      assert.ok(Date.now() - begun < 5000);
      assert.equal((await socket.nth("connect_error")).kind, "unreachable");
    });

    check("a name that does not exist: unreachable", async () => {
      const socket = await process.unconnected("http://does-not-exist.invalid", { transports });
      assert.equal((await refusalOf(socket.connect())).kind, "unreachable");
    });

    check("plain HTTP where TLS is wanted: unreachable", async () => {
      const socket = await process.unconnected(server.url.replace("http", "https"), { transports });
      assert.equal((await refusalOf(socket.connect())).kind, "unreachable");
    });

    check("a server that takes the connection and says nothing: timeout of the attempt", async () => {
      const silent = await silentServer();
      try {
        const socket = await process.unconnected(silent.url, { transports, timeout: 300 });
        const begun = Date.now();
        assert.equal((await refusalOf(socket.connect())).kind, "timeout");
        assert.ok(Date.now() - begun >= 250 && Date.now() - begun < 5000);
        assert.equal((await socket.nth("connect_error")).kind, "timeout");
        await until(() => silent.connections.size === 0, "that the connection is let go");
      } finally {
        await silent.stop();
      }
    }, transport === "websocket" ? {} : { notReference: "it lets a poll hang for ever" });

    check("the time of connect itself: timeout", async () => {
      const silent = await silentServer();
      try {
        const socket = await process.unconnected(silent.url, { transports });
        const begun = Date.now();
        assert.equal((await refusalOf(socket.connect(300))).kind, "timeout");
        assert.ok(Date.now() - begun < 5000);
      } finally {
        await silent.stop();
      }
    });

    check("the time of connect counts for an answer of the namespace too", async () => {
      const own = await NodeServer.start({ serve: (io) => io.use(() => {}) });
      try {
        const socket = await process.unconnected(own.url, { transports });
        assert.equal((await refusalOf(socket.connect(300))).kind, "timeout");
        assert.equal((await socket.state()).connected, false);
      } finally {
        await own.stop();
      }
    });

    check("what goes on after the time of connect is told", async () => {
      let letIn;
      const own = await NodeServer.start({ serve: (io) => io.use((_, next) => (letIn = next)) });
      try {
        const socket = await process.unconnected(own.url, { transports });
        assert.equal((await refusalOf(socket.connect(200))).kind, "timeout");
        letIn();
        await socket.nth("connect");
        assert.equal((await socket.state()).connected, true);
      } finally {
        await own.stop();
      }
    });

    for (const [status, body] of [[403, "Forbidden"], [404, "Not Found"], [502, "<html>Bad Gateway</html>"], [200, "<html><body>Hello</body></html>"], [200, ""], [204, ""]]) {
      check(`an answer of ${status} ${JSON.stringify(body)}: other or unreachable`, async () => {
        const raw = await rawServer((_, socket) => socket.write(httpAnswer(status, body, { "Content-Type": "text/html" })));
        try {
          const socket = await process.unconnected(raw.url, { transports, timeout: 2000 });
          const refusal = await refusalOf(socket.connect());
          assert.ok(["other", "unreachable"].includes(refusal.kind), `${refusal.kind}: ${refusal.text}`);
          assert.notEqual(refusal.text, "");
        } finally {
          await raw.stop();
        }
      }, transport !== "websocket" && (body === "" || status === 204) ? { notReference: "it takes an empty answer for an empty poll, and polls again" } : {});
    }

    check("with reconnection, connect waits until the server is there", async () => {
      const own = await NodeServer.start();
      await own.kill();
      try {
        const socket = await process.unconnected(own.url, { transports, reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 100 });
        const connecting = socket.connect();
        await socket.nth("connect_error", 2);
        await own.restart();
        await connecting;
        await socket.manager.nth("reconnect");
      } finally {
        await own.stop();
      }
    });
  });
}

describe("connecting", () => {
  const process = clientProcess();

  for (const [transport, transports] of [["polling", ["polling"]], ["websocket", ["websocket"]]]) {
    check(`to a server of Socket.IO 2 over ${transport}: version`, async () => {
      const old = await oldServer();
      try {
        const socket = await process.unconnected(old.url, { transports, timeout: 3000 });
        const refusal = await refusalOf(socket.connect());
        assert.equal(refusal.kind, "version");
        assert.equal((await socket.nth("connect_error")).kind, "version");
      } finally {
        await old.stop();
      }
    }, transport === "polling" ? { notReference: "it says \"server error\" only" } : {});
  }

  check("a server that refuses this protocol version with code 5: version", async () => {
    const raw = await rawServer((_, socket) => socket.write(httpAnswer(400, '{"code":5,"message":"Unsupported protocol version"}', { "Content-Type": "application/json" })));
    try {
      const socket = await process.unconnected(raw.url);
      assert.equal((await refusalOf(socket.connect())).kind, "version");
    } finally {
      await raw.stop();
    }
  }, { notReference: "it does not read the body" });

  for (const [transport, transports] of Object.entries(TRANSPORTS)) {
    check(`TLS with a certificate that nobody knows, over ${transport}: unreachable; with insecureTls it connects`, async () => {
      const secure = await NodeServer.start({ tls: CERTIFICATE });
      try {
        const socket = await process.unconnected(secure.url, { transports });
        assert.equal((await refusalOf(socket.connect())).kind, "unreachable");
        const trusting = await process.connected(secure.url, { transports, insecureTls: true });
        assert.deepEqual(await trusting.ask("echo", [1]), [1]);
      } finally {
        await secure.stop();
      }
    });
  }

  for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
    check(`through a proxy, ${transports}`, async () => {
      const server = await NodeServer.start();
      const seen = [];
      const proxy = createServer();
      proxy.on("request", async (request, response) => {
        seen.push(request.url);
        const chunks = await request.toArray();
        const answer = await fetch(request.url, { method: request.method, ...(chunks.length && { body: Buffer.concat(chunks) }) });
        response.writeHead(answer.status, { "Content-Type": answer.headers.get("content-type") });
        response.end(Buffer.from(await answer.arrayBuffer()));
      });
      proxy.on("connect", async (request, socket) => {
        seen.push(`CONNECT ${request.url}`);
        const { connect } = await import("node:net");
        const [host, port] = request.url.split(":");
        const through = connect({ host, port }, () => {
          socket.write("HTTP/1.1 200 OK\r\n\r\n");
          socket.pipe(through).pipe(socket);
        });
        for (const one of [socket, through]) one.on("error", () => one.destroy());
      });
      proxy.listen(0, "127.0.0.1");
      await once(proxy, "listening");
      try {
        const socket = await process.connected(server.url, { transports, proxy: `http://127.0.0.1:${proxy.address().port}` });
        assert.deepEqual(await socket.ask("echo", [1]), [1]);
        assert.ok(seen.length > 0);
        await socket.manager.close();
      } finally {
        proxy.close();
        proxy.closeAllConnections();
        await server.stop();
      }
    }, { notReference: "it takes an agent of Node's instead" });
  }

  check("closing the manager in the middle of connecting ends it", async () => {
    const silent = await silentServer();
    try {
      const socket = await process.unconnected(silent.url, { transports: ["websocket"] });
      const connecting = refusalOf(socket.connect(3000));
      await until(() => silent.accepted === 1, "the connection");
      await socket.manager.close();
      assert.ok(["disconnected", "timeout", "cancelled"].includes((await connecting).kind));
      await until(() => silent.connections.size === 0, "that the connection is let go");
    } finally {
      await silent.stop();
    }
  });
});
