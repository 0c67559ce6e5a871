"""A gradebook moved from one database to another: every row, or none."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nbgrader.api import Base
from sqlalchemy import Connection, Table, insert, select, text
from sqlalchemy.exc import StatementError

from autograder import database, schema
from autograder.errors import CourseError, UsageError

__all__ = ["copy"]

ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class Content:
    """What a table holds, whatever the order of its rows.

    Parameters
    ----------
    rows : int
        How many.
    digest : int
        The sum of the rows' digests.
    """

    rows: int = 0
    digest: int = 0

    def __add__(self, other: Content) -> Content:
        """Return what two parts of a table hold together."""
        return Content(self.rows + other.rows, (self.digest + other.digest) % 2**256)

    @classmethod
    def of(cls, row: tuple[object, ...]) -> Content:
        """Return what one row holds."""
        return cls(1, int.from_bytes(hashlib.sha256(repr(row).encode()).digest(), "big"))


def copy(source: str, target: str, *, shared: bool = False) -> dict[str, int]:
    """Copy a gradebook, with nbgrader's note of its version, into an empty database.

    The source is read in one state, also while others write to it. The target is compared with it,
    row by row, before it counts: a server's in one transaction, a file beside its place.

    Parameters
    ----------
    source, target : str
        Addresses as in ``c.CourseDirectory.db_url``.
    shared : bool
        Whether a new file is for the whole group.

    Returns
    -------
    dict of str to int
        The number of rows, by table.

    Raises
    ------
    UsageError
        If one of them cannot be what is meant, or both are the same.
    CourseError
        If one cannot be reached, the target is not empty, or it does not take a row.
    """
    if database.shown(source) == database.shown(target):
        raise UsageError("both addresses are the same", "name the new database second")
    with _snapshot(source) as reading, _empty(target, shared=shared) as writing:
        _check(schema.tables(reading), database.shown(source))
        version = str(reading.scalar(text(f"SELECT version_num FROM {schema.VERSION}")))
        schema.make(writing, version)
        return {table.name: _copy(reading, writing, table) for table in Base.metadata.sorted_tables}


def _check(found: Mapping[str, set[str]], name: str) -> None:
    """Refuse a source of which something would be missing in the copy."""
    missing = schema.missing(found)
    if missing:
        problem = f"{name} is no whole gradebook: there is no table {missing[0]}"
        raise CourseError(problem, "name the one that was graded with")
    foreign = sorted(set(found) - {*schema.TABLES, schema.VERSION})
    if foreign:
        problem = f"{name} has a table that is not nbgrader's: {foreign[0]}"
        raise CourseError(problem, "save it elsewhere and drop it; nothing was copied")
    schema.require_version(found, name, exact=True)


def _copy(reading: Connection, writing: Connection, table: Table) -> int:
    read, columns = Content(), [column.name for column in table.columns]
    everything = select(table).execution_options(yield_per=ROWS_AT_ONCE)
    try:
        for rows in reading.execute(everything).partitions():
            writing.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in rows])
            read = sum((Content.of(tuple(row)) for row in rows), read)
        written = sum((Content.of(tuple(row)) for row in writing.execute(everything)), Content())
    except (StatementError, LookupError) as error:  # LookupError: a word that is none of an Enum's
        told = str(getattr(error, "orig", None) or error).splitlines()[0]
        problem = f"a row of the table {table.name} is not taken: {told}"
        raise CourseError(problem, "mend it in the old gradebook; nothing was copied") from None
    if written != read:
        problem = (
            f"the table {table.name} came out otherwise: {read.rows} rows, {written.rows} there"
        )
        raise CourseError(problem, "nothing was copied")
    return read.rows


@contextlib.contextmanager
def _snapshot(url: str) -> Iterator[Connection]:
    """Give a connection that sees one state of a database and cannot change it."""
    path = database.file_of(url)
    if path is None:
        level = {"isolation_level": "REPEATABLE READ"} if database.is_server(url) else {}
        with database.connected(url, **level) as connection:
            yield connection
        return
    if not path.is_file():
        raise UsageError(f"there is no file {path}", "name the gradebook that is there first")
    address = f"{path.absolute().as_uri()}?mode=ro"
    with database.connected(
        "sqlite://", creator=lambda: sqlite3.connect(address, uri=True)
    ) as connection:
        connection.exec_driver_sql("BEGIN")  # sqlite3 itself begins only before a change
        yield connection


@contextlib.contextmanager
def _empty(url: str, *, shared: bool) -> Iterator[Connection]:
    """Give a connection to a database that was empty; what it did counts if all goes well."""
    path = database.file_of(url)
    if path is None:
        with database.connected(url) as connection, connection.begin():
            if schema.tables(connection):
                problem = f"{database.shown(url)} is not empty"
                raise CourseError(problem, "make a new database for it: createdb NAME")
            yield connection
        return
    if path.exists():
        raise CourseError(f"there is a file {path} already", "name another, or move it away")
    if not path.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {path.absolute().parent}", "make it")
    with (
        database.beside(path.absolute(), shared=shared) as made,
        database.connected(f"sqlite:///{made}") as connection,
        connection.begin(),
    ):
        yield connection
