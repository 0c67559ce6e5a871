"""Where the ticks of an axis stand, and what they say: few enough for a narrow panel."""

from __future__ import annotations

import math
from collections.abc import Iterable

from dl4ds_utils.explorers.captions import number

__all__ = ["Ticks", "ticks"]

Ticks = tuple[tuple[float, str], ...]

COUNT = 6
"""About as many; a front end leaves out the texts that would touch."""
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def ticks(lo: float, hi: float, scale: str = "linear", linthresh: float = 1.0) -> Ticks:
    """Give the places of ticks from `lo` to `hi`, with their texts.

    Examples
    --------
    >>> [text for _, text in ticks(0.0, 0.3)]
    ['0.00', '0.05', '0.10', '0.15', '0.20', '0.25', '0.30']
    >>> [text for _, text in ticks(1e-9, 1.0, "log")]
    ['10⁻⁸', '10⁻⁶', '10⁻⁴', '10⁻²', '1']
    >>> [text for _, text in ticks(-100.0, 100.0, "symlog")]
    ['−100', '−10', '0', '10', '100']
    """
    if scale == "log":
        return _logarithmic(lo, hi)
    largest = max(abs(lo), abs(hi))
    if scale == "symlog" and largest > 10.0 * linthresh:
        # Up to the threshold all is close to 0.
        powers = _thinned(_powers(2.0 * linthresh, largest), 2 if lo < 0.0 < hi else 1)
        sides = [*((-(10.0**k), f"−{_power(k, powers)}") for k in reversed(powers)), (0.0, "0"),
                 *((10.0**k, _power(k, powers)) for k in powers)]  # fmt: skip
        return _within(lo, hi, sides)
    rough = (hi - lo) / COUNT
    base = 10.0 ** math.floor(math.log10(rough))
    step = next(m * base for m in (1, 2, 5, 10) if m * base >= 0.999 * rough)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    # Three significant digits tell them apart, where they are long otherwise.
    short = (largest >= 1e5 or digits >= 5) and step >= 0.01 * largest
    places = [k * step for k in range(math.floor(lo / step), math.ceil(hi / step) + 1)]
    texts = [number(v) if short else f"{v:.{digits}f}".replace("-", "−") for v in places]
    return _within(lo, hi, zip(places, texts, strict=True))


def _logarithmic(lo: float, hi: float) -> Ticks:
    powers = _powers(lo, hi)
    if len(powers) >= 3:
        powers = _thinned(powers)
        return tuple((10.0**k, _power(k, powers)) for k in powers)
    around = range(math.floor(math.log10(lo)), math.ceil(math.log10(hi)) + 1)
    places = [m * 10.0**k for k in around for m in (1, 2, 5)]
    return _within(lo, hi, ((v, f"{v:g}" if 1e-4 <= v < 1e5 else number(v)) for v in places))


def _powers(lo: float, hi: float) -> list[int]:
    return [*range(math.ceil(math.log10(lo) - 1e-9), math.floor(math.log10(hi) + 1e-9) + 1)]


def _thinned(powers: list[int], sides: int = 1) -> list[int]:
    every = -(-sides * len(powers) // COUNT)
    return [k for k in powers if k % every == 0]


def _power(k: int, others: list[int]) -> str:
    if k in (0, 1) or all(-3 <= other <= 4 for other in others):
        return f"{10.0**k:g}"
    return f"10{str(k).translate(RAISED)}"


def _within(lo: float, hi: float, some: Iterable[tuple[float, str]]) -> Ticks:
    slack = 1e-6 * (hi - lo)
    return tuple((v, text) for v, text in some if lo - slack <= v <= hi + slack)
