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
# # Adam
#
# Plain gradient descent takes long steps where the loss is steep and short steps where it is flat.
# Often we need the opposite. In this notebook we take the size of the gradient out of the step,
# see what goes wrong, repair it, and arrive at **Adam**, the **optimizer** (the rule for the steps)
# that most neural networks are trained with.
#
# **What you will be able to do**
#
# - say why one learning rate does not fit all parameters of a model;
# - normalize a gradient as a whole and coordinate by coordinate, and tell the two apart;
# - write Adam: two running averages, their correction at the start, and the step;
# - say what β, γ, ε and α do, and which of them to change first.
#
# **Time.** The six exercises take about 28 minutes together. Reading and playing take about as
# long again. The seventh exercise, marked ★, is extra credit.
#
# **How to work.** Go from top to bottom and run each cell with Shift+Enter. Before each picture or
# table there is a question: guess first, then run. In an exercise, replace
# `raise NotImplementedError()` with your code. The pictures are drawn with *your* functions, so
# until an exercise is written, the pictures after it stop with `NotImplementedError`, or say which
# function to write first. Four pictures have sliders: move them, also with the arrow keys. You may
# change the demo cells and add cells anywhere.
#
# **How the checks speak.** After each exercise there is a public check. If it passes, it says
# "public checks passed". If not, it says what your function returned, what was expected and,
# where it can tell, which mistake it is. When your work is graded, hidden checks try your function
# on other data: integers, a single parameter or many, other settings. All your functions return
# something new and leave their arguments as they are.

# %% [markdown]
# ## Notation
#
# | symbol | in code | meaning |
# |---|---|---|
# | $\phi$, $\phi_0, \phi_1, \dots$ | `phi`, shape (D,) | the **parameters**: D numbers, which we choose |
# | $L[\phi]$ | | the **loss**: one number, small when the parameters are good |
# | $g = \nabla L[\phi]$ | `g`, shape (D,) | the **gradient**: the partial derivatives (slopes) of the loss, one per parameter |
# | $\lVert g \rVert$ | | the length of the gradient, $\sqrt{g_0^2 + g_1^2 + \cdots}$ |
# | $\alpha$ | `alpha` | the **learning rate** |
# | $m$ | `m`, shape (D,) | running average of the gradients |
# | $v$ | `v`, shape (D,) | running average of the squared gradients, entry by entry |
# | $\beta$, $\gamma$ | `beta`, `gamma` | decay of $m$ and of $v$: the part of the old that is kept |
# | $\hat m$, $\hat v$ | `m_hat`, `v_hat` | the averages, corrected for their start at zero |
# | $\varepsilon$ | `eps` | a small number that prevents a division by zero |
# | $t$ | `t` | number of the step |
#
# Other books write $\beta_1$ for our $\beta$ and $\beta_2$ for our $\gamma$. Squares, roots and
# divisions of arrays are **pointwise**: each entry for itself.
#
# The next cell imports what we need. It is locked, because the checks rely on it.

# %% locked="setup"
import numpy as np

from dl4ds_utils import check, data, models
from dl4ds_utils.explorers import (
    explore_bias_correction,
    explore_epsilon,
    explore_normalization,
    explore_race,
)
from dl4ds_utils.trajectory import Trajectory
from dl4ds_utils.views import (
    BarsDisplay,
    ContourDisplay,
    LinesDisplay,
    LossCurveDisplay,
    PathOnCurveDisplay,
    RowDisplay,
)

x_gabor, y_gabor = data.gabor_points()
H_valley = np.array([[1.0, 0.0], [0.0, 25.0]])

# %% [markdown]
# ## 1 · One learning rate for all
#
# **What is wrong with a fixed learning rate?** Here is a long, narrow valley:
#
# $$L[\phi] = \tfrac{1}{2}\left(\phi_0^2 + 25\, \phi_1^2\right), \qquad
# \nabla L[\phi] = (\phi_0,\; 25\, \phi_1)$$
#
# Across it (along $\phi_1$) the loss is 25 times as steep as along it. **Gradient descent**
# repeats $\phi \leftarrow \phi - \alpha\, \nabla L[\phi]$. The next cell gives the valley and a
# short descent. With `beta` above 0 it has **momentum**: it steps along a running average of the
# gradients, to which we come back in part 4. `Trajectory.of`, below, joins such a path to its
# losses.

# %%
def valley(phi):
    return models.quadratic(phi, H_valley)


def valley_grad(phi):
    return models.quadratic_grad(phi, H_valley)


def roll(grad_fn, start, alpha, n, beta=0.0):
    """Return n steps of descent with momentum; beta = 0 is plain gradient descent."""
    path, average = [np.array(start, dtype=float)], 0.0
    for _ in range(n):
        average = beta * average + (1 - beta) * grad_fn(path[-1])
        path.append(path[-1] - alpha * average)
    return np.array(path)

# %% [markdown]
# **Predict:** we start at $(4, 1.5)$ and take 24 steps. Each step multiplies $\phi_0$ by
# $1 - \alpha$ and $\phi_1$ by $1 - 25\alpha$. What does the path do with a small rate, 0.01? With a
# large one, 0.078? (In the picture the ring is the start, the star the lowest loss, and darker
# means lower.)

# %%
paths = {
    f"α = {alpha}": Trajectory.of(roll(valley_grad, [4.0, 1.5], alpha, 24), valley)
    for alpha in (0.01, 0.078)
}
for label, path in paths.items():
    print(f"{label:10} ends at φ = {np.round(path.params[-1], 2)} with loss {path.losses[-1]:.3f}")
ContourDisplay.from_function(valley, (-1.0, 4.5), (-2.0, 2.0), trajectories=paths)

# %% [markdown]
# **What you saw.** With the small rate, $\phi_1$ arrives, but $\phi_0$ has gone a fifth of its way.
# With the large rate, $\phi_0$ gets much closer, but $\phi_1$ jumps from wall to wall. With 0.08 it
# would jump for ever, because $1 - 25 \cdot 0.08 = -1$, and with more it would run away. The steep
# direction sets the limit, and the flat one has to live with it.
#
# ## 2 · Only the direction counts
#
# **What if we ignore how long the gradient is?** The step should depend on the direction alone. The
# lecture's gradient is
#
# $$g = (3, -2, 5), \qquad \lVert g \rVert = \sqrt{3^2 + (-2)^2 + 5^2} = \sqrt{38} = 6.164 .$$
#
# There are two ways. The first divides *all entries by one number*, the length:
#
# $$\frac{g}{\lVert g \rVert + \varepsilon} = (0.487, -0.324, 0.811)$$
#
# The result is a **unit vector**: its length is 1 (nearly, because of ε) and its direction that of
# $g$. The small ε keeps us from dividing by zero: where $g = 0$, the result is 0.
#
# ### Exercise 1 · `normalize_global` (3 minutes)
#
# Divide the gradient by its length plus ε.

# %% solution="normalize_global"
def normalize_global(g, eps=1e-8):
    """Return the gradient divided by its length plus eps, shape (D,).

    g: the gradient, shape (D,).
    eps: a small number, added to the length.
    """
    ### BEGIN SOLUTION
    return g / (np.sqrt(np.sum(g**2)) + eps)
    ### END SOLUTION

# %% grade="normalize_global-public" points=1
@check.public("normalize_global")
def public_checks_of_normalize_global(test):
    # A large ε shows where it stands: the length is 10.
    test(normalize_global, np.array([6.0, -8.0]), 2.5).equals(
        [0.48, -0.64],
        pointwise=[0.705882352941177, -0.761904761904762],
        plain_sign=[1.0, -1.0],
        squared_length=[0.0585365853658537, -0.0780487804878049],
        one_norm=[0.363636363636364, -0.484848484848485],
        plain_sum=[12.0, -16.0],
        largest=[0.571428571428571, -0.761904761904762],
        mean_square=[0.626889299912979, -0.835852399883973],
        length_alone=10.0,
        eps_inside=[0.592637757989754, -0.790183677319672],
        eps_ignored=[0.6, -0.8],
        eps_after=[3.1, 1.7],
        times=[75.0, -100.0],
        unsigned=[0.48, 0.64],
    )
    # The lecture's gradient.
    test(normalize_global, np.array([3.0, -2.0, 5.0]), 1e-8).equals(
        [0.486664262602814, -0.324442841735209, 0.811107104338023]
    )

# %% grade="normalize_global-hidden" points=2
# Hidden checks of normalize_global: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("normalize_global")
def hidden_checks_of_normalize_global(test):
    rng = np.random.default_rng(51)
    for g, eps in [
        (np.array([1.5, -2.0, 0.25]), 0.75),
        (np.array([0.5, 3.0, -1.0, 0.0, 2.5]), 2.0),
        (np.array([-4.0]), 1.0),  # one parameter
        (np.array([2, -3, 6]), 0.5),  # integers
        (np.array([7, 1]), 3),
        (rng.normal(size=200), 0.25),
        (np.array([2e5, -3e6, 1e6]), 1e5),
        (np.array([2e-6, -1e-6, 5e-6]), 1e-6),
        (np.arange(1.0, 9.0)[::-3], 0.125),  # strided
        (np.array([0.0, 0.0, -5.0]), 1e-8),
        (np.zeros(3), 1e-8),  # no gradient, no direction
    ]:
        g.setflags(write=False)
        n, size = np.sqrt(np.sum(g**2.0)), np.abs(g)
        divided = {"eps_ignored": g / n, "eps_after": g / n + eps} if n else {}
        test(normalize_global, g, eps).equals(
            g / (n + eps),
            shown=[0.48, -0.64] if len(g) == 2
            else [0.486664262602814, -0.324442841735209, 0.811107104338023],
            pointwise=g / (size + eps),
            plain_sign=np.sign(g),
            squared_length=g / (n**2 + eps),
            one_norm=g / (np.sum(size) + eps),
            plain_sum=g / (np.sum(g) + eps),
            largest=g / (np.max(size) + eps),
            mean_square=g / (np.sqrt(np.mean(g**2.0)) + eps),
            length_alone=n,
            eps_inside=g / np.sqrt(n**2 + eps),
            times=g * (n + eps),
            unsigned=size / (n + eps),
            **divided,
        )
    # Without eps it is 1e-8.
    g = np.array([3e-8, -4e-8])
    test(normalize_global, g, 1e-8).equals([0.5, -2 / 3], eps_ignored=[0.6, -0.8])
    answer = test(normalize_global, g)
    answer.equals([0.5, -2 / 3], eps_default=answer.value)
