import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { io } from "socket.io-client";
import { ask, askAll, client, connect, connected, eventOf, TRANSPORTS } from "../support/clients.mjs";
import { TARGET } from "../support/fixture.mjs";
import { fixtureWith } from "../support/suite.mjs";

// What docs/from-signalr.md shows: the port of its hub.
for (const [name, transports] of Object.entries(TRANSPORTS)) {
  describe(`the hub of docs/from-signalr.md, ported, over ${name}`, { skip: TARGET === "node" && "Node has no handler classes" }, () => {
    const server = fixtureWith("--from-signalr");
    const join = (user, role = "guest") => connect(server.url, "/chat", { transports, query: { user, role } });
    const texts = (socket, event) => socket.log.filter(([each]) => each === event).map(([, ...args]) => args);

    it("groups are rooms: the others hear who joins, all hear what is said, nobody does after leaving", async () => {
      const [ann, bob, cat] = [await join("ann"), await join("bob"), await join("cat")];
      assert.equal(await ask(ann, "join", "tea"), 0);
      const joined = eventOf(ann, "joined");
      await ask(bob, "join", "tea");
      assert.deepEqual(await joined, ["tea", "bob"]);
      assert.deepEqual(texts(bob, "joined"), []);

      const heard = eventOf(ann, "said");
      await ask(bob, "say", "tea", "hello");
      assert.deepEqual(await heard, ["tea", { from: "bob", text: "hello" }]);
      assert.deepEqual(texts(bob, "said"), [["tea", { from: "bob", text: "hello" }]]);

      await ask(ann, "leave", "tea");
      await ask(bob, "say", "tea", "again");
      await ask(ann, "join", "elsewhere");
      assert.equal(texts(ann, "said").length, 1);
      await ask(cat, "join", "elsewhere");
      assert.deepEqual(texts(cat, "said"), []);
    });

    it("a user is a target: all of the user's sockets, and nobody else's", async () => {
      const [phone, laptop, bob] = [await join("ann"), await join("ann"), await join("bob")];
      const heard = Promise.all([eventOf(phone, "whispered"), eventOf(laptop, "whispered")]);
      await ask(bob, "whisper", "ann", "psst");
      assert.deepEqual(await heard, [["bob", "psst"], ["bob", "psst"]]);
      assert.deepEqual(texts(bob, "whispered"), []);
    });

    it("a return value is the answer, and a refusal an error", async () => {
      const ann = await join("ann");
      await ask(ann, "join", "milk");
      assert.deepEqual(await askAll(ann, "say", "milk", "one"), []);
      assert.equal(await ask(ann, "join", "milk"), 1);
      assert.deepEqual(await ask(ann, "say", "milk", "x".repeat(201)), { error: { message: "Too long" } });
      assert.deepEqual(await ask(ann, "say", "milk"), { error: { message: 'invalid arguments for "say": "text" is missing' } });
    });

    it("a client result is an acknowledgement of the client", async () => {
      const [ann, bob] = [await join("ann", "moderator"), await join("bob")];
      for (const socket of [ann, bob]) await ask(socket, "join", "cocoa");
      await ask(bob, "say", "cocoa", "hello");

      ann.once("confirm", (question, answer) => answer(false));
      assert.equal(await ask(ann, "clear", "cocoa"), false);
      assert.equal(await ask(bob, "join", "cocoa"), 1);

      const [cleared, asked] = [eventOf(bob, "cleared"), eventOf(ann, "confirm")];
      ann.once("confirm", (question, answer) => answer(true));
      assert.equal(await ask(ann, "clear", "cocoa"), true);
      assert.equal((await asked)[0], "Clear cocoa?");
      assert.deepEqual(await cleared, ["cocoa"]);
      assert.equal(await ask(bob, "join", "cocoa"), 0);
    });

    it("[Authorize] is asked for class and method", async () => {
      const bob = await join("bob");
      assert.deepEqual(await ask(bob, "clear", "tea"), { error: { message: "Forbidden", data: { code: "E_FORBIDDEN" } } });
      const [refusal] = await eventOf(client(server.url, "/chat", { transports }), "connect_error");
      assert.equal(refusal.message, "Unauthorized");
    });

    it("hooks tell the others who comes and goes", async () => {
      const ann = await join("ann");
      const came = eventOf(ann, "online");
      const dan = await join("dan");
      assert.deepEqual(await came, ["dan"]);
      const gone = new Promise((resolve) => ann.on("offline", (user) => user === "dan" && resolve(user)));
      dan.disconnect();
      assert.equal(await gone, "dan");
    });

    it("a stream has its items and its end, and is cancelled", async () => {
      const ann = await join("ann");
      const room = "long";
      for (let i = 0; i < 1000; i++) ann.emit("say", room, `${i}`);
      assert.equal(await ask(ann, "join", room), 1000);
      const items = [];
      const error = await new Promise((resolve) => {
        ann.emit("replay", room, ({ stream }) => {
          ann.on("stream:item", (id, message) => {
            items.push(message.text);
            if (id === stream && items.length === 3) ann.emit("stream:cancel", stream);
          });
          ann.on("stream:end", (id, error) => id === stream && resolve(error));
        });
      });
      assert.equal(error, undefined);
      assert.deepEqual(items.slice(0, 3), ["0", "1", "2"]);
      assert.ok(items.length < 1000, `${items.length} items came`);
    });

    it("the page's client works", async () => {
      const address = `${server.url}/chat`;
      const options = { transports, forceNew: true, query: { user: "eve", role: "moderator" } };
      const said = [];
      const replayed = [];

      const chat = io(address, options);
      chat.on("said", (room, message) => said.push(message.text));
      chat.on("confirm", (question, answer) => answer(true));
      const count = await chat.emitWithAck("join", "page");
      chat.emit("say", "page", "hello");
      const { error } = await chat.emitWithAck("say", "page", "x".repeat(201));
      const ended = new Promise((resolve) => chat.emit("replay", "page", ({ stream }) => {
        chat.on("stream:item", (id, message) => id === stream && replayed.push(message.text));
        chat.on("stream:end", (id) => id === stream && resolve());
      }));
      await ended;

      try {
        assert.equal(count, 0);
        assert.equal(error.message, "Too long");
        assert.deepEqual(said, ["hello"]);
        assert.deepEqual(replayed, ["hello"]);
        assert.equal(await ask(await connected(chat), "clear", "page"), true);
      } finally {
        chat.disconnect();
      }
    });
  });
}
