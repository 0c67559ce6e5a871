"""Notebooks changed at random: each has a status, and never ends in an error of ours.

`HOSTILE_EXAMPLES=10000` in the environment tries as many.
"""

from __future__ import annotations

import copy
import json
import logging
import os
import tempfile
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hostile_class import TOPIC, honest, make_course
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode

from autograder import grade, records, verdicts
from autograder.contract import grade_id
from autograder.course import Course
from autograder.expected import expected
from autograder.intake import take_in
from autograder.matching import Known
from autograder.outcomes import Outcome
from autograder.rooms.sandbox.layers import Sandbox
from autograder.rubric import Rubric
from autograder.steps import outcomes, prepare, unanswered
from autograder.submissions import read

EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "200"))
WITHOUT_A_CLOCK = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=EXAMPLES == 200,  # the short form tries the same ones every time
    suppress_health_check=list(HealthCheck),
)
KERNEL = {"name": "python3", "display_name": "Python 3"}
LOG = logging.getLogger(__name__)
WORDS = (
    *("cells", "source", "metadata", "nbgrader", "grade_id", "cell_type", "id", "outputs", "tags"),
    *("nbformat", "nbformat_minor", "attachments", "worksheets", "input", "code", "markdown"),
    *("double", "double-public", "double-hidden", "setup", "essay", "raw"),
)

