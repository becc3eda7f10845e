/** What tests/Fixture serves, as far as the checks here need it, so that they run against our server too. */
export function serveContract(io) {
  const auth = io.of("/auth").use((socket, next) => {
    if (socket.handshake.auth.token === "secret") return next();
    next(Object.assign(new Error("Unauthorized"), { data: { code: "E_AUTH" } }));
  });
  for (const namespace of [io.of("/"), io.of("/custom"), io.of("/chat"), io.of(/^\/dynamic-\d+$/), auth]) namespace.on("connection", onConnection);
}

function onConnection(socket) {
  socket.emit("auth", socket.handshake.auth);
  socket.on("message", (...args) => socket.emit("message-back", ...args.filter(isValue)));
  socket.on("message-with-ack", (...args) => ackOf(args)(...args.filter(isValue)));
  socket.on("echo", (...args) => ackOf(args)(args.filter(isValue)[0]));
  socket.on("join", async (room, ack) => {
    await socket.join(room);
    ack?.(true);
  });
  socket.on("say", (room, payload) => socket.nsp.to(room).emit("said", payload));
  socket.on("whoami", (ack) => ack({ id: socket.id, ns: socket.nsp.name, recovered: socket.recovered, transport: socket.conn.transport.name }));
  socket.on("do", async (operation, ack) => {
    try {
      const ok = await OPERATIONS[operation.op](socket, operation);
      ack?.({ ok });
    } catch (error) {
      ack?.({ error: error.message });
    }
  });
}

const OPERATIONS = {
  emit(socket, { event, args = [], volatile }) {
    (volatile ? socket.volatile : socket).emit(event, ...args);
    return true;
  },
  emitWithAck: (socket, { event, args = [], timeout = 10_000 }) => socket.timeout(timeout).emitWithAck(event, ...args),
  disconnect(socket, { close }) {
    socket.disconnect(close);
  },
};

const isValue = (arg) => typeof arg !== "function";

function ackOf(args) {
  const last = args.at(-1);
  return typeof last === "function" ? last : () => {};
}
