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
# # Gradient descent
#
# A model has parameters, a loss says how bad they are. How do we find parameters that make the
# loss small? In this notebook we write gradient descent from nothing, watch it work, and watch it
# fail.
#
# **What you will be able to do**
#
# - measure a model's misfit and compute its gradient, by formula and by finite differences;
# - write gradient descent in a few lines and follow its path;
# - say, before running it, whether a learning rate converges, loops or runs away;
# - recognize local minima, saddles and bad starting values, and say what they do to training.
#
# **Time.** The seven exercises take about 30 minutes together. Reading and playing take about as
# long again. The eighth exercise, marked ★, is extra credit.
#
# **How to work.** Go from top to bottom and run each cell with Shift+Enter. Before each picture
# there is a question: guess first, then run. In an exercise, replace
# `raise NotImplementedError()` with your code. The pictures are drawn with *your* functions, so
# until an exercise is written, the pictures after it stop with `NotImplementedError`, or say which
# function to write first. Four pictures have sliders: move them, also with the arrow keys. You may
# change the demo cells and add cells anywhere.
#
# **How the checks speak.** After each exercise there is a public check. If it passes, it says
# "public checks passed". If not, it says what your function returned, what was expected and,
# where it can tell, which mistake it is. A passed public check is a good sign, not a proof: when
# your work is graded, hidden checks try your function on other data, such as integers, a single
# example or many parameters. All your functions return something new and leave their arguments
# as they are.

# %% [markdown]
# ## Notation
#
# | symbol | in code | meaning |
# |---|---|---|
# | $\phi$, $\phi_0, \phi_1, \dots$ | `phi`, shape (D,) | the **parameters**, which we choose |
# | $x_i$, $y_i$ | `x`, `y`, shape (N,) | input and target of example $i$; there are N examples |
# | $f[x, \phi]$ | | the **model**: its prediction for input $x$ |
# | $L[\phi]$ | | the **loss**: one number, large when the predictions are bad |
# | $\nabla L[\phi]$ | `g`, shape (D,) | the **gradient** of the loss, one entry per parameter |
# | $\alpha$ | `alpha` | the **learning rate**: change of a parameter per unit of gradient |
# | $t$ | row of a path | number of the step; $\phi_t$ are the parameters after $t$ steps |
#
# Other books write $\theta$ or $w$ for our $\phi$, and $\eta$ for our $\alpha$.
#
# The next cell imports what we need, once and for all. It is locked, because the checks rely on
# it.

# %% locked="setup"
import numpy as np

from dl4ds_utils import check, data, models
from dl4ds_utils.explorers import (
    explore_difference_step,
    explore_init_scale,
    explore_learning_rate,
    explore_start,
)
from dl4ds_utils.trajectory import Trajectory
from dl4ds_utils.views import (
    ContourDisplay,
    FitDisplay,
    LinesDisplay,
    LossCurveDisplay,
    PathOnCurveDisplay,
    RowDisplay,
)

x_line, y_line = data.three_points()
x_gabor, y_gabor = data.gabor_points()

# %% [markdown]
# ## 1 · A loss to make small
#
# **Which line fits these three points?** Our first model is a line,
#
# $$f[x, \phi] = \phi_0 + \phi_1 x,$$
#
# with intercept $\phi_0$ and slope $\phi_1$. The points are $(0, 1)$, $(1, 3)$ and $(2, 5)$.
#
# **Predict:** which of the two lines below is closer to the points, and which line would be
# perfect?

# %%
FitDisplay.from_models(
    x_line,
    y_line,
    {
        "φ = (0, 1)": lambda x: models.line([0.0, 1.0], x),
        "φ = (3, 0.5)": lambda x: models.line([3.0, 0.5], x),
    },
)

# %% [markdown]
# **What you saw.** Neither is perfect; $\phi = (1, 2)$ would be. But which one is *closer*? We need
# a number. The **error** of example $i$ is prediction minus target. The **sum of squared errors**
# adds up the squares of all errors:
#
# $$L[\phi] = \sum_{i=1}^{N} \left(\phi_0 + \phi_1 x_i - y_i\right)^2$$
#
# At $\phi = (0, 1)$ the predictions are 0, 1, 2, the errors are −1, −2, −3, so
# $L = 1 + 4 + 9 = 14$.
#
# ### Exercise 1 · `sse` (3 minutes)
#
# Write the sum of squared errors of a line. It is a sum, not a mean, and has no factor in front.

# %% solution="sse"
def sse(phi, x, y):
    """Return the sum of squared errors of a line, one number.

    phi: the intercept and the slope, shape (2,).
    x, y: inputs and targets of N examples, shape (N,) each.
    """
    ### BEGIN SOLUTION
    error = phi[0] + phi[1] * x - y
    return np.sum(error**2)
    ### END SOLUTION

# %% grade="sse-public" points=1
@check.public("sse")
def public_checks_of_sse(test):
    x, y = np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0])  # the three points
    test(sse, np.array([3.0, 0.5]), x, y).equals(
        5.25,
        broadcast=27.75,
        mean=1.75,
        half=2.625,
        not_squared=1.5,
        not_squared_minus=-1.5,
        root=2.29128784747792,
        absolute=3.5,
        swapped=2.75,
        square_of_sum=2.25,
        signed_y=139.25,
    )
    test(sse, np.array([0.0, 1.0]), x, y).equals(14.0)

# %% grade="sse-hidden" points=2
# Hidden checks of sse: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("sse")
def hidden_checks_of_sse(test):
    rng = np.random.default_rng(21)
    cases = [
        (np.array([0.5, -1.25]), np.array([2.0, -1.0, 0.5, 4.0]), np.array([1, 3, -2, 0.5])),
        (np.array([2.0, 0.25]), rng.uniform(-9, 9, size=1000), rng.normal(3.0, 5.0, size=1000)),
        (np.array([1.5, 4.0]), np.array([2.0]), np.array([3.25])),  # one example
        (np.array([1, -2]), np.array([0, 1, 2, 5]), np.array([4, -3, 2, 7])),  # integers
        (np.array([0.5, 2.0]), np.array([3, 1, 4, 1]), np.array([2, 7, 1, 8])),
        (np.array([1e3, -2e3]), np.array([1e4, 2e4, -5e4]), np.array([1e6, 3e6, -2e6])),
        (np.array([1e-4, 2e-4]), np.array([1.0, 2.0, -1.0]), np.array([3e-4, 2e-4, -4e-4])),
        (np.arange(4.0)[::2], np.arange(12.0)[::3], np.arange(8.0)[::-2]),  # strided
    ]
    for phi, x, y in cases:
        for array in (phi, x, y):
            array.setflags(write=False)
        prediction = phi[0] + phi[1] * x
        error = prediction - y
        wrong = {
            "broadcast": np.sum((prediction[:, None] - y) ** 2),
            "mean": np.mean(error**2),
            "half": np.sum(error**2) / 2,
            "not_squared": np.sum(error),
            "not_squared_minus": -np.sum(error),
            "root": np.sqrt(np.sum(error**2)),
            "absolute": np.sum(np.abs(error)),
            "swapped": np.sum((phi[1] + phi[0] * x - y) ** 2),
            "square_of_sum": np.sum(error) ** 2,
            "signed_y": np.sum((prediction + y) ** 2),
            "three_only": np.sum(error[:3] ** 2),
        }
        answer = test(sse, phi, x, y)
        answer.equals(np.sum(error**2), shown=5.25, **wrong)
### END HIDDEN TESTS

# %% [markdown]
# ### Random search
#
# The first idea is not so intelligent: take a random small move, keep it if the loss gets smaller,
# repeat. This is **random search**. It needs nothing but the loss.
#
# **Predict:** we try 200 random moves from $\phi = (0, 1)$. How many of them help? And how
# close do 400 tries come if a model has not 2 but 20 or 200 parameters?

# %%
def random_search(loss, phi, tries, rng):
    """Try random moves of length 0.3 and list the loss after each try."""
    losses = [loss(phi)]
    for _ in range(tries):
        move = rng.normal(0.0, 1.0, len(phi))
        new = phi + 0.3 * move / np.linalg.norm(move)
        phi = new if loss(new) < loss(phi) else phi
        losses.append(loss(phi))
    return np.array(losses)


losses = random_search(
    lambda phi: sse(phi, x_line, y_line), np.array([0.0, 1.0]), 200, np.random.default_rng(0)
)
print(f"{np.sum(np.diff(losses) < 0)} of 200 moves helped; loss {losses[0]:.2f} → {losses[-1]:.4f}")

# %% [markdown]
# The next picture repeats the search on a round bowl with its minimum at 0, from a start at
# distance 1, for models with 2, 20 and 200 parameters.

# %%
curves = {}
for d in (2, 20, 200):
    rng = np.random.default_rng(0)
    start = np.ones(d) / np.sqrt(d)  # at distance 1
    curves[f"{d} parameters"] = random_search(np.linalg.norm, start, 400, rng)
LinesDisplay.from_lines(np.arange(401), curves, xlabel="tries", ylabel="distance to the minimum")

# %% [markdown]
# **What you saw.** Most moves are wasted. With 2 parameters the search is soon near the minimum and
# stalls there: its moves are too long. With 200 it hardly gets away from the start: nearly every
# random direction is almost at a right angle to the way down. A network has millions of
# parameters. We need to know *which way is down*.
#
# ## 2 · Slope and gradient
#
# **How does the loss change when we change one parameter a little?** Let us keep the intercept at
# $\phi_0 = 1$ and look at the loss as a function of the slope $\phi_1$ alone. For our three points
# it is $L = 5\,(\phi_1 - 2)^2$.
#
# **Predict:** at $\phi_1 = 1$, does the loss go up or down when $\phi_1$ grows? At
# $\phi_1 = 2.5$?