text = st.one_of(
    st.sampled_from(WORDS),
    st.text(st.characters(exclude_categories=()), max_size=8),  # halves of characters, too
)
scalar = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), text, st.integers(10**300, 10**301)
)
value = st.recursive(
    scalar,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(text, inner, max_size=4)),
    max_leaves=8,
)
steps_down = st.lists(st.integers(0, 40), max_size=6)
change = st.one_of(
    st.tuples(st.just("set"), steps_down, value),
    st.tuples(st.just("delete"), steps_down, st.none()),
    st.tuples(st.just("add"), steps_down, st.tuples(text, value)),
    st.tuples(st.just("copy"), steps_down, steps_down),
    st.tuples(st.just("swap"), steps_down, steps_down),
)
damage = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), st.binary(max_size=4)), max_size=3)
encoding = st.sampled_from(["utf-8"] * 6 + ["utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
Change = tuple[str, Any, Any]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("fuzz") / "course")


@pytest.fixture(scope="module")
def known(course: Course) -> dict[str, Known]:
    return expected(Rubric.read(course, TOPIC).notebook, course.config())


def place(content: Any, steps: list[int]) -> tuple[Any, Any]:
    """Walk down into JSON; return the last container and the key in it."""
    holder, key = {"": content}, ""
    for step in steps:
        inner = holder[key]  # type: ignore[index]
        keys: list[Any] = []
        if isinstance(inner, dict):
            keys = [*inner]
        elif isinstance(inner, list):
            keys = [*range(len(inner))]
        if not keys:
            break
        holder, key = inner, keys[step % len(keys)]
    return holder, key


def changed(content: Any, changes: list[Change]) -> Any:
    """Return JSON with parts of it replaced, deleted, added, copied and swapped."""
    root = {"": copy.deepcopy(content)}
    for kind, steps, other in changes:
        holder, key = place(root[""], steps)
        holder = root if key == "" else holder
        if kind == "set":
            holder[key] = other
        elif kind == "delete" and key != "":
            del holder[key]
        elif kind == "add" and isinstance(holder[key], dict):
            holder[key][other[0]] = other[1]
        elif kind == "add" and isinstance(holder[key], list):
            holder[key].append(other[1])
        elif kind in ("copy", "swap"):
            there, name = place(root[""], other)
            there = root if name == "" else there
            first, second = copy.deepcopy(holder[key]), copy.deepcopy(there[name])
            there[name] = first
            if kind == "swap":
                holder, key = place(root[""], steps)
                (root if key == "" else holder)[key] = second
    return root[""]


def damaged(content: bytes, damages: list[tuple[float, int, bytes]]) -> bytes:
    """Return bytes with some taken out and others put in."""
    for where, length, put in damages:
        at = int(where * len(content))
        content = content[:at] + put + content[at + length :]
    return content


def told(words: str) -> bool:
    """Tell whether words can be shown, and written to a file, as one line."""
    return "\n" not in words and bool(words.encode("utf-8"))


def check(course: Course, known: dict[str, Known], content: bytes) -> str:
    """Take a file through all steps but the running; return its status."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"{TOPIC}.ipynb")
        path.write_bytes(content)
        taken = take_in(path)
    if taken.notebook is None:
        assert taken.problem.startswith(path.name)
        assert told(taken.problem)
        return records.UNGRADABLE
    notebook, restored = prepare(taken.notebook, known, KERNEL, LOG)
    assert all(map(told, (*taken.repairs, *restored)))
    nbformat.validate(notebook)
    assert nbformat.writes(notebook).encode("utf-8")
    named = [grade_id(cell) for cell in notebook.cells if grade_id(cell)]
    wanted = {n for n, one in known.items() if not one.facts["solution"] or one.facts["grade"]}
    assert len(named) == len(set(named))
    assert wanted <= {*named} <= {*known}
    tests = {n: one.source for n, one in known.items() if one.facts["locked"]}
    assert {grade_id(c): c.source for c in notebook.cells if grade_id(c) in tests} == tests
    outcome = Outcome(outcomes(notebook), unanswered(notebook))
    rubric = Rubric.read(course, TOPIC)
    assert {*verdicts.results_of(rubric.items, outcome.cells)} == {i.name for i in rubric.items}
    status, _ = verdicts.status_of(outcome)
    return status


@WITHOUT_A_CLOCK
@given(changes=st.lists(change, max_size=6), encoding=encoding, damages=damage)
def test_any_notebook_has_a_status(
    course: Course,
    known: dict[str, Known],
    changes: list[Change],
    encoding: str,
    damages: list[tuple[float, int, bytes]],
) -> None:
    content = changed(json.loads(json.dumps(honest(course))), changes)
    # Half of a character cannot be encoded: JSON writes it as ASCII.
    written = damaged(json.dumps(content).encode(encoding), damages)
    assert check(course, known, written) in records.STATUSES


@WITHOUT_A_CLOCK
@given(facts=st.lists(st.dictionaries(text, value, max_size=5), min_size=1, max_size=8))
def test_any_metadata_of_nbgrader_has_a_status(
    course: Course, known: dict[str, Known], facts: list[dict[str, Any]]
) -> None:
    content = json.loads(json.dumps(honest(course)))
    for cell, given_facts in zip(content["cells"][1:], facts, strict=False):
        cell["metadata"]["nbgrader"] = given_facts
    status = check(course, known, json.dumps(content).encode())
    assert status == records.GRADED


@WITHOUT_A_CLOCK
@given(content=st.binary(max_size=200))
def test_any_file_is_told_what_it_is(
    course: Course, known: dict[str, Known], content: bytes
) -> None:
    assert check(course, known, content) in records.STATUSES


@settings(WITHOUT_A_CLOCK, max_examples=max(10, EXAMPLES // 20))
@given(sources=st.lists(st.one_of(text, st.text(max_size=30)), min_size=1, max_size=6))
def test_any_code_that_is_run_has_a_status(course: Course, sources: list[str]) -> None:
    if Sandbox.probe().missing:
        pytest.skip("students' code cannot be shut in on this machine")
    notebook = honest(course)
    for cell, source in zip(notebook.cells[2:], sources, strict=False):
        cell.source = source
    record = grade(as_it_is(notebook), course.source(TOPIC), config=course.config())
    assert record.status in (records.GRADED, records.STUDENT_ERROR, records.OVER_LIMIT)
    assert set(record.results) == {"double", "total", "share", "essay"}


def as_it_is(notebook: NotebookNode) -> NotebookNode:
    made: NotebookNode = nbformat.from_dict(json.loads(json.dumps(notebook)))
    return made


@settings(WITHOUT_A_CLOCK, max_examples=max(10, EXAMPLES // 4))
@given(names=st.lists(st.text(max_size=12), min_size=1, max_size=4))
def test_any_names_of_files_have_a_status(course: Course, names: list[str]) -> None:
    work = json.dumps(honest(course)).encode()
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root, "submitted", "eve", TOPIC)
        folder.mkdir(parents=True)
        for name in names:
            safely(folder / f"{name.replace('/', '').strip('.')}.ipynb", work)
        found = read(Course(Path(root)), TOPIC, "eve")
    assert told(found.problem) or all(map(told, found.notes))


def safely(path: Path, work: bytes) -> None:
    """Write a file, where there can be one of that name."""
    try:
        path.write_bytes(work)
    except (OSError, ValueError):  # too long, with a zero or half of a character in it
        return
