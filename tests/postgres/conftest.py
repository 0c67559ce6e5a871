"""What the tests of a gradebook on a server share: one server for each file of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from server import Server, missing


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A PostgreSQL server; skips, with the reason, where there can be none."""
    why = missing()
    if why:
        pytest.skip(why)
    with Server.started() as server:
        yield server
