import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { administrator, chatter, world } from "../support/world.mjs";

suite("The pages", () => {
  test("security headers stand on the pages", async () => {
    for (const path of ["/", "/admin.html", "/js/main.js"]) {
      const { headers, status } = await fetch(world.server.url + path);
      assert.equal(status, 200);
      assert.match(headers.get("content-security-policy"), /default-src 'none'; script-src 'self';/);
      assert.match(headers.get("content-security-policy"), /frame-ancestors 'none'/);
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("referrer-policy"), "no-referrer");
    }
  });

  test("the client that the server serves is the official one", async () => {
    const answer = await fetch(`${world.server.url}/socket.io/socket.io.min.js`);
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /^\/\*!\s+\* Socket\.IO v4\./);
  });

  test("/admin leads to the admin page", async () => {
    const admin = await administrator();
    await admin.page.goto(`${world.server.url}/admin`);
    await admin.page.getByLabel("Token").waitFor();
  });

  test("a keyboard is enough to enter, open a room and write", async () => {
    const ada = await chatter();
    const button = ada.page.locator('#other-rooms .nav-item[data-name="Random"]');
    await button.focus();
    await ada.page.keyboard.press("Enter");
    await ada.isInRoom("Random");
    await ada.page.waitForFunction(() => document.activeElement.id === "text");
    await ada.page.keyboard.type("without a mouse");
    await ada.page.keyboard.press("Enter");
    await ada.shows(".message.own .bubble", "without a mouse");
  });
});
