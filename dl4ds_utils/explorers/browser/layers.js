// The kinds of layers: each draws itself on a panel p, and asks get for its numbers.

import { number } from "./arrays.js";
import { HUGE, MARKERS, RAMP, colorOf, mark, stroke, words } from "./marks.js";

/** Of regions by number: how far the lines of their hatches lean to the right; dots for 2. */
const HATCHES = [[], [-1], [0], [1], [-1, 0], [-1, 1], [-1, 0, 1]];
const NOTHING = 5; // hatches of what is no number

function clipped({ g, box }, draw) {
  g.save();
  g.beginPath();
  g.rect(box.x, box.y, box.w, box.h);
  g.clip();
  draw();
  g.restore();
}

/** Pixels of the points of two columns; a column of one number holds for all. */
const zip = (p, xs, ys) => Array.from({ length: Math.max(xs.length, ys.length) }, (_, k) => [
  p.X(xs[k % xs.length]), p.Y(ys[k % ys.length])]);

/** Begin the path through points; NaN breaks it; each stretch may end in an arrow. */
function trace(g, some, arrow) {
  let last = null;
  g.beginPath();
  for (const [x, y] of some) {
    if (last) g.lineTo(x, y);
    else g.moveTo(x, y);
    const length = last && arrow ? Math.hypot(x - last[0], y - last[1]) : 0;
    for (const s of length > 0.5 ? [-0.45, 0.45] : []) {
      const size = Math.min(9, 0.5 * length + 2), turn = s + Math.atan2(y - last[1], x - last[0]);
      g.moveTo(x, y);
      g.lineTo(x - size * Math.cos(turn), y - size * Math.sin(turn));
    }
    last = Number.isNaN(x + y) ? null : [x, y];
  }
}

function dot(p, [x, y], look, r, alpha) {
  if (p.inside(x, y)) mark(p, x, y, look, r, alpha);
}

/** The end of a path: a dot, or a cross where it was last seen and what became of it. */
function ending(p, some, at, look) {
  const seen = ([x, y]) => p.inside(x, y);
  if (seen(some[at])) {
    dot(p, some[at], look, 5);
    return;
  }
  const last = some.slice(0, at).findLast(seen), { x, y, w, h } = p.box;
  if (last) dot(p, last, { ...look, marker: "cross" }, 6);
  const [a, b] = last || [x + w / 2, y + h / 2], right = a > x + w - 80;
  const far = some[at].some((v) => !(Math.abs(v) < HUGE)); // infinite, or no number
  words(p, far || !seen(some.at(-1)) ? "diverged" : "outside", a + (right ? -10 : 10),
    Math.max(b - 9, y + 14), { align: right ? "right" : "left", halo: true });
}

/** The color at a place from 0 to 1 between some stops. */
function ramp(stops, t) {
  const at = t * (stops.length - 1), k = Math.min(Math.floor(at), stops.length - 2);
  return `rgb(${stops[k].map((v, i) => Math.round(v + (at - k) * (stops[k + 1][i] - v)))})`;
}

function hatch({ g, box: { x, y, w, h } }, kind) {
  const dots = kind === 2;
  g.beginPath();
  for (const lean of HATCHES[kind]) {
    for (let at = x - h; at < x + w + h; at += 9) {
      g.moveTo(at, y);
      g.lineTo(at + lean * h, y + h);
    }
  }
  Object.assign(g, { strokeStyle: g.fillStyle, globalAlpha: 0.6, lineWidth: dots ? 2 : 1 });
  g.setLineDash(dots ? [2, 6] : []);
  g.stroke();
}

/** Draw what takes long once for each slice of its numbers, and keep the picture with them. */
const kept = (name, draw) => (p, layer, look, get) => {
  const v = get(layer[name]), { dpr, box: { w, h } } = p;
  const [x, y] = [p.box.x, p.box.y].map((at) => Math.floor(at * dpr) / dpr);
  let held = layer.tiles.get(v);
  if (held?.box !== p.box) { // another size or theme has another box
    held = { box: p.box, tile: document.createElement("canvas") };
    const size = { width: Math.ceil(w * dpr) + 1, height: Math.ceil(h * dpr) + 1 };
    const g = Object.assign(held.tile, size).getContext("2d");
    g.setTransform(dpr, 0, 0, dpr, -x * dpr, -y * dpr);
    draw({ ...p, g }, layer, look, v, get);
    layer.tiles.set(v, held);
  }
  p.g.drawImage(held.tile, x, y, held.tile.width / dpr, held.tile.height / dpr);
};

