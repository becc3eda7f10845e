import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A server in a process of its own. It prints `ready` and its address, or its port, when it listens. */
export class ServerProcess {
  static async start(program, args) {
    const server = new ServerProcess(spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] }));
    for await (const line of createInterface({ input: server.process.stdout })) {
      if (!line.startsWith("ready ")) continue;
      const address = line.slice("ready ".length).trim();
      server.url = /^\d+$/.test(address) ? `http://127.0.0.1:${address}` : address;
      server.process.stdout.resume();
      return server;
    }
    throw new Error(`${program} ended before it was ready`);
  }

  constructor(child) {
    this.process = child;
  }

  async stop() {
    const ended = once(this.process, "exit");
    this.process.kill("SIGKILL");
    await ended;
  }
}
