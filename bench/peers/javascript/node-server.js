// The reference as it comes: socket.io on ws, all options at their defaults.
import { createServer } from "node:http";
import { Server } from "socket.io";
import { argument, portFromArguments, serve } from "./contract.js";

const http = createServer();
const io = new Server(http);
const redis = argument("redis");
if (redis !== undefined) {
  const { createRedisAdapter } = await import("./adapters.js");
  io.adapter(await createRedisAdapter(argument("adapter"), redis));
}
serve(io, () => globalThis.gc());
http.listen(portFromArguments(), "127.0.0.1", () => console.log("ready"));
