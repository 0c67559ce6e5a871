"""What is wrong about a term on a cluster, and how to mend it."""

from __future__ import annotations

import grp
import shlex
import stat
from collections.abc import Iterator

from autograder.course import Course
from autograder.exchange import audit as exchange_audit
from autograder.exchange import students
from autograder.exchange.audit import Finding
from autograder.exchange.modes import Keepers, members
from autograder.exchange.settings import Settings
from autograder.site import inforce
from autograder.site.settings import Site
from autograder.site.texts import Text, texts
from autograder.site.write import course_of, digest, earlier, keepers_of, places_of


def of_everything(site: Site) -> Iterator[Finding]:
    """Yield all that is wrong about a term.

    Parameters
    ----------
    site : Site
        The settings.

    Raises
    ------
    AutograderError
        If the course, or a user or group of the settings, is not there at all.
    """
    course, keepers = course_of(site), keepers_of(site)
    yield from of_groups(site, keepers)
    yield from of_folders(site, keepers)
    yield from of_files(site, keepers)
    yield from of_course(site, course, keepers)
    yield from of_reach(site)
    yield from of_environment(site)
    yield from inforce.for_students(site)
    yield from inforce.for_graders(site)


def of_groups(site: Site, keepers: Keepers) -> Iterator[Finding]:
    """Yield what is wrong about who is in which group."""
    if keepers.owner not in members(keepers.gid) | {"root"}:
        problem = f"the instructor {keepers.owner} is not in the graders' group {keepers.group}"
        yield Finding(problem, f"gpasswd -a {keepers.owner} {keepers.group}, or ask the help desk")
    if _gid(site.groups.students) is None:
        problem = f"there is no group {site.groups.students!r}"
        yield Finding(problem, f"correct groups.students in {site.path}")


def of_folders(site: Site, keepers: Keepers) -> Iterator[Finding]:
    """Yield what is wrong about the folders that were made, and those above them."""
    for found in exchange_audit.of_places(places_of(site), keepers):
        mended = found.remedy.replace("autograder exchange init", _again(site))
        yield Finding(found.problem, mended)
    told = set()
    for folder in site.open_to_students:
        for found in exchange_audit.of_parents(folder, keepers):
            if found not in told:
                yield found
            told.add(found)


def of_files(site: Site, keepers: Keepers) -> Iterator[Finding]:
    """Yield what is wrong about the files that were written."""
    again = _again(site)
    known = earlier(site)
    for text in texts(site):
        if not text.path.is_file():
            yield Finding(f"{text.path} is missing", again)
            continue
        there = text.path.read_bytes()
        if there != text.content and known.get(text.path) == digest(there):
            yield Finding(f"{text.path} is not what the settings and the course say now", again)
        elif there != text.content:
            remedy = f"{again} --replace (the edit is kept beside it)"
            yield Finding(f"{text.path} was changed by hand", remedy)
        yield from _of_file(text, keepers)


def _of_file(text: Text, keepers: Keepers) -> Iterator[Finding]:
    about, name = text.path.stat(), shlex.quote(str(text.path))
    has = Keepers(about.st_uid, about.st_gid)
    if has != keepers:
        who = f"{keepers.owner}:{keepers.group}"
        problem = f"{text.path} belongs to {has.owner}:{has.group}, not to {who}"
        yield Finding(problem, f"chown {shlex.quote(who)} {name}")
    mode = stat.S_IMODE(about.st_mode)
    if mode != text.mode:
        yield Finding(
            f"{text.path} has mode {mode:o}, not {text.mode:o}", f"chmod {text.mode:o} {name}"
        )


def of_course(site: Site, course: Course, keepers: Keepers) -> Iterator[Finding]:
    """Yield what is wrong about the course directory, its gradebook and its settings."""
    settings = Settings.of(course)
    wanted = (site.directories.exchange, site.course_id)
    if (settings.root, settings.course_id) != wanted:
        problem = (
            f"graders' nbgrader uses the course {settings.course_id!r} in {settings.root}, "
            f"not {site.course_id!r} in {site.directories.exchange}"
        )
        line = 'load_subconfig(str(ROOT / "site" / "nbgrader_config.py"))'
        yield Finding(problem, f"end {course.root / 'nbgrader_config.py'} by the line {line}")
        return
    yield from exchange_audit.of_members(keepers, students.known(course, settings.gradebook))
    yield from exchange_audit.of_course(course.root, settings, keepers)
    yield from exchange_audit.of_settings(settings)


def of_reach(site: Site) -> Iterator[Finding]:
    """Yield folders that students cannot get into although they have to."""
    gid = _gid(site.groups.students)
    told = set()
    for place in site.open_to_students:
        for folder in reversed((place, *place.parents)):
            if not folder.is_dir() or folder in told:
                continue
            about = folder.stat()
            is_theirs = gid is not None and about.st_gid == gid
            may_enter = about.st_mode & (stat.S_IXGRP if is_theirs else stat.S_IXOTH)
            if not may_enter:
                told.add(folder)
                who = "g" if is_theirs else "o"
                yield Finding(
                    f"students cannot get into {folder}",
                    f"chmod {who}+x {shlex.quote(str(folder))}",
                )


def of_environment(site: Site) -> Iterator[Finding]:
    """Yield an environment that others than its owner could change."""
    place = site.environment.students
    for folder in (place, place / "bin", place / "lib"):
        if folder.is_dir() and folder.stat().st_mode & stat.S_IWOTH:
            yield Finding(
                f"everybody can change the students' environment {folder}",
                f"chmod -R o-w {shlex.quote(str(place))}",
            )
            return


def _again(site: Site) -> str:
    """Return the command that writes what is missing."""
    return f"autograder site init {shlex.quote(str(site.path))}"


def _gid(group: str) -> int | None:
    try:
        return grp.getgrnam(group).gr_gid
    except KeyError:
        return None
