// In the page: how long from a key press until the picture has changed, looked at after each frame.

const afterFrame = (look) => requestAnimationFrame(() => {
  const channel = new MessageChannel(); // its message comes when the frame's work is done
  channel.port1.onmessage = look;
  channel.port2.postMessage(0);
});

/** What a cell's output shows now; null while it shows nothing. */
const SHOWN = {
  explorer(cell) {
    const drawn = cell.querySelector(".jupyter-widgets canvas.dl4ds-canvas")?.parentElement.dl4ds;
    return drawn?.draws ? drawn : null;
  },
  interact(cell) {
    const image = cell.querySelector(".jp-OutputArea-output img");
    return image?.complete ? image : null;
  },
};
const sign = (kind, shown) => (kind === "explorer" ? shown.draws : shown.src);

/** Milliseconds from the next key press until a cell shows another picture, or (afresh) a new one. */
window.timed = (cell, kind, afresh) => new Promise((resolve, reject) => {
  const pressed = (event) => {
    if (["Control", "Shift"].includes(event.key)) return; // the Enter after it counts
    removeEventListener("keydown", pressed, true);
    const begin = performance.now(), old = SHOWN[kind](cell);
    const before = old && sign(kind, old);
    const look = () => {
      const now = SHOWN[kind](cell), spent = performance.now() - begin;
      if (now && (afresh ? now !== old : sign(kind, now) !== before)) resolve(spent);
      else if (spent > 60000) reject(new Error("no new picture within a minute"));
      else afterFrame(look);
    };
    afterFrame(look);
  };
  addEventListener("keydown", pressed, true);
});

/** The pixels of a picture, to be compared with others. */
window.pixels = (cell, kind) => {
  const shown = SHOWN[kind](cell);
  return kind === "explorer" ? shown.canvas.toDataURL() : shown.src;
};

/** Count frames, and the pictures that differ, until the step is the last one. */
window.played = (cell, last) => new Promise((resolve) => {
  const drawn = SHOWN.explorer(cell);
  let frames = 0, pictures = 0, begin = null, step = drawn.state.step, draws = drawn.draws;
  const look = () => {
    if (begin !== null) frames++;
    if (drawn.draws !== draws && drawn.state.step !== step) {
      begin ??= performance.now();
      pictures += frames > 0;
    }
    [draws, step] = [drawn.draws, drawn.state.step];
    if (begin !== null && step === last) resolve({ frames, pictures, ms: performance.now() - begin });
    else afterFrame(look);
  };
  afterFrame(look);
});

/** How many of all steps have a picture of their own. */
window.distinct = async (cell, last) => {
  const drawn = SHOWN.explorer(cell), seen = new Set();
  for (let step = last; step >= 0; step--) {
    drawn.set("step", step);
    await new Promise(afterFrame);
    seen.add(drawn.canvas.toDataURL());
  }
  return seen.size;
};
