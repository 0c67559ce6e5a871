"""Explorers: pictures with sliders, made of a student's own functions, that follow at once.

Each is a function that takes the student's functions and returns what the cell shows::

    explore_learning_rate(gradient_descent)

All numbers are computed once, in the kernel. A slider moves without it, also in a page where no
kernel runs. Importing this package imports NumPy alone; the widgets come with the first explorer
that is shown.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

HOMES = {
    "explore_batch_size": "batches",
    "explore_bias_correction": "bias",
    "explore_conventions": "averages",
    "explore_difference_step": "descent",
    "explore_epoch": "epochs",
    "explore_epsilon": "adam",
    "explore_init_scale": "initial",
    "explore_learning_rate": "descent",
    "explore_logit": "losses",
    "explore_margin": "losses",
    "explore_memory": "averages",
    "explore_momentum": "momentum",
    "explore_noise": "noise",
    "explore_normal": "normal",
    "explore_normalization": "adam",
    "explore_race": "race",
    "explore_right_score": "right_score",
    "explore_scale": "scores",
    "explore_scores": "scores",
    "explore_stability": "stability",
    "explore_start": "start",
    "explore_training": "training",
    "explore_updates": "updates",
}
"""In which module each explorer is; it is imported when somebody asks for one of its names."""

__all__ = [*HOMES]


def __getattr__(name: str) -> Any:
    """Import the module of an explorer."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
    return getattr(import_module(f"{__name__}.{HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *HOMES])
