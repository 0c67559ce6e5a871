"""The settings of a term, read from one file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from autograder.site.keys import OVERLAY, TABLES, SettingsError, checked


@dataclass(frozen=True)
class Groups:
    """The Unix groups of a course.

    Parameters
    ----------
    graders : str
        Everybody who grades, and nobody else.
    students : str
        Everybody who may enter the project's folders.
    """

    graders: str
    students: str


@dataclass(frozen=True)
class Directories:
    """Where a term's files are.

    Parameters
    ----------
    course : Path
        The checkout, for graders only.
    exchange : Path
        Where students fetch and hand in.
    shared : Path
        What is written for students: Jupyter's settings, their first page, their packages.
    work : str
        Where a student works; `USER` stands for the student's name.
    """

    course: Path
    exchange: Path
    shared: Path
    work: str


@dataclass(frozen=True)
class Environment:
    """What notebooks run with.

    Parameters
    ----------
    kind : str
        One of `keys.KINDS`: what students have.
    students, graders : Path
        Where the two environments are. The graders' is a virtual environment of the checkout.
    modules : tuple of str
        Modules to load first.
    activate : str
        For an overlay, the command that activates what lies below it; else empty.
    """

    kind: str
    students: Path
    graders: Path
    modules: tuple[str, ...]
    activate: str


@dataclass(frozen=True)
class Session:
    """What a student asks for in the OnDemand form: hours, and processor cores."""

    hours: int
    cores: int


@dataclass(frozen=True)
class Jobs:
    """What grading jobs ask the scheduler for.

    Parameters
    ----------
    queue : str
        A queue; empty for the cluster's own choice.
    parallel_environment : str
        The one for slots on one node.
    slots : int
        Processor cores of one job.
    memory : str
        Of one slot, such as ``4G``.
    memory_resource : str
        What the cluster calls it; empty where memory is not asked for.
    walltime : str
        Hours, minutes, seconds.
    workers : int
        At most so many jobs at once under ``grade --cluster``.
    interface : str
        The network interface through which ``grade --cluster`` reaches its jobs; empty for the
        node's own name.
    mail : str
        Who is told that a job has ended or failed; empty for nobody.
    """

    queue: str
    parallel_environment: str
    slots: int
    memory: str
    memory_resource: str
    walltime: str
    workers: int
    interface: str
    mail: str

    @property
    def job_memory(self) -> str:
        """Memory of a whole job, as Dask reads it: all its slots together."""
        return f"{int(self.memory[:-1]) * self.slots}{self.memory[-1]}iB"

    @property
    def resources(self) -> str:
        """What a job asks for beside slots and time, as ``-l`` takes it."""
        return f"{self.memory_resource}={self.memory}" if self.memory_resource else ""


@dataclass(frozen=True)
class Site:
    """A term's settings.

    Parameters
    ----------
    path : Path
        The file that they came from.
    course_id : str
        Name of the course in the exchange.
    term : str
        As students call it.
    project : str
        The cluster's project that jobs and sessions count for.
    instructor : str
        Whom everything belongs to; empty for who runs the command.
    groups, directories, environment, session, jobs
        The tables of the file.
    """

    path: Path
    course_id: str
    term: str
    project: str
    instructor: str
    groups: Groups
    directories: Directories
    environment: Environment
    session: Session
    jobs: Jobs

    @property
    def staff(self) -> Path:
        """Folder of what is written for graders."""
        return self.directories.course / "site"

    @property
    def open_to_students(self) -> tuple[Path, ...]:
        """Folders that students have to get into."""
        return (self.directories.exchange, self.directories.shared, self.environment.students)


def read(path: Path) -> Site:
    """Read and check a settings file.

    Raises
    ------
    SettingsError
        If it is no TOML, lacks a key, has an unknown one, or a value cannot be right.
    """
    path = path.absolute()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        remedy = "docs/scc.md has one to start from"
        raise SettingsError(path, "", "there is no such file", remedy) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(path, "", f"is not TOML: {error}", "correct it") from None
    tables = {name: content.pop(name, {}) for name in TABLES if name}
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise SettingsError(path, name, "is not a table", f"write [{name}] above its keys")
    found = {name: checked(path, name, {"": content, **tables}[name]) for name in TABLES}
    where, packages = found["directories"], found["environment"]
    if packages["graders"] is None:
        packages["graders"] = where["course"] / ".venv"
    site = Site(
        path=path,
        groups=Groups(**found["groups"]),
        directories=Directories(**where),
        environment=Environment(**packages),
        session=Session(**found["session"]),
        jobs=Jobs(**found["jobs"]),
        **found[""],
    )
    _together(site)
    return site


def _together(site: Site) -> None:
    """Refuse what is wrong only together with something else."""
    if site.groups.graders == site.groups.students:
        remedy = "graders need a group without students in it: ask the help desk for one"
        key, problem = "groups.graders", "is the students' group as well"
        raise SettingsError(site.path, key, problem, remedy)
    where = site.directories
    for key, path in (
        ("directories.exchange", where.exchange),
        ("directories.shared", where.shared),
        ("environment.students", site.environment.students),
    ):
        if path.is_relative_to(where.course):
            remedy = "students cannot get in there, and must not: choose a folder elsewhere"
            raise SettingsError(site.path, key, f"lies in the course directory {path}", remedy)
    layered = site.environment.kind == OVERLAY
    if layered != bool(site.environment.activate):
        key = "environment.activate"
        problem = "is missing" if layered else f"is for the kind {OVERLAY!r} only"
        remedy = 'write for instance activate = "conda activate fall-2026-pyt"'
        raise SettingsError(site.path, key, problem, remedy if layered else "take it out")
