"""A figure of its own for a picture: made, laid out and turned into a PNG, quickly.

Matplotlib's own layout engines measure everything several times, which takes longer than drawing;
one measurement is enough here, because labels keep their size when the axes change theirs.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from numpy.typing import NDArray
from PIL import Image

from dl4ds_utils.views.lettering import Canvas
from dl4ds_utils.views.ruler import RuledAxes

__all__ = ["DPI", "SHARPNESS", "Sheet"]

DPI = 100
"""Pixels per inch of the picture as it is shown, that is CSS pixels."""
SHARPNESS = 1.5
"""Pixels of the file per CSS pixel: sharp on dense screens, and a lecture's file stays small."""
PAD = 0.08
"""Free border, in inches."""


class Sheet:
    """A figure that pyplot does not know, with axes side by side, and above each other.

    What pyplot does not know, Jupyter's inline backend does not show a second time, and nobody
    has to close.

    Parameters
    ----------
    columns : int
        Number of axes.
    size : tuple of two floats
        Width and height of each part, in inches.
    rows : sequence of int, optional
        How many axes share the height of each column; one by default.
    sharpness : float
        Pixels of the file per CSS pixel.
    """

    def __init__(
        self,
        columns: int,
        size: tuple[float, float],
        rows: Sequence[int] | None = None,
        sharpness: float = SHARPNESS,
    ) -> None:
        # Measured and drawn with the same pixels, so that each text is set once.
        self.figure = Figure(figsize=(size[0] * columns, size[1]), dpi=DPI * sharpness)
        self.canvas = Canvas(self.figure)
        self.rows = list(rows or [1] * columns)
        # From left to right, in a column from top to bottom.
        self.axes: list[Axes] = [
            self.figure.add_axes(
                (0.1 + column / columns, 0.1 + 0.8 * (count - 1 - row) / count, 0.8 / columns,
                 0.6 / count + 0.2 * (count == 1)),
                axes_class=RuledAxes,
            )
            for column, count in enumerate(self.rows)
            for row in range(count)
        ]  # fmt: skip

    def settle(self) -> None:
        """Give the axes all the room that their labels leave."""
        sides = [_overhang(ax, self.canvas) for ax in self.axes]
        width, height = self.figure.get_size_inches()
        part = width / len(self.rows)
        places = [(c, row, n) for c, n in enumerate(self.rows) for row in range(n)]
        # Neighbors in a line begin and end at the same height.
        below: dict[float, float] = {}
        above: dict[float, float] = {}
        for (_, row, count), side in zip(places, sides, strict=True):
            low, high = 1.0 - (row + 1) / count, 1.0 - row / count
            below[low] = max(below.get(low, 0.0), side.y0)
            above[high] = max(above.get(high, 0.0), side.y1)
        for (column, row, count), ax, side in zip(places, self.axes, sides, strict=True):
            low, high = 1.0 - (row + 1) / count, 1.0 - row / count
            left = (column * part + PAD + side.x0) / width
            right = ((column + 1) * part - PAD - side.x1) / width
            bottom = low + (PAD + below[low]) / height
            top = high - (PAD + above[high]) / height
            # However long the labels are, something must be left for the picture.
            room = max(right - left, 0.3 * part / width), max(top - bottom, 0.3 / count)
            ax.set_position((left, bottom, *room))

    @property
    def css_pixels(self) -> tuple[int, int]:
        """Width and height of the picture as it is shown."""
        width, height = self.figure.get_size_inches()
        return round(width * DPI), round(height * DPI)

    def png(self) -> bytes:
        """Draw the figure and give it as a PNG file.

        A palette of 256 colors makes the file a third of its size, and its lines as sharp.
        """
        self.canvas.draw()  # type: ignore[no-untyped-call]
        drawn: NDArray[np.uint8] = np.asarray(self.canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        image = _with_palette(drawn)
        buffer = io.BytesIO()
        image.save(buffer, "png", compress_level=6)
        return buffer.getvalue()


def _overhang(ax: Axes, canvas: Canvas) -> Bbox:
    """Measure how far labels reach beyond the axes, in inches: left, below, right, above."""
    renderer = canvas.get_renderer()
    inside, outside = ax.get_window_extent(renderer), ax.get_tightbbox(renderer)
    if outside is None:
        return Bbox.from_extents(0.0, 0.0, 0.0, 0.0)
    # What lies below the axes needs their height, but may be wider than they are.
    legend = ax.get_legend()
    bottom = outside.y0
    if legend is not None and not legend.get_in_layout():
        bottom = min(bottom, legend.get_window_extent(renderer).y0)
    reach: Sequence[float] = (
        inside.x0 - outside.x0,
        inside.y0 - bottom,
        outside.x1 - inside.x1,
        outside.y1 - inside.y1,
    )
    return Bbox.from_extents(*(max(0.0, pixels) / renderer.dpi for pixels in reach))


def _with_palette(drawn: NDArray[np.uint8]) -> Image.Image:
    """Give an image with the 256 colors that fit it best.

    The ninth part of its pixels is enough to find them; to look at all would take most of the time.
    """
    some = Image.fromarray(np.ascontiguousarray(drawn[::3, ::3, :3]))
    palette = some.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    image = (
        Image.fromarray(drawn).convert("RGB").quantize(palette=palette, dither=Image.Dither.NONE)
    )
    # Pillow takes a color that is near. The mean of what took it is nearer, and white stays white.
    taken, pixels = np.asarray(image)[::7, ::7].ravel(), drawn[::7, ::7].reshape(-1, 4)
    count = np.bincount(taken, minlength=256)
    colors = np.zeros((256, 3), dtype=np.uint8)
    known = np.array(image.getpalette()).reshape(-1, 3)
    colors[: len(known)] = known
    for channel in range(3):
        total = np.bincount(taken, pixels[:, channel], minlength=256)
        colors[count > 0, channel] = np.rint(total[count > 0] / count[count > 0])
    image.putpalette(colors.tobytes())
    return image
