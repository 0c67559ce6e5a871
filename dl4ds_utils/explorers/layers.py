"""What a panel shows: layers that name their numbers and leave the drawing to others.

A layer's numbers are *references*: the name of one of the scene's arrays, which is looked up at the
present state of the controls, or a constant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from dl4ds_utils.explorers.look import BadScene, Look

__all__ = [
    "Area",
    "Arrows",
    "Bars",
    "Cells",
    "Contour",
    "Image",
    "Layer",
    "Line",
    "Marker",
    "Path",
    "Points",
    "Reference",
    "Rule",
    "Segments",
    "Span",
    "Words",
    "plain",
]

Reference = str | ArrayLike
Shapes = Mapping[str, tuple[tuple[int | str, ...], ...]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Layer:
    """What all layers share.

    Parameters
    ----------
    look : Look
        Color and second cue.
    label : str
        Entry of the legend; empty for none.
    when : mapping of str to int or sequence of int
        Show it only at these indices of a control.
    """

    kind: ClassVar[str]
    shapes: ClassVar[Shapes] = {}
    """For each reference the shapes it may have; equal letters stand for equal lengths."""

    look: Look = field(default_factory=Look)
    label: str = ""
    when: Mapping[str, Any] = field(default_factory=dict)

    def references(self) -> dict[str, Reference]:
        """Give the references that are set, by the names of their fields."""
        given = {name: getattr(self, name) for name in self.shapes}
        return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True, kw_only=True, eq=False)
class Line(Layer):
    """A curve; NaN breaks it; with `upto` it is faint beyond the index of that control."""

    kind: ClassVar[str] = "line"
    shapes: ClassVar[Shapes] = {"x": (("K",),), "y": (("K",),)}
    x: Reference
    y: Reference
    upto: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Path(Layer):
    """Iterates in two dimensions, hollow at the start, a dot at the index of `upto`."""

    kind: ClassVar[str] = "path"
    shapes: ClassVar[Shapes] = {"xy": (("K", 2),)}
    xy: Reference
    upto: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Points(Layer):
    """Single points; `classes` choose color and marker of each."""

    kind: ClassVar[str] = "points"
    shapes: ClassVar[Shapes] = {"xy": (("K", 2),), "classes": (("K",),)}
    xy: Reference
    classes: Reference | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Segments(Layer):
    """Straight lines from a to b, such as residuals."""

    kind: ClassVar[str] = "segments"
    shapes: ClassVar[Shapes] = {"a": (("K", 2),), "b": (("K", 2),)}
    a: Reference
    b: Reference


@dataclass(frozen=True, kw_only=True, eq=False)
class Arrows(Layer):
    """Arrows from a, one place or many, to b."""

    kind: ClassVar[str] = "arrows"
    shapes: ClassVar[Shapes] = {"a": ((2,), ("K", 2)), "b": (("K", 2),)}
    a: Reference
    b: Reference


@dataclass(frozen=True, kw_only=True, eq=False)
class Contour(Layer):
    """Lines of equal value of a table over two ranges, with soft bands between them."""

    kind: ClassVar[str] = "contour"
    shapes: ClassVar[Shapes] = {
        "values": (("R", "C"),), "x": ((2,),), "y": ((2,),), "levels": (("L",),),
    }  # fmt: skip
    values: Reference
    x: Reference
    y: Reference
    levels: Reference


@dataclass(frozen=True, kw_only=True, eq=False)
class Image(Layer):
    """Regions by class number, or a map of values where `continuous`, over two ranges."""

    kind: ClassVar[str] = "image"
    shapes: ClassVar[Shapes] = {
        "codes": (("R", "C"),), "x": ((2,),), "y": ((2,),),
    }  # fmt: skip
    codes: Reference
    x: Reference
    y: Reference
    continuous: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells(Layer):
    """A small table of colored cells; row 0 is on top."""

    kind: ClassVar[str] = "cells"
    shapes: ClassVar[Shapes] = {"codes": (("R", "C"),)}
    codes: Reference


@dataclass(frozen=True, kw_only=True, eq=False)
class Bars(Layer):
    """Named bars from 0; `looks` gives each its own."""

    kind: ClassVar[str] = "bars"
    shapes: ClassVar[Shapes] = {"values": (("K",),)}
    values: Reference
    names: tuple[str, ...]
    looks: tuple[Look, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Area(Layer):
    """The area between two curves."""

    kind: ClassVar[str] = "area"
    shapes: ClassVar[Shapes] = {
        "x": (("K",),), "y": (("K",),), "y0": ((), ("K",)),
    }  # fmt: skip
    x: Reference
    y: Reference
    y0: Reference = 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Rule(Layer):
    """A straight line across the panel, at one x or at one y."""

    kind: ClassVar[str] = "rule"
    shapes: ClassVar[Shapes] = {"x": ((),), "y": ((),)}
    x: Reference | None = None
    y: Reference | None = None

    def __post_init__(self) -> None:
        """Refuse a rule with two places, or none."""
        if (self.x is None) == (self.y is None):
            raise BadScene("rule", "give it either x or y")


@dataclass(frozen=True, kw_only=True, eq=False)
class Span(Layer):
    """A shaded zone across the panel, between two x or two y."""

    kind: ClassVar[str] = "span"
    shapes: ClassVar[Shapes] = {"x": ((2,),), "y": ((2,),)}
    x: Reference | None = None
    y: Reference | None = None

    def __post_init__(self) -> None:
        """Refuse a zone with two directions, or none."""
        if (self.x is None) == (self.y is None):
            raise BadScene("span", "give it either x or y")


@dataclass(frozen=True, kw_only=True, eq=False)
class Marker(Layer):
    """One point."""

    kind: ClassVar[str] = "marker"
    shapes: ClassVar[Shapes] = {"xy": ((2,),)}
    xy: Reference


@dataclass(frozen=True, kw_only=True, eq=False)
class Words(Layer):
    """A text at a place."""

    kind: ClassVar[str] = "text"
    shapes: ClassVar[Shapes] = {"xy": ((2,),)}
    xy: Reference
    text: str


def plain(value: Any) -> Any:
    """Turn a field into what JSON can hold: numbers with six digits, lists, dicts, text."""
    if hasattr(value, "as_json"):
        return value.as_json()
    if isinstance(value, (str, bool, int)) or value is None:
        return value
    if isinstance(value, Mapping):
        return {name: plain(entry) for name, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    array = np.asarray(value)
    if array.dtype.kind not in "biuf" or not np.isfinite(array).all():
        raise BadScene("constant", f"{value!r} is not made of finite numbers; use an array")
    if array.ndim:
        return [plain(entry) for entry in array.tolist()]
    return float(f"{float(array):.6g}")