# %%
slopes = np.linspace(0.0, 4.0, 81)
curve = np.array([sse(np.array([1.0, s]), x_line, y_line) for s in slopes])
lines = {"loss": curve}
for s in (1.0, 2.5):
    value, slope = 5 * (s - 2) ** 2, 10 * (s - 2)
    lines[f"tangent at {s}, slope {slope:+.0f}"] = np.where(
        np.abs(slopes - s) <= 0.8, value + slope * (slopes - s), np.nan
    )
LinesDisplay.from_lines(slopes, lines, xlabel="φ₁", ylabel="loss L[1, φ₁]")

# %% [markdown]
# **What you saw.** The straight line that touches the curve at a point is the **tangent** there.
# Its **slope**, the **derivative**, is the rate at which the loss changes:
# $-10$ at $\phi_1 = 1$ (down, when $\phi_1$ grows) and $+5$ at $\phi_1 = 2.5$ (up).
#
# *A small correction: one slide says that the slope describes a line perpendicular to the tangent.
# It is the slope of the tangent itself.*
#
# With several parameters there is one **partial derivative** for each of them: change this one,
# pretend that the others are constants. All of them together, in the order of $\phi$, are the
# **gradient**:
#
# $$\nabla L[\phi] = \left(\frac{\partial L}{\partial \phi_0}, \frac{\partial L}{\partial \phi_1},
# \dots\right)$$
#
# ### Finite differences
#
# **Can we get a gradient without any calculus?** The derivative is a limit,
#
# $$\frac{\partial L}{\partial \phi_i} = \lim_{h \to 0} \frac{L[\phi + h e_i] - L[\phi]}{h},$$
#
# where $e_i$ has a 1 at place $i$ and 0 elsewhere. So we move one parameter by a small $h$, look
# at the loss again, and divide. The lecture shows this for a model with weights
# $0.34, -1.11, 0.78, \dots$ and a step of $h = 0.0001$.
#
# **Predict:** the loss is 1.25347, and 1.25322 after the first weight moved. What is the first
# entry of the gradient?

# %%
table = data.finite_differences()
print("weight     loss before  loss after   slope")
for i, moved in enumerate(table.moved):
    slope = (moved - table.loss) / table.h
    print(f"{table.w[i]:6.2f} + h    {table.loss:.5f}     {moved:.5f}  {slope:+6.1f}")
step = 1e-5 / table.h
print(f"\nA change of 1 in the fifth decimal of a loss changes a slope by {step:.1f}.")

# %% [markdown]
# **What you saw.** The first entries of the gradient are −2.5, 0.6 and 0. But look at the last
# line: the losses have five decimals, so each slope is known only to about ±0.1. The "0" may as
# well be 0.1 or −0.1. *The slide does not say so; its numbers are fine, only coarse.*
#
# We do better by stepping both ways. This is the **central difference**:
#
# $$\frac{\partial L}{\partial \phi_i} \approx \frac{L[\phi + h e_i] - L[\phi - h e_i]}{2h}$$
#
# The two points lie $2h$ apart. The error of the one-sided difference shrinks like $h$, that of
# the central one like $h^2$.
#
# ### Exercise 2 · `numerical_grad` (6 minutes)
#
# Write the gradient of any function by central differences. Move one parameter at a time, and do
# not change `phi` itself: work on a copy. `phi` may hold integers.

# %% solution="numerical_grad"
def numerical_grad(f, phi, h=1e-5):
    """Return the gradient of f at phi by central differences, shape (D,).

    f: a function that takes parameters of shape (D,) and returns one number.
    phi: the parameters, shape (D,); they stay as they are.
    h: how far each parameter is moved, up and down.
    """
    ### BEGIN SOLUTION
    grad = np.zeros(len(phi))
    for i in range(len(phi)):
        step = np.zeros(len(phi))
        step[i] = h
        grad[i] = (f(phi + step) - f(phi - step)) / (2 * h)
    return grad
    ### END SOLUTION

# %% grade="numerical_grad-public" points=1
@check.public("numerical_grad")
def public_checks_of_numerical_grad(test):
    # φ₀³ + φ₀φ₁² at (2, 1), in an array that cannot be written to.
    test(
        numerical_grad,
        lambda p: p[0] ** 3 + p[0] * p[1] ** 2,
        np.broadcast_to([2.0, 1.0], 2),
        h=0.25,
    ).equals(
        [13.0625, 4.0],
        rtol=1e-6,
        forward_only=[14.5625, 4.5],
        backward_only=[11.5625, 3.5],
        divided_by_h=[26.125, 8.0],
        not_divided=[6.53125, 2.0],
        half_way=[7.28125, 2.25],
        times_h=[0.81640625, 0.25],
        h_ignored=[13.0, 4.0],
        all_at_once=[17.125, 17.125],
        not_restored=[13.0625, 3.5],
    )
    test(numerical_grad, lambda p: p[0] ** 2, np.array([3.0])).equals([6.0], rtol=1e-7)

# %% grade="numerical_grad-hidden" points=2
# Hidden checks of numerical_grad: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("numerical_grad")
def hidden_checks_of_numerical_grad(test):
    def wavy(p):  # every parameter acts together with its neighbor
        weights = np.arange(1.0, len(p) + 1)
        return np.sum(weights * p**3) + np.sum(p[1:] ** 2 * p[:-1]) - 2 * p[-1]

    def one_sided(f, p, h, side):
        return np.array([(f(p + side * h * e) - f(p)) / (side * h) for e in np.eye(len(p))])

    def unrestored(f, p, h):  # up, down, and never back
        out = []
        for e in np.eye(len(p)):
            out.append((f(p + h * e) - f(p - h * e)) / (2 * h))
            p = p - h * e
        return np.array(out)

    for phi, h in [
        (np.array([1.5, -0.5, 2.0, 0.25]), 0.125),
        (np.array([3.0, 9.0, -2.0, 9.0])[::2], 0.5),  # strided
        (np.array([-2.0]), 1.0),  # one parameter
    ]:
        phi.setflags(write=False)
        forward, backward = (one_sided(wavy, phi, h, side) for side in (1, -1))
        central = (forward + backward) / 2
        together = (wavy(phi + h) - wavy(phi - h)) / (2 * h)
        test(numerical_grad, wavy, phi, h=h).equals(
            central,
            rtol=1e-6,
            shown=[13.0625, 4.0],
            forward_only=forward,
            backward_only=backward,
            divided_by_h=2 * central,
            not_divided=2 * h * central,
            half_way=forward / 2,
            times_h=central * h**2,
            h_ignored=(one_sided(wavy, phi, 1e-5, 1) + one_sided(wavy, phi, 1e-5, -1)) / 2,
            all_at_once=np.full(len(phi), together),
            not_restored=unrestored(wavy, phi, h),
        )
    # Integers: an array of them cannot hold phi + h; 3.25, 2.75 become 3, 2.
    phi = np.array([3, -2])
    lost = [-2 * (3**2 - 2**2) / 0.5, 9.125 * (-1 - -2) / 0.5]
    test(numerical_grad, lambda p: p[0] ** 2 * p[1] + p[1] / 8, phi, h=0.25).equals(
        [-12.0, 9.125],
        rtol=1e-6,
        whole_phi=lost,
    )
    # h = 1e-5 unless it is given: at 0 the central difference of a cube is h squared.
    answer = test(numerical_grad, lambda p: 1e10 * p[0] ** 3, np.array([0.0]))
    answer.equals([1.0], rtol=1e-6, h_default=answer.value)
    # A small gradient is still a gradient: no rounding.
    test(numerical_grad, lambda p: 1e-9 * p[0] ** 2, np.array([3.0])).equals([6e-9], rtol=1e-6)
    test(numerical_grad, lambda p: np.sum(np.sin(p)), np.array([1.0, 2.0])).equals(
        np.cos([1.0, 2.0]), rtol=1e-6
    )
### END HIDDEN TESTS

# %% [markdown]
# ### How small should h be?
#
# **Predict:** the error of the central difference shrinks like $h^2$. So is the smallest $h$ the
# best? Move the slider, and read what it says.

# %%
explore_difference_step(numerical_grad)

# %% [markdown]
# **What you saw.** The error makes a U, or rather a V. For large $h$ the *sine* bends away from the
# straight line through its two points (on the right). For tiny $h$ we subtract two nearly equal
# numbers and keep mostly rounding errors. The best $h$ of the central difference is near $10^{-5}$,
# which is why it is our default; the one-sided difference is at its best near $10^{-8}$, and never
# as good.
#
# ### The gradient by formula
#
# A numerical gradient is easy to write, but approximate, and slow: it needs two losses for every
# parameter. A formula is exact and fast, but we make mistakes in it. So we use both: we work with
# the formula and test it with the numerical gradient. This is a **gradient check**. (Libraries such
# as PyTorch derive the formulas for us, by automatic differentiation; a later lecture shows how.)
#
# For one example the loss is $\ell_i = (\phi_0 + \phi_1 x_i - y_i)^2$. By the chain rule
#
# $$\frac{\partial \ell_i}{\partial \phi_0} = 2\,(\phi_0 + \phi_1 x_i - y_i), \qquad
# \frac{\partial \ell_i}{\partial \phi_1} = 2\, x_i\, (\phi_0 + \phi_1 x_i - y_i),$$
#
# and the gradient of the whole loss is the sum over the examples. At $\phi = (0, 1)$ the errors
# are −1, −2, −3, so $\partial L / \partial \phi_0 = -12$ and
# $\partial L / \partial \phi_1 = 2 \cdot (0 - 2 - 6) = -16$.
#
# ### Exercise 3 · `sse_grad` (4 minutes)
#
# Write the gradient of the sum of squared errors of a line.

