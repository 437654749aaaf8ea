// The band chart of a pair: every kind of relation over time, a band each, with events
// as marks below. The table in the page says the same.

import { axisBottom, axisTop } from "d3-axis";
import { scaleUtc } from "d3-scale";
import { zoom, zoomTransform } from "d3-zoom";
import { announce, el, ownPath, readData } from "./lib/dom.js";
import { between, lastOf, tick, toDate, written } from "./lib/day.js";
import { entry, frame, onWidth, rove, steer } from "./lib/frame.js";
import { markPath, stack } from "./lib/marks.js";

const day = 86400000;
const shortest = 21; // days that fill the chart at the closest
const levels = 4; // of marks upon each other
const step = 13; // from one level to the next
const reachOfLane = 10 + levels * step;
const hostile = new Set(["sanctions", "armed-conflict"]);
const disputed = new Set(["territory"]);

/** How a kind of relation is coloured while it is in force. */
function tone(kind) {
  return hostile.has(kind) ? "tone-hostile" : disputed.has(kind) ? "tone-claim" : "tone-friendly";
}

/** A span with its four bounds as dates; open ends reach to the chart's, which are days. */
function bounded(span, from, to) {
  const a = toDate(span.since_first || span.since || from);
  const b = lastOf(span.since_last || span.since || span.since_first || from);
  const c = toDate(span.until_first || span.until || to);
  const d = lastOf(span.until_last || span.until || span.until_first || to);
  return { ...span, bounds: [a, b, c, d] };
}

/** What is said of a span beyond its title. */
function details(row, span) {
  const lines = [row.label, span.title || span.status];
  const { since_first: a, since_last: b, until_first: c, until_last: d } = span;
  if (a && b && a !== b) lines.push(`Begun ${between(a, b)}`);
  if (c && d && c !== d) lines.push(`Ended ${between(c, d)}`);
  if (span.certain === false) lines.push("Uncertain");
  return lines;
}

function eventLines(event) {
  const when = event.first && event.last ? between(event.first, event.last) : written(event.date);
  const lines = [event.label, when];
  if (event.reports > 1) lines.push(`${event.reports} reports`);
  return lines;
}

/** An SVG link with a name and a note; without an address it is only text. */
function link(parent, href, lines, classes) {
  const path = ownPath(href);
  const a = parent.append("a").attr("class", classes).attr("data-tip", lines.join("\n")).attr("aria-label", lines.join(". "));
  if (path) a.attr("href", path);
  else a.attr("tabindex", 0).attr("role", "img");
  return a;
}

function start(figure, data) {
  const chart = frame(figure, figure.getAttribute("aria-label") || "Relations over time");
  const { svg } = chart;
  const from = toDate(data.from);
  const to = toDate(data.to);
  const x = scaleUtc().domain([from, to]);
  const layout = { left: 0, right: 10, top: 26, row: 30, band: 16, lane: 0, width: 0, height: 0 };
  const clip = svg.append("clipPath").attr("id", "band-clip").append("rect");
  const top = svg.append("g").attr("class", "axis");
  const bottom = svg.append("g").attr("class", "axis");
  const body = svg.append("g").attr("clip-path", "url(#band-clip)");
  const today = body.append("line").attr("class", "today");
  const names = svg.append("g").attr("class", "row-names");
  const rows = drawRows(body, names, data);
  const lane = drawEvents(svg, data.events || []);
  const range = el("output", { class: "range" });
  chart.bar.prepend(range);

  function place() {
    layout.width = chart.width();
    const narrow = layout.width < 640;
    layout.left = narrow ? 15 : Math.min(longest(names) + 14, layout.width * 0.32);
    layout.row = narrow ? 44 : 30;
    const end = layout.top + rows.length * layout.row;
    layout.lane = end + (lane.marks.length ? 12 + reachOfLane : 0);
    layout.height = layout.lane + (lane.marks.length ? reachOfLane : 0) + 30;
    svg.attr("width", layout.width).attr("height", layout.height).attr("viewBox", `0 0 ${layout.width} ${layout.height}`);
    x.range([layout.left, layout.width - layout.right]);
    clip.attr("x", layout.left).attr("y", 0).attr("width", layout.width - layout.left).attr("height", layout.height);
    lane.clip.attr("x", layout.left - 8).attr("y", 0).attr("width", layout.width - layout.left + 8).attr("height", layout.height);
    rows.forEach((row, i) => row.place(layout.top + i * layout.row + (narrow ? 22 : 7), narrow, layout));
    lane.place(layout, narrow);
    today.attr("y1", layout.top).attr("y2", layout.height - 30);
    const frameOf = [[layout.left, 0], [layout.width - layout.right, layout.height]];
    behaviour.extent(frameOf).translateExtent(frameOf).scaleExtent([1, Math.max(1, (to - from) / day / shortest)]);
    update();
  }

  function update() {
    const view = zoomTransform(svg.node()).rescaleX(x);
    const count = Math.max(2, Math.round((layout.width - layout.left) / 100));
    const reach = layout.height - layout.top - 30;
    top.attr("transform", `translate(0,${layout.top})`).call(axisTop(view).ticks(count).tickFormat(tick).tickSizeInner(-reach).tickSizeOuter(0).tickPadding(7));
    bottom.attr("transform", `translate(0,${layout.height - 30})`).call(axisBottom(view).ticks(count).tickFormat(tick).tickSizeInner(0).tickSizeOuter(0).tickPadding(8));
    for (const row of rows) row.draw(view, layout);
    lane.draw(view, layout);
    const now = data.today ? view(toDate(data.today)) : NaN;
    today.attr("display", now >= layout.left && now <= layout.width ? null : "none").attr("x1", now || 0).attr("x2", now || 0);
    const [a, b] = view.domain();
    range.textContent = `${written(a, true)} – ${written(b, true)}`;
  }

  const behaviour = zoom().on("zoom", update).on("end", (event) => {
    if (!event.sourceEvent) announce(`Showing ${range.textContent}`);
  });
  steer(chart, behaviour);
  // Whoever comes to a span by keyboard sees it.
  svg.node().addEventListener("focusin", (event) => {
    const middle = lane.dateOf(event.target) || rows.map((r) => r.dateOf(event.target)).find(Boolean);
    if (!middle) return;
    const at = zoomTransform(svg.node()).rescaleX(x)(middle);
    if (at < layout.left || at > layout.width - layout.right) behaviour.translateTo(svg, x(middle), 0);
  });
  chart.legend.append(legendOf(data));
  onWidth(chart, place);
  place();
}

