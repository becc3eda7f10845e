// The NuGet packages of src/, and applications that have nothing else: those of the templates, that of README, and one with a handler class and a contract.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm, symlink } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { launchChromium } from "../Browser/support/chromium.mjs";
import { RedisServer } from "../Browser/support/redis-server.mjs";
import { Applications } from "./support/applications.mjs";
import { Application, dotnet, warningsOf } from "./support/dotnet.mjs";
import { filesOf } from "./support/package.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const feed = path.join(root, "artifacts/packages");

// What is built below src/, but comes inside of other packages.
const inside = ["Sockeye.Contracts.Tool", "Sockeye.Generators"];

let log, version;

before(async () => {
  await rm(feed, { recursive: true, force: true });
  log = await dotnet(["pack", "Sockeye.slnx", "-c", "Release", "--no-build", "--tl:off", "-nodeReuse:false", "-v:minimal"], { cwd: root });
  version = /^Sockeye\.(\d.*)\.nupkg$/m.exec((await readdir(feed)).join("\n"))[1];
});

describe("the packages", () => {
  it("are made without a warning, one of each project of src/", async () => {
    assert.deepEqual(warningsOf(log), []);
    const projects = (await readdir(path.join(root, "src"))).filter((name) => name.startsWith("Sockeye") && !inside.includes(name));
    const packages = (await readdir(feed)).filter((name) => name.endsWith(".nupkg"));
    assert.deepEqual(packages.sort(), projects.map((name) => `${name}.${version}.nupkg`).sort());
  });

  it("have readme, icon, licence, repository and symbols, and depend on the same version of each other", async () => {
    for (const name of (await readdir(feed)).filter((name) => name.endsWith(".nupkg"))) {
      const id = name.slice(0, -`.${version}.nupkg`.length);
      const files = await filesOf(path.join(feed, name));
      const nuspec = files.get(`${id}.nuspec`)().toString();
      assert.match(files.get("README.md")().toString(), new RegExp(`^# ${id}\n`));
      assert.ok(files.has("icon.png"), id);
      assert.match(nuspec, /<license type="expression">MIT<\/license>/);
      assert.match(nuspec, /<repository type="git" url="https:[^"]+"/);
      assert.match(nuspec, /<readme>README.md<\/readme>/);
      assert.match(nuspec, /<icon>icon.png<\/icon>/);
      assert.doesNotMatch(nuspec, /<description>(Package Description|Socket.IO for .NET\.)?<\/description>/);
      for (const [, , used] of nuspec.matchAll(/<dependency id="(Sockeye[^"]*)" version="([^"]*)"/g)) assert.equal(used, version, id);
      if (id === "Sockeye.Templates") continue;
      assert.ok(files.has(`lib/net10.0/${id}.xml`), id);
      const symbols = await filesOf(path.join(feed, name.replace(/nupkg$/, "snupkg")));
      assert.ok(symbols.has(`lib/net10.0/${id}.pdb`), id);
    }
  });

  it("have the licences of the scripts that the server hands out", async () => {
    const files = await filesOf(path.join(feed, `Sockeye.${version}.nupkg`));
    for (const name of ["socket.io-client", "engine.io-client", "@socket.io/component-emitter"]) {
      assert.match(files.get(`licences/${name}/LICENSE`)().toString(), /Permission is hereby granted/);
    }
  });

  it("are not made without npm, and the error says what to install", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "sockeye-no-npm-"));
    const programs = process.env.PATH.split(path.delimiter).map((one) => path.join(one, "dotnet"));
    await symlink(programs.find(existsSync), path.join(folder, "dotnet"));
    await symlink("/bin/sh", path.join(folder, "sh"));
    const args = ["-t:RestoreClientBundle", `-p:ClientBundleDirectory=${folder}/`, `-p:ClientBundleStamp=${folder}/stamp`, "--tl:off", "-nodeReuse:false"];
    await assert.rejects(
      dotnet(["msbuild", "src/Sockeye/Sockeye.csproj", ...args], { cwd: root, env: { PATH: folder } }),
      /error : Building Sockeye from source needs npm.*Install Node\.js 20/,
    );
    await rm(folder, { recursive: true });
  });
});

