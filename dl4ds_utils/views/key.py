"""The key of a picture: what its colors, markers, dashes and hatches stand for.

Matplotlib's legend packs boxes into boxes and measures all of them again for each, which takes as
long as the rest of a small picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.container import BarContainer
from matplotlib.lines import Line2D
from matplotlib.patches import BoxStyle, Patch, Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox, IdentityTransform
from numpy.typing import NDArray

from dl4ds_utils.views.lettering import font, measure, special
from dl4ds_utils.views.looks import BACKGROUND, GRID, INK, KEY_SIZE

__all__ = ["Key", "columns"]

Floats = NDArray[np.float64]

# In sizes of its letters.
SAMPLE = 2.0
TO_TEXT = 0.8
BETWEEN_ROWS = 0.5
BETWEEN_COLUMNS = 2.0
BORDER = 0.4
FROM_AXES = 0.5
FROM_AXIS = 4.2
"""Below the axes: this leaves room for the numbers and the name of the axis."""

PLACES = ((1, 1), (0, 1), (0, 0), (1, 0), (1, 0.5), (0, 0.5), (0.5, 0), (0.5, 1), (0.5, 0.5))
"""Where it may lie inside the axes, the better places first."""


class Key(Artist):
    """Samples of lines, markers and bars, with their labels.

    Parameters
    ----------
    ax : matplotlib Axes
        The axes it belongs to; their ``get_legend`` gives it.
    handles : sequence of Line2D, Patch or BarContainer
        What is explained.
    labels : sequence of str
        The explanations.
    below : bool
        Whether it lies below the axes. Inside, it takes the place where it hides least.

    Notes
    -----
    `legend_handles` and `get_texts` are there as in Matplotlib's legend.
    """

    zorder = 5.0

    def __init__(
        self, ax: Axes, handles: Sequence[Any], labels: Sequence[str], *, below: bool = False
    ) -> None:
        super().__init__()
        self.labels, self.below = list(labels), below
        self.legend_handles = [_sample(handle) for handle in handles]
        ax.legend_ = cast("Any", self)
        self.axes = self._parent = ax
        self.set_figure(ax.figure)
        # Its height needs room below the axes, but it may be wider than they are.
        self.set_in_layout(not below)
        self._known: tuple[tuple[float, ...], Bbox] | None = None

    @staticmethod
    def knows(handles: Sequence[Any], labels: Sequence[str]) -> bool:
        """Tell whether it can draw samples of all these, and write these labels."""
        return not any(map(special, labels)) and all(
            isinstance(handle, Line2D | Patch | BarContainer) for handle in handles
        )

    def get_texts(self) -> list[Text]:
        """Give the labels as Matplotlib's legend does."""
        return [Text(0.0, 0.0, label) for label in self.labels]

    def get_window_extent(self, renderer: Any = None) -> Bbox:
        """Measure the key, in pixels."""
        if renderer is None:
            renderer = cast("Any", self._parent.figure.canvas).get_renderer()
        return self._place(renderer)[0]

    def get_tightbbox(self, renderer: Any = None) -> Bbox | None:
        """Measure what reaches beyond the axes: inside them nothing does."""
        return self.get_window_extent(renderer) if self.below else None

    def draw(self, renderer: Any) -> None:
        """Draw frame, samples and labels."""
        box, places, size = self._place(renderer)
        gc = renderer.new_gc()
        if not self.below:
            frame = BoxStyle.Round(pad=0.0, rounding_size=0.2 * size)
            gc.set_foreground(GRID)
            path = frame(*box.bounds, 1.0)  # type: ignore[call-arg]
            renderer.draw_path(gc, path, IdentityTransform(), (*to_rgb(BACKGROUND), 0.9))
        gc.set_foreground(INK)
        _, height = renderer.get_canvas_width_height()
        above = 0.0
        for sample, label, (x, y) in zip(self.legend_handles, self.labels, places, strict=True):
            # The base line; a sample is as high as small letters, and level with them.
            _, above, _ = measure(label, font(KEY_SIZE), renderer)
            base = y - above
            if isinstance(sample, Line2D):
                sample.set_data(
                    [x, x + SAMPLE * size / 2, x + SAMPLE * size], [base + 0.35 * size] * 3
                )
            else:
                sample.set_bounds(x, base, SAMPLE * size, 0.7 * size)
            sample.draw(renderer)
            renderer.draw_text(
                gc, x + (SAMPLE + TO_TEXT) * size, height - base, label, font(KEY_SIZE), 0.0
            )
        gc.restore()

    def _place(self, renderer: Any) -> tuple[Bbox, list[tuple[float, float]], float]:
        """Give the box, where each entry has its upper left corner, and the size of letters."""
        size = renderer.points_to_pixels(KEY_SIZE)
        count = len(self.labels)
        parts = np.array_split(np.arange(count), columns(self.labels) if self.below else 1)
        sizes = [measure(label, font(KEY_SIZE), renderer) for label in self.labels]
        line = max(above + below for _, above, below in sizes) + BETWEEN_ROWS * size
        corners, x = [], BORDER * size
        for part in parts:
            corners += [(x, BORDER * size + row * line) for row in range(len(part))]
            widest = max((sizes[index][0] for index in part), default=0.0)
            x += (SAMPLE + TO_TEXT + BETWEEN_COLUMNS) * size + widest
        width = x - BETWEEN_COLUMNS * size + BORDER * size
        height = len(parts[0]) * line + (2 * BORDER - BETWEEN_ROWS) * size
        box = self._box(width, height, size, renderer)
        return box, [(box.x0 + right, box.y1 - down) for right, down in corners], size

    def _box(self, width: float, height: float, size: float, renderer: Any) -> Bbox:
        area = self._parent.bbox
        if self.below:
            left = area.x0 + 0.55 * area.width - width / 2
            return Bbox.from_bounds(left, area.y0 - FROM_AXIS * size - height, width, height)
        where = (*area.extents, width, height)
        if self._known is None or self._known[0] != where:
            gap = FROM_AXES * size
            x0, y0, w, h = area.x0 + gap, area.y0 + gap, area.width - 2 * gap, area.height - 2 * gap
            boxes = [
                Bbox.from_bounds(x0 + right * (w - width), y0 + up * (h - height), width, height)
                for right, up in PLACES
            ]
            points = _occupied(self._parent, renderer)
            hidden = [
                int(((points >= box.min) & (points <= box.max)).all(axis=1).sum()) for box in boxes
            ]
            self._known = where, boxes[int(np.argmin(hidden))]
        return self._known[1]


