import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { pages, root, source, url } from "./repository.mjs";

// A link of Markdown, and the blocks and spans of code, in which there are none.
const codeOrLink = /^ *(`{3,})[^\n]*\n[\s\S]*?^ *\1 *$|(`+)[^`][\s\S]*?\2|\]\(([^)\s]+)\)/gm;

/** Copies README and docs/ to where DocFX reads them. */
export async function copyPages() {
  const all = await pages();
  for (const page of all) {
    const to = path.join(source, target(page));
    await mkdir(path.dirname(to), { recursive: true });
    await writeFile(to, frontMatter(page) + await withLinks(page, await readFile(path.join(root, page), "utf8"), all));
  }
}

const target = (page) => page === "README.md" ? "index.md" : page;

function frontMatter(page) {
  const lines = [`docurl: ${url}/edit/main/${page}`];
  if (page === "README.md") lines.push("title: Socket.IO for .NET", "_layout: landing");
  return `---\n${lines.join("\n")}\n---\n`;
}

/** The text with each link to what is no page of the site leading to the repository instead. */
async function withLinks(page, text, all) {
  const links = [...text.matchAll(codeOrLink)].filter(([, , , to]) => to && !to.startsWith("#") && !to.includes(":"));
  const replaced = new Map();
  for (const [, , , to] of links) {
    const [file, heading] = to.split("#");
    const found = path.join(path.dirname(page), file);
    if (all.includes(found)) continue;
    // What is not there stays as it is: DocFX says so.
    const kind = await stat(path.join(root, found)).then((it) => it.isDirectory() ? "tree" : "blob", () => undefined);
    if (kind) replaced.set(to, `${url}/${kind}/main/${found}${heading ? `#${heading}` : ""}`);
  }
  return text.replace(codeOrLink, (match, fence, code, to) => replaced.has(to) ? `](${replaced.get(to)})` : match);
}
