"""The explorers of batches, lecture 3: what is drawn is the student's, and what is said is true."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from student_sgd import PLACES, X, Y, batch_grad, epoch_batches, epoch_explorer, size_explorer

from dl4ds_utils.explorers.captions import caption
from dl4ds_utils.explorers.explorer import Explorer
from dl4ds_utils.explorers.pack import pack, unpack
from dl4ds_utils.explorers.poster import poster
from dl4ds_utils.explorers.scene import Scene
from dl4ds_utils.explorers.student import BadReturn

pytestmark = pytest.mark.usefixtures("whole_grids")


@pytest.fixture(scope="module")
def size(demo: Callable[[str], Explorer]) -> Scene:
    return demo("size").scene


@pytest.fixture(scope="module")
def epoch(demo: Callable[[str], Explorer]) -> Scene:
    return demo("epoch").scene


# --- batch size -----------------------------------------------------------------------------------


def test_arrows_are_gradients_of_random_batches_of_the_size(size: Scene) -> None:
    back, sizes = unpack(pack(size)), size.controls[0].values or ()
    assert sizes == tuple(range(1, 31))
    for b in (1, 2, 7, 30):
        rng = np.random.default_rng(1)
        drawn = [epoch_batches(30, b, rng)[0] for _ in range(40)]
        for k, phi in enumerate(PLACES):
            error = phi[0] + phi[1] * X - Y
            each = 2 * np.stack([error, error * X], axis=1)
            expected = np.array([each[idx].mean(axis=0) for idx in drawn])
            np.testing.assert_allclose(back[f"cloud {k}"][b - 1], expected, atol=1e-3)
            np.testing.assert_allclose(back[f"full {k}"], [each.mean(axis=0)], rtol=1e-6)
            gaps = np.sum((expected - each.mean(axis=0)) ** 2, axis=1)
            np.testing.assert_allclose(
                back[f"noise {k}"][b - 1], np.sqrt(gaps.mean()), rtol=1e-6, atol=1e-9
            )


def test_words_about_a_batch_size_are_true_at_each_size(size: Scene) -> None:
    pattern = r"minimum (\d+) % of the batches step downhill; the noise is (\S+) times as long"
    for b, text in enumerate(size.captions[0].texts, 1):
        assert text.startswith(f"B = {b}. Far from the minimum")
        found = re.findall(pattern, text)
        assert len(found) == 2
        for k, (share, ratio) in enumerate(found):
            cloud, full = (size.arrays[f"{name} {k}"].values for name in ("cloud", "full"))
            assert float(share) == pytest.approx(
                100 * np.mean(cloud[b - 1] @ full[0] > 0), abs=0.51
            )
            spread = np.sqrt(np.mean(np.sum((cloud[b - 1] - full[0]) ** 2, axis=1)))
            expected = spread / np.linalg.norm(full)
            assert float(ratio) == pytest.approx(expected, rel=0.01, abs=1e-9)
        assert ("all the data" in text) == (b == 30)


def test_far_away_batches_agree_and_near_the_minimum_they_do_not(size: Scene) -> None:
    far, near = (size.arrays[f"share {k}"].values for k in (0, 1))
    assert far.min() > 90
    assert near[:5].max() < 60
    assert near[-1] == 100


def test_noise_halves_with_four_times_the_examples(size: Scene) -> None:
    for k in (0, 1):
        values = size.arrays[f"noise {k}"].values
        assert 0.3 < values[7] / values[1] < 0.6
        assert values[-1] == 0.0


def test_sum_in_place_of_the_mean_changes_the_arrows(size: Scene) -> None:
    scene = size_explorer(lambda *args: batch_grad(*args) * len(args[3])).scene
    assert caption(scene) != caption(size)
    for name, factor in (("cloud 0", 2), ("full 0", 30)):  # B = 2
        np.testing.assert_allclose(scene.look_up(name), factor * size.look_up(name))


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0])
def test_gradient_without_a_direction_is_no_error(value: float) -> None:
    scene = size_explorer(lambda *_: np.full(2, value)).scene
    assert "the full gradient is 0, or not all gradients are numbers" in caption(scene)
    assert poster(scene)


@pytest.mark.parametrize(
    ("grad", "cut", "words"),
    [
        (lambda *_: None, epoch_batches, r"None.*shape \(2,\)"),
        (lambda *_: np.zeros(3), epoch_batches, r"shape \(3,\)"),
        (batch_grad, lambda *_: None, "None.*list of integer arrays.*return"),
        (batch_grad, lambda *_: [], "no indices at all"),
        (batch_grad, lambda n, *_: [np.arange(1, n + 1)], "the index 30"),
        (batch_grad, lambda n, *_: list(range(n)), "as a batch"),
        (batch_grad, lambda n, *_: [np.arange(n) / 2], "as a batch"),
        (batch_grad, lambda *_: [[[0], [1, 2]]], "as a batch"),
    ],
)
def test_what_is_no_gradient_or_no_batch_is_refused(grad: Any, cut: Any, words: str) -> None:
    with pytest.raises(BadReturn, match=words):
        size_explorer(grad, cut)


# --- one epoch ------------------------------------------------------------------------------------


def test_table_counts_what_each_step_uses(epoch: Scene) -> None:
    rng = np.random.RandomState(42)
    batches = [idx for _ in range(2) for idx in epoch_batches(30, 5, rng)]
    expected = np.zeros((12, 30))
    for k, idx in enumerate(batches):
        expected[k, idx] = 1
    codes = unpack(pack(epoch))["codes"]
    assert codes.shape == (2, 13, 12, 30)
    for k in range(13):
        np.testing.assert_array_equal(codes[0, k, :k], expected[:k])
        assert not codes[:, k, k:].any()
    assert (codes[1, 12].sum(axis=1) == 5).all()


def test_points_are_waiting_or_used_or_in_this_batch(epoch: Scene) -> None:
    for way in (0, 1):
        for k in range(13):
            now = epoch.at(sampling=way, step=k)
            shown = [~np.isnan(now.look_up(name)[:, 0]) for name in ("waiting", "used", "batch")]
            np.testing.assert_array_equal(np.sum(shown, axis=0), 1)
            codes = now.look_up("codes")
            rows = codes[6 if k > 6 else 0 : k]
            np.testing.assert_array_equal(shown[0], ~rows.any(axis=0))
            np.testing.assert_array_equal(shown[2], rows[-1:].any(axis=0))


def test_words_about_an_epoch_are_true_at_each_step(epoch: Scene) -> None:
    texts = np.array(epoch.captions[0].texts).reshape(2, 13)
    codes = epoch.arrays["codes"].values
    for way, k in np.ndindex(2, 13):
        text, done = texts[way, k], k - (6 if k > 6 else 0)
        uses = codes[way, k, k - done : k].sum(axis=0)
        if k == 0:
            assert "no step is made" in text
            continue
        listed = re.search(r"uses ([\d, ]+)\.", text)
        assert listed
        indices = [int(i) for i in listed[1].split(", ")]
        np.testing.assert_array_equal(np.bincount(indices, minlength=30), codes[way, k, k - 1])
        if done < 6:
            assert f"{np.sum(uses > 0)} of 30 examples are used so far" in text
        elif way == 0:
            assert "each of the 30 examples was used once" in text
        else:
            assert f"{np.sum(uses == 0)} examples were never used" in text
        assert ("more than once" in text) == bool((uses > 1).any())


def test_lecture_misses_eleven_and_nine_of_thirty_with_replacement(epoch: Scene) -> None:
    assert "11 examples were never used, 7 more than once" in caption(epoch.at(sampling=1, step=6))
    assert "9 examples were never used, 7 more than once" in caption(epoch.at(sampling=1, step=12))


def test_epoch_that_repeats_and_leaves_out_shows_it() -> None:
    scene = epoch_explorer(lambda _, b, rng: [rng.randint(5, size=b) for _ in range(4)]).scene
    text = caption(scene.at(step=4))
    assert "25 examples were never used" in text or "26 examples were never used" in text
    assert len(scene.controls[1]) == 9


@pytest.mark.parametrize(("batch_size", "count"), [(1, 61), (8, 9), (30, 3), (50, 3)])
def test_epoch_may_have_any_batch_size(batch_size: int, count: int) -> None:
    scene = epoch_explorer(batch_size=batch_size).scene
    assert len(scene.controls[1]) == count
    assert "each of the 30 examples was used once" in caption(scene.at(step=count - 1))
    assert poster(scene)
