const socket = io("/chat");
const $ = (id) => document.getElementById(id);

let me = null; // { name, room } while in a room
let names = [];

// The server does not know this page any more after a lost connection: it enters the room again.
socket.on("connect", () => {
  $("status").textContent = "";
  if (me) join(me);
});
socket.on("disconnect", () => $("status").textContent = "Offline. Trying again …");

socket.on("said", ({ from, text, time }) => show(`${new Date(time).toLocaleTimeString()} ${from}: ${text}`));
socket.on("joined", (name) => {
  showMembers([...names, name]);
  show(`${name} is here`, "note");
});
socket.on("left", (name) => {
  const index = names.indexOf(name);
  showMembers(names.filter((_, i) => i !== index));
  show(`${name} has left`, "note");
});

$("enter").addEventListener("submit", (event) => {
  event.preventDefault();
  join({ name: $("name").value.trim(), room: $("room").value.trim() });
});

$("say").addEventListener("submit", (event) => {
  event.preventDefault();
  // Without a connection the text stays: it would be sent before this page is in its room again, and be refused.
  if (!socket.connected) return;
  socket.emit("say", $("text").value);
  $("text").value = "";
});

$("leave").addEventListener("click", () => {
  socket.emit("leave");
  me = null;
  $("messages").replaceChildren();
  enterOrChat();
});

async function join(wanted) {
  const answer = await socket.emitWithAck("join", wanted.room, wanted.name);
  if (answer.error) {
    $("error").textContent = answer.error.message;
    return;
  }
  me = wanted;
  $("error").textContent = "";
  $("title").textContent = me.room;
  showMembers(answer);
  enterOrChat();
}

function enterOrChat() {
  document.querySelector("main").hidden = !me;
  $("enter").hidden = !!me;
  (me ? $("text") : $("name")).focus();
}

function showMembers(all) {
  names = all.toSorted();
  $("members").replaceChildren(...names.map((name) => item(name)));
}

function show(text, kind = "") {
  $("messages").append(item(text, kind));
  $("messages").lastChild.scrollIntoView();
}

function item(text, kind = "") {
  const element = document.createElement("li");
  element.className = kind;
  element.textContent = text;
  return element;
}
