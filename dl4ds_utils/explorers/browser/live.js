// A cell shows an explorer twice: as widgets, and as a fragment that stands in where widgets are
// not alive (a page opened again without its kernel, an export). Widgets tell when they live.

const EVENT = "dl4ds-live";
const living = (globalThis.dl4dsLiving ||= new Map());

function announce(pair, by) {
  living.set(pair, (living.get(pair) || 0) + by);
  document.dispatchEvent(new CustomEvent(EVENT, { detail: pair }));
}

/** Hide the fragment while its widgets live, and otherwise the place of the widgets. */
function alternate(figure, pair) {
  const own = figure.closest(".jp-OutputArea-child") || figure;
  const widgets = own === figure ? null : own.previousElementSibling;
  const choose = () => {
    const alive = (living.get(pair) || 0) > 0;
    own.style.display = alive ? "none" : "";
    if (widgets) widgets.style.display = alive ? "" : "none";
  };
  const heard = (event) => {
    if (!figure.isConnected) document.removeEventListener(EVENT, heard);
    else if (event.detail === pair) choose();
  };
  document.addEventListener(EVENT, heard);
  choose();
}

export { alternate, announce };
