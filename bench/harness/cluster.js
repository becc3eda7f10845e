// Servers of a kind on a Redis of their own: two, or one.
import { createConnection } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { freePort, spawnServer } from "./processes.js";

const PATIENCE_MS = 10_000;

export async function startOnRedis(name, server, count, { serverCore, loadCore }) {
  const redis = await startRedis(loadCore);
  const processes = [redis];
  try {
    const command = [...server.command, "--adapter", server.adapter, "--redis", `127.0.0.1:${redis.port}`];
    for (let i = 0; i < count; i++) {
      processes.push(await spawnServer(name, { ...server, command }, serverCore));
    }
  } catch (error) {
    await stopAll(processes);
    throw error;
  }
  const [, ...started] = processes;
  return { name, dialect: server.dialect, processes: started, log: started[0].log, stop: () => stopAll(processes) };
}

// Keeps nothing on disk. On the generator's core: the servers have theirs for themselves.
async function startRedis(core) {
  const port = await freePort();
  const command = ["redis-server", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  return await spawnServer("redis", { command }, core, { port, ready: listening(port) });
}

async function listening(port) {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await delay(20)) {
    if (await accepts(port)) {
      return;
    }
  }
  throw new Error(`redis does not listen on ${port}`);
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1");
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false)).on("connect", () => socket.destroy());
  });
}

async function stopAll(processes) {
  await Promise.all(processes.map((process) => process.stop()));
}
