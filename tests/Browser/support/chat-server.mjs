// Builds samples/Chat once and runs it as a process of its own.

import { execFile, spawn } from "node:child_process";
import net from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const Root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
const Project = path.join(Root, "samples/Chat");
const Configuration = process.env.CONFIGURATION ?? "Debug";
const Dll = path.join(Root, "artifacts/bin/Chat", Configuration.toLowerCase(), "Chat.dll");

export const AdminToken = "a-token-for-the-tests";
export const MaxMessageLength = 200;

export async function freePort() {
  const server = net.createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Builds the sample; nothing is done where it is up to date. */
export async function buildChat() {
  try {
    await promisify(execFile)("dotnet", ["build", Project, "-c", Configuration, "-v", "quiet", "-nologo"], { cwd: Root, maxBuffer: 1 << 24 });
  } catch (error) {
    throw new Error(`The sample does not build:\n${error.stdout}${error.stderr}`);
  }
}

export class ChatServer {
  #process = null;
  #log = "";

  constructor(port) {
    this.port = port;
    this.url = `http://localhost:${port}`;
  }

  get log() {
    return this.#log;
  }

  async start() {
    const environment = {
      ...process.env,
      ASPNETCORE_ENVIRONMENT: "Development",
      Chat__AdminToken: AdminToken,
      Chat__MaxMessageLength: String(MaxMessageLength),
      Chat__MaxRoomsPerMember: "4",
    };
    this.#process = spawn("dotnet", [Dll, "--urls", this.url], { cwd: Project, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    const child = this.#process;
    child.stdout.setEncoding("utf8").on("data", (text) => (this.#log += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (this.#log += text));
    await new Promise((started, failed) => {
      const timer = setTimeout(() => failed(new Error(`The server did not start in time:\n${this.#log}`)), 60_000);
      child.once("exit", (code) => failed(new Error(`The server ended with ${code}:\n${this.#log}`)));
      child.stdout.on("data", () => {
        if (!this.#log.includes(`The chat is at ${this.url}`)) return;
        clearTimeout(timer);
        child.removeAllListeners("exit");
        started();
      });
    });
    this.#log = "";
  }

  /** Ends the process, as a deployment does. */
  async stop() {
    const child = this.#process;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), 20_000);
    await ended;
    clearTimeout(timer);
  }
}
