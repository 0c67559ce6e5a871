// Panels: where they lie, their axes, titles and legends.

import { scaleOf } from "./arrays.js";
import { FONT, HUGE, colorOf, mark, stroke, words } from "./marks.js";

const GAP = 14; // between panels
const INSET = 2; // of titles and legends

/** Tell whether a layer is there in this state. */
const shown = ({ when = {} }, state) => Object.entries(when)
  .every(([name, at]) => [at].flat().includes(state[name]));

/** Place things side by side, in as many lines as they need: [x, line] of each. */
function flow(widths, room) {
  let x = 0, line = 0;
  return widths.map((w) => {
    if (x && x + w > room) [x, line] = [0, line + 1];
    x += w;
    return [x - w, line];
  });
}

/** Give each panel its cell, those of a column one below the other; return the height of all. */
function arrange(columns, width) {
  const beside = width / columns.length < 230 ? [columns.flat()] : columns;
  const w = Math.min((width - GAP * (beside.length - 1)) / beside.length, 760);
  const wish = ({ about }) => Math.round(about.aspect === "equal"
    ? Math.min(Math.max(240, 0.95 * w), 430) : Math.min(Math.max(200, 0.55 * w + 60), 360));
  const heights = beside.map((column) => column.reduce((sum, p) => sum + wish(p) + GAP, -GAP));
  const height = Math.max(...heights);
  beside.forEach((column, k) => {
    let y = 0;
    for (const p of column) {
      const h = wish(p) + (height - heights[k]) / column.length;
      p.cell = { x: k * (w + GAP), y, w, h };
      y += h + GAP;
    }
  });
  return height;
}

/** Set the title and the legend of a panel in lines; return their height. */
function head(p) {
  const { g, about } = p, room = p.cell.w - INSET;
  const width = (text) => g.measureText(text).width;
  g.font = `600 13px ${FONT}`;
  const texts = about.title.split(" ").map((word) => `${word} `);
  p.title = flow(texts.map(width), room + width(" ")).map((place, k) => [...place, texts[k]]);
  g.font = `12px ${FONT}`;
  p.legend = flow(about.legend.map(({ label }) => 54 + width(label)), room);
  p.below = 17 * (p.title.at(-1)[1] + 1); // of the title
  return p.below + 18 * ((p.legend.at(-1)?.[1] ?? -1) + 1) + 6;
}

/** Find the box of the axes in a panel's cell, and the maps from numbers to pixels. */
function fit(p, above) {
  const { x, y, w, h } = p.cell, { about, g } = p;
  const sx = scaleOf(about.x), sy = scaleOf(about.y);
  g.font = `12px ${FONT}`;
  const widest = Math.max(8, ...about.y.ticks.map(([, text]) => g.measureText(text).width));
  const left = x + widest + (about.y.label ? 28 : 10), foot = y + h - (about.x.label ? 38 : 22);
  const box = { x: left, y: y + above, w: Math.max(x + w - left - 16, 40),
    h: Math.max(foot - y - above, 40) };
  if (about.aspect === "equal") {
    const unit = Math.min(box.w / sx.length, box.h / sy.length);
    const [bw, bh] = [unit * sx.length, unit * sy.length];
    const [bx, by] = [box.x + (box.w - bw) / 2, box.y + (box.h - bh) / 2];
    Object.assign(box, { x: bx, y: by, w: bw, h: bh });
  }
  const limit = (v) => Math.min(Math.max(v, -HUGE), HUGE);
  const within = (t) => t >= -0.004 && t <= 1.004;
  p.box = box;
  p.X = (v) => limit(box.x + sx.place(v) * box.w);
  p.Y = (v) => limit(box.y + (1 - sy.place(v)) * box.h);
  p.inside = (a, b) => within((a - box.x) / box.w) && within((b - box.y) / box.h);
}

/** Draw what stays: the title, the axes with their ticks, and the names of both. */
function frame(p) {
  const { g, box: { x, y, w, h }, cell, theme, about } = p, { names } = about.x;
  const rule = (color, ...points) => {
    g.strokeStyle = color;
    g.beginPath();
    points.forEach((point) => g.lineTo(...point));
    g.stroke();
  };
  for (const [left, line, text] of p.title) {
    words(p, text, cell.x + INSET + left, cell.y + 13 + 17 * line, { font: "600 13" });
  }
  g.lineWidth = 1;
  const quiet = { color: theme.muted }, middle = { align: "center", base: "top" };
  let free = -Infinity;
  for (const [v, text] of about.x.ticks) {
    const at = Math.round(p.X(v)) + 0.5;
    if (at < x - 1 || at > x + w + 1) continue;
    if (!names) rule(theme.grid, [at, y], [at, y + h]);
    const half = g.measureText(text).width / 2;
    if (!names && at - half < free) continue; // it would touch the one before
    free = at + half + 6;
    words(p, text, at, y + h + 6, { ...middle, ...quiet, most: names && (0.95 * w) / names });
  }
  free = Infinity;
  for (const [v, text] of about.y.ticks) {
    const at = Math.round(p.Y(v)) + 0.5;
    if (at < y - 1 || at > y + h + 1) continue;
    rule(theme.grid, [x, at], [x + w, at]);
    if (at > free) continue;
    free = at - 13;
    words(p, text, x - 6, at, { align: "right", base: "middle", ...quiet });
  }
  rule(theme.muted, [x - 0.5, y], [x - 0.5, y + h + 0.5], [x + w, y + h + 0.5]);
  words(p, about.x.label, x + w / 2, y + h + 24, { ...middle, most: cell.w });
  g.save();
  g.translate(cell.x + 12, y + h / 2);
  g.rotate(-Math.PI / 2);
  words(p, about.y.label, 0, 0, { align: "center", most: Math.max(h + 40, 60) });
  g.restore();
}

/** Draw the legend: of each entry the first layer that is to be seen. */
function legend(p) {
  const { g, about } = p;
  about.legend.forEach(({ label, layers }, k) => {
    const layer = layers.map((at) => about.layers[at]).find((one) => shown(one, p.state));
    if (!layer) return;
    const { look, kind } = layer;
    const x = p.cell.x + INSET + p.legend[k][0], y = p.cell.y + p.below + 9 + 18 * p.legend[k][1];
    g.beginPath();
    if (kind !== "curve") {
      g.globalAlpha = layer.fill ? 2 * layer.fill : 0.5;
      g.fillStyle = colorOf(p.theme, look);
      g.fillRect(x + 5, y - 5, 24, 10);
      g.globalAlpha = 1;
    } else if (!layer.bare) {
      g.moveTo(x, y);
      g.lineTo(x + 34, y);
      stroke(p, look);
    }
    if (layer.r) mark(p, x + 17, y, look, 4);
    words(p, label, x + 40, y, { base: "middle", most: p.cell.w - 42 });
  });
}

export { arrange, fit, frame, head, legend, shown };
