import { RoomError } from "./room-error.js";

const FirstPause = 500;
const LongestPause = 30_000;

/** One try of an {@link Attempt}. */
export interface Try {
  /** Whether it still counts: the attempt was neither started again nor stopped. */
  readonly isCurrent: boolean;
}

/** Does something until it succeeds or is refused; what may pass is tried again, after half a second at first and after half a minute at most. */
export class Attempt {
  readonly #action: (current: Try) => Promise<void>;
  readonly #failed: (error: RoomError, isFinal: boolean) => void;
  #current: Try | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param action What is done; it looks at `isCurrent` behind each `await`.
   * @param failed Is called for each failure of a try that still counts.
   */
  constructor(action: (current: Try) => Promise<void>, failed: (error: RoomError, isFinal: boolean) => void) {
    this.#action = action;
    this.#failed = failed;
  }

  /** Begins anew; what runs already no longer counts. */
  start(): void {
    void this.#run(FirstPause);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#current = undefined;
  }

  async #run(pause: number): Promise<void> {
    this.stop();
    const attempt = this;
    const current: Try = {
      get isCurrent() {
        return attempt.#current === current;
      },
    };
    this.#current = current;
    try {
      await this.#action(current);
      if (current.isCurrent) this.#current = undefined;
    } catch (thrown) {
      if (!current.isCurrent) return;
      const error = RoomError.from(thrown);
      if (error.isTemporary) this.#timer = setTimeout(() => void this.#run(Math.min(pause * 2, LongestPause)), pause);
      else this.#current = undefined;
      this.#failed(error, !error.isTemporary);
    }
  }
}