### END HIDDEN TESTS

# %% [markdown]
# The second way divides *each entry by its own size*, the root of its own square:
#
# $$\frac{g}{\sqrt{g^2} + \varepsilon} \approx
# \left(\frac{3}{\sqrt{9}}, \frac{-2}{\sqrt{4}}, \frac{5}{\sqrt{25}}\right) = (1, -1, 1)$$
#
# All that is left is the sign. So every parameter, steep or flat, asks for a step of the same
# length.
#
# *A small correction: the slides call the first method "unit vector gradients", but say there that
# square, root and division are pointwise, and show* $(1, -1, 1)$ *beside* $v = 38$*. These are two
# methods:* $v = \lVert g \rVert^2 = 38$ *is one number and gives* $(0.49, -0.32, 0.81)$*; the
# pointwise* $v = (9, 4, 25)$ *gives* $(1, -1, 1)$*, which is no unit vector (its length is*
# $\sqrt 3$*). (The slides write* $m$ *for the gradient here and* $v$ *for its square; we keep these
# letters for the averages of part 4.)*
#
# *And another: beside the pointwise example a slide notes that the parameters change by +1, 0, −1.
# Here the signs are +1, −1, +1, and the change is −α times the sign. A 0 comes only from an entry
# of the gradient that is exactly 0.*
#
# ### Exercise 2 · `normalize_pointwise` (3 minutes)
#
# Divide each entry of the gradient by the root of its square plus ε. The ε stands *outside* the
# root; with a large ε the result is clearly less than a sign.

# %% solution="normalize_pointwise"
def normalize_pointwise(g, eps=1e-8):
    """Return each entry of the gradient divided by its own size plus eps, shape (D,).

    g: the gradient, shape (D,).
    eps: a small number, added to the size of each entry.
    """
    ### BEGIN SOLUTION
    return g / (np.sqrt(g**2) + eps)
    ### END SOLUTION

# %% grade="normalize_pointwise-public" points=1
@check.public("normalize_pointwise")
def public_checks_of_normalize_pointwise(test):
    # A large ε shows where it stands.
    test(normalize_pointwise, np.array([3.0, -2.0, 5.0]), 0.5).equals(
        [0.857142857142857, -0.8, 0.909090909090909],
        whole=[0.45015210619621, -0.300101404130807, 0.750253510327017],
        plain_sign=[1.0, -1.0, 1.0],
        eps_inside=[0.973328526784575, -0.942809041582063, 0.990147542976674],
        eps_after=[1.5, -0.5, 1.5],
        no_root=[0.315789473684211, -0.444444444444444, 0.196078431372549],
        signed=[0.857142857142857, 1.33333333333333, 0.909090909090909],
        unsigned=[0.857142857142857, 0.8, 0.909090909090909],
        eps_minus=[1.2, -1.33333333333333, 1.11111111111111],
    )
    test(normalize_pointwise, np.array([0.0, -2.0]), 1e-8).equals([0.0, -0.999999995])

# %% grade="normalize_pointwise-hidden" points=2
# Hidden checks of normalize_pointwise: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("normalize_pointwise")
def hidden_checks_of_normalize_pointwise(test):
    rng = np.random.default_rng(52)
    for g, eps in [
        (np.array([1.5, -2.0, 0.25]), 0.75),
        (np.array([0.5, 3.0, -1.0, 0.0, 2.5]), 2.0),
        (np.array([-4.0]), 1.0),  # one parameter
        (np.array([2, -3, 6]), 0.5),  # integers
        (np.array([-7, 1]), 3),
        (rng.normal(size=200), 0.25),
        (np.array([2e5, -3e6, 1e6]), 1e5),
        (np.array([2e-6, -1e-6, 5e-6]), 1e-6),
        (np.arange(-4.0, 4.0)[::-3], 0.125),  # strided
        (np.zeros(3), 1e-8),
    ]:
        g.setflags(write=False)
        size = np.abs(g)
        where = {"eps_after": g / size + eps, "eps_minus": g / (size - eps)} if size.all() else {}
        where["signed"] = g / (g + eps)
        where = {key: wrong for key, wrong in where.items() if np.isfinite(wrong).all()}
        test(normalize_pointwise, g, eps).equals(
            g / (size + eps),
            shown=[0.857142857142857, -0.8, 0.909090909090909],
            whole=g / (np.sqrt(np.sum(g**2.0)) + eps),
            plain_sign=np.sign(g),
            eps_inside=g / np.sqrt(g**2.0 + eps),
            no_root=g / (g**2.0 + eps),
            unsigned=size / (size + eps),
            **where,
        )
    # Without eps it is 1e-8.
    g = np.array([3e-8, -1e-8, 0.0])
    test(normalize_pointwise, g, 1e-8).equals([0.75, -0.5, 0.0], plain_sign=[1.0, -1.0, 0.0])
    answer = test(normalize_pointwise, g)
    answer.equals([0.75, -0.5, 0.0], eps_default=answer.value)
### END HIDDEN TESTS

# %% [markdown]
# ### Two ways to forget the length
#
# **Predict:** we multiply the second entry of $g$ by 100: $(3, -200, 5)$. What happens to the two
# normalized gradients?

# %%
cases = {}
for g in (np.array([3.0, -2.0, 5.0]), np.array([3.0, -200.0, 5.0])):
    for name, normalize in (("length", normalize_global), ("pointwise", normalize_pointwise)):
        result = np.round(normalize(g), 3)
        cases[f"{name}, g = ({g[0]:g}, {g[1]:g}, {g[2]:g})"] = {
            f"g{i}": float(value) for i, value in enumerate(result)
        }
BarsDisplay.from_values(cases, yscale="linear", xlabel="entry of g", ylabel="normalized entry")

# %% [markdown]
# **What you saw.** With the length, one large entry makes the others almost vanish: in
# $(3, -200, 5)$ they are left with 0.015 and 0.025. Pointwise, nothing changes at all. So the
# pointwise way is the one that helps our valley: there the entry across it drowns the entry along
# it.
#
# ## 3 · Walking on a grid
#
# **How do we descend with signs?** Each step moves every parameter that has a slope by exactly α:
#
# $$\phi_{t+1} = \phi_t - \alpha\, \operatorname{sign}(\nabla L[\phi_t]), \qquad
# \operatorname{sign}(0) = 0$$
#
# This is what is left of $g/(\sqrt{g^2} + \varepsilon)$ for a tiny ε. (Here the index counts steps:
# $\phi_0$ is the start, with all its D parameters.)
#
# ### Exercise 3 · `sign_descent` (5 minutes)
#
# Return all iterates of $n$ steps, one per row: $n + 1$ rows, the first of which is the start. Use
# the exact sign, without ε, as `np.sign` gives it. The start may be given as integers; the path is
# made of floats.

# %% solution="sign_descent"
def sign_descent(grad_fn, phi0, alpha, n):
    """Return all iterates of descent by signs, the start included, shape (n + 1, D).

    grad_fn: a function that takes parameters of shape (D,) and returns the gradient there.
    phi0: the start, shape (D,).
    alpha: how far each parameter moves in a step, a number.
    n: how many steps to take; 0 is allowed.
    """
    ### BEGIN SOLUTION
    path = np.zeros((n + 1, len(phi0)))
    path[0] = phi0
    for t in range(n):
        path[t + 1] = path[t] - alpha * np.sign(grad_fn(path[t]))
    return path
    ### END SOLUTION

