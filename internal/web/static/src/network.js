// Who supports and who opposes whom: a drawing of forces that is worked out at once and
// the same every time, without motion.

import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { zoom, zoomTransform } from "d3-zoom";
import { announce, el, ownPath, readData } from "./lib/dom.js";
import { entry, frame, onWidth, rove, steer } from "./lib/frame.js";

const ticks = 320;

/** How a link is coloured: by how much of it is support. */
function balance({ support = 0, oppose = 0 }) {
  const share = support / (support + oppose || 1);
  if (share >= 0.8) return "balance-support";
  if (share > 0.6) return "balance-more-support";
  if (share >= 0.4) return "balance-mixed";
  return share > 0.2 ? "balance-more-oppose" : "balance-oppose";
}

/** Nodes and links with places of their own, in a square about the origin. */
function layOut(data) {
  const nodes = (data.nodes || []).map((n) => ({ ...n, weight: 0 }));
  const byCode = new Map(nodes.map((n) => [n.code, n]));
  const links = (data.links || [])
    .filter((l) => byCode.has(l.from) && byCode.has(l.to) && l.from !== l.to)
    .map((l) => ({ ...l, source: byCode.get(l.from), target: byCode.get(l.to), count: (l.support || 0) + (l.oppose || 0) }));
  for (const l of links) {
    l.source.weight += l.count;
    l.target.weight += l.count;
  }
  // The simulation has a random source of its own that always starts the same.
  forceSimulation(nodes)
    .force("link", forceLink(links).distance(90).strength((l) => Math.min(0.6, 0.12 + l.count / 60)))
    .force("charge", forceManyBody().strength(-340))
    .force("x", forceX().strength(0.06))
    .force("y", forceY().strength(0.09))
    .force("collide", forceCollide(30))
    .stop()
    .tick(ticks);
  return { nodes, links };
}

const radius = (node) => 5 + Math.min(9, Math.sqrt(node.weight) * 0.9);

function start(figure, data) {
  const chart = frame(figure, figure.getAttribute("aria-label") || "Network of support and opposition");
  const { svg } = chart;
  const { nodes, links } = layOut(data);
  svg.classed("network", true);
  for (const kind of ["support", "more-support", "mixed", "more-oppose", "oppose"]) {
    svg.append("marker").attr("id", `arrow-${kind}`).attr("class", `arrow balance-${kind}`).attr("viewBox", "0 -4 8 8").attr("refX", 7)
      .attr("markerWidth", 9).attr("markerHeight", 9).attr("markerUnits", "userSpaceOnUse").attr("orient", "auto").append("path").attr("d", "M0,-4L8,0L0,4Z");
  }
  const root = svg.append("g");
  const lines = links.map((l) => drawLink(root, l));
  const spots = nodes.map((n) => drawNode(root, n));
  const size = { width: 0, height: 0 };

  function place() {
    size.width = chart.width();
    size.height = Math.round(Math.max(380, Math.min(680, size.width * 0.62)));
    svg.attr("width", size.width).attr("height", size.height).attr("viewBox", `0 0 ${size.width} ${size.height}`);
    fit(nodes, size);
    for (const { n, a } of spots) a.attr("transform", `translate(${n.px},${n.py})`).classed("label-left", n.px > size.width - 90);
    for (const { l, paths } of lines) for (const p of paths) p.attr("d", curve(l));
    const extent = [[0, 0], [size.width, size.height]];
    behaviour.extent(extent).translateExtent(extent);
  }
  const behaviour = zoom().scaleExtent([1, 8]).on("zoom", () => {
    const t = zoomTransform(svg.node());
    root.attr("transform", t);
    svg.style("--k", t.k);
  });
  steer(chart, behaviour);
  highlight(svg, lines, spots);
  chart.bar.prepend(threshold(links, lines, spots));
  svg.node().addEventListener("keydown", rove(svg, spots.map((s) => s.a.node()), (node) => {
    const { n } = spots.find((s) => s.a.node() === node);
    return [n.px, n.py];
  }));
  chart.legend.append(el("ul", {},
    entry("key-line balance-support", "Supports"), entry("key-line balance-mixed", "Both"), entry("key-line balance-oppose", "Opposes"),
    el("li", { class: "note" }, "An arrow goes from who acts to whom; the wider, the more events.")));
  onWidth(chart, place);
  place();
}

/** Scales the places to the drawing, with room for names. */
function fit(nodes, { width, height }) {
  const xs = nodes.map((n) => n.x);
  const ys = nodes.map((n) => n.y);
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const side = width < 640 ? 34 : 70;
  for (const n of nodes) {
    n.px = side + ((n.x - x0) / (x1 - x0 || 1)) * (width - 2 * side);
    n.py = 34 + ((n.y - y0) / (y1 - y0 || 1)) * (height - 68);
  }
}

