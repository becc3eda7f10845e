// The server of the tests, of npm's socket.io: the same as Support/ContractServer.cs. "node server.mjs '{"port":0,...}'", where the options are those of socket.io.
// It prints "ready URL", and ends with its standard input.
import { createRequire } from "node:module";
import { createServer } from "node:http";

const require = createRequire(new URL("../../Interop/package.json", import.meta.url));
const { Server } = require("socket.io");

const { port = 0, ...options } = JSON.parse(process.argv[2] ?? "{}");
const receipts = [];
let watchers = [];
let current;

function serve(io) {
  const held = [];
  io.of("/auth").use((socket, next) => {
    if (socket.handshake.auth.token === "secret") {
      next();
      return;
    }

    const refusal = new Error("Unauthorized");
    refusal.data = { code: 42, bytes: Buffer.from([1, 2, 3]).toString("hex") };
    next(refusal);
  });
  io.of("/held").use((socket, next) => held.push(next));
  for (const name of ["/", "/chat", "/auth", "/held"]) {
    io.of(name).on("connection", (socket) => {
      socket.on("echo", (...args) => args.pop()(...args));
      socket.on("say", (...args) => socket.emit("said", ...args));
      socket.on("numbers from", (first, count) => {
        for (let i = first; i < first + count; i++) {
          if (i % 7 === 0) {
            const bytes = Buffer.alloc(4);
            bytes.writeInt32LE(i);
            socket.emit("number", i, bytes);
          } else {
            socket.emit("number", i, null);
          }
        }
      });
      socket.on("say all", (...args) => io.of(name).to("all").emit("said", ...args));
      socket.on("ask", (event, ...args) => socket.emit(event, ...args, (...answer) => socket.emit("answered", ...answer)));
      socket.on("never", () => {});
      let expected = 0;
      let wrong = 0;
      socket.on("count", (number, bytes) => {
        if (number !== expected++ || (number % 7 === 0) !== Buffer.isBuffer(bytes)) wrong++;
      });
      socket.on("counted", (ack) => ack([expected, wrong]));
      socket.on("kick", () => socket.disconnect());
      socket.on("cut", () => socket.conn.close());
      socket.on("whoami", (ack) => ack(socket.id));
      socket.on("auth", (ack) => ack(socket.handshake.auth));
      socket.on("transport", (ack) => ack(socket.conn.transport.name));
      socket.on("record", (id, ack) => {
        receipts.push(id);
        // There is a moment to die in.
        setTimeout(ack, id % 2 === 0 ? 2 : 0, id);
        watchers.filter((watcher) => receipts.length >= watcher.at).forEach((watcher) => watcher.ack());
        watchers = watchers.filter((watcher) => receipts.length < watcher.at);
      });
      socket.on("receive", (count, ack) => watchers.push({ at: receipts.length + count, ack }));
      socket.on("receipts", (ack) => ack(receipts));
      socket.on("members", (ns, ack) => ack(io.of(ns).sockets.size));
      socket.on("release", () => held.splice(0).forEach((next) => next()));
      socket.on("restart", restart);
      socket.join("all");
    });
  }

  // What is sent while the client is away, for recovery.
  io.of("/chat").on("connection", (socket) => {
    socket.on("cut and send", (count) => {
      socket.conn.close();
      for (let i = 0; i < count; i++) {
        io.of("/chat").to("all").emit("missed", i);
      }
    });
  });
}

// Every connection breaks, as if the process had died; the next server listens on the same port.
function restart() {
  const { http, io } = current;
  const { port } = http.address();
  io.engine.close = () => {};
  http.closeAllConnections();
  for (const connection of current.connections) {
    connection.destroy();
  }

  http.close(() => start(port));
}

function start(port) {
  const http = createServer();
  const connections = new Set();
  http.on("connection", (connection) => {
    connections.add(connection);
    connection.on("close", () => connections.delete(connection));
  });
  const io = new Server(http, options);
  serve(io);
  current = { http, io, connections };
  http.listen(port, "127.0.0.1", () => console.log(`ready http://127.0.0.1:${http.address().port}`));
}

process.stdin.resume();
process.stdin.on("end", () => process.exit());
start(port);
