import { readFile } from "node:fs/promises";

/** A recorded session: the options of its fixture, and the steps. README.md here says how one is written. */
export async function readScript(file) {
  const script = { fixture: [], steps: [] };
  for (const [index, line] of (await readFile(file, "utf8")).split("\n").entries()) {
    if (line === "" || line.startsWith("#")) continue;
    const [, verb, rest] = /^(\S+) ?(.*)$/.exec(line);
    if (verb === "fixture") script.fixture = rest.split(" ");
    else script.steps.push({ line: index + 1, verb, text: unescape(rest) });
  }
  return script;
}

const ESCAPES = { n: "\n", r: "\r", e: "\x1e", "\\": "\\" };

function unescape(text) {
  return text.replace(/\\(.)/g, (_, character) => ESCAPES[character]);
}

/** The values behind `{names}`: given ones, and those that were met first where they were expected. */
export class Names {
  #values;

  constructor(values) {
    this.#values = new Map(Object.entries(values));
  }

  set(name, value) {
    this.#values.set(name, value);
  }

  /** The text with values for names. */
  fill(text) {
    return text.replace(/\{(\w+)\}/g, (_, name) => {
      if (!this.#values.has(name)) throw new Error(`nothing is known of {${name}}`);
      return this.#values.get(name);
    });
  }

  /** Is the text the expected one? A name that has no value yet gets what stands in its place. */
  match(expected, text) {
    const met = [];
    const pattern = expected.split(/\{(\w+)\}/).map((part, i) => {
      if (i % 2 === 0) return literal(part);
      if (this.#values.has(part)) return literal(this.#values.get(part));
      met.push(part);
      return "([\\w-]+)";
    });
    const found = new RegExp(`^${pattern.join("")}$`, "s").exec(text);
    if (!found) return false;
    for (const [i, name] of met.entries()) this.#values.set(name, found[i + 1]);
    return true;
  }
}

const literal = (text) => text.replace(/[$()*+.?[\\\]^{|}]/g, "\\$&");
