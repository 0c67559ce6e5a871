"""The data sets of the course, the same on every machine.

Every set is either printed on a slide or drawn with a fixed seed and rounded; one module for each
lecture. Functions return new arrays at each call, so that nobody can spoil the data for the next
cell.
"""

from __future__ import annotations

from dl4ds_utils.data.batches import noisy_line, small_sample
from dl4ds_utils.data.descent import (
    GABOR_PHI,
    POPULATION,
    FiniteDifferences,
    Stationary,
    finite_differences,
    gabor_points,
    gabor_stationary,
    normal_sample,
    three_points,
)
from dl4ds_utils.data.losses import faces
from dl4ds_utils.data.scores import bent_points, score_table, ten_class_table, three_groups

__all__ = [
    "GABOR_PHI",
    "POPULATION",
    "FiniteDifferences",
    "Stationary",
    "bent_points",
    "faces",
    "finite_differences",
    "gabor_points",
    "gabor_stationary",
    "noisy_line",
    "normal_sample",
    "score_table",
    "small_sample",
    "ten_class_table",
    "three_groups",
    "three_points",
]
