"""What a warm parent does ahead changes nothing in its rooms but the time that they take."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.rooms.prepared import Compiler, Transformers
from autograder.rooms.sandbox.layers import Sandbox
from autograder.rooms.supervise import Seconds, run
from autograder.rooms.warm import Warm, parents

TEST = {"grade": True, "grade_id": "t", "points": 1, "locked": True, "solution": False}
LOCKED = {"grade": False, "grade_id": "s", "locked": True, "solution": False}
CODE = """def f(x):
    def g(y):
        return (y,
                1 / y)
    return [g(z) for z in x]
f([1])
"""


def made(compiler: Compiler, code: str, file: str) -> list[CodeType]:
    """Compile a cell as IPython does: each statement by itself, the last one to be shown."""
    tree = compiler.ast_parse(code, file)
    assert isinstance(tree, ast.Module)
    *others, last = tree.body
    codes = [compiler(ast.Module([node], []), file, "exec") for node in others]
    return [*codes, compiler(ast.Interactive([last]), file, "single")]


def functions(code: CodeType) -> Iterator[CodeType]:
    yield code
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from functions(part)


def test_prepared_code_is_the_code_that_would_have_been_made() -> None:
    ahead = Compiler()
    ahead.prepare(CODE, 0)
    for ours, plain in zip(made(ahead, CODE, "a.py"), made(Compiler(), CODE, "a.py"), strict=True):
        assert ours == plain
        for one, other in zip(functions(ours), functions(plain), strict=True):
            assert one.co_filename == other.co_filename == "a.py"
            assert [*one.co_positions()] == [*other.co_positions()]


def test_prepared_cell_is_not_compiled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = Compiler()
    ahead.prepare(CODE, 0)
    monkeypatch.setattr("builtins.compile", None)
    assert len(made(ahead, CODE, "a.py")) == 2


def test_warning_of_the_compiler_is_given_in_the_room() -> None:
    ahead = Compiler()
    ahead.prepare("1 is 1", 0)
    with pytest.warns(SyntaxWarning, match="literal"):
        made(ahead, "1 is 1", "a.py")


PIECES = (
    *(
        "x = 1",
        "y",
        "!ls",
        "x != 1",
        "x = !ls",
        "%time x",
        "x = %y",
        "x = (1",
        "%z)",
        "?x",
        "x?",
        "#?",
    ),
    *(">>> x", "... x", "In [1]: x", "   ...: y", ",f a", ";f a", "/f a", "%%bash", "", " ", "\t"),
    *(
        "'''",
        "if x:",
        "    y",
        "  z",
        "def f():",
        "\\",
        "\f",
        "\r",
        "\ufeff",
        "In = 1",
        "...",
        "#!x",
    ),
)


@given(st.lists(st.sampled_from(PIECES), max_size=5), st.sampled_from(["\n", "\r\n", " "]))
@settings(max_examples=500)
def test_cell_is_transformed_as_by_ipython(lines: list[str], end: str) -> None:
    plain = TransformerManager()  # type: ignore[no-untyped-call]
    assert transformed(Transformers(), end.join(lines)) == transformed(plain, end.join(lines))


def transformed(manager: TransformerManager, cell: str) -> str:
    """Return what becomes of a cell, or what is wrong with it."""
    try:
        return str(manager.transform_cell(cell))
    except SyntaxError as error:
        return repr(error)


Run = Callable[..., list[NotebookNode]]


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Warm]]:
    lazy = tmp_path_factory.mktemp("packages") / "lazily"
    lazy.mkdir()
    (lazy / "__init__.py").write_text(
        "from importlib import import_module\n"
        "def __getattr__(name):\n"
        "    if name != 'shown':\n"
        "        raise AttributeError(name)\n"
        "    return import_module('lazily.inner').shown\n"
    )
    (lazy / "inner.py").write_text("shown = 1\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(lazy.parent))
        modules = ["lazily", "lazily.shown", "lazily.nothing", "nowhere.at.all"]
        started = parents(modules, tmp_path_factory.mktemp("logs"), Sandbox.chosen(unsafe=True))
    yield started
    for parent in started.values():
        parent.close()


@pytest.fixture
def run_cells(warm: Mapping[str, Warm], tmp_path: Path) -> Run:
    """Return a function that runs cells, given as text or as (text, nbgrader's metadata)."""

    def of(*given: Any) -> list[NotebookNode]:
        cells = []
        for one in given:
            code, facts = one if isinstance(one, tuple) else (one, {})
            cells.append(new_code_cell(code, metadata={"nbgrader": facts} if facts else {}))
        run(cells, warm, Seconds(20, 60), tmp_path)
        return cells

    return of


def text(cell: NotebookNode) -> str:
    return "".join(output.get("text", output.get("ename", "")) for output in cell.outputs)


def test_what_a_package_imports_when_it_is_asked_is_imported_ahead(run_cells: Run) -> None:
    (cell,) = run_cells("import sys\nprint('lazily.inner' in sys.modules)")
    assert text(cell) == "True\n"


def test_transformer_of_a_locked_cell_changes_tests_that_were_prepared(run_cells: Run) -> None:
    doubled = (
        "import ast\n"
        "class Doubled(ast.NodeTransformer):\n"
        "    def visit_Constant(self, node):\n"
        "        node.value *= 2\n"
        "        return node\n"
        "get_ipython().ast_transformers.append(Doubled())"
    )
    _, test = run_cells((doubled, LOCKED), ("print(21)", TEST))
    assert text(test) == "42\n"


def test_future_of_a_locked_cell_is_that_of_tests_that_were_prepared(run_cells: Run) -> None:
    future = "from __future__ import annotations"
    before, _, test = run_cells(
        ("def f(x: nowhere): pass", {**TEST, "grade_id": "u"}),
        (future, LOCKED),
        ("def f(x: nowhere): pass\nprint(f.__annotations__)", TEST),
    )
    assert text(before) == "NameError"
    assert text(test) == "{'x': 'nowhere'}\n"


def test_history_of_a_room_has_the_errors_that_were_shown(run_cells: Run) -> None:
    kept = "print(*get_ipython().history_manager.exceptions[1]['traceback'], sep='\\n')"
    wrong, cell = run_cells("1 / 0", kept)
    assert text(cell).splitlines() == "\n".join(wrong.outputs[0].traceback).splitlines()
