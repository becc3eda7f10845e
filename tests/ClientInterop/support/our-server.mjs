import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../../artifacts/bin/Fixture/release/Fixture", import.meta.url));

/** tests/Fixture, in a process of its own. */
export class OurServer {
  static async start(...args) {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not built: dotnet build -c Release tests/Fixture`);
    const server = new OurServer(spawn(PROGRAM, ["--port", "0", ...args], { stdio: ["ignore", "pipe", "inherit"] }));
    for await (const line of createInterface({ input: server.process.stdout })) {
      if (!line.startsWith("ready ")) continue;
      server.url = line.slice("ready ".length).trim();
      server.process.stdout.resume();
      return server;
    }
    throw new Error("the server ended before it was ready");
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
