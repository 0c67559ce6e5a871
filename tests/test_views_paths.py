"""Pictures of paths: every iterate, the start, the minimum, and paths that run away."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from pictures import FLAT_PATHS, PATHS, PICTURES, bowl, parabola

from dl4ds_utils import data, models
from dl4ds_utils.trajectory import Trajectory
from dl4ds_utils.views import (
    BadPicture,
    ContourDisplay,
    LossCurveDisplay,
    PathOnCurveDisplay,
    style,
)
from dl4ds_utils.views.contour import lowest


def test_start_is_hollow_and_minimum_starred() -> None:
    for name, star in (("path", "minimum"), ("contour", "star")):
        artists = PICTURES[name]().artists_
        assert artists[star].get_marker() == "*"
        starts = [artist for key, artist in artists.items() if key.endswith(" start")]
        assert starts
        for artist in starts:
            assert to_rgb(artist.get_markerfacecolor()) == to_rgb(style.BACKGROUND)


def test_path_on_curve_draws_every_iterate() -> None:
    line = PICTURES["path"]().artists_["α = 0.2"]
    np.testing.assert_array_equal(line.get_xdata(), PATHS["α = 0.2"].params[:, 0])
    np.testing.assert_array_equal(line.get_ydata(), PATHS["α = 0.2"].losses)


def test_path_of_two_dimensions_is_refused_on_a_curve() -> None:
    with pytest.raises(BadPicture, match="ContourDisplay"):
        PathOnCurveDisplay.from_trajectories(parabola, FLAT_PATHS, span=(-1, 1))
    with pytest.raises(BadPicture, match="D = 1"):
        ContourDisplay.from_function(bowl, (-1, 1), (-1, 1), trajectories=PATHS)


def test_contour_calls_the_loss_with_one_pair_at_a_time() -> None:
    shapes = set()

    def loss(phi: np.ndarray) -> float:
        shapes.add(phi.shape)
        return bowl(phi)

    display = ContourDisplay.from_function(loss, (-2, 2), (0, 3), grid=5)
    assert shapes == {(2,)}
    assert isinstance(display, ContourDisplay)
    assert display.losses[4, 0] == bowl(np.array([-2.0, 3.0]))


def test_star_of_a_quadratic_loss_is_exact_between_the_grid_points() -> None:
    # The gradient (2(a-1) + b, a + 6(b-2)) is zero at a = 0, b = 2.
    display = ContourDisplay.from_function(bowl, (-2.3, 2), (-1, 3.1), grid=20)
    assert isinstance(display, ContourDisplay)
    assert display.minimum == pytest.approx((0.0, 2.0), abs=1e-9)


def test_star_is_the_given_minimum_where_the_valley_is_flat() -> None:
    x, y = data.gabor_points()
    known = data.gabor_stationary()
    display = ContourDisplay.from_function(
        lambda phi: models.gabor_loss(phi, x, y), (-10, 10), (2.5, 22.5), stationary=known, grid=41
    )
    assert isinstance(display, ContourDisplay)
    assert display.minimum == known[0].phi
    assert len(display.artists_["minimum"].get_xdata()) == 4  # the other ones


def test_no_star_where_the_lowest_loss_lies_on_the_border() -> None:
    display = ContourDisplay.from_function(bowl, (1, 2), (-1, 1), grid=9)
    assert "star" not in display.artists_
    assert "on the border" in display.alt


def test_star_stays_on_the_grid_beside_holes_and_saddles() -> None:
    grid = np.arange(5.0)
    losses = np.add.outer((grid - 2) ** 2, (grid - 2) ** 2)
    losses[1, 1] = np.nan
    assert lowest(grid, grid, losses) == (2.0, 2.0)


def test_loss_that_is_nowhere_finite_is_refused() -> None:
    with pytest.raises(BadPicture, match="finite"):
        ContourDisplay.from_function(lambda _: np.nan, (0, 1), (0, 1), grid=3)


def test_flat_loss_and_holes_are_drawn() -> None:
    ContourDisplay.from_function(lambda _: 1.0, (0, 1), (0, 1), grid=5).png()
    ContourDisplay.from_function(
        lambda phi: np.inf if phi[0] > 0.5 else bowl(phi), (0, 1), (0, 1), grid=9
    ).png()


@pytest.mark.parametrize("factor", [-1e60, -50.0, 1e200])
def test_paths_that_run_away_are_cut_and_never_warn(factor: float) -> None:
    with np.errstate(over="ignore"):
        params = factor ** np.arange(12.0)[:, np.newaxis]
    away = {"away": Trajectory.of(params, parabola)}
    for picture in (
        PathOnCurveDisplay.from_trajectories(parabola, away, span=(-2, 2)),
        LossCurveDisplay.from_trajectories(away, yscale="log"),
        LossCurveDisplay.from_trajectories(away),
        ContourDisplay.from_function(
            bowl, (-2, 2), (-1, 3), grid=9,
            trajectories={"away": Trajectory.of(np.hstack([params, params]), bowl)},
        ),
    ):  # fmt: skip
        picture.png()
        assert "it diverges" in picture.alt


def test_path_of_no_steps_and_of_nan_are_drawn() -> None:
    single = {"start only": Trajectory.of([[1.0]], parabola)}
    LossCurveDisplay.from_trajectories(single).png()
    PathOnCurveDisplay.from_trajectories(parabola, single, span=(-1, 1)).png()
    lost = {"lost": Trajectory(np.full((3, 1), np.nan), np.full(3, np.nan))}
    LossCurveDisplay.from_trajectories(lost).png()
