"""What this machine and this course give for grading, and what is missing: each with its remedy."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path

import psutil
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from traitlets import TraitError
from traitlets.config import Config

from autograder import database, gradebook_state
from autograder.cells import RunCells
from autograder.course import CONFIG_NAME, Course
from autograder.dispatch import processors
from autograder.errors import AutograderError
from autograder.exchange import audit
from autograder.exchange.settings import Settings
from autograder.mode import ONE_ROOM, recorded_in, rooms_of
from autograder.rooms.sandbox import Sandbox
from autograder.rooms.sandbox.layers import LAYERS
from autograder.rooms.sandbox.limits import MIB
from autograder.wiring import STEPS

__all__ = ["BAD", "NOTE", "OK", "Finding", "examine"]

OK, NOTE, BAD = "ok", "note", "MISSING"
GB = 10**9
LEAST_FREE, EASY_FREE = 0.2 * GB, 2 * GB
LISTED = 5
"""Packages that a finding names at most."""
_WRITTEN = ("submitted", "autograded", "feedback", ".autograder")
_SEE = "docs/operators.md, 'Where a layer is missing'"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Parameters
    ----------
    part : str
        What it belongs to: the machine, the sandbox, …
    name : str
        What it is.
    state : {"ok", "note", "MISSING"}
        Whether it is fine, worth knowing, or keeps grading from being done, or done safely.
    told : str
        What was found, in one line.
    remedy : str
        What to do about it; empty where there is nothing to do.
    """

    part: str
    name: str
    state: str
    told: str
    remedy: str = ""


def examine(course: Course) -> Iterator[Finding]:
    """Look at everything that grading needs; nothing is written or changed.

    Parameters
    ----------
    course : Course
        The course.

    Yields
    ------
    Finding
        One after the other, in parts.
    """
    try:
        config = course.config()
    except Exception as error:  # noqa: BLE001 - the file is a program, which can raise anything
        told = f"{CONFIG_NAME} cannot be read: {type(error).__name__}: {error}"
        yield Finding("settings", CONFIG_NAME, BAD, told, "correct it; nothing works without it")
        config = None
    yield from _python(course)
    yield from _sandbox()
    yield from _folders(course)
    if config is None:
        yield from _machine(None)
        return
    step = None
    try:
        step = RunCells(config=config)
    except TraitError as error:
        told = f"a limit in {CONFIG_NAME} is none: {error}"
        yield Finding("settings", "limits", BAD, told, f"correct it in {CONFIG_NAME}")
    yield from _machine(step)
    yield from _settings(course, config, step)
    yield _gradebook(course)
    yield from _exchange(course)


def _python(course: Course) -> Iterator[Finding]:
    wanted = metadata("dl4ds")["Requires-Python"]
    here = ".".join(map(str, sys.version_info[:3]))
    fine = SpecifierSet(wanted).contains(here)
    remedy = "" if fine else "make the environment anew with such a Python: 'make test'"
    told = f"{here}, {wanted} is needed"
    yield Finding("python", "version", OK if fine else BAD, told, remedy)
    pins = course.root / "constraints.txt"
    if not pins.is_file():
        told = "there is no constraints.txt to compare packages with"
        yield Finding("python", "packages", NOTE, told)
    else:
        count, others = _compared(pins)
        more = f" and {len(others) - LISTED} more" if len(others) > LISTED else ""
        told = f"{', '.join(others[:LISTED])}{more}" if others else f"{count} as in constraints.txt"
        remedy = "'.venv/bin/pip install -c constraints.txt …', or 'make test', which mends .venv"
        yield Finding("python", "packages", NOTE if others else OK, told, remedy if others else "")
    found = shutil.which("alembic")
    told = "is on PATH" if found else "not on PATH: nbgrader cannot make a gradebook without it"
    remedy = "" if found else "activate the environment that nbgrader is installed in"
    yield Finding("python", "alembic", OK if found else BAD, told, remedy)


def _compared(pins: Path) -> tuple[int, list[str]]:
    """Return how many pinned packages are installed, and those of another version."""
    count, others = 0, []
    for line in pins.read_text(encoding="utf-8").splitlines():
        try:
            pin = Requirement(line.partition(" #")[0])
            installed = version(pin.name)
        except (InvalidRequirement, PackageNotFoundError):
            continue  # a comment, or one that another platform or the development needs
        if pin.marker is not None and not pin.marker.evaluate():
            continue
        count += 1
        if not pin.specifier.contains(installed, prereleases=True):
            others.append(f"{pin.name} {installed} (not {pin.specifier})")
    return count, others


def _sandbox() -> Iterator[Finding]:
    try:
        found = Sandbox.probe()
    except AutograderError as error:
        yield Finding("sandbox", "probe", BAD, error.problem, error.remedy or _SEE)
        return
    for layer in found.layers:
        if layer.present:
            yield Finding("sandbox", layer.name, OK, LAYERS[layer.name])
            continue
        told = f"missing: {LAYERS[layer.name]} ({layer.why_not})"
        state = BAD if layer.necessary else NOTE
        yield Finding("sandbox", layer.name, state, told, _SEE)


