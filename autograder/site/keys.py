"""The keys of a settings file: each is checked, and what is wrong is told by its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError

CONDA, VENV, OVERLAY = "conda", "venv", "overlay"
KINDS = {
    CONDA: "a conda environment of the course's own",
    VENV: "a virtual environment of the course's own",
    OVERLAY: "a folder of packages on top of an environment that modules give",
}


class SettingsError(AutograderError):
    """A settings file cannot be used.

    Parameters
    ----------
    path : Path
        The file.
    key : str
        Which key, with its table; empty where the whole file is meant.
    problem, remedy : str
        As in `AutograderError`.
    """

    exit_code = 2

    def __init__(self, path: Path, key: str, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.args = (path, key, problem, remedy)
        self.path = path
        self.key = key

    def __str__(self) -> str:
        place = f"{self.path}: {self.key}" if self.key else f"{self.path}"
        return f"{place}: {super().__str__()}"


@dataclass(frozen=True)
class Key:
    """How a value is checked.

    Parameters
    ----------
    convert : callable
        Returns the value as it is kept; raises `ValueError` with what it should be.
    example : str
        One that is right, as TOML.
    default : object
        What counts where the key is left out; ``...`` if it must be there.
    """

    convert: Callable[[Any], Any]
    example: str
    default: Any = ...


def _matching(pattern: str, what: str) -> Callable[[Any], str]:
    def convert(value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError(what)
        return value

    return convert


def _folder(value: Any) -> Path:
    # Job scripts, search paths and forms take no other characters, or not everywhere.
    if not isinstance(value, str) or not re.fullmatch(r"(/[\w.+@-]+)+", value):
        raise ValueError("a whole path from / on, without spaces and quotes")
    if ".." in Path(value).parts:
        raise ValueError("a path without ..")
    return Path(value)


def _work(value: Any) -> str:
    return str(_folder(value))


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError("a whole number from 1 on")
    return value


def _kind(value: Any) -> str:
    if value not in KINDS:
        raise ValueError(f"one of {', '.join(map(repr, KINDS))}")
    return str(value)


def _modules(value: Any) -> tuple[str, ...]:
    one = _matching(r"[\w.+-]+(/[\w.+-]+)*", "a list of modules' names")
    if not isinstance(value, list):
        raise ValueError("a list of modules' names")
    return tuple(map(one, value))


_name = _matching(r"\w[\w.-]*", "a name of letters, digits, '.', '_' and '-'")
_line = _matching(r"[^\x00-\x1f\x7f]+", "one line of text")

TABLES: Mapping[str, Mapping[str, Key]] = {
    "": {
        "course_id": Key(_name, '"dl4ds"'),
        "term": Key(_line, '"Fall 2026"'),
        "project": Key(_name, '"ds542"'),
        "instructor": Key(_name, '"ada"', ""),
    },
    "groups": {
        "graders": Key(_name, '"ds542-ta"'),
        "students": Key(_name, '"ds542"'),
    },
    "directories": {
        "course": Key(_folder, '"/projectnb/ds542/admin/dl4ds"'),
        "exchange": Key(_folder, '"/projectnb/ds542/materials/exchange"'),
        "shared": Key(_folder, '"/projectnb/ds542/materials/dl4ds"'),
        "work": Key(_work, '"/projectnb/ds542/students/USER"'),
    },
    "environment": {
        "kind": Key(_kind, '"conda"'),
        "students": Key(_folder, '"/projectnb/ds542/materials/environment"'),
        "graders": Key(_folder, '"/projectnb/ds542/admin/dl4ds/.venv"', None),
        "modules": Key(_modules, '["miniconda"]', ()),
        "activate": Key(_line, '"conda activate fall-2026-pyt"', ""),
    },
    "session": {
        "hours": Key(_count, "2", 2),
        "cores": Key(_count, "1", 1),
    },
    "jobs": {
        "queue": Key(_name, '"short.q"', ""),
        "parallel_environment": Key(_name, '"omp"', "omp"),
        "slots": Key(_count, "4", 4),
        "memory": Key(_matching(r"[1-9]\d*[MG]", "a size such as 4G or 500M"), '"4G"', "4G"),
        "memory_resource": Key(_matching(r"\w*", "the name of a resource"), '"mem_per_core"', ""),
        "walltime": Key(
            _matching(r"\d+:[0-5]\d:[0-5]\d", "hours:minutes:seconds"), '"02:00:00"', "02:00:00"
        ),
        "workers": Key(_count, "8", 8),
        "interface": Key(_name, '"eth0"', ""),
        "mail": Key(_matching(r"[\w.+-]+@[\w.-]+", "an address"), '"ada@bu.edu"', ""),
    },
}


def checked(path: Path, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Check one table of a file; return its values, with the defaults.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        The table; empty for the keys above all tables.
    given : mapping
        What the file has in it.

    Raises
    ------
    SettingsError
        If a key is missing or unknown, or its value cannot be right.
    """
    keys = TABLES[name]
    prefix = f"{name}." if name else ""
    for key in given:
        if key not in keys:
            near = get_close_matches(key, [*keys, *(() if name else TABLES)], n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(keys)}"
            raise SettingsError(path, f"{prefix}{key}", "is no setting", hint)
    values = {}
    for key, about in keys.items():
        remedy = f"write for instance {key} = {about.example}"
        if key not in given and about.default is ...:
            raise SettingsError(path, f"{prefix}{key}", "is missing", remedy)
        if key not in given or given[key] == "" == about.default:  # nothing is written as none
            values[key] = about.default
            continue
        try:
            values[key] = about.convert(given[key])
        except ValueError as error:
            problem = f"got {given[key]!r}, expected {error}"
            raise SettingsError(path, f"{prefix}{key}", problem, remedy) from None
    return values
