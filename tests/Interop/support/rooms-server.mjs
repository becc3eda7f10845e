import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePort } from "./ports.mjs";

const PROGRAM = fileURLToPath(new URL("../../../artifacts/bin/RoomsFixture/release/RoomsFixture", import.meta.url));

/** A server with presence, records, permission and history, in a process of its own that may be killed and started again on its port. */
export class RoomsServer {
  static async start(options = {}) {
    const server = new RoomsServer(options, await freePort());
    await server.start();
    return server;
  }

  #options;
  #process;
  #errors = "";

  constructor(options, port) {
    this.#options = options;
    this.port = port;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  get alive() {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  async start() {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not built: dotnet build -c Release tests/RoomsFixture`);
    const options = Object.entries({ port: this.port, ...this.#options }).flatMap(([name, value]) => [`--${name}`, String(value)]);
    this.#process = spawn(PROGRAM, options, { stdio: ["ignore", "pipe", "pipe"] });
    this.#process.stderr.setEncoding("utf8").on("data", (text) => (this.#errors += text));
    for await (const line of createInterface(this.#process.stdout)) {
      if (line.startsWith("ready ")) {
        this.#process.stdout.resume();
        return;
      }
    }
    throw new Error(`the server ended before it was ready: ${this.#errors}`);
  }

  /** What kill -9 does. */
  async kill() {
    if (!this.alive) return;
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await ended;
  }

  pause() {
    this.#process.kill("SIGSTOP");
  }

  resume() {
    this.#process.kill("SIGCONT");
  }
}
