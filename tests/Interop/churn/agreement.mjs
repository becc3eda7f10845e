import { setTimeout as delay } from "node:timers/promises";

const PAUSE = 100;

/** Waits until every living server lists exactly the people who are there, in every room; says what is wrong if it takes too long. */
export async function agreement(world, deadline) {
  const truth = world.truth();
  const start = Date.now();
  for (;;) {
    const differences = (await Promise.all(world.servers.filter((server) => server.alive).map((server) => compare(server, truth)))).flat();
    if (differences.length === 0) return Date.now() - start;
    if (Date.now() - start > deadline) throw new Error(`${differences.length} rooms differ after ${deadline} ms, for example ${differences.slice(0, 3).join("; ")}`);
    await delay(PAUSE);
  }
}

async function compare(server, truth) {
  const response = await fetch(`${server.url}/members`);
  const listed = await response.json();
  const differences = [];
  for (const [room, people] of truth) {
    const here = listed[room] ?? [];
    const missing = [...people].filter((person) => !here.includes(person));
    const extra = here.filter((person) => !people.has(person));
    if (missing.length > 0 || extra.length > 0 || here.length !== people.size) {
      differences.push(`${server.port} ${room}: without ${missing.slice(0, 3)}, with ${extra.slice(0, 3)}, ${here.length} of ${people.size}`);
    }
  }
  for (const room of Object.keys(listed)) if (!truth.has(room)) differences.push(`${server.port}: there is no ${room}`);
  return differences;
}
