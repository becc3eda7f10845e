// The rooms and conversations on the left.

import { avatar, byId, el, icon, keyed, paintAvatar } from "./dom.js";
import { plural } from "./format.js";

const byName = (a, b) => a.name.localeCompare(b.name, undefined, { sensitivity: "base" });

// The second click of a double click comes at latest so much later.
const DoubleClick = 500;

export class Sidebar {
  #store;
  #open;
  #waiting = false;
  #held = null;

  /** `open(key, name)` opens a conversation, or joins the room if there is none yet. */
  constructor(store, open) {
    this.#store = store;
    this.#open = open;
    store.addEventListener("rooms", () => this.#later());
    document.addEventListener("visibilitychange", () => this.#later());
    byId("sidebar").addEventListener("pointerdown", () => this.#hold());
  }

  /** Where the focus belongs when the list is shown: on what was open, or on the title. */
  focus(key) {
    const item = [...byId("sidebar").querySelectorAll("li")].find((li) => li.dataset.key === key);
    (item?.firstElementChild ?? byId("sidebar-title")).focus();
  }

  // What is clicked stays under the pointer for as long as a second click may come.
  #hold() {
    clearTimeout(this.#held);
    this.#held = setTimeout(() => {
      this.#held = null;
      this.#later();
    }, DoubleClick);
  }

  // Many changes in a row are drawn once.
  #later() {
    if (this.#waiting) return;
    this.#waiting = true;
    queueMicrotask(() => {
      this.#waiting = false;
      this.#draw();
    });
  }

  #draw() {
    const store = this.#store;
    if (store.me !== null) {
      byId("me-name").textContent = store.me;
      paintAvatar(byId("me-avatar"), store.me);
    }

    if (this.#held === null) this.#drawLists();
    else for (const item of byId("sidebar").querySelectorAll("li")) this.#update(item);

    const unread = store.unread;
    document.title = unread > 0 ? `(${unread}) Sockeye Chat` : "Sockeye Chat";
    const elsewhere = unread - (store.current?.unread ?? 0);
    byId("back-badge").hidden = elsewhere === 0;
    byId("back-badge").textContent = elsewhere > 99 ? "99+" : elsewhere;
  }

  #drawLists() {
    const store = this.#store;
    const yours = store.joinedRooms.sort(byName);
    const directs = store.directs.sort(byName);
    const others = store.rooms.records.filter(({ room }) => !store.conversations.has(room))
      .map(({ room, value }) => ({ key: room, kind: "room", name: value.name })).sort(byName);

    for (const [list, items] of [["your-rooms", yours], ["directs", directs], ["other-rooms", others]]) {
      keyed(byId(list), items, ({ key }) => key, (item) => this.#item(item), (item) => this.#update(item));
      byId(`${list}-empty`).hidden = items.length > 0;
    }
  }

  #item({ key, kind, name }) {
    return el("li", {}, el("button", { type: "button", className: "nav-item", title: name, data: { name }, onclick: () => this.#open(key, name) },
      kind === "room" ? sign() : avatar(name),
      el("span", { className: "nav-name" }, name),
      el("span", { className: "badge", role: "img", hidden: true }),
      el("span", { className: "nav-count", role: "img", hidden: true })));
  }

  #update(item) {
    const { key } = item.dataset;
    const button = item.firstElementChild;
    const [, , badge, count] = button.children;
    const unread = this.#store.conversations.get(key)?.unread ?? 0;
    const members = this.#store.rooms.get(key)?.members;
    button.classList.toggle("unread", unread > 0);
    button.setAttribute("aria-current", String(key === this.#store.openKey));
    badge.hidden = unread === 0;
    badge.textContent = unread > 99 ? "99+" : unread;
    badge.setAttribute("aria-label", plural(unread, "unread message"));
    count.hidden = members === undefined;
    if (members !== undefined && count.dataset.members !== String(members)) {
      count.dataset.members = members;
      count.replaceChildren(icon("people"), String(members));
      count.setAttribute("aria-label", plural(members, "member"));
    }
  }
}

const sign = () => el("span", { className: "nav-sign", aria: { hidden: "true" } }, "#");
