"""Proving that a lecture can be handed out: it works, it is fair, and it gives nothing away."""

from __future__ import annotations

import builtins
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder import run
from autograder.build import compare
from autograder.contract import (
    HIDDEN,
    MARKS,
    SOLUTION,
    Exercise,
    about,
    contract_problems,
    exercises,
    grade_id,
    region,
)
from autograder.course import Course

# Answers that no exercise can accept: every test cell must refuse each of them in words. `{name}`
# is the exercise's function.
SABOTAGE = {
    "is not defined": "del {name}",
    "is not a function": "{name} = 3",
    "takes no arguments": "def {name}():\n    return 0",
    "returns nothing": "def {name}(*a, **k):\n    pass",
    "returns text": "def {name}(*a, **k):\n    return 'text'",
    "returns an odd object": "def {name}(*a, **k):\n    return object()",
    "returns NaN": "def {name}(*a, **k):\n    return float('nan')",
    "returns an array of a strange shape": (
        "def {name}(*a, **k):\n    import numpy\n    return numpy.ones((7, 3, 2))"
    ),
    "returns an empty list": "def {name}(*a, **k):\n    return []",
    "raises an error": "def {name}(*a, **k):\n    raise RuntimeError('oops')",
}
# The least length, in characters, of a line of a solution that could not stand elsewhere by chance.
TELLING = 12


@dataclass(frozen=True)
class Finding:
    """One reason why a lecture should not be handed out.

    Parameters
    ----------
    topic : str
        The lecture.
    cell : str
        Grade id, or cell id, of the cell; empty where the whole notebook is meant.
    problem : str
        What is wrong.
    """

    topic: str
    cell: str
    problem: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.topic, self.cell, self.problem) if part)


@dataclass(frozen=True)
class Verdict:
    """What verifying a lecture found.

    Parameters
    ----------
    topic : str
        The lecture.
    exercises : int
        How many functions students write.
    points, extra : float
        Points to be had in all, and in exercises for extra credit.
    findings : tuple of Finding
        What is wrong; empty if nothing is.
    """

    topic: str
    exercises: int
    points: float
    extra: float
    findings: tuple[Finding, ...]


def verify(course: Course, topic: str) -> Verdict:
    """Check one built lecture, by reading it and by running it.

    Parameters
    ----------
    course : Course
        The course.
    topic : str
        The lecture; it has to be built.

    Returns
    -------
    Verdict
        With every finding, not only the first.

    Raises
    ------
    MasterError, EditedSourceError
        If the lecture cannot be built.
    AutograderError
        If a notebook cannot be run to its end.
    """
    stale = [
        f"{diff.path} is {diff.kind}; run 'autograder build'" for diff in compare(course, [topic])
    ]
    if stale:
        return Verdict(topic, 0, 0, 0, tuple(Finding(topic, "", text) for text in stale))
    source = nbformat.read(course.source(topic), as_version=4)
    release = nbformat.read(course.release(topic), as_version=4)
    found = [*contract_problems(source), *leaks(source, release)]
    if not found:  # a notebook that breaks the contract would only fail again when run
        found += [*_does_its_work(source), *_only_stubs_fail(release)]
    every = exercises(source)
    points = [_points(exercise) for exercise in every]
    return Verdict(
        topic=topic,
        exercises=len(every),
        points=sum(points),
        extra=sum(p for p, exercise in zip(points, every, strict=True) if exercise.extra),
        findings=tuple(Finding(topic, cell, problem) for cell, problem in found),
    )


