"""The explorers of lecture 5: what they draw and say is true at every place of every slider."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from student_adam import (
    LAM,
    adam_moments,
    adam_step,
    bias_correct,
    eps_inside,
    gabor_grad,
    gabor_loss,
    normalize_global,
    normalize_pointwise,
    stub,
)

from dl4ds_utils.explorers import (
    explore_bias_correction,
    explore_epsilon,
    explore_normalization,
    explore_race,
)
from dl4ds_utils.explorers.captions import caption, number
from dl4ds_utils.explorers.demo import NotYet
from dl4ds_utils.explorers.explorer import Explorer
from dl4ds_utils.explorers.pack import pack, unpack
from dl4ds_utils.explorers.student import BadReturn

pytestmark = pytest.mark.usefixtures("whole_grids")


@pytest.fixture(scope="module")
def made(demo: Callable[[str], Explorer]) -> dict[str, Explorer]:
    return {name: demo(name) for name in ("normalization", "bias", "epsilon")}


def values(made: dict[str, Explorer], name: str, control: str) -> list[float]:
    found = next(c for c in made[name].scene.controls if c.name == control)
    return list(found.values or ())


# --- a · normalized steps -----------------------------------------------------------------------


def test_steps_along_normalized_gradients_have_their_rule(made: dict[str, Explorer]) -> None:
    scene = made["normalization"].scene
    arrays = unpack(pack(scene))
    for row, alpha in enumerate(values(made, "normalization", "alpha")):
        for k, scale in enumerate((normalize_global, normalize_pointwise)):
            path = scene.arrays[f"path {k}"].values[row]
            assert path[0] == pytest.approx([4.0, 1.4])
            moves = np.array([alpha * scale(LAM * phi) for phi in path[:-1]])
            assert np.diff(path, axis=0) == pytest.approx(-moves, abs=1e-9)
            assert arrays[f"path {k}"][row] == pytest.approx(path, abs=2e-4)


def test_front_end_gets_the_path_and_the_loss_of_adam(made: dict[str, Explorer]) -> None:
    arrays = unpack(pack(made["normalization"].scene))
    for row, alpha in enumerate(values(made, "normalization", "alpha")):
        path, m, v = [np.array([4.0, 1.4])], np.zeros(2), np.zeros(2)
        for t in range(1, 101):
            g = LAM * path[-1]
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            path.append(path[-1] - alpha * (m / (1 - 0.9**t)) / np.sqrt(v / (1 - 0.999**t)))
        assert arrays["path 2"][row] == pytest.approx(np.array(path), abs=1e-3)
        loss = (np.array(path) ** 2 @ LAM) / 2
        known = loss > 1e-6
        assert arrays["loss 2"][row][known] == pytest.approx(loss[known], rel=2e-3)


def test_words_about_normalized_paths_are_true_everywhere(made: dict[str, Explorer]) -> None:
    scene, seen = made["normalization"].scene, set()
    for place, alpha in enumerate(values(made, "normalization", "alpha")):
        moved = scene.at(alpha=place)
        said = caption(moved)
        for k, who in enumerate(("Unit vector", "Pointwise", "Adam")):
            path = moved.look_up(f"path {k}")
            moves, high = np.diff(path[-11:], axis=0), (path[-10:] ** 2 @ LAM).max() / 2
            found = re.search(rf"{who}: ([^.]*)", said)
            assert found
            if found[1].startswith("its steps get short"):
                assert np.abs(moves).max() < 0.1 * alpha
            elif found[1].startswith("to and fro"):
                turns = [
                    way
                    for j, way in enumerate(("along", "across"))
                    if (moves[:, j] > 0.1 * alpha).any() and (moves[:, j] < -0.1 * alpha).any()
                ]
                assert f"to and fro {' and '.join(turns)} the valley" in found[1]
                assert f"up to {number(high)}." in said
            else:
                assert found[1] == "still on the move"
                assert np.abs(moves).max() >= 0.1 * alpha
                assert not (moves.max(axis=0) * -moves.min(axis=0) > (0.1 * alpha) ** 2).any()
            seen.add((who, found[1][:6]))
    assert len(seen) >= 6


def test_lecture_says_of_normalized_paths_what_is_seen(made: dict[str, Explorer]) -> None:
    scene, alphas = made["normalization"].scene, values(made, "normalization", "alpha")
    for alpha in (0.3, 1.0):
        said = caption(scene.at(alpha=alphas.index(alpha)))
        assert "Adam: its steps get short" in said
        assert said.count("to and fro") == 2
    for alpha in (a for a in alphas if a <= 0.03):
        ends = [scene.at(alpha=alphas.index(alpha)).look_up(f"path {k}")[-1] for k in range(3)]
        assert min(end[0] for end in ends) > 0.5
    turning = scene.at(alpha=alphas.index(0.3)).look_up("path 2")
    assert turning[:, 0].min() == pytest.approx(-0.85, abs=0.01)


# --- b · bias correction ------------------------------------------------------------------------


def test_words_about_the_start_are_true_everywhere(made: dict[str, Explorer]) -> None:
    scene, seen = made["bias"].scene, set()
    for i, gamma in enumerate(values(made, "bias", "gamma")):
        for j, t in enumerate(values(made, "bias", "t")):
            said = caption(scene.at(gamma=i, t=j))
            m, root = 1 - 0.9**t, np.sqrt(1 - gamma**t)
            shown = [number(x) for x in (100 * m, 100 * root, m / root)]
            assert (
                f"t = {t:g}: m has {shown[0]} % of what it should be, √v has {shown[1]} %" in said
            )
            assert f"Not corrected, the step is {shown[2]} α" in said
            assert "Corrected, it is 1 α." in said
            reason = (
                ("happens to cancel" if m < 0.98 else "nearly forgotten")
                if abs(m / root - 1) < 0.02
                else ("√v lacks more" if m > root else "m lacks more")
            )
            assert reason in said
            seen.add(reason)
            assert scene.at(gamma=i, t=j).look_up("shares") == pytest.approx([m, root, 1, 1])
    assert len(seen) == 4


@pytest.mark.parametrize(
    ("moments", "correct", "words"),
    [
        (adam_moments, lambda m, v, *_: (m, v), "should be 1 α, but yours is 3.16 α"),
        (
            adam_moments,
            lambda m, v, t, b, c: bias_correct(m, v, t + 1, b, c),
            "Look at bias_correct again",
        ),
        (lambda m, v, *_: (m * np.nan, v), bias_correct, "Look at adam_moments again"),
    ],
)
def test_wrong_correction_is_noticed(moments: Any, correct: Any, words: str) -> None:
    assert words in caption(explore_bias_correction(moments, correct).scene)


def test_slow_averages_give_fewer_steps() -> None:
    now = [0.0]

    def slow(*setup: Any) -> Any:
        now[0] += 0.05
        return adam_moments(*setup)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dl4ds_utils.explorers.precompute.SECONDS", 2.0)
        patch.setattr("time.perf_counter", lambda: now[0])
        scene = explore_bias_correction(slow, bias_correct).scene
    assert scene.controls[1].labels[-1] == "8"
    assert "of 23 steps." in scene.note


# --- c · epsilon --------------------------------------------------------------------------------


def test_first_steps_are_those_of_both_formulas(made: dict[str, Explorer]) -> None:
    scene = made["epsilon"].scene
    for i, eps in enumerate(values(made, "epsilon", "eps")):
        for j, g in enumerate(values(made, "epsilon", "g")):
            moved = scene.at(eps=i, g=j)
            outside, inside = g / (g + eps), g / np.sqrt(g * g + eps)
            assert moved.look_up("your place") == pytest.approx([g, outside])
            assert moved.look_up("other place") == pytest.approx([g, inside])
            said = caption(moved)
            shown = re.search(r"the step is (\S+) α with your ε, (\S+) α with ε inside", said)
            assert shown
            steps = [float(text.replace("−", "-")) for text in shown.groups()]
            assert steps == pytest.approx([outside, inside], rel=0.006)
            half = np.sqrt(eps / 3)
            assert half / np.sqrt(half**2 + eps) == pytest.approx(0.5)
            assert f"√(ε/3) = {number(half)} " in said


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (eps_inside, "is that of ε inside the root"),
        (lambda phi, state, g, alpha, *_: (phi - alpha * g, state), "not that of ε outside"),
    ],
)
def test_wrong_epsilon_is_noticed(wrong: Callable[..., Any], words: str) -> None:
    assert words in caption(explore_epsilon(wrong).scene)


# --- students' functions that cannot be drawn ---------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda: explore_normalization(stub, normalize_pointwise, adam_step),
        lambda: explore_normalization(normalize_global, normalize_pointwise, stub),
        lambda: explore_bias_correction(adam_moments, stub),
        lambda: explore_epsilon(stub),
        lambda: explore_race({"Adam": stub}, gabor_loss, gabor_grad),
    ],
)
def test_stub_is_a_friendly_line(make: Callable[[], Any]) -> None:
    found = make()
    assert isinstance(found, NotYet)
    assert found.function == "stub"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda: explore_normalization(lambda g: g[0], normalize_pointwise, adam_step),
            "normalize_global returned",
        ),
        (lambda: explore_epsilon(lambda phi, *_: phi), "the parameters and the state"),
        (lambda: explore_epsilon(lambda *_: None), "Is a `return` missing"),
        (lambda: explore_bias_correction(adam_moments, lambda m, *_: m), "two results"),
        (
            lambda: explore_race({"Adam": lambda *_: np.zeros(2)}, gabor_loss, gabor_grad),
            "Adam returned",
        ),
    ],
)
def test_wrong_results_are_refused_in_words(make: Callable[[], Any], words: str) -> None:
    with pytest.raises(BadReturn, match=words):
        make()
