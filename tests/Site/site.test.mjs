// The site of docs/ and of the API, as ./build.sh site makes it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { packages, pages, root } from "../../site/repository.mjs";
import { launchChromium } from "../Browser/support/chromium.mjs";
import { brokenLinks, htmlPages } from "./support/links.mjs";
import { StaticServer } from "./support/static-server.mjs";

const site = path.join(root, "artifacts/site");
const axe = createRequire(new URL("../Browser/package.json", import.meta.url)).resolve("axe-core/axe.min.js");
const htmlOf = (page) => page === "README.md" ? "index.html" : page.replace(/\.md$/, ".html");
const json = async (file) => JSON.parse(await readFile(path.join(site, file), "utf8"));

// What DocFX complains about.
const troubles = (log) => log.split("\n").filter((line) => /\b(warning|error)\b.*:/i.test(line));

let log, html;

before(async () => {
  ({ stdout: log } = await promisify(execFile)("node", ["site/build.mjs"], { cwd: root }).catch(({ stdout, stderr }) => {
    throw new Error(`${[...troubles(stdout), stderr].join("\n")}\n\nAll of the output:\n${stdout}`);
  }));
  html = await htmlPages(site);
});

describe("the site", () => {
  it("is made without a warning", () => {
    assert.deepEqual(troubles(log), []);
  });

  it("has README and each page of docs/, and each of them is searched", async () => {
    const searched = await json("index.json");
    for (const page of (await pages()).map(htmlOf)) {
      assert.ok(html.has(page), page);
      assert.ok(searched[page], page);
    }
  });

  it("has each page of docs/ in the list at the side", async () => {
    const listed = (await json("docs/toc.json")).items.flatMap((item) => [item, ...item.items ?? []]).flatMap(({ href }) => href ? [`docs/${href}`] : []);
    assert.deepEqual(listed.sort(), (await pages()).filter((page) => page !== "README.md").map(htmlOf).sort());
  });

  it("has the API of each package", async () => {
    const shown = new Set([...html.values()].flatMap((text) => [...text.matchAll(/<dd>(Sockeye[\w.]*)\.dll<\/dd>/g)].map(([, name]) => name)));
    assert.deepEqual([...shown].sort(), (await packages()).sort());
  });

  it("has no link within that leads nowhere", () => {
    assert.deepEqual(brokenLinks(html), []);
  });
});

describe("the site in a browser", { concurrency: true }, () => {
  const server = new StaticServer(site);
  const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
  let browser;

  before(async () => {
    await server.open();
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await server.close();
  });

  for (const theme of ["light", "dark"]) {
    for (const [size, viewport] of Object.entries(sizes)) {
      it(`is readable and searched: ${theme}, ${size}`, async () => {
        const page = await (await browser.newContext({ viewport, colorScheme: theme })).newPage();
        const errors = [];
        page.on("pageerror", (error) => errors.push(error.message));
        page.on("response", (response) => { if (response.status() >= 400) errors.push(response.url()); });
        for (const name of ["index.html", "docs/rooms.html", "docs/reference/options.html", "api/Sockeye.Socket.html"]) {
          await page.goto(`${server.url}/${name}`);
          // The scripts of the page have coloured its code, and made the bar at the top.
          await page.waitForFunction(() => !document.querySelector("pre code:not(.hljs)"));
          await page.locator("#navbar a", { hasText: "API" }).waitFor({ state: "attached" });
          assert.equal(await page.locator("html").getAttribute("data-bs-theme"), theme);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is wider than the screen`);
          await page.addScriptTag({ path: axe });
          const { violations } = await page.evaluate(() => globalThis.axe.run({ runOnly: ["color-contrast", "html-has-lang", "link-name", "button-name"] }));
          assert.deepEqual(violations.flatMap(({ id, nodes }) => nodes.map(({ target, any }) => `${name}: ${id} ${target} ${any[0]?.message ?? ""}`)), []);
        }
        if (size === "phone") await page.getByRole("button", { name: "Toggle navigation" }).click();
        await page.getByRole("searchbox", { name: "Search" }).fill("JoinAsync");
        for (const found of ["Rooms | Sockeye", "Class RemoteSocket | Sockeye"]) await page.getByRole("link", { name: found, exact: true }).waitFor();
        assert.deepEqual(errors, []);
        await page.context().close();
      });
    }
  }
});
