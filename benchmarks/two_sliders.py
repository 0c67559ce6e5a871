"""JupyterLab with two sliders on one demo, an explorer and interact, and keys that move them."""

from __future__ import annotations

import contextlib
import math
import os
import random
import signal
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Browser, Locator, Page, WebSocket, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "browser")]

from chromium import CHROMIUM, OPTIONS  # noqa: E402
from lab_page import Notebook, Server, server  # noqa: E402

SETUP = """\
%matplotlib inline
import os
import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
from dl4ds_utils.explorers import explore_learning_rate
def gradient_descent(gradient, phi, alpha, n):
    path = [np.asarray(phi, float)]
    for _ in range(n):
        path.append(path[-1] - alpha * gradient(path[-1]))
    return np.array(path)
print(os.getpid())"""
EXPLORER = "explorer = explore_learning_rate(gradient_descent)\nexplorer"
INTERACT = """\
control = explorer.scene.controls[0]
def draw(alpha):
    path = gradient_descent(lambda phi: 2 * phi, [1.0], alpha, 20)[:, 0]
    curve = np.linspace(-1.6, 1.6, 65)
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    left.plot(curve, curve**2, "gray")
    left.plot(path, path**2, "o-", label="your descent")
    left.plot(0, 0, "y*", markersize=12, label="minimum")
    left.set(title="The path on φ²", xlabel="parameter φ", ylabel="loss φ²")
    left.set(xlim=(-1.6, 1.6), ylim=(-0.15, 2.6))
    right.semilogy(path**2, "o-", label="your descent")
    right.axhline(0.01, linestyle="--", color="gray", label="1 % of the start")
    right.set(title="The loss", xlabel="step (updates)", ylabel="loss φ²", ylim=(1e-6, 1e4))
    for axes in (left, right):
        axes.grid(alpha=0.3)
        axes.legend()
    plt.show()
options = list(zip(control.labels, control.values))
ipywidgets.interact(
    draw, alpha=ipywidgets.SelectionSlider(options=options, index=control.index)
)
None"""
SLIDERS = "slider.ipynb"
LAST = 240
LONG = f"""\
long = explore_learning_rate(gradient_descent, count={LAST})
long.controls["alpha"].index = 0
long"""
FRAME = 1000 / 60


@dataclass(frozen=True)
class Moves:
    """Moves of one slider.

    Parameters
    ----------
    times : list of float
        Milliseconds from key press to changed picture.
    same : int
        How many of them left all pixels as they were: 0, or the times mean nothing.
    sent : int
        Messages that the page sent to the kernel meanwhile.
    """

    times: list[float]
    same: int
    sent: int

    @property
    def median(self) -> float:
        """The median, in milliseconds."""
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        """What 95 of 100 moves keep."""
        return sorted(self.times)[math.ceil(0.95 * len(self.times)) - 1]


