import assert from "node:assert/strict";
import { describe } from "node:test";
import { EngineServer, welcome } from "../support/engine-server.mjs";
import { NodeServer } from "../support/node-server.mjs";
import { httpAnswer, rawServer } from "../support/tcp.mjs";
import { check, clientProcess, refusalOf, TRANSPORTS, until } from "../support/suite.mjs";

const POLLING = { transports: ["polling"] };

/** A server for one check alone, since it looks at all of its requests. */
async function withServer(options, act) {
  const server = await NodeServer.start(options);
  try {
    return await act(server);
  } finally {
    await server.stop();
  }
}

describe("polling", () => {
  const process = clientProcess();

  check("one GET and one POST at a time", () =>
    withServer({}, async (server) => {
      const running = { GET: 0, POST: 0 };
      const most = { GET: 0, POST: 0 };
      server.http.prependListener("request", ({ method }, response) => {
        running[method]++;
        most[method] = Math.max(most[method], running[method]);
        response.on("close", () => running[method]--);
      });
      const socket = await process.connected(server.url, POLLING);
      await Promise.all(Array.from({ length: 200 }, (_, i) => socket.ask("echo", [i])));
      assert.deepEqual(most, { GET: 1, POST: 1 });
    }));

  check("what is emitted together goes in one body", () =>
    withServer({}, async (server) => {
      const socket = await process.unconnected(server.url, POLLING);
      for (let i = 0; i < 100; i++) await socket.emit("message", i);
      await socket.on("message-back");
      await socket.connect();
      await socket.received("message-back", 100);
      assert.ok(server.requests.filter(({ method }) => method === "POST").length <= 4);
    }));

  for (const [name, maxHttpBufferSize, size, count] of [["200 of 100 bytes", 1000, 100, 200], ["20 of 900 bytes", 1000, 900, 20], ["500 of 30 bytes", 200, 30, 500]]) {
    check(`maxPayload is honoured by slicing bodies: ${name}, at most ${maxHttpBufferSize}`, () =>
      withServer({ maxHttpBufferSize }, async (server) => {
        const socket = await process.unconnected(server.url, POLLING);
        await socket.on("message-back");
        for (let i = 0; i < count; i++) await socket.emit("message", i, "x".repeat(size - 20));
        await socket.connect();
        const back = await socket.received("message-back", count);
        assert.deepEqual(back.map(([i]) => i), Array.from({ length: count }, (_, i) => i));
        const sizes = server.requests.filter(({ method }) => method === "POST").map((request) => request.size);
        assert.ok(Math.max(...sizes) <= maxHttpBufferSize, `${sizes}`);
        assert.equal(socket.told("disconnect").length, 0);
      }));
  }

  check("multi-byte characters count as bytes when bodies are sliced", () =>
    withServer({ maxHttpBufferSize: 1000 }, async (server) => {
      const socket = await process.unconnected(server.url, POLLING);
      await socket.on("message-back");
      for (let i = 0; i < 30; i++) await socket.emit("message", i, "é€\u{1f41f}".repeat(30));
      await socket.connect();
      await socket.received("message-back", 30);
      assert.ok(Math.max(...server.requests.map(({ size = 0 }) => size)) <= 1000);
    }));

  check("binary over polling is base64 and counts as that", () =>
    withServer({ maxHttpBufferSize: 1000 }, async (server) => {
      const socket = await process.unconnected(server.url, POLLING);
      await socket.on("message-back");
      for (let i = 0; i < 30; i++) await socket.emit("message", i, Buffer.alloc(300, i));
      await socket.connect();
      const back = await socket.received("message-back", 30);
      assert.deepEqual(back.map(([i, bytes]) => [i, bytes.length, bytes[0]]), Array.from({ length: 30 }, (_, i) => [i, 300, i]));
      assert.ok(Math.max(...server.requests.map(({ size = 0 }) => size)) <= 1000);
    }), { notReference: "it counts the bytes before base64" });

  check("an event beyond maxPayload: invalid at once, or the connection is lost and comes back", () =>
    withServer({ maxHttpBufferSize: 1000 }, async (server) => {
      const socket = await process.connected(server.url, { ...POLLING, reconnection: true, reconnectionDelay: 50 });
      const refusal = await socket.emit("message", "x".repeat(5000)).then(() => undefined, (error) => error);
      if (refusal) assert.equal(refusal.kind, "invalid");
      else {
        assert.match((await socket.nth("disconnect")).reason, /^transport (close|error)$/);
        await socket.nth("connect", 2);
      }
      assert.deepEqual(await socket.ask("echo", [1]), [1]);
    }));

  check("the body's type is text/plain in UTF-8", () =>
    withServer({}, async (server) => {
      const socket = await process.connected(server.url, POLLING);
      await socket.ask("echo", ["é"]);
      const posts = server.requests.filter(({ method }) => method === "POST");
      assert.deepEqual([...new Set(posts.map(({ headers }) => headers["content-type"].toLowerCase().replace(/\s/g, "")))], ["text/plain;charset=utf-8"]);
      assert.deepEqual([...new Set(server.requests.map(({ headers }) => headers.accept))], ["*/*"]);
    }));

  check("the query of each request", () =>
    withServer({}, async (server) => {
      const socket = await process.connected(server.url, POLLING);
      await socket.ask("echo", [1]);
      const [first, ...rest] = server.requests;
      assert.deepEqual([first.method, first.query.get("EIO"), first.query.get("transport"), first.query.get("sid")], ["GET", "4", "polling", null]);
      for (const { query } of rest) assert.deepEqual([query.get("EIO"), query.get("transport"), query.get("sid") !== null], ["4", "polling", true]);
    }));

  for (const [timestampRequests, expected] of [[undefined, true], [true, true], [false, false]]) {
    check(`timestampRequests ${timestampRequests}: ${expected ? "each request has another t" : "none has"}`, () =>
      withServer({}, async (server) => {
        const socket = await process.connected(server.url, { ...POLLING, ...(timestampRequests !== undefined && { timestampRequests }) });
        await socket.ask("echo", [1]);
        const stamps = server.requests.map(({ query }) => query.get("t"));
        assert.ok(stamps.length >= 3);
        assert.equal(new Set(stamps).size, expected ? stamps.length : 1);
        assert.equal(stamps[0] !== null, expected);
      }));
  }

  check("timestampRequests over WebSocket: only if it is asked for", () =>
    withServer({}, async (server) => {
      await process.connected(server.url, { transports: ["websocket"] });
      await process.connected(server.url, { transports: ["websocket"], timestampRequests: true });
      assert.deepEqual(server.requests.map(({ query }) => query.get("t") !== null), [false, true]);
    }));

  check("forceBase64: b64 is in the query, and binary comes as it was", () =>
    withServer({}, async (server) => {
      for (const transports of [["polling"], ["websocket"]]) {
        server.requests.length = 0;
        const socket = await process.connected(server.url, { transports, forceBase64: true });
        assert.deepEqual(await socket.ask("echo", [Buffer.from([0, 255])]), [Buffer.from([0, 255])]);
        assert.equal(server.requests[0].query.get("b64"), "1");
      }
    }));

  check("requestTimeout ends a poll that hangs", async () => {
    const server = await rawServer(() => {});
    try {
      const socket = await process.unconnected(server.url, { ...POLLING, requestTimeout: 200 });
      const begun = Date.now();
      const refusal = await refusalOf(socket.connect(5000));
      assert.ok(["timeout", "unreachable", "other"].includes(refusal.kind));
      assert.ok(Date.now() - begun < 3000);
    } finally {
      await server.stop();
    }
  }, { notReference: "its requests have no time-out outside of browsers" });

  check("the error of a later poll is transport error", async () => {
    const server = await EngineServer.start({ transports: ["polling"] });
    try {
      const socket = await process.connected(server.url, POLLING);
      const { id } = server.sessions[0];
      delete server.engine.clients[id];
      await socket.emit("x"); // Session ID unknown
      assert.equal((await socket.nth("disconnect")).reason, "transport error");
    } finally {
      await server.stop();
    }
  });

  check("leaving says so before the connection is closed", () =>
    withServer({}, async (server) => {
      const left = new Promise((resolve) => server.io.on("connection", (socket) => socket.on("disconnect", resolve)));
      const socket = await process.connected(server.url, POLLING);
      await socket.emit("message", 1);
      await socket.disconnect();
      assert.match(await left, /^client namespace disconnect$/);
      await until(() => server.io.engine.clientsCount === 0, "that the session ends");
    }));

  check("what was emitted before leaving arrives", () =>
    withServer({}, async (server) => {
      // Its sockets drop the events that come together with the goodbye: they are looked at below.
      const seen = [];
      server.io.engine.on("connection", (session) => session.on("packet", ({ type, data }) => type === "message" && seen.push(data)));
      const socket = await process.connected(server.url, POLLING);
      for (let i = 0; i < 50; i++) socket.emit("last", i);
      await socket.disconnect();
      await until(() => seen.length === 52, "all of them");
      assert.deepEqual(seen, ["0", ...Array.from({ length: 50 }, (_, i) => `2["last",${i}]`), "1"]);
    }));

  check("an answer in pieces of one byte", async () => {
    const server = await NodeServer.start();
    const slow = await rawServer((head, socket, body) => forward(server.url, head, body).then(async (answer) => {
      for (const byte of answer) socket.write(Uint8Array.of(byte));
    }));
    try {
      const socket = await process.connected(slow.url, POLLING);
      assert.deepEqual(await socket.ask("echo", ["ünï\u{1f41f}"]), ["ünï\u{1f41f}"]);
    } finally {
      await slow.stop();
      await server.stop();
    }
  });

  check("an answer in chunks", async () => {
    const server = await NodeServer.start();
    const chunked = await rawServer((head, socket, body) => forward(server.url, head, body).then((answer) => {
      const text = answer.toString("latin1");
      const content = text.slice(text.indexOf("\r\n\r\n") + 4);
      socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "latin1");
      for (const char of content) socket.write(`1\r\n${char}\r\n`, "latin1");
      socket.write("0\r\n\r\n");
    }));
    try {
      const socket = await process.connected(chunked.url, POLLING);
      assert.deepEqual(await socket.ask("echo", ["é"]), ["é"]);
    } finally {
      await chunked.stop();
      await server.stop();
    }
  });
});

