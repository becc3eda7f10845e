const { Rooms } = SockeyeRooms;
const byId = (id) => document.getElementById(id);
const name = new URLSearchParams(location.search).get("name") ?? `guest ${Math.floor(Math.random() * 1000)}`;
byId("me").textContent = name;

const rooms = new Rooms(io("/rooms", { auth: { name } }), { join: (room) => rooms.request("join", room) });
const list = rooms.records({ order: "members" });
let open = null; // the room that is shown: { room, presence, history }

const show = (element, texts, make = (text) => Object.assign(document.createElement("li"), { textContent: text })) => element.replaceChildren(...texts.map(make));
const failed = (error) => (byId("error").textContent = error?.message ?? "");

/** Does what a click asks for; what the server refuses is shown. */
const attempt = (action) => async (event) => {
  event?.preventDefault();
  failed(null);
  try {
    await action(event);
  } catch (error) {
    failed(error);
  }
};

function drawList() {
  show(byId("rooms"), list.records, ({ room, value, members }) => {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("button"), { textContent: `${value.title} (${members})`, onclick: () => enter(room) }));
    return item;
  });
  byId("more").hidden = !list.hasMore;
  drawRoom();
}

function drawRoom() {
  for (const part of document.querySelectorAll("main, aside")) part.hidden = open === null;
  if (!open) return;
  byId("title").textContent = list.get(open.room)?.value.title ?? open.room;
  show(byId("members"), [...open.presence.members.values()].map(({ info, state }) => (state === "typing" ? `${info.name} …` : info.name)));
  show(byId("messages"), open.history.messages.map(({ args: [{ from, text }], isAfterGap }) => `${isAfterGap ? "[…] " : ""}${from}: ${text}`));
  byId("messages").lastElementChild?.scrollIntoView({ block: "nearest" });
  byId("older").hidden = !open.history.hasOlder;
}

function close() {
  open?.presence.close();
  open?.history.close();
  open = null;
  drawRoom();
}

function enter(room) {
  failed(null);
  close();
  open = { room, presence: rooms.presence(room), history: rooms.history(room) };
  open.presence.on("change", drawRoom);
  open.history.on("change", drawRoom);
  for (const part of [open.presence, open.history]) part.on("error", failed);
}

list.on("change", drawList);
list.on("error", failed);
list.on("status", (status) => (byId("status").textContent = status === "live" ? "" : `The list is ${status}.`));
byId("more").onclick = attempt(() => list.loadMore());
byId("older").onclick = attempt(() => open.history.loadOlder());
byId("create").onsubmit = attempt(async ({ target }) => {
  enter((await rooms.request("create", target.elements[0].value)).room);
  target.reset();
});
byId("say").oninput = attempt(({ target }) => open.presence.update(target.value ? "typing" : null));
byId("say").onsubmit = attempt(async ({ target }) => {
  await rooms.request("say", open.room, target.elements[0].value);
  target.reset();
  await open.presence.update(null);
});
byId("leave").onclick = attempt(async () => {
  const { room } = open;
  close();
  await rooms.request("leave", room);
});
