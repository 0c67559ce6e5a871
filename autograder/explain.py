"""Why an exercise of a submission scored as it did, from what grading has left; nothing is run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder import gradebook, gradebook_state, records
from autograder.contract import about, grade_id
from autograder.course import Course
from autograder.errors import AutograderError, CourseError, UsageError
from autograder.planning import is_up_to_date, setting_of
from autograder.records import INFRASTRUCTURE_ERROR, Record
from autograder.rooms.sandbox.limits import MIB
from autograder.rubric import Item, Rubric
from autograder.submissions import find

__all__ = ["Explanation", "Tested", "explain"]


@dataclass(frozen=True)
class Tested:
    """What one graded cell came to.

    Parameters
    ----------
    name : str
        Its grade id.
    code : str
        What was run, hidden tests included.
    shown : tuple of str
        Its outputs as text, tracebacks included.
    auto, points : float or None
        What the tests gave, and what counts: a grader's points where there are some. None while
        it waits for a grader.
    max_points : float
        Points to be had.
    comment : str
        What a grader wrote.
    """

    name: str
    code: str
    shown: tuple[str, ...]
    auto: float | None
    points: float | None
    max_points: float
    comment: str


@dataclass(frozen=True)
class Explanation:
    """Why an exercise of a submission scored as it did.

    Parameters
    ----------
    exercise : str
        The exercise.
    record : Record
        The submission's.
    holds : str
        Why the record does not say how things are now; empty if it does.
    limits : str
        How long it may run, and what it may take.
    layers : tuple of str
        The sandbox's layers on this machine.
    notes : tuple of str
        What else to know, such as cells that raised errors elsewhere in the notebook.
    answer : str
        The student's answer cell; empty if there is none.
    answer_shown : tuple of str
        Its outputs.
    comment : str
        What a grader wrote about it.
    tests : tuple of Tested
        The exercise's graded cells; none if there is no graded notebook.
    """

    exercise: str
    record: Record
    holds: str
    limits: str
    layers: tuple[str, ...]
    notes: tuple[str, ...]
    answer: str
    answer_shown: tuple[str, ...]
    comment: str
    tests: tuple[Tested, ...]


def explain(course: Course, assignment: str, student: str, exercise: str) -> Explanation:
    """Explain what one exercise of one submission scored. Nothing is graded, nothing written.

    Raises
    ------
    UsageError
        If there is no such assignment, student or exercise; the message lists those there are.
    CourseError
        If the submission was not graded yet.
    """
    rubric = Rubric.read(course, assignment)
    item = _item(rubric, exercise)
    (submission,) = find(course, assignment, (student,))
    record = records.load(course, assignment, student)
    if record is None:
        remedy = f"run 'autograder grade {assignment} --student {student}'"
        raise CourseError(f"{assignment} of {student} was not graded yet", remedy)
    gradebook_state.check(course)
    entry = (
        gradebook.read(course, assignment).get(student) if gradebook_state.exists(course) else None
    )
    setting = setting_of(course, rubric, unsafe=True)
    seconds = setting.seconds_for(record.timeout)
    digest = setting.digest_for(submission.digest, record.timeout)
    path = course.root / "autograded" / student / assignment / f"{assignment}.ipynb"
    notebook = _graded(course, path) if path.is_file() else None
    cells = {grade_id(cell): cell for cell in notebook.cells} if notebook else {}
    answer = cells.get(item.name)
    return Explanation(
        exercise=item.name,
        record=record,
        holds=_stale(course, record, digest, entry),
        limits=f"{seconds.cell:g} s a cell, {seconds.notebook:g} s in all; "
        + ", ".join(_limit(*limit) for limit in vars(setting.sandbox.limits).items()),
        layers=tuple(layer.name for layer in setting.sandbox.layers if layer.present),
        notes=tuple(_notes(notebook, item, setting.rooms)),
        answer=answer.source if answer else "",
        answer_shown=_shown(answer),
        comment=entry.comments.get(item.name, "") if entry else "",
        tests=tuple(
            Tested(
                name=name,
                code=cells[name].source if name in cells else "",
                shown=_shown(cells.get(name)),
                auto=record.cells.get(name),
                points=entry.points.get(name) if entry else record.cells.get(name),
                max_points=most,
                comment=entry.comments.get(name, "") if entry else "",
            )
            for name, most in item.cells.items()
            if notebook is not None
        ),
    )


def _limit(name: str, value: int) -> str:
    shown = f"{value // MIB} MiB" if value >= MIB else f"{value}"
    return f"{name.replace('_', ' ')} {shown}{' s' if name == 'cpu' else ''}"


def _item(rubric: Rubric, exercise: str) -> Item:
    for item in rubric.items:
        if exercise in (item.name, *item.cells):
            return item
    names = [item.name for item in rubric.items]
    near = get_close_matches(exercise, names, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    problem = f"no exercise {exercise!r} in {rubric.assignment}"
    raise UsageError(problem, f"{hint}there are {', '.join(names)}")


def _graded(course: Course, path: Path) -> NotebookNode:
    try:
        found: NotebookNode = nbformat.read(path, as_version=4)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        remedy = "grade it again with --force"
        raise AutograderError(f"{course.relative(path)} is damaged: {error}", remedy) from error
    return found


def _stale(course: Course, record: Record, digest: str, entry: gradebook.Entry | None) -> str:
    """Return why a record does not say how things are now."""
    if is_up_to_date(course, record, digest, entry):
        return ""
    if record.status == INFRASTRUCTURE_ERROR:
        return "our own machinery failed: it is graded again in the next run"
    if not record.digest:
        return "an array job was submitted that makes it again"
    if record.digest != digest:
        return (
            "the submission, the tests, the limits or the environment have changed since: "
            "it is graded again in the next run"
        )
    return "the gradebook or autograded/ was changed since: it is graded again in the next run"


def _notes(notebook: NotebookNode | None, item: Item, rooms: int) -> list[str]:
    if notebook is None:
        return ["there is no graded notebook in autograded/"]
    notes = [] if rooms > 1 else ["all cells ran in one room, where students' code sees the tests"]
    own = {item.name, *item.cells}
    for number, cell in enumerate(notebook.cells, start=1):
        facts = about(cell)
        for output in cell.get("outputs", []):
            name = grade_id(cell)
            where = f"cell {number}" + (f" ({name})" if name else "")
            if output.output_type == "error" and not facts.get("grade"):
                lines = output.evalue.strip().splitlines() or [""]
                notes.append(f"{where} raised {output.ename}: {lines[0]}")
            elif name in own and output.output_type == "stream" and output.name == "stderr":
                notes.append(f"{where} wrote to stderr: only stock nbgrader scores that 0")
    return notes


def _shown(cell: NotebookNode | None) -> tuple[str, ...]:
    """Return a cell's outputs as text; colors of tracebacks are kept."""
    return tuple(_text(output) for output in cell.get("outputs", [])) if cell else ()


def _text(output: Mapping[str, object]) -> str:
    if output["output_type"] == "stream":
        return f"[{output['name']}] {output['text']}"
    if output["output_type"] == "error":
        traceback = output["traceback"]
        return "\n".join(traceback) if isinstance(traceback, list) else str(output["evalue"])
    data = output["data"]
    assert isinstance(data, Mapping)
    kinds = ", ".join(sorted(data))
    return str(data.get("text/plain", f"[{kinds}]"))