describe("applications of the packages alone", () => {
  let applications, built, browser, redis, contracts;
  const running = [];

  before(async () => {
    applications = await Applications.create(root, feed, version);
    redis = new RedisServer();
    [browser] = await Promise.all([launchChromium(), redis.start(), applications.make()]);
    built = await applications.build();
  });
  after(async () => {
    await Promise.all([browser?.close(), redis?.stop(), ...running.map((application) => application.stop())]);
    await applications?.remove();
  });

  const run = (name, ...args) => ["run", "--no-build", "--project", applications.in(name), "--", ...args];
  const at = (name) => ({ cwd: applications.in(name) });

  async function startPage(name, ...args) {
    const application = new Application();
    // Before it has started: what never says that it has is to be stopped too.
    running.push(application);
    return await application.startWeb(run(name, "--urls", "http://127.0.0.1:0", ...args), at(name));
  }

  async function open(application) {
    const page = await browser.newPage();
    page.setDefaultTimeout(30_000);
    page.on("pageerror", (error) => (page.problem ??= error));
    await page.goto(application.url);
    return page;
  }

  async function close(...pages) {
    for (const page of pages) {
      assert.equal(page.problem, undefined);
      await page.close();
    }
  }

  async function say(page, text) {
    await page.getByLabel("Message").fill(text);
    await page.getByRole("button", { name: "Send" }).click();
  }

  it("are built without a warning, of the packages in the folder", async () => {
    assert.deepEqual(warningsOf(built), []);
    const { source } = JSON.parse(await readFile(applications.in(`packages/sockeye/${version}/.nupkg.metadata`), "utf8"));
    assert.equal(source, feed);
  });

  for (const [name, title] of [["Readme", "the server and the page of README"], ["Web", "dotnet new sockeye-web"]]) {
    it(`${title}: what one page sends, both show`, async () => {
      const application = await startPage(name);
      const [ann, bob] = [await open(application), await open(application)];
      // Who reads the own message is connected, and reads those of others from then on.
      await say(bob, "first");
      await bob.getByText("first", { exact: true }).waitFor();
      await say(ann, "second");
      for (const page of [ann, bob]) await page.getByText("second", { exact: true }).waitFor();
      await close(ann, bob);
    });
  }

  it("dotnet new sockeye-chat: two people meet in a room", async () => {
    const application = await startPage("Chat");
    const [ann, bob] = [await open(application), await open(application)];
    const members = (page, names) => page.waitForFunction(
      (expected) => [...document.querySelectorAll("#members li")].map((item) => item.textContent).join() === expected, names.join());
    for (const [page, name] of [[ann, "ann"], [bob, "bob"]]) {
      await page.getByLabel("Your name").fill(name);
      await page.getByLabel("Room").fill("tea");
      await page.getByRole("button", { name: "Enter" }).click();
      await members(page, name === "ann" ? ["ann"] : ["ann", "bob"]);
    }
    await members(ann, ["ann", "bob"]);
    await say(bob, "good morning");
    await ann.getByText("bob: good morning").waitFor();

    // What is written without a connection stays in the field until there is one.
    await bob.evaluate(() => socket.disconnect());
    await members(ann, ["ann"]);
    await say(bob, "good evening");
    await bob.evaluate(() => socket.connect());
    await members(ann, ["ann", "bob"]);
    await bob.getByRole("button", { name: "Send" }).click();
    await ann.getByText("bob: good evening").waitFor();

    await bob.getByRole("button", { name: "Leave" }).click();
    await members(ann, ["ann"]);
    await ann.getByText("bob has left").nth(1).waitFor();

    // Each socket is in the room of its id. One that has entered no other room has no name there.
    const nameless = await open(application);
    await nameless.waitForFunction(() => socket.connected);
    await bob.getByLabel("Room").fill(await nameless.evaluate(() => socket.id));
    await bob.getByRole("button", { name: "Enter" }).click();
    await members(bob, ["bob"]);
    await close(nameless);
    await close(ann, bob);
    assert.doesNotMatch(application.log, /^(warn|fail|crit):/m);
  });

  it("a handler class and a contract: the page has its types, and an answer", async () => {
    assert.match(await readFile(applications.in("Contracts/contracts.ts"), "utf8"), /add: \(first: number, second: number, ack: \(result: number\) => void\) => void;/);
    const page = await open(await (contracts ??= startPage("Contracts", "--redis", redis.address)));
    assert.equal(await page.evaluate(() => socket.emitWithAck("add", 3, 4)), 7);
    await close(page);
  });

  it("dotnet new sockeye-worker: what it sends reaches the page of a server on the same Redis", async () => {
    const page = await open(await (contracts ??= startPage("Contracts", "--redis", redis.address)));
    const worker = new Application();
    running.push(worker);
    await worker.start(run("Worker", `--ConnectionStrings:Redis=${redis.address}`), { until: /Application started/, ...at("Worker") });
    await page.getByText(/^\d{4}-\d\d-\d\dT/).waitFor();
    await close(page);
  });
});
