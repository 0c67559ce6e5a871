// The canvas as a widget: its traits are the scene, the numbers, and one index for each control.

import { inflate } from "./arrays.js";
import { mount } from "./canvas.js";
import { announce } from "./live.js";

function bytesOf(view) {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

async function render({ model, el }) {
  const spec = JSON.parse(model.get("spec"));
  let gone = false;
  let leave = () => {};
  inflate(bytesOf(model.get("data"))).then((buffer) => {
    if (gone) return;
    for (const control of spec.controls) control.index = model.get(control.name);
    const drawn = mount(el, spec, buffer, (name, index) => {
      model.set(name, index);
      model.save_changes();
    });
    const listeners = spec.controls.map(({ name }) => [
      `change:${name}`, () => drawn.set(name, model.get(name)),
    ]);
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

export default { render };
