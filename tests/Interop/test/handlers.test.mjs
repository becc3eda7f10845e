import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask, askAll, connect, eventOf, TRANSPORTS } from "../support/clients.mjs";
import { TARGET } from "../support/fixture.mjs";
import { fixtureWith } from "../support/suite.mjs";

const KINDS = { "a handler class": "/handlers", lambdas: "/lambdas" };

// What the documentation tells every client to do.
async function* read(socket, event, ...args) {
  const waiting = [];
  let wake = () => {};
  const hear = (name) => (...rest) => { waiting.push([name, ...rest]); wake(); };
  const [onItem, onEnd] = [hear("item"), hear("end")];
  socket.on("stream:item", onItem);
  socket.on("stream:end", onEnd);
  const { stream, error } = await socket.timeout(5000).emitWithAck(event, ...args);
  if (error) throw Object.assign(new Error(error.message), { data: error.data });
  try {
    for (;;) {
      if (waiting.length === 0) await new Promise((resolve) => (wake = resolve));
      const next = waiting.shift();
      if (!next || next[1] !== stream) continue;
      if (next[0] === "item") yield next[2];
      else if (next[2]) throw Object.assign(new Error(next[2].message), { data: next[2].data });
      else return;
    }
  } finally {
    socket.emit("stream:cancel", stream);
    socket.off("stream:item", onItem);
    socket.off("stream:end", onEnd);
  }
}

for (const [[name, transports], [kind, namespace]] of Object.entries(TRANSPORTS).flatMap((transport) => Object.entries(KINDS).map((one) => [transport, one]))) {
  describe(`${kind} over ${name}`, { skip: TARGET === "node" && "Node has no handler classes" }, () => {
    const server = fixtureWith();
    const join = () => connect(server.url, namespace, { transports });

    it("answers with what handlers return", async () => {
      const socket = await join();
      assert.equal(await ask(socket, "sum", 1, 2), 3);
      assert.equal(await ask(socket, "greet", "ann"), "hello ann");
      assert.equal(await ask(socket, "greet"), "hello nobody");
      assert.equal(await ask(socket, "greet", undefined), "hello nobody");
      assert.equal(await ask(socket, "count", "a", "b", "c"), 3);
      assert.deepEqual(await ask(socket, "reverse", Buffer.from([1, 2, 3])), Buffer.from([3, 2, 1]));
    });

    it("answers without a value when a handler that returns none is done", async () => {
      const [first, second] = [await join(), await join()];
      assert.deepEqual(await askAll(first, "join room", "tea"), []);
      const heard = eventOf(first, "joined");
      assert.deepEqual(await askAll(second, "join room", "tea"), []);
      assert.deepEqual(await heard, [second.id]);
    });

    it("answers with errors", async () => {
      const socket = await join();
      assert.deepEqual(await ask(socket, "refuse"), { error: { message: "no", data: { code: "E_NO" } } });
      assert.deepEqual(await ask(socket, "sum", 1), { error: { message: 'invalid arguments for "sum": "second" is missing' } });
      assert.deepEqual(await ask(socket, "join room"), { error: { message: 'invalid arguments for "join room": "room" is missing' } });
      assert.deepEqual(await ask(socket, "join room", null), { error: { message: 'invalid arguments for "join room": "room" is missing' } });
      assert.deepEqual(await ask(socket, "sum", {}, 2), { error: { message: 'invalid arguments for "sum"' } });
    });

    // Lambdas do not stream.
    if (kind === "a handler class") {
      it("streams the items of a sequence", async () => {
        const socket = await join();
        const items = [];
        for await (const item of read(socket, "count to", 5)) items.push(item);
        assert.deepEqual(items, [1, 2, 3, 4, 5]);
      });

      it("ends a stream that is cancelled", async () => {
        const socket = await join();
        for await (const item of read(socket, "count to", 1_000_000)) if (item === 3) break;
        await eventOf(socket, "stream:end");
      });

      it("ends a stream with its error", async () => {
        const socket = await join();
        await assert.rejects(read(socket, "count to", 0).next(), { message: "nothing to count", data: { code: "E_NOTHING" } });
        await assert.rejects(read(socket, "count to").next(), { message: 'invalid arguments for "count to": "to" is missing' });
      });
    }
  });
}
