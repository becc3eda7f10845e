import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../python/server.py", import.meta.url));

/** A server of python-socketio, in a process of its own. Debian's Python has the packages. */
export class PythonServer {
  static async start() {
    const server = new PythonServer(spawn("/usr/bin/python3", [PROGRAM], { stdio: ["ignore", "pipe", "inherit"] }));
    for await (const line of createInterface({ input: server.process.stdout })) {
      if (!line.startsWith("ready ")) continue;
      server.url = `http://127.0.0.1:${line.slice("ready ".length).trim()}`;
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
