"""From a key press on a slider to the changed picture: explorers against interact with Matplotlib.

Run it on a machine that has nothing else to do::

    .venv/bin/python benchmarks/slider.py --moves 40 --latency 50

JupyterLab runs in Chromium with one notebook: lecture 2's learning rate as an explorer, and the
same demo as ``ipywidgets.interact`` with a new Matplotlib figure, as courses have it. Both sliders
are moved in turns by real arrow keys. The page itself takes the time, from the key's event to the
first frame after which the canvas has been drawn anew, or the ``<img>`` has another source; that
the pixels differ is checked afterwards. Then the same through a relay that makes the way to the
server longer, and with a kernel that has been stopped, where only an explorer can go on.

*Play* is a descent of 240 steps, one in a frame: how many of the frames had a picture of their own.
The second table is about every explorer of the solved notebooks as they are built: run cell by cell
in JupyterLab, how long from the key to the first frame in which the canvas was drawn; of each
notebook the slowest one, and the kernel's processor time meanwhile (``--no-first`` leaves it out).
The third has the bytes of the outputs with explorers, executed without a page, and the time that
the slowest cell took in the kernel; ``--no-bytes`` leaves it out, for executing takes a minute.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nbformat
from delay import delayed
from first_pictures import first_pictures, solved
from nbclient import NotebookClient
from rich.console import Console
from rich.table import Table
from two_sliders import LAST, SLIDERS, Lab, laboratory, sliders, stopped

ROOT = Path(__file__).resolve().parent.parent


def measure(moves: int, latency: float, pictures: Path | None) -> Table:
    """Measure everything that needs a page, and return it as a table."""
    table = Table("figure", "explorer", "interact", "ratio", "goal")
    with laboratory({SLIDERS: sliders()}) as (browser, running):
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
        lab.page.context.close()
        with delayed(urlsplit(running.url).port or 0, latency) as port:
            further = Lab(browser, replace(running, url=f"http://127.0.0.1:{port}"))
            far = further.moved(moves, "explorer", "interact")
    for where, found in (("", near), (f"{latency:g} ms away, ", far)):
        ours, theirs = found["explorer"], found["interact"]
        for name, goal in (("median", "ratio ≥ 20"), ("p95", "≤ 33 ms")):
            mine, other = getattr(ours, name), getattr(theirs, name)
            title = f"{where}{name} (ms)"
            table.add_row(title, f"{mine:.1f}", f"{other:.0f}", f"{other / mine:.0f}", goal)
    table.add_row("kernel stopped, median (ms)", f"{alone.median:.1f}", "never", "", "")
    table.add_row("kernel stopped, p95 (ms)", f"{alone.p95:.1f}", "never", "", "≤ 33 ms")
    changed = [f"{len(one.times) - one.same} of {len(one.times)}" for one in near.values()]
    table.add_row("moves that changed pixels", *changed, "", "all")
    sent = [f"{one.sent / len(one.times):.1f}" for one in near.values()]
    table.add_row("messages per move", *sent, "", "none needed")
    medians = [f"{statistics.median(times) / 1000:.2f}" for times in first.values()]
    table.add_row("first picture (s)", *medians, "", "≤ 0.7 s")
    pace = long["pictures"] / long["frames"]
    table.add_row("Play: pictures per frame", f"{pace:.3f}", "", "", "≥ 0.95")
    table.add_row(
        "Play: frames per second", f"{1000 * long['frames'] / long['ms']:.0f}", "", "", ""
    )
    table.add_row("Play: different pictures", f"{own} of {LAST + 1}", "", "", "all")
    table.add_row("Play of 20 steps (s)", f"{short['ms'] / 1000:.1f}", "", "", "about 3 s")
    return table


def begun() -> Table:
    """Run the solved notebooks in JupyterLab; return how long their explorers take to be seen."""
    table = Table("notebook", "explorers", "slowest", "first picture (s)", "of it busy (s)")
    notebooks = solved()
    with laboratory(notebooks) as (browser, running):
        for name, notebook in notebooks.items():
            some = first_pictures(browser, running, name, notebook.cells)
            slowest = max(some, key=lambda one: one.seconds)
            table.add_row(Path(name).stem, str(len(some)), slowest.name, f"{slowest.seconds:.2f}",
                          f"{slowest.busy:.2f}")  # fmt: skip
    table.add_row("goal", "", "", "≤ 0.7", "")
    return table


def weighed() -> Table:
    """Execute the solved notebooks that have explorers; return the bytes of what they show."""
    table = Table("notebook", "explorers", "largest (kB)", "all (kB)", "file (kB)", "slowest (s)")
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
            (len(output.data["text/html"].encode()), _seconds(cell))
            for cell in notebook.cells
            for output in cell.get("outputs", [])
            if "dl4ds-explorer" in output.get("data", {}).get("text/html", "")
        ] or [(0, 0.0)]
        sizes, seconds = zip(*shown, strict=True)
        kilobytes = [max(sizes), sum(sizes), len(nbformat.writes(notebook).encode())]
        table.add_row(path.stem, str(len(shown)), *(f"{size / 1000:.0f}" for size in kilobytes),
                      f"{max(seconds):.2f}")  # fmt: skip
    table.add_row("goal", "", "≤ 250", "", "≤ 1500", "≤ 0.7")
    return table


def _seconds(cell: Any) -> float:
    """Tell what lies between the kernel's messages "I begin" and "I am done" with a cell."""
    names = ("iopub.execute_input", "shell.execute_reply")
    begin, end = (datetime.fromisoformat(cell.metadata.execution[name]) for name in names)
    return (end - begin).total_seconds()


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
    parser.add_argument("--no-first", action="store_true", help="skip the first pictures")
    parser.add_argument("--screenshots", type=Path, metavar="FOLDER", help="where to keep two")
    options: Any = parser.parse_args(arguments)
    if options.moves < 1:
        parser.error(f"--moves {options.moves}: give 1 or more")
    console = Console()
    load = os.getloadavg()[0]
    console.print(f"{options.moves} moves each; load of the machine at the start: {load:.1f}")
    console.print(measure(options.moves, options.latency, options.screenshots))
    if not options.no_first:
        console.print(begun())
    if not options.no_bytes:
        console.print(weighed())
    return 0


if __name__ == "__main__":
    sys.exit(main())