def columns(labels: Sequence[str]) -> int:
    """Tell how many labels fit beside each other below the axes."""
    return max(1, min(3, len(labels), 68 // (max(map(len, labels)) + 6)))


def _sample(handle: Any) -> Line2D | Rectangle:
    if isinstance(handle, Line2D):
        line = Line2D([], [])
        line.update_from(handle)
        line.set(transform=IdentityTransform(), markevery=[1], clip_box=None, clip_path=None)
        return line
    patch = Rectangle((0.0, 0.0), 1.0, 1.0)
    patch.update_from(handle[0] if isinstance(handle, BarContainer) else handle)
    patch.set(transform=IdentityTransform(), clip_box=None, clip_path=None)
    return patch


def _occupied(ax: Axes, renderer: Any) -> Floats:
    """Give points, in pixels, that a key should not hide; lines are full of them."""
    found = []
    for line in ax.lines:
        points = np.asarray(line.get_transform().transform(line.get_xydata()))
        if 1 < len(points) < 100:
            places = np.linspace(0.0, len(points) - 1.0, 200)
            points = np.stack(
                [np.interp(places, np.arange(len(points)), points[:, k]) for k in (0, 1)], axis=1
            )
        found.append(points)
    for collection in ax.collections:
        offsets = np.asarray(collection.get_offsets())
        if len(offsets) > 1:
            found.append(np.asarray(collection.get_offset_transform().transform(offsets)))
        else:
            found += [
                np.asarray(collection.get_transform().transform(path.vertices))
                for path in collection.get_paths()
            ]
    boxes = [artist.get_window_extent(renderer) for artist in (*ax.patches, *ax.texts)]
    for box in boxes:
        x, y = np.meshgrid(np.linspace(box.x0, box.x1, 9), np.linspace(box.y0, box.y1, 9))
        found.append(np.stack([x.ravel(), y.ravel()], axis=1))
    return np.concatenate(found) if found else np.empty((0, 2))
