// What Sockeye has set itself to reach, as ratios to its peers, and whether this run shows it.

const cpu = (title, phase, targets) => ({ title: `${title}, CPU`, phase, metric: "cpuUs", targets });
const memory = (title, phase, targets) => ({ title, phase, metric: "bytes", targets });
const p99 = (title, phase) => ({ title: `${title}, p99`, phase, metric: "p99Us", targets: { node: 1, bun: 1, signalr: 1 } });

const saturatedFanout = { node: 0.25, bun: 0.5, signalr: 0.4, floor: 0.6 };
const pacedFanout = { node: 0.7, bun: 1, signalr: 0.5, floor: 1.6 };

const goals = [
  cpu("fan-out saturated, 64 B", "fanout-64-saturated", saturatedFanout),
  cpu("fan-out saturated, 1 KiB", "fanout-1k-saturated", saturatedFanout),
  cpu("fan-out paced, 64 B", "fanout-64-paced", pacedFanout),
  cpu("fan-out paced, 1 KiB", "fanout-1k-paced", pacedFanout),
  cpu("echo, 8 outstanding", "echo-8", { node: 0.5, bun: 1, signalr: 0.3 }),
  cpu("1000 rooms of 10, saturated", "rooms-saturated", { node: 0.5, bun: 0.8, signalr: 0.4 }),
  cpu("1000 rooms of 10, paced", "rooms-paced", { node: 0.8, bun: 1, signalr: 0.35 }),
  cpu("binary fan-out 1 KiB", "binary-1k-saturated", { node: 0.15, bun: 0.25, floor: 0.6 }),
  cpu("polling fan-out", "polling-saturated", { node: 0.4, bun: 1 }),
  cpu("join and leave", "churn", { node: 0.4, bun: 1, signalr: 0.4 }),
  memory("memory of a membership", "membership", { node: 1, bun: 0.5, signalr: 0.5 }),
  memory("memory of an idle connection", "idle", { node: 0.7, bun: 1, signalr: 0.55 }),
  cpu("handshake", "handshake", { node: 0.4, bun: 1.5, signalr: 0.9 }),
  p99("fan-out paced, 64 B", "fanout-64-paced"),
  p99("fan-out paced, 1 KiB", "fanout-1k-paced"),
  p99("1000 rooms of 10, paced", "rooms-paced"),
  p99("echo paced", "echo-paced"),
];

const acrossCpu = (title, phase) => cluster(`${title}, CPU of both`, phase, "cpuUs", 0.5);
const acrossP99 = (title, phase) => cluster(`${title}, p99 across`, phase, "crossingP99Us", 1);

// Two servers of ours against two of Node's, on each of its adapters.
function cluster(title, phase, metric, target) {
  return ["redis", "sharded"].map((adapter) =>
    ({ title, phase, metric, server: `sockeye-${adapter}`, targets: { [`node-${adapter}`]: target } }));
}

const clusterGoals = [
  ...acrossCpu("two servers, fan-out saturated", "cluster-fanout-saturated"),
  ...acrossCpu("two servers, fan-out paced", "cluster-fanout-paced"),
  ...acrossCpu("two servers, 100 rooms of 10, saturated", "cluster-rooms-saturated"),
  ...acrossCpu("two servers, 100 rooms of 10, paced", "cluster-rooms-paced"),
  ...acrossP99("two servers, fan-out paced", "cluster-fanout-paced"),
  ...acrossP99("two servers, 100 rooms of 10, paced", "cluster-rooms-paced"),
  {
    title: "messages that do not concern the other server, its CPU",
    phase: "cluster-apart", metric: "lastServerCpuUs", server: "sockeye-redis", targets: { "node-redis": 0.5 },
  },
];

// The share of a core that a server with nothing to do may take: its heartbeats and timers.
const IDLE_TARGET = 0.01;

const SLOW_READER_TARGET = 1.1;

export function evaluate(results) {
  const rows = [...goals, ...clusterGoals].flatMap(({ title, phase, metric, server = "sockeye", targets }) =>
    Object.entries(targets).map(([peer, target]) => ({ title, peer, target, ratio: results.ratio(phase, metric, server, peer) })));
  rows.push(slowReader(results), unconcerned(results));
  return rows
    .filter((row) => row.ratio !== undefined)
    .map((row) => ({ ...row, met: row.ratio <= row.target }));
}

function slowReader(results) {
  const calm = results.summary("calm", "sockeye", "p99Us");
  const stalled = results.summary("stalled", "sockeye", "p99Us");
  return {
    title: "p99 of the others beside a stalled reader",
    peer: "itself without it",
    target: SLOW_READER_TARGET,
    ratio: calm && stalled && stalled.median / calm.median,
  };
}

function unconcerned(results) {
  return {
    title: "messages that do not concern the other server, its share of a core, sharded",
    peer: "nothing",
    target: IDLE_TARGET,
    ratio: results.summary("cluster-apart", "sockeye-sharded", "lastServerBusy")?.median,
  };
}
