"""From a key press on a slider to the changed picture: explorers against interact with Matplotlib.

Run it on a machine that has nothing else to do::

    .venv/bin/python benchmarks/slider.py --moves 40 --latency 50

JupyterLab runs in Chromium with one notebook: lecture 2's learning rate as an explorer, and the same
demo as ``ipywidgets.interact`` with a new Matplotlib figure, as courses have it. Both sliders are
moved in turns by real arrow keys. The page itself takes the time, from the key's event until the
first frame after which the canvas has been drawn anew, or the ``<img>`` has another source; that the
pixels differ is checked afterwards. Then the same through a relay that makes the way to the server
longer, and with a kernel that has been stopped, where only an explorer can go on.

*Play* is a descent of 240 steps, one in a frame: how many of the frames had a picture of their own.
*Bytes* are those of the outputs with explorers in the solved notebooks as they are built, executed
without a page; ``--no-bytes`` leaves them out, for executing takes a minute.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import random
import signal
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nbformat
from delay import delayed
from nbclient import NotebookClient
from playwright.sync_api import Browser, Locator, Page, WebSocket, sync_playwright
from rich.console import Console
from rich.table import Table

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
    left.plot(path, path**2, "o-", label="descent")
    left.plot(0, 0, "*", label="minimum")
    left.set(xlim=(-1.6, 1.6), ylim=(-0.15, 2.6), xlabel="parameter φ", ylabel="loss φ²")
    left.legend()
    right.semilogy(path**2)
    right.set(ylim=(1e-6, 1e4), xlabel="step (updates)", ylabel="loss φ²")
    plt.show()
options = list(zip(control.labels, control.values))
ipywidgets.interact(
    draw, alpha=ipywidgets.SelectionSlider(options=options, index=control.index)
)
None"""
LAST = 240
LONG = f"explore_learning_rate(gradient_descent, count={LAST})"
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
        self.notebook = Notebook(self.page, running, "slider.ipynb")
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


@contextlib.contextmanager
def laboratory() -> Iterator[tuple[Browser, Server]]:
    """Run JupyterLab on the notebook, and a browser."""
    if CHROMIUM is None:
        raise SystemExit("There is no Chromium on this machine (Debian: apt-get install chromium).")
    with tempfile.TemporaryDirectory(prefix="slider-") as name, sync_playwright() as playwright:
        folder, scratch = Path(name, "notebooks"), Path(name, "scratch")
        folder.mkdir()
        scratch.mkdir()
        cells = [nbformat.v4.new_code_cell(code) for code in (SETUP, EXPLORER, INTERACT, LONG)]
        made = nbformat.v4.new_notebook(cells=cells)
        made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(made, folder / "slider.ipynb")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        with server(folder, "student", scratch) as running:
            yield browser, running
        browser.close()


def measure(moves: int, latency: float, pictures: Path | None) -> Table:
    """Measure everything that needs a page, and return it as a table."""
    table = Table("figure", "explorer", "interact", "ratio", "goal")
    with laboratory() as (browser, running):
        lab = Lab(browser, running)
        first = lab.executed(5)
        near = lab.moved(moves, "explorer", "interact")
        with stopped(lab.kernel):
            alone = lab.moved(moves, "explorer")["explorer"]
        if pictures:
            pictures.mkdir(parents=True, exist_ok=True)
            for kind, cell in lab.cells.items():
                cell.screenshot(path=pictures / f"{kind}.png")
        long = lab.played(lab.long, LAST)
        short = lab.played(lab.cells["explorer"], 20)
        own = lab.distinct(lab.long, LAST)
        with delayed(urlsplit(running.url).port or 0, latency) as port:
            further = Lab(browser, Server(f"http://127.0.0.1:{port}", running.token))
            far = further.moved(moves, "explorer", "interact")
    for title, found in (("", near), (f", +{latency:g} ms to the server", far)):
        ours, theirs = found["explorer"], found["interact"]
        ratio = theirs.median / ours.median
        table.add_row(f"move, median ms{title}", f"{ours.median:.1f}", f"{theirs.median:.0f}",
                      f"{ratio:.0f}", "ratio ≥ 20")  # fmt: skip
        table.add_row(f"move, p95 ms{title}", f"{ours.p95:.1f}", f"{theirs.p95:.0f}",
                      f"{theirs.p95 / ours.p95:.0f}", "≤ 33 ms")  # fmt: skip
    table.add_row("move with the kernel stopped, median ms", f"{alone.median:.1f}", "never", "", "")
    table.add_row("  p95 ms", f"{alone.p95:.1f}", "never", "", "≤ 33 ms")
    changed = [f"{len(one.times) - one.same} of {len(one.times)}" for one in near.values()]
    table.add_row("moves that changed pixels", *changed, "", "all")
    sent = [f"{one.sent / len(one.times):.1f}" for one in near.values()]
    table.add_row("messages to the kernel per move", *sent, "", "none needed")
    medians = [statistics.median(first[kind]) / 1000 for kind in ("explorer", "interact")]
    table.add_row("first picture after the cell, s", *(f"{one:.2f}" for one in medians), "",
                  "≤ 0.7 s")  # fmt: skip
    table.add_row(f"Play, {LAST} steps: pictures per frame",
                  f"{long['pictures'] / long['frames']:.3f}", "", "", "≥ 0.95")  # fmt: skip
    table.add_row("  frames per second", f"{1000 * long['frames'] / long['ms']:.0f}", "", "", "")
    table.add_row("  steps with a picture of their own", f"{own} of {LAST + 1}", "", "", "")
    table.add_row("Play, 20 steps: seconds", f"{short['ms'] / 1000:.1f}", "", "", "2 to 5 s")
    return table


def sizes() -> Table:
    """Execute the solved notebooks that have explorers; return the bytes of what they show."""
    table = Table("notebook", "explorers", "largest, kB", "all of them, kB", "notebook, kB")
    for path in sorted((ROOT / "source").glob("*/*.ipynb")):
        notebook: Any = nbformat.read(path, as_version=4)
        if not any("explore_" in cell.source for cell in notebook.cells):
            continue
        kernel = NotebookClient(
            notebook,
            timeout=600,
            kernel_name="python3",
            resources={"metadata": {"path": path.parent}},
        )
        kernel.execute()
        shown = [
            len(output.data["text/html"].encode())
            for cell in notebook.cells
            for output in cell.get("outputs", [])
            if "dl4ds-explorer" in output.get("data", {}).get("text/html", "")
        ]
        whole = len(nbformat.writes(notebook).encode())
        table.add_row(path.stem, str(len(shown)), f"{max(shown, default=0) / 1000:.0f}",
                      f"{sum(shown) / 1000:.0f}", f"{whole / 1000:.0f}")  # fmt: skip
    table.add_row("goal", "", "≤ 250", "", "≤ 1500")
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print.

    Parameters
    ----------
    arguments : sequence of str, optional
        The command line's, by default.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--moves", type=int, default=40, metavar="N", help="of each slider")
    parser.add_argument("--latency", type=float, default=50.0, metavar="MS", help="round trip")
    parser.add_argument("--no-bytes", action="store_true", help="execute no notebooks")
    parser.add_argument("--screenshots", type=Path, metavar="FOLDER", help="where to keep two")
    options: Any = parser.parse_args(arguments)
    if options.moves < 1:
        parser.error(f"--moves {options.moves}: give 1 or more")
    console = Console()
    load = os.getloadavg()[0]
    console.print(f"{options.moves} moves each; load of the machine at the start: {load:.1f}")
    console.print(measure(options.moves, options.latency, options.screenshots))
    if not options.no_bytes:
        console.print(sizes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
