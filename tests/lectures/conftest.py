"""The functions that the instructor's notebooks define: what the tests of a lecture try out."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import nbformat
import pytest

from autograder.contract import about
from autograder.course import Course

Solutions = Callable[[str], SimpleNamespace]


@pytest.fixture(scope="session")
def solutions(checkout: Course) -> Solutions:
    """Return a function that gives the names which a lecture's locked and solution cells set."""

    def load(topic: str) -> SimpleNamespace:
        names: dict[str, object] = {}
        for cell in nbformat.read(checkout.source(topic), as_version=4).cells:
            facts = about(cell)
            if (facts.get("solution") or facts.get("locked")) and not facts.get("grade"):
                exec(compile(cell.source, f"{topic}: {cell.id}", "exec"), names)
        return SimpleNamespace(**names)

    return load
