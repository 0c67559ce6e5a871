"""The two files that fix the versions: ``constraints.txt``, and ``environment.yml`` made from it.

``python3 make.py pins`` resolves ``pyproject.toml`` for all platforms and all supported Pythons,
keeping the versions that still fit; ``--upgrade`` moves all of them to the newest. The resolver is
installed in a temporary environment. ``environment.yml`` takes Python and pip from conda-forge and
what students and instructors run, with the same exact versions, from pip.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
COMMAND = "python3 make.py pins"
# What the conda environment is for: the lectures, building and grading, and the tests of a term.
CONDA_EXTRAS = ("lab", "grading")
CONDA_ALSO = ("pytest",)
CONSTRAINTS_HEADER = f"""\
# Exact versions of everything the project runs with, on every platform.
# Made from pyproject.toml by `{COMMAND}`: do not edit.
"""
ENVIRONMENT_HEADER = f"""\
# The course for conda: `conda env create --file environment.yml`, then `conda activate dl4ds`.
# Made from constraints.txt and pyproject.toml by `{COMMAND}`: do not edit.
"""


class Pin(NamedTuple):
    """One line of ``constraints.txt``: a version, and which packages ask for it."""

    name: str
    version: str
    marker: str
    asked_by: tuple[str, ...]

    @property
    def requirement(self) -> str:
        """The pin as pip reads it."""
        exact = f"{self.name}=={self.version}"
        return f"{exact} ; {self.marker}" if self.marker else exact


def parse(text: str) -> list[Pin]:
    """Read ``constraints.txt``.

    Parameters
    ----------
    text : str
        Lines such as ``zipp==4.1 ; python_version < '3.12'  # via importlib-metadata, ...``.

    Raises
    ------
    ValueError
        If a line is not a pin.
    """
    line_form = re.compile(r"([\w.-]+)==([^\s;]+)(?: ; ([^#]+?))?(?:\s+# via (.+))?$")
    pins = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        found = line_form.match(line)
        if found is None:
            raise ValueError(f"constraints.txt has {line!r}, which is not a pin; run `{COMMAND}`")
        name, version, marker, via = found.groups()
        asked_by = tuple(re.sub(r" \(.*\)", "", parent) for parent in (via or "").split(", "))
        pins.append(Pin(name, version, marker or "", asked_by))
    return pins


def normalized(requirement: str) -> str:
    """Return the bare name of a requirement, as package indexes compare names."""
    found = re.match(r"[\w.-]+", requirement)
    if found is None:
        raise ValueError(f"pyproject.toml has {requirement!r}, which is not a requirement")
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def wanted(project: dict[str, Any], extras: tuple[str, ...]) -> set[str]:
    """Return the names that the project asks for itself, with some of its extras.

    Parameters
    ----------
    project : dict
        The table ``[project]`` of ``pyproject.toml``.
    extras : tuple of str
        Extras; one may name others, as in ``dl4ds[lab]``.
    """
    optional: dict[str, list[str]] = project["optional-dependencies"]
    dependencies: list[str] = project["dependencies"]
    names: set[str] = set()
    waiting = [*dependencies, *(line for extra in extras for line in optional[extra])]
    while waiting:
        requirement = waiting.pop()
        name = normalized(requirement)
        if name != project["name"]:
            names.add(name)
            continue
        for extra in re.findall(r"[\w-]+", requirement.partition("[")[2].partition("]")[0]):
            waiting += optional[extra]
    return names


def closure(pins: list[Pin], names: set[str]) -> list[Pin]:
    """Return the pins of some packages and of all that these need, in the order given."""
    chosen = set(names)
    while True:
        more = {pin.name for pin in pins if chosen.intersection(pin.asked_by)} - chosen
        if not more:
            return [pin for pin in pins if pin.name in chosen]
        chosen |= more


def environment_yml(constraints: str, pyproject: str) -> str:
    """Return the text of ``environment.yml``.

    Parameters
    ----------
    constraints, pyproject : str
        The texts of ``constraints.txt`` and ``pyproject.toml``.
    """
    project = tomllib.loads(pyproject)["project"]
    names = wanted(project, CONDA_EXTRAS) | set(CONDA_ALSO)
    lines = [
        f"name: {project['name']}",
        "channels:",
        "  - conda-forge",
        "  - nodefaults",
        "dependencies:",
        f'  - "python {project["requires-python"]}"',
        "  - pip",
        "  - pip:",
        *(f'      - "{pin.requirement}"' for pin in closure(parse(constraints), names)),
        "      # the course itself; conda runs pip in the folder of this file",
        '      - "-e ."',
    ]
    return ENVIRONMENT_HEADER + "\n".join(lines) + "\n"


def resolve(root: Path, *, upgrade: bool) -> str:
    """Return the text of a new ``constraints.txt``; needs the network."""
    target = root / "constraints.txt"
    with tempfile.TemporaryDirectory() as folder:
        venv, out = Path(folder) / "venv", Path(folder) / "constraints.txt"
        python = venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "uv"]
        subprocess.run(pip, check=True)
        if target.exists() and not upgrade:
            out.write_text(target.read_text(encoding="utf-8"), encoding="utf-8")
        command = f"{python} -m uv --quiet pip compile pyproject.toml --all-extras --universal"
        command += (
            " --fork-strategy fewest --python-version 3.11 --no-header --annotation-style line"
        )
        subprocess.run(
            [*command.split(), "--output-file", str(out)],
            cwd=root,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return CONSTRAINTS_HEADER + out.read_text(encoding="utf-8")


def main() -> int:
    """Write both files; return the exit code."""
    parser = argparse.ArgumentParser(prog=COMMAND, description="Pin the versions again.")
    parser.add_argument("--upgrade", action="store_true", help="move all versions to the newest")
    parser.add_argument(
        "--derive", action="store_true", help="make environment.yml only; no network"
    )
    options = parser.parse_args()
    target = ROOT / "constraints.txt"
    try:
        if options.derive:
            constraints = target.read_text(encoding="utf-8")
        else:
            constraints = resolve(ROOT, upgrade=options.upgrade)
        pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        environment = environment_yml(constraints, pyproject)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    # Both are complete before either is replaced.
    counts = len(parse(constraints)), environment.count('      - "') - 1
    texts = {"constraints.txt": constraints, "environment.yml": environment}
    for (name, text), count in zip(texts.items(), counts, strict=True):
        half = ROOT / f".{name}.new"
        half.write_text(text, encoding="utf-8")
        half.replace(ROOT / name)
        print(f"wrote {name}: {count} pins")
    return 0


if __name__ == "__main__":
    sys.exit(main())
