import { Emitter as PostgresEmitter } from "@socket.io/postgres-emitter";
import { Emitter as RedisEmitter } from "@socket.io/redis-emitter";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const OURS = fileURLToPath(new URL("../../../artifacts/bin/EmitterFixture/release/EmitterFixture", import.meta.url));

/** Our emitter, in a process of its own. `emitter.perform({ op: "emit", ns, to, except, event, args })` */
export class OurEmitter {
  static async start(kind, address) {
    if (!existsSync(OURS)) throw new Error(`${OURS} is not built: dotnet build -c Release tests/EmitterFixture`);
    const emitter = new OurEmitter(spawn(OURS, [kind, address], { stdio: ["pipe", "pipe", "inherit"] }));
    await emitter.#line();
    return emitter;
  }

  #process;
  #lines;

  constructor(child) {
    this.#process = child;
    this.#lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  }

  async perform(operation) {
    const args = operation.args?.map((arg) => (Buffer.isBuffer(arg) ? { base64: arg.toString("base64") } : arg));
    this.#process.stdin.write(`${JSON.stringify({ ...operation, args })}\n`);
    const answer = await this.#line();
    if (answer !== "ok") throw new Error(answer);
  }

  async stop() {
    const ended = once(this.#process, "exit");
    this.#process.stdin.end();
    const [code] = await ended;
    return code;
  }

  async #line() {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("the emitter has ended");
    return value;
  }
}

/** npm's emitter behind the same operations. There is none for sharded pub/sub, and that for streams is not on npm: it is written here as it writes. */
export class NodeEmitter {
  constructor(emitter) {
    this.emitter = emitter;
  }

  static redis = (client) => new NodeEmitter(new RedisEmitter(client));
  static postgres = (pool) => new NodeEmitter(new PostgresEmitter(pool));

  async perform({ op, ns, to = [], except = [], volatile, compress, event, args = [], rooms, close }) {
    let target = this.emitter.of(ns ?? "/");
    if (op === "serverSideEmit") return target.serverSideEmit(event, ...args);
    if (to.length) target = target.to(to);
    if (except.length) target = target.except(except);
    if (volatile) target = target.volatile;
    if (compress !== undefined) target = target.compress(compress);
    if (op === "emit") target.emit(event, ...args);
    else if (op === "disconnectSockets") target.disconnectSockets(close);
    else target[op](rooms);
  }

  async stop() {}
}

/** The entries that `@socket.io/redis-streams-emitter` would write. */
export class StreamsEmitter {
  constructor(client) {
    this.client = client;
  }

  async perform({ op, ns = "/", to = [], except = [], volatile, compress, event, args = [], rooms, close }) {
    const flags = { ...(compress !== undefined && { compress }), ...(volatile && { volatile }) };
    const opts = { rooms: to, flags: op === "emit" ? flags : {}, except };
    const [type, data] = {
      emit: () => [3, { packet: { type: 2, data: [event, ...args], nsp: ns }, opts }],
      socketsJoin: () => [4, { opts, rooms }],
      socketsLeave: () => [5, { opts, rooms }],
      disconnectSockets: () => [6, { opts, close }],
      serverSideEmit: () => [9, { packet: [event, ...args] }],
    }[op]();
    const { encode } = await import("@msgpack/msgpack");
    const hasBinary = args.some(Buffer.isBuffer);
    const fields = { uid: "emitter", nsp: ns, type: String(type), data: hasBinary ? Buffer.from(encode(data)).toString("base64") : JSON.stringify(data) };
    await this.client.xAdd("socket.io", "*", fields, { TRIM: { strategy: "MAXLEN", strategyModifier: "~", threshold: 10_000 } });
  }

  async stop() {}
}
