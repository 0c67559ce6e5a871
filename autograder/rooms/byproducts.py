"""Files that a student's cells write beside the notebook: brought out of their room, or not.

nbgrader runs notebooks in ``autograded/``, so what they write stays there, for graders to look at.
Our rooms have a folder of their own that goes with them. What comes out of it is the student's:
plain new files, none in the place of one that is there, and no notebook.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Set
from pathlib import Path, PurePosixPath

from autograder.rooms.errors import Malformed

__all__ = ["MOST", "gathered", "listed", "put"]

MOST = 32 * 2**20
"""Bytes of all files together, at the most: those that come after are left behind."""
FILES = 1000
"""Files, at the most."""
LONGEST_NAME, LONGEST_PATH = 255, 1000
"""Bytes of one name, and of all names of a path."""
LEFT = ("__pycache__", ".ipynb_checkpoints")


def listed(folder: Path) -> set[str]:
    """Return the plain files below a folder, by their paths inside it; links are none."""
    found = set()
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - set(LEFT))
        for name in names:
            path = Path(where, name)
            if stat.S_ISREG(path.lstat().st_mode):
                found.add(path.relative_to(folder).as_posix())
    return found


def gathered(folder: Path, before: Set[str]) -> dict[str, bytes]:
    """Return the files that are new in a folder, as far as they are not too many or too long.

    Parameters
    ----------
    folder : Path
        Where the cells ran.
    before : set of str
        What `listed` returned before they did.
    """
    new: dict[str, bytes] = {}
    left = MOST
    for name in sorted(listed(folder) - before)[:FILES]:
        path = folder / name
        try:
            if path.stat().st_size <= left:
                new[name] = path.read_bytes()
                left -= len(new[name])
        except OSError:  # what the student has locked, or goes on removing, stays behind
            continue
    return new


def put(files: object, folder: Path) -> None:
    """Write what a room has handed over; a file that is there stays as it is.

    Parameters
    ----------
    files : dict of str to bytes
        By path; not to be trusted.
    folder : Path
        Where to.

    Raises
    ------
    Malformed
        If it is anything else, or leads out of the folder. Then nothing was written.
    """
    if type(files) is not dict or not all(_honest(*pair) for pair in files.items()):
        raise Malformed("files beside the notebook")
    for name, content in files.items():
        path = folder / name
        if path.suffix == ".ipynb" or _taken(path, folder):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)


def _honest(name: object, content: object) -> bool:
    if type(name) is not str or type(content) is not bytes or "\0" in name:
        return False
    parts = PurePosixPath(name).parts
    try:
        lengths = [len(os.fsencode(part)) for part in parts]
    except UnicodeEncodeError:
        return False
    inside = bool(parts) and parts[0] != "/" and ".." not in parts
    return inside and max(lengths) <= LONGEST_NAME and sum(lengths) <= LONGEST_PATH


def _taken(path: Path, folder: Path) -> bool:
    """Whether something is there, or a file or link is where a folder would have to be."""
    above: Iterable[Path] = (one for one in path.parents if one.is_relative_to(folder))
    return os.path.lexists(path) or any(
        one != folder and os.path.lexists(one) and (one.is_symlink() or not one.is_dir())
        for one in above
    )
