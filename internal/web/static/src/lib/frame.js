// What every chart stands in: a drawing that can be zoomed by wheel, pinch, buttons and
// keys, a bar of buttons above it and room for a legend below.

import { select } from "d3-selection";
import { zoomIdentity, zoomTransform } from "d3-zoom";
import { el } from "./dom.js";
import { addTip } from "./tip.js";

/** Puts an empty chart into a figure, before its caption. */
export function frame(figure, label) {
  const bar = el("div", { class: "chart-bar" });
  const stage = el("div", { class: "chart-stage" });
  const legend = el("div", { class: "legend" });
  const svg = select(stage).append("svg").attr("class", "chart").attr("role", "group").attr("aria-label", label).attr("tabindex", 0);
  const caption = figure.querySelector(":scope > figcaption");
  for (const part of [bar, stage, legend]) figure.insertBefore(part, caption);
  for (const stale of figure.querySelectorAll(":scope > .skeleton, :scope > .no-script")) stale.remove();
  const how = el("p", { class: "visually-hidden", id: `${figure.id}-keys` },
    "Plus and minus zoom, zero shows all, the arrow keys move the chart; on a sign in it they go to the next sign.");
  figure.insertBefore(how, caption);
  svg.attr("aria-describedby", how.id);
  addTip(figure);
  figure.classList.add("is-drawn");
  return { figure, bar, stage, legend, svg, width: () => Math.max(280, Math.round(stage.clientWidth)) };
}

/** Calls draw now and whenever the chart's width changes. */
export function onWidth({ stage }, draw) {
  let width = stage.clientWidth;
  new ResizeObserver(() => {
    if (Math.abs(stage.clientWidth - width) < 2) return;
    width = stage.clientWidth;
    draw();
  }).observe(stage);
}

/**
 * Lets a zoom behaviour be worked by all means. The wheel alone zooms only once the chart
 * has the focus, so that whoever scrolls the page is not caught by it.
 */
export function steer({ figure, bar, svg }, zoom) {
  zoom.filter((event) => {
    if (event.type === "wheel") return event.ctrlKey || event.metaKey || figure.contains(document.activeElement);
    return !event.button && !event.ctrlKey;
  });
  svg.call(zoom).on("dblclick.zoom", null);
  svg.node().addEventListener("pointerdown", (event) => {
    if (!event.target.closest("a")) svg.node().focus({ preventScroll: true });
  });
  const scale = () => zoomTransform(svg.node()).k;
  const closer = () => zoom.scaleBy(svg, 1.6);
  const farther = () => zoom.scaleBy(svg, 1 / 1.6);
  const whole = () => zoom.transform(svg, zoomIdentity);
  // At an edge nothing moves, and the key scrolls the page.
  const shift = (x, y) => {
    const before = String(zoomTransform(svg.node()));
    zoom.translateBy(svg, (60 * x) / scale(), (60 * y) / scale());
    return String(zoomTransform(svg.node())) !== before;
  };
  const button = (name, label, text, act) => {
    const b = el("button", { type: "button", class: "small", "data-zoom": name, "aria-label": label, title: label }, text);
    b.addEventListener("click", act);
    bar.append(b);
  };
  button("in", "Zoom in", "+", closer);
  button("out", "Zoom out", "−", farther);
  button("all", "Show all", "All", whole);
  svg.node().addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (event.key === "+" || event.key === "=") closer();
    else if (event.key === "-") farther();
    else if (event.key === "0") whole();
    else if (!step || event.target !== svg.node() || !shift(...step)) return;
    event.preventDefault();
  });
}

/**
 * Makes links one stop of the Tab key: the arrow keys go from one to the next in their
 * direction. at gives a link's place in the drawing.
 */
export function rove(svg, links, at) {
  links.forEach((link, i) => link.setAttribute("tabindex", i ? -1 : 0));
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  return (event) => {
    const from = event.target.closest("a");
    const way = ways[event.key];
    if (!from || !way || !links.includes(from)) return;
    event.preventDefault();
    const [x, y] = at(from);
    let best = null;
    let least = Infinity;
    for (const link of links) {
      if (link === from || link.getAttribute("display") === "none") continue;
      const [dx, dy] = [at(link)[0] - x, at(link)[1] - y];
      const along = dx * way[0] + dy * way[1];
      const aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
      if (along <= 0 || along + 2 * aside >= least) continue;
      [best, least] = [link, along + 2 * aside];
    }
    if (!best) return;
    from.setAttribute("tabindex", -1);
    best.setAttribute("tabindex", 0);
    best.focus();
  };
}

/** A legend's entry: a sign, as a path or as a field of colour, and its words. */
export function entry(classes, words, path) {
  const sign = el("span", { class: `key ${path ? "" : classes}`, "aria-hidden": "true" });
  if (path) {
    const drawing = select(sign).append("svg").attr("width", 16).attr("height", 16).attr("viewBox", "-8 -8 16 16");
    drawing.append("g").attr("class", classes).append("path").attr("class", "sign").attr("d", path);
  }
  return el("li", {}, sign, " ", words);
}