/** A band for each row, its spans as links. */
function drawRows(body, names, data) {
  return (data.rows || []).map((row) => {
    const g = body.append("g").attr("class", "row");
    const rail = g.append("line").attr("class", "rail");
    const name = names.append("text").attr("class", "row-name").text(row.label);
    const spans = (row.spans || []).map((raw) => {
      const span = bounded(raw, data.from, data.to);
      const classes = ["span-link", tone(row.kind), `effect-${span.effect}`];
      if (span.certain === false) classes.push("is-uncertain");
      const a = link(g, span.href, details(row, span), classes.join(" "));
      if (span.effect === "point") return { span, a, sign: a.append("path").attr("class", "core").attr("d", markPath("point", 6.5)) };
      const rect = (c) => a.append("rect").attr("class", c).attr("y", 0).attr("height", 16);
      return { span, a, parts: [rect("faded"), rect("core"), rect("faded")], hit: rect("hit"), text: a.append("text").attr("class", "inside").attr("y", 12).text(span.status) };
    });
    return {
      place(y, narrow, layout) {
        g.attr("transform", `translate(0,${y})`);
        rail.attr("y1", 8).attr("y2", 8).attr("x1", layout.left).attr("x2", layout.width);
        name.attr("x", 0).attr("y", narrow ? y - 6 : y + 12).text(row.label);
        shorten(name, row.label, narrow ? layout.width : layout.left - 12);
      },
      draw: (view, layout) => spans.forEach((s) => drawSpan(s, view, layout)),
      dateOf: (node) => {
        const found = spans.find((s) => s.a.node() === node);
        return found && new Date((+found.span.bounds[1] + +found.span.bounds[found.sign ? 1 : 2]) / 2);
      },
    };
  });
}

/** The width of the longest name, as it is written in full. */
function longest(names) {
  let width = 130; // at least that of the names of the lane
  names.selectAll("text").each(function () {
    const whole = this.querySelector("title");
    width = Math.max(width, whole ? Infinity : this.getComputedTextLength());
  });
  return width;
}

/** Cuts a name to the room it has; the whole stays as its title. */
function shorten(text, whole, room) {
  let words = whole;
  while (words.length > 4 && text.node().getComputedTextLength() > room) {
    words = words.slice(0, -2);
    text.text(words.trimEnd() + "…");
  }
  if (words !== whole) text.append("title").text(whole);
}

function drawSpan({ span, sign, parts, hit, text }, view, layout) {
  // Far beyond the edges nothing is seen, and coordinates grow too large to draw.
  const at = (date) => Math.max(layout.left - 40, Math.min(layout.width + 40, view(date)));
  const [a, b, c, d] = span.bounds.map(at);
  if (sign) {
    sign.attr("transform", `translate(${(a + b) / 2},8)`);
    return;
  }
  const wide = (rect, p, q) => rect.attr("x", p).attr("width", Math.max(0, q - p));
  const until = Math.max(b + 1.5, c);
  wide(parts[0], a, Math.min(b, until));
  wide(parts[1], b, until);
  wide(parts[2], until, Math.max(until, d));
  wide(hit, a - 1, Math.max(d, a + 8));
  const left = Math.max(b, layout.left);
  text.attr("x", left + 6).attr("display", Math.min(until, layout.width) - left > span.status.length * 6.6 + 12 ? null : "none");
}

