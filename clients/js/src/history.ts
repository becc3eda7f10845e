import type { Try } from "./attempt.js";
import type { Link } from "./link.js";
import { RoomLive } from "./room-live.js";

/** Something that was said in a room. */
export interface Message<Args extends unknown[] = unknown[]> {
  /** Its place: messages sort by it as a text. `null` if the server could not keep it; then it stands where it came. */
  readonly offset: string | null;
  readonly event: string;
  readonly args: Args;
  /** In milliseconds since 1970, by the clock of the server; of what came live, by the clock of this computer. */
  readonly time: number;
  /** Messages before it may be missing: the server no longer had them when the connection was back. */
  readonly isAfterGap?: boolean;
}

export interface HistoryOptions {
  /** The events that the server sends by its history. "message" if nothing is said. */
  events?: readonly string[];
  /**
   * Tells which room a live message is for: an event does not say that by itself. If nothing is said, it is the first argument if that is a text, and otherwise its property `room`.
   */
  roomOf?: (...args: any[]) => string | undefined;
  /** How many messages are read at a time. The server may give fewer. */
  pageSize?: number;
  /** How many messages are kept at most; the oldest go. What `loadOlder` reads is kept beyond that. */
  maxMessages?: number;
}

export interface MessagesChange<Args extends unknown[] = unknown[]> {
  readonly added: readonly Message<Args>[];
  readonly removed: readonly Message<Args>[];
}

export type HistoryEvents<Args extends unknown[]> = {
  /** A message that was said just now, or while there was no connection. */
  message: [message: Message<Args>];
  /** Once for all that changed at a time; also for the first picture and for older messages, which raise no "message". */
  change: [change: MessagesChange<Args>];
};

interface Page<Args extends unknown[]> {
  room: string;
  messages: { offset: string; time: number; event: string; args: Args }[];
  more: boolean;
  truncated?: boolean;
}

const DefaultPageSize = 50;
const DefaultMaxMessages = 1_000;

// Messages that two servers send at the same time come in any order. So what is read after a reconnect begins this long before the last message that came.
const Overlap = 10_000;

/** Before all messages. */
const Beginning = "0000000000000-00000000";

/** Of a fixed width, as all backends give it. What connection state recovery adds behind it never looks so. */
const offsetForm = /^\d{13}-\d{8}$/;

/** What was said in a room, in order, each message once, whether it came live or was read. */
export class History<Args extends unknown[] = unknown[]> extends RoomLive<HistoryEvents<Args>> {
  readonly #roomOf: (...args: any[]) => string | undefined;
  readonly #pageSize: number;
  #maxMessages: number;
  #messages: readonly Message<Args>[] = [];
  readonly #offsets = new Set<string>();
  #hasOlder = false;
  #isLoadingOlder: Promise<void> | undefined;
  /** What came while it is read; it goes behind that. Nothing is held if it could not be read at once: what is said is shown. */
  #held: Message<Args>[] = [];
  #isHolding = true;
  /** All up to here is known; what came live, with the time, may have others before it that have not come yet. */
  #settled: string | undefined;
  #live: { offset: string; time: number }[] = [];
  #hasGap = false;

