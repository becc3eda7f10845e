// The reference as it comes: socket.io on ws, all options at their defaults.
import { createServer } from "node:http";
import { Server } from "socket.io";
import { portFromArguments, serve } from "./contract.js";

const http = createServer();
serve(new Server(http), () => globalThis.gc());
http.listen(portFromArguments(), "127.0.0.1", () => console.log("ready"));
