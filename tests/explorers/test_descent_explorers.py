"""The explorers of lecture 2: what they say is true at every place of every slider."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from dl4ds_utils import data, models
from dl4ds_utils.explorers import (
    explore_difference_step,
    explore_init_scale,
    explore_learning_rate,
    explore_start,
)
from dl4ds_utils.explorers.captions import caption
from dl4ds_utils.explorers.demo import NotYet
from dl4ds_utils.explorers.pack import pack, unpack
from dl4ds_utils.explorers.poster import poster
from dl4ds_utils.explorers.scene import Scene
from dl4ds_utils.explorers.start import STARTS
from dl4ds_utils.explorers.student import BadReturn

X, Y = data.gabor_points()


def gradient_descent(grad_fn: Callable[..., Any], phi0: np.ndarray, alpha: float, n: int) -> Any:
    path = [np.array(phi0, dtype=float)]
    for _ in range(n):
        path.append(path[-1] - alpha * np.asarray(grad_fn(path[-1])))
    return np.array(path)


def numerical_grad(f: Callable[..., float], phi: np.ndarray, h: float = 1e-5) -> np.ndarray:
    moves = h * np.eye(len(phi))
    return np.array([(f(phi + move) - f(phi - move)) / (2 * h) for move in moves])


def gabor_loss(phi: np.ndarray) -> float:
    return models.gabor_loss(phi, X, Y)


def gabor_loss_grad(phi: np.ndarray) -> np.ndarray:
    z = phi[0] + 0.06 * phi[1] * X
    envelope = np.exp(-(z**2) / 8)
    slope = np.cos(z) * envelope - np.sin(z) * envelope * z / 4
    error = models.gabor(phi, X) - Y
    return np.array([2 * error @ slope, 2 * error @ (slope * 0.06 * X)])


def bad_init_grads(a: np.ndarray, b: np.ndarray, x: float, y: float) -> dict[str, float]:
    def loss(phi: np.ndarray) -> Any:
        return (models.stacked_lines(phi[:4], phi[4:], x) - y) ** 2

    u = [x]
    for k in (3, 2, 1, 0):
        u.append(a[k] * u[-1] + b[k])
    factor, grads = 2 * (u[4] - y), {}
    for k in range(4):
        grads[f"a{k + 1}"], grads[f"b{k + 1}"] = factor * u[3 - k], factor
        factor = factor * a[k]
    return grads


def start_scene(**changes: Any) -> Scene:
    given = {"gradient_descent": gradient_descent, "loss": gabor_loss, "grad": gabor_loss_grad}
    given |= changes
    return explore_start(**given, model=models.gabor, data=(X, Y)).scene  # type: ignore[no-any-return]


@pytest.fixture(scope="module", autouse=True)
def _time_enough() -> Iterator[None]:
    """Give whole grids on a busy machine too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dl4ds_utils.explorers.precompute.SECONDS", 600.0)
        yield


@pytest.fixture(scope="module")
def rate(_time_enough: None) -> Scene:
    return explore_learning_rate(gradient_descent).scene  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def difference(_time_enough: None) -> Scene:
    return explore_difference_step(numerical_grad).scene  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def initial(_time_enough: None) -> Scene:
    return explore_init_scale(bad_init_grads).scene  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def start(_time_enough: None) -> Scene:
    return start_scene()


@pytest.fixture(params=["rate", "difference", "initial", "start"])
def any_scene(request: pytest.FixtureRequest) -> Scene:
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


def at(scene: Scene, name: str, value: float) -> Scene:
    control = next(control for control in scene.controls if control.name == name)
    return scene.at(**{name: (control.values or ()).index(value)})


def test_explorer_is_small(any_scene: Scene) -> None:
    assert pack(any_scene).size < 140_000
    assert len(poster(any_scene)) < 44_000
    assert any_scene.note == ""


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


def test_start_is_put_into_words_that_are_true(start: Scene) -> None:
    phi = start.arrays["path"].values
    best = data.gabor_stationary()[0].phi
    minima = np.array([point.phi for point in data.gabor_stationary() if point.kind == "minimum"])
    texts = np.array(start.captions[0].texts).reshape(phi.shape[:2])
    for i, j in np.ndindex(*texts.shape):
        end, text, alpha = phi[i, j, -1], texts[i, j], (start.controls[1].values or ())[j]
        more = gradient_descent(gabor_loss_grad, end, min(alpha, 0.2), 2000)
        change = gabor_loss(more[0]) - gabor_loss(more[-1])
        if "arrives in" in text:
            assert change < 0.02, text
            assert np.abs(minima - more[-1]).max(axis=1).min() < 0.5, text
            assert ("deepest" in text.partition(";")[0]) == bool(
                np.abs(more[-1] - best).max() < 0.5
            )
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
    assert np.isnan(back["map"]).any()
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


def test_grading_makes_a_coarse_scene_and_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setattr("dl4ds_utils.explorers.precompute.SECONDS_GRADED", 0.0)
    made = explore_start(
        gradient_descent, gabor_loss, gabor_loss_grad, model=models.gabor, data=(X, Y)
    )
    assert [len(control) for control in made.scene.controls] == [2, 2, 6]
    assert "image/png" not in str(made._repr_mimebundle_())


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
