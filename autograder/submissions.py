"""What students handed in: where it is, what it is, and what keeps it from being graded."""

from __future__ import annotations

import hashlib
import json
import warnings
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import nbformat

from autograder.course import Course
from autograder.errors import CourseError, UsageError

IGNORED = (".ipynb_checkpoints", "__pycache__")
LISTED = 12
"""Students that a message names at most."""


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
    """

    student: str
    assignment: str
    folder: Path
    digest: str
    problem: str


def submitted(course: Course, assignment: str) -> list[str]:
    """Return the students who have handed in an assignment, sorted by id."""
    return sorted(
        folder.parent.name
        for folder in (course.root / "submitted").glob(f"*/{assignment}")
        if folder.is_dir() and not folder.parent.name.startswith(".")
    )


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
        raise CourseError(
            f"no submissions of {assignment} in {course.root / 'submitted'}",
            f"collect them: 'nbgrader collect {assignment}'",
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
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if not any(name in path.parts for name in IGNORED)
        and (path.is_symlink() or not path.is_dir())
    ]
    digest = hashlib.sha256()
    try:
        for path in files:
            plain = path.is_file() and not path.is_symlink()
            content = path.read_bytes() if plain else b"not a file"
            name = path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape")
            for part in (name, content):
                digest.update(len(part).to_bytes(8, "big") + part)
        problem = _problem(folder, f"{assignment}.ipynb", files)
    except OSError as error:  # one student's file must not keep the others from being graded
        problem = f"{Path(error.filename).name} cannot be read: {error.strerror}; mend its mode"
        digest.update(problem.encode("utf-8", "surrogateescape"))
    # A file's name need not be text; what is written about it must be.
    told = problem.encode("utf-8", "replace").decode("utf-8")
    return Submission(student, assignment, folder, f"sha256:{digest.hexdigest()}", told)


def _problem(folder: Path, wanted: str, files: list[Path]) -> str:
    for path in (folder, *files):
        # What a link points to would be copied into the grader's folders, and back to the student.
        if path.is_symlink() or not (path.is_file() or path == folder):
            return f"{path.name} is a link or a special file: submit the file itself"
    notebook = folder / wanted
    if notebook not in files:
        others = [path.name for path in files if path.suffix == ".ipynb"]
        found = f"; found {', '.join(others[:3])}" if others else ""
        return f"{wanted} is missing{found}: submit the notebook under its own name"
    return notebook_problem(notebook)


def notebook_problem(path: Path) -> str:
    """Return why a file is not a notebook that can be run, in one line; empty if it is one."""
    again = "download or save it again, and submit that"
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return f"{path.name} is not text: {again}"
    if not text.strip():
        return f"{path.name} is empty: {again}"
    try:
        content = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        place = f" in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        return f"{path.name} is not a notebook (its JSON breaks off{place}): {again}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a copied cell with its id, say: nbformat mends that
            nbformat.validate(nbformat.reads(text, as_version=4))
    except (nbformat.ValidationError, ValueError, TypeError, AttributeError, KeyError):
        # nbformat meets JSON of another shape with any of these.
        kind = "an object" if isinstance(content, dict) else f"a {type(content).__name__}"
        return f"{path.name} is JSON ({kind}), but not a notebook: {again}"
    return ""