# %% grade="sign_descent-public" points=1
@check.public("sign_descent")
def public_checks_of_sign_descent(test):
    # A loss with gradient (φ₀ + φ₁ − 3, φ₀ + 4φ₁, 0): the third parameter has no slope.
    test(
        sign_descent,
        lambda p: np.array([p[0] + p[1] - 3, p[0] + 4 * p[1], 0.0]),
        np.array([2.0, -0.8, 3.0]), 0.5, 3,
    ).equals(
        [[2.0, -0.8, 3.0], [2.5, -0.3, 3.0], [3.0, -0.8, 3.0], [3.5, -0.3, 3.0]],
        plain=[[2.0, -0.8, 3.0], [2.9, -0.2, 3.0], [3.05, -1.25, 3.0], [3.65, -0.275, 3.0]],
        whole=[
            [2.0, -0.8, 3.0], [2.4160251471689, -0.5226499018874, 3.0],
            [2.8957140378688, -0.6637121864964, 3.0], [3.3728006405984, -0.8133396355019, 3.0],
        ],
        whole_eps=[
            [2.0, -0.8, 3.0], [2.4160251452458, -0.5226499031694, 3.0],
            [2.895714032725, -0.6637121833662, 3.0], [3.3728006283307, -0.8133396343277, 3.0],
        ],
        plus=[[2.0, -0.8, 3.0], [1.5, -1.3, 3.0], [1.0, -1.8, 3.0], [0.5, -2.3, 3.0]],
        with_eps=[
            [2.0, -0.8, 3.0], [2.4999999972222, -0.3000000041667, 3.0],
            [2.9999999909722, -0.8000000003205, 3.0], [3.4999999847222, -0.3000000253205, 3.0],
        ],
        zero_up=[[2.0, -0.8, 3.0], [2.5, -0.3, 2.5], [3.0, -0.8, 2.0], [3.5, -0.3, 1.5]],
        zero_down=[[2.0, -0.8, 3.0], [2.5, -0.3, 3.5], [3.0, -0.8, 4.0], [3.5, -0.3, 4.5]],
        sum_sign=[[2.0, -0.8, 3.0], [2.5, -0.3, 3.5], [2.0, -0.8, 3.0], [2.5, -0.3, 3.5]],
        of_phi=[[2.0, -0.8, 3.0], [1.5, -0.3, 2.5], [1.0, 0.2, 2.0], [0.5, -0.3, 1.5]],
        alpha_ignored=[[2.0, -0.8, 3.0], [3.0, 0.2, 3.0], [2.0, -0.8, 3.0], [3.0, 0.2, 3.0]],
        stale_gradient=[[2.0, -0.8, 3.0], [2.5, -0.3, 3.0], [3.0, 0.2, 3.0], [3.5, 0.7, 3.0]],
        one_short=[[2.0, -0.8, 3.0], [2.5, -0.3, 3.0], [3.0, -0.8, 3.0]],
        no_start=[[2.5, -0.3, 3.0], [3.0, -0.8, 3.0], [3.5, -0.3, 3.0]],
        from_zero=[[0.0, 0.0, 0.0], [0.5, 0.0, 0.0], [1.0, -0.5, 0.0], [1.5, 0.0, 0.0]],
        start_twice=[[2.0, -0.8, 3.0], [2.0, -0.8, 3.0], [2.5, -0.3, 3.0], [3.0, -0.8, 3.0]],
        one_more=[
            [2.0, -0.8, 3.0], [2.5, -0.3, 3.0], [3.0, -0.8, 3.0], [3.5, -0.3, 3.0],
            [3.0, -0.8, 3.0],
        ],
        rows_alias=[[3.5, -0.3, 3.0], [3.5, -0.3, 3.0], [3.5, -0.3, 3.0], [3.5, -0.3, 3.0]],
        later_rows_alias=[[2.0, -0.8, 3.0], [3.5, -0.3, 3.0], [3.5, -0.3, 3.0], [3.5, -0.3, 3.0]],
        last_only=[3.5, -0.3, 3.0],
    )
    # φ² from 0.35.
    test(sign_descent, lambda p: 2 * p, np.array([0.35]), 0.1, 5).equals(
        [[0.35], [0.25], [0.15], [0.05], [-0.05], [0.05]]
    )

# %% grade="sign_descent-hidden" points=2
# Hidden checks of sign_descent: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("sign_descent")
def hidden_checks_of_sign_descent(test):
    def bent(p):  # the sign of an entry depends on its neighbor, too
        return p**3 - 0.5 * p + 0.3 * np.roll(p, 1)

    def table(grad_fn, start, alpha, n, mode="right"):
        rows = [np.zeros(len(start)) if mode == "from_zero" else start.astype(float)]
        for _ in range(n):
            g = np.asarray(grad_fn(rows[0] if mode == "stale_gradient" else rows[-1]), dtype=float)
            direction = {
                "plain": g,
                "whole": g / np.sqrt(np.sum(g**2)),
                "whole_eps": g / (np.sqrt(np.sum(g**2)) + 1e-8),
                "plus": -np.sign(g),
                "with_eps": g / (np.abs(g) + 1e-8),
                "zero_up": np.where(g >= 0, 1.0, -1.0),
                "zero_down": np.where(g > 0, 1.0, -1.0),
                "sum_sign": np.full(len(g), np.sign(np.sum(g))),
                "of_phi": np.sign(rows[-1]),
                "alpha_ignored": np.sign(g) / alpha,
            }.get(mode, np.sign(g))
            rows.append(rows[-1] - alpha * direction)
        return np.array(rows)

    for grad_fn, start, alpha, n in [
        (bent, np.array([0.93, -0.61]), 0.15, 6),
        (bent, np.array([0.5, -1.0, 0.25, 0.75, -0.5]), 0.2, 4),
        (bent, np.array([1, -1, 2]), 0.1, 5),  # integers
        (bent, np.array([0.83]), 0.07, 12),  # one parameter
        (bent, np.array([0.9, 7.0, -0.6, 7.0, 0.1])[::2], 0.15, 3),  # strided
        (lambda p: 1e-6 * np.array([p[0], 3 - p[1]]), np.array([4.0, 1.0]), 0.75, 9),
        (lambda p: 1e6 * np.array([p[0], 3 - p[1]]), np.array([4.0, 1.0]), 0.35, 9),
        (lambda p: np.array([p[0], 0.0, -1.0]), np.array([1.5, 2.5, 3.5]), 0.25, 4),
        (lambda p: np.array([2, 0, -3]), np.array([1, 2, 3]), 2, 3),
        (bent, np.array([1.2, 0.4]), 0.1, 1),
        (bent, np.array([0.4, -0.3]), 0.5, 0),  # no step: the start alone
        (bent, np.array([2, 3]), 0.5, 0),
    ]:
        start.setflags(write=False)
        right = table(grad_fn, start, alpha, n)
        names = ("plain", "whole", "whole_eps", "plus", "with_eps", "zero_up", "zero_down",
                 "sum_sign", "of_phi", "alpha_ignored", "stale_gradient", "from_zero")  # fmt: skip
        test(sign_descent, grad_fn, start, alpha, n).equals(
            right,
            shown=[[0.35], [0.25], [0.15], [0.05], [-0.05], [0.05]] if len(start) == 1
            else [[2.0, -0.8, 3.0], [2.5, -0.3, 3.0], [3.0, -0.8, 3.0], [3.5, -0.3, 3.0]],
            one_short=right[:-1],
            no_start=right[1:],
            one_more=table(grad_fn, start, alpha, n + 1),
            start_twice=np.vstack([right[:1], right[:-1]]),
            rows_alias=np.tile(right[-1], (n + 1, 1)),
            later_rows_alias=np.vstack([right[:1], np.tile(right[-1], (n, 1))]),
            last_only=right[-1],
            **{name: table(grad_fn, start, alpha, n, name) for name in names},
        )
### END HIDDEN TESTS

# %% [markdown]
# ### It does not converge
#
# **Predict:** on the left is our valley, where we compare your signs with steps along the unit
# vector, both with α = 0.3. Which of the two is faster along the valley, and does one of them stop
# at the minimum? On the right is $\phi^2$ from 0.35 with α = 0.1: where does it end?

# %%
def unit_descent(grad_fn, start, alpha, n):
    """Return n steps of length alpha straight against the gradient."""
    path = [np.array(start, dtype=float)]
    for _ in range(n):
        path.append(path[-1] - alpha * np.array(normalize_global(grad_fn(path[-1]))))
    return np.array(path)


start = np.array([4.0, 1.4])
by_sign = Trajectory.of(sign_descent(valley_grad, start, 0.3, 20), valley)
by_length = Trajectory.of(unit_descent(valley_grad, start, 0.3, 20), valley)

# %%
on_parabola = sign_descent(lambda phi: 2 * phi, np.array([0.35]), 0.1, 20)
print("φ² from 0.35:", " ".join(f"{phi[0]:+.2f}" for phi in on_parabola[:9]), "…")
RowDisplay.of(
    ContourDisplay.from_function(
        valley, (-1.0, 4.5), (-2.0, 2.0), trajectories={"sign": by_sign, "unit vector": by_length}
    ),
    PathOnCurveDisplay.from_trajectories(
        lambda phi: phi[0] ** 2,
        {"α = 0.1": Trajectory.of(on_parabola, lambda phi: phi[0] ** 2)},
        span=(-0.45, 0.45),
    ),
)

# %% [markdown]
# **What you saw.** The sign moves both parameters by 0.3 in each step. It marches along the valley
# to the minimum and then jumps around it for ever: $\phi_0$ between 0.1 and −0.2, $\phi_1$ between
# −0.1 and 0.2. The unit vector first falls straight across the valley. Then it zigzags from wall to
# wall, because across is where its direction points: after 20 steps it has 0.94 still to go. On
# $\phi^2$ the sign ends at 0.05, −0.05, 0.05, and so on.
#
# Both methods take steps of a fixed length, and so both **do not converge**. The sign walks on a
# grid of points, α apart, and it comes to rest only if the minimum happens to be a point of the
# grid.
#
# ## 4 · Averages that remember
#
# **Can we keep equal progress and still come to rest?** The sign throws away too much: near the
# minimum the gradient changes its sign at every step, but the method does not remember the last one
# and does not notice. So let us remember. A
# **running average** keeps a part of its old value and takes in a part of the new one. We keep two
# of them, with the **decays** β and γ, numbers below 1:
#
# $$m \leftarrow \beta\, m + (1 - \beta)\, g, \qquad
# v \leftarrow \gamma\, v + (1 - \gamma)\, g^2$$
#
# $m$ averages the gradients: this is momentum. $v$ averages their squares, pointwise. The step
# should be $-\alpha\, m / \sqrt{v}$. If the gradient keeps its sign and size, $m$ comes close to $g$
# and $v$ to $g^2$, and we get the sign as before. If it changes its sign all the time, $m$ is close
# to 0, $v$ is not, and the step gets short.
#
# For example, with $m = 1$, $v = 4$, $g = 3$, $\beta = 0.8$ and $\gamma = 0.75$ we get
# $m = 0.8 + 0.6 = 1.4$ and $v = 3 + 2.25 = 5.25$.
#
# ### Exercise 4 · `adam_moments` (4 minutes)
#
# Return both new averages, first $m$, then $v$. (They are called **moments**, which gave Adam its
# name: *adaptive moment estimation*.)

