// The servers: how each is started, and what it speaks.
import { join } from "node:path";
import { startOnRedis } from "./cluster.js";
import * as paths from "./paths.js";
import { spawnServer } from "./processes.js";

const dotnet = (project) => ["dotnet", paths.dotnetAssembly(project)];

// The knobs of .NET that the comparison is made with and without; see README.md. The values are hexadecimal.
const tuned = { DOTNET_ThreadPool_UnfairSemaphoreSpinLimit: "0", DOTNET_TC_QuickJit: "0" };
const untuned = { DOTNET_ThreadPool_UnfairSemaphoreSpinLimit: "46", DOTNET_TC_QuickJit: "1" };

const single = {
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

// Two of them on one Redis; `ours` is what a pair is compared with.
const pairs = {
  "sockeye-redis": { ...single.sockeye, title: "Sockeye, pub/sub", adapter: "redis", ours: "sockeye-redis" },
  "node-redis": { ...single.node, title: "Node `ws`, pub/sub", adapter: "redis", ours: "sockeye-redis" },
  "sockeye-sharded": { ...single.sockeye, title: "Sockeye, sharded", adapter: "redis-sharded", ours: "sockeye-sharded" },
  "node-sharded": { ...single.node, title: "Node `ws`, sharded", adapter: "redis-sharded", ours: "sockeye-sharded" },
};

// One server that keeps what its clients may miss.
const recovers = [...single.sockeye.command, "--recovery", "on"];
const recovering = {
  "sockeye-recovery": { ...single.sockeye, title: "Sockeye, recovery in memory", command: recovers, recovery: true },
  "sockeye-recovery-streams": { ...single.sockeye, title: "Sockeye, recovery over streams", command: recovers, recovery: true, adapter: "redis-streams" },
};

export const servers = { ...single, ...pairs, ...recovering };

// Another checkout of this repository, where `bench/Server` is built: BENCH_BEFORE is its path.
const before = { command: ["dotnet", paths.dotnetAssembly("Sockeye.Bench.Server", process.env.BENCH_BEFORE)] };

// Not part of a run unless asked for by name.
export const variants = {
  "before": { ...single.sockeye, ...before, title: "Sockeye before" },
  "before-redis": { ...pairs["sockeye-redis"], ...before, title: "Sockeye before, pub/sub" },
  "before-sharded": { ...pairs["sockeye-sharded"], ...before, title: "Sockeye before, sharded" },
  "sockeye-untuned": { ...single.sockeye, title: "Sockeye, untuned", environment: untuned },
  "sockeye-kestrel-sockets": { ...single.sockeye, title: "Sockeye on Kestrel's sockets", environment: { BENCH_KESTREL_SOCKETS: "1" } },
  "signalr-tuned": { ...single.signalr, title: "SignalR, tuned", environment: tuned },
  "kestrel-tuned": { ...single.kestrel, title: "bare Kestrel, tuned", environment: tuned },
};

export async function startServer(name, cores) {
  const server = { ...servers, ...variants }[name];
  if (server.adapter !== undefined) {
    return await startOnRedis(name, server, server.recovery ? 1 : 2, cores);
  }
  const started = await spawnServer(name, server, cores.serverCore);
  return { name, dialect: server.dialect, processes: [started], log: started.log, stop: started.stop };
}
