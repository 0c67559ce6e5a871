"""What every lecture's notebook must keep to, read off its cells without running them."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from autograder.errors import MasterError
from autograder.master import header_line
from autograder.names import names_read, names_set, tree

SOLUTION = ("### BEGIN SOLUTION", "### END SOLUTION")
HIDDEN = ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
MARKS = ("### BEGIN MARK SCHEME", "### END MARK SCHEME")
POINTS = {"public": 1, "hidden": 2}


@dataclass(frozen=True)
class Exercise:
    """One function that students write, and the cells that belong to it.

    Parameters
    ----------
    name : str
        The function's name, and the grade id of its solution cell.
    solution, public, hidden : NotebookNode
        Its three cells.
    extra : bool
        Whether it is extra credit.
    """

    name: str
    solution: NotebookNode
    public: NotebookNode
    hidden: NotebookNode
    extra: bool


def about(cell: NotebookNode) -> dict[str, object]:
    """Return a cell's nbgrader metadata; empty for a cell that nbgrader does not know."""
    return dict(cell.metadata.get("nbgrader", {}))


def grade_id(cell: NotebookNode) -> str:
    """Return the name nbgrader knows a cell by, or an empty string."""
    return str(about(cell).get("grade_id", ""))


def region(cell: NotebookNode, marks: tuple[str, str]) -> list[str]:
    """Return the lines of a cell that stand between two marks."""
    lines: list[str] = []
    inside = False
    for line in cell.source.splitlines():
        if marks[0] in line or marks[1] in line:
            inside = marks[0] in line
        elif inside:
            lines.append(line)
    return lines


def exercises(notebook: NotebookNode) -> list[Exercise]:
    """Return the exercises of an instructor's notebook, in its order.

    Only complete ones: `contract_problems` tells which are not.
    """
    cells = {grade_id(cell): cell for cell in notebook.cells if grade_id(cell)}
    found = []
    for name, cell in cells.items():
        public, hidden = cells.get(f"{name}-public"), cells.get(f"{name}-hidden")
        if about(cell).get("solution") and public is not None and hidden is not None:
            extra = bool(cell.metadata.get("dl4ds", {}).get("extra_credit"))
            found.append(Exercise(name, cell, public, hidden, extra))
    return found


def check_source(notebook: NotebookNode, path: Path, text: str) -> None:
    """Refuse a notebook from which no safe release can be made.

    Parameters
    ----------
    notebook : NotebookNode
        An instructor's notebook.
    path : Path
        Its master, which the error names.
    text : str
        The master's text, in which the error's line is looked up.

    Raises
    ------
    MasterError
        If two cells share a grade id, a mark has no partner, or a solution, a hidden test or a
        mark scheme stands in a cell from which nbgrader would not take it away.
    """
    seen: set[str] = set()
    for cell in notebook.cells:
        name = grade_id(cell)
        line = header_line(text, f'"{name}"') if name else _line_of(text, cell)
        if name in seen:
            second = text.find(f'"{name}"', text.find(f'"{name}"') + 1)
            line = text.count("\n", 0, second) + 1
            raise MasterError(path, line, f"the grade id {name!r} is used twice", "rename one cell")
        if name:
            seen.add(name)
        for problem, remedy in _unsafe(cell):
            raise MasterError(path, line, problem, remedy)


def _unsafe(cell: NotebookNode) -> Iterator[tuple[str, str]]:
    facts = about(cell)
    for kind, (begin, end) in (
        ("solution", SOLUTION),
        ("hidden test", HIDDEN),
        ("mark scheme", MARKS),
    ):
        opened = 0
        for line in cell.source.splitlines():
            opened += (begin in line) - (end in line)
            if opened not in (0, 1):
                yield f"a {kind} region is opened or closed twice", f"pair {begin} with {end}"
                break
        else:
            if opened:
                yield f"a {kind} region is not closed", f"add {end}"
    if facts.get("solution") and not facts.get("grade") and not region(cell, SOLUTION):
        # nbgrader would put its stub in the place of the whole cell, signature included.
        yield (
            "a solution cell has no solution region",
            f"put the answer between {' and '.join(SOLUTION)}",
        )
    if region(cell, SOLUTION) and not facts.get("solution"):
        yield "a solution stands outside a solution cell", 'give the cell solution="name"'
    if region(cell, HIDDEN) and not facts.get("grade"):
        yield (
            "a hidden test stands outside a grade cell",
            'give the cell grade="name-hidden" points=2',
        )
    if region(cell, MARKS) and not (
        facts.get("task") or (facts.get("grade") and facts.get("solution"))
    ):
        yield "a mark scheme stands outside a manually graded cell", "move it there"


