// What is measured. `load` phases share a process that is warm; `idle` ones have one of their own.
// In the server's ping interval, milliseconds: with the usual 25 s there would be nothing to measure in a short run.
export const PING_INTERVAL = 1000;

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
  const HEARTBEATS = 5;
  return {
    title,
    shares: false,
    metrics: {
      growth: "KiB per connection",
      resident: "MiB of the process, 1000 connections",
      cpu: "CPU µs per heartbeat",
      opening: "CPU ms to open one",
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
      await sleep(HEARTBEATS * PING_INTERVAL); // until the just-in-time compilers have nothing left to do
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
