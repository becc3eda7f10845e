import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../../artifacts/bin/TypeScriptServer/release/TypeScriptServer", import.meta.url));

/** Starts the server of the contracts. */
export async function startServer() {
  const server = spawn(PROGRAM, { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface(server.stdout)) {
    if (line.startsWith("ready ")) {
      server.stdout.resume();
      return { url: line.slice("ready ".length), stop: () => server.kill() };
    }
  }
  throw new Error("the server ended before it was ready");
}
