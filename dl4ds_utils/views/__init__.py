"""Pictures of the lectures: give them data, they draw it, and describe it to screen readers.

Each is a class in the manner of scikit-learn's displays: a class method ``from_…`` takes the
student's own functions or their results, computes once and draws; as the last value of a cell the
picture is shown once::

    ContourDisplay.from_function(loss, (-10, 10), (2.5, 22.5), trajectories={"α = 0.1": path})

They need matplotlib, but neither pyplot nor a backend, and change no settings.
"""

from __future__ import annotations

from dl4ds_utils.views.bars import BarsDisplay
from dl4ds_utils.views.base import BadPicture, Display, RowDisplay
from dl4ds_utils.views.contour import ContourDisplay
from dl4ds_utils.views.curves import FitDisplay, LinesDisplay
from dl4ds_utils.views.density import DensityDisplay
from dl4ds_utils.views.heatmap import MapDisplay
from dl4ds_utils.views.paths import LossCurveDisplay, PathOnCurveDisplay

__all__ = [
    "BadPicture",
    "BarsDisplay",
    "ContourDisplay",
    "DensityDisplay",
    "Display",
    "FitDisplay",
    "LinesDisplay",
    "LossCurveDisplay",
    "MapDisplay",
    "PathOnCurveDisplay",
    "RowDisplay",
]
