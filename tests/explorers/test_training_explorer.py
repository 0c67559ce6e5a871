"""The training of lecture 6: what is drawn is the student's, what is said is true everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from places import at, grid
from student_scores import START, X, Y, total, train

from dl4ds_utils.explorers import (
    explore_training,
)
from dl4ds_utils.explorers.captions import caption
from dl4ds_utils.explorers.explorer import Explorer
from dl4ds_utils.explorers.pack import pack, unpack
from dl4ds_utils.explorers.scene import Scene
from dl4ds_utils.explorers.training import PIXELS

pytestmark = pytest.mark.usefixtures("whole_grids")


@pytest.fixture(scope="module")
def training(demo: Callable[[str], Explorer]) -> Scene:
    return demo("training").scene


# --- training -------------------------------------------------------------------------------------


def test_front_end_gets_each_step_of_the_students_training(training: Scene) -> None:
    back = unpack(pack(training))
    middles = (np.arange(PIXELS) + 0.5) / PIXELS * 8 - 4
    across, up = np.meshgrid(middles, middles)
    places = np.stack([across.ravel(), up.ravel(), np.ones(across.size)], -1)
    for i, kind in enumerate(("hinge", "softmax")):
        for j, k in ((1, 1), (0, 2), (3, 0)):
            lam, alpha = grid(training, "lam")[j], grid(training, "alpha")[k]
            path = train(kind, START, lam, alpha, 30)
            losses = [total(kind, W, lam) for W in path]
            np.testing.assert_allclose(back["total"][i, j, k], losses, rtol=1e-6)
            np.testing.assert_allclose(back["size"][i, j, k], (path**2).sum((1, 2)), rtol=1e-6)
            right = [np.sum((X @ W.T).argmax(axis=1) == Y) for W in path]
            np.testing.assert_allclose(back["right"][i, j, k], right, atol=1e-3)
            winners = np.array([(places @ W.T).argmax(axis=1) for W in path])
            np.testing.assert_allclose(
                back["regions"][i, j, k], winners.reshape(31, PIXELS, PIXELS)
            )


@pytest.mark.parametrize(
    ("kind", "lam", "alpha", "words"),
    [
        (
            1,
            0.01,
            0.5,
            "Softmax loss, λ = 0.01, α = 0.5: the loss is still falling. After 30 steps",
        ),
        (1, 0.01, 0.01, "α is small, and the loss falls slowly; with α = 5 it gets to 0.222"),
        (0, 0.01, 50.0, "α is far too large: the loss jumps to 121, and comes down again"),
        (0, 1.0, 0.5, "Hinge loss, λ = 1, α = 0.5: the loss has come to rest."),
        (0, 0.0, 5.0, "goes up and down"),
        (1, 1.0, 50.0, "the loss jumps to 2.67e87, and is above its start"),
    ],
)
def test_training_is_put_into_words(
    training: Scene, kind: int, lam: float, alpha: float, words: str
) -> None:
    assert words in caption(at(training, lam=lam, alpha=alpha).at(loss=kind))


def test_words_about_training_are_true_everywhere(training: Scene) -> None:
    losses = np.array(
        [
            [[[total(kind, W, lam) for W in train(kind, START, lam, alpha, 30)]
              for alpha in grid(training, "alpha")] for lam in grid(training, "lam")]
            for kind in ("hinge", "softmax")
        ]
    )  # fmt: skip
    texts = np.array(training.captions[0].texts).reshape(losses.shape[:3])
    for (i, j, k), text in np.ndenumerate(texts):
        one, late = losses[i, j, k], losses[i, j, k, 20:]
        assert ("far too large" in text) == (one.max() > 3 * one[0])
        if "at rest" in text or "come to rest" in text:
            assert late.max() <= 1.06 * late[-1] + 1e-12
        if "α is small" in text:
            assert losses[i, j, k + 1 :, -1].min() < one[-1] / 1.5
        if "still falling" in text:
            assert late[-1] < late[0] / 1.05
        assert text.count(":") >= 1


def test_weights_of_zero_begin_at_the_losses_of_the_lecture() -> None:
    scene = explore_training(train, total, (X, Y), np.zeros((3, 3))).scene.at(step=0)
    assert "After 0 steps 15 of 45 points are right, the total loss is 1.1 and" in caption(scene)
    assert "the total loss is 2 and" in caption(scene.at(loss=0))
    assert (scene.look_up("regions") == 0).all()


def test_wrong_gradient_changes_the_picture(training: Scene) -> None:
    def climb(kind: str, W0: np.ndarray, lam: float, alpha: float, steps: int) -> Any:
        return train(kind, W0, lam, -alpha, steps)

    scene = explore_training(climb, total, (X, Y), START).scene
    assert scene.look_up("losses")[-1] > scene.look_up("losses")[0]
    assert not np.array_equal(scene.look_up("regions"), training.look_up("regions"))


def test_weights_that_are_no_numbers_are_told() -> None:
    def lost(kind: str, W0: np.ndarray, lam: float, alpha: float, steps: int) -> Any:
        path = train(kind, W0, lam, alpha, steps)
        path[3:] = np.nan
        return path

    scene = explore_training(lost, total, (X, Y), START).scene
    assert "until it is no number any more" in caption(scene)
    assert "the total loss is not a number" in caption(scene)
