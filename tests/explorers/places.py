"""Places of a scene's controls, by their values."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from dl4ds_utils.explorers.scene import Scene

__all__ = ["at", "grid", "states"]


def grid(scene: Scene, name: str) -> np.ndarray:
    """Give the values of a control."""
    return np.array(next(control.values for control in scene.controls if control.name == name))


def at(scene: Scene, **values: float) -> Scene:
    """Move controls to the values nearest to these."""
    return scene.at(**{k: int(np.abs(grid(scene, k) - v).argmin()) for k, v in values.items()})


def states(scene: Scene, *names: str) -> Iterator[tuple[dict[str, Any], Scene]]:
    """Give the values and the scene at each state of some controls."""
    controls = [next(c for c in scene.controls if c.name == name) for name in names]
    for places in itertools.product(*(range(len(control)) for control in controls)):
        values = {c.name: (c.values or c.labels)[k] for c, k in zip(controls, places, strict=True)}
        yield values, scene.at(**dict(zip(names, places, strict=True)))
