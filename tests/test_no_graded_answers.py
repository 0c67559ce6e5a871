"""Nothing that students can import computes a graded answer, under whatever name."""

from __future__ import annotations

import importlib
import inspect
import itertools
import pkgutil
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import dl4ds_utils
from dl4ds_utils.check.compare import Tolerance, same

X, Y = np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0])
HESSIAN = np.array([[6.0, 6.0], [6.0, 10.0]])
ZERO = np.zeros(4)
SCORES = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0]])


def square(phi: np.ndarray) -> float:
    return float(np.sum(np.asarray(phi) ** 2))


def slope(phi: np.ndarray) -> np.ndarray:
    return 2.0 * np.asarray(phi)


# Arguments and the right result of each exercise, from the lecture.
EXERCISES: dict[str, tuple[tuple[Any, ...], Any]] = {
    # Lecture 1
    "gaussian_nll": ((np.array([1.0, 2.0, 4.0]), 2.0, 1.0), 5.256816),
    "sigmoid": ((np.array([3.0, 0.0, -1.0]),), [0.952574, 0.5, 0.268941]),
    "bce_with_logits": ((np.array([2.0, -1.0, 0.0]), np.array([1.0, 0.0, 1.0])), 1.133337),
    "linear_half_mse_grad": (
        (np.array([1.0, 2.0]), np.array([[1.0, 3.0]]), np.array([4.0])),
        [3.0, 9.0],
    ),
    "sigmoid_sse_grad": (
        (np.array([1.0, -2.0]), np.array([1.5, 0.5]), 0.0),
        [0.2194204, 0.0731401],
    ),
    "cross_entropy": ((np.full(4, 0.25), np.array([0.5, 0.25, 0.125, 0.125])), 1.559581),
    "numerical_grad": ((square, np.array([1.0, -2.0])), [2.0, -4.0]),
    "sse": ((np.array([0.0, 1.0]), X, Y), 14.0),
    "sse_grad": ((np.array([0.0, 1.0]), X, Y), [-12.0, -16.0]),
    "gd_step": ((np.array([1.0]), np.array([2.0]), 2.0), [-3.0]),
    "gradient_descent": ((slope, np.array([1.0]), 0.2, 3), [[1.0], [0.6], [0.36], [0.216]]),
    "max_stable_lr": ((HESSIAN,), 0.139620),
    "gabor_grad": ((np.array([0.0, 10.0]), np.array([5.0])), [[-0.355765, -0.106729]]),
    "bad_init_grads": (
        (ZERO, ZERO, 1.0, 3.0),
        dict.fromkeys(["a1", "a2", "a3", "a4", "b2", "b3", "b4"], 0.0) | {"b1": -6.0},
    ),
    # Lecture 3; the order of `epoch_batches` is up to chance, so it has no single right result.
    "steps_per_epoch": ((1000, 48), 21),
    "take_batch": (
        (np.array([[0.5, 1.0], [1.5, -1.0], [2.5, 4.0]]), np.array([7, 3, 9]), np.array([2, 0])),
        ([[2.5, 4.0], [0.5, 1.0]], [9, 7]),
    ),
    "batch_grad": ((np.array([0.0, 1.0]), X, Y, np.array([2, 1]), "mean"), [-5.0, -8.0]),
    "sgd_epoch": (
        (np.array([0.0, 1.0]), X, Y, [np.array([2, 0]), np.array([1])], 0.25),
        [[0.0, 1.0], [1.0, 2.5], [0.75, 2.25]],
    ),
    "lr_schedule": ((25, 0.8, "step"), 0.2),
    "best_iterate": ((np.array([[2.0, 1.0], [1.0, -1.0], [3.0, 0.0]]), square), [1.0, -1.0]),
    # Lecture 4
    "ema": ((np.array([4.0, 2.0, -1.0, 3.0]), 0.75), [1.0, 1.25, 0.6875, 1.265625]),
    "momentum_step": (
        (np.array([0.98]), np.array([0.2]), np.array([1.96]), 0.1, 0.9),
        ([0.9424], [0.376]),
    ),
    "heavy_ball_step": (
        (np.array([0.8]), np.array([-0.2]), np.array([1.6]), 0.1, 0.9),
        ([0.46], [-0.34]),
    ),
    "to_heavy_ball": ((0.2, 0.75), (0.05, 0.75)),
    "nesterov_step": ((np.array([0.98]), np.array([0.2]), slope, 0.1, 0.9), ([0.9428], [0.372])),
    "critical_beta": ((0.05, 2.0), 0.467544),
    # Lecture 5
    "normalize_global": ((np.array([6.0, -8.0]), 2.5), [0.48, -0.64]),
    "normalize_pointwise": ((np.array([3.0, -2.0, 5.0]), 0.5), [0.857143, -0.8, 0.909091]),
    "sign_descent": ((slope, np.array([0.35]), 0.1, 4), [[0.35], [0.25], [0.15], [0.05], [-0.05]]),
    "adam_moments": (
        (np.array([1.0, -2.0]), np.array([4.0, 0.5]), np.array([3.0, -1.0]), 0.8, 0.75),
        ([1.4, -1.8], [5.25, 0.625]),
    ),
    "bias_correct": (
        (np.array([1.568, -0.784]), np.array([2.44, 0.122]), 3, 0.6, 0.8),
        ([2.0, -1.0], [5.0, 0.25]),
    ),
    "adam_step": (
        (np.zeros(1), (np.zeros(1), np.zeros(1), 0), np.array([3.0])),
        ([-0.1], ([0.3], [0.009], 1)),
    ),
    "rmsprop_step": (
        (np.array([1.0, -2.0]), np.array([20.0, 0.0]), np.array([2.0, -6.0]), 0.5, 0.75, 1.0),
        ([0.8, -1.25], [16.0, 9.0]),
    ),
    # Lecture 6
    "hinge_losses": ((SCORES, np.array([0, 1])), [2.9, 0.0]),
    "l2": ((np.array([[1.0, -2.0], [3.0, 0.5]]), 0.2), (2.85, [[0.4, -0.8], [1.2, 0.2]])),
    "softmax": ((SCORES,), [[0.129983, 0.869050, 0.000968], [0.025245, 0.923918, 0.050837]]),
    "softmax_loss": ((SCORES, np.array([0, 1])), [2.040355, 0.079132]),
    "softmax_grad": (
        (SCORES, np.array([0, 1])),
        [[-0.435009, 0.434525, 0.000484], [0.012622, -0.038041, 0.025418]],
    ),
    "svm_grad": (
        (
            np.array([[0.5, -0.5], [1.0, 0.0], [0.0, 1.0]]),
            np.array([[1.0, 2.0], [0.0, 1.0], [2.0, -1.0]]),
            np.array([0, 1, 2]),
        ),
        [[0.0, -1.333333], [1.0, -0.333333], [-1.0, 1.666667]],
    ),
    "logistic_chain_grad": (
        (np.array([2.0, -3.0, -3.0]), np.array([-1.0, -2.0, 1.0])),
        [0.268941, 0.537883, -0.268941],
    ),
    "hidden_delta": ((np.array([0.5, -1.0, 2.0]), np.array([0.2, 0.3, -0.4]), 0.8), -0.16),
}


