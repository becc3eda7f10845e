import assert from "node:assert/strict";
import { describe } from "node:test";
import { gzipSync } from "node:zlib";
import { EngineServer, welcome, welcomeThen } from "../support/engine-server.mjs";
import { NodeServer } from "../support/node-server.mjs";
import { check, clientProcess, pause, refusalOf, serverFor, TRANSPORTS, until } from "../support/suite.mjs";
import { CuttingProxy, httpAnswer, rawServer } from "../support/tcp.mjs";

const QUICK = { reconnection: true, reconnectionDelay: 20, reconnectionDelayMax: 50 };

/** The packets are sent to the first session alone: the next one is a good server. */
const onceThenWell = (...packets) => (session, index, server) => (index === 0 ? welcomeThen(...packets) : welcome)(session, index, server);

const GARBAGE = {
  "a CONNECT without JSON": "0{",
  "a packet of an unknown type": "9",
  "an empty EVENT": "2",
  "an EVENT whose payload is no array": '2{"a":1}',
  "an EVENT without a name": "2[]",
  "an EVENT that is cut off": '2["a"',
  "an EVENT with an object for its name": "2[{}]",
  "an ACK without a payload": "31",
  "an ACK whose payload is no array": '31{"a":1}',
  "a CONNECT_ERROR without a payload": "4",
  "a binary EVENT without a count": '5["a",{"_placeholder":true,"num":0}]',
  "a binary EVENT with a count that is no number": '5x-["a"]',
  "text in the place of an attachment": ['51-["a",{"_placeholder":true,"num":0}]', '2["b"]'],
  "binary that nobody has announced": Buffer.from("x"),
  "a placeholder beyond the attachments": ['51-["a",{"_placeholder":true,"num":5}]', Buffer.from("x")],
  "not text at all": "\u0000\u0001",
};

/** What the contract settles, and the reference sees in another way. */
const NOT_FOR_REFERENCE = {
  "an empty EVENT": "it throws",
  "an ACK without a payload": "it throws",
  "a CONNECT_ERROR without a payload": "it throws",
};

for (const [transport, transports] of Object.entries({ polling: ["polling"], websocket: ["websocket"] })) {
  describe(`garbage over ${transport}`, () => {
    const process = clientProcess();

    for (const [name, packets] of Object.entries(GARBAGE)) {
      check(`${name}: parse error, and back`, async () => {
        const server = await EngineServer.start({ script: onceThenWell(...[packets].flat()) });
        try {
          const socket = await process.unconnected(server.url, { ...QUICK, transports });
          await socket.connect();
          assert.equal((await socket.nth("disconnect")).reason, "parse error");
          await socket.nth("connect", 2);
          assert.equal((await socket.state()).connected, true);
        } finally {
          await server.stop();
        }
      }, NOT_FOR_REFERENCE[name] && { notReference: NOT_FOR_REFERENCE[name] });
    }

    check("garbage before the namespace is connected", async () => {
      const server = await EngineServer.start({ script: (session, index) => (index === 0 ? session.send("garbage") : welcome(session)) });
      try {
        const socket = await process.unconnected(server.url, { ...QUICK, transports });
        await socket.connect();
        assert.equal((await socket.state()).connected, true);
        assert.equal(server.sessions.length, 2);
      } finally {
        await server.stop();
      }
    });

    check("packets for namespaces that nobody has asked for do no harm", async () => {
      const server = await EngineServer.start({ script: welcomeThen('2/other,["a"]', "1/other,", '0/other,{"sid":"x"}', '4/other,{"message":"no"}', "3/other,7[1]", '2["after"]') });
      try {
        const socket = await process.unconnected(server.url, { transports });
        await socket.on("after");
        await socket.connect();
        await socket.received("after");
        assert.equal(socket.told("disconnect").length, 0);
      } finally {
        await server.stop();
      }
    });
  });
}

