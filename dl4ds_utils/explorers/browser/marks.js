// Colors, strokes, markers and words: what every layer is made of.

const LIGHT = {
  palette: ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"],
  ink: "#333333", muted: "#6b6b6b", grid: "#e2e2e2", ground: "#ffffff", rim: "#333333",
  bands: [[111, 143, 176], [169, 192, 214], [223, 231, 238], [251, 250, 247]],
};
const DARK = {
  palette: ["#4BA3E3", "#FF8B45", "#22C79B", "#E8A0CB", "#F2B632", "#9EDCFF", "#F5F5F5"],
  ink: "#e2e2e2", muted: "#a3a3a3", grid: "#3c3c3c", ground: "#111111", rim: "#111111",
  bands: [[74, 110, 146], [48, 72, 98], [30, 42, 56], [19, 23, 28]],
};
const DASHES = { dashed: [6, 3.5], dotted: [1.5, 2.5], dashdot: [7, 3, 1.5, 3] };
const MARKERS = ["circle", "square", "triangle", "diamond", "star", "hollow", "cross"];
const UP = -Math.PI / 2;
/** Corners of a marker, the direction of the first, and their distances in turn. */
const CORNERS = {
  square: [4, Math.PI / 4, 1.25], triangle: [3, UP, 1.35], diamond: [4, UP, 1.35],
  star: [10, UP, 2, 0.85],
};
// The map of numbers, from low to high.
const RAMP = [[0, 32, 76], [62, 76, 107], [124, 123, 120], [186, 175, 110], [255, 234, 70]];
const HUGE = 1e6; // pixels: what lies further off is drawn as if it lay there
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";
const LOOK = { color: 0, marker: "circle", width: 2, alpha: 1 };

const colorOf = (theme, { color }) => theme[color] || theme.palette[color % 7];

/** Stroke the path that was begun; with a halo it stands out from what lies below. */
function stroke({ g, theme }, { color, dash, width, alpha }, halo) {
  g.lineJoin = "round";
  if (halo) {
    Object.assign(g, { strokeStyle: theme.ground, globalAlpha: 0.65, lineWidth: width + 2.5 });
    g.stroke();
  }
  const ink = colorOf(theme, { color });
  Object.assign(g, { strokeStyle: ink, globalAlpha: alpha, lineWidth: width });
  g.setLineDash((DASHES[dash] || []).map((d) => (d * Math.max(width, 1) + d) / 2));
  g.stroke();
  g.setLineDash([]);
  g.globalAlpha = 1;
}

/** A marker of radius r; stars of the color of text are yellow. */
function mark({ g, theme }, x, y, { color, marker }, r, alpha = 1) {
  const ink = colorOf(theme, { color }), [corners, turn, ...radii] = CORNERS[marker] || [0];
  g.beginPath();
  for (let i = 0; i < corners; i++) {
    const a = turn + (2 * Math.PI * i) / corners, s = r * radii[i % radii.length];
    g.lineTo(x + s * Math.cos(a), y + s * Math.sin(a));
  }
  if (marker === "cross") {
    for (const s of [-r, r]) {
      g.moveTo(x - r, y - s);
      g.lineTo(x + r, y + s);
    }
  } else if (corners) g.closePath();
  else g.arc(x, y, r, 0, 2 * Math.PI);
  const [fill, rim, width] = { cross: [ink, ink, 2.4], hollow: [theme.ground, ink, 2],
    star: [color === "ink" ? "#F0E442" : ink, theme.rim, 1] }[marker] || [ink, theme.ground, 1];
  Object.assign(g, { fillStyle: fill, strokeStyle: rim, lineWidth: width, globalAlpha: alpha });
  g.fill();
  g.stroke();
  g.globalAlpha = 1;
}

/** A text, no wider than `most`. */
function words({ g, theme }, text, x, y, style = {}) {
  const { align = "left", base = "alphabetic", font = 12, color = theme.ink, halo, most } = style;
  Object.assign(g, { font: `${font}px ${FONT}`, textAlign: align, textBaseline: base });
  if (halo) {
    Object.assign(g, { lineWidth: 3.5, lineJoin: "round", strokeStyle: theme.ground });
    g.globalAlpha = 0.8;
    g.strokeText(text, x, y, most);
    g.globalAlpha = 1;
  }
  g.fillStyle = color;
  g.fillText(text, x, y, most);
}

export { DARK, FONT, HUGE, LIGHT, LOOK, MARKERS, RAMP, colorOf, mark, stroke, words };
