// The map as of a day. Land that is disputed is hatched, what is too small for a shape
// is a dot; a slider asks the server for another day.

import { geoEqualEarth, geoGraticule10, geoPath } from "d3-geo";
import { zoom, zoomTransform } from "d3-zoom";
import { feature } from "topojson-client";
import { announce, el, ownPath, readData } from "./lib/dom.js";
import { followDay } from "./lib/asof.js";
import { entry, frame, onWidth, rove, steer } from "./lib/frame.js";

// Classes with colours of their own in the stylesheet; others take those of a series.
const known = new Set([
  "recognised", "rejected", "withdrawn", "none", "self", "established", "severed", "sanctions-from", "sanctions-to",
  "visit-from", "visit-to", "conflict", "occupied", "allied", "member",
]);

async function load(name) {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new Error(`${name}: the server answered ${answer.status}`);
  return answer.json();
}

/** All that can be drawn, each with its code, name and shape or place. */
function places(world, points) {
  const shapes = feature(world, world.objects.countries).features
    .map((f) => ({ code: f.id, ...f.properties, shape: f }));
  const drawn = new Set(shapes.map((s) => s.code));
  const dots = Object.entries(points)
    .filter(([code]) => !drawn.has(code))
    .map(([code, p]) => ({ code, name: p.name, kind: p.kind, at: p.at }));
  return { shapes, dots };
}

/** The class under which the stylesheet colours a value. */
function classOf(value, legend) {
  if (!value) return "no-value";
  if (known.has(value.class)) return `is-${value.class}`;
  const i = (legend || []).findIndex((l) => l.class === value.class);
  return `series-${i < 0 ? 7 : i % 8}`;
}

class WorldMap {
  constructor(figure, data, { shapes, dots }) {
    this.chart = frame(figure, data.title || "Map");
    this.shapes = shapes;
    this.dots = dots;
    this.byCode = new Map(shapes.map((s) => [s.code, s]));
    const { svg } = this.chart;
    svg.classed("map", true);
    const hatch = svg.append("defs").append("pattern").attr("id", "hatch").attr("patternUnits", "userSpaceOnUse").attr("width", 5).attr("height", 5).attr("patternTransform", "rotate(45)");
    hatch.append("line").attr("class", "hatch-line").attr("y2", 5).attr("x1", 1).attr("x2", 1);
    this.hatch = hatch;
    this.root = svg.append("g");
    this.sphere = this.root.append("path").attr("class", "sphere");
    this.graticule = this.root.append("path").attr("class", "graticule");
    this.land = this.root.append("g").attr("class", "land");
    this.over = this.root.append("g").attr("class", "disputed");
    this.spots = this.root.append("g").attr("class", "dots");
    this.zoom = zoom().scaleExtent([1, 24]).on("zoom", () => this.move());
    steer(this.chart, this.zoom);
    svg.node().addEventListener("keydown", (event) => this.steps?.(event));
    svg.node().addEventListener("focusin", (event) => this.reveal(event.target));
    this.update(data, data.on || document.querySelector("#as-of [name=on]")?.value);
    onWidth(this.chart, () => this.place());
    this.place();
  }

  /** Takes the values of another day, by default the day they name. */
  update(data, on = data.on) {
    this.data = data;
    this.on = on || "";
    if (data.title) this.chart.svg.attr("aria-label", data.title);
    this.links = [];
    const focused = document.activeElement?.dataset?.code;
    const disputed = new Set(data.disputed || []);
    const most = Math.max(1, ...Object.values(data.values || {}).map((v) => v.n || 0));
    const draw = (layer, list, mark) => {
      layer.selectAll("*").remove();
      for (const place of list) this.drawPlace(layer, place, most, mark);
    };
    draw(this.land, this.shapes, (a) => a.append("path"));
    this.over.selectAll("*").remove();
    for (const place of this.shapes) {
      if (disputed.has(place.code)) this.over.append("path").datum(place).attr("class", "hatched").attr("fill", "url(#hatch)").attr("data-code", place.code);
    }
    // Without a value only what exists today as a state, or is disputed, has a dot.
    const filled = new Set(this.shapes.map((s) => this.former(s)));
    const shown = this.dots.filter((d) => !filled.has(d.code) && (this.value(d) || disputed.has(d.code) || d.kind === "state"));
    draw(this.spots, shown, (a, place) => {
      a.append("circle").attr("class", "hit");
      return a.append("circle").attr("class", disputed.has(place.code) ? "dot is-disputed" : "dot");
    });
    this.steps = rove(this.chart.svg, this.links.map((l) => l.node), (node) => this.centre(node.__data__));
    this.legend();
    if (this.path) this.shape();
    if (focused) this.chart.svg.node().querySelector(`a[data-code="${CSS.escape(focused)}"]`)?.focus();
  }

  /** Land without a value has that of the state it was or is part of. */
  value(place) {
    return this.valueOf(place.code) || this.valueOf(this.former(place)) || (place.of ? this.value(this.byCode.get(place.of)) : null);
  }

  valueOf(code) {
    const values = this.data.values || {};
    return code && Object.hasOwn(values, code) ? values[code] : null;
  }

  /** The former state whose land it was that day. */
  former(place) {
    return (place.formerly || []).find(([, before]) => this.on && this.on < before)?.[0];
  }

