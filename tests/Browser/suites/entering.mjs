import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { chatter, newName, visitor } from "../support/world.mjs";

suite("Entering the chat", () => {
  test("a name opens the chat, with the rooms that are there", async () => {
    const ada = await chatter();
    await ada.connection("Connected");
    await ada.shows("#welcome-title", `Welcome, ${ada.name}`);
    await ada.count("Lobby", 0);
  });

  test("a name in use is refused, in any case, and another one is taken", async () => {
    const ada = await chatter();
    const other = await visitor();
    await other.askFor(ada.name.toUpperCase());
    await other.shows("#signin-error", `The name ${ada.name} is in use. Choose another one.`);
    await other.enter(newName("Bob"));
  });

  test("an empty and a too long name are refused", async () => {
    const somebody = await visitor();
    await somebody.askFor("   ");
    await somebody.shows("#signin-error", "Give a name first.");
    await somebody.askFor("x".repeat(25));
    await somebody.shows("#signin-error", "That is too long: a name has at most 24 characters.");
  });

  test("a name is free again after its member has left the chat", async () => {
    const ada = await chatter();
    await ada.page.getByRole("button", { name: "Leave the chat" }).click();
    await ada.page.getByLabel("Your name").waitFor();
    await chatter(ada.name);
  });

  test("a reload keeps the name, the rooms and what was said, and the others notice nothing", async () => {
    const ada = await chatter();
    const bob = await chatter(newName("Bob"));
    const room = newName("Reload");
    await ada.createRoom(room);
    await bob.openRoom(room);
    await ada.notice(`${bob.name} joined`);
    await ada.say("before the reload");
    await ada.page.reload();
    await ada.shows("#me-name", ada.name);
    await ada.isInRoom(room);
    await ada.roomsAre(room);
    await ada.shows(".message.own .bubble", "before the reload");
    await ada.members(ada.name, bob.name);
    await ada.say("after the reload");
    await bob.reads("after the reload", ada.name);
    await bob.isOnline(ada.name);
    assert.deepEqual(await bob.page.locator(".notice").allTextContents(), []);
  });
});
