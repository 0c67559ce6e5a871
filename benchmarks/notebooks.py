"""How long the solved notebooks take, each from a cold kernel, beside notebooks that do less.

Run it on a machine that has nothing else to do::

    .venv/bin/python benchmarks/notebooks.py --repeat 5 02_gradient_descent

Every round executes an empty notebook, one that only imports, and the solved ones, one after the
other, so that a slow minute of the machine falls on all of them. The table has medians.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

ROOT = Path(__file__).resolve().parents[1]
EMPTY, IMPORTS = "(empty)", "(imports)"
IMPORT = """
import numpy as np
from dl4ds_utils import check, data, models, views
from dl4ds_utils.trajectory import Trajectory
"""


@dataclass(frozen=True)
class Run:
    """One execution, in seconds.

    Parameters
    ----------
    wall : float
        From nothing to the end of the kernel.
    start : float
        Until the kernel was ready.
    cells : float
        Inside the cells, as the kernel's messages tell.
    cpu : float
        Processor time of the kernel, from its start to its end; other work on the machine changes
        it less.
    pictures : int
        Number of outputs with a PNG.
    """

    wall: float
    start: float
    cells: float
    cpu: float
    pictures: int


def execute(notebook: NotebookNode, folder: Path) -> Run:
    """Execute a notebook in a kernel of its own.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook; it keeps the outputs.
    folder : Path
        Where the kernel works.
    """
    ready: list[float] = []
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        extra_arguments=["--log-level=40"],
        resources={"metadata": {"path": str(folder)}},
        on_notebook_start=lambda **_: ready.append(time.perf_counter()),
    )
    begin, before = time.perf_counter(), _children()
    client.execute()
    wall = time.perf_counter() - begin
    return Run(
        wall, ready[0] - begin, _in_cells(notebook), _children() - before, pictures(notebook)
    )


def _children() -> float:
    """Tell the processor time of all kernels that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _in_cells(notebook: NotebookNode) -> float:
    """Sum what lies between the kernel's messages "I begin" and "I am done"."""
    total = 0.0
    for cell in notebook.cells:
        times = cell.metadata.get("execution", {})
        if "shell.execute_reply" in times:
            begin, end = (
                datetime.fromisoformat(times[name])
                for name in ("iopub.execute_input", "shell.execute_reply")
            )
            total += (end - begin).total_seconds()
    return total


def pictures(notebook: NotebookNode) -> int:
    """Count the outputs that hold a PNG."""
    return sum(
        "image/png" in output.get("data", {})
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    )


def solved(topics: Sequence[str]) -> Iterator[tuple[str, Path]]:
    """Find the solved notebooks.

    Parameters
    ----------
    topics : sequence of str
        Names of lectures; none means all.
    """
    for path in sorted((ROOT / "source").glob("*/*.ipynb")):
        if not topics or path.stem in topics:
            yield path.stem, path


def measure(topics: Sequence[str], repeat: int) -> dict[str, list[Run]]:
    """Execute everything several times, in turns.

    Parameters
    ----------
    topics : sequence of str
        Names of lectures; none means all.
    repeat : int
        Number of rounds.
    """
    small = {
        EMPTY: new_notebook(cells=[new_code_cell("")]),
        IMPORTS: new_notebook(cells=[new_code_cell(IMPORT)]),
    }
    found = dict(solved(topics))
    runs: dict[str, list[Run]] = {name: [] for name in (*small, *found)}
    for _ in range(repeat):
        for name, notebook in small.items():
            runs[name].append(execute(notebook, ROOT))
        for name, path in found.items():
            notebook = cast("NotebookNode", nbformat.read(path, as_version=4))
            runs[name].append(execute(notebook, path.parent))
    return runs


def table(runs: dict[str, list[Run]]) -> str:
    """Write the medians as a table.

    Parameters
    ----------
    runs : dict of str to list of Run
        The executions of each notebook, with the empty one among them.
    """

    def median(name: str, what: str) -> float:
        return statistics.median(float(getattr(run, what)) for run in runs[name])

    base = median(EMPTY, "wall")
    width = max(len(name) for name in runs)
    lines = [
        f"{'notebook':{width}}  {'wall s':>7}  {'start s':>7}  {'cells s':>7}  {'cpu s':>7}  "
        f"{'pictures':>8}  {'x empty':>7}"
    ]
    for name in runs:
        wall, start, cells, cpu = (median(name, what) for what in ("wall", "start", "cells", "cpu"))
        lines.append(
            f"{name:{width}}  {wall:7.2f}  {start:7.2f}  {cells:7.2f}  {cpu:7.2f}  "
            f"{runs[name][-1].pictures:8}  {wall / base:7.2f}"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print.

    Parameters
    ----------
    arguments : sequence of str, optional
        The command line's, by default.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("topics", nargs="*", metavar="TOPIC", help="lectures; none means all")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="rounds (default 3)")
    options: Any = parser.parse_args(arguments)
    unknown = set(options.topics) - {name for name, _ in solved([])}
    if unknown or options.repeat < 1:
        parser.error(
            f"no solved notebook {', '.join(sorted(unknown))}: build it first"
            if unknown
            else f"--repeat {options.repeat}: give 1 or more"
        )
    print(table(measure(options.topics, options.repeat)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
