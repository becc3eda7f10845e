import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Runs `dotnet` to its end. Gives what it prints; a failure is thrown with all of that. */
export async function dotnet(args, options = {}) {
  const { env, ...others } = options;
  try {
    const { stdout, stderr } = await execute("dotnet", args, { maxBuffer: 1 << 26, timeout: 280_000, ...others, env: { ...process.env, ...env } });
    return stdout + stderr;
  } catch (error) {
    throw new Error(`dotnet ${args.join(" ")}\n${error.stdout ?? ""}${error.stderr ?? error.message}`, { cause: error });
  }
}

/** The warnings in what a build prints. A mirror of packages may lack the exact version and give the next one: that is none. */
export const warningsOf = (log) => log.split("\n").filter((line) => /\bwarning\b.*:/i.test(line) && !/NU160[38]/.test(line));

/** An application that runs until `stop`. */
export class Application {
  #process;
  log = "";

  /** Starts `dotnet` with these arguments, and waits for a line of its log. */
  async start(args, { until, ...options }) {
    // A group of its own: `dotnet run` has the application as its child.
    this.#process = spawn("dotnet", args, { detached: true, stdio: ["ignore", "pipe", "pipe"], ...options });
    this.#process.stderr.setEncoding("utf8").on("data", (text) => (this.log += text));
    const lines = createInterface(this.#process.stdout);
    const started = new Promise((done, fail) => {
      lines.on("line", (line) => {
        this.log += `${line}\n`;
        const found = until.exec(line);
        if (found) done(found);
      });
      this.#process.on("exit", () => fail(new Error(`dotnet ${args.join(" ")} has ended:\n${this.log}`)));
    });
    return await started;
  }

  /** Starts a web application on a port that the system chooses. */
  async startWeb(args, options) {
    [, this.url] = await this.start(args, { until: /Now listening on: (http:\/\/\S+)/, ...options });
    return this;
  }

  async stop() {
    if (this.#process === undefined || this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, "exit");
    process.kill(-this.#process.pid, "SIGKILL");
    await exited;
  }
}
