import http from "node:http";
import https from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import { Manager } from "socket.io-client";
import * as msgpack from "socket.io-msgpack-parser";
import { CommandError, describe } from "./errors.mjs";
import { tell } from "./output.mjs";
import { stats } from "./stats.mjs";
import { fromJson, toJson } from "./values.mjs";

export { CommandError };

const managers = new Map();
const sockets = new Map();

export function closeEverything() {
  for (const manager of managers.values()) closeManager(manager);
}

export const COMMANDS = {
  manager({ m, url, options = {} }) {
    const manager = new Manager(url, optionsOf(url, options));
    manager.socketOptions = { retries: options.retries, ackTimeout: options.ackTimeout };
    managers.set(m, manager);
    tellOfManager(m, manager);
    return true;
  },

  socket({ s, m, ns = "/", auth }) {
    const manager = managerOf(m);
    const socket = manager.socket(ns, { auth, ...manager.socketOptions });
    sockets.set(s, socket);
    tellOfSocket(s, socket);
    return true;
  },

  authFrom({ s, values }) {
    let attempt = 0;
    socketOf(s).auth = async (give) => {
      const value = values[Math.min(attempt++, values.length - 1)];
      await null;
      give(value);
    };
    return true;
  },

  connect({ s, timeout = 30_000 }) {
    const socket = socketOf(s);
    if (socket.connected) return true;
    return new Promise((resolve, reject) => {
      const end = (act, value) => {
        clearTimeout(timer);
        socket.off("connect", onConnect).off("connect_error", onError);
        act(value);
      };
      const onConnect = () => end(resolve, true);
      const onError = (error) => {
        if (!socket.active || !socket.io.reconnection()) end(reject, error);
      };
      const timer = setTimeout(end, timeout, reject, new CommandError("not connected in time", "timeout"));
      socket.on("connect", onConnect).on("connect_error", onError);
      socket.connect();
    });
  },

  emit({ s, event, args = [], volatile, compress }) {
    const socket = socketOf(s);
    if (volatile) socket.flags.volatile = true;
    if (compress !== undefined) socket.flags.compress = compress;
    socket.emit(event, ...fromJson(args));
    return true;
  },

  // Cancelling is a shorter time-out here: the reference has nothing else.
  ask({ s, event, args = [], timeout, cancelAfter }) {
    const socket = socketOf(s);
    const cancelled = cancelAfter !== undefined && !(timeout <= cancelAfter);
    return new Promise((resolve, reject) => {
      const answered = (error, ...answer) => {
        if (!error) resolve(answer);
        else reject(cancelled && error.message === "operation has timed out" ? new CommandError("cancelled", "cancelled") : error);
      };
      answered.withError = true;
      const time = cancelled ? cancelAfter : timeout;
      if (time !== undefined) socket.flags.timeout = time;
      socket.emit(event, ...fromJson(args), answered);
    });
  },

  on({ s, event, answer }) {
    listen(s, event, (...args) => {
      const ack = typeof args.at(-1) === "function" ? args.pop() : undefined;
      tell({ ev: "event", s, name: event, args: toJson(args), ack: ack !== undefined });
      if (answer !== undefined) ack?.([fromJson(answer), ...args]);
    });
    return true;
  },

  off({ s, event }) {
    socketOf(s).off(event);
    return true;
  },

  slow({ s, event, ms }) {
    listen(s, event, async (...args) => {
      const told = { s, name: event, args: toJson(args.filter((arg) => typeof arg !== "function")) };
      tell({ ev: "begin", ...told });
      await delay(ms);
      tell({ ev: "end", ...told });
    });
    return true;
  },

  onAny({ s }) {
    socketOf(s).onAny((name, ...args) => tell({ ev: "any", s, name, args: toJson(args.filter((arg) => typeof arg !== "function")) }));
    return true;
  },

  onAnyOutgoing({ s }) {
    socketOf(s).onAnyOutgoing((name, ...args) => tell({ ev: "outgoing", s, name, args: toJson(args) }));
    return true;
  },

  disconnect({ s }) {
    socketOf(s).disconnect();
    return true;
  },

  closeManager({ m }) {
    closeManager(managerOf(m));
    return true;
  },

  cut({ m }) {
    cut(managerOf(m));
    return true;
  },

  state({ s }) {
    const socket = socketOf(s);
    return {
      connected: socket.connected,
      active: socket.active,
      id: socket.id ?? null,
      recovered: Boolean(socket.recovered),
      transport: socket.io.engine?.transport?.name ?? null,
      pendingAcks: Object.keys(socket.acks).length,
      sendBuffer: socket.sendBuffer.length,
      receiveBuffer: socket.receiveBuffer.length,
    };
  },

  stats,

  async storm({ s, event, tasks, each, timeout }) {
    const socket = socketOf(s);
    const result = { answered: 0, wrong: 0, lost: 0 };
    const begun = performance.now();
    const task = async (first) => {
      for (let number = first; number < first + each; number++) {
        try {
          const answer = await socket.timeout(timeout).emitWithAck(event, number);
          result.answered++;
          if (answer !== number) result.wrong++;
        } catch {
          result.lost++;
        }
      }
    };
    await Promise.all(Array.from({ length: tasks }, (_, i) => task(i * each)));
    return { ...result, ms: Math.round(performance.now() - begun) };
  },
};

