"""nbgrader's tests of its step `GetGrades`: it finds what our bookkeeping has entered."""

from __future__ import annotations

from typing import Any

import pytest
from nbgrader.preprocessors import GetGrades, SaveCells
from nbgrader.tests.preprocessors.test_getgrades import TestGetGrades, gradebook, resources

from .entering import Entering

__all__ = ["TestGetGrades", "gradebook", "resources"]


@pytest.fixture
def preprocessors() -> tuple[Any, Any, Any]:
    return SaveCells(), Entering(), GetGrades()
