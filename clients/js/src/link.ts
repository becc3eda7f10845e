import type { Connection } from "./connection.js";
import { Emitter } from "./emitter.js";
import { ErrorCode, RoomError } from "./room-error.js";

interface LinkEvents {
  /** There is a new connection, or the rooms have to be joined anew: everything is to be read again. */
  begin: [];
  /** The connection is gone. */
  end: [];
  /** The socket was taken out of a room. */
  withdrawn: [room: string, reason: string];
  /** The authentication has expired: the socket is in no room any more. */
  expired: [];
  /** The server tells no more about records: the socket watches anew, and lists again. */
  unwatched: [];
}

interface Membership {
  users: number;
  joined: Promise<void> | undefined;
}

/** What all parts share: requests, and the rooms that the socket is in. */
export class Link extends Emitter<LinkEvents> {
  readonly #connection: Connection;
  readonly #timeout: number;
  readonly #join: ((room: string) => unknown) | undefined;
  readonly #rooms = new Map<string, Membership>();
  readonly #stopListening: (() => void)[] = [];
  #isClosed = false;

  constructor(connection: Connection, timeout: number, join: ((room: string) => unknown) | undefined) {
    super();
    this.#connection = connection;
    this.#timeout = timeout;
    this.#join = join;
    this.#stopListening.push(
      this.listen("connect", () => this.emit("begin")),
      this.listen("disconnect", () => {
        this.#forgetRooms();
        this.emit("end");
      }),
      this.listen("room:withdrawn", ({ room, reason }: { room: string; reason: string }) => {
        const membership = this.#rooms.get(room);
        if (membership) membership.joined = undefined;
        this.emit("withdrawn", room, reason);
      }),
      this.listen("auth:expired", () => {
        this.#forgetRooms();
        this.emit("expired");
      }),
      this.listen("rooms:unwatched", () => this.emit("unwatched")),
    );
  }

  get connected(): boolean {
    return !this.#isClosed && this.#connection.connected;
  }

  /** Listens to what the server sends, and gives the function that ends that. */
  listen(event: string, listener: (...args: any[]) => void): () => void {
    this.#connection.on(event, listener);
    return () => void this.#connection.off(event, listener);
  }

  async request(event: string, args: unknown[]): Promise<unknown> {
    if (this.#isClosed) throw new RoomError("the rooms are closed", ErrorCode.Closed);
    if (!this.connected) throw RoomError.offline();
    let answer: unknown;
    try {
      answer = await this.#connection.timeout(this.#timeout).emitWithAck(event, ...args);
    } catch (cause) {
      if (!this.connected) throw RoomError.offline();
      throw new RoomError(`no answer to ${event} within ${this.#timeout} ms`, ErrorCode.Timeout, undefined, { cause });
    }
    const refusal = RoomError.ofAnswer(answer);
    if (refusal) throw refusal;
    return answer;
  }

  /** Somebody needs the socket to be in the room. Gives the function that ends that. */
  use(room: string): () => void {
    let membership = this.#rooms.get(room);
    if (!membership) this.#rooms.set(room, (membership = { users: 0, joined: undefined }));
    membership.users++;
    return () => {
      if (--membership.users === 0) this.#rooms.delete(room);
    };
  }

  /** Asks to be let into a room that is used: once for each connection, whoever needs it. */
  join(room: string): Promise<void> {
    const membership = this.#rooms.get(room);
    if (!membership || !this.#join) return Promise.resolve();
    if (membership.joined) return membership.joined;
    const joined = (async () => void (await this.#join!(room)))();
    membership.joined = joined;
    joined.catch(() => {
      if (membership.joined === joined) membership.joined = undefined;
    });
    return joined;
  }

  /** Lets everybody read again. */
  beginAgain(): void {
    if (this.connected) this.emit("begin");
  }

  close(): void {
    this.#isClosed = true;
    this.#stopListening.forEach((stop) => stop());
    this.removeListeners();
  }

  #forgetRooms(): void {
    for (const membership of this.#rooms.values()) membership.joined = undefined;
  }
}
