import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The folder of the samples that are one chat written in three ways. */
export const samples = fileURLToPath(new URL("../../../samples/ThreeWays/", import.meta.url));

/** Starts one of them, on a free port. */
export async function startSample(name) {
  const program = fileURLToPath(new URL(`../../../artifacts/bin/${name}/release/${name}`, import.meta.url));
  const server = spawn(program, ["--urls", "http://127.0.0.1:0"], { cwd: `${samples}${name}`, stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface(server.stdout)) {
    const [, url] = /Now listening on: (\S+)/.exec(line) ?? [];
    if (url) {
      server.stdout.resume();
      return { url, stop: () => server.kill() };
    }
  }
  throw new Error(`${name} ended before it was ready`);
}
