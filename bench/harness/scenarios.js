// What is measured: the phases of each scenario, and the generator's arguments for them.

// On whom a scenario is run: on those of the run that have what it takes, and on those that stand beside it.
const single = (server) => server.adapter === undefined && !server.recovery;
const withMegabyte = (server) => single(server) && server.hasMegabyte;
const pairs = (server) => server.adapter !== undefined && !server.recovery;
const recovering = (server) => server.recovery || (single(server) && server.title === "Sockeye");
const socketioOnly = (server) => single(server) && server.dialect === "socketio";
const noYardstick = (server) => single(server) && !server.yardstick;

// Rates at which every server of the run keeps up on one core.
const ECHO_RATE = 2000;
const FANOUT_RATE = 20; // to 1000 members
const ROOMS_RATE = 500; // to 10 members
const SLOW_READER_RATE = 400; // to 50 members
const SLOW_READERS = 4; // in all rounds, at least
const RECOVERY_RATE = 500; // to the one who says it
const APART_RATE = 10_000; // to the one who says it

const KIB = 1024;

export const phases = {
  "echo-1": { title: "Echo, 1 outstanding per client (100 clients, 64 B)", unit: "request" },
  "echo-8": { title: "Echo, 8 outstanding per client (100 clients, 64 B)", unit: "request" },
  "echo-paced": { title: `Echo, ${ECHO_RATE} a second (100 clients, 64 B)`, unit: "request", paced: true },
  "fanout-64-saturated": { title: "Fan-out to a room of 1000, 64 B, saturated", unit: "delivery" },
  "fanout-64-paced": { title: `Fan-out to a room of 1000, 64 B, ${FANOUT_RATE} messages a second`, unit: "delivery", paced: true },
  "fanout-1k-saturated": { title: "Fan-out to a room of 1000, 1 KiB, saturated", unit: "delivery" },
  "fanout-1k-paced": { title: `Fan-out to a room of 1000, 1 KiB, ${FANOUT_RATE} messages a second`, unit: "delivery", paced: true },
  "binary-1k-saturated": { title: "Binary fan-out to a room of 1000, 1 KiB, saturated", unit: "delivery" },
  "rooms-saturated": { title: "1000 rooms of 10, 64 B, saturated", unit: "delivery" },
  "rooms-paced": { title: `1000 rooms of 10, 64 B, ${ROOMS_RATE} messages a second`, unit: "delivery", paced: true },
  "polling-saturated": { title: "Fan-out to 500 polling clients, 64 B, saturated", unit: "delivery", polls: true },
  "polling-single": { title: "Fan-out to 100 polling clients, 64 B, one message on its way: one for each poll", unit: "delivery", polls: true },
  megabyte: { title: "1 MB by HTTP from a plain endpoint beside Socket.IO (8 connections that are kept)", unit: "MB" },
  churn: { title: "Join and leave (100 clients, 8 outstanding each)", unit: "operation" },
  membership: { title: "Memory of a membership (rooms of 10)", unit: "membership", memory: true },
  handshake: { title: "Handshake to the connected namespace", unit: "handshake" },
  idle: { title: "Memory of an idle connection", unit: "connection", memory: true },
  "recovery-saturated": { title: "Emit to the own socket, with and without recovery (100 clients, 64 B), saturated", unit: "delivery" },
  "recovery-paced": { title: `Emit to the own socket, with and without recovery, ${RECOVERY_RATE} a second`, unit: "delivery", paced: true },
  "cluster-fanout-saturated": { title: "Two servers: fan-out to a room of 1000, 64 B, saturated", unit: "delivery", cluster: true },
  "cluster-fanout-paced": { title: `Two servers: fan-out to a room of 1000, 64 B, ${FANOUT_RATE} messages a second`, unit: "delivery", paced: true, cluster: true },
  "cluster-rooms-saturated": { title: "Two servers: 100 rooms of 10, 64 B, saturated", unit: "delivery", cluster: true },
  "cluster-rooms-paced": { title: `Two servers: 100 rooms of 10, 64 B, ${ROOMS_RATE} messages a second`, unit: "delivery", paced: true, cluster: true },
  "cluster-apart": { title: "Two servers: 10 000 messages a second, 64 B, that concern one of them", unit: "message", paced: true, apart: true },
};