def contract_problems(notebook: NotebookNode) -> list[tuple[str, str]]:
    """Return where a notebook departs from the course's contract of an exercise.

    Parameters
    ----------
    notebook : NotebookNode
        An instructor's notebook.

    Returns
    -------
    list of (str, str)
        The grade id of the cell, and what is wrong with it.
    """
    cells = {grade_id(cell): cell for cell in notebook.cells if grade_id(cell)}
    broken = dict(_broken(cells))
    if broken:  # the other rules read the code
        return list(broken.items())
    problems = []
    for name, cell in cells.items():
        answered, tested = bool(about(cell).get("solution")), bool(about(cell).get("grade"))
        if answered and not tested:
            problems += [(name, problem) for problem in _solution_problems(name, cell, cells)]
        elif tested and not answered:  # with both, people grade it
            problems += [(name, problem) for problem in _grade_problems(name, cell, cells)]
    return problems


def _broken(cells: dict[str, NotebookNode]) -> Iterator[tuple[str, str]]:
    for name, cell in cells.items():
        if cell.cell_type == "code":
            try:
                tree(cell)
            except SyntaxError as error:
                yield name, f"is not Python: {error.msg} in its line {error.lineno}"


def _solution_problems(
    name: str, cell: NotebookNode, cells: dict[str, NotebookNode]
) -> Iterator[str]:
    if name not in {node.name for node in tree(cell).body if isinstance(node, ast.FunctionDef)}:
        yield f"does not define the function {name}"
    for kind in POINTS:
        if f"{name}-{kind}" not in cells:
            yield f"has no {kind} test cell {name}-{kind}"


def _grade_problems(name: str, cell: NotebookNode, cells: dict[str, NotebookNode]) -> Iterator[str]:
    match = re.fullmatch(r"(\w+)-(public|hidden)", name)
    if match is None:
        yield "a test cell's grade id is the function's name with -public or -hidden"
        return
    exercise, kind = match.groups()
    if exercise not in cells:
        yield f"tests {exercise}, which has no solution cell"
    elif cell.metadata.get("dl4ds") != cells[exercise].metadata.get("dl4ds"):
        yield "is extra credit where its exercise is not, or the other way round"
    if about(cell).get("points") != POINTS[kind]:
        points = about(cell).get("points")
        yield f"is worth {points} points, where a {kind} test is worth {POINTS[kind]}"
    if bool(region(cell, HIDDEN)) != (kind == "hidden"):
        yield "a hidden test has a hidden region, and a public test has none"
    allowed = f"{kind}_checks_of_{exercise}"
    # A student may have a helper of the same name, and it would be gone.
    for taken in sorted(names_set(cell) - {allowed}):
        yield f"sets the name {taken}: put the test into a function, {allowed}"
    locked = [c for c in cells.values() if about(c).get("locked") and c.cell_type == "code"]
    known = set().union(*map(names_set, locked), {exercise}, dir(builtins))
    # What an editable cell sets is the student's to change or to delete.
    for unsafe in sorted(names_read(cell) - known):
        yield f"reads the name {unsafe}, which no locked cell sets"
    for node in ast.walk(tree(cell)):
        if isinstance(node, ast.Assert) and node.msg is None:
            yield f"line {node.lineno}: a bare assert tells the student nothing"


def _line_of(text: str, cell: NotebookNode) -> int:
    first = cell.source.strip().splitlines()[:1]
    position = text.find(first[0]) if first else -1
    return text.count("\n", 0, position) + 1 if position >= 0 else 0
