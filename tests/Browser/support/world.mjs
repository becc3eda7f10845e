// The one server and the one browser that the suites of a file share, and the people in them.

import assert from "node:assert/strict";
import { after, afterEach, before } from "node:test";
import { Administrator } from "./administrator.mjs";
import { ChatServer, freePort } from "./chat-server.mjs";
import { Chatter } from "./chatter.mjs";
import { launchChromium } from "./chromium.mjs";

export const Phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

let names = 0;
let people = [];

export const world = { server: null, browser: null };

before(async () => {
  world.server = new ChatServer(await freePort());
  [, world.browser] = await Promise.all([world.server.start(), launchChromium()]);
}, { timeout: 120_000 });

afterEach(async () => {
  const all = people;
  people = [];
  for (const person of all) await person.close();
});

after(async () => {
  await world.browser?.close();
  await world.server?.stop();
  assert.deepEqual(world.server.errors, [], "the server has logged no errors in all this");
});

/** A name that no other test uses. */
export const newName = (start) => `${start} ${++names}`;

async function newPage(options) {
  const context = await world.browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(30_000);
  return await context.newPage();
}

/** Somebody on the page of the chat who has not entered yet. */
export async function visitor({ url = world.server.url, path = "/", ...options } = {}) {
  const person = new Chatter(await newPage(options));
  people.push(person);
  await person.page.goto(url + path);
  return person;
}

/** Somebody who has entered the chat. */
export async function chatter(name = newName("Ada"), options = {}) {
  const person = await visitor(options);
  await person.enter(name);
  return person;
}

/** Somebody on the admin page; without a token, before signing in. */
export async function administrator(token = null, { url = world.server.url, ...options } = {}) {
  const person = new Administrator(await newPage(options));
  people.push(person);
  await person.page.goto(`${url}/admin.html`);
  if (token !== null) await person.signIn(token);
  return person;
}
