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


def square(phi: np.ndarray) -> float:
    return float(np.sum(np.asarray(phi) ** 2))


def slope(phi: np.ndarray) -> np.ndarray:
    return 2.0 * np.asarray(phi)


# Arguments and the right result of each exercise, from the lecture.
EXERCISES: dict[str, tuple[tuple[Any, ...], Any]] = {
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
}


def callables() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every function, class and method that the package defines, private ones as well."""
    for module in pkgutil.walk_packages(dl4ds_utils.__path__, "dl4ds_utils."):
        for name, thing in vars(importlib.import_module(module.name)).items():
            if not callable(thing) or getattr(thing, "__module__", "") != module.name:
                continue
            yield f"{module.name}.{name}", thing
            if inspect.isclass(thing):
                for method, bound in inspect.getmembers(thing, callable):
                    if not method.startswith("__"):
                        yield f"{module.name}.{name}.{method}", bound


CALLABLES = dict(callables())


def results(function: Callable[..., Any], args: tuple[Any, ...]) -> Iterator[Any]:
    """Call a function with the arguments in every order; yield what comes back, and its parts."""
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
