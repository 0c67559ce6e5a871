"""Writing a term's files: again and again, and never over what somebody has changed by hand."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.course import CONFIG_NAME, Course
from autograder.errors import CourseError
from autograder.exchange import init, modes
from autograder.exchange.modes import Keepers, Place
from autograder.files import write_atomically
from autograder.site.settings import Site
from autograder.site.texts import FOR_GRADERS, Text, folders, texts

FORMAT = 1

# What becomes of a file or a folder.
WRITTEN = "written"  # it was missing
UPDATED = "updated"  # it was as an earlier run wrote it
REPLACED = "replaced"  # it was changed by hand; that is kept beside it
KEPT = "kept"  # it was changed by hand, and stays so
REMOVED = "removed"  # an earlier run wrote it; it is of no use any more


@dataclass(frozen=True)
class Outcome:
    """What became of a file or a folder.

    Parameters
    ----------
    path : Path
        Which.
    what : str
        `WRITTEN`, `UPDATED`, `REPLACED`, `KEPT` or `REMOVED`.
    """

    path: Path
    what: str


def course_of(site: Site) -> Course:
    """Return the course of a term.

    Raises
    ------
    CourseError
        If its folder holds none.
    """
    course = Course(site.directories.course)
    if not (course.root / CONFIG_NAME).is_file():
        remedy = f"directories.course in {site.path} has to be a checkout of the course"
        raise CourseError(f"no {CONFIG_NAME} in {course.root}", remedy)
    return course


def keepers_of(site: Site) -> Keepers:
    """Return whom everything of a term belongs to.

    Raises
    ------
    UsageError
        If there is no such user or group.
    """
    return modes.keepers(site.instructor or None, site.groups.graders, site.directories.exchange)


def places_of(site: Site) -> tuple[Place, ...]:
    """Return all folders of a term with their modes, the exchange's first."""
    exchange = modes.places(site.directories.exchange, site.course_id)
    return (*exchange, *(Place(path, mode) for path, mode in folders(site)))


def digest(content: bytes) -> str:
    """Return a file's digest, as the list of what was written keeps it."""
    return hashlib.sha256(content).hexdigest()


def earlier(site: Site) -> dict[Path, str]:
    """Return what earlier runs have written, with its digests.

    Raises
    ------
    CourseError
        If the list is damaged: without it, no file is known to be ours.
    """
    path = _list(site)
    try:
        content = json.loads(path.read_bytes())
        if content["format"] != FORMAT:
            raise ValueError(f"format {content['format']}")
        return {Path(name): str(known) for name, known in content["files"].items()}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, KeyError, AttributeError):
        remedy = f"delete it, then 'autograder site init {site.path}' compares every file anew"
        raise CourseError(f"{path} is damaged", remedy) from None


def write(site: Site, *, replace: bool) -> list[Outcome]:
    """Make a term's folders and write its files.

    A file that differs from what an earlier run wrote was changed by hand. It stays as it is,
    unless `replace` is set: then it goes on as ``NAME.edited``.

    Parameters
    ----------
    site : Site
        The settings.
    replace : bool
        Whether to write also what was changed by hand.

    Returns
    -------
    list of Outcome
        What has changed, and what was left although it differs.

    Raises
    ------
    AutograderError
        If a folder or a file cannot be made or given to its owner.
    """
    course_of(site)
    keepers = keepers_of(site)
    if os.geteuid() not in (0, keepers.uid):
        problem = f"{site.directories.exchange.parent} and all else is for {keepers.owner} to make"
        raise CourseError(problem, f"run this as {keepers.owner}, or set instructor in {site.path}")
    wanted, known = texts(site), earlier(site)
    outcomes = [Outcome(path, WRITTEN) for path in init.make(places_of(site), keepers)]
    try:
        for text in wanted:
            outcome = _write(text, known, replace)
            if outcome is not None:
                outcomes.append(outcome)
            if outcome is None or outcome.what != KEPT:
                known[text.path] = digest(text.content)
                _give(text, keepers)
        outcomes += _remove(known, {text.path for text in wanted})
    except PermissionError as error:
        remedy = f"run this as root, or as {keepers.owner} and a member of {keepers.group}"
        raise CourseError(f"{error.filename}: {error.strerror}", remedy) from None
    finally:
        _save(site, known, keepers)
    return outcomes


def _write(text: Text, known: dict[Path, str], replace: bool) -> Outcome | None:
    try:
        there = text.path.read_bytes()
    except FileNotFoundError:
        write_atomically(text.path, text.content, text.mode)
        return Outcome(text.path, WRITTEN)
    if there == text.content:
        return None
    if known.get(text.path) == digest(there):
        write_atomically(text.path, text.content, text.mode)
        return Outcome(text.path, UPDATED)
    if not replace:
        return Outcome(text.path, KEPT)
    aside = _aside(text.path)
    write_atomically(aside, there, text.mode)
    write_atomically(text.path, text.content, text.mode)
    return Outcome(text.path, REPLACED)


def _aside(path: Path) -> Path:
    """Return a name beside a file that nothing has yet."""
    numbers = iter(range(2, 1000))
    aside = path.with_name(f"{path.name}.edited")
    while os.path.lexists(aside):
        aside = path.with_name(f"{path.name}.edited{next(numbers)}")
    return aside


def _give(text: Text, keepers: Keepers) -> None:
    """Give a file its owner, group and mode: the umask of graders takes away what students need."""
    about = text.path.stat()
    if (about.st_uid, about.st_gid) != (keepers.uid, keepers.gid):
        os.chown(text.path, keepers.uid, keepers.gid)
    if about.st_mode & 0o7777 != text.mode:
        text.path.chmod(text.mode)


def _remove(known: dict[Path, str], wanted: set[Path]) -> Iterator[Outcome]:
    for path in sorted(set(known) - wanted):
        if path.is_file() and digest(path.read_bytes()) == known[path]:
            path.unlink()
            yield Outcome(path, REMOVED)
        elif path.is_file():
            yield Outcome(path, KEPT)
        del known[path]


def _list(site: Site) -> Path:
    return site.staff / "written.json"


def _save(site: Site, known: dict[Path, str], keepers: Keepers) -> None:
    files = {str(path): known[path] for path in sorted(known)}
    content = (json.dumps({"format": FORMAT, "files": files}, indent=1) + "\n").encode()
    text = Text(_list(site), content, FOR_GRADERS)
    if not text.path.is_file() or text.path.read_bytes() != content:
        write_atomically(text.path, content, FOR_GRADERS)
    _give(text, keepers)
