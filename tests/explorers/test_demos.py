"""What holds for each demo: its size, its words, its time, and next to no work under grading."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from demos import DEMOS, LECTURES

from dl4ds_utils.explorers import HOMES
from dl4ds_utils.explorers.captions import caption
from dl4ds_utils.explorers.explorer import Explorer
from dl4ds_utils.explorers.student import Student

CALL = 0.05  # seconds
BOX = 2.0


class Slow:
    """A clock that goes on by the time of a call whenever a student's function is called."""

    def __init__(self, patch: pytest.MonkeyPatch, seconds: float = CALL) -> None:
        self.calls = 0
        run = Student.run

        def slower(student: Student, *arguments: Any) -> Any:
            self.calls += 1
            student.seconds += seconds
            return run(student, *arguments)

        patch.setattr(Student, "run", slower)
        patch.setattr("time.perf_counter", lambda: seconds * self.calls)
        # Functions that call others would count their time twice.
        patch.setattr("dl4ds_utils.explorers.student.now", lambda: 0.0)


def test_each_explorer_is_among_the_demos(demo: Callable[[str], Explorer]) -> None:
    assert len(DEMOS) >= len(HOMES)


@pytest.mark.parametrize("lecture", LECTURES)
def test_demos_of_a_lecture_are_small_and_whole(
    lecture: str, demo: Callable[[str], Explorer]
) -> None:
    sizes = {name: len(demo(name)._fragment().encode()) for name in LECTURES[lecture]}
    assert max(sizes.values()) < 250_000, sizes
    assert sum(sizes.values()) < 1_500_000, sizes
    assert not [name for name in sizes if "only" in demo(name).scene.note]


@pytest.mark.browser
@pytest.mark.parametrize("name", DEMOS)
def test_browser_says_the_same_as_python(
    name: str, demo: Callable[[str], Explorer], shown: Any
) -> None:
    scene = demo(name).scene
    shown.show(scene)
    for part in (0.0, 0.32, 0.46, 0.72, 1.0):
        state = {c.name: round(part * (len(c) - 1)) for c in scene.controls}
        for control, index in state.items():
            shown.set(control, index)
        shown.crank()
        assert shown.caption() == caption(scene.at(**state))


@pytest.mark.parametrize("name", DEMOS)
def test_functions_that_take_50_ms_a_call_keep_to_the_box_and_are_told(
    name: str, monkeypatch: pytest.MonkeyPatch, demo: Callable[[str], Explorer]
) -> None:
    whole = [len(control) for control in demo(name).scene.controls]
    monkeypatch.setattr("dl4ds_utils.explorers.precompute.SECONDS", BOX)
    slow = Slow(monkeypatch)
    scene = DEMOS[name]().scene
    assert slow.calls <= round(BOX / CALL) + 1
    sizes = [len(control) for control in scene.controls]
    cut = np.less(sizes, whole).any() or "batches" in scene.note
    assert ("takes 50 ms a call, so the picture has only" in scene.note) == cut
    assert caption(scene)


@pytest.mark.parametrize("name", DEMOS)
def test_graded_notebook_asks_the_functions_little_and_paints_no_picture(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setattr("dl4ds_utils.explorers.precompute.SECONDS_GRADED", 0.0)
    slow = Slow(monkeypatch, 1e-6)
    assert "<img" not in DEMOS[name]()._fragment()
    assert slow.calls <= 90