async function forward(url, head, body) {
  const [method, path] = head.split(" ");
  const answer = await fetch(url + path, { method, ...(method === "POST" && { body: Buffer.from(body, "latin1") }) }).catch(() => new Response("", { status: 502 }));
  return Buffer.from(httpAnswer(answer.status, await answer.text()));
}

for (const [transport, transports] of Object.entries(TRANSPORTS)) {
  describe(`requests over ${transport}`, () => {
    const process = clientProcess();

    check("every request has the headers that were given", () =>
      withServer({}, async (server) => {
        const headers = { "X-Own": "1", "User-Agent": "fish/2.0", Authorization: "Bearer abc", Origin: "http://example.com" };
        const socket = await process.connected(server.url, { transports, headers });
        await socket.ask("echo", [1]);
        if (transport === "upgrade") await socket.manager.nth("upgrade");
        for (const request of server.requests) {
          const { "x-own": own, "user-agent": agent, authorization, origin } = request.headers;
          assert.deepEqual({ own, agent, authorization, origin }, { own: "1", agent: "fish/2.0", authorization: "Bearer abc", origin: "http://example.com" });
        }
      }));

    check("a Host header of the application's", () =>
      withServer({}, async (server) => {
        await process.connected(server.url, { transports, headers: { Host: "fish.example" } });
        assert.deepEqual([...new Set(server.requests.map(({ headers }) => headers.host))], ["fish.example"]);
      }), transport === "websocket" ? {} : { notReference: "its polls set that header themselves outside of browsers" });

    check("a header that cannot be sent costs a clear answer, no hang", () =>
      withServer({}, async (server) => {
        const outcome = await process.unconnected(server.url, { transports, headers: { "X-Bad": "a\r\nInjected: 1" } }).then((socket) => socket.connect(3000)).then(() => undefined, (error) => error);
        assert.ok(outcome === undefined || outcome.kind !== undefined);
        assert.ok(server.requests.every(({ headers }) => headers.injected === undefined));
      }));

    check("the query that was given goes with every request, encoded", () =>
      withServer({}, async (server) => {
        await process.connected(server.url, { transports, query: { a: "1", "b c": "ü&=?" } });
        for (const { query } of server.requests) assert.deepEqual([query.get("a"), query.get("b c")], ["1", "ü&=?"]);
      }));

    check("the path that was given", () =>
      withServer({ path: "/deep/way" }, async (server) => {
        const socket = await process.connected(server.url, { transports, path: "/deep/way" });
        assert.deepEqual(await socket.ask("echo", [1]), [1]);
        assert.ok(server.requests.every(({ url }) => url.startsWith("/deep/way/?")));
      }));

    check("withCredentials: cookies of the server come back, others not", () =>
      withServer({}, async (server) => {
        server.io.engine.on("initial_headers", (headers) => {
          headers["Set-Cookie"] = ["a=1; Path=/; HttpOnly", 'b="2"; Max-Age=3600', "gone=1; Max-Age=0", "old=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT"];
        });
        const socket = await process.connected(server.url, { transports, withCredentials: true });
        await socket.ask("echo", [1]);
        if (transport === "upgrade") await socket.manager.nth("upgrade");
        const later = server.requests.slice(1);
        for (const { headers } of later) {
          const cookies = (headers.cookie ?? "").split("; ").map((cookie) => cookie.replaceAll('"', "")).sort();
          assert.deepEqual(cookies, ["a=1", "b=2"]);
        }
        assert.equal(later.length > 0, transport !== "websocket");
      }));

    check("without withCredentials no cookie comes back", () =>
      withServer({ cookie: { name: "io" } }, async (server) => {
        const socket = await process.connected(server.url, { transports });
        await socket.ask("echo", [1]);
        assert.ok(server.requests.every(({ headers }) => headers.cookie === undefined));
      }));

    check("a cookie header of the application's is sent", () =>
      withServer({}, async (server) => {
        await process.connected(server.url, { transports, headers: { Cookie: "own=1" } });
        assert.ok(server.requests.every(({ headers }) => headers.cookie === "own=1"));
      }));
  });
}

describe("polling against a bare engine", () => {
  const process = clientProcess();

  check("the heartbeat is answered over polling", async () => {
    const server = await EngineServer.start({ transports: ["polling"], pingInterval: 100, pingTimeout: 300, script: welcome });
    try {
      const socket = await process.connected(server.url, POLLING);
      await socket.manager.nth("ping", 10);
      assert.equal(socket.told("disconnect").length, 0);
    } finally {
      await server.stop();
    }
  });
});