def leaks(source: NotebookNode, release: NotebookNode) -> Iterator[tuple[str, str]]:
    """Yield what the students' notebook gives away.

    Parameters
    ----------
    source, release : NotebookNode
        The instructor's notebook and the students'.

    Yields
    ------
    (str, str)
        The cell, and what it gives away.
    """
    secrets = [
        (grade_id(cell), kind, line.strip())
        for cell in source.cells
        for kind, marks in (("solution", SOLUTION), ("hidden test", HIDDEN), ("mark scheme", MARKS))
        for line in region(cell, marks)
        if len(line.strip()) >= TELLING
    ]
    public = {line.strip() for cell in source.cells for line in _outside_regions(cell)}
    for cell in release.cells:
        for marks in (SOLUTION, HIDDEN, MARKS):
            if any(mark in cell.source for mark in marks):
                yield cell.id, f"still holds {marks[0]}"
        if cell.get("outputs"):
            yield cell.id, "is handed out with outputs"
        lines = {line.strip() for line in cell.source.splitlines()}
        for name, kind, secret in secrets:
            # A line that the author also wrote in the open, such as a call, is no secret.
            if secret in lines and secret not in public:
                yield cell.id, f"holds a line of the {kind} of {name}: {secret}"


def _outside_regions(cell: NotebookNode) -> list[str]:
    hidden = [line for marks in (SOLUTION, HIDDEN, MARKS) for line in region(cell, marks)]
    return [line for line in cell.source.splitlines() if line not in hidden]


def _does_its_work(source: NotebookNode) -> list[tuple[str, str]]:
    notebook = copy.deepcopy(source)
    trials = _trials(source)
    notebook.cells += [cell for _, _, cells in trials for cell in cells]
    # One kernel for both, because most of the time goes into starting it and drawing pictures.
    cells = run.run(notebook).cells
    faults = list(_full_marks(cells[: len(source.cells)]))
    return faults or list(_refuses_in_words(trials, {cell.id: cell for cell in cells}))


def _full_marks(cells: Sequence[NotebookNode]) -> Iterator[tuple[str, str]]:
    for cell in cells:
        name = grade_id(cell) or cell.id
        for ename, evalue in run.errors(cell):
            yield name, f"fails in the instructor's notebook: {ename}: {evalue}"
        if run.stderr(cell):
            first = run.stderr(cell).splitlines()[0]
            yield name, f"writes to stderr, which nbgrader scores 0: {first}"
        if about(cell).get("grade") and any(
            out.output_type == "execute_result" for out in cell.get("outputs", [])
        ):
            yield name, "ends with a value, which nbgrader takes for partial credit"


def _only_stubs_fail(release: NotebookNode) -> Iterator[tuple[str, str]]:
    for cell in run.run(release).cells:
        name = grade_id(cell) or cell.id
        for ename, evalue in run.errors(cell):
            if ename != "NotImplementedError":
                yield name, f"fails in an untouched release with {ename}: {evalue}"
            if not about(cell).get("grade") and about(cell):
                yield name, "fails in an untouched release, and is not a test"


def _trials(source: NotebookNode) -> list[tuple[Exercise, str, list[NotebookNode]]]:
    """Return each sabotage of each exercise: it, the two tests, and the solution again."""
    return [
        (
            exercise,
            name,
            [
                new_code_cell(code.format(name=exercise.name)),
                new_code_cell(exercise.public.source),
                new_code_cell(exercise.hidden.source),
                new_code_cell(exercise.solution.source),
            ],
        )
        for exercise in exercises(source)
        for name, code in SABOTAGE.items()
    ]


def _refuses_in_words(
    trials: Sequence[tuple[Exercise, str, list[NotebookNode]]], outcome: dict[str, NotebookNode]
) -> Iterator[tuple[str, str]]:
    for exercise, sabotage, (_, public, hidden, _) in trials:
        for test, cell in ((exercise.public, public), (exercise.hidden, hidden)):
            name, shown = grade_id(test), run.errors(outcome[cell.id])
            if not shown:
                yield name, f"passes an answer that {sabotage}"
            for ename, evalue in shown:
                kind = getattr(builtins, ename, None)
                if not evalue.strip() or (kind is not None and kind is not AssertionError):
                    yield name, f"has no message for an answer that {sabotage}: {ename}: {evalue}"


def _points(exercise: Exercise) -> float:
    cells = (exercise.public, exercise.hidden)
    return sum(float(str(about(cell).get("points", 0))) for cell in cells)
