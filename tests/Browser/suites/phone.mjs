import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { AdminToken } from "../support/chat-server.mjs";
import { administrator, chatter, newName, Phone, visitor } from "../support/world.mjs";

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

  test("Back leads from a conversation to the rooms, and Forward to the room again", async () => {
    const ada = await chatter(newName("Ada"), Phone);
    const { page } = ada;
    const onTheList = async () => {
      await page.locator("#conversation").waitFor({ state: "hidden" });
      await page.locator("#sidebar").waitFor();
      assert.equal(new URL(page.url()).hash, "");
    };
    await ada.openRoom("Lobby");
    await page.goBack();
    await onTheList();
    assert.equal(await page.evaluate(() => document.activeElement.dataset.name), "Lobby", "the focus is where one came from");
    await page.goForward();
    await ada.isInRoom("Lobby");

    // However many rooms are opened one after the other: the list is one step back.
    await page.evaluate(() => { location.hash = "#/room/Random"; });
    await ada.isInRoom("Random");
    await page.reload();
    await ada.isInRoom("Random");
    await page.goBack();
    await onTheList();

    await ada.openRoom("Lobby");
    await page.locator("#back").tap();
    await onTheList();
    await ada.openRoom("Lobby");
    await ada.leaveRoom();
    await onTheList();
    await ada.roomsAre("Random");
  });

  test("Back leads to the rooms also from a room whose address was opened", async () => {
    const ada = await visitor({ path: "/#/room/Lobby", ...Phone });
    await ada.askFor(newName("Ada"));
    await ada.isInRoom("Lobby");
    await ada.page.goBack();
    await ada.page.locator("#conversation").waitFor({ state: "hidden" });
    await ada.roomsAre("Lobby");
  });

  test("signing in and the admin page fit, and its header is one line", async () => {
    const admin = await administrator(null, Phone);
    await fits(admin);
    await admin.signIn(AdminToken);
    await admin.shows("#rooms [data-room=\"Lobby\"] strong", "# Lobby");
    for (const width of [390, 320]) {
      await admin.page.setViewportSize({ width, height: 844 });
      await fits(admin);
      const middles = await admin.page.locator(".bar > *").evaluateAll((parts) => parts.map((part) => {
        const { top, bottom } = part.getBoundingClientRect();
        return (top + bottom) / 2;
      }));
      assert.ok(Math.max(...middles) - Math.min(...middles) <= 2, `the parts of the header stand at ${middles}`);
      assert.ok((await admin.page.locator(".bar").boundingBox()).height <= 64);
    }
  });
});
