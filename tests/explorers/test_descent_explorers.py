"""The explorers of lecture 2: what they say is true at every place of every slider."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from student_descent import (
    X,
    Y,
    bad_init_grads,
    gabor_loss,
    gabor_loss_grad,
    gradient_descent,
)

from dl4ds_utils import models
from dl4ds_utils.explorers import (
    explore_difference_step,
    explore_init_scale,
    explore_learning_rate,
    explore_start,
)
from dl4ds_utils.explorers.captions import caption
from dl4ds_utils.explorers.demo import NotYet
from dl4ds_utils.explorers.explorer import Explorer
from dl4ds_utils.explorers.pack import pack, unpack
from dl4ds_utils.explorers.scene import Scene
from dl4ds_utils.explorers.student import BadReturn

pytestmark = pytest.mark.usefixtures("whole_grids")


@pytest.fixture(scope="module")
def rate(demo: Callable[[str], Explorer]) -> Scene:
    return demo("rate").scene


@pytest.fixture(scope="module")
def difference(demo: Callable[[str], Explorer]) -> Scene:
    return demo("difference").scene


@pytest.fixture(scope="module")
def initial(demo: Callable[[str], Explorer]) -> Scene:
    return demo("initial").scene


def at(scene: Scene, name: str, value: float) -> Scene:
    control = next(control for control in scene.controls if control.name == name)
    return scene.at(**{name: (control.values or ()).index(value)})


@pytest.mark.parametrize(
    ("alpha", "words"),
    [
        (0.02, "the factor 1 − 2α is 0.96: it converges from one side; each step leaves 96 %"),
        (0.2, "the factor 1 − 2α is 0.6: it converges from one side; each step leaves 60 %"),
        (0.5, "the factor 1 − 2α is 0: it arrives in one step. After 1 step the loss"),
        (0.6, "the factor 1 − 2α is −0.2: it converges in alternating steps. After 2 steps"),
        (0.98, "it converges in alternating steps. 20 steps leave more than 1 % of the loss"),
        (1.0, "the factor 1 − 2α is −1: it loops for ever, from one side to the other"),
        (1.05, "the factor 1 − 2α is −1.1: it diverges: each step makes the distance 1.1 times"),
        (2.0, "the factor 1 − 2α is −3: it diverges"),
    ],
)
def test_rate_is_put_into_words(rate: Scene, alpha: float, words: str) -> None:
    assert words in caption(at(rate, "alpha", alpha))


def test_words_about_a_rate_are_true_at_each_rate(rate: Scene) -> None:
    phi = rate.arrays["here"].values
    texts = rate.captions[0].texts
    for alpha, path, text in zip(rate.controls[0].values or (), phi, texts, strict=True):
        np.testing.assert_allclose(path, (1 - 2 * alpha) ** np.arange(21.0), rtol=1e-9, atol=1e-12)
        size = np.abs(path)
        alternates = bool(np.all(path[1:] * path[:-1] < 0))
        assert ("converges" in text) == bool(size[-1] < size[0] and alpha != 0.5)
        assert ("alternating" in text) == (alternates and size[-1] < size[0])
        assert ("from one side;" in text) == bool(np.all(path > 0))
        assert ("one step." in text) == bool(path[1] == 0.0)
        assert ("for ever" in text) == bool(path[-1] == 1.0)
        assert ("diverges" in text) == bool(size[-1] > 1.0)
        assert ("below 1 %" in text) == bool(np.any(path**2 < 0.01))


def test_front_end_gets_the_path_of_the_student(rate: Scene) -> None:
    back = unpack(pack(rate))
    inside = np.abs(rate.arrays["here"].values) < 3.0
    phi = rate.arrays["here"].values
    np.testing.assert_allclose(back["here"], phi, rtol=1e-6)
    np.testing.assert_allclose(back["path"][..., 0][inside], phi[inside], atol=1e-4)
    np.testing.assert_allclose(back["path"][..., 1][inside], phi[inside] ** 2, atol=2e-4)


def test_descent_that_climbs_is_noticed() -> None:
    def climb(grad_fn: Callable[..., Any], phi0: np.ndarray, alpha: float, n: int) -> Any:
        return gradient_descent(grad_fn, phi0, -alpha, n)

    scene = explore_learning_rate(climb).scene
    text = caption(at(scene, "alpha", 0.2))
    assert "But your path does not do that: it goes from 1 to 1.4." in text
    assert "Look at gradient_descent again." in text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda *_: None, "None.*an array of shape"),
        (lambda g, p, a, n: gradient_descent(g, p, a, n)[1:], r"of shape \(1, 1\).*\(2, 1\)"),
        (lambda *_: "path", "a str"),
    ],
)
def test_descent_that_returns_no_path_is_refused(wrong: Callable[..., Any], words: str) -> None:
    with pytest.raises(BadReturn, match=words):
        explore_learning_rate(wrong)


def test_path_may_be_a_list_of_lists(rate: Scene) -> None:
    scene = explore_learning_rate(lambda *args: gradient_descent(*args).tolist()).scene
    np.testing.assert_array_equal(scene.arrays["here"].values, rate.arrays["here"].values)


@pytest.mark.parametrize(
    ("h", "words"),
    [
        (1.0, "the slope is off by 0.0857. For h ten times smaller it is 95.2 times less"),
        (1e-3, "off by 9.01e−8. For h ten times smaller it is 100 times less: the sine bends"),
        (1e-5, "That is about as good as it gets"),
        (1e-10, "two nearly equal numbers is rounding"),
        (1e-13, "two nearly equal numbers is rounding"),
    ],
)
def test_step_of_a_difference_is_put_into_words(difference: Scene, h: float, words: str) -> None:
    assert words in caption(at(difference, "h", h))


def test_words_about_h_change_twice_from_rounding_to_best_to_bending(difference: Scene) -> None:
    kinds = []
    for text in difference.captions[0].texts:
        kind = [word for word in ("rounding", "as good as", "bends away") if word in text]
        assert len(kind) == 1
        kinds += kind if kind != kinds[-1:] else []
    assert kinds == ["rounding", "as good as", "bends away"]


def test_central_difference_is_the_students(difference: Scene) -> None:
    h = np.array(difference.controls[0].values)
    expected = np.abs((np.sin(1 + h) - np.sin(1 - h)) / (2 * h) - np.cos(1))
    central = difference.arrays["central"].values
    np.testing.assert_allclose(central, np.maximum(expected, 1e-15), rtol=1e-9)


def test_difference_that_is_no_slope_is_noticed() -> None:
    scene = explore_difference_step(lambda *_: [np.nan]).scene
    assert "That is no slope" in caption(scene)


@pytest.mark.parametrize(
    ("s", "words"),
    [
        (0.0, "s = 0: 7 of 8 derivatives are 0; only b1 can learn."),
        (0.1, "from 0.00578 to 5.78: they vanish toward the inner lines; a4 has the least."),
        (1.0, "from 4 to 16: all parameters can learn"),
        (100.0, "from 4.02e8 to 8.08e14: they explode"),
    ],
)
def test_size_of_a_start_is_put_into_words(initial: Scene, s: float, words: str) -> None:
    assert words in caption(at(initial, "s", s))


def test_words_about_s_go_from_vanishing_to_exploding(initial: Scene) -> None:
    words = ("can learn.", "vanish", "all parameters can learn", "explode")
    order = [
        max(k for k, word in enumerate(words) if word in text) for text in initial.captions[0].texts
    ]
    assert order == sorted(order)
    assert set(order) == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda *_: None, "NoneType"),
        (lambda *_: {"a1": 1.0}, "a dict without all of them"),
        (lambda *args: dict.fromkeys(bad_init_grads(*args), "1"), "a str"),
    ],
)
def test_gradients_that_are_no_dict_of_eight_are_refused(
    wrong: Callable[..., Any], words: str
) -> None:
    with pytest.raises(BadReturn, match=words):
        explore_init_scale(wrong)


@pytest.mark.parametrize(
    "make",
    [
        explore_learning_rate,
        explore_difference_step,
        explore_init_scale,
        lambda stub: explore_start(
            stub, gabor_loss, gabor_loss_grad, model=models.gabor, data=(X, Y)
        ),
    ],
)
def test_stub_is_a_friendly_line(make: Callable[..., Any]) -> None:
    def not_written(*_: Any) -> Any:
        raise NotImplementedError()

    assert make(not_written) == NotYet("not_written")
