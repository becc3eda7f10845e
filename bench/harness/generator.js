// Runs the load generator against a server, and reads what it measured.
import { spawn } from "node:child_process";
import * as paths from "./paths.js";
import { onCore } from "./processes.js";

export async function runGenerator(server, scenario, options) {
  const timing = ["--warm-up", options.warmUp, "--seconds", options.seconds];
  const target = [
    ...server.processes.flatMap(({ port, pid }) => ["--port", port, "--pid", pid]),
    "--dialect", scenario.dialect ?? server.dialect,
  ];
  const [name, ...args] = scenario.load(server, options);
  const command = [paths.generator, name, ...timing, ...target, ...args].map(String);
  const child = spawn(...onCore(options.loadCore, command), { stdio: ["ignore", "pipe", "pipe"] });
  const [output, errors, code] = await Promise.all([
    collect(child.stdout),
    collect(child.stderr),
    new Promise((resolve) => child.on("close", resolve)),
  ]);
  if (code !== 0) {
    throw new Error(errors.trim() || `the generator ended with ${code}`);
  }
  return output.trim().split("\n").map((line) => JSON.parse(line));
}

async function collect(stream) {
  let text = "";
  for await (const chunk of stream.setEncoding("utf8")) {
    text += chunk;
  }
  return text;
}
