// Makes the site in artifacts/site, of README, docs/ and what is built below src/: ./build.sh site builds it before. A warning is an error.
//
// DocFX reads copies of the pages, in artifacts/site-source. The pages are as GitHub shows them: a link to a file that is no page of the site leads there from the copies.
import { spawnSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { copyAssemblies } from "./assemblies.mjs";
import { copyPages } from "./pages.mjs";
import { root, source } from "./repository.mjs";
import { tablesOfContents } from "./toc.mjs";

function run(...command) {
  const { status } = spawnSync("dotnet", command, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) process.exit(status ?? 1);
}

await Promise.all([source, path.join(root, "artifacts/site")].map((folder) => rm(folder, { recursive: true, force: true })));
await mkdir(source, { recursive: true });
await copyAssemblies();
await copyPages();
for (const [file, text] of await tablesOfContents()) await writeFile(path.join(source, file), text);
run("tool", "restore");
run("docfx", "site/docfx.json", "--warningsAsErrors");
