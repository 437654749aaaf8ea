// Single keys that do something, with a dialog that lists them and can turn them off
// (whoever speaks to the computer, or types by accident, must be able to).

import { el, settings } from "./dom.js";

const off = "keys-off";
let dialog = null;

/** Listens for keys, each {key, does, act}, unless something is being typed. */
export function letKeys(keys) {
  dialog = build(keys);
  document.body.append(dialog);
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented || dialog.open) return;
    if (event.target.closest?.("input, select, textarea, [contenteditable]")) return;
    const found = keys.find((k) => k.key === event.key);
    if (!found || (settings.get(off) && found.act !== showKeys)) return;
    event.preventDefault();
    found.act();
  });
  for (const b of document.querySelectorAll("[data-keys-help]")) {
    b.hidden = false;
    b.addEventListener("click", showKeys);
  }
}

export function showKeys() {
  dialog.showModal();
}

function build(keys) {
  const list = el("dl", { class: "keys" }, ...keys.flatMap((k) => [el("dt", {}, el("kbd", { class: "kbd" }, k.key)), el("dd", {}, k.does)]));
  const box = el("input", { type: "checkbox", id: "keys-on", checked: !settings.get(off) });
  box.addEventListener("change", () => settings.set(off, box.checked ? null : "1"));
  const close = el("button", { type: "submit" }, "Close");
  return el("dialog", { class: "help", "aria-labelledby": "keys-title" },
    el("h2", { id: "keys-title" }, "Keys"), list,
    el("label", { class: "check" }, box, " Single keys do this on this page"),
    el("form", { method: "dialog" }, close));
}
