import { connected, until } from "../support/clients.mjs";

/** One client in one namespace, with the log of all that it gets to see. */
export class Member {
  log = [];

  /** What the catch-all listeners of the server repeat: when, between answers to other events, is Node's affair. */
  repeated = [];

  /** The ids of those that it saw leaving. */
  leavers = new Set();

  /** @param name client and namespace, as in `c1/chat` @param ids where it notes its ids, each with its name */
  constructor(name, socket, ids, { answers, recovery }) {
    this.name = name;
    this.socket = socket;
    this.namespace = name.slice(name.indexOf("/"));
    this.ids = ids;
    this.id = undefined;

    socket.on("connect", () => {
      ids.set(socket.id, name);
      this.id = socket.id;
      if (recovery) this.#note("recovered", socket.recovered);
    });
    socket.on("disconnect", (reason) => this.#note("gone", reason));
    socket.on("connect_error", (error) => this.#note("refused", error.message));
    socket.onAny((event, ...args) => {
      const ack = typeof args.at(-1) === "function" ? args.pop() : undefined;
      // the offset that a server with recovery appends is its own affair
      if (recovery && !ack && typeof args.at(-1) === "string") args.pop();
      // the secret of the session is part of what the client sends, and so of what comes back
      if (recovery && event === "auth") args = [{ ...args[0], pid: undefined, offset: undefined }];
      if (event === "any") return this.repeated.push(structuredClone(["any", ...args]));
      if (event === "left") this.leavers.add(args[0].id);
      this.#note(ack ? "asked" : "event", event, ...args);
      if (answers) ack?.({ by: name, args });
    });
  }

  get connected() {
    return this.socket.connected;
  }

  async connect() {
    this.socket.connect();
    await connected(this.socket);
    const { engine } = this.socket.io;
    if (this.socket.io.opts.transports.length > 1) await until(() => engine.transport.name === "websocket", "upgrade");
  }

  /** The acknowledgement's arguments; none when the connection ends first. */
  async ask(event, ...args) {
    if (!this.connected) return undefined;
    return await new Promise((resolve) => {
      const gone = () => resolve(undefined);
      this.socket.once("disconnect", gone);
      this.socket.timeout(10_000).emit(event, ...args, (error, ...answer) => {
        this.socket.off("disconnect", gone);
        resolve(error ? [`no answer to ${event}`] : answer);
      });
    });
  }

  noteAnswer(to, answer) {
    this.#note("answer", to, answer);
  }

  #note(...entry) {
    this.log.push(structuredClone(entry));
  }
}
