// What Sockeye has set itself to reach, as ratios to its peers, and whether this run shows it.

const PEERS = ["node", "bun", "signalr", "floor"];

// The default is ahead of these in everything.
const AHEAD = { node: 1, signalr: 1 };

// A measure: the targets on event loops, what else than AHEAD holds for the default, and the peers that were never behind.
const measure = (metric) => (title, phase, loops, { plain = {}, notBehind = [] } = {}) =>
  ({ title, phase, metric, loops, plain: { ...AHEAD, ...plain }, notBehind });
const cpu = measure("cpuUs");
const memory = measure("bytes");
const p99 = (title, phase) => measure("p99Us")(`${title}, p99`, phase, { node: 1, bun: 1, signalr: 1 });

const saturatedFanout = { node: 0.25, bun: 0.5, signalr: 0.4, floor: 0.6 };
const pacedFanout = { node: 0.7, bun: 1, signalr: 0.5, floor: 1.6 };

const measures = [
  cpu("echo, 1 outstanding", "echo-1", {}, { notBehind: ["floor"] }),
  cpu("echo, 8 outstanding", "echo-8", { node: 0.5, bun: 1, signalr: 0.3 }, { notBehind: ["bun", "signalr", "floor"] }),
  cpu("echo paced", "echo-paced", {}),
  cpu("fan-out saturated, 64 B", "fanout-64-saturated", saturatedFanout),
  cpu("fan-out saturated, 1 KiB", "fanout-1k-saturated", saturatedFanout),
  cpu("fan-out paced, 64 B", "fanout-64-paced", pacedFanout, { notBehind: ["floor"] }),
  cpu("fan-out paced, 1 KiB", "fanout-1k-paced", pacedFanout, { notBehind: ["floor"] }),
  cpu("1000 rooms of 10, saturated", "rooms-saturated", { node: 0.5, bun: 0.8, signalr: 0.4 }, { notBehind: ["floor"] }),
  cpu("1000 rooms of 10, paced", "rooms-paced", { node: 0.8, bun: 1, signalr: 0.35 }),
  cpu("binary fan-out 1 KiB", "binary-1k-saturated", { node: 0.15, bun: 0.25, floor: 0.6 }),
  cpu("polling fan-out", "polling-saturated", { node: 0.4, bun: 1 }),
  measure("pollUs")("a poll that brings one message", "polling-single", { node: 0.5 }, { plain: { node: 0.5 } }),
  cpu("join and leave", "churn", { node: 0.4, bun: 1, signalr: 0.4 }),
  memory("memory of a membership", "membership", { node: 1, bun: 0.5, signalr: 0.5 }),
  memory("memory of an idle connection", "idle", { node: 0.7, bun: 1, signalr: 0.55 }, { plain: { node: 1.1 } }),
  cpu("handshake", "handshake", { node: 0.4, bun: 1.5, signalr: 0.9 }, { notBehind: ["bun"] }),
  p99("fan-out paced, 64 B", "fanout-64-paced"),
  p99("fan-out paced, 1 KiB", "fanout-1k-paced"),
  p99("1000 rooms of 10, paced", "rooms-paced"),
  p99("echo paced", "echo-paced"),
];

// A plain endpoint of the application costs what it costs on Kestrel's own sockets.
const ownEndpoint = ["sockeye", "sockeye-loops"].map((server) =>
  ({ title: "1 MB by HTTP, CPU", phase: "megabyte", metric: "cpuUs", server, targets: { "kestrel-tuned": 1.05 } }));

// Two servers of ours against two of Node's, on each of its adapters.
const cluster = (title, phase, metric, loops) => ["redis", "sharded"].flatMap((channels) => [
  { title, phase, metric, server: `sockeye-${channels}`, targets: { [`node-${channels}`]: 1 } },
  { title, phase, metric, server: `sockeye-loops-${channels}`, targets: { [`node-${channels}`]: loops } },
]);

const goals = [
  ...measures.flatMap(({ title, phase, metric, plain, loops }) => [
    { title: titled(title, metric), phase, metric, server: "sockeye", targets: plain },
    { title: titled(title, metric), phase, metric, server: "sockeye-loops", targets: loops },
  ]),
  ...ownEndpoint,
  ...cluster("two servers, fan-out saturated, CPU of both", "cluster-fanout-saturated", "cpuUs", 0.5),
  ...cluster("two servers, fan-out paced, CPU of both", "cluster-fanout-paced", "cpuUs", 0.5),
  ...cluster("two servers, 100 rooms of 10, saturated, CPU of both", "cluster-rooms-saturated", "cpuUs", 0.5),
  ...cluster("two servers, 100 rooms of 10, paced, CPU of both", "cluster-rooms-paced", "cpuUs", 0.5),
  ...cluster("two servers, fan-out paced, p99 across", "cluster-fanout-paced", "crossingP99Us", 1),
  ...cluster("two servers, 100 rooms of 10, paced, p99 across", "cluster-rooms-paced", "crossingP99Us", 1),
  ...cluster("messages that do not concern the other server, its CPU", "cluster-apart", "lastServerCpuUs", 0.5).filter(({ server }) => server.endsWith("-redis")),
];

// The share of a core that a server with nothing to do may take: its heartbeats and timers.
const IDLE_TARGET = 0.01;

const SLOW_READER_TARGET = 1.1;

function titled(title, metric) {
  return metric === "cpuUs" || metric === "pollUs" ? `${title}, CPU` : title;
}

// The targets of both servers: the default first.
export function evaluate(results) {
  const rows = goals.flatMap(({ title, phase, metric, server, targets }) =>
    Object.entries(targets).map(([peer, target]) => ({ server, title, peer, target, ratio: results.ratio(phase, metric, server, peer) })));
  rows.push(...["sockeye", "sockeye-loops"].map((server) => slowReader(results, server)));
  rows.push(...["sockeye-sharded", "sockeye-loops-sharded"].map((server) => unconcerned(results, server)));
  const isOnLoops = ({ server }) => Number(server.startsWith("sockeye-loops"));
  return rows
    .filter((row) => row.ratio !== undefined)
    .map((row) => ({ ...row, met: row.ratio <= row.target }))
    .sort((a, b) => isOnLoops(a) - isOnLoops(b));
}

// Every peer in every scenario; on event loops none may fall behind that was ahead before there was a choice.
export function standings(results) {
  return measures.map(({ title, phase, metric, notBehind }) => ({
    title: titled(title, metric),
    plain: Object.keys(AHEAD).map((peer) => ({ peer, ratio: results.ratio(phase, metric, "sockeye", peer) })),
    loops: PEERS.map((peer) => {
      const ratio = results.ratio(phase, metric, "sockeye-loops", peer);
      return { peer, ratio, fellBehind: ratio > 1 && !notBehind.includes(peer) };
    }),
  })).filter(({ plain, loops }) => [...plain, ...loops].some(({ ratio }) => ratio !== undefined));
}

function slowReader(results, server) {
  const calm = results.summary("calm", server, "p99Us");
  const stalled = results.summary("stalled", server, "p99Us");
  return {
    server,
    title: "p99 of the others beside a stalled reader",
    peer: "itself without it",
    target: SLOW_READER_TARGET,
    ratio: calm && stalled && stalled.median / calm.median,
  };
}

function unconcerned(results, server) {
  return {
    server,
    title: "messages that do not concern the other server, its share of a core, sharded",
    peer: "nothing",
    target: IDLE_TARGET,
    ratio: results.summary("cluster-apart", server, "lastServerBusy")?.median,
  };
}
