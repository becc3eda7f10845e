import { after, before } from "node:test";
import { Postgres } from "./postgres.mjs";
import { Redis } from "./redis.mjs";

const KINDS = { redis: Redis, postgres: Postgres };

/** Where several servers may keep their rooms. */
export const SHARED_BACKENDS = Object.keys(KINDS);

/** Where servers may keep their rooms. */
export const BACKENDS = ["memory", ...SHARED_BACKENDS];

/** One of them for all tests of the block it is called in: `options` is what `RoomsFixture` is told of it, `isShared` whether there may be several servers. */
export function roomBackend(name) {
  const backend = { options: {}, isShared: name in KINDS };
  let running;
  before(async () => {
    if (!backend.isShared) return;
    running = await KINDS[name].start();
    backend.options = { [name]: running.address };
  });
  after(() => running?.stop());
  return backend;
}
