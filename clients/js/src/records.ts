import { Attempt, type Try } from "./attempt.js";
import type { Link } from "./link.js";
import { Live } from "./live.js";
import { Picture, type Difference } from "./picture.js";
import type { Watch } from "./watch.js";

/** What the server knows of a room. Times are in milliseconds since 1970. */
export interface RoomRecord<Value = unknown> {
  readonly room: string;
  readonly value: Value;
  /** One more each time the value is set. */
  readonly version: number;
  readonly created: number;
  readonly updated: number;
  readonly members: number;
  readonly expires?: number;
}

export interface RecordQuery {
  /** Only rooms whose names begin so. */
  prefix?: string;
  /** By name, or by the number of members, the fullest first. */
  order?: "name" | "members";
  /** How many records a page has: the list begins with one. The server may give fewer. */
  pageSize?: number;
}

export interface RecordsChange<Value = unknown> {
  readonly created: readonly RoomRecord<Value>[];
  readonly updated: readonly RoomRecord<Value>[];
  readonly deleted: readonly RoomRecord<Value>[];
}

export type RecordEvents<Value> = {
  create: [record: RoomRecord<Value>];
  /** The value or the number of members is another one. */
  update: [record: RoomRecord<Value>, before: RoomRecord<Value>];
  /** `reason` is `deleted`, `last member left`, `expired` or `hidden`; nothing if it went while there was no connection. */
  delete: [record: RoomRecord<Value>, reason: string | undefined];
  /** Once for all that changed at a time; also for the first picture and for further pages, whose records raise no "create". */
  change: [change: RecordsChange<Value>];
};

interface Page<Value> {
  rooms: RoomRecord<Value>[];
  next?: string;
}

const DefaultPageSize = 50;

/** The records of rooms, in order: as many pages as were asked for. */
export class RecordList<Value = unknown> extends Live<RecordEvents<Value>> {
  readonly #watch: Watch;
  readonly #prefix: string;
  readonly #order: "name" | "members";
  readonly #pageSize: number;
  readonly #picture = new Picture<RoomRecord<Value>>(({ room }) => room);
  readonly #fetching = new Map<string, Attempt>();
  #sorted: readonly RoomRecord<Value>[] | undefined;
  #next: string | undefined;
  /** The last record of the pages. What sorts behind it, is on a page that was not asked for. */
  #last: RoomRecord<Value> | undefined;
  #isLoadingMore: Promise<void> | undefined;

