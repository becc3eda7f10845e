// The contract of tests/Fixture on Node's own server, so that every test and scenario here can run against both.
import { createServer } from "node:http";
import { Server as EngineServer } from "engine.io";
import { Server } from "socket.io";
import * as msgpackParser from "socket.io-msgpack-parser";
import { createClusterAdapter } from "./node-fixture/adapters.mjs";
import { parseOptions } from "./node-fixture/options.mjs";
import { serveNamespaces } from "./node-fixture/namespaces.mjs";

const options = parseOptions(process.argv.slice(2));
const cors = options.cors === undefined ? undefined : { origin: options.cors };
const engineOptions = {
  pingInterval: options.pingInterval,
  pingTimeout: options.pingTimeout,
  maxHttpBufferSize: options.maxPayload,
  transports: options.transports,
  allowEIO3: options.allowEio3,
  cors,
};

const adapter = await createClusterAdapter(options);
const httpServer = createServer();
const io = new Server(httpServer, {
  ...engineOptions,
  path: options.path,
  connectTimeout: options.connectTimeout,
  cleanupEmptyChildNamespaces: options.cleanupEmptyNamespaces,
  ...(adapter && { adapter }),
  ...(options.parser === "msgpack" && { parser: msgpackParser }),
  ...(options.recovery > 0 && { connectionStateRecovery: { maxDisconnectionDuration: options.recovery } }),
});
serveNamespaces(io);

let engine;
if (options.enginePath !== undefined) {
  engine = new EngineServer(engineOptions);
  engine.attach(httpServer, { path: options.enginePath });
  engine.on("connection", (session) => session.on("message", (data) => session.send(data)));
}

httpServer.listen(options.port, "127.0.0.1", () => {
  console.log(`ready http://127.0.0.1:${httpServer.address().port}`);
});

process.once("SIGTERM", () => {
  engine?.close();
  io.close(() => process.exit(0));
  httpServer.closeAllConnections();
});
