"""What all pictures share: computed once, drawn at will, shown with a text for screen readers."""

from __future__ import annotations

import base64
import html
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, Self, cast

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from dl4ds_utils.errors import Dl4dsError
from dl4ds_utils.views import style
from dl4ds_utils.views.sheet import Sheet

__all__ = ["BadPicture", "Display", "RowDisplay"]


class BadPicture(Dl4dsError, ValueError):  # noqa: N818 - it names the fact
    """Data that cannot be drawn.

    Parameters
    ----------
    what : str
        Which data.
    got, expected : str
        What was given and what is needed.
    remedy : str
        What to do about it.
    """

    def __init__(self, what: str, got: str, expected: str, remedy: str = "") -> None:
        super().__init__(what, got, expected, remedy)
        self.what = what
        self.got = got
        self.expected = expected
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what}: got {self.got}, expected {self.expected}. {self.remedy}".strip()


class Display(ABC):
    """A picture as data, in the manner of scikit-learn's displays.

    A class method ``from_…`` computes; `plot` draws, also again and into other axes; what was
    drawn is in `artists_`, `ax_` and `figure_`. As the last value of a notebook cell the picture
    shows itself once, with `alt` for screen readers and `caption` below it.
    """

    size: tuple[float, float] = style.SIZE
    caption: str = ""
    _sheet: Sheet | None = None
    _drawn: tuple[Axes, dict[str, Any]] | None = None

    @property
    @abstractmethod
    def alt(self) -> str:
        """What the picture shows, in words made from its data."""

    @abstractmethod
    def _draw(self, ax: Axes) -> dict[str, Any]:
        """Draw into the axes and return the artists."""

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw the picture.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; a new figure by default. A picture in axes of your own is shown by
            whoever shows their figure.

        Returns
        -------
        Display
            This picture.
        """
        with style.styled():
            self._sheet = Sheet(1, self.size) if ax is None else None
            axes = self._sheet.axes[0] if self._sheet else cast("Axes", ax)
            self._drawn = axes, self._draw(axes)
            if self._sheet:
                self._sheet.settle()
        return self

    def placed(self, ax: Axes | None) -> Self:
        """Draw into axes that are given; without them, wait until somebody looks.

        Drawing takes longer than computing, and a picture that becomes part of a row is drawn
        there.
        """
        return self if ax is None else self.plot(ax)

    @property
    def artists_(self) -> dict[str, Any]:
        """What was drawn, an artist or a list of them by name."""
        return self._drawing()[1]

    @property
    def ax_(self) -> Axes:
        """Where it was drawn."""
        return self._drawing()[0]

    @property
    def figure_(self) -> Figure | SubFigure:
        """The figure of these axes."""
        return self.ax_.figure

    def _drawing(self) -> tuple[Axes, dict[str, Any]]:
        if self._drawn is None:
            self.plot()
        return cast("tuple[Axes, dict[str, Any]]", self._drawn)

    def png(self) -> bytes:
        """Give the picture as a PNG file, drawn on a figure of its own."""
        if self._sheet is None:
            self.plot()
        with style.styled():
            return cast("Sheet", self._sheet).png()

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        """Show the picture in Jupyter.

        JupyterLab gives an ``image/png`` no alt text, so the same PNG goes into an HTML image that
        has one; the bare PNG serves what shows no HTML, such as an export to PDF.
        """
        text = f"{type(self).__name__}: {self.alt}"
        plain: dict[str, Any] = {"text/plain": text}
        self._drawing()
        if self._sheet is None:  # it is in axes of somebody else's, who shows them
            return plain, {}
        encoded = base64.b64encode(self.png()).decode("ascii")
        width, height = self._sheet.css_pixels
        alt = html.escape(self.alt, quote=True)
        caption = f"<figcaption>{html.escape(self.caption)}</figcaption>" if self.caption else ""
        page = (
            f'<figure style="margin: 0"><img src="data:image/png;base64,{encoded}" alt="{alt}" '
            f'width="{width}" style="max-width: 100%; height: auto">{caption}</figure>'
        )
        metadata = {"image/png": {"width": width, "height": height, "alt": self.alt}}
        return {**plain, "text/html": page, "image/png": encoded}, metadata


class RowDisplay(Display):
    """Pictures side by side in one figure.

    Parameters
    ----------
    displays : sequence of Display
        The pictures, from left to right.
    caption : str, optional
        Text below the figure.

    Notes
    -----
    `artists_` holds the artists of each picture by its number, from "0".
    """

    def __init__(self, displays: Iterable[Display], caption: str = "") -> None:
        self.displays = list(displays)
        self.caption = caption
        if not self.displays:
            raise BadPicture("displays", "none", "at least one picture")

    @classmethod
    def of(cls, *displays: Display, caption: str = "") -> Self:
        """Put pictures side by side.

        Parameters
        ----------
        *displays : Display
            The pictures, from left to right.
        caption : str, optional
            Text below the figure.
        """
        return cls(displays, caption)

    @property
    def alt(self) -> str:
        """The texts of all pictures, from left to right."""
        return " ".join(f"({n}) {display.alt}" for n, display in enumerate(self.displays, start=1))

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw all pictures, each into axes of its own in a new figure."""
        if ax is not None:
            raise BadPicture("ax", "axes", "nothing", "A row makes its own figure.")
        height = max(display.size[1] for display in self.displays)
        # Narrower than alone: two pictures must fit the width of a notebook.
        size = 0.8 * max(display.size[0] for display in self.displays), 0.9 * height
        with style.styled():
            sheet = Sheet(len(self.displays), size)
            artists = {
                str(n): display._draw(part)
                for n, (display, part) in enumerate(zip(self.displays, sheet.axes, strict=True))
            }
            sheet.settle()
        self._sheet, self._drawn = sheet, (sheet.axes[0], artists)
        return self

    def _draw(self, ax: Axes) -> dict[str, Any]:  # noqa: ARG002
        raise BadPicture("row", "a row inside a row", "single pictures")


def named(values: Mapping[str, Any], what: str) -> Mapping[str, Any]:
    """Refuse an empty or unnamed collection of things to draw."""
    if not isinstance(values, Mapping) or not values:
        raise BadPicture(
            what, type(values).__name__, "a dict from label to data", "Name each of them."
        )
    return values
