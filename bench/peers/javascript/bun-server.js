// The reference on its Bun engine, set up as that engine's guide says.
import { Server as Engine } from "@socket.io/bun-engine";
import { Server } from "socket.io";
import { portFromArguments, serve } from "./contract.js";

const io = new Server();
const engine = new Engine({ path: "/socket.io/" });
io.bind(engine);
serve(io, () => Bun.gc(true));

Bun.serve({
  port: portFromArguments(),
  hostname: "127.0.0.1",
  idleTimeout: 30, // has to exceed the engine's ping interval of 25 s
  ...engine.handler(),
});
console.log("ready");
