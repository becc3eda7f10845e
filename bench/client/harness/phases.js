// What is measured. `load` phases share a process that is warm; `idle` ones have one of their own.
export const PING_INTERVAL = 2000;

const WARM_UP = 0.4;

export const phases = {
  events: load("Received events, as fast as the server sends", "event", "events", 100_000, {}),
  paced: load("Received events, 1000 a second, one by one", "event", "events", 3000, { rate: 1000 }),
  acks: load("Acknowledged emits, 32 outstanding", "emit", "acks", 20_000, { outstanding: 32 }),
  websocket: idle("Idle connections, WebSocket", false),
  upgraded: idle("Idle connections, after the upgrade", true),
};

function load(title, unit, op, count, command) {
  return {
    title,
    shares: true,
    metrics: { cpu: `CPU µs per ${unit}` },
    async warmUp(peer) {
      await peer.do(op, { ...command, count: Math.round(count * WARM_UP) });
    },
    async measure(peer) {
      const { cpuMicroseconds, done, wrong } = await peer.do(op, { ...command, count });
      return { cpu: cpuMicroseconds / done, missing: count - done, wrong };
    },
  };
}

function idle(title, upgrades) {
  const COUNT = 1000;
  const WARM = 100;
  const SETTLE = 3000;
  const HEARTBEATS = 4;
  return {
    title,
    shares: false,
    metrics: {
      growth: "KiB per connection",
      resident: "MiB in all, 1000 connections",
      cpu: "CPU ms per 1000 heartbeats",
      opening: "CPU ms per connection made",
    },
    // The growth is counted from a process that has had connections, and has collected them.
    async measure(peer) {
      await peer.do("open", { count: WARM, upgrades });
      await peer.do("close");
      await sleep(SETTLE);
      await peer.do("collect");
      const before = peer.resident();
      const opened = await peer.do("open", { count: COUNT, upgrades });
      await sleep(SETTLE);
      await peer.do("collect");
      const resident = peer.resident();
      const start = await peer.do("cpu");
      await sleep(HEARTBEATS * PING_INTERVAL);
      const end = await peer.do("cpu");
      return {
        growth: (resident - before) / COUNT / 1024,
        resident: resident / 2 ** 20,
        cpu: (end.cpuMicroseconds - start.cpuMicroseconds) / HEARTBEATS / COUNT,
        opening: opened.cpuMicroseconds / COUNT / 1000,
        missing: 0,
        wrong: 0,
      };
    },
  };
}

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
