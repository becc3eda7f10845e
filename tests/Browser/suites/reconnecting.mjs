import assert from "node:assert/strict";
import { after, afterEach, beforeEach, suite, test } from "node:test";
import { AdminToken, ChatServer, freePort } from "../support/chat-server.mjs";
import { Gate } from "../support/gate.mjs";
import { administrator, chatter, newName, visitor, world } from "../support/world.mjs";

suite("Reconnecting", () => {
  let gate;
  let own = null;

  beforeEach(async () => {
    gate = new Gate(world.server.port);
    await gate.open();
  });
  afterEach(() => gate.close());
  after(() => own?.stop());

  test("a cut connection comes back by itself, in its rooms", async () => {
    const room = newName("Cut");
    const ada = await chatter(newName("Ada"), { url: gate.url });
    const bob = await chatter(newName("Bob"));
    await ada.createRoom(room);
    await ada.openRoom("Lobby");
    await bob.openRoom(room);
    await bob.members(ada.name, bob.name);

    await ada.isUpgraded();
    await gate.close();
    await ada.connection("Reconnecting…");
    await ada.showsPart("#offline", "Connection lost. Reconnecting…");
    await bob.isAway(ada.name);
    await bob.say("while you were away");
    await ada.submit("too early");
    await ada.composerError("You are offline. Wait until the connection is back.");

    await gate.open();
    await ada.connection("Connected");
    await ada.toast("You are back online.");
    await bob.isOnline(ada.name);
    await bob.members(ada.name, bob.name);
    await ada.roomsAre("Lobby", room);
    await ada.openRoom(room);
    await ada.members(ada.name, bob.name);
    await ada.reads("while you were away", bob.name);
    await bob.say("welcome back");
    await ada.reads("welcome back", bob.name);
    await ada.say("here I am");
    await bob.reads("here I am", ada.name);
    await bob.writeTo(ada.name);
    await bob.say("you alone");
    await ada.unread(bob.name, 1);
  });

  test("a name is given back to its member alone while the old connection lingers", async () => {
    const room = newName("Linger");
    const ada = await chatter(newName("Ada"), { url: gate.url });
    const bob = await chatter(newName("Bob"));
    await ada.createRoom(room);
    await bob.openRoom(room);
    await bob.members(ada.name, bob.name);

    await ada.isUpgraded();
    gate.cutBrowserSide();
    await ada.toast("You are back online.");
    const thief = await visitor();
    await thief.askFor(ada.name);
    await thief.showsPart("#signin-error", "is in use");

    await ada.members(ada.name, bob.name);
    await bob.say("still here?");
    await ada.reads("still here?", bob.name);
    await bob.members(ada.name, bob.name);
    assert.equal(await bob.showsNow(".notice", `${ada.name} lost the connection`), false, "the others noticed nothing");
  });

  test("a name is kept for a member whose connection broke", async () => {
    const ada = await chatter(newName("Ada"), { url: gate.url });
    await ada.isUpgraded();
    await gate.close();
    await ada.connection("Reconnecting…");
    const thief = await visitor();
    await thief.askFor(ada.name);
    await thief.showsPart("#signin-error", "is in use");
    await gate.open();
    await ada.connection("Connected");
  });

  test("where WebSockets do not get through, the chat works all the same", async () => {
    gate.blocksWebSockets = true;
    const admin = await administrator(AdminToken);
    const ada = await chatter(newName("Ada"), { url: gate.url });
    const bob = await chatter(newName("Bob"));
    const room = newName("Polling");
    await ada.createRoom(room);
    await bob.openRoom(room);
    await ada.members(ada.name, bob.name);
    await ada.say("by another way");
    await bob.reads("by another way", ada.name);
    await bob.say("and back");
    await ada.reads("and back", bob.name);
    await admin.showsPart(`#people [data-member="${ada.name}"]`, "· polling");
  });

  test("a restart of the server: the pages come back and find their rooms, also those they made", async () => {
    own = new ChatServer(await freePort());
    await own.start();
    const room = newName("Restart");
    const ada = await chatter(newName("Ada"), { url: own.url });
    const bob = await chatter(newName("Bob"), { url: own.url });
    await ada.createRoom(room);
    await bob.openRoom(room);
    await ada.members(ada.name, bob.name);

    await Promise.all([ada.isUpgraded(), bob.isUpgraded()]);
    await own.stop();
    await ada.connection("Reconnecting…");
    await bob.connection("Reconnecting…");
    await own.start();
    await ada.connection("Connected");
    await bob.connection("Connected");
    await ada.members(ada.name, bob.name);
    await bob.members(ada.name, bob.name);
    await ada.count(room, 2);
    await ada.say("and on it goes");
    await bob.reads("and on it goes", ada.name);
  });

  test("the same tab opened twice goes on in the new one", async () => {
    const ada = await chatter();
    const room = newName("Twice");
    await ada.createRoom(room);
    const [second] = await Promise.all([
      ada.page.context().waitForEvent("page"),
      ada.page.evaluate(() => void window.open(location.href, "_blank")),
    ]);
    await second.locator("#me-name", { hasText: ada.name }).waitFor();
    await ada.shows("#signin-notice", "You went on in another window.");
    await second.locator("#member-list .nav-name", { hasText: ada.name }).waitFor();
  });
});
