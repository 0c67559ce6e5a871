"""nbgrader's tables: which of them a database has, and how they are made."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from nbgrader.api import Base
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import Connection, inspect, text

from autograder.errors import CourseError

__all__ = ["TABLES", "VERSION", "make", "missing", "of_file", "require_version", "tables"]

TABLES = {
    str(table.name): {str(column.name) for column in table.columns}
    for table in Base.metadata.sorted_tables
}
VERSION = "alembic_version"
"""The table in which nbgrader notes the version of the others."""


def tables(connection: Connection) -> Mapping[str, set[str]]:
    """Return the columns of each table that is there."""
    found = inspect(connection).get_multi_columns()
    return {
        name: {str(column["name"]) for column in columns} for (_, name), columns in found.items()
    }


def of_file(path: Path) -> Mapping[str, set[str]]:
    """Return the columns of each table in a file of SQLite's, which is not made or changed.

    Raises
    ------
    sqlite3.DatabaseError
        If it is no such file.
    """
    with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as db:
        names = [
            str(row[0]) for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {
            name: {str(row[1]) for row in db.execute(f'PRAGMA table_info("{name}")')}
            for name in names
        }


def missing(found: Mapping[str, set[str]]) -> list[str]:
    """Return the tables that nbgrader needs and that are not among those found."""
    return sorted({*TABLES, VERSION} - set(found))


def require_version(found: Mapping[str, set[str]], name: str, *, exact: bool = False) -> None:
    """Refuse tables that another version of nbgrader has made.

    Parameters
    ----------
    found : mapping of str to set of str
        The columns of all tables, as `tables` returns them.
    name : str
        The database's, for the error.
    exact : bool
        Whether columns that this nbgrader does not know count as well: a copy would lose them.

    Raises
    ------
    CourseError
        If columns are missing, or foreign.
    """
    for table, columns in TABLES.items():
        if columns - found[table] or (exact and found[table] - columns):
            problem = f"{name} was made by another version of nbgrader"
            raise CourseError(problem, "keep a copy of it, then run 'nbgrader db upgrade'")


def make(connection: Connection, version: str = "") -> None:
    """Make the tables, and the note of their version, in the caller's transaction.

    Parameters
    ----------
    connection : Connection
        To an empty database.
    version : str
        What to note; by default what this nbgrader's tables are.
    """
    from alembic.script import ScriptDirectory  # slow to import, and needed once in a course's life

    Base.metadata.create_all(connection)
    connection.execute(text(f"CREATE TABLE {VERSION} (version_num VARCHAR(32) NOT NULL)"))
    known = version or ScriptDirectory(ALEMBIC_DIR).get_current_head()
    connection.execute(text(f"INSERT INTO {VERSION} VALUES (:version)"), {"version": known})
