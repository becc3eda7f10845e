import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask, askAll, connect, eventOf, received, settle, TRANSPORTS } from "../support/clients.mjs";
import { PARSER } from "../support/fixture.mjs";
import { fixtureWith } from "../support/suite.mjs";

const bytes = (...values) => Buffer.from(values);
const JSON_VALUES = [
  null, true, false, 0, -1, 1.5, 2 ** 53, "", "text", "€ 😀 é \u2028 \u0000 \" \\ /", "<script>&'+",
  // the MessagePack of the reference mutilates whole numbers beyond 64 bits before they leave the client
  ...(PARSER === "json" ? [1e21] : []),
  [], {}, [[], [[1]]], { a: { b: { c: [1, { d: null }] } } }, { __proto__x: 1, constructor: 2, "": 3, "ключ": "значение" },
];
const BINARY_VALUES = {
  "a buffer alone": [bytes(1, 2, 3)],
  "an empty buffer": [bytes()],
  "a buffer in an object": [{ a: { b: bytes(0, 255) } }],
  "a buffer in an array": [[1, [bytes(9)], null]],
  "several buffers": [bytes(1), "between", { x: bytes(2), y: [bytes(3), bytes(4)] }, bytes(5)],
  "a large buffer": [Buffer.alloc(200_000, 7)],
  "a placeholder of the user's own": [{ _placeholder: false, num: 0 }, bytes(6)],
};

for (const [name, transports] of Object.entries(TRANSPORTS)) {
  describe(`events over ${name}`, () => {
    const server = fixtureWith();

    it("message comes back with the same arguments", async () => {
      const socket = await connect(server.url, "/", { transports });
      socket.emit("message", ...JSON_VALUES);
      assert.deepEqual(await eventOf(socket, "message-back"), JSON_VALUES);
    });

    it("message without arguments comes back without any", async () => {
      const socket = await connect(server.url, "/", { transports });
      socket.emit("message");
      assert.deepEqual(await eventOf(socket, "message-back"), []);
    });

    it("message-with-ack acknowledges with the same arguments", async () => {
      const socket = await connect(server.url, "/", { transports });
      const answer = await askAll(socket, "message-with-ack", 1, "2", { 3: [false] });
      assert.deepEqual(answer, [1, "2", { 3: [false] }]);
    });

    it("an acknowledgement may be empty", async () => {
      const socket = await connect(server.url, "/", { transports });
      assert.deepEqual(await askAll(socket, "message-with-ack"), []);
    });

    it("echo acknowledges with the value", async () => {
      const socket = await connect(server.url, "/", { transports });
      for (const value of JSON_VALUES) assert.deepEqual(await ask(socket, "echo", value), value);
    });

    for (const [what, args] of Object.entries(BINARY_VALUES)) {
      it(`binary both ways: ${what}`, async () => {
        const socket = await connect(server.url, "/", { transports });
        socket.emit("message", ...args);
        assert.deepEqual(await eventOf(socket, "message-back"), args);
        assert.deepEqual(await askAll(socket, "message-with-ack", ...args), args);
      });
    }

    it("nothing is sent where no acknowledgement was asked for", async () => {
      const socket = await connect(server.url, "/", { transports });
      socket.emit("message-with-ack", 1);
      socket.emit("echo", 1);
      socket.emit("join", "room");
      await settle(socket);
      assert.deepEqual(socket.log, [["auth", {}]]);
    });

    it("an unknown event is ignored", async () => {
      const socket = await connect(server.url, "/", { transports });
      socket.emit("no such event", bytes(1), 2);
      await settle(socket);
      assert.deepEqual(socket.log, [["auth", {}]]);
    });

    it("keeps the order of many events with and without binary", async () => {
      const socket = await connect(server.url, "/", { transports });
      const sent = Array.from({ length: 200 }, (_, i) => (i % 3 === 0 ? [i, bytes(i)] : [i, "text"]));
      for (const args of sent) socket.emit("message", ...args);
      await settle(socket);
      assert.deepEqual(received(socket, "message-back"), sent);
    });

    it("answers many acknowledgements at once, each with its own value", async () => {
      const socket = await connect(server.url, "/", { transports });
      const values = Array.from({ length: 100 }, (_, i) => i);
      assert.deepEqual(await Promise.all(values.map((value) => ask(socket, "echo", value))), values);
    });
  });
}
