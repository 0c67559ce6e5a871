"""nbgrader's tests of ``nbgrader autograde``, and what becomes of their endless loops."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from nbgrader.tests.apps import test_nbgrader_autograde as theirs
from nbgrader.tests.apps.test_nbgrader_autograde import TestNbGraderAutograde
from traitlets.config import Config

from autograder.cells import RunCells

__all__ = ["TestNbGraderAutograde"]

FILES = Path(str(theirs.__file__)).parent / "files"


@pytest.fixture(autouse=True)
def _run_the_endless_loop(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the endless loop that fills the memory run: nbgrader skips it in its first line."""
    if request.node.name == "test_infinite_loop_with_output":
        monkeypatch.setattr(theirs, "pytest", SimpleNamespace(skip=lambda _: None))


@pytest.mark.parametrize(
    ("name", "errors"),
    [
        ("infinite-loop", ["KeyboardInterrupt", "CellTimeoutError"]),
        ("infinite-loop-with-output", ["MemoryError"]),
    ],
)
def test_endless_loop_costs_its_own_cell(name: str, errors: list[str]) -> None:
    seconds = 1 if name == "infinite-loop" else 60
    config = Config(Execute={"timeout": seconds}, RunCells={"memory_limit": 512})
    notebook = nbformat.read(FILES / f"{name}.ipynb", as_version=4)
    notebook.cells.append(new_code_cell("print('still here')"))
    done, _ = RunCells(config=config).preprocess(notebook)
    loop, after = done.cells[0], done.cells[-1]
    assert [one.ename for one in loop.outputs if one.output_type == "error"] == errors
    assert after.outputs[0].text == "still here\n"
