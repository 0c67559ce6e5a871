"""What the tests of grading on a cluster share: one Grid Engine cell for each file of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cell import Cell, missing


@pytest.fixture(scope="module")
def cell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cell]:
    """A cell whose one node has two slots; skips, with the reason, where there can be none."""
    why = missing()
    if why:
        pytest.skip(why)
    with Cell.started(tmp_path_factory.mktemp("cell"), slots=2) as cell:
        yield cell
