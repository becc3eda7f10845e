/** A log with the names of members in place of their ids, and what is sorted by id, or comes in no order, sorted anew. */
export function named(log, ids) {
  return log.map((entry) => {
    const result = replaced(entry, ids);
    if (result[0] === "answer") sortAnswer(result[1], result[2]?.[0]);
    return result;
  });
}

function replaced(value, ids) {
  if (typeof value === "string") return ids.get(value) ?? value;
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map((item) => replaced(item, ids));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [ids.get(key) ?? key, replaced(item, ids)]));
}

function sortAnswer(operation, answer) {
  if (operation === "whoami") answer?.rooms.sort();
  if (operation === "rooms") answer?.ok.sort();
  if (operation === "fetchSockets" && answer?.ok) {
    answer.ok.forEach(({ rooms }) => rooms.sort());
    answer.ok.sort((a, b) => (a.id < b.id ? -1 : 1));
  }
  if (operation === "emitWithAck") {
    for (const answers of [answer?.ok, answer?.partial]) {
      if (Array.isArray(answers)) answers.sort((a, b) => (a.by < b.by ? -1 : 1));
    }
  }
}
