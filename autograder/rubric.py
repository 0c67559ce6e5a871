"""What an assignment's exercises are worth, read off the instructor's notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from nbformat import NotebookNode

from autograder.contract import about, grade_id
from autograder.course import Course
from autograder.errors import CourseError, UsageError

SUFFIXES = ("-public", "-hidden")


@dataclass(frozen=True)
class Item:
    """One exercise of an assignment.

    Parameters
    ----------
    name : str
        The exercise, as its solution cell is named.
    cells : mapping of str to float
        Its graded cells, in order, and the points of each.
    extra : bool
        Whether it is extra credit.
    """

    name: str
    cells: Mapping[str, float]
    extra: bool

    @property
    def points(self) -> float:
        """Points of all its cells together."""
        return sum(self.cells.values())


@dataclass(frozen=True)
class Rubric:
    """An assignment's exercises.

    Parameters
    ----------
    assignment : str
        The assignment.
    items : tuple of Item
        Its exercises, in the notebook's order.
    notebook : NotebookNode
        The instructor's notebook that they were read from.
    """

    assignment: str
    items: tuple[Item, ...]
    notebook: NotebookNode

    @property
    def core_max(self) -> float:
        """Points that make full marks: extra credit comes on top."""
        return sum(item.points for item in self.items if not item.extra)

    @classmethod
    def read(cls, course: Course, assignment: str) -> Rubric:
        """Read the rubric of an assignment.

        Raises
        ------
        UsageError
            If there is no such assignment.
        CourseError
            If it was never built, or its notebook cannot be read.
        """
        path = course.source(assignment)
        if not path.is_file():
            raise _missing(course, assignment)
        rubric = cls.of(course.read_source(assignment), assignment)
        if not rubric.items:
            raise CourseError(f"{course.relative(path)} has no graded cells", "build it again")
        return rubric

    @classmethod
    def of(cls, notebook: NotebookNode, assignment: str) -> Rubric:
        """Read the rubric off an instructor's notebook."""
        items: dict[str, dict[str, float]] = {}
        extra: set[str] = set()
        for cell in notebook.cells:
            facts = about(cell)
            if not (facts.get("grade") or facts.get("task")):
                continue
            name = exercise_of(grade_id(cell))
            items.setdefault(name, {})[grade_id(cell)] = float(str(facts.get("points", 0)))
            if cell.metadata.get("dl4ds", {}).get("extra_credit"):
                extra.add(name)
        found = tuple(Item(name, cells, name in extra) for name, cells in items.items())
        return cls(assignment, found, notebook)


def exercise_of(cell: str) -> str:
    """Return the exercise that a graded cell belongs to: its name without ``-public`` and such."""
    for suffix in SUFFIXES:
        cell = cell.removesuffix(suffix)
    return cell


def _missing(course: Course, assignment: str) -> UsageError | CourseError:
    if course.master(assignment).is_file():
        remedy = f"run 'autograder build {assignment}'"
        return CourseError(f"the assignment {assignment!r} was never built", remedy)
    built = course.built()
    if not built:
        remedy = "run 'autograder build'"
        return CourseError(f"there is nothing in {course.root / 'source'} to grade", remedy)
    near = get_close_matches(assignment, built, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there is {', '.join(built)}"
    return UsageError(f"unknown assignment {assignment!r}", hint)
