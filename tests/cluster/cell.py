"""A Grid Engine cell of one node, for tests: Debian's daemons on loopback, shut off from all else.

The cell lives in namespaces of its own. Copies of Debian's folders lie over the real ones, so that
several cells run beside each other and nothing is left behind. Only root can make one. Whatever is
to speak to it runs inside, a whole command line for instance::

    with Cell.started(folder, slots=2) as cell:
        cell.run("qstat", "-f")
        cell.run(sys.executable, "-m", "autograder", "--root", root, "grade", "01_tiny")

There are the queue ``all.q``, the parallel environment ``omp`` and the project ``course``. When the
process that made it ends, however it ends, everything inside is killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

QUEUE, PARALLEL, PROJECT = "all.q", "omp", "course"
HOST = "localhost"
PATIENCE = 240.0
"""Seconds that a test waits for what should happen at once."""
PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
"""Debian's users have no daemons in their path."""
FOLDERS = {"root": "/var/lib/gridengine", "spool": "/var/spool/gridengine"}
UNSHARE = ("unshare", "--net", "--pid", "--mount", "--fork", "--kill-child", "--mount-proc")
INIT = """
set -e
mount --bind "$1/root" /var/lib/gridengine
mount --bind "$1/spool" /var/spool/gridengine
mount -t tmpfs none /run
ip link set lo up
trap '' CHLD  # whoever ends here is not waited for
echo ready
exec cat
"""


def missing() -> str:
    """Return why there can be no cell here; empty if there can."""
    if os.geteuid() != 0:
        return "only root can make the namespaces of a Grid Engine cell"
    for tool in ("unshare", "nsenter", "ip", "sge_qmaster", "sge_execd", "qsub"):
        if shutil.which(tool, path=PATH) is None:
            return f"no {tool}: install gridengine-master, -exec and -client, and iproute2"
    tried = subprocess.run([*UNSHARE, "true"], capture_output=True, text=True, check=False)
    return f"no namespaces: {tried.stderr.strip()}" if tried.returncode else ""


