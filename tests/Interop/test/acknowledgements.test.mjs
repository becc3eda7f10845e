import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask, client, connect, eventOf, perform, received, settle, sorted, TRANSPORTS } from "../support/clients.mjs";
import { fixtureWith } from "../support/suite.mjs";

const QUESTION = { event: "ask", args: [{ bytes: Buffer.from([1]) }, 2] };
let namespaces = 200;

for (const [name, transports] of Object.entries(TRANSPORTS)) {
  describe(`acknowledgements over ${name}`, () => {
    const server = fixtureWith();

    async function group(count) {
      const namespace = `/dynamic-${namespaces++}`;
      const sockets = [];
      for (let i = 0; i < count; i++) sockets.push(await connect(server.url, namespace, { transports }));
      return sockets;
    }

    it("a socket alone: the first argument of its answer", async () => {
      const [socket] = await group(1);
      socket.on("ask", (a, b, ack) => ack({ a, b, back: Buffer.from([9]) }, "more"));
      const answer = await perform(socket, "emitWithAck", { ...QUESTION, timeout: 5000 });
      assert.deepEqual(answer, { a: QUESTION.args[0], b: 2, back: Buffer.from([9]) });
    });

    it("a socket alone, without a time-out", async () => {
      const [socket] = await group(1);
      socket.on("ask", (a, b, ack) => setTimeout(ack, 50, b));
      assert.equal(await perform(socket, "emitWithAck", QUESTION), 2);
    });

    it("a socket alone that does not answer in time", async () => {
      const [socket] = await group(1);
      socket.on("ask", () => {});
      await assert.rejects(perform(socket, "emitWithAck", { ...QUESTION, timeout: 50 }), (error) => {
        assert.equal(error.message, "operation has timed out");
        assert.equal(error.partial, undefined);
        return true;
      });
    });

    it("an answer that comes too late is ignored", async () => {
      const [socket] = await group(1);
      let late;
      socket.on("ask", (a, b, ack) => (late = ack));
      await assert.rejects(perform(socket, "emitWithAck", { ...QUESTION, timeout: 20 }));
      late("late");
      await settle(socket);
      assert.equal(socket.connected, true);
    });

    it("several questions at once, answered in another order", async () => {
      const [socket] = await group(1);
      socket.on("ask", (delay, ack) => setTimeout(ack, delay, delay));
      const delays = [60, 40, 20, 0];
      const answers = await Promise.all(
        delays.map((delay) => perform(socket, "emitWithAck", { event: "ask", args: [delay], timeout: 5000 })),
      );
      assert.deepEqual(answers, delays);
    });

    it("a broadcast: all answers", async () => {
      const sockets = await group(4);
      sockets.forEach((socket, i) => socket.on("ask", (a, b, ack) => ack([i, a, b], "dropped")));
      const answers = await perform(sockets[0], "emitWithAck", { ...QUESTION, from: "io", timeout: 5000 });
      assert.deepEqual(answers.sort(([a], [b]) => a - b), [0, 1, 2, 3].map((i) => [i, ...QUESTION.args]));
    });

    it("a broadcast of the socket: everybody's but its own", async () => {
      const sockets = await group(3);
      sockets.forEach((socket, i) => socket.on("ask", (a, b, ack) => ack(i)));
      assert.deepEqual(sorted(await perform(sockets[0], "emitWithAck", { ...QUESTION, broadcast: true, timeout: 5000 })), [1, 2]);
      assert.deepEqual(received(sockets[0], "ask"), []);
    });

    it("a broadcast to rooms, with exceptions, local", async () => {
      const sockets = await group(3);
      sockets.forEach((socket, i) => socket.on("ask", (a, b, ack) => ack(i)));
      await ask(sockets[1], "join", "r");
      await ask(sockets[2], "join", "r");
      const target = { from: "io", to: ["r"], except: [sockets[1].id], local: true, timeout: 5000 };
      assert.deepEqual(await perform(sockets[0], "emitWithAck", { ...QUESTION, ...target }), [2]);
    });

    it("a broadcast to nobody: no answers, at once", async () => {
      const [socket] = await group(1);
      const started = Date.now();
      assert.deepEqual(await perform(socket, "emitWithAck", { ...QUESTION, from: "io", to: ["empty"], timeout: 4000 }), []);
      assert.ok(Date.now() - started < 3000);
    });

    it("a broadcast that not everybody answers: the partial answers with the error", async () => {
      const sockets = await group(3);
      sockets[0].on("ask", (a, b, ack) => ack("zero"));
      sockets[1].on("ask", () => {});
      sockets[2].on("ask", (a, b, ack) => ack("two"));
      await assert.rejects(perform(sockets[0], "emitWithAck", { ...QUESTION, from: "io", timeout: 500 }), (error) => {
        assert.equal(error.message, "operation has timed out");
        assert.deepEqual(sorted(error.partial), ["two", "zero"]);
        return true;
      });
    });

    it("a broadcast that nobody answers: empty partial answers", async () => {
      const sockets = await group(2);
      await assert.rejects(perform(sockets[0], "emitWithAck", { ...QUESTION, from: "io", timeout: 50 }), (error) => {
        assert.equal(error.message, "operation has timed out");
        assert.deepEqual(error.partial, []);
        return true;
      });
    });

    it("the client's own question is answered, whatever else is under way", async () => {
      const [socket] = await group(1);
      socket.on("ask", (a, b, ack) => socket.emit("echo", "inside", (value) => ack(value)));
      assert.equal(await perform(socket, "emitWithAck", { ...QUESTION, timeout: 5000 }), "inside");
    });

    it("a client that goes before it answers makes a lone question fail", async () => {
      const [asker, goer] = await group(2);
      const left = eventOf(asker, "left");
      goer.on("ask", () => goer.disconnect());
      goer.emit("do", { op: "emitWithAck", ...QUESTION, timeout: 200 });
      await left;
      assert.equal(await ask(asker, "echo", 1), 1);
    });
  });
}

describe("acknowledgements of a client that is not connected yet", () => {
  const server = fixtureWith();

  it("are given for what it buffered", async () => {
    const socket = client(server.url, "/");
    assert.deepEqual(await Promise.all([1, 2, 3].map((value) => ask(socket, "echo", value))), [1, 2, 3]);
  });
});
