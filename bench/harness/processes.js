// Processes of the run: each is told its port, says when it is ready, and is stopped at the end.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { createInterface } from "node:readline";

// Resolves once it has written "ready", or with `ready` where it says that in another way.
export async function spawnServer(name, { command, environment }, core, { port, ready } = {}) {
  port ??= await freePort();
  const child = spawn(...onCore(core, [...command, "--port", String(port)]), {
    env: { ...process.env, ...environment, BENCH_LOG_DISCONNECTS: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = [];
  const started = new Promise((resolve, reject) => {
    createInterface(child.stdout).on("line", (line) => (line === "ready" ? resolve() : log.push(line)));
    createInterface(child.stderr).on("line", (line) => log.push(line));
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`${name} ended with ${code}: ${log.slice(-10).join("\n")}`)));
    ready?.then(resolve, reject);
  });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  await started;
  return { pid: child.pid, port, log, stop: () => stop(child, ended) };
}

export function onCore(core, [command, ...args]) {
  return core === undefined ? [command, args] : ["taskset", ["--cpu-list", String(core), command, ...args]];
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function stop(child, ended) {
  child.kill("SIGTERM");
  const impatience = setTimeout(() => child.kill("SIGKILL"), 3000);
  await ended;
  clearTimeout(impatience);
}
