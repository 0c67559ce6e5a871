"""Real users of this machine, and what they do in an exchange.

Whoever acts is a process of its own that has become that user. It is forked from one that has
imported everything: the interpreter may lie in a folder that others cannot enter.
"""

from __future__ import annotations

import grp
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import nbgrader.apps
import nbgrader.apps.nbgraderapp
import nbgrader.exchange.default
import sqlalchemy.dialects.sqlite  # noqa: F401
from small_class import TOPIC
from unix_users import People, Person

import autograder.cli
import autograder.exchange.audit
import autograder.exchange.init
import autograder.exchange.modes
import autograder.exchange.receipts
import autograder.exchange.release
import autograder.exchange.settings
import autograder.exchange.students

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["nbgrader.apps.nbgraderapp", "autograder.exchange.settings"])


@dataclass(frozen=True)
class Said:
    """What a command came to."""

    code: int
    text: str


class World:
    """A course and an exchange of these people, in a folder that all of them can enter."""

    def __init__(self, people: People, course: Callable[[Path], object]) -> None:
        self.people = people
        self.base = Path(tempfile.mkdtemp(prefix="exchange-", dir=open_to_all()))
        self.base.chmod(0o755)
        self.exchange = self.base / "exchange"
        self.course = self.base / "course"
        course(self.course)
        shutil.copytree(Path(__file__).parents[2] / "lab" / "student", self.base / "lab")
        # As an admin would: an empty folder for the instructor, who may do the rest.
        self.exchange.mkdir()
        os.chown(self.exchange, people.instructor.uid, people.instructor.gid)
        for person in people.everybody:
            (self.base / person.name).mkdir(mode=0o700)
            os.chown(self.base / person.name, person.uid, person.gid)
        self.give_course()

    def give_course(self) -> None:
        """Give the course to the instructor and the graders, as the recipe says."""
        gid = grp.getgrnam(self.people.graders).gr_gid
        for path in (self.course, *self.course.rglob("*")):
            os.chown(path, self.people.instructor.uid, gid, follow_symlinks=False)
        for path in (self.course, *self.course.rglob("*")):
            if path.is_dir():
                path.chmod(0o2770)

    def remove(self) -> None:
        shutil.rmtree(self.base)

    @property
    def shared(self) -> Path:
        return self.exchange / "dl4ds"

    @property
    def inbound(self) -> Path:
        return self.shared / "inbound"

    def desk(self, person: Person) -> Path:
        return self.base / person.name

    def environment(self, person: Person) -> dict[str, str]:
        settings = {} if self.is_grader(person) else {"JUPYTER_CONFIG_PATH": str(self.base / "lab")}
        return {
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "HOME": str(self.desk(person)),
            "DL4DS_EXCHANGE": str(self.exchange),
            "LANG": "C.UTF-8",
            **settings,
        }

    def is_grader(self, person: Person) -> bool:
        return person in (self.people.instructor, self.people.assistant)

    # ---- what people do ------------------------------------------------------------------------

    def act(self, person: Person, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call a function as a person; return what it returns, raise what it raises as text."""
        here, there = CONTEXT.Pipe(duplex=False)
        job = (function, arguments)
        where = self.course if self.is_grader(person) else self.desk(person)
        mask = 0o007 if self.is_grader(person) else 0o022
        process = CONTEXT.Process(
            target=_become, args=(there, person, str(where), self.environment(person), mask, job)
        )
        process.start()
        there.close()
        try:
            result, error = here.recv()
        finally:
            process.join()
            process.close()
            here.close()
        assert not error, error
        return result

    def nbgrader(self, person: Person, *words: str, fails: bool = False) -> str:
        """Run nbgrader as a person, and return what it says."""
        said = self.act(person, _nbgrader, words)
        assert (said.code != 0) == fails, said.text
        return str(said.text)

    def autograder(self, person: Person, *words: str) -> Said:
        """Run our command line as a person."""
        said = self.act(person, _autograder, ("--root", str(self.course), *words))
        assert isinstance(said, Said)
        return said

    def as_root(self, *words: str) -> str:
        """Run our command line as root, with the graders' umask, and give the files back."""
        ran = subprocess.run(
            [sys.executable, "-m", "autograder", "--root", str(self.course), *words],
            env={**self.environment(self.people.instructor), "HOME": str(self.base / "root")},
            capture_output=True,
            text=True,
            check=False,
            umask=0o007,
            cwd=self.course,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        self.give_course()
        return ran.stdout

    def submit(self, person: Person, work: str) -> Path:
        """Let a student fetch if need be, write the notebook and submit; return the submission."""
        if not (self.desk(person) / TOPIC).is_dir():
            self.nbgrader(person, "fetch_assignment", TOPIC)
        self.act(person, write, str(self.desk(person) / TOPIC / f"{TOPIC}.ipynb"), work)
        before = set(self.inbound.iterdir())
        self.nbgrader(person, "submit", TOPIC)
        (new,) = set(self.inbound.iterdir()) - before
        return new

    def receipts(self) -> dict[str, dict[str, Any]]:
        """Return what is on record, by the folder's name in the exchange."""
        files = (self.course / ".autograder" / "exchange" / TOPIC).glob("*.json")
        told = [one for path in files for one in json.loads(path.read_text())["receipts"]]
        return {one["folder"]: one for one in told}

    def submitted(self, person: Person) -> Path:
        return self.course / "submitted" / person.name / TOPIC


def write(path: str, text: str) -> None:
    Path(path).write_text(text, encoding="utf-8")


def open_to_all() -> Path:
    """Return a folder for temporary files that every user can enter."""
    for name in (tempfile.gettempdir(), "/tmp", "/var/tmp"):
        folder = Path(name).resolve()
        if all(path.stat().st_mode & 0o001 for path in (folder, *folder.parents)):
            return folder
    raise OSError("no temporary folder that everybody can enter")


def _become(
    told: Connection,
    person: Person,
    where: str,
    environment: dict[str, str],
    mask: int,
    job: tuple[Callable[..., Any], tuple[Any, ...]],
) -> None:
    try:
        os.initgroups(person.name, person.gid)
        os.setresgid(person.gid, person.gid, person.gid)
        os.setresuid(person.uid, person.uid, person.uid)
        os.environ.clear()
        os.environ.update(environment)
        os.umask(mask)
        os.chdir(where)
        function, arguments = job
        told.send((function(*arguments), ""))
    except BaseException:
        told.send((None, traceback.format_exc()))
        raise


def _nbgrader(words: tuple[str, ...]) -> Said:
    app = nbgrader.apps.nbgraderapp.NbGraderApp
    return _said(lambda: app.launch_instance(list(words)))


def _autograder(words: tuple[str, ...]) -> Said:
    sys.argv = ["autograder", *words]
    return _said(autograder.cli.main)


def _said(command: Callable[[], object]) -> Said:
    """Run a command that may end in `sys.exit`, and catch all that it writes."""
    with tempfile.TemporaryFile("w+") as stream:
        os.dup2(stream.fileno(), 1)
        os.dup2(stream.fileno(), 2)
        code: object = 0
        try:
            command()
        except SystemExit as stop:
            code = stop.code or 0
        sys.stdout.flush()
        sys.stderr.flush()
        stream.seek(0)
        return Said(code if isinstance(code, int) else 1, stream.read())
