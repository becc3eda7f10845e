import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { chatter, newName } from "../support/world.mjs";

async function fillDirect(person, name) {
  await person.page.getByRole("button", { name: "Write to somebody" }).click();
  await person.page.getByLabel("Their name").fill(name);
  await person.page.getByLabel("Their name").press("Enter");
}

suite("Direct messages", () => {
  test("a direct message reaches one member only, and is answered", async () => {
    const [ada, bob, eve] = [await chatter(), await chatter(newName("Bob")), await chatter(newName("Eve"))];
    const room = newName("Direct");
    await ada.createRoom(room);
    await bob.openRoom(room);
    await eve.openRoom(room);
    await ada.members(ada.name, bob.name, eve.name);

    await ada.writeTo(bob.name);
    await ada.say("Between us");
    await bob.unread(ada.name, 1);
    await bob.openDirect(ada.name);
    await bob.reads("Between us", ada.name);
    await bob.page.locator("#text").pressSequentially("I ");
    await ada.shows("#typing-text", `${bob.name} is typing`);
    await bob.say("I tell nobody");
    await ada.reads("I tell nobody", bob.name);

    // Eve gets what Bob writes to her afterwards, and nothing before it.
    await fillDirect(bob, eve.name);
    await bob.shows("#conversation-title", eve.name);
    await bob.say("Hello Eve");
    await eve.unread(bob.name, 1);
    await eve.showsAll("#directs .nav-name", [bob.name]);
    assert.equal(await eve.showsNow(".bubble", "Between us"), false);
  });

  test("a name that is not there is refused, and so is one's own", async () => {
    const ada = await chatter();
    await fillDirect(ada, "Nobody at all");
    await ada.shows("#direct-error", "Nobody called Nobody at all is here.");
    await ada.page.getByLabel("Their name").fill(ada.name);
    await ada.page.getByLabel("Their name").press("Enter");
    await ada.shows("#direct-error", "That is you. Choose somebody else.");
  });

  test("a message to a member who has gone is refused", async () => {
    const ada = await chatter();
    const bob = await chatter(newName("Bob"));
    await fillDirect(ada, bob.name.toLowerCase());
    await ada.shows("#conversation-title", bob.name);
    await bob.page.getByRole("button", { name: "Leave the chat" }).click();
    await bob.page.getByLabel("Your name").waitFor();
    await ada.submit("Still there?");
    await ada.composerError(`Nobody called ${bob.name} is here.`);
  });
});
