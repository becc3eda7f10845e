import { readFile, readdir } from "node:fs/promises";
import path from "node:path";

/** The HTML pages below a folder, by their paths in it. */
export async function htmlPages(folder) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".html"));
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name), "utf8")])));
}

/** The links between the pages that lead nowhere: to a page that is not there, or to a heading that its page does not have. */
export function brokenLinks(pages) {
  const ids = new Map([...pages].map(([name, text]) => [name, new Set([...text.matchAll(/ (?:id|name)="([^"]+)"/g)].map(([, id]) => id))]));
  const broken = new Set();
  for (const [name, text] of pages) {
    for (const [, href] of text.matchAll(/<a [^>]*?href="([^"]*)"/g)) {
      if (/^[a-z]+:/.test(href)) continue;
      const [file, heading] = href.replaceAll("&amp;", "&").split("#").map(decodeURIComponent);
      const to = file === "" ? name : path.join(path.dirname(name), file);
      if (!ids.has(to) || (heading && !ids.get(to).has(heading))) broken.add(`${name}: ${href}`);
    }
  }
  return [...broken];
}
