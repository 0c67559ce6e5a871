# ---
# jupyter:
#   jupytext:
#     notebook_metadata_filter: -jupytext.text_representation.jupytext_version
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Momentum
#
# In a long valley, gradient descent jumps from wall to wall and creeps along the floor. A ball
# that rolls down the same valley does better: it has a memory of where it was going. In this
# notebook we give descent such a memory, in the three forms that you meet in books and libraries,
# and find out how much memory is good.
#
# **What you will be able to do**
#
# - average a sequence so that old values fade, and say how long the average remembers;
# - write descent with momentum in two forms, and convert the settings of one into the other;
# - write Nesterov's momentum, which looks ahead before it steps;
# - say, before running it, which learning rates and which momentum converge.
#
# **Time.** The five exercises take about 22 minutes together. Reading and playing take about as
# long again. The sixth exercise, marked ★, is extra credit.
#
# **How to work.** Go from top to bottom and run each cell with Shift+Enter. Before each picture or
# table there is a question: guess first, then run. In an exercise, replace
# `raise NotImplementedError()` with your code. The demos call *your* functions, so until an
# exercise is written, the demos after it stop with `NotImplementedError`, or say which function to
# write first. Some pictures have sliders: move them, also with the arrow keys. You may change the
# demo cells and add cells anywhere.
#
# **How the checks speak.** After each exercise there is a public check. If it passes, it says
# "public checks passed". If not, it says what your function returned, what was expected and, where
# it can tell, which mistake it is. A passed public check is a good sign, not a proof: hidden
# checks try your function on other data when your work is graded, such as integers, a single
# parameter or many. All your functions return something new and leave their arguments as they are.

# %% [markdown]
# ## Notation
#
# | symbol | in code | meaning |
# |---|---|---|
# | $\phi$; $\phi_0, \phi_1$ | `phi`, shape (D,) | the **parameters**; two of them, by name |
# | $L[\phi]$ | | the **loss**: one number, large when the predictions are bad |
# | $\nabla L[\phi]$, $g$ | `g`, shape (D,) | the **gradient** of the loss; it points uphill |
# | $\alpha$ | `alpha` | the **learning rate**: how far we step per unit of the gradient or of $m$ |
# | $\beta$ | `beta` | share of the old average that is kept, $0 \le \beta < 1$ |
# | $m$ | `m`, shape (D,) | the average of the gradients so far |
# | $\theta$, $V$ | `theta`, `v`, shape (D,) | parameters and **velocity** in the second form |
# | $\eta$, $\mu$ | `eta`, `mu` | learning rate and momentum in the second form |
# | $H$; $\lambda$ | `H`; `lam` | matrix of second derivatives; the one along a direction |
# | $t$ | row of a path | number of the step; $\phi_t$, $m_t$ are the values after $t$ steps |
#
# An index 0 or 1 at $\phi$ names a parameter where the text speaks of a picture's axes; where it
# speaks of steps, $\phi_0$ is the start. The slides write $m$ also for our $\mu$; here $m$ is
# always the average.
#
# The next cell imports what we need. It is locked, because the checks rely on it.

# %% locked="setup"
import numpy as np

from dl4ds_utils import check, data, models
from dl4ds_utils.explorers import (
    explore_conventions,
    explore_memory,
    explore_momentum,
    explore_stability,
)
from dl4ds_utils.trajectory import Trajectory
from dl4ds_utils.views import (
    ContourDisplay,
    LinesDisplay,
    MapDisplay,
    PathOnCurveDisplay,
    RowDisplay,
)

x_gabor, y_gabor = data.gabor_points()
H = np.diag([1.0, 25.0])


def valley(phi):
    """Return the loss of a long valley, 25 times as steep across as along."""
    return models.quadratic(phi, H)


def valley_grad(phi):
    """Return its gradient, shape (2,)."""
    return models.quadratic_grad(phi, H)

# %% [markdown]
# ## 1 · A ball on a hill
#
# **Gradient descent goes straight downhill at each place. Is that how a ball rolls?** We look at a
# valley, $L[\phi] = \frac{1}{2}(\phi_0^2 + 25\,\phi_1^2)$. Its gradient is $(\phi_0, 25\,\phi_1)$:
# it is 25 times as steep across the valley as along it. Gradient descent, $\phi \leftarrow \phi -
# \alpha\, \nabla L[\phi]$, multiplies $\phi_0$ by $1 - \alpha$ and $\phi_1$ by $1 - 25\,\alpha$ in
# each step. We choose $\alpha = 0.076$, a little below $2/25$: above that, $1 - 25\,\alpha$ is less
# than $-1$, and the path would run away. (The next picture is stretched across the valley, so that
# we see the path. The real valley is much narrower.)
#
# **Predict:** what does the path look like? And the two entries of the gradient, from step to
# step?

# %%
lam = np.array([1.0, 25.0])
times = np.arange(25)
path = np.array([10.0, 1.0]) * (1 - 0.076 * lam) ** times[:, np.newaxis]
paths = {"α = 0.076": Trajectory.of(path, valley)}
entries = {"along the valley": path[:, 0], "across the valley": 25 * path[:, 1]}
RowDisplay.of(
    ContourDisplay.from_function(
        valley, (-2.0, 11.0), (-2.4, 2.4), trajectories=paths, grid=41
    ),
    LinesDisplay.from_lines(times, entries, xlabel="step", ylabel="entry of the gradient"),
)

# %% [markdown]
# **What you saw.** The path jumps from wall to wall, because the gradient across the valley is
# large and changes its sign at every step. Along the valley the gradient is smaller, but it always
# says the same: go left. After 24 steps there is still 15 % of the way to go.
#
# Would a ball follow such a path? No. What is missing? A ball has **inertia**: a push does not
# turn it at once, it changes the motion that is already there. Pushes that alternate cancel;
# pushes that agree add up. So let us not follow the gradient of this step alone, but a mixture of
# all the gradients so far. That is why old gradients help: together they know which part of the
# new one is a jump from wall to wall and which part is the way.
#
# ## 2 · An average that forgets
#
# **How do we average gradients when a new one comes in at every step?** The plain mean treats the
# oldest gradient like the newest, although it was taken at a place far behind us. Better: at each
# step keep a share $\beta$ of the old average and add the share $1 - \beta$ of the new value $x_t$,
#
# $$m_t = \beta\, m_{t-1} + (1 - \beta)\, x_t, \qquad m_0 = 0 .$$
#
# This is an **exponentially weighted moving average**. It needs one stored number, however long
# the sequence is. For $x = (1, 1, 1)$ and $\beta = 0.9$ it gives 0.1, then $0.9 \cdot 0.1 + 0.1
# \cdot 1 = 0.19$, then $0.9 \cdot 0.19 + 0.1 = 0.271$.
#
# ### Exercise 1 · `ema` (4 minutes)
#
# Write the moving average of a sequence of $T$ values, $x_1, \dots, x_T$: return all of
# $m_1, \dots, m_T$, without $m_0$. The sequence may hold integers; the averages are floats.

# %% solution="ema"
def ema(x, beta):
    """Return the exponentially weighted moving averages of a sequence, shape (T,).

    x: the sequence, shape (T,).
    beta: share of the old average that is kept, a number.
    """
    ### BEGIN SOLUTION
    averages = np.zeros(len(x))
    m = 0.0
    for t, value in enumerate(x):
        m = beta * m + (1 - beta) * value
        averages[t] = m
    return averages
    ### END SOLUTION