# %% solution="adam_moments"
def adam_moments(m, v, g, beta, gamma):
    """Return the new averages of the gradient and of its square, shape (D,) each.

    m, v: the old averages, shape (D,) each.
    g: the gradient, shape (D,).
    beta, gamma: the decays of m and of v, numbers.
    """
    ### BEGIN SOLUTION
    m = beta * m + (1 - beta) * g
    v = gamma * v + (1 - gamma) * g**2
    return m, v
    ### END SOLUTION

# %% grade="adam_moments-public" points=1
@check.public("adam_moments")
def public_checks_of_adam_moments(test):
    test(
        adam_moments, np.array([1.0, -2.0]), np.array([4.0, 0.5]), np.array([3.0, -1.0]), 0.8, 0.75
    ).equals(
        ([1.4, -1.8], [5.25, 0.625]),
        m_squared=([1.4, -1.8], [3.49, 1.185]),
        old_m_squared=([1.4, -1.8], [3.25, 1.375]),
        decays_swapped=([1.5, -1.75], [5.0, 0.6]),
        square_missing=([1.4, -1.8], [3.75, 0.125]),
        absolute=([1.4, -1.8], [3.75, 0.625]),
        complement=([2.6, -1.2], [7.75, 0.875]),
        m_complement=([2.6, -1.2], [5.25, 0.625]),
        v_complement=([1.4, -1.8], [7.75, 0.875]),
        no_weight=([3.8, -2.6], [12.0, 1.375]),
        beta_twice=([1.4, -1.8], [5.0, 0.6]),
        gamma_twice=([1.5, -1.75], [5.25, 0.625]),
        order=([5.25, 0.625], [1.4, -1.8]),
        whole=([1.4, -1.8], [5.5, 2.875]),
        all_squared=([1.4, -1.8], [14.0625, 0.015625]),
        centered=([1.4, -1.8], [3.64, 0.535]),
        rooted=([1.4, -1.8], [2.29128784747792, 0.790569415042095]),
        no_memory=([3.0, -1.0], [9.0, 1.0]),
        weight_squared=([1.4, -1.8], [3.5625, 0.4375]),
    )
    # The first step, from zeros.
    test(adam_moments, np.zeros(1), np.zeros(1), np.array([3.0]), 0.9, 0.999).equals(
        ([0.3], [0.009])
    )

# %% grade="adam_moments-hidden" points=2
# Hidden checks of adam_moments: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("adam_moments")
def hidden_checks_of_adam_moments(test):
    rng = np.random.default_rng(54)
    for m, v, g, beta, gamma in [
        (np.array([0.5, -1, 2]), np.array([1.5, 0.25, 3]), np.array([2, 1, -4]), 0.7, 0.9),
        (np.array([0.5]), np.array([2.0]), np.array([-1.5]), 0.6, 0.25),  # one parameter
        (rng.normal(size=200), rng.uniform(1, 2, size=200), rng.normal(size=200), 0.9, 0.999),
        (np.array([3, -1]), np.array([2, 5]), np.array([2, -4]), 0.9, 0.7),  # integers
        (np.zeros(3, dtype=int), np.zeros(3, dtype=int), np.array([2, -1, 3]), 0.8, 0.9),
        (np.array([1.0, -2.0]), np.array([4.0, 0.5]), np.array([3.0, -1.0]), 0.25, 0.5),
        (np.array([2e4, -1e5]), np.array([3e9, 1e10]), np.array([-5e4, 2e5]), 0.9, 0.99),
        (np.array([2e-3, -1e-3]), np.array([3e-6, 1e-5]), np.array([-5e-3, 2e-3]), 0.9, 0.8),
        # strided
        (np.arange(4.0)[::-2], np.arange(9.0)[1::4], np.arange(-3.0, 9.0)[::6], 0.9, 0.8),
        (np.array([1.0, 2.0]), np.array([4.0, 9.0]), np.zeros(2), 0.9, 0.8),
        (np.array([1.0, 2.0]), np.array([4.0, 8.0]), np.array([0.5, -3.0]), 0.0, 0.0),  # no memory
    ]:
        for array in (m, v, g):
            array.setflags(write=False)
        new_m, square = beta * m + (1 - beta) * g, g**2.0
        new_v = gamma * v + (1 - gamma) * square
        m_by_gamma, v_by_beta = gamma * m + (1 - gamma) * g, beta * v + (1 - beta) * square
        m_turned, v_turned = (1 - beta) * m + beta * g, (1 - gamma) * v + gamma * square

        def v_of(what, v=v, gamma=gamma):
            return gamma * v + (1 - gamma) * what

        test(adam_moments, m, v, g, beta, gamma).equals(
            (new_m, new_v),
            shown=([0.3], [0.009]) if len(g) == 1 else ([1.4, -1.8], [5.25, 0.625]),
            m_squared=(new_m, v_of(new_m**2)),
            old_m_squared=(new_m, v_of(m**2.0)),
            decays_swapped=(m_by_gamma, v_by_beta),
            square_missing=(new_m, v_of(g)),
            absolute=(new_m, v_of(np.abs(g))),
            complement=(m_turned, v_turned),
            m_complement=(m_turned, new_v),
            v_complement=(new_m, v_turned),
            no_weight=(beta * m + g, gamma * v + square),
            beta_twice=(new_m, v_by_beta),
            gamma_twice=(m_by_gamma, new_v),
            order=(new_v, new_m),
            whole=(new_m, v_of(np.sum(square))),
            all_squared=(new_m, v_of(g) ** 2),
            weight_squared=(new_m, gamma * v + ((1 - gamma) * g) ** 2),
            centered=(new_m, v_of((g - new_m) ** 2)),
            rooted=(new_m, np.sqrt(new_v)),
            no_memory=(g, square),
        )
### END HIDDEN TESTS

# %% [markdown]
# ### A slow start
#
# Both averages start at zero, because there is nothing to remember yet.
#
# **Predict:** the gradient is 3 at every step, β = 0.9 and γ = 0.999. The average of a constant
# should be 3, that of its square 9. What are $m$ and $v$ after one step? After 1000?

# %%
m, v = np.zeros(1), np.zeros(1)
print("   t       m       v   m/√v")
for t in range(1, 1001):
    m, v = adam_moments(m, v, np.array([3.0]), 0.9, 0.999)
    if t in (1, 2, 5, 12, 50, 100, 1000):
        print(f"{t:4}  {m[0]:6.3f}  {v[0]:6.3f}  {m[0] / np.sqrt(v[0]):5.2f}")

# %% [markdown]
# **What you saw.** Both averages are far too small at first: after one step $m$ is 0.1 of what it
# should be, and $v$ is 0.001 of it. This is the **bias** of the start. It does not cancel: the
# ratio is $0.1 / \sqrt{0.001} = 3.16$ at the first step, grows to 6.57 at step 12, and is still
# above 1 after 1000 steps. So the first steps, when we know least, would be among the longest.
#
# We can say exactly how much is missing. For a constant $g$, after $t$ steps,
#
# $$m = (1 - \beta^t)\, g, \qquad v = (1 - \gamma^t)\, g^2 ,$$
#
# because the zero of the start still has the weight $\beta^t$ in $m$ and $\gamma^t$ in $v$. So we
# divide it out:
#
# $$\hat m = \frac{m}{1 - \beta^t}, \qquad \hat v = \frac{v}{1 - \gamma^t}, \qquad
# t = 1, 2, 3, \dots$$
#
# This is the **bias correction**. The step number $t$ counts from 1: after the first step $t = 1$.
#
# ### Exercise 5 · `bias_correct` (4 minutes)
#
# Return both corrected averages, first $\hat m$, then $\hat v$.

# %% solution="bias_correct"
def bias_correct(m, v, t, beta, gamma):
    """Return the averages corrected for their start at zero, shape (D,) each.

    m, v: the averages after t steps, shape (D,) each.
    t: how many steps were taken, at least 1.
    beta, gamma: the decays of m and of v, numbers.
    """
    ### BEGIN SOLUTION
    return m / (1 - beta**t), v / (1 - gamma**t)
    ### END SOLUTION

# %% grade="bias_correct-public" points=1
@check.public("bias_correct")
def public_checks_of_bias_correct(test):
    test(bias_correct, np.array([1.568, -0.784]), np.array([2.44, 0.122]), 3, 0.6, 0.8).equals(
        ([2.0, -1.0], [5.0, 0.25]),
        multiplied=([1.229312, -0.614656], [1.19072, 0.059536]),
        m_only=([2.0, -1.0], [2.44, 0.122]),
        v_only=([1.568, -0.784], [5.0, 0.25]),
        uncorrected=([1.568, -0.784], [2.44, 0.122]),
        t_early=([2.45, -1.225], [6.77777777777778, 0.338888888888889]),
        t_ahead=([1.80147058823529, -0.900735294117647], [4.13279132791328, 0.206639566395664]),
        exponents_swapped=(
            [3.21311475409836, -1.60655737704918],
            [3.11224489795918, 0.155612244897959],
        ),
        no_power=([3.92, -1.96], [12.2, 0.61]),
        power_outside=([24.5, -12.25], [305.0, 15.25]),
        times_t=([-1.96, 0.98], [-1.74285714285714, -0.0871428571428571]),
        no_one_minus=([7.25925925925926, -3.62962962962963], [4.765625, 0.23828125]),
        sign=([-2.0, 1.0], [-5.0, -0.25]),
        beta_twice=([2.0, -1.0], [3.11224489795918, 0.155612244897959]),
        gamma_twice=([3.21311475409836, -1.60655737704918], [5.0, 0.25]),
        plus=([1.28947368421053, -0.644736842105263], [1.61375661375661, 0.0806878306878307]),
        rooted=([2.0, -1.0], [2.23606797749979, 0.5]),
        order=([5.0, 0.25], [2.0, -1.0]),
        root_of_factor=([2.0, -1.0], [3.4928498393146, 0.17464249196573]),
        no_brackets=([1.352, -1.0], [1.928, -0.39]),
    )
    # The first step, with a gradient of 3.
    test(bias_correct, np.array([0.3]), np.array([0.009]), 1, 0.9, 0.999).equals(([3.0], [9.0]))

