"""How long each explorer of the solved notebooks takes to its first picture, in JupyterLab."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import psutil
from playwright.sync_api import Browser, Locator, expect
from two_sliders import ROOT, Notebook, Server

DEMO = re.compile(r"^(?:\w+ = )?(explore_\w+)\(", re.MULTILINE)
WHO = "import os\nprint(os.getpid())"
DONE = re.compile(r"\[\d+\]:")


@dataclass(frozen=True)
class First:
    """The first picture of an explorer.

    Parameters
    ----------
    name : str
        The function that the cell calls.
    seconds : float
        From the key that runs the cell to the first frame in which its canvas was drawn.
    busy : float
        Seconds of processor time that the kernel took meanwhile.
    """

    name: str
    seconds: float
    busy: float


def solved() -> dict[str, Any]:
    """Read the solved notebooks that have explorers, by the names of their files.

    Each begins with a cell that tells the kernel's process.
    """
    found: dict[str, Any] = {}
    for path in sorted((ROOT / "source").glob("*/*.ipynb")):
        notebook: Any = nbformat.read(path, as_version=4)
        if any(_demo(cell) for cell in notebook.cells):
            notebook.cells.insert(0, nbformat.v4.new_code_cell(WHO))
            found[path.name] = notebook
    return found


def first_pictures(browser: Browser, running: Server, path: str, cells: list[Any]) -> list[First]:
    """Run a notebook cell by cell, as a person does, and time those with an explorer.

    Parameters
    ----------
    browser, running : Browser, Server
        What shows it.
    path : str
        The notebook's, in the server's folder.
    cells : list of NotebookNode
        What it holds.
    """
    with browser.new_context(viewport={"width": 1400, "height": 1000}) as context:
        page = context.new_page()
        notebook = Notebook(page, running, path)
        page.add_script_tag(path=Path(__file__).with_name("slider.js"))
        shown = notebook.panel.locator(".jp-Notebook .jp-Cell")
        expect(shown).to_have_count(len(cells))
        shown.first.locator(".cm-content").click()
        found: list[First] = []
        before: Locator | None = None
        last = max(k for k, cell in enumerate(cells) if _demo(cell))
        for cell, node in zip(cells[: last + 1], shown.all(), strict=False):
            name = _demo(cell)
            if name and before:
                expect(before.locator(".jp-InputPrompt")).to_have_text(DONE)
                kernel = psutil.Process(int(notebook.texts().split()[0]))
                spent = sum(kernel.cpu_times()[:2])
                page.evaluate(
                    "(cell) => { window.result = timed(cell, 'explorer', true); }",
                    node.element_handle(),
                )
            page.keyboard.press("Shift+Enter")
            if name and before:
                seconds = float(page.evaluate("result")) / 1000
                found.append(First(name, seconds, sum(kernel.cpu_times()[:2]) - spent))
            before = node if cell.cell_type == "code" else before
        page.evaluate("document.title")  # what is still on its way arrives before the page closes
    return found


def _demo(cell: Any) -> str:
    """Name the explorer that a cell shows, if it shows one."""
    match = DEMO.search(cell.source) if cell.cell_type == "code" else None
    return match[1] if match else ""
