// The members of the open room.

import { avatar, byId, el, icon, keyed } from "./dom.js";
import { membersOf } from "./format.js";

// As css/chat.css: below, the list lies over the conversation and starts closed.
const narrow = matchMedia("(max-width: 960px)");

export class Members {
  #store;
  #write;
  #wanted = !narrow.matches;

  /** `write(name)` opens the conversation with a member. */
  constructor(store, write) {
    this.#store = store;
    this.#write = write;
    store.addEventListener("conversation", () => {
      if (narrow.matches) this.#wanted = false;
      this.#draw();
    });
    store.addEventListener("members", ({ detail }) => { if (detail.conversation === store.current) this.#draw(); });
    byId("show-members").addEventListener("click", () => this.#show(byId("members").hidden));
    byId("hide-members").addEventListener("click", () => this.#show(false));
    // Beside the list that lies over the conversation a click closes it. What is there is inert: the click is one on what both stand in.
    byId("app").addEventListener("click", ({ target, currentTarget }) => { if (narrow.matches && target === currentTarget) this.#show(false); });
    narrow.addEventListener("change", () => this.#show(!narrow.matches));
    document.addEventListener("keydown", (event) => { if (event.key === "Escape" && narrow.matches) this.#show(false); });
  }

  #show(wanted) {
    this.#wanted = wanted;
    this.#draw();
  }

  #draw() {
    const room = this.#store.current?.kind === "room" ? this.#store.current : null;
    const shown = room !== null && this.#wanted;
    byId("show-members").hidden = room === null;
    byId("show-members").setAttribute("aria-expanded", String(shown));
    this.#place(shown, shown && narrow.matches);
    if (!room) return;

    byId("members-title").textContent = membersOf(room.presence);
    const members = [...room.presence.members.values()].sort((a, b) => a.id.localeCompare(b.id, undefined, { sensitivity: "base" }));
    keyed(byId("member-list"), members, ({ id }) => id, ({ id }) => this.#item(id), (child, { state }) => this.#update(child, state));
  }

  // Over the conversation the list is a dialog: nothing else can be used, and the focus goes into it and comes back.
  #place(shown, over) {
    const list = byId("members");
    const opens = over && list.hidden;
    const closes = !shown && !list.hidden && (list.contains(document.activeElement) || document.activeElement === document.body);
    list.hidden = !shown;
    list.role = over ? "dialog" : "complementary";
    list.ariaModal = over ? "true" : null;
    byId("sidebar").inert = byId("main").inert = over;
    if (opens) byId("hide-members").focus();
    if (closes) byId("show-members").focus();
  }

  #item(name) {
    const me = this.#store.isMe(name);
    const title = me ? name : `Write to ${name}`;
    return el("li", {}, el("button",
      { type: "button", className: "nav-item", disabled: me, title, data: { name }, onclick: () => this.#write(name) },
      avatar(name),
      el("span", { className: "nav-name" }, name),
      !me && icon("message", "hint"),
      el("span", { className: "nav-you" }, me ? "you" : "")));
  }

  // Who has lost the connection may come back.
  #update(child, state) {
    const button = child.firstElementChild;
    button.classList.toggle("away", state === "away");
    if (!button.disabled) button.querySelector(".nav-you").textContent = state === "away" ? "away" : "";
  }
}
