// Tables over two ranges: isolines, soft bands, regions and maps.



// From low to high: the map of an image, and the ground of a contour in both themes.
const RAMP = [[0, 32, 76], [62, 76, 107], [124, 123, 120], [186, 175, 110], [255, 234, 70]];
const PALE = [[111, 143, 176], [169, 192, 214], [223, 231, 238], [251, 250, 247]];
const DEEP = [[74, 110, 146], [48, 72, 98], [30, 42, 56], [19, 23, 28]];

/** The pieces of one isoline, in cells of the grid (marching squares). */
function isoline(v, ny, nx, level, piece) {
  const cut = (a, b) => (level - a) / (b - a);
  for (let j = 0; j + 1 < ny; j++) {
    for (let i = 0; i + 1 < nx; i++) {
      const k = j * nx + i;
      const a = v[k], b = v[k + 1], c = v[k + nx + 1], d = v[k + nx];
      const ends = [];
      if (a < level !== b < level) ends.push([i + cut(a, b), j]);
      if (b < level !== c < level) ends.push([i + 1, j + cut(b, c)]);
      if (d < level !== c < level) ends.push([i + cut(d, c), j + 1]);
      if (a < level !== d < level) ends.push([i, j + cut(a, d)]);
      if (ends.length < 2 || !Number.isFinite(a + b + c + d)) continue;
      // On a saddle the mean of the corners tells which ends belong together.
      if (ends.length === 4 && (a + b + c + d) / 4 < level !== a < level) ends.push(ends.shift());
      for (let e = 0; e + 1 < ends.length; e += 2) piece(ends[e], ends[e + 1]);
    }
  }
}

const HATCH = [
  () => false,
  (x, y) => (x + y) % 9 === 0,
  (x, y) => x % 8 < 2 && y % 8 < 2,
  (x, y) => (x - y + 9000) % 9 === 0,
  (x, y) => y % 8 === 0,
  (x, y) => x % 8 === 0,
  (x, y) => (x + y) % 9 === 0 || (x - y + 9000) % 9 === 0,
];
const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

function ramp(stops, t) {
  const at = Math.min(Math.max(t, 0), 1) * (stops.length - 1), k = Math.min(at | 0, stops.length - 2);
  return stops[k].map((c, i) => c + (at - k) * (stops[k + 1][i] - c));
}

/** Paint w × h pixels by paint(u, v, x, y) -> [r, g, b, alpha] or null, u and v in [0, 1]. */
function raster(w, h, paint) {
  const tile = Object.assign(document.createElement("canvas"), { width: w, height: h });
  const g = tile.getContext("2d"), picture = g.createImageData(w, h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const c = paint((x + 0.5) / w, 1 - (y + 0.5) / h, x, y);
      if (c) picture.data.set([c[0], c[1], c[2], 255 * c[3]], 4 * (y * w + x));
    }
  }
  g.putImageData(picture, 0, 0);
  return tile;
}

function bands({ v, shape: [ny, nx] }, levels, w, h, theme) {
  const most = Math.max(levels.length, 1);
  const shades = [0, ...levels].map((_, k) => ramp(theme.dark ? DEEP : PALE, k / most));
  return raster(w, h, (u, t) => {
    const x = u * (nx - 1), y = t * (ny - 1);
    const i = Math.min(x | 0, nx - 2), j = Math.min(y | 0, ny - 2), k = j * nx + i;
    const low = v[k] + (x - i) * (v[k + 1] - v[k]);
    const high = v[k + nx] + (x - i) * (v[k + nx + 1] - v[k + nx]);
    const z = low + (y - j) * (high - low);
    const below = levels.filter((level) => z >= level).length;
    return Number.isNaN(z) ? null : [...shades[below], 1];
  });
}

function codes({ v, shape: [ny, nx] }, layer, w, h, theme) {
  const colors = theme.palette.map(rgb);
  const seen = v.filter(Number.isFinite);
  const lo = seen.reduce((a, b) => Math.min(a, b), Infinity);
  const hi = seen.reduce((a, b) => Math.max(a, b), -Infinity);
  return raster(w, h, (u, t, x, y) => {
    const z = v[Math.min(Math.floor(t * ny), ny - 1) * nx + Math.min(Math.floor(u * nx), nx - 1)];
    if (Number.isNaN(z)) return HATCH[6](x, y) ? [...rgb(theme.muted), 0.7] : null;
    if (layer.continuous) return [...ramp(RAMP, (z - lo) / (hi - lo || 1)), layer.look.alpha ?? 0.85];
    const k = Math.round(z);
    return [...colors[k % 7], HATCH[k % 7](x, y) ? 0.75 : layer.look.alpha ?? 0.2];
  });
}

export { bands, codes, isoline };
