import assert from "node:assert/strict";
import { describe } from "node:test";
import { CLIENT } from "../support/client.mjs";
import { EngineServer, welcome } from "../support/engine-server.mjs";
import { NodeServer } from "../support/node-server.mjs";
import { OurServer } from "../support/our-server.mjs";
import { check, clientProcess, refusalOf, serverFor, TRANSPORTS, until } from "../support/suite.mjs";
import { VALUES } from "../support/samples.mjs";

const SERVERS = { "Node's server": () => NodeServer.start(), ...(CLIENT === "ours" && { "our server": () => OurServer.start() }) };

for (const [serverName, start] of Object.entries(SERVERS)) {
  for (const [transport, transports] of Object.entries(TRANSPORTS)) {
    describe(`acknowledgements over ${transport}, ${serverName}`, () => {
      const server = serverFor(start);
      const process = clientProcess();
      const connected = (options) => process.connected(server.url, { transports, ...options });

      check("an answer comes with all its arguments", async () => {
        const socket = await connected();
        assert.deepEqual(await socket.ask("message-with-ack", [1, { a: [2] }, "3"]), [1, { a: [2] }, "3"]);
      });

      check("an answer without arguments", async () => {
        const socket = await connected();
        assert.deepEqual(await socket.ask("message-with-ack"), []);
      });

      check("answers with every kind of value", async () => {
        const socket = await connected();
        for (const args of Object.values(VALUES)) assert.deepEqual(await socket.ask("message-with-ack", args), args);
      });

      check("100 at once: each answer at its caller", async () => {
        const socket = await connected();
        const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => socket.ask("echo", [i % 2 ? i : { i, part: Buffer.from([i]) }])));
        assert.deepEqual(answers, Array.from({ length: 100 }, (_, i) => [i % 2 ? i : { i, part: Buffer.from([i]) }]));
        assert.equal((await socket.state()).pendingAcks, 0);
      });

      check("a storm of 64 tasks: every answer once, at its caller", async () => {
        const socket = await connected();
        const { answered, wrong, lost } = await socket.storm({ event: "echo", tasks: 64, each: transport === "polling" ? 50 : 1000, timeout: 30_000 });
        assert.deepEqual({ answered, wrong, lost }, { answered: transport === "polling" ? 3200 : 64_000, wrong: 0, lost: 0 });
        assert.equal((await socket.state()).pendingAcks, 0);
      });

      check("what the server asks is answered, with binary", async () => {
        const socket = await connected();
        await socket.on("question", { me: Buffer.from("m") });
        const [{ ok }] = await socket.ask("do", [{ op: "emitWithAck", event: "question", args: [1, Buffer.from("2")] }]);
        assert.deepEqual(ok, [{ me: Buffer.from("m") }, 1, Buffer.from("2")]);
        const { ack, args } = await socket.nth("event", 1, { name: "question" });
        assert.equal(ack, true);
        assert.equal(args.length, 2);
      });

      check("an event that asks for no answer says so", async () => {
        const socket = await connected();
        await socket.on("news", "unasked");
        await socket.ask("do", [{ op: "emit", event: "news", args: [1] }]);
        assert.equal((await socket.nth("event", 1, { name: "news" })).ack, false);
      });

      check("no answer in time: timeout, and what comes later is nobody's", async () => {
        const socket = await connected();
        const refusal = await refusalOf(socket.ask("nobody-listens", [1], { timeout: 100 }));
        assert.equal(refusal.kind, "timeout");
        assert.deepEqual(await socket.ask("echo", [2]), [2]);
        assert.equal((await socket.state()).pendingAcks, 0);
      });

      check("cancelled: the answer is cancelled, and the next one is right", async () => {
        const socket = await connected();
        const refusal = await refusalOf(socket.ask("nobody-listens", [1], { timeout: 10_000, cancelAfter: 50 }));
        assert.equal(refusal.kind, "cancelled");
        assert.deepEqual(await socket.ask("echo", [2]), [2]);
        assert.equal((await socket.state()).pendingAcks, 0);
      });

      check("the server disconnects the socket first: disconnected", async () => {
        const socket = await connected();
        const asked = refusalOf(socket.ask("nobody-listens"));
        await socket.emit("do", { op: "disconnect" });
        assert.equal((await asked).kind, "disconnected");
      });

      check("the connection is cut first: disconnected", async () => {
        const socket = await connected();
        const asked = refusalOf(socket.ask("nobody-listens"));
        await until(async () => (await socket.state()).pendingAcks === 1, "that it waits");
        await socket.manager.cut();
        assert.equal((await asked).kind, "disconnected");
        assert.equal((await socket.state()).pendingAcks, 0);
      });

      check("the socket leaves first: disconnected", async () => {
        const socket = await connected();
        const asked = refusalOf(socket.askForever("nobody-listens"));
        await socket.disconnect();
        assert.equal((await asked).kind, "disconnected");
      });

      check("the manager closes first: disconnected", async () => {
        const socket = await connected();
        const asked = refusalOf(socket.askForever("nobody-listens"));
        await socket.manager.close();
        assert.equal((await asked).kind, "disconnected");
        assert.equal((await socket.nth("disconnect")).reason, "io client disconnect");
      });
    });
  }
}