  drawPlace(layer, place, most, mark) {
    const value = this.value(place);
    const path = value && ownPath(value.href);
    const self = place.code === this.data.entity;
    const holder = layer.append(path ? "a" : "g").datum(place).attr("class", `place ${classOf(value, this.data.legend)}${self ? " is-self" : ""}`);
    holder.attr("data-code", place.code || null);
    const own = value && value === this.valueOf(place.code);
    const label = value && !own ? `${place.name}, as ${value.label}` : value?.label || place.name;
    if (place.code) holder.attr("data-tip", label);
    if (path) {
      holder.attr("href", path).attr("aria-label", label);
      this.links.push({ node: holder.node() });
    }
    const sign = mark(holder, place).classed("area", true);
    if (value?.n && most > 1) sign.style("fill-opacity", (0.3 + 0.7 * Math.sqrt(value.n / most)).toFixed(2));
  }

  place() {
    const width = this.chart.width();
    const height = Math.round(width * 0.487); // as the projection has it
    this.width = width;
    this.chart.svg.attr("width", width).attr("height", height).attr("viewBox", `0 0 ${width} ${height}`);
    this.projection = geoEqualEarth().rotate([-11, 0]).fitExtent([[1, 1], [width - 1, height - 1]], { type: "Sphere" });
    this.path = geoPath(this.projection).digits(1);
    const extent = [[0, 0], [width, height]];
    this.zoom.extent(extent).translateExtent(extent);
    this.shape();
    this.move();
  }

  shape() {
    this.sphere.attr("d", this.path({ type: "Sphere" }));
    this.graticule.attr("d", this.path(geoGraticule10()));
    this.land.selectAll("path").attr("d", (p) => this.path(p.shape));
    this.over.selectAll("path").attr("d", (p) => this.path(p.shape));
    this.spots.selectAll("circle").attr("cx", (p) => this.projection(p.at)[0]).attr("cy", (p) => this.projection(p.at)[1]);
    this.size();
  }

  centre(place) {
    if (place.at) return this.projection(place.at);
    return this.path.centroid(place.shape);
  }

  /** Dots keep their size, whatever the zoom. */
  size() {
    const { k } = zoomTransform(this.chart.svg.node());
    const r = this.width < 640 ? 2.2 : 3.4;
    this.spots.selectAll(".dot").attr("r", (p) => (r * (this.value(p) ? 1 : 0.65) * Math.min(2, k ** 0.35)) / k);
    this.spots.selectAll(".hit").attr("r", Math.min(9, 4 + k) / k);
    this.hatch.attr("patternTransform", `rotate(45) scale(${1 / k})`);
  }

  move() {
    const transform = zoomTransform(this.chart.svg.node());
    this.root.attr("transform", transform);
    this.size();
  }

  reveal(node) {
    const place = node.closest?.("a")?.__data__;
    if (!place || !node.matches(":focus-visible")) return;
    const [x, y] = this.centre(place);
    const [a, b] = zoomTransform(this.chart.svg.node()).apply([x, y]);
    if (a < 0 || b < 0 || a > this.width || b > this.width / 2) this.zoom.translateTo(this.chart.svg, x, y);
  }

  legend() {
    const counts = {};
    for (const v of Object.values(this.data.values || {})) counts[v.class] = (counts[v.class] || 0) + 1;
    const list = el("ul", {});
    for (const { class: c, label } of this.data.legend || []) {
      list.append(entry(`key-area ${classOf({ class: c }, this.data.legend)}`, `${label} (${counts[c] || 0})`));
    }
    const self = [...this.shapes, ...this.dots].find((p) => p.code && p.code === this.data.entity);
    if (self) list.append(entry("key-area is-self", self.name));
    list.append(entry("key-area no-value", "Nothing recorded"));
    if ((this.data.disputed || []).length) list.append(entry("key-area key-hatched", "Disputed"));
    this.chart.legend.replaceChildren(list);
    for (const ul of document.querySelectorAll("[data-map-list]")) this.fill(ul);
  }

  /** Keeps a list in the page, <ul data-map-list="recognised">, in step with the map. */
  fill(ul) {
    const values = Object.values(this.data.values || {}).filter((v) => v.class === ul.dataset.mapList);
    values.sort((a, b) => a.label.localeCompare(b.label, "en"));
    ul.replaceChildren(...values.map((v) => {
      const path = ownPath(v.href);
      return el("li", {}, path ? el("a", { href: path }, v.label) : v.label);
    }));
  }
}

async function start(figure, data) {
  figure.setAttribute("aria-busy", "true");
  try {
    const [world, points] = await Promise.all([load("world.json"), load("points.json")]);
    const map = new WorldMap(figure, data, places(world, points));
    const form = document.getElementById("as-of");
    if (form) followDay(form, figure, (answer) => answer.map && map.update(answer.map, answer.on));
  } catch (error) {
    figure.querySelector(":scope > .skeleton")?.remove();
    figure.prepend(el("p", { class: "flash is-error" }, "The map could not be drawn; the list says the same."));
    announce("The map could not be drawn.");
    console.warn(error);
  } finally {
    figure.removeAttribute("aria-busy");
  }
}

const figure = document.getElementById("map");
const data = readData("map-data");
if (figure && data) start(figure, data);
