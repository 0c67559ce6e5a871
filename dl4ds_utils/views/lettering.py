"""Matplotlib's renderer with a memory for texts: each is set once, however often it is drawn.

A picture measures its texts to lay itself out and draws them afterwards, and the next picture has
many of the same numbers on its axes. Setting a text takes Matplotlib longer than drawing a curve.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil, floor
from typing import Any, NamedTuple

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from numpy.typing import NDArray

from dl4ds_utils.views.looks import FONT

__all__ = [
    "Canvas",
    "Letters",
    "Renderer",
    "font",
    "font_file",
    "letters",
    "measure",
    "reach",
    "special",
]

SUBPIXELS = 64
"""FreeType measures in 64ths of a pixel."""


class Letters(NamedTuple):
    """A text as it is set: its size in pixels, and how much of each pixel it covers.

    `left` and `below` tell how far the pixels begin to the right of the text's origin and how far
    they reach below its base line.
    """

    width: float
    height: float
    descent: float
    left: int
    below: int
    cover: NDArray[np.uint8]


@lru_cache(maxsize=2048)
def letters(text: str, file: str, points: float, dpi: float) -> Letters:
    """Set a line of text, in pixels; without hinting, which takes long and changes little.

    Parameters
    ----------
    text : str
        A single line, without mathtext.
    file : str
        The font's file.
    points, dpi : float
        Size of the letters in points, and pixels per inch.
    """
    face = get_font(file)
    face.clear()
    face.set_size(points, dpi)
    face.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    width, height = (length / SUBPIXELS for length in face.get_width_height())
    descent = face.get_descent() / SUBPIXELS
    face.draw_glyphs_to_bitmap(antialiased=True)
    cover = np.array(face.get_image())
    cover.setflags(write=False)  # many pictures share it
    # The first row and column hold the pixels in which the letters begin.
    left = floor(face.get_bitmap_offset()[0] / SUBPIXELS)
    below = len(cover) - ceil(height - descent)
    return Letters(width, height, descent, left, below, cover)


@lru_cache(maxsize=64)
def font_file(prop: FontProperties) -> str:
    """Find the font's file; Matplotlib remembers it too, but takes long to remember."""
    return str(findfont(prop))


@lru_cache(maxsize=8)
def reach(file: str) -> tuple[float, float]:
    """Tell how far a font's letters reach above and below the base line, in sizes of letters."""
    face = get_font(file)
    table, head = face.get_sfnt_table("OS/2"), face.get_sfnt_table("head")
    if table is None or head is None:
        return 0.76, 0.24
    unit = head["unitsPerEm"]
    return table["sTypoAscender"] / unit, -table["sTypoDescender"] / unit


@lru_cache(maxsize=16)
def font(size: float) -> FontProperties:
    """Give the font of all pictures, in points."""
    return FontProperties(family=FONT, size=size)


def measure(text: str, prop: FontProperties, renderer: Any) -> tuple[float, float, float]:
    """Measure a word: its width, and what its line needs above and below the base line, in pixels.

    Each line is as high as its font's letters, so that words beside each other are level.
    """
    width, height, descent = renderer.get_text_width_height_descent(text, prop, ismath=False)
    size = renderer.points_to_pixels(prop.get_size_in_points())
    above, below = (size * part for part in reach(font_file(prop)))
    return width, max(above, height - descent), max(below, descent)


def special(text: str) -> bool:
    """Tell whether a text is more than a line of letters: mathtext or several lines."""
    return "$" in text or "\n" in text


class Renderer(RendererAgg):
    """Matplotlib's renderer, but plain texts come from memory."""

    def get_text_width_height_descent(
        self,
        s: str,
        prop: FontProperties,
        ismath: Any,
    ) -> tuple[float, float, float]:
        """Measure a text, in pixels."""
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)  # type: ignore[no-any-return, no-untyped-call]
        return _known(s, prop, self.dpi)[:3]

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        """Draw a text; x and y, downwards, are where it begins on its base line."""
        if ismath or angle not in (0.0, 90.0):
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)  # type: ignore[no-untyped-call]
            return
        text = _known(s, prop, self.dpi)
        rows = len(text.cover)
        x, y = round(x), round(self.height - y)  # y upwards from here on
        if angle == 90.0:
            cover, left, bottom = np.rot90(text.cover), x - rows + text.below, y + text.left
        else:
            cover, left, bottom = text.cover, x + text.left, y - text.below
        colored = np.empty((*cover.shape, 4), dtype=np.uint8)
        colored[..., :3] = [round(255 * part) for part in gc.get_rgb()[:3]]
        colored[..., 3] = cover if gc.get_alpha() == 1.0 else gc.get_alpha() * cover
        self.draw_image(gc, left, bottom, colored[::-1])


def _known(text: str, prop: FontProperties, dpi: float) -> Letters:
    return letters(text, font_file(prop), prop.get_size_in_points(), dpi)


class Canvas(FigureCanvasAgg):
    """Matplotlib's canvas, with our renderer."""

    def get_renderer(self) -> Renderer:
        """Give the renderer that fits the figure's size."""
        width, height = self.get_width_height(physical=True)
        dpi = self.figure.dpi
        known: object = getattr(self, "renderer", None)
        if not (
            isinstance(known, Renderer)
            and (known.width, known.height, known.dpi) == (width, height, dpi)
        ):
            known = self.renderer = Renderer(width, height, dpi)  # type: ignore[no-untyped-call]
        return known
