// The canvas as a widget: its traits are the scene, the numbers, and one index for each control.

import { inflate } from "./arrays.js";
import { mount } from "./canvas.js";
import { announce } from "./live.js";
import { hush } from "./page.js";
import { player } from "./play.js";

function bytesOf(view) {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

const played = (model) => JSON.parse(model.get("spec")).controls.filter((control) => control.play);
const keep = (model, name, value) => {
  model.set(name, value);
  model.save_changes();
};

/** Once for all views of a canvas: what is played moves the model. */
function initialize({ model }) {
  for (const control of played(model)) {
    const { name } = control, playing = `play_${name}`;
    const turn = player(control, () => model.get(name), (index) => keep(model, name, index),
      () => keep(model, playing, false));
    model.on(`change:${playing}`, () => turn(model.get(playing)));
  }
}

async function render({ model, el }) {
  const spec = JSON.parse(model.get("spec"));
  let gone = false;
  let leave = () => {};
  inflate(bytesOf(model.get("data"))).then((buffer) => {
    if (gone) return;
    for (const control of spec.controls) control.index = model.get(control.name);
    const drawn = mount(el, spec, buffer, (name, index) => keep(model, name, index));
    const listeners = [
      ...spec.controls.map(({ name }) => [
        `change:${name}`, () => drawn.set(name, model.get(name))]),
      ...played(model).map(({ name }) => [
        `change:play_${name}`, () => hush(drawn, model.get(`play_${name}`))]),
    ];
    for (const [event, listener] of listeners) model.on(event, listener);
    announce(model.get("pair"), 1);
    leave = () => {
      for (const [event, listener] of listeners) model.off(event, listener);
      announce(model.get("pair"), -1);
      drawn.dispose();
    };
  });
  return () => {
    gone = true;
    leave();
  };
}

export default { initialize, render };
