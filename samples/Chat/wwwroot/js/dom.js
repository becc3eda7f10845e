// Building elements. Text only ever becomes a text node, so that what people type can never become markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element by its id; the pages contain all ids the modules ask for. */
export const byId = (id) => document.getElementById(id);

/** Creates an element. `on…` are listeners, `data` and `aria` are maps, the rest are properties; children are elements or text. */
export function el(tag, { data = {}, aria = {}, ...properties } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element[name] = value;
  }
  for (const [name, value] of Object.entries(data)) element.dataset[name] = value;
  for (const [name, value] of Object.entries(aria)) element.setAttribute(`aria-${name}`, value);
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An icon of icons.svg. */
export function icon(name, extraClass = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon ${extraClass}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** The coloured circle with the initials of a name. */
export function avatar(name) {
  const element = el("span", { className: "avatar", aria: { hidden: "true" } });
  paintAvatar(element, name);
  return element;
}

export function paintAvatar(element, name) {
  const words = name.trim().split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? [first(words[0]), first(words.at(-1))] : [...(words[0] ?? name)].slice(0, 2);
  element.textContent = letters.join("").toUpperCase();
  element.style.setProperty("--hue", hue(name));
}

const first = (word) => [...word][0];

function hue(name) {
  let hash = 7;
  for (const character of name.toLowerCase()) hash = (hash * 31 + character.codePointAt(0)) >>> 0;
  return hash % 360;
}

/** Makes the children of `list` show `items`, reusing the child of each key: focus and scroll position survive. */
export function keyed(list, items, key, create, update) {
  const wanted = new Set(items.map(key));
  // Those that go, go first: so the others need not move, and what has the focus keeps it.
  for (const child of [...list.children]) if (!wanted.has(child.dataset.key)) removeItem(child);
  const known = new Map([...list.children].map((child) => [child.dataset.key, child]));
  let position = list.firstElementChild;
  for (const item of items) {
    const id = key(item);
    let child = known.get(id);
    if (!child) {
      child = create(item);
      child.dataset.key = id;
    }
    if (child === position) position = position.nextElementSibling;
    else list.insertBefore(child, position);
    update(child, item);
  }
}

// The focus of an item that goes, goes to its neighbour; the list has it if there is none.
function removeItem(child) {
  const list = child.parentElement;
  const heir = (child.nextElementSibling ?? child.previousElementSibling)?.querySelector("button:enabled") ?? list;
  const focused = child.contains(document.activeElement);
  child.remove();
  if (!focused) return;
  list.tabIndex = -1;
  heir.focus();
}

/** Shows or clears the error under a field. */
export function fieldError(field, text) {
  const line = byId(field.getAttribute("aria-describedby"));
  line.textContent = text;
  if (text) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}
