// The reader: an event that is pointed at lights up all the words it was made of; a
// marked word says in the aside what it yielded.

const roles = ["actor", "recipient", "trigger", "date", "place", "quote", "source"];
const article = document.querySelector("article.doc");
const voice = document.querySelector("aside [role=status], .aside [role=status]");
const silence = voice ? voice.textContent : "";
let pinned = null; // the event that stays lit after a click or Enter

/** The words of an event, anywhere in the page. */
function wordsOf(id) {
  return document.querySelectorAll(`[data-events~="${CSS.escape(id)}"], [data-event="${CSS.escape(id)}"]`);
}

function clear() {
  for (const e of document.querySelectorAll(".lit")) {
    e.classList.remove("lit", ...roles.map((r) => `lit-${r}`));
  }
}

/** Lights an event; its words have roles in tokens such as e1:actor. */
function light(id) {
  clear();
  for (const e of wordsOf(id)) {
    e.classList.add("lit");
    for (const token of (e.dataset.role || "").split(/\s+/)) {
      const at = token.lastIndexOf(":");
      const role = token.slice(at + 1);
      if (token.slice(0, at) === id && roles.includes(role)) e.classList.add(`lit-${role}`);
    }
  }
}

/** Says what a word and those around it yielded, the innermost first. */
function tell(element) {
  if (!voice) return;
  const lines = [];
  for (let e = element?.closest("[data-yield]"); e; e = e.parentElement?.closest("[data-yield]")) lines.push(e.dataset.yield);
  voice.classList.toggle("is-speaking", lines.length > 0);
  if (!lines.length) {
    voice.textContent = silence;
    return;
  }
  voice.replaceChildren(...lines.flatMap((line, i) => (i ? [document.createElement("br"), line] : [line])));
}

function pin(element) {
  const id = element.dataset.event;
  const again = pinned === id;
  pinned = again ? null : id;
  for (const e of document.querySelectorAll("[data-event][aria-pressed]")) e.setAttribute("aria-pressed", String(e.dataset.event === pinned));
  if (again) return clear();
  light(id);
  // From the list to the words.
  if (article && !article.contains(element)) {
    article.querySelector(`[data-event="${CSS.escape(id)}"], [data-events~="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "nearest" });
  }
}

function enter(event) {
  const target = event.target;
  if (!(target instanceof Element)) return;
  const holder = target.closest("[data-event]");
  if (holder) light(holder.dataset.event);
  else if (pinned) light(pinned);
  else clear();
  if (!voice?.contains(target)) tell(target);
}

/** All marked words are one stop of the Tab key; the arrow keys go on from there. */
function walk() {
  const stops = article ? [...article.querySelectorAll(".ev, .span[data-yield], [data-yield]")].filter((e, i, all) => all.indexOf(e) === i) : [];
  stops.forEach((e, i) => {
    if (e.matches(".ev") && !e.matches("a, button")) {
      e.setAttribute("role", "button");
      e.setAttribute("aria-pressed", "false");
    }
    e.setAttribute("tabindex", i ? -1 : 0);
  });
  article?.addEventListener("keydown", (event) => {
    const here = stops.indexOf(event.target);
    if (here < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: stops.length - 1 }[event.key];
    if (next === undefined || !stops[next]) return;
    event.preventDefault();
    stops[here].setAttribute("tabindex", -1);
    stops[next].setAttribute("tabindex", 0);
    stops[next].focus();
  });
}

function start() {
  walk();
  document.addEventListener("pointerover", enter);
  document.addEventListener("focusin", enter);
  document.addEventListener("click", (event) => {
    const holder = event.target.closest("[data-event]");
    if (holder && !event.target.closest("a[href]")) pin(holder);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      pinned = null;
      for (const e of document.querySelectorAll("[data-event][aria-pressed]")) e.setAttribute("aria-pressed", "false");
      clear();
      tell(null);
    }
    if ((event.key === "Enter" || event.key === " ") && event.target.matches("[data-event]:not(a, button)")) {
      event.preventDefault();
      pin(event.target);
    }
  });
  // The list at the side is walked by Tab; what is no link or button becomes a stop.
  for (const e of document.querySelectorAll("[data-event]")) {
    if (article?.contains(e) || e.matches("a, button") || e.querySelector("a, button")) continue;
    e.setAttribute("tabindex", 0);
  }
  document.documentElement.classList.add("reader-ready");
}

start();
