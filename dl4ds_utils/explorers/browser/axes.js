// Scales and their ticks.

import { minus, number, raised } from "./arrays.js";

function scaleOf(axis) {
  const c = axis.linthresh || 1;
  const to = {
    linear: (v) => v,
    log: (v) => (v <= 0 ? -Infinity : Math.log10(v)),
    symlog: (v) => Math.sign(v) * Math.log10(1 + Math.abs(v) / c),
  }[axis.scale || "linear"];
  const lo = to(axis.lo), hi = to(axis.hi);
  const place = (v) => (to(v) - lo) / (hi - lo);
  return { place, lo, hi, ticks: (room) => axis.ticks || ticksOf(axis, room) };
}

function ticksOf(axis, room) {
  const lo = Math.min(axis.lo, axis.hi), hi = Math.max(axis.lo, axis.hi);
  const wide = Math.max(-lo, hi) > 10 * (axis.linthresh || 1);
  if (axis.scale === "log" || (axis.scale === "symlog" && wide)) return decades(axis, lo, hi, room);
  const rough = (hi - lo) / room;
  const base = 10 ** Math.floor(Math.log10(rough));
  const step = base * [1, 2, 5, 10].find((m) => m * base >= rough * 0.999);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const plain = Math.max(Math.abs(lo), Math.abs(hi)) < 1e5 && digits < 5;
  const ticks = [];
  for (let k = Math.ceil(lo / step - 1e-6); k * step <= hi + step * 1e-6; k++) {
    const v = k === 0 ? 0 : k * step;
    ticks.push([v, plain ? minus(v.toFixed(digits)) : number(v)]);
  }
  return ticks;
}

function decades(axis, lo, hi, room) {
  const c = axis.scale === "log" ? 0 : axis.linthresh || 1;
  const powers = (a, b) => {
    const out = [];
    for (let k = Math.ceil(Math.log10(a) - 1e-9); k <= Math.log10(b) + 1e-9; k++) out.push(k);
    return out;
  };
  // Up to the threshold all is close to 0.
  const up = hi > c ? powers(Math.max(lo, 2 * c), hi) : [];
  const down = c && -lo > c ? powers(Math.max(-hi, 2 * c), -lo) : [];
  const every = Math.max(1, Math.ceil((up.length + down.length) / room));
  const plain = [...up, ...down].every((k) => k >= -3 && k <= 4);
  const text = (m, k) => (plain ? String(Number((m * 10 ** k).toPrecision(3)))
    : k === 0 ? String(m) : `${m === 1 ? "" : `${m}·`}10${raised(k)}`);
  const between = !c && up.length < 3 ? [1, 2, 5] : [1];
  const ticks = c && lo <= 0 && hi >= 0 ? [[0, "0"]] : [];
  const first = between.length > 1 ? Math.floor(Math.log10(lo)) : up[0];
  const ks = between.length > 1 ? powers(10 ** first, hi) : up.filter((k) => k % every === 0);
  for (const k of ks) {
    for (const m of between) {
      const v = m * 10 ** k;
      if (v >= lo * (1 - 1e-9) && v <= hi * (1 + 1e-9)) ticks.push([v, text(m, k)]);
    }
  }
  for (const k of down) if (k % every === 0) ticks.unshift([-(10 ** k), `−${text(1, k)}`]);
  return ticks;
}

export { scaleOf };
