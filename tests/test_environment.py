"""The versions: one place pins them, everything else follows it, and these tests run with them."""

from __future__ import annotations

import importlib.metadata as metadata
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from rattler import MatchSpec

from tools import pins

ROOT = Path(__file__).parent.parent
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8")
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def environment() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    return loaded


def pip_entries(environment: dict[str, Any]) -> list[str]:
    return [
        line
        for entry in environment["dependencies"]
        if isinstance(entry, dict)
        for line in entry["pip"]
    ]


def conda_entries(environment: dict[str, Any]) -> list[str]:
    return [entry for entry in environment["dependencies"] if isinstance(entry, str)]


def pinned(lines: list[str]) -> Iterator[tuple[Requirement, str]]:
    """Yield each pin that counts on this platform and Python, with its version."""
    for line in lines:
        requirement = Requirement(line)
        (specifier,) = requirement.specifier
        assert specifier.operator == "==", line
        if requirement.marker is None or requirement.marker.evaluate():
            yield requirement, specifier.version


def needed(name: str, extras: frozenset[str], seen: set[tuple[str, frozenset[str]]]) -> set[str]:
    """Return the distributions that an installed one needs here, itself not included."""
    if (name, extras) in seen:
        return set()
    seen.add((name, extras))
    names: set[str] = set()
    for line in metadata.requires(name) or ():
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": e}) for e in extras | {""}):
            child = canonicalize_name(requirement.name)
            names |= {child} | needed(child, frozenset(requirement.extras), seen)
    return names - {"dl4ds"}


def test_environment_yml_is_what_the_generator_makes() -> None:
    made = pins.environment_yml(CONSTRAINTS, PYPROJECT)
    assert (ROOT / "environment.yml").read_text(encoding="utf-8") == made, (
        "run: python3 make.py pins"
    )


def test_conda_entries_are_python_and_pip(environment: dict[str, Any]) -> None:
    specs = [MatchSpec(entry, strict=True) for entry in conda_entries(environment)]
    assert [spec.name.normalized for spec in specs if spec.name] == ["python", "pip"]
    assert environment["channels"] == ["conda-forge", "nodefaults"]


def test_conda_python_is_the_one_of_pyproject(environment: dict[str, Any]) -> None:
    (python,) = (entry for entry in conda_entries(environment) if entry.startswith("python "))
    wanted = re.search(r'requires-python = "(.+)"', PYPROJECT)
    assert wanted is not None
    assert SpecifierSet(python.removeprefix("python ")) == SpecifierSet(wanted.group(1))


def test_pip_entries_are_exact_pins_and_last_the_checkout(environment: dict[str, Any]) -> None:
    *entries, last = pip_entries(environment)
    assert last == "-e ."
    assert len(list(pinned(entries))) > 50


def test_tests_run_with_the_pins_of_environment_yml(environment: dict[str, Any]) -> None:
    *entries, _ = pip_entries(environment)
    differing = {
        str(requirement): metadata.version(requirement.name)
        for requirement, version in pinned(entries)
        if metadata.version(requirement.name) != version
    }
    assert not differing, "the environment is not the pinned one: run python3 make.py test"


def test_environment_yml_holds_all_that_students_and_instructors_run(
    environment: dict[str, Any],
) -> None:
    *entries, _ = pip_entries(environment)
    held = {canonicalize_name(requirement.name) for requirement, _ in pinned(entries)}
    run = needed("dl4ds", frozenset({"lab", "grading"}), set())
    run |= {"pytest"} | needed("pytest", frozenset(), set())
    assert held == run


def test_constraints_cover_everything_the_project_pulls_in() -> None:
    held: dict[str, str] = {
        canonicalize_name(requirement.name): version
        for requirement, version in pinned([pin.requirement for pin in pins.parse(CONSTRAINTS)])
    }
    names = needed("dl4ds", frozenset({"dev"}), set())
    assert len(names) > 100
    assert {name: metadata.version(name) for name in names} == {
        name: held.get(name) for name in names
    }


def test_every_direct_dependency_is_pinned() -> None:
    names = {pin.name for pin in pins.parse(CONSTRAINTS)}
    project = tomllib.loads(PYPROJECT)["project"]
    assert pins.wanted(project, tuple(project["optional-dependencies"])) <= names


def test_closure_follows_who_asks_for_what() -> None:
    lines = (
        "a==1  # via course (pyproject.toml)\nb==2 ; os_name == 'nt'  # via a, c\nc==3  # via x\n"
    )
    chosen = pins.closure(pins.parse(lines), {"a"})
    assert [pin.requirement for pin in chosen] == ["a==1", "b==2 ; os_name == 'nt'"]


def test_line_that_is_no_pin_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'numpy>=2', which is not a pin"):
        pins.parse("numpy>=2\n")


def test_headers_say_what_the_files_are_made_from() -> None:
    for name in ("constraints.txt", "environment.yml"):
        head = (ROOT / name).read_text(encoding="utf-8")[:300]
        assert "Made from" in head
        assert "python3 make.py pins" in head


def committed_texts() -> Iterator[tuple[Path, str]]:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file():
            yield path, path.read_text(encoding="utf-8", errors="replace")


def test_no_file_names_a_package_host_or_a_place_on_this_machine() -> None:
    # Written apart, or this file would be the first to fail.
    names = ["pypi org", "pythonhosted org", "npmjs org", "anaconda org", "deb debian org"]
    hosts = [r"\.".join(name.split()) for name in names]
    places = {str(ROOT), str(Path.home()), sys.prefix, sys.base_prefix, "/root", "/work"}
    # A home or a prefix as short as "/usr" stands in many honest texts.
    paths = [rf"(?<![\w./-]){re.escape(place)}/" for place in places if len(place) > 4]
    forbidden = re.compile("|".join([*hosts, *paths]))
    found = {
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path, text in committed_texts()
        if (match := forbidden.search(text))
    }
    assert not found
