import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { after, before } from "node:test";
import { createClient } from "redis";

/** A Redis of the test's own, on a free port, that keeps nothing. */
export class Redis {
  static async start() {
    const redis = new Redis();
    redis.port = await freePort();
    await redis.begin();
    return redis;
  }

  #process;

  get address() {
    return `127.0.0.1:${this.port}`;
  }

  async begin() {
    this.#process = spawn("redis-server", ["--port", String(this.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], { stdio: "ignore" });
    this.#process.on("error", () => {});
    this.client = await this.connect();
  }

  /** A connection to it, as soon as it listens. */
  async connect() {
    const client = createClient({ socket: { host: "127.0.0.1", port: this.port, reconnectStrategy: () => 20 } });
    client.on("error", () => {});
    await client.connect();
    return client;
  }

  async stop() {
    if (this.client.isOpen) await this.client.disconnect();
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await ended;
  }
}

/** One Redis for all tests of the block it is called in. */
export function redisServer() {
  const handle = {};
  before(async () => {
    handle.redis = await Redis.start();
  });
  after(() => handle.redis?.stop());
  return handle;
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