/** A bow from one node's edge to another's; there and back are two bows. */
function curve({ source: s, target: t }) {
  const [dx, dy] = [t.px - s.px, t.py - s.py];
  const length = Math.hypot(dx, dy) || 1;
  const [cx, cy] = [(s.px + t.px) / 2 - dy * 0.14, (s.py + t.py) / 2 + dx * 0.14];
  const toward = (from, r) => {
    const d = Math.hypot(cx - from.px, cy - from.py) || 1;
    return [from.px + ((cx - from.px) / d) * r, from.py + ((cy - from.py) / d) * r];
  };
  const [x1, y1] = toward(s, Math.min(radius(s), length / 3));
  const [x2, y2] = toward(t, Math.min(radius(t) + 2, length / 3));
  return `M${x1.toFixed(1)},${y1.toFixed(1)}Q${cx.toFixed(1)},${cy.toFixed(1)} ${x2.toFixed(1)},${y2.toFixed(1)}`;
}

function drawLink(root, l) {
  const kind = balance(l);
  const words = `${l.source.name} to ${l.target.name}: ${l.support || 0} in support, ${l.oppose || 0} in opposition`;
  const a = root.append("a").attr("class", `link ${kind}`).attr("data-tip", words.replace(": ", "\n")).attr("aria-label", words);
  const path = ownPath(l.href);
  // The names' pages lead here too: lines are for the pointer, not stops of the Tab key.
  a.attr("tabindex", -1);
  if (path) a.attr("href", path);
  const hit = a.append("path").attr("class", "hit");
  const line = a.append("path").attr("class", "line").attr("stroke-width", Math.min(7, 0.8 + Math.sqrt(l.count) * 0.7).toFixed(2))
    .attr("marker-end", `url(#arrow-${kind.replace("balance-", "")})`);
  return { l, a, paths: [hit, line] };
}

function drawNode(root, n) {
  const a = root.append("a").attr("class", "node").attr("data-code", n.code).attr("aria-label", `${n.name}, ${n.weight} events`);
  const path = ownPath(n.href);
  if (path) a.attr("href", path);
  else a.attr("role", "img");
  const g = a.append("g").attr("class", "steady");
  g.append("circle").attr("class", "hit").attr("r", 16);
  g.append("circle").attr("class", "disc").attr("r", radius(n));
  g.append("text").attr("x", radius(n) + 4).attr("y", 4).text(n.name);
  return { n, a };
}

/** Whoever is pointed at or has the focus stands out with neighbours and links. */
function highlight(svg, lines, spots) {
  const clear = () => {
    svg.classed("has-lit", false);
    for (const { a } of [...lines, ...spots]) a.classed("is-lit", false);
  };
  const light = (node) => {
    const spot = spots.find((s) => s.a.node() === node);
    const line = lines.find((s) => s.a.node() === node);
    if (!spot && !line) return clear();
    clear();
    svg.classed("has-lit", true);
    const near = new Set(spot ? [spot.n] : [line.l.source, line.l.target]);
    for (const { l, a } of lines) {
      const lit = line ? l === line.l : l.source === spot.n || l.target === spot.n;
      a.classed("is-lit", lit);
      if (lit) near.add(l.source).add(l.target);
    }
    for (const { n, a } of spots) a.classed("is-lit", near.has(n));
  };
  const node = svg.node();
  node.addEventListener("pointerover", (event) => light(event.target.closest("a")));
  node.addEventListener("pointerleave", clear);
  node.addEventListener("focusin", (event) => light(event.target.closest("a")));
  node.addEventListener("focusout", clear);
}

/** The slider that hides links of few events, and nodes left without any. */
function threshold(links, lines, spots) {
  const most = Math.max(1, ...links.map((l) => l.count));
  const shown = el("output", {}, "1");
  const slider = el("input", { type: "range", class: "slider", min: 1, max: most, value: 1, step: 1, id: "network-threshold" });
  slider.addEventListener("input", () => {
    const least = Number(slider.value);
    shown.textContent = slider.value;
    const linked = new Set();
    for (const { l, a } of lines) {
      a.attr("display", l.count >= least ? null : "none");
      if (l.count >= least) linked.add(l.source).add(l.target);
    }
    for (const { n, a } of spots) a.attr("display", least === 1 || linked.has(n) ? null : "none");
    announce(`${lines.filter(({ l }) => l.count >= least).length} links with at least ${least} events`);
  });
  return el("label", { class: "threshold" }, "At least ", shown, " events ", slider);
}

const figure = document.getElementById("network");
const data = readData("network-data");
if (figure && data && (data.nodes || []).length) start(figure, data);
