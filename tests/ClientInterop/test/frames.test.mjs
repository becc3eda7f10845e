import assert from "node:assert/strict";
import { once } from "node:events";
import { describe } from "node:test";
import { WebSocketServer } from "ws";
import { NodeServer } from "../support/node-server.mjs";
import { check, clientProcess, until } from "../support/suite.mjs";
import { frame, websocketServer } from "../support/websocket-server.mjs";

const EVENT = '42["a",1]';
/** What the reference takes in another way. */
const NOT_FOR_REFERENCE = {
  "an unknown packet": "it waits for the close frame of the other side",
  "an empty packet": "it waits for the close frame of the other side",
  "the engine's close packet": "it does not look at it",
};
const FIRST = { transports: ["websocket"] };

describe("frames of a WebSocket", () => {
  const process = clientProcess();

  async function against(bytes, act) {
    const server = await websocketServer(bytes);
    try {
      const socket = await process.unconnected(server.url, FIRST);
      await socket.on("a");
      await socket.connect();
      await act(socket, server);
    } finally {
      await server.stop();
    }
  }

  const HARMLESS = {
    "an event in three fragments": [frame(EVENT.slice(0, 3), { fin: false }), frame(EVENT.slice(3, 5), { opcode: 0, fin: false }), frame(EVENT.slice(5), { opcode: 0 })],
    "a ping of the WebSocket between fragments": [frame(EVENT.slice(0, 3), { fin: false }), frame("hello", { opcode: 9 }), frame(EVENT.slice(3), { opcode: 0 })],
    "one byte after the other": [...frame(EVENT)].map((byte) => Buffer.from([byte])),
    "a pong that nobody has asked for": [frame("", { opcode: 10 }), frame(EVENT)],
    "noop packets": [frame("6"), frame("6"), frame(EVENT)],
    "pings of the engine": [frame("2"), frame("2"), frame(EVENT)],
    "an event in a frame with a length of eight bytes": [frame(`42["a",${"1".padStart(70_000)}]`)],
  };
  for (const [name, bytes] of Object.entries(HARMLESS)) {
    check(`${name}: the event comes`, () => against(bytes, async (socket) => assert.deepEqual(await socket.received("a"), [[1]])));
  }

  const HARMFUL = {
    "a frame that claims 2^63 bytes": frame("4", { length: 2n ** 63n }),
    "bits that nobody has agreed on": frame(EVENT, { rsv: 0x70 }),
    "an unknown kind of frame": frame("x", { opcode: 3 }),
    "a fragment of nothing": frame(EVENT, { opcode: 0 }),
    "a control frame in fragments": frame("x", { opcode: 9, fin: false }),
    "text that is no UTF-8": frame(Buffer.from([0x34, 0x32, 0xff, 0xfe]), { opcode: 1 }),
    "an unknown packet": frame("x"),
    "an empty packet": frame(""),
    "close without a reason": frame("", { opcode: 8 }),
    "close with a reason": frame(Buffer.from([0x03, 0xe9, 0x62, 0x79, 0x65]), { opcode: 8 }),
    "close with half a code": frame(Buffer.from([3]), { opcode: 8 }),
    "the engine's close packet": frame("1"),
  };
  for (const [name, bytes] of Object.entries(HARMFUL)) {
    check(`${name}: the connection is lost, and nothing else`, () =>
      against(bytes, async (socket, server) => {
        assert.match((await socket.nth("disconnect")).reason, /^(transport (close|error)|parse error)$/);
        await until(() => server.connections.size === 0, "that the connection is let go");
      }), NOT_FOR_REFERENCE[name] && { notReference: NOT_FOR_REFERENCE[name] });
  }

  check("what a client sends is masked, and compressed only if that is agreed on and wanted", async () => {
    const heads = [];
    const server = await NodeServer.start({ perMessageDeflate: { threshold: 0 } });
    server.http.on("connection", (connection) => connection.on("data", (bytes) => heads.push(bytes[0])));
    try {
      const socket = await process.connected(server.url, { ...FIRST, perMessageDeflate: true });
      const firstByteOf = async (flags) => {
        heads.length = 0;
        await socket.emitWith(flags, "message", "x".repeat(20_000));
        await until(() => heads.length > 0, "bytes");
        return heads[0];
      };
      assert.equal(await firstByteOf({ compress: true }), 0xc1);
      assert.equal(await firstByteOf({ compress: false }), 0x81);
    } finally {
      await server.stop();
    }
  });

  check("no compression is offered if it is off", async () => {
    const server = await NodeServer.start({ perMessageDeflate: true });
    try {
      await process.connected(server.url, { ...FIRST, perMessageDeflate: false });
      assert.equal(server.requests[0].headers["sec-websocket-extensions"], undefined);
    } finally {
      await server.stop();
    }
  });

  check("a message that inflates to 200 MB is not taken", async () => {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: { threshold: 0 } });
    await once(server, "listening");
    server.on("connection", (connection) => {
      connection.on("error", () => {});
      connection.send('0{"sid":"raw","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}');
      connection.send('40{"sid":"abc"}');
      connection.send(`42["a","${"x".repeat(200_000_000)}"]`);
    });
    try {
      const socket = await process.unconnected(`http://127.0.0.1:${server.address().port}`, { ...FIRST, perMessageDeflate: true });
      await socket.connect();
      assert.match((await socket.nth("disconnect")).reason, /^transport (close|error)$/);
      assert.ok((await process.client.stats()).heapBytes < 150_000_000);
    } finally {
      for (const connection of server.clients) connection.terminate();
      server.close();
    }
  }, { notReference: "it has no bound for what it takes" });
});
