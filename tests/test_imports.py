"""Who may import whom, checked in fresh interpreters and in the text of every module."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dl4ds_utils.explorers import HOMES

ROOT = Path(__file__).parent.parent
HEAVY = (
    "numpy",
    "matplotlib",
    "ipywidgets",
    "anywidget",
    "IPython",
    "nbgrader",
    "jupytext",
    "dask",
)
# Which modules of the explorers do more than compute.
EXPLORERS = {
    "contours": {"contourpy"},
    "explorer": {"IPython", "ipywidgets"},
    "paint": {"matplotlib"},
    "poster": {"matplotlib"},
    "widgets": {"anywidget", "ipywidgets", "traitlets"},
}
# Which modules of the autograder speak to a library; everybody else goes through them.
ONLY = {
    "jupytext": {"master"},
    "dask": {"cluster.grid"},
    "distributed": {"cluster.grid", "cluster.jobs", "cluster.keys", "cluster.worker"},
    "dask_jobqueue": {"cluster.jobs"},
    "click": {
        *("cli", "cluster.array_commands", "exchange.commands", "gradebook_commands"),
        *("site.commands", "terminal"),
    },
    "alembic": {"schema"},
    "sqlalchemy": {
        *("bookkeeping", "database", "filing", "gradebook_state", "schema", "transfer"),
    },
    "nbgrader": {
        *("bookkeeping", "build", "cells", "demo", "expected", "feedback", "filing"),
        *("gradebook", "hide", "reasons", "restore", "scores", "steps"),
        *("database", "gradebook_state", "schema", "transfer"),
        *("exchange.collect", "exchange.release", "exchange.settings", "site.probe"),
    },
}


def modules(package: str) -> Iterator[tuple[str, Path]]:
    """Yield every module of a package with its file."""
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imported(path: Path) -> set[str]:
    """Return the top-level names that a file imports anywhere, functions included."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.partition(".")[0])
    return names


def loaded_by(module: str) -> set[str]:
    """Return which of the heavy libraries a fresh interpreter holds after one import."""
    ask = f"import sys, {module}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    told = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(told.stdout.split())


@pytest.mark.parametrize(
    ("module", "allowed"),
    [
        ("dl4ds_utils", set()),
        ("dl4ds_utils.models", {"numpy"}),
        ("dl4ds_utils.data", {"numpy"}),
        ("dl4ds_utils.trajectory", {"numpy"}),
        ("dl4ds_utils.check", {"numpy"}),
        ("dl4ds_utils.views", {"numpy", "matplotlib"}),
        ("dl4ds_utils.explorers", set()),
        ("dl4ds_utils.explorers.pack", {"numpy"}),
        ("dl4ds_utils.explorers.precompute", {"numpy"}),
        *((f"dl4ds_utils.explorers.{home}", {"numpy"}) for home in sorted(set(HOMES.values()))),
        ("dl4ds_utils.explorers.poster", {"numpy", "matplotlib"}),
        ("autograder", set()),
        ("autograder.cluster.choice", set()),
    ],
)
def test_import_loads_no_more_than_its_layer_allows(module: str, allowed: set[str]) -> None:
    assert loaded_by(module) <= allowed


@pytest.mark.parametrize("module", [name for name, _ in modules("dl4ds_utils")])
def test_numerics_import_numpy_only_and_views_matplotlib_too(module: str) -> None:
    path = dict(modules("dl4ds_utils"))[module]
    allowed = set(sys.stdlib_module_names) | {"dl4ds_utils", "numpy"}
    if module.startswith("dl4ds_utils.views"):
        allowed |= {"matplotlib", "PIL"}  # Pillow: Matplotlib writes its images by it
    package, _, name = module.rpartition(".")
    if package == "dl4ds_utils.explorers":
        allowed |= EXPLORERS.get(name, set())
    assert imported(path) <= allowed


def test_each_explorer_is_found_by_its_name() -> None:
    for name, home in HOMES.items():
        ask = f"from dl4ds_utils.explorers import {name}; print({name}.__module__)"
        told = subprocess.run(
            [sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert told.stdout.strip() == f"dl4ds_utils.explorers.{home}"


def test_course_code_and_grading_code_never_import_each_other() -> None:
    assert [name for name, path in modules("dl4ds_utils") if "autograder" in imported(path)] == []
    assert [name for name, path in modules("autograder") if "dl4ds_utils" in imported(path)] == []


@pytest.mark.parametrize("library", ONLY)
def test_library_is_imported_only_by_the_modules_that_speak_to_it(library: str) -> None:
    importers = {name for name, path in modules("autograder") if library in imported(path)}
    assert importers
    assert importers <= {f"autograder.{name}" for name in ONLY[library]}


def test_command_line_imports_no_notebook_library() -> None:
    path = dict(modules("autograder"))["autograder.cli"]
    assert imported(path).isdisjoint({"nbgrader", "nbformat", "nbclient", "jupytext", "sqlalchemy"})


def test_launcher_imports_the_standard_library_only() -> None:
    for path in (ROOT / "make.py", *(ROOT / "tools").glob("*.py")):
        assert imported(path) <= set(sys.stdlib_module_names) | {"tools"}, path