describe("handshakes of a hostile server", () => {
  const process = clientProcess();

  const BODIES = {
    "no JSON": "0garbage",
    "nothing but the type": "0",
    "null": "0null",
    "an array": "0[]",
    "no sid": '0{"upgrades":[],"pingInterval":25000,"pingTimeout":20000}',
    "an interval of text": '0{"sid":"a","upgrades":[],"pingInterval":"x","pingTimeout":20000}',
    "a negative interval": '0{"sid":"a","upgrades":[],"pingInterval":-5,"pingTimeout":-5,"maxPayload":1000000}',
    "a message first": '4"x"',
    "another packet first": "2",
    "nested deeply": `0${"[".repeat(100_000)}`,
    "binary": "bAAAA",
    "bytes that are no UTF-8": Buffer.from([0x30, 0xff, 0xfe]),
  };
  for (const [name, body] of Object.entries(BODIES)) {
    check(`the handshake is ${name}: connecting ends, and comes back when the server is well`, async () => {
      const well = await NodeServer.start();
      let bad = true;
      const server = await rawServer((head, socket, text) => {
        if (bad) socket.write(Buffer.concat([Buffer.from(httpAnswer(200, "", { "Content-Length": Buffer.byteLength(body) })), Buffer.from(body)]));
        else forward(well.url, head, socket, text);
      });
      try {
        const once = await process.unconnected(server.url, { transports: ["polling"], timeout: 1000 });
        const refusal = await refusalOf(once.connect(5000));
        assert.ok(["other", "unreachable", "timeout", "version", "disconnected"].includes(refusal.kind), refusal.kind);
        const again = await process.unconnected(server.url, { transports: ["polling"], timeout: 1000, ...QUICK });
        const connecting = again.connect();
        await again.nth("connect_error");
        bad = false;
        await connecting;
        assert.deepEqual(await again.ask("echo", [1]), [1]);
      } finally {
        await server.stop();
        await well.stop();
      }
    }, { notReference: "it throws, or waits for ever" });
  }

  for (const [name, packet] of [["a second handshake", "0{}"], ["a second handshake with JSON", '0{"sid":"b","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1}']]) {
    check(`${name} in the middle: parse error`, async () => {
      const server = await EngineServer.start({ script: (session, index) => {
        welcome(session);
        if (index === 0) session.on("message", () => session.transport.send([{ type: "open", data: packet.slice(1), options: {} }]));
      } });
      try {
        const socket = await process.unconnected(server.url, { ...QUICK, transports: ["websocket"] });
        await socket.connect();
        assert.equal((await socket.nth("disconnect")).reason, "parse error");
        await socket.nth("connect", 2);
      } finally {
        await server.stop();
      }
    }, { notReference: "it takes every handshake that comes" });
  }
});

