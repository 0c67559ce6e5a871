"""The explorers of lecture 6: what they draw is the student's, what they say is true everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from scipy.special import log_softmax, softmax

from dl4ds_utils import data, models
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

TABLE = data.score_table()
X, Y = data.three_groups()
START = np.random.default_rng(5).normal(size=(3, 3))


def shares(S: np.ndarray) -> np.ndarray:
    return np.asarray(softmax(S, axis=1))


def softmax_loss(S: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.asarray(-log_softmax(S, axis=1)[np.arange(len(y)), y])


def hinge_losses(S: np.ndarray, y: np.ndarray) -> np.ndarray:
    own = S[np.arange(len(y)), y][:, None]
    return np.asarray(np.clip(S - own + 1, 0, None).sum(axis=1) - 1)


def total(kind: str, W: np.ndarray, lam: float) -> float:
    losses = (hinge_losses if kind == "hinge" else softmax_loss)(X @ W.T, Y)
    return float(np.mean(losses) + lam * np.sum(W**2))


def total_grad(kind: str, W: np.ndarray, lam: float) -> np.ndarray:
    S, one_hot = X @ W.T, np.eye(3)[Y]
    if kind == "hinge":
        G = 1.0 * (S - np.sum(S * one_hot, axis=1, keepdims=True) + 1 > 0) * (1 - one_hot)
        G -= one_hot * G.sum(axis=1, keepdims=True)
    else:
        G = shares(S) - one_hot
    return G.T @ X / len(Y) + 2 * lam * W


def train(kind: str, W0: np.ndarray, lam: float = 0.01, alpha: float = 0.5, steps: int = 9) -> Any:
    return models.train_in_shrinking_steps(lambda W: total_grad(kind, W, lam), W0, alpha, steps)


@pytest.fixture(scope="module", autouse=True)
def _time_enough() -> Iterator[None]:
    """Give whole grids on a busy machine too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dl4ds_utils.explorers.precompute.SECONDS", 600.0)
        yield


@pytest.fixture(scope="module")
def scores(_time_enough: None) -> Scene:
    return explore_scores(hinge_losses, shares, softmax_loss).scene  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def scale(_time_enough: None) -> Scene:
    made = explore_scale(hinge_losses, shares, softmax_loss, TABLE)
    return made.scene  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def right_score(_time_enough: None) -> Scene:
    return explore_right_score(hinge_losses, softmax_loss).scene  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def training(_time_enough: None) -> Scene:
    return explore_training(train, total, (X, Y), START).scene  # type: ignore[no-any-return]


@pytest.fixture(params=["scores", "scale", "right_score", "training"])
def any_scene(request: pytest.FixtureRequest) -> Scene:
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


def grid(scene: Scene, name: str) -> np.ndarray:
    return np.array(next(control.values for control in scene.controls if control.name == name))


def at(scene: Scene, **values: float) -> Scene:
    return scene.at(**{k: int(np.abs(grid(scene, k) - v).argmin()) for k, v in values.items()})


def test_explorer_is_small(any_scene: Scene) -> None:
    assert pack(any_scene).size < 120_000
    assert any_scene.note == ""
    # Four of them, in the lecture's notebook: far below 1.5 MB.
    page = Explorer(any_scene)._repr_mimebundle_()["text/html"]
    assert len(page.encode()) < 200_000


def test_browser_says_the_same_as_python(any_scene: Scene, shown: Any) -> None:
    shown.show(any_scene)
    sizes = {control.name: len(control) for control in any_scene.controls}
    for part in (0.0, 0.32, 0.46, 0.72, 1.0):
        state = {name: round(part * (size - 1)) for name, size in sizes.items()}
        for name, index in state.items():
            shown.set(name, index)
        shown.crank()
        assert shown.caption() == caption(any_scene.at(**state))


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


# --- training -------------------------------------------------------------------------------------


def test_front_end_gets_each_step_of_the_students_training(training: Scene) -> None:
    back = unpack(pack(training))
    middles = (np.arange(48) + 0.5) / 48 * 8 - 4
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
            np.testing.assert_allclose(back["regions"][i, j, k], winners.reshape(31, 48, 48))


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
    assert "ewer steps: " in scene.note


def test_graded_notebook_trains_little(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counted(kind: str, W: np.ndarray, lam: float) -> float:
        calls.append(kind)
        return total(kind, W, lam)

    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setattr("dl4ds_utils.explorers.precompute.SECONDS_GRADED", 0.0)
    text = explore_training(train, counted, (X, Y), START)._repr_mimebundle_()["text/html"]
    assert len(calls) < 100
    assert "<img" not in text
