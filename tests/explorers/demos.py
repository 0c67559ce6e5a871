"""The demos of all lectures, made of what a student has written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import student_adam
import student_descent
import student_losses
import student_momentum
import student_scores
import student_sgd

LECTURES: dict[str, dict[str, Callable[[], Any]]] = {
    "1 losses": student_losses.MAKE,
    "2 descent": student_descent.MAKE,
    "3 sgd": student_sgd.MAKE,
    "4 momentum": student_momentum.MAKE,
    "5 adam": student_adam.MAKE,
    "6 scores": student_scores.MAKE,
}
DEMOS = {name: make for made in LECTURES.values() for name, make in made.items()}
assert len(DEMOS) == sum(map(len, LECTURES.values())), "two demos of one name"
