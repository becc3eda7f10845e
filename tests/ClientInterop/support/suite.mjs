import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, it } from "node:test";
import { CLIENT, Client, PATIENCE } from "./client.mjs";

/** What every check that does not depend on the transport runs over. */
export const TRANSPORTS = {
  polling: ["polling"],
  websocket: ["websocket"],
  upgrade: ["polling", "websocket"],
};

/** A check. `notReference`: why it is not run for npm's client; the contract differs there. */
export function check(name, act, { notReference } = {}) {
  it(name, { skip: notReference && CLIENT === "reference" ? `not for the reference: ${notReference}` : false }, act);
}

/**
 * One client process for all checks of the block it is called in, and another one if it died in a check; every manager is closed after each check.
 * At the end it has to quit with exit code 0 and nothing unhandled.
 */
export function clientProcess() {
  const handle = { managers: [] };
  beforeEach(() => {
    if (!handle.client?.alive) handle.client = Client.start();
  });
  afterEach(async () => {
    await Promise.all(handle.managers.splice(0).map((manager) => manager.close()));
  });
  after(async () => {
    // None was started if each check was skipped.
    if (!handle.client) return;
    assert.equal(await handle.client.end(), 0);
    assert.equal(handle.client.fatal, undefined);
  });
  handle.manager = async (url, options) => {
    const manager = await handle.client.manager(url, options);
    handle.managers.push(manager);
    return manager;
  };
  /** A connected socket with a connection of its own. */
  handle.connected = async (url, { ns = "/", auth, ...options } = {}) => {
    const manager = await handle.manager(url, options);
    const socket = await manager.socket(ns, auth);
    socket.manager = manager;
    return await socket.connect();
  };
  /** The same, not connected. */
  handle.unconnected = async (url, { ns = "/", auth, ...options } = {}) => {
    const manager = await handle.manager(url, options);
    const socket = await manager.socket(ns, auth);
    socket.manager = manager;
    return socket;
  };
  return handle;
}

/** One server for all checks of the block it is called in. */
export function serverFor(start) {
  const handle = {};
  before(async () => {
    handle.server = await start();
    handle.url = handle.server.url;
    handle.io = handle.server.io;
  });
  after(() => handle.server?.stop());
  return handle;
}

/** Ends with the error of a refused command. */
export async function refusalOf(command) {
  try {
    await command;
  } catch (error) {
    if (error.name === "Error" && error.kind !== undefined) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: "the command was not refused" });
}

/** Waits until the condition holds. */
export async function until(condition, what, within = PATIENCE) {
  const deadline = Date.now() + within;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${within} ms: ${what}`);
    await pause(5);
  }
}

export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
