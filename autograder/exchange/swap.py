"""Replacing a folder by a new one, so that one of them is always whole."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def beside(folder: Path) -> Path:
    """Return an empty place beside a folder; call `recover` first."""
    return folder.with_name(f".{folder.name}.collecting")


def recover(folder: Path) -> None:
    """Undo what a run that was killed left half-done."""
    earlier = _earlier(folder)
    if earlier.exists() and not folder.exists():
        earlier.rename(folder)
    for leftover in (earlier, beside(folder)):
        if leftover.exists():
            shutil.rmtree(leftover)


def replace(folder: Path) -> None:
    """Put the folder that was made beside in its place."""
    earlier = _earlier(folder)
    if folder.exists():
        folder.rename(earlier)
    beside(folder).rename(folder)
    handle = os.open(folder.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    if earlier.exists():
        shutil.rmtree(earlier)


def _earlier(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.earlier")
