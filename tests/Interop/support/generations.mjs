import { createRequire } from "node:module";
import { afterEach } from "node:test";
import { eventOf } from "./clients.mjs";

const require = createRequire(import.meta.url);

/** Every minor version of the official client, oldest first. The newest is `socket.io-client` itself, the others are aliases in package.json. */
export const VERSIONS = ["2.0", "2.1", "2.2", "2.3", "2.4", "2.5", "3.0", "3.1", "4.0", "4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "4.8"];

/** What differs in how they are used. Those of v2 speak Engine.IO v3, and have the query for `auth`. */
export const GENERATIONS = Object.fromEntries(VERSIONS.map((version) => [version, generation(version)]));

function generation(version) {
  const open = require(version === VERSIONS.at(-1) ? "socket.io-client" : `socket.io-client-${version}`);
  if (version.startsWith("2.")) return { protocol: 3, open, withAuth: (path, auth) => [`${path}?${new URLSearchParams(auth)}`, {}] };
  return { protocol: 4, open, withAuth: (path, auth) => [path, { auth }] };
}

const sockets = new Set();
afterEach(() => {
  for (const socket of sockets) {
    if (socket.io._close) socket.io._close();
    else socket.io.close();
  }
  sockets.clear();
});

/** A client of that version, not connected yet; events named in `listen` go to `socket.got`, which not all of the versions can do by themselves. */
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
