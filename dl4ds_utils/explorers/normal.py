"""The explorer of a normal distribution over a few numbers, and of its loss."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl4ds_utils.explorers.captions import number
from dl4ds_utils.explorers.demo import explorer
from dl4ds_utils.explorers.grids import numbers
from dl4ds_utils.explorers.layers import Line, Marker, Points, Rule, Segments
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.precompute import precompute
from dl4ds_utils.explorers.scene import Array, Axis, Caption, Panel, Scene
from dl4ds_utils.explorers.student import Student
from dl4ds_utils.models import normal_density

__all__ = ["explore_normal"]

Floats = NDArray[np.float64]

STAR = Look("ink", marker="star")
HERE = Look("muted", "dotted", width=1.5)
SIGMAS = (0.5, 3.0)
"""Range of the standard deviation."""


@explorer
def explore_normal(gaussian_nll: Callable[..., Any], y: ArrayLike) -> Scene:
    r"""Slide mean and standard deviation of a normal distribution over a few numbers.

    The loss is :math:`\sum_i \frac{1}{2}\log(2\pi\sigma^2) + (y_i - \mu)^2 / (2\sigma^2)`.

    Parameters
    ----------
    gaussian_nll : callable
        The student's: from targets of shape (N,), a mean and a standard deviation to a number.
    y : array_like of shape (N,)
        The numbers.

    Returns
    -------
    Explorer
        With the controls ``mu`` and ``sigma``.
    """
    loss, y = Student(gaussian_nll, "gaussian_nll"), np.asarray(y, dtype=np.float64)
    mean, ends = float(y.mean()), (np.floor(y.min()) - 1.0, np.ceil(y.max()) + 1.0)
    wanted = numbers("mu", "mean μ", np.arange(10 * ends[0], 10 * ends[1] + 1) / 10, 2.0,
                     also=(mean,)), numbers(
        "sigma", "standard deviation σ", np.arange(5, 31) / 10, 1.0,
        also=(float(np.clip(y.std(), *SIGMAS)),))  # fmt: skip
    found = precompute(lambda m, s: {"loss": loss.ask(y, m, s, shape=())}, *wanted, slow=[loss],
                       fewest=(2, 2))  # fmt: skip
    (mu, sigma), nll = found.controls, found.arrays["loss"]
    mus, sigmas = np.array(mu.values), np.array(sigma.values)
    errors = y - mus[:, np.newaxis]
    squares, typical = np.sum(errors**2, axis=1), np.sqrt(np.mean(errors**2, axis=1))
    best_mu, best_sigma = _lowest(mus, nll.T), _lowest(sigmas, nll)
    finite = nll[np.isfinite(nll)]
    low, top = (min(0.0, finite.min()), np.percentile(finite, 95)) if finite.size else (0.0, 1.0)
    loss_axis = Axis("loss", float(low), float(max(top, low + 1.0)))
    density = normal_density(y, mus[:, np.newaxis, np.newaxis], sigmas[:, np.newaxis])
    around, depth = np.linspace(-9.0, 9.0, 121), np.linspace(-0.05, -0.2, len(y))
    axes, levels = ("mu", "sigma"), np.broadcast_to(depth, errors.shape)
    here = np.stack(np.broadcast_arrays(mus[:, np.newaxis], sigmas, nll), axis=-1)
    arrays = {
        "curve_y": Array(mus[:, np.newaxis] + around, ("mu",)),
        "curve": Array(normal_density(around, 0.0, sigmas[:, np.newaxis]), ("sigma",)),
        "data": Array(np.stack([y, 0.0 * y], -1)),
        "tops": Array(np.stack(np.broadcast_arrays(y, density), -1), axes),
        "means": Array(np.stack(np.broadcast_arrays(mus[:, np.newaxis], levels), -1), ("mu",)),
        "ends": Array(np.stack([y, depth], -1)), "now": Array(mus, ("mu",)),
        "mus": Array(mus), "sigmas": Array(sigmas), "half": Array(squares / 2),
        "by_mu": Array(nll.T, ("sigma",)), "by_sigma": Array(nll, ("mu",)),
        "best_mu": Array(best_mu, ("sigma",), "f4"), "best_sigma": Array(best_sigma, ("mu",), "f4"),
        "here_mu": Array(here[..., [0, 2]], axes), "here_sigma": Array(here[..., [1, 2]], axes),
        "loss": Array(nll, axes, "f4"), "squares": Array(squares, ("mu",), "f4"),
        "typical": Array(typical, ("mu",), "f4"), "mean": Array(np.array(mean), (), "f4"),
        "low_mu": Array(best_mu[:, 0], ("sigma",), "f4"),
        "low_sigma": Array(best_sigma[:, 0], ("mu",), "f4"),
        "about_mu": Array(_about_mu(mus, mean, best_mu[:, 0]), axes, "u1"),
        "about_sigma": Array(_about_sigma(sigmas, typical, best_sigma[:, 0]), axes, "u1"),
    }  # fmt: skip
    curve, dot = Look(0, "solid"), Look(0, marker="circle")
    panels = (
        Panel(
            "The density, and the data", Axis("value y", ends[0] - 1.0, ends[1] + 1.0),
            Axis("density (per unit of y)", -0.24, 0.86, ticks=tuple(
                (k / 10, f"{k / 10:g}") for k in range(0, 9, 2))),
            (
                Rule(y=0.0, look=Look("muted", width=1.0)),
                Points(xy="data", look=Look("ink", marker="circle"), label="data"),
                Rule(x="now", look=HERE, label="μ"),
                Line(x="curve_y", y="curve", look=curve, label="density"),
                Segments(a="data", b="tops", look=Look(2, "solid"), label="density of the data"),
                Segments(a="means", b="ends", look=Look(1, "dashed"), label="errors y − μ"),
            ),
        ),
        Panel(
            "The loss at each μ, for this σ", Axis("mean μ", *ends), loss_axis,
            (
                Line(x="mus", y="half", look=Look(1, "dashed"), label="half the squared errors"),
                Line(x="mus", y="by_mu", look=curve, label="your loss"),
                Marker(xy="best_mu", look=STAR, label="least"), Marker(xy="here_mu", look=dot),
            ),
            column=1,
        ),
        Panel(
            "The loss at each σ, for this μ", Axis("standard deviation σ", *SIGMAS), loss_axis,
            (
                Line(x="sigmas", y="by_sigma", look=curve),
                Marker(xy="best_sigma", look=STAR), Marker(xy="here_sigma", look=dot),
            ),
            column=1, row=1,
        ),
    )  # fmt: skip
    now = Caption("μ = {mu}, σ = {sigma}: the sum of squared errors is {squares}, the loss {loss}.",
                  {"mu": "mu", "sigma": "sigma", "squares": "squares", "loss": "loss"})  # fmt: skip
    about_mu = Caption(texts=ABOUT_MU, choose="about_mu", values={"mean": "mean", "low": "low_mu"})
    about_sigma = Caption(texts=ABOUT_SIGMA, choose="about_sigma",
                          values={"typical": "typical", "low": "low_sigma"})  # fmt: skip
    return Scene(
        (mu, sigma), panels, arrays, (now, about_mu, about_sigma),
        alt=f"A normal density over {len(y)} numbers, with their densities and their distances "
        f"from its mean; beside it the loss against the mean, from {mu.labels[0]} to "
        f"{mu.labels[-1]}, together with half the squared errors, and against the standard "
        f"deviation, from {sigma.labels[0]} to {sigma.labels[-1]}. The data have the mean "
        f"{number(mean)}.",
        note=found.note,
    )  # fmt: skip


ABOUT_MU = (
    "This μ is the mean of the data: no other has a smaller loss, nor smaller squares.",
    "The loss is least further right, at the mean of the data, {mean}, and so are the squares.",
    "The loss is least further left, at the mean of the data, {mean}, and so are the squares.",
    "But your loss is least at μ = {low}, and not at the mean of the data, {mean}: look at "
    "gaussian_nll again.",
)
ABOUT_SIGMA = (
    "The errors have a typical size of {typical}, and σ says so.",
    "The errors have a typical size of {typical}: σ claims to be more precise, and they cost much.",
    "The errors have a typical size of only {typical}: the curve is wider, and low everywhere.",
    "But for this μ your loss is least at σ = {low}, and the errors have a typical size of "
    "{typical}: look at gaussian_nll again.",
)


def _lowest(places: Floats, losses: Floats) -> Floats:
    """Give place and loss of the lowest point of each curve."""
    known = np.where(np.isfinite(losses), losses, np.inf)
    k = known.argmin(axis=-1)
    rows = np.arange(len(losses))
    return np.where(np.isfinite(known[rows, k])[:, np.newaxis],
                    np.stack([places[k], losses[rows, k]], -1), np.nan)  # fmt: skip


def _about_mu(mus: Floats, mean: float, lowest: Floats) -> Floats:
    near = int(np.abs(mus - mean).argmin())
    side = np.where(np.arange(len(mus)) == near, 0.0, np.where(mus < mean, 1.0, 2.0))
    # A flat curve or a coarse one may have its lowest point beside that.
    odd = ~(np.abs(lowest - mus[near]) <= 1.01 * np.diff(mus).max())
    return np.where(odd, 3.0, side[:, np.newaxis])


def _about_sigma(sigmas: Floats, typical: Floats, lowest: Floats) -> Floats:
    gap = sigmas - typical[:, np.newaxis]
    side = np.where(np.abs(gap) < 0.06, 0.0, np.where(gap < 0.0, 1.0, 2.0))
    odd = ~(
        np.abs(lowest - np.clip(typical, sigmas[0], sigmas[-1])) <= 1.01 * np.diff(sigmas).max()
    )
    return np.where(odd[:, np.newaxis], 3.0, side)
