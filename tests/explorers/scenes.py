"""Small scenes for the tests of the browser's side: one that descends, one with every layer."""

from __future__ import annotations

import numpy as np

from dl4ds_utils.explorers import layers as la
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.scene import Array, Axis, Caption, Control, Panel, Pick, Scene

RATES = np.geomspace(0.01, 2.0, 21)
STEPS = 12
STARTS = np.array([[1.5, 0.8], [-1.6, 1.0], [0.4, -1.2]])


def descent() -> Scene:
    """Descend on x² + 3y² from three starts: paths, losses, a contour, starts to click."""
    paths = np.empty((len(RATES), len(STARTS), STEPS + 1, 2))
    paths[:, :, 0] = STARTS
    for t in range(STEPS):
        g = paths[:, :, t] * [2.0, 6.0]
        paths[:, :, t + 1] = paths[:, :, t] - RATES[:, None, None] * g
    losses = (paths**2 * [1.0, 3.0]).sum(-1)
    axis = np.linspace(-2.0, 2.0, 41)
    X, Y = np.meshgrid(axis, axis)
    alpha = Control(
        "alpha", "rate", "learning rate α", tuple(f"{a:.3g}" for a in RATES), tuple(RATES), 10
    )
    step = Control("step", "step", "step", tuple(map(str, range(STEPS + 1))), index=4)
    start = Control("start", "choice", "start", ("right", "left", "below"))
    contour = la.Contour(
        values="field", x=[-2, 2], y=[-2, 2], levels=[0.2, 1, 2, 4, 8, 12], look=Look("muted")
    )
    track = la.Path(xy="paths", upto="step", look=Look(1, marker="square"), label="descent")
    least = la.Marker(xy=[0, 0], look=Look("ink", marker="star"), label="minimum")
    curve = la.Line(
        x=np.arange(STEPS + 1.0), y="losses", upto="step", look=Look.of(0), label="loss"
    )
    return Scene(
        controls=(alpha, step, start),
        panels=(
            Panel(
                "Where the parameters go", Axis("φ₀", -2, 2), Axis("φ₁", -2, 2),
                (contour, least, track), aspect="equal", pick=Pick("start", "starts"),
            ),
            Panel(
                "The loss after each step", Axis("step", 0, STEPS),
                Axis("loss", 1e-4, 1e4, "log"), (curve,), column=1,
            ),
        ),
        arrays={
            "paths": Array(paths, ("alpha", "start"), "u2", (-4.0, -4.0), (4.0, 4.0)),
            "losses": Array(losses, ("alpha", "start"), "u2", 1e-8, 1e8, "log"),
            "loss": Array(losses, ("alpha", "start", "step"), "f4"),
            "field": Array(X**2 + 3 * Y**2, (), "u1"),
            "starts": Array(STARTS, (), "f4"),
        },
        captions=(
            Caption(
                axes=("alpha",),
                texts=tuple(
                    f"α = {a:.3g}: it {'diverges' if a > 1 / 3 else 'converges'}." for a in RATES
                ),
            ),
            Caption("After {step} steps the loss is {loss}.", {"step": "step", "loss": "loss"}),
        ),
        alt="Contours of x² + 3y² with a path of gradient descent, and its loss after each step.",
    )  # fmt: skip


