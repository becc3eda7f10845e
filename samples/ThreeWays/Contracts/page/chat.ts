import { io, type Socket } from "socket.io-client";
import type { ClientToServerEvents, ErrorAnswer, ServerToClientEvents } from "./contracts";

const chat: Socket<ServerToClientEvents, ClientToServerEvents> = io();
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

function onSubmit(event: keyof ClientToServerEvents, send: (text: string) => unknown): void {
  const form = document.querySelector(`[data-event=${event}]`) as HTMLFormElement;
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

function valueOf<T>(answer: T | ErrorAnswer): T {
  const { error } = answer as Partial<ErrorAnswer>;
  if (error) {
    throw new Error(error.message);
  }
  return answer as T;
}

function log(text: string): void {
  const line = document.createElement("li");
  line.textContent = text;
  document.querySelector("#log")?.append(line);
}
