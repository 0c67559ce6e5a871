"""A figure of its own for a picture: made, laid out and turned into a PNG, quickly.

Matplotlib's own layout engines measure everything several times, which takes longer than drawing;
one measurement is enough here, because labels keep their size when the axes change theirs.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from PIL import Image

__all__ = ["DPI", "Sheet"]

DPI = 100
"""Pixels per inch of the picture as it is shown; sharper files have a multiple of it."""
PAD = 0.08
"""Free border, in inches."""


class Sheet:
    """A figure that pyplot does not know, with axes side by side.

    What pyplot does not know, Jupyter's inline backend does not show a second time, and nobody
    has to close.

    Parameters
    ----------
    columns : int
        Number of axes.
    size : tuple of two floats
        Width and height of each part, in inches.
    """

    def __init__(self, columns: int, size: tuple[float, float]) -> None:
        self.figure = Figure(figsize=(size[0] * columns, size[1]), dpi=DPI)
        self.canvas = FigureCanvasAgg(self.figure)
        self.axes: list[Axes] = list(self.figure.subplots(1, columns, squeeze=False)[0])

    def settle(self) -> None:
        """Give the axes all the room that their labels leave."""
        sides = [_overhang(ax, self.canvas) for ax in self.axes]
        width, height = self.figure.get_size_inches()
        part = width / len(self.axes)
        bottom = (PAD + max(side.y0 for side in sides)) / height
        top = 1.0 - (PAD + max(side.y1 for side in sides)) / height
        for column, (ax, side) in enumerate(zip(self.axes, sides, strict=True)):
            left = (column * part + PAD + side.x0) / width
            right = ((column + 1) * part - PAD - side.x1) / width
            # However long the labels are, something must be left for the picture.
            room = max(right - left, 0.3 * part / width), max(top - bottom, 0.3)
            ax.set_position((left, bottom, *room))

    def pixels(self, scale: int) -> tuple[int, int]:
        """Give the width and height of the PNG."""
        width, height = self.figure.get_size_inches()
        return round(width * DPI * scale), round(height * DPI * scale)

    def png(self, scale: int) -> bytes:
        """Draw the figure and give it as a PNG file.

        A palette of 256 colors makes the file a third of its size, and its lines as sharp.
        """
        self.figure.set_dpi(DPI * scale)
        try:
            self.canvas.draw()  # type: ignore[no-untyped-call]
            drawn = self.canvas.buffer_rgba()  # type: ignore[no-untyped-call]
            image = Image.fromarray(np.asarray(drawn)).convert("RGB")
        finally:
            self.figure.set_dpi(DPI)
        buffer = io.BytesIO()
        small = image.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        small.save(buffer, "png", compress_level=4)
        return buffer.getvalue()


def _overhang(ax: Axes, canvas: FigureCanvasAgg) -> Bbox:
    """Measure how far labels reach beyond the axes, in inches: left, below, right, above."""
    legend = ax.get_legend()
    below = legend is not None and legend.get_in_layout() is False
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    inside, outside = ax.get_window_extent(renderer), ax.get_tightbbox(renderer)
    if outside is None:
        return Bbox.from_extents(0.0, 0.0, 0.0, 0.0)
    bottom = outside.y0
    if below and legend is not None:
        bottom = min(bottom, legend.get_window_extent(renderer).y0)
    reach: Sequence[float] = (
        inside.x0 - outside.x0,
        inside.y0 - bottom,
        outside.x1 - inside.x1,
        outside.y1 - inside.y1,
    )
    return Bbox.from_extents(*(max(0.0, pixels) / DPI for pixels in reach))
