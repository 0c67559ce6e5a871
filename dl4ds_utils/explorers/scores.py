"""The explorers of scores: three of one example, and the scale of all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl4ds_utils.explorers.demo import explorer
from dl4ds_utils.explorers.grids import choice, numbers
from dl4ds_utils.explorers.layers import Bars, Line, Marker, Rule, Segments
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.precompute import precompute
from dl4ds_utils.explorers.scene import Array, Axis, Caption, Panel, Scene
from dl4ds_utils.explorers.student import Student

__all__ = ["explore_scale", "explore_scores"]

Floats = NDArray[np.float64]

HINGE, SOFTMAX = Look(0, "solid"), Look(1, "dashed")
CLASSES = (Look(2, "solid"), Look(3, "dashed"), Look(4, "dotted"))
"""Of the bars of three classes, the right one first."""
TICKS = tuple((float(v), f"{v:g}") for v in (0, 1, 2, 5, 10, 20))


@explorer
def explore_scores(
    hinge_losses: Callable[..., Any],
    softmax: Callable[..., Any],
    softmax_loss: Callable[..., Any],
    *,
    scores: tuple[float, float, float] = (3.2, 5.1, -1.7),
    names: tuple[str, str, str] = ("cat", "car", "frog"),
) -> Scene:
    r"""Slide the three scores of one example, whose right class is the first.

    A class j lacks :math:`\max(0, s_j - s_0 + 1)` of its margin; the probabilities are
    :math:`e^{s_j} / \sum_k e^{s_k}`.

    Parameters
    ----------
    hinge_losses, softmax_loss : callable
        The student's: from scores of shape (N, 3) and classes of shape (N,) to losses of
        shape (N,).
    softmax : callable
        The student's: from scores of shape (N, 3) to probabilities of the same shape.
    scores : tuple of three floats
        Where the sliders begin, between −3 and 6.
    names : tuple of three str
        The classes.

    Returns
    -------
    Explorer
        With the controls ``s0``, ``s1`` and ``s2``.
    """
    hinge, share, loss = (Student(hinge_losses, "hinge_losses"), Student(softmax, "softmax"),
                          Student(softmax_loss, "softmax_loss"))  # fmt: skip
    grids = [
        numbers(f"s{k}", f"score of {name}{' (right)' * (not k)}", np.arange(-6, 13) / 2, scores[k])
        for k, name in enumerate(names)
    ]
    wide = [np.array(grid.values) for grid in grids[1:]]
    others = np.array(np.meshgrid(*wide, indexing="ij"))
    rest, shape = others.reshape(2, -1).T, others.shape[1:]

    def at(own: float) -> dict[str, Any]:
        S, y = np.column_stack([np.full(len(rest), own), rest]), np.zeros(len(rest), dtype=int)
        return {
            "S": S.reshape(*shape, 3), "P": share.ask(S, shape=S.shape).reshape(*shape, 3),
            "hinge": hinge.ask(S, y, shape=y.shape).reshape(shape),
            "softmax": loss.ask(S, y, shape=y.shape).reshape(shape),
        }  # fmt: skip

    found = precompute(at, grids[0], slow=[hinge, share, loss])
    controls = (*found.controls, *grids[1:])
    S, P, losses = (found.arrays["S"], found.arrays["P"],
                    np.stack([found.arrays["hinge"], found.arrays["softmax"]], -1))  # fmt: skip
    axes, own, lead = ("s0", "s1", "s2"), S[:, 0, 0, 0], S[..., 0] - S[..., 1:].max(axis=-1)
    line = own - 1.0
    feet = np.stack([np.broadcast_to([1.0, 2.0], (len(own), 2)), np.stack([line, line], -1)], -1)
    tops = feet[:, np.newaxis, np.newaxis].repeat(shape[0], 1).repeat(shape[1], 2)
    tops[..., 1] = np.maximum(S[..., 1:], tops[..., 1])
    arrays = {
        "S": Array(S, axes, "u1"), "line": Array(line, ("s0",)), "feet": Array(feet, ("s0",)),
        "tops": Array(tops, axes, "u1"), "P": Array(P, axes, "u1", 0.0, 1.0),
        "losses": Array(losses, axes, "u2"),
        "hinge": Array(losses[..., 0], axes, "u2"), "softmax": Array(losses[..., 1], axes, "f4"),
        "p": Array(P[..., 0], axes, "f4"), "sum": Array(P.sum(axis=-1), axes),
        "rest": Array(P[..., 1:].sum(axis=-1), axes, "f4"),
        "lead": Array(lead, axes), "behind": Array(-lead, axes),
        "regime": Array(_regime(S, P, losses), axes, "u1"),
    }  # fmt: skip
    panels = (
        Panel(
            "The scores", Axis("class", -0.6, 2.6), Axis("score", -3.4, 6.8),
            (
                Bars(values="S", names=names, looks=CLASSES), Rule(y=0.0, look=Look("muted")),
                Rule(y="line", look=Look("ink", "dashed"), label="margin: 1 below the right score"),
                Segments(a="feet", b="tops", look=Look(0, width=5.0), label="missing margin"),
            ),
        ),
        Panel("The probabilities", Axis("class", -0.6, 2.6), Axis("probability", 0.0, 1.05),
              (Bars(values="P", names=names, looks=CLASSES),), column=1),
        Panel("The two losses", Axis("", -0.6, 1.6), Axis("loss", 0.0, 24.0, "symlog", TICKS),
              (Bars(values="losses", names=("hinge", "softmax"), looks=(HINGE, SOFTMAX)),),
              column=1, row=1),
    )  # fmt: skip
    values = {name: name for name in ("lead", "behind", "hinge", "softmax", "p", "rest", "sum")}
    said = tuple(text.replace("CLASS", names[0]) for text in SCORES)
    return Scene(
        controls, panels, arrays, (Caption(texts=said, choose="regime", values=values),),
        alt=f"Bars of the scores of {', '.join(names)} with a line 1 below the score of "
        f"{names[0]}, the right class, bars of their probabilities, and of the hinge loss and the "
        "softmax loss.",
        note=found.note,
    )  # fmt: skip


SCORES = (
    "The right class, CLASS, leads by {lead}: at least 1, so the hinge loss is {hinge}. The "
    "softmax loss is {softmax}, and never 0, since the others keep a probability of {rest}.",
    "The right class, CLASS, wins, but leads by {lead} only. It lacks a part of the margin: the "
    "hinge loss is {hinge}. Its probability is {p}, the softmax loss {softmax}.",
    "No class leads: the right one, CLASS, is as high as the best rival. The hinge loss is "
    "{hinge}; the probability of CLASS is {p}, the softmax loss {softmax}.",
    "A rival wins, and the right class, CLASS, is behind by {behind}. Both losses are high: hinge "
    "{hinge}, softmax {softmax}, for a probability of {p}.",
    "All scores are equal, as at the start of training: the hinge loss is {hinge} (C − 1 is 2), "
    "the probability {p}, the softmax loss {softmax} (ln C is 1.10).",
    "But your probabilities add up to {sum} and not to 1: look at softmax again.",
    "But your softmax loss is {softmax} where your probability of CLASS is {p}, and that is not "
    "−ln p: look at softmax_loss again.",
    "But your hinge loss is {hinge} where CLASS leads by {lead}: look at hinge_losses again.",
)


def _regime(S: Floats, P: Floats, losses: Floats) -> NDArray[Any]:
    """Choose among `SCORES` at each state, by the scores and by what came back for them."""
    lead, equal = S[..., 0] - S[..., 1:].max(axis=-1), np.ptp(S, axis=-1) == 0.0
    hinge, loss = np.moveaxis(losses, -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        no_sum = ~(np.abs(P.sum(axis=-1) - 1.0) < 1e-6)
        no_log = ~(np.abs(loss + np.log(P[..., 0])) < 1e-6 * (1.0 + np.abs(loss)))
    # It is 0 if the lead is at least 1, and only then; a lead of 5.1 − 4.1 is not quite 1.
    no_hinge = ~np.where(lead > 1.0 + 1e-9, hinge == 0.0, (hinge > 0.0) | (lead > 1.0 - 1e-9))
    kept = lead > 1.0 - 1e-9
    return np.select([no_sum, no_log, no_hinge, equal, kept, lead > 0.0, lead == 0.0],
                     [5, 6, 7, 4, 0, 1, 2], 3)  # fmt: skip


@explorer
def explore_scale(
    hinge_losses: Callable[..., Any],
    softmax: Callable[..., Any],
    softmax_loss: Callable[..., Any],
    table: tuple[ArrayLike, ArrayLike, tuple[str, ...]],
) -> Scene:
    """Slide the scale k of all scores of a picture.

    Parameters
    ----------
    hinge_losses, softmax_loss : callable
        The student's: from scores of shape (N, C) and classes of shape (N,) to losses of
        shape (N,).
    softmax : callable
        The student's: from scores of shape (N, C) to probabilities of the same shape.
    table : tuple of array_like of shape (C, C), array_like of shape (C,), and C names
        Scores of pictures, at most four, their classes, and the names of the classes; there is one
        picture of each class.

    Returns
    -------
    Explorer
        With the controls ``k`` and ``picture``.
    """
    hinge, share, loss = (Student(hinge_losses, "hinge_losses"), Student(softmax, "softmax"),
                          Student(softmax_loss, "softmax_loss"))  # fmt: skip
    S, y, names = np.asarray(table[0], dtype=np.float64), np.asarray(table[1]), table[2]
    rivals = np.where(np.arange(len(names)) == y[:, np.newaxis], -np.inf, S)
    lead = S[np.arange(len(y)), y] - rivals.max(axis=1)
    kept = [float(1.0 / one) for one in lead if 0.2 < one < 10.0]
    scale = numbers("k", "scale k of all scores", np.arange(51) / 10, 1.0, also=(0.0, *kept))

    def at(k: float) -> dict[str, Any]:
        return {"P": share.ask(k * S, shape=S.shape), "hinge": hinge.ask(k * S, y, shape=y.shape),
                "softmax": loss.ask(k * S, y, shape=y.shape)}  # fmt: skip

    found = precompute(at, scale, slow=[hinge, share, loss], fewest=(2,))
    (scale,), P = found.controls, found.arrays["P"]
    k, both = np.array(scale.values), {name: found.arrays[name] for name in ("hinge", "softmax")}
    start = int(np.argmax(lead > 0.0))
    picture = choice("picture", "picture of a", [names[c] for c in y], start=start)
    own = P[:, np.arange(len(y)), y]
    others = np.where(np.arange(len(names)) == y[:, np.newaxis], 0.0, P).sum(axis=-1)
    axes = ("k", "picture")
    arrays = {
        "k": Array(k), "now": Array(k, ("k",)), "p": Array(own, axes, "f4"),
        "rest": Array(others, axes, "f4"), "lead": Array(k[:, np.newaxis] * lead, axes, "f4"),
        "regime": Array(_about_scale(k, lead, both["hinge"], both["softmax"]), axes, "u1"),
    }  # fmt: skip
    lines: list[Line | Rule | Marker] = [Rule(x="now", look=Look("muted", "dotted", width=1.5))]
    for name, look, sign in (("hinge", HINGE, "circle"), ("softmax", SOFTMAX, "square")):
        places = np.broadcast_to(k[:, np.newaxis], both[name].shape)
        arrays |= {
            f"{name}_k": Array(both[name].T, ("picture",)), name: Array(both[name], axes, "f4"),
            f"{name}_at": Array(np.stack([places, both[name]], -1), axes, "f4"),
        }  # fmt: skip
        lines += [Line(x="k", y=f"{name}_k", look=look, label=f"{name} loss"),
                  Marker(xy=f"{name}_at", look=Look(look.color, marker=sign))]  # fmt: skip
    shares: list[Line | Rule] = [Rule(x="now", look=Look("muted", "dotted", width=1.5))]
    for c, name in enumerate(names):
        arrays[f"p_{c}"] = Array(P[:, :, c].T, ("picture",))
        shares.append(Line(x="k", y=f"p_{c}", look=Look.of(c, color=2 + c), label=name))
    panels = (
        Panel("The losses of the picture", Axis("scale k", 0.0, 5.0),
              Axis("loss", 0.0, 60.0, "symlog", (*TICKS, (50.0, "50"))), tuple(lines)),
        Panel("The probabilities", Axis("scale k", 0.0, 5.0), Axis("probability", -0.03, 1.03),
              tuple(shares), column=1),
    )  # fmt: skip
    values = {name: name for name in ("k", "picture", "lead", "hinge", "softmax", "p", "rest")}
    return Scene(
        (scale, picture), panels, arrays, (Caption(texts=SCALES, choose="regime", values=values),),
        alt="Hinge loss and softmax loss of a picture against the common scale of its scores, from "
        "0 to 5, and beside them the probabilities of its classes.",
        note=found.note,
    )  # fmt: skip


SCALES = (
    "k = {k}: all scores are 0, as at the start of training. The hinge loss is {hinge}, the "
    "softmax loss {softmax}, and each class has the same probability.",
    "k = {k}: the {picture} leads by {lead}. The hinge loss is {hinge}, and stays so for every "
    "larger k. The softmax loss falls for ever: it is {softmax}, and the others keep a probability "
    "of {rest}.",
    "k = {k}: the {picture} leads, but by {lead} only: the hinge loss is {hinge}, the softmax loss "
    "{softmax}. A larger k makes both smaller.",
    "k = {k}: another class wins in the picture of the {picture}, and softmax gets surer of it "
    "with k; the right class has {p}. The losses are {hinge} and {softmax}; from here both grow.",
    "k = {k}: another class wins in the picture of the {picture}, but the scores are close yet: "
    "the right class has the probability {p}. The losses are {hinge} and {softmax}.",
    "But at k = {k}, where the {picture} leads by {lead}, your hinge loss is {hinge}: look at "
    "hinge_losses again.",
)


def _about_scale(k: Floats, lead: Floats, hinge: Floats, softmax: Floats) -> NDArray[Any]:
    now = k[:, np.newaxis] * lead
    kept = now > 1.0 - 1e-9
    steps = [np.diff(loss, axis=0, append=np.inf) > 0.0 for loss in (hinge, softmax)]
    # The last k has no next one: it is as those before.
    grows = np.logical_and(*steps)
    grows[-1] = grows[-2]
    odd = ~(np.abs(hinge) < 1e-9) & kept
    return np.select([odd, (k == 0.0)[:, np.newaxis] & (lead == lead), kept, now > 0.0, grows],
                     [5, 0, 1, 2, 3], 4)  # fmt: skip
