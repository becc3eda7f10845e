// The reference as the server of the clients: the contract of Server/Contract.cs, as far as they use it.
import { createServer } from "node:http";
import { Server } from "socket.io";

const BURST = 100;
const WINDOW = 1000;
const argument = (name) => process.argv[process.argv.indexOf(`--${name}`) + 1];
const http = createServer();
const io = new Server(http, { pingInterval: Number(argument("ping-interval")) });

io.on("connection", (socket) => {
  socket.on("echo", (value, answer) => answer(value));
  socket.on("pour", (count, rate) => (rate > 0 ? pace(socket, count, rate) : pour(socket, count)));
});

// As fast as the client takes them: at most two windows are on their way.
async function pour(socket, count) {
  let earlier = Promise.resolve();
  for (let next = 0; next < count;) {
    for (const end = Math.min(next + WINDOW, count); next < end; next++) {
      socket.emit("quote", quote(next));
      if (next % BURST === BURST - 1) {
        await new Promise(setImmediate);
      }
    }
    const taken = socket.emitWithAck("taken");
    await earlier;
    earlier = taken;
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

http.listen(Number(argument("port")), "127.0.0.1", () => console.log("ready"));