# %% solution="sse_grad"
def sse_grad(phi, x, y):
    """Return the gradient of the sum of squared errors of a line, shape (2,).

    phi: the intercept and the slope, shape (2,).
    x, y: inputs and targets of N examples, shape (N,) each.
    """
    ### BEGIN SOLUTION
    error = phi[0] + phi[1] * x - y
    return np.array([2 * np.sum(error), 2 * np.sum(error * x)])
    ### END SOLUTION

# %% grade="sse_grad-public" points=1
@check.public("sse_grad")
def public_checks_of_sse_grad(test):
    x, y = np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0])  # the three points
    test(sse_grad, np.array([0.0, 1.0]), x, y).equals(
        [-12.0, -16.0],
        sign=[12.0, 16.0],
        no_x=[-12.0, -12.0],
        no_2=[-6.0, -8.0],
        mean=[-4.0, -5.33333333333333],
        half_mean=[-2.0, -2.66666666666667],
        swapped=[-16.0, -12.0],
        broadcast=[-36.0, -24.0],
        broadcast_row=[-36.0, -60.0],
    )
    # On the perfect line the gradient is zero.
    test(sse_grad, np.array([1.0, 2.0]), x, y).equals([0.0, 0.0])

# %% grade="sse_grad-hidden" points=2
# Hidden checks of sse_grad: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("sse_grad")
def hidden_checks_of_sse_grad(test):
    rng = np.random.default_rng(22)
    cases = [
        (np.array([0.5, -1.25]), np.array([2.0, -1.0, 0.5, 4.0]), np.array([1, 3, -2, 0.5])),
        (np.array([2.0, 0.25]), rng.uniform(-9, 9, size=1000), rng.normal(3.0, 5.0, size=1000)),
        (np.array([1.5, 4.0]), np.array([2.0]), np.array([3.25])),  # one example
        (np.array([1, -2]), np.array([0, 1, 2, 5]), np.array([4, -3, 2, 7])),  # integers
        (np.array([0.25, 1.5]), np.array([3, 1, 4]), np.array([2, 7, 1])),
        (np.array([1e3, -2e3]), np.array([1e4, 2e4, -5e4]), np.array([1e6, 3e6, -2e6])),
        (np.array([1e-4, 2e-4]), np.array([1.0, 2.0, -1.0]), np.array([3e-4, 2e-4, -4e-4])),
        (np.arange(4.0)[::2], np.arange(12.0)[::3], np.arange(8.0)[::-2]),  # strided
    ]
    for phi, x, y in cases:
        for array in (phi, x, y):
            array.setflags(write=False)
        n, error = len(x), phi[0] + phi[1] * x - y
        right = 2 * np.array([np.sum(error), np.sum(error * x)])
        table = (phi[0] + phi[1] * x)[:, None] - y  # each prediction with each target
        total, moment = 2 * np.sum(table), 2 * np.sum(table * x[:, None])
        test(sse_grad, phi, x, y).equals(
            right,
            shown=[-12.0, -16.0],
            sign=-right,
            no_x=[right[0], right[0]],
            no_2=right / 2,
            mean=right / n,
            half_mean=right / (2 * n),
            swapped=right[::-1],
            broadcast=[total, moment],
            broadcast_row=[total, 2 * np.sum(table * x)],
        )
### END HIDDEN TESTS

# %% [markdown]
# ### Gradient check
#
# **Predict:** how far apart are your two gradients of the line's loss, at five random points?

# %%
rng = np.random.default_rng(2)
for phi in rng.normal(0.0, 2.0, (5, 2)):
    by_formula = sse_grad(phi, x_line, y_line)
    by_differences = numerical_grad(lambda p: sse(p, x_line, y_line), phi)
    gap = np.max(np.abs(np.subtract(by_formula, by_differences)))
    print(f"φ = ({phi[0]:5.2f}, {phi[1]:5.2f})   ∇L = {np.round(by_formula, 3)}   gap {gap:.0e}")

# %% [markdown]
# **What you saw.** The gaps are tiny next to the gradients. Whenever you derive a gradient of your
# own, check it in this way.
#
# ## 3 · Which way is down?
#
# **From a point $\phi$ we take a small step $u$. In which direction does the loss fall fastest?**
# For a small step the loss changes by nearly
#
# $$L[\phi + u] - L[\phi] \approx \nabla L[\phi] \cdot u .$$
#
# This is the first-order term of the **Taylor expansion**; the next one is
# $\frac{1}{2} u^T H u$, where $H$, the **Hessian**, is the matrix of second derivatives. So a small
# step makes the loss smaller when $\nabla L \cdot u < 0$.
#
# **Predict:** we stand at $\phi = (0, 1)$, where $\nabla L = (-12, -16)$, and try steps of length
# 0.2 in all directions. Which angle between the step and the gradient is best: 0°, 90° or 180°?

# %%
start = np.array([0.0, 1.0])
g = sse_grad(start, x_line, y_line)
angles = np.arange(0, 361, 10)
turned = np.arctan2(g[1], g[0]) + np.deg2rad(angles)
steps = 0.2 * np.column_stack([np.cos(turned), np.sin(turned)])
change = [sse(start + u, x_line, y_line) - sse(start, x_line, y_line) for u in steps]
LinesDisplay.from_lines(
    angles,
    {"true change of the loss": np.array(change), "∇L · u": steps @ g},
    xlabel="angle between the step and the gradient (degrees)",
    ylabel="change of the loss",
)

# %% [markdown]
# **What you saw.** The gradient points *uphill*: along it (0°) the loss grows most. In every
# direction between 90° and 270° it falls, and it falls fastest at 180°, straight against the
# gradient. The true change lies a little above $\nabla L \cdot u$: that is the second term, and it
# grows with the square of the step.
#
# So we move against the gradient, in proportion to it:
#
# $$\phi_{t+1} = \phi_t - \alpha\, \nabla L[\phi_t], \qquad \alpha > 0 .$$
#
# This is **gradient descent**. The **learning rate** $\alpha$ says how far we go per unit of
# gradient.
#
# ### Exercise 4 · `gd_step` (2 minutes)
#
# Write one step, from the gradient `g` at `phi`. Return a new array of floats.

# %% solution="gd_step"
def gd_step(phi, g, alpha):
    """Return the parameters after one step of gradient descent, shape (D,).

    phi: the current parameters, shape (D,).
    g: the gradient of the loss there, shape (D,).
    alpha: the learning rate, a number.
    """
    ### BEGIN SOLUTION
    return phi - alpha * g
    ### END SOLUTION

# %% grade="gd_step-public" points=1
@check.public("gd_step")
def public_checks_of_gd_step(test):
    test(gd_step, np.array([1.0, -2.0]), np.array([3.0, -4.0]), 0.2).equals(
        [0.4, -1.2],
        plus=[1.6, -2.8],
        alpha_ignored=[-2.0, 2.0],
        grad_only=[-0.6, 0.8],
        step_only=[0.6, -0.8],
        divided=[-14.0, 18.0],
        normalized=[0.88, -1.84],
        no_grad=[0.8, -2.2],
        times_phi=[0.8, -1.6],
        sign_only=[0.8, -1.8],
        summed=[1.2, -1.8],
    )
    # The lecture's example: at φ = 1 the gradient of φ² is 2.
    test(gd_step, np.array([1.0]), np.array([2.0]), 2.0).equals([-3.0])
    test(gd_step, np.array([1.0]), np.array([2.0]), 0.5).equals([0.0])
    test(gd_step, np.array([1.0]), np.array([2.0]), 1.0).equals([-1.0])
    test(gd_step, np.array([1.0]), np.array([2.0]), 0.2).equals([0.6])

# %% grade="gd_step-hidden" points=2
# Hidden checks of gd_step: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("gd_step")
def hidden_checks_of_gd_step(test):
    rng = np.random.default_rng(23)
    cases = [
        (np.array([0.5, -1.0]), np.array([1.5, -2.0]), 0.7),
        (np.array([0.5, -1.0, 2.0, 3.5, -4.0]), np.array([1.5, 2.0, -0.5, 0.25, -3.0]), 0.7),
        (np.array([1.5]), np.array([0.25]), 0.3),  # one parameter
        (rng.normal(size=200), rng.normal(size=200), 0.05),
        (np.array([3, -1, 2, 4]), np.array([2, 5, -7, -4]), 0.25),  # integers
        (np.array([3, -1, 2]), np.array([0.5, 0.25, -0.75]), 2),
        (np.array([1e3, -2e3, 4e3]), np.array([3e9, 5e9, -1e9]), 0.001),
        (np.arange(8.0)[::-3], np.array([5.0, 9.0, -2.0, 9.0, 1.0])[::2], 0.125),  # strided
        (np.array([2.0, -3.0, 0.5]), np.array([4.0, 1.0, -1.0]), 0.0),  # no step at all
        (np.array([2.0, -3.0, 0.5]), np.zeros(3), 0.1),
    ]
    for phi, g, alpha in cases:
        phi.setflags(write=False)
        g.setflags(write=False)
        length = np.linalg.norm(g) or 1.0
        wrong = {"divided": phi - g / alpha} if alpha else {}
        test(gd_step, phi, g, alpha).equals(
            phi - alpha * g,
            shown=[0.6] if len(phi) == 1 else [0.4, -1.2],
            plus=phi + alpha * g,
            alpha_ignored=phi - g,
            grad_only=-alpha * g,
            step_only=alpha * g,
            normalized=phi - alpha * g / length,
            no_grad=phi - alpha,
            times_phi=phi - alpha * phi,
            sign_only=phi - alpha * np.sign(g),
            summed=phi - alpha * np.sum(g),
            **wrong,
        )
