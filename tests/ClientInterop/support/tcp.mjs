import { once } from "node:events";
import { connect, createServer } from "node:net";

/** A TCP server whose connections can all be ended at once; `url` as a client would be given it. */
class TcpServer {
  connections = new Set();
  accepted = 0;

  constructor(onConnection) {
    this.onConnection = onConnection;
  }

  async listen(port = 0) {
    this.server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.accepted++;
      this.connections.add(socket);
      socket.on("close", () => this.connections.delete(socket));
      socket.on("error", () => {});
      this.onConnection(socket);
    });
    this.server.listen(port, "127.0.0.1");
    await once(this.server, "listening");
    this.port = this.server.address().port;
    this.url = `http://127.0.0.1:${this.port}`;
    return this;
  }

  destroyConnections() {
    for (const socket of this.connections) socket.destroy();
  }

  async stop() {
    if (!this.server.listening) return;
    const closed = once(this.server, "close");
    this.server.close();
    this.destroyConnections();
    await closed;
  }
}

/** What lies between client and server, and does to the connections what networks do. */
export class CuttingProxy extends TcpServer {
  static start(port) {
    return new CuttingProxy(port).listen();
  }

  /** After so many bytes towards the client a connection is cut. */
  cutAfter = Infinity;
  /** While true, new connections are refused at once. */
  refuses = false;
  #stalled = false;

  constructor(target) {
    super((socket) => this.#forward(socket));
    this.target = target;
  }

  #forward(socket) {
    if (this.refuses) return socket.destroy();
    const server = connect({ port: this.target, host: "127.0.0.1", noDelay: true });
    server.on("error", () => socket.destroy());
    server.on("close", () => socket.destroy());
    socket.on("close", () => server.destroy());
    socket.on("end", () => server.end());
    socket.on("data", (bytes) => this.#stalled || server.write(bytes));
    let left = this.cutAfter;
    server.on("data", (bytes) => {
      if (this.#stalled || socket.destroyed) return;
      if (bytes.length < left) {
        left -= bytes.length;
        return socket.write(bytes);
      }
      socket.write(bytes.subarray(0, left), () => {
        socket.destroy();
        server.destroy();
      });
    });
  }

  /** From now on nothing gets through, and nothing says so: a cable that is pulled. */
  stall() {
    this.#stalled = true;
  }

  heal() {
    this.#stalled = false;
  }

  cut() {
    this.destroyConnections();
  }
}

/** A server that says over TCP what the check gives it to say: `answer(head, socket)` for each head of a request. */
export function rawServer(answer) {
  return new TcpServer((socket) => {
    let text = "";
    socket.on("data", (bytes) => {
      text += bytes.toString("latin1");
      for (let end = text.indexOf("\r\n\r\n"); end >= 0; end = text.indexOf("\r\n\r\n")) {
        const head = text.slice(0, end);
        text = text.slice(end + 4);
        const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
        const body = text.slice(0, length);
        text = text.slice(length);
        answer(head, socket, body);
      }
    });
    socket.on("end", () => socket.end());
  }).listen();
}

/** Takes connections and says nothing at all. */
export function silentServer() {
  return new TcpServer((socket) => socket.resume().on("end", () => socket.end())).listen();
}

export function httpAnswer(status, body, headers = {}) {
  const lines = Object.entries({ "Content-Length": Buffer.byteLength(body), ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Any\r\n${lines.join("")}\r\n${body}`;
}

/** A port at which nobody listens. */
export async function deadPort() {
  const server = await silentServer();
  await server.stop();
  return server.port;
}
