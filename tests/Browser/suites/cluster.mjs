import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { AdminToken, ChatServer, freePort } from "../support/chat-server.mjs";
import { Gate } from "../support/gate.mjs";
import { RedisServer } from "../support/redis-server.mjs";
import { administrator, chatter, newName, visitor } from "../support/world.mjs";

suite("On two servers", () => {
  const redis = new RedisServer();
  let [first, second] = [];

  before(async () => {
    await redis.start();
    [first, second] = [new ChatServer(await freePort(), { redis: redis.address }), new ChatServer(await freePort(), { redis: redis.address })];
    await Promise.all([first.start(), second.start()]);
  });

  after(async () => {
    await Promise.all([first?.stop(), second?.stop()]);
    await redis.stop();
  });

  /** Ada on the first server and Bob on the second, in one room. */
  async function twoIn(room) {
    const ada = await chatter(newName("Ada"), { url: first.url });
    const bob = await chatter(newName("Bob"), { url: second.url });
    await ada.createRoom(room);
    await bob.openRoom(room);
    return [ada, bob];
  }

  test("a room spans both: list, counts, members and messages", async () => {
    const room = newName("Both");
    const ada = await chatter(newName("Ada"), { url: first.url });
    const bob = await chatter(newName("Bob"), { url: second.url });
    await ada.createRoom(room);
    await ada.say("before Bob came");
    await bob.count(room, 1);
    await bob.openRoom(room);
    await bob.reads("before Bob came", ada.name);
    for (const person of [ada, bob]) {
      await person.members(ada.name, bob.name);
      await person.count(room, 2);
    }
    await ada.notice(`${bob.name} joined`);
    await ada.say("Hello over there");
    await bob.reads("Hello over there", ada.name);
    await bob.page.locator("#text").pressSequentially("He");
    await ada.shows("#typing-text", `${bob.name} is typing`);
    await bob.say("Hello yourself");
    await ada.reads("Hello yourself", bob.name);

    await bob.leaveRoom();
    await ada.notice(`${bob.name} left`);
    await ada.members(ada.name);
    await ada.count(room, 1);
    await bob.count(room, 1);
  });

  test("an empty room is there on both, and is not made twice", async () => {
    const room = newName("Empty");
    const ada = await chatter(newName("Ada"), { url: first.url });
    const bob = await chatter(newName("Bob"), { url: second.url });
    await ada.createRoom(room);
    await ada.leaveRoom();
    await bob.count(room, 0);
    await bob.fillRoom(room.toUpperCase(), "Create");
    await bob.shows("#room-error", `There is a room called ${room} already. Join it instead.`);
  });

  test("a name is taken on both", async () => {
    const ada = await chatter(newName("Ada"), { url: first.url });
    const other = await visitor({ url: second.url });
    await other.askFor(ada.name.toUpperCase());
    await other.shows("#signin-error", `The name ${ada.name} is in use. Choose another one.`);
    await ada.page.getByRole("button", { name: "Leave the chat" }).click();
    await ada.page.getByLabel("Your name").waitFor();
    await other.enter(ada.name);
  });

  test("direct messages cross", async () => {
    const [ada, bob] = await twoIn(newName("Direct"));
    await ada.members(ada.name, bob.name);
    await ada.writeTo(bob.name);
    await ada.say("Between us");
    await bob.openDirect(ada.name);
    await bob.reads("Between us", ada.name);
    await bob.say("Nobody else reads this");
    await ada.reads("Nobody else reads this", bob.name);
  });

  test("administrators see, tell and remove everybody", async () => {
    const room = newName("Watched");
    const admin = await administrator(AdminToken, { url: first.url });
    const [ada, bob] = await twoIn(room);
    await admin.room(room, ada.name, bob.name);
    await admin.person(bob.name);
    await admin.announce("Only for one room", room);
    await admin.toast("Sent to 2 people.");
    await ada.showsPart(".announcement", "Only for one room");
    await bob.showsPart(".announcement", "Only for one room");
    await admin.announce("For all of you");
    await ada.showsPart(".announcement", "For all of you");
    await bob.showsPart(".announcement", "For all of you");

    await admin.removeFromRoom(bob.name, room);
    await bob.toast(`An administrator removed you from ${room}.`);
    await ada.notice(`${bob.name} was removed by an administrator`);
    await admin.room(room, ada.name);
    await admin.remove(bob.name);
    await bob.shows("#signin-notice", "An administrator removed you from the chat.");
    await ada.members(ada.name);
  });

  test("who comes back over the other server keeps name and rooms", async () => {
    const gate = new Gate(first.port);
    await gate.open();
    try {
      const room = newName("Moved");
      const ada = await chatter(newName("Ada"), { url: gate.url });
      const bob = await chatter(newName("Bob"), { url: first.url });
      await ada.createRoom(room);
      await bob.openRoom(room);
      await ada.isUpgraded();
      await gate.close();
      await ada.connection("Reconnecting…");
      gate.leadTo(second.port);
      await gate.open();
      await ada.connection("Connected");
      await ada.members(ada.name, bob.name);
      await bob.members(ada.name, bob.name);
      await ada.say("from the other side");
      await bob.reads("from the other side", ada.name);
    } finally {
      await gate.close();
    }
  });

  test("without Redis each server goes on alone, and says so", async () => {
    const room = newName("Alone");
    const [ada, bob] = await twoIn(room);
    const eve = await chatter(newName("Eve"), { url: first.url });
    await eve.openRoom(room);
    await ada.members(ada.name, bob.name, eve.name);

    await redis.stop();
    await ada.connection("Connected to this server only");
    await bob.connection("Connected to this server only");
    await ada.say("Still here");
    await eve.reads("Still here", ada.name);
    // Who is on the other server stands as last heard of.
    await ada.members(ada.name, bob.name, eve.name);
    await ada.count(room, 3);
    const later = newName("Later");
    await bob.fillRoom(later, "Create");
    await bob.shows("#room-error", "That is not possible while the servers of the chat cannot reach each other. Try again in a moment.");

    await redis.start();
    await ada.connection("Connected");
    await bob.connection("Connected");
    await ada.members(ada.name, bob.name, eve.name);
    await bob.page.locator("#room-dialog").getByRole("button", { name: "Create", exact: true }).click();
    await bob.isInRoom(later);
    await bob.openRoom(room);
    await ada.say("Back again");
    await bob.reads("Back again", ada.name);
    const zoe = await chatter(newName("Zoe"), { url: second.url });
    await zoe.count("Lobby", 0);
    await zoe.openRoom(room);
    await zoe.reads("Back again", ada.name);
  });

  test("the members of a server that dies are gone", async () => {
    const [ada, bob] = await twoIn(newName("Dead"));
    await ada.members(ada.name, bob.name);
    await bob.isUpgraded();
    await second.kill();
    await bob.connection("Reconnecting…");
    await ada.members(ada.name);
    assert.deepEqual(first.errors, []);
    assert.deepEqual(second.errors, []);
  });
});
