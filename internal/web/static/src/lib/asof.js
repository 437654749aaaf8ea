// The form of a day, <form id="as-of" data-api="…">: its slider, date and choices ask the
// server anew without leaving the page. Without this module it is sent by its button.

import { announce, el, reasonOf } from "./dom.js";
import { ofNumber, toNumber, written } from "./day.js";

const pause = 150; // milliseconds of rest before the server is asked

/** Calls update with each answer, in the order of asking; late ones are dropped. */
export function followDay(form, busy, update) {
  const slider = form.querySelector("#day-slider");
  const date = form.elements.namedItem("on");
  const shown = form.querySelector("output");
  const failure = el("p", { class: "flash is-error", role: "alert", hidden: true });
  form.append(failure);
  let timer = 0;
  let running = null;

  const say = (day) => {
    if (shown) shown.textContent = written(day);
    if (slider) slider.setAttribute("aria-valuetext", written(day));
  };
  if (slider && date?.value) slider.value = toNumber(date.value);
  if (date?.value) say(date.value);

  async function ask() {
    running?.abort();
    const mine = (running = new AbortController());
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value !== "") query.append(name, value);
    const address = new URL(form.dataset.api, location.href);
    for (const [name, value] of query) address.searchParams.append(name, value);
    busy.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" }, signal: mine.signal });
      if (!answer.ok) throw new Error(await reasonOf(answer));
      const body = await answer.json();
      if (running !== mine) return;
      failure.hidden = true;
      update(body);
      bind(body);
      history.replaceState(history.state, "", `${location.pathname}?${query}${location.hash}`);
      announce(`As of ${written(body.on || query.get("on") || "")}: ${summary(body)}`);
    } catch (error) {
      if (running !== mine || error.name === "AbortError") return;
      failure.textContent = `This day could not be loaded: ${error.message}. What is shown is of the day before the change.`;
      failure.hidden = false;
    } finally {
      if (running === mine) busy.removeAttribute("aria-busy");
    }
  }

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  };
  form.addEventListener("input", (event) => {
    if (event.target === slider && date) date.value = ofNumber(Number(slider.value));
    if (event.target === date && slider && date.value) slider.value = toNumber(date.value);
    if (date?.value) say(date.value);
    soon();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    ask();
  });
}

/** Writes parts of the answer into elements with data-bind="path.in.answer". */
function bind(body) {
  for (const e of document.querySelectorAll("[data-bind]")) {
    let value = body;
    for (const step of e.dataset.bind.split(".")) {
      value = value !== null && typeof value === "object" && Object.hasOwn(value, step) ? value[step] : undefined;
    }
    if (value !== undefined && typeof value !== "object") e.textContent = String(value);
  }
}

/** How many there are of each class of the legend. */
function summary(body) {
  const values = Object.values(body.map?.values || {});
  const counts = (body.map?.legend || []).map(({ class: c, label }) => `${label} ${values.filter((v) => v.class === c).length}`);
  return counts.join(", ") || "updated";
}
