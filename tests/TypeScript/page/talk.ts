// A page that is run: it sends and answers what the contracts have, and hands out all that it got.
import { io, type Socket } from "socket.io-client";
import type {
  AdminLiveUsersClientToServerEvents,
  AdminLiveUsersServerToClientEvents,
  ChatClientToServerEvents,
  ChatServerToClientEvents,
  ErrorAnswer,
  Message,
  Shape,
  Sorting,
} from "contracts";

export type Packet = [message: string, args: unknown[]];

export async function talk(url: string): Promise<{ chat: Packet[]; admin: Packet[] }> {
  const chat: Socket<ChatServerToClientEvents, ChatClientToServerEvents> = io(`${url}/chat`);
  const admin: Socket<AdminLiveUsersServerToClientEvents, AdminLiveUsersClientToServerEvents> = io(`${url}/admin/live users`);
  try {
    const ofChat: Packet[] = [];
    const ofAdmin: Packet[] = [];
    const answered = (event: string, answer: unknown) => ofChat.push([`receive.${event}.answer`, [answer]]);
    chat.onAny((event: string, ...args: unknown[]) => {
      ofChat.push([`send.${event.replaceAll(" ", "_")}`, args.filter((arg) => typeof arg !== "function")]);
    });
    const load = new Promise<void>((resolve) => admin.on("load", (load) => resolve(void ofAdmin.push(["send.load", [load]]))));
    const voted = new Promise<string>((resolve) => chat.on("joined", resolve));
    chat.on("askVote", (topic, ack) => ack({ choice: topic === "tea?" ? "no idea" : "No", comment: "so" }));

    answered("join", await chat.emitWithAck("join", "tea"));
    const message: Message = { text: "tea?", from: "ann", attachment: new Uint8Array([1, 2, 3, 4]).buffer, reactions: {} };
    chat.emit("say", message);
    const vote = await voted;
    if (vote !== "NoIdea so 1 4") throw new Error(vote);

    const sorting: Sorting = 10;
    const plain = await chat.emitWithAck("search", "tea");
    answered("search", plain);
    if (plain.items[0]?.text !== "tea 20 ") throw new Error(plain.items[0]?.text);
    const page = await chat.emitWithAck("search", "tea", 5, sorting);
    answered("search", page);
    if (page.items[0]?.text !== "tea 5 Time") throw new Error(page.items[0]?.text);

    const invited = await chat.emitWithAck("invite", "tea", "ann", "bob");
    answered("invite", invited);
    if (invited !== 2) throw new Error(`${invited} are invited`);

    const refused = (await chat.emitWithAck("invite", "closed")) as number | ErrorAnswer;
    ofChat.push(["error", [refused]]);
    if (typeof refused === "number" || refused.error.message !== "This room is closed.") throw new Error("nothing was refused");

    const content = await chat.emitWithAck("upload", "a", new Uint8Array([1, 2]));
    answered("upload", content);
    if (content.byteLength !== 2) throw new Error("not what was sent");

    const shape: Shape = { kind: "group", colour: "red", shapes: [{ kind: "circle", colour: "blue", radius: 0.5 }] };
    const drawn = await chat.emitWithAck("draw", shape);
    answered("draw", drawn);
    if (JSON.stringify(drawn) !== JSON.stringify({ kind: "group", shapes: [{ kind: "circle", radius: 0.5, colour: "blue" }], colour: "red" })) throw new Error(JSON.stringify(drawn));

    await load;
    return { chat: ofChat, admin: ofAdmin };
  } finally {
    chat.disconnect();
    admin.disconnect();
  }
}
