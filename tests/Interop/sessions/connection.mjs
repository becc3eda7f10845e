import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { gunzipSync } from "node:zlib";

const PATIENCE = 15_000;
const OPCODES = { text: 1, binary: 2, close: 8 };

/** A TCP connection of a recorded session: what it sends is written as it is, what comes is cut into HTTP responses and WebSocket frames. */
export class Connection {
  static async open(port) {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    return new Connection(socket);
  }

  #socket;
  #received = Buffer.alloc(0);
  #ended = false;
  #changed = () => {};

  /** Packets of poll responses that no step has taken yet, the poll itself, and whether its response is still to come. */
  packets = [];
  poll = undefined;
  polling = false;

  /** What masks the frames; each official client has its own way to choose it. */
  mask = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

  constructor(socket) {
    this.#socket = socket;
    socket.on("data", (data) => {
      this.#received = Buffer.concat([this.#received, data]);
      this.#changed();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#ended = true;
      this.#changed();
    });
  }

  write(bytes) {
    this.#socket.write(bytes);
  }

  close() {
    this.#socket.destroy();
  }

  sendFrame(kind, payload) {
    const header = [0x80 | OPCODES[kind]];
    if (payload.length < 126) header.push(0x80 | payload.length);
    else header.push(0x80 | 126, payload.length >> 8, payload.length & 255);
    const masked = payload.map((byte, i) => byte ^ this.mask[i & 3]);
    this.write(Buffer.concat([Buffer.from(header), this.mask, masked]));
  }

  async readFrame() {
    const [first, second] = await this.#take(2);
    const length = second === 126 ? (await this.#take(2)).readUInt16BE() : second;
    if (!(first & 0x80) || second > 126) throw new Error(`a frame that no session expects: ${[first, second]}`);
    const kind = Object.keys(OPCODES).find((name) => OPCODES[name] === (first & 15));
    return { kind, payload: await this.#take(length) };
  }

  async readResponse() {
    const [status, ...lines] = (await this.#takeUntil("\r\n\r\n")).toString().trim().split("\r\n");
    const headers = Object.fromEntries(lines.map((line) => line.split(": ")).map(([name, ...value]) => [name.toLowerCase(), value.join(": ")]));
    const code = Number(status.split(" ")[1]);
    if (code === 101) return { status: code, headers };
    const body = headers["transfer-encoding"] === "chunked" ? await this.#takeChunks() : await this.#take(Number(headers["content-length"]));
    return { status: code, headers, body: (headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString() };
  }

  async ended() {
    await this.#wait(() => this.#ended, "the end of the connection");
  }

  async #takeChunks() {
    const chunks = [];
    for (;;) {
      const length = Number.parseInt((await this.#takeUntil("\r\n")).toString(), 16);
      chunks.push(await this.#take(length));
      await this.#take(2);
      if (length === 0) return Buffer.concat(chunks);
    }
  }

  async #takeUntil(mark) {
    await this.#wait(() => this.#received.includes(mark), JSON.stringify(mark));
    return await this.#take(this.#received.indexOf(mark) + mark.length);
  }

  async #take(length) {
    await this.#wait(() => this.#received.length >= length, `${length} bytes`);
    const taken = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return taken;
  }

  async #wait(condition, what) {
    let timer;
    const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(`not within ${PATIENCE} ms: ${what}`)), PATIENCE)));
    late.catch(() => {});
    try {
      while (!condition()) {
        if (this.#ended) throw new Error(`the server closed the connection before ${what}; it had sent ${JSON.stringify(this.#received.toString())}`);
        await Promise.race([new Promise((resolve) => (this.#changed = resolve)), late]);
      }
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What a server has to answer to a handshake with this key. */
export function acceptOf(key) {
  return createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
}