# %% grade="bias_correct-hidden" points=2
# Hidden checks of bias_correct: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("bias_correct")
def hidden_checks_of_bias_correct(test):
    rng = np.random.default_rng(55)
    for m, v, t, beta, gamma in [
        (np.array([0.5, -1.0, 2.0]), np.array([1.5, 0.25, 3.0]), 2, 0.7, 0.9),
        (np.array([0.5, -1.0, 2.0]), np.array([1.5, 0.25, 3.0]), 1, 0.7, 0.95),
        (np.array([0.5]), np.array([2.0]), 5, 0.6, 0.25),  # one parameter
        (rng.normal(size=200), rng.uniform(1, 2, size=200), 10, 0.9, 0.999),
        (np.array([3, -1]), np.array([2, 5]), 4, 0.9, 0.7),  # integers
        (np.array([3, 7]), np.array([1, 4]), 3, 0.5, 0.9),
        (np.array([2e4, -1e5]), np.array([3e9, 1e10]), 7, 0.9, 0.99),
        (np.array([2e-3, -1e-3]), np.array([3e-5, 1e-4]), 6, 0.9, 0.8),
        (np.arange(4.0)[::-2], np.arange(9.0)[1::4], 3, 0.9, 0.8),  # strided
        (np.array([1.0, 2.0]), np.array([4.0, 9.0]), 100_000, 0.9, 0.999),  # all but right
        (np.array([1.0, -2.0]), np.array([4.0, 9.0]), 3, 0.0, 0.5),  # no memory in m
    ]:
        m.setflags(write=False)
        v.setflags(write=False)

        def divided(by, m=m, v=v, beta=beta, gamma=gamma):
            return m / by(beta), v / by(gamma)

        b, c = 1 - beta**t, 1 - gamma**t
        wrong = {
            "t_ahead": divided(lambda d, t=t: 1 - d ** (t + 1)),
            "no_power": divided(lambda d: 1 - d),
            "power_outside": divided(lambda d, t=t: max((1 - d) ** t, 1e-300)),
            "plus": divided(lambda d, t=t: 1 + d**t),
            "sign": (-m / b, -v / c),
        }
        if t > 1:
            wrong["t_early"] = divided(lambda d, t=t: 1 - d ** (t - 1))
        if beta and t < 100:
            wrong["no_one_minus"] = divided(lambda d, t=t: d**t)
        if 1 not in (beta * t, gamma * t):
            wrong["times_t"] = divided(lambda d, t=t: 1 - d * t)
        test(bias_correct, m, v, t, beta, gamma).equals(
            (m / b, v / c),
            shown=([3.0], [9.0]) if len(m) == 1 else ([2.0, -1.0], [5.0, 0.25]),
            multiplied=(m * b, v * c),
            m_only=(m / b, v),
            v_only=(m, v / c),
            uncorrected=(m, v),
            exponents_swapped=(m / c, v / b),
            beta_twice=(m / b, v / b),
            gamma_twice=(m / c, v / c),
            rooted=(m / b, np.sqrt(v / c)),
            root_of_factor=(m / b, v / np.sqrt(c)),
            no_brackets=(m - beta**t, v - gamma**t),
            order=(v / c, m / b),
            **wrong,
        )
### END HIDDEN TESTS

# %% [markdown]
# ### With and without correction
#
# **Predict:** the gradient is constant again, β = 0.9. How long is the step, in units of α, if we
# do not correct? Is it always too long? Move γ and the step $t$.

# %%
explore_bias_correction(adam_moments, bias_correct)

# %% [markdown]
# **What you saw.** With γ = 0.999 the first step has 3.16 α, the longest ones have almost 6.6 α, and
# after 300 steps they are still nearly twice too long. With γ = 0.99 the first step is right by
# accident ($0.1 / \sqrt{0.01} = 1$), the next ones are up to twice too long. With γ = 0.9, the same
# as β, the first steps are too *short*, about 0.32 α. With the correction the length is α from the
# first step on, whatever γ is.
#
# Now we look at other gradients than constant ones.
#
# **Predict:** which of these gradients lead to long steps, and which to short ones? (Noise means
# random numbers around 0, here mostly between −3 and 3.)

# %%
rng = np.random.default_rng(5)
sequences = {
    "always 3": np.full(200, 3.0),
    "always 0.003": np.full(200, 0.003),
    "3, −3, 3, −3, …": 3.0 * (-1.0) ** np.arange(200),
    "3 plus noise of size 3": rng.normal(3.0, 3.0, 200),
    "noise alone": rng.normal(0.0, 3.0, 200),
}
for name, sequence in sequences.items():
    m, v = np.zeros(1), np.zeros(1)
    for g in sequence:
        m, v = adam_moments(m, v, np.array([g]), 0.9, 0.999)
    m_hat, v_hat = bias_correct(m, v, 200, 0.9, 0.999)
    print(f"{name:24} m̂ = {m_hat[0]:6.3f}  √v̂ = {np.sqrt(v_hat[0]):.3f}  "
          f"step {m_hat[0] / np.sqrt(v_hat[0]):+.2f} α")

# %% [markdown]
# **What you saw.** A steady gradient gives a step of α, whether it is large or small. If the
# gradient alternates, $m$ nearly cancels, and the step is only 0.05 α: this is what the sign could
# not do. In between, the step says how much the gradients agree: noise around 3 still gives 0.87 α,
# noise alone nearly nothing. (Here it is 0.01 α; with other random numbers it is often 0.2 α, in any
# direction.)
#
# ## 5 · Adam
#
# **Now we put it together.** One step of **Adam**, from the gradient $g$ at $\phi$:
#
# $$\begin{aligned}
# m &\leftarrow \beta\, m + (1 - \beta)\, g, & v &\leftarrow \gamma\, v + (1 - \gamma)\, g^2, &
# t &\leftarrow t + 1, \\
# \hat m &= \frac{m}{1 - \beta^t}, & \hat v &= \frac{v}{1 - \gamma^t}, &
# \phi &\leftarrow \phi - \alpha\, \frac{\hat m}{\sqrt{\hat v} + \varepsilon} .
# \end{aligned}$$
#
# What has to be remembered from step to step is the **state** $(m, v, t)$, where $t$ is the number
# of steps taken *so far*. At the start it is `(zeros, zeros, 0)`. The correction is used for the
# step only: the state keeps $m$ and $v$ as they are.
#
# Take one parameter, $\alpha = 0.1$, the default decays and a large $\varepsilon = 0.1$. The first
# gradient is 3. Then $\hat m = 3$, $\hat v = 9$, and the step is
# $0.1 \cdot 3 / (3 + 0.1) = 0.0967742$.
#
# ### Exercise 6 · `adam_step` (9 minutes)
#
# Write one step of Adam. It returns two things: the new parameters, and the new state, a tuple of
# three. Make new arrays; leave those inside the old state as they are. Keep the defaults of the
# first line: they belong to the exercise.
#
# You may call your `adam_moments` and `bias_correct`, or write their lines again: the exercise
# stands on its own, and the checks look only at what `adam_step` returns. When a check speaks of a
# place in the result, `[0]` is $\phi$, `[1][0]` is $m$, `[1][1]` is $v$ and `[1][2]` is $t$.

# %% solution="adam_step"
def adam_step(phi, state, g, alpha=0.1, beta=0.9, gamma=0.999, eps=1e-8):
    """Return the parameters and the state after one step of Adam: phi, (m, v, t).

    phi: the current parameters, shape (D,).
    state: the averages m and v, shape (D,) each, and the number t of steps taken so far.
    g: the gradient at phi, shape (D,).
    alpha, beta, gamma, eps: learning rate, the decays of m and of v, and epsilon.
    """
    ### BEGIN SOLUTION
    m, v, t = state
    m = beta * m + (1 - beta) * g
    v = gamma * v + (1 - gamma) * g**2
    t = t + 1
    m_hat, v_hat = m / (1 - beta**t), v / (1 - gamma**t)
    return phi - alpha * m_hat / (np.sqrt(v_hat) + eps), (m, v, t)
    ### END SOLUTION

