// The messages of the open conversation.

import { avatar, byId, el, icon } from "./dom.js";
import { dayOf, fullTimeOf, listOf, membersOf, sameDay, timeOf } from "./format.js";
import { withLinks } from "./links.js";

const GroupWithin = 5 * 60_000;

export class Conversation {
  #store;
  #log = null;
  #toEnd = null;
  #last = null;

  constructor(store) {
    this.#store = store;
    store.addEventListener("conversation", () => this.#open());
    store.addEventListener("entry", ({ detail }) => { if (detail.conversation === store.current) this.#add(detail.entry, true); });
    store.addEventListener("typing", ({ detail }) => { if (detail.conversation === store.current) this.#drawTyping(); });
    store.addEventListener("members", () => this.#drawHead());
    document.addEventListener("visibilitychange", () => this.#seen());
    new ResizeObserver(() => { if (this.#toEnd?.hidden) this.#scrollToEnd(); }).observe(byId("log-holder"));
  }

  #open() {
    const conversation = this.#store.current;
    byId("conversation").hidden = conversation === null;
    byId("welcome").hidden = conversation !== null;
    byId("welcome-title").textContent = this.#store.me ? `Welcome, ${this.#store.me}` : "Welcome";
    if (!conversation) return;

    this.#drawHead();
    // A fresh log for each conversation: what was said before is not read out again by a screen reader.
    const label = `Messages in ${conversation.name}`;
    this.#log = el("div", { className: "log", role: "log", tabIndex: 0, aria: { label }, onscroll: () => this.#scrolled() });
    this.#toEnd = el("button",
      { type: "button", className: "to-end", hidden: true, onclick: () => this.#scrollToEnd() }, icon("down"), "New messages");
    this.#last = null;
    const entries = this.#store.entriesOf(conversation);
    if (entries.length === 0) this.#log.append(emptyLog(conversation));
    for (const entry of entries) this.#add(entry, false);
    byId("log-holder").replaceChildren(this.#log, this.#toEnd);
    this.#scrollToEnd();
    this.#drawTyping();
  }

  #drawHead() {
    const conversation = this.#store.current;
    if (!conversation) return;
    const room = conversation.kind === "room";
    byId("conversation-title").textContent = room ? `# ${conversation.name}` : conversation.name;
    byId("conversation-sub").textContent = room ? aboutRoom(conversation) : "Only the two of you read this";
    byId("set-topic").hidden = !room || !this.#store.isMe(conversation.owner);
    byId("leave").textContent = room ? "Leave" : "Close";
    byId("leave").setAttribute("aria-label", room ? `Leave ${conversation.name}` : `Close the conversation with ${conversation.name}`);
    byId("text").placeholder = room ? `Write to #${conversation.name}` : `Write to ${conversation.name}`;
  }

  #drawTyping() {
    const names = this.#store.current ? this.#store.typingIn(this.#store.current) : [];
    byId("typing").classList.toggle("active", names.length > 0);
    byId("typing-text").textContent = names.length > 0 ? `${listOf(names)} ${names.length === 1 ? "is" : "are"} typing` : "";
  }

  #add(entry, live) {
    const atEnd = this.#atEnd();
    this.#log.querySelector(".log-empty")?.remove();
    if (!this.#last || !sameDay(this.#last.at, entry.at)) {
      if (this.#last || !sameDay(entry.at, Date.now())) this.#log.append(el("div", { className: "day" }, dayOf(entry.at)));
    }
    this.#log.append(this.#element(entry));
    this.#last = entry;
    if (!live) return;
    if (atEnd || this.#store.isMe(entry.from ?? "")) this.#scrollToEnd();
    else if (entry.kind !== "notice") this.#toEnd.hidden = false;
  }

  #element(entry) {
    if (entry.kind === "notice") return el("p", { className: "notice" }, entry.text, time(entry.at));
    if (entry.kind === "system") {
      return el("div", { className: "announcement" },
        icon("megaphone"), el("span", {}, el("strong", {}, "From the administrators"), ...withLinks(entry.text)));
    }

    const last = this.#last;
    const own = this.#store.isMe(entry.from);
    const follows = last?.kind === "message" && last.from === entry.from;
    const grouped = follows && sameDay(last.at, entry.at) && entry.at - last.at < GroupWithin;
    return el("article", { className: `message${own ? " own" : ""}${grouped ? " grouped" : ""}`, data: { from: entry.from } },
      avatar(entry.from),
      el("div", { className: "message-head" }, el("span", { className: "message-from" }, own ? "You" : entry.from), time(entry.at)),
      el("div", { className: "bubble", title: fullTimeOf(entry.at) }, ...withLinks(entry.text)));
  }

  #atEnd() {
    return this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 80;
  }

  #scrolled() {
    if (this.#atEnd()) this.#toEnd.hidden = true;
  }

  #scrollToEnd() {
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#toEnd.hidden = true;
  }

  #seen() {
    const conversation = this.#store.current;
    if (!conversation || document.visibilityState !== "visible" || conversation.unread === 0) return;
    conversation.unread = 0;
    this.#store.changed("rooms");
  }
}

const aboutRoom = ({ presence, topic }) => [membersOf(presence), topic].filter(Boolean).join(" · ");

const time = (at) => el("time", { dateTime: new Date(at).toISOString(), title: fullTimeOf(at) }, timeOf(at));

function emptyLog({ kind, name }) {
  return kind === "room"
    ? el("div", { className: "log-empty" }, el("strong", {}, `This is # ${name}`), "Nothing has been said yet. Say hello.")
    : el("div", { className: "log-empty" }, el("strong", {}, name), `What you write here, only ${name} reads.`);
}
