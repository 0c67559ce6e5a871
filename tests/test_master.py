"""Masters become notebooks, and notebooks become masters again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import jupytext
import nbformat
import pytest

from autograder.course import Course
from autograder.errors import MasterError
from autograder.master import KEEP_GOING, parse_master, read_master, write_master

HERE = Path("notebooks/01_tiny.py")
TOPIC = "01_tiny"
ROOT = Path(__file__).parent.parent


def cells(text: str) -> list[nbformat.NotebookNode]:
    return parse_master(text, HERE).cells


def test_short_headers_become_nbgrader_metadata(tiny: Course) -> None:
    by_id = {cell.id: cell for cell in read_master(tiny.master(TOPIC)).cells}

    assert by_id["setup"].metadata.nbgrader == {
        "cell_type": "code",
        "grade": False,
        "grade_id": "setup",
        "locked": True,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    assert by_id["double"].metadata.nbgrader.solution
    assert not by_id["double"].metadata.nbgrader.locked
    assert by_id["double-hidden"].metadata.nbgrader.points == 2
    assert by_id["double-hidden"].metadata.nbgrader.grade


def test_long_metadata_is_kept_and_completed() -> None:
    about = '{"grade_id": "essay", "grade": true, "solution": true, "points": 3}'
    (cell,) = cells(f"# %% [markdown] nbgrader={about}\n# Why?\n")

    assert cell.metadata.nbgrader.grade_id == "essay"
    assert cell.metadata.nbgrader.points == 3
    assert cell.metadata.nbgrader.schema_version == 3
    assert cell.metadata.nbgrader.locked is False


def test_cell_ids_depend_on_the_text_alone_and_twins_get_a_suffix() -> None:
    text = "# %%\nprint(1)\n\n# %%\nprint(1)\n\n# %%\nprint(2)\n"
    first, again = cells(text), cells(text)

    assert [cell.id for cell in first] == [cell.id for cell in again]
    assert first[1].id == f"{first[0].id}-2"
    assert len({cell.id for cell in first}) == 3


def test_run_all_goes_on_past_tests_and_demos_but_not_past_answers(tiny: Course) -> None:
    tagged = {
        cell.id
        for cell in read_master(tiny.master(TOPIC)).cells
        if KEEP_GOING in cell.metadata.get("tags", [])
    }
    assert {"double-public", "double-hidden"} < tagged
    assert not tagged & {"double", "setup"}


def test_extra_credit_is_noted_in_the_cell() -> None:
    (cell,) = cells('# %% grade="f-public" points=1 extra=true\nf()\n')
    assert cell.metadata.dl4ds.extra_credit is True


@pytest.mark.parametrize("topic", [path.stem for path in sorted((ROOT / "notebooks").glob("*.py"))])
def test_writing_a_master_back_changes_nothing(checkout: Course, topic: str) -> None:
    path = checkout.master(topic)
    text = path.read_text(encoding="utf-8")
    assert write_master(read_master(path), text) == text


@pytest.mark.parametrize("topic", [path.stem for path in sorted((ROOT / "notebooks").glob("*.py"))])
def test_saving_a_master_in_jupyterlab_changes_nothing(checkout: Course, topic: str) -> None:
    text = checkout.master(topic).read_text(encoding="utf-8")
    opened = jupytext.reads(text, fmt="py:percent")
    assert jupytext.writes(opened, fmt="py:percent") == text


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (
            '# %% graed="f-public" points=1',
            "unknown key 'graed' in a cell header (did you mean grade=?)",
        ),
        ('# %% grade="f-public"', "points is None"),
        ('# %% grade="f-public" points=-1', "points is -1"),
        ('# %% solution="f" grade="f"', "cannot be solution and grade at once"),
        ('# %% solution="f" points=1', "points= belongs to a grade= cell"),
        ("# %% points=1", "points= and extra= belong to a graded cell"),
        ('# %% [markdown] solution="f"', "a markdown cell cannot be an exercise's cell"),
        ("# %% solution=3", "solution= needs a name"),
        ('# %% nbgrader={"grade": true}', "nbgrader= needs a grade_id"),
    ],
)
def test_a_wrong_header_is_refused_with_its_line(header: str, message: str) -> None:
    with pytest.raises(MasterError) as caught:
        cells(f"# %%\nprint(1)\n\n{header}\n# text\n")
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{HERE}:4: ")


def test_a_broken_yaml_header_is_refused(edit_master: Callable[..., Path]) -> None:
    path = edit_master("#   kernelspec:", "#   kernelspec: [")
    with pytest.raises(MasterError, match="is not a py:percent notebook"):
        read_master(path)


def test_a_master_that_is_not_utf8_is_refused(tiny: Course) -> None:
    path = tiny.master(TOPIC)
    path.write_bytes("# %%\n# é\n".encode("latin-1"))
    with pytest.raises(MasterError, match="save it as UTF-8"):
        read_master(path)
