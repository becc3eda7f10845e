// Short messages in the corner.

import { byId, el, icon } from "./dom.js";

const Reading = 2_000;
let before = null; // what had the focus before a toast

byId("toasts").addEventListener("focusin", ({ currentTarget, relatedTarget }) => {
  if (!currentTarget.contains(relatedTarget)) before = relatedTarget;
});

export const clearToasts = () => byId("toasts").replaceChildren();

/** Shows a toast of a kind ("good", "error", "system"), optionally with a button. */
export function toast(text, kind = "good", action = null) {
  const remove = () => {
    const focused = element.contains(document.activeElement);
    element.remove();
    if (focused) (byId("toasts").querySelector("button") ?? before)?.focus();
  };
  const expire = () => (element.contains(document.activeElement) ? setTimeout(expire, Reading) : remove());
  const element = el("div", { className: `toast ${kind}`, data: { kind } },
    el("span", { className: "toast-text" }, text),
    action && el("button", { type: "button", className: "button small", onclick: () => { remove(); action.run(); } }, action.label),
    el("button", { type: "button", className: "icon-button small", aria: { label: "Dismiss" }, onclick: remove }, icon("close")));
  const all = byId("toasts");
  all.append(element);
  while (all.children.length > 3) all.firstElementChild.remove();
  setTimeout(expire, kind === "good" ? 4_000 : 9_000);
}
