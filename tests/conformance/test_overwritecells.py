"""nbgrader's tests of its step `OverwriteCells`, with `RestoreCells` in its place."""

from __future__ import annotations

from typing import Any

import pytest
from nbgrader.preprocessors import SaveCells
from nbgrader.tests.preprocessors.test_overwritecells import (
    TestOverwriteCells,
    gradebook,
    resources,
)

from autograder.restore import RestoreCells

__all__ = ["TestOverwriteCells", "gradebook", "resources"]


@pytest.fixture
def preprocessors() -> tuple[Any, Any]:
    return SaveCells(), RestoreCells()