describe("acknowledgements of a server that errs", () => {
  const process = clientProcess();

  /** Answers each CONNECT, and each EVENT with the given packets, in which `#` is the id. */
  async function answering(...packets) {
    return await EngineServer.start({
      script(session) {
        welcome(session);
        session.on("message", (data) => {
          const id = /^2(\d+)\[/.exec(data)?.[1];
          if (id) for (const packet of packets) session.send(typeof packet === "string" ? packet.replace("#", id) : packet);
        });
      },
    });
  }

  const CASES = {
    "twice": [["3#[1]", "3#[2]"], [1]],
    "with an id that nobody waits for": [["3999[0]", "3#[1]"], [1]],
    "with binary": [['61-#[{"_placeholder":true,"num":0}]', Buffer.from("b")], [Buffer.from("b")]],
    "with an empty array": [["3#[]"], []],
  };
  for (const [name, [packets, expected]] of Object.entries(CASES)) {
    check(`answers ${name}`, async () => {
      const server = await answering(...packets);
      try {
        const socket = await process.connected(server.url);
        assert.deepEqual(await socket.ask("a"), expected);
        assert.deepEqual(await socket.ask("b"), expected);
      } finally {
        await server.stop();
      }
    });
  }
});

describe("retries", () => {
  const process = clientProcess();

  check("each event is sent until it is acknowledged, one at a time and in order", async () => {
    const seen = [];
    const server = await NodeServer.start({
      serve: (io) =>
        io.on("connection", (socket) => {
          socket.on("work", (number, ack) => {
            seen.push(number);
            if (seen.filter((one) => one === number).length === 2) ack(number * 10);
          });
        }),
    });
    try {
      const socket = await process.connected(server.url, { retries: 3, ackTimeout: 100 });
      const answers = await Promise.all([1, 2, 3].map((i) => socket.askForever("work", i)));
      assert.deepEqual(answers, [[10], [20], [30]]);
      assert.deepEqual(seen, [1, 1, 2, 2, 3, 3]);
    } finally {
      await server.stop();
    }
  });

  check("after so many retries the answer is timeout, and the next event goes on", async () => {
    let heard = 0;
    const server = await NodeServer.start({
      serve: (io) =>
        io.on("connection", (socket) => {
          socket.on("deaf", () => heard++);
          socket.on("echo", (value, ack) => ack(value));
        }),
    });
    try {
      const socket = await process.connected(server.url, { retries: 2, ackTimeout: 50 });
      const [refusal, answer] = await Promise.all([refusalOf(socket.askForever("deaf")), socket.askForever("echo", 1)]);
      assert.equal(refusal.kind, "timeout");
      assert.deepEqual(answer, [1]);
      assert.equal(heard, 3);
    } finally {
      await server.stop();
    }
  });

  check("what was not acknowledged is sent again after a reconnection, nothing is lost", async () => {
    const server = await NodeServer.start();
    try {
      const socket = await process.connected(server.url, { retries: 100, ackTimeout: 500, reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 50 });
      const answers = Array.from({ length: 40 }, (_, i) => socket.askForever("echo", i));
      await server.kill();
      await server.restart();
      assert.deepEqual(await Promise.all(answers), Array.from({ length: 40 }, (_, i) => [i]));
    } finally {
      await server.stop();
    }
  });
});