# %% grade="adam_step-public" points=1
@check.public("adam_step")
def public_checks_of_adam_step(test):
    # The third step: two steps were taken so far. Every setting is large, to be seen.
    state = np.array([1.28, -1.04]), np.array([1.44, 0.1125]), 2
    m, v = [1.568, -0.784], [1.952, 0.122]  # the new averages
    test(
        adam_step, np.array([1.0, -2.0]), state, np.array([2.0, -0.4]), 0.5, 0.6, 0.8, 0.5
    ).equals(
        ([0.6, -1.5], (m, v, 3)),
        no_correction=([0.586746351581047, -1.5384352632901], (m, v, 3)),
        t_ahead=([0.611468165206811, -1.52820149526485], (m, v, 3)),
        eps_inside=([0.528595479208968, -1.42264973081037], (m, v, 3)),
        eps_after=([0.25, -1.25], (m, v, 3)),
        eps_added=([1.0, -0.5], (m, v, 3)),
        eps_ignored=([0.5, -1.0], (m, v, 3)),
        eps_hat=([0.631777311358084, -1.58873053151774], (m, v, 3)),
        no_root=([0.777777777777778, -1.33333333333333], (m, v, 3)),
        exponents_swapped=([0.226839290818856, -1.10195731404097], (m, v, 3)),
        decays_swapped=(
            [0.358056300754352, -0.972647738244459],
            ([1.424, -0.912], [2.464, 0.1315], 3),
        ),
        moments_swapped=(
            [0.669402744148052, -1.42926961829233],
            ([1.424, -0.912], [2.464, 0.1315], 3),
        ),
        plus=([1.4, -2.5], (m, v, 3)),
        m_only=([0.472890754567662, -1.41126946848226], (m, v, 3)),
        v_only=([0.6864, -1.608], (m, v, 3)),
        g_only=([0.6, -1.8], (m, v, 3)),
        old_moments=([0.631919753841316, -1.32329416543284], (m, v, 3)),
        kept_t=([0.6, -1.5], (m, v, 2)),
        never_counted=([0.566918446424011, -1.43399276266214], (m, v, 2)),
        counted_twice=([0.6, -1.5], (m, v, 4)),
        state_swapped=([0.6, -1.5], (v, m, 3)),
        kept_state=([0.6, -1.5], ([1.28, -1.04], [1.44, 0.1125], 3)),
        corrected_state=([0.6, -1.5], ([2.0, -1.0], [4.0, 0.25], 3)),
        alpha_ignored=([0.2, -1.0], (m, v, 3)),
        step_only=([0.4, -0.5], (m, v, 3)),
        t_late=([0.566918446424011, -1.43399276266214], (m, v, 3)),
        square_missing=([0.562046489355081, -1.22257587851023], (m, [1.552, 0.01], 3)),
        m_squared=([0.571787615126595, -1.56917207293243], (m, [1.6437248, 0.2129312], 3)),
        whole=([0.602595338809133, -1.73326706951863], (m, [1.984, 0.922], 3)),
    )
    # The first step, from zeros.
    start = np.zeros(1), np.zeros(1), 0
    test(adam_step, np.zeros(1), start, np.array([3.0]), 0.1, 0.9, 0.999, 0.1).equals(
        ([-0.0967741935483871], ([0.3], [0.009], 1)),
        no_correction=([-0.153950105848459], ([0.3], [0.009], 1)),
        eps_inside=([-0.0994490316197694], ([0.3], [0.009], 1)),
    )

# %% grade="adam_step-hidden" points=2
# Hidden checks of adam_step: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("adam_step")
def hidden_checks_of_adam_step(test):
    def outcomes(phi, state, g, alpha, beta, gamma, eps):
        """Return the right result and, by name, those of mistakes."""
        m0, v0, t = state[0], state[1], state[2] + 1
        m, v = beta * m0 + (1 - beta) * g, gamma * v0 + (1 - gamma) * g**2.0

        def result(m=m, v=v, b=1 - beta**t, c=1 - gamma**t, kept=None, root=np.sqrt, eps=eps):
            step = (m / b) / (root(v / c) + eps)
            return phi - alpha * step, kept or (m, v, t)

        def raised_to(n):
            return result(b=1 - beta**n, c=1 - gamma**n)

        right, b, c, now = result(), 1 - beta**t, 1 - gamma**t, (m, v, t)
        swapped = gamma * m0 + (1 - gamma) * g, beta * v0 + (1 - beta) * g**2.0
        step = phi - right[0]
        wrong = {
            "no_correction": result(b=1, c=1),
            "t_ahead": raised_to(t + 1),
            "t_late": raised_to(t - 1) if t > 1 else right,
            "eps_inside": result(root=lambda w: np.sqrt(w + eps), eps=0),
            "eps_after": (phi - alpha * ((m / b) / np.sqrt(v / c) + eps), now),
            "eps_added": (phi - alpha * (m / b) / np.sqrt(v / c) + eps, now),
            "eps_ignored": result(eps=0),
            "eps_hat": result(eps=eps / np.sqrt(c)),
            "no_root": result(root=lambda w: w),
            "exponents_swapped": result(b=c, c=b),
            "decays_swapped": result(*swapped, b=c, c=b),
            "moments_swapped": result(*swapped),
            "square_missing": result(v=gamma * v0 + (1 - gamma) * g),
            "m_squared": result(v=gamma * v0 + (1 - gamma) * m**2),
            "whole": result(v=gamma * v0 + (1 - gamma) * np.sum(g**2.0)),
            "plus": (phi + step, now),
            "m_only": result(c=1),
            "v_only": result(b=1),
            "g_only": result(m=g, b=1, kept=now),
            "old_moments": result(m=m0, v=v0, kept=now),
            "kept_t": (right[0], (m, v, t - 1)),
            "counted_twice": (right[0], (m, v, t + 1)),
            "state_swapped": (right[0], (v, m, t)),
            "kept_state": (right[0], (m0, v0, t)),
            "corrected_state": (right[0], (m / b, v / c, t)),
            "alpha_ignored": (phi - step / alpha, now),
            "step_only": (step, now),
        }
        wrong["never_counted"] = wrong["t_late"][0], (m, v, t - 1)
        return right, {
            key: one for key, one in wrong.items()
            if np.isfinite([*one[0], *one[1][0], *one[1][1]]).all()
        }  # fmt: skip

    def frozen(*state):
        for array in state[:2]:
            array.setflags(write=False)
        return state

    def compare(phi, state, g, settings):
        phi.setflags(write=False)
        g.setflags(write=False)
        right, wrong = outcomes(phi, state, g, *settings)
        shown = ([-0.0967741935483871], ([0.3], [0.009], 1))
        if len(phi) > 1:
            shown = ([0.6, -1.5], ([1.568, -0.784], [1.952, 0.122], 3))
        test(adam_step, phi, state, g, *settings).equals(right, shown=shown, **wrong)
        return right

    rng = np.random.default_rng(56)
    many = [rng.normal(size=200) for _ in range(3)]
    for phi, state, g, settings in [
        (
            np.array([0.5, -1.0, 2.0]),
            frozen(np.array([0.5, 1.0, -2.0]), np.array([1.5, 0.25, 3.0]), 4),
            np.array([2.0, 1.0, -4.0]),
            (0.3, 0.7, 0.9, 0.25),
        ),
        (many[0], frozen(many[1], many[2] ** 2, 9), rng.normal(size=200), (0.1, 0.9, 0.999, 0.5)),
        (
            np.array([3, -1, 2]),  # integers
            frozen(np.array([2, 1, -1]), np.array([1, 3, 2]), 1),
            np.array([2, 5, -7]),
            (0.25, 0.8, 0.9, 0.5),
        ),
        (
            np.array([1, 2]),
            frozen(np.zeros(2, dtype=int), np.zeros(2, dtype=int), 0),
            np.array([3, -2]),
            (0.5, 0.9, 0.99, 1),
        ),
        (
            np.arange(8.0)[::-5],  # strided
            frozen(np.arange(4.0)[::-2], np.arange(1.0, 9.0)[::4], 3),
            np.array([5.0, 9.0, -2.0])[::2],
            (0.2, 0.5, 0.75, 0.125),
        ),
        (
            np.array([2e3, -3e3]),
            frozen(np.array([3e4, -2e4]), np.array([2e9, 5e9]), 2),
            np.array([-4e4, 6e4]),
            (1e2, 0.9, 0.99, 1e4),
        ),
        (
            np.array([0.5, 0.25]),
            frozen(np.array([3e-3, 2e-3]), np.array([2e-5, 5e-5]), 5),
            np.array([4e-3, -6e-3]),
            (0.2, 0.9, 0.99, 1e-3),
        ),
        (
            np.array([2.0, -3.0]),  # a parameter without gradient stays
            frozen(np.zeros(2), np.zeros(2), 0),
            np.array([0.0, 4.0]),
            (0.1, 0.9, 0.999, 1e-8),
        ),
        (
            np.array([2.0, -3.0]),  # after very many steps there is nothing to correct
            frozen(np.array([0.5, -1.0]), np.array([1.0, 2.0]), 100_000),
            np.array([1.0, -2.0]),
            (0.1, 0.9, 0.999, 0.25),
        ),
        (
            np.array([2.0, -3.0]),
            frozen(np.array([0.5, -1.0]), np.array([1.0, 2.0]), 2),
            np.array([1.0, -2.0]),
            (0.1, 0.0, 0.5, 0.25),
        ),
    ]:
        compare(phi, state, g, settings)
    # Three steps of the lecture's example.
    phi, state = np.zeros(1), frozen(np.zeros(1), np.zeros(1), 0)
    for g in (3.0, -1.0, 2.0):
        phi, state = compare(phi, state, np.array([g]), (0.1, 0.9, 0.999, 0.1))
        state = frozen(*state)
    # Each default, with the other three given. A tiny gradient shows that of ε.
    names = {"alpha": 0.1, "beta": 0.9, "gamma": 0.999, "eps": 1e-8}
    for name in names:
        scale = 1e-8 if name == "eps" else 1.0
        phi, g = np.array([1.0, -2.0]), scale * np.array([3.0, -1.0])
        state = scale * np.array([1.0, 0.5]), scale**2 * np.array([2.0, 0.75]), 2
        right, _ = outcomes(phi, state, g, *names.values())
        test(adam_step, phi, state, g, **names).equals(right)
        given = {other: value for other, value in names.items() if other != name}
        answer = test(adam_step, phi, state, g, **given)
        answer.equals(right, **{f"{name}_default": answer.value})
### END HIDDEN TESTS

# %% [markdown]
# ### Adam walks
#
# **Predict:** three paths through the valley, by the unit vector, pointwise (by the signs, nearly)
# and by Adam. Which of them come to rest, and with which α?

# %%
explore_normalization(normalize_global, normalize_pointwise, adam_step)

