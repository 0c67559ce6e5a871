"""What students see in Jupyter: messages without a stack, pictures once, with their text."""

from __future__ import annotations

import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

CELLS = {
    "setup": """
import numpy as np
from dl4ds_utils import check
from dl4ds_utils.views import LinesDisplay

def gd_step(phi, g, alpha):
    return phi + alpha * g

def sse(phi, x, y):
    raise NotImplementedError()

def noisy(a):
    import sys, warnings
    print("a word", file=sys.stderr)
    warnings.warn("careful")
    return a / np.zeros(1)
""",
    "wrong": """
with check.public("gd_step") as test:
    test(gd_step, np.array([1.0]), np.array([2.0]), 2.0).equals([-3.0], plus=[5.0])
""",
    "raises": """
with check.hidden("gd_step") as test:
    test(gd_step, np.array([1.0]), "2", 2.0).equals([-3.0])
""",
    "stub": """
with check.public("sse") as test:
    test(sse, np.zeros(2), np.ones(3), np.ones(3)).equals(3.0)
""",
    "missing": """
with check.public("gabor_grad") as test:
    test(gabor_grad, np.zeros(2), np.ones(3))
""",
    "right": """
with check.public("noisy") as test:
    test(noisy, np.ones(1)).equals([np.inf])
""",
    "picture": """
LinesDisplay.from_lines([1, 2], {"a": [1, 2]}, xlabel="x", ylabel="y")
""",
}


@pytest.fixture(scope="module")
def executed() -> dict[str, list[NotebookNode]]:
    """Run all the cells in one kernel; give the outputs of each."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in CELLS.values()])
    NotebookClient(notebook, allow_errors=True, kernel_name="python3", timeout=120).execute()
    return {name: cell.outputs for name, cell in zip(CELLS, notebook.cells, strict=True)}


def error(outputs: list[NotebookNode]) -> NotebookNode:
    (only,) = outputs
    assert only.output_type == "error"
    return only


def test_wrong_answer_shows_its_message_and_no_stack(
    executed: dict[str, list[NotebookNode]],
) -> None:
    shown = error(executed["wrong"])
    assert shown.ename == "CheckFailed"
    assert shown.traceback == [
        "\x1b[31mYou added α·g, but descent moves against the gradient: subtract it.\x1b[0m",
        "gd_step([1.], [2.], 2.0) returned [5.], expected [-3.]",
    ]


def test_line_of_the_students_cell_is_shown(executed: dict[str, list[NotebookNode]]) -> None:
    shown = error(executed["raises"])
    assert "TypeError" in shown.traceback[0] or "UFuncTypeError" in shown.traceback[0]
    assert "in the line `return phi + alpha * g`" in shown.traceback[0]
    assert len(shown.traceback) == 2


def test_stub_shows_one_line_under_the_builtin_name(
    executed: dict[str, list[NotebookNode]],
) -> None:
    shown = error(executed["stub"])
    assert shown.ename == "NotImplementedError"
    assert len(shown.traceback) == 1
    assert "sse is not written yet" in shown.traceback[0]


def test_missing_function_shows_one_line(executed: dict[str, list[NotebookNode]]) -> None:
    shown = error(executed["missing"])
    assert shown.ename == "CheckFailed"
    assert len(shown.traceback) == 1
    assert "gabor_grad is not defined" in shown.traceback[0]


def test_noisy_right_answer_leaves_nothing_on_stderr(
    executed: dict[str, list[NotebookNode]],
) -> None:
    (printed,) = executed["right"]
    assert printed.name == "stdout"
    assert printed.text.endswith("noisy: public checks passed\n")


def test_picture_is_shown_once_with_its_text(executed: dict[str, list[NotebookNode]]) -> None:
    (shown,) = executed["picture"]
    assert shown.output_type == "execute_result"
    assert set(shown.data) == {"text/plain", "text/html", "image/png"}
    assert 'alt="y against x. a: lowest (1) at 1, highest 2."' in shown.data["text/html"]
