// The same picture in a page without widgets: plain controls and the canvas in a shadow root.

import { inflate } from "./arrays.js";
import { mount } from "./canvas.js";
import { FONT } from "./marks.js";
import { alternate } from "./live.js";
import { hush } from "./page.js";
import { player } from "./play.js";

const CONTROLS = `:host{display:block;padding:4px}
.row{display:flex;flex-wrap:wrap;align-items:center;gap:.3em .8em}
.row{margin:0 0 .5em;font:14px/1.4 ${FONT}}
.row>.name{min-width:9em}fieldset{border:0;padding:0}label{cursor:pointer}
input[type=range]{flex:1 1 7em;max-width:26em;margin:0;accent-color:#1a73e8}
output{min-width:4em;font-variant-numeric:tabular-nums}
button{font:inherit;min-width:5em;padding:.15em .7em;cursor:pointer}
:focus-visible{outline:2px solid #1a73e8;outline-offset:2px}`;

function node(tag, more = {}, ...inside) {
  const made = Object.assign(document.createElement(tag), more);
  made.append(...inside);
  return made;
}

/** A slider or a choice; returns its row and show(index). */
function rowOf(control, moved) {
  const { label, labels, kind } = control;
  if (kind === "choice") {
    const group = `choice-${control.name}`;
    const buttons = labels.map((text, index) => {
      const radio = node("input", { type: "radio", name: group });
      radio.addEventListener("change", () => moved(index));
      return [radio, node("label", {}, radio, ` ${text}`)];
    });
    const legend = node("span", { className: "name", textContent: label });
    const row = node("div", { className: "row" }, legend, ...buttons.map(([, line]) => line));
    row.setAttribute("role", "radiogroup");
    row.setAttribute("aria-label", label);
    return { row, show: (index) => { buttons[index][0].checked = true; } };
  }
  const slider = node("input", { type: "range", min: 0, max: labels.length - 1, step: 1 });
  const value = node("output");
  slider.setAttribute("aria-label", label);
  slider.addEventListener("input", () => moved(Number(slider.value)));
  const row = node("div", { className: "row" },
    node("span", { className: "name", textContent: label }), slider, value);
  const show = (index) => {
    slider.value = index;
    value.textContent = labels[index];
    slider.setAttribute("aria-valuetext", labels[index]);
  };
  return { row, show };
}

/** A button that starts and stops Play. */
function playOf(control, drawn, moved) {
  const button = node("button", { type: "button" });
  let running = false;
  const show = (on) => {
    running = on;
    button.textContent = on ? "■ Stop" : "▶ Play";
    hush(drawn(), on);
  };
  const at = () => drawn().state[control.name];
  const turn = player(control, at, moved, () => show(false));
  button.textContent = "▶ Play";
  button.addEventListener("click", () => {
    if (!running && at() >= control.labels.length - 1) moved(0);
    show(!running);
    turn(running);
  });
  return button;
}

async function run(script, spec, base64, pair) {
  const figure = script.parentElement;
  if (pair) alternate(figure, pair);
  if (typeof DecompressionStream === "undefined" || !figure.attachShadow) return;
  const buffer = await inflate(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const place = node("div");
  const shows = {};
  let drawn = null;
  const moved = (name, index) => {
    drawn.set(name, index);
    shows[name](drawn.state[name]);
  };
  const rows = spec.controls.map((control) => {
    const { row, show } = rowOf(control, (index) => moved(control.name, index));
    shows[control.name] = show;
    if (control.play) row.append(playOf(control, () => drawn, (k) => moved(control.name, k)));
    return row;
  });
  root.append(node("style", { textContent: CONTROLS }), ...rows, place);
  for (const type of ["keydown", "keyup", "keypress"]) {
    root.addEventListener(type, (event) => event.stopPropagation());
  }
  drawn = mount(place, spec, buffer, (name, index) => shows[name](index));
  for (const { name } of spec.controls) shows[name](drawn.state[name]);
  host.dl4ds = drawn;
  figure.append(host); // last, so that the picture stays if anything above failed
  figure.querySelectorAll(".dl4ds-still").forEach((still) => { still.style.display = "none"; });
}

export { run };