describe("HTTP of a hostile server", () => {
  const process = clientProcess();

  async function outcome(answer, options = {}) {
    const server = await rawServer(answer);
    try {
      const socket = await process.unconnected(server.url, { transports: ["polling"], timeout: 1500, ...options });
      const begun = Date.now();
      const refusal = await refusalOf(socket.connect(4000));
      await until(() => server.connections.size === 0 || refusal.kind !== "timeout", "that the connection is let go");
      return { ...refusal, kind: refusal.kind, text: refusal.text, ms: Date.now() - begun, accepted: server.accepted };
    } finally {
      await server.stop();
    }
  }

  for (const [name, transports] of Object.entries({ polling: ["polling"], websocket: ["websocket"] })) {
    const ANSWERS = {
      "the connection is closed at once": (_, socket) => socket.destroy(),
      "half an answer, then closed": (_, socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0{"),
      "no HTTP": (_, socket) => socket.end("SSH-2.0-OpenSSH_9.0\r\n"),
      "an endless head": (_, socket) => {
        socket.write("HTTP/1.1 200 OK\r\n");
        const timer = setInterval(() => socket.write(`X-${"y".repeat(1000)}: z\r\n`), 1);
        socket.on("close", () => clearInterval(timer));
      },
      "a head that never ends": (_, socket) => socket.write("HTTP/1.1 200 OK\r\nX:"),
      "a body that never ends": (_, socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n0{"),
      "half-closed, nothing said": (_, socket) => socket.end(),
      "a redirect to itself": (head, socket) => socket.write(httpAnswer(302, "", { Location: head.split(" ")[1] })),
      "a redirect to nowhere": (_, socket) => socket.write(httpAnswer(302, "", { Location: "http://does-not-exist.invalid/" })),
      "a redirect without a place": (_, socket) => socket.write(httpAnswer(302, "")),
      "101 without being asked": (_, socket) => socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n"),
    };
    for (const [what, answer] of Object.entries(ANSWERS)) {
      check(`${name}: ${what}: connecting ends in time with an error that says something`, async () => {
        const { kind, text, ms } = await outcome(answer, { transports });
        assert.ok(["other", "unreachable", "timeout", "disconnected"].includes(kind), kind);
        assert.ok(ms < 4000, `${ms} ms`);
        assert.notEqual(text, "");
      }, name === "polling" ? { notReference: "its requests outside of browsers neither end in time nor follow redirects as a browser does" } : {});
    }
  }

  check("a redirect is followed at most a few times", async () => {
    let requests = 0;
    const { kind } = await outcome((_, socket) => {
      requests++;
      socket.write(httpAnswer(302, "", { Location: `/socket.io/?EIO=4&transport=polling&n=${requests}` }));
    });
    assert.ok(["other", "unreachable", "timeout"].includes(kind));
    assert.ok(requests <= 60, `${requests}`);
  }, { notReference: "it follows them for ever" });

  check("a handshake of 200 MB is not taken", async () => {
    const { kind } = await outcome((_, socket) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 209715200\r\n\r\n0");
      const chunk = Buffer.alloc(1 << 20, 0x61);
      let left = 200;
      const more = () => {
        while (left-- > 0 && !socket.destroyed) if (!socket.write(chunk)) return socket.once("drain", more);
      };
      more();
    }, { timeout: 3000 });
    assert.notEqual(kind, undefined);
    assert.ok((await process.client.stats()).heapBytes < 150_000_000);
  }, { notReference: "it takes it" });

  check("a compressed bomb is not taken", async () => {
    const bomb = gzipSync(Buffer.alloc(300_000_000, 0x61));
    const { kind } = await outcome((_, socket) => {
      socket.write(httpAnswer(200, "", { "Content-Encoding": "gzip", "Content-Length": bomb.length }));
      socket.write(bomb);
    }, { timeout: 5000 });
    assert.notEqual(kind, undefined);
    assert.ok((await process.client.stats()).heapBytes < 150_000_000);
  }, { notReference: "it knows no compression" });
});

describe("a hostile server later on", () => {
  const process = clientProcess();

  for (const [transport, transports] of Object.entries({ polling: ["polling"], websocket: ["websocket"] })) {
    check(`a message of 100 MB over ${transport}: the client lives, and comes back if it was lost`, async () => {
      const server = await EngineServer.start({ script: onceThenWell(`2["big","${"x".repeat(100_000_000)}"]`) });
      try {
        const socket = await process.connected(server.url, { ...QUICK, transports });
        await socket.on("small");
        await until(async () => server.sessions.length === 2 || socket.told("disconnect").length > 0, "that it is lost", 20_000);
        await until(async () => (await socket.state()).connected, "that it is connected");
        server.sessions.at(-1).send('2["small"]');
        await socket.received("small");
      } finally {
        await server.stop();
      }
    }, { notReference: "it has no bound for what it takes" });
  }

  check("JSON that is nested 200 000 levels deep: no crash", async () => {
    const server = await EngineServer.start({ script: onceThenWell(`2["a",${"[".repeat(200_000)}${"]".repeat(200_000)}]`, '2["b"]') });
    try {
      const socket = await process.connected(server.url, QUICK);
      await socket.on("b");
      await pause(500);
      await until(async () => (await socket.state()).connected, "that it is connected");
      server.sessions.at(-1).send('2["b"]');
      await socket.received("b");
    } finally {
      await server.stop();
    }
  });

  check("a flood of 200 000 events: all in order", async () => {
    const server = await EngineServer.start({
      transports: ["websocket"],
      script: (session) => {
        welcome(session);
        session.on("message", (data) => {
          if (data === '2["go"]') for (let i = 0; i < 50_000; i++) session.send(`2["n",${i}]`);
        });
      },
    });
    try {
      const socket = await process.connected(server.url, { transports: ["websocket"] });
      await socket.on("n");
      await socket.emit("go");
      const numbers = (await socket.received("n", 50_000, 60_000)).map(([n]) => n);
      assert.ok(numbers.every((n, i) => n === i));
    } finally {
      await server.stop();
    }
  });
});

describe("a proxy that cuts at every byte of the handshake", () => {
  const server = serverFor(() => NodeServer.start({ allowUpgrades: true }));
  const process = clientProcess();

  for (const [transport, transports] of Object.entries(TRANSPORTS)) {
    check(`over ${transport}: no crash, no hang, and back when the proxy is well`, async () => {
      const proxy = await CuttingProxy.start(server.server.port);
      try {
        const cuts = Array.from({ length: 60 }, (_, i) => i * 8);
        for (let first = 0; first < cuts.length; first += 10) {
          await Promise.all(cuts.slice(first, first + 10).map(async (bytes) => {
            proxy.cutAfter = bytes;
            const socket = await process.unconnected(proxy.url, { transports, timeout: 2000 });
            const error = await socket.connect(4000).then(() => undefined, (refused) => refused);
            assert.ok(error === undefined || ["unreachable", "other", "timeout", "disconnected"].includes(error.kind), `${bytes}: ${error?.kind}`);
            await socket.manager.close();
          }));
        }
        proxy.cutAfter = 100;
        const socket = await process.unconnected(proxy.url, { transports, ...QUICK });
        const connecting = socket.connect();
        await socket.nth("connect_error", 2);
        proxy.cutAfter = Infinity;
        await connecting;
        assert.deepEqual(await socket.ask("echo", [1]), [1]);
      } finally {
        await proxy.stop();
      }
    });
  }
});

async function forward(url, head, socket, body) {
  const [method, path] = head.split(" ");
  const answer = await fetch(url + path, { method, ...(method === "POST" && { body }) }).catch(() => new Response("", { status: 502 }));
  socket.write(httpAnswer(answer.status, await answer.text()));
}
