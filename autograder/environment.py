"""A digest of what else a grade depends on: the packages and the settings it was made with."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import importlib.util
import json
import sys
import sysconfig
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path

from nbformat import NotebookNode
from traitlets.config import Config

from autograder.contract import about
from autograder.limits import RoomLimits
from autograder.names import plain
from autograder.records import digest_of

# What runs and scores every notebook, whatever it imports.
ALWAYS = ("nbgrader", "nbconvert", "nbclient", "nbformat", "ipykernel", "IPython")
OURS = ("restore.py", "expected.py", "steps.py", "execute.py", "outcomes.py", "verdicts.py")
# Settings that do not touch a grade.
ELSEWHERE = {
    *("Application", "Cluster", "CourseDirectory", "FeedbackExporter", "FormgradeApp"),
    *("GenerateFeedback", "HTMLExporter", "JupyterApp", "NbGrader", "ReleaseAssignment"),
    *("ReleaseFeedback", "SafeCells"),
}
# Settings whose values are part of a record's digest themselves, whether they are written down or
# not.
BY_VALUE = {*RoomLimits.class_trait_names(config=True), "timeout", "rooms", "unsafe_no_sandbox"}


def environment_digest(notebook: NotebookNode, config: Config) -> str:
    """Return a digest of the interpreter, the packages a notebook imports, and the settings.

    Parameters
    ----------
    notebook : NotebookNode
        The instructor's notebook.
    config : Config
        The course's settings.

    Returns
    -------
    str
        The same as long as nothing that grades depend on has changed. A package that is installed
        counts by its version, one that is being worked on (installed as editable) by its content.
    """
    settings = _settings(config)
    facts = [_package(name) for name in sorted({*imports(notebook), *ALWAYS})]
    here = Path(__file__).parent
    ours = [*(here / name for name in OURS), *sorted((here / "rooms").rglob("*.py"))]
    facts += [_content(path) for path in ours]
    return digest_of(sys.version, json.dumps(settings, sort_keys=True, default=str), *facts)


def _settings(config: Config) -> dict[str, dict[str, object]]:
    """Return the settings that a grade may depend on, other than limits."""
    found = {}
    for name, values in config.items():
        if name in ELSEWHERE or name.startswith("Exchange"):
            continue
        runs = name in ("Execute", "RunCells", "RoomLimits")
        own = {key: value for key, value in values.items() if not (runs and key in BY_VALUE)}
        if own:
            found[name] = own
    return found


def imports(notebook: NotebookNode) -> set[str]:
    """Return the top-level names that a notebook's code imports."""
    found: set[str] = set()
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        try:
            tree = ast.parse(cell.source)
        except SyntaxError:  # a magic command, which is no Python
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names)


def modules(notebook: NotebookNode) -> set[str]:
    """Return the full names of all modules that a notebook's locked cells may import.

    Of ``from a import b`` it cannot be seen whether b is a module: both a and a.b are in the list.
    A student's own imports are not: they would come to everybody's room.
    """
    found: set[str] = set()
    for cell in notebook.cells:
        if cell.cell_type != "code" or not about(cell).get("locked"):
            continue
        try:
            tree = ast.parse(plain(cell.source))
        except SyntaxError:  # it says so when it is run
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _package(name: str) -> str:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        return f"{name} missing"
    origin = Path(spec.origin)
    installed = {Path(sysconfig.get_path(key)) for key in ("purelib", "platlib", "stdlib")}
    if any(origin.is_relative_to(folder) for folder in installed):
        return f"{name} {_version(name)}"
    files = sorted(origin.parent.rglob("*.py")) if origin.name == "__init__.py" else [origin]
    return f"{name} {digest_of(*(_content(path) for path in files))}"


def _version(name: str) -> str:
    with contextlib.suppress(PackageNotFoundError):
        return version(name)
    # A package of another name than its distribution: finding that out takes a while.
    with contextlib.suppress(PackageNotFoundError, KeyError):
        return version(packages_distributions()[name][0])
    return "unversioned"


def _content(path: Path) -> str:
    return f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"
