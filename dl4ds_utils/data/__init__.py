"""The data sets of the course, the same on every machine.

Every set is either printed on a slide or drawn with a fixed seed and rounded; one module for each
lecture. Functions return new arrays at each call, so that nobody can spoil the data for the next
cell.
"""

from __future__ import annotations

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

__all__ = [
    "GABOR_PHI",
    "POPULATION",
    "FiniteDifferences",
    "Stationary",
    "finite_differences",
    "gabor_points",
    "gabor_stationary",
    "normal_sample",
    "three_points",
]
