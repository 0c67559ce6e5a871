"""A page whose frames come when a test turns the crank: nothing waits for a clock."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from dl4ds_utils.explorers.fragment import fragment
from dl4ds_utils.explorers.javascript import joined
from dl4ds_utils.explorers.pack import pack
from dl4ds_utils.explorers.scene import Scene

POLL = 20  # milliseconds between two looks; by frames, the default, it would wait for the crank
CRANK = """
window.queue = [];
window.requestAnimationFrame = (f) => { queue.push(f); return queue.length; };
window.cancelAnimationFrame = (k) => { queue[k - 1] = () => {}; };
window.now = 0;
window.between = 1000; // milliseconds from frame to frame: as long as anything waits for
window.crank = () => {
  const due = queue;
  queue = [];
  now += between;
  due.forEach((f) => f(now));
  return due.length;
};
window.said = [];
const fill = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...more) {
  said.push(text);
  return fill.call(this, text, ...more);
};
"""
HOSTS = "[...document.querySelectorAll('figure > div')].map((host) => host.dl4ds)"


class Shown:
    """A page that shows fragments, whose frames come when a test turns the crank."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def show(self, *scenes: Scene, style: str = "", picture: bytes = b"", pair: str = "") -> None:
        """Put scenes on the page and draw them for the first time."""
        parts = [pack(scene) for scene in scenes]
        html = "".join(fragment(part.spec, part.data, picture, pair) for part in parts)
        self.html(f"<style>{style}</style>{html}", len(scenes))

    def html(self, text: str, count: int) -> None:
        """Show a text with so many fragments."""
        self.page.set_content(f"<!doctype html><body>{text}</body>")
        # A canvas asks for its first frame when the browser has told it its width.
        self.turn(count)

    def turn(self, count: int = 1) -> None:
        """Wait until something asks for a frame, and turn to it."""
        self.page.wait_for_function(f"queue.length >= {count}", polling=POLL)
        self.crank()

    def crank(self) -> int:
        """Turn to the next frame; return how many had asked for it."""
        return int(self.page.evaluate("crank()"))

    def core(self) -> None:
        """Load the drawing core's functions into the page."""
        self.page.set_content("<!doctype html><body></body>")
        self.page.add_script_tag(content=joined("fragment"))

    def get(self, what: str, k: int = 0) -> Any:
        """Evaluate what follows the dot after the k-th drawing."""
        return self.page.evaluate(f"{HOSTS}[{k}].{what}")

    def set(self, name: str, index: int, k: int = 0) -> None:
        """Move a control of the k-th drawing."""
        self.page.evaluate(f"{HOSTS}[{k}].set('{name}', {index})")

    def caption(self, k: int = 0) -> str:
        """Return the text below the k-th drawing."""
        return self.page.locator("[aria-live]").nth(k).inner_text()

    def pixels(self, k: int = 0) -> str:
        """Return the k-th picture, to be compared with another."""
        return str(self.get("canvas.toDataURL()", k))
