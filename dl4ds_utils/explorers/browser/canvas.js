// Draws a scene on a canvas: looks values up by the controls' indices, and computes none.
// One draw per animation frame, of the panels that changed; what rests in them is drawn once.

import { number, reader } from "./arrays.js";
import { LAYERS, dot, zip } from "./layers.js";
import { arrange, fit, frame, head, legend, shown } from "./panels.js";
import { furnish, hands, surroundings, themeOf } from "./page.js";

/**
 * Draw a scene in an element. `moved(name, index)` hears of clicks and keys on the canvas.
 * Returns {set(name, index), state, draws, painted, canvas, caption, panels, dispose()}.
 */
function mount(element, spec, buffer, moved = () => {}) {
  const state = Object.fromEntries(spec.controls.map((c) => [c.name, c.index]));
  const read = reader(spec, buffer), get = (reference) => read(reference, state);
  const [canvas, caption] = furnish(element, spec);
  const g = canvas.getContext("2d"), ground = document.createElement("canvas").getContext("2d");
  const panels = spec.panels.map((about) => ({ about, state, g }));
  const columns = spec.columns.map((column) => column.map((k) => panels[k]));
  const handle = { state, canvas, panels, draws: 0, painted: 0, caption, set, dispose };
  const changed = new Set();
  let pending = 0, width = 0, theme = null;

  const places = (p) => zip(p, get(p.about.pick.x), get(p.about.pick.y));

  function layout() {
    const dpr = window.devicePixelRatio || 1, height = arrange(columns, width);
    theme = spec.themes[themeOf(element)];
    around.watch();
    for (const context of [g, ground]) {
      const size = { width: Math.round(width * dpr), height: Math.round(height * dpr) };
      Object.assign(context.canvas, size);
      context.setTransform(dpr, 0, 0, dpr, 0, 0);
      context.lineJoin = "round";
    }
    canvas.style.height = `${height}px`;
    caption.style.color = theme.ink;
    const heads = panels.map((p) => head(Object.assign(p, { theme, dpr })));
    // Panels in a line begin at the same height.
    const inLine = (p) => heads.filter((_, k) => panels[k].cell.y === p.cell.y);
    panels.forEach((p) => fit(p, Math.max(...inLine(p))));
  }

  function layers(p, from, to) {
    p.about.layers.slice(from, to).filter((one) => shown(one, state))
      .forEach((one) => LAYERS[one.kind](p, one, one.look, get));
  }

  function paint(p, isNew) {
    const { cell: { x, y, w, h }, dpr, about: { resting, pick } } = p;
    if (isNew(resting)) {
      ground.clearRect(x, y, w, h);
      frame({ ...p, g: ground });
      layers({ ...p, g: ground }, 0, resting.count);
    }
    g.clearRect(x, y, w, h);
    g.drawImage(ground.canvas, x * dpr, y * dpr, w * dpr, h * dpr, x, y, w, h);
    layers(p, resting.count);
    legend(p);
    if (pick) places(p).forEach((place) => dot(p, place, pick.mark, 2.6, 0.8));
    handle.painted++;
  }

  /** The sentences below the picture, with the numbers of this state. */
  function sentences() {
    const labels = Object.fromEntries(spec.controls.map((c) => [c.name, c.labels[state[c.name]]]));
    return spec.captions.map(({ texts, choose = 0, values }) => (
      texts[Math.round(get(choose)[0])].replace(/\{(\w+)\}/g, (all, key) => (
        key in values ? labels[values[key]] ?? number(get(values[key])[0]) : all)
      ))).filter(Boolean).join(" ");
  }

  function draw() {
    pending = 0;
    if (!width) return;
    const all = theme === null;
    if (all) layout();
    const isNew = ({ needs }) => all || needs.some((name) => changed.has(name));
    panels.filter(({ about }) => isNew(about)).forEach((p) => paint(p, isNew));
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
