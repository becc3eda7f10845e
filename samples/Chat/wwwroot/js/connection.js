// The connection to a namespace: requests that are answered, and the state that the page shows.

const { ErrorCode, Rooms, RoomError } = SockeyeRooms;

// What the library says in its own words, in those of the chat.
const words = {
  [ErrorCode.Offline]: "You are offline. Wait until the connection is back.",
  [ErrorCode.Timeout]: "The server did not answer. Try again.",
};

export class Connection extends EventTarget {
  /** `auth` is asked for the credentials at every connection, so that a reconnection brings what is known by then; `join(room)` lets this page into a room. */
  constructor(namespace, auth, join) {
    super();
    this.socket = io(namespace, { auth: (send) => send(auth()), autoConnect: false, reconnectionDelay: 300, reconnectionDelayMax: 4_000 });
    this.rooms = new Rooms(this.socket, { join });
    this.socket.on("connect", () => this.#changed("online"));
    this.socket.on("disconnect", (reason) => this.#disconnected(reason));
    this.socket.on("connect_error", (error) => this.#failed(error));
  }

  get online() {
    return this.socket.connected;
  }

  open() {
    this.ended = false;
    this.socket.connect();
  }

  /** Goodbye: no reconnection after it. */
  close() {
    this.ended = true;
    this.socket.disconnect();
  }

  on(event, handler) {
    this.socket.on(event, handler);
  }

  /** Sends an event whose answer nobody waits for. */
  tell(event, ...args) {
    if (this.online) this.socket.emit(event, ...args);
  }

  /** Sends an event and gives the server's answer; throws a RoomError if the answer is no. */
  async request(event, ...args) {
    try {
      return await this.rooms.request(event, ...args);
    } catch (error) {
      throw words[error.code] ? new RoomError(words[error.code], error.code) : error;
    }
  }

  #changed(state) {
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }

  #disconnected(reason) {
    if (this.ended) return;
    this.#changed("offline");
    // A server that shuts down says goodbye to each socket; the client does not come back from that by itself.
    if (reason === "io server disconnect") setTimeout(() => { if (!this.ended) this.socket.connect(); }, 300);
  }

  #failed(error) {
    if (this.socket.active) this.#changed("offline");
    else this.dispatchEvent(new CustomEvent("refused", { detail: error }));
  }
}
