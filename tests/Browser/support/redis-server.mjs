// A Redis of the tests' own that keeps nothing.

import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "./chat-server.mjs";

const Patience = 20_000;

export class RedisServer {
  #process = null;

  get address() {
    return `127.0.0.1:${this.port}`;
  }

  async start() {
    this.port ??= await freePort();
    const options = ["--port", String(this.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
    this.#process = spawn("redis-server", options, { stdio: "ignore" });
    this.#process.on("error", () => {});
    for (const end = Date.now() + Patience; !(await this.#listens()); await delay(20)) {
      if (Date.now() > end) throw new Error("redis-server does not listen");
    }
  }

  async stop() {
    if (this.#process === null) return;
    const exited = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await exited;
    this.#process = null;
  }

  #listens() {
    return new Promise((done) => {
      const socket = net.connect(this.port, "127.0.0.1");
      socket.on("error", () => done(false)).on("connect", () => {
        socket.destroy();
        done(true);
      });
    });
  }
}
