"""In how many rooms a notebook runs: the course says so, and what it means where it is one."""

from __future__ import annotations

import copy
import json
import logging
from pathlib import Path

import nbformat
import pytest
from command_line import RunCli
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from small_class import RIGHT, TOPIC, WRONG, answer, hand_in, make_course, with_cell
from traitlets.config import Config

from autograder.cells import RunCells
from autograder.course import Course
from autograder.errors import CourseError
from autograder.mode import recorded_in, require_python, rooms_of
from autograder.verify import verify

# The public test sets this name: where tests run with the student's code, the student has it.
SPY = "print('the test is here' if 'shown' in globals() else 'no test here')"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("rooms") / "course")


def by_the_step(course: Course, work: NotebookNode, **settings: str) -> tuple[str, list[str]]:
    """Run a submission by nbgrader's step; return what the spy saw, and the errors shown."""
    config = Config(CourseDirectory={"root": str(course.root)}, RunCells=settings)
    about = {"assignment": TOPIC, "notebook": TOPIC, "student": "eve"}
    done, _ = RunCells(config=config).preprocess(copy.deepcopy(work), {"nbgrader": about})
    outputs = [output for cell in done.cells for output in cell.get("outputs", [])]
    errors = [output.ename for output in outputs if output.output_type == "error"]
    return done.cells[-1].outputs[0].text.strip(), errors


def notebook(rooms: object) -> NotebookNode:
    return new_notebook(metadata={"dl4ds": {"rooms": rooms}})


def test_a_built_notebook_says_that_it_is_for_two_rooms(course: Course) -> None:
    assert recorded_in(course.source(TOPIC)).metadata.dl4ds.rooms == 2
    assert rooms_of(recorded_in(course.source(TOPIC))) == 2


def test_any_other_notebook_runs_in_one_room(tmp_path: Path) -> None:
    assert rooms_of(new_notebook()) == 1
    assert rooms_of(recorded_in(tmp_path / "missing.ipynb")) == 1
    assert rooms_of(None) == 1


def test_the_settings_win() -> None:
    assert rooms_of(notebook(2), "one") == 1
    assert rooms_of(None, "two") == 2


def test_a_word_that_is_no_setting_is_refused() -> None:
    with pytest.raises(CourseError, match=r"'both'.*'auto', 'one', 'two'"):
        rooms_of(None, "both")


@pytest.mark.parametrize("rooms", [3, "two", None, [2]])
def test_a_strange_record_is_refused(rooms: object) -> None:
    with pytest.raises(CourseError, match="rooms"):
        rooms_of(notebook(rooms))


def test_verify_refuses_a_built_notebook_that_does_not_say_so(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    source = nbformat.read(course.source(TOPIC), as_version=4)
    del source.metadata.dl4ds["rooms"]
    nbformat.write(source, course.source(TOPIC))
    assert "changed" in "".join(finding.problem for finding in verify(course, TOPIC).findings)


def test_the_step_keeps_tests_from_the_student_whatever_the_submission_says(
    course: Course,
) -> None:
    work = with_cell(answer(course, RIGHT), SPY)
    work.metadata["dl4ds"] = {"rooms": 1}
    assert by_the_step(course, work) == ("no test here", [])


def test_the_step_runs_all_in_one_room_if_the_course_says_so(course: Course) -> None:
    right, wrong = (with_cell(answer(course, code), SPY) for code in (RIGHT, WRONG))
    assert by_the_step(course, right, rooms="one") == ("the test is here", [])
    assert by_the_step(course, wrong, rooms="one") == ("the test is here", ["AssertionError"])


def test_the_step_warns_where_there_is_no_source_to_ask(
    course: Course, caplog: pytest.LogCaptureFixture
) -> None:
    about = {"assignment": "99_other", "notebook": "99_other", "student": "eve"}
    config = Config(CourseDirectory={"root": str(course.root)})
    logger = logging.getLogger("one room")
    RunCells(config=config, log=logger).preprocess(new_notebook(), {"nbgrader": about})
    assert "source/99_other/99_other.ipynb" in caplog.text


def test_the_step_brings_new_files_out_of_the_room_and_changes_none(
    course: Course, tmp_path: Path
) -> None:
    (tmp_path / "given.txt").write_text("ours")
    code = (
        "from pathlib import Path\n"
        "Path('given.txt').write_text('mine')\n"
        "Path('plots').mkdir()\n"
        "Path('plots/new.txt').write_text('new')\n"
        "Path('other.ipynb').write_text('{}')\n"
        "Path('link').symlink_to('/etc/passwd')"
    )
    work = new_notebook(cells=[new_code_cell(code)])
    RunCells().preprocess(work, {"metadata": {"path": str(tmp_path)}})
    assert work.cells[0].outputs == []
    files = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*"))
    assert files == ["given.txt", "plots", "plots/new.txt"]
    assert (tmp_path / "given.txt").read_text() == "ours"


def test_autograder_grade_keeps_to_the_same_rule_and_says_so(
    tmp_path: Path, run_cli: RunCli
) -> None:
    course = make_course(tmp_path / "course")
    hand_in(course, "eve", with_cell(answer(course, RIGHT), SPY))
    assert run_cli(course, "grade", TOPIC)[0] == 0
    graded = course.root / "autograded" / "eve" / TOPIC / f"{TOPIC}.ipynb"
    assert "no test here" in json.loads(graded.read_text())["cells"][-1]["outputs"][0]["text"][0]

    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write('c.RunCells.rooms = "one"\n')
    code, out, _ = run_cli(course, "grade", TOPIC)
    assert code == 0
    assert "one room" in " ".join(out.split())
    assert (
        "the test is here" in json.loads(graded.read_text())["cells"][-1]["outputs"][0]["text"][0]
    )


def kernel(name: str) -> NotebookNode:
    return new_notebook(metadata={"kernelspec": {"name": name, "display_name": name}})


def test_a_notebook_for_another_language_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kernels" / "ir"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text('{"argv": ["R"], "display_name": "R", "language": "R"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    for name in ("python3", "python"):
        require_python(kernel(name))
    with pytest.raises(CourseError, match="runs R"):
        require_python(kernel("ir"))
    with pytest.raises(CourseError, match="not installed"):
        require_python(kernel("klingon"))
