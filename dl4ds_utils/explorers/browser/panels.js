// Panels: where they lie, their axes, titles and legends.

import { scaleOf } from "./axes.js";
import { shape } from "./layers.js";
import { FONT, colorOf, mark, segment, stroke, words } from "./marks.js";

const HUGE = 1e6; // pixels: what lies further off is drawn as if it lay there
const GAP = 14; // between panels
const INSET = 2; // of titles and legends

/** The words of a text in lines no wider than that. */
function wrapped(g, text, width) {
  const lines = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length && g.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Which controls a layer depends on. */
function needs(spec, layer) {
  const found = new Set([...(layer.axes || []), ...Object.keys(layer.when || {})]);
  if (layer.upto) found.add(layer.upto);
  for (const [key, part] of Object.entries(layer)) {
    const about = typeof part === "string" && !["kind", "label", "text"].includes(key) && spec.arrays[part];
    if (about) about.axes.forEach((name) => found.add(name));
  }
  return found;
}

const shown = (layer, state) => Object.entries(layer.when || {})
  .every(([name, at]) => [at].flat().includes(state[name]));

/** Give each panel its cell, the panels of a column one below the other; return the height of all. */
function arrange(panels, width) {
  const sorted = [...panels].sort((a, b) => a.about.row - b.about.row);
  const groups = new Map();
  for (const p of sorted) groups.set(p.about.column, [...(groups.get(p.about.column) || []), p]);
  let columns = [...groups.keys()].sort((a, b) => a - b).map((key) => groups.get(key));
  if (width / columns.length < 230) columns = [columns.flat()];
  const w = Math.min((width - GAP * (columns.length - 1)) / columns.length, 760);
  const between = (least, v, most) => Math.round(Math.min(Math.max(v, least), most));
  const wish = (p) => (p.about.aspect === "equal" ? between(240, 0.95 * w, 430) : between(200, 0.55 * w + 60, 360));
  const heights = columns.map((column) => column.reduce((sum, p) => sum + wish(p) + GAP, -GAP));
  const height = Math.max(...heights);
  columns.forEach((column, k) => {
    let y = 0;
    for (const p of column) {
      const h = wish(p) + (height - heights[k]) / column.length;
      p.cell = { x: k * (w + GAP), y, w, h };
      y += h + GAP;
    }
  });
  return height;
}

/** Set title and legend of a panel in lines; return their height. */
function head(p, g) {
  g.font = `600 13px ${FONT}`;
  p.title = wrapped(g, p.about.title || "", p.cell.w - 8);
  g.font = `12px ${FONT}`;
  p.key = legend(p.about.layers, g, p.cell.w - INSET);
  return 17 * p.title.length + 18 * p.key.rows + 6;
}

/** Find the box of the axes in a panel's cell, and the maps from numbers to pixels. */
function fit(p, g, above) {
  const { x, y, w, h } = p.cell, { about } = p;
  const sx = scaleOf(about.x), sy = scaleOf(about.y);
  g.font = `12px ${FONT}`;
  const top = y + above;
  const bottom = y + h - (about.x.label ? 38 : 22);
  const widest = Math.max(...about.y.ticks.map(([, text]) => g.measureText(text).width), 8);
  const left = x + widest + (about.y.label ? 28 : 10);
  const box = { x: left, y: top, w: Math.max(x + w - left - 16, 40), h: Math.max(bottom - top, 40) };
  if (about.aspect === "equal") {
    const unit = Math.min(box.w / sx.length, box.h / sy.length);
    const [bw, bh] = [unit * sx.length, unit * sy.length];
    Object.assign(box, { x: box.x + (box.w - bw) / 2, y: box.y + (box.h - bh) / 2, w: bw, h: bh });
  }
  const limit = (v) => Math.min(Math.max(v, -HUGE), HUGE);
  p.box = box;
  p.X = (v) => limit(box.x + sx.place(v) * box.w);
  p.Y = (v) => limit(box.y + (1 - sy.place(v)) * box.h);
  const within = (t) => t >= -0.004 && t <= 1.004;
  p.inside = (a, b) => within(sx.place(a)) && within(sy.place(b));
  p.place = ([x0, x1], [y0, y1]) => [p.X(x0), p.Y(y1), p.X(x1) - p.X(x0), p.Y(y0) - p.Y(y1)];
}

function legend(layers, g, width) {
  const entries = [];
  for (const layer of layers.filter((one) => one.label)) {
    const same = entries.find((entry) => entry.label === layer.label);
    if (same) same.layers.push(layer);
    else entries.push({ label: layer.label, layers: [layer], w: 54 + g.measureText(layer.label).width });
  }
  let at = 0, rows = entries.length ? 1 : 0;
  for (const { w } of entries) {
    if (at && at + w > width) [at, rows] = [0, rows + 1];
    at += w;
  }
  return { entries, rows };
}

function frame(p) {
  const { g, box, theme, about } = p, { x, y, w, h } = box;
  p.title.forEach((line, k) => {
    words(g, line, p.cell.x + INSET, p.cell.y + 13 + 17 * k, theme, { font: "600 13", most: p.cell.w - 4 });
  });
  g.lineWidth = 1;
  g.strokeStyle = theme.grid;
  const bars = about.layers.find((layer) => layer.kind === "bars");
  const xs = bars ? bars.names.map((name, k) => [k, name]) : about.x.ticks;
  let free = -Infinity;
  const rule = (...ends) => {
    segment(g, ...ends);
    g.stroke();
  };
  for (const [v, text] of xs) {
    const at = Math.round(p.X(v)) + 0.5;
    if (!(at >= x - 1 && at <= x + w + 1)) continue;
    if (!bars) rule(at, y, at, y + h);
    g.font = `12px ${FONT}`;
    const half = g.measureText(text).width / 2, most = bars ? (0.95 * w) / bars.names.length : undefined;
    if (!bars && at - half < free) continue;
    free = at + half + 6;
    words(g, text, at, y + h + 6, theme, { align: "center", base: "top", color: theme.muted, most });
  }
  free = Infinity;
  for (const [v, text] of about.y.ticks) {
    const at = Math.round(p.Y(v)) + 0.5;
    if (!(at >= y - 1 && at <= y + h + 1)) continue;
    rule(x, at, x + w, at);
    if (at > free) continue;
    free = at - 13;
    words(g, text, x - 6, at, theme, { align: "right", base: "middle", color: theme.muted });
  }
  g.strokeStyle = theme.muted;
  rule(x - 0.5, y, x - 0.5, y + h + 0.5);
  rule(x - 0.5, y + h + 0.5, x + w, y + h + 0.5);
  words(g, about.x.label, x + w / 2, y + h + 24, theme, { align: "center", base: "top", most: p.cell.w });
  g.save();
  g.translate(p.cell.x + 12, y + h / 2);
  g.rotate(-Math.PI / 2);
  words(g, about.y.label, 0, 0, theme, { align: "center", most: Math.max(h + 40, 60) });
  g.restore();
}

function swatches(p) {
  const { g, theme } = p, from = p.cell.x + INSET;
  let x = from, y = p.cell.y + 17 * p.title.length + 9;
  for (const { label, layers, w } of p.key.entries) {
    const layer = layers.find((one) => shown(one, p.state));
    if (!layer) continue;
    if (x > from && x + w > p.cell.x + p.cell.w) [x, y] = [from, y + 18];
    const look = layer.look, { kind } = layer;
    if (["area", "span", "image", "cells", "bars"].includes(kind)) {
      g.globalAlpha = kind === "span" ? 0.25 : 0.5;
      g.fillStyle = colorOf(theme, look);
      g.fillRect(x + 5, y - 5, 24, 10);
      g.globalAlpha = 1;
    } else if (!["points", "marker", "text"].includes(kind)) {
      segment(g, x, y, x + 34, y);
      stroke(g, look, theme);
    }
    const single = ["points", "marker"].includes(kind);
    const sign = single || kind === "path" ? shape(look) : kind === "line" ? look.marker : "none";
    if (sign && sign !== "none") mark(g, x + 17, y, sign, colorOf(theme, look), theme, 4);
    words(g, label, x + 40, y, theme, { base: "middle", most: p.cell.w - 42 });
    x += w;
  }
}

export { arrange, fit, frame, head, needs, shown, swatches };
