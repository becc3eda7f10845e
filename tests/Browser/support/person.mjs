// What both pages have in common. Every look waits until the page shows what is expected.

import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";

// These run in the page.
const anyEquals = ({ selector, expected }) =>
  [...document.querySelectorAll(selector)].some((element) => element.checkVisibility() && element.textContent.trim() === expected);
const anyContains = ({ selector, expected }) =>
  [...document.querySelectorAll(selector)].some((element) => element.checkVisibility() && element.textContent.includes(expected));
const allEqual = ({ selector, expected }) => {
  const shown = [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
  return JSON.stringify(shown.map((element) => element.textContent.trim()).sort()) === JSON.stringify(expected);
};

const UpgradePacket = "5";
const Patience = 30_000;

export class Person {
  #problems = [];
  #upgraded;

  constructor(page) {
    this.page = page;
    this.#upgraded = new Promise((done) => page.on("websocket", (socket) => {
      socket.on("framesent", ({ payload }) => { if (payload === UpgradePacket) done(); });
    }));
    page.on("pageerror", (error) => this.#problems.push(`${error}\n${error.stack}`));
    page.on("console", (message) => { if (message.text().includes("Content Security Policy")) this.#problems.push(message.text()); });
    page.on("dialog", (dialog) => {
      this.#problems.push(`A script opened a dialog: ${dialog.message()}`);
      return dialog.dismiss();
    });
  }

  /** Waits for an element that shows exactly this text. */
  async shows(selector, text) {
    await this.#waitFor(anyEquals, selector, text);
  }

  /** Waits for an element that contains this text. */
  async showsPart(selector, text) {
    await this.#waitFor(anyContains, selector, text);
  }

  /** Waits until the elements show these texts, in any order, and no others. */
  async showsAll(selector, texts) {
    await this.#waitFor(allEqual, selector, [...texts].sort());
  }

  /** Whether an element shows this text right now. */
  async showsNow(selector, text) {
    return (await this.page.locator(selector).allTextContents()).some((content) => content.includes(text));
  }

  async toast(text) {
    await this.showsPart(".toast-text", text);
  }

  async connection(text) {
    await this.shows("#connection", text);
  }

  /**
   * Waits until the page has gone over from polling to a WebSocket. To be awaited before its connection is cut: engine.io-client has paused
   * polling by then, and if the WebSocket breaks in that moment, it takes itself for connected until the next ping is overdue, 45 seconds.
   */
  async isUpgraded() {
    const late = delay(Patience, undefined, { ref: false }).then(() => assert.fail("The page did not go over to a WebSocket."));
    await Promise.race([this.#upgraded, late]);
  }

  async close() {
    await this.page.context().close();
    assert.deepEqual(this.#problems, [], "the page had errors");
  }

  async #waitFor(check, selector, expected) {
    try {
      await this.page.waitForFunction(check, { selector, expected });
    } catch (error) {
      const now = await this.page.locator(selector).allTextContents().catch(() => []);
      throw new Error(`Waited for ${JSON.stringify(expected)} in ${selector}; there was: ${JSON.stringify(now)}`, { cause: error });
    }
  }
}
