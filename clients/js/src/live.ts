import { Attempt, type Try } from "./attempt.js";
import { Emitter, report } from "./emitter.js";
import type { Link } from "./link.js";
import { ErrorCode, RoomError } from "./room-error.js";

/**
 * - `loading`: it is being read; what was known before is still there.
 * - `live`: it is what the server knows, and follows each change.
 * - `offline`: there is no connection; it is read again when there is.
 * - `refused`: the server said no; it is read again at the next connection, or by `reload()`.
 * - `closed`: `close()` was called.
 */
export type Status = "loading" | "live" | "offline" | "refused" | "closed";

export type LiveEvents = {
  status: [status: Status];
  /** It could not be read. If the error is temporary, that is tried again. Without a listener the error is reported as one that nobody caught. */
  error: [error: RoomError];
};

/** A picture of something on the server that keeps itself up to date, over as many connections as it takes. */
export abstract class Live<Events extends { [Name in keyof Events]: unknown[] }> extends Emitter<Events & LiveEvents> {
  protected readonly link: Link;
  readonly #reading: Attempt;
  readonly #cleanUp: (() => void)[] = [];
  #status: Status = "loading";
  #settle!: { resolve: () => void; reject: (error: RoomError) => void };

  /** Is resolved when it is `live` for the first time, and rejected if it is refused or closed before that. */
  readonly ready: Promise<void>;

  constructor(link: Link) {
    super();
    this.link = link;
    this.ready = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.ready.catch(() => {}); // who does not wait for it has the event "error"
    this.#reading = new Attempt(
      (current) => this.#read(current),
      (error, isFinal) => this.#failed(error, isFinal),
    );
    this.onClose(link.on("begin", () => this.#begin()));
    this.onClose(link.on("end", () => this.#end("offline")));
    // Not before the part is complete and the caller has its listeners.
    queueMicrotask(() => this.#begin());
  }

  get status(): Status {
    return this.#status;
  }

  /** Reads it again now, for instance when the socket has joined the room meanwhile. */
  reload(): void {
    if (this.#status !== "closed") this.#begin();
  }

  /** Ends it: nothing changes any more, no event comes, and no listener is left on the connection. */
  close(): void {
    if (this.#status === "closed") return;
    this.#end("closed");
    this.#cleanUp.forEach((cleanUp) => cleanUp());
    this.#settle.reject(new RoomError("it was closed", ErrorCode.Closed));
    this.removeListeners();
  }

  /** Reads what there is, and replaces what was known by it. */
  protected abstract read(current: Try): Promise<void>;

  /** Is called when a reading has failed; if that may pass, there is another one. */
  protected onFailed(): void {}

  /** Is called when it is closed. */
  protected onClose(cleanUp: () => void): void {
    this.#cleanUp.push(cleanUp);
  }

  protected listen(event: string, listener: (...args: any[]) => void): void {
    this.onClose(this.link.listen(event, listener));
  }

  /** Asks the server, and passes on its answer as long as that counts. */
  protected async ask<Answer>(current: Try, event: string, ...args: unknown[]): Promise<Answer> {
    const answer = await this.link.request(event, args);
    if (!current.isCurrent) throw RoomError.offline(); // nobody looks at it
    return answer as Answer;
  }

  /** It is over until the next connection. */
  protected refuse(error: RoomError): void {
    this.#end("refused");
    this.tell(error);
  }

  async #read(current: Try): Promise<void> {
    await this.read(current);
    if (!current.isCurrent) return;
    this.#become("live");
    this.#settle.resolve();
  }

  #begin(): void {
    if (this.#status === "closed") return;
    if (!this.link.connected) {
      this.#end("offline");
      return;
    }
    this.#become("loading");
    this.#reading.start();
  }

  #end(status: Status): void {
    this.#reading.stop();
    this.#become(status);
  }

  #failed(error: RoomError, isFinal: boolean): void {
    this.onFailed();
    if (error.code === ErrorCode.Offline) return; // the next connection reads it
    if (isFinal) {
      this.#become("refused");
      this.#settle.reject(error);
    }
    this.tell(error);
  }

  protected tell(error: RoomError): void {
    if (!this.emit("error", ...([error] as any))) report(error);
  }

  #become(status: Status): void {
    if (this.#status === status) return;
    this.#status = status;
    this.emit("status", ...([status] as any));
  }
}
