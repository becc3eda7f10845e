// The server of all clients: Node's socket.io at its defaults, but for a shorter ping interval, so that a few seconds of idling have heartbeats.
import { createServer } from "node:http";
import { Server } from "socket.io";

const BURST = 100;
const port = Number(process.argv[process.argv.indexOf("--port") + 1]);
const http = createServer();
const io = new Server(http, { pingInterval: Number(process.env.BENCH_PING_INTERVAL) });

io.on("connection", (socket) => {
  socket.on("echo", (value, answer) => answer(value));
  // A rate of 0 is as fast as it goes.
  socket.on("pour", (count, rate) => (rate > 0 ? pace(socket, count, rate) : pour(socket, count)));
});

function pour(socket, count, next = 0) {
  const end = Math.min(next + BURST, count);
  for (; next < end; next++) {
    socket.emit("quote", quote(next));
  }
  if (next < count && socket.connected) {
    setImmediate(pour, socket, count, next);
  }
}

// One event at a time, by the clock.
function pace(socket, count, rate) {
  const start = performance.now();
  let next = 0;
  const turn = () => {
    const due = Math.min(count, Math.floor(((performance.now() - start) / 1000) * rate));
    for (; next < due; next++) {
      socket.emit("quote", quote(next));
    }
    if (next < count && socket.connected) {
      setTimeout(turn, 1);
    }
  };
  turn();
}

const quote = (n) => ({ n, symbol: "SKYE", bid: 100 + (n % 100) / 100, ask: 101.25, open: true });

http.listen(port, "127.0.0.1", () => console.log("ready"));
