"""What students handed in: where it is, what it is, and what keeps it from being graded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from autograder.contract import grade_id
from autograder.course import Course
from autograder.errors import CourseError, UsageError
from autograder.exchange.turned_away import turned_away
from autograder.intake import take_in
from autograder.printable import one_line

IGNORED = (".ipynb_checkpoints", "__pycache__")
LONGEST_NAME = 200
LISTED = 12
"""Students that a message names at most."""
_ENDING = re.compile(r"\.ipynb(\.txt|\.json)?$|\.json$", re.IGNORECASE)
_COPY = re.compile(r"( ?\(\d+\)|-copy\d*)+$")


@dataclass(frozen=True)
class Submission:
    """One student's work on one assignment.

    Parameters
    ----------
    student, assignment : str
        Whose, and on what.
    folder : Path
        ``submitted/<student>/<assignment>``.
    digest : str
        Digest of all its files, names included.
    problem : str
        Why it cannot be graded, in one line to the student; empty if it can.
    notebook : Path
        The notebook that is graded: the one with the right name, or the only one that can be meant.
    notes : tuple of str
        What was put up with, each in a few words to the student.
    """

    student: str
    assignment: str
    folder: Path
    digest: str
    problem: str
    notebook: Path
    notes: tuple[str, ...] = ()


def submitted(course: Course, assignment: str) -> list[str]:
    """Return the students who have handed in an assignment, sorted by id."""
    return sorted(
        folder.parent.name
        for folder in _folders(course, assignment)
        if _is_name(folder.parent.name)
    )


def without_name(course: Course, assignment: str) -> list[str]:
    """Return the folders in ``submitted/`` whose names can be no student's: nobody is graded there.

    Collecting makes none. By hand, somebody can.
    """
    names = (folder.parent.name for folder in _folders(course, assignment))
    return sorted(one_line(name) for name in names if not _is_name(name))


def _folders(course: Course, assignment: str) -> Iterator[Path]:
    for folder in (course.root / "submitted").glob(f"*/{assignment}"):
        if folder.is_dir() and not folder.parent.name.startswith("."):
            yield folder


def _is_name(name: str) -> bool:
    # nbgrader takes it for a pattern; records are named after it. What is not UTF-8 does not print.
    plain = name.isprintable() and not set("*?[]") & set(name)
    return plain and len(name.encode()) <= LONGEST_NAME


def find(course: Course, assignment: str, students: tuple[str, ...] = ()) -> list[Submission]:
    """Return an assignment's submissions.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.
    students : tuple of str
        The students that are wanted; all of them if empty.

    Raises
    ------
    CourseError
        If nobody has handed it in.
    UsageError
        If one of the wanted students has not.
    """
    known = submitted(course, assignment)
    if not known:
        away = turned_away(course, assignment)
        why = f"; {len(away)} were not taken, 'autograder exchange refused' says why"
        raise CourseError(
            f"no submissions of {assignment} in {course.root / 'submitted'}",
            f"collect them: 'nbgrader collect {assignment}'{why if away else ''}",
        )
    for student in students:
        if student not in known:
            near = get_close_matches(student, known, n=1)
            more = f" and {len(known) - LISTED} others" if len(known) > LISTED else ""
            there = f"there are {', '.join(known[:LISTED])}{more}"
            hint = f"did you mean {near[0]}?" if near else there
            raise UsageError(f"no submission of {assignment} by student {student!r}", hint)
    return [read(course, assignment, name) for name in known if not students or name in students]


def read(course: Course, assignment: str, student: str) -> Submission:
    """Read one student's submission, without judging the answers in it."""
    folder = course.root / "submitted" / student / assignment
    wanted = folder / f"{assignment}.ipynb"
    digest = hashlib.sha256()
    notebook, notes = wanted, tuple[str, ...]()
    try:
        files = _files(folder)
        for path in files:
            name = path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape")
            for part in (name, _digest(path)):
                digest.update(len(part).to_bytes(8, "big") + part)
        problem = _link(folder, files)
        if not problem:
            notebook, notes, problem = _meant(course, assignment, wanted, files)
        problem = problem or take_in(notebook).problem
    except OSError as error:  # one student's file must not keep the others from being graded
        problem = (
            f"{Path(error.filename or folder).name} cannot be read: {error.strerror}; mend its mode"
        )
        digest.update(problem.encode("utf-8", "surrogateescape"))
    except RecursionError:
        problem = "its folders lie too deep: submit only what the assignment asks for"
        digest.update(problem.encode())
    return Submission(
        student,
        assignment,
        folder,
        f"sha256:{digest.hexdigest()}",
        one_line(problem),
        notebook,
        tuple(map(one_line, notes)),
    )


def _files(folder: Path) -> list[Path]:
    return [
        path
        for path in sorted(folder.rglob("*"))
        if not any(name in path.parts for name in IGNORED)
        and (path.is_symlink() or not path.is_dir())
    ]


def _digest(path: Path) -> bytes:
    if path.is_symlink() or not path.is_file():
        return b"not a file"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _link(folder: Path, files: list[Path]) -> str:
    for path in (folder, *files):
        # What a link points to would be copied into the grader's folders, and back to the student.
        if path.is_symlink() or not (path.is_file() or path == folder):
            return f"{path.name} is a link or a special file: submit the file itself"
    return ""


def _meant(
    course: Course, assignment: str, wanted: Path, files: list[Path]
) -> tuple[Path, tuple[str, ...], str]:
    """Find the notebook that is meant: return it, what to note about it, and why there is none."""
    others = [path for path in files if _ENDING.search(path.name) and path != wanted]
    alike = [path for path in others if _plain(assignment) in _plain(path.name)]
    if wanted in files:
        copies = ", ".join(path.name for path in alike[:3])
        return wanted, (f"besides {copies}, {wanted.name} was graded",) if alike else (), ""
    if not alike:
        expected = _grade_ids(course.source(assignment))
        alike = [path for path in others if expected & _grade_ids(path)]
    if len(alike) == 1:
        return alike[0], (f"{alike[0].name} was graded: it should be named {wanted.name}",), ""
    named = others or [path for path in files if path.suffix.lower() in (".zip", ".html", ".py")]
    found = f"; found {', '.join(path.name for path in named[:3])}" if named else ""
    return wanted, (), f"{wanted.name} is missing{found}: submit the notebook under its own name"


def _plain(name: str) -> str:
    """Return a file's name without what browsers, systems and people change in it."""
    stem = _COPY.sub("", _ENDING.sub("", name).lower().rstrip())
    return re.sub(r"[\s_-]+", "_", stem)


def _grade_ids(path: Path) -> set[str]:
    notebook = take_in(path).notebook if path.is_file() else None
    return {grade_id(cell) for cell in notebook.cells} - {""} if notebook else set()
