// The servers: how each is started, and what it speaks.
import { join } from "node:path";
import { startOnRedis } from "./cluster.js";
import * as paths from "./paths.js";
import { spawnServer } from "./processes.js";

const dotnet = (project) => ["dotnet", paths.dotnetAssembly(project)];

// The knobs of .NET that the comparison is made with and without; see README.md. The values are hexadecimal.
const tuned = { DOTNET_ThreadPool_UnfairSemaphoreSpinLimit: "0", DOTNET_TC_QuickJit: "0" };
const untuned = { DOTNET_ThreadPool_UnfairSemaphoreSpinLimit: "46", DOTNET_TC_QuickJit: "1" };

const sockeye = { title: "Sockeye", dialect: "socketio", command: dotnet("Sockeye.Bench.Server"), hasMegabyte: true };
const onLoops = { environment: { BENCH_EVENT_LOOPS: "1" } };

const single = {
  sockeye,
  "sockeye-loops": { ...sockeye, ...onLoops, title: "Sockeye on event loops" },
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
  kestrel: { title: "bare Kestrel", dialect: "bare", command: dotnet("Sockeye.Bench.Kestrel"), hasMegabyte: true },
  floor: { title: "floor", dialect: "bare", command: [paths.floor], yardstick: true },
};

// Two of them on one Redis; a pair is compared with ours on the same channels.
const pubSub = { adapter: "redis", channels: "redis" };
const sharded = { adapter: "redis-sharded", channels: "sharded" };
const pairs = {
  "sockeye-redis": { ...sockeye, ...pubSub, title: "Sockeye, pub/sub" },
  "sockeye-loops-redis": { ...single["sockeye-loops"], ...pubSub, title: "Sockeye on event loops, pub/sub" },
  "node-redis": { ...single.node, ...pubSub, title: "Node `ws`, pub/sub" },
  "sockeye-sharded": { ...sockeye, ...sharded, title: "Sockeye, sharded" },
  "sockeye-loops-sharded": { ...single["sockeye-loops"], ...sharded, title: "Sockeye on event loops, sharded" },
  "node-sharded": { ...single.node, ...sharded, title: "Node `ws`, sharded" },
};

// One server that keeps what its clients may miss.
const recovers = [...sockeye.command, "--recovery", "on"];
const recovering = {
  "sockeye-recovery": { ...sockeye, title: "Sockeye, recovery in memory", command: recovers, recovery: true },
  "sockeye-recovery-streams": { ...sockeye, title: "Sockeye, recovery over streams", command: recovers, recovery: true, adapter: "redis-streams" },
};

export const servers = { ...single, ...pairs, ...recovering };

// Another checkout of this repository, where `bench/Server` is built: BENCH_BEFORE is its path.
const before = { command: ["dotnet", paths.dotnetAssembly("Sockeye.Bench.Server", process.env.BENCH_BEFORE)] };

// Not part of a run unless asked for by name.
export const variants = {
  "before": { ...sockeye, ...before, title: "Sockeye before" },
  "before-loops": { ...single["sockeye-loops"], ...before, title: "Sockeye before, on event loops" },
  "before-redis": { ...pairs["sockeye-redis"], ...before, title: "Sockeye before, pub/sub" },
  "before-sharded": { ...pairs["sockeye-sharded"], ...before, title: "Sockeye before, sharded" },
  "sockeye-untuned": { ...sockeye, title: "Sockeye, untuned", environment: untuned },
  "sockeye-loops-untuned": { ...sockeye, title: "Sockeye on event loops, untuned", environment: { ...untuned, ...onLoops.environment } },
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
