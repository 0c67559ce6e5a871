// The page around a canvas: what stands below it, its width, its theme, keys and the mouse.

import { FONT } from "./marks.js";

const THEMED = ["class", "style", "data-jp-theme-light", "data-jp-theme-name"];

const INSIDE = `<style>
.dl4ds-canvas{display:block;width:100%;touch-action:manipulation;outline-offset:3px}
.dl4ds-canvas:focus{outline:none}.dl4ds-canvas:focus-visible{outline:2px solid #1a73e8}
.dl4ds-caption{margin:.5em 0 0;font:14px/1.45 ${FONT};max-width:60em}
.dl4ds-note{margin:.2em 0 0;font:12px/1.4 ${FONT};opacity:.75}.dl4ds-note:empty{display:none}
</style><canvas class="dl4ds-canvas" role="img" tabindex="0" data-lm-suppress-shortcuts="true">
</canvas><p class="dl4ds-caption" role="status" aria-live="polite"></p><p class="dl4ds-note"></p>`;

/** Put a canvas, its caption and its note into an element; return the first two. */
function furnish(element, { alt, note }) {
  element.innerHTML = INSIDE;
  const [, canvas, caption, remark] = element.children;
  canvas.setAttribute("aria-label", alt);
  remark.textContent = note;
  return [canvas, caption];
}

/** Light or dark: what the page says, or what lies behind a node. */
function themeOf(node) {
  const said = document.body.dataset.jpThemeLight;
  if (said) return said === "false" ? "dark" : "light";
  for (let at = node; at; at = at.parentElement || at.getRootNode().host) {
    const parts = getComputedStyle(at).backgroundColor.match(/[\d.]+/g) || [];
    const [r, g, b, a = 1] = parts.map(Number);
    if (a > 0.5 && b !== undefined) return 0.3 * r + 0.6 * g + 0.1 * b < 128 ? "dark" : "light";
  }
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  const wish = matchMedia("(prefers-color-scheme: dark)").matches;
  return scheme.includes("dark") && (wish || !scheme.includes("light")) ? "dark" : "light";
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

/** Read captions out no more while they change all the time. */
function hush({ caption }, on) {
  caption.setAttribute("aria-live", on ? "off" : "polite");
}

export { furnish, hands, hush, surroundings, themeOf };
