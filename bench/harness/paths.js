// Where things are, and where they are built to.
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const bench = dirname(dirname(fileURLToPath(import.meta.url)));
const artifacts = join(dirname(bench), "artifacts");

export const generator = join(artifacts, "bench", "loadgen");
export const floor = join(artifacts, "bench", "floor");
export const javascript = join(bench, "peers", "javascript");

export function dotnetAssembly(project, checkout = dirname(bench)) {
  return resolve(checkout, "artifacts", "bin", project, "release", `${project}.dll`);
}

// The package's install script moves the program out of the platform's package; where scripts are not run, it stays there.
export function bun() {
  const installed = join(javascript, "node_modules", "bun", "bin", "bun.exe");
  const inPlatformPackage = join(javascript, "node_modules", "@oven", `bun-linux-${process.arch === "arm64" ? "aarch64" : "x64"}`, "bin", "bun");
  return existsSync(inPlatformPackage) ? inPlatformPackage : installed;
}
