// What the page knows: who I am, the rooms, and the conversations that are open. Those of rooms have the key of the library's room.

/** The key of a conversation with somebody; names are the same in upper and lower case. */
export const directKey = (name) => `user:${name.toLowerCase()}`;

const SavedKey = "sockeye-chat";
const MaxEntries = 500;

export class Store extends EventTarget {
  me = null;
  token = null;
  limits = {};
  rooms = new Map(); // as the library lists them: { room, value: { name, owner, topic }, members }
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
    this.saved = { name: this.me, token: this.token, rooms: this.joinedRooms.map((room) => room.name), open: this.openKey };
    sessionStorage.setItem(SavedKey, JSON.stringify(this.saved));
  }

  forget() {
    this.me = this.token = this.openKey = null;
    this.conversations.clear();
    this.saved = {};
    sessionStorage.removeItem(SavedKey);
  }

  nameOf(room) {
    return this.rooms.get(room)?.value.name ?? room.slice("room:".length);
  }

  putRooms(rooms) {
    for (const room of rooms) {
      this.rooms.set(room.room, room);
      const conversation = this.conversations.get(room.room);
      if (conversation) Object.assign(conversation, room.value);
    }
    this.changed("rooms");
    if (this.current) this.changed("members", { conversation: this.current });
  }

  countRooms(rooms) {
    for (const { room, members } of rooms) if (this.rooms.has(room)) this.rooms.get(room).members = members;
    this.changed("rooms");
  }

  deleteRooms(rooms) {
    for (const { room } of rooms) this.rooms.delete(room);
    this.changed("rooms");
  }

  /** The conversation of a room that I am in. */
  addRoom(room) {
    const isNew = !this.conversations.has(room);
    const conversation = this.#conversation(room, "room", this.nameOf(room));
    Object.assign(conversation, this.rooms.get(room)?.value);
    if (!isNew) return conversation;
    this.save();
    this.changed("rooms");
    return conversation;
  }

  enter(room, members) {
    const conversation = this.addRoom(room);
    conversation.members = new Map(members.map(({ id, state }) => [id, state]));
    this.#membersChanged(conversation);
  }

  addDirect(name) {
    return this.#conversation(directKey(name), "direct", name);
  }

  remove(key) {
    if (!this.conversations.delete(key)) return;
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

  /** The state of somebody in a room; undefined where they are not in it. */
  stateOf(room, name) {
    return this.conversations.get(room)?.members.get(name);
  }

  putMember(room, name, state) {
    const conversation = this.conversations.get(room);
    conversation?.members.set(name, state);
    this.#membersChanged(conversation);
  }

  removeMember(room, name) {
    const conversation = this.conversations.get(room);
    conversation?.members.delete(name);
    this.#membersChanged(conversation);
  }

  /** Adds an entry: { kind: "message" | "notice" | "system", offset?, from?, text, at }. */
  addEntry(key, entry, countsAsUnread = entry.kind === "message") {
    const conversation = this.conversations.get(key);
    if (!conversation || (entry.offset && conversation.offsets.has(entry.offset))) return;
    if (entry.offset) conversation.offsets.add(entry.offset);
    conversation.entries.push(entry);
    if (conversation.entries.length > MaxEntries) conversation.entries.shift();
    if (entry.from) this.setTyping(key, entry.from, false);
    const seen = key === this.openKey && document.visibilityState === "visible";
    if (countsAsUnread && !seen && !(entry.from && this.isMe(entry.from))) conversation.unread++;
    this.changed("entry", { conversation, entry });
    this.changed("rooms");
  }

  /** Adds the messages of a room that I do not have yet. */
  addHistory(room, messages) {
    const conversation = this.conversations.get(room);
    const fresh = messages.filter(({ offset }) => !conversation?.offsets.has(offset));
    if (!conversation || fresh.length === 0) return;
    fresh.forEach(({ offset }) => conversation.offsets.add(offset));
    conversation.entries = [...conversation.entries, ...fresh].sort((a, b) => a.at - b.at);
    if (conversation === this.current) this.changed("conversation");
  }

  /** Those who write something at the moment. */
  typingIn({ kind, members, typing }) {
    return kind === "room" ? [...members].filter(([name, state]) => state === "typing" && !this.isMe(name)).map(([name]) => name) : [...typing.keys()];
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

  #membersChanged(conversation) {
    this.changed("members", { conversation });
    this.changed("typing", { conversation });
  }

  #conversation(key, kind, name) {
    let conversation = this.conversations.get(key);
    if (!conversation) {
      conversation = { key, kind, name, entries: [], offsets: new Set(), members: new Map(), typing: new Map(), unread: 0, draft: "" };
      this.conversations.set(key, conversation);
    }
    return conversation;
  }
}
