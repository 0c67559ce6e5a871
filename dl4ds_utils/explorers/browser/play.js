// Play: a control goes on by itself, in frames, so that no frame is without a new picture.

/**
 * Return turn(on), which starts and stops it: a step at the control's pace, at most one in a frame;
 * a tenth of all at once, if motion is unwelcome. `ended()` hears of the end.
 */
function player(control, at, moved, ended) {
  const last = control.labels.length - 1, still = matchMedia("(prefers-reduced-motion: reduce)");
  let pending = 0, then = 0;
  const tick = (now) => {
    if (now - then >= control.play) {
      then = now;
      moved(Math.min(at() + (still.matches ? Math.ceil(last / 10) : 1), last));
    }
    if (at() < last && !still.matches) pending = requestAnimationFrame(tick);
    else ended();
  };
  return (on) => {
    cancelAnimationFrame(pending);
    then = -Infinity;
    if (on) pending = requestAnimationFrame(tick);
  };
}

export { player };
