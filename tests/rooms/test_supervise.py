"""Cells in their rooms: what each may take, and what becomes of a notebook that goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.rooms.sandbox.layers import Sandbox
from autograder.rooms.supervise import DIED, NOT_RUN, RESTARTS, TOO_LONG, Seconds, run
from autograder.rooms.warm import Warm, parents

ROOM = "the student's"
TEST = {"grade": True, "grade_id": "t", "points": 1, "locked": True, "solution": False}
LOCKED = {"grade": False, "grade_id": "s", "locked": True, "solution": False}


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Warm]]:
    started = parents(
        ["numpy", "matplotlib"],
        tmp_path_factory.mktemp("logs"),
        Sandbox.chosen(unsafe=True),
    )
    yield started
    for parent in started.values():
        parent.close()


Run = Callable[..., list[NotebookNode]]


@pytest.fixture
def run_cells(warm: Mapping[str, Warm], tmp_path: Path) -> Run:
    """Return a function that runs cells, given as text or as (text, nbgrader's metadata)."""

    def of(*given: Any, cell: float = 20, notebook: float = 60) -> list[NotebookNode]:
        cells = []
        for one in given:
            code, facts = one if isinstance(one, tuple) else (one, {})
            cells.append(new_code_cell(code, metadata={"nbgrader": facts} if facts else {}))
        run(cells, warm, Seconds(cell, notebook), tmp_path)
        return cells

    return of


def errors(cell: NotebookNode) -> list[str]:
    return [output.ename for output in cell.outputs if output.output_type == "error"]


def text(cell: NotebookNode) -> str:
    return "".join(output.get("text", "") for output in cell.outputs)


def test_test_uses_what_the_student_defined(run_cells: Run) -> None:
    _, _, test = run_cells(
        ("base = 10", LOCKED), "def f(x):\n    return base + x", ("print(f(5), base)", TEST)
    )
    assert text(test) == "15 10\n"


def test_test_sees_locked_values_and_not_the_students(run_cells: Run) -> None:
    *_, test = run_cells(("base = 10", LOCKED), "base = 99\nprint = None", ("print(base)", TEST))
    assert text(test) == "10\n"


def test_student_finds_no_trace_of_a_test(run_cells: Run) -> None:
    *_, spy = run_cells(
        "f = len",
        ("secret = 42\nassert f([1]) == 1", TEST),
        "import gc\nword = 'sec' + 'ret'\n"
        "print([x for x in In if word in x], word in globals())\n"
        "print([o for o in gc.get_objects() if isinstance(o, str) and word + ' = 4' in o])",
    )
    assert text(spy) == "[] False\n[]\n"


PATCHES = {
    "builtins": "import builtins\nbuiltins.AssertionError = ValueError\nbuiltins.print = None",
    "numpy.testing": "import numpy.testing as t\nt.assert_allclose = lambda *a, **k: None",
    "equality": (
        "class All:\n    def __eq__(self, other):\n        return True\nf = lambda x: All()"
    ),
    "the shell": (
        "ip = get_ipython()\nip.run_cell = lambda *a, **k: None\n"
        "ip.ast_transformers.append(type('T', (), {'visit': lambda s, n: None})())"
    ),
    "input": "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])",
    "traceback": "get_ipython().showtraceback = lambda *a, **k: None",
    "displayhook": "import sys\nsys.displayhook = lambda *a: None",
    "audit": "import sys\nsys.exit = lambda *a: None\nsys.settrace(lambda *a: None)",
}


@pytest.mark.parametrize("patch", PATCHES.values(), ids=PATCHES)
def test_what_a_student_patches_changes_no_verdict(run_cells: Run, patch: str) -> None:
    wrong = "def f(x):\n    return x"
    check = "import numpy as np\nnp.testing.assert_allclose(f(21), 42)\nassert f(1) == 2"
    *_, test = run_cells(wrong, patch, (check, TEST))
    assert errors(test)


def test_endless_cell_is_interrupted_and_the_others_run(run_cells: Run) -> None:
    loop, after = run_cells("while True:\n    pass", "print('on')", cell=1)
    assert errors(loop) == ["KeyboardInterrupt", TOO_LONG]
    assert "after 1 s" in loop.outputs[-1].evalue
    assert text(after) == "on\n"


def test_endless_function_is_interrupted_in_the_test(run_cells: Run) -> None:
    _, test, after = run_cells(
        "def f():\n    while True:\n        pass", ("f()", TEST), ("print('on')", TEST), cell=1
    )
    assert errors(test) == ["KeyboardInterrupt", TOO_LONG]
    assert text(after) == "on\n"


def test_cell_that_cannot_be_stopped_ends_the_room(run_cells: Run) -> None:
    stubborn = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    before, loop, after = run_cells("print('kept')", stubborn, "print('on')", cell=1)
    assert text(before) == "kept\n"
    assert errors(loop) == [TOO_LONG]
    assert text(after) == "on\n"


def test_room_that_takes_all_memory_ends_and_leaves_the_marks_of_what_ran(run_cells: Run) -> None:
    before, greedy, after = run_cells(
        "print('kept')",
        "kept = []\nwhile True:\n    kept.append(bytearray(10**8))",
        ("print('on')", TEST),
    )
    assert text(before) == "kept\n"
    assert errors(greedy) in (["MemoryError"], [DIED])
    assert text(after) == "on\n"


def test_file_beside_the_notebook_can_be_imported(run_cells: Run, tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text("seven = 7")
    (cell,) = run_cells("import beside\nprint(beside.seven)")
    assert text(cell) == "7\n"


def test_room_that_ends_leaves_the_marks_of_what_ran_and_the_rest_is_run_in_another(
    run_cells: Run,
) -> None:
    before, test, end, after, last = run_cells(
        "print('kept')\ndef f(x=[]):\n    x.append(1)\n    return len(x)",
        ("print(f())", TEST),
        "import os; os._exit(3)",
        "print('on')",
        ("print(f())", TEST),
    )
    assert [text(cell) for cell in (before, test, after, last)] == ["kept\n", "1\n", "on\n", "1\n"]
    assert errors(end) == [DIED]
    assert "the cells below were run without it" in end.outputs[-1].evalue
    assert [cell.execution_count for cell in (before, after, last)] == [1, 4, 5]


def test_room_that_ends_in_a_test_costs_that_test_alone(run_cells: Run) -> None:
    ends = "import os\ndef f():\n    os._exit(0)\ndef g():\n    return 7"
    _, lost, kept = run_cells(ends, ("f()", TEST), ("print(g())", TEST))
    assert errors(lost) == [DIED]
    assert text(kept) == "7\n"


def test_rooms_that_end_again_and_again_are_given_up(run_cells: Run) -> None:
    cells = run_cells(*["import os; os._exit(3)"] * (RESTARTS + 2), ("print(1)", TEST))
    assert [errors(cell) for cell in cells[: RESTARTS + 1]] == [[DIED]] * (RESTARTS + 1)
    assert [errors(cell) for cell in cells[RESTARTS + 1 :]] == [[NOT_RUN]] * 2
    assert "run without it" not in cells[RESTARTS].outputs[-1].evalue


def test_halves_of_characters_in_an_output_are_replaced(run_cells: Run) -> None:
    shown, raised = run_cells("print('\\ud800')", "raise ValueError('\\udfff')")
    assert text(shown).encode("utf-8")
    assert errors(raised) == ["ValueError"]
    assert nbformat.writes(new_notebook(cells=[shown, raised])).encode("utf-8")


def test_room_that_ends_inside_a_test_fails_the_test(run_cells: Run) -> None:
    catching = "try:\n    f()\nexcept Exception:\n    pass\nprint('fine')"
    _, test = run_cells("import os\ndef f():\n    os._exit(0)", (catching, TEST))
    assert errors(test) == [DIED]


def test_whole_notebook_has_a_limit(run_cells: Run) -> None:
    cells = run_cells(*["import time; time.sleep(0.6)"] * 4, cell=20, notebook=1)
    assert errors(cells[0]) == []
    assert TOO_LONG in errors(cells[1])


@pytest.mark.parametrize(
    "forged",
    [
        "{'ran': 7}",
        "{'ran': [7]}",
        "{'ran': [{'type': 'stream', 'content': {}}]}",
        "{'ran': [{'type': 'error', 'content': {'ename': 1}}]}",
        "{'nothing': 1}",
    ],
)
def test_forged_outputs_end_the_room(run_cells: Run, forged: str) -> None:
    forge = (
        "import gc\nfrom autograder.rooms.wire import Wire\n"
        f"[w for w in gc.get_objects() if isinstance(w, Wire)][0].send({forged})"
    )
    cell, test = run_cells(forge, ("f()", TEST))
    assert DIED in errors(cell)
    assert errors(test) == ["NameError"]


def test_output_nested_too_deeply_ends_the_room(run_cells: Run) -> None:
    nested = "from IPython.display import display\nx = []\nfor _ in range(400): x = [x]\n"
    deep = f"{nested}display({{'application/json': x}}, raw=True)"
    cell, test = run_cells(deep, ("f()", TEST))
    assert DIED in errors(cell)
    assert errors(test) == ["NameError"]


SHOWN = [
    "print('a')\nprint('b')\n1 + 1",
    "import sys\nprint('e', file=sys.stderr)\nprint('o')",
    "1 / 0",
    "def f(x):\n    return g(x)\ndef g(x):\n    raise KeyError(x)\nf('k')",
    "def broken(:",
    "raise NotImplementedError()",
    "from IPython.display import display, HTML, clear_output\ndisplay(HTML('<b>x</b>'))\n'last'",
    "print('gone')\nclear_output()\nprint('kept')",
    "handle = display('one', display_id=True)\nhandle.update('two')",
    "%%time\nx = 3",
    "await __import__('asyncio').sleep(0.01)\n'waited'",
    "import warnings\nwarnings.warn('careful')",
    "input('name?')",
    "x = 5\nx",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "!echo hi",
]


def test_outputs_are_those_of_a_kernel(run_cells: Run) -> None:
    notebook = new_notebook(cells=[new_code_cell(code) for code in SHOWN])
    NotebookClient(notebook, allow_errors=True, kernel_name="python3").execute()
    for ours, kernels in zip(run_cells(*SHOWN), notebook.cells, strict=True):
        assert ours.execution_count == kernels.execution_count
        assert list(map(comparable, ours.outputs)) == list(map(comparable, kernels.outputs))


def comparable(output: NotebookNode) -> Any:
    """Return an output without what differs from run to run: process ids, times, addresses."""
    plain = nbformat.from_dict(dict(output))
    shown = str(plain)
    if "ipykernel_" in shown or "Wall time" in shown or "raw_input was called" in shown:
        return plain.output_type, plain.get("name"), plain.get("ename")
    return plain


def test_what_a_called_function_displays_is_an_output_of_the_test(run_cells: Run) -> None:
    _, test = run_cells(
        "from IPython.display import display, HTML\n"
        "def f():\n    print('a')\n    display(HTML('<b>b</b>'))\n    print('c')",
        ("print('before')\nf()\nprint('after')", TEST),
    )
    assert [output.output_type for output in test.outputs] == ["stream", "display_data", "stream"]
    assert [output.get("text") for output in test.outputs] == ["before\na\n", None, "c\nafter\n"]
    assert test.outputs[1].data["text/html"] == "<b>b</b>"


def test_test_imports_the_courses_file_and_not_the_students(warm: Any, tmp_path: Path) -> None:
    work, course = tmp_path / "work", tmp_path / "course"
    for folder, who in ((work, "'a student'"), (course, "'the course'")):
        folder.mkdir()
        (folder / "helper.py").write_text(f"WHO = {who}\n")
    (work / "mine.py").write_text("")
    code = "import helper\nprint(helper.WHO)"
    spy = "import importlib.util\nprint(importlib.util.find_spec('mine'))"
    cells = [new_code_cell(code)]
    cells += [new_code_cell(one, metadata={"nbgrader": TEST}) for one in (code, spy)]
    run(cells, warm, Seconds(20, 60), work, course=course)
    assert [text(cell) for cell in cells] == ["a student\n", "the course\n", "None\n"]
    assert [path.name for path in course.iterdir()] == ["helper.py"], "nothing is written there"
