// The clients, and the process of each that does what the harness says.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { dotnetAssembly } from "../../harness/paths.js";
import { onCore } from "../../harness/processes.js";

const here = dirname(dirname(fileURLToPath(import.meta.url)));

export const servers = {
  sockeye: { title: "Sockeye, on Kestrel's own sockets", command: ["dotnet", dotnetAssembly("Sockeye.Bench.Server")] },
  node: { title: "Node's `socket.io` 4.8.4", command: ["node", join(here, "server.js")], environment: { NODE_ENV: "production" } },
};

export const peers = {
  sockeye: { title: "Sockeye.Client", command: ["dotnet", dotnetAssembly("Sockeye.Bench.Client")] },
  socketioclient: { title: "`SocketIOClient` 3.0.6", command: ["dotnet", dotnetAssembly("Sockeye.Bench.SocketIOClient")] },
  node: { title: "`socket.io-client` 4.8.4, Node", command: ["node", "--expose-gc", join(here, "peers", "javascript", "client.js")] },
};

// Not part of a run unless asked for by name: a worker of the thread pool that spins before it sleeps, as .NET's do if nothing is said. The value is hexadecimal.
const untuned = { DOTNET_ThreadPool_UnfairSemaphoreSpinLimit: "46" };
export const variants = {
  "sockeye-untuned": { ...peers.sockeye, title: "Sockeye.Client, untuned", environment: untuned },
  "socketioclient-untuned": { ...peers.socketioclient, title: `${peers.socketioclient.title}, untuned`, environment: untuned },
};

const find = (name) => ({ ...peers, ...variants })[name];
export const titleOf = (name) => find(name).title;

export class PeerProcess {
  #child;
  #lines;
  #log = [];

  static async start(name, url, core) {
    const started = new PeerProcess(name, url, core);
    await started.#line();
    return started;
  }

  constructor(name, url, core) {
    const { command, environment } = find(name);
    this.#child = spawn(...onCore(core, [...command, url]), { env: { ...process.env, NODE_ENV: "production", ...environment }, stdio: ["pipe", "pipe", "pipe"] });
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
    createInterface(this.#child.stderr).on("line", (line) => this.#log.push(line));
  }

  // { cpuMicroseconds, done, wrong }
  async do(op, command = {}) {
    this.#child.stdin.write(`${JSON.stringify({ op, count: 0, rate: 0, outstanding: 0, upgrades: false, ...command })}\n`);
    return JSON.parse(await this.#line());
  }

  // In bytes.
  resident() {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${this.#child.pid}/status`, "utf8"))[1]) * 1024;
  }

  async stop() {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.stdin.end();
    const impatience = setTimeout(() => this.#child.kill("SIGKILL"), 3000);
    await ended;
    clearTimeout(impatience);
  }

  async #line() {
    const { value, done } = await this.#lines.next();
    if (done) {
      throw new Error(`the client has ended: ${this.#log.slice(0, 12).join("\n")}`);
    }
    return value;
  }
}