  constructor(
    link: Link,
    room: string,
    { events = ["message"], roomOf = defaultRoomOf, pageSize = DefaultPageSize, maxMessages = DefaultMaxMessages }: HistoryOptions = {},
  ) {
    super(link, room);
    this.#roomOf = roomOf;
    this.#pageSize = pageSize;
    this.#maxMessages = maxMessages;
    this.on("status", (status) => {
      this.#isHolding = status === "loading";
      if (!this.#isHolding) this.#release();
    });
    for (const event of events) this.listen(event, (...args) => this.#onEvent(event, args));
    this.listen("history", (page: Page<Args>) => {
      // It was joined by somebody else than this library.
      if (page.room === room && this.status === "refused") this.reload();
    });
  }

  /** The messages, the oldest first: another array after each change. */
  get messages(): readonly Message<Args>[] {
    return this.#messages;
  }

  /** Whether the server has messages before the first one. */
  get hasOlder(): boolean {
    return this.#hasOlder;
  }

  /**
   * Reads messages before the first one. Nothing happens if there are none.
   * @throws {RoomError}
   */
  loadOlder(): Promise<void> {
    return (this.#isLoadingOlder ??= this.#loadOlder().finally(() => (this.#isLoadingOlder = undefined)));
  }

  /** Adds a message of your own, which the server does not send back to you; its offset is in the answer of the server. */
  add(message: { offset: string | null; event: string; args: Args; time?: number }): void {
    this.#onMessage({ time: Date.now(), ...message });
  }

  // Live messages come from when the room is joined, so nothing is missing between them and what is read after that.
  protected override async readRoom(current: Try): Promise<void> {
    if (this.#settled === undefined) await this.#readLast(current);
    else await this.#catchUp(current, this.#settled);
  }

  protected override onFailed(): void {
    this.#isHolding = false;
    this.#release();
  }

  async #readLast(current: Try): Promise<void> {
    const page = await this.#ask(current, { last: this.#pageSize });
    this.#hasOlder = page.more;
    this.#settle(page.messages.at(-1)?.offset ?? Beginning);
    this.#insert(this.#fresh(page), false);
  }

  async #catchUp(current: Try, since: string): Promise<void> {
    for (let more = true; more; ) {
      const page = await this.#ask(current, { since, limit: this.#pageSize });
      const first = page.messages[0]?.offset;
      if (page.truncated && this.#messages.length > 0 && !(first !== undefined && this.#offsets.has(first))) this.#hasGap = true;
      since = page.messages.at(-1)?.offset ?? since;
      more = page.more && first !== undefined;
      this.#settle(since);
      this.#insert(this.#fresh(page), true);
    }
  }

  async #loadOlder(): Promise<void> {
    const first = this.#messages.find(({ offset }) => offset !== null)?.offset;
    if (!this.#hasOlder || !first) return;
    const page = (await this.link.request("history:read", [this.room, { before: first, limit: this.#pageSize }])) as Page<Args>;
    if (this.status === "closed" || !this.#offsets.has(first)) return; // it was cut off meanwhile
    this.#hasOlder = page.more;
    const fresh = this.#fresh(page);
    this.#maxMessages = Math.max(this.#maxMessages, this.#messages.length + fresh.length);
    this.#insert(fresh, false);
  }

  #ask(current: Try, range: object): Promise<Page<Args>> {
    return this.ask(current, "history:read", this.room, range);
  }

  #onEvent(event: string, all: unknown[]): void {
    // The offset is the last argument; connection state recovery puts one more behind it.
    const at = all.findLastIndex((argument, i) => i >= all.length - 2 && typeof argument === "string" && offsetForm.test(argument));
    const args = (at < 0 ? all : all.slice(0, at)) as Args;
    if (this.#roomOf(...args) === this.room) this.#onMessage({ offset: at < 0 ? null : (all[at] as string), event, args, time: Date.now() });
  }

  #onMessage(message: Message<Args>): void {
    if (this.#isHolding) {
      this.#held.push(message);
      if (this.#held.length > this.#maxMessages) this.#held.shift();
    } else if (this.status !== "closed") {
      this.#take([message]);
    }
  }

  /** What was held has its turn. What has an offset is read again by the next connection, with what may be missing before it. */
  #release(): void {
    const held = this.#held;
    this.#held = [];
    this.#take(this.status === "offline" ? held.filter(({ offset }) => offset === null) : held);
  }

  #take(messages: readonly Message<Args>[]): void {
    const fresh = messages.filter((message) => this.#isNew(message));
    // Only then is nothing missing before it that was read.
    if (this.status === "live") for (const { offset } of fresh) if (offset !== null) this.#cameLive(offset);
    this.#insert(fresh, true);
  }

  #isNew({ offset }: { offset: string | null }): boolean {
    return offset === null || !this.#offsets.has(offset);
  }

  #fresh(page: Page<Args>): Message<Args>[] {
    return page.messages.filter((message) => this.#isNew(message)).map(({ offset, time, event, args }) => ({ offset, time, event, args }));
  }

  /** Nothing that is kept is missing up to here. */
  #settle(offset: string): void {
    if (this.#settled !== undefined && offset <= this.#settled) return;
    this.#settled = offset;
    this.#live = this.#live.filter((message) => message.offset > offset);
  }

  /** The connection was fine when this message came: those that came well before it have none missing before them. */
  #cameLive(offset: string): void {
    const time = Date.now();
    this.#live.push({ offset, time });
    while (this.#live[0] && this.#live[0].time <= time - Overlap) {
      this.#settle(this.#live.shift()!.offset);
    }
  }

  #insert(fresh: readonly Message<Args>[], isNews: boolean): void {
    if (fresh.length === 0 && isNews) return;
    const messages = [...this.#messages];
    const added = fresh.map((message) => {
      const marked = isNews && this.#hasGap ? { ...message, isAfterGap: true } : message;
      if (isNews) this.#hasGap = false;
      if (marked.offset !== null) this.#offsets.add(marked.offset);
      messages.splice(placeOf(marked, messages), 0, marked);
      return marked;
    });
    const removed = messages.splice(0, Math.max(0, messages.length - this.#maxMessages));
    for (const { offset } of removed) if (offset !== null) this.#offsets.delete(offset);
    if (removed.length > 0) this.#hasOlder = true;
    this.#messages = messages;
    if (isNews) for (const message of added) this.emit("message", message);
    this.emit("change", { added, removed });
  }
}

/** Behind the last one with a smaller offset; those without one stay where they came. */
function placeOf({ offset }: Message<any>, messages: readonly Message<any>[]): number {
  let place = messages.length;
  if (offset === null) return place;
  for (let i = place - 1; i >= 0; i--) {
    const other = messages[i]!.offset;
    if (other === null) continue;
    if (other < offset) break;
    place = i;
  }
  return place;
}

function defaultRoomOf(first: unknown): string | undefined {
  return typeof first === "string" ? first : (first as { room?: string } | null | undefined)?.room;
}
