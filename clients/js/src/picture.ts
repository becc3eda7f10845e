import { same } from "./same.js";

/** What a picture has become: complete before anybody hears of it. */
export interface Difference<Item> {
  readonly put: readonly { readonly item: Item; readonly before: Item | undefined }[];
  readonly gone: readonly Item[];
}

/** Things of the server by their keys: read as a whole, then changed by what is told. Answers and events come in their order, so what comes later is newer. */
export class Picture<Item> {
  readonly #keyOf: (item: Item) => string;
  readonly #items = new Map<string, Item>();
  #reading: Map<string, Item> | undefined;
  #isComplete = false;

  constructor(keyOf: (item: Item) => string) {
    this.#keyOf = keyOf;
  }

  get items(): ReadonlyMap<string, Item> {
    return this.#items;
  }

  /** Whether it has been read; before that, changes say nothing. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** What is being read, page by page. */
  get reading(): ReadonlyMap<string, Item> | undefined {
    return this.#reading;
  }

  /** Begins to read; a reading that has begun before is given up. What is told meanwhile goes there too. */
  beginReading(): ReadonlyMap<string, Item> {
    return (this.#reading = new Map());
  }

  addPage(items: readonly Item[]): void {
    for (const item of items) this.#reading?.set(this.#keyOf(item), item);
  }

  /** All pages are there: what was known and is not among them is gone. */
  endReading(): Difference<Item> {
    return this.replace([...(this.#reading?.values() ?? [])]);
  }

  replace(items: readonly Item[]): Difference<Item> {
    this.#reading = undefined;
    this.#isComplete = true;
    const keys = new Set(items.map(this.#keyOf));
    return this.#change(
      items.filter((item) => !same(item, this.#items.get(this.#keyOf(item)))),
      [...this.#items.keys()].filter((key) => !keys.has(key)),
    );
  }

  apply(put: readonly Item[], gone: readonly string[]): Difference<Item> {
    this.addPage(put);
    for (const key of gone) this.#reading?.delete(key);
    return this.#isComplete ? this.#change(put, gone) : { put: [], gone: [] };
  }

  /** Nothing is known any more. */
  clear(): Difference<Item> {
    const gone = [...this.#items.values()];
    this.#items.clear();
    this.#reading = undefined;
    this.#isComplete = false;
    return { put: [], gone };
  }

  #change(put: readonly Item[], keys: readonly string[]): Difference<Item> {
    const gone: Item[] = [];
    for (const key of keys) {
      const item = this.#items.get(key);
      if (item !== undefined && this.#items.delete(key)) gone.push(item);
    }
    const changes = put.map((item) => ({ item, before: this.#items.get(this.#keyOf(item)) }));
    for (const item of put) this.#items.set(this.#keyOf(item), item);
    return { put: changes, gone };
  }
}
