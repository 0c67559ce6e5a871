// Numbers: the scene's arrays, looked up by the controls' indices, and numbers as text.


/** A number with three significant digits and a real minus sign, as captions show it. */
function number(v) {
  if (Number.isNaN(v)) return "not a number";
  if (!Number.isFinite(v)) return v > 0 ? "∞" : "−∞";
  const [mantissa, power] = v.toExponential(2).split("e").map(Number);
  const text = power < -4 || power > 2 ? `${mantissa}e${power}` : String(Number(v.toPrecision(3)));
  return text.replaceAll("-", "−");
}

const TYPES = { u1: Uint8Array, u2: Uint16Array, f4: Float32Array };
const TOP = { u1: 255, u2: 65535 };

function inverse(scale, linthresh) {
  if (scale === "log") return [Math.log, Math.exp];
  if (scale !== "symlog") return [(v) => v, (t) => t];
  return [
    (v) => Math.sign(v) * Math.log1p(Math.abs(v) / linthresh),
    (t) => Math.sign(t) * linthresh * Math.expm1(Math.abs(t)),
  ];
}

/** Return look(reference, state) -> {v, shape, key}: an array's slice at this state, decoded. */
function reader(spec, buffer) {
  const size = Object.fromEntries(spec.controls.map((c) => [c.name, c.labels.length]));
  const kept = new Map();
  function decode(about, first, count) {
    const codes = new TYPES[about.type](buffer, about.at, about.shape.reduce((a, b) => a * b, 1));
    const part = codes.subarray(first, first + count);
    if (about.type === "f4") return Float64Array.from(part);
    const top = TOP[about.type];
    const [ahead, back] = inverse(about.scale, about.linthresh);
    const los = [about.lo].flat().map(ahead);
    const his = [about.hi].flat().map(ahead);
    return Float64Array.from(part, (code, i) => {
      if (code > top - 3) return [NaN, Infinity, -Infinity][top - code];
      const lo = los[i % los.length];
      return back(lo + (code / (top - 3)) * (his[i % his.length] - lo));
    });
  }
  const nested = (c) => (Array.isArray(c) ? [c.length, ...(c.length ? nested(c[0]) : [])] : []);
  return (reference, state) => {
    const about = typeof reference === "string" ? spec.arrays[reference] : null;
    if (!about) {
      const v = Float64Array.from([reference].flat(9), (x) => (x === null ? NaN : x));
      return { v, shape: nested(reference), key: 0 };
    }
    const shape = about.shape.slice(about.axes.length);
    const count = shape.reduce((a, b) => a * b, 1);
    const key = count * about.axes.reduce((at, name) => at * size[name] + state[name], 0);
    const last = kept.get(reference);
    if (last && last.key === key) return last;
    const slice = { v: decode(about, key, count), shape, key };
    kept.set(reference, slice);
    return slice;
  };
}

/** Bytes of zlib -> ArrayBuffer. */
async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

export { inflate, number, reader };
