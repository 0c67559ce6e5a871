"""A trajectory is data: evaluated once, checked, frozen."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import numpy as np
import pytest

from dl4ds_utils.errors import Dl4dsError
from dl4ds_utils.trajectory import BadTrajectory, Trajectory


def bowl(phi: np.ndarray) -> float:
    return float(np.sum(phi**2))


def test_losses_and_gradients_are_the_functions_at_the_iterates() -> None:
    params = np.array([[1.0, 2.0], [0.5, 1.0], [0.0, 0.0]])
    path = Trajectory.of(params, bowl, lambda phi: 2 * phi)
    assert path.losses.tolist() == [5.0, 1.25, 0.0]
    assert path.grads is not None
    np.testing.assert_array_equal(path.grads, 2 * params[:-1])
    assert path.steps == 2


def test_without_a_gradient_there_are_no_gradients() -> None:
    assert Trajectory.of([[1.0]], bowl).grads is None


def test_start_alone_is_a_path_of_no_steps() -> None:
    path = Trajectory.of([[1.0, 1.0]], bowl, lambda phi: 2 * phi)
    assert path.steps == 0
    assert path.grads is not None
    assert path.grads.shape == (0, 2)
    assert not path.diverged


def test_loss_may_come_as_an_array_of_one_number() -> None:
    assert Trajectory.of([[3.0]], lambda phi: phi**2).losses.tolist() == [9.0]


def test_functions_that_write_into_their_argument_do_not_reach_the_path() -> None:
    def spoil(phi: np.ndarray) -> float:
        phi += 1.0
        return 0.0

    assert Trajectory.of([[1.0], [2.0]], spoil).params.tolist() == [[1.0], [2.0]]


def test_arrays_are_copies_that_cannot_be_written_to() -> None:
    params = np.array([[1.0]])
    path = Trajectory(params, np.array([1.0]))
    params[:] = 7.0
    assert path.params.tolist() == [[1.0]]
    with pytest.raises(ValueError, match="read-only"):
        path.losses[0] = 3.0


@pytest.mark.parametrize(
    ("losses", "best"),
    [
        ([3.0, 1.0, 2.0], 1),
        ([3.0, 1.0, 1.0], 1),
        ([np.nan, 2.0, np.nan], 1),
        ([np.nan, np.nan, np.nan], None),
        ([np.inf, 5.0, -np.inf], 2),
    ],
)
def test_best_is_the_first_least_loss_and_never_nan(losses: list[float], best: int | None) -> None:
    assert Trajectory(np.zeros((3, 1)), np.array(losses)).best == best


@pytest.mark.parametrize(
    ("factor", "diverged"),
    [(0.6, False), (0.0, False), (-1.0, False), (-0.9, False), (-1.2, True), (-1e40, True)],
)
def test_divergence_on_the_parabola_begins_beyond_factor_one(factor: float, diverged: bool) -> None:
    path = Trajectory.of(factor ** np.arange(8.0)[:, np.newaxis], bowl)
    assert path.diverged is diverged


def test_overflow_is_kept_and_does_not_warn() -> None:
    path = Trajectory.of([[1.0], [1e200]], bowl)
    assert path.losses.tolist() == [1.0, np.inf]
    assert path.diverged


@pytest.mark.parametrize(
    ("params", "loss", "said"),
    [
        ([1.0, 2.0], bowl, "one row per iterate"),
        (np.zeros((0, 2)), bowl, "one row per iterate"),
        ([[1.0], ["x"]], bowl, "expected numbers"),
        ([[1.0, 2.0]], lambda phi: phi, "one number"),
        ([[1.0]], lambda _: None, "got NoneType, expected numbers"),
        ([[1.0]], lambda _: "1", "expected numbers"),
        ([[1.0], [1.0, 2.0]], bowl, "expected numbers"),
    ],
)
def test_bad_iterates_and_losses_are_refused_with_a_remedy(
    params: object, loss: Callable[..., object], said: str
) -> None:
    with pytest.raises(BadTrajectory, match=said):
        Trajectory.of(params, loss)


def test_gradients_of_the_wrong_shape_are_refused() -> None:
    with pytest.raises(BadTrajectory, match="grads"):
        Trajectory.of([[1.0, 2.0], [0.0, 0.0]], bowl, lambda phi: phi[:1])


def test_error_carries_its_fields_and_survives_pickle() -> None:
    error = BadTrajectory("params", "shape (2,)", "(T + 1, D)", "Give rows.")
    twin = pickle.loads(pickle.dumps(error))
    assert (twin.what, twin.got, twin.expected, twin.remedy) == error.args
    assert str(twin) == "params: got shape (2,), expected (T + 1, D). Give rows."
    assert isinstance(twin, ValueError)
    assert isinstance(twin, Dl4dsError)
