import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { it } from "node:test";
import { programOf, publish } from "../support/programs.mjs";

// A mirror of packages may lack the exact version and give the next one.
const OF_MIRRORS = /\bNU160[38]\b/;

// One after the other: each compiler takes all processors, and a gigabyte of memory.
for (const [project, ...properties] of [["samples/NativeChat"], ["tests/Fixture", "-p:NativeFixture=true"]]) {
  it(`makes a native program of ${project} without a warning`, async () => {
    const { code, log } = await publish(project, ...properties);
    assert.equal(code, 0, log);
    assert.deepEqual(
      log.split("\n").filter((line) => /warning/i.test(line) && !OF_MIRRORS.test(line)),
      [],
    );
    assert.ok(existsSync(programOf(project.split("/").at(-1))));
  });
}
