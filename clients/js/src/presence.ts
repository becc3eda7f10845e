import type { Try } from "./attempt.js";
import type { Link } from "./link.js";
import { Picture, type Difference } from "./picture.js";
import type { RoomError } from "./room-error.js";
import { RoomLive } from "./room-live.js";

/** Somebody who is in a room, with whatever number of connections. */
export interface Member<State = unknown, Info = unknown> {
  readonly id: string;
  readonly state: State;
  /** What the server says of the member; missing if it says nothing. */
  readonly info?: Info;
}

export interface MembersChange<State = unknown, Info = unknown> {
  readonly joined: readonly Member<State, Info>[];
  readonly updated: readonly Member<State, Info>[];
  readonly left: readonly Member<State, Info>[];
}

export type PresenceEvents<State, Info> = {
  join: [member: Member<State, Info>];
  update: [member: Member<State, Info>, before: Member<State, Info>];
  leave: [member: Member<State, Info>];
  /** Once for all that changed at a time; also for the first picture, whose members raise no "join". */
  change: [change: MembersChange<State, Info>];
};

interface Told<State, Info> {
  room: string;
  members: Member<State, Info>[];
  count: number;
  more?: boolean;
  next?: string;
}

// A reading of a large room is made anew if what was told does not add up to the number of members; not at once, since changes come in several events, and not often.
const RereadAfter = 1_000;
const RereadEvery = 10_000;

/** Who is in a room, and in which state. */
export class Presence<State = unknown, Info = unknown> extends RoomLive<PresenceEvents<State, Info>> {
  readonly #picture = new Picture<Member<State, Info>>(({ id }) => id);
  /** A whole picture came on this connection: the changes build upon it. */
  #isPictured = false;
  #count = 0;
  #reread: ReturnType<typeof setTimeout> | undefined;
  #lastReread = -Infinity;
  #wanted: { state: State } | undefined;

  constructor(link: Link, room: string) {
    super(link, room);
    this.onClose(link.on("end", () => (this.#isPictured = false)));
    this.onClose(() => clearTimeout(this.#reread));
    this.#listen("presence:snapshot", (picture) => this.#onSnapshot(picture));
    this.#listen("presence:joined", ({ members }) => this.#tell(this.#picture.apply(members, [])));
    this.#listen("presence:updated", ({ members }) => this.#tell(this.#picture.apply(members, [])));
    this.#listen("presence:left", ({ members }) => this.#tell(this.#picture.apply([], members.map(({ id }) => id))));
  }

  /** The members by their ids. */
  get members(): ReadonlyMap<string, Member<State, Info>> {
    return this.#picture.items;
  }

  /** How many the server says there are. */
  get count(): number {
    return this.#count;
  }

  /**
   * Sets the state of the member that this connection belongs to. It is what the member is to have from now on: it is set again after each reconnect, also if this call fails because the
   * connection is lost. What the server refuses is not.
   * @throws {RoomError}
   */
  async update(state: State): Promise<void> {
    const wanted = { state };
    const before = this.#wanted;
    this.#wanted = wanted;
    try {
      await this.link.request("presence:update", [this.room, state]);
    } catch (error) {
      if (this.link.connected && this.#wanted === wanted && !(error as RoomError).isTemporary) this.#wanted = before;
      throw error;
    }
  }

  protected override async readRoom(current: Try): Promise<void> {
    if (!this.#isPictured) await this.#readPages(current);
    if (this.#wanted) await this.ask(current, "presence:update", this.room, this.#wanted.state);
  }

  protected override onLost(): void {
    this.#isPictured = false;
    this.#count = 0;
    this.#tell(this.#picture.clear(), true);
  }

  #listen(event: string, listener: (picture: Told<State, Info>) => void): void {
    this.listen(event, (picture: Told<State, Info>) => {
      if (picture.room !== this.room) return;
      this.#count = picture.count;
      listener(picture);
      this.#checkCount();
    });
  }

  #onSnapshot({ members, more }: Told<State, Info>): void {
    if (more) {
      this.#tell(this.#picture.apply(members, [])); // the rest comes with the pages
    } else {
      this.#isPictured = true;
      const isFirst = !this.#picture.isComplete;
      this.#tell(this.#picture.replace(members), isFirst);
    }
    // It was joined by somebody else than this library.
    if (this.status === "refused") this.reload();
  }

  async #readPages(current: Try): Promise<void> {
    const reading = this.#picture.beginReading();
    let after: string | undefined;
    do {
      const page = await this.ask<Told<State, Info>>(current, "presence:list", this.room, after === undefined ? {} : { after });
      if (this.#picture.reading !== reading) return; // a snapshot had all of it
      this.#picture.addPage(page.members);
      this.#count = page.count;
      after = page.next;
    } while (after !== undefined);
    const isFirst = !this.#picture.isComplete;
    this.#tell(this.#picture.endReading(), isFirst);
  }

  #checkCount(): void {
    if (this.#reread || this.status !== "live" || this.#count === this.members.size) return;
    const pause = Math.max(RereadAfter, this.#lastReread + RereadEvery - Date.now());
    this.#reread = setTimeout(() => {
      this.#reread = undefined;
      if (this.status !== "live" || this.#count === this.members.size) return;
      this.#lastReread = Date.now();
      this.#isPictured = false;
      this.reload();
    }, pause);
  }

  #tell({ put, gone }: Difference<Member<State, Info>>, isWhole = false): void {
    if (!isWhole) {
      for (const member of gone) this.emit("leave", member);
      for (const { item, before } of put) if (!before) this.emit("join", item);
      for (const { item, before } of put) if (before) this.emit("update", item, before);
    }
    if (!isWhole && put.length + gone.length === 0) return;
    this.emit("change", {
      joined: put.filter(({ before }) => !before).map(({ item }) => item),
      updated: put.filter(({ before }) => before).map(({ item }) => item),
      left: gone,
    });
  }
}
