// Runs samples/Chat, which is built before, as a process of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";

const Root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
const Project = path.join(Root, "samples/Chat");
const Configuration = process.env.CONFIGURATION ?? "Release";
const Dll = path.join(Root, "artifacts/bin/Chat", Configuration.toLowerCase(), "Chat.dll");

export const AdminToken = "a-token-for-the-tests";
export const MaxMessageLength = 200;
export const MaxMessagesPer10Seconds = 8;
export const MaxRoomsPerMember = 4;

export async function freePort() {
  const server = net.createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

export class ChatServer {
  #process = null;
  #exited = null;
  #log = "";

  /** With `redis` one of several. */
  constructor(port, { redis = null } = {}) {
    this.port = port;
    this.arguments = redis === null ? ["--urls", `http://localhost:${port}`] : ["--port", String(port), "--redis", redis];
    this.url = `http://localhost:${port}`;
  }

  /** What the server has logged as an error or worse. */
  get errors() {
    return this.#log.match(/^(fail|crit): .*(\n {6}.*)*/gm) ?? [];
  }

  async start() {
    const environment = {
      ...process.env,
      ASPNETCORE_ENVIRONMENT: "Development",
      Chat__AdminToken: AdminToken,
      Chat__MaxMessageLength: String(MaxMessageLength),
      Chat__MaxMessagesPer10Seconds: String(MaxMessagesPer10Seconds),
      Chat__MaxRoomsPerMember: String(MaxRoomsPerMember),
      Chat__ReconnectTime: "00:00:05",
      Rooms__HeartbeatInterval: "00:00:02",
    };
    this.#process = spawn("dotnet", [Dll, ...this.arguments], { cwd: Project, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    this.#exited = once(this.#process, "exit");
    const from = this.#log.length;
    await new Promise((started, failed) => {
      const timer = setTimeout(() => failed(new Error(`The server did not start in time:\n${this.#log}`)), 60_000);
      const read = (text) => {
        this.#log += text;
        if (!this.#log.includes(`The chat is at ${this.url}`, from)) return;
        clearTimeout(timer);
        started();
      };
      this.#process.stdout.setEncoding("utf8").on("data", read);
      this.#process.stderr.setEncoding("utf8").on("data", read);
      this.#exited.then(([code]) => failed(new Error(`The server ended with ${code}:\n${this.#log}`)));
    });
  }

  /** Ends the process without a warning, as a crash does. */
  async kill() {
    this.#process.kill("SIGKILL");
    await this.#exited;
    this.#process = null;
  }

  /** Ends the process, as a deployment does. */
  async stop() {
    if (this.#process === null) return;
    this.#process.kill("SIGTERM");
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), 20_000);
    await this.#exited;
    clearTimeout(timer);
    this.#process = null;
  }
}
