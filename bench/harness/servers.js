// The servers: how each is started, and what it speaks.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as paths from "./paths.js";

const dotnet = (project) => ["dotnet", paths.dotnetAssembly(project)];

// The knobs of .NET that the comparison is made with and without; see README.md. The values are hexadecimal.
const tuned = { DOTNET_ThreadPool_UnfairSemaphoreSpinLimit: "0", DOTNET_TC_QuickJit: "0" };
const untuned = { DOTNET_ThreadPool_UnfairSemaphoreSpinLimit: "46", DOTNET_TC_QuickJit: "1" };

export const servers = {
  sockeye: { title: "Sockeye", dialect: "socketio", command: dotnet("Sockeye.Bench.Server") },
  node: {
    title: "Node `ws`",
    dialect: "socketio",
    command: ["node", "--expose-gc", join(paths.javascript, "node-server.js")],
    environment: { NODE_ENV: "production" },
  },
  bun: {
    title: "Bun engine",
    dialect: "socketio",
    command: [paths.bun(), join(paths.javascript, "bun-server.js")],
    environment: { NODE_ENV: "production" },
  },
  signalr: { title: "SignalR", dialect: "signalr", command: dotnet("Sockeye.Bench.SignalR") },
  kestrel: { title: "bare Kestrel", dialect: "bare", command: dotnet("Sockeye.Bench.Kestrel") },
  floor: { title: "floor", dialect: "bare", command: [paths.floor], yardstick: true },
};

// Not part of a run unless asked for by name.
export const variants = {
  "sockeye-untuned": { ...servers.sockeye, title: "Sockeye, untuned", environment: untuned },
  "signalr-tuned": { ...servers.signalr, title: "SignalR, tuned", environment: tuned },
  "kestrel-tuned": { ...servers.kestrel, title: "bare Kestrel, tuned", environment: tuned },
};

export async function startServer(name, core) {
  const server = { ...servers, ...variants }[name];
  const port = await freePort();
  const child = spawn(...onCore(core, [...server.command, "--port", String(port)]), {
    env: { ...process.env, ...server.environment, BENCH_LOG_DISCONNECTS: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = [];
  const started = new Promise((resolve, reject) => {
    createInterface(child.stdout).on("line", (line) => (line === "ready" ? resolve() : log.push(line)));
    createInterface(child.stderr).on("line", (line) => log.push(line));
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`${name} ended with ${code}: ${log.slice(-10).join("\n")}`)));
  });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  await started;
  return { name, dialect: server.dialect, pid: child.pid, port, log, stop: () => stop(child, ended) };
}

export function onCore(core, [command, ...args]) {
  return core === undefined ? [command, args] : ["taskset", ["--cpu-list", String(core), command, ...args]];
}

async function stop(child, ended) {
  child.kill("SIGTERM");
  const impatience = setTimeout(() => child.kill("SIGKILL"), 3000);
  await ended;
  clearTimeout(impatience);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
