import { Attempt } from "./attempt.js";
import type { Link } from "./link.js";
import type { RoomError } from "./room-error.js";

/** Gives the server a new credential before the old one ends; also after that, if the server lets the socket stay. */
export class Renewal {
  readonly #attempt: Attempt;
  readonly #stopListening: (() => void)[];

  constructor(link: Link, credential: () => object | Promise<object>, failed: (error: RoomError) => void) {
    let isExpired = false;
    this.#attempt = new Attempt(async (current) => {
      await link.request("auth:renew", [await credential()]);
      if (!current.isCurrent || !isExpired) return;
      isExpired = false;
      link.beginAgain();
    }, failed);
    this.#stopListening = [
      link.listen("auth:expiring", () => this.#attempt.start()),
      link.on("expired", () => {
        isExpired = true;
        this.#attempt.start();
      }),
      link.on("end", () => {
        isExpired = false;
        this.#attempt.stop(); // the next connection brings a credential of its own
      }),
    ];
  }

  close(): void {
    this.#attempt.stop();
    this.#stopListening.forEach((stop) => stop());
  }
}
