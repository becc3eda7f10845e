import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { packages, root, source } from "./repository.mjs";

/** Copies what is built below src/, and its XML docs, to where DocFX reads them. */
export async function copyAssemblies() {
  const to = path.join(source, "assemblies");
  await mkdir(to, { recursive: true });
  for (const name of await packages()) {
    const from = path.join(root, "artifacts/bin", name, "release");
    // By deps.json DocFX finds the packages that the assembly needs.
    for (const file of [`${name}.dll`, `${name}.deps.json`]) await copyFile(path.join(from, file), path.join(to, file));
    const docs = await readFile(path.join(from, `${name}.xml`), "utf8");
    await writeFile(path.join(to, `${name}.xml`), docs.replace(/<member [\s\S]*?<\/member>/g, withOwnTagsOnly));
  }
}

// A member that inherits docs, and has tags of its own, gets both from DocFX, which warns and may show the inherited one. So it inherits only what it does not have.
function withOwnTagsOnly(member) {
  const own = [
    ...["summary", "remarks", "returns", "value"].filter((tag) => member.includes(`<${tag}>`)).map((tag) => `self::${tag}`),
    ...[...member.matchAll(/<(param|typeparam) name="(\w+)">/g)].map(([, tag, name]) => `self::${tag}[@name='${name}']`),
  ];
  if (own.length === 0) return member;
  return member.replace(/<inheritdoc( cref="[^"]*")?(?: path="([^"]*)")?\s*\/>/, (_, from = "", tags = "/*") => `<inheritdoc${from} path="${tags}[not(${own.join(" or ")})]"/>`);
}
