"""What ``autograder doctor`` says of a machine and a course, and that it finds what is missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from command_line import RunCli
from rich.console import Console
from small_class import TOPIC, make_course

from autograder import doctor, doctor_report
from autograder.course import Course
from autograder.doctor import BAD, NOTE, OK, Finding, examine
from autograder.rooms.sandbox import Sandbox
from autograder.wiring import STEPS


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    return Sandbox.probe()


@pytest.fixture
def course(tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course on a machine that has every layer, whatever this one has."""
    there = tuple(replace(layer, present=True, why_not="") for layer in sandbox.layers)
    monkeypatch.setattr(Sandbox, "probe", lambda: replace(sandbox, layers=there))
    monkeypatch.delenv("DL4DS_EXCHANGE", raising=False)
    monkeypatch.delenv("NSLOTS", raising=False)
    return make_course(tmp_path / "course")


def look(course: Course) -> dict[tuple[str, str], Finding]:
    return {(one.part, one.name): one for one in examine(course)}


def setting(course: Course, line: str) -> None:
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"\n{line}\n")


def test_nothing_is_missing_in_a_course_as_it_is_made(course: Course) -> None:
    found = look(course)
    assert [one for one in found.values() if one.state == BAD] == []
    assert found["settings", TOPIC].told.startswith("two rooms")
    assert found["gradebook", "state"].told.startswith("not made yet")
    assert not (course.root / "gradebook.db").exists()


def test_every_finding_that_is_not_fine_has_a_remedy(course: Course) -> None:
    setting(course, "c.GenerateFeedback.preprocessors = []")
    found = look(course)
    assert [one for one in found.values() if one.state == BAD and not one.remedy] == []


@pytest.mark.parametrize(("name", "state"), [("files", BAD), ("landlock", NOTE)])
def test_a_missing_layer_is_told_with_the_kernels_reason(
    course: Course, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, name: str, state: str
) -> None:
    layers = tuple(
        replace(layer, present=layer.name != name, why_not="no such thing")
        for layer in sandbox.layers
    )
    monkeypatch.setattr(Sandbox, "probe", lambda: replace(sandbox, layers=layers))
    one = look(course)["sandbox", name]
    assert one.state == state
    assert "(no such thing)" in one.told
    assert "operators.md" in one.remedy


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("c.Autograde.sanitize_preprocessors = []", "RestoreCells"),
        ("c.Autograde.autograde_preprocessors = ['nbgrader.preprocessors.Execute']", "RunCells"),
        ("c.GenerateFeedback.preprocessors = ['autograder.sanitize.SafeCells']", "HideHiddenTests"),
        (
            "c.GenerateFeedback.preprocessors = "
            "['autograder.sanitize.SafeCells', 'autograder.hide.HideHiddenTests']",
            "HideHiddenTests",
        ),
        ("c.GenerateFeedback.exporter_class = 'nbconvert.HTMLExporter'", "SafeCells (feedback)"),
        ("c.HTMLExporter.preprocessors = []", "SafeCells (formgrader)"),
        ("c.HTMLExporter.filters = {}", "SafeCells (formgrader)"),
        ("c.SafeCells.enabled = False", "SafeCells (feedback)"),
        ("c.HideHiddenTests.enabled = False", "HideHiddenTests"),
        ("c.RunCells.unsafe_no_sandbox = True", "unsafe"),
        ("c.RunCells.memory_limit = 0", "limits"),
    ],
)
def test_a_setting_that_leaves_a_guard_out_is_found(course: Course, line: str, name: str) -> None:
    setting(course, line)
    bad = [one.name for one in examine(course) if one.state == BAD]
    assert name in bad


def test_steps_may_be_named_by_their_classes(course: Course) -> None:
    setting(
        course,
        "from autograder.hide import HideHiddenTests\n"
        "from autograder.pages import FeedbackExporter\n"
        "from autograder.sanitize import SafeCells\n"
        "c.GenerateFeedback.preprocessors = [HideHiddenTests, SafeCells]\n"
        "c.GenerateFeedback.exporter_class = FeedbackExporter",
    )
    config = course.config()
    assert [step.name for step in STEPS if not step.in_place(config)] == []


