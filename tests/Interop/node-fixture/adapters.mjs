import { createAdapter, createShardedAdapter } from "@socket.io/redis-adapter";
import { createAdapter as createStreamsAdapter } from "@socket.io/redis-streams-adapter";
import { createClient } from "redis";

/** The npm package's adapter of that name, on connections of its own; nothing for the one in memory. */
export async function createClusterAdapter({ adapter, redis }) {
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
    default:
      throw new Error(`--adapter ${adapter}: not here`);
  }
}
