import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { TRANSPORTS } from "../support/clients.mjs";
import { fixtureWith } from "../support/suite.mjs";

// Debian's, which its packages belong to; another Python may come first in the path.
const PYTHON = "/usr/bin/python3";
const CHECKS = fileURLToPath(new URL("../python/checks.py", import.meta.url));

for (const client of ["sync", "async"]) {
  describe(`the ${client} client of python-socketio`, { concurrency: true }, () => {
    const server = fixtureWith();

    for (const transports of Object.keys(TRANSPORTS)) {
      it(`over ${transports}`, async (t) => {
        const python = spawn(PYTHON, [CHECKS, server.url, client, transports], { stdio: ["ignore", "pipe", "pipe"] });
        const ended = once(python, "close");
        let errors = "";
        python.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
        let count = 0;
        for await (const line of createInterface(python.stdout)) {
          const { name, problem } = JSON.parse(line);
          await t.test(name, () => assert.ok(problem === null, problem));
          count++;
        }
        assert.deepEqual(await ended, [0, null], errors);
        assert.ok(count > 0);
      });
    }
  });
}
