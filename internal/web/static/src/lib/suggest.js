// Suggestions under a search box, as the combobox pattern of WAI-ARIA has it. The form
// around it works without.

import { announce, el, ownPath } from "./dom.js";

const pause = 120; // milliseconds of rest before the server is asked
const most = 10;

/** Suggests for an input with data-suggest, the address to ask (its q is added). */
export function suggest(input) {
  const list = el("ul", { class: "suggestions", role: "listbox", id: `${input.id || "q"}-suggestions`, "aria-label": "Suggestions", hidden: true });
  const box = el("div", { class: "combobox" });
  const typing = document.activeElement === input;
  input.replaceWith(box);
  box.append(input, list);
  if (typing) input.focus();
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": list.id, autocomplete: "off" })) {
    input.setAttribute(name, value);
  }
  let active = -1;
  let timer = 0;
  let running = null;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (i) => {
    active = i;
    [...list.children].forEach((li, n) => li.setAttribute("aria-selected", String(n === i)));
    if (i < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[i].id);
      list.children[i].scrollIntoView({ block: "nearest" });
    }
  };
  const go = (li) => {
    const path = ownPath(li.dataset.href);
    if (path) location.assign(path);
    else input.form?.requestSubmit();
  };
  const show = (items) => {
    list.replaceChildren(...items.slice(0, most).map((item, i) => {
      const li = el("li", { role: "option", id: `${list.id}-${i}`, "aria-selected": "false", "data-href": item.href }, item.label);
      if (item.kind) li.append(" ", el("span", { class: "kind" }, item.kind));
      return li;
    }));
    active = -1;
    list.hidden = !items.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    announce(items.length ? `${Math.min(items.length, most)} suggestions` : "No suggestions");
  };
  async function ask() {
    running?.abort();
    const q = input.value.trim();
    if (!q) return close();
    const mine = (running = new AbortController());
    try {
      const address = new URL(input.dataset.suggest || "/api/v1/suggest", location.href);
      address.searchParams.set("q", q);
      const answer = await fetch(address, { headers: { Accept: "application/json" }, signal: mine.signal });
      const body = answer.ok ? await answer.json() : {};
      if (running === mine && document.activeElement === input) show(Array.isArray(body.items) ? body.items : []);
    } catch {
      if (running === mine) close(); // searching goes on without
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  });
  input.addEventListener("keydown", (event) => {
    const n = list.children.length;
    if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "Enter" && active >= 0) go(list.children[active]);
    else if (event.key === "ArrowDown" && !list.hidden && n) choose((active + 1) % n);
    else if (event.key === "ArrowUp" && !list.hidden && n) choose(active <= 0 ? n - 1 : active - 1);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const li = event.target.closest("li");
    if (li) go(li);
  });
}
