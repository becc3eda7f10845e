import type { Try } from "./attempt.js";
import type { Link } from "./link.js";
import { Picture, type Difference } from "./picture.js";
import { ErrorCode, RoomError } from "./room-error.js";
import { RoomLive } from "./room-live.js";

/** One of the connections of a member. */
export interface MemberConnection<State = unknown> {
  /** The id of its socket. */
  readonly id: string;
  /** `null` until one is set. */
  readonly state: State | null;
}

/** Somebody who is in a room, with whatever number of connections. */
export interface Member<State = unknown, Info = unknown, ConnectionState = unknown> {
  readonly id: string;
  readonly state: State;
  /** What the server says of the member; missing if it says nothing. */
  readonly info?: Info;
  /** Missing if the server does not list connections; empty while a member is only waited for. */
  readonly connections?: readonly MemberConnection<ConnectionState>[];
}

export interface MembersChange<State = unknown, Info = unknown, ConnectionState = unknown> {
  readonly joined: readonly Member<State, Info, ConnectionState>[];
  readonly updated: readonly Member<State, Info, ConnectionState>[];
  readonly left: readonly Member<State, Info, ConnectionState>[];
}

export type PresenceEvents<State, Info, ConnectionState> = {
  join: [member: Member<State, Info, ConnectionState>];
  /** Its state, its description, or one of its connections is another one. */
  update: [member: Member<State, Info, ConnectionState>, before: Member<State, Info, ConnectionState>];
  leave: [member: Member<State, Info, ConnectionState>];
  /** Once for all that changed at a time; also for the first picture, whose members raise no "join". */
  change: [change: MembersChange<State, Info, ConnectionState>];
};

interface Told<Someone> {
  room: string;
  members: Someone[];
  count: number;
  more?: boolean;
  next?: string;
}

// A reading of a large room is made anew if what was told does not add up to the number of members; not at once, since changes come in several events, and not often.
const RereadAfter = 1_000;
const RereadEvery = 10_000;

/** With the next connection, or when the application joins the room. */
const mayPass: readonly string[] = [ErrorCode.Offline, "E_NOT_IN_ROOM"];

/** Who is in a room, and in which state. */
export class Presence<State = unknown, Info = unknown, ConnectionState = unknown> extends RoomLive<PresenceEvents<State, Info, ConnectionState>> {
  readonly #picture = new Picture<Member<State, Info, ConnectionState>>(({ id }) => id);
  /** A whole picture came on this connection: the changes build upon it. */
  #isPictured = false;
  #count = 0;
  #reread: ReturnType<typeof setTimeout> | undefined;
  #lastReread = -Infinity;
  /** The states that are to be set, by the request that sets them. */
  readonly #wanted = new Map<string, { state: unknown }>();

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
  update(state: State): Promise<void> {
    return this.#set("presence:update", state);
  }

  /**
   * Sets the state of this connection alone, beside that of its member, if the server lists connections. It is set again after each reconnect, as that of the member is.
   * @throws {RoomError}
   */
  updateConnection(state: ConnectionState): Promise<void> {
    return this.#set("presence:update-connection", state);
  }

  protected override async readRoom(current: Try): Promise<void> {
    if (!this.#isPictured) await this.#readPages(current);
    for (const [event, wanted] of [...this.#wanted]) await this.#setAgain(current, event, wanted);
  }

  protected override onLost(): void {
    this.#isPictured = false;
    this.#count = 0;
    this.#tell(this.#picture.clear(), true);
  }

  async #set(event: string, state: unknown): Promise<void> {
    const wanted = { state };
    const before = this.#wanted.get(event);
    this.#wanted.set(event, wanted);
    try {
      await this.link.request(event, [this.room, state]);
    } catch (error) {
      if (this.link.connected && this.#wanted.get(event) === wanted && !(error as RoomError).isTemporary) {
        if (before) this.#wanted.set(event, before);
        else this.#wanted.delete(event);
      }
      throw error;
    }
  }

  /** What the server refuses is not tried again; the members may be seen all the same. */
  async #setAgain(current: Try, event: string, wanted: { state: unknown }): Promise<void> {
    try {
      await this.ask(current, event, this.room, wanted.state);
    } catch (error) {
      if (!current.isCurrent || !(error instanceof RoomError) || error.isTemporary || mayPass.includes(error.code)) throw error;
      if (this.#wanted.get(event) === wanted) this.#wanted.delete(event);
      this.tell(error);
    }
  }

  #listen(event: string, listener: (picture: Told<Member<State, Info, ConnectionState>>) => void): void {
    this.listen(event, (picture: Told<Member<State, Info, ConnectionState>>) => {
      if (picture.room !== this.room) return;
      this.#count = picture.count;
      listener(picture);
      this.#checkCount();
    });
  }

  #onSnapshot({ members, more }: Told<Member<State, Info, ConnectionState>>): void {
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
      const page = await this.ask<Told<Member<State, Info, ConnectionState>>>(current, "presence:list", this.room, after === undefined ? {} : { after });
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

  #tell({ put, gone }: Difference<Member<State, Info, ConnectionState>>, isWhole = false): void {
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
