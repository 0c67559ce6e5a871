"""The rulers of the axes: grid, ticks and labels, drawn without an object for each tick.

Matplotlib makes five artists for each tick, which takes most of the time of a small picture. Where
ticks are and what stands there, its locators and formatters still decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple, cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis, XAxis, YAxis
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.transforms import Bbox, IdentityTransform
from numpy.typing import NDArray

from dl4ds_utils.views import looks
from dl4ds_utils.views.lettering import font as letter_font
from dl4ds_utils.views.lettering import measure, special

__all__ = ["RuledAxes"]

Floats = NDArray[np.float64]

# All in points.
LENGTHS = {"major": 3.5, "minor": 2.0}
WIDTHS = {"major": 0.8, "minor": 0.6}
GAP = 3.5
"""Between a tick and its label, in points."""

SIDES = {"bottom", "top", "left", "right"}
KNOWN = {"gridOn", "length", "labelsize", *SIDES, *(f"label{side}" for side in SIDES)}
"""Settings of ticks that a ruler can draw."""


class Word(NamedTuple):
    """A text in its place: where it begins on its base line, and its box, in pixels upwards."""

    text: str
    font: FontProperties
    x: float
    y: float
    angle: float
    box: tuple[float, float, float, float]


class Lines(NamedTuple):
    """Lines of one kind, from each even vertex to the next, in pixels upwards."""

    vertices: Floats
    width: float
    color: str
    clip: Bbox | None


class _Ruled(Axis):
    """An axis drawn by its ruler.

    What a ruler does not know, such as turned labels or mathtext, Matplotlib draws as always.
    Settings of the whole axis hold for both, changes of single ticks only for Matplotlib.
    """

    along: int
    near: str
    far: str

    def set_clip_path(self, path: Any, transform: Any = None) -> None:
        """Set the clip path."""
        with self._without_ticks():
            super().set_clip_path(path, transform)

    def set_tick_params(self, *args: Any, **options: Any) -> None:
        """Set how ticks look."""
        with self._without_ticks():
            super().set_tick_params(*args, **options)

    @contextmanager
    def _without_ticks(self) -> Iterator[None]:
        """Keep Matplotlib from making ticks only to set them: they will be set when they come."""
        missing = [name for name in ("majorTicks", "minorTicks") if name not in vars(self)]
        for name in missing:
            setattr(self, name, [])
        try:
            yield
        finally:
            for name in missing:
                delattr(self, name)

    def get_tightbbox(self, renderer: Any = None, **options: Any) -> Bbox | None:
        """Measure the words, in pixels; the lines reach no further."""
        words = self._layout(renderer)[0] if renderer is not None else None
        if words is None:
            return super().get_tightbbox(renderer, **options)
        if not (words and self.get_visible()):
            return None
        boxes = np.array([word.box for word in words])
        return Bbox([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])

    def draw(self, renderer: Any) -> None:
        """Draw lines and words."""
        words, lines = self._layout(renderer)
        if words is None:
            super().draw(renderer)
            return
        if not self.get_visible():
            return
        gc = renderer.new_gc()
        for vertices, width, color, clip in lines:
            gc.set_foreground(color)
            gc.set_linewidth(width)
            gc.set_clip_rectangle(clip)
            codes = np.empty(len(vertices), dtype=Path.code_type)
            codes[::2], codes[1::2] = Path.MOVETO, Path.LINETO
            renderer.draw_path(gc, Path(vertices, codes), IdentityTransform())
        gc.set_foreground(looks.INK)
        gc.set_clip_rectangle(None)
        _, height = renderer.get_canvas_width_height()
        for text, font, x, y, angle, _ in words:
            renderer.draw_text(gc, x, height - y, text, font, angle)
        gc.restore()

    def _layout(self, renderer: Any) -> tuple[list[Word] | None, list[Lines]]:
        """Place everything; without words, if Matplotlib must do it."""
        name = self.label
        if name.get_rotation() != 90.0 * self.along or special(name.get_text()):
            return None, []
        scale = renderer.points_to_pixels(1.0)
        words: list[Word] = []
        lines: list[Lines] = []
        if not (
            self._place_ticks("minor", words, lines, scale, renderer)
            and self._place_ticks("major", words, lines, scale, renderer)
        ):
            return None, []
        self._place_offset(words, scale, renderer)
        self._place_name(words, scale, renderer)
        return words, lines

    def _place_ticks(
        self,
        which: Literal["major", "minor"],
        words: list[Word],
        lines: list[Lines],
        scale: float,
        renderer: Any,
    ) -> bool:
        params: dict[str, Any] = self.get_tick_params(which)
        major = which == "major"
        locs = np.asarray(self.get_majorticklocs() if major else self.get_minorticklocs())
        if not len(locs):
            return True
        formatter = self.get_major_formatter() if major else self.get_minor_formatter()
        texts = formatter.format_ticks(cast("list[float]", locs))  # an array does
        if not KNOWN.issuperset(params) or any(map(special, texts)):
            return False
        box = self.axes.bbox.extents
        (low, high), (start, stop) = box[self.along :: 2], box[1 - self.along :: 2]
        places = self._pixels(locs)
        # A tick at the end may be off by the error of rounding.
        seen = (places > low - 0.01) & (places < high + 0.01)
        length = params.get("length", LENGTHS[which]) * scale
        if params["gridOn"]:
            grid = self._across(places[seen], start, stop)
            lines.append(Lines(grid, 0.8, looks.GRID, self.axes.bbox))
        for side, edge, out in ((self.near, start, -1.0), (self.far, stop, 1.0)):
            if params[side]:
                ends = self._across(places[seen], edge, edge + out * length)
                lines.append(Lines(ends, WIDTHS[which], looks.INK, None))
            if params[f"label{side}"]:
                font = letter_font(params.get("labelsize", 10.0))
                edge += out * (length + GAP * scale)
                words += [
                    self._tick_word(text, font, place, edge, out, renderer)
                    for text, place, shown in zip(texts, places, seen, strict=True)
                    if shown and text
                ]
        return True

    def _pixels(self, locs: Floats) -> Floats:
        points = np.empty((len(locs), 2))
        axes = self.axes
        points[:, 0], points[:, 1] = axes.get_xlim()[0], axes.get_ylim()[0]
        points[:, self.along] = locs
        return np.asarray(axes.transData.transform(points))[:, self.along]

    def _across(self, places: Floats, start: float, stop: float) -> Floats:
        vertices = np.empty((2 * len(places), 2))
        vertices[:, self.along] = np.repeat(places, 2)
        vertices[::2, 1 - self.along], vertices[1::2, 1 - self.along] = start, stop
        return vertices

    def _tick_word(
        self, text: str, font: FontProperties, place: float, edge: float, out: float, renderer: Any
    ) -> Word:
        """Place a label with its middle at the tick and its side at the edge."""
        width, up, down = measure(text, font, renderer)
        if self.along == 0:
            x, y = place - width / 2, edge - up if out < 0 else edge + down
        else:
            x, y = edge - width if out < 0 else edge, place - up / 2
        return Word(text, font, x, y, 0.0, (x, y - down, x + width, y + up))

    def _place_offset(self, words: list[Word], scale: float, renderer: Any) -> None:
        """Write what all labels leave out, such as 1e9, at the end of the axis."""
        text = self.get_major_formatter().get_offset()
        if not text:
            return
        font = letter_font(10.0)
        width, up, down = measure(text, font, renderer)
        box = self.axes.bbox
        if self.along == 0:
            low = min((word.box[1] for word in words), default=box.y0)
            x, y = box.x1 - width, low - 3.0 * scale - up
        else:
            x, y = box.x0, box.y1 + 3.0 * scale + down
        words.append(Word(text, font, x, y, 0.0, (x, y - down, x + width, y + up)))

    def _place_name(self, words: list[Word], scale: float, renderer: Any) -> None:
        text, font = self.label.get_text(), self.label.get_fontproperties()
        if not text:
            return
        width, up, down = measure(text, font, renderer)
        box, pad = self.axes.bbox, self.labelpad * scale
        far = self.get_label_position() == self.far
        if self.along == 0:
            x = (box.x0 + box.x1 - width) / 2
            y = (
                max([box.y1, *(word.box[3] for word in words)]) + pad + down
                if far
                else min([box.y0, *(word.box[1] for word in words)]) - pad - up
            )
            words.append(Word(text, font, x, y, 0.0, (x, y - down, x + width, y + up)))
        else:
            y = (box.y0 + box.y1 - width) / 2
            x = (
                max([box.x1, *(word.box[2] for word in words)]) + pad + up
                if far
                else min([box.x0, *(word.box[0] for word in words)]) - pad - down
            )
            words.append(Word(text, font, x, y, 90.0, (x - up, y, x + down, y + width)))


class _RuledX(_Ruled, XAxis):
    along, near, far = 0, "bottom", "top"


class _RuledY(_Ruled, YAxis):
    along, near, far = 1, "left", "right"


class RuledAxes(Axes):
    """Axes with rulers."""

    def _init_axis(self) -> None:
        # Matplotlib has custom projections make their axes here. These are its own, drawn faster.
        super()._init_axis()  # type: ignore[misc]
        self.xaxis.__class__ = _RuledX
        self.yaxis.__class__ = _RuledY
        for spine in self.spines.values():
            # Else it asks for ticks, to be measured with their lengths.
            spine.register_axis(cast("Axis", None))

    def clear(self) -> None:
        """Clear the axes."""
        super().clear()
        # Matplotlib puts the spines in their places when it makes the first tick.
        for spine in self.spines.values():
            spine.set_position(("outward", 0.0))
