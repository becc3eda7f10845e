import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { AdminToken } from "../support/chat-server.mjs";
import { administrator, chatter, newName, Phone } from "../support/world.mjs";

/** Nothing stands out of the screen to the side. */
async function fits(person) {
  const { content, screen } = await person.page.evaluate(() => ({ content: document.documentElement.scrollWidth, screen: innerWidth }));
  assert.ok(content <= screen, `the page is ${content} wide on a screen of ${screen}`);
}

suite("On a phone", () => {
  test("the rooms, a conversation and its members are one screen each", async () => {
    const ada = await chatter(newName("Ada"), Phone);
    const bob = await chatter(newName("Bob"));
    const room = newName("Pocket");
    await bob.createRoom(room);
    await ada.count(room, 1);
    await fits(ada);

    await ada.openRoom(room);
    await ada.page.locator("#sidebar").waitFor({ state: "hidden" });
    await fits(ada);
    await bob.say("A word that does not end: " + "o".repeat(120));
    await ada.showsPart(".bubble", "ooo");
    await fits(ada);
    await ada.page.locator("#text").fill("By thumb");
    await ada.page.getByRole("button", { name: "Send" }).tap();
    await bob.reads("By thumb", ada.name);

    await ada.page.locator("#show-members").tap();
    await ada.members(ada.name, bob.name);
    await fits(ada);
    await ada.writeTo(bob.name);
    await ada.page.locator("#members").waitFor({ state: "hidden" });
    await ada.say("Just you");
    await bob.unread(ada.name, 1);

    await bob.say("Are you still reading?");
    await ada.shows("#back-badge", "1");
    await ada.page.locator("#back").tap();
    await ada.page.locator("#conversation").waitFor({ state: "hidden" });
    await ada.unread(room, 1);
    await ada.roomsAre(room);
  });

  test("signing in and the admin page fit", async () => {
    const admin = await administrator(null, Phone);
    await fits(admin);
    await admin.signIn(AdminToken);
    await admin.shows("#rooms [data-room=\"Lobby\"] strong", "# Lobby");
    await fits(admin);
  });
});
