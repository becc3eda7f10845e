import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask, askAll, connect, eventOf, TRANSPORTS } from "../support/clients.mjs";
import { fixtureWith } from "../support/suite.mjs";

const KINDS = { "a handler class": "/handlers", lambdas: "/lambdas" };

for (const [[name, transports], [kind, namespace]] of Object.entries(TRANSPORTS).flatMap((transport) => Object.entries(KINDS).map((one) => [transport, one]))) {
  describe(`${kind} over ${name}`, () => {
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
      assert.deepEqual(await ask(socket, "sum", {}, 2), { error: { message: 'invalid arguments for "sum"' } });
    });
  });
}
