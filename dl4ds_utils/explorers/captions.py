"""The sentences below a picture, at a state; the front end writes the same ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from dl4ds_utils.explorers.scene import Caption, Scene

__all__ = ["caption", "number"]


def caption(scene: Scene) -> str:
    """Give all sentences at the present state, joined by spaces."""
    return " ".join(filter(None, (_sentence(scene, part) for part in scene.captions)))


def number(value: float) -> str:
    """Write a number in a sentence: three significant digits and a real minus sign.

    Examples
    --------
    >>> number(-0.20000001), number(1e-5), number(808100791959400.0), number(-0.0)
    ('−0.2', '1e−5', '8.08e14', '0')
    >>> number(float("-inf")), number(float("nan"))
    ('−∞', 'not a number')
    """
    if np.isnan(value):
        return "not a number"
    if np.isinf(value):
        return "∞" if value > 0 else "−∞"
    digits, _, exponent = f"{value + 0.0:.3g}".partition("e")
    return (digits + (f"e{int(exponent)}" if exponent else "")).replace("-", "−")


def _sentence(scene: Scene, part: Caption) -> str:
    controls = {control.name: control for control in scene.controls}
    text = part.text
    if part.choose:
        text = part.texts[int(scene.look_up(part.choose))]
    elif part.texts:
        shape = [len(controls[name]) for name in part.axes]
        place = [controls[name].index for name in part.axes]
        return part.texts[int(np.ravel_multi_index(place, shape))] if place else part.texts[0]
    values = {
        name: controls[source].labels[controls[source].index]
        if source in controls
        else number(float(scene.look_up(source)))
        for name, source in part.values.items()
    }
    return text.format_map(values)
