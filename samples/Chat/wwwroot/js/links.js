// Addresses in what people type, as links.

import { el } from "./dom.js";

const Address = /\bhttps?:\/\/[^\s<>"]+/gi;
const After = /[.,;:!?'’”»)\]}]$/;
const Opening = { ")": "(", "]": "[", "}": "{" };

/** The parts of a text: strings, and links for addresses that begin with http or https. Nothing of it becomes markup. */
export function withLinks(text) {
  const parts = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(Address)) {
    const address = withoutPunctuation(found);
    if (!URL.canParse(address)) continue;
    parts.push(text.slice(end, index), link(address));
    end = index + address.length;
  }
  return [...parts, text.slice(end)].filter((part) => part !== "");
}

// The full stop after an address ends the sentence, and a bracket belongs to it only with the one that opens it.
function withoutPunctuation(address) {
  while (After.test(address) && !isClosing(address)) address = address.slice(0, -1);
  return address;
}

function isClosing(address) {
  const last = address.at(-1);
  return last in Opening && address.split(Opening[last]).length >= address.split(last).length;
}

const link = (address) => el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, address);
