/** A connection without a network: what the server says stands in the test. */
export class FakeConnection {
  connected = true;
  requests = [];
  #listeners = new Map();
  #answer;

  /** `answer(event, ...args)` gives or promises the answer. */
  constructor(answer) {
    this.#answer = answer;
  }

  on(event, listener) {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  off(event, listener) {
    this.#listeners.set(event, (this.#listeners.get(event) ?? []).filter((other) => other !== listener));
  }

  get listenerCount() {
    return [...this.#listeners.values()].flat().length;
  }

  timeout() {
    return {
      emitWithAck: async (event, ...args) => {
        this.requests.push([event, ...args]);
        return await this.#answer(event, ...args);
      },
    };
  }

  says(event, ...args) {
    for (const listener of this.#listeners.get(event) ?? []) listener(...args);
  }

  lose() {
    this.connected = false;
    this.says("disconnect");
  }

  comeBack() {
    this.connected = true;
    this.says("connect");
  }
}