### END HIDDEN TESTS

# %% [markdown]
# ### One step on the simplest loss
#
# Take one parameter and the loss $L[\phi] = \phi^2$, with gradient $2\phi$ and its minimum at 0.
#
# **Predict:** from $\phi = 1$, where does one step lead for $\alpha = 2, 1, \frac{1}{2},
# \frac{1}{5}$?

# %%
for alpha in (2.0, 1.0, 0.5, 0.2):
    new = gd_step(np.array([1.0]), np.array([2.0]), alpha)[0]
    print(f"α = {alpha:<4} φ: 1 → {new:+.1f}   loss: 1 → {new**2:.2f}")

# %% [markdown]
# **What you saw.** A step multiplies $\phi$ by $1 - 2\alpha$: by −3, −1, 0 and 3/5. With
# $\alpha = 2$ the loss *grows*, although we went downhill: the step is far too long.
#
# *A small correction: for α = 1/5 the slide has 4/5. It forgot the 2 of the gradient 2φ; the
# factor is 1 − 2/5 = 3/5.*
#
# ### Many steps
#
# Now we repeat: compute the gradient **at the current parameters**, take a step, and again. The
# parameters after each step are the **iterates** $\phi_0, \phi_1, \dots, \phi_n$; together they
# make the path, or **trajectory**.
#
# (Here the index counts steps: $\phi_0$ is the start, with all its D parameters. Above, $\phi_0$
# was the first parameter. The text says which one is meant.)
#
# ### Exercise 5 · `gradient_descent` (5 minutes)
#
# Return all iterates of $n$ steps, one per row: $n + 1$ rows, the first of which is the start. For
# $\phi^2$ with $\alpha = 0.2$ from 1 they are 1, 0.6, 0.36, 0.216. The start may be given as
# integers; the path is made of floats.

# %% solution="gradient_descent"
def gradient_descent(grad_fn, phi0, alpha, n):
    """Return all iterates of gradient descent, the start included, shape (n + 1, D).

    grad_fn: a function that takes parameters of shape (D,) and returns the gradient there.
    phi0: the start, shape (D,).
    alpha: the learning rate, a number.
    n: how many steps to take; 0 is allowed.
    """
    ### BEGIN SOLUTION
    path = np.zeros((n + 1, len(phi0)))
    path[0] = phi0
    for t in range(n):
        path[t + 1] = path[t] - alpha * grad_fn(path[t])
    return path
    ### END SOLUTION

# %% grade="gradient_descent-public" points=1
@check.public("gradient_descent")
def public_checks_of_gradient_descent(test):
    test(gradient_descent, lambda p: 2 * p, np.array([1.0]), 0.2, 3).equals(
        [[1.0], [0.6], [0.36], [0.216]],
        one_short=[[1.0], [0.6], [0.36]],
        no_start=[[0.6], [0.36], [0.216]],
        one_more=[[1.0], [0.6], [0.36], [0.216], [0.1296]],
        rows_alias=[[0.216], [0.216], [0.216], [0.216]],
        later_rows_alias=[[1.0], [0.216], [0.216], [0.216]],
        stale_gradient=[[1.0], [0.6], [0.2], [-0.2]],
        lagged=[[1.0], [0.6], [0.2], [-0.04]],
        from_start=[[1.0], [0.6], [0.76], [0.696]],
        plus=[[1.0], [1.4], [1.96], [2.744]],
        alpha_ignored=[[1.0], [-1.0], [1.0], [-1.0]],
        last_only=[0.216],
    )
    # The line's loss on our three points: its gradient, multiplied out.
    test(
        gradient_descent,
        lambda p: np.array([6 * p[0] + 6 * p[1] - 18, 6 * p[0] + 10 * p[1] - 26]),
        np.array([0.0, 1.0]), 0.05, 5,
    ).equals(
        [[0, 1], [0.6, 1.8], [0.78, 2.02], [0.84, 2.076], [0.8652, 2.086], [0.87984, 2.08344]]
    )

# %% grade="gradient_descent-hidden" points=2
# Hidden checks of gradient_descent: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("gradient_descent")
def hidden_checks_of_gradient_descent(test):
    def bent(p):  # not linear: the gradient differs from iterate to iterate
        return p**3 - 0.5 * p + 0.3 * np.roll(p, 1)

    def table(grad_fn, start, alpha, n, mode="right"):
        rows, before = [start.astype(float)], start.astype(float)
        for _ in range(n):
            at = {"stale_gradient": rows[0], "lagged": before}.get(mode, rows[-1])
            source = rows[0] if mode == "from_start" else rows[-1]
            rate = {"plus": -alpha, "alpha_ignored": 1.0}.get(mode, alpha)
            before = rows[-1]
            rows.append(source - rate * grad_fn(at))
        return np.array(rows)

    for start, alpha, n in [
        (np.array([0.9, -0.6]), 0.3, 5),
        (np.array([0.3, -0.2, 0.9]), 1e-6, 4),  # tiny steps
        (np.array([0.5, -1.0, 0.25, 0.75, -0.5]), 0.2, 3),
        (np.array([1, -1, 2]), 0.1, 3),  # integers
        (np.array([0.8]), 0.25, 7),  # one parameter
        (np.array([0.9, 7.0, -0.6, 7.0, 0.1])[::2], 0.15, 2),  # strided
        (np.array([1.2, 0.4]), 0.1, 1),
        (np.array([0.4, -0.3]), 0.5, 0),  # no step: the start alone
        (np.array([2, 3]), 0.5, 0),
    ]:
        start.setflags(write=False)
        right = table(bent, start, alpha, n)
        names = ("stale_gradient", "lagged", "from_start", "plus", "alpha_ignored")
        wrong = {name: table(bent, start, alpha, n, name) for name in names}
        test(gradient_descent, bent, start, alpha, n).equals(
            right,
            shown=[[0, 1], [0.6, 1.8], [0.78, 2.02], [0.84, 2.076], [0.8652, 2.086],
                   [0.87984, 2.08344]] if len(start) > 1 else [[1.0], [0.6], [0.36], [0.216]],
            one_short=right[:-1],
            no_start=right[1:],
            one_more=table(bent, start, alpha, n + 1),
            rows_alias=np.tile(right[-1], (n + 1, 1)),
            later_rows_alias=np.vstack([right[:1], np.tile(right[-1], (n, 1))]),
            stops=np.tile(right[0], (n + 1, 1)),
            last_only=right[-1],
            **wrong,
        )
    # Where the gradient is zero, the path stays; all its rows are there.
    test(gradient_descent, lambda p: 0.0 * p, np.array([1.0, -2.0]), 0.1, 3).equals(
        [[1.0, -2.0]] * 4
    )
    # Far away: a rate that is too large is no reason to stop.
    test(gradient_descent, lambda p: 2 * p, np.array([1.0, -4.0]), 3.0, 4).equals(
        np.outer((-5.0) ** np.arange(5), [1.0, -4.0])
    )
### END HIDDEN TESTS

# %% [markdown]
# ### Two parameters at once
#
# Now gradient descent fits the line. The next cell gives the line's loss and gradient short names;
# the loss of the pictures is always yours.
#
# **Predict:** we start at $\phi = (0, 1)$ and at $(2.8, 0.2)$; the perfect line is $(1, 2)$. Do the
# paths go straight to it?

# %%
def line_loss(phi):
    return sse(phi, x_line, y_line)


def line_grad(phi):
    return np.array(sse_grad(phi, x_line, y_line))

# %%
paths = {}
for start in ([0.0, 1.0], [2.8, 0.2]):
    path = gradient_descent(line_grad, np.array(start), 0.05, 40)
    paths[f"from ({start[0]:g}, {start[1]:g})"] = Trajectory.of(path, line_loss)
on_the_way = {
    f"step {t}": lambda x, phi=path[t]: models.line(phi, x) for t in (0, 1, 10, 40)
}
RowDisplay.of(
    ContourDisplay.from_function(line_loss, (-1.0, 3.5), (0.0, 4.0), trajectories=paths),
    FitDisplay.from_models(x_line, y_line, on_the_way),
)

# %% [markdown]
# **What you saw.** Each path first falls steeply into a long valley, then turns and creeps along
# it. Each step goes straight downhill *at its own place*, and downhill seldom points at the
# minimum. On the right are the lines on the way from the second start: the first step takes away
# a third of the loss, ten steps take six sevenths, and the rest needs dozens more. (From $(0, 1)$
# the first step alone takes away nine tenths: it lands in the valley close to the minimum. From
# there, 40 steps do better than 200 random tries.)
#
# ### The mean of a normal distribution
#
# **Here are 100 numbers drawn from a normal distribution. What was its mean?** Our model has one
# parameter, a guess $\phi$ for all of them, and the loss is the mean squared distance
#
# $$L[\phi] = \frac{1}{N} \sum_{i=1}^{N} (x_i - \phi)^2, \qquad
# \nabla L[\phi] = \frac{2}{N} \sum_{i=1}^{N} (\phi - x_i).$$
#
# **Predict:** where does descent end?

# %%
sample = data.normal_sample(100)


def mean_loss(phi):
    return np.mean((sample - phi[0]) ** 2)


