import { afterEach } from "node:test";
import { io as io4 } from "socket.io-client";
import io2 from "socket.io-client-2";
import { io as io3 } from "socket.io-client-3";
import { eventOf } from "./clients.mjs";

/** The generations of the official client, with what differs in how they are used. Those of v2 speak Engine.IO v3. */
export const GENERATIONS = {
  "4.8": { protocol: 4, open: io4, withAuth: (path, auth) => [path, { auth }] },
  "3.1": { protocol: 4, open: io3, withAuth: (path, auth) => [path, { auth }] },
  "2.5": {
    protocol: 3,
    open: io2,
    withAuth: (path, auth) => [`${path}?${new URLSearchParams(auth)}`, {}],
  },
};

const sockets = new Set();
afterEach(() => {
  for (const socket of sockets) {
    if (socket.io._close) socket.io._close();
    else socket.io.close();
  }
  sockets.clear();
});

/** A client of that generation, not connected yet; events named in `listen` go to `socket.got`, which none of the generations does by itself. */
export function open(generation, url, path = "/", { listen = ["message-back", "said"], auth, ...options } = {}) {
  const client = GENERATIONS[generation];
  const [where, more] = auth ? client.withAuth(path, auth) : [path, {}];
  const socket = client.open(url + where, { forceNew: true, reconnection: false, ...more, ...options });
  sockets.add(socket);
  socket.got = [];
  for (const event of listen) socket.on(event, (...args) => socket.got.push([event, ...args]));
  return socket;
}

export async function join(generation, url, path, options) {
  const socket = open(generation, url, path, options);
  await eventOf(socket, "connect");
  return socket;
}

/** Another namespace over the connection of a socket. */
export async function sibling(socket, path) {
  const other = socket.io.socket(path);
  sockets.add(other);
  other.got = [];
  await eventOf(other, "connect");
  return other;
}

/** Why the server refused: the message and the data, as far as that generation is told. */
export async function refused(generation, socket) {
  const [error] = await eventOf(socket, GENERATIONS[generation].protocol === 3 ? "error" : "connect_error");
  return error instanceof Error ? { message: error.message, ...(error.data && { data: error.data }) } : error;
}

/** Emits and gives the arguments of the acknowledgement. */
export function askAll(socket, event, ...args) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer to "${event}"`)), 5000);
    socket.emit(event, ...args, (...answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}

/** Emits and gives the first argument of the acknowledgement. */
export async function ask(socket, event, ...args) {
  return (await askAll(socket, event, ...args))[0];
}
