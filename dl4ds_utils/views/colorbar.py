"""The scale of a map's colors, beside the map."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, Normalize
from matplotlib.image import AxesImage
from numpy.typing import ArrayLike

from dl4ds_utils.views import style
from dl4ds_utils.views.ruler import RuledAxes

__all__ = ["color_bar"]


def color_bar(
    ax: Axes,
    levels: ArrayLike,
    colors: Colormap,
    shades: Normalize,
    label: str,
    *,
    every: int = 3,
) -> AxesImage:
    """Draw the scale of a filled contour map, all bands of the same height.

    Matplotlib's color bar makes a second set of axes and contours, which takes longer than all the
    rest of the map.

    Parameters
    ----------
    ax : matplotlib Axes
        The axes of the map; the scale stands to their right.
    levels : array_like of shape (K,)
        The levels between the bands, rising.
    colors : matplotlib Colormap
        Colors of the map.
    shades : matplotlib Normalize
        Norm of the map.
    label : str
        What the numbers are.
    every : int
        Each how many levels get a number.

    Returns
    -------
    AxesImage
        The bands.
    """
    bar = ax.inset_axes((1.03, 0.0, 0.04, 1.0), axes_class=RuledAxes)
    edges = np.asarray(levels, dtype=np.float64)
    bands = (edges[:-1] + edges[1:]) / 2
    image = bar.imshow(
        bands[:, np.newaxis], cmap=colors, norm=shades, origin="lower", aspect="auto",
        extent=(0.0, 1.0, 0.0, float(len(bands))), interpolation="nearest",
    )  # fmt: skip
    bar.grid(False)
    bar.spines[:].set_visible(True)
    style.marks(bar.xaxis, [], [])
    bar.yaxis.tick_right()
    bar.yaxis.set_label_position("right")
    shown = range(0, len(edges), every)
    style.marks(bar.yaxis, shown, [f"{edges[mark]:.3g}" for mark in shown])
    bar.set_ylabel(label)
    return image
