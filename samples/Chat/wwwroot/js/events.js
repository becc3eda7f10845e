// What the server tells, put into the store. Records, members and history of rooms come by the library: see rooms.js.

import { directKey } from "./store.js";
import { toast } from "./toasts.js";

/** `page`: onSession(session), onServers(reached), leaveChat(notice). */
export function listen(chat, store, page) {
  const notice = (room, text) => store.addEntry(room, { kind: "notice", text, at: Date.now() });

  chat.on("session", page.onSession);
  chat.on("disconnect_reason", page.leaveChat);
  chat.on("servers", ({ reached }) => page.onServers(reached));

  chat.on("room:removed", ({ room, name }) => {
    store.conversations.get(room)?.removed.add(name);
    notice(room, `${name} was removed by an administrator`);
  });
  chat.on("direct", (message) => store.addEntry(store.addDirect(message.from).key, { kind: "message", ...message }));
  chat.on("direct:typing", ({ name, typing }) => store.setTyping(directKey(name), name, typing));

  // To one room, or (room: null) to all: then it stands in every room that I am in.
  chat.on("system", ({ room, text, at }) => {
    const entry = { kind: "system", text, at };
    if (room !== null) store.addEntry(room, entry, true);
    else store.joinedRooms.forEach(({ key }) => store.addEntry(key, entry, true));
    const seen = room === null ? store.current?.kind === "room" : store.openKey === room;
    if (!seen) toast(room === null ? text : `#${store.nameOf(room)}: ${text}`, "system");
  });
}
