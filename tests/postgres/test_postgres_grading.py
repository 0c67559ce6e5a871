"""A class whose gradebook is on a server: all that holds with a file holds with it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from killed_grader import state
from nbgrader.api import Grade, Gradebook, SubmittedAssignment
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from server import Server
from server_class import WORK, class_of
from small_class import TOPIC, Silent, grade
from sqlalchemy import text

from autograder import bookkeeping, database, doctor, export, gradebook, gradebook_state
from autograder.build import build
from autograder.course import Course
from autograder.errors import CourseError
from autograder.exchange import students
from autograder.feedback import feedback
from autograder.locks import alone
from autograder.outcomes import CellOutcome, Outcome

pytestmark = pytest.mark.postgres
HERE = Path(__file__).parent
SECOND = "02_tiny"


@pytest.fixture(scope="module")
def in_file(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class that was graded into a file, with its feedback."""
    course = class_of(tmp_path_factory.mktemp("file") / "course")
    grade(course, timeout=20)
    feedback(course, TOPIC, (), str)
    return course


@pytest.fixture(scope="module")
def on_server(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Course:
    """The same class, graded into a server's empty database."""
    url = server.url(server.database())
    course = class_of(tmp_path_factory.mktemp("server") / "course", url)
    grade(course, timeout=20)
    feedback(course, TOPIC, (), str)
    return course


def pages(course: Course) -> dict[str, bytes]:
    return {
        str(path.relative_to(course.root)): path.read_bytes()
        for path in (course.root / "feedback").rglob("*.html")
    }


def test_grades_and_files_are_those_of_a_gradebook_in_a_file(
    in_file: Course, on_server: Course
) -> None:
    assert not (on_server.root / "gradebook.db").exists()
    assert state(on_server) == state(in_file)


def test_feedback_and_export_are_those_of_a_gradebook_in_a_file(
    in_file: Course, on_server: Course
) -> None:
    assert pages(on_server) == pages(in_file)
    assert len(pages(in_file)) == len(WORK)
    for course in (in_file, on_server):
        assert export.export(course, course.root / "grades.csv") == len(WORK)
    there, here = ((c.root / "grades.csv").read_bytes() for c in (in_file, on_server))
    assert there == here


def test_what_is_graded_is_up_to_date(on_server: Course) -> None:
    watcher = Silent()
    grade(on_server, watcher, timeout=20)
    assert (watcher.to_do, watcher.up_to_date) == (0, len(WORK))


def test_doctor_and_exchange_read_it(on_server: Course) -> None:
    (found,) = [one for one in doctor.examine(on_server) if one.part == "gradebook"]
    assert (found.state, found.told.partition(":")[0]) == (doctor.OK, "postgresql+psycopg")
    assert "word" not in found.told
    assert students.known(on_server, None) == set(WORK)


def test_formgrader_shows_what_it_shows_of_a_file(in_file: Course, on_server: Course) -> None:
    def seen(course: Course) -> list[object]:
        config = course.config()
        api = NbGraderAPI(CourseDirectory(config=config), config=config)
        (assignment,) = api.get_assignments()
        submissions = api.get_submissions(TOPIC)
        (notebook,) = api.get_notebooks(TOPIC)
        people = api.get_students()
        answers = api.get_notebook_submissions(TOPIC, TOPIC)
        found = (assignment, submissions, notebook, people, answers)
        # Ids are drawn, lists are in their order, and each course has a folder of its own.
        plain = [json.loads(json.dumps(one, default=str), object_hook=_plain) for one in found]
        return [sorted(one, key=repr) if isinstance(one, list) else one for one in plain]

    def _plain(entry: dict[str, object]) -> dict[str, object]:
        return {
            key: value for key, value in entry.items() if not key.endswith(("id", "path", "index"))
        }

    assert seen(on_server) == seen(in_file)


def test_stock_nbgrader_grades_into_it(on_server: Course) -> None:
    before = gradebook.read(on_server, TOPIC)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", TOPIC, "--student", "ann", "--force"],
        cwd=on_server.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert gradebook.read(on_server, TOPIC) == before


# ---- several at once ---------------------------------------------------------------------------


def run_at_once(*graders: tuple[Course, str]) -> list[str]:
    """Start graders at the same time; return what kept each from its work, or nothing."""
    words = [word for course, topic in graders for word in (str(course.root), topic)]
    path = [str(HERE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        [sys.executable, HERE / "at_once.py", *words],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    told: list[str] = json.loads(done.stdout)
    return told


def test_graders_at_once_lose_nothing_and_double_nothing(
    server: Server, tmp_path: Path, in_file: Course
) -> None:
    # Two assignments in one folder, and one of them in another folder too, all with one gradebook.
    name = server.database()
    course = class_of(tmp_path / "course", server.url(name))
    course.master(SECOND).write_text(course.master(TOPIC).read_text())
    build(course, [SECOND])
    for student in WORK:
        first = course.root / "submitted" / student / TOPIC / f"{TOPIC}.ipynb"
        second = course.root / "submitted" / student / SECOND / f"{SECOND}.ipynb"
        second.parent.mkdir()
        shutil.copy(first, second)
    other = Course(tmp_path / "other")
    shutil.copytree(course.root, other.root)
    told = run_at_once((course, TOPIC), (course, SECOND), (other, TOPIC))
    assert told[1] == ""
    # One may have come when the other was done.
    assert "" in (told[0], told[2])
    assert all(not one or "another grader is at work on 01_tiny: " in one for one in told)
    expected = {name: entry.auto for name, entry in gradebook.read(in_file, TOPIC).items()}
    for topic in (TOPIC, SECOND):
        found = gradebook.read(course, topic)
        assert {name: entry.auto for name, entry in found.items()} == expected
    assert server.sql("SELECT count(*) FROM submitted_assignment", name) == str(2 * len(WORK))
    assert server.sql("SELECT count(*) FROM student", name) == str(len(WORK))


def test_what_a_grader_of_another_assignment_has_half_made_is_left_alone(
    on_server: Course,
) -> None:
    theirs = on_server.root / "autograded" / "ann" / f".new-abcd1234.{SECOND}"
    mine = theirs.with_name(f".new-abcd1234.{TOPIC}")
    for folder in (theirs, mine):
        folder.mkdir()
    grade(on_server, timeout=20)
    assert (theirs.exists(), mine.exists()) == (True, False)
    theirs.rmdir()


def test_same_assignment_is_refused_while_somebody_grades_it(
    on_server: Course, tmp_path: Path
) -> None:
    url = gradebook_state.url_of(on_server)
    elsewhere = Course(tmp_path / "course")
    for holder in (on_server, elsewhere):
        with (
            alone(holder, TOPIC, url),
            pytest.raises(CourseError, match=r"another grader is at work on 01_tiny: .* process"),
        ):
            grade(on_server, timeout=20)
    with alone(on_server, SECOND, url):
        grade(on_server, timeout=20)
    with alone(on_server), pytest.raises(CourseError, match="another grader is at work on"):
        grade(on_server, timeout=20)


def test_two_who_enter_the_same_new_student_make_one_submission(on_server: Course) -> None:
    where = gradebook_state.directory(on_server.config())
    outcome = Outcome(
        (
            CellOutcome("double-public", graded=True, points=1.0, errors=()),
            CellOutcome("double-hidden", graded=True, points=2.0, errors=()),
        ),
        {"double": False},
    )
    start = threading.Barrier(2, timeout=60)

    def enter(_: int) -> None:
        with Gradebook(where.db_url, where.course_id) as book:
            for number in range(5):
                start.wait()
                student = f"new{number}"
                bookkeeping.enter(book, where.config, TOPIC, student, None, outcome, frozenset)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(enter, range(2))) == [None, None]
    with gradebook.opened(on_server) as book:
        query = book.db.query(SubmittedAssignment)
        found = query.filter(SubmittedAssignment.student_id.startswith("new"))
        assert found.count() == 5
        for number in range(5):
            book.remove_student(f"new{number}")


def test_points_given_by_hand_while_grades_are_entered_are_kept(on_server: Course) -> None:
    # Somebody holds ann's row when her new grades come: these wait, then see what was given.
    url = gradebook_state.url_of(on_server)
    entry = gradebook.read(on_server, TOPIC)["ann"]
    given = threading.Event()
    end = time.monotonic() + 120
    with Gradebook(url, "dl4ds") as other:
        grades = other.find_submission_notebook(TOPIC, TOPIC, "ann").grades
        session = other.db()  # it may be used by another thread, as nbgrader's registry may not
        row = session.query(Grade).filter(Grade.id == grades[0].id).with_for_update().one()
        row.manual_score, row.needs_manual_grade = 0.25, False
        session.flush()

        def finish() -> None:
            with database.connected(url) as watching:
                waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
                while not watching.scalar(waiting) and time.monotonic() < end:
                    watching.rollback()
                    time.sleep(0.02)
            session.commit()
            given.set()

        thread = threading.Thread(target=finish)
        thread.start()
        done = grade(on_server, students=("ann",), force=True, timeout=20)
        thread.join()
    assert given.is_set()
    assert done["ann"].cells == entry.auto
    found = gradebook.read(on_server, TOPIC)["ann"]
    assert found.auto == entry.auto
    assert 0.25 in found.points.values()
    with gradebook.opened(on_server) as book:
        for one in book.find_submission_notebook(TOPIC, TOPIC, "ann").grades:
            one.manual_score = None
        book.db.commit()
