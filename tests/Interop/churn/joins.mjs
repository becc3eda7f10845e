import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "../support/redis.mjs";
import { RoomsServer } from "../support/rooms-server.mjs";
import { Connection } from "./connection.mjs";

const PEOPLE = 1000;
const SECONDS = 10;
const QUIET = 2000;

// What joins cost each of those who are in the room, in messages that clients really get: two servers on one Redis, half of the people on each.
const redis = await Redis.start();
const servers = await Promise.all([1, 2].map(() => RoomsServer.start({ redis: redis.address })));
let turn = 0;
const world = { isOver: false, pickServer: () => servers[turn++ % servers.length], broken: () => {} };
const connections = Array.from({ length: PEOPLE + 1 }, (_, i) => new Connection(`person ${i}`, world));
try {
  for (let i = 0; i < connections.length; i += 50) await Promise.all(connections.slice(i, i + 50).map((connection) => connection.open()));
  const [last, ...others] = connections;
  const start = Date.now();
  await Promise.all(others.map(async (connection, i) => {
    await delay((i * SECONDS * 1000) / PEOPLE);
    await connection.join("tea");
  }));
  const took = (Date.now() - start) / 1000;
  await quiet();
  report(`${PEOPLE} people joined one room in ${took.toFixed(1)} s`, others);
  await last.join("tea");
  await quiet();
  report("one more joined", others);
  report("that one itself", [last]);
} finally {
  world.isOver = true;
  for (const connection of connections) connection.close();
  await Promise.all(servers.map((server) => server.kill()));
  await redis.stop();
}

async function quiet() {
  for (let before = -1, now = 0; before !== now; before = now, now = connections.reduce((sum, { messages }) => sum + messages, 0)) await delay(QUIET);
}

function report(what, members) {
  const counts = members.map(({ messages }) => messages).sort((a, b) => a - b);
  console.log(`${what}: ${counts[0]} to ${counts.at(-1)} presence messages for each, ${counts[counts.length >> 1]} in the middle`);
  for (const member of members) member.messages = 0;
  if (counts.at(-1) > 100) process.exitCode = 1;
}
