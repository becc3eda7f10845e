import { io } from "socket.io-client";

/** @import { Socket } from "socket.io-client" */
/** @import { ClientToServerEvents, ErrorAnswer, ServerToClientEvents } from "./events" */

/** @type {Socket<ServerToClientEvents, ClientToServerEvents>} */
const chat = io();
let room = "";

chat.on("said", (where, name, text) => log(`${where}: ${name} says ${text}`));
chat.on("askVote", (where, topic, answer) => answer({ yes: confirm(`${where}: ${topic}`) }));

onSubmit("rename", (name) => chat.emit("rename", name));
onSubmit("join", async (name) => {
  const names = valueOf(await chat.emitWithAck("join", name));
  room = name;
  log(`In ${room}: ${names.join(", ")}`);
});
onSubmit("say", (text) => chat.emit("say", room, text));
onSubmit("who", async () => {
  const names = valueOf(await chat.emitWithAck("who", room));
  log(`In ${room}: ${names.join(", ")}`);
});
onSubmit("askRoom", async (topic) => {
  const tally = valueOf(await chat.emitWithAck("askRoom", room, topic));
  log(`${topic} ${tally.yes} yes, ${tally.no} no, ${tally.unclear} unclear`);
});

/** @type {(event: keyof ClientToServerEvents, send: (text: string) => unknown) => void} */
function onSubmit(event, send) {
  const form = /** @type {HTMLFormElement} */ (document.querySelector(`[data-event=${event}]`));
  form.addEventListener("submit", async (submit) => {
    submit.preventDefault();
    try {
      await send(form.querySelector("input")?.value ?? "");
      form.reset();
    } catch (error) {
      log(String(error));
    }
  });
}

/** @type {<T>(answer: T | ErrorAnswer) => T} */
function valueOf(answer) {
  const { error } = /** @type {Partial<ErrorAnswer>} */ (answer);
  if (error) {
    throw new Error(error.message);
  }
  return /** @type {any} */ (answer);
}

/** @type {(text: string) => void} */
function log(text) {
  const line = document.createElement("li");
  line.textContent = text;
  document.querySelector("#log")?.append(line);
}
