// Three servers behind each load balancer whose configuration the documentation has: clients stay at their server, whatever the transport.
import assert from "node:assert/strict";
import { Agent } from "node:http";
import { after, before, describe, it } from "node:test";
import { ask, client, connect, connected, perform, received, record, settle, sorted, TRANSPORTS, until } from "../support/clients.mjs";
import { Fixture, TARGET } from "../support/fixture.mjs";
import { Proxy } from "../support/proxy.mjs";
import { redisServer } from "../support/redis.mjs";

const PROXIES = (process.env.PROXIES ?? "nginx,haproxy,haproxy-without-cookies,yarp").split(",");
const SERVERS = 3;
const CLIENTS = 30;
const NAMESPACE = "/chat";

// Those that the proxy before has left are used again.
let servers = [];
after(() => Promise.all(servers.map((server) => server.stop())));
const redis = redisServer();

for (const name of PROXIES) {
  describe(`behind ${name}`, () => {
    const stopped = [];
    const used = new Set();
    // A browser keeps cookies, and so does the client on Node when it is told to.
    const withCredentials = name !== "haproxy-without-cookies";
    let proxy;

    before(async () => {
      const start = () => Fixture.start(["--adapter", "redis", "--redis", redis.redis.address, "--cookie", "io"]);
      servers.push(...(await Promise.all(Array.from({ length: SERVERS - servers.length }, start))));
      proxy = await Proxy.start(name, servers.map((server) => server.port));
      const [any] = await observers();
      await until(async () => (await perform(any, "serverCount")) === SERVERS, "that the servers know each other", 10_000);
      any.disconnect();
    });
    after(async () => {
      await proxy?.stop();
      servers = servers.filter((server) => !stopped.includes(server));
    });

    /** One client at each server that is left, past the proxy. */
    const observers = () => Promise.all(servers.filter((server) => !stopped.includes(server)).map((server) => connect(server.url, NAMESPACE)));

    /** The clients by the server where they are. */
    async function homes(clients) {
      const found = [];
      for (const observer of await observers()) {
        const here = (await perform(observer, "fetchSockets", { from: "io", local: true })).map(({ id }) => id);
        found.push(clients.filter((socket) => here.includes(socket.id)));
        observer.disconnect();
      }
      return found;
    }

    /** A client as a page has it that came through the proxy; it notes what goes wrong. */
    async function member(room, transports, options = {}) {
      const socket = client(proxy.url, NAMESPACE, { transports, withCredentials, extraHeaders: { Origin: proxy.url }, ...options });
      socket.troubles = [];
      record(socket);
      socket.on("connect_error", (error) => socket.troubles.push(`connect_error: ${error.message}: ${error.context?.responseText}`));
      socket.on("disconnect", (reason) => socket.troubles.push(`disconnect: ${reason}`));
      socket.io.engine.on("upgradeError", (error) => socket.troubles.push(`upgradeError: ${error.message}`));
      await connected(socket).catch((error) => {
        throw new Error([error.message, ...socket.troubles].join("; "));
      });
      const last = transports.at(-1);
      await until(() => socket.io.engine.transport.name === last, `that the transport is ${last}`, 10_000);
      await ask(socket, "join", room);
      return socket;
    }

    const members = (count, room, transports, options) => Promise.all(Array.from({ length: count }, () => member(room, transports, options)));

    /** A member at each server says something, and everybody hears it once. */
    async function allHearEachOther(room, clients) {
      const speakers = (await homes(clients)).filter((here) => here.length > 0).map(([first]) => first);
      for (const socket of clients) socket.log.length = 0;
      for (const speaker of speakers) speaker.emit("say", room, speaker.id);
      const expected = sorted(speakers.map(({ id }) => id));
      await until(() => clients.every((socket) => received(socket, "said").length >= expected.length), "that everybody has heard everything");
      for (const speaker of speakers) await perform(speaker, "emit", { from: "io", to: [room], event: "mark", args: [] });
      await until(() => clients.every((socket) => received(socket, "mark").length === speakers.length), "the end of it");
      for (const socket of clients) assert.deepEqual(sorted(received(socket, "said").flat()), expected);
    }

    for (const [mode, transports] of Object.entries(TRANSPORTS)) {
      it(`keeps ${CLIENTS} clients at their servers: ${mode}`, async () => {
        const clients = await members(CLIENTS, mode, transports);
        await allHearEachOther(mode, clients);
        await settle(...clients);
        assert.deepEqual(clients.flatMap((socket) => socket.troubles), []);
        const spread = await homes(clients);
        assert.equal(spread.flat().length, CLIENTS);
        spread.forEach((here, i) => here.length > 0 && used.add(i));
        assert.ok(spread.filter((here) => here.length > 0).length > 1, `${spread.map((here) => here.length)} clients`);
      });
    }

    it("uses all servers", () => assert.equal(used.size, SERVERS));

    for (const transport of ["polling", "websocket"]) {
      it(`tells the server where the client is, and by which name it came: ${transport}`, async () => {
        const agent = new Agent({ localAddress: "127.0.0.5" });
        const lies = { "X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https" };
        const socket = await member("somewhere", [transport], { agent, extraHeaders: { Origin: proxy.url, ...lies } });
        const { headers, address, secure } = await perform(socket, "handshake");
        assert.equal(`http://${headers.host}`, proxy.url);
        if (TARGET === "node") {
          assert.equal(plain(headers["x-forwarded-for"].split(",").at(-1)), "127.0.0.5");
          assert.equal(headers["x-forwarded-proto"], "http");
        } else {
          assert.equal(plain(address), "127.0.0.5");
          assert.equal(secure, false);
        }
        agent.destroy();
      });
    }

    it("lets clients go on elsewhere when their server goes away", async () => {
      const options = { reconnection: true, reconnectionDelay: 100, reconnectionDelayMax: 400 };
      const clients = (await Promise.all(Object.values(TRANSPORTS).map((transports) => members(8, "moving", transports, options)))).flat();
      for (const socket of clients) socket.on("connect", () => (socket.again = ask(socket, "join", "moving")));
      const visitor = new Visitor(proxy.url);
      await visitor.visit();

      for (const leave of [(server) => server.stop(), (server) => server.kill()]) {
        const [here, ...elsewhere] = await homes(clients);
        const before = new Map(clients.map((socket) => [socket, socket.id]));
        const server = servers.find((candidate) => !stopped.includes(candidate));
        stopped.push(server);
        await leave(server);
        await until(() => here.every((socket) => socket.connected && socket.id !== before.get(socket)), "that all are back", 15_000);
        await Promise.all(here.map((socket) => socket.again));
        for (const socket of elsewhere.flat()) assert.equal(socket.id, before.get(socket));
        assert.equal((await homes(clients)).flat().length, clients.length);
        await allHearEachOther("moving", clients);
        await until(() => visitor.visit().then(() => true, () => false), "that the old cookie leads to another server", 10_000);
      }
    });
  });
}

/** An address of version 4, also where it is written as one of version 6. */
const plain = (address) => address.trim().replace("::ffff:", "");

/** Somebody with the cookies of a browser: they stay when the session ends. */
class Visitor {
  #cookies = new Map();

  constructor(url) {
    this.url = `${url}/socket.io/?EIO=4&transport=polling`;
  }

  /** A handshake and a poll that has to find its session. */
  async visit() {
    const handshake = JSON.parse((await this.#get("")).slice(1));
    await this.#post(`&sid=${handshake.sid}`, "40");
    assert.match(await this.#get(`&sid=${handshake.sid}`), /^40/);
    await this.#post(`&sid=${handshake.sid}`, "1");
  }

  #get = (query) => this.#send(query, { method: "GET" });
  #post = (query, body) => this.#send(query, { method: "POST", body });

  async #send(query, request) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(this.url + query, { ...request, headers: cookie ? { cookie } : {} });
    for (const set of response.headers.getSetCookie()) {
      const [name, value] = set.split(";")[0].split("=");
      this.#cookies.set(name, value);
    }
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${response.status}: ${text}`);
    return text;
  }
}
