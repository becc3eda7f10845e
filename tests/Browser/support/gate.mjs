// A TCP gate before the server, to cut connections the way networks do.

import net from "node:net";

export class Gate {
  #upstreamPort;
  #server = null;
  #pairs = new Set();

  /** Whether WebSockets do not get through, as behind some proxies. */
  blocksWebSockets = false;

  constructor(upstreamPort) {
    this.#upstreamPort = upstreamPort;
  }

  get url() {
    return `http://localhost:${this.port}`;
  }

  /** Connections made from now on go to another server. */
  leadTo(port) {
    this.#upstreamPort = port;
  }

  async open(port = this.port ?? 0) {
    this.#server = net.createServer((client) => this.#connect(client));
    await new Promise((done, failed) => this.#server.once("error", failed).listen(port, "127.0.0.1", done));
    this.port = this.#server.address().port;
  }

  /** Nobody gets through any more: both ends of all connections are cut, and new ones are refused. */
  async close() {
    const closed = new Promise((done) => this.#server.close(done));
    for (const { client, upstream } of this.#pairs) {
      client.destroy();
      upstream.destroy();
    }
    await closed;
  }

  /** The browsers lose their connections, and the server does not notice: what it sends is lost. */
  cutBrowserSide() {
    for (const { client, upstream } of this.#pairs) {
      upstream.removeAllListeners();
      upstream.on("error", () => {}).resume();
      client.removeAllListeners();
      client.on("error", () => {}).destroy();
    }
  }

  #connect(client) {
    const upstream = net.connect(this.#upstreamPort, "127.0.0.1");
    const pair = { client, upstream };
    this.#pairs.add(pair);
    client.on("data", (data) => {
      if (this.blocksWebSockets && data.includes("transport=websocket")) client.destroy();
      else upstream.write(data);
    });
    upstream.on("data", (data) => client.write(data));
    for (const [one, other] of [[client, upstream], [upstream, client]]) {
      one.setNoDelay(true);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        other.destroy();
        this.#pairs.delete(pair);
      });
    }
  }
}
