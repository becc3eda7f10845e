import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { Random } from "../scenario/random.mjs";
import { ask, connect, eventOf, perform, received, until } from "../support/clients.mjs";
import { Fixture, PARSER, TARGET } from "../support/fixture.mjs";
import { ask as askOld, join } from "../support/generations.mjs";
import { postgresServer } from "../support/postgres.mjs";
import { redisServer } from "../support/redis.mjs";

// The same values on this server and on Node's: what comes back has to be the same. VALUES_SEED plays one again that failed.
const SEEDS = process.env.VALUES_SEED
  ? [Number(process.env.VALUES_SEED)]
  : [...Array(60).keys(), ...Array.from({ length: 60 }, (_, i) => (Date.now() % 1e9) + i)];

const TEXTS = [
  "", "a", "\ud83d", "\udc00", "x\ud83dy", "\ud83d\ud83d\ude00", "\ude00\ud83d", "😀", "é\u2028\u2029", "\u0000\u001e\u007f", "\"\\/\b\f\n\r\t", "\uffff\ufdd0", "\ufffd",
  "_placeholder", "num", "base64", "toString", "<script>&'+", "\u202e\u200b", "k".repeat(5000),
];
const NUMBERS = [0, -1, 1.5, 2 ** 53, 2 ** 53 - 1, 1e-7, 0.1, 1e15, 5e-324];
const FAKES = [{ _placeholder: true, num: 0 }, { _placeholder: true, num: 0, base64: "AQID" }, { _placeholder: true, num: 5 }, { num: -1, _placeholder: true }, { _placeholder: true }, { _placeholder: true, num: "0" }];

function generate(seed) {
  const random = new Random(seed);
  const withBinary = random.chance(0.3);
  let buffers = 0;
  const text = () => Array.from({ length: random.below(4) }, () => random.pick(TEXTS)).join("");
  const value = (depth) => {
    switch (random.below(depth > 0 ? 8 : 5)) {
      case 0: return random.pick(NUMBERS);
      case 1: return random.pick([true, false, null]);
      case 2: if (withBinary) return buffers++ < 9 ? Buffer.from([...Array(random.below(4)).keys()]) : "enough";
      // beside binary, Node's own servers and clients take these for binary
      return structuredClone(random.pick(FAKES));
      case 3: case 4: return text();
      case 5: return Array.from({ length: random.below(5) }, () => value(depth - 1));
      default: return Object.fromEntries(Array.from({ length: random.below(5) }, () => [`${text()}.`, value(depth - 1)]));
    }
  };
  return { text: text(), value: value(4) };
}

/** Strings as a handler of ours reads them: U+FFFD for each half of a surrogate pair. */
function wellFormed(value) {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (value === null || typeof value !== "object" || Buffer.isBuffer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name.toWellFormed(), wellFormed(member)]));
}

for (const transports of [["polling"], ["websocket"]]) {
  describe(`any value over ${transports}, on this server and on Node's`, () => {
    const fixtures = [];
    let ours, node;
    before(async () => {
      fixtures.push(...(await Promise.all([Fixture.start([], TARGET), Fixture.start([], "node")])));
    });
    after(() => Promise.all(fixtures.map((fixture) => fixture.stop())));

    it("comes back as it does there", async () => {
      [ours, node] = await Promise.all(fixtures.map((fixture) => connect(fixture.url, "/", { transports })));
      for (const seed of SEEDS) {
        const { text, value } = generate(seed);
        const [forwarded, expected] = await Promise.all([ours, node].map((socket) => sent(socket, text, value)));
        same(forwarded, expected, `forwarded, seed ${seed}`);
        const [echoed, expectedEcho] = await Promise.all([ours, node].map((socket) => ask(socket, "echo", [text, value])));
        same(wellFormed(echoed), wellFormed(expectedEcho), `echoed, seed ${seed}`);
      }
      assert.ok(ours.connected && node.connected);
    });

    it("is taken as an event's name and as credentials", async () => {
      const url = fixtures[0].url;
      for (const seed of SEEDS.slice(0, 30)) {
        const { text, value } = generate(seed);
        const socket = await connect(url, "/", { transports, auth: PARSER === "json" && hasBinary(value) ? { text } : { text, value } });
        socket.emit(`x${text}`, value);
        assert.equal(await ask(socket, "echo", "still here"), "still here", `seed ${seed}`);
        socket.disconnect();
      }
    });
  });
}

