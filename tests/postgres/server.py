"""Debian's PostgreSQL for tests: a server of its own in a folder, reached by a socket in it.

It listens to no network, needs no port and knows no account of this machine. Root cannot run one,
so it becomes another user then.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import quote

OWNER, OWNERS_PASSWORD = "keeper", "ivory-7"
GRADER, PASSWORD = "grader", "p@ss/word:8"
PATIENCE = 60.0
"""Seconds in which the server has to answer."""
NEEDED = ("initdb", "postgres", "psql")
# Whose data it is does not outlive the test, so nothing has to reach the disk.
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=20")


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, the newest; None if there are none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2]))
    on_path = shutil.which("initdb")
    for folder in (*reversed(debian), *([Path(on_path).resolve().parent] if on_path else [])):
        if all((folder / name).is_file() for name in NEEDED):
            return folder
    return None


def missing() -> str:
    """Return why there can be no server here; empty if there can."""
    if programs() is None:
        return "no PostgreSQL server: install Debian's package postgresql"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "no psycopg: pip install 'dl4ds[postgres]'"
    return ""


@dataclass
class Server:
    """A server that runs.

    Parameters
    ----------
    folder : Path
        Where its data and its socket are.
    programs : Path
        Where PostgreSQL is installed.
    """

    folder: Path
    programs: Path
    _numbers: Iterator[int] = field(default_factory=count)
    _process: subprocess.Popen[bytes] | None = None

    @classmethod
    @contextlib.contextmanager
    def started(cls) -> Iterator[Server]:
        """Make and start a server, and remove it at the end."""
        found = programs()
        assert found is not None
        # A socket's path is short, and its user must reach it: pytest's folders are neither.
        folder = Path(tempfile.mkdtemp(prefix="pg-"))
        folder.chmod(0o755)
        os.chown(folder, _user(), -1)
        server = cls(folder, found)
        try:
            server._make()
            server.start()
            server.sql(f"CREATE ROLE {GRADER} LOGIN PASSWORD '{PASSWORD}'")
            yield server
        finally:
            server.stop()
            shutil.rmtree(folder)

    def url(self, database: str, user: str = GRADER, password: str = PASSWORD) -> str:
        """Return the address of one of its databases."""
        return (
            f"postgresql+psycopg://{user}:{quote(password, safe='')}@/{database}?host={self.folder}"
        )

    def database(self) -> str:
        """Make an empty database that is the grader's; return its name."""
        name = f"course{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name} OWNER {GRADER}")
        return name

    def sql(self, command: str, database: str = "postgres") -> str:
        """Run a command as the server's owner; return what it printed."""
        words = ["-h", str(self.folder), "-U", OWNER, "-d", database, "-qAtc", command]
        done = subprocess.run(
            [self.programs / "psql", "-X", "-v", "ON_ERROR_STOP=1", *words],
            env={**os.environ, "PGPASSWORD": OWNERS_PASSWORD},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self) -> None:
        """Start it, for the first time or again."""
        settings = ("listen_addresses=", f"unix_socket_directories={self.folder}", *SETTINGS)
        words = [word for setting in settings for word in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.folder / "data", *words],
                user=_user(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
            )
        end = time.monotonic() + PATIENCE
        while not self._answers():
            log = (self.folder / "log").read_text()
            assert self._process.poll() is None, log
            assert time.monotonic() < end, log
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it at once; whoever is connected loses the connection."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(PATIENCE)
            self._process = None

    def _answers(self) -> bool:
        words = ["-h", str(self.folder), "-U", OWNER, "-d", "postgres", "-qAtc", "SELECT 1"]
        done = subprocess.run(
            [self.programs / "psql", "-X", *words],
            env={**os.environ, "PGPASSWORD": OWNERS_PASSWORD},
            capture_output=True,
            check=False,
        )
        return done.returncode == 0

    def _make(self) -> None:
        secret = self.folder / "password"
        secret.write_text(OWNERS_PASSWORD)
        secret.chmod(0o644)
        words = ["-U", OWNER, "--auth=scram-sha-256", f"--pwfile={secret}", "-E", "UTF8"]
        done = subprocess.run(
            [
                *(self.programs / "initdb", "-D", self.folder / "data", "--locale=C"),
                *("--no-sync", *words),
            ],
            user=_user(),
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def _user() -> int:
    """Return whom the server runs as."""
    if os.geteuid() != 0:
        return os.geteuid()
    known = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    return known.get("postgres", known["nobody"])