path = gradient_descent(lambda phi: 2 * (phi - sample.mean()), np.array([-1.0]), 0.1, 30)
print(f"descent ends at {path[-1][0]:.3f}; the mean of the sample is {sample.mean():.3f}")
PathOnCurveDisplay.from_trajectories(
    mean_loss, {"α = 0.1": Trajectory.of(path, mean_loss)}, span=(-1.5, 6.5)
)

# %% [markdown]
# **What you saw.** Descent finds the mean of the 100 numbers, our *sample*. The distribution itself has mean 3.
# Remember the gap: we come back to it in part 6.
#
# ## 4 · How long should a step be?
#
# **What should the learning rate be?** If it is too small, we need many steps. If it is too large,
# we overshoot. Let us be exact on $L[\phi] = \phi^2$, where each step multiplies $\phi$ by
# $1 - 2\alpha$.
#
# **Predict:** we start at 1. Which of the rates 0.001, 0.02, 0.2, 0.5, 0.9, 0.98 and 1.05 bring the
# loss below 1 % of what it was within 20 steps? What does $\alpha = 1$ do?

# %%
explore_learning_rate(gradient_descent)

# %% [markdown]
# **What you saw.** The size of the factor $1 - 2\alpha$ decides everything. Below 1 in size, the
# path arrives sooner or later: with a positive factor from one side, with a negative one by jumping
# across the minimum, and with 0 (at $\alpha = 0.5$) in a single step. In 20 steps only 0.2, 0.5 and
# 0.9 do it: near the factors 1 and −1 hardly anything is gained with each step. At $\alpha = 1$ the
# factor is −1: $\phi$ is 1, −1, 1, −1, and so on **for ever**. Above, every step makes it worse: the
# path **diverges**. A common first guess is $\alpha = 0.001$; here it would take thousands of steps,
# so be impatient and try larger ones.
#
# ### The largest rate that is safe
#
# **Can we know the limit before we run?** Along a parabola $L = \frac{\lambda}{2} \phi^2$, with
# second derivative $\lambda$, a step multiplies $\phi$ by $1 - \alpha\lambda$. It converges if
# $|1 - \alpha\lambda| < 1$, that is if $0 < \alpha < 2/\lambda$. (For $\phi^2$ we have
# $\lambda = 2$, and the limit is 1.)
#
# In D dimensions the second derivatives form the Hessian $H$. A direction $v$ with
# $Hv = \lambda v$ is an **eigenvector**, and its **eigenvalue** $\lambda$ says how strongly the
# loss bends in that direction. Along each eigenvector we have a parabola of its own, and the
# strongest bend is the first to diverge:
#
# $$0 < \alpha < \frac{2}{\lambda_{\max}}$$
#
# *A small correction: one slide calls batch gradient descent "guaranteed" to find the global
# minimum of a convex loss, and a local one otherwise. That needs a learning rate below
# $2/\lambda_{\max}$, where $\lambda_{\max}$ is the strongest bend on the way.*
#
# ### Exercise 6 · `max_stable_lr` (3 minutes)
#
# Return the limit $2/\lambda_{\max}$ for a Hessian that is symmetric and has positive eigenvalues
# only. NumPy's module `np.linalg` has functions for eigenvalues.

# %% solution="max_stable_lr"
def max_stable_lr(H):
    """Return the learning rate above which gradient descent diverges, one number.

    H: the Hessian, shape (D, D), symmetric with positive eigenvalues.
    """
    ### BEGIN SOLUTION
    return 2 / np.linalg.eigvalsh(H).max()
    ### END SOLUTION

# %% grade="max_stable_lr-public" points=1
@check.public("max_stable_lr")
def public_checks_of_max_stable_lr(test):
    test(max_stable_lr, np.array([[5.0, 3.0], [3.0, 5.0]])).equals(
        0.25,
        one_over=0.125,
        lambda_min=1.0,
        one_over_min=0.5,
        lambda_max=8.0,
        inverted=4.0,
        of_trace=0.2,
        of_diagonal=0.4,
        frobenius=0.242535625036333,
    )
    # The Hessian of the line's loss on our three points.
    test(max_stable_lr, np.array([[6.0, 6.0], [6.0, 10.0]])).equals(
        0.139620389971937, row_sum=0.125, unsorted=1.19371294336140
    )

# %% grade="max_stable_lr-hidden" points=2
# Hidden checks of max_stable_lr: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("max_stable_lr")
def hidden_checks_of_max_stable_lr(test):
    def with_eigenvalues(*values):
        normal = np.arange(1.0, len(values) + 1)  # mirrored, so that no axis is an eigenvector
        Q = np.eye(len(values)) - 2 * np.outer(normal, normal) / (normal @ normal)
        H = Q @ np.diag(np.array(values, dtype=float)) @ Q.T
        return (H + H.T) / 2

    for H, largest in [
        (np.array([[4.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 2.0]]), 3 + np.sqrt(3)),
        (np.diag([4.0, 9.0, 1.0, 4.0]), 9.0),
        (np.array([[4.0]]), 4.0),  # one parameter
        (np.array([[2, -1, 0], [-1, 2, -1], [0, -1, 2]]), 2 + np.sqrt(2)),  # integers
        (with_eigenvalues(0.5, 3.0, 11.0, 1.25, 2.0), 11.0),
        (with_eigenvalues(1e8, 3e6, 2e4), 1e8),
        (with_eigenvalues(1e-7, 4e-6, 3e-7), 4e-6),
        (with_eigenvalues(7.0, 0.25, 2.5, 1.0, 4.0, 0.5)[::-1, ::-1], 7.0),  # reversed
    ]:
        H.setflags(write=False)
        values = np.linalg.eigvalsh(H)
        first = {"unsorted": 2 / H[0, 0]} if np.count_nonzero(H) == len(H) else {}
        test(max_stable_lr, H).equals(
            2 / largest,
            shown=0.25,
            one_over=1 / largest,
            lambda_min=2 / values[0],
            one_over_min=1 / values[0],
            lambda_max=largest,
            inverted=largest / 2,
            of_trace=2 / np.trace(H),
            of_diagonal=2 / np.max(np.diag(H)),
            row_sum=2 / np.max(np.sum(np.abs(H), axis=1)),
            frobenius=2 / np.sqrt(np.sum(H**2.0)),
            **first,
        )
### END HIDDEN TESTS

# %% [markdown]
# ### On both sides of the limit
#
# The line's loss has the Hessian $2 \begin{pmatrix} N & \sum x_i \\ \sum x_i & \sum x_i^2
# \end{pmatrix}$, the same everywhere.
#
# The next cell puts what a path did into words; "arrives" means that the loss is below 1 % of what
# it was at the start.
#
# **Predict:** we run at 20 %, 95 % and 102 % of your limit. What do the three paths look like?

# %% locked="verdict"
def verdict(path):
    """Say in words what a descent did; path is a Trajectory."""
    steps = np.diff(path.params, axis=0)
    jumps = np.any(np.sum(steps[1:] * steps[:-1], axis=1) < 0)
    if path.diverged:
        return "runs away"
    if path.losses[-1] >= 0.999 * path.losses[0]:
        return "loops for ever" if jumps else "hardly moves"
    if path.losses[-1] > 0.01 * path.losses[0]:
        return "is on its way, " + ("jumping to and fro" if jumps else "slowly")
    return "arrives" + (", jumping to and fro" if jumps else "")

# %%
H = 2 * np.array([[len(x_line), x_line.sum()], [x_line.sum(), x_line @ x_line]])
paths = {}
for part in (0.2, 0.95, 1.02):
    alpha = part * max_stable_lr(H)
    path = gradient_descent(line_grad, np.array([2.8, 0.2]), alpha, 60)
    paths[f"{part:.0%}"] = Trajectory.of(path, line_loss)
    print(f"α = {alpha:.3f}, {part:4.0%} of the limit: {verdict(paths[f'{part:.0%}'])}")
first, second, _ = paths
RowDisplay.of(
    ContourDisplay.from_function(
        line_loss, (-1.0, 3.5), (0.0, 4.0), trajectories={k: paths[k] for k in (first, second)}
    ),
    LossCurveDisplay.from_trajectories(paths, yscale="log"),
)

# %% [markdown]
# **What you saw.** At 20 % the path walks smoothly along the valley; it arrives, but late. At 95 %
# it jumps from one wall of the valley to the other, a little less each time, and arrives sooner.
# At 102 % (only on the right) each jump across the valley is longer than the one before. At first
# the loss falls all the same, because the way along the valley still helps: a few good steps do not
# prove that a rate is safe. The limit comes from the *steep* direction across the valley; the slow
# progress comes from the *flat* one along it.
#
# ## 5 · Valleys, hills and saddles
#
# **Does descent find the best parameters?** A loss is **convex** if no straight line between two
# points of its graph passes below the graph. Then every local minimum is a **global** one, the
# lowest of all. Otherwise there may be **local minima**: lower than their neighborhood, but not lowest.
#
# **Predict:** which of the two curves below is convex?

# %%
phi = np.linspace(-2.0, 2.0, 81)
curves = {"φ²": phi**2, "φ⁴ − 2φ² + φ/2": phi**4 - 2 * phi**2 + phi / 2}
pictures = []
for (label, curve), (a, b) in zip(curves.items(), [(10, 60), (19, 60)]):
    chord = np.full(len(phi), np.nan)
    chord[a : b + 1] = np.linspace(curve[a], curve[b], b - a + 1)
    lines = {label: curve, "line between two points": chord}
    pictures.append(LinesDisplay.from_lines(phi, lines, xlabel="φ", ylabel="loss"))
