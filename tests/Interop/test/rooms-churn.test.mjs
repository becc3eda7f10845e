import assert from "node:assert/strict";
import { test } from "node:test";
import { churn } from "../churn/churn.mjs";

// In small what bench/rooms.sh does in full.
test("three servers list the true members, whoever is killed", async () => {
  const { steps } = await churn({ people: 120, rooms: 15, seconds: 1, stepsPerRound: 150, heartbeat: 500, grace: 500 });

  assert.ok(steps > 400);
});
