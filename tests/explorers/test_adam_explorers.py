"""The explorers of lecture 5: what they draw and say is true at every place of every slider."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from dl4ds_utils import data, models
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
from dl4ds_utils.explorers.race import STARTS
from dl4ds_utils.explorers.student import BadReturn

X, Y = data.gabor_points()
LAM = np.array([1.0, 25.0])


def normalize_global(g: np.ndarray, eps: float = 1e-8) -> np.ndarray:
    return np.asarray(g / (np.linalg.norm(g) + eps))


def normalize_pointwise(g: np.ndarray, eps: float = 1e-8) -> np.ndarray:
    return np.asarray(g / (np.abs(g) + eps))


def adam_moments(m: Any, v: Any, g: Any, beta: float, gamma: float) -> tuple[Any, Any]:
    return beta * m + (1 - beta) * g, gamma * v + (1 - gamma) * g**2


def bias_correct(m: Any, v: Any, t: int, beta: float, gamma: float) -> tuple[Any, Any]:
    return m / (1 - beta**t), v / (1 - gamma**t)


def adam_step(
    phi: np.ndarray,
    state: Any,
    g: np.ndarray,
    alpha: float = 0.1,
    beta: float = 0.9,
    gamma: float = 0.999,
    eps: float = 1e-8,
) -> Any:
    m, v = adam_moments(state[0], state[1], g, beta, gamma)
    t = state[2] + 1
    m_hat, v_hat = bias_correct(m, v, t, beta, gamma)
    return phi - alpha * m_hat / (np.sqrt(v_hat) + eps), (m, v, t)


def eps_inside(phi: Any, state: Any, g: Any, alpha: float = 0.1, *settings: float) -> Any:
    beta, gamma, eps = settings or (0.9, 0.999, 1e-8)
    m, v = adam_moments(state[0], state[1], g, beta, gamma)
    t = state[2] + 1
    m_hat, v_hat = bias_correct(m, v, t, beta, gamma)
    return phi - alpha * m_hat / np.sqrt(v_hat + eps), (m, v, t)


def stub(*_: Any, **__: Any) -> Any:
    raise NotImplementedError


def descend(grad_fn: Callable[..., Any], start: np.ndarray, alpha: float, n: int) -> np.ndarray:
    path = [start]
    for _ in range(n):
        path.append(path[-1] - alpha * grad_fn(path[-1]))
    return np.array(path)


def adam(grad_fn: Callable[..., Any], start: np.ndarray, alpha: float, n: int) -> np.ndarray:
    path, state = [start], (np.zeros(2), np.zeros(2), 0)
    for _ in range(n):
        phi, state = adam_step(path[-1], state, grad_fn(path[-1]), alpha)
        path.append(phi)
    return np.array(path)


RACERS = {"GD": descend, "Adam": adam}


def gabor_loss(phi: np.ndarray) -> float:
    return models.gabor_loss(phi, X, Y)


def gabor_grad(phi: np.ndarray) -> np.ndarray:
    return models.gabor_loss_grad(phi, X, Y)


def four(grad_fn: Callable[..., Any], start: np.ndarray, alpha: float, n: int) -> np.ndarray:
    return descend(grad_fn, start, alpha / 2, n)


def lost(*setup: Any) -> np.ndarray:
    return np.full((setup[-1] + 1, 2), np.nan)


MAKE: dict[str, Callable[[], Any]] = {
    "normalization": lambda: explore_normalization(
        normalize_global, normalize_pointwise, adam_step
    ),
    "bias": lambda: explore_bias_correction(adam_moments, bias_correct),
    "epsilon": lambda: explore_epsilon(adam_step),
    "race": lambda: explore_race(RACERS, gabor_loss, gabor_grad),
}


@pytest.fixture(scope="module", autouse=True)
def _time_enough() -> Iterator[None]:
    """Give whole grids on a busy machine too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dl4ds_utils.explorers.precompute.SECONDS", 600.0)
        yield


@pytest.fixture(scope="module")
def made(_time_enough: None) -> dict[str, Explorer]:
    return {name: make() for name, make in MAKE.items()}


def values(made: dict[str, Explorer], name: str, control: str) -> list[float]:
    found = next(c for c in made[name].scene.controls if c.name == control)
    return list(found.values or ())


