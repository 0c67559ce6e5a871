// Numbers: scales, the scene's arrays looked up by the controls' indices, and numbers as text.

const KEPT = 200; // slices that stay decoded
const TYPES = { u1: [Uint8Array, 255], u2: [Uint16Array, 65535], f4: [Float32Array] };

/** From a number to its place on a scale, and back. */
const SCALES = {
  linear: () => [(v) => v, (t) => t],
  log: () => [(v) => (v <= 0 ? -Infinity : Math.log10(v)), (t) => 10 ** t],
  symlog: (c) => [
    (v) => Math.sign(v) * Math.log10(1 + Math.abs(v) / c),
    (t) => Math.sign(t) * c * (10 ** Math.abs(t) - 1),
  ],
};

/** Where a number lies on an axis: 0 at its beginning, 1 at its end. */
function scaleOf({ scale, lo, hi, linthresh }) {
  const [to] = SCALES[scale](linthresh), first = to(lo), length = to(hi) - first;
  return { length, place: (v) => (to(v) - first) / length };
}

/** A number with three significant digits and a real minus sign, as captions show it. */
function number(v) {
  if (Number.isNaN(v)) return "not a number";
  if (!Number.isFinite(v)) return v > 0 ? "∞" : "−∞";
  const [mantissa, power] = v.toExponential(2).split("e").map(Number);
  const text = power < -4 || power > 2 ? `${mantissa}e${power}` : String(Number(v.toPrecision(3)));
  return text.replaceAll("-", "−");
}

function decode(about, buffer, first, count) {
  const { type, at, lo, hi, scale, linthresh } = about, [Codes, top] = TYPES[type];
  const codes = new Codes(buffer, at + Codes.BYTES_PER_ELEMENT * first, count);
  if (!top) return Float64Array.from(codes);
  const [to, back] = SCALES[scale](linthresh);
  const [los, his] = [lo, hi].map((ends) => [ends].flat().map(to));
  return Float64Array.from(codes, (code, i) => {
    if (code > top - 3) return [NaN, Infinity, -Infinity][top - code];
    const low = los[i % los.length];
    return back(low + (code / (top - 3)) * (his[i % his.length] - low));
  });
}

/**
 * Return get(reference, state): a constant's numbers, or an array's at this state; of "name@k" only
 * the entry k of the last dimension.
 */
function reader(spec, buffer) {
  const size = Object.fromEntries(spec.controls.map((c) => [c.name, c.labels.length]));
  const kept = new Map();
  function look(reference, state) {
    const [name, entry] = reference.split("@"), { axes, shape } = spec.arrays[name];
    const at = axes.reduce((sum, one) => sum * size[one] + state[one], 0);
    const key = `${reference} ${at}`;
    let slice = kept.get(key);
    if (!slice && entry) {
      slice = look(name, state).filter((_, i) => i % shape.at(-1) === Number(entry));
    } else if (!slice) {
      const count = shape.slice(axes.length).reduce((a, b) => a * b, 1);
      slice = decode(spec.arrays[name], buffer, at * count, count);
    }
    kept.delete(key); // what was asked for last leaves last
    kept.set(key, slice);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
    return slice;
  }
  return (reference, state) => (
    typeof reference === "string" ? look(reference, state) : [reference].flat(2));
}

/** Bytes of zlib -> ArrayBuffer. */
async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

export { inflate, number, reader, scaleOf };
