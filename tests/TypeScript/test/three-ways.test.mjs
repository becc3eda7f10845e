// samples/ThreeWays: one chat as lambdas, as a class, and as a class with contracts and a page in TypeScript.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { io } from "socket.io-client";
import { samples, startSample } from "../support/sample-server.mjs";

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
const NOT_IN_ROOM = { error: { message: "You are not in this room." } };
const tooLong = (event, argument, most) => ({
  error: {
    message: `invalid arguments for "${event}"`,
    data: { code: "E_INVALID", errors: { [argument]: [`The field ${argument} must be a string with a minimum length of 1 and a maximum length of ${most}.`] } },
  },
});

for (const name of ["Lambdas", "Classes", "Contracts"]) {
  describe(name, () => {
    let server;
    let sockets;
    before(async () => (server = await startSample(name)));
    after(() => {
      for (const socket of sockets ?? []) socket.disconnect();
      server?.stop();
    });

    const ask = (socket, ...args) => socket.timeout(10_000).emitWithAck(...args);
    const connect = async () => {
      const socket = io(server.url, { forceNew: true, reconnection: false });
      await once(socket, "connect");
      return socket;
    };

    test("is the chat that the others are", async () => {
      sockets = [await connect(), await connect(), await connect(), await connect(), await connect()];
      const [ann, bob, carl, dora, stranger] = sockets;

      // A name.
      const answers = await new Promise((resolve) => ann.emit("rename", "ann", (...args) => resolve(args)));
      assert.deepEqual(answers, []);
      await ask(bob, "rename", "bob");
      await ask(carl, "rename", "carl");
      assert.deepEqual(await ask(dora, "rename", ""), tooLong("rename", "name", 30));
      assert.deepEqual(await ask(dora, "rename"), { error: { message: 'invalid arguments for "rename": "name" is missing' } });
      assert.deepEqual(await ask(dora, "rename", 5), { error: { message: 'invalid arguments for "rename"' } });

      // A room, and who is there.
      assert.deepEqual(await ask(carl, "join", "tea"), ["carl"]);
      assert.deepEqual(await ask(bob, "join", "tea"), ["bob", "carl"]);
      assert.deepEqual(await ask(ann, "join", "tea"), ["ann", "bob", "carl"]);
      assert.deepEqual(await ask(dora, "join", "tea"), ["ann", "bob", "carl", "somebody"]);
      assert.deepEqual(await ask(ann, "who", "tea"), ["ann", "bob", "carl", "somebody"]);
      assert.deepEqual(await ask(ann, "join", "x".repeat(31)), tooLong("join", "room", 30));
      assert.deepEqual(await ask(stranger, "who", "tea"), NOT_IN_ROOM);
      assert.deepEqual(await ask(stranger, "say", "tea", "hello"), NOT_IN_ROOM);
      assert.deepEqual(await ask(stranger, "askRoom", "tea", "hello?"), NOT_IN_ROOM);

      // Something that is said to the room.
      const heard = [];
      for (const [i, socket] of sockets.entries()) socket.on("said", (...args) => heard.push([i, ...args]));
      assert.deepEqual(await ask(ann, "say", "tea", "x".repeat(501)), tooLong("say", "text", 500));
      const all = Promise.all([ann, bob, carl, dora].map((socket) => once(socket, "said")));
      ann.emit("say", "tea", "hello");
      await all;
      assert.deepEqual(await ask(stranger, "who", "tea"), NOT_IN_ROOM); // What was sent to the stranger, if anything, is here by now.
      assert.deepEqual(heard.sort(), [0, 1, 2, 3].map((i) => [i, "tea", "ann", "hello"]));

      // A vote. One who answers something else, or an error, costs nobody else the vote.
      const asked = [];
      const voters = [[ann, { yes: true }], [bob, { yes: false }], [carl, "yes"], [dora, { error: { message: "busy" } }]];
      for (const [socket, vote] of voters) socket.on("askVote", (room, topic, answer) => (asked.push([room, topic]), answer(vote)));
      assert.deepEqual(await ask(bob, "askRoom", "tea", ""), tooLong("askRoom", "topic", 100));
      assert.deepEqual(await ask(bob, "askRoom", "tea", "More tea?"), { yes: 1, no: 1, unclear: 2 });
      assert.deepEqual(asked, Array(4).fill(["tea", "More tea?"]));
    });

    test("has its page", async () => {
      const page = await fetch(server.url);
      assert.match(await page.text(), /src="chat\.js"/);
      const script = await (await fetch(`${server.url}/chat.js`)).text();
      assert.match(script, /chat\.on\("askVote"/);
      assert.doesNotMatch(script, /: Socket</);
    });
  });
}

test("The page with types by hand compiles against them", () => {
  const compiled = spawnSync(process.execPath, [tsc, "--project", `${samples}page`], { encoding: "utf8" });
  assert.equal(compiled.stdout, "");
  assert.equal(compiled.status, 0);
});

test("The chat with contracts is the shortest, and its README has the right numbers", async () => {
  // Handlers, records and start; the contracts; the page's script; the types that it needs by hand.
  const isContract = (file) => /^I[A-Z]/.test(file);
  const rows = [];
  for (const [name, script, types] of [
    ["Lambdas", "page/chat.js", ["page/events.d.ts"]],
    ["Classes", "page/chat.js", ["page/events.d.ts"]],
    ["Contracts", "Contracts/page/chat.ts", []],
  ]) {
    const files = (await readdir(`${samples}${name}`)).filter((file) => file.endsWith(".cs"));
    const parts = [files.filter((file) => !isContract(file)), files.filter(isContract)].map((group) => group.map((file) => `${name}/${file}`));
    const counts = await Promise.all([...parts, [script], types].map(linesOf));
    rows.push([name, ...counts, counts.reduce((sum, count) => sum + count)]);
  }
  const [lambdas, classes, contracts] = rows;
  const server = ([, handlers, interfaces]) => handlers + interfaces;
  assert.ok(server(contracts) < server(classes) && server(classes) < server(lambdas), `server: ${rows.join(" | ")}`);
  assert.ok(contracts.at(-1) < classes.at(-1) && classes.at(-1) < lambdas.at(-1), `sum: ${rows.join(" | ")}`);

  const readme = await readFile(`${samples}README.md`, "utf8");
  for (const [name, ...counts] of rows) {
    assert.ok(readme.includes(`| [${name}](${name}) | ${counts.join(" | ")} |`), `${name} has ${counts.join(", ")}`);
  }
});

// Lines of code: without blank ones, comments, usings and namespaces.
async function linesOf(files) {
  const texts = await Promise.all(files.map((file) => readFile(samples + file, "utf8")));
  return texts.join("\n").split("\n").filter((line) => !/^\s*($|\/\/|\/\*.*\*\/$|using |namespace )/.test(line)).length;
}
