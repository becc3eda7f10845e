import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { fromBinary, toBinary } from "./values.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const OURS = here("../../../artifacts/bin/ClientFixture/release/ClientFixture");
const REFERENCE = here("../reference-fixture.mjs");

/** Which client is tested: ours, or npm's with CLIENT=reference, which proves the checks themselves. */
export const CLIENT = process.env.CLIENT ?? "ours";

// What comes at all comes much sooner: how long it may take on a machine that is busy with other things.
export const PATIENCE = 15_000;

/** A refusal of a command: `kind` and `data` as the fixture told them. */
export class CommandError extends Error {
  constructor(op, { error, kind, data }) {
    super(`${op}: ${error}`);
    this.text = error;
    this.kind = kind;
    this.data = data;
  }
}

/** A client fixture in a process of its own, and all that it has told. */
export class Client {
  static start() {
    if (CLIENT === "ours" && !existsSync(OURS)) throw new Error(`${OURS} is not built: dotnet build -c Release tests/ClientFixture`);
    return new Client(CLIENT === "ours" ? spawn(OURS, { stdio: "pipe" }) : spawn(process.execPath, [REFERENCE], { stdio: "pipe" }));
  }

  lines = [];
  fatal = undefined;
  #process;
  #pending = new Map();
  #waiting = new Set();
  #names = 0;
  #ids = 0;
  #errors = "";
  #end = undefined;

