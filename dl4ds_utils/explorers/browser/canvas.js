// Draws a scene on a canvas: looks values up by the controls' indices, and computes none.
// One draw per animation frame, of the panels that changed; what never changes is drawn once.

import { number, reader } from "./arrays.js";
import { LAYERS, columns, dot } from "./layers.js";
import { DARK, FONT, LIGHT } from "./marks.js";
import { arrange, fit, frame, head, needs, shown, swatches } from "./panels.js";

const KEPT = 64; // pictures of contours and images that are kept, per canvas

/** Light or dark: what the page says, or what lies behind the canvas. */
function themeOf(node) {
  const said = document.body.dataset.jpThemeLight;
  if (said) return said === "false" ? DARK : LIGHT;
  for (let at = node; at; at = at.parentElement || at.getRootNode().host) {
    const [r, g, b, a = 1] = (getComputedStyle(at).backgroundColor.match(/[\d.]+/g) || []).map(Number);
    if (a > 0.5 && b !== undefined) return 0.3 * r + 0.6 * g + 0.1 * b < 128 ? DARK : LIGHT;
  }
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  const wish = matchMedia("(prefers-color-scheme: dark)").matches;
  return scheme.includes("dark") && (wish || !scheme.includes("light")) ? DARK : LIGHT;
}

const THEMED = ["class", "style", "data-jp-theme-light", "data-jp-theme-name"];
const STYLE = `.dl4ds-canvas{display:block;width:100%;touch-action:manipulation;outline-offset:3px}
.dl4ds-canvas:focus{outline:none}.dl4ds-canvas:focus-visible{outline:2px solid #1a73e8}
.dl4ds-caption{margin:.5em 0 0;font:14px/1.45 ${FONT};max-width:60em}
.dl4ds-note{margin:.2em 0 0;font:12px/1.4 ${FONT};opacity:.75}`;

/** The sentences below the picture, with the numbers of this state. */
function sentences(spec, state, get, row) {
  const label = (name) => spec.controls.find((c) => c.name === name)?.labels[state[name]];
  const scalar = (name) => get(name, state).v[0];
  return spec.captions.map(({ text, values = {}, axes, choose, texts }) => {
    const chosen = choose ? texts[Math.round(scalar(choose))] : texts ? texts[row(axes)] : text;
    return chosen.replace(/\{(\w+)\}/g, (all, key) => (
      key in values ? label(values[key]) ?? number(scalar(values[key])) : all));
  }).filter(Boolean).join(" ");
}

/**
 * Draw a scene in an element. `moved(name, index)` hears of clicks and keys on the canvas.
 * Returns {set(name, index), hush(on), state, draws, painted, canvas, dispose()}.
 */
