"""A scene: an explorer as data, made once in the kernel, drawn by whoever shows it.

Controls have finite grids, so the state of a scene is one index per control. Everything that can be
seen is looked up in arrays by these indices: the front end does no mathematics.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.explorers.control import Control
from dl4ds_utils.explorers.layers import Layer, plain
from dl4ds_utils.explorers.look import BadScene
from dl4ds_utils.explorers.soundness import check_scene
from dl4ds_utils.explorers.ticks import Ticks, ticks

__all__ = ["Array", "Axis", "BadScene", "Caption", "Control", "Panel", "Pick", "Scene"]

SCALES = ("linear", "log", "symlog")
TYPES = ("u1", "u2", "f4")


@dataclass(frozen=True, eq=False)
class Array:
    """Numbers for each state of some controls.

    Parameters
    ----------
    values : ndarray
        The leading dimensions belong to `axes`, the others to the data.
    axes : tuple of str
        Names of controls.
    type : {"u2", "u1", "f4"}
        How it is packed: 65 533 steps between `lo` and `hi`, 253 steps, or as it is.
    lo, hi : float or tuple of float, optional
        Range that is kept, one for each entry of the last dimension if there are many; by default
        that of the finite values. Finite numbers beyond it come back as its ends.
    scale : {"linear", "log", "symlog"}
        On which the steps have equal size.
    linthresh : float
        Of symlog: below it, steps are about equal.
    """

    values: NDArray[Any]
    axes: tuple[str, ...] = ()
    type: str = "u2"
    lo: Any = None
    hi: Any = None
    scale: str = "linear"
    linthresh: float = 1.0

    def __post_init__(self) -> None:
        """Freeze a copy of the numbers, unless they are another array's."""
        values = self.values
        if values.flags.writeable or values.dtype != np.float64:
            values = np.array(values, dtype=np.float64)
            values.flags.writeable = False
            object.__setattr__(self, "values", values)
        if self.type not in TYPES or self.scale not in SCALES:
            raise BadScene("array", f"has type {self.type} and scale {self.scale}")
        if values.ndim < len(self.axes):
            raise BadScene("array", f"shape {values.shape}, too short for {self.axes}")

    def by(self, *axes: str) -> Array:
        """Give the same numbers indexed by other controls; they are packed once.

        The values of a curve at each step are also one number at each state of the step.
        """
        return replace(self, axes=axes)

    @property
    def slice(self) -> tuple[int, ...]:
        """The shape of the data at one state."""
        return self.values.shape[len(self.axes) :]


@dataclass(frozen=True)
class Axis:
    """One axis of a panel: its text, its scale and the range that is shown."""

    label: str
    lo: float
    hi: float
    scale: str = "linear"
    ticks: Ticks = ()
    linthresh: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a range that cannot be shown."""
        finite = bool(np.isfinite([self.lo, self.hi]).all())
        if self.scale not in SCALES or not finite or not self.lo < self.hi:
            raise BadScene(f"axis {self.label!r}", f"from {self.lo} to {self.hi} ({self.scale})")
        if self.scale == "log" and self.lo <= 0:
            raise BadScene(f"axis {self.label!r}", "a logarithmic one begins above 0")

    def as_json(self) -> dict[str, Any]:
        """Give it for a front end."""
        given = {"label": self.label, "scale": self.scale, "lo": self.lo, "hi": self.hi}
        threshold = {"linthresh": self.linthresh} if self.scale == "symlog" else {}
        found = plain({**given, "ticks": self.marks, **threshold})
        assert isinstance(found, dict)
        return found

    @property
    def marks(self) -> Ticks:
        """Its ticks, with their texts: those that were given and are seen, or round numbers."""
        seen = tuple((v, text) for v, text in self.ticks if self.lo <= v <= self.hi)
        return seen or ticks(self.lo, self.hi, self.scale, self.linthresh)


@dataclass(frozen=True)
class Pick:
    """A click takes the nearest of the K places in the array `at`, by an index of `control`."""

    control: str
    at: str


@dataclass(frozen=True, eq=False)
class Panel:
    """Two axes with layers; panels of one column share its height."""

    title: str
    x: Axis
    y: Axis
    layers: tuple[Layer, ...]
    column: int = 0
    row: int = 0
    aspect: str | None = None
    pick: Pick | None = None


@dataclass(frozen=True)
class Caption:
    """A sentence below the picture.

    Parameters
    ----------
    text : str
        With names in braces, which `values` maps to an array (one number at each state) or to a
        control (its label).
    values : mapping of str to str
        Names of arrays or controls.
    axes : tuple of str
        Controls that choose one of `texts` instead.
    texts : tuple of str
        One for each state of these, in row-major order.
    choose : str
        Name of an array that chooses one of `texts` instead, by one whole number at each state:
        so a few texts do for many states. They may have names in braces, too.
    """

    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    axes: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    choose: str = ""


@dataclass(frozen=True, eq=False)
class Scene:
    """An explorer as data: controls, panels, arrays, captions, and a text for screen readers.

    Parameters
    ----------
    controls : tuple of Control
        The first one is the main one.
    panels : tuple of Panel
        In columns and rows.
    arrays : mapping of str to Array
        All the numbers, by name.
    captions : tuple of Caption
        Sentences that follow the state.
    alt : str
        What the picture shows, in words.
    note : str
        A remark, for instance that a slider had to be coarser.

    Raises
    ------
    BadScene
        If a layer, a caption or a control names what is not there, or shapes do not fit.
    """

    controls: tuple[Control, ...]
    panels: tuple[Panel, ...]
    arrays: Mapping[str, Array]
    captions: tuple[Caption, ...] = ()
    alt: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Check that all parts belong together."""
        check_scene(self)

    def at(self, **indices: int) -> Scene:
        """Give the same scene in another state."""
        unknown = set(indices) - {control.name for control in self.controls}
        if unknown:
            raise BadScene("state", f"no control is called {', '.join(sorted(unknown))}")
        moved = [replace(c, index=indices.get(c.name, c.index)) for c in self.controls]
        return replace(self, controls=tuple(moved))

    def look_up(self, reference: Any) -> Any:
        """Give what a reference stands for at the present state."""
        if not isinstance(reference, str):
            return np.asarray(reference, dtype=np.float64)
        array = self.arrays[reference]
        places = {control.name: control.index for control in self.controls}
        return array.values[tuple(places[name] for name in array.axes)]
