/** The codes that this library itself gives; all others are the server's. */
export const ErrorCode = {
  /** There is no connection, or it broke before the answer. */
  Offline: "E_OFFLINE",
  /** No answer in time. */
  Timeout: "E_TIMEOUT",
  /** You are no longer in the room: the permission was withdrawn. */
  Withdrawn: "E_WITHDRAWN",
  /** The authentication has expired, and the socket is in no room any more. */
  Expired: "E_EXPIRED",
  /** Closed by `close()`. */
  Closed: "E_CLOSED",
  /** Something else than a refusal: see `cause`. */
  Failed: "E_FAILED",
} as const;

const temporary: readonly string[] = [ErrorCode.Timeout, "E_UNAVAILABLE", "E_BUSY"];

/** A request was not answered, or the answer was no. `message` is the reason, for a person to read. */
export class RoomError extends Error {
  override readonly name = "RoomError";

  /**
   * @param message The reason.
   * @param code What a program looks at: the server's, or one of {@link ErrorCode}.
   * @param data All that the server says about it, the code among it.
   */
  constructor(
    message: string,
    readonly code: string,
    readonly data: unknown = { code },
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get reason(): string {
    return this.message;
  }

  /** Whether the same request may succeed a moment later. */
  get isTemporary(): boolean {
    return temporary.includes(this.code);
  }

  static offline(): RoomError {
    return new RoomError("there is no connection", ErrorCode.Offline);
  }

  static from(error: unknown): RoomError {
    if (error instanceof RoomError) return error;
    return new RoomError(error instanceof Error ? error.message : String(error), ErrorCode.Failed, undefined, { cause: error });
  }

  /** The refusal that an answer is, if it is one: `{ error: { message, data: { code } } }`. */
  static ofAnswer(answer: unknown): RoomError | undefined {
    const error = (answer as { error?: { message?: unknown; data?: { code?: unknown } } } | null | undefined)?.error;
    if (typeof error?.message !== "string") return undefined;
    const code = error.data?.code;
    return new RoomError(error.message, typeof code === "string" ? code : ErrorCode.Failed, error.data);
  }
}
