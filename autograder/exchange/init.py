"""Making an exchange with the safe modes."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.errors import CourseError
from autograder.exchange.modes import Keepers, Place


def make(places: tuple[Place, ...], keepers: Keepers) -> list[Path]:
    """Make the folders that are missing; set up empty ones of the same owner like new ones.

    Whatever else is there stays as it is: `audit` says what is wrong with it.

    Parameters
    ----------
    places : tuple of Place
        The folders, outermost first.
    keepers : Keepers
        Who they shall belong to.

    Returns
    -------
    list of Path
        The folders that were made or set up.

    Raises
    ------
    CourseError
        If a folder cannot be made or given to its owner or group.
    """
    done = []
    for place in places:
        try:
            if _make(place, keepers):
                done.append(place.path)
        except FileNotFoundError:
            remedy = f"make it: mkdir -p {place.path.parent}"
            raise CourseError(f"{place.path.parent} is missing", remedy) from None
        except PermissionError as error:
            problem = f"{place.path} cannot be set up: {error.strerror}"
            remedy = f"run this as root, or as {keepers.owner} and a member of {keepers.group}"
            raise CourseError(problem, remedy) from None
    return done


def _make(place: Place, keepers: Keepers) -> bool:
    try:
        place.path.mkdir(mode=0o700)
    except FileExistsError:
        if place.path.is_symlink() or not place.path.is_dir():
            return False
        about = place.path.stat()
        is_right = (about.st_mode & 0o7777, about.st_gid) == (place.mode, keepers.gid)
        if is_right or about.st_uid != keepers.uid or any(place.path.iterdir()):
            return False
    handle = os.open(place.path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        about = os.fstat(handle)
        if (about.st_uid, about.st_gid) != (keepers.uid, keepers.gid):
            os.fchown(handle, keepers.uid, keepers.gid)
        os.fchmod(handle, place.mode)
    finally:
        os.close(handle)
    return True
