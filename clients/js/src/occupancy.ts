import type { Try } from "./attempt.js";
import type { Link } from "./link.js";
import { RoomLive } from "./room-live.js";

export type OccupancyEvents = {
  /** The number is another one; also for the first one that is known. */
  change: [count: number, before: number];
};

interface Told {
  room: string;
  count: number;
}

/** How many connections a room has on all servers. */
export class Occupancy extends RoomLive<OccupancyEvents> {
  #count: number | undefined;

  constructor(link: Link, room: string) {
    super(link, room);
    this.listen("occupancy:changed", (told: Told) => {
      if (told.room !== room) return;
      this.#become(told.count);
      // It was joined by somebody else than this library.
      if (this.status === "refused") this.reload();
    });
  }

  /** As the server has told it last; 0 until then, and if the socket may not be in the room. */
  get count(): number {
    return this.#count ?? 0;
  }

  protected override async readRoom(current: Try): Promise<void> {
    const { count } = await this.ask<Told>(current, "occupancy:count", this.room);
    this.#become(count);
  }

  protected override onLost(): void {
    if (this.#count === undefined) return;
    this.#become(0);
    this.#count = undefined;
  }

  #become(count: number): void {
    if (this.#count === count) return;
    const before = this.count;
    this.#count = count;
    this.emit("change", count, before);
  }
}
