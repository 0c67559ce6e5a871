"""The data sets: what the slides print, and that ours have the properties they were made for."""

from __future__ import annotations

import numpy as np
import pytest

from dl4ds_utils import data, models


def gradient(phi: np.ndarray, h: float = 1e-6) -> np.ndarray:
    x, y = data.gabor_points()
    steps = h * np.eye(2)
    return np.array(
        [
            (models.gabor_loss(phi + s, x, y) - models.gabor_loss(phi - s, x, y)) / (2 * h)
            for s in steps
        ]
    )


def curvatures(phi: np.ndarray, h: float = 1e-4) -> np.ndarray:
    """Eigenvalues of the Hessian of the Gabor loss, smaller first."""
    hessian = np.array([(gradient(phi + s) - gradient(phi - s)) / (2 * h) for s in h * np.eye(2)])
    return np.linalg.eigvalsh((hessian + hessian.T) / 2)


def test_three_points_are_those_of_the_lecture() -> None:
    x, y = data.three_points()
    assert x.tolist() == [0.0, 1.0, 2.0]
    assert y.tolist() == [1.0, 3.0, 5.0]


def test_finite_differences_of_the_slide_give_its_gradient() -> None:
    table = data.finite_differences()
    assert table.w.tolist() == [0.34, -1.11, 0.78, 0.12, 0.55, 2.81, -3.1, -1.5, 0.33]
    np.testing.assert_allclose((table.moved - table.loss) / table.h, [-2.5, 0.6, 0.0], atol=1e-9)


def test_gabor_points_are_the_same_on_every_machine() -> None:
    x, y = data.gabor_points()
    assert x.shape == y.shape == (28,)
    assert x[[0, 13, 27]].tolist() == [-14.17, -1.4, 14.42]
    assert y[[0, 13, 27]].tolist() == [0.032, -0.875, -0.161]
    assert (np.diff(x) >= 0).all()


def test_gabor_points_scatter_about_the_model_that_made_them() -> None:
    x, y = data.gabor_points()
    residuals = y - models.gabor(data.GABOR_PHI, x)
    assert np.abs(residuals.mean()) < 0.1
    assert residuals.std() == pytest.approx(0.15, abs=0.05)


@pytest.mark.parametrize("point", data.gabor_stationary(), ids=str)
def test_gabor_gradient_is_zero_at_the_stationary_points(point: data.Stationary) -> None:
    phi = np.array(point.phi)
    assert -10 <= phi[0] <= 10
    assert 2.5 <= phi[1] <= 22.5
    low, high = curvatures(phi)
    # Printed to four decimals, so the gradient is zero up to a rounded place times a curvature.
    assert np.abs(gradient(phi)).max() < 1e-4 * max(abs(low), abs(high)) + 1e-5
    assert high > 0
    assert (low > 0) == (point.kind == "minimum")


def test_gabor_loss_has_several_minima_and_saddles_and_the_first_is_the_lowest() -> None:
    points = data.gabor_stationary()
    x, y = data.gabor_points()
    assert sum(point.kind == "minimum" for point in points) >= 3
    assert sum(point.kind == "saddle" for point in points) >= 3
    losses = [models.gabor_loss(point.phi, x, y) for point in points if point.kind == "minimum"]
    assert losses == sorted(losses)
    grid = [
        models.gabor_loss((a, b), x, y)
        for a in np.linspace(-10, 10, 41)
        for b in np.linspace(2.5, 22.5, 41)
    ]
    assert losses[0] < min(grid)


def test_normal_sample_is_seeded_and_looks_like_its_population() -> None:
    x = data.normal_sample()
    assert x.shape == (100,)
    assert x[:3].tolist() == [0.511, 3.464, 2.464]
    mean, deviation = data.POPULATION
    assert x.mean() == pytest.approx(mean, abs=0.3)
    assert x.std() == pytest.approx(deviation, abs=0.3)
    assert (data.normal_sample(seed=1) != x).any()


def test_data_spoiled_by_one_cell_are_fresh_in_the_next() -> None:
    for make in (data.three_points, data.gabor_points):
        make()[0][:] = 0.0
        assert make()[0].any()