# %% grade="ema-public" points=1
@check.public("ema")
def public_checks_of_ema(test):
    test(ema, np.array([4.0, 2.0, -1.0, 3.0]), 0.75).equals(
        [1.0, 1.25, 0.6875, 1.265625],
        swapped=[3.0, 2.25, -0.1875, 2.203125],
        first_value=[4.0, 3.5, 2.375, 2.53125],
        not_weighted=[4.0, 5.0, 2.75, 5.0625],
        no_decay=[1.0, 1.5, 1.25, 2.0],
        corrected=[4.0, 2.85714285714286, 1.18918918918919, 1.85142857142857],
        last_only=1.265625,
        with_start=[0.0, 1.0, 1.25, 0.6875, 1.265625],
        late=[0.0, 1.0, 1.25, 0.6875],
        skips_first=[0.0, 0.5, 0.125, 0.84375],
        previous_only=[1.0, 3.5, 1.25, 0.0],
        no_memory=[1.0, 0.5, -0.25, 0.75],
        running_mean=[4.0, 3.0, 1.66666666666667, 2.0],
    )
    # The example of the text.
    test(ema, np.ones(3), 0.9).equals([0.1, 0.19, 0.271])

# %% grade="ema-hidden" points=2
# Hidden checks of ema: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("ema")
def hidden_checks_of_ema(test):
    def averages(x, keep, add, first=None):
        m, out = 0.0, []
        for value in x:
            m = keep * m + add * value if out or first is None else first
            out.append(m)
        return np.array(out)

    rng = np.random.default_rng(41)
    for x, beta in [
        (np.array([2.5, -1.0, 4.0, 0.5, -3.0]), 0.6),
        (np.array([3, -7, 2, 5, 1, 4]), 0.9),  # integers
        (rng.normal(2.0, 5.0, size=400), 0.98),
        (np.array([5.0]), 0.8),  # a single number
        (np.array([2, 9]), 0.25),
        (np.arange(12.0)[::-3], 0.7),  # strided
        (np.array([3e8, -1e8, 4e8, 2e8]), 0.5),
        (np.array([2e-4, 5e-4, -1e-4]), 0.3),
        (np.array([1.5, -2.0, 3.0]), 0.0),  # no memory at all
        (np.zeros(4), 0.9),
    ]:
        x.setflags(write=False)
        right = averages(x, beta, 1 - beta)
        before = np.concatenate([[0.0], x[:-1]])
        wrong = {
            "swapped": averages(x, 1 - beta, beta),
            "first_value": averages(x, beta, 1 - beta, first=x[0]),
            "skips_first": averages(x, beta, 1 - beta, first=0.0),
            "not_weighted": averages(x, beta, 1.0),
            "no_decay": averages(x, 1.0, 1 - beta),
            "corrected": right / (1 - beta ** np.arange(1, len(x) + 1)),
            "late": np.concatenate([[0.0], right[:-1]]),
            "previous_only": (1 - beta) * x + beta * before,
            "no_memory": (1 - beta) * x,
            "running_mean": np.cumsum(x) / np.arange(1, len(x) + 1),
        }
        test(ema, x, beta).equals(
            right,
            shown=[1.0, 1.25, 0.6875, 1.265625] if len(x) > 3 else [0.1, 0.19, 0.271],
            last_only=right[-1],
            with_start=np.concatenate([[0.0], right]),
            **(wrong if len(x) > 1 and x.any() and beta else {}),
        )
### END HIDDEN TESTS

# %% [markdown]
# ### How long does it remember?
#
# Written out, the average is a sum with weights that shrink step by step:
#
# $$m_t = (1 - \beta)\left(x_t + \beta\, x_{t-1} + \beta^2 x_{t-2} + \dots\right)$$
#
# *A small correction: a slide calls $m$ a weighted sum of this gradient and the previous one.
# Through $m_{t-1}$ all the gradients before take part, each with a smaller weight.*
#
# The weights halve every $\ln \frac{1}{2} / \ln \beta$ steps: the **half-life** of the average.
#
# **Predict:** what is the half-life for $\beta = 0.9$? And for $\beta = 0.99$?
#
# We average noisy slopes. The true slope is 1, and at step 60 it turns to −1. Which $\beta$ gives
# the smoothest line? Which one notices the turn first?

# %%
explore_memory(ema)

# %% [markdown]
# **What you saw.** The half-life is 6.6 steps for $\beta = 0.9$, and 69 for $0.99$. On the right,
# where the scale is logarithmic, the weights fall on a straight line: each is $\beta$ times the one
# before.
#
# A large $\beta$ makes a smooth line, but a slow one. With 0.5 the average jumps by about 0.6 from
# step to step and is below 0 at step 63; with 0.98 it hardly jumps, but takes until step 84 to
# notice that the slope has turned. And at the beginning it is far too small: the average starts at
# 0, and after $t$ steps its weights add up to $1 - \beta^t$ only, which is 0.70 for $\beta = 0.98$
# and 60 steps. (The lecture on Adam repairs that.)
#
# ## 3 · Descent with momentum
#
# **What happens if we follow the average instead of the gradient?** We average the gradients as
# they come in, each entry for itself, and step against the average:
#
# $$m_{t+1} = \beta\, m_t + (1 - \beta)\, \nabla L[\phi_t], \qquad
# \phi_{t+1} = \phi_t - \alpha\, m_{t+1}, \qquad m_0 = 0 .$$
#
# This is descent with **momentum**, and $\beta$ controls how much of it there is. The direction is
# no longer decided by one gradient, so it changes more slowly over time. Mind the order: the
# average is renewed first, and the step uses the *new* one. With $\beta = 0$ it is plain gradient
# descent.
#
# On $L = \phi^2$, with gradient $2\phi$, from $\phi = 1$ with $\alpha = 0.1$ and $\beta = 0.9$:
# first $m = 0.1 \cdot 2 = 0.2$ and $\phi = 1 - 0.1 \cdot 0.2 = 0.98$, then $m = 0.9 \cdot 0.2 +
# 0.1 \cdot 1.96 = 0.376$ and $\phi = 0.9424$.
#
# ### Exercise 2 · `momentum_step` (5 minutes)
#
# Write one step, from the gradient `g` at `phi`. Return two new arrays: first $\phi$, then $m$.

# %% solution="momentum_step"
def momentum_step(phi, m, g, alpha, beta):
    """Return the parameters and the average after one step with momentum, shape (D,) each.

    phi: the current parameters, shape (D,).
    m: the average of the gradients so far, shape (D,).
    g: the gradient of the loss at phi, shape (D,).
    alpha, beta: the learning rate and the share of m that is kept, numbers.
    """
    ### BEGIN SOLUTION
    m_new = beta * m + (1 - beta) * g
    return phi - alpha * m_new, m_new
    ### END SOLUTION

