import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { asyncApi, declarations, validatorOf } from "../support/documents.mjs";
import { startServer } from "../support/server.mjs";

const page = fileURLToPath(new URL("../page", import.meta.url));
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");

test("A page compiles against the declarations, and what is wrong in it does not", () => {
  const compiled = spawnSync(process.execPath, [tsc, "--project", page], { encoding: "utf8" });
  assert.equal(compiled.stdout, "");
  assert.equal(compiled.status, 0);
});

test("What a server really sends and answers is what the documents say", async () => {
  const { talk } = await import("../bin/page/talk.js");
  const document = JSON.parse(await readFile(asyncApi, "utf8"));
  const server = await startServer();
  try {
    const packets = await talk(server.url);
    assert.deepEqual([...new Set(packets.chat.map(([message]) => message))].sort(), [
      "error",
      "receive.draw.answer",
      "receive.invite.answer",
      "receive.join.answer",
      "receive.search.answer",
      "receive.upload.answer",
      "send.askVote",
      "send.joined",
      "send.picture",
      "send.room_closed",
      "send.userJoined",
    ]);
    for (const [channel, message, args] of [...packets.chat.map((packet) => ["chat", ...packet]), ...packets.admin.map((packet) => ["admin_live_users", ...packet])]) {
      const validate = validatorOf(document, channel, message);
      assert.equal(validate(withoutBinary(args)), true, `${message} ${JSON.stringify(args)} ${JSON.stringify(validate.errors)}`);
    }
  } finally {
    server.stop();
  }
});

test("The comments of the source are those of the declarations", async () => {
  const text = await readFile(declarations, "utf8");
  assert.match(text, /\/\*\*\n   \* Enters a room\.\n   \* @param room Its name\.\n   \* @param ack Gets the answer: Who is there\.\n   \*\/\n  join:/);
  assert.match(text, /\/\*\* @deprecated Use userJoined\. \*\/\n  joined:/);
  assert.match(text, /\/\*\* The name that others see\. \*\/\n  name: string;/);
});

// The schema knows an attachment as a string.
function withoutBinary(value) {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    return "";
  }
  if (Array.isArray(value)) {
    return value.map(withoutBinary);
  }
  return value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withoutBinary(one)])) : value;
}
