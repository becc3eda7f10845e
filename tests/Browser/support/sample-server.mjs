// Runs one of the small samples, which is built before, as a process of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePort } from "./chat-server.mjs";

const Root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");

export class SampleServer {
  #process = null;

  constructor(name, env = {}) {
    this.name = name;
    this.env = env;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it, on the same port as before if it was stopped. */
  async start() {
    this.port ??= await freePort();
    const program = path.join(Root, `artifacts/bin/${this.name}/release/${this.name}.dll`);
    this.#process = spawn("dotnet", [program, "--urls", this.url], {
      cwd: path.join(Root, "samples", this.name),
      env: { ...process.env, ...this.env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface(this.#process.stdout)) if (line.includes("Application started")) break;
    this.#process.stdout.resume();
  }

  async stop() {
    if (this.#process === null) return;
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await ended;
    this.#process = null;
  }
}
