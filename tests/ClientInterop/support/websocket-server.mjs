import { createHash } from "node:crypto";
import { rawServer } from "./tcp.mjs";

const HANDSHAKE = '0{"sid":"raw","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';

/** A WebSocket server of bytes: it opens the session, welcomes the namespace, and then sends what the check gives it, frame by frame. `headers` go into the answer. */
export function websocketServer(bytes, { headers = "" } = {}) {
  return rawServer((head, socket) => {
    const key = /^sec-websocket-key: *(.*)$/im.exec(head)?.[1].trim();
    const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${headers}\r\n`);
    socket.write(frame(HANDSHAKE));
    socket.write(frame('40{"sid":"abc"}'));
    // Not before the client has said that it is connected.
    setTimeout(() => [bytes].flat().forEach((piece) => socket.write(piece)), 100);
  });
}

/** One frame as a server sends it. */
export function frame(data, { opcode = typeof data === "string" ? 1 : 2, fin = true, rsv = 0, masked = false, length } = {}) {
  const payload = Buffer.from(data);
  const size = BigInt(length ?? payload.length);
  const head = [(fin ? 0x80 : 0) | rsv | opcode];
  const mask = masked ? 0x80 : 0;
  if (size < 126n) head.push(mask | Number(size));
  else if (size < 65536n) head.push(mask | 126, Number(size >> 8n), Number(size & 255n));
  else {
    head.push(mask | 127);
    for (let shift = 56n; shift >= 0n; shift -= 8n) head.push(Number((size >> shift) & 255n));
  }
  return Buffer.concat([Buffer.from(head), ...(masked ? [Buffer.alloc(4)] : []), payload]);
}
