import assert from "node:assert/strict";
import { test } from "node:test";
import { churn } from "../churn/churn.mjs";

// In small what bench/presence.sh does in full.
test("three servers list the true members, whoever is killed", async () => {
  const { steps } = await churn({ people: 90, rooms: 12, seconds: 1, stepsPerRound: 100, heartbeat: 500, grace: 500 });

  assert.ok(steps > 300);
});
