"""Running every mutant of a lecture's solutions against the lecture's own tests."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nbformat import NotebookNode

from autograder.contract import about, exercises, grade_id
from autograder.course import Course
from autograder.errors import AutograderError, CourseError
from autograder.explanations import Explanation, read_explanations, stale
from autograder.master import header_line, read_master, read_text
from autograder.mutation import Mutant, mutants
from autograder.names import python

ROOM = "autograder.mutant_room"  # by name: elsewhere than on POSIX it cannot be imported
AT_ONCE = 2
SECONDS = 3  # of processor time; the tests of an exercise take some hundredths
MEBIBYTES = 2048
# A share of the mutants that are not equivalent to their solution.
ENOUGH = 0.98


@dataclass(frozen=True)
class Trial:
    """A mutant and what became of it.

    Parameters
    ----------
    mutant : Mutant
        The mutant; its line is one of the master.
    outcome : str
        ``"public"``, ``"hidden"`` or ``"both"`` for the test cells that refuse it,
        ``"timed out"``, ``"crashed"``, or ``"survived"``.
    reason : str
        Why it survives, if that is explained.
    """

    mutant: Mutant
    outcome: str
    reason: str = ""

    @property
    def survived(self) -> bool:
        """Whether both test cells passed it."""
        return self.outcome == "survived"


@dataclass(frozen=True)
class Mutation:
    """What mutating a lecture's solutions showed.

    Parameters
    ----------
    topic : str
        The lecture.
    trials : tuple of Trial
        One for each mutant, in the order of the exercises.
    stale : tuple of Explanation
        Explanations that fit no survivor.
    """

    topic: str
    trials: tuple[Trial, ...]
    stale: tuple[Explanation, ...]

    @cached_property
    def unexplained(self) -> list[Trial]:
        """The survivors that nobody has explained."""
        return [trial for trial in self.trials if trial.survived and not trial.reason]

    @property
    def killed(self) -> int:
        """How many mutants a test refused."""
        return sum(not trial.survived for trial in self.trials)

    @property
    def explained(self) -> int:
        """How many mutants are equivalent to their solution."""
        return sum(bool(trial.reason) for trial in self.trials)


def mutate(
    course: Course,
    topic: str,
    begin: Callable[[int], None] = lambda _: None,
    done: Callable[[], None] = lambda: None,
) -> Mutation:
    """Mutate the solutions of a built lecture and run its tests on each mutant.

    Parameters
    ----------
    course : Course
        The course.
    topic : str
        The lecture.
    begin : callable
        Is told how many mutants there are.
    done : callable
        Is called when one of them has ended.

    Returns
    -------
    Mutation
        What became of each.

    Raises
    ------
    CourseError
        If the lecture is not built, or its explanations cannot be read.
    AutograderError
        If a lecture's own cells fail, or the system cannot fork.
    """
    if not hasattr(os, "fork"):
        raise AutograderError("mutants need a system that can fork", "use Linux, macOS or WSL")
    explanations = read_explanations(course, topic)
    notebook = _built(course, topic)
    found = _all_mutants(course, topic, notebook)
    begin(len(found))
    outcomes = _run(topic, _job(notebook, found), done)
    trials = [
        Trial(mutant, outcome, _reason(mutant, explanations) if outcome == "survived" else "")
        for mutant, outcome in zip(found, outcomes, strict=True)
    ]
    survivors = [trial.mutant for trial in trials if trial.survived]
    return Mutation(topic, tuple(trials), tuple(stale(explanations, survivors)))


def share(killed: int, among: int) -> float:
    """Return a share; of nothing, all is killed."""
    return killed / among if among else 1.0


def complaint(done: Sequence[Mutation]) -> tuple[str, str]:
    """Return what is wrong with the tests of some lectures, and what to do; empty if nothing is.

    Parameters
    ----------
    done : sequence of Mutation
        One for each lecture.

    Returns
    -------
    (str, str)
        The problem and its remedy.
    """
    unexplained = sum(len(mutation.unexplained) for mutation in done)
    unneeded = sum(len(mutation.stale) for mutation in done)
    killed = sum(mutation.killed for mutation in done)
    among = sum(len(mutation.trials) - mutation.explained for mutation in done)
    problems = []
    if share(killed, among) < ENOUGH:
        problems.append(f"only {killed} of {among} mutants are killed, which is less than 98 %")
    if unexplained:
        problems.append(f"{unexplained} surviving mutants are not explained")
    if unneeded:
        problems.append(f"{unneeded} explanations are stale")
    remedy = "mend the hidden tests, or tests/mutants/NN_topic.toml" if problems else ""
    return ", ".join(problems), remedy


def _built(course: Course, topic: str) -> NotebookNode:
    remedy = f"run 'autograder build {topic}'"
    path = course.source(topic)
    if not path.exists():
        raise CourseError(f"{topic} is not built: no {course.relative(path)}", remedy)
    notebook, master = course.read_source(topic), read_master(course.master(topic))
    if [cell.source for cell in notebook.cells] != [cell.source for cell in master.cells]:
        raise CourseError(f"{course.relative(path)} is out of step with its master", remedy)
    return notebook


def _all_mutants(course: Course, topic: str, notebook: NotebookNode) -> list[Mutant]:
    text = read_text(course.master(topic))
    found = []
    for exercise in exercises(notebook):
        header = header_line(text, f'"{exercise.name}"')
        try:
            mine = mutants(exercise.name, python(exercise.solution))
        except SyntaxError as error:
            problem = f"{topic}: the solution {exercise.name} is not Python: {error.msg}"
            raise CourseError(problem, f"run 'autograder verify {topic}'") from None
        found += [mutant.moved(header) for mutant in mine]
    return found


def _job(notebook: NotebookNode, found: Iterable[Mutant]) -> dict[str, Any]:
    setup = [
        (grade_id(cell), python(cell))
        for cell in notebook.cells
        if cell.cell_type == "code"
        and (about(cell).get("locked") or about(cell).get("solution"))
        and not about(cell).get("grade")
    ]
    tests = {
        exercise.name: (python(exercise.public), python(exercise.hidden))
        for exercise in exercises(notebook)
    }
    return {
        "setup": setup,
        "tests": tests,
        "mutants": [(mutant.exercise, mutant.code) for mutant in found],
        "jobs": AT_ONCE,
        "seconds": SECONDS,
        "mebibytes": MEBIBYTES,
    }


def _run(topic: str, job: dict[str, Any], done: Callable[[], None]) -> list[str]:
    """Run a job in a clean process; return the outcomes in the order of the mutants."""
    # Threads would not survive the fork, and the order of a set would differ from run to run.
    single = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    outcomes: dict[int, str] = {}
    with (
        tempfile.TemporaryDirectory(prefix="mutants-") as scratch,
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log,
        subprocess.Popen(
            [sys.executable, "-P", "-m", ROOM],
            cwd=scratch,
            env={**os.environ, **single, "MPLBACKEND": "agg"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            encoding="utf-8",
        ) as room,
    ):
        assert room.stdin is not None
        assert room.stdout is not None
        try:
            with contextlib.suppress(BrokenPipeError):  # it could not start: its log says why
                room.stdin.write(json.dumps(job))
                room.stdin.close()
            for line in room.stdout:
                told = json.loads(line)
                if "error" in told:
                    raise AutograderError(
                        f"{topic}: the cell {told['cell']} fails in the instructor's notebook: "
                        f"{told['error']}",
                        f"run 'autograder verify {topic}'",
                    )
                outcomes[told["mutant"]] = told["outcome"]
                done()
        finally:
            room.terminate()
        if len(outcomes) < len(job["mutants"]):
            log.seek(0)
            last = (log.read().splitlines() or ["it said nothing"])[-1]
            raise AutograderError(f"{topic}: the process that runs the mutants stopped: {last}")
    return [outcomes[index] for index in range(len(outcomes))]


def _reason(mutant: Mutant, explanations: Iterable[Explanation]) -> str:
    return next((one.reason for one in explanations if one.fits(mutant)), "")
