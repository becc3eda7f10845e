import { io } from "socket.io-client";

const ANSWER_TIMEOUT = 20_000;

/** One connection of a person, to any of the servers, and the rooms that the server has answered it is in. */
export class Connection {
  rooms = new Set();

  /** How many events about presence have come. */
  messages = 0;

  #socket;

  constructor(person, world) {
    this.person = person;
    this.world = world;
  }

  get isOpen() {
    return this.#socket?.connected === true;
  }

  /** Connects to one of the living servers, and goes back into its rooms, until it has worked. */
  async open() {
    for (;;) {
      try {
        await this.#connect(this.world.pickServer());
        for (const room of this.rooms) await this.#ask("join", room);
        return;
      } catch {
        // The server was killed meanwhile: another one.
        this.#socket?.disconnect();
        if (this.world.isOver) return;
      }
    }
  }

  async join(room) {
    this.rooms.add(room);
    await this.#orElsewhere(() => this.#ask("join", room));
  }

  async leave(room) {
    this.rooms.delete(room);
    await this.#orElsewhere(() => this.#ask("leave", room));
  }

  /** As when a phone changes networks: the transport breaks without a word, and it comes back, anywhere. */
  async reconnect() {
    this.#socket.io.engine?.close();
    await this.open();
  }

  close() {
    this.#socket?.disconnect();
  }

  async #connect(server) {
    this.#socket = io(`${server.url}/chat`, {
      auth: { user: this.person },
      transports: ["websocket"],
      reconnection: false,
      forceNew: true,
      timeout: ANSWER_TIMEOUT,
    });
    const socket = this.#socket;
    socket.onAny((event) => event.startsWith("presence:") && this.messages++);
    await new Promise((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("connect_error", reject);
      socket.once("disconnect", reject);
    });
    socket.on("disconnect", (reason) => {
      if (reason === "transport close" || reason === "transport error") this.world.broken(this);
    });
  }

  async #ask(event, room) {
    const socket = this.#socket;
    if (!socket.connected) throw new Error("not connected");
    const answer = await new Promise((resolve, reject) => {
      socket.once("disconnect", reject);
      socket.timeout(ANSWER_TIMEOUT).emitWithAck(event, room).then(resolve, reject).finally(() => socket.off("disconnect", reject));
    });
    if (answer?.error) throw new Error(`${event} ${room}: ${answer.error.message}`);
  }

  // Its server may be killed while it waits for the answer.
  async #orElsewhere(act) {
    try {
      await act();
    } catch {
      this.#socket.disconnect();
      await this.open();
    }
  }
}