function optionsOf(url, { headers, insecureTls, parser, proxy, retries, ackTimeout, serialize, ...same }) {
  if (proxy !== undefined) throw new CommandError("the reference takes an agent of Node's instead of a proxy");
  return {
    ...same,
    autoConnect: false,
    // The same connections as without one, but `cut` finds them here.
    agent: new (url.startsWith("https") ? https : http).Agent(),
    ...(headers && { extraHeaders: headers }),
    ...(insecureTls && { rejectUnauthorized: false }),
    ...(parser === "msgpack" && { parser: msgpack }),
    ...(same.perMessageDeflate === true && { perMessageDeflate: { threshold: 0 } }),
  };
}

function managerOf(m) {
  const manager = managers.get(m);
  if (!manager) throw new CommandError(`no such manager: ${m}`);
  return manager;
}

function socketOf(s) {
  const socket = sockets.get(s);
  if (!socket) throw new CommandError(`no such socket: ${s}`);
  return socket;
}

function listen(s, event, listener) {
  socketOf(s).off(event).on(event, listener);
}

function tellOfManager(m, manager) {
  const on = (name, arg = () => undefined) => manager.on(name, (...args) => tell({ ev: "manager", m, name, arg: arg(...args) }));
  on("open");
  on("close", (reason) => reason);
  on("error", (error) => error.message ?? error);
  on("ping");
  on("reconnect_attempt", (attempt) => attempt);
  on("reconnect", (attempt) => attempt);
  on("reconnect_error", (error) => error.message);
  on("reconnect_failed");
  manager.on("open", () => manager.engine.on("upgrade", ({ name }) => tell({ ev: "manager", m, name: "upgrade", arg: name })));
}

function tellOfSocket(s, socket) {
  socket.on("connect", () => tell({ ev: "connect", s, id: socket.id, recovered: Boolean(socket.recovered) }));
  socket.on("connect_error", (error) => {
    const { error: message, kind, data } = describe(error);
    tell({ ev: "connect_error", s, message, kind, data });
  });
  socket.on("disconnect", (reason, details) => tell({ ev: "disconnect", s, reason, details: details && { description: details.description ?? details.message } }));
}

function closeManager(manager) {
  for (const socket of Object.values(manager.nsps)) socket.disconnect();
  manager._close();
}

/** No packet and no frame says goodbye. */
function cut(manager) {
  manager.engine?.transport?.ws?.terminate();
  for (const connection of Object.values(manager.opts.agent.sockets).flat()) connection.destroy();
}
