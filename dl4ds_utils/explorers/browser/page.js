// The page around a canvas: its width, its theme, and what a person does with keys and the mouse.

import { DARK, LIGHT } from "./marks.js";

const THEMED = ["class", "style", "data-jp-theme-light", "data-jp-theme-name"];

/** Light or dark: what the page says, or what lies behind a node. */
function themeOf(node) {
  const said = document.body.dataset.jpThemeLight;
  if (said) return said === "false" ? DARK : LIGHT;
  for (let at = node; at; at = at.parentElement || at.getRootNode().host) {
    const parts = getComputedStyle(at).backgroundColor.match(/[\d.]+/g) || [];
    const [r, g, b, a = 1] = parts.map(Number);
    if (a > 0.5 && b !== undefined) return 0.3 * r + 0.6 * g + 0.1 * b < 128 ? DARK : LIGHT;
  }
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  const wish = matchMedia("(prefers-color-scheme: dark)").matches;
  return scheme.includes("dark") && (wish || !scheme.includes("light")) ? DARK : LIGHT;
}

/**
 * Call changed(width) when an element has another width, and changed() when the page may have
 * another theme or the screen another density. Return watch(), which begins to listen to both anew,
 * and leave(). What was taken off the page must not be kept by what it listens to.
 */
function surroundings(element, changed) {
  const looks = new MutationObserver(() => changed());
  let width = 0, media = new AbortController();
  function leave() {
    looks.disconnect();
    media.abort();
  }
  function watch() {
    leave();
    media = new AbortController();
    const density = `(resolution: ${window.devicePixelRatio}dppx)`;
    for (const query of ["(prefers-color-scheme: dark)", density]) {
      matchMedia(query).addEventListener("change", () => changed(), { signal: media.signal });
    }
    for (const node of [document.documentElement, document.body]) {
      looks.observe(node, { attributes: true, attributeFilter: THEMED });
    }
  }
  const sizes = new ResizeObserver(() => {
    const now = Math.floor(element.clientWidth);
    if (now === width) return;
    width = now;
    if (now) changed(now);
    else leave();
  });
  sizes.observe(element);
  return { watch, leave: () => [sizes.disconnect(), leave()] };
}

/** Let keys move the main control, and clicks take the nearest of a panel's places. */
function hands(canvas, { controls: [{ name, labels }] }, panels, { state, move, places }) {
  const page = Math.max(1, Math.round(labels.length / 10));
  const keys = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: page,
    PageDown: -page, Home: -labels.length, End: labels.length };
  canvas.addEventListener("keydown", (event) => {
    const by = keys[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    move(name, state[name] + by);
  });
  /** The panel with places below the mouse, and where in the canvas that is. */
  const under = (event) => {
    const at = canvas.getBoundingClientRect();
    const x = event.clientX - at.left, y = event.clientY - at.top;
    const found = panels.find(({ cell, box, about }) => about.pick && box
      && x >= box.x && x <= box.x + box.w && y >= cell.y && y <= cell.y + cell.h);
    return [found, x, y];
  };
  canvas.addEventListener("click", (event) => {
    const [p, x, y] = under(event);
    if (!p) return;
    const far = places(p).map(([a, b]) => Math.hypot(a - x, b - y));
    move(p.about.pick.control, far.indexOf(Math.min(...far)));
  });
  canvas.addEventListener("pointermove", (event) => {
    canvas.style.cursor = under(event)[0] ? "pointer" : "";
  });
}

export { hands, surroundings, themeOf };