function mount(element, spec, buffer, moved = () => {}) {
  const state = Object.fromEntries(spec.controls.map((c) => [c.name, c.index]));
  const size = Object.fromEntries(spec.controls.map((c) => [c.name, c.labels.length]));
  const get = reader(spec, buffer);
  const row = (axes) => axes.reduce((at, name) => at * size[name] + state[name], 0);
  const make = (tag, name, more) => element.appendChild(
    Object.assign(document.createElement(tag), { className: `dl4ds-${name}` }, more));
  make("style", "style", { textContent: STYLE });
  const canvas = make("canvas", "canvas", { tabIndex: 0 });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", spec.alt);
  canvas.setAttribute("data-lm-suppress-shortcuts", "true");
  const caption = make("p", "caption");
  caption.setAttribute("role", "status");
  caption.setAttribute("aria-live", "polite");
  if (spec.note) make("p", "note", { textContent: spec.note });
  const g = canvas.getContext("2d"), still = document.createElement("canvas");
  let kept = new Map();
  const keep = (layer, key, build) => {
    const name = `${layer.id}:${key}`;
    if (!kept.has(name)) kept.set(name, build());
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
    return kept.get(name);
  };
  let id = 0;
  const panels = spec.panels.map((about) => {
    const layers = about.layers.map((layer) => ({ ...layer, id: id++, needs: needs(spec, layer) }));
    const first = layers.findIndex((layer) => layer.needs.size);
    const fixed = first < 0 ? layers.length : first;
    const all = new Set(layers.flatMap((layer) => [...layer.needs]));
    return { about: { ...about, layers }, fixed, needs: all, state, keep };
  });
  const handle = { state, canvas, panels, draws: 0, painted: 0, set, hush, dispose };
  let pending = 0, width = 0, theme = null;
  const changed = new Set();

  function layer(p, one) {
    if (shown(one, state)) LAYERS[one.kind](p, one, one.look, (reference) => get(reference, state));
  }

  function layout() {
    const dpr = window.devicePixelRatio || 1;
    theme = themeOf(element);
    kept = new Map();
    listen(true); // anew, because the screen may have another density now
    const height = arrange(panels, width);
    for (const one of [canvas, still]) {
      Object.assign(one, { width: Math.round(width * dpr), height: Math.round(height * dpr) });
    }
    canvas.style.height = `${height}px`;
    caption.style.color = theme.ink;
    const ground = still.getContext("2d");
    for (const context of [g, ground]) context.setTransform(dpr, 0, 0, dpr, 0, 0);
    const heads = panels.map((p) => head(p, ground));
    for (const p of panels) {
      Object.assign(p, { theme, g: ground });
      fit(p, ground, Math.max(...heads.filter((_, k) => panels[k].cell.y === p.cell.y)));
      frame(p);
      p.about.layers.slice(0, p.fixed).forEach((one) => layer(p, one));
      p.g = g;
    }
  }

  function paint(p) {
    const { x, y, w, h } = p.cell, dpr = canvas.width / width;
    g.clearRect(x, y, w, h);
    g.drawImage(still, x * dpr, y * dpr, w * dpr, h * dpr, x, y, w, h);
    p.about.layers.slice(p.fixed).forEach((one) => layer(p, one));
    swatches(p);
    if (p.about.pick) {
      const [xs, ys] = columns(get(p.about.pick.at, state).v);
      xs.forEach((a, k) => dot(p, a, ys[k], "hollow", { color: "muted" }, 2.6, 0.8));
    }
    handle.painted++;
  }

  function draw() {
    pending = 0;
    if (!width) return;
    const all = theme === null;
    if (all) layout();
    const due = panels.filter((p) => all || [...changed].some((name) => p.needs.has(name)));
    changed.clear();
    due.forEach(paint);
    const said = sentences(spec, state, get, row);
    if (caption.textContent !== said) caption.textContent = said;
    handle.draws++;
  }

  const request = () => { pending ||= requestAnimationFrame(draw); };
  const afresh = () => {
    theme = null;
    request();
  };

  function set(name, index) {
    const next = Math.min(Math.max(Math.round(index), 0), size[name] - 1);
    if (!(name in state) || next === state[name] || Number.isNaN(next)) return;
    state[name] = next;
    changed.add(name);
    request();
  }
  const move = (name, index) => {
    const before = state[name];
    set(name, index);
    if (state[name] !== before) moved(name, state[name]);
  };

  /** Read captions out no more while they change all the time. */
  function hush(on) {
    caption.setAttribute("aria-live", on ? "off" : "polite");
  }

  canvas.addEventListener("keydown", (event) => {
    const { name } = spec.controls[0], page = Math.max(1, Math.round(size[name] / 10));
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: page,
      PageDown: -page, Home: -size[name], End: size[name] }[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    move(name, state[name] + by);
  });
  const under = (event) => panels.find(({ cell, box }) => {
    const at = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - at.left, event.clientY - at.top];
    return box && x >= box.x && x <= box.x + box.w && y >= cell.y && y <= cell.y + cell.h;
  });
  canvas.addEventListener("click", (event) => {
    const p = under(event), at = canvas.getBoundingClientRect();
    if (!p?.about.pick) return;
    const [xs, ys] = columns(get(p.about.pick.at, state).v);
    const far = [...xs].map((x, k) => Math.hypot(
      p.X(x) - event.clientX + at.left, p.Y(ys[k]) - event.clientY + at.top));
    move(p.about.pick.control, far.indexOf(Math.min(...far)));
  });
  canvas.addEventListener("pointermove", (event) => {
    canvas.style.cursor = under(event)?.about.pick ? "pointer" : "";
  });

  // Only while it is on the page: what was taken away must not be kept by what it listens to.
  const looks = new MutationObserver(afresh);
  let media = [];
  function listen(on) {
    looks.disconnect();
    media.forEach((query) => query.removeEventListener("change", afresh));
    const queries = ["(prefers-color-scheme: dark)", `(resolution: ${window.devicePixelRatio}dppx)`];
    media = on ? queries.map((query) => matchMedia(query)) : [];
    media.forEach((query) => query.addEventListener("change", afresh));
    for (const node of on ? [document.documentElement, document.body] : []) {
      looks.observe(node, { attributes: true, attributeFilter: THEMED });
    }
  }
  const sizes = new ResizeObserver(() => {
    const now = Math.floor(element.clientWidth);
    if (now === width) return;
    width = now;
    if (now) afresh();
    else listen(false);
  });
  sizes.observe(element);

  function dispose() {
    cancelAnimationFrame(pending);
    pending = Infinity; // nothing will ask for a frame again
    sizes.disconnect();
    listen(false);
    element.replaceChildren();
  }
  element.dl4ds = handle;
  return handle;
}

export { mount };
