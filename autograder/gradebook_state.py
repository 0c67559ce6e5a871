"""Where a course's gradebook is, who shares it, and whether nbgrader could work with it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from sqlalchemy import text
from traitlets.config import Config

from autograder import database, schema
from autograder.course import Course
from autograder.errors import CourseError

__all__ = ["check", "directory", "exists", "is_shared", "url_of"]

AWAY = "move it away, and grading makes a new one"
AWAY_ON_SERVER = "make an empty database, 'createdb NAME', and name that one"
RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE")


def directory(config: Config) -> CourseDirectory:
    """Return nbgrader's view of the course with these settings."""
    return CourseDirectory(config=config)


def url_of(course: Course) -> str:
    """Return the address of a course's gradebook."""
    url: str = directory(course.config()).db_url
    return url


def is_shared(course: Course) -> bool:
    """Tell whether a group of graders shares the course's folder."""
    return bool(directory(course.config()).groupshared)


def exists(course: Course) -> bool:
    """Return whether there is a gradebook to read from; errors as `check`."""
    return bool(_tables(url_of(course)))


def check(course: Course) -> None:
    """Refuse a gradebook that nbgrader could not work with. Nothing is written.

    Raises
    ------
    CourseError
        If the gradebook is no SQLite file or its server cannot be reached, if it is not nbgrader's,
        is half-made, is of another version of nbgrader, or cannot be written to.
    """
    url = url_of(course)
    path = database.file_of(url)
    if path is not None:
        _check_file(course, path)
    name = database.shown(url) if path is None else str(course.relative(path))
    away = AWAY if path is not None else AWAY_ON_SERVER
    try:
        found = _tables(url)
    except sqlite3.DatabaseError as error:
        raise CourseError(f"{name} is not a gradebook: {error}", away) from None
    if found and not set(found) & set(schema.TABLES):
        raise CourseError(f"{name} is a database of something else", away)
    missing = schema.missing(found)
    if missing and (found or (path is not None and path.exists())):
        what = f"{len(missing)} of its tables are missing, {missing[0]} among them"
        raise CourseError(f"{name} is half-made: {what}", away)
    if found:
        schema.require_version(found, name)
    if database.is_server(url):
        _check_rights(url, made=bool(found))


def _check_file(course: Course, path: Path) -> None:
    name = course.relative(path)
    if not path.exists():
        course.require_writable(path.parent)
    elif not path.is_file():
        raise CourseError(f"{name} is not a file", AWAY)
    elif not os.access(path, os.R_OK | os.W_OK):
        raise CourseError(f"{name} cannot be written to", "check its owner and mode")


def _check_rights(url: str, *, made: bool) -> None:
    """Refuse a server that would refuse us half-way."""
    if made:
        # Of several rights in one text, one would do.
        needed = " AND ".join(f"has_table_privilege(:name, '{right}')" for right in RIGHTS)
        what, names = "change the table", sorted(schema.TABLES)
    else:
        needed = "has_schema_privilege(coalesce(current_schema(), :name), 'CREATE')"
        what, names = "make tables in the schema", ["public"]
    with database.connected(url) as connection:
        for name in names:
            if not connection.scalar(text(f"SELECT {needed}"), {"name": name}):
                problem = f"{database.shown(url)}: this user may not {what} {name}"
                raise CourseError(problem, "its owner gives the right: GRANT … TO user")


def _tables(url: str) -> Mapping[str, set[str]]:
    path = database.file_of(url)
    if path is None:
        with database.connected(url) as connection:
            return schema.tables(connection)
    return schema.of_file(path) if path.exists() else {}
