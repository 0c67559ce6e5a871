"""The race of lecture 5: what it draws and says is true at every place of its sliders."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from student_adam import (
    LAM,
    RACERS,
    descend,
    gabor_grad,
    gabor_loss,
    lost,
)

from dl4ds_utils import data
from dl4ds_utils.explorers import (
    explore_race,
)
from dl4ds_utils.explorers.captions import caption
from dl4ds_utils.explorers.explorer import Explorer
from dl4ds_utils.explorers.pack import pack, unpack
from dl4ds_utils.explorers.race import STARTS

pytestmark = pytest.mark.usefixtures("whole_grids")


@pytest.fixture(scope="module")
def made(demo: Callable[[str], Explorer]) -> dict[str, Explorer]:
    return {name: demo(name) for name in ("race",)}


def values(made: dict[str, Explorer], name: str, control: str) -> list[float]:
    found = next(c for c in made[name].scene.controls if c.name == control)
    return list(found.values or ())


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
