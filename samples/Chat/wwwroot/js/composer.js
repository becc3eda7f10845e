// The field to write in.

import { byId, fieldError } from "./dom.js";

const TypingEvery = 2_000;
const TypingFor = 5_000;

export class Composer {
  #store;
  #actions;
  #conversation = null;
  #sending = false;
  #typingSince = 0;
  #idle = null;
  #text = byId("text");

  /** `actions`: send(conversation, text), typing(conversation, on). */
  constructor(store, actions) {
    this.#store = store;
    this.#actions = actions;
    store.addEventListener("conversation", () => this.#switch());
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#text.addEventListener("input", () => this.#changed());
    this.#text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#send();
    });
  }

  #switch() {
    const conversation = this.#store.current;
    if (conversation === this.#conversation) return;
    if (this.#conversation) {
      this.#conversation.draft = this.#text.value;
      this.#typing(false);
    }
    this.#conversation = conversation;
    this.#text.value = conversation?.draft ?? "";
    fieldError(this.#text, "");
    this.#measure();
  }

  #changed() {
    fieldError(this.#text, "");
    this.#measure();
    this.#typing(this.#text.value.trim() !== "");
  }

  #typing(on) {
    clearTimeout(this.#idle);
    if (on) this.#idle = setTimeout(() => this.#typing(false), TypingFor);
    const now = Date.now();
    if (on ? now - this.#typingSince < TypingEvery : this.#typingSince === 0) return;
    this.#typingSince = on ? now : 0;
    this.#actions.typing(this.#conversation, on);
  }

  #measure() {
    const length = this.#text.value.trim().length;
    const max = this.#store.limits.messageLength ?? Infinity;
    const counter = byId("counter");
    counter.hidden = length < max * 0.8;
    counter.textContent = `${length} / ${max}`;
    counter.classList.toggle("over", length > max);
    if (CSS.supports("field-sizing", "content")) return;
    this.#text.style.height = "auto";
    this.#text.style.height = `${this.#text.scrollHeight + 2}px`;
  }

  async #send() {
    if (this.#sending || !this.#conversation) return;
    const conversation = this.#conversation;
    const text = this.#text.value;
    this.#sending = true;
    this.#typing(false);
    try {
      await this.#actions.send(conversation, text);
      // What was typed meanwhile stays.
      if (this.#conversation !== conversation) conversation.draft = "";
      else if (this.#text.value === text) this.#text.value = "";
      fieldError(this.#text, "");
    } catch (error) {
      if (this.#conversation === conversation) fieldError(this.#text, error.message);
    } finally {
      this.#sending = false;
      this.#measure();
    }
  }
}