def test_settings_that_cannot_be_read_do_not_keep_the_rest_from_being_told(course: Course) -> None:
    setting(course, "1 / 0")
    found = look(course)
    assert "ZeroDivisionError" in found["settings", "nbgrader_config.py"].told
    assert found["settings", "nbgrader_config.py"].state == BAD
    assert ("sandbox", "files") in found


def test_packages_of_other_versions_than_the_pinned_are_named(course: Course) -> None:
    pins = ["# made", "numpy==0.1  # via x", "nbgrader>=0.9", "no-such-package==1"]
    pins += ["click==0.1 ; python_version < '3'"]
    (course.root / "constraints.txt").write_text("\n".join(pins))
    one = look(course)["python", "packages"]
    assert one.state == NOTE
    assert one.told.startswith("numpy ")
    assert "(not ==0.1)" in one.told
    assert "click" not in one.told
    (course.root / "constraints.txt").write_text("nbgrader>=0.9\n")
    assert look(course)["python", "packages"].told == "1 as in constraints.txt"


def test_a_broken_gradebook_is_told_with_its_remedy(course: Course) -> None:
    (course.root / "gradebook.db").write_text("no database")
    one = look(course)["gradebook", "state"]
    assert one.state == BAD
    assert "move it away" in one.remedy


def test_slots_of_a_cluster_bound_how_many_are_graded_at_once(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NSLOTS", "1")
    told = look(course)["machine", "processors"].told
    assert told.startswith("1 submissions at once")
    assert "NSLOTS=1" in told


def test_a_full_disk_is_told(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = doctor.shutil.disk_usage(course.root)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: usage._replace(free=10**7))
    assert look(course)["course", "disk"].state == BAD


def test_a_shared_exchange_is_audited(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    assert look(course)["exchange", "folder"].state == NOTE
    folder = course.root.parent / "shared"
    folder.mkdir()
    folder.chmod(0o777)
    monkeypatch.setenv("DL4DS_EXCHANGE", str(folder))
    audited = [one for one in examine(course) if one.part == "exchange"]
    assert {one.state for one in audited} == {BAD}
    assert any("mode 777" in one.told and "chmod 2775" in one.remedy for one in audited)


def test_a_notebook_for_one_room_is_pointed_out(course: Course) -> None:
    setting(course, "c.RunCells.rooms = 'one'")
    assert look(course)["settings", TOPIC].state == NOTE


@pytest.mark.parametrize("terminal", [True, False])
def test_the_report_has_every_finding_on_a_terminal_and_in_a_file(
    terminal: bool, tmp_path: Path
) -> None:
    found = [
        Finding("sandbox", "files", BAD, "missing: [a root] (why)", "do [this]"),
        Finding("sandbox", "network", OK, "no network"),
    ]
    path = tmp_path / "report.txt"
    with path.open("w", encoding="utf-8") as stream:
        console = Console(
            file=stream, force_terminal=terminal, color_system=None, width=70, soft_wrap=True
        )
        doctor_report.findings(console, found)
    text = path.read_text(encoding="utf-8")
    for part in ("files", "MISSING", "missing: [a root] (why)", "do [this]", "network", "ok"):
        assert part in text
    if not terminal:
        assert text.splitlines()[0] == "MISSING  sandbox: files: missing: [a root] (why)"


def test_the_command_ends_with_1_if_something_necessary_is_missing(
    tmp_path: Path, run_cli: RunCli
) -> None:
    course = make_course(tmp_path / "course")
    setting(course, "c.HTMLExporter.preprocessors = []")
    code, out, err = run_cli(course, "doctor")
    assert code == 1
    assert "MISSING  settings: SafeCells (formgrader)" in out
    assert "necessary things are missing" in err
