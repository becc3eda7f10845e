// The admin page: who is where, system messages, removing somebody.

import { Connection } from "./connection.js";
import { avatar, byId, el, fieldError, icon, keyed } from "./dom.js";
import { plural, since } from "./format.js";
import { toast } from "./toasts.js";

const SavedKey = "sockeye-chat-admin";
let token = sessionStorage.getItem(SavedKey);
let overview = { rooms: [], members: [] };
const admin = new Connection("/admin", () => ({ token }));

// --- coming in ---

function showSignIn(error = "") {
  byId("app").hidden = true;
  byId("signin").hidden = false;
  byId("signin-button").disabled = false;
  fieldError(byId("token"), error);
  byId("token").focus();
}

byId("signin-form").addEventListener("submit", (event) => {
  event.preventDefault();
  token = byId("token").value.trim();
  byId("signin-button").disabled = true;
  fieldError(byId("token"), "");
  admin.open();
});
byId("token").addEventListener("input", () => fieldError(byId("token"), ""));
byId("signout").addEventListener("click", () => {
  admin.close();
  sessionStorage.removeItem(SavedKey);
  byId("token").value = "";
  showSignIn();
});

admin.addEventListener("refused", ({ detail }) => {
  sessionStorage.removeItem(SavedKey);
  showSignIn(detail.message);
});
admin.addEventListener("state", ({ detail: state }) => {
  byId("connection").dataset.state = state;
  byId("connection").textContent = state === "online" ? "Connected" : "Reconnecting…";
  if (state === "online") {
    sessionStorage.setItem(SavedKey, token);
    const enters = byId("app").hidden;
    byId("signin").hidden = true;
    byId("app").hidden = false;
    byId("token").value = "";
    if (enters) byId("admin-title").focus();
  } else if (byId("app").hidden) {
    showSignIn("The server cannot be reached. Trying again…");
  }
});

// --- what is shown ---

const byName = (a, b) => a.name.localeCompare(b.name, undefined, { sensitivity: "base" });

admin.on("overview", (news) => {
  overview = news;
  draw();
});
setInterval(() => { if (!byId("app").hidden) draw(); }, 30_000);

function draw() {
  const rooms = overview.rooms.toSorted(byName);
  const members = overview.members.toSorted(byName);
  byId("count-members").textContent = members.filter(({ away }) => !away).length;
  byId("count-rooms").textContent = rooms.length;
  byId("count-seats").textContent = rooms.reduce((sum, room) => sum + room.members.length, 0);

  keyed(byId("rooms"), rooms, (room) => room.name, newRoom, (row, room) => {
    row.querySelector(".row-count").textContent = plural(room.members.length, "member");
    const names = room.members.toSorted((a, b) => a.localeCompare(b));
    keyed(row.querySelector(".chips"), names, (name) => name, (name) => newChip(name, room.name), () => {});
  });
  keyed(byId("people"), members, (member) => member.name, newMember, (row, member) => {
    const [, where, how] = row.querySelector(".row-name").children;
    where.textContent = member.rooms.length === 0 ? "in no room" : member.rooms.map((room) => `#${room}`).join(", ");
    how.textContent = `${since(member.since)} · ${member.away ? "away" : member.transport}`;
  });
  byId("rooms-empty").hidden = rooms.length > 0;
  byId("people-empty").hidden = members.length > 0;

  const select = byId("announce-room");
  keyed(select, [{ name: "" }, ...rooms], (room) => room.name,
    ({ name }) => el("option", { value: name }, name === "" ? "All rooms" : `# ${name}`), () => {});
}

function newRoom(room) {
  return el("li", { className: "row", data: { room: room.name } },
    el("div", { className: "row-head" },
      el("div", { className: "row-name" }, el("strong", {}, `# ${room.name}`)),
      el("span", { className: "row-count" })),
    el("div", { className: "chips" }));
}

function newChip(name, room) {
  const label = `Remove ${name} from ${room}`;
  return el("span", { className: "chip" }, el("span", {}, name),
    el("button",
      { type: "button", className: "icon-button", title: label, aria: { label }, onclick: () => remove(name, room) }, icon("close")));
}

function newMember(member) {
  const label = `Remove ${member.name} from the chat`;
  return el("li", { className: "row", data: { member: member.name } },
    el("div", { className: "row-head" },
      avatar(member.name),
      el("div", { className: "row-name" }, el("strong", { title: member.name }, member.name), el("span", {}), el("span", {})),
      el("button", { type: "button", className: "button small danger", aria: { label }, onclick: () => remove(member.name, null) }, "Remove")));
}

// --- what the administrator does ---

function remove(name, room) {
  const dialog = byId("remove-dialog");
  byId("remove-title").textContent = `Remove ${name}?`;
  byId("remove-text").textContent = room === null
    ? `${name} is disconnected from the chat and sees why.`
    : `${name} is removed from #${room} and sees that. The other rooms stay.`;
  dialog.returnValue = "cancel";
  dialog.onclose = async () => {
    if (dialog.returnValue !== "remove") return;
    try {
      await admin.request("remove", name, room);
      toast(room === null ? `${name} was removed from the chat.` : `${name} was removed from #${room}.`);
    } catch (error) {
      toast(error.message, "error");
    }
  };
  dialog.showModal();
}

byId("announce-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = byId("announce-text");
  const room = byId("announce-room").value || null;
  try {
    const { recipients } = await admin.request("announce", room, text.value);
    text.value = "";
    fieldError(text, "");
    toast(`Sent to ${plural(recipients, "person", "people")}.`);
  } catch (error) {
    fieldError(text, error.message);
  }
});
byId("announce-text").addEventListener("input", () => fieldError(byId("announce-text"), ""));

if (token) admin.open();
else showSignIn();
