import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { AdminToken } from "../support/chat-server.mjs";
import { administrator, chatter, newName } from "../support/world.mjs";

suite("The admin page", () => {
  test("a wrong token is refused, the right one is not", async () => {
    const admin = await administrator();
    await admin.tryToken("not the token");
    await admin.shows("#signin-error", "Wrong token.");
    await admin.tryToken("");
    await admin.shows("#signin-error", "Wrong token.");
    await admin.signIn(AdminToken);
    await admin.shows("#rooms [data-room=\"Lobby\"] strong", "# Lobby");
  });

  test("rooms and members follow along live", async () => {
    const admin = await administrator(AdminToken);
    const ada = await chatter();
    const bob = await chatter(newName("Bob"));
    const room = newName("Watched");
    await admin.person(ada.name);
    await ada.createRoom(room);
    await bob.openRoom(room);
    await admin.room(room, ada.name, bob.name);
    await bob.leaveRoom();
    await admin.room(room, ada.name);
  });

  test("who is away is not counted as online, and no system message is said to be sent to them", async () => {
    const admin = await administrator(AdminToken);
    const ada = await chatter();
    const bob = await chatter(newName("Bob"));
    const room = newName("Away");
    await ada.createRoom(room);
    await bob.openRoom(room);
    await admin.room(room, ada.name, bob.name);
    await bob.page.goto("about:blank");
    await admin.showsPart(`#people [data-member="${bob.name}"]`, "· away");
    await ada.showsPart("#conversation-sub", "2 members, 1 away");
    await admin.announce("Who hears this?", room);
    await admin.toast("Sent to 1 person.");

    // The name is kept for a while after its person is gone from the rooms.
    await admin.room(room, ada.name);
    await admin.showsPart(`#people [data-member="${bob.name}"]`, "· away");
    await admin.page.waitForFunction(() => {
      const online = [...document.querySelectorAll("#people [data-member]")].filter((person) => !person.textContent.includes("· away"));
      return document.getElementById("count-members").textContent === String(online.length);
    });
  });

  test("a system message to all rooms and to one", async () => {
    const admin = await administrator(AdminToken);
    const ada = await chatter();
    const bob = await chatter(newName("Bob"));
    const [first, second] = [newName("Here"), newName("There")];
    await ada.createRoom(first);
    await bob.createRoom(second);
    await admin.room(second, bob.name);

    await admin.announce("Only for one room", first);
    await admin.toast("Sent to 1 person.");
    await ada.showsPart(".announcement", "Only for one room");
    await admin.announce("For all of you");
    await ada.showsPart(".announcement", "For all of you");
    await bob.showsPart(".announcement", "For all of you");
    assert.equal(await bob.showsNow("body", "Only for one room"), false);

    await admin.announce("  ");
    await admin.shows("#announce-error", "The message is empty. Write something first.");
  });

  test("who is removed from a room is told, and stays in the others", async () => {
    const admin = await administrator(AdminToken);
    const ada = await chatter();
    const bob = await chatter(newName("Bob"));
    const [first, second] = [newName("Kept"), newName("Lost")];
    await bob.createRoom(first);
    await bob.createRoom(second);
    await ada.openRoom(second);
    await admin.room(second, ada.name, bob.name);

    await admin.removeFromRoom(bob.name, second);
    await bob.toast(`An administrator removed you from ${second}.`);
    await bob.roomsAre(first);
    await ada.notice(`${bob.name} was removed by an administrator`);
    await ada.members(ada.name);
    await admin.room(second, ada.name);
    await admin.room(first, bob.name);
    await bob.fillRoom(second, "Join");
    await bob.shows("#room-error", `An administrator removed you from ${second}.`);
  });

  test("who is removed from the chat is told and disconnected, and may come back by hand", async () => {
    const admin = await administrator(AdminToken);
    const ada = await chatter();
    const bob = await chatter(newName("Bob"));
    const room = newName("Remove");
    await ada.createRoom(room);
    await bob.openRoom(room);
    await ada.members(ada.name, bob.name);

    assert.doesNotMatch(await admin.page.content(), /kick|\bban/i, "one word for removing somebody");
    await admin.remove(bob.name);
    await bob.shows("#signin-notice", "An administrator removed you from the chat.");
    await ada.notice(`${bob.name} was removed by an administrator`);
    await ada.members(ada.name);
    await bob.enter(bob.name);
    await bob.roomsAre();
  });
});
