// What the two JavaScript servers do, in the words of the reference: the contract of the load generator.

export function serve(io, collect) {
  io.on("connection", (socket) => {
    socket.on("echo", (value, answer) => answer(value));
    socket.on("join", (room, answer) => {
      socket.join(room);
      answer(true);
    });
    socket.on("leave", (room, answer) => {
      socket.leave(room);
      answer(true);
    });
    socket.on("say", (room, payload) => io.to(room).emit("said", payload));
    socket.on("say-binary", (room, payload) => io.to(room).emit("said", payload));
    socket.on("collect", (_, answer) => {
      collect();
      answer(true);
    });
    socket.on("disconnect", (reason) => {
      if (process.env.BENCH_LOG_DISCONNECTS) {
        console.log(`disconnect ${reason}`);
      }
    });
  });
}

export function portFromArguments() {
  return Number(argument("port"));
}

// What follows --NAME on the command line; undefined without it.
export function argument(name) {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? undefined : process.argv[index + 1];
}
