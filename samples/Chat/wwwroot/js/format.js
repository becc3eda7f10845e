// Times and counts as people read them.

const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });

export const timeOf = (at) => time.format(at);
export const fullTimeOf = (at) => full.format(at);
export const sameDay = (a, b) => new Date(a).toDateString() === new Date(b).toDateString();
export const dayOf = (at) => (sameDay(at, Date.now()) ? "Today" : day.format(at));
export const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** "3 members", "3 members, 1 away". */
export function membersOf({ members }) {
  const away = [...members.values()].filter(({ state }) => state === "away").length;
  return away === 0 ? plural(members.size, "member") : `${plural(members.size, "member")}, ${away} away`;
}

/** "Ann", "Ann and Bob", "Ann, Bob and 2 others". */
export function listOf(names) {
  if (names.length <= 2) return names.join(" and ");
  return `${names.slice(0, 2).join(", ")} and ${plural(names.length - 2, "other")}`;
}

/** "just now", "5 min", "2 h 10 min". */
export function since(at) {
  const minutes = Math.floor((Date.now() - at) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
