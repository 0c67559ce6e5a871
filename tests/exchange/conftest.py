"""Fixtures of the exchange's tests: real users, where root runs the tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from people import World
from small_class import make_course
from small_exchange import Exchange
from unix_users import People


@pytest.fixture(scope="session")
def people() -> Iterator[People]:
    """Users of this machine, made for the tests and removed afterwards."""
    if os.geteuid() != 0:
        pytest.skip("only root can make users")
    if shutil.which("useradd") is None:
        pytest.skip("there is no useradd (package passwd, shadow-utils)")
    made = People()
    try:
        yield made
    finally:
        made.remove()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of one tiny lecture, built."""
    return make_course(tmp_path_factory.mktemp("built") / "course").root


@pytest.fixture(scope="module")
def world(people: People, built: Path) -> Iterator[World]:
    """The course with an exchange that the instructor has made, and the lecture released."""
    made = World(people, lambda folder: shutil.copytree(built, folder))
    try:
        said = made.autograder(people.instructor, "exchange", "init", "--group", people.graders)
        assert said.code == 0, said.text
        made.nbgrader(people.instructor, "release_assignment", "01_tiny")
        yield made
    finally:
        made.remove()


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    return Exchange(tmp_path)
