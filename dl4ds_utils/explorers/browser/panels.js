// Panels: where they lie, their axes, titles and legends.

import { scaleOf } from "./arrays.js";
import { FONT, HUGE, fill, mark, stroke, trace, words } from "./marks.js";

const GUTTER = 14; // between panels
const INSET = 2; // of titles and legends

/** Tell whether a layer is there in this state. */
const shown = ({ when = {} }, state) => (
  Object.entries(when).every(([name, some]) => some.includes(state[name])));

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
  const w = Math.min((width - GUTTER * (beside.length - 1)) / beside.length, 760);
  const wish = ({ about }) => Math.round(about.aspect
    ? Math.min(Math.max(240, 0.95 * w), 430) : Math.min(Math.max(200, 0.55 * w + 60), 360));
  const heights = beside.map((column) => column.reduce((y, p) => y + wish(p) + GUTTER, -GUTTER));
  const height = Math.max(...heights);
  beside.forEach((column, k) => {
    let y = 0;
    for (const p of column) {
      const h = wish(p) + (height - heights[k]) / column.length;
      p.cell = { x: k * (w + GUTTER), y, w, h };
      y += h + GUTTER;
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
  const { g, about, cell } = p, across = scaleOf(about.x), up = scaleOf(about.y);
  const widest = Math.max(8, ...about.y.ticks.map(([, text]) => g.measureText(text).width));
  const left = widest + (about.y.label ? 28 : 10), below = about.x.label ? 38 : 22;
  const room = { w: Math.max(cell.w - left - 16, 40), h: Math.max(cell.h - below - above, 40) };
  const { aspect = room.w / room.h } = about;
  const w = Math.min(room.w, room.h * aspect), h = Math.min(room.h, room.w / aspect);
  const x = cell.x + left + (room.w - w) / 2, y = cell.y + above + (room.h - h) / 2;
  const limit = (v) => Math.min(Math.max(v, -HUGE), HUGE);
  const within = (t) => t >= -0.004 && t <= 1.004;
  p.box = { x, y, w, h };
  p.outline = rectangle(x, y, w, h);
  p.X = (v) => limit(x + across(v) * w);
  p.Y = (v) => limit(y + (1 - up(v)) * h);
  p.inside = (a, b) => within((a - x) / w) && within((b - y) / h);
}

const rectangle = (x, y, w, h) => new Path2D(`M${x} ${y}h${w}v${h}h${-w}z`);
const rule = ({ g, theme }, color, ...points) => (
  stroke({ g, theme }, trace(points), { color, dash: [], width: 1, alpha: 1 }));

/** Draw the ticks of an axis, and their texts as far as they do not touch. */
function ticks(p, { ticks: some, names }, across) {
  const { g, box: { x, y, w, h } } = p, style = { color: "muted", most: names && 0.95 * w / names };
  let last = Infinity, reach = 0;
  for (const [v, text] of some) {
    const at = Math.round(across ? p.X(v) : p.Y(v)) + 0.5;
    const half = across ? 3 + g.measureText(text).width / 2 : 6.5;
    if (!names) rule(p, "grid", ...(across ? [[at, y], [at, y + h]] : [[x, at], [x + w, at]]));
    if (!names && Math.abs(at - last) < half + reach) continue;
    [last, reach] = [at, half];
    if (across) words(p, text, at, y + h + 6, { ...style, align: "center", base: "top" });
    else words(p, text, x - 6, at, { ...style, align: "right", base: "middle" });
  }
}

/** Draw what stays: the title, the axes with their ticks, and the names of both. */
function frame(p) {
  const { g, box: { x, y, w, h }, cell, about } = p;
  for (const [left, line, text] of p.title) {
    words(p, text, cell.x + INSET + left, cell.y + 13 + 17 * line, { font: "600 13" });
  }
  g.font = `12px ${FONT}`;
  ticks(p, about.x, true);
  ticks(p, about.y, false);
  rule(p, "muted", [x - 0.5, y], [x - 0.5, y + h + 0.5], [x + w, y + h + 0.5]);
  words(p, about.x.label, x + w / 2, y + h + 24, { align: "center", base: "top", most: cell.w });
  g.save();
  g.translate(cell.x + 12, y + h / 2);
  g.rotate(-Math.PI / 2);
  words(p, about.y.label, 0, 0, { align: "center", most: Math.max(h + 40, 60) });
  g.restore();
}

/** Draw the legend: of each entry the first layer that is to be seen. */
function legend({ g, theme, about, cell, state, ...p }) {
  about.legend.forEach(({ label, layers }, k) => {
    const layer = layers.map((at) => about.layers[at]).find((one) => shown(one, state));
    if (!layer) return;
    const x = cell.x + INSET + p.legend[k][0], y = cell.y + p.below + 9 + 18 * p.legend[k][1];
    const { look, swatch, bare, r, marks } = layer, box = rectangle(x + 5, y - 5, 24, 10);
    if (swatch) fill({ g, theme }, box, look.color, swatch);
    else if (!bare) stroke({ g, theme }, trace([[x, y], [x + 34, y]]), look);
    if (r) mark({ g, theme }, x + 17, y, marks[0], 4);
    words({ g, theme }, label, x + 40, y, { base: "middle", most: cell.w - 42 });
  });
}

export { arrange, fit, frame, head, legend, shown };
