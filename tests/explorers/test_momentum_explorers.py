"""The explorers of lecture 4: what they draw and say is true at every place of every slider."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from places import states
from student_momentum import heavy_ball_step, momentum_step, stub

from dl4ds_utils.explorers import (
    explore_conventions,
    explore_memory,
    explore_momentum,
    explore_stability,
)
from dl4ds_utils.explorers.captions import caption, number
from dl4ds_utils.explorers.demo import NotYet
from dl4ds_utils.explorers.explorer import Explorer
from dl4ds_utils.explorers.pack import pack, unpack
from dl4ds_utils.explorers.student import BadReturn

pytestmark = pytest.mark.usefixtures("whole_grids")


@pytest.fixture(scope="module")
def made(demo: Callable[[str], Explorer]) -> dict[str, Explorer]:
    return {name: demo(name) for name in ("all_three", "momentum", "stability")}


def roots(method: str, alpha: float, beta: float, lam: float) -> np.ndarray:
    """Solve the polynomial of a step on a parabola, written down by hand."""
    push = alpha * (1 - beta) * lam
    ahead = push if method == "Nesterov" else 0.0
    return np.roots([1.0, -(1 + beta - push - ahead), beta - ahead])


def run(method: str, alpha: Any, beta: float, kappa: Any, n: int) -> np.ndarray:
    """Follow a method from (10, 1), in the form of two iterates; also for tables of both."""
    lam = np.stack(np.broadcast_arrays(1.0, kappa), axis=-1)
    shape = np.broadcast_shapes(np.shape(alpha), lam.shape)
    path = [np.broadcast_to([10.0, 1.0], shape)] * 2
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(n):
            last, move = path[-1], path[-1] - path[-2]
            place = last + move if method == "Nesterov" else last
            path.append(last + beta * move - alpha * (1 - beta) * lam * place)
    return np.array(path[1:])


def losses_of(path: np.ndarray, kappa: Any) -> np.ndarray:
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray((path[..., 0] ** 2 + kappa * path[..., 1] ** 2) / 2)


# --- a · valleys --------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["plain descent", "momentum", "Nesterov"])
def test_front_end_gets_the_paths_through_all_valleys(made: dict[str, Explorer], who: str) -> None:
    scene = made["all_three"].scene
    arrays = unpack(pack(scene))
    alpha, beta, kappa = (control.values or () for control in scene.controls[:3])
    drawn, losses = arrays[f"{who} path"], arrays[f"{who} loss"]
    for i, j, k in np.ndindex(len(alpha), len(beta), len(kappa)):
        share = 0.0 if who == "plain descent" else beta[j]
        path = run(who, alpha[i], share, kappa[k], 60)
        at = (i, k) if who == "plain descent" else (i, j, k)
        inside = np.abs(path - [1.0, 0.0]) < [29.0, 7.0]
        assert np.abs(drawn[at] - path)[inside] == pytest.approx(0.0, abs=0.012)
        loss = losses_of(path, kappa[k])
        known = (loss > 1e-6) & (loss < 1e4)
        assert losses[at][known] == pytest.approx(loss[known], rel=0.06)


def test_words_about_methods_are_true_everywhere(made: dict[str, Explorer]) -> None:
    scene, seen = made["all_three"].scene, set()
    alphas, _, kappas = (np.array(control.values) for control in scene.controls[:3])

    @cache
    def losses(who: str, share: float) -> np.ndarray:
        path = run(who, alphas[:, np.newaxis, np.newaxis], share, kappas, 900)
        return losses_of(path, kappas)

    for s, moved in states(scene, "alpha", "beta", "kappa"):
        said = caption(moved)
        i, _, k = (control.index for control in moved.controls[:3])
        for who in ("Plain descent", "momentum", "Nesterov"):
            share = 0.0 if who == "Plain descent" else s["beta"]
            both = [roots(who, s["alpha"], share, lam) for lam in (1.0, s["kappa"])]
            factor = np.abs(both).max()
            loss = losses(who, share)[:, i, k]
            found = re.search(rf"{who}: ([^.%]*)", said, re.IGNORECASE)
            assert found, said
            words = found[1]
            high = ~(loss < 0.01 * loss[0])
            if words.startswith("below"):
                n = int(said[found.start() :].split("from step ")[1].split(" ")[0])
                assert high[n - 1]
                assert not high[n:].any()
            elif words.startswith("not yet"):
                assert factor < 1
                assert high[60:].any()
            elif words.startswith("neither"):
                assert factor == pytest.approx(1.0)
            else:
                assert words == "runs away"
                assert factor > 1
                assert not loss[-1] < loss[0]
            seen.add(words.split(" ")[0])
    assert seen == {"below", "not", "neither", "runs"}


def test_reason_is_what_the_roots_say(made: dict[str, Explorer]) -> None:
    scene, seen = made["all_three"].scene, set()
    for s, moved in states(scene, "alpha", "beta", "kappa"):
        said, limit = caption(moved), 2 / s["kappa"]
        both = [roots("momentum", s["alpha"], s["beta"], lam) for lam in (1, s["kappa"])]
        sizes = [np.abs(r).max() for r in both]
        way, slower = ("across", both[1]) if sizes[1] > sizes[0] + 1e-9 else ("along", both[0])
        if abs(both[0][0].imag) > 1e-9 and abs(both[1][0].imag) > 1e-9:
            way = "both along and across"
        if s["beta"] == 0:
            reason = "there is no memory"
        elif max(sizes) == pytest.approx(1.0):
            reason = "across the valley momentum jumps for ever"
        elif max(sizes) > 1:
            reason = "Across the valley the rate is too large"
        elif s["alpha"] >= limit * (1 - 1e-9):
            reason = f"which needs α below 2/κ = {number(limit)}"
        elif abs(slower[0].imag) > 1e-9:
            reason = f"slowest {way} the valley: it swings past"
        else:
            root = slower[np.argmax(np.abs(slower))]
            left = number(float(np.float32(100 * abs(root))))
            manner = f"it creeps, and a step leaves {left} %" if root > 0 else "it jumps"
            reason = f"slowest {way} the valley: {manner}"
        assert reason in said
        seen.add(reason.split(":")[-1][:12])
    assert len(seen) >= 5


@pytest.mark.parametrize(
    "wrong",
    [
        lambda phi, m, g, alpha, beta: (phi + alpha * (beta * m + (1 - beta) * g), m),
        lambda phi, m, g, alpha, beta: (phi - alpha * (beta * m + g) * 9, beta * m + g),
    ],
)
def test_momentum_that_runs_away_by_itself_is_noticed(wrong: Callable[..., Any]) -> None:
    def step(phi: np.ndarray, m: np.ndarray, g: np.ndarray, alpha: float, beta: float) -> Any:
        return momentum_step(phi, m, g, alpha, 0.0) if beta == 0 else wrong(phi, m, g, alpha, beta)

    explorer = explore_momentum(step, alpha=0.076, beta=0.6)
    assert "Look at momentum_step again" in caption(explorer.scene)
    right = unpack(pack(explore_momentum(momentum_step).scene))["momentum path"]
    assert not np.allclose(unpack(pack(explorer.scene))["momentum path"], right)


def test_momentum_without_numbers_is_noticed() -> None:
    scene = explore_momentum(lambda phi, m, *_: (phi * np.nan, m)).scene
    assert "Momentum: not a number." in caption(scene)


# --- b · the map --------------------------------------------------------------------------------


def test_map_hatches_what_runs_away_and_shows_the_factor(made: dict[str, Explorer]) -> None:
    scene = made["stability"].scene
    speed = scene.arrays["speed"].values
    alphas, betas = np.geomspace(0.02, 1.0, 41), np.linspace(0.0, 0.975, 26)
    for k, method in enumerate(("momentum", "Nesterov")):
        table = np.array([
            [max(np.abs(roots(method, a, b, lam)).max() for lam in (1.0, 25.0)) for a in alphas]
            for b in betas
        ])  # fmt: skip
        assert (np.isnan(speed[k]) == (table >= 1)).all()
        shown = speed[k][table < 1]
        assert shown == pytest.approx(1 - table[table < 1], abs=1e-9)
        power, share = scene.at(method=k).look_up("best")
        at = np.argmin(np.abs(betas - share)), np.argmin(np.abs(np.log10(alphas) - power))
        assert table[at] == pytest.approx(table.min())
        assert float(scene.at(method=k).look_up("best factor")) == pytest.approx(table.min())


def test_words_about_a_setting_are_true_everywhere(made: dict[str, Explorer]) -> None:
    scene, seen = made["stability"].scene, set()
    for s, moved in states(scene, "alpha", "beta", "method"):
        both = [roots(s["method"], s["alpha"], s["beta"], lam) for lam in (1.0, 25.0)]
        sizes = [np.abs(r).max() for r in both]
        factor, said = max(sizes), caption(moved)
        assert f"the factor per step is {number(float(np.float32(factor)))}." in said
        root = max(both[int(sizes[1] > sizes[0])], key=abs)
        way = "across" if sizes[1] > sizes[0] + 1e-6 else "along"
        if sizes[1] == pytest.approx(sizes[0], abs=1e-6) and abs(root.imag) > 1e-6:
            way = "both along and across"
        if factor > 1 + 1e-6:
            words = f"It runs away: {way}"
        elif factor > 1 - 1e-6:
            words = "That is the border: across"
        else:
            swings = abs(root.imag) > 1e-6
            manner = "swings" if swings else "creeps" if root.real > 0 else "jumps"
            half = number(float(np.float32(np.log(0.5) / np.log(factor))))
            words = f"It is slowest {way} the valley: it {manner}"
            assert re.search(rf"(half of the way takes|halve in) {re.escape(half)} steps", said)
        assert words in said
        seen.add(words.split(" ")[-1])
    assert seen == {"across", "swings", "creeps", "jumps"}


def test_cross_hair_is_where_its_path_belongs(made: dict[str, Explorer]) -> None:
    for s, moved in states(made["stability"].scene, "alpha", "beta", "method"):
        assert moved.look_up("here") == pytest.approx([np.log10(s["alpha"]), s["beta"]])
        path = run(s["method"], s["alpha"], s["beta"], 25.0, 60)
        inside = np.abs(path - [1.0, 0.0]) < [29.0, 7.0]
        assert np.abs(moved.look_up("path") - path)[inside] == pytest.approx(0.0, abs=0.012)


def test_map_on_which_nothing_converges_has_no_star() -> None:
    scene = explore_stability(
        lambda phi, m, g, alpha, _: (phi + alpha * g, m),
        lambda phi, m, grad_fn, alpha, _: (phi + alpha * grad_fn(phi), m),
    ).scene
    assert np.isnan(scene.look_up("best")).all()
    assert np.isnan(scene.arrays["speed"].values).all()


# --- students' functions that cannot be drawn ---------------------------------------------------


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: explore_memory(stub), "stub"),
        (lambda: explore_momentum(stub), "stub"),
        (lambda: explore_momentum(momentum_step, stub), "stub"),
        (lambda: explore_stability(momentum_step, stub), "stub"),
        (lambda: explore_conventions(momentum_step, heavy_ball_step, stub), "stub"),
    ],
)
def test_stub_is_a_friendly_line(make: Callable[[], Any], name: str) -> None:
    found = make()
    assert isinstance(found, NotYet)
    assert found.function == name


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: explore_momentum(lambda *_: None), "Is a `return` missing"),
        (lambda: explore_momentum(lambda phi, *_: phi), "two results"),
        (lambda: explore_momentum(lambda phi, m, *_: (phi[:1], m)), "the picture needs"),
        (lambda: explore_memory(lambda x, _: x[-1]), "ema returned"),
        (
            lambda: explore_conventions(momentum_step, heavy_ball_step, lambda a, _: a),
            "two results",
        ),
    ],
)
def test_wrong_results_are_refused_in_words(make: Callable[[], Any], words: str) -> None:
    with pytest.raises(BadReturn, match=words):
        make()
