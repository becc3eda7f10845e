import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { generate } from "../scenario/generator.mjs";
import { play } from "../scenario/player.mjs";
import { Fixture, TARGET } from "../support/fixture.mjs";

const FIRST = Number(process.env.SCENARIO_FIRST ?? 1);
const COUNT = Number(process.env.SCENARIO_COUNT ?? 10);
const STEPS = Number(process.env.SCENARIO_STEPS ?? 60);

describe("the same scenario on this server and on Node's", () => {
  for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
    it(`gives each client the same events in the same order (seed ${seed})`, async () => {
      const scenario = generate(seed, STEPS);
      const [actual, expected] = await Promise.all([logs(scenario, TARGET), logs(scenario, "node")]);
      for (const member of Object.keys(expected)) compare(actual[member], expected[member], member);
    });
  }
});

/** On a server of its own, so that no client of the scenario before is about to leave it. */
async function logs(scenario, target) {
  const fixture = await Fixture.start(scenario.recovery ? ["--recovery", "600000"] : [], target);
  try {
    return await play(scenario, fixture.url);
  } finally {
    await fixture.stop();
  }
}

/** Whole logs would be pages: what is shown is the first difference, and a little before and after it. */
function compare(actual, expected, member) {
  const first = expected.findIndex((entry, i) => !isDeepStrictEqual(entry, actual[i]));
  if (first < 0 && actual.length === expected.length) return;
  const at = first < 0 ? expected.length : first;
  const around = (log) => log.slice(Math.max(0, at - 2), at + 4);
  assert.deepEqual(around(actual), around(expected), `what ${member} got to see differs from entry ${at} on`);
}
