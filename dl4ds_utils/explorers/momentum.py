"""The explorer of momentum in valleys: plain descent, momentum and Nesterov side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.explorers.control import Control
from dl4ds_utils.explorers.demo import explorer
from dl4ds_utils.explorers.grids import numbers, rates, steps
from dl4ds_utils.explorers.layers import Layer, Line, Path, Rule
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.precompute import Budget, fewer, precompute, reason, shorter
from dl4ds_utils.explorers.scene import Array, Axis, Caption, Panel, Scene
from dl4ds_utils.explorers.student import Student
from dl4ds_utils.explorers.valley import (
    PHI0,
    PHI1,
    START,
    WAYS,
    Runs,
    ground,
    loss,
    path_array,
    stepper,
    trace,
)

__all__ = ["KAPPAS", "explore_momentum"]

Floats = NDArray[np.float64]

KAPPAS = (5.0, 25.0, 100.0)
BETAS = (0.0, 0.3, 0.6, 0.8, 0.9, 0.95)
OUTCOMES = (
    "{Who}: below 1 % of the first loss from step {n} on.",
    "{Who}: not yet below 1 % of the first loss for good.",
    "{Who}: neither nearer nor further in the long run.",
    "{Who}: runs away.",
    "{Who}: not a number.",
)
"""What a path does, and in `REASONS` why momentum does."""
REASONS = (
    "Momentum is slowest {way} the valley: it creeps, and a step leaves {left} % of what is still "
    "to go.",
    "Momentum is slowest {way} the valley: it swings past the minimum and back.",
    "Momentum is slowest {way} the valley: it jumps from side to side.",
    "With β = 0 there is no memory: momentum is plain descent.",
    "In the average the jumps across the valley cancel: so momentum bears a larger rate than plain "
    "descent, which needs α below 2/κ = {limit}.",
    "Across the valley the rate is too large; plain descent needs α below 2/κ = {limit}, momentum "
    "with a larger β bears more.",
    "Momentum should bear every rate that plain descent does. Look at momentum_step again.",
    "Momentum ends where no numbers are. Look at momentum_step again.",
    "This is the border: across the valley momentum jumps for ever.",
)


@explorer
def explore_momentum(
    momentum_step: Callable[..., Any],
    nesterov_step: Callable[..., Any] | None = None,
    *,
    alpha: float = 0.076,
    beta: float = 0.6,
    count: int = 60,
) -> Scene:
    r"""Slide learning rate, momentum and condition number of descents in a valley.

    The loss is :math:`\frac12(\phi_0^2 + \kappa\,\phi_1^2)`; plain descent is `momentum_step` with
    :math:`\beta = 0`.

    Parameters
    ----------
    momentum_step : callable
        The student's: from phi, m and g of shape (D,), alpha and beta to the new phi and m.
    nesterov_step : callable, optional
        The student's: the same with a gradient function in place of g.
    alpha, beta : float
        Where the sliders begin: a learning rate from 0.01 to 1, and a share from 0 to 0.95.
    count : int
        Number of steps.

    Returns
    -------
    Explorer
        With the controls ``alpha``, ``beta``, ``kappa`` and ``step``.

    Raises
    ------
    BadReturn
        If a step does not return two arrays of shape (D,).
    """
    budget = Budget()
    averaged = Student(momentum_step, "momentum_step")
    ahead = Student(nesterov_step, "nesterov_step") if nesterov_step else None
    slow = [averaged] if ahead is None else [averaged, ahead]
    alphas = rates("alpha", "learning rate α", (0.01, 1.0), alpha, per_decade=8,
                   also=(0.02, 0.076, 0.25))  # fmt: skip
    betas = numbers("beta", "share β", BETAS, beta, also=(0.0, 0.6, 0.9))
    kappas = numbers("kappa", "condition number κ", KAPPAS, 25.0)
    bends = np.array([1.0, *KAPPAS])

    def run(student: Student, rate: float, share: float, n: int) -> tuple[Floats, Floats]:
        step = stepper(student, bends, rate, share, ahead=student is ahead)
        return trace(step, KAPPAS, n)

    def all_of(rate: float, share: float) -> dict[str, Floats]:
        found = {}
        for who, student in zip(("momentum", "Nesterov"), slow, strict=False):
            found[f"{who} path"], found[f"{who} matrix"] = run(student, rate, share, count)
        return found

    wanted = count
    count = shorter(lambda n: [run(student, 0.05, 0.5, n) for student in slow], count, 9, budget)
    # Plain descents come on top, one for each rate.
    found = precompute(all_of, alphas, betas, budget=budget.share(0.6), slow=slow)
    alphas, betas = found.controls
    plain = [run(averaged, rate, 0.0, count) for rate in alphas.values or ()]
    paths, table = (np.array(part) for part in zip(*plain, strict=True))
    runs = {"plain descent": Runs(paths, table, KAPPAS)}
    for who in ("momentum", "Nesterov")[: len(slow)]:
        runs[who] = Runs(found.arrays[f"{who} path"], found.arrays[f"{who} matrix"], KAPPAS)
    note = reason([*found.less, *fewer(count, wanted, "steps")], slow)
    return _scene(runs, (alphas, betas, kappas, steps(count, start=count)), note)


def _why(shares: Floats, plain: Runs, momentum: Runs) -> NDArray[np.intp]:
    """Choose among `REASONS` in each state; plain descent does not know of beta."""
    good = np.broadcast_to(plain.outcome[:, np.newaxis] < 2, momentum.outcome.shape)
    cases = [momentum.outcome == 4, np.broadcast_to(shares[:, np.newaxis] == 0.0, good.shape),
             (momentum.outcome >= 2) & good, momentum.outcome == 2, momentum.outcome == 3,
             ~good]  # fmt: skip
    reasons = np.select(cases, [7, 3, 6, 8, 5, 4], momentum.manner)
    return np.asarray(reasons + len(REASONS) * momentum.way)


def _scene(runs: Mapping[str, Runs], controls: tuple[Control, ...], note: str) -> Scene:
    """Draw the runs by alpha, beta and kappa."""
    alpha, beta, kappa, step = controls
    count, momentum = len(step) - 1, runs["momentum"]
    reasons = _why(np.array(beta.values), runs["plain descent"], momentum)
    valleys, axes = np.array(KAPPAS), ("alpha", "beta", "kappa")
    arrays, paths = ground(KAPPAS)
    arrays |= {
        "steps": Array(np.arange(count + 1.0)),
        "goal": Array(0.01 * loss(np.array(START), valleys), ("kappa",)),
        "limit": Array(2.0 / valleys, ("kappa",), "f4"),
        "reason": Array(reasons, axes, "u1", 0.0, 252.0),
        "left": Array(100.0 * momentum.factor, axes, "f4"),
    }
    lines: list[Layer] = [Rule(y="goal", look=Look("muted", "dashed"), label="1 % of the start")]
    said = []
    for k, (who, run) in enumerate(runs.items()):
        by, look = axes if run.n.ndim == 3 else axes[::2], Look.of(k)
        arrays |= {
            f"{who} path": path_array(run.paths, by),
            f"{who} loss": Array(run.losses, by, "u1", 1e-7, 1e5, "log"),
            f"{who} n": Array(run.n, by, "f4"),
            f"{who} outcome": Array(run.outcome, by, "u1", 0.0, 252.0),
        }
        paths.append(Path(xy=f"{who} path", upto="step", look=look, label=who))
        lines.append(Line(x="steps", y=f"{who} loss", upto="step", look=look, label=who))
        texts = tuple(text.replace("{Who}", who[0].upper() + who[1:]) for text in OUTCOMES)
        needs = {"n": f"{who} n"}
        said.append(Caption(choose=f"{who} outcome", texts=texts, values=needs))
    ways = [text.replace("{way}", way) for way in WAYS for text in REASONS]
    said.append(
        Caption(choose="reason", texts=tuple(ways), values={"left": "left", "limit": "limit"})
    )
    return Scene(
        controls,
        (
            Panel("Paths in the valley", Axis("parameter φ₀, along", *PHI0),
                  Axis("parameter φ₁, across", *PHI1), tuple(paths)),
            Panel("The loss", Axis("step (updates)", 0.0, float(count)),
                  Axis("loss L", 1e-6, 1e4, "log"), tuple(lines), column=1),
        ),
        arrays, tuple(said),
        alt=f"Paths of {', '.join(runs)} from (10, 1) in a valley that is κ times as steep across "
        f"as along, with the minimum at (0, 0), and their losses over {count} steps on a "
        f"logarithmic scale, for {len(alpha)} learning rates, {len(beta)} shares β and κ = "
        f"{', '.join(kappa.labels)}.",
        note=note,
    )  # fmt: skip