/** What each kind draws, by draw(p, layer, look, get). */
const LAYERS = {
  /** A line, a path, single points, separate lines or arrows from (x, y) to (x1, y1). */
  curve(p, layer, look, get) {
    let some = zip(p, get(layer.x), get(layer.y));
    if (layer.x1) {
      const from = some; // one place, or as many as ends
      some = zip(p, get(layer.x1), get(layer.y1))
        .flatMap((to, k) => [from[k % from.length], to, [NaN, NaN]]);
    }
    const end = some.length - 1, at = Math.min(p.state[layer.upto] ?? end, end);
    if (!layer.bare) {
      clipped(p, () => {
        if (at < end) {
          trace(p.g, some.slice(at));
          stroke(p, { ...look, alpha: 0.28 * look.alpha });
        }
        trace(p.g, some.slice(0, at + 1), layer.arrows);
        stroke(p, look, layer.trail);
      });
    }
    const classes = layer.classes && get(layer.classes).map(Math.round);
    for (let k = 0; layer.every && k < (layer.trail ? at : some.length); k += layer.every) {
      const own = classes ? { color: classes[k], marker: MARKERS[classes[k] % 7] } : look;
      dot(p, some[k], own, layer.r, k > at ? 0.3 : look.alpha);
    }
    if (layer.trail) dot(p, some[0], { ...look, marker: "hollow" }, 5);
    if (layer.trail && (at || layer.upto)) ending(p, some, at, look);
    else if (layer.upto) dot(p, some[at], look, 5);
  },

  /** What lies between two curves, also a zone or a bar. */
  area(p, layer, look, get) {
    const [x, y, y0] = [layer.x, layer.y, layer.y0].map(get), base = zip(p, x, y0);
    clipped(p, () => {
      p.g.beginPath();
      zip(p, x, y).forEach((b, k, top) => {
        const corners = k ? [top[k - 1], b, base[k], base[k - 1]] : [];
        if (corners.flat().some(Number.isNaN)) return;
        corners.forEach((corner, i) => p.g[i ? "lineTo" : "moveTo"](...corner));
        if (k) p.g.closePath();
      });
      p.g.globalAlpha = layer.fill * look.alpha;
      p.g.fillStyle = colorOf(p.theme, look);
      p.g.fill();
      if (layer.edge) stroke(p, { ...look, width: 1.5, alpha: 1 });
    });
  },

  /** Bands of a map, each on those below it; NaN ends a ring, infinity the rings of a level. */
  contour: kept("rings", (p, { count }, look, v) => {
    const { g, theme } = p;
    let level = 0, pen = false;
    const band = () => {
      g.fillStyle = ramp(theme.bands, level++ / count);
      g.fill();
      stroke(p, { ...look, width: Math.min(look.width, 1), alpha: 0.55 * look.alpha });
      g.beginPath();
    };
    clipped(p, () => {
      g.beginPath();
      for (let k = 0; k < v.length; k += 2) {
        if (v[k] === Infinity) band();
        else if (Number.isNaN(v[k])) g.closePath();
        else g[pen ? "lineTo" : "moveTo"](p.X(v[k]), p.Y(v[k + 1]));
        pen = Number.isFinite(v[k]);
      }
    });
  }),

  /** A table over two ranges: a map of numbers, regions by class, or cells with their numbers. */
  table: kept("values", (p, { shape: [rows, columns], x, y, paints, gap = 0 }, look, v, get) => {
    const { g, theme } = p, known = v.filter(Number.isFinite);
    const least = Math.min(...known), span = Math.max(...known) - least || 1;
    const [[left, foot], [right, top]] = zip(p, get(x), get(y));
    const snap = (at) => Math.round(at * p.dpr) / p.dpr; // or seams would be seen
    const edge = (from, to, k, n) => snap(from + ((to - from) * k) / n);
    const paths = new Map(), texts = [];
    v.forEach((value, k) => {
      const z = paints ? Math.round(value) : value, c = k % columns, r = (k - c) / columns;
      const a = edge(left, right, c, columns), b = edge(foot, top, r, rows);
      const w = edge(left, right, c + 1, columns) - a, h = edge(foot, top, r + 1, rows) - b;
      if (!paths.has(z)) paths.set(z, new Path2D());
      paths.get(z).rect(a + gap, b + gap, w - 2 * gap, h - 2 * gap);
      const style = { align: "center", base: "middle", halo: true, font: Math.min(12, 0.7 * h) };
      if (gap && z) texts.push([z, a + w / 2, b + h / 2, { ...style, most: w - 2 }]);
    });
    for (const [z, path] of paths) {
      const [color, alpha, kind] = Number.isNaN(z) ? ["muted", 0, NOTHING]
        : paints?.[z % paints.length] ?? [0, 0.85, 0];
      g.save();
      g.globalAlpha = alpha;
      g.fillStyle = paints || kind ? colorOf(theme, { color }) : ramp(RAMP, (z - least) / span);
      g.fill(path);
      g.clip(path);
      hatch(p, kind);
      g.restore();
    }
    for (const text of texts) words(p, ...text);
  }),

  /** A text, or a number that has no place on its axis. */
  text(p, { x, y, text, value }, look, get) {
    const [[a, b]] = zip(p, get(x), get(y)), [v] = value ? get(value) : [NaN];
    if (value ? Number.isFinite(v) : !p.inside(a, b)) return;
    const side = a > p.box.x + p.box.w * 0.6 ? "right" : "left";
    const place = value ? { align: "center", base: "top" } : { align: side };
    const color = colorOf(p.theme, look);
    words(p, text ?? (Number.isNaN(v) ? "NaN" : number(v)), a, b, { ...place, color, halo: true });
  },
};

export { LAYERS, dot, zip };