export const scenarios = {
  echo: {
    servers: single,
    load: () => [
      "echo", "--clients", 100,
      "--phase", "echo-1=saturated:1",
      "--phase", "echo-8=saturated:8",
      "--phase", `echo-paced=paced:${ECHO_RATE}`,
    ],
  },
  fanout: {
    servers: single,
    load: (server) => [
      "rooms", "--members", 1000,
      "--phase", "fanout-64-saturated=saturated:4:64",
      "--phase", `fanout-64-paced=paced:${FANOUT_RATE}:64`,
      "--phase", `fanout-1k-saturated=saturated:4:${KIB}`,
      "--phase", `fanout-1k-paced=paced:${FANOUT_RATE}:${KIB}`,
      ...(server.dialect === "signalr" ? [] : ["--phase", `binary-1k-saturated=saturated:4:${KIB}:binary`]),
    ],
  },
  rooms: {
    servers: single,
    load: () => [
      "rooms", "--rooms", 1000, "--members", 10,
      "--phase", "rooms-saturated=saturated:4",
      "--phase", `rooms-paced=paced:${ROOMS_RATE}`,
    ],
  },
  polling: {
    servers: socketioOnly,
    dialect: "socketio-polling",
    load: () => ["rooms", "--members", 500, "--publisher", "socketio", "--phase", "polling-saturated=saturated:4"],
  },
  polls: {
    servers: socketioOnly,
    dialect: "socketio-polling",
    load: () => ["rooms", "--members", 100, "--publisher", "socketio", "--phase", "polling-single=saturated:1"],
  },
  megabyte: {
    servers: withMegabyte,
    beside: ["kestrel-tuned"], // Kestrel without Sockeye, and with the same settings of .NET
    dialect: "http",
    load: () => ["echo", "--clients", 8, "--phase", "megabyte=saturated:1"],
  },
  churn: {
    servers: noYardstick,
    load: () => ["churn", "--clients", 100, "--phase", "churn=saturated:8"],
  },
  handshake: {
    servers: noYardstick,
    load: () => ["handshake", "--clients", 4000],
  },
  memberships: {
    servers: noYardstick,
    fresh: true,
    load: (_, { quick }) => ["memberships", "--clients", 1000, "--rooms", quick ? 50 : 100],
  },
  idle: {
    servers: noYardstick,
    fresh: true,
    load: (_, { quick }) => ["idle", "--clients", quick ? 4000 : 10000],
  },
  "slow-reader": {
    servers: socketioOnly,
    fresh: true,
    load: (_, { quick, rounds }) => [
      "slow-reader", "--members", 50, "--repeat", quick ? 1 : Math.ceil(SLOW_READERS / rounds), "--seconds", quick ? 3 : 5,
      "--phase", `calm=paced:${SLOW_READER_RATE}:${4 * KIB}`,
      "--phase", `stalled=paced:${SLOW_READER_RATE}:${4 * KIB}`,
    ],
  },
  recovery: {
    servers: recovering,
    load: () => [
      "rooms", "--rooms", 100, "--members", 1,
      "--phase", "recovery-saturated=saturated:4",
      "--phase", `recovery-paced=paced:${RECOVERY_RATE}`,
    ],
  },
  "cluster-fanout": {
    servers: pairs,
    load: () => [
      "rooms", "--members", 1000,
      "--phase", "cluster-fanout-saturated=saturated:4",
      "--phase", `cluster-fanout-paced=paced:${FANOUT_RATE}`,
    ],
  },
  "cluster-rooms": {
    servers: pairs,
    load: () => [
      "rooms", "--rooms", 100, "--members", 10,
      "--phase", "cluster-rooms-saturated=saturated:4",
      "--phase", `cluster-rooms-paced=paced:${ROOMS_RATE}`,
    ],
  },
  "cluster-apart": {
    servers: pairs,
    load: () => ["apart", "--rooms", 1000, "--members", 1, "--clients", 100, "--phase", `cluster-apart=paced:${APART_RATE}`],
  },
};

// Several by one name.
export const groups = {
  cluster: ["cluster-fanout", "cluster-rooms", "cluster-apart"],
};