# %% [markdown]
# **What you saw.** With α = 0.03 or less nobody has arrived: 100 such steps are too short a
# way. With 0.3 and with 1 the unit vector and the signs jump around the minimum, while Adam comes to
# rest. With α = 0.3 Adam starts like the signs, because its first step is nearly the sign. Then it
# swings past the minimum, like a ball that rolls (that is the momentum in $m$), turns around at
# $\phi_0 = -0.85$ and comes back.
#
# ### ε outside or inside the root
#
# The slides write the denominator in two ways: on some it is $\sqrt{v} + \varepsilon$, on others
# $\sqrt{v + \varepsilon}$. *They are not the same. We use the first one, with ε outside the root, as
# the paper on Adam does (see Reading), and PyTorch, a library for neural networks.*
#
# ε has one useful side effect: where the gradient is tiny, it makes the steps shorter.
#
# **Predict:** how small must a gradient be to get half a step, if ε is $10^{-8}$ and outside? And
# if it is inside?

# %%
explore_epsilon(adam_step)

# %% [markdown]
# **What you saw.** Outside the root, half a step is left where the gradient is as large as ε
# itself. Inside, this happens already at $\sqrt{\varepsilon / 3}$: for $\varepsilon = 10^{-8}$ at
# gradients 5800 times as large. An ε inside works about like $\sqrt\varepsilon$ outside. So a value
# of ε from one program may be quite wrong for another one.
#
# ### Gradients of very different size
#
# The next cell repeats your step as often as we like.

# %%
def adam(grad_fn, start, alpha, n, beta=0.9, gamma=0.999, eps=1e-8, t=0):
    """Return n steps of Adam; t is the number of steps at the start."""
    path, state = [np.array(start, dtype=float)], (np.zeros(len(start)), np.zeros(len(start)), t)
    for _ in range(n):
        phi, state = adam_step(path[-1], state, grad_fn(path[-1]), alpha, beta, gamma, eps)
        path.append(np.array(phi))
    return np.array(path)

# %% [markdown]
# A deep network is a model of many **layers**: each one computes with the results of the one before.
# From layer to layer the gradients can shrink or grow, by many powers of ten.
#
# **Predict:** the loss is $\frac{1}{2} \sum_i \lambda_i \phi_i^2$ with five parameters and
# $\lambda$ = 10000, 100, 1, 0.01, 0.0001. All start at 1. How far do they come in 100 steps of
# gradient descent, and how far in 100 steps of Adam?

# %%
H_layers = np.diag([1e4, 1e2, 1.0, 1e-2, 1e-4])


def layers_grad(phi):
    return models.quadratic_grad(phi, H_layers)


for name, path in {
    "descent, α = 0.00019": roll(layers_grad, np.ones(5), 0.00019, 100),
    "Adam, α = 0.1": adam(layers_grad, np.ones(5), 0.1, 100),
}.items():
    print(f"{name:21} from 1 to", "  ".join(f"{end:8.5f}" for end in np.abs(path[-1])))

# %% [markdown]
# **What you saw.** Descent may not go beyond $\alpha = 2/10000$, because of the steepest parameter,
# and so the flat ones have hardly left their start. Adam brings all five to 0.003, on the same path:
# a factor in front of a gradient cancels in $\hat m / \sqrt{\hat v}$. (In the last one we see ε a
# little.) This is a second advantage of Adam: it balances the sizes of the gradients across a
# network.
#
# ## 6 · The race
#
# **Which optimizer is best?** Four of them start. Three we know: gradient descent (GD), momentum
# and Adam. The fourth is **RMSProp** ("root mean square propagation"), which is older than Adam: it
# divides by $\sqrt{v}$, but has neither an average of $g$ nor a correction. So it is Adam with
# $\beta = 0$, long after the start, where $1 - \gamma^t$ is 1. That is how the next cell makes it.
#
# We race in the valley from $(4, 1.5)$, with α = 0.07 for everybody, and on the loss of the **Gabor
# model**, a wave with two parameters:
#
# $$f[x, \phi] = \sin(z)\, e^{-z^2/8}, \qquad z = \phi_0 + 0.06\, \phi_1 x$$
#
# Its loss is the sum of the squared errors $(f[x_i, \phi] - y_i)^2$ at 28 points. It has several
# valleys; we start at $(-1, 5)$, above the one with the lowest minimum, with α = 0.1.
#
# **Predict:** who is first in the valley? And who on the Gabor loss?

# %%
def gabor_loss(phi):
    return models.gabor_loss(phi, x_gabor, y_gabor)


def gabor_grad_at(phi):
    return models.gabor_loss_grad(phi, x_gabor, y_gabor)


racers = {
    "GD": roll,
    "momentum": lambda *setup: roll(*setup, beta=0.9),
    "RMSProp": lambda *setup: adam(*setup, beta=0.0, gamma=0.99, t=10**6),
    "Adam": adam,
}

# %%
def race(loss, grad_fn, start, alpha, n):
    """Let all four run, and return their paths."""
    return {
        name: Trajectory.of(racer(grad_fn, start, alpha, n), loss)
        for name, racer in racers.items()
    }


def arrival(path, level):
    """Return the step after which the loss stays below a level, in words."""
    above = np.flatnonzero(~(path.losses < level))
    last = above[-1] + 1 if len(above) else 0
    arrives = last < len(path.losses)
    return f"below {level:g} from step {last}" if arrives else f"not below {level:g}"

# %%
paths = race(valley, valley_grad, (4.0, 1.5), 0.07, 100)
for name, path in paths.items():
    print(f"{name:9} loss {path.losses[-1]:.0e}, {arrival(path, 0.01)}")
RowDisplay.of(
    ContourDisplay.from_function(valley, (-1.0, 4.5), (-2.0, 2.0), trajectories=paths),
    LossCurveDisplay.from_trajectories(paths, yscale="log"),
)

# %%
paths = race(gabor_loss, gabor_grad_at, (-1.0, 5.0), 0.1, 200)
for name, path in paths.items():
    end = np.round(path.params[-1], 2)
    print(f"{name:9} ends at φ = {end} with loss {path.losses[-1]:.3f}, {arrival(path, 0.5)}")

# %% [markdown]
# **What you saw.** In the valley RMSProp is first (32 steps until the loss stays below 0.01), then GD
# (47), momentum (74) and Adam (87). On the Gabor loss all of them drop into the valley quickly, but
# its floor is nearly flat: RMSProp arrives, the others are still under way. Adam is ahead of
# momentum, momentum ahead of GD.
#
# RMSProp owes its success to its start: without correction its first step moves each parameter by
# ten times α. (With the correction it would be last in the valley, with 111 steps.) That is luck;
# elsewhere such a jump ends in a wrong place. And it was one start, and one α for all, which is not
# quite fair.
#
# Now you choose both on the Gabor loss: the start with the slider, or by a click on one of the rings
# in the map.
#
# **Predict:** is the order always the same? Is Adam never last?

# %%
explore_race(racers, gabor_loss, gabor_grad_at)

# %% [markdown]
# **What you saw.** The order changes with the start and with α. From $(2, 9)$ with α = 0.3 only Adam
# gets below 0.5 to stay (RMSProp was there sooner, and jumped out again); from $(3, 15)$ with α = 0.1
# it is the last of four. From $(-3, 10)$ nobody arrives, with none of the rates: the paths end in
# another valley, or where the model is nearly flat.
#
# ### How much does α matter?
#
# **Predict:** now everybody may choose: we try seven rates from 0.01 to 10 on the Gabor loss, 100
# steps each. Which optimizer works with the largest number of rates?

# %%
rates = np.logspace(-2, 1, 7)
ends = {
    name: [gabor_loss(racer(gabor_grad_at, (-1.0, 5.0), alpha, 100)[-1]) for alpha in rates]
    for name, racer in racers.items()
}
for name, losses in ends.items():
    good = [f"{alpha:.2g}" for alpha, loss in zip(rates, losses) if loss < 1]
    print(f"{name:9} loss below 1 with α = {', '.join(good)}")
LinesDisplay.from_lines(
    rates, ends, xlabel="learning rate α", ylabel="loss after 100 steps", xscale="log"
)

# %% [markdown]
# **What you saw.** Let us call a rate good if the loss gets below 1. GD and RMSProp have one good
# rate out of seven each, Adam has two (0.32 and 1), momentum three (0.32, 1 and 3.2). Too small a
# rate is too slow for everybody. Too large a rate throws the path far away, where the model is close
# to 0 at nearly all points. There the loss is about $\sum_i y_i^2 = 3.5$, or a little more.
#
# So Adam is less sensitive to α than plain descent, and often does without a schedule that lowers
# it. That is its third advantage, but no law: here momentum is even less sensitive. There are
# counterexamples, too, and here is one.
#
# **Predict:** we turn the valley by 45°, so that it no longer lies along an axis. For gradient
# descent this changes nothing: its gradient turns with the valley. And for Adam?

# %%
turn = np.array([[1.0, -1.0], [1.0, 1.0]]) / np.sqrt(2)
for angle, R in ((0, np.eye(2)), (45, turn)):
    H = R @ H_valley @ R.T
    paths = race(
        lambda phi: models.quadratic(phi, H),
        lambda phi: models.quadratic_grad(phi, H),
        R @ [4.0, 1.5], 0.07, 300,
    )
    print(f"{angle:2}°:", "   ".join(f"{name}: {arrival(p, 0.01)}" for name, p in paths.items()))

# %% [markdown]
# **What you saw.** GD and momentum need exactly as many steps as before. RMSProp and Adam need
# about three times as many. They scale each *parameter*; a valley across the axes mixes steep and
# flat in every parameter, and then there is nothing to balance. In practice Adam is good enough so
# often that many people try it first.
#
# ### ★ Exercise 7 · `rmsprop_step` (extra credit, 5 minutes)
#
# Now write RMSProp as a step of its own:
#
# $$v \leftarrow \gamma\, v + (1 - \gamma)\, g^2, \qquad
# \phi \leftarrow \phi - \alpha\, \frac{g}{\sqrt{v} + \varepsilon}$$
#
# First update $v$, then take the step with the *new* $v$. There is no bias correction. Return the
# new parameters and the new $v$.

