// The layers of a scene: each draws itself on a panel.

import { number } from "./arrays.js";
import { bands, codes, isoline } from "./fields.js";
import { MARKERS, arrow, colorOf, mark, segment, stroke, words } from "./marks.js";

function clipped(p, draw) {
  p.g.save();
  p.g.beginPath();
  p.g.rect(p.box.x, p.box.y, p.box.w, p.box.h);
  p.g.clip();
  draw();
  p.g.restore();
}

function trace(p, xs, ys, from, to) {
  let pen = false;
  p.g.beginPath();
  for (let k = Math.max(from, 0); k <= to && k < xs.length; k++) {
    const x = p.X(xs[k]), y = p.Y(ys[k]);
    if (Number.isNaN(x + y)) pen = false;
    else if (pen) p.g.lineTo(x, y);
    else {
      p.g.moveTo(x, y);
      pen = true;
    }
  }
}

function dot(p, x, y, kind, look, r, alpha) {
  if (p.inside(x, y)) mark(p.g, p.X(x), p.Y(y), kind, colorOf(p.theme, look), p.theme, r, alpha);
}

function curve(p, layer, look, xs, ys, halo) {
  const end = xs.length - 1, at = Math.min(p.state[layer.upto] ?? end, end);
  clipped(p, () => {
    if (at < end) {
      trace(p, xs, ys, at, end);
      stroke(p.g, look, p.theme, { faint: true });
    }
    trace(p, xs, ys, 0, at);
    stroke(p.g, look, p.theme, { halo });
  });
  return at;
}

const columns = (v) => [0, 1].map((d) => v.filter((_, i) => i % 2 === d));
const shape = (look, fallback = "circle") =>
  (look.marker && look.marker !== "none" ? look.marker : fallback);

