import { once } from "node:events";
import { createServer } from "node:http";
import { Server } from "engine.io";

/**
 * Engine.IO of Node's with the Socket.IO of a check on top: `script(session, index)` gets each session and says what it likes.
 * Where there is none, a CONNECT to any namespace is answered.
 */
export class EngineServer {
  static async start({ script = welcome, ...options } = {}) {
    const server = new EngineServer();
    server.http = createServer();
    server.engine = new Server({ path: "/socket.io/", ...options });
    server.engine.attach(server.http, { path: "/socket.io/" });
    server.sessions = [];
    server.received = [];
    server.engine.on("connection", (session) => {
      const index = server.sessions.push(session) - 1;
      session.on("message", (data) => server.received.push(data));
      script(session, index, server);
    });
    server.http.listen(0, "127.0.0.1");
    await once(server.http, "listening");
    server.url = `http://127.0.0.1:${server.http.address().port}`;
    return server;
  }

  async stop() {
    // Also those that a check has taken from the engine: their timers would go on.
    for (const session of this.sessions) session.onClose("transport close");
    this.engine.close();
    const closed = once(this.http, "close");
    this.http.close();
    this.http.closeAllConnections();
    await closed;
  }
}

/** Answers every CONNECT. */
export function welcome(session) {
  session.on("message", (data) => {
    if (typeof data !== "string" || !data.startsWith("0")) return;
    const namespace = /^0(\/[^,]*),/.exec(data)?.[1];
    session.send(`0${namespace ? `${namespace},` : ""}{"sid":"${Math.random().toString(36).slice(2)}"}`);
  });
}

/** Answers each CONNECT, and then sends the given packets, text or binary. */
export function welcomeThen(...packets) {
  return (session) => {
    welcome(session);
    session.on("message", (data) => {
      if (typeof data === "string" && data.startsWith("0")) for (const packet of packets) session.send(packet);
    });
  };
}