# %% grade="momentum_step-public" points=1
@check.public("momentum_step")
def public_checks_of_momentum_step(test):
    phi, m, g = np.array([1.0, -2.0]), np.array([0.5, 3.0]), np.array([2.0, -5.0])
    test(momentum_step, phi, m, g, 0.5, 0.75).equals(
        ([0.5625, -2.5], [0.875, 1.0]),
        old_m=([0.75, -3.5], [0.875, 1.0]),
        plus=([1.4375, -1.5], [0.875, 1.0]),
        alpha_ignored=([0.125, -3.0], [0.875, 1.0]),
        alpha_inside=([0.375, -3.625], [0.625, 1.625]),
        grad_used=([0.0, 0.5], [0.875, 1.0]),
        m_kept=([0.5625, -2.5], [0.5, 3.0]),
        phi_kept=([1.0, -2.0], [0.875, 1.0]),
        order=([0.875, 1.0], [0.5625, -2.5]),
        step_only=([-0.4375, -0.5], [0.875, 1.0]),
        other_form=([-0.375, -1.75], [1.375, -0.25]),
        swapped=([0.1875, -0.5], [1.625, -3.0]),
        reset=([0.75, -1.375], [0.5, -1.25]),
        no_average=([-0.1875, -0.625], [2.375, -2.75]),
        no_decay=([0.5, -2.875], [1.0, 1.75]),
        minus_grad=([1.0625, -3.75], [-0.125, 3.5]),
        no_brackets=([1.0625, -5.5], [-0.125, 7.0]),
    )
    # The example of the text, three steps.
    for phi, m, new in [
        (1.0, 0.0, ([0.98], [0.2])),
        (0.98, 0.2, ([0.9424], [0.376])),
        (0.9424, 0.376, ([0.889712], [0.52688])),
    ]:
        test(momentum_step, np.array([phi]), np.array([m]), np.array([2 * phi]), 0.1, 0.9).equals(
            new
        )

# %% grade="momentum_step-hidden" points=2
# Hidden checks of momentum_step: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("momentum_step")
def hidden_checks_of_momentum_step(test):
    rng = np.random.default_rng(42)
    for phi, m, g, alpha, beta in [
        (np.array([0.5, -1, 2]), np.array([1.5, 0.25, -3]), np.array([4.0, 1, 2.5]), 0.3, 0.6),
        (np.array([3, -1, 2, 7]), np.array([2, 5, -4, 1]), np.array([-6, 3, 9, 8]), 0.25, 0.9),
        (np.array([1.5]), np.array([-0.75]), np.array([4.0]), 0.2, 0.8),  # one parameter
        (rng.normal(size=200), rng.normal(size=200), rng.normal(size=200), 0.05, 0.95),
        (np.arange(8.0)[::-3], np.array([5.0, 9.0, -2.0, 9.0, 1.0])[::2], np.arange(3.0), 0.5, 0.3),
        (np.array([1e3, -2e3]), np.array([3e5, 4e5]), np.array([-2e6, 7e6]), 0.001, 0.7),
        (np.array([2e-3, 5e-3]), np.array([1e-3, -3e-3]), np.array([4e-3, 6e-3]), 3.0, 0.4),
        (np.array([2.0, -3.0]), np.zeros(2), np.array([4.0, 1.0]), 0.1, 0.9),  # the first step
        (np.array([2.0, -3.0]), np.array([1.0, 5.0]), np.array([4.0, 1.0]), 0.1, 0.0),  # descent
        (np.array([2.0, -3.0]), np.array([1.0, 5.0]), np.zeros(2), 0.2, 0.75),  # a flat place
        (np.array([2, -3]), np.array([1, 5]), np.array([4, 2]), 2, 0),
    ]:
        for array in (phi, m, g):
            array.setflags(write=False)
        new, swapped = beta * m + (1 - beta) * g, (1 - beta) * m + beta * g
        averages = {
            "swapped": swapped,
            "reset": (1 - beta) * g,
            "no_average": beta * m + g,
            "no_decay": m + (1 - beta) * g,
            "minus_grad": beta * m - (1 - beta) * g,
            "no_brackets": beta * m + 1 - beta * g,
        }
        inside, velocity = beta * m + alpha * (1 - beta) * g, beta * m + alpha * g
        wrong = {
            "old_m": (phi - alpha * m, new),
            "plus": (phi + alpha * new, new),
            "alpha_ignored": (phi - new, new),
            "alpha_inside": (phi - inside, inside),
            "other_form": (phi - velocity, velocity),
            "grad_used": (phi - alpha * g, new),
            "m_kept": (phi - alpha * new, m),
            "phi_kept": (phi, new),
            "order": (new, phi - alpha * new),
            "step_only": (-alpha * new, new),
            **{key: (phi - alpha * wrong, wrong) for key, wrong in averages.items()},
        }
        everything = m.any() and g.any() and beta
        test(momentum_step, phi, m, g, alpha, beta).equals(
            (phi - alpha * new, new),
            shown=([0.5625, -2.5], [0.875, 1.0]) if len(phi) > 1 else ([0.98], [0.2]),
            **(wrong if everything else {}),
        )
### END HIDDEN TESTS

# %% [markdown]
# ### Back to the valley
#
# Gradient descent is momentum with $\beta = 0$. The next cell, which is locked, takes many steps
# of any optimizer that keeps something from step to step.

# %% locked="walk"
def walk(step, start, n):
    """Take n steps and return all iterates, shape (n + 1, D); step(phi, m) gives both anew."""
    phi, m = np.array(start, dtype=float), np.zeros(len(start))
    path = [phi]
    for _ in range(n):
        phi, m = (np.array(part, dtype=float) for part in step(phi, m))
        path.append(phi)
    return np.array(path)

# %% [markdown]
# **Predict:** we repeat the first picture with $\beta = 0.6$ at the same learning rate, 0.076. Then
# we take $\alpha = 0.25$, three times as large, with which plain descent runs away. Which of the
# two is first at the star? (Here, too, the picture is stretched across the valley.)

# %%
explore_momentum(momentum_step)

# %% [markdown]
# **What you saw.** With the same rate, momentum takes away most of the jumps: the path soon runs
# along the floor. But it is hardly faster, because the progress along the floor is limited by
# $\alpha$. The gain comes with the larger rate: as the jumps cancel, momentum tolerates it. Its
# first jump is longer, so that the loss even goes up, it rolls a little too far and comes back;
# and after 24 steps its loss is thousands of times smaller than with 0.076.
#
# More is not always better: with $\beta = 0.95$ it swings to and fro. And in a valley that is four
# times as narrow, $\kappa = 100$, all limits of $\alpha$ are four times as low. (We come back to
# $\kappa$ in part 6.)
#
# ### Over the hill
#
# **Predict:** the next loss, $\phi^4 - 2\phi^2 + \frac{\phi}{2}$, has two valleys with a hill
# between them. We start high on the right. Where does gradient descent end? Where does the ball,
# with $\beta = 0.9$?

# %%
def hill(phi):
    return phi[0] ** 4 - 2 * phi[0] ** 2 + phi[0] / 2


def hill_grad(phi):
    return 4 * phi**3 - 4 * phi + 0.5


paths = {}
for beta in (0.0, 0.9):
    path = walk(
        lambda phi, m, beta=beta: momentum_step(phi, m, hill_grad(phi), 0.05, beta), [1.8], 100
    )
    paths[f"β = {beta}"] = Trajectory.of(path, hill)
    print(f"β = {beta}: ends at φ = {path[-1][0]:.3f} with loss {hill(path[-1]):.3f}")
PathOnCurveDisplay.from_trajectories(hill, paths, span=(-2.0, 2.0))

# %% [markdown]
# **What you saw.** Gradient descent stops in the first valley. The ball arrives there with much
# motion left, rolls on uphill, over the hill, and settles in the deeper valley, after swinging to
# and fro. Do not rely on it: a ball that starts lower, or with another $\beta$, may stay on this
# side, and one that rolls too far may leave a good valley as well.
#
# ### On batches
#
# In practice the gradient is that of a few examples only, a **batch** $\mathcal{B}_t$, drawn anew
# at every step: $g_t = \sum_{i \in \mathcal{B}_t} \nabla \ell_i[\phi_t]$, where $\ell_i$ is the
# loss of example $i$. Then momentum does one more thing: it averages the noise of the batches
# away.
#
# We take the Gabor model, a wave under a bell-shaped envelope with two parameters, and its sum of
# squared errors on 28 points. Each step sees 5 points, drawn at random. Both runs see the same
# ones.
#
# **Predict:** with $\alpha = 1.5$, which of the two runs stays in the valley of the star?

