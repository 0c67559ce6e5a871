"""The results of one submission filed: its notebook, its grades and its record, by one writer.

The order makes every moment a good one to be killed in. Files are made beside their place: a full
disk shows there. Then the gradebook takes all grades in one transaction, the folder is moved into
``autograded/``, and the record comes last: without it, the next run does all of it again.
"""

from __future__ import annotations

import contextlib
import glob
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, InvalidEntry
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from traitlets.config import Config

from autograder import bookkeeping, database, gradebook, gradebook_state, records, scratch
from autograder.contract import about, grade_id
from autograder.course import Course
from autograder.execute import Graded, copy_files
from autograder.files import RANDOM
from autograder.records import Record
from autograder.submissions import Submission

__all__ = ["Filing", "sweep"]

READ_ONLY, SHARED = 0o444, 0o664
BESIDE = ".new-"
INTERRUPTED = "grading was stopped before its new grades were all written"


class Filing:
    """Files what submissions came to; to be used by one thread.

    Parameters
    ----------
    course : Course
        The course.
    config : Config
        Its settings.
    book : Gradebook
        nbgrader's, open.
    """

    def __init__(self, course: Course, config: Config, book: Gradebook) -> None:
        self.course, self.config, self.book = course, config, book
        self.submitted = gradebook_state.directory(config)

    def file(self, submission: Submission, graded: Graded) -> Record:
        """Write a submission's notebook, grades and record.

        Parameters
        ----------
        submission : Submission
            What was graded.
        graded : Graded
            What it came to.

        Returns
        -------
        Record
            As it was saved. If the grades could not be written, there is no grade.

        Raises
        ------
        OSError
            If not even the record could be written.
        DBAPIError
            If the server of the gradebook is away. Then nothing has been written.
        """
        record = graded.record
        folder = self.course.root / "autograded" / record.student / record.assignment
        if record.has_grade:
            try:
                self._enter(submission, graded, folder)
            except (SQLAlchemyError, InvalidEntry) as error:
                if isinstance(error, DBAPIError) and database.is_lost(error):
                    raise  # nobody's grades can be written: this is no matter of one submission
                problem = str(error).splitlines()[0]
                record = _failed(record, f"the gradebook took no grades: {problem}")
            except OSError as error:
                record = _failed(record, f"{error.filename or 'the system'}: {error.strerror}")
        if record.status == records.INFRASTRUCTURE_ERROR:
            # A notebook that is there later was made by stock nbgrader.
            shutil.rmtree(folder, ignore_errors=True)
        records.save(self.course, record)
        return record

    def _enter(self, submission: Submission, graded: Graded, folder: Path) -> None:
        record = graded.record
        with self._made_beside(submission, graded, folder) as made:
            before = records.load(self.course, record.assignment, record.student)
            if before is not None and before.has_grade and before.cells != record.cells:
                # It would contradict the gradebook, should we be stopped before the new one.
                pending = replace(_failed(before, INTERRUPTED), digest="")
                records.save(self.course, pending)
            bookkeeping.enter(
                self.book,
                self.config,
                record.assignment,
                record.student,
                self._handed_in(record),
                graded.outcome,
                lambda: _rewritten(folder / f"{record.assignment}.ipynb", graded.notebook),
            )
            shutil.rmtree(folder, ignore_errors=True)
            made.rename(folder)

    def _handed_in(self, record: Record) -> datetime | None:
        """Return when a submission came; None where the file that says so, its own, is nonsense."""
        try:
            return gradebook.timestamp(self.submitted, record.assignment, record.student)
        except (ValueError, OverflowError, TypeError, AttributeError, OSError):
            # dateutil meets what is no time with any of these; it may be no file, either
            return None

    @contextlib.contextmanager
    def _made_beside(self, submission: Submission, graded: Graded, folder: Path) -> Iterator[Path]:
        """Make the folder beside its place: a reader sees all of it or nothing."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        shared = bool(self.config.CourseDirectory.get("groupshared", False))
        mode = SHARED if shared else READ_ONLY
        with tempfile.TemporaryDirectory(f".{folder.name}", BESIDE, folder.parent) as beside:
            made = Path(beside) / folder.name
            made.mkdir()
            copy_files(made, submission.folder, self.course.source(submission.assignment).parent)
            (made / f"{folder.name}.ipynb").write_text(graded.notebook, encoding="utf-8")
            for path in made.rglob("*"):
                path.chmod(mode if path.is_file() else 0o2775 if shared else 0o755)
            made.chmod(0o2775 if shared else 0o755)
            yield made


def sweep(course: Course, assignment: str) -> None:
    """Remove what a killed grader of an assignment has left; only for who holds its lock."""
    name = glob.escape(assignment)
    for folder in (
        *(course.root / "autograded").glob(f"*/{BESIDE}{RANDOM}.{name}"),
        *gradebook.half_made(course, assignment),
    ):
        shutil.rmtree(folder, ignore_errors=True)
    for file in (course.state / "records").glob(f"{name}/.*.json.*"):
        file.unlink()
    scratch.sweep()


def _failed(record: Record, message: str) -> Record:
    return replace(
        record, status=records.INFRASTRUCTURE_ERROR, message=message, results={}, cells={}
    )


def _rewritten(before: Path, text: str) -> frozenset[str]:
    """Return the cells with other answers than in the notebook that was graded before."""
    answers = _answers(text)
    try:
        earlier = _answers(before.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, AttributeError):
        # Gone, or damaged by hand: nobody can tell, so a person should look.
        return frozenset(answers)
    return frozenset(name for name, answer in answers.items() if earlier.get(name) != answer)


def _answers(text: str) -> dict[str, str]:
    return {
        grade_id(cell): str(cell.source)
        for cell in nbformat.reads(text, as_version=4).cells
        if about(cell).get("solution")
    }
