import { Random } from "../scenario/random.mjs";
import { Connection } from "./connection.mjs";

/** People with one or two connections each on several servers, who join, leave and reconnect at random. The truth about who is where is kept here. */
export class World {
  isOver = false;
  steps = 0;

  #broken = new Set();
  #random;
  #busy = new Set();

  constructor({ servers, people, rooms, seed }) {
    this.servers = servers;
    this.#random = new Random(seed);
    this.rooms = Array.from({ length: rooms }, (_, i) => `room ${i}`);
    this.connections = Array.from({ length: people }, (_, i) => `person ${i}`).flatMap((person) =>
      Array.from({ length: this.#random.chance(0.2) ? 2 : 1 }, () => new Connection(person, this)));
  }

  pickServer() {
    return this.#random.pick(this.servers.filter((server) => server.alive));
  }

  broken(connection) {
    this.#broken.add(connection);
  }

  /** Everybody comes in, each into one to three rooms. */
  async enter(atATime = 50) {
    await this.#each(this.connections, atATime, async (connection) => {
      connection.rooms = new Set(Array.from({ length: 1 + this.#random.below(3) }, () => this.#random.pick(this.rooms)));
      await connection.open();
    });
  }

  /** Some steps at random, so many of them at the same time. */
  async churn(steps, atATime = 20) {
    await this.#each(Array.from({ length: steps }), atATime, async () => {
      const connection = this.#random.pick(this.connections);
      if (this.#busy.has(connection)) return;
      this.#busy.add(connection);
      try {
        await this.#step(connection);
      } finally {
        this.#busy.delete(connection);
      }
    });
  }

  /** Whoever lost a connection to a server that was killed comes back elsewhere, or does not. */
  async recover() {
    while (this.#broken.size > 0) {
      const broken = [...this.#broken];
      this.#broken.clear();
      await this.#each(broken, 50, async (connection) => {
        if (connection.isOpen) return;
        if (this.#random.chance(0.3)) connection.rooms.clear();
        else await connection.open();
      });
    }
  }

  /** Who is in which room: people, each once. */
  truth() {
    const truth = new Map(this.rooms.map((room) => [room, new Set()]));
    for (const { person, rooms } of this.connections) for (const room of rooms) truth.get(room).add(person);
    return truth;
  }

  close() {
    this.isOver = true;
    for (const connection of this.connections) connection.close();
  }

  async #step(connection) {
    this.steps++;
    const what = this.#random.weighted({ join: 4, leave: 4, reconnect: 2 });
    if (what === "reconnect") await connection.reconnect();
    else if (what === "leave" && connection.rooms.size > 0) await connection.leave(this.#random.pick([...connection.rooms]));
    else await connection.join(this.#random.pick(this.rooms));
  }

  async #each(items, atATime, act) {
    const waiting = [...items];
    await Promise.all(Array.from({ length: atATime }, async () => {
      while (waiting.length > 0 && !this.isOver) await act(waiting.pop());
    }));
  }
}