/** The lane of events: those of cooperation above its line, of conflict below. */
function drawEvents(svg, events) {
  const g = svg.append("g").attr("class", "lane").attr("clip-path", "url(#lane-clip)");
  const clip = svg.append("clipPath").attr("id", "lane-clip").append("rect");
  const line = g.append("line").attr("class", "lane-line");
  const sides = svg.append("g").attr("class", "lane-names");
  const sorted = [...events].sort((p, q) => (p.date < q.date ? -1 : 1));
  const marks = sorted.map((event) => {
    const a = link(g, event.href, eventLines(event), `mark quad-${event.quad}`);
    const whisker = a.append("line").attr("class", "whisker");
    a.append("circle").attr("class", "hit").attr("r", 8);
    a.append("path").attr("class", "sign").attr("d", markPath(event.quad, Math.min(5.6, 3.8 + Math.sqrt(event.reports || 1) * 0.4)));
    const first = toDate(event.first || event.date);
    const last = lastOf(event.last || event.date);
    return { event, a, whisker, first, last, date: toDate(event.date), down: /conflict$/.test(event.quad), x: 0, y: 0 };
  });
  const links = marks.map((m) => m.a.node());
  const byLink = new Map(marks.map((m) => [m.a.node(), m]));
  g.node().addEventListener("keydown", rove(g, links, (node) => [links.indexOf(node), 0]));
  return {
    marks, clip,
    place(layout, narrow) {
      line.attr("x1", layout.left).attr("x2", layout.width).attr("y1", layout.lane).attr("y2", layout.lane);
      sides.selectAll("*").remove();
      if (!marks.length) return;
      const say = (words, y) => sides.append("text").attr("class", "row-name").attr("x", 0).attr("y", y).text(words);
      say(narrow ? "Cooperation ↑" : "Acts of cooperation", layout.lane - (narrow ? reachOfLane - 12 : 16));
      say(narrow ? "Conflict ↓" : "Acts of conflict", layout.lane + (narrow ? reachOfLane - 6 : 24));
    },
    draw(view, layout) {
      for (const m of marks) m.x = Math.max(layout.left - 60, Math.min(layout.width + 60, view(m.date)));
      stack(marks.filter((m) => m.down), levels);
      stack(marks.filter((m) => !m.down), levels);
      for (const m of marks) {
        const y = layout.lane + (m.down ? 1 : -1) * (10 + m.level * step);
        m.a.attr("transform", `translate(${m.x},${y})`);
        const reach = (date) => Math.max(-2000, Math.min(2000, view(date) - m.x));
        m.whisker.attr("x1", reach(m.first)).attr("x2", reach(m.last));
      }
    },
    dateOf: (node) => byLink.get(node)?.date,
  };
}

function legendOf(data) {
  const list = el("ul", {});
  const spans = (data.rows || []).flatMap((row) => (row.spans || []).map((s) => [tone(row.kind), s]));
  const some = (test) => spans.some(([t, s]) => test(s, t));
  const holds = (s) => s.effect === "open" || s.effect === "change";
  if (some((s, t) => holds(s) && t === "tone-friendly")) list.append(entry("key-band tone-friendly", "Relation in force"));
  if (some((s, t) => holds(s) && t === "tone-hostile")) list.append(entry("key-band tone-hostile", "Sanctions or war in force"));
  if (some((s, t) => holds(s) && t === "tone-claim")) list.append(entry("key-band tone-claim", "Territory held or claimed"));
  if (some((s) => s.effect === "close")) list.append(entry("key-band effect-close", "Ended or none"));
  if (some((s) => s.effect === "deny")) list.append(entry("key-band effect-deny", "Denied"));
  if (some((s) => s.effect === "point")) list.append(entry("span-link effect-point tone-friendly", "Done on a day", markPath("point", 6)));
  if (some((s) => s.certain === false || s.since_first !== s.since_last || s.until_first !== s.until_last)) list.append(entry("key-band is-faded", "Date or standing uncertain"));
  const quads = new Set((data.events || []).map((e) => e.quad));
  const words = {
    "verbal-cooperation": "Words of cooperation", "material-cooperation": "Deeds of cooperation",
    "verbal-conflict": "Words of conflict", "material-conflict": "Deeds of conflict",
  };
  for (const [quad, text] of Object.entries(words)) if (quads.has(quad)) list.append(entry(`mark quad-${quad}`, text, markPath(quad, 5.5)));
  return list;
}

const figure = document.getElementById("band");
const data = readData("band-data");
if (figure && data) start(figure, data);
