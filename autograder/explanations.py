"""Why some mutants survive: what an author wrote down about answers that no test can tell apart."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.course import Course
from autograder.errors import CourseError
from autograder.mutation import Mutant

KEYS = ("exercise", "before", "after", "reason")


@dataclass(frozen=True)
class Explanation:
    """Why one mutant is as right as the solution.

    Parameters
    ----------
    exercise : str
        The exercise.
    before, after : str
        The changed lines, as ``autograder mutate`` shows them.
    reason : str
        Why no test can tell the two apart.
    """

    exercise: str
    before: str
    after: str
    reason: str

    def fits(self, mutant: Mutant) -> bool:
        """Tell whether this explains a mutant."""
        mine = (self.exercise, self.before, self.after)
        return mine == (mutant.exercise, mutant.before, mutant.after)

    def __str__(self) -> str:
        return f"{self.exercise}: {self.before} → {self.after}"


def read_explanations(course: Course, topic: str) -> list[Explanation]:
    """Read what ``tests/mutants/NN_topic.toml`` explains; a lecture may have no such file.

    Parameters
    ----------
    course : Course
        The course.
    topic : str
        The lecture.

    Returns
    -------
    list of Explanation
        In the order of the file.

    Raises
    ------
    CourseError
        If the file cannot be read, or an explanation lacks a part.
    """
    path = course.explanations(topic)
    name = course.relative(path)
    if not path.exists():
        return []
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise CourseError(f"{name} is not UTF-8 text: {error.reason}", "save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{name} is not TOML: {error}", "mend the line it names") from None
    remedy = f"an explanation is a table [[equivalent]] with {', '.join(KEYS)}"
    if set(tables) - {"equivalent"} or not isinstance(tables.get("equivalent", []), list):
        raise CourseError(f"{name} holds {', '.join(sorted(tables))}", remedy)
    found = [_explanation(table) for table in tables.get("equivalent", [])]
    for place, explanation in enumerate(found, start=1):
        if explanation is None:
            raise CourseError(f"{name}: the table number {place} is not complete", remedy)
        if explanation in found[: place - 1]:
            raise CourseError(f"{name} explains twice: {explanation}", "keep one")
    return [explanation for explanation in found if explanation is not None]


def stale(explanations: Iterable[Explanation], survivors: Iterable[Mutant]) -> list[Explanation]:
    """Return the explanations that no survivor needs (any more)."""
    left = list(survivors)
    return [one for one in explanations if not any(one.fits(mutant) for mutant in left)]


def _explanation(table: object) -> Explanation | None:
    if not isinstance(table, dict) or set(table) != set(KEYS):
        return None
    values = {key: table[key] for key in KEYS}
    # An empty line is a real one: a statement can be dropped, or come new.
    if not all(isinstance(value, str) for value in values.values()) or not values["reason"].strip():
        return None
    return Explanation(**values)
