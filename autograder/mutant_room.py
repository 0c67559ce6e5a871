"""The process in which mutants run: ``python -m autograder.mutant_room``.

It reads a job from stdin, runs the lecture's own cells once, and then forks for every mutant, so
that each starts from the same state and none can spoil it for the next. One line of JSON for each
mutant goes to stdout. The lecture's code never runs in the process of the command line.

Only POSIX systems can fork and bound the time of a process.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import random
import resource
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any, TextIO

# Exit codes of the process of a mutant: by neither, one or both of the tests was it refused. Not 0
# to 3, with which Python or a mutant may end as well.
SURVIVED = 40
BY_PUBLIC, BY_HIDDEN = 1, 2
OUTCOMES = {
    SURVIVED: "survived",
    SURVIVED + BY_PUBLIC: "public",
    SURVIVED + BY_HIDDEN: "hidden",
    SURVIVED + BY_PUBLIC + BY_HIDDEN: "both",
}
TIMED_OUT, CRASHED = "timed out", "crashed"
# Processor time tells a loop without end from a machine that is busy with other things.
WAIT = 20  # times the limit on processor time, for code that only waits
MEBIBYTE = 2**20

Names = dict[str, Any]


@dataclass(frozen=True)
class Tests:
    """The compiled test cells of one exercise."""

    public: CodeType
    hidden: CodeType


class StderrError(Exception):
    """A test cell wrote to stderr, which nbgrader scores 0."""


def main() -> None:
    """Do the job that stands on stdin."""
    job = json.load(sys.stdin)
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as results:
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        try:
            names = _prepare(job)
        except _StartError as error:
            _tell(results, {"cell": error.cell, "error": error.reason})
            return
        tests = {name: _compiled(name, *cells) for name, cells in job["tests"].items()}
        for index, outcome in _all(job, names, tests):
            _tell(results, {"mutant": index, "outcome": outcome})


class _StartError(Exception):
    def __init__(self, cell: str, error: BaseException) -> None:
        super().__init__(cell, error)
        self.cell = cell
        self.reason = f"{type(error).__name__}: {error}"


def _prepare(job: dict[str, Any]) -> Names:
    """Run the locked cells and the solutions, then every test, which has to pass."""
    names: Names = {"__name__": "__main__"}
    _seed()
    for cell, code in job["setup"]:
        try:
            exec(compile(code, f"<{cell}>", "exec"), names)
        except Exception as error:  # noqa: BLE001 - whatever a cell raises is told
            raise _StartError(cell, error) from None
    for name, cells in job["tests"].items():
        tests = _compiled(name, *cells)
        for kind, test in (("public", tests.public), ("hidden", tests.hidden)):
            try:
                _passes(test, dict(names))
            except Exception as error:  # noqa: BLE001 - see above
                raise _StartError(f"{name}-{kind}", error) from None
    return names


def _all(job: dict[str, Any], names: Names, tests: dict[str, Tests]) -> Iterator[tuple[int, str]]:
    """Run every mutant, some at once; yield each as it ends."""
    gc.collect()
    gc.freeze()  # a collection in a child would copy all the memory it shares with us
    waiting = list(enumerate(job["mutants"]))[::-1]
    running: dict[int, int] = {}
    while waiting or running:
        while waiting and len(running) < job["jobs"]:
            index, (exercise, code) = waiting.pop()
            child = os.fork()
            if child == 0:
                _try(code, names, tests[exercise], job["seconds"], job["mebibytes"])
            running[child] = index
        child, status = os.wait()
        if child in running:  # not a process that a cell of the lecture has started
            yield running.pop(child), _outcome(status)


def _outcome(status: int) -> str:
    if os.WIFSIGNALED(status):
        late = os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGALRM)
        return TIMED_OUT if late else CRASHED
    return OUTCOMES.get(os.WEXITSTATUS(status), CRASHED)


def _try(code: str, names: Names, tests: Tests, seconds: int, mebibytes: int) -> None:
    """Run one mutant to its end, and end this process with what came of it."""
    _seed()
    _limit(seconds, mebibytes)
    end = SURVIVED
    try:
        exec(compile(code, "<mutant>", "exec"), names)
    except BaseException:  # noqa: BLE001 - also SystemExit: whatever it is, it is no pass
        os._exit(SURVIVED + BY_PUBLIC + BY_HIDDEN)
    for test, mark in ((tests.public, BY_PUBLIC), (tests.hidden, BY_HIDDEN)):
        try:
            _passes(test, names)
        except BaseException:  # noqa: BLE001 - see above
            end += mark
    os._exit(end)


def _passes(test: CodeType, names: Names) -> None:
    with contextlib.redirect_stderr(io.StringIO()) as errors:
        exec(test, names)
    if errors.getvalue():
        raise StderrError(errors.getvalue().splitlines()[0])


def _limit(seconds: int, mebibytes: int) -> None:
    # The default action of both signals is to end the process, and no Python code is needed for it.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_REAL, WAIT * seconds)
    resource.setrlimit(resource.RLIMIT_DATA, (mebibytes * MEBIBYTE, mebibytes * MEBIBYTE))


def _seed() -> None:
    """Let code that draws without a generator of its own draw the same in every run."""
    random.seed(0)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(0)


def _compiled(name: str, public: str, hidden: str) -> Tests:
    cells = {"public": public, "hidden": hidden}
    codes = {kind: compile(cell, f"<{name}-{kind}>", "exec") for kind, cell in cells.items()}
    return Tests(**codes)


def _tell(results: TextIO, line: dict[str, Any]) -> None:
    results.write(json.dumps(line) + "\n")
    results.flush()


if __name__ == "__main__":
    main()
