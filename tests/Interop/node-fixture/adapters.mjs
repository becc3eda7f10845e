import { createAdapter as createPostgresAdapter } from "@socket.io/postgres-adapter";
import { createAdapter, createShardedAdapter } from "@socket.io/redis-adapter";
import { createAdapter as createStreamsAdapter } from "@socket.io/redis-streams-adapter";
import pg from "pg";
import { createClient } from "redis";

const sending = new Set();

/**
 * Completes when Postgres has what was sent, as an operation of ours does: Node's adapter tells nobody, and sends binary in two steps, between which it
 * sends what comes next.
 */
export async function published() {
  while (sending.size > 0) {
    await Promise.allSettled(sending);
    await new Promise((resolve) => setImmediate(resolve)); // for the second step to begin
  }
}

/** The npm package's adapter of that name, on connections of its own; nothing for the one in memory. */
export async function createClusterAdapter({ adapter, redis, postgres }) {
  const connect = async () => {
    const client = createClient({ url: `redis://${redis}` });
    client.on("error", () => {});
    await client.connect();
    return client;
  };
  switch (adapter) {
    case "memory":
      return undefined;
    case "redis":
      return createAdapter(await connect(), await connect());
    case "redis-sharded":
      return createShardedAdapter(await connect(), await connect());
    case "redis-streams":
      return createStreamsAdapter(await connect());
    case "postgres":
      return createPostgresAdapter(await openPool(postgres));
    default:
      throw new Error(`--adapter ${adapter}: not here`);
  }
}

/** The connection string is that of Npgsql: `Host=...;Port=...`. */
async function openPool(connectionString) {
  const settings = Object.fromEntries(connectionString.split(";").map((setting) => setting.split("=")).map(([name, value]) => [name.toLowerCase(), value]));
  // The adapter sends on whichever connection is free, and so in any order: with one to listen and one to send there is one.
  const pool = new pg.Pool({ host: settings.host, port: Number(settings.port), user: settings.username, database: settings.database, max: 2 });
  pool.on("error", () => {});
  await pool.query("SELECT 1");
  const query = pool.query.bind(pool);
  pool.query = (...args) => {
    const result = query(...args);
    const ended = result.then(() => {}, () => {}).finally(() => sending.delete(ended));
    sending.add(ended);
    return result;
  };
  return pool;
}
