import { withoutAck } from "./namespaces.mjs";

/** One operation of the event `do`: one call of the server's API. */
export function run(io, socket, operation) {
  if (!Object.hasOwn(OPERATIONS, operation?.op)) throw new Error(`unknown operation: ${operation?.op ?? ""}`);
  return OPERATIONS[operation.op](operation, {
    socket,
    namespace: namespaceOf(io, socket, operation),
    target: () => flagged(recipientsOf(io, socket, operation), operation),
    several: () => {
      const recipients = recipientsOf(io, socket, operation);
      // before any flag: a socket keeps those that were set on it until it emits
      if (recipients === socket) throw new Error(`${operation.op} needs a broadcast for its target`);
      return flagged(recipients, operation);
    },
  });
}

const OPERATIONS = {
  emit: ({ event, args = [] }, { target }) => {
    target().emit(event, ...args);
    return true;
  },
  emitWithAck: ({ event, args = [] }, { target }) => target().emitWithAck(event, ...args),
  join: async (operation, { socket }) => {
    await socket.join(roomsOf(operation));
    return true;
  },
  leave: async (operation, { socket }) => {
    for (const room of roomsOf(operation)) await socket.leave(room);
    return true;
  },
  rooms: (_, { socket }) => sorted(socket.rooms),
  setUser: async ({ user }, { socket }) => {
    await socket.join(userRoom(user));
    return true;
  },
  setData: ({ data }, { socket }) => {
    socket.data = data;
    return true;
  },
  fetchSockets: async (_, { several }) => {
    const sockets = await several().fetchSockets();
    return sockets
      .map(({ id, rooms, data }) => ({ id, rooms: sorted(rooms), data }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  },
  socketsJoin: ({ rooms }, { several }) => {
    several().socketsJoin(rooms);
    return true;
  },
  socketsLeave: ({ rooms }, { several }) => {
    several().socketsLeave(rooms);
    return true;
  },
  disconnectSockets: ({ close }, { several }) => {
    several().disconnectSockets(close);
    return true;
  },
  allRooms: (_, { namespace }) =>
    Object.fromEntries([...namespace.adapter.rooms].map(([room, members]) => [room, members.size])),
  // Only the pub/sub adapter has it.
  clusterRooms: async (_, { namespace }) => sorted(await namespace.adapter.allRooms()),
  serverSideEmit: ({ event, args = [] }, { namespace }) => {
    if (isCluster(namespace)) namespace.serverSideEmit(event, ...args);
    return true;
  },
  serverSideEmitWithAck: ({ event, args = [] }, { namespace }) => (isCluster(namespace) ? namespace.serverSideEmitWithAck(event, ...args) : []),
  disconnect: ({ close }, { socket }) => {
    socket.disconnect(close);
  },
  onAny: (_, { socket }) => {
    socket.onAny((event, ...args) => socket.emit("any", event, ...withoutAck(args)));
    return true;
  },
  serverCount: (_, { namespace }) => namespace.adapter.serverCount(),
  handshake: (_, { socket }) => socket.handshake,
};

// The in-memory adapter never answers: it has nobody to tell.
function isCluster(namespace) {
  return namespace.adapter.constructor.name !== "Adapter" && namespace.adapter.constructor.name !== "SessionAwareAdapter";
}

function namespaceOf(io, socket, { from = "socket" }) {
  if (from === "socket" || from === "io") return socket.nsp;
  const name = from.startsWith("ns:") ? from.slice(3) : undefined;
  if (!io._nsps.has(name) && !/^\/dynamic-\d+$/.test(name)) throw new Error(`no such target: ${from}`);
  return io.of(name);
}

function recipientsOf(io, socket, operation) {
  const { from = "socket", to = [], users = [], except = [], broadcast, local } = operation;
  let target = from === "socket" ? socket : namespaceOf(io, socket, operation);
  if (to.length > 0) target = target.to(to);
  if (users.length > 0) target = target.to(users.map(userRoom));
  if (except.length > 0) target = target.except(except);
  if (broadcast && target === socket) target = target.broadcast;
  if (local) target = target.local;
  return target;
}

function flagged(target, { volatile, compress, timeout }) {
  if (volatile) target = target.volatile;
  if (compress !== undefined) target = target.compress(compress);
  if (timeout !== undefined) target = target.timeout(timeout);
  return target;
}

// As the documentation of our servers says it.
function userRoom(user) {
  return `sockeye:user:${user}`;
}

function roomsOf({ room, rooms = [room] }) {
  return rooms;
}

export function sorted(strings) {
  return [...strings].sort();
}
