"""A gradebook copied between a file and a server: every row, or none."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from command_line import RunCli
from nbgrader.api import Base, Gradebook
from server import Server
from sqlalchemy import Connection, create_engine, select, text

from autograder import database, schema, transfer
from autograder.course import Course
from autograder.errors import AutograderError, CourseError, UsageError

pytestmark = pytest.mark.postgres
ODD = 'Zoë "Ωmega"\n\t\\ %s \U0001f600'


def make_gradebook(path: Path) -> str:
    """Make a gradebook with all kinds of rows; return its address."""
    url = f"sqlite:///{path}"
    with database.connected(url) as connection, connection.begin():
        schema.make(connection)
    with Gradebook(url, "dl4ds") as book:
        due = datetime(2026, 2, 1, 23, 59, 59, 123456)
        book.add_assignment("01_tiny", duedate=due)
        book.add_notebook("01_tiny", "01_tiny", kernelspec='{"name": "python3"}')
        where = ("01_tiny", "01_tiny")
        book.add_grade_cell("double-public", *where, max_score=1.1, cell_type="code")
        book.add_solution_cell("double", *where)
        book.add_task_cell("essay", *where, max_score=2, cell_type="markdown")
        book.add_source_cell("double", *where, cell_type="code", source=ODD, locked=True)
        for number in range(3):
            book.add_student(f"s{number}", first_name=ODD, email=None)
            late = due + timedelta(hours=number)
            with book.db.no_autoflush:  # nbgrader builds it before it adds it
                book.add_submission("01_tiny", f"s{number}", timestamp=late)
        book.grant_extension("01_tiny", "s1", hours=5, minutes=3)
        notebook = book.find_submission_notebook("01_tiny", "01_tiny", "s1")
        notebook.late_submission_penalty = 1 / 3
        notebook.grades[0].auto_score, notebook.grades[0].manual_score = 0.1, 2 / 3
        notebook.comments[0].manual_comment = ODD
        book.db.commit()
    return url


def content(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables, nbgrader's note of its version too."""
    with database.connected(url) as connection:
        found = {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }
        version = connection.execute(text(f"SELECT version_num FROM {schema.VERSION}"))
        return {**found, schema.VERSION: [tuple(row) for row in version]}


def test_every_row_goes_to_a_server_and_back(server: Server, tmp_path: Path) -> None:
    here = make_gradebook(tmp_path / "gradebook.db")
    there = server.url(server.database())
    back = f"sqlite:///{tmp_path / 'back.db'}"
    rows = transfer.copy(here, there)
    assert rows["grade"] == 6
    assert rows["student"] == 3
    assert transfer.copy(there, back) == rows
    assert content(there) == content(here)
    assert content(back) == content(here)
    assert (tmp_path / "back.db").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["back.db", "gradebook.db"]
    # nbgrader itself goes on with both.
    for url in (there, back):
        with Gradebook(url, "dl4ds") as book:
            book.remove_student("s2")


def test_a_target_that_is_not_empty_is_refused_and_left_as_it_is(
    server: Server, tmp_path: Path
) -> None:
    here = make_gradebook(tmp_path / "gradebook.db")
    name = server.database()
    server.sql("CREATE TABLE notes (line text)", name)
    with pytest.raises(CourseError, match="is not empty"):
        transfer.copy(here, server.url(name))
    other = tmp_path / "other.db"
    other.touch()
    with pytest.raises(CourseError, match=r"there is a file .*other\.db already"):
        transfer.copy(here, f"sqlite:///{other}")
    assert other.read_bytes() == b""


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE student SET id = printf('%0200d', 1) WHERE id = 's2'", "value too long"),
        ("DELETE FROM notebook", "violates foreign key"),
        ("UPDATE grade_cells SET cell_type = 'raw'", "raw"),
        ("UPDATE source_cell SET source = 'a' || char(0)", "NUL"),
        ("DROP TABLE comment", "there is no table comment"),
        ("CREATE TABLE notes (line text)", "not nbgrader's: notes"),
        ("ALTER TABLE student DROP COLUMN lms_user_id", "another version of nbgrader"),
    ],
)
def test_a_row_that_is_not_taken_leaves_the_target_empty(
    server: Server, tmp_path: Path, damage: str, told: str
) -> None:
    here = make_gradebook(tmp_path / "gradebook.db")
    opened = sqlite3.connect(tmp_path / "gradebook.db")
    opened.execute(damage)
    opened.commit()
    opened.close()
    there = server.url(server.database())
    with pytest.raises(CourseError, match=told):
        transfer.copy(here, there)
    with database.connected(there) as connection:
        assert dict(schema.tables(connection)) == {}