# %%
def gabor_loss(phi):
    return models.gabor_loss(phi, x_gabor, y_gabor)


def on_batches(step, alpha, beta, seed=0):
    """Return the iterates of 80 steps from (0, 8); step gets the batch's gradient function."""
    rng = np.random.default_rng(seed)

    def one(phi, m):
        i = rng.choice(len(x_gabor), 5, replace=False)
        grad_fn = lambda p: models.gabor_loss_grad(p, x_gabor[i], y_gabor[i])
        return step(phi, m, grad_fn, alpha, beta)

    return walk(one, [0.0, 8.0], 80)

# %%
def plain(phi, m, grad_fn, alpha, beta):
    """Take a step with the gradient at phi itself."""
    return momentum_step(phi, m, grad_fn(phi), alpha, beta)


paths = {}
for label, beta in (("without momentum", 0.0), ("with momentum, β = 0.9", 0.9)):
    paths[label] = Trajectory.of(on_batches(plain, 1.5, beta), gabor_loss)
    print(f"{label:22}  loss after 80 steps {paths[label].losses[-1]:.2f}")
best = data.gabor_stationary()[:1]
ContourDisplay.from_function(
    gabor_loss, (-4.0, 10.0), (4.0, 18.0), trajectories=paths, stationary=best, grid=41
)

# %% [markdown]
# **What you saw.** Without momentum a few unlucky batches are enough: they throw the path out of
# the valley, to where gradients are small, and there it stays. The average takes only a tenth of
# each batch's gradient, so no single one can do that. The path with momentum zigzags up the valley
# and is on its way to the star.
#
# *A small correction: the slides give a loss of 1.31 without momentum, 0.96 with it and 0.80 with
# Nesterov's, which comes in part 5. Their data were not published, so nobody can recompute these
# numbers. Ours come from our own points, and you can.*
#
# ## 4 · The same thing in other words
#
# **Why do two books give different learning rates for the same method?** Because they write it in
# different forms, and so do the slides. In the second form the ball has a **velocity** $V$; it
# keeps the share $\mu$ of it and is pushed downhill:
#
# $$V_{t+1} = \mu\, V_t - \eta\, \nabla L[\theta_t], \qquad \theta_{t+1} = \theta_t + V_{t+1},
# \qquad V_0 = 0 .$$
#
# This form is called the **heavy ball**. The gradient counts in full. The minus and the learning
# rate $\eta$ are already inside the velocity, so $\theta$ moves by $V$ itself.
#
# On $\theta^2$ from 1 with $\eta = 0.1$ and $\mu = 0.9$: $V = -0.2$ and $\theta = 0.8$, then
# $V = -0.18 - 0.16 = -0.34$ and $\theta = 0.46$, then $\theta = 0.062$.
#
# ### Exercise 3 · `heavy_ball_step` (4 minutes)
#
# Write one step of this form. Return two new arrays: first $\theta$, then $V$.

# %% solution="heavy_ball_step"
def heavy_ball_step(theta, v, g, eta, mu):
    """Return the parameters and the velocity after one step of the heavy ball, shape (D,) each.

    theta: the current parameters, shape (D,).
    v: the velocity so far, shape (D,).
    g: the gradient of the loss at theta, shape (D,).
    eta, mu: the learning rate and the share of v that is kept, numbers.
    """
    ### BEGIN SOLUTION
    v_new = mu * v - eta * g
    return theta + v_new, v_new
    ### END SOLUTION

# %% grade="heavy_ball_step-public" points=1
@check.public("heavy_ball_step")
def public_checks_of_heavy_ball_step(test):
    theta, v, g = np.array([1.0, -2.0]), np.array([0.5, 3.0]), np.array([2.0, -5.0])
    test(heavy_ball_step, theta, v, g, 0.5, 0.75).equals(
        ([0.375, 2.75], [-0.625, 4.75]),
        minus_v=([1.625, -6.75], [-0.625, 4.75]),
        both=([-0.375, -1.75], [1.375, -0.25]),
        old_v=([1.5, 1.0], [-0.625, 4.75]),
        eta_late=([0.1875, 1.625], [-1.625, 7.25]),
        order=([-0.625, 4.75], [0.375, 2.75]),
        v_kept=([0.375, 2.75], [0.5, 3.0]),
        theta_kept=([1.0, -2.0], [-0.625, 4.75]),
        first_form=([0.5625, -2.5], [0.875, 1.0]),
        minus_late=([-0.1875, -0.625], [2.375, -2.75]),
        eta_twice=([1.3125, -4.375], [-0.625, 4.75]),
        eta_again=([0.6875, 0.375], [-0.625, 4.75]),
        grad_used=([0.0, 0.5], [-0.625, 4.75]),
        plus_grad=([2.375, -2.25], [1.375, -0.25]),
        average=([1.125, 0.875], [0.125, 2.875]),
        reset=([0.0, 0.5], [-1.0, 2.5]),
        no_mu=([0.5, 3.5], [-0.5, 5.5]),
        eta_ignored=([-0.625, 5.25], [-1.625, 7.25]),
        swapped=([-0.25, 3.25], [-1.25, 5.25]),
        mu_all=([0.625, 2.125], [-0.375, 4.125]),
    )
    # The example of the text, three steps.
    for theta, v, new in [
        (1.0, 0.0, ([0.8], [-0.2])),
        (0.8, -0.2, ([0.46], [-0.34])),
        (0.46, -0.34, ([0.062], [-0.398])),
    ]:
        given = np.array([theta]), np.array([v]), np.array([2 * theta])
        test(heavy_ball_step, *given, 0.1, 0.9).equals(new)

# %% grade="heavy_ball_step-hidden" points=2
# Hidden checks of heavy_ball_step: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("heavy_ball_step")
def hidden_checks_of_heavy_ball_step(test):
    rng = np.random.default_rng(43)
    for theta, v, g, eta, mu in [
        (np.array([0.5, -1, 2]), np.array([1.5, 0.25, -3]), np.array([4.0, 1, 2.5]), 0.3, 0.6),
        (np.array([3, -1, 2, 7]), np.array([2, 5, -4, 1]), np.array([-6, 3, 9, 8]), 0.25, 0.9),
        (np.array([1.5]), np.array([-0.75]), np.array([4.0]), 0.2, 0.8),  # one parameter
        (rng.normal(size=200), rng.normal(size=200), rng.normal(size=200), 0.05, 0.95),
        (np.arange(8.0)[::-3], np.array([5.0, 9.0, -2.0, 9.0, 1.0])[::2], np.arange(3.0), 0.5, 0.3),
        (np.array([1e3, -2e3]), np.array([300.0, 400.0]), np.array([-2e6, 7e6]), 0.001, 0.7),
        (np.array([2e-3, 5e-3]), np.array([1e-3, -3e-3]), np.array([4e-3, 6e-3]), 3.0, 0.4),
        (np.array([2.0, -3.0]), np.zeros(2), np.array([4.0, 1.0]), 0.1, 0.9),  # the first step
        (np.array([2.0, -3.0]), np.array([1.0, 5.0]), np.array([4.0, 1.0]), 0.1, 0.0),  # descent
        (np.array([2.0, -3.0]), np.array([1.0, 5.0]), np.zeros(2), 0.2, 0.75),  # a flat place
        (np.array([2, -3]), np.array([1, 5]), np.array([4, 2]), 2, 0),
    ]:
        for array in (theta, v, g):
            array.setflags(write=False)
        new, up = mu * v - eta * g, mu * v + eta * g
        average, late = mu * v + (1 - mu) * g, mu * v + g
        velocities = {
            "plus_grad": up,
            "average": mu * v - (1 - mu) * eta * g,
            "reset": -eta * g,
            "no_mu": v - eta * g,
            "eta_ignored": mu * v - g,
            "swapped": eta * v - mu * g,
            "mu_all": mu * (v - eta * g),
        }
        wrong = {
            "minus_v": (theta - new, new),
            "both": (theta - up, up),
            "old_v": (theta + v, new),
            "eta_late": (theta + eta * (mu * v - g), mu * v - g),
            "first_form": (theta - eta * average, average),
            "minus_late": (theta - eta * late, late),
            "eta_twice": (theta - eta * new, new),
            "eta_again": (theta + eta * new, new),
            "grad_used": (theta - eta * g, new),
            "order": (new, theta + new),
            "v_kept": (theta + new, v),
            "theta_kept": (theta, new),
            **{key: (theta + wrong, wrong) for key, wrong in velocities.items()},
        }
        everything = v.any() and g.any() and mu
        test(heavy_ball_step, theta, v, g, eta, mu).equals(
            (theta + new, new),
            shown=([0.375, 2.75], [-0.625, 4.75]) if len(theta) > 1 else ([0.8], [-0.2]),
            **(wrong if everything else {}),
        )