if (PARSER === "json") {
  describe("an emoji", () => {
    it("goes out in four bytes", async () => {
      const fixture = await Fixture.start(["--allow-eio3"]);
      try {
        const socket = await connect(fixture.url, "/", { transports: ["websocket"] });
        let last;
        socket.io.engine.on("packet", (packet) => packet.type === "message" && (last = packet.data));
        assert.equal(await ask(socket, "echo", "😀\u2028𝄞"), "😀\u2028𝄞");
        assert.ok(last.includes('["😀\u2028𝄞"]'), last);
      } finally {
        await fixture.stop();
      }
    });

    it("reaches a client of v2 over polling, among other packets", async () => {
      const fixture = await Fixture.start(["--allow-eio3"]);
      try {
        const socket = await join("2.5", fixture.url, "/", { transports: ["polling"] });
        const texts = ["😀", "a😀b𝄞", "\uffff€", "\u2028\u2029", "half \ud83d"];
        const answers = await Promise.all(texts.map((text) => askOld(socket, "echo", text)));
        assert.deepEqual(answers, texts.map((text) => text.toWellFormed()));
      } finally {
        await fixture.stop();
      }
    });
  });
}

for (const adapter of PARSER === "json" ? ["redis", "redis-sharded", "redis-streams", "postgres"] : []) {
  describe(`any value between this server and one of Node's, over ${adapter}`, () => {
    const backend = adapter === "postgres" ? postgresServer() : redisServer();
    const servers = [];
    before(async () => {
      if (backend.postgres) await backend.postgres.createTable();
      const where = backend.postgres ? ["--postgres", backend.postgres.address] : ["--redis", backend.redis.address];
      servers.push(...(await Promise.all([TARGET, "node"].map((target) => Fixture.start(["--adapter", adapter, ...where], target)))));
    });
    after(() => Promise.all(servers.map((server) => server.stop())));

    it("arrives on the other", async () => {
      const [ours, node] = await Promise.all(servers.map((server) => connect(server.url, "/dynamic-900")));
      await Promise.all([ours, node].map((socket) => until(async () => (await perform(socket, "serverCount")) === 2, "that the servers know each other")));
      for (const seed of SEEDS.slice(0, 15).concat(SEEDS.slice(-15))) {
        // Packages for Node make something else of half of a surrogate pair themselves.
        const value = wellFormed(generate(seed).value);
        for (const [from, to] of [[ours, node], [node, ours]]) {
          const before = received(to, "said").length;
          await perform(from, "emit", { from: "io", event: "said", args: [value] });
          await until(() => received(to, "said").length > before, `seed ${seed}`);
          await until(() => received(from, "said").length > before, `seed ${seed}`);
          same(received(to, "said").at(-1), [value], `seed ${seed}, from ${from === ours ? "ours" : "node"}`);
        }
      }
    });
  });
}

async function sent(socket, ...args) {
  const back = eventOf(socket, "message-back");
  socket.emit("message", ...args);
  return await back;
}

function hasBinary(value) {
  return Buffer.isBuffer(value) || (value !== null && typeof value === "object" && Object.values(value).some(hasBinary));
}

function same(actual, expected, what) {
  if (!isDeepStrictEqual(actual, expected)) assert.fail(`${what}: ${JSON.stringify(actual).slice(0, 500)} is not ${JSON.stringify(expected).slice(0, 500)}`);
}
