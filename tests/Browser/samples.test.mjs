// The pages of samples/Minimal, samples/Cursors and samples/Gateway.
import { after, before, it } from "node:test";
import { assertRules } from "./support/audit.mjs";
import { launchChromium } from "./support/chromium.mjs";
import { Person } from "./support/person.mjs";
import { SampleServer } from "./support/sample-server.mjs";

const [minimal, cursors] = [new SampleServer("Minimal"), new SampleServer("Cursors")];
const gateway = new SampleServer("Gateway", { ASPNETCORE_ENVIRONMENT: "Development" });
let browser;

before(async () => {
  [browser] = await Promise.all([launchChromium(), minimal.start(), cursors.start(), gateway.start()]);
}, { timeout: 60_000 });

after(async () => {
  await browser?.close();
  await Promise.all([minimal.stop(), cursors.stop(), gateway.stop()]);
});

async function open(url, options) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(30_000);
  const person = new Person(await context.newPage());
  await person.page.goto(url);
  return person;
}

/** Waits until the page shows the cursor of somebody at a place, in parts of the board. */
async function showsCursor({ page }, name, x, y) {
  await page.waitForFunction((expected) => [...document.querySelectorAll(".cursor")].some((cursor) =>
    cursor.textContent.trim() === expected.name && [[cursor.style.left, expected.x], [cursor.style.top, expected.y]].every(([is, part]) => Math.abs(parseFloat(is) - part * 100) < 1),
  ), { name, x, y });
}

it("Minimal: shows in both tabs what one sends", async () => {
  const one = await open(minimal.url);
  // What is sent before that comes before the "join" of the page.
  await one.page.waitForFunction(() => socket.connected);
  await one.page.getByLabel("Message").fill("first");
  await one.page.getByRole("button", { name: "Send" }).click();
  await one.shows("li", "first");
  const other = await open(minimal.url);
  await one.showsPart("li", " joined");

  await other.page.getByLabel("Message").fill("second");
  await other.page.getByRole("button", { name: "Send" }).click();

  await Promise.all([one.shows("li", "second"), other.showsAll("li", ["second"])]);
  await Promise.all([one.close(), other.close()]);
});

it("Cursors: shows where the mouse and the finger of the other are, in their colours", async () => {
  const ann = await open(`${cursors.url}/?name=ann`);
  await ann.showsAll("#people li", ["ann (you)"]);
  const bob = await open(`${cursors.url}/?name=bob`, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await ann.showsAll("#people li", ["ann (you)", "bob"]);
  await bob.showsAll("#people li", ["ann", "bob (you)"]);
  await ann.shows("#news", "bob has come.");

  const at = async ({ page }, x, y) => {
    const { x: left, y: top, width, height } = await page.locator("#board").boundingBox();
    return [left + width * x, top + height * y];
  };
  await ann.page.mouse.move(...await at(ann, 0.25, 0.75));
  await showsCursor(bob, "ann", 0.25, 0.75);
  await bob.page.touchscreen.tap(...await at(bob, 0.5, 0.5));
  await showsCursor(ann, "bob", 0.5, 0.5);

  await bob.page.getByLabel("Your colour").fill("120");
  await ann.page.waitForFunction(() => [...document.querySelectorAll(".cursor, #people li")].filter((one) => one.style.getPropertyValue("--hue") === "120").length === 2);
  for (const colorScheme of ["light", "dark"]) {
    await Promise.all([ann, bob].map(({ page }) => page.emulateMedia({ colorScheme })));
    await Promise.all([assertRules(ann), assertRules(bob)]);
  }

  await bob.page.evaluate(() => socket.disconnect());
  await bob.shows("#error", "There is no connection.");
  await ann.shows("#news", "bob has left.");
  await bob.page.evaluate(() => socket.connect());
  await bob.showsAll("#people li", ["ann", "bob (you)"]);
  await ann.page.waitForFunction(() => [...document.querySelectorAll("#people li")].some((one) => one.textContent === "bob" && one.style.getPropertyValue("--hue") === "120"));

  await bob.close();
  await ann.shows("#news", "bob has left.");
  await ann.showsAll("#people li", ["ann (you)"]);
  await ann.page.locator(".cursor").waitFor({ state: "detached" });
  await ann.close();
});

it("Gateway: an admin stays one after a restart of the server, and its error goes", async () => {
  const root = await open(gateway.url);
  await root.page.getByLabel("Name", { exact: true }).fill("root");
  await root.page.getByLabel("Password").fill("admin");
  await root.page.getByRole("button", { name: "Sign in" }).click();
  await root.shows("#events li", "You are an admin, and see all orders.");

  await gateway.stop();
  await root.showsPart("#error", "/shop: ");
  await gateway.start();

  await root.shows("#error", "");
  await root.showsAll("#events li", ["You are an admin, and see all orders."]);
  await root.close();
});
