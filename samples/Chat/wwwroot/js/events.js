// What the server tells, put into the store.

import { directKey, roomKey } from "./store.js";
import { toast } from "./toasts.js";

const LeftBecause = {
  left: (name) => `${name} left`,
  disconnected: (name) => `${name} lost the connection`,
  kicked: (name) => `${name} was removed by an administrator`,
};

/** `page`: onSession(session), onServers(reached), leaveChat(notice), open(key). */
export function listen(chat, store, page) {
  chat.on("session", page.onSession);
  chat.on("session:ended", ({ text }) => page.leaveChat(text));
  chat.on("rooms", (rooms) => store.setRooms(rooms));
  chat.on("servers", ({ reached }) => page.onServers(reached));
  chat.on("rooms:changed", (changes) => store.applyRooms(changes));

  chat.on("message", (message) => store.addEntry(roomKey(message.room), { kind: "message", ...message }));
  chat.on("direct", (message) => {
    const { key } = store.addDirect(message.from);
    store.addEntry(key, { kind: "message", ...message });
  });
  chat.on("typing", ({ room, name, typing }) => store.setTyping(roomKey(room), name, typing));
  chat.on("direct:typing", ({ name, typing }) => store.setTyping(directKey(name), name, typing));

  chat.on("room:entered", (room) => store.addRoom(room));
  chat.on("room:members", ({ room, members }) => store.setMembers(roomKey(room), members));
  chat.on("room:joined", ({ room, name, at }) => {
    store.setMember(roomKey(room), name, true);
    store.addEntry(roomKey(room), { kind: "notice", text: `${name} joined`, at });
  });
  chat.on("room:left", ({ room, name, reason, at }) => {
    store.setMember(roomKey(room), name, false);
    store.addEntry(roomKey(room), { kind: "notice", text: LeftBecause[reason](name), at });
  });
  chat.on("room:kicked", ({ room, text }) => {
    const wasOpen = store.openKey === roomKey(room);
    store.remove(roomKey(room));
    if (wasOpen) page.open(null);
    toast(text, "error");
  });

  // To one room, or (room: null) to all: then it stands in every room that I am in.
  chat.on("system", ({ room, text, at }) => {
    const entry = { kind: "system", text, at };
    if (room !== null) store.addEntry(roomKey(room), entry, true);
    else store.joinedRooms.forEach(({ key }) => store.addEntry(key, entry, true));
    const seen = room === null ? store.current?.kind === "room" : store.openKey === roomKey(room);
    if (!seen) toast(room === null ? text : `#${room}: ${text}`, "system");
  });
}
