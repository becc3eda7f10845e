import assert from "node:assert/strict";
import { describe } from "node:test";
import { PythonServer } from "../support/python-server.mjs";
import { check, clientProcess, refusalOf, serverFor, TRANSPORTS, until } from "../support/suite.mjs";

for (const [name, transports] of Object.entries(TRANSPORTS)) {
  describe(`a server of python-socketio over ${name}`, () => {
    const server = serverFor(() => PythonServer.start());
    const process = clientProcess();

    check("values and binary there and back", async () => {
      const socket = await process.connected(server.url, { transports });
      const values = ["grüße €😀", 2 ** 40, { nested: [Buffer.from([0, 1, 0x1e, 255]), null] }];
      assert.deepEqual(await socket.ask("echo", values), values);
    });

    check("the transport is the one that was asked for", async () => {
      const socket = await process.connected(server.url, { transports });
      await until(async () => (await socket.state()).transport === (name === "polling" ? "polling" : "websocket"), "the transport");
      assert.deepEqual(await socket.ask("echo", [1]), [1]);
    });

    check("300 events in order, also while the transports change", async () => {
      const socket = await process.connected(server.url, { transports });
      await socket.on("number");
      await socket.emit("count", 300);
      const events = await socket.received("number", 300);
      assert.deepEqual(events.map(([number]) => number), Array.from({ length: 300 }, (_, i) => i));
      assert.deepEqual(events[0][1], Buffer.from([0]));
    });

    check("a question of the server is answered", async () => {
      const socket = await process.connected(server.url, { transports });
      await socket.on("question", "answer");
      assert.deepEqual(await socket.ask("ask", ["why"]), [["answer", "why"]]);
    });

    check("a refusal has its message and data", async () => {
      const socket = await process.unconnected(server.url, { transports, auth: { token: "wrong" } });
      const error = await refusalOf(socket.connect());
      assert.equal(error.kind, "refused");
      assert.match(error.message, /not welcome/);
    });

    check("the server disconnects the socket", async () => {
      const socket = await process.connected(server.url, { transports });
      await socket.emit("leave");
      assert.equal((await socket.nth("disconnect")).reason, "io server disconnect");
    });
  });
}
