"""The explorer of starts, lecture 2: what it says is true at every place of its sliders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from student_descent import (
    gabor_loss,
    gabor_loss_grad,
    gradient_descent,
    numerical_grad,
    start_explorer,
)

from dl4ds_utils import data, models
from dl4ds_utils.explorers.captions import caption
from dl4ds_utils.explorers.explorer import Explorer
from dl4ds_utils.explorers.pack import pack, unpack
from dl4ds_utils.explorers.poster import poster
from dl4ds_utils.explorers.scene import Scene
from dl4ds_utils.explorers.start import STARTS

pytestmark = pytest.mark.usefixtures("whole_grids")


@pytest.fixture(scope="module")
def start(demo: Callable[[str], Explorer]) -> Scene:
    return demo("start").scene


def start_scene(**changes: Any) -> Scene:
    return start_explorer(**changes).scene  # type: ignore[no-any-return]


def at(scene: Scene, name: str, value: float) -> Scene:
    control = next(control for control in scene.controls if control.name == name)
    return scene.at(**{name: (control.values or ()).index(value)})


def onward(phi: np.ndarray, alpha: float) -> np.ndarray:
    """Descend 2000 steps further, or until nothing moves any more."""
    for _ in range(20):
        path = gradient_descent(gabor_loss_grad, phi, alpha, 100)
        phi = path[-1]
        if np.abs(path[-1] - path[0]).max() < 1e-6:
            break
    return phi


def test_start_is_put_into_words_that_are_true(start: Scene) -> None:
    phi = start.arrays["path"].values
    best = data.gabor_stationary()[0].phi
    minima = np.array([point.phi for point in data.gabor_stationary() if point.kind == "minimum"])
    texts = np.array(start.captions[0].texts).reshape(phi.shape[:2])
    for i, j in np.ndindex(*texts.shape):
        end, text, alpha = phi[i, j, -1], texts[i, j], (start.controls[1].values or ())[j]
        later = onward(end, min(alpha, 0.2))
        change = gabor_loss(end) - gabor_loss(later)
        if "arrives in" in text:
            assert change < 0.02, text
            assert np.abs(minima - later).max(axis=1).min() < 0.5, text
            assert ("deepest" in text.partition(";")[0]) == bool(np.abs(later - best).max() < 0.5)
        elif "hardly moves" in text:
            assert np.linalg.norm(gabor_loss_grad(end)) < 0.02, text
            rows = numerical_grad(gabor_loss_grad, end)
            assert ("saddle" in text) == bool(np.linalg.eigvalsh(rows)[0] < -0.01), text
        elif "on its way" in text:
            assert change > 0.01, text
        else:
            assert "jumps to and fro" in text
            moves = np.diff(phi[i, j, -12:], axis=0)
            assert (np.sum(moves[1:] * moves[:-1], axis=1) < 0).any()


@pytest.mark.parametrize(
    ("label", "alpha", "words"),
    [
        ("(0, 8)", 0.3, "arrives in the deepest valley"),
        ("(0, 8)", 0.55, "arrives in a local minimum"),
        ("(0, 8)", 0.02, "still on its way"),
        ("(−3, 10)", 0.2, "arrives in a local minimum"),
        ("(6, 12)", 0.2, "arrives in a local minimum"),
        ("(5.5, 5)", 0.2, "arrives in a local minimum"),
        ("(6.63, 16.3)", 0.02, "hardly moves: the gradient is nearly 0, but this is a saddle"),
    ],
)
def test_starts_of_the_lecture_end_as_it_says(
    start: Scene, label: str, alpha: float, words: str
) -> None:
    place = start.controls[0].labels.index(label)
    assert words in caption(at(start.at(start=place), "alpha", alpha))


def test_step_counts_the_iterates_of_the_student(start: Scene) -> None:
    path = gradient_descent(gabor_loss_grad, np.array(STARTS[2]), 0.2, 200)
    now = at(start.at(start=2, step=17), "alpha", 0.2)
    np.testing.assert_allclose(now.look_up("path"), path, rtol=1e-9)
    np.testing.assert_allclose(now.look_up("loss"), gabor_loss(path[17]))
    grid = now.look_up("inputs")
    np.testing.assert_allclose(now.look_up("fit"), models.gabor(path[17], grid))
    assert "After 17 steps the loss is" in caption(now)


def test_click_takes_the_start_at_its_place(start: Scene) -> None:
    pick = start.panels[0].pick
    assert pick is not None
    for k, place in enumerate(STARTS):
        np.testing.assert_allclose(start.at(start=k).look_up("path")[0], place)
        np.testing.assert_allclose(start.look_up(pick.at)[k], place)


def test_map_is_the_loss(start: Scene) -> None:
    field = start.arrays["map"].values
    assert field[30, 30] == pytest.approx(gabor_loss(np.array([0.0, 12.5])), rel=1e-9)
    assert field[0, -1] == pytest.approx(gabor_loss(np.array([10.0, 2.5])), rel=1e-9)


def test_loss_that_is_not_finite_is_kept() -> None:
    def broken(phi: np.ndarray) -> float:
        return np.nan if phi[0] > 5 else np.inf if phi[0] < -9 else gabor_loss(phi)

    scene = start_scene(loss=broken)
    back = unpack(pack(scene))
    assert np.isnan(scene.arrays["map"].values).any()
    assert np.isnan(back["losses"][2, 0, 0])
    assert "its loss is not a finite number" in caption(scene.at(start=2))
    assert poster(scene.at(start=2))


def test_loss_that_is_nowhere_a_number_is_no_error() -> None:
    scene = start_scene(loss=lambda _: np.nan)
    assert "After 200 steps the loss is not a number." in caption(scene)
    assert poster(scene)


def test_gradient_that_is_no_number_runs_away() -> None:
    scene = start_scene(grad=lambda _: np.array([np.nan, 1.0]))
    assert "it runs away, until its parameters are no numbers any more." in caption(scene)
    assert poster(scene)
