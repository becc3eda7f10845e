import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { acceptOf, Connection } from "./connection.mjs";
import { Names } from "./script.mjs";

/** Plays the client's part of a session against a server, and checks the server's. */
export class Player {
  #port;
  #names;
  #connections = new Map();
  #connection;
  #head = [];
  #answers = new Map();
  #pings = 0;

  constructor(port) {
    this.#port = port;
    this.#names = new Names({ port: String(port), host: `127.0.0.1:${port}`, time: String(Math.floor(Date.now() / 1000)) });
  }

  async play({ steps }) {
    try {
      for (const { line, verb, text } of steps) {
        try {
          if (!(verb in this.#verbs)) throw new Error(`"${verb}" is no step`);
          await this.#verbs[verb](text);
        } catch (error) {
          error.message = `line ${line}, ${verb} ${text}: ${error.message}`;
          throw error;
        }
      }
    } finally {
      for (const connection of this.#connections.values()) connection.close();
    }
  }

  #verbs = {
    on: async (name) => {
      if (!this.#connections.has(name)) this.#connections.set(name, await Connection.open(this.#port));
      this.#connection = this.#connections.get(name);
    },
    mask: (hex) => (this.#connection.mask = Buffer.from(hex, "hex")),
    answer: (text) => this.#answers.set(...text.split(" with ")),

    ">": (text) => this.#headLine(text),
    ">body": (text) => this.#body(Buffer.from(this.#names.fill(text))),
    ">text": (text) => this.#connection.sendFrame("text", Buffer.from(this.#names.fill(text))),
    ">binary": (hex) => this.#connection.sendFrame("binary", Buffer.from(hex, "hex")),
    ">close": (text) => this.#connection.sendFrame("close", closing(text)),
    ">end": () => this.#connection.close(),

    "<101": () => this.#switched(),
    "<body": async (text) => this.#expect(text, (await this.#response(200)).body),
    "<packet": async (text) => this.#expect(text, await this.#packet()),
    "<text": async (text) => this.#expect(text, (await this.#frame("text")).toString()),
    "<binary": async (hex) => assert.equal((await this.#frame("binary")).toString("hex"), hex),
    "<close": async (status) => assert.equal((await this.#frame("close")).readUInt16BE(), Number(status)), // A reason may be sent back or not.
    "<pings": async (count) => {
      while (this.#pings < Number(count)) await this.#frame("ping");
    },
    "<end": () => this.#connection.ended(),
  };

  /** Lines of a request's head are sent with the last one, which is empty. One that announces a body waits for it, to know its length. */
  #headLine(text) {
    if (text.includes("{key}")) this.#names.set("key", randomBytes(16).toString("base64"));
    this.#head.push(text);
    if (text === "" && !this.#head.some((line) => line.includes("{length}"))) this.#send(Buffer.alloc(0));
  }

  #body(body) {
    this.#names.set("length", String(body.length));
    this.#send(body);
  }

  #send(body) {
    const bytes = Buffer.concat([Buffer.from(this.#names.fill(this.#head.map((line) => `${line}\r\n`).join(""))), body]);
    const isPoll = this.#head[0].startsWith("GET");
    this.#head = [];
    this.#connection.write(bytes);
    if (isPoll) Object.assign(this.#connection, { poll: bytes, polling: true });
  }

  async #response(status) {
    const response = await this.#connection.readResponse();
    assert.deepEqual({ status: response.status, ...(response.status !== status && { body: response.body }) }, { status });
    this.#connection.polling = false;
    return response;
  }

  async #switched() {
    const { headers } = await this.#response(101);
    assert.equal(headers["sec-websocket-accept"], acceptOf(this.#names.fill("{key}")));
  }

  /** The next packet over polling: as the clients do, it polls again where all that came is taken. */
  async #packet() {
    const connection = this.#connection;
    while (connection.packets.length === 0) {
      if (!connection.polling) connection.write(connection.poll);
      connection.packets = (await this.#response(200)).body.split("\x1e");
    }
    return connection.packets.shift();
  }

  /** The next frame. What the client answers by itself, at any time, is answered and left out, unless pings are waited for. */
  async #frame(wanted) {
    for (;;) {
      const { kind, payload } = await this.#connection.readFrame();
      const answer = kind === "text" ? this.#answers.get(payload.toString()) : undefined;
      if (answer !== undefined) {
        this.#connection.sendFrame("text", Buffer.from(answer));
        this.#pings++;
        if (wanted === "ping") return;
        continue;
      }
      assert.equal(kind, wanted, `unexpected: ${kind} ${JSON.stringify(payload.toString())}`);
      return payload;
    }
  }

  #expect(expected, actual) {
    if (!this.#names.match(expected, actual)) assert.equal(actual, expected);
  }
}

/** The payload of a close frame: a status, and a reason after it. */
function closing(text) {
  const [code, ...reason] = text.split(" ");
  const status = Buffer.alloc(2);
  status.writeUInt16BE(Number(code));
  return Buffer.concat([status, Buffer.from(reason.join(" "))]);
}
