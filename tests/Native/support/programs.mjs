import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Where the program of a project is, once it is published. */
export const programOf = (name) => `${root}artifacts/native/${name}/${name}`;

/** Makes a native program of a project. Gives the exit code, and what the compilers said. */
export async function publish(project, ...properties) {
  const name = project.split("/").at(-1);
  await rm(programOf(name), { force: true });
  const args = ["publish", project, "-c", "Release", "--use-current-runtime", "-o", `artifacts/native/${name}`, "--tl:off", "-nodeReuse:false", ...properties];
  const child = spawn("dotnet", args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (log += text));
  const [code] = await once(child, "close");
  return { code, log };
}
