"""The explorers of lecture 6: what they draw is the student's, what they say is true everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from places import at, grid
from scipy.special import softmax
from student_scores import START, TABLE, X, Y, hinge_losses, shares, softmax_loss, total, train

from dl4ds_utils.explorers import (
    explore_right_score,
    explore_scale,
    explore_scores,
    explore_training,
)
from dl4ds_utils.explorers.captions import caption
from dl4ds_utils.explorers.demo import NotYet
from dl4ds_utils.explorers.explorer import Explorer
from dl4ds_utils.explorers.pack import pack, unpack
from dl4ds_utils.explorers.scene import Scene
from dl4ds_utils.explorers.student import BadReturn

pytestmark = pytest.mark.usefixtures("whole_grids")


@pytest.fixture(scope="module")
def scores(demo: Callable[[str], Explorer]) -> Scene:
    return demo("scores").scene


@pytest.fixture(scope="module")
def scale(demo: Callable[[str], Explorer]) -> Scene:
    return demo("scale").scene


@pytest.fixture(scope="module")
def right_score(demo: Callable[[str], Explorer]) -> Scene:
    return demo("right_score").scene


@pytest.fixture(scope="module")
def training(demo: Callable[[str], Explorer]) -> Scene:
    return demo("training").scene


# --- three scores ---------------------------------------------------------------------------------


def test_front_end_gets_what_the_student_makes_of_all_scores(scores: Scene) -> None:
    back = unpack(pack(scores))
    S = np.stack(np.meshgrid(*(grid(scores, f"s{k}") for k in range(3)), indexing="ij"), axis=-1)
    rows, y = S.reshape(-1, 3), np.zeros(S[..., 0].size, dtype=int)
    np.testing.assert_allclose(back["S"], S, atol=0.03)
    np.testing.assert_allclose(back["P"].reshape(-1, 3), shares(rows), atol=0.003)
    np.testing.assert_allclose(back["softmax"].ravel(), softmax_loss(rows, y), rtol=1e-6)
    np.testing.assert_allclose(back["hinge"].ravel(), hinge_losses(rows, y), atol=1e-3)
    # What is drawn above the margin is what the hinge loss adds up.
    above = scores.arrays["tops"].values[..., 1] - scores.arrays["line"].values[:, None, None, None]
    np.testing.assert_allclose(above.sum(axis=-1).ravel(), hinge_losses(rows, y), atol=1e-9)


@pytest.mark.parametrize(
    ("s", "words"),
    [
        ((3.2, 5.1, -1.7), "cat, is behind by 1.9. Both losses are high: hinge 2.9, softmax 2.04"),
        ((6.0, 5.1, -1.7), "wins, but leads by 0.9 only"),
        ((6.0, 5.0, -1.5), "leads by 1: at least 1, so the hinge loss is 0"),
        ((6.0, -3.0, -3.0), "leads by 9: at least 1, so the hinge loss is 0. The softmax loss is"),
        ((2.0, 2.0, 2.0), "All scores are equal, as at the start of training: the hinge loss is 2"),
        ((2.0, 2.0, -1.0), "No class leads"),
        ((-3.0, 6.0, 6.0), "behind by 9. Both losses are high: hinge 20, softmax 9.69"),
    ],
)
def test_scores_are_put_into_words(
    scores: Scene, s: tuple[float, float, float], words: str
) -> None:
    assert words in caption(at(scores, s0=s[0], s1=s[1], s2=s[2]))


def test_words_about_scores_are_true_everywhere(scores: Scene) -> None:
    for k in np.ndindex(*(len(control) for control in scores.controls)):
        now = scores.at(s0=k[0], s1=k[1], s2=k[2])
        own, *others = (control.value for control in now.controls)
        lead, text = own - max(others), caption(now)
        assert ("at least 1" in text) == (lead > 1 - 1e-9)
        assert ("lacks a part" in text) == (1e-9 < lead < 1 - 1e-9)
        assert ("A rival wins" in text) == (lead < 0)
        assert ("All scores are equal" in text) == (own == others[0] == others[1])
        assert "look at" not in text


@pytest.mark.parametrize(
    ("functions", "words"),
    [
        ((lambda S, y: hinge_losses(S, y) + 1, shares, softmax_loss), "look at hinge_losses again"),
        ((hinge_losses, lambda S: softmax(S, axis=0), softmax_loss), "add up to"),
        (
            (hinge_losses, lambda S: np.abs(S) / np.abs(S).sum(axis=1)[:, None], softmax_loss),
            "where your probability of cat is 0.32, and that is not −ln p",
        ),
        (
            (hinge_losses, shares, lambda S, y: softmax_loss(shares(S), y)),
            "look at softmax_loss again",
        ),
        ((hinge_losses, lambda S: S * np.nan, softmax_loss), "add up to not a number"),
    ],
)
def test_wrong_function_of_scores_is_noticed(
    functions: tuple[Callable[..., Any], ...], words: str
) -> None:
    scene = explore_scores(*functions).scene
    texts = [caption(scene), caption(at(scene, s0=6.0, s1=1.0))]
    assert any(words in text for text in texts)


# --- the scale of all scores ----------------------------------------------------------------------


def test_front_end_gets_the_losses_of_each_scale(scale: Scene) -> None:
    k, back = grid(scale, "k"), unpack(pack(scale))
    S, y, _ = TABLE
    for name, function in (("hinge", hinge_losses), ("softmax", softmax_loss)):
        expected = np.array([function(one * S, y) for one in k])
        np.testing.assert_allclose(back[name], expected, rtol=1e-6, atol=1e-12)
        np.testing.assert_allclose(back[f"{name}_k"], expected.T, atol=1e-3)
    for c in range(3):
        expected = np.array([shares(one * S)[:, c] for one in k]).T
        np.testing.assert_allclose(back[f"p_{c}"], expected, atol=1e-4)


def test_slider_stops_where_the_hinge_loss_of_the_car_ends(scale: Scene) -> None:
    assert np.abs(grid(scale, "k") - 10 / 29).min() < 1e-12
    text = caption(at(scale, k=10 / 29))
    assert text.startswith("k = 0.345: the car leads by 1. The hinge loss is 0, and stays so")


def test_words_about_a_scale_are_true_everywhere(scale: Scene) -> None:
    S, y, names = TABLE
    for i, k in enumerate(grid(scale, "k")):
        for j, name in enumerate(names):
            text = caption(scale.at(k=i, picture=j))
            hinge = hinge_losses(k * S, y)[j]
            assert f"the {name}" in text or k == 0
            assert ("all scores are 0" in text) == (k == 0)
            assert ("stays so" in text) == (hinge < 1e-9)
            assert ("makes both smaller" in text) == (name == "car" and hinge > 1e-9 and k > 0)
            assert ("another class wins" in text) == (name != "car" and k > 0)
            if "both grow" in text:
                for function in (hinge_losses, softmax_loss):
                    later = [function((k + step) * S, y)[j] for step in (0.0, 0.1, 0.5, 2.0)]
                    assert (np.diff(later) > 0).all()
            assert ("both grow" in text) == (name != "car" and k > (0.15 if name == "cat" else 0))


def test_hinge_loss_that_counts_the_own_class_is_noticed_at_a_scale() -> None:
    scene = explore_scale(lambda S, y: hinge_losses(S, y) + 1, shares, softmax_loss, TABLE).scene
    assert "your hinge loss is 1: look at hinge_losses again" in caption(scene)
    assert scene.arrays["hinge_k"].values[1].min() == pytest.approx(1.0)


# --- the score of the right class -----------------------------------------------------------------


def test_front_end_gets_the_losses_of_the_right_score(right_score: Scene) -> None:
    s, back = grid(right_score, "s"), unpack(pack(right_score))
    S, y = np.stack([s, 0 * s + 1.3, 0 * s + 2.0], -1), np.zeros(len(s), dtype=int)
    np.testing.assert_allclose(back["hinge_s"], hinge_losses(S, y), atol=1e-3)
    np.testing.assert_allclose(back["softmax_log"], softmax_loss(S, y), rtol=1e-6)
    np.testing.assert_allclose(back["softmax_slope"], shares(S)[:, 0] - 1, atol=1e-6)


def test_words_about_the_right_score_are_true_everywhere(right_score: Scene) -> None:
    for k, s in enumerate(grid(right_score, "s")):
        text = caption(right_score.at(s=k))
        assert ("A rival wins" in text) == (s < 2)
        assert ("same score" in text) == (s == 2)
        assert ("still pull it up" in text) == (2 < s < 3)
        assert ("(a corner)" in text) == (s == 3)
        assert ("hinge loss is flat" in text) == ("hinge loss 0 (slope 0)" in text) == (s > 3)
        assert "look at" not in text


@pytest.mark.parametrize(
    ("functions", "words"),
    [
        ((lambda S, y: hinge_losses(S, y) + 1, softmax_loss), "look at hinge_losses again"),
        ((hinge_losses, lambda S, y: -softmax_loss(S, y)), "look at softmax_loss again"),
    ],
)
def test_wrong_loss_of_the_right_score_is_noticed(
    functions: tuple[Callable[..., Any], ...], words: str
) -> None:
    assert words in caption(at(explore_right_score(*functions).scene, s=6.0))


# --- all of them ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda f: explore_scores(f, shares, softmax_loss),
        lambda f: explore_scale(f, shares, softmax_loss, TABLE),
        lambda f: explore_right_score(f, softmax_loss),
        lambda f: explore_training(lambda *a: f(*a[:2]), total, (X, Y), START),
    ],
)
def test_stub_and_nonsense_get_a_word(make: Callable[..., Any]) -> None:
    def hinge_losses(S: Any, y: Any) -> Any:
        raise NotImplementedError

    shown = make(hinge_losses)
    assert isinstance(shown, NotYet)
    assert str(shown) == "Write `hinge_losses` above first; then this picture moves."
    with pytest.raises(BadReturn, match=r"None.*an array of shape"):
        make(lambda *_: None)
    with pytest.raises(BadReturn, match=r"array of shape \(7,\).*of shape"):
        make(lambda *_: np.zeros(7))
    with pytest.raises(ZeroDivisionError):
        make(lambda *_: 1 / 0)


def test_slow_training_takes_fewer_steps_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dl4ds_utils.explorers.precompute.SECONDS", 0.0)
    scene = explore_training(train, total, (X, Y), START).scene
    assert len(scene.controls[3]) < 31
    assert "of 30 steps." in scene.note
