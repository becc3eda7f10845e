import { readFile } from "node:fs/promises";
import path from "node:path";
import { root, url } from "./repository.mjs";

/** The bar at the top, and the pages at the side: the sections of docs/guide.md, in its order. */
export async function tablesOfContents() {
  const guide = await readFile(path.join(root, "docs/guide.md"), "utf8");
  const side = ["- name: Guide", "  href: guide.md"];
  for (const [, section, name, href] of guide.matchAll(/^## (.+)$|^\| \[(.+?)\]\((.+?)\)/gm)) {
    if (section) side.push(`- name: ${JSON.stringify(section)}`, "  expanded: true", "  items:");
    else side.push(`  - name: ${JSON.stringify(name)}`, `    href: ${href}`);
  }
  const top = ["- name: Guide", "  href: docs/", "- name: API", "  href: api/", "  homepage: api/Sockeye.yml", "- name: GitHub", `  href: ${url}`];
  return [["toc.yml", top], ["docs/toc.yml", side]].map(([file, lines]) => [file, `${lines.join("\n")}\n`]);
}
