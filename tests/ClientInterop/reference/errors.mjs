/** What a command fails with, beside the errors of the client itself. */
export class CommandError extends Error {
  constructor(message, kind = "invalid") {
    super(message);
    this.kind = kind;
  }
}

/** The reference has no kinds: they are read off what it says. */
export function kindOf(error) {
  if (error.kind) return error.kind;
  if (error.type === "TransportError") return kindOfTransport(error);
  if (error.message === "timeout" || error.message === "operation has timed out") return "timeout";
  if (error.message === "socket has been disconnected") return "disconnected";
  if (error.message.includes("v2.x")) return "version";
  if (error.message.includes("reserved event name")) return "invalid";
  if (error.message === "server error") return "other";
  return "refused";
}

function kindOfTransport({ message, description, context }) {
  if (message.startsWith("xhr")) return description === 0 ? "unreachable" : "other";
  const cause = description?.message ?? context?.message ?? "";
  return /unexpected server response/i.test(cause) ? "other" : "unreachable";
}

export function describe(error) {
  return { error: error.message, kind: kindOf(error), data: error.data };
}
