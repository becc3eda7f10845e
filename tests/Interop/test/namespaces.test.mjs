import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask, client, connect, connected, eventOf, manager, perform, record, settle, TRANSPORTS } from "../support/clients.mjs";
import { fixtureWith } from "../support/suite.mjs";

for (const [name, transports] of Object.entries(TRANSPORTS)) {
  describe(`namespaces over ${name}`, () => {
    const server = fixtureWith();

    for (const namespace of ["/", "/custom", "/chat", "/dynamic-0", "/dynamic-1234567890123"]) {
      it(`lets everybody into ${namespace} and emits the handshake's auth`, async () => {
        const auth = { token: "t", nested: { list: [1, null, "é"] } };
        const socket = await connect(server.url, namespace, { transports, auth });
        const me = await ask(socket, "whoami");
        assert.deepEqual(
          { ...me, transport: undefined },
          { id: socket.id, ns: namespace, rooms: [socket.id], recovered: false, data: {}, transport: undefined },
        );
        assert.deepEqual(socket.log, [["auth", auth]]);
        assert.match(socket.id, /^[\w-]{20}$/);
        assert.notEqual(socket.id, socket.io.engine.id);
      });
    }

    it("emits an empty auth to a client that sends none", async () => {
      const socket = await connect(server.url, "/chat", { transports });
      await settle(socket);
      assert.deepEqual(socket.log, [["auth", {}]]);
    });

    it("lets the right token into /auth", async () => {
      const socket = await connect(server.url, "/auth", { transports, auth: { token: "secret" } });
      await settle(socket);
      assert.deepEqual(socket.log, [["auth", { token: "secret" }]]);
    });

    for (const auth of [undefined, {}, { token: "wrong" }, { token: null }, { token: ["secret"] }]) {
      it(`refuses ${JSON.stringify(auth)} at /auth, with data`, async () => {
        const socket = client(server.url, "/auth", { transports, auth });
        const [error] = await eventOf(socket, "connect_error");
        assert.equal(error.message, "Unauthorized");
        assert.deepEqual(error.data, { code: "E_AUTH" });
        assert.equal(socket.connected, false);
      });
    }

    it("lets a refused client in on a second attempt over the same connection", async () => {
      const shared = manager(server.url, { transports });
      const main = await connected(shared.socket("/"));
      const engine = main.io.engine.id;
      const socket = shared.socket("/auth", { auth: { token: "wrong" } });
      await eventOf(socket, "connect_error");
      socket.auth = { token: "secret" };
      socket.connect();
      await connected(socket);
      assert.equal(main.io.engine.id, engine);
      assert.equal(await ask(socket, "echo", 1), 1);
    });

    for (const namespace of ["/nope", "/dynamic-", "/dynamic-x", "/dynamic-1x", "/xdynamic-1", "/Chat", "/chat/"]) {
      it(`refuses ${namespace}: Invalid namespace`, async () => {
        const socket = client(server.url, namespace, { transports });
        const [error] = await eventOf(socket, "connect_error");
        assert.equal(error.message, "Invalid namespace");
        assert.equal(error.data, undefined);
      });
    }
  });

  describe(`multiplexing over ${name}`, () => {
    const server = fixtureWith();

    async function several(...namespaces) {
      const shared = manager(server.url, { transports });
      const sockets = namespaces.map((namespace) => shared.socket(namespace));
      sockets.forEach(record);
      await Promise.all(sockets.map(connected));
      return sockets;
    }

    it("serves several namespaces over one connection, apart from each other", async () => {
      const [main, chat, dynamic] = await several("/", "/chat", "/dynamic-7");
      assert.equal(new Set([main.id, chat.id, dynamic.id]).size, 3);
      chat.emit("message", Buffer.from("chat"));
      dynamic.emit("message", "dynamic");
      await settle(main, chat, dynamic);
      assert.deepEqual(main.log, [["auth", {}]]);
      assert.deepEqual(chat.log, [["auth", {}], ["message-back", Buffer.from("chat")]]);
      assert.deepEqual(dynamic.log, [["auth", {}], ["message-back", "dynamic"]]);
    });

    it("keeps the others when one is left, refused or unknown", async () => {
      const [main, chat] = await several("/", "/chat");
      const denied = main.io.socket("/auth");
      assert.equal((await eventOf(denied, "connect_error"))[0].message, "Unauthorized");
      const missing = main.io.socket("/nope");
      assert.equal((await eventOf(missing, "connect_error"))[0].message, "Invalid namespace");
      chat.disconnect();
      assert.equal(await ask(main, "echo", "still here"), "still here");
    });

    it("gives a namespace that is joined again a new socket", async () => {
      const [main, chat] = await several("/", "/chat");
      await ask(chat, "join", "room");
      const before = chat.id;
      chat.disconnect();
      await settle(main); // Node's server takes a CONNECT right behind the DISCONNECT for a second one
      chat.connect();
      await connected(chat);
      assert.notEqual(chat.id, before);
      assert.deepEqual((await ask(chat, "whoami")).rooms, [chat.id]);
      assert.equal(await ask(main, "echo", 1), 1);
    });

    it("keeps rooms of the same name in two namespaces apart", async () => {
      const [main, chat] = await several("/", "/chat");
      await ask(main, "join", "room");
      await ask(chat, "join", "room");
      await perform(main, "emit", { from: "io", to: ["room"], event: "only", args: ["main"] });
      await settle(main, chat);
      assert.deepEqual(main.log.slice(1), [["only", "main"]]);
      assert.deepEqual(chat.log.slice(1), []);
    });

    it("keeps dynamic namespaces of one pattern apart", async () => {
      const [one, two] = await several("/dynamic-1", "/dynamic-2");
      await perform(one, "emit", { from: "io", event: "only", args: [1] });
      await settle(one, two);
      assert.deepEqual(one.log.slice(1), [["only", 1]]);
      assert.deepEqual(two.log.slice(1), []);
    });
  });
}
