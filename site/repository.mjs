// What the repository has for the site.
import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
export const source = path.join(root, "artifacts/site-source");
export const url = /<RepositoryUrl>(.*)<\/RepositoryUrl>/.exec(readFileSync(path.join(root, "Directory.Build.props"), "utf8"))[1];

// What is built below src/, but is no library that an application refers to.
const noLibraries = ["Sockeye.Contracts.Tool", "Sockeye.Generators", "Sockeye.Templates"];

/** The names of the packages whose API the site shows. */
export const packages = async () => (await readdir(path.join(root, "src"))).filter((name) => name.startsWith("Sockeye") && !noLibraries.includes(name));

/** The pages of the site, from the root of the repository: README is the first. */
export const pages = async () => ["README.md", ...(await readdir(path.join(root, "docs"), { recursive: true })).filter((name) => name.endsWith(".md")).map((name) => path.join("docs", name))];
