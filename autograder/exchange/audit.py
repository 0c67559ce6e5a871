"""What is unsafe about an exchange, and the command that mends it."""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Course
from autograder.exchange import students
from autograder.exchange.modes import Keepers, Place, keepers, members, places
from autograder.exchange.settings import Settings
from autograder.files import umask

_ACCESS_LISTS = {"system.posix_acl_access", "system.posix_acl_default"}


@dataclass(frozen=True)
class Finding:
    """Something unsafe.

    Parameters
    ----------
    problem : str
        What, in one line.
    remedy : str
        The command that mends it, or else what to do.
    """

    problem: str
    remedy: str


def of_everything(
    course: Course, settings: Settings, whose: Keepers | None = None
) -> Iterator[Finding]:
    """Yield all that is unsafe about a course's exchange.

    Parameters
    ----------
    course : Course
        The course.
    settings : Settings
        What its configuration says.
    whose : Keepers, optional
        Whom it must belong to; by default, whom it does.
    """
    who = whose or keepers(None, None, settings.root)
    yield from of_places(places(settings.root, settings.course_id), who)
    yield from of_parents(settings.root, who)
    yield from of_members(who, students.known(course, settings.gradebook))
    yield from of_course(course.root, settings, who)
    yield from of_settings(settings)


def of_places(folders: Iterable[Place], keepers: Keepers) -> Iterator[Finding]:
    """Yield what is wrong with the exchange's own folders."""
    for place in folders:
        name = shlex.quote(str(place.path))
        if place.path.is_symlink():
            yield Finding(f"{place.path} is a link", f"rm {name}; autograder exchange init")
            continue
        if not place.path.is_dir():
            yield Finding(f"{place.path} is missing", "autograder exchange init")
            continue
        about = place.path.stat()
        is_owned = (about.st_uid, about.st_gid) == (keepers.uid, keepers.gid)
        if not is_owned:
            has = Keepers(about.st_uid, about.st_gid)
            who = f"{keepers.owner}:{keepers.group}"
            problem = f"{place.path} belongs to {has.owner}:{has.group}, not to {who}"
            yield Finding(problem, f"chown {shlex.quote(who)} {name}")
        mode = stat.S_IMODE(about.st_mode)
        if mode != place.mode:
            problem = f"{place.path} has mode {mode:o}, not {place.mode:o}"
            yield Finding(problem, f"chmod {place.mode:o} {name}")
        if _has_access_list(place.path):
            yield Finding(f"{place.path} has an access list beside its mode", f"setfacl -b {name}")


def of_parents(root: Path, keepers: Keepers) -> Iterator[Finding]:
    """Yield folders above the exchange in which somebody else could put another in its place."""
    for folder in root.parents:
        if not folder.is_dir():
            continue
        name = shlex.quote(str(folder))
        about = folder.stat()
        if about.st_uid not in (0, keepers.uid):
            who = Keepers(about.st_uid, about.st_gid).owner
            problem = f"{folder} belongs to {who}, who can put another exchange in the place"
            yield Finding(problem, f"chown root {name}, or move the exchange")
        if about.st_mode & stat.S_ISVTX:
            continue
        if about.st_mode & stat.S_IWOTH:
            problem = f"everybody can write to {folder} and put another exchange in the place"
            yield Finding(problem, f"chmod o-w {name}")
        shared = members(about.st_gid) - {"root", keepers.owner}
        if about.st_mode & stat.S_IWGRP and about.st_gid != keepers.gid and shared:
            group = Keepers(about.st_uid, about.st_gid).group
            problem = f"the group {group} can write to {folder} and replace the exchange"
            yield Finding(problem, f"chmod g-w {name}")


def of_members(keepers: Keepers, students: Iterable[str]) -> Iterator[Finding]:
    """Yield students who are in the graders' group: they could read everybody's work."""
    for student in sorted(members(keepers.gid) & set(students)):
        problem = f"the student {student} is in the graders' group {keepers.group}"
        yield Finding(problem, f"gpasswd -d {shlex.quote(student)} {shlex.quote(keepers.group)}")


def of_course(course: Path, settings: Settings, keepers: Keepers) -> Iterator[Finding]:
    """Yield how others than graders get at the course directory: solutions, tests, grades."""
    if settings.root.is_relative_to(course):
        yield Finding(
            f"the exchange {settings.root} lies in the course directory, out of students' reach",
            "set DL4DS_EXCHANGE to a folder elsewhere, then autograder exchange init",
        )
    name = shlex.quote(str(course))
    about = course.stat()
    above = [folder.stat().st_mode for folder in course.parents]
    if about.st_mode & stat.S_IRWXO and all(mode & stat.S_IXOTH for mode in above):
        problem = f"everybody can get into the course directory {course}"
        yield Finding(problem, f"chmod o-rwx {name}")
    if about.st_mode & stat.S_IRWXG and about.st_gid != keepers.gid:
        group = Keepers(about.st_uid, about.st_gid).group
        if members(about.st_gid) - {"root", keepers.owner}:
            problem = f"the group {group}, not {keepers.group}, can get into {course}"
            yield Finding(problem, f"chgrp -R {shlex.quote(keepers.group)} {name}")
    if _has_access_list(course):
        yield Finding(f"{course} has an access list beside its mode", f"setfacl -b {name}")
    book = settings.gradebook
    if book is not None and book.is_file():
        name, mode = shlex.quote(str(book)), stat.S_IMODE(book.stat().st_mode)
        if mode != 0o660:
            yield Finding(f"{book} has mode {mode:o}, not 660", f"chmod 660 {name}")
        if book.stat().st_gid != keepers.gid:
            problem = f"{book} is not the graders' ({keepers.group})"
            yield Finding(problem, f"chgrp {shlex.quote(keepers.group)} {name}")


def of_settings(settings: Settings) -> Iterator[Finding]:
    """Yield settings that would undo the safe modes."""
    if not settings.groupshared:
        yield Finding(
            "nbgrader would open the exchange's top folder for everybody",
            "set DL4DS_EXCHANGE in every grader's environment, or "
            "c.CourseDirectory.groupshared = True in nbgrader_config.py",
        )
    if not settings.checked:
        yield Finding(
            "collecting takes whatever is in the exchange, links to your own files too",
            "c.ExchangeFactory.collect = 'autograder.exchange.collect.CheckedCollect' "
            "in nbgrader_config.py",
        )
    mask = umask()
    if mask & 0o077 != 0o007:
        yield Finding(f"what you make gets its mode by umask {mask:03o}", "umask 007")


def _has_access_list(path: Path) -> bool:
    if not hasattr(os, "listxattr"):
        return False
    try:
        return bool(_ACCESS_LISTS & set(os.listxattr(path)))
    except OSError:  # a file system without such lists
        return False