class Lab:
    """The notebook, open and executed, with what the page sends to its kernel counted."""

    def __init__(self, browser: Browser, running: Server) -> None:
        self.page: Page = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
        self.sent = 0
        self.page.on("websocket", self._listen)
        self.notebook = Notebook(self.page, running, SLIDERS)
        self.page.add_script_tag(path=ROOT / "benchmarks" / "slider.js")
        self.notebook.run_all()
        self.cells = {
            "explorer": self._cell("explorer = explore"),
            "interact": self._cell("control = explorer"),
        }
        self.long = self._cell("count=")
        for kind, cell in self.cells.items():
            self.page.wait_for_function("([c, kind]) => SHOWN[kind](c)", arg=[_node(cell), kind])
        self.steps = dict.fromkeys(self.cells, 0)

    def _cell(self, text: str) -> Locator:
        return self.notebook.cell(text)

    def _listen(self, socket: WebSocket) -> None:
        if "/channels" in socket.url:
            socket.on("framesent", self._count)

    def _count(self, _: Any) -> None:
        self.sent += 1

    @property
    def kernel(self) -> int:
        """The kernel's process, as its first cell says."""
        return int(self.notebook.texts().split()[0])

    def timed(self, cell: Locator, kind: str, key: str, afresh: bool = False) -> float:
        """Press a key and return the milliseconds until the picture has changed."""
        self.page.evaluate(
            "([cell, ...more]) => { window.result = timed(cell, ...more); }",
            [_node(cell), kind, afresh],
        )
        self.page.keyboard.press(key)
        return float(self.page.evaluate("result"))

    def moved(self, count: int, *kinds: str) -> dict[str, Moves]:
        """Move the sliders of some kinds in turns: up in the first half, down in the second."""
        found = {kind: Moves([], 0, 0) for kind in kinds}
        for k in range(count):
            for kind in kinds:
                before, pixels = self.sent, self._pixels(kind)
                self.cells[kind].locator(".widget-slider .noUi-handle").first.focus()
                self.page.wait_for_timeout(300)  # JupyterLab makes this the active cell
                key = "ArrowRight" if k < count / 2 else "ArrowLeft"
                time = self.timed(self.cells[kind], kind, key)
                # Keys come at any time of a frame, and when all earlier work is done.
                self.page.wait_for_timeout(150 + random.uniform(0, FRAME))
                last = found[kind]
                same = self._pixels(kind) == pixels
                found[kind] = Moves(
                    [*last.times, time], last.same + same, last.sent + self.sent - before
                )
        return found

    def _pixels(self, kind: str) -> str:
        return str(self.page.evaluate("(all) => pixels(...all)", [_node(self.cells[kind]), kind]))

    def executed(self, count: int) -> dict[str, list[float]]:
        """Execute the cells again and return the milliseconds until their pictures."""
        found: dict[str, list[float]] = {kind: [] for kind in self.cells}
        for _ in range(count):
            for kind, cell in self.cells.items():
                cell.locator(".cm-content").click()
                found[kind].append(self.timed(cell, kind, "Control+Enter", afresh=True))
                self.page.wait_for_timeout(500)
        return found

    def played(self, cell: Locator, last: int) -> dict[str, float]:
        """Play a cell's explorer to its end: frames, pictures among them, milliseconds."""
        cell.scroll_into_view_if_needed()
        self.page.evaluate(
            "([cell, last]) => { window.result = played(cell, last); }", [_node(cell), last]
        )
        cell.locator(".jupyter-widgets.widget-play button, .widget-play button").first.click()
        return dict(self.page.evaluate("result"))

    def distinct(self, cell: Locator, last: int) -> int:
        """Count the different pictures of all steps."""
        return int(self.page.evaluate("(all) => distinct(...all)", [_node(cell), last]))


def _node(cell: Locator) -> Any:
    return cell.element_handle()


@contextlib.contextmanager
def stopped(process: int) -> Iterator[None]:
    """Stop a process for a while."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def sliders() -> Any:
    """Give the notebook with both sliders."""
    cells = [nbformat.v4.new_code_cell(code) for code in (SETUP, EXPLORER, INTERACT, LONG)]
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    return made


@contextlib.contextmanager
def laboratory(notebooks: Mapping[str, Any]) -> Iterator[tuple[Browser, Server]]:
    """Run JupyterLab on some notebooks, by the names of their files, and a browser."""
    if CHROMIUM is None:
        raise SystemExit("There is no Chromium on this machine (Debian: apt-get install chromium).")
    with tempfile.TemporaryDirectory(prefix="slider-") as home, sync_playwright() as playwright:
        folder, scratch = Path(home, "notebooks"), Path(home, "scratch")
        folder.mkdir()
        scratch.mkdir()
        for name, notebook in notebooks.items():
            nbformat.write(notebook, folder / name)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        with server(folder, "student", scratch) as running:
            yield browser, running
        browser.close()
