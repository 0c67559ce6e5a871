"""All of nbgrader's tests are run, and the exceptions are those that the docs explain."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest

from .exceptions import EXCEPTIONS, SKIPPED

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs" / "conformance.md"
MODULES = {
    "test_autograde": "nbgrader.tests.apps.test_nbgrader_autograde",
    "test_overwritecells": "nbgrader.tests.preprocessors.test_overwritecells",
    "test_saveautogrades": "nbgrader.tests.preprocessors.test_saveautogrades",
    "test_getgrades": "nbgrader.tests.preprocessors.test_getgrades",
    "test_deduplicateids": "nbgrader.tests.preprocessors.test_deduplicateids",
}
ROW = re.compile(r"^\| `(?P<module>test_\w+)` \| `(?P<test>test_\w+)` \| (?P<reason>.+?) \|$", re.M)


def names_of_tests(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {n.name for n in nodes if isinstance(n, functions) and n.name.startswith("test")}


@pytest.mark.parametrize("ours", MODULES)
def test_every_test_of_nbgraders_file_is_collected(
    ours: str, request: pytest.FixtureRequest
) -> None:
    theirs = importlib.import_module(MODULES[ours])
    here = importlib.import_module(f"{__package__}.{ours}" if __package__ else ours)
    classes = [value for name, value in vars(here).items() if name.startswith("Test")]
    run = {
        name
        for kind in classes
        for name, function in inspect.getmembers(kind, inspect.isfunction)
        if name.startswith("test") and inspect.getmodule(function) is theirs
    }
    assert run == names_of_tests(Path(str(theirs.__file__)))
    assert {*EXCEPTIONS.get(ours, {}), *SKIPPED.get(ours, {})} <= run


def test_exceptions_are_those_of_the_docs() -> None:
    rows = ROW.findall(DOCS.read_text(encoding="utf-8"))
    listed = [
        (module, test, reason)
        for table in (EXCEPTIONS, SKIPPED)
        for module, tests in table.items()
        for test, reason in tests.items()
    ]
    assert rows == listed
