// The kinds of layers: each draws itself on a panel p, and asks get for its numbers.

import { HUGE, fill, mark, stroke, trace, words } from "./marks.js";

const GAP = [NaN, NaN];

/** Pixels of the points of two columns; a column of one number holds for all. */
const zip = (p, xs, ys) => Array.from({ length: Math.max(xs.length, ys.length) }, (_, k) => [
  p.X(xs[k % xs.length]), p.Y(ys[k % ys.length])]);

/** The points of an arrow; a tiny one has no head. */
function arrow([x0, y0], [x, y]) {
  const length = Math.hypot(x - x0, y - y0), size = Math.min(9, 0.5 * length + 2);
  const barb = (turn) => [x - size * Math.cos(turn), y - size * Math.sin(turn)];
  const turn = length > 0.5 ? Math.atan2(y - y0, x - x0) : NaN;
  return [[x0, y0], [x, y], GAP, barb(turn - 0.45), [x, y], barb(turn + 0.45), GAP];
}

function dot(p, [x, y], look, r, alpha) {
  if (p.inside(x, y)) mark(p, x, y, look, r, alpha);
}

/** Tell where a path was last seen, by a cross, and what became of it. */
function lost(p, some, at, cross) {
  const seen = ([x, y]) => p.inside(x, y), last = some.slice(0, at).findLast(seen);
  const { x, y, w, h } = p.box, [a, b] = last || [x + w / 2, y + h / 2], right = a > x + w - 80;
  if (last) dot(p, last, cross, 6);
  const far = some[at].some((v) => !(Math.abs(v) < HUGE)); // infinite, or no number
  words(p, far || !seen(some.at(-1)) ? "diverged" : "outside", a + (right ? -10 : 10),
    Math.max(b - 9, y + 14), { align: right ? "right" : "left", halo: true });
}

/** Lines across a box that lean to the right by so much of its height. */
const hatches = ({ x, y, w, h }, leans) => trace(leans.flatMap((lean) => (
  Array.from({ length: Math.ceil((w + 2 * h) / 9) }, (_, k) => x - h + 9 * k)
    .flatMap((at) => [[at, y], [at + lean * h, y + h], GAP]))));

/** What each kind draws, by draw(p, layer, look, get). */
const LAYERS = {
  /** A line, a path, single points, separate lines or arrows from (x, y) to (x1, y1). */
  curve(p, layer, look, get) {
    let some = zip(p, get(layer.x), get(layer.y));
    if (layer.x1) {
      const from = (k) => some[k % some.length]; // one place, or as many as ends
      some = zip(p, get(layer.x1), get(layer.y1)).flatMap((to, k) => (
        layer.arrows ? arrow(from(k), to) : [from(k), to, GAP]));
    }
    const end = some.length - 1, at = Math.min(p.state[layer.upto] ?? end, end);
    const { every, trail, marks, r, classes = 0 } = layer, which = get(classes);
    if (!layer.bare) {
      if (at < end) stroke(p, trace(some.slice(at)), { ...look, alpha: 0.28 * look.alpha });
      stroke(p, trace(some.slice(0, at + 1)), look, trail);
    }
    for (let k = 0; every && k < (trail ? at : some.length); k += every) {
      const own = marks[Math.round(which[k % which.length]) % marks.length];
      dot(p, some[k], own, r, k > at ? 0.3 : look.alpha);
    }
    if (trail) dot(p, some[0], layer.start, 5);
    if (layer.upto || (trail && at)) dot(p, some[at], marks[0], 5);
    if (trail && !p.inside(...some[at])) lost(p, some, at, layer.lost);
  },

  /** What lies between two curves, also a zone or a bar. */
  area(p, layer, look, get) {
    const [x, y, y0] = [layer.x, layer.y, layer.y0].map(get), base = zip(p, x, y0);
    const path = new Path2D();
    zip(p, x, y).forEach((b, k, top) => {
      const corners = k ? [top[k - 1], b, base[k], base[k - 1]] : [GAP];
      if (corners.flat().some(Number.isNaN)) return;
      const part = trace(corners);
      part.closePath();
      path.addPath(part);
    });
    fill(p, path, look.color, layer.fill);
    if (layer.edge) stroke(p, path, look);
  },

  /** Bands of a map, each on those below it; infinity ends the rings of a band. */
  contour(p, { x, y, bands }, look, get) {
    const [xs, ys] = [get(x), get(y)];
    let from = 0;
    for (const band of bands) {
      const to = xs.indexOf(Infinity, from);
      const path = trace(zip(p, xs.subarray(from, to), ys.subarray(from, to)));
      fill(p, path, band, 1);
      stroke(p, path, look);
      from = to + 1;
    }
  },

  /** A table over two ranges: regions by number, or cells with their numbers. */
  table(p, { values, shape: [rows, columns], x, y, paints, unknown, gap = 0 }, look, get) {
    const { g, dpr } = p, paths = new Map(), texts = [];
    const [[left, foot], [right, top]] = zip(p, get(x), get(y));
    const snap = (at) => Math.round(at * dpr) / dpr; // or seams would be seen
    const edge = (from, to, share) => snap(from + (to - from) * share);
    let first = 0; // of equal neighbors, which are one rectangle
    get(values).forEach((z, k, all) => {
      if (!gap && z === all[k + 1] && (k + 1) % columns) return;
      const r = Math.floor(k / columns), c = first - r * columns, end = k + 1 - r * columns;
      const a = edge(left, right, c / columns), b = edge(foot, top, r / rows);
      const w = edge(left, right, end / columns) - a, h = edge(foot, top, (r + 1) / rows) - b;
      first = k + 1;
      const kind = Math.round(z) % paints.length;
      if (!paths.has(kind)) paths.set(kind, new Path2D());
      paths.get(kind).rect(a + gap, b + gap, w - 2 * gap, h - 2 * gap);
      const style = { align: "center", base: "middle", halo: true, font: Math.min(12, 0.7 * h) };
      if (gap && z) texts.push([Math.round(z), a + w / 2, b + h / 2, { ...style, most: w - 2 }]);
    });
    for (const [kind, path] of paths) {
      const [color, alpha, hatch] = paints[kind] ?? unknown;
      fill(p, path, color, alpha);
      if (hatch) stroke({ ...p, outline: path }, hatches(p.box, hatch.leans), { color, ...hatch });
    }
    for (const text of texts) words(p, ...text);
  },

  /** A text, also one of several, where its place is seen. */
  text(p, { x, y, texts, choose = 0, style }, look, get) {
    const [[a, b]] = zip(p, get(x), get(y)), text = texts[Math.round(get(choose)[0])];
    const align = a > p.box.x + p.box.w * 0.6 ? "right" : "left";
    if (p.inside(a, b)) words(p, text, a, b, { align, color: look.color, halo: true, ...style });
  },
};

export { LAYERS, dot, zip };
