import { after, afterEach } from "node:test";
import { io, Manager } from "socket.io-client";
import * as msgpackParser from "socket.io-msgpack-parser";
import { PARSER } from "./fixture.mjs";

const DEFAULTS = { reconnection: false, ...(PARSER === "msgpack" && { parser: msgpackParser }) };

// What comes at all comes much sooner: how long it may take on a machine that is busy with other things.
const PATIENCE = 15_000;

/** What every test that does not depend on the transport runs over. */
export const TRANSPORTS = {
  polling: ["polling"],
  websocket: ["websocket"],
  upgrade: ["polling", "websocket"],
};

const open = new Set();
const closeAll = () => {
  for (const close of open) close();
  open.clear();
};
afterEach(closeAll);
after(closeAll);

/** A client with a connection of its own, not yet connected: add listeners, then `await connected(socket)`. */
export function client(url, namespace = "/", options = {}) {
  const socket = io(url + namespace, { forceNew: true, ...DEFAULTS, ...options });
  open.add(() => socket.io._close());
  return socket;
}

/** A connection for several namespaces. */
export function manager(url, options = {}) {
  const result = new Manager(url, { ...DEFAULTS, ...options });
  open.add(() => result._close());
  return result;
}

/** Connects and gives the socket; it records every event from the start. */
export async function connect(url, namespace = "/", options = {}) {
  const socket = client(url, namespace, options);
  record(socket);
  await connected(socket);
  return socket;
}

/** All events go to `socket.log`, but for `left`: clients of the test before may still be leaving, so these go to `socket.leavers`. */
export function record(socket) {
  socket.log = [];
  socket.leavers = [];
  socket.onAny((event, ...args) => {
    if (event === "left") socket.leavers.push(args[0]);
    else socket.log.push([event, ...args.filter((arg) => typeof arg !== "function")]);
  });
}

export async function connected(socket) {
  if (!socket.connected) await eventOf(socket, "connect");
  return socket;
}

/** The arguments of the next such event. */
export function eventOf(emitter, event, milliseconds = PATIENCE) {
  return new Promise((resolve, reject) => {
    const listener = (...args) => {
      clearTimeout(timer);
      resolve(args);
    };
    const timer = setTimeout(() => {
      emitter.off(event, listener);
      reject(new Error(`no "${event}" within ${milliseconds} ms`));
    }, milliseconds);
    emitter.once(event, listener);
  });
}

/** Waits until `observer` is told that the socket of this id left; gives the reason. */
export async function leaving(observer, id) {
  await until(() => observer.leavers.some((leaver) => leaver.id === id), "the news that it left");
  return observer.leavers.find((leaver) => leaver.id === id).reason;
}

/** A round trip: what the server sent to these sockets before is there afterwards. */
export async function settle(...sockets) {
  for (const socket of sockets) await ask(socket, "echo", "settle");
}

/** Emits and gives the first argument of the acknowledgement. */
export function ask(socket, event, ...args) {
  return socket.timeout(PATIENCE).emitWithAck(event, ...args);
}

/** Emits and gives all arguments of the acknowledgement. */
export function askAll(socket, event, ...args) {
  return new Promise((resolve, reject) => {
    socket.timeout(PATIENCE).emit(event, ...args, (error, ...answer) => (error ? reject(error) : resolve(answer)));
  });
}

/** Performs an operation of the event `do`; a refusal throws. */
export async function perform(socket, op, details = {}) {
  const answer = await ask(socket, "do", { op, ...details });
  if ("error" in answer) throw Object.assign(new Error(answer.error), { partial: answer.partial });
  return answer.ok;
}

/** What the socket received under this event, in order. */
export function received(socket, event) {
  return socket.log.filter(([name]) => name === event).map(([, ...args]) => args);
}

export function sorted(strings) {
  return [...strings].sort();
}

/** Waits until the condition holds. */
export async function until(condition, what, milliseconds = PATIENCE) {
  const deadline = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${milliseconds} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
