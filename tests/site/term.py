"""A term's folders as a project on a cluster has them, and commands that its people run there.

Each command is a process of its own, in a mount namespace of its own: the interpreter and its
packages are shown under names that everybody can reach, wherever they lie.
"""

from __future__ import annotations

import grp
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from people import open_to_all
from small_class import MASTER, TOPIC, make_course
from unix_users import People, Person

from autograder.build import build
from autograder.course import Course

ROOT = Path(__file__).parents[2]
VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
PARTS = ("pyproject.toml", "environment.yml", "constraints.txt", "README.md", "LICENSE")
SETTINGS = """\
course_id = "{course_id}"
term = "Fall 2026"
project = "ds542"
instructor = "{instructor}"

[groups]
graders = "{graders}"
students = "{students}"

[directories]
course = "{base}/admin/course"
exchange = "{base}/materials/exchange"
shared = "{base}/materials/dl4ds"
work = "{base}/students/USER"

[environment]
kind = "{kind}"
students = "{base}/materials/environment"
"""


def make_checkout(folder: Path, *packages: str) -> Path:
    """Make a course of one tiny lecture that has what a checkout gives to students.

    Of ``dl4ds_utils`` it has the modules, and those packages that are named.
    """
    make_course(folder)
    for name in PARTS:
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "lab", folder / "lab")
    (folder / "dl4ds_utils").mkdir()
    for path in (ROOT / "dl4ds_utils").glob("*.py*"):
        shutil.copy(path, folder / "dl4ds_utils")
    for name in packages:
        place = Path("dl4ds_utils", name)
        shutil.copytree(ROOT / place, folder / place, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def make_environment(folder: Path, packages: Path, python: Path, *sources: Path) -> None:
    """Make a virtual environment with this one's packages, and packages from their sources."""
    command = [sys.executable, "-m", "venv", "--without-pip", "--symlinks", str(folder)]
    subprocess.run(command, check=True)
    site = Path(sysconfig.get_path("purelib")).relative_to(sys.prefix)
    (folder / site / "here.pth").write_text("".join(f"{s}\n" for s in (*sources, packages / site)))
    for name in ("share", "etc"):
        (folder / name).symlink_to(packages / name)
    for link in (folder / "bin").glob("python*"):
        link.unlink()
        link.symlink_to(python)
    config = folder / "pyvenv.cfg"
    lines = [line for line in config.read_text().splitlines() if not line.startswith("home")]
    config.write_text("\n".join([f"home = {python.parent}", *lines]) + "\n")


class Term:
    """A project's folders before its first term, and its people."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.base = Path(tempfile.mkdtemp(prefix="term-", dir=open_to_all()))
        self.base.chmod(0o755)
        self.course = self.base / "admin" / "course"
        self.shared = self.base / "materials" / "dl4ds"
        self.exchange = self.base / "materials" / "exchange"
        self.settings = self.base / "admin" / "fall.toml"
        self._folders()
        self._environments()
        names = {
            "base": self.base,
            "course_id": "ds542",
            "kind": "venv",
            "instructor": people.instructor.name,
            "graders": people.graders,
            "students": people.students,
        }
        self.settings.write_text(SETTINGS.format(**names))

    def _folders(self) -> None:
        professor, gid = self.people.instructor, grp.getgrnam(self.people.graders).gr_gid
        for name in ("materials", "students", "admin"):
            (self.base / name).mkdir()
        os.chown(self.base / "materials", professor.uid, professor.gid)
        make_checkout(self.course, "models")
        course = Course(self.course)
        # As lectures do: what students' environments lack would be told at once.
        importing = MASTER.replace("FACTOR", "from dl4ds_utils.models import line\n\nFACTOR", 1)
        course.master(TOPIC).write_text(importing)
        build(course, [TOPIC])
        for path in (self.base / "admin", *(self.base / "admin").rglob("*")):
            os.chown(path, professor.uid, gid, follow_symlinks=False)
            path.chmod(path.stat().st_mode & 0o770 | (0o2000 if path.is_dir() else 0) | 0o060)
        for person in self.people.everybody:
            self.desk(person).mkdir(mode=0o700)
            os.chown(self.desk(person), person.uid, person.gid)

    def _environments(self) -> None:
        # What is shown by the namespaces: the interpreter, its packages, and this checkout.
        self.seen = {
            self.base / "seen" / "python": Path(sys.base_prefix),
            self.base / "seen" / "packages": Path(sys.prefix),
            self.base / "seen" / "checkout": ROOT,
        }
        for place in self.seen:
            place.mkdir(parents=True)
        here, packages, checkout = self.seen
        python = here / "bin" / VERSION
        students = self.base / "materials" / "environment"
        make_environment(students, packages, python, self.shared / "package")
        graders = self.course / ".venv"
        make_environment(graders, packages, python, checkout)
        for name in ("autograder", "alembic"):  # what installing would put there
            program = graders / "bin" / name
            program.write_text(f'#!/bin/sh\nexec {graders}/bin/python -m {name} "$@"\n')
            program.chmod(0o755)

    def desk(self, person: Person) -> Path:
        return self.base / "students" / person.name

    def remove(self) -> None:
        shutil.rmtree(self.base)

    def start(self, person: Person, *lines: str) -> subprocess.Popen[str]:
        """Start a shell of a person with some lines, as a session or a job would."""
        mounts = [f"mount --bind {at} {seen}" for seen, at in self.seen.items()]
        become = f"setpriv --reuid={person.uid} --regid={person.gid} --init-groups"
        shell = f"exec {become} bash -ec {shlex.quote(chr(10).join(lines))}"
        place = self.base / "seen" / "python" / "lib"
        return subprocess.Popen(
            ["unshare", "--mount", "sh", "-ec", "\n".join((*mounts, shell))],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.desk(person),
            env={
                "PATH": "/usr/local/bin:/usr/bin:/bin",
                "HOME": str(self.desk(person)),
                "LANG": "C.UTF-8",
                "LD_LIBRARY_PATH": str(place),
                "TMPDIR": "/tmp",
            },
            start_new_session=True,
        )

    def run(self, person: Person, *lines: str, code: int = 0) -> str:
        """Run lines as a person; return what they say."""
        process = self.start(person, *lines)
        said, _ = process.communicate(timeout=600)
        assert process.returncode == code, said
        return said

    def grader(self, person: Person, *lines: str, code: int = 0) -> str:
        """Run lines as a grader, in the course directory."""
        ready = (f"source {self.course}/site/graders.sh", f"cd {self.course}")
        return self.run(person, *ready, *lines, code=code)