### END HIDDEN TESTS

# %% [markdown]
# ### From one form to the other
#
# Both forms can give the very same path. In the first one, call the step $V = -\alpha\, m$. Then
#
# $$V_{t+1} = -\alpha\, m_{t+1} = -\alpha \beta\, m_t - \alpha (1 - \beta)\, \nabla L[\phi_t]
# = \beta\, V_t - \alpha (1 - \beta)\, \nabla L[\phi_t] .$$
#
# That is a heavy ball with $\mu = \beta$ and $\eta = \alpha\,(1 - \beta)$.
#
# ### Exercise 4 · `to_heavy_ball` (3 minutes)
#
# Convert the settings $\alpha$, $\beta$ of the first form. Return two numbers: first $\eta$, then
# $\mu$.

# %% solution="to_heavy_ball"
def to_heavy_ball(alpha, beta):
    """Return the learning rate eta and the momentum mu of the heavy ball, two numbers.

    alpha, beta: the settings of the averaging form that takes the same path.
    """
    ### BEGIN SOLUTION
    return alpha * (1 - beta), beta
    ### END SOLUTION

# %% grade="to_heavy_ball-public" points=1
@check.public("to_heavy_ball")
def public_checks_of_to_heavy_ball(test):
    test(to_heavy_ball, 0.2, 0.75).equals(
        (0.05, 0.75),
        eta_alpha=(0.2, 0.75),
        mu_complement=(0.05, 0.25),
        order=(0.75, 0.05),
        eta_times_beta=(0.15, 0.75),
        divided=(0.8, 0.75),
        eta_plus=(0.35, 0.75),
        no_brackets=(-0.55, 0.75),
    )
    test(to_heavy_ball, 0.1, 0.9).equals((0.01, 0.9))

# %% grade="to_heavy_ball-hidden" points=2
# Hidden checks of to_heavy_ball: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("to_heavy_ball")
def hidden_checks_of_to_heavy_ball(test):
    for alpha, beta in [
        (0.3, 0.6),
        (0.05, 0.99),
        (12.0, 0.875),
        (3, 0.2),
        (4e-5, 0.95),
        (0.7, 0.0),  # no momentum: the rates agree
        (2, 0),
        (0.0, 0.8),
    ]:
        wrong = {
            "eta_alpha": (alpha, beta),
            "mu_complement": (alpha * (1 - beta), 1 - beta),
            "order": (beta, alpha * (1 - beta)),
            "eta_times_beta": (alpha * beta, beta),
            "divided": (alpha / (1 - beta), beta),
            "eta_plus": (alpha * (1 + beta), beta),
            "no_brackets": (alpha * 1 - beta, beta),
        }
        test(to_heavy_ball, alpha, beta).equals(
            (alpha * (1 - beta), beta), shown=(0.05, 0.75), **(wrong if alpha and beta else {})
        )
### END HIDDEN TESTS

# %% [markdown]
# ### The same numbers, not the same path
#
# **Predict:** on $\phi^2$ from 1, we give both forms the numbers 0.1 and 0.9. Which one moves
# faster, and how many times? Then we convert.

# %%
explore_conventions(momentum_step, heavy_ball_step, to_heavy_ball)

# %% [markdown]
# **What you saw.** With the same numbers, the heavy ball takes ten times the first step and swings
# much faster: its gradients count in full, not with the weight $1 - \beta = 0.1$. After the
# conversion, to $\eta = 0.01$, its path lies exactly on that of the average. Only for
# $\beta = 0$ there is nothing to convert.
#
# The library PyTorch has yet another form, `SGD(lr, momentum, dampening)`, where `lr` is the
# learning rate. Without `dampening` it takes the same path as the heavy ball, as long as the
# learning rate stays the same (it multiplies the velocity by the rate when it steps, not before).
# With `dampening=0.9` it weighs gradients by $1 - 0.9$ like our average, but not the first one,
# which counts in full: its average begins at $m_1 = g$.
#
# **Predict:** with `lr=0.1, momentum=0.9, dampening=0.9` on $\phi^2$, where is PyTorch after one
# step, if our own form is at 0.98?

# %%
phi = np.array([1.0])
m = 2 * phi  # an average that begins at the first gradient
ours = walk(lambda phi, m: momentum_step(phi, m, 2 * phi, 0.1, 0.9), [1.0], 3)
for t in range(1, 4):
    phi, m = (np.asarray(part) for part in momentum_step(phi, m, 2 * phi, 0.1, 0.9))
    print(f"step {t}: {phi[0]:.4f}   (ours: {ours[t, 0]:.4f})")

# %% [markdown]
# **What you saw.** PyTorch goes 0.8, 0.604, 0.4155. Its first step is ten times ours, and its
# average carries that first gradient along. So before you copy a learning rate from a paper or a
# program, look up which form it belongs to.
#
# ## 5 · Nesterov: look before you leap
#
# **The ball will roll on anyway. Can it know better where to?** At the start of a step we already
# know that $\phi$ is about to move by something like $-\alpha\, m_t$. So let us take the gradient
# not here, but there, where we think we will be:
#
# $$m_{t+1} = \beta\, m_t + (1 - \beta)\, \nabla L[\phi_t - \alpha\, m_t], \qquad
# \phi_{t+1} = \phi_t - \alpha\, m_{t+1} .$$
#
# This is **Nesterov's momentum**. Momentum smooths the gradients of the places where we are;
# Nesterov smooths the gradients of the places to which we are going, so it *anticipates* turns. If
# the ground rises ahead, the ball is slowed down before it gets there.
#
# Only the gradient is taken ahead. The step itself starts at $\phi_t$.
#
# (How far is "ahead"? The known part of the next step is $-\alpha \beta\, m_t$, and Nesterov's own
# method looks to $\phi_t - \alpha \beta\, m_t$. The slides look to $\phi_t - \alpha\, m_t$. You
# may use either, but the same one throughout.)
#
# On $\phi^2$ from 1 with $\alpha = 0.1$, $\beta = 0.9$: the first step is as before, $m = 0.2$ and
# $\phi = 0.98$. Then we look ahead to $0.98 - 0.1 \cdot 0.2 = 0.96$, where the gradient is 1.92,
# so $m = 0.9 \cdot 0.2 + 0.1 \cdot 1.92 = 0.372$ and $\phi = 0.9428$.
#
# ### Exercise 5 · `nesterov_step` (6 minutes)
#
# Write one step. It gets the gradient as a function, because only the step knows where to take it.
# Return two new arrays: first $\phi$, then $m$.

