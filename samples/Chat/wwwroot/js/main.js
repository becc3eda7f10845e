// The chat page: brings the connection, the store and the views together.

import { followAddress, readAddress, showAddress } from "./address.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { Conversation } from "./conversation.js";
import { setUpDialogs } from "./dialogs.js";
import { byId, fieldError } from "./dom.js";
import { listen } from "./events.js";
import { Members } from "./members.js";
import { followList, followRoom } from "./rooms.js";
import { Sidebar } from "./sidebar.js";
import { Store } from "./store.js";
import { clearToasts, toast } from "./toasts.js";

const store = new Store();
let wantedName = store.saved.name ?? null;
const chat = new Connection("/chat", () => ({ name: wantedName ?? "", token: store.token ?? store.saved.token ?? null }), joinAgain);
store.rooms = followList(chat.rooms, store);

// --- coming in and going out ---

function showSignIn({ error = "", notice = "" } = {}) {
  byId("app").hidden = true;
  byId("signin").hidden = false;
  byId("signin-notice").hidden = notice === "";
  byId("signin-notice").textContent = notice;
  byId("signin-button").disabled = false;
  fieldError(byId("name"), error);
  byId("name").value = wantedName ?? "";
  byId("name").focus();
}

function leaveChat(notice) {
  chat.close();
  store.forget();
  clearToasts();
  showAddress(null);
  showSignIn({ notice });
}

async function onSession({ name, token, limits }) {
  const first = store.me === null;
  Object.assign(store, { me: name, token, limits });
  wantedName = name;
  byId("signin").hidden = true;
  byId("app").hidden = false;
  if (first) {
    const { rooms = [], open: opened = null } = store.saved;
    const wanted = readAddress();
    for (const [room, roomName] of rooms) addRoom({ room, value: { name: roomName } });
    open(store.conversations.has(opened) ? opened : null);
    if (wanted) await visit(wanted);
  } else {
    toast("You are back online.");
  }
  store.save();
}

// Told at the start, and when it changes.
function onServers(reached) {
  byId("connection").textContent = reached ? "Connected" : "Connected to this server only";
  byId("connection").title = reached ? "" : "Other servers of the chat cannot be reached: their messages are missing, and their members may be others by now.";
}

// The library asks at each connection: the server knows nothing of this socket's rooms. They may have ended, or the server been restarted.
function joinAgain(room) {
  return chat.request("room:rejoin", store.conversations.get(room)?.name ?? store.nameOf(room));
}

/** The conversation of a room that I am in. */
function addRoom({ room, value }) {
  return store.addRoom(room, value, (conversation) => followRoom(chat.rooms, store, conversation, (error) => {
    const wasOpen = store.openKey === room;
    store.remove(room);
    if (wasOpen) open(null);
    toast(error.message, "error");
  }));
}

byId("signin-form").addEventListener("submit", (event) => {
  event.preventDefault();
  wantedName = byId("name").value;
  byId("signin-button").disabled = true;
  fieldError(byId("name"), "");
  chat.open();
});
byId("name").addEventListener("input", () => fieldError(byId("name"), ""));
byId("signout").addEventListener("click", () => leaveChat(""));

chat.addEventListener("refused", ({ detail }) => showSignIn({ error: detail.message }));
chat.addEventListener("state", ({ detail: state }) => {
  byId("connection").dataset.state = state;
  byId("connection").textContent = state === "online" ? "Connected" : "Reconnecting…";
  byId("connection").title = "";
  byId("offline").hidden = state === "online";
  if (state === "online" || store.me !== null) return;
  if (byId("signin").hidden) showSignIn();
  fieldError(byId("name"), "The server cannot be reached. Trying again…");
});

// --- what the user does ---

function open(key) {
  const left = store.openKey;
  store.open(key);
  byId("app").dataset.view = store.current ? "conversation" : "list";
  showAddress(store.current);
  placeFocus(left);
}

/** The focus is where the user goes on. On a phone the keyboard would cover what one came to read. */
function placeFocus(left = null) {
  if (store.current === null) sidebar.focus(left);
  else byId(matchMedia("(pointer: fine)").matches ? "text" : "conversation-title").focus();
}

async function enter(event, name) {
  open(addRoom(await chat.request(event, name)).key);
}

const join = (name) => enter("room:join", name);

function write(name) {
  open(store.addDirect(name).key);
}

async function find(name) {
  write((await chat.request("person", name)).name);
}

/** Runs what a click asks for; if the server says no, a toast shows why. */
const attempt = (action) => async (...args) => {
  try {
    await action(...args);
  } catch (error) {
    const create = { label: "Create it", run: attempt(() => enter("room:create", args[0])) };
    toast(error.message, "error", error.code === "unknown-room" ? create : null);
  }
};

async function leaveCurrent() {
  const { kind, name, key } = store.current;
  if (kind === "room") await chat.request("room:leave", name);
  store.remove(key);
  open(null);
}

/** Opens what the address asked for. What is not there leaves everything as it was, the address too. */
async function visit({ kind, name }) {
  const known = [...store.conversations.values()].find((one) => one.kind === kind && one.name.toLowerCase() === name.toLowerCase());
  if (known) return open(known.key);
  await attempt(kind === "room" ? join : find)(name);
  showAddress(store.current);
}

byId("leave").addEventListener("click", attempt(leaveCurrent));
byId("back").addEventListener("click", () => open(null));
followAddress(async () => {
  if (store.me === null) return;
  const wanted = readAddress();
  if (wanted) await visit(wanted);
  else open(null);
});

const sidebar = new Sidebar(store, (key, name) => (store.conversations.has(key) ? open(key) : attempt(join)(name)));
new Members(store, write);
new Conversation(store);
new Composer(store, {
  async send({ kind, name, key }, text) {
    if (kind === "direct") {
      const { message } = await chat.request("direct", name, text);
      store.addEntry(key, { kind: "message", ...message });
      return;
    }

    const { message, offset } = await chat.request("message", key, text);
    store.conversations.get(key)?.history.add({ offset, event: "message", args: [message], time: message.at });
    if (offset === null) toast("Other servers cannot be reached: only members on this one read it, and it is not kept.", "error");
  },
  typing({ presence, name }, on) {
    // A hint: without a connection the library sets it when there is one.
    presence?.update(on ? "typing" : "online").catch((error) => { if (!error.isTemporary && chat.online) toast(error.message, "error"); });
    if (!presence) chat.tell("direct:typing", name, on);
  },
});
setUpDialogs({
  join,
  create: (name) => enter("room:create", name),
  find,
  async setTopic(topic) {
    addRoom(await chat.request("room:topic", store.current.name, topic));
    store.roomsChanged();
  },
  arrived: placeFocus,
});

listen(chat, store, { onSession, onServers, leaveChat });

if (wantedName !== null && store.saved.token) chat.open();
else showSignIn();
