"""The explorers of averages, lecture 4: what they draw and say is true at every place."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from places import states
from student_momentum import Pair, ema, heavy_ball_step, momentum_step, to_heavy_ball

from dl4ds_utils.explorers import (
    explore_conventions,
    explore_memory,
)
from dl4ds_utils.explorers.captions import caption, number
from dl4ds_utils.explorers.explorer import Explorer
from dl4ds_utils.explorers.pack import pack, unpack

pytestmark = pytest.mark.usefixtures("whole_grids")


@pytest.fixture(scope="module")
def made(demo: Callable[[str], Explorer]) -> dict[str, Explorer]:
    return {name: demo(name) for name in ("memory", "conventions")}


# --- c · the average ----------------------------------------------------------------------------


def test_front_end_gets_the_average_and_its_weights(made: dict[str, Explorer]) -> None:
    scene = made["memory"].scene
    arrays = unpack(pack(scene))
    noisy = arrays["noisy"][:, 1]
    exact = np.where(np.arange(121) < 60, 1.0, -1.0)
    exact = exact + np.random.default_rng(4).normal(0.0, 1.0, 121)
    assert noisy == pytest.approx(exact, abs=1e-3)
    for k, beta in enumerate(scene.controls[0].values or ()):
        assert arrays["average"][k] == pytest.approx(ema(exact, beta), abs=1e-3)
        weights = (1 - beta) * beta ** np.arange(61)
        shown = weights > 1e-5
        assert arrays["weights"][k][shown] == pytest.approx(weights[shown], rel=1e-3)


def test_words_about_memory_are_true_everywhere(made: dict[str, Explorer]) -> None:
    scene = made["memory"].scene
    noisy = scene.arrays["noisy"].values[:, 1]
    for s, moved in states(scene, "beta"):
        said, beta, line = caption(moved), s["beta"], ema(noisy, s["beta"])
        if beta == 0:
            assert "no memory at all" in said
            continue
        assert f"the half-life is {number(1 / np.log2(1 / beta))} step" in said
        assert f"jumps by about {number(float(np.std(np.diff(line))))} " in said
        first = 60 + int(np.argmax(line[60:] < 0))
        assert f"the line is first below 0 at {first}." in said
        assert ("weights still lack" in said) == (100 * beta**60 >= 1)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda x, beta: ema(x, 1 - beta), "has the weight 0.9, not 1 − β"),
        (lambda x, _: x * np.nan, "not a number everywhere"),
        (lambda x, beta: ema(x, beta) / (1 - beta), "has the weight 1, not 1 − β"),
    ],
)
def test_wrong_average_is_noticed(wrong: Callable[..., Any], words: str) -> None:
    assert words in caption(explore_memory(wrong).scene)


# --- d · two forms ------------------------------------------------------------------------------


def test_forms_agree_after_conversion_only(made: dict[str, Explorer]) -> None:
    scene = made["conventions"].scene
    arrays = unpack(pack(scene))
    alphas, betas = (control.values or () for control in scene.controls[:2])
    for (i, alpha), (j, beta) in itertools.product(enumerate(alphas), enumerate(betas)):
        paths = []
        for eta in (alpha * (1 - beta), alpha):
            theta = [1.0, 1.0]
            for _ in range(60):
                theta.append(theta[-1] + beta * (theta[-1] - theta[-2]) - eta * 2 * theta[-1])
            paths.append(np.array(theta[1:]))
        assert arrays["phi"][i, j] == pytest.approx(paths[0], abs=1e-3)
        assert arrays["theta"][i, j, 0] == pytest.approx(paths[1], abs=1e-3)
        assert arrays["theta"][i, j, 1] == pytest.approx(paths[0], abs=1e-3)
        same, converted = (caption(scene.at(alpha=i, beta=j, settings=k)) for k in (0, 1))
        if beta == 0:
            assert "both are plain descent" in same
            assert "both are plain descent" in converted
        else:
            assert f"is {number(1 / (1 - beta))} times as long" in same
            assert "give the same path" in converted
            assert f"η = {number(alpha * (1 - beta))}, μ = {number(beta)}." in converted


def test_wrong_conversion_is_noticed() -> None:
    scene = explore_conventions(momentum_step, heavy_ball_step, lambda a, b: (a, b)).scene
    assert "Look at the forms, and at to_heavy_ball, again" in caption(scene.at(settings=1))


def test_average_form_without_weight_is_noticed() -> None:
    def step(phi: np.ndarray, m: np.ndarray, g: np.ndarray, alpha: float, beta: float) -> Pair:
        return phi - alpha * (beta * m + g), beta * m + g

    scene = explore_conventions(step, heavy_ball_step, to_heavy_ball).scene
    assert "These should be different paths" in caption(scene)


def test_forms_without_numbers_are_noticed() -> None:
    scene = explore_conventions(
        momentum_step, lambda theta, v, *_: (theta + np.inf, v), to_heavy_ball
    ).scene
    assert "not a number" in caption(scene)
