import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connect, eventOf, TRANSPORTS } from "../support/clients.mjs";
import { TARGET } from "../support/fixture.mjs";
import { fixtureWith } from "../support/suite.mjs";

for (const [name, transports] of Object.entries(TRANSPORTS)) {
  describe(`contracts over ${name}`, { skip: TARGET === "node" && "Node has no handler classes" }, () => {
    const server = fixtureWith();
    const join = () => connect(server.url, "/contracts", { transports });

    it("typed emits and handlers are plain events and answers", async () => {
      const [ann, bob] = [await join(), await join()];
      assert.equal(await ann.emitWithAck("join room", "tea", "ann", Buffer.from([1])), 1);
      const joined = eventOf(ann, "userJoined");
      assert.equal(await bob.emitWithAck("join room", "tea", "bob", Buffer.from([1, 2, 255])), 2);
      assert.deepEqual(await joined, ["bob", Buffer.from([1, 2, 255])]);
    });

    it("params are arguments of their own", async () => {
      const socket = await join();
      const listed = eventOf(socket, "listed");
      socket.emit("list", "numbers", 1, 2, 3);
      assert.deepEqual(await listed, ["numbers", 1, 2, 3]);
    });

    it("an answer of the contract is typed, another one is an error of its sender alone", async () => {
      const sockets = [await join(), await join(), await join(), await join(), await join()];
      for (const socket of sockets) await socket.emitWithAck("join room", "vote", "somebody", Buffer.from([0]));
      const answers = [{ yes: true }, { yes: false, why: "coffee" }, "yes", { error: { message: "busy" } }, null];
      sockets.forEach((socket, i) => socket.on("askVote", (topic, answer) => answer(answers[i])));
      const outcome = await sockets[0].emitWithAck("askRoom", "vote", "more tea?");
      assert.equal(outcome.yes, 1);
      assert.equal(outcome.no, 1);
      assert.deepEqual(outcome.failed.sort(), ["AnswerErrorException", "JsonException", "JsonException"]);
    });

    it("one client is asked by the same interface", async () => {
      const socket = await join();
      socket.on("askVote", (topic, answer) => answer({ yes: true, why: topic }));
      assert.deepEqual(await socket.emitWithAck("askMe", "tea?"), { yes: true, why: "tea?" });
    });
  });
}
