// A page with rooms: the official client, as the library is used with it.
import { afterEach } from "node:test";
import { io } from "socket.io-client";
import { Rooms } from "../../../clients/js/dist/index.js";

// What comes at all comes much sooner: how long it may take on a machine that is busy with other things.
const PATIENCE = 15_000;

const open = [];
afterEach(() => open.splice(0).forEach((close) => close()));

/** Connects to a namespace of `server`; `rooms.socket` is the socket. Rooms are joined by the event `join`, if nothing else is said. */
export function page(server, namespace, { auth = {}, ...options } = {}) {
  const socket = io(server.url + namespace, { forceNew: true, auth, reconnectionDelay: 50, reconnectionDelayMax: 200 });
  const rooms = new Rooms(socket, { join: (room) => rooms.request("join", room), ...options });
  rooms.socket = socket;
  open.push(() => {
    rooms.close();
    socket.io.engine?.close();
    socket.disconnect();
  });
  return rooms;
}

/** The connection breaks as in a tunnel: the socket comes back by itself when `come back` is called. */
export async function lose(rooms) {
  const { socket } = rooms;
  const lost = eventOf((listener) => socket.once("disconnect", listener));
  socket.io.reconnection(false);
  socket.io.engine.close();
  await lost;
  return () => {
    socket.io.reconnection(true);
    socket.connect();
  };
}

/** The arguments of the next event that `subscribe` listens to. */
export function eventOf(subscribe) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no such event within ${PATIENCE} ms`)), PATIENCE);
    subscribe((...args) => {
      clearTimeout(timer);
      resolve(args);
    });
  });
}

/** Waits until the condition holds. */
export async function until(condition, what) {
  const deadline = Date.now() + PATIENCE;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`not within ${PATIENCE} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** What is listened to on a socket, by the library or anybody. */
export const listenersOf = (socket) => Object.values(socket._callbacks ?? {}).reduce((sum, listeners) => sum + listeners.length, 0);

/** Every event of a part, as texts. */
export function logOf(part, events) {
  const log = [];
  for (const [event, describe] of Object.entries(events)) part.on(event, (...args) => log.push(`${event} ${describe(...args)}`));
  return log;
}