# %% solution="rmsprop_step" extra=true
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    """Return the parameters and the average of the squares after one step of RMSProp.

    phi: the current parameters, shape (D,).
    v: the average of the squared gradients so far, shape (D,).
    g: the gradient at phi, shape (D,).
    alpha, gamma, eps: learning rate, decay of v, and epsilon.
    """
    ### BEGIN SOLUTION
    v = gamma * v + (1 - gamma) * g**2
    return phi - alpha * g / (np.sqrt(v) + eps), v
    ### END SOLUTION

# %% grade="rmsprop_step-public" points=1 extra=true
@check.public("rmsprop_step")
def public_checks_of_rmsprop_step(test):
    test(
        rmsprop_step,
        np.array([1.0, -2.0]), np.array([20.0, 0.0]), np.array([2.0, -6.0]), 0.5, 0.75, 1.0,
    ).equals(
        ([0.8, -1.25], [16.0, 9.0]),
        eps_inside=([0.757464374963667, -1.05131670194949], [16.0, 9.0]),
        old_v=([0.817256002368443, 1.0], [16.0, 9.0]),
        no_root=([0.941176470588235, -1.7], [16.0, 9.0]),
        bias_corrected=([0.888888888888889, -1.57142857142857], [16.0, 9.0]),
        corrected_v=([0.888888888888889, -1.57142857142857], [64.0, 36.0]),
        plus=([1.2, -2.75], [16.0, 9.0]),
        complement=([0.738796125036259, -1.51582856661077], [8.0, 27.0]),
        eps_ignored=([0.75, -1.0], [16.0, 9.0]),
        eps_after=([0.25, -1.5], [16.0, 9.0]),
        eps_added=([1.75, 0.0], [16.0, 9.0]),
        v_kept=([0.8, -1.25], [20.0, 0.0]),
        order=([16.0, 9.0], [0.8, -1.25]),
        no_weight=([0.813394503136629, -1.57142857142857], [19.0, 36.0]),
        summed=([0.830479152801463, -1.57142857142857], [24.0, 36.0]),
        averaged_g=([0.95, -1.8125], [16.0, 9.0]),
        whole=([0.833333333333333, -1.27924077994387], [25.0, 10.0]),
        alpha_ignored=([0.6, -0.5], [16.0, 9.0]),
        step_only=([0.2, -0.75], [16.0, 9.0]),
        rooted_v=([0.8, -1.25], [4.0, 3.0]),
    )

# %% grade="rmsprop_step-hidden" points=2 extra=true
# Hidden checks of rmsprop_step: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("rmsprop_step")
def hidden_checks_of_rmsprop_step(test):
    def outcomes(phi, v0, g, alpha, gamma, eps):
        """Return the right result and, by name, those of mistakes."""
        square, new = g**2.0, gamma * v0 + (1 - gamma) * g**2.0

        def result(v=new, kept=None, top=g, root=np.sqrt, eps=eps):
            return phi - alpha * top / (root(v) + eps), v if kept is None else kept

        right = result()
        step = phi - right[0]
        wrong = {
            "eps_inside": result(root=lambda w: np.sqrt(w + eps), eps=0),
            "old_v": result(v0, new),
            "no_root": result(root=lambda w: w),
            "bias_corrected": result(new / (1 - gamma), new),
            "corrected_v": result(new / (1 - gamma)),
            "plus": (phi + step, new),
            "complement": result((1 - gamma) * v0 + gamma * square),
            "eps_ignored": result(eps=0),
            "eps_after": (phi - alpha * (g / np.sqrt(new) + eps), new),
            "eps_added": (phi - alpha * g / np.sqrt(new) + eps, new),
            "v_kept": (right[0], v0),
            "order": right[::-1],
            "no_weight": result(gamma * v0 + square),
            "summed": result(v0 + square),
            "square_missing": result(gamma * v0 + (1 - gamma) * g),
            "averaged_g": result(top=(1 - gamma) * g),
            "whole": result(gamma * v0 + (1 - gamma) * np.sum(square)),
            "alpha_ignored": (phi - step / alpha, new),
            "step_only": (step, new),
            "rooted_v": (right[0], np.sqrt(new)),
        }
        return right, {k: one for k, one in wrong.items() if np.isfinite([*one[0], *one[1]]).all()}

    rng = np.random.default_rng(57)
    for phi, v, g, settings in [
        (
            np.array([0.5, -1.0, 2.0]), np.array([1.5, 0.25, 3.0]), np.array([2.0, 1.0, -4.0]),
            (0.3, 0.9, 0.25),
        ),
        (np.array([1.5]), np.array([0.5]), np.array([-3.0]), (0.1, 0.6, 0.5)),  # one parameter
        (rng.normal(size=200), rng.uniform(size=200), rng.normal(size=200), (0.1, 0.99, 0.5)),
        (np.array([3, -1, 2]), np.array([1, 3, 2]), np.array([2, 5, -7]), (0.25, 0.9, 0.5)),
        (np.array([1, 2]), np.zeros(2, dtype=int), np.array([3, -2]), (2, 0.75, 1)),  # integers
        (
            np.arange(8.0)[::-5], np.arange(1.0, 9.0)[::4], np.array([5.0, 9.0, -2.0])[::2],
            (0.2, 0.75, 0.125),
        ),  # strided
        (np.array([2e3, -3e3]), np.array([2e9, 5e9]), np.array([-4e4, 6e4]), (1e2, 0.9, 1e4)),
        (np.array([0.5, 0.25]), np.array([2e-5, 5e-5]), np.array([4e-3, -6e-3]), (0.2, 0.9, 1e-3)),
        (np.array([2.0, -3.0]), np.zeros(2), np.array([0.0, 4.0]), (0.1, 0.9, 1e-8)),
        (np.array([2.0, -3.0]), np.array([3.0, 5.0]), np.array([1.0, 4.0]), (0.1, 0.0, 0.5)),
    ]:
        for array in (phi, v, g):
            array.setflags(write=False)
        right, wrong = outcomes(phi, v, g, *settings)
        test(rmsprop_step, phi, v, g, *settings).equals(
            right, shown=([0.8, -1.25], [16.0, 9.0]), **wrong
        )
### END HIDDEN TESTS

# %% [markdown]
# **Predict:** do your own RMSProp and the racer of part 6 take the same path? (This cell needs
# `rmsprop_step`; without it, read on.)

# %%
phi, v, own = np.array([4.0, 1.5]), np.zeros(2), []
for _ in range(50):
    phi, v = rmsprop_step(phi, v, valley_grad(phi), 0.07, 0.99, 1e-8)
    own.append(phi)
racer = racers["RMSProp"](valley_grad, (4.0, 1.5), 0.07, 50)[1:]
print(f"largest gap between the two paths: {np.max(np.abs(np.array(own) - racer)):.0e}")

# %% [markdown]
# **What you saw.** They agree up to rounding errors. The first step moves each parameter by $0.7$,
# that is $\alpha / \sqrt{1 - \gamma}$, ten times α: nothing corrects the start.
#
# ## 7 · Choices
#
# **What do we have to choose?** These numbers are not learned; we set them beforehand. They are
# called **hyperparameters**:
#
# - the **optimizer**: stochastic gradient descent (SGD: descent on a part of the data per step),
#   momentum, Nesterov's momentum (with the gradient a little ahead on the way), or Adam;
# - the **learning rate**: fixed, following a schedule, or depending on the loss;
# - the **decays** and ε.
#
# Libraries have defaults. Here are those of PyTorch, in our symbols:
#
# | in PyTorch | α | decays | ε |
# |---|---|---|---|
# | `torch.optim.SGD` | `lr=0.001` | `momentum=0` | |
# | `torch.optim.RMSprop` | `lr=0.01` | `alpha=0.99`, our γ | `eps=1e-08` |
# | `torch.optim.Adam` | `lr=0.001` | `betas=(0.9, 0.999)`, our β and γ | `eps=1e-08` |
#
# (The momentum of PyTorch takes the new gradient with weight 1, not $1 - \beta$: its steps become
# $1 / (1 - \beta)$ times as long as ours.)
#
# A good plan: keep the defaults for the decays and ε, and try some learning rates, each about three
# times the one before. With SGD, momentum deserves care too. (Our own default α = 0.1 suits losses
# with two parameters; networks need smaller ones.)
#
# ## Summary
#
# - The steep directions limit the learning rate, the flat ones need a larger one. One rate for all
#   parameters fits badly.
# - Dividing by the **length** $\lVert g \rVert$ gives a unit vector. Dividing **pointwise** gives
#   the signs: equal steps for all parameters, on a grid, that do not come to rest.
# - **Adam** divides an average of the gradients by the root of an average of their squares. Steady
#   gradients give steps of about α, alternating ones short steps.
# - The averages start at zero. The **bias correction** divides by $1 - \beta^t$ and $1 - \gamma^t$.
# - ε stands outside the root.
# - Adam balances gradients of very different size and is less sensitive to the learning rate than
#   plain descent. It is not best everywhere.
#
# ## Reading
#
# - Simon J. D. Prince, *Understanding Deep Learning*: chapter 6 on fitting models has momentum and
#   Adam; chapter 7 says why gradients differ so much from layer to layer.
# - Diederik P. Kingma and Jimmy Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015.
# - Tijmen Tieleman and Geoffrey Hinton, "Lecture 6.5: RMSProp", *Neural Networks for Machine
#   Learning*, 2012.
# - Ashia C. Wilson and others, "The Marginal Value of Adaptive Gradient Methods in Machine
#   Learning", NeurIPS 2017: when plain descent does better.