RowDisplay.of(*pictures)

# %% [markdown]
# **What you saw.** On the left the line stays above the curve, wherever you put its ends. On the
# right it cuts below the curve, and the right-hand minimum is only a local one. The squared
# error of a model that is linear in its parameters is convex; the losses of neural networks are not.
#
# ### The Gabor model
#
# Here is a small model that is not: a wave under a bell-shaped **envelope**,
#
# $$f[x, \phi] = \sin(z)\, e^{-z^2/8}, \qquad z = \phi_0 + 0.06\, \phi_1 x .$$
#
# **Predict:** which parameter shifts the wave, and which one squeezes it?

# %%
FitDisplay.from_models(
    x_gabor,
    y_gabor,
    {
        "φ = (0, 8)": lambda x: models.gabor([0.0, 8.0], x),
        "φ = (0, 16)": lambda x: models.gabor([0.0, 16.0], x),
        "φ = (−5, 16)": lambda x: models.gabor([-5.0, 16.0], x),
    },
)

# %% [markdown]
# **What you saw.** $\phi_0$ shifts the wave to the left or right; $\phi_1$ squeezes it.
#
# For descent we need $\partial f / \partial \phi$. By the chain rule it is $f'(z)$, the derivative
# with respect to $z$, times the derivative of $z$:
#
# $$\frac{\partial f}{\partial \phi_0} = f'(z) \cdot 1, \qquad
# \frac{\partial f}{\partial \phi_1} = f'(z) \cdot 0.06\, x .$$
#
# And $f(z) = \sin(z) \cdot e^{-z^2/8}$ is a product, so $f'(z)$ has two terms: the derivative of
# the sine times the envelope, and the sine times the derivative of the envelope.
#
# ### Exercise 7 · `gabor_grad` (7 minutes)
#
# Return $\partial f / \partial \phi$ for every input: one row per input, with
# $\partial f / \partial \phi_0$ in the first column and $\partial f / \partial \phi_1$ in the
# second. At $\phi = (0, 10)$ and $x = 5$ we have $z = 3$ and
# $f = 0.045815$, and the row is (−0.355765, −0.106729).

# %% solution="gabor_grad"
def gabor_grad(phi, x):
    """Return the derivatives of the Gabor model with respect to its parameters, shape (N, 2).

    phi: the two parameters, shape (2,).
    x: inputs, shape (N,).
    """
    ### BEGIN SOLUTION
    z = phi[0] + 0.06 * phi[1] * x
    envelope = np.exp(-(z**2) / 8)
    slope = np.cos(z) * envelope - np.sin(z) * envelope * z / 4
    return np.column_stack([slope, slope * 0.06 * x])
    ### END SOLUTION

# %% grade="gabor_grad-public" points=1
@check.public("gabor_grad")
def public_checks_of_gabor_grad(test):
    test(gabor_grad, np.array([0.0, 10.0]), np.array([5.0, 0.0])).equals(
        [[-0.355764725795287, -0.106729417738586], [1.0, 0.0]],
        over_32=[[-0.767258599115346, -0.230177579734604], [1.0, 0.0]],
        no_envelope=[[-0.321403506687587, -0.0964210520062762], [1.0, 0.0]],
        z_over_8=[[-0.338584116241437, -0.101575234872431], [1.0, 0.0]],
        envelope_plus=[[-0.287042287579888, -0.0861126862739663], [1.0, 0.0]],
        product=[[0.241052630015690, 0.0723157890047071], [0.0, 0.0]],
        degrees=[[0.311464294440621, 0.0934392883321862], [1.0, 0.0]],
        no_06=[[-0.355764725795287, -1.77882362897643], [1.0, 0.0]],
        no_x=[[-0.355764725795287, -0.0213458835477172], [1.0, 0.06]],
        swapped=[[-0.106729417738586, -0.355764725795287], [0.0, 1.0]],
        sum_over_n=[0.644235274204713, -0.106729417738586],
    )
    test(gabor_grad, np.array([0.0, 10.0]), np.zeros(3)).equals([[1.0, 0.0]] * 3)

# %% grade="gabor_grad-hidden" points=2
# Hidden checks of gabor_grad: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("gabor_grad")
def hidden_checks_of_gabor_grad(test):
    def rows(slope, x, factor=0.06):
        return np.stack([slope, factor * x * slope], axis=1)

    rng = np.random.default_rng(24)
    for phi, x in [
        (np.array([0.4, 9.0]), np.array([-6.0, 1.5, 4.0, 11.0])),
        (np.array([-1.3, 4.5]), np.array([6.0])),  # one example
        (np.array([1, 12]), np.array([-3, 0, 2, 5])),  # integers
        (np.array([-2.0, 15.0]), rng.uniform(-5, 5, size=200)),
        (np.array([0.5, 9.0, 7.0])[::2], np.linspace(-9.0, 9.0, 10)[::-3]),  # strided
        (np.array([2.5, 0.0]), np.array([1.0, -4.0, 30.0])),
    ]:
        phi.setflags(write=False)
        x.setflags(write=False)
        z = phi[0] + 0.06 * phi[1] * x
        s, c, bell, wide = np.sin(z), np.cos(z), np.exp(-(z**2) / 8), np.exp(-(z**2) / 32)
        slope = bell * (c - s * z / 4)
        turned = np.deg2rad(z)
        test(gabor_grad, phi, x).equals(
            rows(slope, x),
            shown=[[-0.355764725795287, -0.106729417738586], [1.0, 0.0]],
            over_32=rows(wide * (c - s * z / 16), x),
            no_envelope=rows(bell * c, x),
            z_over_8=rows(bell * (c - s * z / 8), x),
            envelope_plus=rows(bell * (c + s * z / 4), x),
            product=rows(-bell * c * z / 4, x),
            degrees=rows(bell * (np.cos(turned) - np.sin(turned) * z / 4), x),
            no_06=rows(slope, x, factor=1.0),
            no_x=np.stack([slope, 0.06 * slope], axis=1),
            swapped=rows(slope, x)[:, ::-1],
            sum_over_n=np.sum(rows(slope, x), axis=0),
        )
    # Where the envelope is all but zero, so is the slope: no division by it.
    test(gabor_grad, np.array([60.0, 1.0]), np.array([0.0, 1.0])).equals(np.zeros((2, 2)))
    test(gabor_grad, np.array([0.0, 2.0]), np.array([0.0])).equals([[1.0, 0.0]])
### END HIDDEN TESTS

# %% [markdown]
# ### Start somewhere
#
# The loss of the Gabor model is again the sum of squared errors, and its gradient follows from
# your `gabor_grad` by the chain rule: $\nabla L = \sum_i 2\,(f[x_i, \phi] - y_i)\,
# \partial f_i / \partial \phi$. We check it first; the gap should be tiny.

# %%
def gabor_loss(phi):
    return models.gabor_loss(phi, x_gabor, y_gabor)


def gabor_loss_grad(phi):
    error = models.gabor(phi, x_gabor) - y_gabor
    return 2 * error @ np.array(gabor_grad(phi, x_gabor))


def descend_gabor(start, alpha=0.2, steps=300):
    """Return the Trajectory of a descent of the Gabor model."""
    path = gradient_descent(gabor_loss_grad, np.array(start), alpha, steps)
    return Trajectory.of(path, gabor_loss)

# %%
phi = np.array([1.0, 9.0])
gap = np.max(np.abs(np.subtract(gabor_loss_grad(phi), numerical_grad(gabor_loss, phi))))
print(f"gradient check at φ = (1, 9): gap {gap:.0e}")

# %% [markdown]
# **Predict:** we start at $(0, 8)$, $(-3, 10)$, $(6, 12)$ and $(5.5, 5)$. Do all paths end at the
# same place? Choose the start by its slider, or click one of the small circles in the map.

# %%
explore_start(
    gradient_descent, gabor_loss, gabor_loss_grad, model=models.gabor, data=(x_gabor, y_gabor)
)

# %% [markdown]
# Where do they end, if we give them 300 steps?

# %%
for start in [(0.0, 8.0), (-3.0, 10.0), (6.0, 12.0), (5.5, 5.0)]:
    path = descend_gabor(start)
    end = np.round(path.params[-1], 2)
    print(f"from ({start[0]:g}, {start[1]:g}): ends at {end} with loss {path.losses[-1]:.2f}")

# %% [markdown]
# **What you saw.** Four starts, four ends. Only the path from $(0, 8)$ finds the way to the global
# minimum, which is near $(-0.07, 15.69)$; each of the others settles in the valley in which it began.
# There the gradient is zero, so nothing tells it that a better place exists. Look at their curves in
# the upper right: they put their wave where there is none, or have hardly any. A model that always
# says 0 has loss 3.53, less than each of them: a local minimum can be really bad.
#
# The gradient is zero at **saddles** too: lowest in one direction, highest in another.
#
# **Predict:** what does the loss do if we start next to a saddle, 0.05 away in each parameter?

# %%
near_saddle = descend_gabor((6.5855 + 0.05, 16.2232 + 0.05), steps=400)
in_valley = descend_gabor((0.0, 8.0), steps=400)
left = int(np.argmax(near_saddle.losses < near_saddle.losses[0] - 0.1))
print(f"near the saddle, the loss needs {left} steps to fall by 0.1")
LossCurveDisplay.from_trajectories(
    {"start near a saddle": near_saddle, "start in a valley": in_valley}
)

# %% [markdown]
# **What you saw.** Near a saddle the loss stays flat for a long time, as if the training were over,
# and then falls again. A flat loss curve does not prove that a minimum is reached.
#
# **Predict:** from the good start (0, 8), we change only the learning rate. Which rates reach the
# global minimum within 300 steps? Try them above, then run the next cell.

