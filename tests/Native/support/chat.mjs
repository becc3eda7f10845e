import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { PARSER } from "../../Interop/support/fixture.mjs";
import { programOf } from "./programs.mjs";

/** The native samples/NativeChat, on a free port. */
export class Chat {
  #process;

  static async start(...args) {
    const chat = new Chat();
    chat.#process = spawn(programOf("NativeChat"), ["--urls", "http://127.0.0.1:0", "--parser", PARSER, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    for await (const line of createInterface(chat.#process.stdout)) {
      const [, url] = line.match(/^The chat is at (.*)$/) ?? [];
      if (url) {
        chat.url = url;
        chat.#process.stdout.resume();
        return chat;
      }
    }
    throw new Error("the chat ended before it was ready");
  }

  /** Asks it to stop, and gives its exit code. */
  async stop() {
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    const [code] = await ended;
    return code;
  }
}