# %% solution="nesterov_step"
def nesterov_step(phi, m, grad_fn, alpha, beta):
    """Return the parameters and the average after one step of Nesterov's momentum.

    phi: the current parameters, shape (D,).
    m: the average of the gradients so far, shape (D,).
    grad_fn: a function that takes parameters of shape (D,) and returns the gradient there.
    alpha, beta: the learning rate and the share of m that is kept, numbers.
    """
    ### BEGIN SOLUTION
    ahead = phi - alpha * m
    m_new = beta * m + (1 - beta) * grad_fn(ahead)
    return phi - alpha * m_new, m_new
    ### END SOLUTION

# %% grade="nesterov_step-public" points=1
@check.public("nesterov_step")
def public_checks_of_nesterov_step(test):
    # Two places ahead are right: φ − αm, and φ − αβm.
    far = {
        "expected": ([0.625, -2.25], [0.75, 0.5]),
        "at_phi": ([0.5625, -2.625], [0.875, 1.25]),
        "full_step": ([0.671875, -2.46875], [0.65625, 0.9375]),
        "ahead_plus": ([0.5, -3.0], [1.0, 2.0]),
        "plus": ([1.375, -1.75], [0.75, 0.5]),
        "swapped": ([0.375, 0.25], [1.25, -4.5]),
        "no_average": ([0.0625, 0.375], [1.875, -4.75]),
        "old_m": ([0.75, -3.5], [0.75, 0.5]),
        "reset": ([0.8125, -1.125], [0.375, -1.75]),
        "from_ahead": ([0.375, -3.75], [0.75, 0.5]),
        "order": ([0.75, 0.5], [0.625, -2.25]),
        "grad_used": ([0.25, 1.5], [0.75, 0.5]),
        "m_kept": ([0.625, -2.25], [0.5, 3.0]),
        "phi_kept": ([1.0, -2.0], [0.75, 0.5]),
        "alpha_ignored": ([0.25, -2.5], [0.75, 0.5]),
        "no_alpha_ahead": ([0.6875, -1.875], [0.625, -0.25]),
    }
    near = {
        "expected": ([0.609375, -2.34375], [0.78125, 0.6875]),
        "ahead_plus": ([0.515625, -2.90625], [0.96875, 1.8125]),
        "plus": ([1.390625, -1.65625], [0.78125, 0.6875]),
        "swapped": ([0.328125, -0.03125], [1.34375, -3.9375]),
        "no_average": ([0.0, 0.0], [2.0, -4.0]),
        "old_m": ([0.75, -3.5], [0.78125, 0.6875]),
        "reset": ([0.796875, -1.21875], [0.40625, -1.5625]),
        "from_ahead": ([0.421875, -3.46875], [0.78125, 0.6875]),
        "order": ([0.78125, 0.6875], [0.609375, -2.34375]),
        "grad_used": ([0.1875, 1.125], [0.78125, 0.6875]),
        "m_kept": ([0.609375, -2.34375], [0.5, 3.0]),
        "phi_kept": ([1.0, -2.0], [0.78125, 0.6875]),
        "alpha_ignored": ([0.21875, -2.6875], [0.78125, 0.6875]),
    }
    given = np.array([1.0, -2.0]), np.array([0.5, 3.0]), lambda p: 2 * p, 0.5, 0.75
    answer = test(nesterov_step, *given)
    looks_near = any(check.compare.same(answer.value, result) for result in near.values())
    answer.equals(**(near if looks_near else far))
    # The example of the text; once the place is chosen, it stays.
    test(nesterov_step, np.array([1.0]), np.zeros(1), lambda p: 2 * p, 0.1, 0.9).equals(
        ([0.98], [0.2])
    )
    second = [([0.9428], [0.372]), ([0.94276], [0.3724])]
    test(nesterov_step, np.array([0.98]), np.array([0.2]), lambda p: 2 * p, 0.1, 0.9).equals(
        second[looks_near], mixed=second[not looks_near]
    )

# %% grade="nesterov_step-hidden" points=2
# Hidden checks of nesterov_step: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("nesterov_step")
def hidden_checks_of_nesterov_step(test):
    def bent(p):  # not linear, and every parameter acts on its neighbor
        return p**3 - 0.5 * p + 0.3 * np.roll(p, 1)

    def results(phi, m, alpha, beta, reach):
        ahead = phi - reach * m
        g = bent(ahead)
        new = beta * m + (1 - beta) * g
        at_phi = beta * m + (1 - beta) * bent(phi)
        averages = {
            "ahead_plus": beta * m + (1 - beta) * bent(phi + reach * m),
            "swapped": (1 - beta) * m + beta * g,
            "no_average": beta * m + g,
            "reset": (1 - beta) * g,
            "at_phi": at_phi,
            "full_step": beta * m + (1 - beta) * bent(phi - alpha * at_phi),
            "no_alpha_ahead": beta * m + (1 - beta) * bent(phi - m),
        }
        return {
            "expected": (phi - alpha * new, new),
            "plus": (phi + alpha * new, new),
            "old_m": (phi - alpha * m, new),
            "from_ahead": (ahead - alpha * new, new),
            "order": (new, phi - alpha * new),
            "grad_used": (phi - alpha * g, new),
            "m_kept": (phi - alpha * new, m),
            "phi_kept": (phi, new),
            "alpha_ignored": (phi - new, new),
            **{key: (phi - alpha * wrong, wrong) for key, wrong in averages.items()},
        }

    rng = np.random.default_rng(44)
    looks_near = None  # found out in the first case, and insisted on afterwards
    for phi, m, alpha, beta in [
        (np.array([0.5, -1.0, 1.25]), np.array([1.5, 0.25, -2.0]), 0.3, 0.6),
        (np.array([0.75]), np.array([-0.5]), 0.2, 0.8),  # one parameter
        (np.array([3, -1, 2, 1]), np.array([2, 5, -4, 1]), 0.25, 0.9),  # integers
        (rng.normal(size=100), rng.normal(size=100), 0.05, 0.95),
        (np.arange(8.0)[::-3] / 7, np.array([1.5, 9.0, -2.0, 9.0, 1.0])[::2], 0.5, 0.3),  # strided
        (np.array([0.6, -0.8]), np.array([400.0, 700.0]), 1e-3, 0.7),
        (np.array([1.0, -0.5]), np.zeros(2), 0.1, 0.9),  # the first step
        (np.array([1.0, -0.5]), np.array([2.0, 1.0]), 0.1, 0.0),
        (np.array([2, -1]), np.array([1, 1]), 1, 0.5),
    ]:
        phi.setflags(write=False)
        m.setflags(write=False)
        far, near = (results(phi, m, alpha, beta, reach) for reach in (alpha, alpha * beta))
        answer = test(nesterov_step, phi, m, bent, alpha, beta)
        if looks_near is None:
            looks_near = any(check.compare.same(answer.value, wrong) for wrong in near.values())
        wrong = dict(near if looks_near else far)
        right = wrong.pop("expected")
        if not (m.any() and beta):  # here many a mistake makes no difference, or the same
            wrong = {}
        elif alpha == 1:
            wrong = {key: wrong[key] for key in ("at_phi", "ahead_plus", "swapped", "reset")}
        wrong["mixed"] = (far if looks_near else near)["expected"]
        shown = ([0.625, -2.25], [0.75, 0.5])
        answer.equals(right, shown=shown if len(phi) > 1 else ([0.9428], [0.372]), **wrong)