def callables() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every function, class and method that the package defines, private ones as well."""
    for module in pkgutil.walk_packages(dl4ds_utils.__path__, "dl4ds_utils."):
        for name, thing in vars(importlib.import_module(module.name)).items():
            if not callable(thing) or getattr(thing, "__module__", "") != module.name:
                continue
            yield f"{module.name}.{name}", thing
            if inspect.isclass(thing):
                for method in vars(thing):  # what it inherits from us, our own class defines
                    bound = getattr(thing, method)
                    if callable(bound) and not method.startswith("__"):
                        yield f"{module.name}.{name}.{method}", bound


CALLABLES = dict(callables())


def takes(function: Callable[..., Any], count: int) -> bool:
    """Tell whether a function can be called with so many arguments; if unknown, it may."""
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        return False
    except ValueError:  # built in, without a signature
        return True
    return True


def results(function: Callable[..., Any], args: tuple[Any, ...]) -> Iterator[Any]:
    """Call a function with the arguments in every order; yield what comes back, and its parts."""
    if not takes(function, len(args)):
        return
    for order in itertools.permutations(args):
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value = function(*order)
        except Exception:  # noqa: BLE001 - whatever it is, it is no answer
            continue
        yield value
        for part in ("params", "losses", "grads", "value"):
            yield getattr(value, part, None)


def test_all_modules_are_searched() -> None:
    assert len(CALLABLES) > 60
    assert "dl4ds_utils.models.descent.line" in CALLABLES
    assert "dl4ds_utils.trajectory.Trajectory.of" in CALLABLES


def test_an_answer_would_be_found_whatever_the_order_of_its_arguments() -> None:
    args, right = EXERCISES["sse"]
    leak = lambda y, phi, x: float(np.sum((phi[0] + phi[1] * x - y) ** 2))  # noqa: E731
    assert any(same(value, right) for value in results(leak, args))


@pytest.mark.parametrize("exercise", EXERCISES)
def test_no_function_of_the_package_answers_the_exercise(exercise: str) -> None:
    args, right = EXERCISES[exercise]
    loose = Tolerance(rtol=1e-4, atol=1e-6)
    found = [
        name
        for name, function in CALLABLES.items()
        if any(same(value, right, loose) for value in results(function, args))
    ]
    assert found == []


@pytest.mark.parametrize("exercise", EXERCISES)
def test_no_name_of_the_package_is_that_of_an_exercise(exercise: str) -> None:
    assert not any(name.rpartition(".")[2] == exercise for name in CALLABLES)
