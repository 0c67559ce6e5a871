// Numbers: scales, the scene's arrays looked up by the controls' indices, and numbers as text.

const TYPES = { u1: [Uint8Array, 252], u2: [Uint16Array, 65532], f4: [Float32Array] };

/** From a number to its place on a scale, and back. */
const SCALES = {
  linear: () => [(v) => v, (t) => t],
  log: () => [(v) => (v <= 0 ? -Infinity : Math.log10(v)), (t) => 10 ** t],
  symlog: (c) => [
    (v) => Math.sign(v) * Math.log10(1 + Math.abs(v) / c),
    (t) => Math.sign(t) * c * (10 ** Math.abs(t) - 1),
  ],
};

/** The map from a number to its place on an axis: 0 at its beginning, 1 at its end. */
function scaleOf({ scale, lo, hi, linthresh }) {
  const [to] = SCALES[scale](linthresh), first = to(lo), length = to(hi) - first;
  return (v) => (to(v) - first) / length;
}

/** A number with three significant digits and a real minus sign, as captions show it. */
function number(v) {
  if (Number.isNaN(v)) return "not a number";
  if (!Number.isFinite(v)) return v > 0 ? "∞" : "−∞";
  const [mantissa, power] = v.toExponential(2).split("e").map(Number);
  const text = power < -4 || power > 2 ? `${mantissa}e${power}` : String(Number(v.toPrecision(3)));
  return text.replaceAll("-", "−");
}

function decode({ type, at, lo, hi, scale, linthresh }, buffer, first, count) {
  const [Codes, top] = TYPES[type];
  const codes = new Codes(buffer, at + Codes.BYTES_PER_ELEMENT * first, count);
  if (!top) return new Float64Array(codes);
  const [to, back] = SCALES[scale](linthresh), low = to(lo), step = (to(hi) - low) / top;
  const beyond = [-Infinity, Infinity, NaN];
  const value = (code) => (code > top ? beyond[code - top - 1] : back(low + code * step));
  return new Float64Array(codes).map(value);
}

/** Return get(reference, state): a constant's numbers, or an array's at this state. */
function reader(spec, buffer) {
  const size = Object.fromEntries(spec.controls.map((c) => [c.name, c.labels.length]));
  return (reference, state) => {
    if (typeof reference !== "string") return [reference].flat();
    const about = spec.arrays[reference], { axes, shape } = about;
    const at = axes.reduce((sum, one) => sum * size[one] + state[one], 0);
    const count = shape.slice(axes.length).reduce((a, b) => a * b, 1);
    return decode(about, buffer, at * count, count);
  };
}

/** Bytes of zlib -> ArrayBuffer. */
async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

export { inflate, number, reader, scaleOf };