### END HIDDEN TESTS

# %% [markdown]
# ### Back to the valley, once more
#
# **Predict:** with much momentum, $\beta = 0.9$, and $\alpha = 0.25$, the ball rolls far beyond
# the star. Does looking ahead help?

# %%
explore_momentum(momentum_step, nesterov_step, alpha=0.25, beta=0.9)

# %% [markdown]
# **What you saw.** Both swing along the valley: the loss falls as the ball comes near the star,
# and rises again as it rolls past. But the ball that looks ahead feels the slope beyond the star
# earlier, so it rolls less far, and each swing takes away more. Its curve is smoother, too: across
# the valley it soon comes to rest.
#
# **Predict:** and on the batches of the Gabor model? Each method has six tries, with other batches
# each time.

# %%
methods = {
    "without momentum": (plain, 0.0),
    "momentum, β = 0.9": (plain, 0.9),
    "Nesterov, β = 0.9": (nesterov_step, 0.9),
}
for alpha in (0.5, 1.5):
    print(f"α = {alpha}: loss after 80 steps, median and range of 6 tries")
    for label, (step, beta) in methods.items():
        ends = [gabor_loss(on_batches(step, alpha, beta, seed)[-1]) for seed in range(6)]
        print(f"   {label:18} {np.median(ends):.2f}   ({min(ends):.2f} to {max(ends):.2f})")

# %% [markdown]
# **What you saw.** With the small rate there is little to choose: all three are on their way, and
# only the unlucky tries differ. With the large one the order is that of the slides: without
# momentum every try is thrown out of the valley, momentum loses some, Nesterov none. On other
# losses, with other settings, it may be otherwise.
#
# ## 6 · How much momentum?
#
# **Which settings converge, and which are best?** On a parabola $L = \frac{\lambda}{2}\phi^2$ we
# can know. There the gradient is $\lambda \phi$, so a step is linear: it multiplies the pair
# $(\phi, m)$ by a fixed 2 × 2 matrix $M$. We need no formula for $M$: its columns are what the step
# makes of the pairs $(1, 0)$ and $(0, 1)$.
#
# A pair that is only stretched, $M v = r v$, is an **eigenvector** of the matrix, and the factor
# $r$ its **eigenvalue** (it may be a complex number). The largest size $|r|$ is the **factor per
# step**: in the long run, each step multiplies the distance to the minimum by it. Below 1 the
# descent converges.
#
# **Predict:** in the valley, where $\lambda$ is 1 along and 25 across: can settings converge with
# momentum and run away with Nesterov?

# %%
def factor(step, lam, rate, share):
    """Return the factor per step on parabolas with the second derivatives lam, the largest."""
    first, second = np.array([1.0, 0.0]), np.array([0.0, 1.0])  # the pairs (1, 0) and (0, 1)
    matrices = [
        np.stack(step(first, second, lambda p, bend=bend: bend * p, rate, share)) for bend in lam
    ]
    return np.max(np.abs(np.linalg.eigvals(np.array(matrices))))


settings = {"A": (0.076, 0.0), "B": (0.076, 0.6), "C": (0.25, 0.6), "D": (0.25, 0.9)}
for label, both in settings.items():
    first, second = (factor(step, [1.0, 25.0], *both) for step in (plain, nesterov_step))
    name = "{}: α = {:<5}  β = {}".format(label, *both)
    print(f"{name}   factor per step: momentum {first:.3f}, Nesterov {second:.3f}")

# %% [markdown]
# In the next map, each place is a setting; the brighter, the faster, and the hatched ones run away.
# The cross-hair chooses the setting whose path is drawn beside it. A and B are the settings of
# part 3, C the larger rate there, and D is that of part 5.
#
# **Predict:** in the valley, with $\lambda = 1$ along and 25 across, where in the map of $\alpha$
# and $\beta$ are the settings that converge? Where are the fastest?

# %%
explore_stability(momentum_step, nesterov_step)

# %% [markdown]
# **What you saw.** Every $\beta$ has a largest $\alpha$, and with momentum, the more of it, the
# larger: $\alpha = 0.08$ without, 0.32 with $\beta = 0.6$. But the fastest settings are in the
# middle, near $\alpha = 0.2$ and $\beta = 0.45$, close to the border. Further up the average
# remembers for too long: D swings to and fro and is slower than no momentum at all.
#
# Nesterov's factor for D is smaller, because looking ahead brakes. But it has a price: its limit
# for $\alpha$ is lower, and with C it runs away. (With A, where $\beta = 0$, it depends on your
# choice: $\phi - \alpha\beta m$ is then $\phi$ itself, so that the step is plain descent; $\phi -
# \alpha m$ looks ahead to a step that is never taken, and runs away.)
#
# ### Long valleys
#
# How narrow a valley is, is measured by the **condition number** $\kappa$, the largest second
# derivative over the smallest; our valley has 25. For each $\kappa$ we choose good settings. For
# gradient descent we take the very best, $\alpha = 2 / (\lambda_{\min} + \lambda_{\max})$. For
# momentum, too, there is a formula for the very best. For Nesterov we take fair ones.
#
# **Predict:** if the valley is four times as narrow, how many times as many steps do we need?

# %%
def steps_needed(step, kappa, alpha, beta):
    """Count the steps until the loss stays below 1/10000 of that at the start."""
    bends = np.array([1.0, kappa])
    one = lambda phi, m: step(phi, m, lambda p: bends * p, alpha, beta)
    losses = walk(one, [1.0, 1 / np.sqrt(kappa)], int(2.5 * kappa) + 20) ** 2 @ bends
    return int(np.flatnonzero(losses > 1e-4 * losses[0])[-1]) + 1


for kappa in (10, 40, 160):
    root = np.sqrt(kappa)
    best, fair = ((root - 1) / (root + 1)) ** 2, 1 - 2 * np.sqrt(0.6 / kappa)
    counts = [
        steps_needed(plain, kappa, 2 / (1 + kappa), 0.0),
        steps_needed(plain, kappa, 4 / (1 + root) ** 2 / (1 - best), best),
        steps_needed(nesterov_step, kappa, 0.6 / kappa / (1 - fair), fair),
    ]
    print("κ = {:3}   descent {:3} steps, momentum {:2}, Nesterov {:3}".format(kappa, *counts))

# %% [markdown]
# **What you saw.** Gradient descent needs about four times as many steps when the valley is four
# times as narrow, momentum and Nesterov about twice as many: their steps grow with
# $\sqrt{\kappa}$, not with $\kappa$. In a short valley there is little to gain (our settings for
# Nesterov even lose at $\kappa = 10$), in a long one a lot. Losses of networks have very long
# valleys.
#
# ### The critical momentum
#
# Along one parabola, the heavy ball's matrix has the eigenvalues $r$ with
#
# $$r^2 - (1 + \mu - \eta\lambda)\, r + \mu = 0 .$$
#
# For small $\mu$ they are two real numbers, and the larger one slows the descent down. For large
# $\mu$ they are a complex pair of size $\sqrt{\mu}$: the ball swings to and fro. In between the
# two real ones meet, and there the descent is fastest. They meet where $(1 + \mu - \eta\lambda)^2
# = 4\mu$, whose solution below 1 is
#
# $$\mu = \left(1 - \sqrt{\eta\lambda}\right)^2 \qquad \text{for } 0 < \eta\lambda < 4 .$$
#
# This is the **critical** momentum. A door closer is built like that: it shuts the door fast,
# without a swing.
#
# ### ★ Exercise 6 · `critical_beta` (extra credit, 6 minutes)
#
# Return the critical momentum of the heavy ball. The arguments have the names of the first form:
# `alpha` is the rate $\eta$ of the heavy ball, and the result its momentum. Raise a `ValueError`
# unless $0 < \alpha\lambda < 4$.