# %%
for alpha in (0.55, 0.3, 0.2, 0.02):
    path = descend_gabor((0.0, 8.0), alpha)
    gap = np.linalg.norm(path.params[-1] - data.gabor_stationary()[0].phi)
    where = "at" if gap < 1 else f"at a distance of {gap:.1f} from"
    print(f"α = {alpha:<4}  loss {path.losses[-1]:.2f}, {where} the global minimum")

# %% [markdown]
# **What you saw.** With α = 0.02 the path is right, but slow. With α = 0.3 it jumps from wall to
# wall, and still arrives. With α = 0.55 it is thrown out into another valley and stays there. Can we
# know this beforehand? At the global minimum, your limit says:

# %%
best = np.array(data.gabor_stationary()[0].phi)
rows = [numerical_grad(lambda phi, i=i: gabor_loss_grad(phi)[i], best) for i in range(2)]
print(f"2/λ_max at the global minimum: {max_stable_lr(np.array(rows)):.3f}")

# %% [markdown]
# A rate above this limit cannot stay at this minimum, even if it starts next to it. (The valley in
# which α = 0.55 ends is less bent: its limit is 0.597.)
#
# (The Hessian is the gradient of the gradient, so your `numerical_grad` finds it, one row at a
# time.)

# %% [markdown]
# ## 6 · A sample is not the population
#
# **Whose loss do we descend?** The **population** is everything we would like to predict; the
# **sample** is the data that we have. Our samples come from a normal distribution with mean
# $\mu = 3$ and standard deviation $\sigma = 1.5$. The loss of the whole population is
# $\sigma^2 + (\phi - \mu)^2$, with its minimum at 3. The loss of a sample is computed from the
# sample.
#
# **Predict:** three classmates draw 10 numbers each; we have our 100 from part 3. Do we all get the
# same loss? The same minimum?

# %%
phi = np.linspace(0.0, 6.0, 121)
mu, sigma = data.POPULATION
curves = {"population": sigma**2 + (phi - mu) ** 2}
samples = {"our 100 numbers": data.normal_sample(100)}
for mate, seed in enumerate((1, 3, 4), start=1):
    samples[f"classmate {mate}, 10 numbers"] = data.normal_sample(10, seed=seed)
for label, numbers in samples.items():
    curves[label] = np.mean((numbers[:, None] - phi) ** 2, axis=0)
LinesDisplay.from_lines(phi, curves, xlabel="φ", ylabel="mean squared distance")

# %%
for n in (10, 100, 1000):
    ends = []
    for seed in range(1, 21):
        center = data.normal_sample(n, seed=seed).mean()
        path = gradient_descent(lambda phi, c=center: 2 * (phi - c), np.array([0.0]), 0.2, 60)
        ends.append(path[-1][0])
    print(f"{n:5} numbers: 20 descents end between {min(ends):.2f} and {max(ends):.2f}")

# %% [markdown]
# **What you saw.** Different training data, different loss, different model. The minima scatter
# around 3, and less so for larger samples. Descent cannot do better than its data: it finds the
# minimum of the *sample's* loss.
#
# Now a weird loss, in which each number brings ripples of its own, 2 apart:
#
# $$L[\phi] = \frac{1}{N} \sum_{i=1}^{N} \left[ (x_i - \phi)^2 +
# 3\,\bigl(1 - \cos \pi (x_i - \phi)\bigr) \right]$$
#
# **Predict:** does a small sample have the same local minima as a large one?

# %%
phi = np.linspace(0.0, 6.0, 241)
curves = {
    "3 numbers": models.weird_loss(phi, data.normal_sample(3, seed=28)),
    "3 other numbers": models.weird_loss(phi, data.normal_sample(3, seed=16)),
    "our 100 numbers": models.weird_loss(phi, data.normal_sample(100)),
}
for label, curve in curves.items():
    count = np.sum((curve[1:-1] < curve[:-2]) & (curve[1:-1] < curve[2:]))
    print(f"{label:16} local minima: {count}")
LinesDisplay.from_lines(phi, curves, xlabel="φ", ylabel="weird loss")

# %% [markdown]
# **What you saw.** The small samples have several local minima, each in other places. In the large
# sample the ripples average out. A local minimum may be an accident of the sample; the next
# lecture makes use of that.
#
# ## 7 · Choices we have to make
#
# Gradient descent is a recipe with blanks: where to start, when to stop, how long the steps are,
# how much data to use per step, and which loss. We have met the steps and the loss, and data per
# step is the next lecture's subject. That leaves two.
#
# ### When to stop
#
# Three **convergence criteria** are common: stop when the gradient is close to 0, stop after a
# fixed number of steps, or stop when the loss on **validation data**, held back from training, no
# longer falls. The last one also helps against **overfitting**: fitting the noise of the sample.
#
# **Predict:** the line's fit with α = 0.05 is very good after 40 steps. How many more does a
# gradient of length below $10^{-6}$ need?

# %%
path = gradient_descent(line_grad, np.array([0.0, 1.0]), 0.05, 300)
lengths = np.array([np.linalg.norm(line_grad(phi)) for phi in path])
for limit in (1.0, 1e-1, 1e-3, 1e-6):
    t = int(np.argmax(lengths < limit))
    print(f"‖∇L‖ < {limit:<6g} after {t:3} steps, at φ = {np.round(path[t], 5)}")

# %% [markdown]
# **Predict:** now a model with 12 parameters, a sum of 12 fixed curves (the Chebyshev polynomials
# $T_k$), $f[x, \phi] = \sum_k \phi_k\, T_k(x)$. It learns from 14 of the 28 points of the Gabor
# data; the 14 others are validation data. Do both losses fall to the end?

# %%
curves_at = np.polynomial.chebyshev.chebvander(x_gabor / 15, 11)  # T_k(x), shape (28, 12)
train, held_out = slice(1, None, 2), slice(0, None, 2)


def fit_loss(phi, part):
    return np.mean((curves_at[part] @ phi - y_gabor[part]) ** 2)


def fit_grad(phi):
    error = curves_at[train] @ phi - y_gabor[train]
    return 2 * curves_at[train].T @ error / len(error)

# %%
H = 2 * curves_at[train].T @ curves_at[train] / 14
path = gradient_descent(fit_grad, np.zeros(12), 0.9 * max_stable_lr(H), 300)
paths = {
    "training data": Trajectory.of(path, lambda phi: fit_loss(phi, train)),
    "validation data": Trajectory.of(path, lambda phi: fit_loss(phi, held_out)),
}
print(f"the loss on the validation data is lowest after {paths['validation data'].best} steps")
LossCurveDisplay.from_trajectories(paths, yscale="log", ylabel="mean squared error")

# %% [markdown]
# **What you saw.** On the line, good is reached soon and perfect takes long: to bring
# the length of the gradient from $10^{-3}$ to $10^{-6}$ takes another 79 steps, since each step
# shortens what is left by the factor $1 - \alpha \lambda_{\min} = 0.916$, and
# $0.916^{79} \approx 1/1000$. With 12 parameters, the
# training loss falls to the end, but the validation loss turns and rises: from then on the model
# learns the noise of its 14 points. Stopping there is called **early stopping**.
#
# ### Where to start
#
# Common starts are zeros and random numbers. The Gabor model has shown that a start can be in the
# wrong valley. It can be worse.
#
# ### A really bad linear regression
#
# Take four lines, one inside the other:
#
# $$f(x) = f_1(f_2(f_3(f_4(x)))), \qquad f_k(u) = a_k u + b_k$$
#
# That is 8 parameters for what is still a line, which needs 2. The loss of one example is
# $(f(x) - y)^2$.
#
# **Predict:** all parameters are **zero**. Which of the 8 partial derivatives are not zero? And if
# all are **one hundred**: how large is $f(1)$?

# %%
for value in (0.0, 100.0):
    outcome = float(models.stacked_lines([value] * 4, [value] * 4, 1.0))
    print(f"all parameters {value:g}: f(1) = {outcome:,.0f}")

# %% [markdown]
# **What you saw.** With zeros $f(x)$ is 0 for every $x$; which derivatives are not zero you will see
# after the exercise. With hundreds everywhere, from the inside out:
#
# $$\begin{aligned} f_4(x) &= 100x + 100 \\ f_3(f_4(x)) &= 10\,000x + 10\,000 + 100 \\
# f_2(f_3(f_4(x))) &= 1\,000\,000x + 1\,000\,000 + 10\,000 + 100 \\
# f(x) &= 100\,000\,000x + 100\,000\,000 + 1\,000\,000 + 10\,000 + 100 \end{aligned}$$
#
# *A small correction: the slide has 100 000 for the middle term of* $f_3$*; it is
# 100 · 100 = 10 000.*
#
# For the gradient we need the chain rule. Let $u_4 = x$, $u_3 = f_4(u_4)$, $u_2 = f_3(u_3)$ and
# $u_1 = f_2(u_2)$ be the inputs of the four lines, so that $f = f_1(u_1)$ and line $k$ has the
# input $u_k$. A change of $b_k$ goes through all the lines outside it, and each multiplies it by
# its slope:
#
# $$\frac{\partial L}{\partial b_k} = 2\,(f(x) - y) \cdot a_1 a_2 \cdots a_{k-1}, \qquad
# \frac{\partial L}{\partial a_k} = \frac{\partial L}{\partial b_k} \cdot u_k$$
#
# (For $k = 1$ the product of slopes is empty, that is 1.)
#
# ### ★ Exercise 8 · `bad_init_grads` (extra credit, 10 minutes)
#
# Return the 8 partial derivatives as a dict with the keys `"a1"` … `"a4"` and `"b1"` … `"b4"`.
# Mind the order: `a[0]` is $a_1$, which belongs to the outermost line $f_1$.

