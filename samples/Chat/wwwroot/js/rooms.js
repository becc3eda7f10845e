// What the library knows of rooms, put into the store: which there are, and who is in mine and what is said there.

import { toast } from "./toasts.js";

const Prefix = "room:";
const MaxMessages = 500;

/** The list of all rooms. */
export function followList(rooms, store) {
  const list = rooms.records({ prefix: Prefix });
  const failed = (error) => { if (!error.isTemporary) toast(error.message, "error"); };
  list.on("error", failed);
  list.on("change", () => {
    store.roomsChanged();
    if (list.hasMore) list.loadMore().catch(failed);
  });
  return list;
}

/** A room that I am in. `lost(error)` is called if I am not, or not any more. */
export function followRoom(rooms, store, conversation, lost) {
  const { key } = conversation;
  const notice = (text) => store.addEntry(key, { kind: "notice", text, at: Date.now() });
  const presence = rooms.presence(key);
  const history = rooms.history(key, { roomOf: (message) => message.to, maxMessages: MaxMessages });
  // What is temporary is tried again; meanwhile the page says that it is offline, or that other servers cannot be reached.
  for (const part of [presence, history]) part.on("error", (error) => { if (!error.isTemporary) lost(error); });

  presence.on("join", ({ id }) => { if (!store.isMe(id)) notice(`${id} joined`); });
  presence.on("leave", ({ id, state }) => { if (!conversation.removed.delete(id)) notice(state === "away" ? `${id} lost the connection` : `${id} left`); });
  presence.on("change", () => store.membersChanged(conversation));
  let said = 0;
  history.on("message", (message) => {
    said++;
    store.said(conversation, message);
  });
  history.on("change", ({ added }) => {
    if (added.length > said) store.historyChanged(conversation); // older ones: they stand before others
    said = 0;
  });
  return { presence, history };
}
