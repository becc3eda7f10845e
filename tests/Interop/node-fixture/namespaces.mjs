import { published } from "./adapters.mjs";
import { run, sorted } from "./operations.mjs";

export function serveNamespaces(io) {
  const auth = io.of("/auth").use((socket, next) => {
    if (socket.handshake.auth.token === "secret") return next();
    next(Object.assign(new Error("Unauthorized"), { data: { code: "E_AUTH" } }));
  });

  for (const namespace of [io.of("/"), io.of("/custom"), io.of("/chat"), io.of(/^\/dynamic-\d+$/), auth]) {
    namespace.on("connection", (socket) => onConnection(io, socket));
  }
  for (const namespace of io._nsps.values()) listenToServers(namespace);
  io.on("new_namespace", listenToServers);
}

/** What other servers emit goes to this one's clients, and is answered: listeners of every name, as the event has the name that the client chose. */
function listenToServers(namespace) {
  namespace._onServerSideEmit = ([event, ...args]) => {
    const ack = typeof args.at(-1) === "function" ? args.pop() : undefined;
    namespace.local.emit("server-event", event, ...args);
    ack?.({ server: process.pid, args });
  };
}

function onConnection(io, socket) {
  socket.emit("auth", socket.handshake.auth);

  socket.on("message", (...args) => socket.emit("message-back", ...withoutAck(args)));
  socket.on("message-with-ack", (...args) => ackOf(args)(...withoutAck(args)));
  socket.on("echo", (...args) => ackOf(args)(withoutAck(args)[0]));

  socket.on("join", async (room, ack = ignore) => {
    await socket.join(room);
    ack(true);
  });
  socket.on("leave", async (room, ack = ignore) => {
    await socket.leave(room);
    ack(true);
  });
  socket.on("say", (room, payload) => socket.nsp.to(room).emit("said", payload));
  socket.on("shout", (payload) => socket.broadcast.emit("said", payload));
  socket.on("whoami", (ack = ignore) =>
    ack({
      id: socket.id,
      ns: socket.nsp.name,
      rooms: sorted(socket.rooms),
      recovered: socket.recovered,
      data: socket.data,
      transport: socket.conn.transport.name,
    }),
  );

  socket.on("do", async (operation, ack = ignore) => {
    try {
      const ok = await run(io, socket, operation);
      await published();
      ack({ ok });
    } catch (error) {
      ack({ error: error.message, ...(error.responses && { partial: error.responses }) });
    }
  });

  socket.on("disconnect", (reason) => socket.nsp.local.emit("left", { id: socket.id, reason }));
}

function ackOf(args) {
  const last = args.at(-1);
  return typeof last === "function" ? last : ignore;
}

export function withoutAck(args) {
  return typeof args.at(-1) === "function" ? args.slice(0, -1) : args;
}

function ignore() {}
