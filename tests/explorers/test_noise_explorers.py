"""The explorers of SGD, lecture 3: what is drawn is the student's, and what is said is true."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from student_sgd import (
    DEEPEST,
    FAR,
    LEAST,
    X,
    Y,
    at,
    epoch_batches,
    epoch_explorer,
    gabor_mean,
    line_loss,
    noise_explorer,
    sgd_epoch,
    sgd_gabor,
    size_explorer,
    updates_explorer,
)

from dl4ds_utils.explorers.captions import caption
from dl4ds_utils.explorers.demo import NotYet
from dl4ds_utils.explorers.explorer import Explorer
from dl4ds_utils.explorers.pack import pack, unpack
from dl4ds_utils.explorers.poster import poster
from dl4ds_utils.explorers.scene import Scene
from dl4ds_utils.explorers.student import BadReturn

DRAW = np.random.default_rng(0)
MAKE = (size_explorer, epoch_explorer, updates_explorer, noise_explorer)

pytestmark = pytest.mark.usefixtures("whole_grids")


@pytest.fixture(scope="module")
def updates(demo: Callable[[str], Explorer]) -> Scene:
    return demo("updates").scene


@pytest.fixture(scope="module")
def noise(demo: Callable[[str], Explorer]) -> Scene:
    return demo("noise").scene


# --- updates and examples -------------------------------------------------------------------------


@pytest.mark.parametrize(("b", "alpha"), [(1, 0.1), (5, 0.1), (8, 0.2), (30, 0.4)])
def test_losses_are_those_of_the_students_path(updates: Scene, b: int, alpha: float) -> None:
    rng, path, seen = np.random.default_rng(0), FAR[np.newaxis], [0]
    for _ in range(30):
        batches = epoch_batches(30, b, rng)
        path = np.concatenate([path, sgd_epoch(path[-1], X, Y, batches, alpha)[1:]])
        seen += [seen[-1] + s for s in np.cumsum([len(idx) for idx in batches])]
    losses = np.array([line_loss(phi) for phi in path])
    now = at(updates, batch_size=b, alpha=alpha)
    np.testing.assert_allclose(now.look_up("updates yours"), losses[:31], rtol=1e-9)
    where = now.look_up("seen")
    stairs = now.look_up("examples yours")
    assert where[-1] == 120
    for m in range(120):
        step = np.max(np.flatnonzero(np.array(seen) <= m))
        np.testing.assert_allclose(stairs[where == m][-1], losses[step], rtol=1e-9)
    back = unpack(pack(updates))["updates yours"]
    i, j = (updates.controls[k].values or () for k in (0, 1))
    np.testing.assert_allclose(back[i.index(b), j.index(alpha)], losses[:31], rtol=1e-3)


def test_other_curve_is_gradient_descent_at_the_same_rate(updates: Scene) -> None:
    for alpha in updates.controls[1].values or ():
        same = at(updates, batch_size=30, alpha=alpha)
        other = at(updates, batch_size=3, alpha=alpha)
        np.testing.assert_array_equal(same.look_up("updates yours"), other.look_up("updates all"))


def test_words_about_updates_are_true_at_each_state(updates: Scene) -> None:
    sizes, rates = (control.values or () for control in updates.controls)
    texts = np.array(updates.captions[0].texts).reshape(len(sizes), len(rates))
    for i, j in np.ndindex(*texts.shape):
        mine = texts[i, j].partition(" Gradient descent:")[0]
        curve = updates.arrays["updates yours"].values[i, j]
        low = np.flatnonzero(curve < 1.5 * LEAST)
        found = re.search(r"after (\d+) examples in (\d+) update", mine)
        if "runs away" in mine:
            assert rates[j] == 0.8
        elif found:
            step = int(found[2])
            cut = np.cumsum([len(idx) for idx in epoch_batches(30, int(sizes[i]), DRAW)])
            assert int(found[1]) == [0, *cut][step % len(cut)] + 30 * (step // len(cut))
            assert step == low[0] if low.size else step > 30
            if "stays there" in mine and low.size:
                assert curve[low[0] :].max() < 1.5 * LEAST
        else:
            assert "not yet below" in mine
            assert not low.size
        assert ("This is gradient descent" in texts[i, j]) == (sizes[i] == 30)


@pytest.mark.parametrize(
    ("b", "alpha", "words"),
    [
        (5, 0.1, "B = 5, α = 0.1: it is below 1.5 times the least loss after 45 examples in 9"),
        (5, 0.1, "Gradient descent: it is below 1.5 times the least loss after 240 examples in 8"),
        (1, 0.1, "after 7 examples in 7 updates, but later it goes up to 2.6."),
        (1, 0.4, "but later it goes up to 8.89e3"),
        (8, 0.4, "after 8 examples in 1 update, but"),
        (30, 0.01, "after 30 updates it is not yet below 1.5 times the least loss. This is"),
        (30, 0.8, "it runs away"),
    ],
)
def test_lecture_says_this_of_updates(updates: Scene, b: int, alpha: float, words: str) -> None:
    assert words in caption(at(updates, batch_size=b, alpha=alpha))


def test_epoch_that_takes_no_steps_never_arrives() -> None:
    scene = updates_explorer(lambda phi, *more: [phi] * (len(more[2]) + 1)).scene
    assert "not yet below" in caption(scene)


def test_path_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(BadReturn, match=r"of shape \(1, 2\).*\(2, 2\)"):
        updates_explorer(lambda *args: sgd_epoch(*args)[1:])


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_loss_that_is_no_number_runs_away(value: float) -> None:
    scene = updates_explorer(loss=lambda _: value).scene
    assert "it runs away" in caption(scene)
    assert poster(scene)


# --- noise ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("b", "alpha", "seed"), [(4, 6.0, 0), (7, 2.0, 3), (28, 9.0, 5)])
def test_path_is_the_students_at_the_same_number_of_epochs(
    noise: Scene, b: int, alpha: float, seed: int
) -> None:
    path = sgd_gabor(b, alpha, seed)
    now, steps = at(noise, batch_size=b, alpha=alpha, seed=seed), (len(path) - 1) // 40
    np.testing.assert_allclose(now.look_up("path")[::7], path[::steps], atol=0.03)
    expected = [gabor_mean(phi) for phi in path[::steps]]
    np.testing.assert_allclose(now.look_up("losses")[::7], expected, rtol=1e-9)
    assert now.look_up("time")[[0, 7, -1]].tolist() == [0.0, 1.0, 40.0]


def test_words_about_noise_are_true_at_each_state(noise: Scene) -> None:
    shape = tuple(len(control) for control in noise.controls[:3])
    texts = np.array(noise.captions[0].texts).reshape(shape)
    for i, j, k in np.ndindex(*shape):
        curve = noise.arrays["losses"].values[i, j, k]
        text, end = texts[i, j, k], noise.arrays["path"].values[i, j, k, -1]
        assert ("it ends in the deepest valley" in text) == (curve[-1] < 0.03)
        assert ("never comes into" in text) == (curve.min() >= 0.03)
        assert ("thrown out" in text) == (curve.min() < 0.03 <= curve[-1])
        assert ("outside the map" in text) == (not -10 <= end[0] <= 14)
        if curve[-1] < 0.03:
            assert np.abs(end[0] - DEEPEST[0]) < 1.0
        count = int(np.sum(noise.arrays["losses"].values[i, j, :, -1] < 0.03))
        word = "none ends" if not count else "1 ends" if count == 1 else f"{count} end"
        assert f"Of 6 seeds, {word} in the deepest valley." in text


def test_bars_count_the_seeds_that_the_lecture_counts(noise: Scene) -> None:
    assert noise.arrays["counts"].values.tolist() == [[1, 0, 0], [5, 2, 0], [3, 2, 0], [0, 5, 0]]


def test_every_regime_of_noise_is_there(noise: Scene) -> None:
    texts = " ".join(noise.captions[0].texts)
    for words in ("ends in the deepest", "never comes", "thrown out", "outside the map", "none"):
        assert words in texts


def test_other_start_is_handed_to_the_student() -> None:
    scene = noise_explorer(start=(6.0, 12.0), sizes=(7, 28), alphas=(2.0,), epochs=5).scene
    np.testing.assert_allclose(scene.look_up("path")[0], [6.0, 12.0], atol=0.02)
    assert "5 epochs from (6, 12)" in scene.alt


def test_paths_and_losses_that_are_no_numbers_are_shown() -> None:
    few: dict[str, Any] = {"sizes": (7, 28), "alphas": (2.0,), "epochs": 5}
    for broken in (
        noise_explorer(lambda *args: sgd_gabor(*args) * np.nan, **few),
        noise_explorer(loss=lambda _: np.nan, **few),
    ):
        assert "it ends with no numbers. Of 6 seeds, none ends" in caption(broken.scene)
        assert poster(broken.scene)


@pytest.mark.parametrize(
    ("wrong", "words"), [(lambda *_: None, "None"), (lambda *_: np.zeros((5, 3)), r"\(5, 3\)")]
)
def test_what_is_no_path_is_refused(wrong: Any, words: str) -> None:
    with pytest.raises(BadReturn, match=words):
        noise_explorer(wrong)


# --- all of them ----------------------------------------------------------------------------------


@pytest.mark.parametrize("make", MAKE)
def test_stub_is_a_friendly_line(make: Callable[..., Any]) -> None:
    def not_written(*_: Any) -> Any:
        raise NotImplementedError()

    assert make(not_written) == NotYet("not_written")
