// A page as an application has it. It is compiled, never run: what must not compile has a line before it that says so.
import { io, type Socket } from "socket.io-client";
import type {
  AdminLiveUsersClientToServerEvents,
  AdminLiveUsersServerToClientEvents,
  ChatClientToServerEvents,
  ChatServerToClientEvents,
  Choice,
  ErrorAnswer,
  Message,
  Person,
  Shape,
  Sorting,
  Vote,
} from "contracts";

const chat: Socket<ChatServerToClientEvents, ChatClientToServerEvents> = io("/chat");
const admin: Socket<AdminLiveUsersServerToClientEvents, AdminLiveUsersClientToServerEvents> = io("/admin/live users");

function show(...texts: (string | number | null | undefined)[]): void {
  document.body.append(texts.join(" "));
}

// What the server sends.

chat.on("userJoined", (person, at) => {
  show(person.name, person.home, person.friends[0]?.id, person.friendCount, new Date(at).toISOString());
  // @ts-expect-error home may be null
  person.home.length;
  // @ts-expect-error there is no such property
  person.Name;
  // @ts-expect-error a time is text
  at.getTime();
});

chat.on("askVote", (topic, ack) => {
  const vote: Vote = { choice: topic === "tea" ? "Yes" : "no idea" };
  ack(vote);
  ack({ choice: "No", comment: null, weight: 3 });
  // @ts-expect-error that is the name in C#, not the one on the wire
  ack({ choice: "NoIdea" });
  // @ts-expect-error an answer is one value
  ack("Yes", 1);
});

chat.on("room closed", (room, reason) => show(room, reason?.length));

chat.on("picture", (png, others) => {
  show(png.byteLength, others["small"]?.byteLength);
  // @ts-expect-error an attachment is an ArrayBuffer, not a view of one
  png.buffer;
});

// @ts-expect-error there is no such event
chat.on("userLeft", () => {});
// @ts-expect-error a person is no text
chat.on("userJoined", (person: string) => show(person));

admin.on("load", (load) => {
  show(load.cpu, load.uptime);
  const details: unknown = load.details;
  const other: unknown = load["other"];
  return [details, other];
});

// What the page sends.

const message: Message = { text: "hello", from: null, attachment: new ArrayBuffer(3), reactions: { like: 1 } };
chat.emit("say", message);
chat.emit("say", { ...message, editedAt: "2026-01-01T00:00:00Z" });
// @ts-expect-error text is required
chat.emit("say", { from: null, attachment: null, reactions: {} });
// @ts-expect-error a number is no text
chat.emit("say", { ...message, text: 1 });
// @ts-expect-error what goes both ways has binary as both sides have it
chat.emit("say", { ...message, attachment: new Uint8Array(3).subarray(1) satisfies ArrayBufferView as ArrayBufferView });

chat.emit("leave");
chat.emit("leave", "tired");
// @ts-expect-error a reason is text
chat.emit("leave", 5);
// @ts-expect-error clients do not send that
chat.emit("userJoined");

chat.emit("join", "tea", (people) => show(people[0]?.name));
// @ts-expect-error who is there is a list
chat.emit("join", "tea", (people: Person) => show(people.name));
// @ts-expect-error the token of C# is not sent
chat.emit("join", "tea", {}, () => {});

const shape: Shape = { kind: "group", colour: "red", shapes: [{ kind: "circle", colour: "blue", radius: 1 }] };
// @ts-expect-error a group has no radius
const wrong: Shape = { kind: "group", colour: "red", radius: 1 };

const sorting: Sorting = 10;
const choice: Choice = "Yes";
// @ts-expect-error there is no such number
const unsorted: Sorting = 5;

export async function talk(): Promise<void> {
  const people: Person[] = await chat.emitWithAck("join", "tea");
  const found = await chat.timeout(1000).emitWithAck("search", "tea");
  const more = await chat.emitWithAck("search", "tea", 10, sorting);
  const first: Message | undefined = found.items[0] ?? more.items[0];
  const invited: number = await chat.emitWithAck("invite", "tea", "ann", "bob");
  await chat.emitWithAck("invite", "tea");
  const size: number = (await chat.emitWithAck("upload", "a.png", new Uint8Array(3))).byteLength;
  await chat.emitWithAck("upload", "a.png", new ArrayBuffer(3));
  const drawn: Shape | null = await chat.emitWithAck("draw", shape);
  // @ts-expect-error nobody answers that
  await chat.emitWithAck("say", message);
  // @ts-expect-error a limit is a number
  await chat.emitWithAck("search", "tea", "10");
  // @ts-expect-error each name is text
  await chat.emitWithAck("invite", "tea", 1);
  // @ts-expect-error nothing may be drawn
  drawn.kind;

  // An answer may be an error in its place, as of any server of Socket.IO.
  const answer = (await chat.emitWithAck("invite", "tea")) as number | ErrorAnswer;
  show(typeof answer === "number" ? answer : answer.error.message, people.length, first?.from, invited, size, choice);
  if (drawn?.kind === "circle") {
    show(drawn.radius);
  }

  chat.timeout(1000).emit("join", "tea", (error, result) => show(error?.message, result.length));
}

// A stream is an answer with its id, and events with its items.
export async function read(room: string, take: (message: Message) => void): Promise<() => void> {
  const { stream } = await chat.emitWithAck("history", room);
  chat.on("stream:item", (id, item) => {
    if (id === stream) {
      take(item);
    }
  });
  chat.on("stream:end", (id, error) => show(id, error ? "failed" : "ended"));
  return () => chat.emit("stream:cancel", stream);
}

export { unsorted, wrong };