def test_explorers_of_the_lecture_are_small(made: dict[str, Explorer]) -> None:
    all_four = {"GD": descend, "momentum": four, "RMSProp": four, "Adam": adam}
    largest = explore_race(all_four, gabor_loss, gabor_grad)
    explorers = {**made, "race": largest}
    sizes = {name: len(e._fragment().encode()) for name, e in explorers.items()}
    assert max(sizes.values()) < 250_000, sizes
    assert sum(sizes.values()) < 1_500_000, sizes


@pytest.mark.parametrize("name", MAKE)
def test_browser_says_the_same_as_python(made: dict[str, Explorer], name: str, shown: Any) -> None:
    scene = made[name].scene
    shown.show(scene)
    rng = np.random.default_rng(0)
    for _ in range(8):
        places = {c.name: int(rng.integers(len(c))) for c in scene.controls}
        for control, place in places.items():
            shown.set(control, place)
        shown.crank()
        assert shown.caption() == caption(scene.at(**places))


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
    assert scene.note.startswith("Fewer steps: ")
    assert now[0] < 4.0


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


# --- d · the race -------------------------------------------------------------------------------


def test_words_about_the_race_are_true_everywhere(made: dict[str, Explorer]) -> None:
    scene, seen = made["race"].scene, set()
    arrays = unpack(pack(scene))
    for i, place in enumerate(STARTS):
        for j, alpha in enumerate(values(made, "race", "alpha")):
            said, there = caption(scene.at(start=i, alpha=j)), []
            for k, (name, racer) in enumerate(RACERS.items()):
                path = racer(gabor_grad, np.array(place), alpha, 100)
                inside = (np.abs(path - [0.0, 12.5]) < [14.0, 28.0]).all(axis=1)
                gap = (arrays[f"path {k}"][i, j] - path)[inside]
                assert np.abs(gap) == pytest.approx(0.0, abs=0.02)
                high = np.array([not gabor_loss(phi) < 0.5 for phi in path])
                if not high[-1]:
                    n = 101 - int(np.argmax(high[::-1]))
                    there.append((n, name))
            for n, name in there:
                assert f"{name} at step {n}" in said
            assert ("nobody gets below a loss of 0.5" in said) == (not there)
            if len(there) == 1:
                rest = next(name for name in RACERS if name != there[0][1])
                assert f"Not there to stay: {rest}." in said
            seen.add(len(there))
    assert seen == {0, 1, 2}


def test_click_takes_the_start_at_its_place(made: dict[str, Explorer]) -> None:
    scene = made["race"].scene
    pick = scene.panels[0].pick
    assert pick
    assert pick.control == "start"
    assert scene.look_up(pick.at) == pytest.approx(np.array(STARTS))
    for k in range(len(STARTS)):
        assert scene.at(start=k).look_up("path 0")[0] == pytest.approx(STARTS[k], abs=0.02)


def test_star_of_a_race_is_at_the_lowest_minimum(made: dict[str, Explorer]) -> None:
    star = made["race"].scene.panels[0].layers[1]
    assert star.look.marker == "star"
    best = data.gabor_stationary()[0]
    assert star.xy == pytest.approx(best.phi, abs=0.05)  # type: ignore[attr-defined]


def test_race_takes_racers_of_ones_own_and_other_losses() -> None:
    scene = explore_race(
        {"mine": descend, "lost": lost},
        lambda phi: float(phi @ (LAM * phi)),
        lambda phi: 2 * LAM * phi,
        starts=((1.0, 1.0), (0.5, 0.0)),
        x=(-1.0, 2.0),
        y=(-1.0, 2.0),
        alphas=(0.01, 1.0),
        goal=3.0,
    ).scene
    assert "comes mine at step" in caption(scene)
    assert caption(scene).endswith("Not there to stay: lost.")
    assert "nobody gets below" in caption(scene.at(alpha=1))


def test_race_where_nobody_ends_with_a_number_is_no_error() -> None:
    scene = explore_race({"lost": lost}, lambda _: np.nan, lambda phi: phi).scene
    assert "nobody ends with a number" in caption(scene)


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


@pytest.mark.parametrize("name", MAKE)
def test_graded_notebook_asks_the_functions_little(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setattr("dl4ds_utils.explorers.precompute.SECONDS_GRADED", 0.0)
    explorer = MAKE[name]()
    assert "<img" not in explorer._fragment()
    assert len(explorer.scene.controls[0]) <= 6
