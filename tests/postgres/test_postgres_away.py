"""A gradebook's server that goes away while grading, or lets a grader do too little."""

from __future__ import annotations

from pathlib import Path

import pytest
from killed_grader import agree
from server import GRADER, Server
from server_class import class_of
from small_class import TOPIC, Silent, grade, scores

from autograder import bookkeeping, gradebook, gradebook_state, records
from autograder.errors import CourseError
from autograder.grading import grade_assignment
from autograder.rubric import Rubric

pytestmark = pytest.mark.postgres
SCORES = {"ann": 3, "bob": 0, "cid": 1, "dan": 0}


class Restarting(Silent):
    """Restarts the server after the first grade."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self.server = server

    def graded(self, record: records.Record) -> None:
        super().graded(record)
        if len(self.done) == 1:
            self.server.stop()
            self.server.start()


def test_a_server_that_is_started_anew_while_grading_loses_nothing(
    server: Server, tmp_path: Path
) -> None:
    course = class_of(tmp_path / "course", server.url(server.database()))
    found = grade_assignment(course, TOPIC, Restarting(server), timeout=20, jobs=1).records
    assert scores({record.student: record for record in found}) == SCORES
    assert agree(course)


class Stopping(Restarting):
    """Stops the server after the first grade."""

    def graded(self, record: records.Record) -> None:
        Silent.graded(self, record)
        if len(self.done) == 1:
            self.server.stop()


def test_a_server_that_stops_while_grading_leaves_what_the_next_run_continues(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bookkeeping, "PAUSES", ())
    course = class_of(tmp_path / "course", server.url(server.database()))
    try:
        with pytest.raises(CourseError, match="see that the server runs"):
            grade_assignment(course, TOPIC, Stopping(server), timeout=20, jobs=1)
    finally:
        server.start()
    assert len(records.load_all(course, TOPIC)) == 1
    watcher = Silent()
    assert scores(grade(course, watcher, timeout=20)) == SCORES
    assert watcher.up_to_date == 1
    assert agree(course)


def test_grader_without_rights_is_told_which(server: Server, tmp_path: Path) -> None:
    name = server.database()
    course = class_of(tmp_path / "course", server.url(name))
    server.sql(f"REVOKE ALL ON SCHEMA public FROM {GRADER}, PUBLIC, pg_database_owner", name)
    with pytest.raises(CourseError, match="may not make tables in the schema public"):
        grade(course)
    server.sql(f"GRANT ALL ON SCHEMA public TO {GRADER}", name)
    gradebook.register(course, Rubric.read(course, TOPIC))
    server.sql(f"REVOKE UPDATE ON grade FROM {GRADER}", name)
    with pytest.raises(CourseError, match="may not change the table grade"):
        gradebook_state.check(course)
