"""The whole loop on a made-up class, in a course directory of its own."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeReleaseAssignment, ExchangeSubmit
from rich.console import Console

from autograder import report
from autograder.build import build
from autograder.classroom import Student, answers, read_work, simulate
from autograder.course import CONFIG_NAME, Course
from autograder.environment import imports
from autograder.errors import CourseError
from autograder.exchange.collect import CheckedCollect
from autograder.export import export
from autograder.feedback import feedback
from autograder.files import write_atomically
from autograder.grading import grade_assignment
from autograder.records import Record
from autograder.rubric import Rubric

TOPIC = "02_gradient_descent"
CONFIG = """\
# A copy of the course for the demo: the settings are the course's, the folders its own.
from pathlib import Path

HERE = Path(__file__).resolve().parent
load_subconfig("nbgrader_config.py", path=str(HERE.parent))
c = get_config()
c.CourseDirectory.root = str(HERE)
c.Exchange.root = str(HERE / "exchange")
c.Exchange.cache = str(HERE / "cache")
# Enough for an honest cell on a busy machine, and not long to wait for an endless loop.
c.Execute.timeout = 8
c.RunCells.notebook_timeout = 80
# Here one user hands in for everybody.
c.ExchangeCollect.check_owner = False
"""


def demo(course: Course, console: Console, *, fresh: bool = False) -> int:
    """Build the course, let a class hand in its work, grade it, and show what came of it.

    What is done already is left as it is, so that a demo that was stopped goes on.

    Parameters
    ----------
    course : Course
        The checkout. Only its ``source/``, ``release/`` and ``demo/`` are written to.
    console : Console
        Where to tell about it.
    fresh : bool
        Whether to forget what an earlier demo left.

    Returns
    -------
    int
        Number of grades that are not what they must be.

    Raises
    ------
    CourseError
        If there is no answer bank, or a folder cannot be used.
    """
    answers(course, TOPIC)
    course.require_writable(course.root / "demo")
    changed = build(course, course.topics((TOPIC,)))
    console.print(f"1  build: {len(changed)} files written" if changed else "1  build: up to date")
    place = _prepare(course, fresh)
    people = simulate(course, TOPIC)
    new = _hand_in(place, people)
    had = len(people) - new
    console.print(f"2  hand in and collect: {new} of {len(people)} students, {had} had before")
    console.print("3  grade")
    _warm_up(Rubric.read(place, TOPIC))
    try:
        with report.Bar(console) as bar:
            grading = grade_assignment(place, TOPIC, bar, unsafe=True)  # its answers are our own
    except CourseError as error:
        # Advice for a real gradebook would be wrong here: this one can simply be thrown away.
        raise CourseError(error.problem, "start over with 'autograder demo --fresh'") from error
    pages = [page for page in feedback(place, TOPIC, (), lambda _: None) if page.path]
    fresh_pages = sum(page.new for page in pages)
    console.print(f"4  feedback: {fresh_pages} of {len(pages)} pages written")
    rows = export(place, place.root / "grades.csv")
    console.print(f"5  export: {rows} rows")
    report.grades(console, grading.rubric, grading.records)
    _where_next(console, pages[0].path if pages else None)
    surprises = [text for text in _surprises(people, grading.records) if text]
    for text in surprises:
        report.print_line(console, f"unexpected: {text}")
    return len(surprises)


def _prepare(course: Course, fresh: bool) -> Course:
    """Return the demo's course directory, with the assignment as it is built now."""
    place = Course(course.root / "demo")
    if fresh and place.root.exists():
        shutil.rmtree(place.root)
    write_atomically(place.root / CONFIG_NAME, CONFIG.encode())
    for path in (course.source(TOPIC), course.release(TOPIC)):
        copy = place.root / path.relative_to(course.root)
        if not copy.is_file() or copy.read_bytes() != path.read_bytes():
            write_atomically(copy, path.read_bytes())
    return place


def _hand_in(place: Course, people: Iterable[Student]) -> int:
    """Let students submit through nbgrader's exchange, and collect; return how many did."""
    new = [
        one for one in people if read_work(place.root / "submitted" / one.name, TOPIC) != one.work
    ]
    if not new:
        return 0
    logging.getLogger("traitlets").setLevel(logging.ERROR)
    release = _exchange(place, ExchangeReleaseAssignment)
    release.force = True
    release.start()
    for one in new:
        desk = place.root / "students" / one.name
        write_atomically(desk / TOPIC / f"{TOPIC}.ipynb", one.work)
        submit = _exchange(place, ExchangeSubmit, student=one.name)
        submit.assignment_dir = str(desk)
        submit.start()
    collect = _exchange(place, CheckedCollect)
    collect.update = True
    collect.start()
    return len(new)


def _exchange(place: Course, kind: type[Any], student: str = "*") -> Any:
    config = place.config()
    config.CourseDirectory.assignment_id = TOPIC
    config.CourseDirectory.student_id = student
    return kind(
        coursedir=CourseDirectory(config=config),
        authenticator=Authenticator(config=config),
        config=config,
    )


def _warm_up(rubric: Rubric) -> None:
    """Import once what the notebook imports: the first time on a machine, caches are made."""
    code = "; ".join(f"import {name}" for name in sorted(imports(rubric.notebook)))
    command = [sys.executable, "-c", f"{code}; import matplotlib.pyplot"]
    subprocess.run(command, check=False, capture_output=True)


def _surprises(people: Iterable[Student], records: Iterable[Record]) -> Iterable[str]:
    by_name = {record.student: record for record in records}
    for one in people:
        record = by_name[one.name]
        if one.status and record.status != one.status:
            yield f"{one.name} ({one.story}) is {record.status}, not {one.status}"
        elif not one.status and not record.has_grade:
            yield f"{one.name} ({one.story}) has no grade: {record.message}"
        for exercise, result in record.results.items():
            lost = result.points is None or result.points < result.max_points
            wanted = one.lost.get(exercise)
            if lost and wanted is None:
                yield f"{one.name} ({one.story}) loses marks in {exercise}: {result.message}"
            elif wanted is not None and not lost:
                yield f"{one.name} ({one.story}) gets full marks in {exercise}"
            elif wanted is not None and wanted not in result.message:
                yield f"{one.name} ({one.story}) is told in {exercise}: {result.message}"


def _where_next(console: Console, page: Path | None) -> None:
    if page is not None:
        console.print(f"a student's feedback:  {page}", markup=False)
    console.print("grades:                demo/grades.csv")
    console.print("logs of each run:      demo/.autograder/logs/")
    console.print("formgrader:            cd demo && ../.venv/bin/jupyter lab")
    console.print("                       then, in the menu, Nbgrader > Formgrader")
