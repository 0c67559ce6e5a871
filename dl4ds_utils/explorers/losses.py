"""The explorers of losses of a score: four losses of a margin, and one that breaks on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.explorers.captions import number
from dl4ds_utils.explorers.demo import explorer
from dl4ds_utils.explorers.grids import choice, numbers
from dl4ds_utils.explorers.layers import Area, Layer, Line, Marker, Reference, Rule, Words
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.precompute import precompute
from dl4ds_utils.explorers.scene import Array, Axis, Caption, Panel, Scene
from dl4ds_utils.explorers.student import Student

__all__ = ["explore_logit", "explore_margin"]

Floats = NDArray[np.float64]

HERE = Look("muted", "dotted", width=1.5)
H = 1e-5
"""Half the distance of two scores whose losses give a slope."""
DOWN = np.array([0.0, 0.0, 1.0, 1.0])
"""A step between its second and its third place."""
KINDS = ("0–1", "squared", "hinge", "logistic")
SIGNS = ("circle", "square", "triangle", "diamond")
SLOPES = tuple((float(v), number(v)) for v in range(-6, 5, 2))
POSITIVE = (1, 2, 5, 10, 15, 20, 25, 30, 33, 35, 36, 36.5, 37, 38, 40, 45, 50, 75,
            *range(100, 701, 50), 709, 710, 750, 800)  # fmt: skip
"""Sizes of scores: dense where the formula on paper goes wrong."""
LEAST = 1e-18
"""Differences below are drawn as if they were that large: 0 has no place on a logarithmic axis."""
ROUNDED = 10.0
"""From such scores on, log(1 − σ) has lost so many digits that it shows."""


@explorer
def explore_margin(bce_with_logits: Callable[..., Any]) -> Scene:
    r"""Slide the margin m of an example through four losses and their slopes.

    The losses are 1 where :math:`m \le 0`, :math:`(1-m)^2`, :math:`\max(0, 1-m)`, and the
    logistic loss, which is the student's for the score m and the label 1.

    Parameters
    ----------
    bce_with_logits : callable
        The student's: from scores and labels of shape (N,) to a number.

    Returns
    -------
    Explorer
        With the control ``m``.
    """
    loss = Student(bce_with_logits, "bce_with_logits")
    wanted = numbers("m", "margin m", np.arange(-40, 61) / 20, -1.0, also=(0.0, 1.0))

    def at(m: float) -> dict[str, Any]:
        three = [loss.ask(np.array([k]), np.array([1.0]), shape=()) for k in (m - H, m, m + H)]
        return {"loss": three[1], "slope": (three[2] - three[0]) / (2 * H)}

    found = precompute(at, wanted, slow=[loss])
    (margin,), logistic = found.controls, found.arrays["loss"]
    m, slope = np.array(margin.values), found.arrays["slope"]
    values = {
        "loss": (1.0 * (m <= 0.0), (1.0 - m) ** 2, np.maximum(0.0, 1.0 - m), logistic),
        "slope": (np.where(m == 0.0, np.nan, 0.0), 2.0 * (m - 1.0),
                  np.where(m == 1.0, np.nan, -1.0 * (m < 1.0)), slope),
    }  # fmt: skip
    arrays = {
        "m": Array(m), "here": Array(m, ("m",), "f4"), "mirror": Array(2.0 - m, ("m",), "f4"),
        "odd": Array(np.where(slope < 0.0, 0.0, 1.0), ("m",), "u1"),
        # At the jump and at the corner a curve through the points of the grid would be slanted.
        "jump": Array(np.array([m[0], 0.0, 0.0, m[-1]])), "jump_loss": Array(1.0 - DOWN),
        "gap": Array(np.array([m[0], 0.0, np.nan, 0.0, m[-1]])), "gap_slope": Array(np.zeros(5)),
        "corner": Array(np.array([m[0], 1.0, 1.0, m[-1]])), "hinge_slope": Array(DOWN - 1.0),
    }  # fmt: skip
    own: dict[str, tuple[Reference, Reference]] = {
        "loss_0": ("jump", "jump_loss"), "slope_0": ("gap", "gap_slope"),
        "slope_2": ("corner", "hinge_slope"),
    }  # fmt: skip
    layers: dict[str, list[Layer]] = {}
    for name, four in values.items():
        layers[name] = [Rule(x="here", look=HERE)]
        for k, (kind, value) in enumerate(zip(KINDS, four, strict=True)):
            curve, dot = Look.of(k, marker="none"), Look(k, marker=SIGNS[k])
            array = f"{name}_{k}"
            arrays[array] = Array(value)
            arrays[f"{array}_here"] = Array(value, ("m",), "f4")
            arrays[f"{array}_at"] = Array(np.stack([m, value], -1), ("m",))
            x, y = own.get(array, ("m", array))
            layers[name].append(Line(x=x, y=y, look=curve, label=kind))
            layers[name].append(Marker(xy=f"{array}_at", look=dot))
    regime = np.select([m < 0.0, m == 0.0, m < 1.0, m == 1.0, m < 2.0], range(5), 5)
    arrays["regime"] = Array(regime, ("m",), "u1")
    panels = (
        Panel("The loss of an example", Axis("margin m", -2.0, 3.0), Axis("loss", -0.3, 9.3),
              tuple(layers["loss"])),
        Panel("The slope of the loss", Axis("margin m", -2.0, 3.0),
              Axis("slope (loss per unit of m)", -6.3, 4.3, ticks=SLOPES),
              tuple(layers["slope"]), column=1),
    )  # fmt: skip
    parts = ", ".join(f"{kind} ({{v{k}}}, {{s{k}}})" for k, kind in enumerate(KINDS))
    names = {"m": "m", "mirror": "mirror"}
    names |= {f"{short}{k}": f"{long}_{k}_here" for k in range(4)
             for short, long in (("v", "loss"), ("s", "slope"))}  # fmt: skip
    now = f"m = {{m}}. Loss and slope are: {parts}."
    texts = [f"{now} {text}" for text in MARGINS]
    texts[1], texts[3] = texts[1].replace("{s0}", "a jump"), texts[3].replace("{s2}", "a corner")
    captions = (
        Caption(texts=tuple(texts), choose="regime", values=names),
        Caption(texts=("", "But your loss of the label 1 does not fall here when the score grows: "
                       "look at bce_with_logits again."), choose="odd"),
    )  # fmt: skip
    return Scene(
        (margin,), panels, arrays, captions,
        alt="Four losses of a margin from −2 to 3, 0–1, squared, hinge and logistic, and beside "
        "them their slopes.",
        note=found.note,
    )  # fmt: skip


MARGINS = (
    "The sign is wrong. All but the 0–1 loss have a slope that says where to go.",
    "Between the two signs: this counts as a mistake. Here the 0–1 loss jumps.",
    "The sign is right, and the 0–1 loss is content. The other three want a larger margin.",
    "The squared loss and the hinge are 0, the hinge at its corner. The logistic loss wants more.",
    "The hinge is content. The squared loss grows again: the example is too right for it. The "
    "logistic loss wants more, but less and less.",
    "The hinge is content. The example is too right for the squared loss: it costs as much as with "
    "the margin {mirror}. The logistic loss wants more, but less and less.",
)


@explorer
def explore_logit(bce_with_logits: Callable[..., Any], on_paper: Callable[..., Any]) -> Scene:
    r"""Slide a score from −800 to 800 through two formulas for the same loss.

    One is the student's, the other :math:`-(1-y)\log(1-\sigma(f)) - y\log\sigma(f)` as it stands.

    Parameters
    ----------
    bce_with_logits, on_paper : callable
        From scores and labels of shape (N,) to a number.

    Returns
    -------
    Explorer
        With the controls ``f`` and ``label``.
    """
    both = Student(bce_with_logits, "bce_with_logits"), Student(on_paper, "the formula on paper")
    sizes = [*(-size for size in POSITIVE), 0.0, *POSITIVE]
    wanted = (
        numbers("f", "score f", sizes, 5.0, also=(-800, -710, -709, 36.5, 37, 40, 709, 710, 800)),
        choice("label", "label", ("y = 0", "y = 1")),
    )

    def at(f: float, label: str) -> dict[str, Any]:
        given = np.array([f]), np.array([float(label[-1])])
        return {"both": np.array([student.ask(*given, shape=()) for student in both])}

    found = precompute(at, *wanted, slow=both)
    score, label = found.controls
    f, (yours, paper) = np.array(score.values), np.moveaxis(found.arrays["both"], -1, 0)
    with np.errstate(invalid="ignore"):
        gap = np.abs(yours - paper)
    gap[~np.isfinite(gap)] = np.nan
    right = np.array([[(x < 0.0) == name.endswith("0") for name in label.labels] for x in f])
    zones = {"not a number": np.isnan(paper), "∞": np.isinf(paper)}
    axes = ("f", "label")
    places = np.broadcast_to(f[:, np.newaxis], paper.shape)
    arrays = {
        "f": Array(f), "yours": Array(yours.T, ("label",)), "paper": Array(paper.T, ("label",)),
        # As a browser has them, so that the caption is the same here: 1e−305 is 0.
        "yours_now": Array(yours.astype(np.float32), axes, "f4"),
        "paper_now": Array(paper.astype(np.float32), axes, "f4"),
        "yours_at": Array(np.stack([places, yours], -1), axes),
        "paper_at": Array(np.stack([places, paper], -1), axes),
        "gap": Array(np.maximum(gap, LEAST).T, ("label",), scale="log"),
        "gap_at": Array(np.stack([places, np.maximum(gap, LEAST)], -1), axes, "f4"),
        "gap_now": Array(gap, axes, "f4"),
        "regime": Array(_regime(places, right, yours, paper, gap), axes, "u1"),
    }  # fmt: skip
    shades: dict[float, list[Layer]] = {800.0: [], 1e3: []}
    for k, (name, zone) in enumerate(zones.items(), 2):
        for top, some in shades.items():
            arrays[f"zone_{k}_{top:g}"] = Array(np.where(zone, top, np.nan).T, ("label",))
            some.append(Area(x="f", y=f"zone_{k}_{top:g}", y0=LEAST if some is shades[1e3] else 0.0,
                             look=Look(k), label=f"on paper: {name}"))  # fmt: skip
        wide, close = (_middle(f, zone.T, reach) for reach in (800.0, 50.0))
        for word, at_x, at_y in (("word", wide, 330.0), ("near", close, 1e-8)):
            place = np.stack([at_x, np.full(len(at_x), at_y)], -1)
            arrays[f"{word}_{k}"] = Array(place, ("label",), "f4")
        shades[800.0].append(Words(xy=f"word_{k}", text=name, look=Look("ink")))
        shades[1e3].append(Words(xy=f"near_{k}", text=name, look=Look("ink")))
    panels = (
        Panel(
            "The loss", Axis("score f", -810.0, 810.0), Axis("loss of the example", -40.0, 820.0),
            (
                *shades[800.0], Line(x="f", y="yours", look=Look(0, "solid"), label="yours"),
                Line(x="f", y="paper", look=Look(1, "dashed"), label="on paper"),
                Marker(xy="paper_at", look=Look(1, marker="square")),
                Marker(xy="yours_at", look=Look(0, marker="circle")),
            ),
        ),
        Panel(
            "How far the two are apart, near 0", Axis("score f", -50.0, 50.0),
            Axis("difference of the losses", LEAST, 1e3, "log"),
            (
                *shades[1e3], Line(x="f", y="gap", look=Look(3, "solid"), label="difference"),
                Marker(xy="gap_at", look=Look(3, marker="diamond")),
            ),
            column=1,
        ),
    )  # fmt: skip
    now = Caption("f = {f} and {label}: your loss is {yours}, on paper it is {paper}.", {
        "f": "f", "label": "label", "yours": "yours_now", "paper": "paper_now"})  # fmt: skip
    return Scene(
        (score, label), panels, arrays,
        (now, Caption(texts=LOGITS, choose="regime", values={"gap": "gap_now"})),
        alt="The binary cross-entropy of one example for scores from −800 to 800, by your function "
        "and by the formula on paper, with the zones where the latter gives infinity or no number "
        "at all; beside it the difference of the two for scores from −50 to 50.",
        note=found.note,
    )  # fmt: skip


LOGITS = (
    "The two agree, but for rounding.",
    "They are {gap} apart: 1 − σ(f) is so small that few of its digits are left.",
    "On paper σ(f) is rounded to 1, and the log of 1 − σ(f) is −∞. But the loss of so wrong an "
    "answer is just the size of the score.",
    "On paper e^−f overflows, σ(f) becomes 0, and its log is −∞. But the loss of so wrong an "
    "answer is just the size of the score.",
    "The answer is right and costs next to nothing. But on paper e^−f overflows, σ(f) becomes 0, "
    "and 0 · log σ(f) is not a number.",
    "The answer is right and costs next to nothing. But on paper σ(f) is rounded to 1, and "
    "0 · log(1 − σ(f)) is not a number.",
    "On paper there is no finite number here.",
    "They are {gap} apart: one of the two is wrong.",
    "Yours should be a finite number for every score: look at bce_with_logits again.",
)


def _regime(
    f: Floats, right: NDArray[np.bool_], yours: Floats, paper: Floats, gap: Floats
) -> NDArray[Any]:
    """Choose among `LOGITS` at each score and label; the labels are 0 and 1 in this order."""
    one = np.broadcast_to(np.arange(f.shape[1]) == 1, f.shape)
    rounded = ~right & ~one & (np.abs(f) > ROUNDED) & (np.abs(f) < 37.0)
    with np.errstate(invalid="ignore"):
        cases = [
            ~np.isfinite(yours), gap <= 1e-9 * np.maximum(1.0, np.abs(yours)),
            rounded & ~np.isnan(gap),
            np.isposinf(paper) & ~right & ~one, np.isposinf(paper) & ~right & one,
            np.isnan(paper) & right & ~one, np.isnan(paper) & right & one, ~np.isfinite(paper),
        ]  # fmt: skip
    return np.select(cases, [8, 0, 1, 2, 3, 4, 5, 6], 7)


def _middle(f: Floats, zones: NDArray[np.bool_], reach: float) -> Floats:
    """Give the place of a word in each zone, within reach; NaN where there is none."""
    found = [f[zone & (np.abs(f) <= reach)] for zone in zones]
    return np.array([(some.min() + some.max()) / 2 if some.size else np.nan for some in found])
