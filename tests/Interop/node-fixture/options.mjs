import { parseArgs } from "node:util";

const KNOWN = {
  "port": "3000",
  "path": "/socket.io/",
  "engine-path": undefined,
  "ping-interval": "25000",
  "ping-timeout": "20000",
  "max-payload": "1000000",
  "connect-timeout": "45000",
  "transports": "polling,websocket",
  "allow-eio3": false,
  "cors": undefined,
  "cookie": undefined,
  "parser": "json",
  "adapter": "memory",
  "redis": "127.0.0.1:6379",
  "postgres": undefined,
  "recovery": "0",
  "cleanup-empty-namespaces": false,
};

/** Throws on an option it does not know, which ends the process with an error. */
export function parseOptions(argv) {
  const options = Object.fromEntries(
    Object.entries(KNOWN).map(([name, value]) => [
      name,
      { type: typeof value === "boolean" ? "boolean" : "string", ...(value !== undefined && { default: value }) },
    ]),
  );
  const { values } = parseArgs({ args: argv, options, strict: true });
  return {
    port: Number(values.port),
    path: values.path,
    enginePath: values["engine-path"],
    pingInterval: Number(values["ping-interval"]),
    pingTimeout: Number(values["ping-timeout"]),
    maxPayload: Number(values["max-payload"]),
    connectTimeout: Number(values["connect-timeout"]),
    transports: values.transports.split(","),
    allowEio3: values["allow-eio3"],
    cors: values.cors,
    cookie: values.cookie,
    parser: values.parser,
    adapter: values.adapter,
    redis: values.redis,
    postgres: values.postgres,
    recovery: Number(values.recovery),
    cleanupEmptyNamespaces: values["cleanup-empty-namespaces"],
  };
}
