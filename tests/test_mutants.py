"""Mutants run against a lecture's tests: what is killed, what survives, what is explained."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import RunCli, tree

from autograder import mutants
from autograder.build import build
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.mutants import Mutation, mutate

TOPIC = "01_tiny"
ROOT = Path(__file__).parent.parent
EXPLAINED = sorted(path.stem for path in (ROOT / "tests" / "mutants").glob("*.toml"))
# 2 + x is 4 as well.
WEAK = [("double(3)", "double(2)"), ("shown == 6", "shown == 4")]
WEAK += [("double(21)", "double(2)"), ("secret_result == 42", "secret_result == 4")]
SLIP = ("doubled_value = 2 * x", "doubled_value = 2 + x")

Edit = Callable[[str, str], Path]


@pytest.fixture
def weak(tiny: Course, edit_master: Edit) -> Course:
    """A course whose tests do not tell 2 · x from 2 + x."""
    for old, new in WEAK:
        edit_master(old, new)
    build(tiny, [TOPIC])
    return tiny


def explain(course: Course, *slips: tuple[str, str]) -> None:
    path = course.explanations(TOPIC)
    path.parent.mkdir(parents=True, exist_ok=True)
    tables = [
        f'[[equivalent]]\nexercise = "double"\nbefore = "{before}"\nafter = "{after}"\n'
        'reason = "Because."\n'
        for before, after in slips
    ]
    path.write_text("\n".join(tables))


def slips(mutation: Mutation) -> list[tuple[str, str]]:
    return [(trial.mutant.before, trial.mutant.after) for trial in mutation.unexplained]


def outcomes(mutation: Mutation) -> dict[str, str]:
    return {trial.mutant.after: trial.outcome for trial in mutation.trials}


# ---- what becomes of a mutant -------------------------------------------------------------------


def test_good_tests_kill_every_mutant(tiny: Course) -> None:
    build(tiny, [TOPIC])
    begun: list[int] = []
    ended: list[None] = []
    mutation = mutate(tiny, TOPIC, begun.append, lambda: ended.append(None))
    assert mutation.unexplained == []
    assert begun == [len(mutation.trials)] == [mutation.killed] == [len(ended)]
    assert {trial.outcome for trial in mutation.trials} == {"both"}


def test_a_mutant_that_weak_tests_pass_survives_with_its_line_in_the_master(weak: Course) -> None:
    mutation = mutate(weak, TOPIC)
    assert SLIP in slips(mutation)
    lines = weak.master(TOPIC).read_text().splitlines()
    for trial in mutation.unexplained:
        assert trial.mutant.before in lines[trial.mutant.line - 1]


def test_the_test_that_refuses_a_mutant_is_told(tiny: Course, edit_master: Edit) -> None:
    for old, new in WEAK[:2]:
        edit_master(old, new)
    build(tiny, [TOPIC])
    assert outcomes(mutate(tiny, TOPIC))[SLIP[1]] == "hidden"


def test_two_runs_find_the_same(weak: Course) -> None:
    assert mutate(weak, TOPIC) == mutate(weak, TOPIC)


def test_a_loop_without_end_is_stopped_and_counts_as_killed(
    tiny: Course, edit_master: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutants, "SECONDS", 1)
    edit_master("doubled_value = 2 * x", "doubled_value = x\n    while x:\n        x -= 1")
    edit_master("    return doubled_value", "        doubled_value += 1\n    return doubled_value")
    build(tiny, [TOPIC])
    mutation = mutate(tiny, TOPIC)
    assert outcomes(mutation)["while True:"] == "timed out"
    assert mutation.unexplained == []
    assert mutation.killed == len(mutation.trials)


def test_a_mutant_that_ends_python_is_killed(tiny: Course, edit_master: Edit) -> None:
    edit_master("import math", "import math, os\n\ndef check_sign(x):\n    x > 0 or os.abort()")
    edit_master("doubled_value = 2 * x", "check_sign(x)\n    doubled_value = 2 * x")
    build(tiny, [TOPIC])
    assert outcomes(mutate(tiny, TOPIC))["check_sign(-x)"] == "crashed"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory")
def test_a_mutant_that_wants_all_the_memory_is_killed(
    tiny: Course, edit_master: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutants, "MEBIBYTES", 512)
    edit_master("2 * x", "2 * x + 0 * len(bytearray(0 * 10**9))")
    build(tiny, [TOPIC])
    greedy = "doubled_value = 2 * x + 0 * len(bytearray(1 * 10 ** 9))"  # and right all the same
    assert outcomes(mutate(tiny, TOPIC))[greedy] == "both"


def test_writing_to_stderr_is_a_failure_as_nbgrader_has_it(weak: Course, edit_master: Edit) -> None:
    noisy = "import math, sys\n\ndef listen(x):\n    x > 0 or sys.stderr.write('negative')"
    edit_master("import math", noisy)
    edit_master("doubled_value = 2 * x", "listen(x)\n    doubled_value = 2 * x")
    build(weak, [TOPIC])
    mutation = mutate(weak, TOPIC)
    assert outcomes(mutation)["listen(-x)"] == "both"
    assert ("listen(x)", "pass") in slips(mutation)


def test_the_lectures_code_never_runs_in_the_process_of_the_command(
    tiny: Course, edit_master: Edit
) -> None:
    edit_master("import math", "import math, os\nos.environ['TINY_WAS_HERE'] = 'yes'\nprint('hi')")
    build(tiny, [TOPIC])
    assert mutate(tiny, TOPIC).killed
    assert "TINY_WAS_HERE" not in os.environ


# ---- what cannot be tried -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("import math", "import maths_of_mars", "the cell setup fails in the instructor's note"),
        ("2 * x", "3 * x", "the cell double-public fails in the instructor's notebook: Asser"),
        ("2 * x", "2 * * x", "the solution double is not Python: invalid syntax"),
        ("import math", "import os; os._exit(3)", "the process that runs the mutants stopped"),
    ],
)
def test_a_lecture_that_does_not_run_is_one_line(
    tiny: Course, edit_master: Edit, old: str, new: str, told: str
) -> None:
    edit_master(old, new)
    build(tiny, [TOPIC])
    with pytest.raises(AutograderError, match=told) as caught:
        mutate(tiny, TOPIC)
    assert "\n" not in str(caught.value)


def test_a_system_that_cannot_fork_is_told(tiny: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    with pytest.raises(AutograderError, match="need a system that can fork"):
        mutate(tiny, TOPIC)


# ---- the command --------------------------------------------------------------------------------


def test_the_command_prints_a_table_and_exits_with_0_if_all_are_killed(
    tiny: Course, run_cli: RunCli
) -> None:
    build(tiny, [TOPIC])
    before = tree(tiny.root)
    code, shown, error = run_cli(tiny, "mutate", TOPIC)
    assert (code, error) == (0, "")
    assert "double" in shown
    assert "0 explained as equivalent, 0 unexplained: 100.0% of the others killed" in shown
    assert tree(tiny.root) == before


def test_an_unexplained_survivor_is_listed_and_exits_with_1(weak: Course, run_cli: RunCli) -> None:
    code, shown, error = run_cli(weak, "mutate")
    assert code == 1
    assert f": {SLIP[0]} → {SLIP[1]}\n" in shown
    assert error.startswith("error: only ")
    assert "surviving mutants are not explained (mend the hidden tests, or tests/" in error


def test_explained_survivors_exit_with_0(weak: Course, run_cli: RunCli) -> None:
    explain(weak, *slips(mutate(weak, TOPIC)))
    code, shown, error = run_cli(weak, "mutate")
    assert (code, error) == (0, "")
    assert "0 unexplained" in shown


@pytest.mark.parametrize("after", [SLIP[1], "doubled_value = 2 ** x"])
def test_an_explanation_without_a_survivor_is_stale_and_exits_with_1(
    tiny: Course, run_cli: RunCli, after: str
) -> None:
    build(tiny, [TOPIC])
    explain(tiny, (SLIP[0], after))
    code, shown, error = run_cli(tiny, "mutate")
    assert code == 1
    assert f"stale explanation of double: {SLIP[0]} → {after}\n" in shown
    assert error.startswith("error: 1 explanations are stale (")


TABLE = '[[equivalent]]\nexercise = "double"\nbefore = "a"\nafter = "b"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[equivalent", "is not TOML: "),
        (b"\xff", "is not UTF-8 text: invalid start byte (save it as UTF-8)"),
        ("[[survivor]]", "holds survivor (an explanation is a table [[equivalent]] with exer"),
        ("[equivalent]", "holds equivalent (an explanation is a table [[equivalent]] with exer"),
        (TABLE, "the table number 1 is not complete (an explanation is a table"),
        (f'{TABLE}reason = " "', "the table number 1 is not complete"),
        (f"{TABLE}reason = 3", "the table number 1 is not complete"),
        (f'{TABLE}reason = "c"\nwhy = "d"', "the table number 1 is not complete"),
        (f'{TABLE}reason = "c"\n{TABLE}reason = "c"', "explains twice: double: a → b (keep one)"),
    ],
)
def test_broken_explanations_are_one_line_that_names_the_file(
    tiny: Course, run_cli: RunCli, text: str | bytes, message: str
) -> None:
    build(tiny, [TOPIC])
    explain(tiny)
    tiny.explanations(TOPIC).write_bytes(text if isinstance(text, bytes) else text.encode())
    code, shown, error = run_cli(tiny, "mutate")
    assert (code, shown, error.count("\n")) == (1, "", 1)
    assert error.startswith(f"error: tests/mutants/{TOPIC}.toml")
    assert message in error


def test_an_unknown_topic_exits_with_2(tiny: Course, run_cli: RunCli) -> None:
    code, shown, error = run_cli(tiny, "mutate", "01_tiney")
    assert (code, shown) == (2, "")
    assert error == "error: unknown topic '01_tiney' (did you mean 01_tiny?)\n"


def test_a_lecture_that_is_not_built_is_named(
    tiny: Course, edit_master: Edit, run_cli: RunCli
) -> None:
    remedy = f"(run 'autograder build {TOPIC}')\n"
    path = f"source/{TOPIC}/{TOPIC}.ipynb"
    assert run_cli(tiny, "mutate") == (1, "", f"error: {TOPIC} is not built: no {path} {remedy}")
    build(tiny, [TOPIC])
    edit_master("twice x", "x, twice")
    told = f"error: {path} is out of step with its master {remedy}"
    assert run_cli(tiny, "mutate") == (1, "", told)


# ---- the course ---------------------------------------------------------------------------------


@pytest.mark.parametrize("topic", EXPLAINED)
def test_every_mutant_of_the_lecture_is_killed_or_explained(checkout: Course, topic: str) -> None:
    mutation = mutate(checkout, topic)
    survivors = [
        f"{t.mutant.exercise}: {t.mutant.before} → {t.mutant.after}" for t in mutation.unexplained
    ]
    assert survivors == []
    assert list(mutation.stale) == []
    assert mutants.complaint([mutation]) == ("", "")