  constructor(child) {
    this.#process = child;
    child.stderr.setEncoding("utf8").on("data", (text) => (this.#errors += text));
    child.stdin.on("error", () => {});
    createInterface({ input: child.stdout }).on("line", (line) => this.#onLine(JSON.parse(line)));
    this.ended = once(child, "close").then(([code]) => {
      const error = this.fatal ?? new Error(`the fixture ended with exit code ${code}: ${this.#errors}`);
      this.#end = error;
      for (const { reject } of [...this.#pending.values(), ...this.#waiting]) reject(error);
      return code;
    });
  }

  get alive() {
    return this.#end === undefined;
  }

  #onLine(line) {
    this.lines.push(line);
    if (line.fatal !== undefined) this.fatal = new Error(`fatal: ${line.fatal}`);
    if (line.id !== undefined && line.ev === undefined) this.#onAnswer(line);
    for (const waiter of this.#waiting) waiter.look(line);
  }

  #onAnswer(line) {
    const command = this.#pending.get(line.id);
    if (!command) throw new Error(`an answer that nothing waits for: ${JSON.stringify(line)}`);
    this.#pending.delete(line.id);
    if ("error" in line) command.reject(new CommandError(command.op, line));
    else command.resolve(fromBinary(line.ok));
  }

  /** Gives the result; a refusal throws a CommandError. */
  command(op, fields = {}) {
    if (this.#end) return Promise.reject(this.#end);
    const id = ++this.#ids;
    const answer = new Promise((resolve, reject) => this.#pending.set(id, { op, resolve, reject }));
    this.#process.stdin.write(`${JSON.stringify({ id, op, ...toBinary(fields) })}\n`);
    return answer;
  }

  /** The first `count` lines that match, as soon as there are so many, from line `from` on. */
  wait(match, what, { count = 1, from = 0, within = PATIENCE } = {}) {
    const found = this.lines.slice(from).filter(match);
    if (found.length >= count) return Promise.resolve(found.slice(0, count));
    if (this.#end) return Promise.reject(this.#end);
    return new Promise((resolve, reject) => {
      const end = (act, value) => {
        clearTimeout(timer);
        this.#waiting.delete(waiter);
        act(value);
      };
      const failure = () => new Error(`${found.length} of ${count} within ${within} ms: ${what}; the last lines are\n${this.lines.slice(-8).map((line) => JSON.stringify(line).slice(0, 200)).join("\n")}`);
      const timer = setTimeout(() => end(reject, failure()), within);
      const waiter = {
        reject: (error) => end(reject, error),
        look: (line) => match(line) && found.push(line) >= count && end(resolve, found),
      };
      this.#waiting.add(waiter);
    });
  }

  async manager(url, options = {}) {
    const m = `m${++this.#names}`;
    await this.command("manager", { m, url, options: { reconnection: false, ...options } });
    return new ManagerHandle(this, m);
  }

  async socket(m, ns, auth) {
    const s = `s${++this.#names}`;
    await this.command("socket", { s, m, ns, ...(auth !== undefined && { auth }) });
    return new SocketHandle(this, s, ns);
  }

  stats() {
    return this.command("stats");
  }

  /** Ends the input, or asks to quit; gives the exit code. */
  async end({ quit = false } = {}) {
    if (quit) this.command("quit").catch(() => {});
    else this.#process.stdin.end();
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), PATIENCE);
    const code = await this.ended;
    clearTimeout(timer);
    return code;
  }
}

class ManagerHandle {
  constructor(client, m) {
    this.client = client;
    this.m = m;
  }

  socket(ns = "/", auth) {
    return this.client.socket(this.m, ns, auth);
  }

  close() {
    return this.client.command("closeManager", { m: this.m });
  }

  cut() {
    return this.client.command("cut", { m: this.m });
  }

  /** The arguments of the manager's events of that name so far. */
  told(name) {
    return this.client.lines.filter((line) => line.ev === "manager" && line.m === this.m && line.name === name).map(({ arg }) => arg);
  }

  /** All of them in order, as `name` or `name:arg`. */
  story() {
    return this.client.lines.filter((line) => line.ev === "manager" && line.m === this.m).map(({ name, arg }) => (arg === undefined || arg === null ? name : `${name}:${arg}`));
  }

  /** The argument of its `count`th event of that name. */
  async nth(name, count = 1, within = undefined) {
    const found = await this.client.wait((line) => line.ev === "manager" && line.m === this.m && line.name === name, `"${name}" of the manager`, { count, within });
    return found.at(-1).arg;
  }
}

class SocketHandle {
  constructor(client, s, ns) {
    this.client = client;
    this.s = s;
    this.ns = ns;
  }

  #command(op, fields) {
    return this.client.command(op, { s: this.s, ...fields });
  }

  authFrom(...values) {
    return this.#command("authFrom", { values });
  }

  async connect(timeout = PATIENCE) {
    await this.#command("connect", { timeout });
    return this;
  }

  emit(event, ...args) {
    return this.#command("emit", { event, args });
  }

  emitWith(flags, event, ...args) {
    return this.#command("emit", { event, args, ...flags });
  }

  /** All arguments of the acknowledgement. */
  ask(event, args = [], { timeout = PATIENCE, ...rest } = {}) {
    return this.#command("ask", { event, args, timeout, ...rest });
  }

  /** Without a time-out of its own. */
  askForever(event, ...args) {
    return this.#command("ask", { event, args });
  }

  async on(event, answer) {
    await this.#command("on", { event, ...(answer !== undefined && { answer }) });
    return this;
  }

  off(event) {
    return this.#command("off", { event });
  }

  async onAny() {
    await this.#command("onAny");
    return this;
  }

  async onAnyOutgoing() {
    await this.#command("onAnyOutgoing");
    return this;
  }

  slow(event, ms) {
    return this.#command("slow", { event, ms });
  }

  disconnect() {
    return this.#command("disconnect");
  }

  state() {
    return this.#command("state");
  }

  storm(fields) {
    return this.#command("storm", fields);
  }

  #is(line, ev, name) {
    return line.ev === ev && line.s === this.s && (name === undefined || line.name === name);
  }

  /** What was told of it so far under this kind of line. */
  told(ev, name) {
    return this.client.lines.filter((line) => this.#is(line, ev, name));
  }

  /** The `count`th such line. */
  async nth(ev, count = 1, { name, within } = {}) {
    const found = await this.client.wait((line) => this.#is(line, ev, name), `"${name ?? ev}" of ${this.s}`, { count, within });
    return found.at(-1);
  }

  /** The arguments of the first `count` events of that name that its listener saw. */
  async received(name, count = 1, within = undefined) {
    const found = await this.client.wait((line) => this.#is(line, "event", name), `event "${name}" of ${this.s}`, { count, within });
    return found.map(({ args }) => fromBinary(args));
  }
}
