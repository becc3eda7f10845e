import type { Try } from "./attempt.js";
import type { Link } from "./link.js";
import { Live } from "./live.js";
import { ErrorCode, RoomError } from "./room-error.js";

/** What only members of a room get: the room is joined first, at each connection. */
export abstract class RoomLive<Events extends { [Name in keyof Events]: unknown[] }> extends Live<Events> {
  constructor(
    link: Link,
    /** The name of the room. */
    readonly room: string,
  ) {
    super(link);
    this.onClose(link.use(room));
    this.onClose(
      link.on("withdrawn", (name, reason) => {
        if (name === room) this.#lost(new RoomError(reason, ErrorCode.Withdrawn, { code: ErrorCode.Withdrawn, room }));
      }),
    );
    this.onClose(link.on("expired", () => this.#lost(new RoomError("the authentication has expired", ErrorCode.Expired))));
  }

  protected override async read(current: Try): Promise<void> {
    await this.link.join(this.room);
    if (current.isCurrent) await this.readRoom(current);
  }

  protected abstract readRoom(current: Try): Promise<void>;

  /** The socket is not in the room any more. */
  protected onLost(): void {}

  #lost(error: RoomError): void {
    this.onLost();
    this.refuse(error);
  }
}
