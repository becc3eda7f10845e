// What the page knows: who I am, the rooms, and the conversations that are open. Those of rooms have the key of the library's room.

/** The key of a conversation with somebody; names are the same in upper and lower case. */
export const directKey = (name) => `user:${name.toLowerCase()}`;

const SavedKey = "sockeye-chat";
const MaxNotices = 500;

export class Store extends EventTarget {
  me = null;
  token = null;
  limits = {};
  rooms = null; // the library's list of them: { room, value: { name, owner, topic }, members }
  conversations = new Map();
  openKey = null;

  constructor() {
    super();
    this.saved = JSON.parse(sessionStorage.getItem(SavedKey) ?? "{}");
  }

  get current() {
    return this.conversations.get(this.openKey) ?? null;
  }

  get joinedRooms() {
    return [...this.conversations.values()].filter((conversation) => conversation.kind === "room");
  }

  get directs() {
    return [...this.conversations.values()].filter((conversation) => conversation.kind === "direct");
  }

  get unread() {
    return [...this.conversations.values()].reduce((sum, conversation) => sum + conversation.unread, 0);
  }

  isMe(name) {
    return name === this.me;
  }

  /** Tells the views; `what` is "rooms", "conversation" (another one is open), "members", "entry" or "typing". */
  changed(what, detail = {}) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }

  /** Remembers for this tab what a reload needs. */
  save() {
    this.saved = { name: this.me, token: this.token, rooms: this.joinedRooms.map(({ key, name }) => [key, name]), open: this.openKey };
    sessionStorage.setItem(SavedKey, JSON.stringify(this.saved));
  }

  forget() {
    this.me = this.token = this.openKey = null;
    this.conversations.forEach(close);
    this.conversations.clear();
    this.saved = {};
    sessionStorage.removeItem(SavedKey);
  }

  nameOf(room) {
    return this.rooms?.get(room)?.value.name ?? room.slice("room:".length);
  }

  /** The list of rooms is another one. */
  roomsChanged() {
    for (const conversation of this.joinedRooms) Object.assign(conversation, this.rooms.get(conversation.key)?.value);
    this.changed("rooms");
    if (this.current) this.changed("members", { conversation: this.current });
  }

  /** The conversation of a room that I am in; `follow(conversation)` gives what the library knows of it. */
  addRoom(room, value, follow) {
    const isNew = !this.conversations.has(room);
    const conversation = Object.assign(this.#conversation(room, "room", value.name), value);
    if (!isNew) return conversation;
    Object.assign(conversation, follow(conversation));
    this.save();
    this.changed("rooms");
    return conversation;
  }

  addDirect(name) {
    return this.#conversation(directKey(name), "direct", name);
  }

  remove(key) {
    const conversation = this.conversations.get(key);
    if (!conversation) return;
    close(conversation);
    this.conversations.delete(key);
    if (this.openKey === key) this.open(null);
    this.save();
    this.changed("rooms");
  }

  open(key) {
    this.openKey = key;
    const conversation = this.current;
    if (conversation) conversation.unread = 0;
    this.save();
    this.changed("conversation");
    this.changed("rooms");
  }

  /** What is shown of a conversation, in order. */
  entriesOf({ history, entries }) {
    return history ? [...history.messages.map(toEntry), ...entries].sort((a, b) => a.at - b.at) : entries;
  }

  /** Adds what is in no history: { kind: "message" | "notice" | "system", from?, text, at }. */
  addEntry(key, entry, countsAsUnread = entry.kind === "message") {
    const conversation = this.conversations.get(key);
    if (!conversation) return;
    conversation.entries.push(entry);
    if (conversation.entries.length > MaxNotices) conversation.entries.shift();
    this.#added(conversation, entry, countsAsUnread);
  }

  /** Somebody said something in a room. */
  said(conversation, message) {
    this.#added(conversation, toEntry(message), true);
  }

  /** The history of a room has messages that nobody said just now. */
  historyChanged(conversation) {
    if (conversation === this.current) this.changed("conversation");
  }

  membersChanged(conversation) {
    this.changed("members", { conversation });
    this.changed("typing", { conversation });
  }

  /** Those who write something at the moment. */
  typingIn({ presence, typing }) {
    return presence ? [...presence.members.values()].filter(({ id, state }) => state === "typing" && !this.isMe(id)).map(({ id }) => id) : [...typing.keys()];
  }

  /** Somebody writes to me alone: a hint that may get lost, and ends by itself. */
  setTyping(key, name, typing) {
    const conversation = this.conversations.get(key);
    if (!conversation) return;
    clearTimeout(conversation.typing.get(name));
    conversation.typing.delete(name);
    if (typing) conversation.typing.set(name, setTimeout(() => this.setTyping(key, name, false), 5_000));
    this.changed("typing", { conversation });
  }

  #added(conversation, entry, countsAsUnread) {
    if (entry.from) this.setTyping(conversation.key, entry.from, false);
    const seen = conversation === this.current && document.visibilityState === "visible";
    if (countsAsUnread && !seen && !(entry.from && this.isMe(entry.from))) conversation.unread++;
    this.changed("entry", { conversation, entry });
    this.changed("rooms");
  }

  #conversation(key, kind, name) {
    let conversation = this.conversations.get(key);
    if (!conversation) {
      conversation = { key, kind, name, entries: [], removed: new Set(), typing: new Map(), unread: 0, draft: "" };
      this.conversations.set(key, conversation);
    }
    return conversation;
  }
}

const toEntry = ({ args: [message] }) => ({ kind: "message", ...message });

function close({ presence, history }) {
  presence?.close();
  history?.close();
}
