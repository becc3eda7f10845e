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

const SLOW_READER_TARGET = 1.1;

export function evaluate(results) {
  const rows = goals.flatMap(({ title, phase, metric, targets }) =>
    Object.entries(targets).map(([peer, target]) => ({ title, peer, target, ratio: results.ratio(phase, metric, "sockeye", peer) })));
  rows.push(slowReader(results));
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
