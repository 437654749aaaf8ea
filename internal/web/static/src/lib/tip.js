// One note beside the pointer or the focus for all elements of a figure that carry
// data-tip. It only repeats their accessible names, so nobody needs it to read.

import { el } from "./dom.js";

export function addTip(figure) {
  const tip = el("div", { class: "tip", "aria-hidden": "true", hidden: true });
  figure.append(tip);

  function show(target, x, y) {
    tip.replaceChildren(...target.dataset.tip.split("\n").map((line) => el("span", {}, line)));
    tip.hidden = false;
    const frame = figure.getBoundingClientRect();
    const room = frame.width - tip.offsetWidth - 4;
    const below = y - frame.top + 18;
    const above = y - frame.top - tip.offsetHeight - 12;
    tip.style.left = `${Math.max(4, Math.min(room, x - frame.left + 12))}px`;
    tip.style.top = `${y + 24 + tip.offsetHeight > innerHeight ? above : below}px`;
  }
  const hide = () => (tip.hidden = true);
  const carrier = (event) => event.target.closest?.("[data-tip]");

  figure.addEventListener("pointermove", (event) => {
    const target = carrier(event);
    if (target) show(target, event.clientX, event.clientY);
    else hide();
  });
  figure.addEventListener("pointerleave", hide);
  figure.addEventListener("focusin", (event) => {
    const target = carrier(event);
    if (!target || !target.matches(":focus-visible")) return;
    const box = target.getBoundingClientRect();
    show(target, box.left + Math.min(box.width / 2, 60), box.bottom - 8);
  });
  figure.addEventListener("focusout", hide);
  figure.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
}
