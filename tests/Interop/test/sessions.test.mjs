import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { Player } from "../sessions/player.mjs";
import { readScript } from "../sessions/script.mjs";
import { Fixture } from "../support/fixture.mjs";

const folder = fileURLToPath(new URL("../sessions/", import.meta.url));
const sessions = readdirSync(folder).filter((name) => name.endsWith(".session"));

describe("a recorded session of", { concurrency: 2 }, () => {
  for (const name of sessions) {
    it(name.slice(0, -".session".length), async () => {
      const script = await readScript(folder + name);
      const fixture = await Fixture.start(script.fixture);
      try {
        await new Player(fixture.port).play(script);
        assert.equal(fixture.errors, "");
      } finally {
        await fixture.stop();
      }
    });
  }
});
