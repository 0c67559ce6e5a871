"""source/ and release/ are made from the masters: the same bytes every time, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from autograder.build import Difference, build, compare
from autograder.course import Course
from autograder.errors import MasterError

TOPIC = "01_tiny"


def built_files(course: Course) -> dict[str, bytes]:
    folders = (course.root / "source", course.root / "release")
    return {
        str(path.relative_to(course.root)): path.read_bytes()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_building_twice_gives_the_same_bytes(tiny: Course) -> None:
    build(tiny, [TOPIC])
    first = built_files(tiny)
    for name in first:
        (tiny.root / name).unlink()

    build(tiny, [TOPIC])

    assert built_files(tiny) == first
    assert sorted(first) == [f"release/{TOPIC}/{TOPIC}.ipynb", f"source/{TOPIC}/{TOPIC}.ipynb"]


def test_a_second_build_writes_nothing(tiny: Course) -> None:
    assert build(tiny, [TOPIC]) == [tiny.source(TOPIC), tiny.release(TOPIC)]
    assert build(tiny, [TOPIC]) == []


def test_the_release_holds_stubs_and_no_hidden_tests(tiny: Course) -> None:
    build(tiny, [TOPIC])
    release = nbformat.read(tiny.release(TOPIC), as_version=4)
    by_id = {cell.id: cell for cell in release.cells}

    assert "raise NotImplementedError()" in by_id["double"].source
    assert "doubled_value" not in by_id["double"].source
    assert by_id["double-hidden"].source == (
        "# Hidden checks of double: they run when your work is graded."
    )
    assert by_id["double-public"].metadata.editable is False
    nbformat.validate(release)


def test_check_is_silent_after_a_build(tiny: Course) -> None:
    build(tiny, [TOPIC])
    assert compare(tiny, [TOPIC]) == []


def test_check_names_what_is_out_of_step_and_changes_nothing(
    tiny: Course, edit_master: Callable[..., Path]
) -> None:
    build(tiny, [TOPIC])
    edit_master("A tiny lecture", "A small lecture")
    tiny.release(TOPIC).unlink()
    before = built_files(tiny)

    assert compare(tiny, [TOPIC]) == [
        Difference(Path(f"source/{TOPIC}/{TOPIC}.ipynb"), "changed"),
        Difference(Path(f"release/{TOPIC}/{TOPIC}.ipynb"), "missing"),
    ]
    assert built_files(tiny) == before


def test_check_names_a_file_that_nbgrader_would_hand_out(tiny: Course) -> None:
    build(tiny, [TOPIC])
    (tiny.source(TOPIC).parent / "solutions.py").write_text("answer = 42\n")
    assert compare(tiny, [TOPIC]) == [Difference(Path(f"source/{TOPIC}/solutions.py"), "foreign")]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'grade="double-hidden"',
            'grade="double-public"',
            "the grade id 'double-public' is used twice",
        ),
        (
            '# %% grade="double-hidden" points=2',
            "# %%",
            "a hidden test stands outside a grade cell",
        ),
        ("### END HIDDEN TESTS", "", "a hidden test region is not closed"),
        ("    ### END SOLUTION", "", "a solution region is not closed"),
        ('# %% solution="double"', "# %%", "a solution stands outside a solution cell"),
        ("    ### BEGIN SOLUTION\n", "", "a solution region is opened or closed twice"),
        (
            "    ### BEGIN SOLUTION\n    doubled_value = 2 * x\n"
            "    return doubled_value\n    ### END SOLUTION\n",
            "    return 2 * x\n",
            "a solution cell has no solution region",
        ),
    ],
)
def test_a_master_that_would_leak_or_confuse_is_refused(
    tiny: Course, edit_master: Callable[..., Path], old: str, new: str, message: str
) -> None:
    build(tiny, [TOPIC])
    before = built_files(tiny)
    edit_master(old, new)

    with pytest.raises(MasterError) as caught:
        build(tiny, [TOPIC])

    assert message in str(caught.value)
    assert caught.value.line > 0
    assert built_files(tiny) == before


def test_one_bad_master_stops_the_build_before_anything_is_written(
    tiny: Course, edit_master: Callable[..., Path]
) -> None:
    good = tiny.masters / "00_good.py"
    good.write_text(tiny.master(TOPIC).read_text())
    edit_master("### END HIDDEN TESTS", "")

    with pytest.raises(MasterError):
        build(tiny, ["00_good", TOPIC])

    assert built_files(tiny) == {}


def test_a_duplicated_grade_id_is_named_with_the_second_line(
    tiny: Course, edit_master: Callable[..., Path]
) -> None:
    path = edit_master('grade="double-hidden"', 'grade="double-public"')
    second = [
        n for n, line in enumerate(path.read_text().splitlines(), 1) if "double-public" in line
    ]
    with pytest.raises(MasterError) as caught:
        build(tiny, [TOPIC])
    assert caught.value.line == second[1]
