"""The models of the course and their losses, as plain functions of their parameters.

Each takes the parameters first and the inputs second and changes neither. What students are asked
to compute is nowhere in this package.

Notation: phi are the parameters, x the inputs of N examples, y their targets.
"""

from __future__ import annotations

from dl4ds_utils.models.descent import gabor, gabor_loss, line, stacked_lines, weird_loss
from dl4ds_utils.models.losses import normal_density
from dl4ds_utils.models.scores import train_in_shrinking_steps
from dl4ds_utils.models.valleys import gabor_loss_grad, quadratic, quadratic_grad

__all__ = [
    "gabor",
    "gabor_loss",
    "gabor_loss_grad",
    "line",
    "normal_density",
    "quadratic",
    "quadratic_grad",
    "stacked_lines",
    "train_in_shrinking_steps",
    "weird_loss",
]
