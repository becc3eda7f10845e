import artillery from "@artilleryio/int-core";
import assert from "node:assert/strict";
import { once } from "node:events";
import { before, describe, it } from "node:test";
import { TRANSPORTS } from "../support/clients.mjs";
import { fixtureWith } from "../support/suite.mjs";

// What a virtual user does: each kind of step that the engine for Socket.IO has. It fails at the first answer that is not as said here.
const flow = [
  { emit: ["message", "hello 😀"], response: { on: "message-back", args: ["hello 😀"] } },
  { emit: { channel: "echo", data: { text: "{{ greeting }}" } }, acknowledge: { data: { text: "good morning" } } },
  { emit: ["message-with-ack", "one", { two: [3, null] }], acknowledge: { args: ["one", { two: [3, null] }] } },
  { emit: ["whoami"], acknowledge: { capture: { json: "$.0.id", as: "id" } } },
  { emit: ["echo", "{{ id }}"], acknowledge: { match: { json: "$.0", value: "{{ id }}" } } },
  { namespace: "/chat", emit: ["join", "room"], acknowledge: { match: { json: "$.0", value: true } } },
  { loop: [{ namespace: "/chat", emit: ["echo", "{{ $loopCount }}"], acknowledge: { match: { json: "$.0", value: "{{ $loopCount }}" } } }], count: 10 },
];

describe("Artillery", { concurrency: true }, () => {
  const server = fixtureWith();
  before(() => artillery.updateGlobalObject());

  for (const [name, transports] of Object.entries(TRANSPORTS)) {
    it(`runs its scenarios over ${name}`, async () => {
      const counters = await run({ scenarios: [{ engine: "socketio", flow }], config: configuration({ transports }) });
      assert.deepEqual(failures(counters), []);
      assert.equal(counters["vusers.completed"], 10);
      assert.equal(counters["socketio.emit"], 10 * 16);
    });
  }

  it("counts what fails", async () => {
    const wrong = [{ emit: ["echo", "yes"], acknowledge: { data: "no" } }];
    const counters = await run({ scenarios: [{ engine: "socketio", flow: wrong }], config: configuration({}) });
    assert.deepEqual(failures(counters), ["errors.data is not valid", "vusers.failed"]);
  });

  /** Ten virtual users within a second. */
  function configuration(socketio) {
    const variables = { greeting: ["good morning"] };
    return { target: server.url, phases: [{ duration: 1, arrivalCount: 10 }], timeout: 5, socketio, variables, http: { defaults: {} }, defaults: {} };
  }
});

/** Runs a script as the command line of Artillery does, and gives what it has counted. */
async function run(script) {
  const load = await artillery.runner.runner(script, null, {});
  const done = once(load, "done");
  load.run();
  const [totals] = await done;
  await load.stop();
  return { ...totals.counters };
}

function failures(counters) {
  return Object.keys(counters).filter((name) => (name.startsWith("errors.") || name === "vusers.failed") && counters[name] > 0).sort();
}
