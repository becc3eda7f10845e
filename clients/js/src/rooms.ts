import type { Connection } from "./connection.js";
import { Emitter, report } from "./emitter.js";
import { History, type HistoryOptions } from "./history.js";
import { Link } from "./link.js";
import type { Live } from "./live.js";
import { Occupancy } from "./occupancy.js";
import { Presence } from "./presence.js";
import { RecordList, type RecordQuery } from "./records.js";
import { Renewal } from "./renewal.js";
import type { RoomError } from "./room-error.js";
import { Watch } from "./watch.js";

export interface RoomsOptions {
  /**
   * Asks your server to let this socket into a room, for instance `(room) => rooms.request("join", room)`. It is called once for each connection, before anything of a room is read. Without it
   * the socket has to be in the room already.
   */
  join?: (room: string) => unknown;
  /** A new credential, as the server's `Renew` expects it, when the one of the connection is about to expire. */
  renew?: () => object | Promise<object>;
  /** How long an answer may take, in milliseconds. 10 seconds if nothing is said. */
  timeout?: number;
}

export type RoomsEvents = {
  /** The server has taken the socket out of a room. What there is of the room is `refused` from now on. */
  withdrawn: [room: string, reason: string];
  /** The authentication has expired, and the socket is in no room any more. */
  expired: [];
  /** The credential was not renewed. Without a listener the error is reported as one that nobody caught. */
  error: [error: RoomError];
};

const DefaultTimeout = 10_000;

/** The rooms of a namespace, over one connection. */
export class Rooms extends Emitter<RoomsEvents> {
  readonly #link: Link;
  readonly #watch: Watch;
  readonly #renewal: Renewal | undefined;
  readonly #parts = new Set<Live<any>>();

  /** @param connection The socket of the namespace; it may connect later. */
  constructor(connection: Connection, { join, renew, timeout = DefaultTimeout }: RoomsOptions = {}) {
    super();
    this.#link = new Link(connection, timeout, join);
    this.#watch = new Watch(this.#link);
    this.#link.on("withdrawn", (room, reason) => this.emit("withdrawn", room, reason));
    this.#link.on("expired", () => this.emit("expired"));
    this.#renewal = renew && new Renewal(this.#link, renew, (error) => {
      if (!this.emit("error", error)) report(error);
    });
  }

  /**
   * Emits an event of your own, and gives the answer.
   * @throws {RoomError} The server refused it, did not answer in time, or there is no connection: then it is not sent later either.
   */
  async request<Answer = unknown>(event: string, ...args: unknown[]): Promise<Answer> {
    return (await this.#link.request(event, args)) as Answer;
  }

  /** Who is in a room. */
  presence<State = unknown, Info = unknown, ConnectionState = unknown>(room: string): Presence<State, Info, ConnectionState> {
    return this.#add(new Presence<State, Info, ConnectionState>(this.#link, room));
  }

  /** How many connections a room has, without saying whose: for rooms that are too large for presence. */
  occupancy(room: string): Occupancy {
    return this.#add(new Occupancy(this.#link, room));
  }

  /** What was said in a room, and what is said. */
  history<Args extends unknown[] = unknown[]>(room: string, options?: HistoryOptions): History<Args> {
    return this.#add(new History<Args>(this.#link, room, options));
  }

  /** Which rooms there are. */
  records<Value = unknown>(query?: RecordQuery): RecordList<Value> {
    return this.#add(new RecordList<Value>(this.#link, this.#watch, query));
  }

  /** Closes all that was opened. The connection stays; no listener is left on it. */
  close(): void {
    for (const part of [...this.#parts]) part.close();
    this.#renewal?.close();
    this.#link.close();
    this.removeListeners();
  }

  #add<Part extends Live<any>>(part: Part): Part {
    this.#parts.add(part);
    part.on("status", (status) => {
      if (status === "closed") this.#parts.delete(part);
    });
    return part;
  }
}
