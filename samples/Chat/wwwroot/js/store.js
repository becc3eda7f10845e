// What the page knows: who I am, the rooms, and the conversations that are open.

/** The key of a conversation; names are the same in upper and lower case. */
export const roomKey = (name) => `room:${name.toLowerCase()}`;
export const directKey = (name) => `user:${name.toLowerCase()}`;

const SavedKey = "sockeye-chat";
const MaxEntries = 500;

export class Store extends EventTarget {
  me = null;
  token = null;
  limits = {};
  rooms = new Map();
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
    return this.me !== null && name.toLowerCase() === this.me.toLowerCase();
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

  setRooms(rooms) {
    this.rooms = new Map(rooms.map((room) => [roomKey(room.name), room]));
    this.changed("rooms");
  }

  applyRooms({ changed, removed }) {
    for (const room of changed) this.rooms.set(roomKey(room.name), room);
    for (const name of removed) this.rooms.delete(roomKey(name));
    this.changed("rooms");
  }

  /** The conversation of a room that I am in, with its members and the messages that I do not have yet. */
  addRoom({ name, members, history }) {
    const conversation = this.#conversation(roomKey(name), "room", name);
    conversation.members = members;
    this.#merge(conversation, history);
    this.save();
    this.changed("rooms");
    if (conversation === this.current) this.changed("conversation");
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

  setMember(key, name, present) {
    const conversation = this.conversations.get(key);
    if (!conversation) return;
    conversation.members = conversation.members.filter((member) => member.toLowerCase() !== name.toLowerCase());
    if (present) conversation.members.push(name);
    if (!present) this.setTyping(key, name, false);
    this.changed("members", { conversation });
  }

  setMembers(key, members) {
    const conversation = this.conversations.get(key);
    if (!conversation) return;
    conversation.members = members;
    this.changed("members", { conversation });
  }

  /** Adds an entry: { kind: "message" | "notice" | "system", id?, from?, text, at }. */
  addEntry(key, entry, countsAsUnread = entry.kind === "message") {
    const conversation = this.conversations.get(key);
    if (!conversation || (entry.id && conversation.ids.has(entry.id))) return;
    if (entry.id) conversation.ids.add(entry.id);
    conversation.entries.push(entry);
    if (conversation.entries.length > MaxEntries) conversation.entries.shift();
    if (entry.from) this.setTyping(key, entry.from, false);
    const seen = key === this.openKey && document.visibilityState === "visible";
    if (countsAsUnread && !seen && !(entry.from && this.isMe(entry.from))) conversation.unread++;
    this.changed("entry", { conversation, entry });
    this.changed("rooms");
  }

  setTyping(key, name, typing) {
    const conversation = this.conversations.get(key);
    if (!conversation) return;
    clearTimeout(conversation.typing.get(name));
    conversation.typing.delete(name);
    // The end of typing may get lost; without news it ends by itself.
    if (typing) conversation.typing.set(name, setTimeout(() => this.setTyping(key, name, false), 5_000));
    this.changed("typing", { conversation });
  }

  #conversation(key, kind, name) {
    let conversation = this.conversations.get(key);
    if (!conversation) {
      conversation = { key, kind, name, entries: [], ids: new Set(), members: [], typing: new Map(), unread: 0, draft: "" };
      this.conversations.set(key, conversation);
    }
    return conversation;
  }

  #merge(conversation, history) {
    const fresh = history.filter((message) => !conversation.ids.has(message.id));
    for (const message of fresh) {
      conversation.ids.add(message.id);
      conversation.entries.push({ kind: "message", ...message });
    }
    conversation.entries.sort((a, b) => a.at - b.at);
  }
}
