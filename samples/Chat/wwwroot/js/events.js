// What the server tells, put into the store. Events with a room's records, members and history are the library's own.

import { directKey } from "./store.js";
import { toast } from "./toasts.js";

const Away = "away";

/** `page`: onSession(session), onServers(reached), leaveChat(notice), open(key). */
export function listen(chat, store, page) {
  const notice = (room, text) => store.addEntry(room, { kind: "notice", text, at: Date.now() });

  chat.on("session", page.onSession);
  chat.on("session:ended", ({ text }) => page.leaveChat(text));
  chat.on("servers", ({ reached }) => page.onServers(reached));

  // The rooms that there are.
  chat.on("rooms:created", ({ rooms }) => store.putRooms(rooms));
  chat.on("rooms:changed", ({ rooms }) => store.putRooms(rooms));
  chat.on("rooms:members", ({ rooms }) => store.countRooms(rooms));
  chat.on("rooms:deleted", ({ rooms }) => store.deleteRooms(rooms));

  // Who is in mine. One of a person's own is not shown.
  chat.on("presence:snapshot", ({ room, members }) => { if (room.startsWith("room:")) store.enter(room, members); });
  chat.on("presence:joined", ({ room, members }) => {
    for (const { id, state } of members) {
      if (!store.isMe(id) && store.stateOf(room, id) === undefined) notice(room, `${id} joined`);
      store.putMember(room, id, state);
    }
  });
  chat.on("presence:updated", ({ room, members }) => members.forEach(({ id, state }) => store.putMember(room, id, state)));
  chat.on("presence:left", ({ room, members }) => {
    for (const { id } of members) {
      const state = store.stateOf(room, id);
      if (state !== undefined) notice(room, state === Away ? `${id} lost the connection` : `${id} left`);
      store.removeMember(room, id);
    }
  });
  chat.on("room:removed", ({ room, name }) => {
    store.removeMember(room, name);
    notice(room, `${name} was removed by an administrator`);
  });
  chat.on("room:withdrawn", ({ room, reason }) => {
    const wasOpen = store.openKey === room;
    store.remove(room);
    if (wasOpen) page.open(null);
    toast(reason, "error");
  });

  // What is said, and what was said before I came. The offset of a message tells whether I have it already.
  chat.on("message", (message, offset) => store.addEntry(message.to, { kind: "message", ...message, offset }));
  chat.on("history", ({ room, messages }) =>
    store.addHistory(room, messages.map(({ offset, args: [message] }) => ({ kind: "message", ...message, offset }))));
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