def _machine(step: RunCells | None) -> Iterator[Finding]:
    jobs, slots = processors(), os.environ.get("NSLOTS")
    said = f", NSLOTS={slots}" if slots else ""
    told = f"{jobs} submissions at once ({os.cpu_count()} in the machine{said})"
    yield Finding("machine", "processors", OK, told)
    if step is None:
        return
    memory = psutil.virtual_memory()
    wanted = jobs * step.room_limits().memory_together
    told = f"{memory.available / GB:.1f} of {memory.total / GB:.1f} GB are free"
    enough = wanted <= memory.available
    if not enough:
        told += f"; {jobs} rooms may take {wanted / GB:.1f} GB together"
    remedy = "" if enough else "'autograder grade --jobs N' with fewer, or a smaller limit"
    yield Finding("machine", "memory", OK if enough else NOTE, told, remedy)


def _folders(course: Course) -> Iterator[Finding]:
    try:
        course.require_writable(course.root, *(course.root / name for name in _WRITTEN))
    except AutograderError as error:
        yield Finding("course", "folders", BAD, error.problem, error.remedy)
    else:
        yield Finding("course", "folders", OK, f"{course.root} can be written to")
    free = shutil.disk_usage(course.root).free
    state = BAD if free < LEAST_FREE else NOTE if free < EASY_FREE else OK
    remedy = "" if state == OK else "make room: grading a class writes a few MB for each student"
    yield Finding("course", "disk", state, f"{free / GB:.1f} GB are free", remedy)
    mode = course.root.stat().st_mode
    reached = all(folder.stat().st_mode & stat.S_IXOTH for folder in course.root.parents)
    if mode & stat.S_IRWXO and reached:
        told = f"everybody on this machine can get into it (mode {stat.S_IMODE(mode):o})"
        remedy = f"chmod o-rwx {course.root}, unless nobody else has an account here"
        yield Finding("course", "privacy", NOTE, told, remedy)
    else:
        yield Finding("course", "privacy", OK, "other users of this machine cannot get into it")


def _settings(course: Course, config: Config, step: RunCells | None) -> Iterator[Finding]:
    for needed in STEPS:
        there = needed.in_place(config)
        told = needed.gives if there else f"not in {CONFIG_NAME}: {needed.without}"
        state = OK if there else BAD if needed.necessary else NOTE
        yield Finding("settings", needed.name, state, told, "" if there else needed.remedy)
    if step is None:
        return
    limits, seconds = step.room_limits(), step.seconds()
    told = (
        f"a cell {seconds.cell:g} s, a notebook {seconds.notebook:g} s; memory of a room "
        f"{limits.memory_together // MIB} MiB, files {limits.scratch // MIB} MiB, "
        f"processes {limits.processes}"
    )
    yield Finding("settings", "limits", OK, told)
    if step.unsafe_no_sandbox:
        told = "c.RunCells.unsafe_no_sandbox is set: code runs also where it cannot be shut in"
        yield Finding("settings", "unsafe", BAD, told, f"take it out of {CONFIG_NAME}")
    for topic in course.built():
        try:
            rooms = rooms_of(recorded_in(course.source(topic)), step.rooms)
        except AutograderError as error:
            yield Finding("settings", topic, BAD, error.problem, error.remedy)
            continue
        if rooms == ONE_ROOM:
            told = "one room: its tests run where the student's code does"
            remedy = "docs/instructors.md says what two rooms ask of a notebook"
            yield Finding("settings", topic, NOTE, told, remedy)
        else:
            yield Finding("settings", topic, OK, "two rooms: tests run apart from students' code")


def _gradebook(course: Course) -> Finding:
    try:
        gradebook_state.check(course)
    except AutograderError as error:
        return Finding("gradebook", "state", BAD, error.problem, error.remedy)
    there = gradebook_state.exists(course)
    told = "can be read and written" if there else "not made yet: grading makes it"
    url = gradebook_state.url_of(course)
    if database.is_server(url):
        told = f"{database.shown(url)}: {told}"
    return Finding("gradebook", "state", OK, told)


def _exchange(course: Course) -> Iterator[Finding]:
    try:
        settings = Settings.of(course)
        if not settings.groupshared and settings.root.is_relative_to(course.root):
            told = f"none is shared: {settings.root} is for trying out"
            remedy = "DL4DS_EXCHANGE names one, 'autograder exchange init' makes it"
            yield Finding("exchange", "folder", NOTE, told, remedy)
            return
        found = list(audit.of_everything(course, settings))
    except AutograderError as error:
        yield Finding("exchange", "folder", BAD, error.problem, error.remedy)
        return
    for one in found:
        yield Finding("exchange", "audit", BAD, one.problem, one.remedy)
    if not found:
        yield Finding("exchange", "audit", OK, f"{settings.root}: safe")
