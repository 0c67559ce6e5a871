"""The database behind a gradebook: a file of SQLite's, or a PostgreSQL server's.

nbgrader speaks to both by SQLAlchemy. Here is what differs between them: where it is, what keeps
it from being reached, how it is made so that nobody ever sees half of it, and a server's locks.
"""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from nbgrader.api import Course, Student
from sqlalchemy import URL, Connection, create_engine, make_url, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from autograder import schema
from autograder.errors import CourseError

__all__ = [
    "INSERTS",
    "beside",
    "connected",
    "file_of",
    "fill",
    "is_lost",
    "is_server",
    "locked",
    "reachable",
    "reason",
    "shown",
    "students",
]

SETTING = "c.CourseDirectory.db_url in nbgrader_config.py"
PATIENCE = 10
"""Seconds in which a server has to answer."""
# What a server, or the way to it, says, and what to do about it.
REMEDIES = (
    ("password", f"correct the user or the password: {SETTING}, PGPASSWORD or ~/.pgpass"),
    ("authentication", f"correct the user: {SETTING}; pg_hba.conf on the server says who may"),
    ("pg_hba.conf", "the server's pg_hba.conf says who may come from where"),
    ("role", f"correct the user, {SETTING}, or make it: createuser"),
    ("does not exist", "make it, 'createdb NAME' as one who may, or correct its name"),
    ("permission denied", "its owner gives the right: GRANT … TO user"),
    ("too many", "wait until others are done, or raise max_connections on the server"),
    ("recovery", "this server only reads: name the one that writes"),
    ("read-only", "this server only reads: name the one that writes"),
)
# A lock's number is kept in two halves.
HOLDER = """
SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND database =
    (SELECT oid FROM pg_database WHERE datname = current_database())
AND ((classid::bigint << 32) | objid::bigint) = :key
"""
INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
"""By kind of database: inserts that can leave alone what is there."""
LOST = ("08", "57P")
"""How PostgreSQL's states begin for connections that broke and servers that stop or start."""
AWAY = f"see that the server runs and can be reached from here, or correct {SETTING}"


def is_server(url: str) -> bool:
    """Tell whether an address is a PostgreSQL server's."""
    return _parsed(url).get_backend_name() == "postgresql"


def file_of(url: str) -> Path | None:
    """Return the file of a gradebook; None if it is none of SQLite's."""
    parsed = _parsed(url)
    name = parsed.database if parsed.get_backend_name() == "sqlite" else None
    return Path(name) if name and name != ":memory:" else None


def shown(url: str) -> str:
    """Return an address as it may be shown: without password and options."""
    parsed = _parsed(url)
    if parsed.host is None and "host" in parsed.query:
        host = parsed.query["host"]
        parsed = parsed.set(host=host if isinstance(host, str) else ",".join(host))
    return parsed.set(query={}).render_as_string().replace("%2F", "/")


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError:
        # It is not repeated: there may be a password in it.
        remedy = "write sqlite:////PATH or postgresql+psycopg://USER@HOST/NAME"
        raise CourseError(f"{SETTING} is no address of a database", remedy) from None


@contextlib.contextmanager
def connected(url: str, **options: object) -> Iterator[Connection]:
    """Give a connection of its own to a database.

    Parameters
    ----------
    url : str
        Its address.
    **options
        For SQLAlchemy's engine.

    Raises
    ------
    CourseError
        If it cannot be reached, or refuses what is done with the connection.
    """
    timely = {"connect_args": {"connect_timeout": PATIENCE}} if is_server(url) else {}
    try:
        engine = create_engine(url, poolclass=NullPool, **{**timely, **options})
    except ModuleNotFoundError as error:
        remedy = "pip install 'dl4ds[postgres]', and begin the address with postgresql+psycopg://"
        problem = f"{shown(url)} needs {error.name}, which is not installed here"
        raise CourseError(problem, remedy) from None
    except NoSuchModuleError:
        remedy = "write sqlite:////PATH or postgresql+psycopg://USER@HOST/NAME"
        raise CourseError(f"{shown(url)}: no such kind of database", remedy) from None
    with reachable(url), engine.connect() as connection:
        yield connection


