"""What tests of the sandbox share: rooms opened by another process, by root or an ordinary user."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import textwrap
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

ROOT = Path(__file__).parents[2]
NOBODY = 65534
SECRET = "do-not-tell"
MIB = 2**20
LIMITS = {
    "memory": 512 * MIB,
    "processes": 16,
    "file_size": 8 * MIB,
    "files": 64,
    "cpu": 60,
    "scratch": 32 * MIB,
}


class Rooms:
    """A program that opens sandboxed rooms, and the line to it."""

    def __init__(
        self, user: str, folder: Path, without: Iterable[str] = (), *, unsafe: bool = False
    ) -> None:
        self.user, self.folder = user, folder
        self.process = subprocess.Popen(
            [*as_user(user), str(Path(__file__).with_name("sandboxed.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd="/",
            env={
                **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
                "HOME": str(folder),
                "TMPDIR": tempfile.gettempdir(),
                "MPLCONFIGDIR": str(folder / "matplotlib"),
                "PYTHONPATH": python_path(),
                "SECRET_TOKEN": SECRET,
            },
        )
        modules = ["numpy", "matplotlib.pyplot", "dl4ds_utils"]
        settings = {"limits": LIMITS, "without": [*without], "modules": modules, "unsafe": unsafe}
        try:
            self.absent: dict[str, str] = self.ask("start", settings)
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> Rooms:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()

    def ask(self, *request: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps(request), file=self.process.stdin, flush=True)
        answer = json.loads(self.process.stdout.readline())
        assert "failed" not in answer, answer["failed"]
        return answer["answer"]

    def need(self, *layers: str) -> None:
        """Skip the test where a layer is absent."""
        for layer in layers:
            if layer in self.absent:
                pytest.skip(f"{self.user}: no layer {layer!r} here: {self.absent[layer]}")

    def open(self) -> int:
        """Open a room."""
        return int(self.ask("open", str(self.folder / "handed_in")))

    def run(self, room: int, code: str) -> Ran:
        """Run a cell in a room."""
        return Ran(**self.ask("run", room, textwrap.dedent(code)))

    def alone(self, code: str) -> str:
        """Run a cell in a room of its own, and return what it printed."""
        room = self.open()
        try:
            ran = self.run(room, code)
        finally:
            self.ask("end", room)
        assert not ran.error, ran.error
        assert not ran.gone, self.ask("said")[-2000:]
        return ran.text.strip()


class Ran:
    """What came of a cell."""

    def __init__(self, gone: bool, text: str, error: str, pictures: int) -> None:
        self.gone, self.text, self.error, self.pictures = gone, text, error, pictures


def python_path() -> str:
    return f"{ROOT}{os.pathsep}{sysconfig.get_path('purelib')}"


def as_user(user: str) -> list[str]:
    """Return the beginning of a command that runs Python as root or as an ordinary user."""
    if (user == "root") != (os.geteuid() == 0) and os.geteuid() != 0:
        pytest.skip("only root can be root")
    if user == "root" or os.geteuid() != 0:
        return [sys.executable]
    if shutil.which("setpriv") is None:
        pytest.skip("root cannot be an ordinary user without setpriv (util-linux)")
    become = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    system = f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}"
    for python in (sys.executable, system):
        ask = "import os, sys, numpy, psutil, ipykernel; sys.exit(not os.access(sys.executable, 1))"
        works = [*become, python, "-c", ask]
        environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": python_path()}
        with tempfile.TemporaryFile() as nowhere:
            try:
                subprocess.run(works, env=environment, check=True, cwd="/", stderr=nowhere)
            except (OSError, subprocess.CalledProcessError):
                continue
        return [*become, python]
    pytest.skip(f"an ordinary user may run neither {sys.executable} nor {system}")


@contextmanager
def opened(user: str, without: Iterable[str] = (), *, unsafe: bool = False) -> Iterator[Rooms]:
    """Open rooms beside a folder with files that were handed in, and one that was not."""
    folder = Path(tempfile.mkdtemp(prefix="attacked-"))
    (folder / "handed_in" / "data").mkdir(parents=True)
    (folder / "handed_in" / "data" / "numbers.csv").write_text("1,2\n")
    (folder / "handed_in" / "outside").symlink_to("/etc/hostname")
    (folder / "grades.csv").write_text(SECRET)
    if user == "user" and os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    try:
        with Rooms(user, folder, without, unsafe=unsafe) as rooms:
            if not unsafe:
                rooms.need("files", "processes", "network", "ipc", "limits", "privileges")
            yield rooms
    finally:
        shutil.rmtree(folder)


def running(word: str) -> list[int]:
    """Find processes of this machine by a word of their command."""
    found = []
    for process in psutil.process_iter():
        try:
            if word in process.cmdline():
                found.append(process.pid)
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
    return found


def started(word: str) -> list[int]:
    """Find them, too, but wait: for a moment after its start a process has no command line."""
    until = time.monotonic() + 30
    while not (found := running(word)) and time.monotonic() < until:
        time.sleep(0.01)
    return found


TRY_TO_READ = """
import os
for path in {paths!r}:
    try:
        os.listdir(path) if os.path.isdir(path) else open(path).read(1)
        print("READ", path)
    except OSError as error:
        pass
"""
