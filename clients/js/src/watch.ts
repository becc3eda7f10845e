import { Attempt } from "./attempt.js";
import type { Link } from "./link.js";

/**
 * What the socket is told about changes of records. A socket has one watch; the lists of a page may have many prefixes: the socket watches what all of them begin with.
 */
export class Watch {
  readonly #link: Link;
  readonly #prefixes: string[] = [];
  readonly #ending: Attempt;
  /** What was asked for on this connection. */
  #asked: { prefix: string; answer: Promise<unknown> } | undefined;

  constructor(link: Link) {
    this.#link = link;
    this.#ending = new Attempt(
      async () => void (await link.request("rooms:unwatch", [])),
      () => {}, // nobody looks at what comes; the connection ends it too
    );
    link.on("end", () => (this.#asked = undefined));
    link.on("unwatched", () => (this.#asked = undefined)); // before the lists hear of it, which are made later
  }

  /** Somebody is interested in rooms whose names begin so. Gives the function that ends that. */
  use(prefix: string): () => void {
    this.#prefixes.push(prefix);
    this.#ending.stop();
    return () => {
      this.#prefixes.splice(this.#prefixes.indexOf(prefix), 1);
      if (this.#prefixes.length > 0 || !this.#asked) return;
      this.#asked = undefined;
      if (this.#link.connected) this.#ending.start();
    };
  }

  /** Is done when the server tells of all that is used. */
  begin(): Promise<unknown> {
    const prefix = this.#prefixes.reduce(common);
    if (this.#asked && prefix.startsWith(this.#asked.prefix)) return this.#asked.answer;
    const asked = { prefix, answer: this.#link.request("rooms:watch", [{ prefix }]) };
    this.#asked = asked;
    asked.answer.catch(() => {
      if (this.#asked === asked) this.#asked = undefined;
    });
    return asked.answer;
  }
}

function common(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  // Half a character is none.
  if (length > 0 && /[\uD800-\uDBFF]/.test(a[length - 1]!)) length--;
  return a.slice(0, length);
}