def test_rows_that_come_out_otherwise_are_refused(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = make_gradebook(tmp_path / "gradebook.db")
    there = server.url(server.database())
    real = schema.make

    def with_a_rule(connection: Connection, version: str = "") -> None:
        real(connection, version)
        rule = "CREATE RULE lost AS ON INSERT TO student WHERE NEW.id = 's1' DO INSTEAD NOTHING"
        connection.execute(text(rule))

    monkeypatch.setattr(schema, "make", with_a_rule)
    with pytest.raises(CourseError, match="student came out otherwise: 3 rows, 2 there"):
        transfer.copy(here, there)
    with database.connected(there) as connection:
        assert dict(schema.tables(connection)) == {}


def test_a_copy_is_of_one_moment(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = server.url(server.database())
    transfer.copy(make_gradebook(tmp_path / "gradebook.db"), here)
    before = content(here)
    real = transfer.Content.of
    late: list[str] = []

    def meanwhile(row: tuple[object, ...]) -> transfer.Content:
        if not late:
            late.append("s9")
            with Gradebook(here, "dl4ds") as book:
                book.add_student("s9")
        return real(row)

    monkeypatch.setattr(transfer.Content, "of", meanwhile)
    back = f"sqlite:///{tmp_path / 'back.db'}"
    transfer.copy(here, back)
    monkeypatch.undo()
    assert content(back) == before
    assert len(content(here)["student"]) == len(before["student"]) + 1


def test_command_line_copies_and_says_how_many_rows(
    tiny: Course, run_cli: RunCli, server: Server, tmp_path: Path
) -> None:
    here = make_gradebook(tmp_path / "gradebook.db")
    there = server.url(server.database())
    code, told, _ = run_cli(tiny, "gradebook", "copy", here, there)
    assert code == 0
    assert "student: 3\n" in told
    assert "p%40ss" not in told
    code, _, error = run_cli(tiny, "gradebook", "copy", here, there)
    assert (code, "is not empty" in error) == (1, True)
    with pytest.raises(UsageError, match="there is no file"):
        transfer.copy(f"sqlite:///{tmp_path / 'none.db'}", there)
    with pytest.raises(UsageError, match="both addresses are the same"):
        transfer.copy(here, here)


# ---- what keeps a server from being reached ----------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "told", "remedy"),
    [
        ({"password": "x"}, 'password authentication failed for user "grader"', "correct the user"),
        ({"database": "none"}, 'database "none" does not exist', "createdb"),
        ({"host": "/nowhere"}, "No such file or directory", "see that the server runs"),
        ({"host": "localhost", "port": 9}, "Connection refused", "see that the server runs"),
        ({"drivername": "postgresql+psycopg2"}, "needs psycopg2", "pip install 'dl4ds.postgres.'"),
        ({"drivername": "postgresql+none"}, "no such kind of database", "write sqlite"),
    ],
)
def test_a_server_that_cannot_be_used_is_told_in_one_line_without_the_password(
    server: Server, wrong: dict[str, object], told: str, remedy: str
) -> None:
    url = create_engine(server.url("postgres")).url
    host = wrong.pop("host", None)
    if host is not None:
        url = url.set(query={"host": host})
    url = url.set(**wrong)  # type: ignore[arg-type]
    address = url.render_as_string(hide_password=False)
    with pytest.raises(AutograderError, match=told) as caught, database.connected(address):
        pass
    assert remedy.replace(".", "") in str(caught.value).replace("[", "").replace("]", "")
    assert "ss/word" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_address_that_is_none_is_not_repeated() -> None:
    with pytest.raises(CourseError, match="is no address of a database") as caught:
        database.is_server("postgres//grader:secret@host/x")
    assert "secret" not in str(caught.value)


def test_half_made_and_foreign_databases_are_refused(tiny: Course, server: Server) -> None:
    from autograder import gradebook_state

    name = server.database()
    with (tiny.root / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.CourseDirectory.db_url = {server.url(name)!r}\n")
    gradebook_state.check(tiny)
    assert not gradebook_state.exists(tiny)
    server.sql("CREATE TABLE notes (line text)", name)
    with pytest.raises(CourseError, match="is a database of something else"):
        gradebook_state.check(tiny)
    server.sql("CREATE TABLE student (id text)", name)
    with pytest.raises(CourseError, match="is half-made: 13 of its tables are missing"):
        gradebook_state.check(tiny)
