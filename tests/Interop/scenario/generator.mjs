import { Random } from "./random.mjs";

const NAMESPACES = ["/", "/chat", "/custom", "/dynamic-7", "/dynamic-8"];
const ROOMS = ["r1", "r2", "r3", "é#*"];
const STRINGS = ["", "a", "é😀", "\u2028\u0000\"\\", "x".repeat(300)];
const NUMBERS = [0, -1, 1.5, 1e21, 123456789012, 5e-7];
const STEPS = {
  message: 6, messageWithAck: 4, join: 6, leave: 3, say: 8, shout: 4, whoami: 3,
  emit: 25, emitWithAck: 6, opJoin: 4, opLeave: 2, rooms: 2, setData: 3, fetchSockets: 4, socketsJoin: 4, socketsLeave: 3,
  allRooms: 2, onAny: 0.5, serverCount: 0.5, burst: 3, nonsense: 1,
  disconnectSockets: 1.5, serverDisconnect: 1.5, clientDisconnect: 2, breakConnection: 1, reconnect: 7,
};

const LEAVING = new Set(["disconnectSockets", "serverDisconnect", "clientDisconnect"]);

/**
 * What happens, step by step, in the world of this seed: clients, each with one connection and some namespaces on it, and
 * what they do. It depends on the seed alone; a step of a member that is away is skipped by the player.
 */
export function generate(seed, length) {
  const random = new Random(seed);
  // over WebSocket alone it is certain that a client is ready for a volatile packet
  const transports = random.chance(0.5) ? [["websocket"]] : [["polling"], ["websocket"], ["polling", "websocket"]];
  const clients = Array.from({ length: 3 + random.below(4) }, (_, i) => ({
    name: `c${i}`,
    transports: random.pick(transports),
    auth: random.chance(0.5) ? { token: value(random, 1) } : undefined,
    namespaces: ["/chat", ...random.some(NAMESPACES.filter((name) => name !== "/chat"), 0.4)],
  }));
  const members = clients.flatMap(({ name, namespaces }) => namespaces.map((namespace) => name + namespace));
  const recovery = random.chance(0.4);
  const world = { random, members, recovery, volatile: transports.length === 1 };
  return { seed, clients, recovery, steps: Array.from({ length }, () => step(world)) };
}

function step(world) {
  const { random, members } = world;
  const kind = allowed(random.weighted(STEPS), world);
  const member = random.pick(members);
  const details = BUILDERS[kind];
  return { kind, member, ...(typeof details === "function" ? details(world) : details) };
}

function allowed(kind, { recovery, volatile }) {
  // with recovery, Node lets a client come back to a session that it has come back to before, even after it left on purpose
  if (recovery && LEAVING.has(kind)) return "breakConnection";
  // what a catch-all listener repeats is on its way when Node looks whether the client is ready for a volatile packet
  if (volatile && kind === "onAny") return "rooms";
  return kind;
}

const operation = (op, needs = () => ({})) => (world) => ({ kind: "do", operation: { op, ...needs(world) } });
const withTarget = (needs) => (world) => ({ ...target(world), ...needs(world) });
const someRooms = ({ random }) => ({ rooms: atLeastOne(random, ROOMS) });

const BUILDERS = {
  message: ({ random }) => ({ args: values(random) }),
  messageWithAck: ({ random }) => ({ args: values(random) }),
  join: ({ random }) => ({ room: random.pick(ROOMS) }),
  leave: ({ random }) => ({ room: random.pick(ROOMS) }),
  say: ({ random, members }) => ({ room: room(random, members), payload: value(random) }),
  shout: ({ random }) => ({ payload: value(random) }),
  whoami: {},
  burst: ({ random }) => ({ room: random.pick(ROOMS), payloads: Array.from({ length: 10 }, () => value(random)) }),
  nonsense: ({ random }) => ({ kind: "do", operation: random.pick([{ op: "nonsense" }, {}, { op: "emit", from: "ns:/nope" }]) }),
  emit: operation("emit", withTarget(({ random }) => ({ event: random.pick(["x", "y", "said"]), args: values(random) }))),
  emitWithAck: operation("emitWithAck", (world) => ({
    ...withTarget(({ random }) => ({ event: "ask", args: values(random) }))({ ...world, volatile: false }),
    timeout: 400,
  })),
  opJoin: operation("join", someRooms),
  opLeave: operation("leave", someRooms),
  rooms: operation("rooms"),
  setData: operation("setData", ({ random }) => ({ data: { set: plain(random) } })),
  fetchSockets: operation("fetchSockets", withTarget(() => ({}))),
  socketsJoin: operation("socketsJoin", withTarget(someRooms)),
  socketsLeave: operation("socketsLeave", withTarget(someRooms)),
  // one socket: in what order several of a room go, and so who of them sees the others leave, is Node's affair
  disconnectSockets: ({ random, members }) => ({
    operation: { op: "disconnectSockets", from: "io", to: [`@${random.pick(members)}`], close: random.chance(0.5) },
  }),
  allRooms: operation("allRooms"),
  onAny: operation("onAny"),
  serverCount: operation("serverCount"),
  serverDisconnect: ({ random }) => ({ close: random.chance(0.5) }),
  clientDisconnect: {},
  breakConnection: {},
  reconnect: {},
};

function target({ random, members, volatile }) {
  const from = random.weighted({ socket: 5, io: 5, namespace: 1 });
  return {
    ...(from === "io" && { from: "io" }),
    ...(from === "namespace" && { from: `ns:${random.pick(["/chat", "/", "/custom"])}` }),
    ...(random.chance(0.5) && { to: Array.from({ length: 1 + random.below(2) }, () => room(random, members)) }),
    ...(random.chance(0.3) && { except: [room(random, members)] }),
    ...(from === "socket" && random.chance(0.3) && { broadcast: true }),
    ...(random.chance(0.1) && { local: true }),
    ...(volatile && random.chance(0.15) && { volatile: true }),
    ...(random.chance(0.2) && { compress: random.chance(0.5) }),
  };
}

/** A room, or a member, written @name: the player puts its id there. */
function room(random, members) {
  return random.chance(0.75) ? random.pick(ROOMS) : `@${random.pick(members)}`;
}

function atLeastOne(random, list) {
  const chosen = random.some(list, 0.4);
  return chosen.length > 0 ? chosen : [random.pick(list)];
}

function values(random) {
  return Array.from({ length: random.below(4) }, () => value(random));
}

function value(random, depth = 0) {
  return random.chance(0.25) ? Buffer.from(Array.from({ length: random.below(20) }, () => random.below(256))) : nested(random, depth, value);
}

/** Without binary: the shared data of a socket goes as JSON. */
function plain(random, depth = 0) {
  return nested(random, depth, plain);
}

function nested(random, depth, inner) {
  switch (random.weighted({ string: 4, number: 4, literal: 2, array: depth < 3 ? 2 : 0, object: depth < 3 ? 3 : 0 })) {
    case "string":
      return random.pick(STRINGS);
    case "number":
      return random.pick(NUMBERS);
    case "literal":
      return random.pick([null, true, false]);
    case "array":
      return Array.from({ length: random.below(4) }, () => inner(random, depth + 1));
    default:
      return Object.fromEntries(Array.from({ length: random.below(4) }, (_, i) => [`k${i}`, inner(random, depth + 1)]));
  }
}
