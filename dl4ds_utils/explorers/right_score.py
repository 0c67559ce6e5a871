"""The explorer of the score of the right class alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dl4ds_utils.explorers.captions import number
from dl4ds_utils.explorers.demo import explorer
from dl4ds_utils.explorers.grids import numbers
from dl4ds_utils.explorers.layers import Line, Marker, Rule
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.precompute import precompute
from dl4ds_utils.explorers.scene import Array, Axis, Caption, Panel, Scene
from dl4ds_utils.explorers.student import Student

__all__ = ["explore_right_score"]

HINGE, SOFTMAX = Look(0, "solid"), Look(1, "dashed")
H = 1e-5
"""Half the distance of two scores whose losses give a slope."""


@explorer
def explore_right_score(
    hinge_losses: Callable[..., Any],
    softmax_loss: Callable[..., Any],
    *,
    rivals: tuple[float, float] = (1.3, 2.0),
) -> Scene:
    """Slide the score of the right class alone.

    Parameters
    ----------
    hinge_losses, softmax_loss : callable
        The student's: from scores of shape (1, 3) and classes of shape (1,) to losses of
        shape (1,).
    rivals : tuple of two floats
        Scores of the other classes.

    Returns
    -------
    Explorer
        With the control ``s``.
    """
    both = Student(hinge_losses, "hinge_losses"), Student(softmax_loss, "softmax_loss")
    best, y = max(rivals), np.array([0])
    wanted = numbers("s", "score of the right class", np.arange(-12, 49) / 4, 1.0,
                     also=(best, best + 0.9, best + 0.99, best + 1.0))  # fmt: skip

    def at(s: float) -> dict[str, Any]:
        losses = [[one.ask(np.array([[x, *rivals]]), y, shape=(1,))[0] for one in both]
                  for x in (s - H, s, s + H)]  # fmt: skip
        return {"loss": losses[1], "slope": np.subtract(losses[2], losses[0]) / (2 * H)}

    found = precompute(at, wanted, slow=both)
    (score,), losses, slopes = found.controls, found.arrays["loss"], found.arrays["slope"]
    s = np.array(score.values)
    lead = s - best
    kept = lead > 1.0 - 1e-9
    corner = np.abs(lead - 1.0) < 1e-9
    odd = [kept & ~(np.abs(losses[:, 0]) < 1e-9), ~(slopes[:, 1] < 0.0)]
    regime = np.select([*odd, corner, kept, lead > 0.0, lead == 0.0], [5, 6, 3, 4, 2, 1], 0)
    arrays = {"s": Array(s), "now": Array(s, ("s",)), "lead": Array(lead, ("s",), "f4"),
              "regime": Array(regime, ("s",), "u1")}  # fmt: skip
    rule = Rule(x=best + 1.0, look=Look("muted", "dotted", width=1.5), label="best rival + 1")
    layers: list[list[Rule | Line | Marker]] = [[rule], [rule]]
    parts = zip(("hinge", "softmax"), (HINGE, SOFTMAX), ("circle", "square"), strict=True)
    for j, (name, look, sign) in enumerate(parts):
        arrays |= {
            f"{name}_s": Array(losses[:, j]), name: Array(losses[:, j], ("s",), "f4"),
            f"{name}_slope": Array(np.round(slopes[:, j], 7), ("s",), "f4"),
            f"{name}_at": Array(np.stack([s, losses[:, j]], -1), ("s",), "f4"),
            f"{name}_log": Array(losses[:, j], (), "f4"),
        }  # fmt: skip
        for some, curve in zip(layers, (f"{name}_s", f"{name}_log"), strict=True):
            some += [Line(x="s", y=curve, look=look, label=f"{name} loss"),
                     Marker(xy=f"{name}_at", look=Look(look.color, marker=sign))]  # fmt: skip
    x = Axis("score of the right class", -3.0, 12.0)
    panels = (
        Panel("The losses", x, Axis("loss", -0.3, 12.0), tuple(layers[0])),
        Panel("The same on a logarithmic scale", x, Axis("loss", 1e-5, 20.0, "log"),
              tuple(layers[1]), column=1),
    )  # fmt: skip
    names = ("s", "hinge", "softmax", "hinge_slope", "softmax_slope", "lead")
    now = "Score {s}: hinge loss {hinge} (slope {hinge_slope}), softmax loss {softmax} (slope "
    texts = [f"{now}{{softmax_slope}}). {text}" for text in RIGHT_SCORES]
    texts[3] = texts[3].replace("(slope {hinge_slope})", "(a corner)")
    return Scene(
        (score,), panels, arrays,
        (Caption(texts=tuple(texts), choose="regime", values={name: name for name in names}),),
        alt="Hinge loss and softmax loss of an example against the score of its right class, from "
        f"−3 to 12, where the others have {number(rivals[0])} and {number(rivals[1])}; on a linear "
        "and on a logarithmic scale, where the hinge loss ends at the margin and the softmax loss "
        "goes on along a straight line.",
        note=found.note,
    )  # fmt: skip


RIGHT_SCORES = (
    "A rival wins: both losses pull this score up.",
    "The best rival has the same score: both losses pull this one up.",
    "It wins, but by {lead} only, and the margin is 1: both losses still pull it up.",
    "It wins by just the margin of 1: here the hinge loss ends.",
    "It wins by {lead}: the hinge loss is flat, enough is enough. The softmax loss never is: it "
    "still pulls, less and less.",
    "But it wins by {lead}, so nothing of the margin is missing: look at hinge_losses again.",
    "But your softmax loss does not fall here when the score grows: look at softmax_loss again.",
)