def every_layer() -> Scene:
    """Show each kind of layer at least once."""
    k = Control("k", "number", "scale k", tuple("12345"), (1.0, 2.0, 3.0, 4.0, 5.0), 2)
    x = np.linspace(0, 6, 80)
    scale = np.arange(1.0, 6.0)[:, None]
    rng = np.random.default_rng(0)
    cloud = rng.normal(size=(30, 2)) * 0.7 + [2, 1]
    classes = (cloud[:, 0] > 2).astype(float) + (cloud[:, 1] > 1)
    grid = np.linspace(-1, 1, 40)
    U, V = np.meshgrid(grid, grid)
    regions = np.floor(np.arctan2(V, U) / (2 * np.pi) * 3 + 1.5).clip(0, 2)
    bars = np.array([1e-3, 0.2, 40.0, np.inf]) * np.ones((5, 1)) * scale
    bars[4, 1] = np.nan
    ends = np.stack([np.cos(np.arange(8)), np.sin(np.arange(8))], -1)
    wave = np.sin(x) * scale
    wave[:, 30:34] = np.nan
    epochs = np.array([[0, 1, 1, 2], [1, 0, 3, 1], [2, 1, 0, 0]], float)
    kinked = np.array([-300.0, -2, 0, 1, 4000])
    return Scene(
        controls=(k,),
        panels=(
            Panel("Curves, a zone and rules", Axis("x", 0, 6), Axis("y", -5, 5), (
                la.Span(x=[2, 3], look=Look(3), label="zone"),
                la.Area(x=x, y="wave", look=Look(0), label="area"),
                la.Line(x=x, y="wave", look=Look.of(0), label="k sin x"),
                la.Line(x=x, y=np.cos(x), look=Look.of(1), label="cos x"),
                la.Line(x=x, y=np.cos(x) - 2, look=Look.of(2), label="cos x − 2"),
                la.Line(x=x, y=np.cos(x) + 2, look=Look.of(6), label="cos x + 2"),
                la.Rule(y="level", look=Look("muted", "dotted"), label="level"),
                la.Words(xy=[4, -4], text="a text", look=Look("ink")))),
            Panel("Points, residuals and arrows", Axis("x", 0, 4), Axis("y", -1, 3), (
                la.Points(xy=cloud, classes=classes),
                la.Segments(a=cloud[:5], b=cloud[:5] + np.array([0, 0.5]),
                            look=Look("muted", "dashed")),
                la.Arrows(a=[2, 1], b="tips", look=Look(4), label="gradients"),
                la.Marker(xy=[2, 1], look=Look("ink", marker="star"), label="mean"))
                  , column=1, aspect="equal"),
            Panel("Regions", Axis("u", -1, 1), Axis("v", -1, 1), (
                la.Image(codes="regions", x=[-1, 1], y=[-1, 1]),), row=1),
            Panel("A map of values", Axis("α", 0.001, 1, "log"), Axis("β", 0, 1), (
                la.Image(codes=np.hypot(U, V), x=[0.001, 1], y=[0, 1], continuous=True),
                la.Marker(xy=[0.03, 0.5], look=Look(1, marker="cross"), label="here")),
                  row=1, column=1),
            Panel("Gradients of four lines", Axis("", -0.6, 3.6),
                  Axis("|gradient|", 1e-4, 1e3, "log"), (
                la.Bars(values="bars", names=("line 1", "line 2", "line 3", "line 4"),
                        looks=tuple(Look.of(i) for i in range(4))),), row=2),
            Panel("Which examples an epoch uses", Axis("example", 0, 4), Axis("epoch", 0, 3), (
                la.Cells(codes=epochs),), row=2, column=1),
            Panel("Large and small", Axis("step", 0, 4), Axis("value", -1e4, 1e4, "symlog"), (
                la.Line(x=[0, 1, 2, 3, 4], y=kinked, look=Look.of(3), label="value"),
                la.Words(xy="place", text="a text that moves")), row=3),
        ),
        arrays={
            "wave": Array(wave, ("k",), "u1", -5, 5), "level": Array(np.arange(5.0), ("k",), "f4"),
            "place": Array([2, 100] + 10.0**scale * [0, 1], ("k",), "f4"),
            "tips": Array([2, 1] + ends * scale[:, :, None] / 4, ("k",), "u2"),
            "bars": Array(bars, ("k",), "u2", 1e-4, 1e3, "log"),
            "regions": Array(regions, (), "u1", 0, 252),
        },
        captions=(Caption("The scale is {k}.", {"k": "k"}),),
        alt="One of each layer.",
        note="A remark below the picture.",
    )  # fmt: skip
