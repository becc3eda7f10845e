// socket.io-client at its defaults, under the same commands as the .NET clients: see driver/Driver.cs.
import { createInterface } from "node:readline";
import { io } from "socket.io-client";

const OPENING_AT_ONCE = 20;
const PATIENCE = 30_000;
const url = process.argv[2];
const sockets = [];
const meter = { expected: 0, done: 0, wrong: 0, last: -1 };

const commands = {
  async open({ count, upgrades }) {
    let next = 0;
    await Promise.all(Array.from({ length: OPENING_AT_ONCE }, async () => {
      while (next++ < count) {
        sockets.push(await connect(upgrades));
      }
    }));
    return { done: count };
  },
  close() {
    sockets.splice(0).forEach((socket) => socket.disconnect());
  },
  collect() {
    globalThis.gc();
    globalThis.gc();
  },
  cpu() {},
  async events({ count, rate }) {
    const all = new Promise((resolve) => Object.assign(meter, { expected: count, done: 0, wrong: 0, last: -1, resolve }));
    sockets[0].emit("pour", count, rate);
    const impatience = setTimeout(meter.resolve, PATIENCE + (rate > 0 ? (count / rate) * 1000 : 0));
    await all;
    clearTimeout(impatience);
    return { done: meter.done, wrong: meter.wrong };
  },
  async acks({ count, outstanding }) {
    let next = 0, done = 0, wrong = 0;
    await Promise.all(Array.from({ length: outstanding }, async () => {
      for (let value; (value = next++) < count;) {
        const answer = await sockets[0].emitWithAck("echo", String(value));
        done++;
        wrong += answer === String(value) ? 0 : 1;
      }
    }));
    return { done, wrong };
  },
};

function connect(upgrades) {
  return new Promise((resolve, reject) => {
    // A connection of its own for each, as of a client of its own.
    const socket = io(url, { forceNew: true, transports: upgrades ? ["polling", "websocket"] : ["websocket"] });
    socket.on("quote", received);
    socket.on("taken", (answer) => answer());
    socket.on("connect_error", reject);
    socket.on("connect", () => (upgrades && socket.io.engine.transport.name !== "websocket" ? socket.io.engine.once("upgrade", () => resolve(socket)) : resolve(socket)));
  });
}

function received(quote) {
  meter.wrong += quote.n === meter.last + 1 ? 0 : 1;
  meter.last = quote.n;
  if (++meter.done === meter.expected) {
    meter.resolve();
  }
}

function cpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

console.log("ready");
for await (const line of createInterface(process.stdin)) {
  const { op, ...command } = JSON.parse(line);
  const start = op === "cpu" ? 0 : cpu();
  const { done = 0, wrong = 0 } = (await commands[op](command)) ?? {};
  console.log(JSON.stringify({ cpuMicroseconds: cpu() - start, done, wrong }));
}
process.exit(0);
