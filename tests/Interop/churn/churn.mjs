import { Redis } from "../support/redis.mjs";
import { RoomsServer } from "../support/rooms-server.mjs";
import { agreement } from "./agreement.mjs";
import { World } from "./world.mjs";

/**
 * Three servers on one Redis, people who come and go, and two servers that are killed and started again. At every quiet moment each server has to list exactly who is there.
 * Rounds of steps go on for so many seconds; in the middle of one the first server is killed, in a later one the second.
 */
export async function churn({ people, rooms, seconds, stepsPerRound, heartbeat, grace, seed = 1, log = () => {} }) {
  const redis = await Redis.start();
  const servers = await Promise.all([1, 2, 3].map(() => RoomsServer.start({ redis: redis.address, heartbeat, grace })));
  const world = new World({ servers, people, rooms, seed });
  // A killed server's people are gone within two heartbeats, who broke off within the grace; the rest is for a machine that does other things.
  const deadline = 2 * heartbeat + grace + 10_000;
  try {
    await world.enter();
    log(`${world.connections.length} connections of ${people} people: agreed after ${await agreement(world, deadline)} ms`);
    const end = Date.now() + seconds * 1000;
    for (let round = 1; Date.now() < end || round <= 4; round++) {
      const victim = round === 2 ? servers[0] : round === 4 ? servers[1] : undefined;
      const steps = world.churn(stepsPerRound);
      if (victim) {
        await victim.kill();
        log(`round ${round}: killed ${victim.port}`);
      }
      await steps;
      await world.recover();
      log(`round ${round}: ${world.steps} steps, agreed after ${await agreement(world, deadline)} ms`);
      if (victim) await victim.start();
    }
    await agreement(world, deadline);
    return { steps: world.steps, connections: world.connections.length };
  } finally {
    world.close();
    await Promise.all(servers.map((server) => server.kill()));
    await redis.stop();
  }
}