# %% solution="bad_init_grads" extra=true
def bad_init_grads(a, b, x, y):
    """Return the gradient of the loss of four stacked lines, a dict of eight numbers.

    a, b: slopes and intercepts, shape (4,) each; the first entry belongs to the outermost line.
    x, y: input and target of one example, numbers.
    """
    ### BEGIN SOLUTION
    u = [float(x)]  # the input of line 4, then of 3, 2, 1, and at last f(x)
    for k in (3, 2, 1, 0):
        u.append(a[k] * u[-1] + b[k])
    factor = 2 * (u[4] - y)
    grads = {}
    for k in range(4):
        grads[f"a{k + 1}"] = factor * u[3 - k]
        grads[f"b{k + 1}"] = factor
        factor = factor * a[k]
    return grads
    ### END SOLUTION

# %% grade="bad_init_grads-public" points=1 extra=true
@check.public("bad_init_grads")
def public_checks_of_bad_init_grads(test):
    test(
        bad_init_grads,
        np.array([2.0, 3.0, -1.0, 2.0]),
        np.array([1.0, -2.0, 4.0, 3.0]),
        2.0,
        -25.0,
    ).equals(
        dict(a1=-88, a2=-48, a3=336, a4=-96, b1=8, b2=16, b3=48, b4=-48),
        no_2=dict(a1=-44, a2=-24, a3=168, a4=-48, b1=4, b2=8, b3=24, b4=-24),
        sign=dict(a1=88, a2=48, a3=-336, a4=96, b1=-8, b2=-16, b3=-48, b4=48),
        inner_first=dict(a1=-240, a2=-200, a3=520, a4=-180, b1=-120, b2=-40, b3=40, b4=20),
        no_chain=dict(a1=-88, a2=-24, a3=56, a4=16, b1=8, b2=8, b3=8, b4=8),
        of_f=dict(a1=-11, a2=-6, a3=42, a4=-12, b1=1, b2=2, b3=6, b4=-6),
        own_slope=dict(a1=-176, a2=-144, a3=-336, a4=-192, b1=16, b2=48, b3=-48, b4=-96),
        x_everywhere=dict(a1=16, a2=32, a3=96, a4=-96, b1=8, b2=16, b3=48, b4=-48),
        slopes_only=dict(a1=-88, a2=-48, a3=336, a4=-96),
    )
    # The two bad starts: all zeros, and all hundreds.
    test(bad_init_grads, np.zeros(4), np.zeros(4), 1.0, 3.0).equals(
        dict(a1=0, a2=0, a3=0, a4=0, b1=-6, b2=0, b3=0, b4=0)
    )
    test(bad_init_grads, np.full(4, 100.0), np.full(4, 100.0), 1.0, 3.0).equals(
        dict(
            a1=808100791959400, a2=808060589940000, a3=804040388000000, a4=402020194000000,
            b1=402020194, b2=40202019400, b3=4020201940000, b4=402020194000000,
        )
    )

# %% grade="bad_init_grads-hidden" points=2 extra=true
# Hidden checks of bad_init_grads: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("bad_init_grads")
def hidden_checks_of_bad_init_grads(test):
    names = [f"{letter}{k}" for letter in "ab" for k in (1, 2, 3, 4)]

    def table(a, b, x, y, mode="right"):
        if mode == "inner_first":
            reversed_table = table(a[::-1], b[::-1], x, y)
            return {name: reversed_table[f"{name[0]}{5 - int(name[1])}"] for name in names}
        u = [x]
        for slope, intercept in zip(a[::-1], b[::-1]):
            u.insert(0, slope * u[0] + intercept)
        error = {"of_f": 1, "no_2": u[0] - y, "sign": 2 * (y - u[0])}.get(mode, 2 * (u[0] - y))
        outer = [error * np.prod(a[: k + (mode == "own_slope")]) for k in range(4)]
        outer = [error] * 4 if mode == "no_chain" else outer
        inputs = [x] * 4 if mode == "x_everywhere" else u[1:]
        return dict(zip(names, [o * v for o, v in zip(outer, inputs)] + outer))

    rng = np.random.default_rng(25)
    for a, b, x, y in [
        (np.array([1.5, -0.5, 2.0, 0.25]), np.array([0.5, 1.0, -2.0, 3.0]), 3.0, 10.0),
        (rng.normal(size=4), rng.normal(size=4), 0.7, -1.3),
        (np.array([2, -1, 3, 1]), np.array([1, 4, -2, 5]), 2, -3),  # integers
        (np.array([0.0, 2.0, 0.5, 1.5]), np.array([1.0, -1.0, 2.0, 0.5]), 1.5, 4.0),  # a1 = 0
        (np.array([1.5, 0.0, 2.5, -2.0]), np.array([1.0, 2.0, 0.5, 0.25]), 0.5, 7.0),  # a2 = 0
        (np.linspace(0.25, 2, 8)[::-2], np.linspace(-2.5, 4.5, 8)[::2], -1.25, 0.5),  # strided
        (np.array([1.5, 2.0, 0.0, 0.0]), np.array([1.0, 2.0, 0.5, 0.25]), 0.5, 7.0),  # a3 = 0
        (np.full(4, 0.01), np.full(4, 0.01), 1.0, 3.0),
        (np.full(4, 300.0), np.full(4, -200.0), 7.0, 11.0),
        (np.array([1.0, 2.0, 3.0, 4.0]), np.zeros(4), 0.0, 2.5),
    ]:
        a.setflags(write=False)
        b.setflags(write=False)
        modes = ("no_2", "sign", "inner_first", "no_chain", "of_f", "own_slope", "x_everywhere")
        right = table(a, b, x, y)
        test(bad_init_grads, a, b, x, y).equals(
            right,
            shown=dict(zip(names, [-88, -48, 336, -96, 8, 16, 48, -48])),
            slopes_only={name: right[name] for name in names[:4]},
            **{mode: table(a, b, x, y, mode) for mode in modes},
        )
### END HIDDEN TESTS

# %% [markdown]
# ### Too small, too large
#
# (The last two demos use your `bad_init_grads`. Without it, read on at the last *What you saw*.)
#
# **Predict:** we set all 8 parameters to the same number $s$: 0, 0.1, 1, 10, 100. How do the
# gradients grow? For which $s$ can all parameters learn at a similar pace?

# %%
explore_init_scale(bad_init_grads)

# %% [markdown]
# **Predict:** and what does gradient descent make of these starts, with α = 0.01? Which parameters
# learn, the outermost ($b_1$) or the innermost ($a_4$)?

# %%
def stacked_grad(phi):
    grads = bad_init_grads(phi[:4], phi[4:], 1.0, 3.0)
    return np.array([grads[f"{letter}{k}"] for letter in "ab" for k in (1, 2, 3, 4)])


def stacked_loss(phi):
    return float((models.stacked_lines(phi[:4], phi[4:], 1.0) - 3.0) ** 2)


with np.errstate(all="ignore"):  # numbers may overflow: that is the lesson
    for s in (0.0, 0.1, 0.5, 1.0, 10.0, 100.0):
        path = Trajectory.of(gradient_descent(stacked_grad, np.full(8, s), 0.01, 300), stacked_loss)
        moved = path.params[-1] - path.params[0]
        print(f"s = {s:<5g} {verdict(path):10}  b1 moved by {moved[4]:.2g}, a4 by {moved[3]:.2g}")

# %% [markdown]
# **What you saw.** From zeros only $b_1$ has a gradient, so only $b_1$ moves, for ever: the model
# stays a constant, which fits our one example, but no second one. With small numbers the inner
# lines hardly learn: their gradients **vanish**. With hundreds the gradients are near
# $10^{15}$, they **explode**: the first step throws the parameters out of the world, and soon they
# are no numbers any more (nan). Deep networks have both troubles, if their start is wrong. Good
# starts are a lecture of their own.
#
# ## Summary
#
# - The **gradient** holds the partial derivatives of the loss. It points uphill; we step against
#   it: $\phi_{t+1} = \phi_t - \alpha \nabla L[\phi_t]$.
# - A **numerical gradient** by central differences is easy to write and good for checking;
#   a formula is exact and fast.
# - On a parabola with second derivative $\lambda$, a step multiplies the distance to the minimum by
#   $1 - \alpha\lambda$. In D dimensions descent needs $0 < \alpha < 2/\lambda_{\max}$.
# - On a **convex** loss a small enough rate finds the minimum. On others the end depends on the
#   start: **local minima**, and long halts near **saddles**.
# - The loss of a **sample** is not that of the **population**: other data, other minimum.
# - A start can be bad: gradients that are zero, vanish or explode.
#
# The catch? The loss must have a gradient, the learning rate needs a choice, and the valley in
# which we end may not be the deepest.
#
# ## Reading
#
# - Simon J. D. Prince, *Understanding Deep Learning*: chapter 6 on fitting models, chapter 7 on
#   gradients and initialization. The Gabor model comes from there.
# - Jorge Nocedal and Stephen J. Wright, *Numerical Optimization*: chapters 2 and 3 on descent and
#   step lengths, chapter 8 on finite differences.
# - Augustin-Louis Cauchy, "Méthode générale pour la résolution des systèmes d'équations
#   simultanées", *Comptes rendus*, 1847: gradient descent in three pages.