const LAYERS = {
  line(p, layer, look, get) {
    const xs = get(layer.x).v, ys = get(layer.y).v;
    const at = curve(p, layer, look, xs, ys);
    const every = xs.length <= 40 ? 1 : Math.ceil(xs.length / 12);
    if (look.marker && look.marker !== "none") {
      for (let k = 0; k < xs.length; k += every) {
        dot(p, xs[k], ys[k], look.marker, look, 3.5, k > at ? 0.3 : look.alpha);
      }
    }
    if (layer.upto) dot(p, xs[at], ys[at], shape(look), look, 5);
  },
  path(p, layer, look, get) {
    const [xs, ys] = columns(get(layer.xy).v);
    const at = curve(p, layer, look, xs, ys, true);
    if (xs.length <= 60) {
      for (let k = 1; k < at; k++) dot(p, xs[k], ys[k], shape(look), look, 2.4);
    }
    dot(p, xs[0], ys[0], "hollow", look, 5);
    const fine = (k) => Number.isFinite(xs[k] + ys[k]);
    if (p.inside(xs[at], ys[at])) {
      if (at > 0 || layer.upto) dot(p, xs[at], ys[at], shape(look), look, 5);
      return;
    }
    let last = at;
    while (last > 0 && !p.inside(xs[last], ys[last])) last--;
    dot(p, xs[last], ys[last], "cross", look, 6);
    const lost = !fine(at) || !p.inside(xs[xs.length - 1], ys[ys.length - 1]);
    const x = p.inside(xs[last], ys[last]) ? p.X(xs[last]) : p.box.x + p.box.w / 2;
    const y = p.inside(xs[last], ys[last]) ? p.Y(ys[last]) : p.box.y + p.box.h / 2;
    const right = x > p.box.x + p.box.w - 80;
    words(p.g, lost ? "diverged" : "outside", x + (right ? -10 : 10),
      Math.max(y - 9, p.box.y + 14), p.theme, { align: right ? "right" : "left", halo: true });
  },
  points(p, layer, look, get) {
    const [xs, ys] = columns(get(layer.xy).v);
    const classes = layer.classes === undefined ? null : get(layer.classes).v;
    xs.forEach((x, k) => {
      const c = classes && Math.round(classes[k]);
      if (classes) dot(p, x, ys[k], MARKERS[c % 7], { ...look, color: c }, 4, look.alpha);
      else dot(p, x, ys[k], shape(look), look, 4, look.alpha);
    });
  },
  segments(p, layer, look, get) {
    const a = get(layer.a).v, b = get(layer.b).v;
    clipped(p, () => {
      p.g.beginPath();
      for (let k = 0; k < b.length; k += 2) {
        p.g.moveTo(p.X(a[k]), p.Y(a[k + 1]));
        p.g.lineTo(p.X(b[k]), p.Y(b[k + 1]));
      }
      stroke(p.g, look, p.theme);
    });
  },
  arrows(p, layer, look, get) {
    const a = get(layer.a).v, b = get(layer.b).v;
    clipped(p, () => {
      p.g.beginPath();
      for (let k = 0; k < b.length; k += 2) {
        const [x, y] = [a[k % a.length], a[(k + 1) % a.length]];
        if (Number.isFinite(x + y + b[k] + b[k + 1])) arrow(p.g, p.X(x), p.Y(y), p.X(b[k]), p.Y(b[k + 1]));
      }
      stroke(p.g, look, p.theme);
    });
  },
  contour(p, layer, look, get) {
    const field = get(layer.values), levels = [...get(layer.levels).v];
    const [x, y, w, h] = p.place(get(layer.x).v, get(layer.y).v);
    const [ny, nx] = field.shape;
    const made = p.keep(layer, field.key, () => {
      const lines = new Path2D();
      const at = ([i, j]) => [x + (w * i) / (nx - 1), y + h - (h * j) / (ny - 1)];
      for (const level of levels) {
        isoline(field.v, ny, nx, level, (a, b) => {
          lines.moveTo(...at(a));
          lines.lineTo(...at(b));
        });
      }
      return { lines, fill: bands(field, levels, Math.ceil(w), Math.ceil(h), p.theme) };
    });
    clipped(p, () => {
      p.g.drawImage(made.fill, x, y, w, h);
      p.g.globalAlpha = 0.55 * (look.alpha ?? 1);
      p.g.strokeStyle = colorOf(p.theme, look);
      p.g.lineWidth = Math.min(look.width ?? 1, 1);
      p.g.stroke(made.lines);
    });
  },
  image(p, layer, look, get) {
    const field = get(layer.codes);
    const [x, y, w, h] = p.place(get(layer.x).v, get(layer.y).v);
    const make = () => codes(field, layer, Math.ceil(w), Math.ceil(h), p.theme);
    clipped(p, () => p.g.drawImage(p.keep(layer, field.key, make), x, y, w, h));
  },
  cells(p, layer, look, get) {
    const { v, shape: [rows, cols] } = get(layer.codes);
    const [w, h] = [p.box.w / cols, p.box.h / rows];
    for (let k = 0; k < v.length; k++) {
      const [c, r] = [k % cols, Math.floor(k / cols)], code = Math.round(v[k]);
      const [x, y] = [p.box.x + c * w, p.box.y + r * h];
      p.g.globalAlpha = code ? 0.75 : 0.12;
      p.g.fillStyle = code ? p.theme.palette[(code - 1) % 7] : p.theme.muted;
      p.g.fillRect(x + 1, y + 1, w - 2, h - 2);
      p.g.globalAlpha = 1;
      words(p.g, code > 0 ? String(code) : "", x + w / 2, y + h / 2, p.theme,
        { align: "center", base: "middle", halo: true, font: Math.min(12, h * 0.7), most: w - 2 });
    }
  },
  bars(p, layer, look, get) {
    const values = get(layer.values).v, zero = p.Y(0);
    clipped(p, () => values.forEach((value, k) => {
      const own = layer.looks?.[k] || look, left = p.X(k - 0.36);
      if (Number.isNaN(value)) return;
      const top = p.Y(value), w = p.X(k + 0.36) - left;
      p.g.beginPath();
      p.g.rect(left, Math.min(top, zero), w, Math.abs(zero - top));
      p.g.globalAlpha = 0.55 * (own.alpha ?? 1);
      p.g.fillStyle = colorOf(p.theme, own);
      p.g.fill();
      stroke(p.g, { width: 1.5, ...own, alpha: 1 }, p.theme);
    }));
    values.forEach((value, k) => {
      if (!Number.isFinite(value)) {
        const text = Number.isNaN(value) ? "NaN" : number(value);
        words(p.g, text, p.X(k), p.box.y + 14, p.theme, { align: "center", halo: true });
      }
    });
  },
  area(p, layer, look, get) {
    const xs = get(layer.x).v, ys = get(layer.y).v, y0 = get(layer.y0 ?? 0).v;
    const known = (k) => !Number.isNaN(xs[k] + ys[k] + y0[k % y0.length]);
    clipped(p, () => {
      p.g.beginPath();
      for (let from = 0, k = 0; k <= xs.length; k++) {
        if (k < xs.length && known(k)) continue;
        for (let i = from; i < k; i++) p.g[i > from ? "lineTo" : "moveTo"](p.X(xs[i]), p.Y(ys[i]));
        for (let i = k - 1; i >= from; i--) p.g.lineTo(p.X(xs[i]), p.Y(y0[i % y0.length]));
        from = k + 1;
      }
      p.g.globalAlpha = 0.25 * (look.alpha ?? 1);
      p.g.fillStyle = colorOf(p.theme, look);
      p.g.fill();
    });
  },
  rule(p, layer, look, get) {
    const { x, y, w, h } = p.box, upright = layer.x !== undefined;
    const at = upright ? p.X(get(layer.x).v[0]) : p.Y(get(layer.y).v[0]);
    if (Number.isNaN(at)) return;
    clipped(p, () => {
      segment(p.g, ...(upright ? [at, y, at, y + h] : [x, at, x + w, at]));
      stroke(p.g, { width: 1.5, ...look }, p.theme);
    });
  },
  span(p, layer, look, get) {
    const { x, y, w, h } = p.box;
    const [a, b] = layer.x !== undefined ? [...get(layer.x).v].map(p.X) : [...get(layer.y).v].map(p.Y);
    clipped(p, () => {
      p.g.globalAlpha = 0.14 * (look.alpha ?? 1);
      p.g.fillStyle = colorOf(p.theme, look);
      if (layer.x !== undefined) p.g.fillRect(Math.min(a, b), y, Math.abs(b - a), h);
      else p.g.fillRect(x, Math.min(a, b), w, Math.abs(b - a));
    });
  },
  marker(p, layer, look, get) {
    const [x, y] = get(layer.xy).v;
    dot(p, x, y, shape(look), look, 6, look.alpha);
  },
  text(p, layer, look, get) {
    const [x, y] = get(layer.xy).v;
    const side = p.X(x) > p.box.x + p.box.w * 0.6 ? "right" : "left";
    if (p.inside(x, y)) {
      words(p.g, layer.text, p.X(x), p.Y(y), p.theme, { align: side, halo: true, color: colorOf(p.theme, look) });
    }
  },
};

export { LAYERS, columns, dot, shape };
