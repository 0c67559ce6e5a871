// Scales: where a number lies between the ends of an axis.

const log = (v) => (v <= 0 ? -Infinity : Math.log10(v));

function scaleOf({ scale, lo, hi, linthresh }) {
  const symlog = (v) => Math.sign(v) * Math.log10(1 + Math.abs(v) / linthresh);
  const to = { linear: (v) => v, log, symlog }[scale];
  const first = to(lo), length = to(hi) - first;
  return { length, place: (v) => (to(v) - first) / length };
}

export { scaleOf };
