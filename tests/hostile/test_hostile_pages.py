"""What students write into a notebook's metadata keeps neither feedback nor formgrader from a page.

A notebook that ``autograder grade`` or nbgrader's own *autograde* has taken in is shown as both do.
"""

from __future__ import annotations

import copy
import json
import logging
from typing import Any

import nbformat
import pytest
from hostile_class import TOPIC, honest, make_course
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbgrader.preprocessors import CheckCellMetadata
from rendered_pages import feedback_page, formgrader_page
from test_hostile_notebooks import EXAMPLES, KERNEL, WITHOUT_A_CLOCK, value

from autograder.contract import about, grade_id
from autograder.course import Course
from autograder.expected import expected
from autograder.intake import make_sound
from autograder.matching import Known
from autograder.restore import restore
from autograder.rooms.errors import Malformed
from autograder.rooms.outputs import outputs_from
from autograder.rubric import Rubric

LOG = logging.getLogger(__name__)
kinds = st.sampled_from(
    [
        *("text/html", "text/plain", "text/markdown", "text/latex", "image/svg+xml", "image/png"),
        *("application/json", "application/javascript", "application/vnd.jupyter.widget-view+json"),
    ]
)
content = st.fixed_dictionaries(
    {
        "data": st.one_of(value, st.dictionaries(kinds, value, max_size=3)),
        "metadata": st.one_of(st.just({}), st.dictionaries(kinds, value, max_size=2)),
        "execution_count": st.one_of(st.none(), st.integers()),
        "name": st.sampled_from(["stdout", "stderr"]),
        "text": value,
        "ename": value,
        "evalue": value,
        "traceback": st.one_of(st.lists(st.text(max_size=5), max_size=2), value),
    }
)
shown = st.lists(
    st.tuples(st.sampled_from(["stream", "display_data", "execute_result", "error"]), content),
    max_size=3,
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("pages") / "course")


@pytest.fixture(scope="module")
def known(course: Course) -> dict[str, Known]:
    return expected(Rubric.read(course, TOPIC).notebook, course.config())


def graded(notebook: NotebookNode, known: dict[str, Known]) -> NotebookNode:
    """Return a notebook as nbgrader's *autograde* writes it, but for what running it adds."""
    taken = copy.deepcopy(notebook)
    make_sound(taken)
    restore(taken, known, LOG)
    taken.metadata["kernelspec"] = KERNEL
    CheckCellMetadata().preprocess(taken, {})
    made: NotebookNode = nbformat.reads(nbformat.writes(taken), as_version=4)
    return made


def are_pages(notebook: NotebookNode) -> bool:
    """Tell whether both pages show all graded cells; nbgrader adds marks before it makes one."""
    marked = copy.deepcopy(notebook)
    names = [grade_id(cell) for cell in marked.cells if grade_id(cell)]
    for cell in filter(about, marked.cells):
        cell.metadata.nbgrader.update(score=0.0, comment=None)
    pages = formgrader_page(notebook), feedback_page(marked)
    return all(name in page for page in pages for name in names if name.endswith("-public"))


@pytest.mark.parametrize(
    "metadata",
    [
        {"language_info": None},
        {"language_info": ["python"]},
        {"language_info": {"pygments_lexer": ["x"], "name": {}}},
        {"kernelspec": 7},
        {"kernelspec": {"name": "python3"}},
        {"kernelspec": {"display_name": "x", "name": "x", "language": ["x"]}},
        {"widgets": {"application/vnd.jupyter.widget-state+json": 7}},
        {"title": {"a": 1}, "authors": 7, "orig_nbformat": "x"},
        [],
        {"nbconvert": {"theme": 3}, "jupytext": [], "celltoolbar": {}},
    ],
    ids=lambda metadata: json.dumps(metadata)[:40],
)
def test_pages_are_made_whatever_a_notebook_says_of_itself(
    course: Course, known: dict[str, Known], metadata: Any
) -> None:
    notebook = honest(course)
    notebook.metadata = nbformat.from_dict(metadata)
    notebook.nbformat_minor = True
    for cell in notebook.cells:
        cell.metadata.update({"collapsed": [], "scrolled": {}, "name": 7, "jupyter": 3, "tags": 7})
    assert are_pages(graded(notebook, known))


@settings(WITHOUT_A_CLOCK, max_examples=max(10, EXAMPLES // 20))
@given(metadata=st.dictionaries(st.text(max_size=8), value), language=value, messages=shown)
def test_pages_are_made_of_any_metadata_and_any_outputs(
    course: Course,
    known: dict[str, Known],
    metadata: dict[str, Any],
    language: object,
    messages: list[tuple[str, dict[str, Any]]],
) -> None:
    notebook = honest(course)
    notebook.metadata.update({**metadata, "language_info": language})
    taken = graded(notebook, known)
    try:
        outputs = outputs_from({"type": kind, "content": facts} for kind, facts in messages)
        text = nbformat.writes(
            nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=outputs)])
        )
        text.encode()
    except (Malformed, UnicodeEncodeError):
        outputs = []  # a room that says so is ended, and no such text comes through its line
    taken.cells[1].outputs = outputs
    assert are_pages(taken)
