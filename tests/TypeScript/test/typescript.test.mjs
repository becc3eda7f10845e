import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { declarations } from "../support/documents.mjs";

const page = fileURLToPath(new URL("../page", import.meta.url));
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");

test("A page compiles against the declarations, and what is wrong in it does not", () => {
  const compiled = spawnSync(process.execPath, [tsc, "--project", page], { encoding: "utf8" });
  assert.equal(compiled.stdout, "");
  assert.equal(compiled.status, 0);
});

test("The comments of the source are those of the declarations", async () => {
  const text = await readFile(declarations, "utf8");
  assert.match(text, /\/\*\*\n   \* Enters a room\.\n   \* @param room Its name\.\n   \* @param ack Gets the answer: Who is there\.\n   \*\/\n  join:/);
  assert.match(text, /\/\*\* @deprecated Use userJoined\. \*\/\n  joined:/);
  assert.match(text, /\/\*\* The name that others see\. \*\/\n  name: string;/);
});
