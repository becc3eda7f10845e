import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
/** Our server: the one of the build, or another one of the same contract, as a native one. */
const OURS = process.env.FIXTURE_PROGRAM ?? here("../../../artifacts/bin/Fixture/release/Fixture");
const NODE = here("../node-fixture.mjs");

/** Which server is tested: ours, or Node's with FIXTURE=node, which proves the tests themselves. */
export const TARGET = process.env.FIXTURE ?? "ours";

/** What its packets are encoded with; `npm test` runs most of the tests for each. */
export const PARSER = process.env.PARSER ?? "json";

/** What our server has below its HTTP: Kestrel's own sockets, or event loops. */
const TRANSPORT = process.env.EVENT_LOOPS ? ["--event-loops"] : [];

/** A contract server in a process of its own, on a free port. */
export class Fixture {
  static async start(args = [], target = TARGET, { descriptors } = {}) {
    const fixture = new Fixture(spawnTarget(target, ["--port", "0", "--parser", PARSER, ...(target === "node" ? [] : TRANSPORT), ...args], descriptors));
    await fixture.#ready();
    fixture.#process.stdout.resume();
    return fixture;
  }

  #process;
  #errors = "";

  constructor(child) {
    this.#process = child;
    child.stderr.setEncoding("utf8").on("data", (text) => (this.#errors += text));
  }

  async #ready() {
    const timer = setTimeout(() => this.kill(), 30_000);
    for await (const line of createInterface(this.#process.stdout)) {
      if (line.startsWith("ready ")) {
        this.url = line.slice("ready ".length).trim();
        this.port = Number(new URL(this.url).port);
        clearTimeout(timer);
        return;
      }
    }
    clearTimeout(timer);
    throw new Error(`the fixture ended before it was ready: ${this.#errors}`);
  }

  /** Asks it to stop and gives its exit code; kills it when it does not. */
  async stop() {
    return await endOf(this.#process, () => this.#process.kill("SIGTERM"));
  }

  kill() {
    this.#process.kill("SIGKILL");
  }

  /** Stops its clock, so to say: the process stands still until `resume`. */
  pause() {
    this.#process.kill("SIGSTOP");
  }

  resume() {
    this.#process.kill("SIGCONT");
  }

  get errors() {
    return this.#errors;
  }
}

/** Starts it with arguments that it has to refuse; gives its exit code and what it said. */
export async function refusal(...args) {
  const child = spawnTarget(TARGET, args);
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
  return { code: await endOf(child), errors };
}

/** `descriptors`: how many file descriptors the process may have. */
function spawnTarget(target, args, descriptors) {
  if (target === "node") return spawn(process.execPath, [NODE, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const program = target === "ours" ? OURS : target;
  if (!existsSync(program)) throw new Error(`${program} is not built: dotnet build -c Release tests/Fixture`);
  if (descriptors) return spawn("sh", ["-c", `ulimit -n ${descriptors}; exec "$0" "$@"`, program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  return spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
}

async function endOf(child, act = () => {}) {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = once(child, "exit");
  const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
  act();
  const [code] = await ended;
  clearTimeout(timer);
  return code;
}
