"""What tests of the command line share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

RunCli = Callable[..., tuple[int, str, str]]
"""Runs the command line on a course: exit code, stdout, stderr."""


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, by its path from there."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
