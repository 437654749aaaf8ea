// Marking words in a correction form: what is selected in the text, .pick with
// data-start, is written as offsets in code points into inputs such as trigger_start and
// trigger_end.

import { announce, el } from "./dom.js";

/** How many code points a text has; a pair of surrogates is one. */
export function codePoints(text) {
  let n = 0;
  for (const _ of text) n++;
  return n;
}

/** The selection within a .pick of the form as {start, end, words}, or null. */
function selected(form) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const at = range.startContainer.nodeType === Node.TEXT_NODE ? range.startContainer.parentElement : range.startContainer;
  const pick = at.closest(".pick");
  if (!pick || !scope(form).contains(pick) || !pick.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.setStart(pick, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const words = range.toString();
  const lead = words.length - words.trimStart().length;
  const trimmed = words.trim();
  if (!trimmed) return null;
  const start = Number(pick.dataset.start || 0) + codePoints(before.toString()) + codePoints(words.slice(0, lead));
  return { start, end: start + codePoints(trimmed), words: trimmed };
}

/** Where the form's text stands: in the form, or else in its item. */
function scope(form) {
  return form.querySelector(".pick") ? form : form.closest(".item") || form;
}

/** The words between two offsets of the form's text. */
function wordsAt(form, start, end) {
  for (const pick of scope(form).querySelectorAll(".pick")) {
    const from = Number(pick.dataset.start || 0);
    const points = [...pick.textContent];
    if (start >= from && end <= from + points.length) return points.slice(start - from, end - from).join("");
  }
  return "";
}

/** Gives each pair of inputs x_start, x_end in the forms a button that fills it. */
export function markSpans(root) {
  for (const first of root.querySelectorAll('input[name$="_start"]')) {
    const form = first.form;
    const role = first.name.slice(0, -"_start".length);
    const set = first.closest("fieldset") || form;
    const last = set?.querySelector(`input[name="${role}_end"]`);
    if (!last) continue;
    const called = role.replace(/_/g, " ") + (set.dataset.of ? ` ${set.dataset.of}` : "");
    const shown = el("output", { class: "words" });
    const write = () => {
      const words = first.value !== "" && last.value !== "" ? wordsAt(form, Number(first.value), Number(last.value)) : "";
      shown.textContent = words;
      shown.hidden = !words;
    };
    const button = el("button", { type: "button", class: "small", "data-use": role }, `Use selection as ${called}`);
    // A press on the button must not take the selection away.
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      const found = selected(form);
      if (!found) {
        announce("Select words of the text first.");
        return;
      }
      [first.value, last.value] = [found.start, found.end];
      write();
      announce(`${called}: ${found.words}`);
    });
    for (const input of [first, last]) input.addEventListener("input", write);
    last.after(" ", button, " ", shown);
    write();
  }
}
