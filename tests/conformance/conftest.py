"""nbgrader's own tests, as installed, with our steps in the place of nbgrader's.

nbgrader reads a configuration from Jupyter's folders before the one of the course: there each test
finds the steps that this checkout ships.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from nbgrader import api
from nbgrader.apps.nbgraderapp import NbGraderApp
from nbgrader.tests.apps.conftest import course_dir, db, temp_cwd

from .exceptions import EXCEPTIONS

__all__ = ["course_dir", "db", "temp_cwd"]

HERE = Path(__file__).parent
SHIPPED = '''\
"""The steps that the course of the checkout has, for a course that is not ours."""

from traitlets.config.loader import PyFileConfigLoader

c = get_config()
shipped = PyFileConfigLoader("nbgrader_config.py", path={root!r}).load_config()
for section in ("Autograde", "Execute", "RunCells"):
    c[section].update(shipped[section])
# The endless loop that fills the memory comes to its end sooner.
c.RunCells.memory_limit = 512
'''


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent != HERE:
            continue
        item.add_marker(pytest.mark.conformance)
        # What nbgrader and its tests warn of is theirs.
        item.add_marker(pytest.mark.filterwarnings("default"))
        reason = EXCEPTIONS.get(item.path.stem, {}).get(item.name)
        if reason is not None:
            # AttributeError: nbgrader's tests look into metadata that is no longer there.
            known = (AssertionError, AttributeError)
            item.add_marker(pytest.mark.xfail(strict=True, raises=known, reason=reason))


@pytest.fixture(scope="session")
def shipped_steps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of Jupyter's settings with this checkout's steps."""
    folder = tmp_path_factory.mktemp("jupyter")
    text = SHIPPED.format(root=str(HERE.parents[1]))
    (folder / "nbgrader_config.py").write_text(text, encoding="utf-8")
    return folder


_alembic_version = cache(api.get_alembic_version)


@pytest.fixture(autouse=True)
def _our_steps(shipped_steps: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # nbgrader's tests leave a plain dict in the place of os.environ, which no longer sets anything.
    monkeypatch.setattr(os, "environ", os.environ)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(shipped_steps))
    # nbgrader calls alembic by its name, and no environment need be active.
    monkeypatch.setenv(
        "PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    )
    # It starts a process to ask for a number that is the same for every gradebook.
    monkeypatch.setattr(api, "get_alembic_version", _alembic_version)
    yield
    NbGraderApp.clear_instance()
