"""nbgrader's tests of its step `SaveAutoGrades`, with our bookkeeping in its place."""

from __future__ import annotations

from typing import Any

import pytest
from nbgrader.preprocessors import SaveCells
from nbgrader.tests.preprocessors.test_saveautogrades import (
    TestSaveAutoGrades,
    gradebook,
    resources,
)

from .entering import Entering

__all__ = ["TestSaveAutoGrades", "gradebook", "resources"]


@pytest.fixture
def preprocessors() -> tuple[Any, Any]:
    return SaveCells(), Entering()
