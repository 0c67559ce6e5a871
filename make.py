#!/usr/bin/env python3
"""Set the course up and run its tasks: ``python3 make.py TARGET``.

The first run makes a virtual environment, ``.venv``, in this folder, with the exact versions of
``constraints.txt``; later runs find it unchanged and cost nothing.
"""

# Syntax that Python 3.8 reads, for the reason given in tools/environment.py.
from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tools.environment import (
    ROOT,
    SetupError,
    call,
    ensure_environment,
    install_beside,
    require_python,
    run,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Target = Callable[[Sequence[str]], int]


def demo(extra: Sequence[str]) -> int:
    """Build the course, grade a made-up class, show the grades."""
    return run("autograder", "demo", *extra)


def build(extra: Sequence[str]) -> int:
    """Build source/ and release/ from notebooks/."""
    return run("autograder", "build", *extra)


def steps(*commands: Sequence[str]) -> int:
    """Run modules one after the other; stop at the first that fails."""
    for command in commands:
        print("== " + " ".join(command), flush=True)
        code = run(*command)
        if code:
            print(f"error: `{' '.join(command)}` ended with exit code {code}", file=sys.stderr)
            return code
    return 0


LINT = (("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",))
CHECK = (("autograder", "build", "--check"), ("autograder", "verify"))


def check(extra: Sequence[str]) -> int:
    """Check that source/ and release/ are in step with notebooks/, and sound."""
    return steps(*((*command, *extra) for command in CHECK))


def lint(_extra: Sequence[str]) -> int:
    """Check style, format and types."""
    return steps(*LINT)


def test(extra: Sequence[str]) -> int:
    """Check everything: environment, lint, build, tests (with arguments: only pytest)."""
    if extra:
        return run("pytest", *extra)
    # A process for each processor; a file's tests stay together, for its fixtures' sake. Files are
    # taken in their order: those with few and long tests are not left for the end.
    spread = ("-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder")
    together = ("pytest", *spread, "--durations=25")
    return steps(("pip", "check"), *LINT, *CHECK, together)


def test_reference(extra: Sequence[str]) -> int:
    """Compare the solutions with PyTorch, which it installs (3 GB on Linux)."""
    folder = install_beside("reference", "torch")
    return run("pytest", "tests/lectures", *extra, PYTHONPATH=str(folder))


def lab(extra: Sequence[str]) -> int:
    """Open JupyterLab on a student's copy of the release, in student/."""
    release, student = ROOT / "release", ROOT / "student"
    added, kept = copy_release(release, student)
    print(f"student/: {len(added)} new from release/, {len(kept)} kept as they are", flush=True)
    return jupyterlab("student", student, extra)


def author(extra: Sequence[str]) -> int:
    """Open JupyterLab for instructors: masters as notebooks, formgrader."""
    return jupyterlab("author", ROOT, extra)


def jupyterlab(role: str, folder: Path, extra: Sequence[str]) -> int:
    """Start JupyterLab in a folder with a role's settings, which are kept apart from the user's."""
    options = ["--ServerApp.ip=127.0.0.1", f"--ServerApp.root_dir={folder}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--ServerApp.allow_root=True")  # in a container everybody is root
    config = str(ROOT / "lab" / role)
    return run("jupyterlab", *options, *extra, role=role, cwd=folder, JUPYTER_CONFIG_PATH=config)


def copy_release(release: Path, student: Path) -> tuple[list[Path], list[Path]]:
    """Copy the release's files that a student does not have; never touch one that is there.

    Returns
    -------
    tuple of list of Path
        The files that were added, and those that were there; both relative to the folders.
    """
    files = sorted(path.relative_to(release) for path in release.rglob("*") if path.is_file())
    files = [path for path in files if ".ipynb_checkpoints" not in path.parts]
    if not files:
        raise SetupError("there is nothing in release/ yet: run `python3 make.py build` first")
    kept = [path for path in files if os.path.lexists(student / path)]
    added = [path for path in files if path not in kept]
    for path in added:
        target = student / path
        target.parent.mkdir(parents=True, exist_ok=True)
        # A copy cut short must not be taken for the student's own work the next time.
        with tempfile.TemporaryDirectory(dir=str(target.parent), prefix=".copying-") as beside:
            half = Path(beside) / path.name
            half.write_bytes((release / path).read_bytes())
            half.replace(target)
    return added, kept


def pins(extra: Sequence[str]) -> int:
    """Pin the versions again; --upgrade moves all of them to the newest."""
    return call([sys.executable, str(ROOT / "tools" / "pins.py"), *extra], dict(os.environ), ROOT)


MADE = (".venv", "demo", "dist", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis")


def clean(_extra: Sequence[str]) -> int:
    """Remove .venv, the demo and the tools' caches; grades and students' work stay."""
    for name in MADE:
        if (ROOT / name).exists():
            shutil.rmtree(ROOT / name)
            print(f"removed {name}")
    return 0


def show_help(_extra: Sequence[str]) -> int:
    """Show this list."""
    print("usage: python3 make.py TARGET [arguments for the tool]\n")
    for name, (target, _) in TARGETS.items():
        print(f"  {name:14} {target.__doc__}")
    return 0


# Each target, and whether it runs in the environment.
TARGETS: dict[str, tuple[Target, bool]] = {
    "demo": (demo, True),
    "test": (test, True),
    "test-reference": (test_reference, True),
    "lab": (lab, True),
    "author": (author, True),
    "build": (build, True),
    "check": (check, True),
    "lint": (lint, True),
    "pins": (pins, False),
    "clean": (clean, False),
    "help": (show_help, False),
}


def main(arguments: Sequence[str]) -> int:
    """Run one target and return the exit code."""
    name, extra = (arguments[0], list(arguments[1:])) if arguments else ("help", [])
    if name not in TARGETS:
        print(f"error: unknown target {name!r}; there is {', '.join(TARGETS)}", file=sys.stderr)
        return 2
    target, in_environment = TARGETS[name]
    try:
        if name != "help":
            require_python(Path(__file__).resolve())
        if in_environment:
            ensure_environment()
        return target(extra)
    except (SetupError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
