// Colors, strokes, markers and words: what every layer is made of.

const LIGHT = {
  palette: ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"],
  ink: "#333333", muted: "#6b6b6b", grid: "#e2e2e2", ground: "#ffffff", dark: false,
};
const DARK = {
  palette: ["#4BA3E3", "#FF8B45", "#22C79B", "#E8A0CB", "#F2B632", "#9EDCFF", "#F5F5F5"],
  ink: "#e2e2e2", muted: "#a3a3a3", grid: "#3c3c3c", ground: "#111111", dark: true,
};
const DASHES = { solid: [], dashed: [6, 3.5], dotted: [1.5, 2.5], dashdot: [7, 3, 1.5, 3] };
const MARKERS = ["circle", "square", "triangle", "diamond", "star", "hollow", "cross"];
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

const colorOf = (theme, { color }) => theme[color] || theme.palette[color % 7];

function stroke(g, look, theme, { faint = false, halo = false } = {}) {
  const width = look.width ?? 2;
  g.lineJoin = "round";
  g.lineCap = "butt";
  if (halo) {
    g.setLineDash([]);
    g.strokeStyle = theme.ground;
    g.globalAlpha = 0.65;
    g.lineWidth = width + 2.5;
    g.stroke();
  }
  g.globalAlpha = (look.alpha ?? 1) * (faint ? 0.28 : 1);
  g.strokeStyle = colorOf(theme, look);
  g.lineWidth = width;
  g.setLineDash((DASHES[look.dash] || []).map((d) => (d * Math.max(width, 1)) / 2 + d / 2));
  g.stroke();
  g.setLineDash([]);
  g.globalAlpha = 1;
}

function mark(g, x, y, kind, color, theme, r = 4.5, alpha = 1) {
  const around = (n, turn, radii) => {
    for (let i = 0; i < n; i++) {
      const a = turn + (2 * Math.PI * i) / n, s = radii[i % radii.length];
      g.lineTo(x + s * Math.cos(a), y + s * Math.sin(a));
    }
    g.closePath();
  };
  g.beginPath();
  g.globalAlpha = alpha;
  g.lineWidth = 1;
  g.strokeStyle = theme.ground;
  g.fillStyle = color;
  const up = -Math.PI / 2;
  if (kind === "square") around(4, Math.PI / 4, [r * 1.25]);
  else if (kind === "triangle") around(3, up, [r * 1.35]);
  else if (kind === "diamond") around(4, up, [r * 1.35]);
  else if (kind === "star") {
    around(10, up, [r * 2, r * 0.85]);
    if (color === theme.ink) g.fillStyle = "#F0E442";
    g.strokeStyle = theme.dark ? "#111111" : "#333333";
  } else if (kind === "cross") {
    for (const s of [-1, 1]) {
      g.moveTo(x - r, y - s * r);
      g.lineTo(x + r, y + s * r);
    }
    g.lineWidth = 2.4;
    g.strokeStyle = color;
  } else g.arc(x, y, r, 0, 2 * Math.PI);
  if (kind === "hollow") {
    g.fillStyle = theme.ground;
    g.strokeStyle = color;
    g.lineWidth = 2;
  }
  if (kind !== "cross") g.fill();
  g.stroke();
  g.globalAlpha = 1;
}

function words(g, text, x, y, theme, style = {}) {
  const { align = "left", base = "alphabetic", font = 12, color, halo, most } = style;
  g.font = `${font}px ${FONT}`;
  g.textAlign = align;
  g.textBaseline = base;
  if (halo) {
    g.lineWidth = 3.5;
    g.lineJoin = "round";
    g.globalAlpha = 0.8;
    g.strokeStyle = theme.ground;
    g.strokeText(text, x, y, most);
    g.globalAlpha = 1;
  }
  g.fillStyle = color || theme.ink;
  g.fillText(text, x, y, most);
}

function segment(g, x0, y0, x1, y1) {
  g.beginPath();
  g.moveTo(x0, y0);
  g.lineTo(x1, y1);
}

function arrow(g, x0, y0, x1, y1) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (!(length > 0.5)) return;
  const head = Math.min(9, 0.5 * length + 2), a = Math.atan2(y1 - y0, x1 - x0);
  g.moveTo(x0, y0);
  g.lineTo(x1, y1);
  for (const s of [-1, 1]) {
    g.moveTo(x1, y1);
    g.lineTo(x1 - head * Math.cos(a + s * 0.45), y1 - head * Math.sin(a + s * 0.45));
  }
}

export { DARK, FONT, LIGHT, MARKERS, arrow, colorOf, mark, segment, stroke, words };
