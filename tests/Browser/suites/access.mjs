import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { assertAccessible, assertContrast } from "../support/audit.mjs";
import { AdminToken } from "../support/chat-server.mjs";
import { administrator, chatter, newName, Phone, visitor } from "../support/world.mjs";

const focusIs = (person, selector) => person.page.waitForFunction((wanted) => document.activeElement?.matches(wanted), selector);

/** Presses Tab until the focus is on something. */
async function tabTo(person, selector) {
  for (let i = 0; i < 40; i++) {
    await person.page.keyboard.press("Tab");
    if (await person.page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  assert.fail(`Tab does not lead to ${selector}`);
}

suite("Without a mouse", () => {
  test("the chat by keyboard alone: the focus is where the user goes on, and axe-core finds nothing", async () => {
    const bob = await chatter(newName("Bob"));
    const ada = await visitor();
    const { keyboard } = ada.page;
    const [name, room] = [newName("Ada"), newName("Keys")];
    await focusIs(ada, "#name");
    await assertAccessible(ada);
    await keyboard.type(name);
    await keyboard.press("Enter");
    await ada.shows("#me-name", name);
    await focusIs(ada, "#sidebar-title");

    await tabTo(ada, "#new-room");
    await keyboard.press("Enter");
    await focusIs(ada, "#room-name");
    await keyboard.press("Enter");
    await ada.shows("#room-error", "Give a room's name first.");
    await focusIs(ada, "#room-name");
    await assertAccessible(ada);
    await keyboard.press("Escape");
    await focusIs(ada, "#new-room");
    await keyboard.press("Enter");
    await keyboard.type(room);
    await keyboard.press("Enter");
    await ada.isInRoom(room);
    await focusIs(ada, "#text");
    await keyboard.type("Read https://example.org first");
    await keyboard.press("Enter");
    await ada.showsPart(".message.own .bubble", "first");

    await bob.openRoom(room);
    await bob.say("Done");
    await ada.reads("Done", bob.name);
    await bob.page.goto("about:blank");
    await ada.isAway(bob.name);
    await assertAccessible(ada);

    await ada.page.locator("#set-topic").focus();
    await keyboard.press("Enter");
    await focusIs(ada, "#topic");
    await keyboard.type("Locks");
    await keyboard.press("Enter");
    await ada.showsPart("#conversation-sub", "Locks");
    await focusIs(ada, "#set-topic");
    await tabTo(ada, "#leave");
    await keyboard.press("Enter");
    await focusIs(ada, "#sidebar-title");
  });

  test("on a phone the member list takes the focus, keeps it and gives it back", async () => {
    const ada = await chatter(newName("Ada"), Phone);
    await focusIs(ada, "#sidebar-title");
    await ada.openRoom("Lobby");
    await focusIs(ada, "#conversation-title");
    await tabTo(ada, "#show-members");
    await ada.page.keyboard.press("Enter");
    await focusIs(ada, "#hide-members");
    await assertAccessible(ada);
    for (let i = 0; i < 4; i++) {
      await ada.page.keyboard.press("Tab");
      assert.ok(await ada.page.evaluate(() => document.activeElement === document.body || document.activeElement.closest("#members")), "the focus left the list");
    }
    await ada.page.keyboard.press("Escape");
    await focusIs(ada, "#show-members");
    await ada.page.locator("#show-members").tap();
    await ada.page.touchscreen.tap(20, 400);
    await focusIs(ada, "#show-members");
  });

  test("the admin page by keyboard alone", async () => {
    const admin = await administrator();
    const { keyboard } = admin.page;
    const room = newName("Removed");
    await assertAccessible(admin);
    await keyboard.type(AdminToken);
    await keyboard.press("Enter");
    await focusIs(admin, "#admin-title");
    const ada = await chatter();
    const bob = await chatter(newName("Bob"));
    await ada.createRoom(room);
    await bob.openRoom(room);
    await admin.room(room, ada.name, bob.name);
    await assertAccessible(admin);

    const [first, second] = [ada, bob].map(({ name }) => `[aria-label="Remove ${name} from ${room}"]`);
    await admin.page.locator(first).focus();
    await keyboard.press("Enter");
    await focusIs(admin, "#remove-dialog button");
    await assertContrast(admin);
    await keyboard.press("Escape");
    await focusIs(admin, first);
    await keyboard.press("Enter");
    await tabTo(admin, "#remove-confirm");
    await keyboard.press("Enter");
    await admin.room(room, bob.name);
    await focusIs(admin, second);
  });
});
