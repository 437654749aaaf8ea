// What every page has: the choice of light and dark, suggestions while searching,
// buttons that copy a link, and details that open where an address points into them.

import { announce, el, settings } from "./lib/dom.js";
import { suggest } from "./lib/suggest.js";

const themes = ["auto", "light", "dark"];

function applyTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function themeButtons() {
  const stored = settings.get("theme");
  let theme = themes.includes(stored) ? stored : "auto";
  applyTheme(theme);
  const buttons = document.querySelectorAll("[data-theme-toggle]");
  const label = () => {
    for (const b of buttons) {
      b.textContent = `Theme: ${theme}`;
      b.hidden = false;
    }
  };
  for (const b of buttons) {
    b.addEventListener("click", () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      settings.set("theme", theme === "auto" ? null : theme);
      applyTheme(theme);
      label();
    });
  }
  label();
}

/** Buttons with data-copy copy its address, or the page's own when it is empty. */
function copyButtons() {
  for (const b of document.querySelectorAll("button[data-copy]")) {
    b.hidden = false;
    b.addEventListener("click", async () => {
      const address = new URL(b.dataset.copy || location.href, location.href).href;
      const copied = await copy(address);
      announce(copied ? "Link copied." : `The browser does not let this page copy. The link: ${address}`);
      if (!copied) return;
      const text = b.textContent;
      b.textContent = "Copied";
      setTimeout(() => (b.textContent = text), 1500);
    });
  }
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages that came without TLS have no clipboard; the old way asks for a field.
    const field = el("textarea", { class: "visually-hidden", readonly: true });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

function openDetails() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let d = target && target.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
  if (target) target.scrollIntoView();
}

/** Menus, details with data-menu, close as menus do. */
function menus() {
  const close = (except) => {
    for (const d of document.querySelectorAll("details[data-menu][open]")) if (d !== except) d.open = false;
  };
  document.addEventListener("click", (event) => close(event.target.closest("details[data-menu]")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.("details[data-menu][open]");
    close(null);
    menu?.querySelector("summary").focus();
  });
}

themeButtons();
copyButtons();
menus();
for (const input of document.querySelectorAll("input[data-suggest]")) suggest(input);
if (location.hash) openDetails();
addEventListener("hashchange", openDetails);