# %% solution="critical_beta" extra=true
def critical_beta(alpha, lam):
    """Return the momentum with which a heavy ball is fastest on a parabola, one number.

    alpha: the learning rate of the heavy ball, a number.
    lam: the second derivative of the loss, a number.
    Raises a ValueError unless 0 < alpha * lam < 4.
    """
    ### BEGIN SOLUTION
    if not 0 < alpha * lam < 4:
        raise ValueError(f"alpha * lam is {alpha * lam}, expected a number between 0 and 4")
    return (1 - np.sqrt(alpha * lam)) ** 2
    ### END SOLUTION

# %% grade="critical_beta-public" points=1 extra=true
@check.public("critical_beta")
def public_checks_of_critical_beta(test):
    test(critical_beta, 0.05, 2.0).equals(
        0.467544467966324,
        no_root=0.81,
        no_square=0.683772233983162,
        plus=1.73245553203368,
        average_form=0.669421487603306,
        alpha_only=0.602786404500042,
        lam_only=0.171572875253810,
    )
    test(critical_beta, 0.5, 4.5).equals(0.25, clipped=0.0, no_root=1.5625, no_square=-0.5)
    for alpha, lam in [(2.0, 2.0), (1.0, 0.0)]:  # just outside
        test.raises(ValueError, critical_beta, alpha, lam)

# %% grade="critical_beta-hidden" points=2 extra=true
# Hidden checks of critical_beta: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("critical_beta")
def hidden_checks_of_critical_beta(test):
    for alpha, lam in [
        (0.02, 7.0),
        (0.3, 5.0),  # αλ above 1
        (0.6, 6.5),
        (1e-4, 900.0),
        (3e3, 2e-4),
        (1, 2),  # integers
        (3, 1),
        (0.25, 4.0),  # αλ = 1: no momentum is best
        (0.001, 0.5),
    ]:
        product = alpha * lam
        wrong = {
            "no_root": (1 - product) ** 2,
            "no_square": 1 - np.sqrt(product),
            "plus": (1 + np.sqrt(product)) ** 2,
            "average_form": ((1 - product) / (1 + product)) ** 2,
            "clipped": max(0.0, 1 - np.sqrt(product)) ** 2,
        }
        if alpha != 1 and lam != 1:
            wrong["alpha_only"] = (1 - np.sqrt(alpha)) ** 2
            wrong["lam_only"] = (1 - np.sqrt(lam)) ** 2
        right = (1 - np.sqrt(product)) ** 2
        test(critical_beta, alpha, lam).equals(
            right, shown=0.467544467966324, **(wrong if product != 1 else {})
        )
    for alpha, lam in [(4.0, 1.0), (0.5, 9.0), (0.0, 3.0), (0.1, 0), (-0.5, 2.0), (0.1, -1.0)]:
        test.raises(ValueError, critical_beta, alpha, lam)
### END HIDDEN TESTS

# %% [markdown]
# ### Creeping, critical, swinging
#
# (The last two cells use your `critical_beta`. Without it, read on at *What you saw*.)
#
# **Predict:** a heavy ball on a parabola with $\eta\lambda = 0.1$, once with a momentum of 0.1,
# once with the critical one and once with 0.9. Which one swings?

# %%
def ball(theta, v, grad_fn, eta, mu):
    """Take a step of the heavy ball."""
    return heavy_ball_step(theta, v, grad_fn(theta), eta, mu)


def on_parabola(mu):
    """Return the iterates of 40 steps from 1, for ηλ = 0.1."""
    return walk(lambda theta, v: ball(theta, v, lambda p: p, 0.1, mu), [1.0], 40)[:, 0]


shares = {"creeping": 0.1, "critical": float(critical_beta(0.1, 1.0)), "swinging": 0.9}
lines = {label: on_parabola(mu) for label, mu in shares.items()}
for label, theta in lines.items():
    print(f"{label}: μ = {shares[label]:.3f}, after 20 steps θ = {theta[20]:+.4f}")

# %%
rates = np.geomspace(0.02, 2.0, 80)
line = [critical_beta(rate, 1.0) for rate in rates]
RowDisplay.of(
    MapDisplay.from_function(
        lambda rate, mu: factor(ball, [1.0], rate, mu),
        np.geomspace(0.02, 3.0, 36),
        np.linspace(0.0, 0.98, 31),
        limit=1.0,
        beyond="runs away",
        crosses={label: (0.1, mu) for label, mu in shares.items()},
        curves={"critical_beta": (rates, line)},
        xscale="log",
        **{"xlabel": "ηλ", "ylabel": "momentum μ", "zlabel": "factor per step"},
    ),
    LinesDisplay.from_lines(np.arange(41), lines, xlabel="step", ylabel="parameter θ"),
)

# %% [markdown]
# **What you saw.** Too little momentum creeps, too much swings, the critical one is at the minimum
# first. In the map it is the bottom of a trough: for a given $\eta\lambda$ go up or down from the
# curve, and the factor grows. At $\eta\lambda = 1$ the critical momentum is 0, because one plain
# step lands on the minimum. In a valley with many different $\lambda$ no momentum is critical for
# all. The flattest direction asks for the most, and most practice follows it: $\beta = 0.9$ is the
# usual first choice.
#
# ## Summary
#
# - An **exponentially weighted moving average**, $m \leftarrow \beta m + (1 - \beta) x$, forgets
#   with a half-life of $\ln \frac12 / \ln \beta$ steps and starts too small.
# - **Momentum** steps along such an average of the gradients. It smooths out abrupt changes: jumps
#   from wall to wall and the noise of batches cancel, and what all gradients agree on adds up. So
#   it tolerates a larger learning rate.
# - The **heavy ball**, $V \leftarrow \mu V - \eta g$, $\theta \leftarrow \theta + V$, takes the
#   same path for $\eta = \alpha (1 - \beta)$ and $\mu = \beta$. Look up which form a rate belongs
#   to.
# - **Nesterov's momentum** takes the gradient where the ball is about to be. It swings less, but
#   its largest rate is smaller.
# - On a parabola everything is decided by the factor per step. Fastest is the **critical**
#   momentum, between creeping and swinging.
#
# The catch? There is one more number to choose, and all parameters still share one learning rate.
# The next lecture gives each of them its own.
#
# ## Reading
#
# - Simon J. D. Prince, *Understanding Deep Learning*: chapter 6 on fitting models has momentum and
#   Nesterov's momentum; chapter 5 on loss functions and chapter 7 on gradients go before and
#   after.
# - Boris T. Polyak, "Some methods of speeding up the convergence of iteration methods", *USSR
#   Computational Mathematics and Mathematical Physics* 4, 1964: the heavy ball.
# - Yurii Nesterov, "A method for solving the convex programming problem with convergence rate
#   $O(1/k^2)$", *Soviet Mathematics Doklady* 27, 1983.
# - Ilya Sutskever, James Martens, George Dahl and Geoffrey Hinton, "On the importance of
#   initialization and momentum in deep learning", ICML 2013: both methods on networks.
# - Gabriel Goh, "Why Momentum Really Works", *Distill*, 2017: the parabola, with pictures to play
#   with.
