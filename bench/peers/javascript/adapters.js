// The adapters of @socket.io/redis-adapter at their defaults, set up as its README says.
import { createAdapter, createShardedAdapter } from "@socket.io/redis-adapter";
import { createClient } from "redis";

const factories = { redis: createAdapter, "redis-sharded": createShardedAdapter };

export async function createRedisAdapter(name, address) {
  const publisher = createClient({ url: `redis://${address}` });
  const subscriber = publisher.duplicate();
  await Promise.all([publisher.connect(), subscriber.connect()]);
  return factories[name](publisher, subscriber);
}
