import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { Socket } from "engine.io-client";
import { TRANSPORTS, until, connect, ask } from "../support/clients.mjs";
import { fixtureWith } from "../support/suite.mjs";

describe("--engine-path", () => {
  const server = fixtureWith("--engine-path", "/engine.io/");
  const MESSAGES = ["text", "é😀", Buffer.from([0, 1, 255]), "more", Buffer.alloc(0), Buffer.alloc(70_000, 1), "x".repeat(70_000)];

  for (const [name, transports] of Object.entries(TRANSPORTS)) {
    it(`sends every message back as it came over ${name}`, async () => {
      const socket = new Socket(server.url, { path: "/engine.io/", transports });
      const received = [];
      socket.on("message", (data) => received.push(data));
      for (const message of MESSAGES) socket.send(message);
      await until(() => received.length === MESSAGES.length, "all messages");
      assert.ok(isDeepStrictEqual(received, MESSAGES)); // a difference would print a lot
      socket.close();
    });
  }

  it("leaves Socket.IO beside it as it was", async () => {
    const socket = await connect(server.url);
    assert.equal(await ask(socket, "echo", 1), 1);
  });
});
