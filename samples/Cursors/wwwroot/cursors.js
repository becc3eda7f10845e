const $ = (id) => document.getElementById(id);
const board = $("board");
const hue = $("hue");
const name = new URLSearchParams(location.search).get("name") ?? `guest ${Math.floor(Math.random() * 1000)}`;

const socket = io("/cursors", { auth: { name } });
const people = new SockeyeRooms.Rooms(socket).presence("board");
const cursors = new Map(); // the elements, by the ids of the visitors

// Who is here. The list is right again after a lost connection.
people.on("join", ({ id, info }) => { if (id !== socket.id) $("news").textContent = `${info.name} has come.`; });
people.on("leave", ({ info }) => { $("news").textContent = `${info.name} has left.`; });
people.on("change", drawPeople);
people.on("status", (status) => { $("error").textContent = status === "offline" ? "There is no connection." : ""; });
people.on("error", fail);

function drawPeople() {
  $("people").replaceChildren(...[...people.members.values()].map((member) => {
    const item = document.createElement("li");
    item.textContent = member.id === socket.id ? `${member.info.name} (you)` : member.info.name;
    item.style.setProperty("--hue", member.state.hue);
    return item;
  }));
  for (const [id, cursor] of cursors) {
    const member = people.members.get(id);
    if (member) {
      cursor.style.setProperty("--hue", member.state.hue);
    } else {
      cursor.remove();
      cursors.delete(id);
    }
  }
}

// Your colour is your state. If there is no connection yet, the library sets it as soon as there is one.
function paint() {
  people.update({ hue: hue.valueAsNumber }).catch((error) => { if (socket.connected) fail(error); });
}

hue.value = Math.floor(Math.random() * 360);
hue.addEventListener("input", paint);
paint();

// Where your mouse or finger is, as parts of the board. Volatile: without a connection it is dropped, and does not wait.
function move({ clientX, clientY }) {
  const { left, top, width, height } = board.getBoundingClientRect();
  socket.volatile.emit("move", (clientX - left) / width, (clientY - top) / height);
}

board.addEventListener("pointerdown", move);
board.addEventListener("pointermove", move);

// Where the others are.
socket.on("moved", (id, x, y) => {
  const member = people.members.get(id);
  if (!member) return; // not in the list yet; the next position comes soon
  const cursor = cursors.get(id) ?? addCursor(member);
  cursor.style.left = `${x * 100}%`;
  cursor.style.top = `${y * 100}%`;
});

function addCursor({ id, info, state }) {
  board.append($("cursor").content.cloneNode(true));
  const cursor = board.lastElementChild;
  cursor.querySelector("span").textContent = info.name;
  cursor.style.setProperty("--hue", state.hue);
  cursors.set(id, cursor);
  return cursor;
}

function fail({ message }) {
  $("error").textContent = message;
}
