// What the run was made on.
import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem } from "node:os";
import * as paths from "./paths.js";

function firstLine(command, ...args) {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).split("\n")[0];
  } catch {
    return "none";
  }
}

export function machine() {
  const [cpu] = cpus();
  return [
    `- ${cpus().length} cores of ${cpu.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}; load average at the end ${loadavg()[0].toFixed(1)}`,
    `- .NET SDK ${firstLine("dotnet", "--version")}, Node ${process.version}, Bun ${firstLine(paths.bun(), "--version")}`,
    `- ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC, commit ${firstLine("git", "-C", paths.bench, "describe", "--always", "--dirty")}`,
  ].join("\n");
}
