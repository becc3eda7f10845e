// The rooms and conversations on the left.

import { avatar, byId, el, icon, keyed, paintAvatar } from "./dom.js";
import { plural } from "./format.js";

const byName = (a, b) => a.name.localeCompare(b.name, undefined, { sensitivity: "base" });

export class Sidebar {
  #store;
  #actions;
  #waiting = false;

  /** `actions`: open(key), join(name). */
  constructor(store, actions) {
    this.#store = store;
    this.#actions = actions;
    store.addEventListener("rooms", () => this.#later());
    document.addEventListener("visibilitychange", () => this.#later());
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

    const yours = store.joinedRooms.sort(byName);
    const others = store.rooms.records.filter(({ room }) => !store.conversations.has(room))
      .map(({ room, value, members }) => ({ room, name: value.name, members })).sort(byName);
    const directs = store.directs.sort(byName);

    const create = ({ key, kind, name }) => this.#item(kind === "room" ? sign() : avatar(name), () => this.#actions.open(key));
    keyed(byId("your-rooms"), yours, ({ key }) => key, create,
      (child, room) => this.#update(child, room, store.rooms.get(room.key)?.members));
    keyed(byId("directs"), directs, ({ key }) => key, create,
      (child, direct) => this.#update(child, direct, null));
    keyed(byId("other-rooms"), others, ({ room }) => room,
      (room) => this.#item(sign(), () => this.#actions.join(room.name)),
      (child, room) => this.#update(child, { name: room.name, key: null, unread: 0 }, room.members));

    byId("your-rooms-empty").hidden = yours.length > 0;
    byId("other-rooms-empty").hidden = others.length > 0;
    byId("directs-empty").hidden = directs.length > 0;

    const unread = store.unread;
    document.title = unread > 0 ? `(${unread}) Sockeye Chat` : "Sockeye Chat";
    const elsewhere = unread - (store.current?.unread ?? 0);
    byId("back-badge").hidden = elsewhere === 0;
    byId("back-badge").textContent = elsewhere > 99 ? "99+" : elsewhere;
  }

  #item(start, onclick) {
    return el("li", {}, el("button", { type: "button", className: "nav-item", onclick },
      start,
      el("span", { className: "nav-name" }),
      el("span", { className: "badge", role: "img", hidden: true }),
      el("span", { className: "nav-count", role: "img" })));
  }

  #update(child, { name, key, unread }, members) {
    const button = child.firstElementChild;
    const [, label, badge, count] = button.children;
    button.dataset.name = name;
    button.title = name;
    button.classList.toggle("unread", unread > 0);
    button.setAttribute("aria-current", String(key !== null && key === this.#store.openKey));
    label.textContent = name;
    badge.hidden = unread === 0;
    badge.textContent = unread > 99 ? "99+" : unread;
    badge.setAttribute("aria-label", plural(unread, "unread message"));
    if (members !== null && members !== undefined && count.dataset.members !== String(members)) {
      count.dataset.members = members;
      count.replaceChildren(icon("people"), String(members));
      count.setAttribute("aria-label", plural(members, "member"));
    }
  }
}

const sign = () => el("span", { className: "nav-sign", aria: { hidden: "true" } }, "#");
