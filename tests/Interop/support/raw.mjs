import { once } from "node:events";
import { WebSocket } from "ws";

/** A WebSocket that speaks Engine.IO by hand: what official clients would never send. It answers no ping. */
export async function rawSocket(url, { path = "/socket.io/", query = "" } = {}) {
  const socket = new WebSocket(`${url.replace("http", "ws")}${path}?EIO=4&transport=websocket${query}`);
  socket.received = [];
  socket.on("message", (data, isBinary) => socket.received.push(isBinary ? data : data.toString()));
  socket.on("error", () => {});
  socket.closed = once(socket, "close").then(([code]) => code);
  await once(socket, "open");
  return socket;
}

/** One that has joined the namespace. */
export async function rawMember(url, namespace = "/") {
  const socket = await rawSocket(url);
  socket.send(namespace === "/" ? "40" : `40${namespace},`);
  const welcome = () => socket.received.find((text) => text.toString().startsWith("40"));
  while (!welcome()) await once(socket, "message");
  socket.id = idIn(welcome());
  return socket;
}

/** The id in a CONNECT packet of the server. */
export function idIn(packet) {
  return JSON.parse(packet.slice(packet.indexOf("{"))).sid;
}

/** Engine.IO over plain HTTP. */
export class RawPolling {
  static async open(url, path = "/socket.io/") {
    const session = new RawPolling();
    session.address = `${url}${path}?EIO=4&transport=polling`;
    const opened = await fetch(session.address);
    session.handshake = JSON.parse((await opened.text()).slice(1));
    session.address += `&sid=${session.handshake.sid}`;
    return session;
  }

  async receive() {
    const response = await fetch(this.address);
    return { status: response.status, text: await response.text() };
  }

  async send(body) {
    const response = await fetch(this.address, { method: "POST", body });
    return { status: response.status, text: await response.text() };
  }
}
