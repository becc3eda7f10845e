import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask, connect, received, until } from "../support/clients.mjs";
import { Fixture, TARGET } from "../support/fixture.mjs";

const CLIENTS = 20;
const HEARTBEATS = 5;

describe("a process whose thread pool is blocked", { skip: TARGET !== "ours" && "Node has none" }, () => {
  it("reads, answers, sends and keeps its heartbeats on event loops", { skip: process.platform !== "linux" && "no event loops" }, async () => {
    const server = await Fixture.start(["--event-loops", "--ping-interval", "300", "--ping-timeout", "5000"]);
    try {
      const sockets = [];
      while (sockets.length < CLIENTS) sockets.push(await connect(server.url, "/", { transports: ["websocket"], reconnection: false }));
      const gone = [];
      for (const socket of sockets) socket.on("disconnect", (reason) => gone.push(reason));
      assert.equal(await ask(sockets[0], "starve"), true);

      const beats = sockets.map(() => 0);
      sockets.forEach((socket, i) => socket.io.on("ping", () => beats[i]++));
      for (const [i, socket] of sockets.entries()) {
        assert.equal(await ask(socket, "echo", i), i);
        socket.emit("shout", i);
      }
      await until(() => sockets.every((socket) => received(socket, "said").length === CLIENTS - 1), "what the others say");
      await until(() => beats.every((count) => count >= HEARTBEATS), "heartbeats");
      assert.deepEqual(gone, []);
      for (const socket of sockets) socket.disconnect();
    } finally {
      server.kill();
    }
  });
});
