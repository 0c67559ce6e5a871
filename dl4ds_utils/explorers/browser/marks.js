// What every layer is made of: strokes, fillings, markers, words. A theme has the colors' names.

const HUGE = 1e5; // pixels: what lies further off is drawn there, for dashes take long
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";
const SHAPES = {}; // paths by their texts

/** The path through points; NaN breaks it. */
function trace(some) {
  const path = new Path2D();
  let pen = false;
  for (const [x, y] of some) {
    path[pen ? "lineTo" : "moveTo"](x, y);
    pen = !Number.isNaN(x + y);
  }
  return path;
}

/** Do something within the box of a panel, if there is one, and leave no trace on the context. */
function within({ g, outline }, draw) {
  g.save();
  if (outline) g.clip(outline);
  draw();
  g.restore();
}

/** Stroke a path; with a halo it stands out from what lies below. */
function stroke(p, path, { color, dash, width, alpha }, halo) {
  const { g, theme } = p, line = (strokeStyle, globalAlpha, lineWidth) => {
    Object.assign(g, { strokeStyle, globalAlpha, lineWidth });
    g.stroke(path);
  };
  within(p, () => {
    if (halo) line(theme.ground, 0.65, width + 2.5);
    g.setLineDash(dash);
    line(theme[color], alpha, width);
  });
}

function fill(p, path, color, alpha) {
  within(p, () => {
    Object.assign(p.g, { fillStyle: p.theme[color] ?? color, globalAlpha: alpha });
    p.g.fill(path);
  });
}

/** A marker of radius r: a shape of radius 1 with the colors of it and its rim, and its width. */
function mark({ g, theme }, x, y, [shape, color, rim, width], r, alpha = 1) {
  const path = (SHAPES[shape] ||= new Path2D(shape));
  g.save();
  g.translate(x, y);
  g.scale(r, r);
  Object.assign(g, { fillStyle: theme[color] ?? color, globalAlpha: alpha });
  Object.assign(g, { strokeStyle: theme[rim], lineWidth: width / r });
  g.fill(path);
  g.stroke(path);
  g.restore();
}

/** A text, no wider than `most`. */
function words({ g, theme }, text, x, y, style = {}) {
  const { align = "left", base = "alphabetic", font = 12, color = "ink", halo, most } = style;
  Object.assign(g, { font: `${font}px ${FONT}`, textAlign: align, textBaseline: base });
  if (halo) {
    Object.assign(g, { lineWidth: 3.5, strokeStyle: theme.ground, globalAlpha: 0.8 });
    g.strokeText(text, x, y, most);
    g.globalAlpha = 1;
  }
  g.fillStyle = theme[color];
  g.fillText(text, x, y, most);
}

export { FONT, HUGE, fill, mark, stroke, trace, words };
