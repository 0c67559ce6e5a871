// Draws a scene on a canvas: looks values up by the controls' indices, and computes none.
// One draw per animation frame, of the panels that changed; what never changes is drawn once.

import { number, reader } from "./arrays.js";
import { FONT, LOOK } from "./marks.js";
import { LAYERS, dot, zip } from "./layers.js";
import { arrange, fit, frame, head, legend, shown } from "./panels.js";
import { hands, surroundings, themeOf } from "./page.js";

const INSIDE = `<style>
.dl4ds-canvas{display:block;width:100%;touch-action:manipulation;outline-offset:3px}
.dl4ds-canvas:focus{outline:none}.dl4ds-canvas:focus-visible{outline:2px solid #1a73e8}
.dl4ds-caption{margin:.5em 0 0;font:14px/1.45 ${FONT};max-width:60em}
.dl4ds-note{margin:.2em 0 0;font:12px/1.4 ${FONT};opacity:.75}.dl4ds-note:empty{display:none}
</style><canvas class="dl4ds-canvas" role="img" tabindex="0" data-lm-suppress-shortcuts="true">
</canvas><p class="dl4ds-caption" role="status" aria-live="polite"></p><p class="dl4ds-note"></p>`;
const SPOT = { color: "muted", marker: "hollow" }; // a place to be clicked

/**
 * Draw a scene in an element. `moved(name, index)` hears of clicks and keys on the canvas.
 * Returns {set(name, index), hush(on), state, draws, painted, canvas, dispose()}.
 */
function mount(element, spec, buffer, moved = () => {}) {
  const state = Object.fromEntries(spec.controls.map((c) => [c.name, c.index]));
  const read = reader(spec, buffer), get = (reference) => read(reference, state);
  element.innerHTML = INSIDE;
  const [, canvas, caption, note] = element.children;
  canvas.setAttribute("aria-label", spec.alt);
  note.textContent = spec.note;
  const g = canvas.getContext("2d"), still = document.createElement("canvas");
  const panels = spec.panels.map((about) => {
    const layers = about.layers.map((one) => (
      { ...one, look: { ...LOOK, ...one.look }, tiles: new WeakMap() }));
    const first = layers.findIndex((one) => one.needs.length);
    const needs = new Set(layers.flatMap((one) => one.needs));
    return { about: { ...about, layers }, fixed: first < 0 ? layers.length : first, needs, state };
  });
  const columns = spec.columns.map((column) => column.map((k) => panels[k]));
  const handle = { state, canvas, panels, draws: 0, painted: 0, set, hush, dispose };
  const changed = new Set();
  let pending = 0, width = 0, theme = null;

  function layers(p, from, to) {
    p.about.layers.slice(from, to).filter((one) => shown(one, state))
      .forEach((one) => LAYERS[one.kind](p, one, one.look, get));
  }
  const places = (p) => zip(p, get(p.about.pick.x), get(p.about.pick.y));

  function layout() {
    const dpr = window.devicePixelRatio || 1, ground = still.getContext("2d");
    theme = themeOf(element);
    around.watch();
    const height = arrange(columns, width);
    for (const context of [g, ground]) {
      const size = { width: Math.round(width * dpr), height: Math.round(height * dpr) };
      Object.assign(context.canvas, size);
      context.setTransform(dpr, 0, 0, dpr, 0, 0);
    }
    canvas.style.height = `${height}px`;
    caption.style.color = theme.ink;
    for (const p of panels) {
      Object.assign(p, { theme, dpr, g: ground });
      p.head = head(p);
    }
    for (const p of panels) {
      // Panels in a line begin at the same height.
      const beside = panels.filter(({ cell }) => cell.y === p.cell.y);
      fit(p, Math.max(...beside.map((one) => one.head)));
      frame(p);
      layers(p, 0, p.fixed);
      p.g = g;
    }
  }

  function paint(p) {
    const { x, y, w, h } = p.cell, { dpr } = p;
    g.clearRect(x, y, w, h);
    g.drawImage(still, x * dpr, y * dpr, w * dpr, h * dpr, x, y, w, h);
    layers(p, p.fixed);
    legend(p);
    if (p.about.pick) places(p).forEach((place) => dot(p, place, SPOT, 2.6, 0.8));
    handle.painted++;
  }

  /** The sentences below the picture, with the numbers of this state. */
  function sentences() {
    const labels = Object.fromEntries(spec.controls.map((c) => [c.name, c.labels[state[c.name]]]));
    return spec.captions.map(({ texts, choose = 0, values }) => {
      const text = texts[Math.round(get(choose)[0])];
      return text.replace(/\{(\w+)\}/g, (all, key) => (
        key in values ? labels[values[key]] ?? number(get(values[key])[0]) : all));
    }).filter(Boolean).join(" ");
  }

  function draw() {
    pending = 0;
    if (!width) return;
    const all = theme === null;
    if (all) layout();
    panels.filter((p) => all || [...changed].some((name) => p.needs.has(name))).forEach(paint);
    changed.clear();
    const said = sentences();
    if (caption.textContent !== said) caption.textContent = said;
    handle.draws++;
  }
  const request = () => { pending ||= requestAnimationFrame(draw); };

  function set(name, index) {
    const control = spec.controls.find((c) => c.name === name);
    const next = Math.min(Math.max(Math.round(index), 0), (control?.labels.length ?? 0) - 1);
    if (!control || next === state[name] || Number.isNaN(next)) return false;
    state[name] = next;
    changed.add(name);
    request();
    return true;
  }
  const move = (name, index) => set(name, index) && moved(name, state[name]);

  /** Read captions out no more while they change all the time. */
  function hush(on) {
    caption.setAttribute("aria-live", on ? "off" : "polite");
  }

  const around = surroundings(element, (now = width) => {
    [width, theme] = [now, null];
    request();
  });
  hands(canvas, spec, panels, { state, move, places });

  function dispose() {
    cancelAnimationFrame(pending);
    pending = Infinity; // nothing will ask for a frame again
    around.leave();
    element.replaceChildren();
  }
  element.dl4ds = handle;
  return handle;
}

export { mount };
