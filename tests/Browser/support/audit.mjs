// Whether people can read and use what a page shows at the moment: axe-core's rules, and the contrast of all text in both themes.

import assert from "node:assert/strict";
import axe from "axe-core";

const Contrast = 4.5;

/** Fails if what is shown breaks a rule of axe-core, or a text has too little contrast. */
export async function assertAccessible(person) {
  // Contrast is looked at below: axe-core asks less of large text, and nothing of placeholders.
  await assertRules(person, { "color-contrast": { enabled: false } });
  await assertContrast(person);
}

/** Fails if what is shown breaks a rule of axe-core; for pages that do not have the colours of the chat. */
export async function assertRules({ page }, rules = {}) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate((some) => axe.run({ resultTypes: ["violations"], rules: some }), rules);
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`), []);
}

export async function assertContrast({ page }) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    assert.deepEqual(await page.evaluate(tooWeak, Contrast), [], `contrast in the ${colorScheme} theme`);
  }
}

// Runs in the page.
function tooWeak(least) {
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const parse = (color) => {
    if (!known.has(color)) {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = color;
      context.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
      known.set(color, { channels: [red, green, blue], alpha: alpha / 255 });
    }
    return known.get(color);
  };
  const over = ({ channels, alpha }, below) => channels.map((channel, i) => channel * alpha + below[i] * (1 - alpha));
  const luminance = (channels) => channels
    .map((channel) => channel / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4))
    .reduce((sum, channel, i) => sum + channel * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };

  const weak = [];
  const check = (what, element, pseudo) => {
    let [below, opacity] = [[255, 255, 255], 1];
    const chain = [];
    for (let one = element; one; one = one.parentElement) chain.unshift(getComputedStyle(one));
    for (const style of chain) {
      below = over(parse(style.backgroundColor), below);
      opacity *= style.opacity;
    }
    const style = getComputedStyle(element, pseudo);
    const { channels, alpha } = parse(style.color);
    if (pseudo) opacity *= style.opacity;
    const found = ratio(over({ channels, alpha: alpha * opacity }, below), below);
    if (found < least) weak.push(`${what}: ${found.toFixed(2)}`);
  };

  const all = [...document.body.querySelectorAll("*")].filter((element) => element.checkVisibility({ visibilityProperty: true }));
  for (const element of all) {
    const text = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ data }) => data.trim()).join("");
    if (text !== "") check(`${element.className} "${text}"`, element);
    if (element.matches("svg.icon")) check(`icon in ${element.parentElement.outerHTML.slice(0, 80)}`, element);
    if (element.matches("[placeholder]")) check(`placeholder of ${element.id}`, element, "::placeholder");
    if (element.matches("input, textarea, select")) check(`what is in ${element.id}`, element);
  }

  // Any name may come, and any of these may be pointed at.
  const avatar = document.querySelector(".avatar");
  if (avatar) {
    const probe = avatar.cloneNode();
    document.body.append(probe);
    for (let hue = 0; hue < 360; hue += 5) {
      probe.style.setProperty("--hue", hue);
      check(`avatar of hue ${hue}`, probe);
    }
    probe.remove();
  }
  const theme = getComputedStyle(document.documentElement);
  const pairs = [
    ...["text", "muted", "accent-text", "danger"].flatMap((text) => ["bg", "surface", "surface-2", "hover"].map((below) => [text, below])),
    ["on-accent", "accent"], ["on-accent", "accent-strong"], ["own-text", "own"], ["warn", "warn-soft"], ["text", "warn-soft"],
    ["danger", "danger-soft"], ["accent-text", "accent-soft"], ["muted", "accent-soft"], ["good", "surface"],
  ];
  for (const [text, below] of pairs) {
    const found = ratio(...[text, below].map((name) => parse(theme.getPropertyValue(`--${name}`).trim()).channels));
    if (found < least) weak.push(`--${text} on --${below}: ${found.toFixed(2)}`);
  }
  return [...new Set(weak)];
}