@contextlib.contextmanager
def reachable(url: str) -> Iterator[None]:
    """Turn what a database refuses into an error that says what to do.

    Raises
    ------
    CourseError
        In the place of any of the driver's errors.
    """
    try:
        yield
    except DBAPIError as error:
        told = reason(error)
        remedy = next((what for word, what in REMEDIES if word in told), AWAY)
        raise CourseError(f"the gradebook {shown(url)}: {told}", remedy) from None


def reason(error: DBAPIError) -> str:
    """Return what a database refused, in one line and in its own words."""
    lines = str(error.orig or error).strip().splitlines() or [type(error.orig).__name__]
    told = next((line for line in lines if "FATAL" in line), lines[0])
    return " ".join(told.rpartition("FATAL:")[2].split())


def is_lost(error: DBAPIError) -> bool:
    """Tell whether a server is away, and not only one statement was refused."""
    # SQLite's errors have no state; one of PostgreSQL's without a state never came from the server.
    state = getattr(error.orig, "sqlstate", "")
    return error.connection_invalidated or state is None or state.startswith(LOST)


def students(url: str) -> set[str]:
    """Return the ids of a gradebook's students, without changing it; errors as `connected`."""
    with connected(url) as connection:
        if Student.__tablename__ not in schema.tables(connection):
            return set()
        return {str(name) for name in connection.scalars(select(Student.id))}


def fill(url: str, courses: Iterable[str]) -> None:
    """Make nbgrader's tables in a database, all of them or none, unless they are there.

    nbgrader would start a program of its own to ask for their version, which takes seconds.

    Parameters
    ----------
    url : str
        Its address. A file is the caller's own until this returns.
    courses : iterable of str
        Ids that nbgrader looks for, and would add itself: of two that do so at once, one fails.

    Raises
    ------
    CourseError
        If a server cannot be reached, or the database refuses.
    """
    with connected(url) as connection, connection.begin():
        if is_server(url):
            connection.execute(
                text("SELECT pg_advisory_xact_lock(:key)"), {"key": _key_of("the tables")}
            )
        if not schema.tables(connection):
            schema.make(connection)
        insert = INSERTS[connection.dialect.name]
        for course in courses:
            connection.execute(insert(Course).values(id=course).on_conflict_do_nothing())


@contextlib.contextmanager
def beside(path: Path, *, shared: bool) -> Iterator[Path]:
    """Give a path for a file of SQLite's, which takes its place if all goes well.

    Parameters
    ----------
    path : Path
        Its place.
    shared : bool
        Whether it is for the whole group; others than graders may never read it.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".gradebook-") as folder:
        made = Path(folder, path.name)
        yield made
        made.chmod(0o660 if shared else 0o600)
        made.rename(path)


@contextlib.contextmanager
def locked(url: str, name: str, who: str, busy: str) -> Iterator[None]:
    """Hold one of a server's own locks, which it frees when this process or its machine has ended.

    Parameters
    ----------
    url : str
        Address of the server.
    name : str
        What is locked.
    who : str
        Who locks it, as others are to be told.
    busy : str
        What the error says if it is taken.

    Raises
    ------
    CourseError
        If it is taken, or the server cannot be reached.
    """
    key = {"key": _key_of(name)}
    with connected(url, isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SELECT set_config('application_name', :who, false)"), {"who": who})
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), key):
            holder = connection.scalar(text(HOLDER), key)
            raise CourseError(f"{busy}: {holder}" if holder else busy, "wait until it is done")
        try:
            yield
        finally:
            connection.invalidate()  # closed, whatever has become of the server


def _key_of(name: str) -> int:
    """Return the number by which a server knows a lock of ours."""
    digest = hashlib.sha256(f"dl4ds/{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