  constructor(link: Link, watch: Watch, { prefix = "", order = "name", pageSize = DefaultPageSize }: RecordQuery = {}) {
    super(link);
    this.#watch = watch;
    this.#prefix = prefix;
    this.#order = order;
    this.#pageSize = pageSize;
    this.onClose(watch.use(prefix));
    this.onClose(link.on("unwatched", () => this.reload()));
    this.onClose(link.on("end", () => this.#stopFetching()));
    this.onClose(() => this.#stopFetching());
    const put = ({ rooms }: Page<Value>) => this.#onPut(rooms);
    this.listen("rooms:created", put);
    this.listen("rooms:changed", put);
    this.listen("rooms:members", ({ rooms }: { rooms: { room: string; members: number }[] }) => this.#onMembers(rooms));
    this.listen("rooms:deleted", ({ rooms }: { rooms: { room: string; reason: string }[] }) => this.#onDeleted(rooms));
  }

  /** The records in their order: another array after each change. */
  get records(): readonly RoomRecord<Value>[] {
    return (this.#sorted ??= [...this.#picture.items.values()].sort((a, b) => this.#compare(a, b)));
  }

  get(room: string): RoomRecord<Value> | undefined {
    return this.#picture.items.get(room);
  }

  /** Whether there is another page. */
  get hasMore(): boolean {
    return this.#next !== undefined;
  }

  /**
   * Reads the next page. Nothing happens if there is none.
   * @throws {RoomError}
   */
  loadMore(): Promise<void> {
    return (this.#isLoadingMore ??= this.#loadMore().finally(() => (this.#isLoadingMore = undefined)));
  }

  // First watch, then list: what changes between them is told.
  protected override async read(current: Try): Promise<void> {
    await this.#watch.begin();
    if (!current.isCurrent) return;
    const wanted = Math.max(this.#picture.items.size, this.#pageSize);
    const reading = this.#picture.beginReading();
    let next: string | undefined;
    let last: RoomRecord<Value> | undefined;
    do {
      const page = await this.ask<Page<Value>>(current, "rooms:list", this.#question(next));
      this.#picture.addPage(page.rooms);
      last = page.rooms.at(-1) ?? last;
      next = page.next;
    } while (next !== undefined && reading.size < wanted);
    this.#next = next;
    this.#last = last;
    const isFirst = !this.#picture.isComplete;
    this.#tell(this.#picture.endReading(), isFirst);
  }

  async #loadMore(): Promise<void> {
    // A page may be empty although others follow, if the server shows none of its rooms.
    for (let count = 0; count === 0 && this.#next !== undefined; ) {
      const after = this.#next;
      const page = (await this.link.request("rooms:list", [this.#question(after)])) as Page<Value>;
      if (this.#next !== after) return; // all was read again meanwhile
      this.#next = page.next;
      this.#last = page.rooms.at(-1) ?? this.#last;
      count = page.rooms.length;
      this.#tell(this.#picture.apply(page.rooms, []), true);
    }
  }

  #question(after: string | undefined): object {
    return { prefix: this.#prefix, order: this.#order, limit: this.#pageSize, ...(after !== undefined && { after }) };
  }

  #onPut(records: readonly RoomRecord<Value>[]): void {
    this.#tell(this.#picture.apply(records.filter((record) => this.#isMine(record)), []));
  }

  #onMembers(rooms: readonly { room: string; members: number }[]): void {
    const put: RoomRecord<Value>[] = [];
    for (const { room, members } of rooms) {
      const known = this.#picture.reading?.get(room) ?? this.get(room);
      if (known) put.push({ ...known, members });
      else if (this.#order === "members" && this.#last && members > this.#last.members && this.hasMore && room.startsWith(this.#prefix)) this.#fetch(room);
    }
    this.#tell(this.#picture.apply(put, []));
  }

  #onDeleted(rooms: readonly { room: string; reason: string }[]): void {
    const reasons = new Map(rooms.map(({ room, reason }) => [room, reason]));
    this.#tell(this.#picture.apply([], [...reasons.keys()]), false, reasons);
  }

  /** A record of a page that was not asked for has moved up. */
  #fetch(room: string): void {
    if (this.#fetching.has(room)) return;
    const fetching = new Attempt(
      async (current) => {
        const record = await this.ask<RoomRecord<Value>>(current, "rooms:get", room);
        this.#fetching.delete(room);
        this.#onPut([record]);
      },
      (_, isFinal) => {
        // It may be gone, or not be shown: then it has no place in the list.
        if (isFinal) this.#fetching.delete(room);
      },
    );
    this.#fetching.set(room, fetching);
    fetching.start();
  }

  /** All is read again at the next connection. */
  #stopFetching(): void {
    for (const fetching of this.#fetching.values()) fetching.stop();
    this.#fetching.clear();
  }

  /** Not of another list of the page, and not of a page that was not asked for. */
  #isMine(record: RoomRecord<Value>): boolean {
    if (!record.room.startsWith(this.#prefix)) return false;
    if (this.#picture.reading || !this.hasMore || this.#picture.items.has(record.room)) return true;
    return this.#last !== undefined && this.#compare(record, this.#last) < 0;
  }

  #compare(a: RoomRecord<Value>, b: RoomRecord<Value>): number {
    if (this.#order === "members" && a.members !== b.members) return b.members - a.members;
    return a.room < b.room ? -1 : a.room > b.room ? 1 : 0;
  }

  #tell({ put, gone }: Difference<RoomRecord<Value>>, isPage = false, reasons?: ReadonlyMap<string, string>): void {
    if (put.length + gone.length > 0) this.#sorted = undefined;
    if (!isPage) {
      for (const record of gone) this.emit("delete", record, reasons?.get(record.room));
      for (const { item, before } of put) if (!before) this.emit("create", item);
      for (const { item, before } of put) if (before) this.emit("update", item, before);
    }
    if (!isPage && put.length + gone.length === 0) return;
    this.emit("change", {
      created: put.filter(({ before }) => !before).map(({ item }) => item),
      updated: put.filter(({ before }) => before).map(({ item }) => item),
      deleted: gone,
    });
  }
}
