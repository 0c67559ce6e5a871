"""nbgrader's tests of its step `DeduplicateIds`, with `restore` in its place."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from nbformat import NotebookNode
from nbgrader.tests.preprocessors.test_deduplicateids import TestDeduplicateIds

from autograder.restore import Known, restore

__all__ = ["TestDeduplicateIds"]


class Restoring:
    """`restore`, for an assignment whose cells are those of the submission itself."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        known = {
            cell.metadata.nbgrader.grade_id: Known(
                cell.source, {**cell.metadata.nbgrader, "cell_type": cell.cell_type}
            )
            for cell in nb.cells
        }
        return restore(nb, known, logging.getLogger(__name__)), resources


@pytest.fixture
def preprocessor() -> Restoring:
    return Restoring()
