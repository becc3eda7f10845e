// What is special about the MessagePack parser. `npm test` runs the tests of what both parsers have in common for each of them.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as parser from "socket.io-msgpack-parser";
import { ask, askAll, client, connect, eventOf, leaving, settle, TRANSPORTS } from "../support/clients.mjs";
import { rawSocket } from "../support/raw.mjs";
import { TARGET } from "../support/fixture.mjs";
import { fixtureWith } from "../support/suite.mjs";

const decode = (message) => {
  let decoded;
  const decoder = new parser.Decoder();
  decoder.on("decoded", (packet) => (decoded = packet));
  decoder.add(message);
  return decoded;
};
const encode = (packet) => new parser.Encoder().encode(packet)[0];

/** A WebSocket that has joined the main namespace, and has read its first two packets. */
async function rawMember(url) {
  const raw = await rawSocket(url);
  raw.next = async () => {
    while (raw.received.length === 0) await new Promise((resolve) => raw.once("message", resolve));
    return raw.received.shift();
  };
  assert.match(await raw.next(), /^0/);
  raw.send(encode({ type: 0, nsp: "/" }));
  raw.id = decode(await raw.next()).data.sid;
  assert.deepEqual(decode(await raw.next()), { type: 2, data: ["auth", {}], nsp: "/" });
  return raw;
}

for (const [name, transports] of Object.entries(TRANSPORTS)) {
  describe(`MessagePack over ${name}`, () => {
    const server = fixtureWith("--parser", "msgpack");
    const options = { transports, parser };

    // Node's server hands these on as they are; here arguments are what JSON would make of them.
    if (TARGET === "ours") {
      it("undefined is null among arguments, and no member at all", async () => {
        const socket = await connect(server.url, "/", options);
        socket.emit("message", undefined, { a: undefined, b: [undefined] }, 1);
        assert.deepEqual(await eventOf(socket, "message-back"), [null, { b: [null] }, 1]);
      });

      it("a date is what JSON makes of it", async () => {
        const socket = await connect(server.url, "/", options);
        const dates = [new Date(0), new Date(-1), new Date("2026-02-03T04:05:06.789Z"), new Date("9999-12-31T23:59:59.999Z")];
        for (const date of dates) assert.equal(await ask(socket, "echo", date), date.toJSON());
      });

      it("what is no number is null", async () => {
        const socket = await connect(server.url, "/", options);
        assert.deepEqual(await ask(socket, "echo", [NaN, Infinity]), [null, null]);
      });
    }

    it("binary of every kind comes back", async () => {
      const socket = await connect(server.url, "/", options);
      for (const binary of [new Uint8Array([1, 2, 3]), new Uint8Array([9]).buffer, new ArrayBuffer(0)]) {
        const answer = await ask(socket, "echo", { binary });
        assert.deepEqual(Buffer.from(answer.binary), Buffer.from(binary));
      }
    });

    it("more binary values than the default parser takes", async () => {
      const socket = await connect(server.url, "/", options);
      const many = Array.from({ length: 300 }, (_, i) => Buffer.from([i & 255]));
      assert.deepEqual(await askAll(socket, "message-with-ack", ...many), many);
    });

    it("numbers keep their value", async () => {
      const socket = await connect(server.url, "/", options);
      const numbers = [0, 127, 128, 255, 256, 65535, 65536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, -1, -32, -33, -128, -129, -32769, -(2 ** 31) - 1,
        1 - 2 ** 53, 0.1, -1.5, 1e-7, Number.MIN_VALUE, Number.EPSILON];
      assert.deepEqual(await askAll(socket, "message-with-ack", ...numbers), numbers);
    });

    it("a client with the default parser is refused", async () => {
      const socket = client(server.url, "/", { transports, parser: undefined });
      let joined = false;
      socket.on("connect", () => (joined = true));
      const closed = new Promise((resolve) => socket.io.once("close", resolve));
      await closed;
      assert.equal(joined, false);
      const other = await connect(server.url, "/", options);
      await settle(other);
    });
  });
}

describe("MessagePack on the wire", () => {
  const server = fixtureWith("--parser", "msgpack");

  it("is the reference's, byte for byte", async () => {
    const raw = await rawMember(server.url);
    raw.send(encode({ type: 2, data: ["message", 1, "two", { three: [3.5, null, true] }, Buffer.from([4])], nsp: "/" }));
    const event = { type: 2, data: ["message-back", 1, "two", { three: [3.5, null, true] }, Buffer.from([4])], nsp: "/" };
    assert.deepEqual(await raw.next(), encode(event));
    raw.send(encode({ type: 0, data: undefined, nsp: "/nope", options: { compress: true } }));
    assert.deepEqual(decode(await raw.next()), { type: 4, data: { message: "Invalid namespace" }, nsp: "/nope" });
    raw.send(encode({ type: 0, nsp: "/auth", data: { token: "no" } }));
    assert.deepEqual(decode(await raw.next()), { type: 4, data: { message: "Unauthorized", data: { code: "E_AUTH" } }, nsp: "/auth" });
    raw.terminate();
  });

  const rest = (hex) => Buffer.from(hex, "hex");
  for (const [what, message] of Object.entries({
    "text": '42["message"]',
    "no MessagePack": rest("c1"),
    "an array": encode([2, ["message"], "/"]),
    "type 5": encode({ type: 5, data: ["message"], nsp: "/" }),
    "no namespace": encode({ type: 2, data: ["message"] }),
    "an acknowledgement id that is text": encode({ type: 2, data: ["message"], id: "1", nsp: "/" }),
    "a map that announces more than it has": rest("dfffffffff"),
    "an array that announces more than it has": rest("83a47479706502a36e7370a12fa464617461ddffffffff"),
    "ten thousand open arrays": Buffer.concat([rest("83a47479706502a36e7370a12fa464617461"), Buffer.alloc(10_000, 0x91)]),
    "bytes after the packet": Buffer.concat([encode({ type: 2, data: ["message"], nsp: "/" }), Buffer.from([0])]),
  })) {
    it(`${what} costs whoever sent it the connection, and nobody else`, async () => {
      const observer = await connect(server.url, "/", { parser, transports: ["websocket"] });
      const raw = await rawMember(server.url);
      raw.send(message);
      await raw.closed;
      assert.equal(await leaving(observer, raw.id), "forced close");
      await settle(observer);
    });
  }
});
