// samples/Rooms: two people, of whom one loses the connection for a while.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { launchChromium } from "./support/chromium.mjs";
import { Gate } from "./support/gate.mjs";
import { Person } from "./support/person.mjs";
import { SampleServer } from "./support/sample-server.mjs";

const server = new SampleServer("Rooms");
let gate, browser;

before(async () => {
  await server.start();
  gate = new Gate(server.port);
  await gate.open();
  browser = await launchChromium();
}, { timeout: 60_000 });

after(async () => {
  await browser?.close();
  await gate?.close();
  await server.stop();
});

async function enter(name) {
  const context = await browser.newContext();
  context.setDefaultTimeout(30_000);
  const person = new Person(await context.newPage());
  await person.page.goto(`${gate.url}/?name=${name}`);
  person.say = async (text) => {
    await person.page.getByLabel("Message", { exact: true }).fill(text);
    await person.page.getByRole("button", { name: "Send" }).click();
  };
  return person;
}

it("shows rooms, members and messages, also of the time without a connection", async () => {
  const [ann, bob] = [await enter("ann"), await enter("bob")];
  await ann.page.getByLabel("Title of a new room").fill("Tea");
  await ann.page.getByRole("button", { name: "Create" }).click();
  await ann.shows("#title", "Tea");
  await ann.say("first");
  await ann.shows("#messages li", "ann: first");

  await bob.page.getByRole("button", { name: "Tea (1)" }).click();
  await bob.showsAll("#messages li", ["ann: first"]);
  await Promise.all([ann, bob].map((one) => one.showsAll("#members li", ["ann", "bob"])));
  await bob.page.getByLabel("Message", { exact: true }).fill("s");
  await ann.showsAll("#members li", ["ann", "bob …"]);
  await bob.say("second");
  await ann.showsAll("#messages li", ["ann: first", "bob: second"]);
  await ann.showsAll("#members li", ["ann", "bob"]);

  await Promise.all([ann.isUpgraded(), bob.isUpgraded()]);
  await gate.close();
  await Promise.all([ann, bob].map((one) => one.shows("#status", "The list is offline.")));
  await ann.say("lost");
  await ann.shows("#error", "there is no connection");
  await ann.page.getByLabel("Message", { exact: true }).fill("");
  await gate.open(gate.port);
  await bob.page.getByLabel("Message", { exact: true }).fill("t");
  await ann.showsAll("#members li", ["ann", "bob …"]);
  await bob.say("third");
  await Promise.all([ann, bob].map((one) => one.showsAll("#messages li", ["ann: first", "bob: second", "bob: third"])));

  await bob.page.getByRole("button", { name: "Leave" }).click();
  await ann.showsAll("#members li", ["ann"]);
  await bob.page.getByRole("button", { name: "Tea (1)" }).waitFor();
  assert.equal(await bob.page.locator("main").isVisible(), false);
  await Promise.all([ann.close(), bob.close()]);
});
