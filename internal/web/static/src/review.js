// The review page by keyboard. Each item, <li class="item">, has forms with
// data-verb="accept", "reject", "skip" and, in a details.correct, "correct"; they are
// sent from here and the next item is shown. Without this module they post as forms do.

import { announce, el, reasonOf } from "./lib/dom.js";
import { letKeys, showKeys } from "./lib/keys.js";
import { markSpans } from "./lib/pick.js";

const done = { accept: "Accepted", reject: "Rejected", correct: "Corrected", skip: "Skipped" };
const queue = document.getElementById("review");
const items = () => [...queue.querySelectorAll(".item")];
const open = () => items().filter((item) => !item.dataset.done);
const current = () => queue.querySelector(".item.is-current");

/** What an item is called when it is spoken of. */
function nameOf(item) {
  return (item.dataset.label || item.querySelector("h2, h3")?.textContent || "item").trim().replace(/\s+/g, " ");
}

function show(item, focus = true) {
  if (!item) return;
  for (const other of items()) {
    other.classList.toggle("is-current", other === item);
    if (other === item) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
  item.setAttribute("tabindex", -1);
  if (!focus) return;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

function step(way) {
  const all = items();
  const at = all.indexOf(current());
  show(all[Math.max(0, Math.min(all.length - 1, at + way))]);
}

/** The next item that waits, after this one or else from the start. */
function next(item) {
  const all = items();
  const at = all.indexOf(item);
  return [...all.slice(at + 1), ...all.slice(0, at)].find((i) => !i.dataset.done);
}

async function send(form, submitter) {
  const item = form.closest(".item");
  if (!item || item.getAttribute("aria-busy") === "true") return;
  const verb = form.dataset.verb;
  const buttons = item.querySelectorAll("button, input, select, textarea");
  const body = new URLSearchParams(new FormData(form, submitter || null));
  item.setAttribute("aria-busy", "true");
  complain(item, "");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(await reasonOf(answer));
  } catch (error) {
    complain(item, `Not saved: ${error.message}`);
    return;
  } finally {
    item.removeAttribute("aria-busy");
  }
  item.dataset.done = verb;
  for (const b of buttons) b.disabled = true;
  item.querySelector("details.correct")?.removeAttribute("open");
  item.append(el("p", { class: `flash is-done verdict-${verb}` }, done[verb] || "Saved"));
  const left = open().length;
  for (const e of document.querySelectorAll("[data-left]")) e.textContent = String(left);
  const following = next(item);
  const said = `${done[verb] || "Saved"}: ${nameOf(item)}.`;
  if (following) {
    show(following);
    announce(`${said} Next: ${nameOf(following)}. ${left} left on this page.`);
  } else {
    announce(`${said} Nothing is left on this page.`);
    document.querySelector(".pager a[rel=next]")?.focus();
  }
}

function complain(item, text) {
  let p = item.querySelector(":scope > .flash.is-error");
  if (!text) return p?.remove();
  if (!p) {
    p = el("p", { class: "flash is-error", role: "alert" });
    item.append(p);
  }
  p.textContent = text;
}

function submit(verb) {
  const form = current()?.querySelector(`form[data-verb="${verb}"]`);
  if (form && !current().dataset.done) form.requestSubmit();
}

function correct() {
  const details = current()?.querySelector("details.correct");
  if (!details || current().dataset.done) return;
  details.open = true;
  details.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

function start() {
  queue.addEventListener("submit", (event) => {
    if (!event.target.dataset.verb) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
  queue.addEventListener("focusin", (event) => {
    const item = event.target.closest(".item");
    if (item && item !== current()) show(item, false);
  });
  markSpans(queue);
  letKeys([
    { key: "j", does: "next item", act: () => step(1) },
    { key: "k", does: "previous item", act: () => step(-1) },
    { key: "a", does: "accept", act: () => submit("accept") },
    { key: "r", does: "reject", act: () => submit("reject") },
    { key: "c", does: "correct", act: correct },
    { key: "s", does: "skip", act: () => submit("skip") },
    { key: "?", does: "show these keys", act: showKeys },
  ]);
  show(open()[0], false);
}

/** Asks how far the queue is drawn up, ever less often, and shows it when it is. */
function follow(notice, pause = 1000) {
  setTimeout(async () => {
    try {
      const answer = await fetch(notice.dataset.drawing, { credentials: "same-origin" });
      const review = answer.ok ? await answer.json() : {};
      if (review.ready) return location.reload();
      if (review.read) notice.querySelector("[data-read]").textContent = `${review.read.toLocaleString("en")} claims`;
    } catch {
      // The server may be starting anew; the next time tells.
    }
    follow(notice, Math.min(pause * 1.5, 10_000));
  }, pause);
}

const drawing = document.querySelector("[data-drawing]");
if (queue) start();
else if (drawing) follow(drawing);
