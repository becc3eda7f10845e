import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { MaxMessageLength, MaxMessagesPer10Seconds } from "../support/chat-server.mjs";
import { chatter, newName } from "../support/world.mjs";

async function twoIn(room) {
  const ada = await chatter();
  const bob = await chatter(newName("Bob"));
  await ada.createRoom(room);
  await bob.openRoom(room);
  await ada.members(ada.name, bob.name);
  return [ada, bob];
}

suite("Messages", () => {
  test("a message reaches the members of its room, and nobody else", async () => {
    const room = newName("Talk");
    const [ada, bob] = await twoIn(room);
    const eve = await chatter(newName("Eve"));
    await eve.openRoom("Lobby");
    await ada.say("Good morning");
    await bob.reads("Good morning", ada.name);
    await bob.say("Good morning to you");
    await ada.reads("Good morning to you", bob.name);

    // What is sent to Eve's room afterwards has come: the other messages would have come before it.
    await ada.openRoom("Lobby");
    await ada.say("To the lobby");
    await eve.reads("To the lobby", ada.name);
    assert.equal(await eve.showsNow(".bubble", "Good morning"), false);
  });

  test("messages of a room that is not open are counted", async () => {
    const room = newName("Unread");
    const [ada, bob] = await twoIn(room);
    await bob.openRoom("Lobby");
    await ada.say("one");
    await ada.say("two");
    await bob.unread(room, 2);
    await bob.openRoom(room);
    await bob.reads("two", ada.name);
    assert.equal(await bob.page.locator(`#sidebar .nav-item[data-name="${room}"] .badge`).isVisible(), false);
  });

  test("an empty message is refused", async () => {
    const [ada] = await twoIn(newName("Empty"));
    await ada.submit("   ");
    await ada.composerError("The message is empty. Write something first.");
  });

  test("a message too long is refused, and one of the greatest length is not", async () => {
    const [ada, bob] = await twoIn(newName("Long"));
    await ada.submit("x".repeat(MaxMessageLength + 1));
    await ada.composerError(`The message is too long: ${MaxMessageLength + 1} characters, and ${MaxMessageLength} are allowed.`);
    assert.equal(await ada.page.locator("#text").inputValue(), "x".repeat(MaxMessageLength + 1), "what was typed is still there");
    await ada.say("y".repeat(MaxMessageLength));
    await bob.reads("y".repeat(MaxMessageLength), ada.name);
  });

  test("who writes too fast is asked to wait", async () => {
    const [ada] = await twoIn(newName("Fast"));
    for (let i = 1; i <= MaxMessagesPer10Seconds; i++) await ada.say(`quick ${i}`);
    await ada.submit("one too many");
    await ada.composerError("You are writing too fast. Wait a few seconds.");
  });

  test("markup in messages and names is shown as text", async () => {
    const room = newName("<i>Room");
    const markup = "<img src=x onerror=\"alert(1)\"><script>alert(2)</script><b>bold</b>";
    const ada = await chatter(newName("<b>Ada</b>"));
    const bob = await chatter(newName("Bob"));
    await ada.createRoom(room);
    await bob.openRoom(room);
    await bob.members(ada.name, bob.name);
    await ada.say(markup);
    await bob.shows(".message .bubble", markup);
    await bob.shows(".message-from", ada.name);
    assert.equal(await bob.page.locator("#app .log img, #app .log script, #app .log b, #app h2 i, #sidebar .nav-name i").count(), 0);
  });

  test("addresses are links, of http and https alone, and open without the chat", async () => {
    const [ada, bob] = await twoIn(newName("Links"));
    const linksAfter = async (text) => {
      await ada.say(text);
      await bob.reads(text, ada.name);
      return await bob.page.locator(".message .bubble").last().locator("a").evaluateAll((links) => links.map((link) => link.href));
    };
    assert.deepEqual(await linksAfter("See https://example.org/a_(b)?c=d&e=%20#f, (or http://localhost:5000/x)."), [
      "https://example.org/a_(b)?c=d&e=%20#f", "http://localhost:5000/x",
    ]);
    assert.deepEqual(await linksAfter("javascript:alert(1) data:text/html,x ftp://example.org file:///etc https:// www.example.org"), []);
    assert.deepEqual(await linksAfter("https://example.org/\"onmouseover=\"alert(1) https://<b>x</b>"), ["https://example.org/"]);
    const attributes = await bob.page.locator(".message .bubble a").evaluateAll((links) => links.map(({ rel, target }) => `${rel} ${target}`));
    assert.deepEqual([...new Set(attributes)], ["noopener noreferrer _blank"]);

    await bob.page.context().route("https://example.org/**", (route) => route.fulfill({ contentType: "text/html", body: "<title>There</title>" }));
    const [opened] = await Promise.all([bob.page.context().waitForEvent("page"), bob.page.locator(".bubble a").first().click()]);
    await opened.waitForURL("https://example.org/**");
    assert.deepEqual(await opened.evaluate(() => [opener, document.referrer]), [null, ""]);
  });

  test("a typing hint comes and goes", async () => {
    const [ada, bob] = await twoIn(newName("Typing"));
    await bob.page.locator("#text").pressSequentially("Hm");
    await ada.shows("#typing-text", `${bob.name} is typing`);
    await bob.submit("Hm, yes");
    await ada.reads("Hm, yes", bob.name);
    await ada.page.waitForFunction(() => document.getElementById("typing-text").textContent === "");
    await bob.page.locator("#text").pressSequentially("a");
    await ada.shows("#typing-text", `${bob.name} is typing`);
    await bob.page.locator("#text").fill("");
    await ada.page.waitForFunction(() => document.getElementById("typing-text").textContent === "");
  });

  test("who joins later reads what was said", async () => {
    const room = newName("History");
    const ada = await chatter();
    await ada.createRoom(room);
    await ada.say("for those who come later");
    const bob = await chatter(newName("Bob"));
    await bob.openRoom(room);
    await bob.reads("for those who come later", ada.name);
  });
});
