"""The command line: exit codes, one clear line for bad input, and nothing changed by it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import RunCli, tree

from autograder.build import build
from autograder.course import Course

TOPIC = "01_tiny"


def test_build_says_what_it_wrote_and_then_that_all_is_up_to_date(
    tiny: Course, run_cli: RunCli
) -> None:
    wrote = f"wrote source/{TOPIC}/{TOPIC}.ipynb\nwrote release/{TOPIC}/{TOPIC}.ipynb\n"
    assert run_cli(tiny, "build") == (0, wrote, "")
    assert run_cli(tiny, "build") == (0, "1 lectures up to date\n", "")
    assert run_cli(tiny, "build", "--check")[0] == 0


def test_check_names_what_is_out_of_step_and_exits_with_1(tiny: Course, run_cli: RunCli) -> None:
    before = tree(tiny.root)
    code, shown, error = run_cli(tiny, "build", "--check")
    assert code == 1
    assert f"release/{TOPIC}/{TOPIC}.ipynb: missing" in shown
    assert error.startswith("error: 2 files are out of step")
    assert tree(tiny.root) == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("build", "07_nothing"), "error: unknown topic '07_nothing' (there is 01_tiny)"),
        (("build", "01_tiney"), "error: unknown topic '01_tiney' (did you mean 01_tiny?)"),
        (("verify", "07_nothing"), "error: unknown topic '07_nothing' (there is 01_tiny)"),
        (("build", "--pull", "07_nothing"), "error: unknown topic '07_nothing' (there is 01_tiny)"),
        (("build", "--check", "--pull", TOPIC), "choose one"),
    ],
)
def test_a_wrong_word_exits_with_2_and_changes_nothing(
    tiny: Course, run_cli: RunCli, words: tuple[str, ...], message: str
) -> None:
    before = tree(tiny.root)
    code, shown, error = run_cli(tiny, *words)
    assert (code, shown) == (2, "")
    assert message in error
    assert tree(tiny.root) == before


def test_a_bad_master_is_one_line_and_exits_with_1(
    tiny: Course,
    edit_master: Callable[..., Path],
    run_cli: RunCli,
) -> None:
    edit_master('# %% grade="double-hidden" points=2', "# %%")
    before = tree(tiny.root)
    code, shown, error = run_cli(tiny, "build")
    assert (code, shown, error.count("\n")) == (1, "", 1)
    assert "notebooks/01_tiny.py:" in error
    assert 'a hidden test stands outside a grade cell (give the cell grade="name-hidden"' in error
    assert tree(tiny.root) == before


def test_an_edited_source_shows_its_diff_and_the_way_out(tiny: Course, run_cli: RunCli) -> None:
    build(tiny, [TOPIC])
    path = tiny.source(TOPIC)
    path.write_text(path.read_text().replace("The smallest", "The shortest"))

    code, _, error = run_cli(tiny, "build")
    assert code == 1
    assert "+# The shortest notebook" in error
    assert "'autograder build --pull 01_tiny'" in error.splitlines()[-1]

    code, shown, _ = run_cli(tiny, "build", "--pull", TOPIC)
    assert code == 0
    assert "notebooks/01_tiny.py: edit taken in" in shown
    assert "The shortest" in tiny.master(TOPIC).read_text()


def test_outside_a_course_the_error_says_where_to_go(tmp_path: Path, run_cli: RunCli) -> None:
    code, _, error = run_cli(Course(tmp_path), "build")
    assert code == 1
    assert error.startswith("error: no nbgrader_config.py in ")


def test_a_read_only_course_is_one_line_and_stays_as_it_is(tiny: Course, mortal: list[str]) -> None:
    before = tree(tiny.root)
    tiny.root.chmod(0o555)
    result = subprocess.run(
        [*mortal, sys.executable, "-m", "autograder", "--root", str(tiny.root), "build"],
        capture_output=True,
        text=True,
        check=False,
    )
    tiny.root.chmod(0o755)
    assert result.returncode == 1
    assert result.stderr == f"error: {tiny.root} cannot be written to (check its owner and mode)\n"
    assert tree(tiny.root) == before
