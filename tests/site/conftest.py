"""Fixtures of the site's tests: a term's settings, and real users where root runs the tests."""

from __future__ import annotations

import grp
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

# The people of the exchange's tests hand in here, too.
sys.path.append(str(Path(__file__).parents[1] / "exchange"))

from term import SETTINGS, Term, make_checkout
from unix_users import People

from autograder.site.settings import Site, read


@pytest.fixture(scope="session")
def people() -> Iterator[People]:
    """Users of this machine, made for the tests and removed afterwards."""
    if os.geteuid() != 0:
        pytest.skip("only root can make users")
    for program in ("useradd", "setpriv", "unshare"):
        if shutil.which(program) is None:
            pytest.skip(f"there is no {program} (packages passwd, util-linux)")
    made = People("t")  # beside those of the exchange's tests, in the same process
    try:
        yield made
    finally:
        made.remove()


@pytest.fixture
def term(people: People) -> Iterator[Term]:
    """A project before its first term."""
    if subprocess.run(["unshare", "--mount", "true"], check=False).returncode:
        pytest.skip("no mount namespaces here")
    made = Term(people)
    try:
        yield made
    finally:
        made.remove()


@pytest.fixture(scope="session")
def checkout_of_a_tiny_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkout(tmp_path_factory.mktemp("checkout") / "course")


@pytest.fixture
def settings(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a settings file; words given by name are replaced in it."""
    mine = grp.getgrgid(os.getegid()).gr_name
    others = [group.gr_name for group in grp.getgrall() if group.gr_gid != os.getegid()]

    def write(*lines: str, **changes: Any) -> Path:
        (tmp_path / "materials").mkdir(exist_ok=True)
        words = {
            "base": tmp_path,
            "course_id": "dl4ds",
            "kind": "venv",
            "instructor": "",
            "graders": mine,
            "students": others[0],
            **changes,
        }
        path = tmp_path / "fall.toml"
        text = SETTINGS.format(**words).replace('instructor = ""\n', "")
        path.write_text("\n".join((text, *lines)))
        return path

    return write


@pytest.fixture
def site(settings: Callable[..., Path], checkout_of_a_tiny_course: Path, tmp_path: Path) -> Site:
    """A term of whoever runs the tests, nothing of it written yet."""
    shutil.copytree(checkout_of_a_tiny_course, tmp_path / "admin" / "course")
    (tmp_path / "admin" / "course").chmod(0o750)
    return read(settings())