def ran(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine to its end, in a thread: this one may have a loop already, a browser's."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def until(ready: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, f"{what}: not within {seconds:g} seconds"
        time.sleep(0.05)


@dataclass(frozen=True)
class Cell:
    """A cell that runs.

    Parameters
    ----------
    folder : Path
        Where its files are.
    first : int
        The first process of its namespaces, as it is numbered outside.
    """

    folder: Path
    first: int

    @classmethod
    @contextlib.contextmanager
    def started(cls, folder: Path, slots: int = 2) -> Iterator[Cell]:
        """Start a cell, and end it with all that runs inside.

        Parameters
        ----------
        folder : Path
            An empty folder for its files.
        slots : int
            How many processors its one node has to give away.
        """
        for name, original in FOLDERS.items():
            # With owners, which `shutil.copytree` does not copy.
            subprocess.run(["cp", "-a", original, folder / name], check=True)
        aliases = folder / "root" / "default" / "common" / "host_aliases"
        aliases.write_text(f"{HOST} {socket.gethostname()}\n")
        init = subprocess.Popen(
            [*UNSHARE, "bash", "-c", INIT, "bash", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PATH": PATH},
            text=True,
        )
        assert init.stdin is not None
        assert init.stdout is not None
        try:
            assert init.stdout.readline() == "ready\n", "no namespaces for a cell"
            cell = cls(folder, psutil.Process(init.pid).children()[0].pid)
            cell._configure(slots)
            yield cell
        finally:
            init.stdin.close()
            init.stdout.close()
            init.wait()

    def inside(self, *words: str | Path, cwd: Path | None = None) -> list[str]:
        """Return the words of a command that runs other words inside."""
        enter = ["nsenter", f"--target={self.first}", "--net", "--pid", "--mount"]
        return [*enter, f"--wd={cwd or self.folder}", *map(str, words)]

    def run(
        self,
        *words: str | Path,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        check: bool = True,
        seconds: float = 2 * PATIENCE,
    ) -> subprocess.CompletedProcess[str]:
        """Run a command inside and return what it said."""
        done = subprocess.run(
            self.inside(*words, cwd=cwd),
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PATH": PATH, **(env or {})},
            timeout=seconds,
        )
        if check:
            assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done

    def processes(self, *words: str) -> list[psutil.Process]:
        """Return what runs inside and has all these words in its command line."""
        own = _namespace(self.first)
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                line = " ".join(process.cmdline())
                alive = process.status() != psutil.STATUS_ZOMBIE
                if _namespace(process.pid) == own and alive:
                    found += [process] if all(word in line for word in words) else []
        return found

    def jobs(self) -> list[str]:
        """Return the numbers of the jobs that wait or run."""
        lines = self.run("qstat", "-u", "*").stdout.splitlines()[2:]
        return [line.split()[0] for line in lines]

    def start_master(self) -> None:
        """Start the master, for the first time or again."""
        self.run("sge_qmaster")
        until(lambda: self.run("qconf", "-sh", check=False).returncode == 0, "the master answers")

    def kill_master(self) -> None:
        """Kill the master; jobs go on."""
        for process in self.processes("sge_qmaster"):
            process.kill()
            process.wait(PATIENCE)

    def _configure(self, slots: int) -> None:
        self.start_master()
        self._change("-sconf", "-Mconf", "global", min_uid=0, min_gid=0, load_report_time="0:0:1")
        quick = {"schedule_interval": "0:0:1", "flush_submit_sec": 1, "flush_finish_sec": 1}
        self._change("-ssconf", "-Msconf", "scheduler", **quick)
        self.run("qconf", "-as", HOST)
        (self.folder / "hosts").write_text(f"group_name @allhosts\nhostlist {HOST}\n")
        (self.folder / "project").write_text(
            f"name {PROJECT}\noticket 0\nfshare 0\nacl NONE\nxacl NONE\n"
        )
        pe = Path("/usr/share/gridengine/util/resources/pe/smp").read_text().splitlines()
        pe = [line for line in pe if line and not line.startswith(("#", "pe_name"))]
        (self.folder / PARALLEL).write_text("\n".join([f"pe_name {PARALLEL}", *pe, ""]))
        self.run("qconf", "-Ahgrp", self.folder / "hosts")
        self.run("qconf", "-Aprj", self.folder / "project")
        self.run("qconf", "-Ap", self.folder / PARALLEL)
        self.run("sge_execd")
        until(lambda: HOST in self.run("qconf", "-sel", check=False).stdout, "the node is there")
        self._change(
            "-sq",
            "-Aq",
            "queue",
            qname=QUEUE,
            hostlist="@allhosts",
            slots=slots,
            pe_list=PARALLEL,
            load_thresholds="NONE",
            shell="/bin/bash",
            shell_start_mode="unix_behavior",
        )
        until(lambda: self._usable(), "the queue takes jobs")

    def _usable(self) -> bool:
        """Tell whether the node reports its load and the queue has no flag against it."""
        lines = self.run("qstat", "-f").stdout.splitlines()
        mine = next(line.split() for line in lines if line.startswith(QUEUE))
        return len(mine) == 5 and mine[3] != "-NA-"

    def _change(self, show: str, put: str, name: str, **values: object) -> None:
        """Let qconf show something, change lines of it and put it back."""
        lines = []
        for line in self.run("qconf", show).stdout.replace("\\\n", " ").splitlines():
            key = line.split()[0] if line.split() else ""
            lines.append(f"{key} {values[key]}" if key in values else line)
        (self.folder / name).write_text("\n".join([*lines, ""]))
        self.run("qconf", put, self.folder / name)


def _namespace(pid: int) -> str:
    return str(Path(f"/proc/{pid}/ns/pid").readlink())
