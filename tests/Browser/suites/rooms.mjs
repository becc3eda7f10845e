import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { MaxRoomsPerMember } from "../support/chat-server.mjs";
import { chatter, newName, visitor } from "../support/world.mjs";

suite("Rooms", () => {
  test("two members in two rooms: counts and lists follow along live, who joins and leaves is told", async () => {
    const ada = await chatter();
    const bob = await chatter(newName("Bob"));
    const [first, second] = [newName("First"), newName("Second")];

    await ada.createRoom(first);
    await bob.count(first, 1);
    await ada.createRoom(second);
    await bob.count(second, 1);
    await ada.roomsAre(first, second);

    await bob.openRoom(first);
    await ada.count(first, 2);
    await bob.members(ada.name, bob.name);
    await bob.openRoom(second);
    await ada.notice(`${bob.name} joined`);
    await ada.members(ada.name, bob.name);

    await bob.leaveRoom();
    await ada.notice(`${bob.name} left`);
    await ada.members(ada.name);
    await ada.count(second, 1);
    await ada.count(first, 2);
    await bob.roomsAre(first);
    await bob.count(second, 1);
  });

  test("a member who goes away leaves its rooms, at once or, without a goodbye, after a while", async () => {
    const ada = await chatter();
    const bob = await chatter(newName("Bob"));
    const eve = await chatter(newName("Eve"));
    const room = newName("Going");
    await ada.createRoom(room);
    await bob.openRoom(room);
    await eve.openRoom(room);
    await ada.members(ada.name, bob.name, eve.name);
    await eve.page.goto("about:blank");
    await ada.isAway(eve.name);
    await bob.page.getByRole("button", { name: "Leave the chat" }).click();
    await ada.notice(`${bob.name} left`);
    await ada.members(ada.name, eve.name);
    await ada.count(room, 2);
    await ada.notice(`${eve.name} lost the connection`);
    await ada.members(ada.name);
    await ada.count(room, 1);
  });

  test("who made a room sets its topic, and nobody else does", async () => {
    const ada = await chatter();
    const room = newName("Topic");
    await ada.createRoom(room);
    await ada.setTopic("  ");
    await ada.shows("#topic-error", "Give a topic first.");
    await ada.page.getByRole("button", { name: "Cancel" }).click();
    await ada.setTopic("Trout");
    await ada.shows("#conversation-sub", "1 member · Trout");
    const bob = await chatter(newName("Bob"));
    await bob.openRoom(room);
    await bob.shows("#conversation-sub", "2 members · Trout");
    await ada.setTopic("Trout and salmon");
    await bob.shows("#conversation-sub", "2 members · Trout and salmon");
    assert.equal(await bob.page.locator("#set-topic").isVisible(), false);
  });

  test("a double click on a room opens that one: the list moves afterwards", async () => {
    const ada = await chatter();
    await ada.count("Fishing", 0);
    await ada.page.clock.install();
    await ada.page.clock.pauseAt(Date.now() + 60_000);
    const { x, y, height } = await ada.page.locator('#other-rooms [data-name="Random"]').boundingBox();
    const { mouse } = ada.page;
    await mouse.move(x + 30, y + height / 2);
    await mouse.down();
    await mouse.up();
    await ada.isInRoom("Random");
    await ada.count("Random", 1);
    await mouse.down({ clickCount: 2 });
    await mouse.up({ clickCount: 2 });
    assert.equal(await ada.page.locator('#other-rooms [data-name="Random"]').getAttribute("aria-current"), "true");
    await ada.page.clock.runFor(500);
    await ada.roomsAre("Random");
    await ada.isInRoom("Random");
  });

  test("an unknown room is refused, and can be created", async () => {
    const ada = await chatter();
    const room = newName("Nowhere");
    await ada.fillRoom(room, "Join");
    await ada.shows("#room-error", `There is no room called ${room}.`);
    await ada.page.locator("#room-dialog").getByRole("button", { name: "Create", exact: true }).click();
    await ada.isInRoom(room);
  });

  test("the address of an unknown room says so, that of a known one opens it", async () => {
    const ada = await visitor({ path: "/#/room/No%20such%20room" });
    await ada.enter(newName("Ada"));
    await ada.toast("There is no room called No such room.");
    const bob = await visitor({ path: "/#/room/lobby" });
    await bob.enter(newName("Bob"));
    await bob.isInRoom("Lobby");
  });

  test("a room that exists is not created twice", async () => {
    const ada = await chatter();
    await ada.fillRoom("lobby", "Create");
    await ada.shows("#room-error", "There is a room called Lobby already. Join it instead.");
  });

  test("the name of a room must be given, and not be too long", async () => {
    const ada = await chatter();
    await ada.fillRoom(" ", "Create");
    await ada.shows("#room-error", "Give a room's name first.");
    await ada.page.getByLabel("Name of the room").fill("x".repeat(33));
    await ada.page.getByLabel("Name of the room").press("Enter");
    await ada.shows("#room-error", "That is too long: a room's name has at most 32 characters.");
  });

  test("a member is in no more rooms than allowed", async () => {
    const ada = await chatter();
    for (let i = 0; i < MaxRoomsPerMember; i++) await ada.createRoom(newName("Many"));
    await ada.fillRoom(newName("Many"), "Create");
    await ada.shows("#room-error", `You are in ${MaxRoomsPerMember} rooms, and no more are allowed. Leave one first.`);
  });
});
