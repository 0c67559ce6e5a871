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
# # Loss functions
#
# A model makes predictions. How bad are they? A **loss** answers with one number, and training is
# nothing but the search for parameters that make this number small. So the loss decides what is
# learned. In this notebook we find out where losses come from, what makes a loss good for
# training, and why a loss that is right on paper can still break on a computer.
#
# **What you will be able to do**
#
# - turn a probability model into a loss: squared errors from the normal distribution, cross-entropy
#   from yes-or-no answers;
# - write losses that stay finite, even for scores of ±1000;
# - say why we do not train on the number of mistakes;
# - derive the gradient of a loss by the chain rule, and check its sign;
# - measure with cross-entropy how badly one distribution describes another;
# - find the cause when a loss is stuck, goes up, or is not a number.
#
# **Time.** The six exercises take about 30 minutes together. Reading and playing take about as long
# again.
#
# **How to work.** Go from top to bottom and run each cell with Shift+Enter. Before each picture or
# table there is a question: guess first, then run. In an exercise, replace
# `raise NotImplementedError()` with your code. The demos call *your* functions, so until an
# exercise is written, the demos after it stop with `NotImplementedError`, or say which function to
# write first. Three pictures have sliders: move them, also with the arrow keys. You may change the
# demo cells and add cells anywhere.
#
# **How the checks speak.** After each exercise there is a public check. If it passes, it says
# "public checks passed". If not, it says what your function returned, what was expected and, where
# it can tell, which mistake it is. A passed public check is a good sign, not a proof: hidden checks
# try your function on other data when your work is graded, such as integers, a single example or
# huge scores. All your functions return something new and leave their arguments as they are.

# %% [markdown]
# ## Notation
#
# | symbol | in code | meaning |
# |---|---|---|
# | $x_i$, $y_i$ | `x`, `y` | input and target (or **label**) of example $i$; there are N examples |
# | $X$ | `X`, shape (N, D) | the inputs of all examples, one row each; D numbers per example |
# | $\phi$; $w$ | `phi`; `w`, shape (D,) | **parameters**; those of a linear model are called weights $w$ |
# | $\text{Pr}(y \mid x)$ | | the probability of $y$ if the input is $x$; for a number $y$, its density |
# | $f[x, \phi]$, $f_i$ | `f`, shape (N,) | output of the model for input $x$; for example $i$ |
# | $\hat y$ | `prediction` | the prediction for $y$ |
# | $L$ | | the loss, over all examples |
# | $\nabla L$, $g$ | `g`, shape (D,) | the gradient of the loss, explained in part 4 |
# | $\mu$, $\sigma$ | `mu`, `sigma` | mean and standard deviation of a normal distribution |
# | $\sigma(z)$ | `sigmoid(z)` | the sigmoid function, explained in part 2 |
# | $p$, $q$ | `p`, `q`, shape (K,) | probability distributions over K outcomes |
# | $H(p, q)$ | | cross-entropy of $p$ and $q$ |
#
# The letter σ has two jobs, here and in most books. Alone it is a standard deviation; followed
# by brackets, $\sigma(z)$, it is the sigmoid. All logarithms are natural.
#
# The next cell imports what we need, once and for all. It is locked, because the checks rely on it.

# %% locked="setup"
import warnings

import numpy as np

from dl4ds_utils import check, data, models
from dl4ds_utils.explorers import explore_logit, explore_margin, explore_normal
from dl4ds_utils.views import DensityDisplay, FitDisplay, LinesDisplay

x_face, y_face = data.faces()

# %% [markdown]
# ## 1 · Numbers: from likelihood to squared errors
#
# All of **supervised learning** fits on one slide: pick data, a model and a loss; start with some
# parameters; measure the loss; change the parameters a little so that the loss gets smaller;
# repeat. The next lecture is about the change. This one is about the loss.
#
# **Which normal distribution did the numbers 1, 2 and 4 come from?** The **normal distribution**
# with mean $\mu$ and standard deviation $\sigma$ has the density
#
# $$\text{Normal}(y; \mu, \sigma^2) = \frac{1}{\sqrt{2\pi\sigma^2}}\;
# e^{-(y - \mu)^2 / (2\sigma^2)}.$$
#
# The density at a number says how likely it is, compared with other numbers. If the numbers are
# independent of each other, the densities are multiplied. This product, as a function of
# $\mu$ and $\sigma$, is the **likelihood**: how well the distribution explains the data.
#
# **Predict:** we compare three curves: $\mu = 0.5$ and $\mu = 2$ with $\sigma = 1$, and $\mu = 2$
# with $\sigma = 3$. In the picture, each stem goes from a number up to its density. For which curve
# is the product of its three stems largest?

# %%
y = np.array([1.0, 2.0, 4.0])
curves = {}
for mu, sigma in [(0.5, 1.0), (2.0, 1.0), (2.0, 3.0)]:
    density = models.normal_density(y, mu, sigma)
    print(f"μ = {mu}, σ = {sigma}: densities {np.round(density, 4)}, product {density.prod():.2g}")
    curves[f"μ = {mu:g}, σ = {sigma:g}"] = (mu, sigma)
DensityDisplay.from_normals(y, curves)

# %% [markdown]
# **What you saw.** For the curve around 0.5 the number 4 is far out. Its stem is nearly nothing,
# and one tiny factor spoils the product. The curve around 2 with $\sigma = 1$ is best. The wide one
# ($\sigma = 3$) reaches all three numbers, but it is low everywhere.
#
# The parameters with the largest likelihood are the **maximum likelihood** estimate. So we could
# train by making the likelihood large. But there is a practical problem.
#
# **Predict:** what is the likelihood of 1000 numbers, if each has a density of 0.3?

# %%
for n in (3, 100, 600, 1000):
    print(f"{n:5} numbers: product {0.3**n:.3g}, sum of logarithms {n * np.log(0.3):.1f}")

# %% [markdown]
# **What you saw.** A computer's smallest positive number is about $5 \cdot 10^{-324}$. Below, the
# product becomes 0, and all parameters look equally bad. This is **underflow**. The sum of the
# logarithms has no such trouble, and it is largest where the product is largest, because the
# logarithm grows with its argument.
#
# We want a number that is *small* when things are good, so we turn the sign around. The
# **negative log-likelihood** is a loss:
#
# $$L = -\sum_{i=1}^{N} \log \text{Normal}(y_i; \mu_i, \sigma^2) = \sum_{i=1}^{N} \left[
# \frac{1}{2} \log(2\pi\sigma^2) + \frac{(y_i - \mu_i)^2}{2\sigma^2} \right]$$
#
# The right-hand side is the left-hand side with the logarithm taken by hand: the log of a product
# is a sum of logs, and the log undoes the exponential.
#
# For 1, 2, 4 with $\mu = 2$ and $\sigma = 1$ the squares are 1, 0 and 4, so
# $L = 3 \cdot 0.91894 + 5/2 = 5.25682$.
#
# ### Exercise 1 · `gaussian_nll` (5 minutes)
#
# Write this loss. It is a sum over the examples. The mean `mu` is one number for all of them, or an
# array with one mean per example. Use the right-hand side of the equation: far from the mean the
# density itself underflows, and the log of 0 is −∞.

# %% solution="gaussian_nll"
def gaussian_nll(y, mu, sigma):
    """Return the negative log-likelihood of a normal distribution, one number.

    y: the targets, shape (N,).
    mu: the mean, a number or shape (N,).
    sigma: the standard deviation, a positive number.
    """
    ### BEGIN SOLUTION
    per_example = 0.5 * np.log(2 * np.pi * sigma**2) + (y - mu) ** 2 / (2 * sigma**2)
    return np.sum(per_example)
    ### END SOLUTION

# %% grade="gaussian_nll-public" points=1
@check.public("gaussian_nll")
def public_checks_of_gaussian_nll(test):
    y = np.array([1.0, 2.0, 4.0])
    test(gaussian_nll, y, 2.0, 0.5).equals(
        10.6773740579342,
        no_log=10,
        no_constant=7.92055845832016,
        no_log_sigma=12.756815599614,
        sigma_for_variance=6.7170948287741,
        sigma_in_square=5.67737405793418,
        sigma_in_log=11.7170948287741,
        sigma_ignored=5.25681559961402,
        mean=3.55912468597806,
        sign=-10.6773740579342,
        no_half=20.6773740579342,
        no_root=11.3547481158684,
        once=10.2257913526447,
        log10=4.63712463457775,
        likelihood=2.30608528942346e-05,
        log_of_sum=0.0985679107433213,
        times_variance=1.3023740579342,
        no_square=2.6773740579342,
        second_sign=-9.3226259420658,
        first_only=2.22579135264473,
    )
    # One mean per example.
    test(gaussian_nll, y, np.array([2.0, 1.0, 3.0]), 0.5).equals(
        6.67737405793418,
        broadcast=44.0321221738025,
        mean=2.22579135264473,
        sign=-6.67737405793418,
    )
    # The two numbers of the text: the mean of the data, 7/3, does better than 2.
    test(gaussian_nll, y, 2.0, 1.0).equals(5.25681559961402)
    test(gaussian_nll, y, 7 / 3, 1.0).equals(5.09014893294735)
    # Far from the mean: the density is 0 in a computer, but its logarithm is not.
    test(gaussian_nll, np.array([40.0, 0.0]), 0.0, 1.0).equals(
        801.837877066409, underflow=np.inf
    )

# %% grade="gaussian_nll-hidden" points=2
# Hidden checks of gaussian_nll: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("gaussian_nll")
def hidden_checks_of_gaussian_nll(test):
    rng = np.random.default_rng(11)
    cases = [
        (np.array([0.5, -1.25, 3.0, 2.0]), 0.75, 0.6),
        (np.array([0.5, -1.25, 3.0, 2.0]), np.array([1.0, -2.0, 2.5, 0.25]), 1.7),
        (np.array([3.25]), 1.5, 0.4),  # one example
        (np.array([3.25]), np.array([1.5]), 2.5),
        (np.array([4, -3, 2, 7]), 1, 3),  # integers
        (np.array([4, -3, 2, 7, 1]), np.array([1, 0, 2, 5, 3]), 3),
        (rng.normal(3.0, 1.5, size=800), 3.2, 1.4),
        (rng.normal(3.0, 1.5, size=500), rng.normal(3.0, 1.0, size=500), 0.7),
        (np.arange(8.0)[::-2], np.arange(12.0)[::3], 1.3),  # strided
        (np.array([2e-4, 5e-4, -1e-4]), 1e-4, 3e-4),  # a density far above 1: a negative loss
        (np.array([2e6, 5e6, -1e6]), 1e6, 3e6),
    ]
    for y, mu, sigma in cases:
        y.setflags(write=False)
        n, r, scale = len(y), y - mu, 2 * np.pi * sigma**2
        squares = np.sum(r**2.0) / (2 * sigma**2)
        right = n / 2 * np.log(scale) + squares
        density = np.exp(-(r**2.0) / (2 * sigma**2)) / np.sqrt(scale)
        wrong = {
            "no_log": squares,
            "no_constant": n * np.log(sigma) + squares,
            "no_log_sigma": n / 2 * np.log(2 * np.pi) + squares,
            "sigma_for_variance": n / 2 * np.log(scale / sigma) + squares * sigma,
            "sigma_in_square": n / 2 * np.log(scale) + squares * sigma,
            "sigma_in_log": n / 2 * np.log(scale / sigma) + squares,
            "sigma_ignored": n / 2 * np.log(2 * np.pi) + squares * sigma**2,
            "sign": -right,
            "no_half": n / 2 * np.log(scale) + 2 * squares,
            "no_root": n * np.log(scale) + squares,
            "log10": right / np.log(10),
            "likelihood": np.exp(-right),
            "times_variance": n / 2 * np.log(scale) + squares * sigma**4,
            "no_square": n / 2 * np.log(scale) + np.sum(r) / (2 * sigma**2),
            "second_sign": n / 2 * np.log(scale) - squares,
        }
        if n > 1:
            wrong |= {
                "mean": right / n,
                "once": np.log(scale) / 2 + squares,
                "log_of_sum": -np.log(np.sum(density)),
                "first_only": np.log(scale) / 2 + r[0] ** 2.0 / (2 * sigma**2),
            }
        if np.ndim(mu) and n > 1:
            table = np.sum((mu[:, None] - y) ** 2.0) / (2 * sigma**2)
            wrong["broadcast"] = n**2 / 2 * np.log(scale) + table
        if n >= 500:
            wrong["underflow"] = np.inf
        shown = 6.67737405793418 if np.ndim(mu) else 10.6773740579342
        test(gaussian_nll, y, mu, sigma).equals(right, shown=shown, **wrong)
    # Scores of a thousand: finite.
    test(gaussian_nll, np.array([1000.0, -1000.0]), 0.0, 1.0).equals(
        1e6 + np.log(2 * np.pi), underflow=np.inf
    )
### END HIDDEN TESTS

# %% [markdown]
# ### Where does it lead?
#
# **Predict:** we keep $\sigma = 1$ and move $\mu$. Which $\mu$ makes the loss smallest? How does
# the loss compare with half the **sum of squared errors**, $\frac12 \sum_i (y_i - \mu)^2$? And if
# we then change $\sigma$: is another $\mu$ the best?

# %%
explore_normal(gaussian_nll, y=np.array([1.0, 2.0, 4.0]))

# %% [markdown]
# **What you saw.** With $\sigma = 1$ the loss and half the squares have the same shape: they are
# 2.757 apart everywhere, because the term with the logarithm does not depend on $\mu$. Another
# $\sigma$ makes the curve of the loss steeper or flatter, but its lowest point, the star, stays
# where the squares are lowest: at the mean $\mu = 7/3$ of the data. (For $\sigma$, too, there is a
# best value: the typical size of the errors, the root of the mean of their squares.) This is where
# least squares comes from:
#
# > **Normal distribution, fixed σ, maximum likelihood = least squares.**
#
# For **regression**, predicting a number from an input, we let the model give the mean:
# $\mu_i = f[x_i, \phi]$. Then the best parameters are those with the least sum of squared errors.
#
# The simplest such model is a **line**, $f[x, \phi] = \phi_0 + \phi_1 x$, with two parameters. In
# the code it is `models.line(phi, x)`.
#
# **Predict:** three lines for the points (0, 1), (1, 2.9), (2, 5.1): $1 + x$, $0.9 + 2x$ and
# $1 + 2x$. Which one has the smallest loss? Does the order change if we take another $\sigma$? Can
# a loss be below zero?

# %%
x, y = np.array([0.0, 1.0, 2.0]), np.array([1.0, 2.9, 5.1])
for phi in [(1.0, 1.0), (0.9, 2.0), (1.0, 2.0)]:
    mu = models.line(phi, x)
    losses = ", ".join(f"{gaussian_nll(y, mu, s):8.2f}" for s in (1.0, 0.5, 0.1))
    print(f"line {phi}: squares {np.sum((y - mu) ** 2):.2f}; loss for σ = 1, 0.5, 0.1: {losses}")

# %% [markdown]
# **What you saw.** The order of the lines is the same for every $\sigma$, and it is that of the
# squares. The size of the loss changes a lot: a small $\sigma$ claims to be precise, so errors cost
# more. The loss of the best line falls to −3.15 at $\sigma = 0.1$, *below zero*: a density, unlike
# a probability, can be larger than 1. For training that does no harm, because only differences
# count.
#
# ### Several outputs
#
# If a model predicts several numbers and we treat them as independent, their densities are
# multiplied, so their losses **add**. With $y_{id}$ for output $d$ of example $i$:
#
# $$L = -\sum_{i=1}^{N} \sum_d \log \text{Pr}(y_{id} \mid f_d[x_i, \phi])$$
#
# **Predict:** a model predicts the place of a ball, east and north, in meters. The joint density
# of one example is 0.3 · 0.2. Which one number is the loss?

# %%
east, north = -np.log(0.3), -np.log(0.2)
print(f"east {east:.4f} + north {north:.4f} = {east + north:.4f}; −log(0.06) = {-np.log(0.06):.4f}")

# %% [markdown]
# **What you saw.** The sum of the two losses is the loss of the pair. The outputs need not be of
# the same kind: one may be a number with a squared error, another one a yes or no, with the loss
# that comes next.
#
# ## 2 · Yes or no: cross-entropy
#
# **Is this a picture of a happy face?** The label is $y = 1$ for yes and $y = 0$ for no; this is
# **binary classification**. A model gives a **score** $f = f[x, \phi]$ (also called **logit**),
# which can be any number. A probability must lie between 0 and 1. The **sigmoid** squashes one into
# the other:
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}}, \qquad \text{Pr}(y = 1 \mid x) = \sigma(f[x, \phi])$$
#
# **Predict:** what are $\sigma(0)$, $\sigma(3)$ and $\sigma(-3)$, roughly?
#
# ### Exercise 2 · `sigmoid` (5 minutes)
#
# Write the sigmoid for an array of any shape. The catch: at $z = -800$ the formula needs $e^{800}$,
# which is too large for a computer. NumPy says `RuntimeWarning: overflow` and goes on with
# infinity. Multiplying top and bottom by $e^z$ gives another formula for the same function,
# $\sigma(z) = e^z / (1 + e^z)$, but that one fails at $z = +800$: infinity over infinity is no
# number (NaN).
#
# Your sigmoid must be right *and silent* at ±800. Here, and only here, a warning costs marks. A
# hint: $e^{-|z|}$ never overflows. (An `if` cannot ask all numbers of an array at once; `np.where`
# can. But it computes both of its branches before it chooses, so it does not keep you from warnings
# by itself.)

# %% solution="sigmoid"
def sigmoid(z):
    """Return 1 / (1 + exp(-z)), of the same shape as z, without overflow.

    z: an array of any shape.
    """
    ### BEGIN SOLUTION
    small = np.exp(-np.abs(z))  # between 0 and 1: cannot overflow
    return np.where(np.greater_equal(z, 0), 1.0, small) / (1.0 + small)
    ### END SOLUTION

# %% grade="sigmoid-public" points=1
@check.public("sigmoid")
def public_checks_of_sigmoid(test):
    with warnings.catch_warnings(record=True) as caught, np.errstate(over="warn", invalid="warn"):
        warnings.simplefilter("always")
        answer = test(sigmoid, np.array([3.0, 0.0, -1.0, 800.0, -800.0]))
    answer.equals(
        [0.952574126822433, 0.5, 0.268941421369995, 1.0, 0.0],
        exp_ratio=[0.952574126822433, 0.5, 0.268941421369995, np.nan, 0.0],
        minus=[0.0474258731775668, 0.5, 0.731058578630005, 0.0, 1.0],
        tanh=[0.995054753686730, 0.0, -0.761594155955765, 1.0, -1.0],
        half_tanh=[0.905148253644866, 0.0, -0.462117157260010, 1.0, -1.0],
        slope=[0.0451766597309121, 0.25, 0.196611933241482, 0.0, 0.0],
        only_exp=[20.0855369231877, 1.0, 0.367879441171442, np.inf, 0.0],
        abs_only=[0.952574126822433, 0.5, 0.731058578630005, 1.0, 1.0],
        minus_abs=[0.0474258731775668, 0.5, 0.268941421369995, 0.0, 0.0],
        no_brackets=[1.04978706836786, 2.0, 3.71828182845905, 1.0, np.inf],
        step=[1.0, 0.0, 0.0, 1.0, 0.0],
        step_half=[1.0, 0.5, 0.0, 1.0, 0.0],
        step_up=[1.0, 1.0, 0.0, 1.0, 0.0],
    )
    noise = [str(one.message) for one in caught if issubclass(one.category, RuntimeWarning)]
    test.require(not noise, "warned", "NumPy warned: " + "; ".join(sorted(set(noise))))
    # Any shape, such as a table.
    test(sigmoid, np.array([[0.0, 3.0], [-1.0, 0.0]])).equals(
        [[0.5, 0.952574126822433], [0.268941421369995, 0.5]]
    )

# %% grade="sigmoid-hidden" points=2
# Hidden checks of sigmoid: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("sigmoid")
def hidden_checks_of_sigmoid(test):
    rng = np.random.default_rng(12)
    for z in [
        np.array([0.5, -0.25, 2.0, -3.5, 1.0]),
        np.array([1.5]),  # one number
        np.array([-1.5]),
        np.array([3, -2, 1, 5]),  # integers
        np.array([[0.5, -1.0, 4.0], [2.5, -0.75, -6.0]]),  # a table
        np.array([[[1.0], [-2.0]]]),
        np.arange(-6.0, 6.5, 0.5)[::-3],  # strided
        rng.normal(0.0, 4.0, size=1000),
        np.array([30.0, -30.0, 36.5, -36.5, 1e-6, -1e-6]),
        np.array([2.0, 709.0, 715.0, 800.0, 1000.0]),  # where eᶻ overflows
        np.array([-2.0, -709.0, -715.0, -800.0, -1000.0]),  # where e⁻ᶻ overflows
        np.array([-1000, 1000, -800, 800, 0, 1]),
    ]:
        z.setflags(write=False)
        with (
            warnings.catch_warnings(record=True) as caught,
            np.errstate(over="warn", invalid="warn", divide="warn"),
        ):
            warnings.simplefilter("always")
            answer = test(sigmoid, z)
        small = np.exp(-np.abs(z))
        right = np.where(z >= 0, 1, small) / (1 + small)
        steps = {"step": np.where(z > 0, 1.0, 0.0)}
        if np.any(z == 0):
            steps |= {"step_half": np.heaviside(z, 0.5), "step_up": np.where(z >= 0, 1.0, 0.0)}
        answer.equals(
            right,
            shown=[0.952574126822433, 0.5, 0.268941421369995, 1.0, 0.0],
            exp_ratio=np.where(z > 709.7, np.nan, right),
            minus=np.where(z >= 0, small, 1) / (1 + small),
            tanh=np.tanh(z),
            half_tanh=np.tanh(z / 2),
            slope=small / (1 + small) ** 2,
            only_exp=np.exp(z * 1.0),
            abs_only=1 / (1 + small),
            minus_abs=small / (1 + small),
            no_brackets=1 + np.exp(-z * 1.0),
            **steps,
        )
        noise = [str(one.message) for one in caught if issubclass(one.category, RuntimeWarning)]
        test.require(not noise, "warned", "NumPy warned: " + "; ".join(sorted(set(noise))))
### END HIDDEN TESTS

# %% [markdown]
# ### Three kinds of unit
#
# The simplest network, a single unit, adds up its inputs with weights,
# $z = w^T x = w_0 x_0 + w_1 x_1 + \dots$, and then does something with $z$. The old **perceptron**
# makes a hard decision, $+1$ or $-1$; a **linear unit** passes $z$ on; a **sigmoid unit** returns
# $\sigma(z)$.
#
# **Predict:** where does each of them change most when $z$ changes a little?

# %%
z = np.linspace(-6.0, 6.0, 121)
lines = {
    "perceptron (step)": np.where(z > 0, 1.0, -1.0),
    "linear": np.where(np.abs(z) <= 1.5, z, np.nan),
    "sigmoid": sigmoid(z),
}
LinesDisplay.from_lines(z, lines, xlabel="z", ylabel="output of the unit")

# %% [markdown]
# **What you saw.** The step changes at one point and nowhere else. The line changes everywhere at
# the same rate (and leaves the picture). The sigmoid is a rounded step without corners, from 0 to
# 1: $\sigma(0) = 0.5$, $\sigma(3) = 0.953$ and $\sigma(-3) = 0.047$. Its slope,
#
# $$\sigma'(z) = \sigma(z)\,(1 - \sigma(z)),$$
#
# is largest at 0, where it is ¼, and is never zero. (On paper. We come back to that.) Another fact
# that we need often: $1 - \sigma(z) = \sigma(-z)$.
#
# ### The loss of a probability
#
# The likelihood of a label is the probability that the model gave to it. As before we multiply over
# the examples, take the log and turn the sign:
#
# $$L = -\sum_{i=1}^{N} \log \text{Pr}(y_i \mid x_i), \qquad \text{Pr}(y_i \mid x_i) =
# \begin{cases} \sigma(f_i) & \text{if } y_i = 1 \\ 1 - \sigma(f_i) & \text{if } y_i = 0
# \end{cases}$$
#
# The two cases can be written in one line, since one of $y_i$ and $1 - y_i$ is 0 and switches its
# term off:
#
# $$L = \sum_{i=1}^{N} \Bigl[ -(1 - y_i) \log\bigl(1 - \sigma(f_i)\bigr) - y_i \log \sigma(f_i)
# \Bigr]$$
#
# This is the **binary cross-entropy**; "cross-entropy" is explained in part 6.
#
# For $f = (2, -1, 0)$ and $y = (1, 0, 1)$ the probabilities of the right labels are 0.8808, 0.7311
# and 0.5, their negative logarithms 0.1269, 0.3133 and 0.6931, and $L = 1.1333$.
#
# On a computer this formula breaks. Take the score $f = 40$: $\sigma(40)$ is so close to 1 that it
# *is* 1 in floating point. Then $1 - \sigma = 0$ and its log is −∞. The true loss for $y = 0$ is
# simply 40. So we take the log by hand again:
#
# $$-\log \sigma(f) = \log(1 + e^{-f}), \qquad -\log\bigl(1 - \sigma(f)\bigr) = \log(1 + e^{f})$$
#
# The function $\log(1 + e^z)$ is called **softplus**. Large $z$ overflows in it too, but
# `np.logaddexp(a, b)` computes $\log(e^a + e^b)$ without overflow, and $1 = e^0$.
#
# ### Exercise 3 · `bce_with_logits` (6 minutes)
#
# Write the binary cross-entropy from the *scores* $f$, as a sum over the examples. It must be
# finite for scores of ±1000. Do not clip the probability: the loss would stop growing, however
# wrong the score is.

# %% solution="bce_with_logits"
def bce_with_logits(f, y):
    """Return the binary cross-entropy of scores, summed over the examples, one number.

    f: the scores before the sigmoid, shape (N,).
    y: the labels, each 0 or 1, shape (N,).
    """
    ### BEGIN SOLUTION
    # −log σ(f) = softplus(−f) and −log(1 − σ(f)) = softplus(f)
    return np.sum(y * np.logaddexp(0, -f) + (1 - y) * np.logaddexp(0, f))
    ### END SOLUTION

# %% grade="bce_with_logits-public" points=1
@check.public("bce_with_logits")
def public_checks_of_bce_with_logits(test):
    test(bce_with_logits, np.array([2.0, -1.0, 0.0]), np.array([1.0, 0.0, 1.0])).equals(
        1.13333687912114,
        labels_swapped=4.13333687912114,
        mean=0.377778959707047,
        sign=-1.13333687912114,
        log2=1.63505949516464,
        log10=0.492201952739764,
        ones_only=0.820075191602918,
        zeros_only=0.313261687518223,
        labels_pm1=1.51322237216286,
        all_ones=2.13333687912114,
        squared=0.336538824747124,
        sigmoid_twice=1.65745142471884,
        second_sign=0.506813504084695,
        broadcast=7.40001063736342,
        one_for_zero=3.48877705013494,
        first_only=0.126928011042973,
    )
    # A score of 40 with the right label costs next to nothing, 4e-18.
    test(bce_with_logits, np.array([40.0]), np.array([1.0])).equals(
        4.24835425529159e-18, atol=1e-9, log_of_sigmoid=np.nan
    )
    # With the wrong label, the loss is as large as the score.
    hundred = test(bce_with_logits, np.array([100.0]), np.array([0.0]))
    flat = {"stops_growing": hundred.value} if np.isfinite(hundred.value) else {}
    test(bce_with_logits, np.array([1000.0]), np.array([0.0])).equals(
        1000.0, log_of_sigmoid=np.nan, infinite=np.inf, **flat
    )
    test(bce_with_logits, np.array([-1000.0]), np.array([1.0])).equals(
        1000.0, log_of_sigmoid=np.nan, infinite=np.inf
    )

# %% grade="bce_with_logits-hidden" points=2
# Hidden checks of bce_with_logits: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("bce_with_logits")
def hidden_checks_of_bce_with_logits(test):
    rng = np.random.default_rng(13)
    for f, y in [
        (np.array([1.5, -0.5, 0.25, 3.0, -2.0]), np.array([1.0, 0.0, 0.0, 1.0, 1.0])),
        (np.array([0.75]), np.array([1.0])),  # one example
        (np.array([0.75]), np.array([0])),
        (np.array([2, -3, 1, 4]), np.array([0, 0, 1, 1])),  # integers
        (np.array([1.25, -2.5, 0.5]), np.array([1, 1, 0])),
        (np.linspace(-3.0, 4.0, 15)[::-2], np.array([1, 0, 0, 1, 1, 1, 0, 1])),
        (np.linspace(-3.0, 4.0, 8)[::3], np.array([1.0, 9.0, 0.0, 9.0, 1.0])[::2]),  # strided
        (rng.normal(1.0, 2.0, size=600), (rng.uniform(size=600) < 0.4) * 1),
        (np.array([1e-3, -2e-3]), np.array([1.0, 0.0])),
    ]:
        f.setflags(write=False)
        y.setflags(write=False)
        one, zero = np.logaddexp(0, -f), np.logaddexp(0, f)  # −log σ(f), −log(1 − σ(f))
        s = 1 / (1 + np.exp(-f))
        right = np.sum(np.where(y == 1, one, zero))
        wrong = {
            "labels_swapped": np.sum(np.where(y == 1, zero, one)),
            "sign": -right,
            "log2": right / np.log(2),
            "log10": right / np.log(10),
            "labels_pm1": np.sum(np.logaddexp(0, -y * f)),
            "squared": np.sum((y - s) ** 2),
            "sigmoid_twice": np.sum(np.logaddexp(0, -s) + (1 - y) * s),
            "one_for_zero": np.sum(np.logaddexp(1, np.where(y == 1, -f, f))),
        }
        if len(f) > 1:
            wrong |= {
                "mean": right / len(f),
                "ones_only": np.sum(y * one),
                "zeros_only": np.sum((1 - y) * zero),
                "all_ones": np.sum(one),
                "first_only": y[0] * one[0] + (1 - y[0]) * zero[0],
                "second_sign": np.sum(y * one - (1 - y) * zero),
                "broadcast": np.sum((1 - y) * zero[:, None] + y * one[:, None]),
            }
        else:  # one example: half of these are right, or zero
            wrong |= {"ones_only": 0.0} if y[0] == 0 else {"zeros_only": 0.0}
        test(bce_with_logits, f, y).equals(right, shown=1.13333687912114, **wrong)
    # Where σ rounds to 0 or 1, and where the exponential overflows.
    for f, y, right in [
        ([38.0, 50.0, -45.0], [1, 1, 0], np.sum(np.exp([-38.0, -50.0, -45.0]))),
        ([1000.0, -1000.0], [1, 0], 0.0),
        ([750, -900, 3], [1, 0, 1], np.logaddexp(0, -3)),
    ]:
        test(bce_with_logits, np.array(f), np.array(y)).equals(
            right, atol=1e-9, log_of_sigmoid=np.nan, infinite=np.inf
        )
    sixty = test(bce_with_logits, np.array([60.0]), np.array([0.0]))
    flat = {"stops_growing": sixty.value} if np.isfinite(sixty.value) else {}
    test(bce_with_logits, np.array([600.0]), np.array([0.0])).equals(
        600.0, log_of_sigmoid=np.nan, infinite=np.inf, **flat
    )
    test(bce_with_logits, np.array([-1000.0, 1000.0, 800.0]), np.array([1, 0, 0])).equals(
        2800.0, log_of_sigmoid=np.nan, infinite=np.inf
    )
### END HIDDEN TESTS

# %% [markdown]
# ### How wrong is wrong?
#
# **Predict:** the label is 1. What does the loss look like for scores far to the left, where the
# model is sure of the wrong answer: does it level off, or does it go on growing?

# %%
scores = np.linspace(-6.0, 6.0, 61)
losses = {}
for y in (1, 0):
    losses[f"label y = {y}"] = [bce_with_logits(np.array([f]), np.array([y])) for f in scores]
losses["σ(f)"] = sigmoid(scores)
LinesDisplay.from_lines(scores, losses, xlabel="score f", ylabel="loss of one example; σ(f)")

# %% [markdown]
# **What you saw.** A score of 0 means "I do not know", and it costs $\log 2 = 0.69$ for either
# label. On the side of the right label the loss goes down to 0. On the wrong side it grows like a
# straight line: the surer the model is of the wrong answer, the more it pays.
#
# ### On paper and on a computer
#
# The next cell computes the same loss by the formula on paper, with $\log \sigma(f)$ and
# $\log(1 - \sigma(f))$.
#
# **Predict:** for which scores between −800 and 800 does it give a number? And is it the right one?

# %%
def bce_on_paper(f, y):
    """Binary cross-entropy by the formula on paper, which breaks for large scores."""
    with np.errstate(all="ignore"):
        p = 1 / (1 + np.exp(-f))
        return np.sum(-(1 - y) * np.log(1 - p) - y * np.log(p))


explore_logit(bce_with_logits, bce_on_paper)

# %% [markdown]
# **What you saw.** For $y = 0$ the two agree from −709 to about 20. Then the formula on paper loses
# digits, more with each step (the second picture): at 36.5 it is off by 0.46. From 37 on it gives
# infinity where the true loss is just the size of the score, such as 40. It even gives NaN, not a
# number, where the model is *right* and the loss next to nothing: beyond −709, where $e^{-f}$
# overflows and it computes $0 \cdot \log 0$. For $y = 1$ the zones change sides: with $f = 40$ it
# computes $0 \cdot (-\infty)$, which is NaN. Your loss has no such zone.
#
# ### The recipe
#
# What we did twice is a recipe, for any kind of target:
#
# 1. Choose a probability distribution for the target: normal for numbers, yes or no for binary
#    labels.
# 2. Let the model predict its parameter: the mean $\mu$, or the score that becomes a probability.
# 3. Train by making $-\sum_i \log \text{Pr}(y_i \mid f[x_i, \phi])$ small.
# 4. To predict, give the whole distribution, or its likeliest value.
#
# ## 3 · What makes a loss good?
#
# **Why not simply count the mistakes?** Here are ten faces. The input $x$ is the curve of the
# mouth, the label is $y = +1$ for happy and $y = -1$ for sad. (With some losses the labels ±1 are
# handier than 0 and 1.) The sad ones have $x$ = −2.4, −1.9, −1.2, −0.7 and 0.4, the happy ones
# −0.2, 0.8, 1.4, 2.1 and 2.6. A linear model says $w_0 + w_1 x$, and the face counts as happy where
# this is positive.
#
# **Predict:** how many mistakes do the lines $0.6x$ and $-0.9 + 0.6x$ make? Look where each of them
# crosses zero.

# %%
weights = {"w = (0, 0.6)": (0.0, 0.6), "w = (−0.9, 0.6)": (-0.9, 0.6)}
for label, w in weights.items():
    wrong = np.where(models.line(w, x_face) > 0, 1, -1) != y_face
    print(f"{label}: {wrong.sum()} mistakes, at x = {x_face[wrong]}")
FitDisplay.from_models(
    x_face,
    y_face,
    {label: lambda x, w=w: models.line(w, x) for label, w in weights.items()},
    xlabel="x (curve of the mouth)",
    ylabel="label, and output of the model",
)

# %% [markdown]
# **What you saw.** The first line crosses zero at $x = 0$ and makes 2 mistakes, the second one at
# 1.5 and makes 3. (No threshold gets all ten right: a sad face has $x = 0.4$, a happy one $x =
# -0.2$.) The weight $w_0$ moves the line up and down, and $w_1$ tilts it; both move the crossing. So
# counting can tell which of two lines is better. Can it tell how to make a line better?
#
# The **0–1 loss** of an example is 1 if the label is wrong and 0 if it is right. Summed up, it is
# the number of mistakes.
#
# **Predict:** we keep $w_1 = 0.6$ and move $w_0$ from −2 to 2. What does the share of mistakes look
# like as a curve, and the squared loss $\frac{1}{2N} \sum_i (y_i - \hat y_i)^2$?

# %%
w0 = np.linspace(-2.0, 2.0, 401)
outputs = w0[:, None] + 0.6 * x_face  # one row per w₀
hard = np.where(outputs > 0, 1, -1)
lines = {
    "share of mistakes": np.mean(hard != y_face, axis=1),
    "squared loss, hard output ±1": np.mean((y_face - hard) ** 2, axis=1) / 2,
    "squared loss, linear output": np.mean((y_face - outputs) ** 2, axis=1) / 2,
}
LinesDisplay.from_lines(w0, lines, xlabel="w₀", ylabel="loss")

# %% [markdown]
# **What you saw.** The share of mistakes is a staircase: flat, a jump, flat again. On a flat piece
# a small change of $w_0$ changes nothing, so the loss does not say in which direction to go.
# Putting the hard outputs ±1 into a squared loss does not help; that is the same staircase, only
# higher. The cause is the step in the model. Without it, with the output $\hat y = w_0 + w_1 x$
# itself, the loss is a smooth bowl, with a slope everywhere but at its minimum. There is a price:
# the minimum of the bowl, near $w_0 = -0.05$, is not where the mistakes are fewest. We train on a
# loss that can be trained on, and hope that it serves what we want.
#
# *A small correction: the slides compute* $\frac{1}{2N} \sum (y - \hat y)^2$ *for outputs of ±1
# and call the 0–1 loss a count of the mistakes. These are different numbers: each mistake adds
# (±2)² = 4 to the sum, so the squared loss is twice the share of mistakes.*
#
# So what do we ask of a loss?
#
# | | requirement | why |
# |---|---|---|
# | always | $L \ge 0$ | 0 is "nothing to improve" |
# | always | it decreases as the model gets better | else we train for something else |
# | for training by slopes | it is differentiable in the parameters | the slope must exist (a few corners do no harm) |
# | helpful | the slope is neither 0 nor huge | it tells where to go, in steps of a sensible size |
#
# (The first one is a convention: the normal distribution's loss broke it in part 1, without harm. A
# loss must only not fall for ever.)
#
# ### Losses of a margin
#
# With labels ±1 the product $m = y \cdot f$ of label and score is the **margin**: positive if the
# sign of the score is right, and the larger the surer. Four losses of the margin:
#
# | loss | formula | wants |
# |---|---|---|
# | 0–1 | 1 if $m \le 0$, else 0 | the right sign |
# | squared | $(1 - m)^2$ | exactly $m = 1$ |
# | hinge | $\max(0, 1 - m)$ | at least $m = 1$ |
# | logistic | $\log(1 + e^{-m})$ | as much margin as possible |
#
# The logistic loss is the binary cross-entropy in another dress: $-\log \sigma(f)$ for $y = +1$ and
# $-\log \sigma(-f)$ for $y = -1$. So we can draw it with your function.
#
# **Predict:** which of the four losses punishes an example for being *too right*, $m = 3$? Which
# slopes are zero somewhere?

# %%
explore_margin(bce_with_logits)

# %% [markdown]
# **What you saw.** The squared loss does: $m = 3$ costs 4, as much as the mistake $m = -1$. Far
# from $m = 1$ its slope is huge, so far-out examples rule the training. The slope of the 0–1 loss
# is zero everywhere but at the jump, where there is none. The hinge has slope −1 until the margin
# is 1, and then exactly 0: enough is enough (its corner does no harm). The slope of the logistic
# loss lies between −1 and 0 and is never 0. So the logistic loss has all that we asked for above,
# and the hinge nearly all.
#
# ## 4 · The slope of a loss
#
# **In which direction should we change the weights?** For this we need slopes, so here is what a
# gradient is, in a few lines. (The next lecture has the details.)
#
# - The **derivative** of a function is its slope: by how much it changes per small change of its
#   argument. Positive means: it grows when the argument grows.
# - A loss depends on several weights. The **partial derivative** $\partial L / \partial w_d$ is the
#   slope when only $w_d$ moves and the other weights stay.
# - The **gradient** $\nabla L$ is the list of all partial derivatives, in the order of the weights.
#   It has the shape of $w$. It points in the direction in which the loss *grows* fastest.
# - To make the loss smaller, training moves the weights a little *against* the gradient, and
#   repeats.
#
# Let us find the gradient for a linear unit, $\hat y = w^T x = w_0 x_0 + w_1 x_1 + \dots$, with the
# squared loss
#
# $$L = \frac{1}{2N} \sum_{i=1}^{N} (y_i - \hat y_i)^2 .$$
#
# First for a single example, where
# $L = \frac12 (y - \hat y)^2 = \frac{y^2}{2} + \frac{\hat y^2}{2} - y \hat y$. By the **chain
# rule** we multiply slopes: that of the loss with respect to the prediction, and that of the
# prediction with respect to the weight.
#
# $$\frac{\partial L}{\partial \hat y} = \hat y - y, \qquad
# \frac{\partial \hat y}{\partial w_d} = x_d, \qquad
# \frac{\partial L}{\partial w_d} = (\hat y - y)\, x_d = -(y - w^T x)\, x_d$$
#
# The ½ of the loss cancels the 2 of the square; that is what it is for. All D weights at once:
# $\nabla L = -(y - w^T x)\, x$. For N examples, the loss is the mean of the single losses, and its
# gradient the mean of the single gradients:
#
# $$\nabla L = \frac{1}{N} \sum_{i=1}^{N} -(y_i - w^T x_i)\, x_i$$
#
# For $w = (1, 2)$, $x = (1, 3)$ and $y = 4$ the prediction is 7, the error 3, and the gradient
# $3 \cdot (1, 3) = (3, 9)$. (A first input that is always 1 makes $w_0$ the intercept.)
#
# ### Exercise 4 · `linear_half_mse_grad` (5 minutes)
#
# Write the gradient of $\frac{1}{2N} \sum_i (y_i - w^T x_i)^2$. The rows of `X` are the examples:
# in NumPy, `X @ w` has all the numbers $w^T x_i$, shape (N,). A loop over the examples is fine,
# too.

# %% solution="linear_half_mse_grad"
def linear_half_mse_grad(w, X, y):
    """Return the gradient of half the mean squared error of a linear unit, shape (D,).

    w: the weights, shape (D,).
    X: the inputs, one example per row, shape (N, D).
    y: the targets, shape (N,).
    """
    ### BEGIN SOLUTION
    error = X @ w - y
    return X.T @ error / len(y)
    ### END SOLUTION

# %% grade="linear_half_mse_grad-public" points=1
@check.public("linear_half_mse_grad")
def public_checks_of_linear_half_mse_grad(test):
    X = np.array([[1.0, 3.0], [2.0, 0.0], [1.0, 1.0]])
    test(linear_half_mse_grad, np.array([1.0, 2.0]), X, np.array([4.0, 5.0, 1.0])).equals(
        [-0.333333333333333, 3.66666666666667],
        sign=[0.333333333333333, -3.66666666666667],
        sum=[-1.0, 11.0],
        minus_sum=[1.0, -11.0],
        factor_2=[-0.666666666666667, 7.33333333333333],
        minus_factor_2=[0.666666666666667, -7.33333333333333],
        twice_sum=[-2.0, 22.0],
        over_2n=[-0.166666666666667, 1.83333333333333],
        over_d=[-0.5, 5.5],
        no_x=[0.666666666666667, 0.666666666666667],
        no_target=[4.66666666666667, 8.0],
        plus_target=[9.66666666666667, 12.3333333333333],
        squared_error=[10.3333333333333, 10.3333333333333],
        first_only=[3.0, 9.0],
    )
    # The example of the text.
    test(
        linear_half_mse_grad, np.array([1.0, 2.0]), np.array([[1.0, 3.0]]), np.array([4.0])
    ).equals([3.0, 9.0])
    # Perfect weights: nothing to improve.
    test(linear_half_mse_grad, np.array([1.0, 2.0]), X, np.array([7.0, 2.0, 3.0])).equals([0, 0])

# %% grade="linear_half_mse_grad-hidden" points=2
# Hidden checks of linear_half_mse_grad: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("linear_half_mse_grad")
def hidden_checks_of_linear_half_mse_grad(test):
    rng = np.random.default_rng(14)
    wide = np.arange(24.0).reshape(4, 6) ** 1.5
    for w, X, y in [
        (np.array([0.5, -1.5]), np.array([[1.0, k] for k in range(5)]), np.sqrt(np.arange(5))),
        (rng.normal(size=4), rng.normal(size=(7, 4)), rng.normal(size=7)),
        (rng.normal(size=5), rng.normal(size=(3, 5)), rng.normal(size=3)),  # more weights
        (rng.normal(size=3), rng.normal(size=(3, 3)), rng.normal(size=3)),  # square
        (np.array([2.0, -1.0, 0.5]), np.array([[1.0, 4.0, -3.0]]), np.array([2.5])),  # N = 1
        (np.array([1.5]), np.array([[1.0], [2.0], [-4.0]]), np.array([3.0, 1.0, -2.0])),  # D = 1
        (np.array([1.5]), np.array([[3.0]]), np.array([1.25])),
        (np.array([1, -2]), np.array([[3, 1], [2, 5], [-4, 2], [1, 0]]), np.array([4, -1, 2, 3])),
        (np.arange(6.0)[::-2], wide[:, ::2], np.arange(8.0)[::2]),  # strided
        (rng.normal(size=3), np.asfortranarray(rng.normal(size=(50, 3))), rng.normal(size=50)),
        (np.array([1e-3, 2e-3]), np.array([[1e4, 2e4], [3e4, -1e4]]), np.array([5.0, -8.0])),
    ]:
        for array in (w, X, y):
            array.setflags(write=False)
        n, d = X.shape
        error = X @ w - y
        total = X.T @ error
        wrong = {
            "sign": -total / n,
            "factor_2": 2 * total / n,
            "minus_factor_2": -2 * total / n,
            "over_2n": total / (2 * n),
            "no_x": np.full(d, np.mean(error)),
            "no_target": X.T @ (X @ w) / n,
            "plus_target": X.T @ (X @ w + y) / n,
            "squared_error": X.T @ error**2 / n,
        }
        if n > 1:
            wrong |= {"sum": total, "minus_sum": -total, "first_only": X[0] * error[0]}
        if n > 2:
            wrong["twice_sum"] = 2 * total
        if d not in (1, n, 2 * n, n / 2):
            wrong["over_d"] = total / d
        shown = [-0.333333333333333, 3.66666666666667]
        test(linear_half_mse_grad, w, X, y).equals(total / n, shown=shown, **wrong)
### END HIDDEN TESTS

# %% [markdown]
# ### Does the gradient tell the truth?
#
# If we move the weights by a small step $u$, the loss should change by about $\nabla L \cdot u$,
# the sum of slope times step over all weights. We can test that.
#
# **Predict:** we make the step ten times smaller, again and again. What happens to the gap between
# the true change and $\nabla L \cdot u$?

# %%
X_face = np.column_stack([np.ones(10), x_face])  # a first input of 1 for the intercept


def face_loss(w):
    return np.mean((y_face - X_face @ w) ** 2) / 2


w, direction = np.array([0.5, -0.5]), np.array([0.6, 0.8])
g = np.array(linear_half_mse_grad(w, X_face, y_face))
print(f"gradient at w = (0.5, −0.5): {np.round(g, 4)}")
for length in (1.0, 0.1, 0.01, 0.001):
    u = length * direction
    change = face_loss(w + u) - face_loss(w)
    gap = abs(change - g @ u)
    print(f"step {length:<5}  true change {change:+.7f}   ∇L·u {g @ u:+.7f}   gap {gap:.1e}")

# %% [markdown]
# **What you saw.** When the step gets ten times smaller, the gap gets a hundred times smaller. So
# for small steps the gradient tells the truth about the loss; for the long step of 1 it promises
# −1.7, and we get −0.67. A wrong gradient would show here at once: its gap would shrink no faster
# than the step.
#
# ## 5 · A sigmoid unit, and a sign
#
# **And if the unit ends in a sigmoid?** We take one example, labels 0 and 1, and the squared loss
# again:
#
# $$L = \frac12 (y - \hat y)^2, \qquad \hat y = \sigma(z), \qquad z = w^T x$$
#
# The chain has three links now. The middle one is the slope of the sigmoid, from part 2.
#
# $$\frac{\partial L}{\partial \hat y} = -(y - \hat y), \qquad
# \frac{\partial \hat y}{\partial z} = \sigma(z)\,(1 - \sigma(z)), \qquad
# \frac{\partial z}{\partial w_d} = x_d$$
#
# Multiplied:
#
# $$\nabla L = -(y - \sigma(z))\;\sigma(z)\,(1 - \sigma(z))\; x$$
#
# *A small correction: from here on the slides have* $\partial L / \partial \hat y = y - \hat y$*,
# without the minus. A few slides before, for the linear unit, they have it right. With the sign
# lost, a step against the "gradient" climbs.*
#
# Check with the numbers $w = 0$, $x = 1$, $y = 1$: the prediction is ½, the target is more, so a
# larger $w$ makes the loss smaller. The slope must be negative: $-\frac12 \cdot \frac14 \cdot 1 =
# -0.125$.
#
# ### Exercise 5 · `sigmoid_sse_grad` (5 minutes)
#
# Write this gradient for one example. It must be finite for $z = \pm 1000$; you may call your
# `sigmoid`.

# %% solution="sigmoid_sse_grad"
def sigmoid_sse_grad(w, x, y):
    """Return the gradient of (y - sigmoid(w·x))² / 2 for one example, shape (D,).

    w: the weights, shape (D,).
    x: the input, shape (D,).
    y: the target, a number.
    """
    ### BEGIN SOLUTION
    small = np.exp(-np.abs(w @ x))
    prediction = (1.0 if w @ x >= 0 else small) / (1.0 + small)
    return -(y - prediction) * prediction * (1 - prediction) * x
    ### END SOLUTION

# %% grade="sigmoid_sse_grad-public" points=1
@check.public("sigmoid_sse_grad")
def public_checks_of_sigmoid_sse_grad(test):
    test(sigmoid_sse_grad, np.array([1.0, -2.0]), np.array([1.5, 0.5]), 0.0).equals(
        [0.219420380290436, 0.0731401267634788],
        slide_sign=[-0.219420380290436, -0.0731401267634788],
        no_slope=[0.933688996802782, 0.311229665600927],
        minus_no_slope=[-0.933688996802782, -0.311229665600927],
        twice=[0.438840760580873, 0.146280253526958],
        of_w=[0.146280253526958, -0.292560507053915],
        sigmoid_twice=[0.212195849215386, 0.0707319497384620],
        slope_of_z=[0.233422249200696, 0.0778074164002318],
        linear=[0.75, 0.25],
        linear_error=[0.176252784151196, 0.0587509280503986],
        no_error=[0.352505568302392, 0.117501856100797],
        tanh_slope=[0.571925948592828, 0.190641982864276],
        squared_error=[0.136580263167642, 0.0455267543892139],
        half=[0.109710190145218, 0.0365700633817394],
        no_x=0.146280253526958,
        no_one_minus=[0.58118342850039, 0.19372780950013],
        minus_z=[0.133085188011955, 0.0443617293373184],
        elementwise=[0.182907498641314, 0.0264385463921334],
    )
    # The number of the text: the slope is negative, a larger w is better.
    test(sigmoid_sse_grad, np.array([0.0]), np.array([1.0]), 1.0).equals(
        [-0.125], slide_sign=[0.125], no_slope=[-0.5]
    )
    # A huge score: the sigmoid is flat there.
    test(sigmoid_sse_grad, np.array([1000.0, 0.0]), np.array([1.0, 2.0]), 0.0).equals(
        [0.0, 0.0], exp_ratio=[np.nan, np.nan]
    )

# %% grade="sigmoid_sse_grad-hidden" points=2
# Hidden checks of sigmoid_sse_grad: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("sigmoid_sse_grad")
def hidden_checks_of_sigmoid_sse_grad(test):
    rng = np.random.default_rng(15)
    for w, x, y in [
        (np.array([0.5, -0.25, 1.0]), np.array([1.0, 2.0, -0.75]), 1.0),
        (rng.normal(size=6), rng.normal(size=6), 0.0),
        (np.array([0.75]), np.array([-1.5]), 1.0),  # one weight
        (np.array([0.75]), np.array([-1.5]), 0),
        (np.array([1, -1, 2]), np.array([2, 3, 2]), 1),  # integers
        (np.array([1, -1]), np.array([3, 1]), 0),
        (np.arange(6.0)[::-2] / 4, np.linspace(-1.0, 1.0, 9)[::4], 1.0),  # strided
        (np.array([0.0, 0.0]), np.array([4.0, -2.0]), 1.0),
        (np.array([0.6, -0.2]), np.array([1.5, 0.5]), 0.3),  # a target between 0 and 1
        (np.array([0.5, 0.5, 0.5, 0.5]), np.array([1.0, 0.0, -2.5, 0.25]), 0.9),
    ]:
        w.setflags(write=False)
        x.setflags(write=False)
        z = w @ x
        s = 1 / (1 + np.exp(-z))
        again = 1 / (1 + np.exp(-s))
        slope = s * (1 - s)
        each = 1 / (1 + np.exp(-w * x))
        right = (s - y) * slope * x
        wrong = {"of_w": (s - y) * slope * w, "slope_of_z": (s - y) * z * (1 - z) * x} if z else {}
        test(sigmoid_sse_grad, w, x, y).equals(
            right,
            shown=[-0.125] if len(w) == 1 else [0.219420380290436, 0.0731401267634788],
            slide_sign=-right,
            no_slope=(s - y) * x,
            minus_no_slope=(y - s) * x,
            twice=2 * right,
            sigmoid_twice=(s - y) * again * (1 - again) * x,
            linear=(z - y) * x,
            linear_error=(z - y) * slope * x,
            no_error=slope * x,
            tanh_slope=(s - y) * (1 - s**2) * x,
            squared_error=(s - y) ** 2 * slope * x,
            half=right / 2,
            no_x=(s - y) * slope,
            no_one_minus=(s - y) * s * x,
            minus_z=(1 - s - y) * slope * x,
            elementwise=(each - y) * each * (1 - each) * x,
            **wrong,
        )
    for score in (1000.0, -1000.0):
        for y in (0, 1):
            w, x = np.array([score, 0.5]), np.array([1.0, -2.0])
            test(sigmoid_sse_grad, w, x, y).equals([0.0, 0.0], exp_ratio=[np.nan, np.nan])
### END HIDDEN TESTS

# %% [markdown]
# ### Which way is down?
#
# Now all ten faces, with labels 0 and 1. Their gradients add up. We start at bad weights, $w = (1,
# -1)$, and walk straight on: once against your gradient, and once as the slide's sign says.
#
# **Predict:** what does the loss do on each of the two walks? Does it fall for ever?

# %%
def walk(direction, distances):
    """Losses of the sigmoid unit on a straight walk from w = (1, −1)."""
    points = np.array([1.0, -1.0]) + distances[:, None] * direction / np.linalg.norm(direction)
    return np.sum((labels - sigmoid(points @ X_face.T)) ** 2, axis=1) / 2


labels = (y_face + 1) / 2  # 0 for sad, 1 for happy
start, distances = np.array([1.0, -1.0]), np.linspace(0.0, 6.0, 61)
g = np.sum([sigmoid_sse_grad(start, x, y) for x, y in zip(X_face, labels, strict=True)], axis=0)
walks = {"against your gradient": walk(-g, distances), "with the slide's sign": walk(g, distances)}
for i in (0, 20, 40, 51, 60):
    down, up = (losses[i] for losses in walks.values())
    print(f"distance {distances[i]:.1f}: against your gradient {down:.4f}, slide's sign {up:.4f}")
LinesDisplay.from_lines(
    distances, walks, xlabel="distance from the start", ylabel="loss of ten faces"
)

# %% [markdown]
# **What you saw.** Against your gradient the loss falls from 2.8 to about 0.54; with the lost minus
# it climbs. But the walk in a straight line does not get better for ever: after a distance of 5.1
# the loss rises again, so slowly that only the numbers show it. The gradient was computed at the
# start and is true near the start. That is why training takes many small steps, each with a new
# gradient.
#
# ### Stuck
#
# "The sigmoid's slope is never zero", we said, on paper. Let us look at one example with $y = 1$,
# and compare the squared loss $\frac12 (1 - \sigma(z))^2$ with the cross-entropy $-\log \sigma(z)$.
#
# **Predict:** for which of the two losses is the slope large when the unit is completely wrong,
# $z = -8$?

# %%
z = np.linspace(-10.0, 6.0, 161)
losses = {
    "squared error": (1 - sigmoid(z)) ** 2 / 2,
    "cross-entropy": np.array([bce_with_logits(np.array([k]), np.array([1.0])) for k in z]),
}
slopes = {label: np.abs(np.gradient(loss, z, edge_order=2)) for label, loss in losses.items()}
at = np.argmin(np.abs(z + 8))
for label in losses:
    print(f"z = −8: {label:13} loss {losses[label][at]:.3f}, slope {-slopes[label][at]:.5f}")
LinesDisplay.from_lines(z, slopes, xlabel="z", ylabel="size of the slope for y = 1", yscale="log")

# %% [markdown]
# **What you saw.** At $z = -8$ the unit could not be more wrong. The cross-entropy has a slope of
# nearly −1 there. That of the squared error is −0.00034, three thousand times smaller: the factor
# $\sigma(z)(1 - \sigma(z))$ is nearly 0, because the sigmoid is flat there: it is **saturated**. So
# the loss hardly moves, as if the training were over. In the cross-entropy, the log undoes the
# exponential of the sigmoid, and the slope stays alive. This is why we train sigmoids with
# cross-entropy.
#
# ## 6 · Comparing distributions
#
# **And if there are more than two answers?** Then a model gives a **probability distribution**: one
# probability for each of K outcomes that exclude each other, with the sum 1. (How scores become
# such probabilities is the subject of the last lecture; it is called softmax.) The label can be
# written in the same form. In its **one-hot** encoding a single entry is 1 and all the others are
# 0: the digit 2 of ten digits is 0010000000. We need a loss that compares two distributions.
#
# The **entropy** says how hard it is to guess what comes next:
#
# $$H(p) = -\sum_{k=1}^{K} p_k \log p_k$$
#
# An outcome of probability $p_k$ surprises us by $-\log p_k$; the entropy is the mean surprise. The
# **cross-entropy** is our mean surprise if outcomes come from $p$ but we believe in $q$:
#
# $$H(p, q) = -\sum_{k=1}^{K} p_k \log q_k$$
#
# Outcomes that never happen do not count: $0 \cdot \log 0$ is taken as 0. But an outcome that does
# happen, $p_k > 0$, and that $q$ calls impossible, $q_k = 0$, is an infinite surprise: then
# $H(p, q) = \infty$.
#
# The slide's example: $p$ is one-hot with K = 4, and $q$ gives ¼ to everything. Then
# $H(p, q) = -\log \frac14 = 1.39$.
#
# ### Exercise 6 · `cross_entropy` (4 minutes)
#
# Write the cross-entropy with natural logarithms (its unit is then called **nat**). Mind the zeros:
# in NumPy `np.log(0)` is −∞, and `0 * np.log(0)` is NaN. (`math.log(0)` raises an error.)

# %% solution="cross_entropy"
def cross_entropy(p, q):
    """Return the cross-entropy of q under p in nats, one number; infinity is possible.

    p: the true distribution, shape (K,).
    q: the distribution that we believe in, shape (K,).
    """
    ### BEGIN SOLUTION
    happens = p > 0
    with np.errstate(divide="ignore"):  # log(0) = −∞ is what we want here
        return -np.sum(p[happens] * np.log(q[happens]))
    ### END SOLUTION

# %% grade="cross_entropy-public" points=1
@check.public("cross_entropy")
def public_checks_of_cross_entropy(test):
    p, u = np.array([0.5, 0.25, 0.125, 0.125]), np.full(4, 0.25)
    test(cross_entropy, p, np.array([0.1, 0.2, 0.3, 0.4])).equals(
        1.81868496663056,
        swapped=1.80218266945586,
        log2=2.62380778229722,
        log10=0.789844845328051,
        sign=-1.81868496663056,
        mean=0.454671241657640,
        entropy_p=1.21300756597990,
        entropy_q=1.27985422583367,
        kl=0.605677400650655,
        no_weights=6.03228654162824,
        binary=2.79778588468276,
        log_of_dot=1.67397643357167,
    )
    # One-hot against uniform: the slide's 1.39, which is log 4. It is not symmetric.
    one_hot = np.array([0.0, 0.0, 1.0, 0.0])
    test(cross_entropy, one_hot, u).equals(1.38629436111989, swapped=np.inf, log2=2.0)
    test(cross_entropy, p, u).equals(1.38629436111989, swapped=1.55958115625988)
    test(cross_entropy, u, p).equals(1.55958115625988, swapped=1.38629436111989)
    # Outcomes that never happen do not count.
    test(cross_entropy, one_hot, np.array([0.0, 0.2, 0.8, 0.0])).equals(
        0.223143551314210, nan_at_zero=np.nan
    )
    # An outcome that happens, but is called impossible.
    answer = test(cross_entropy, np.array([0.5, 0.5]), np.array([1.0, 0.0]))
    test.require(not np.isfinite(answer.value), "finite")
    answer.equals(np.inf)

# %% grade="cross_entropy-hidden" points=2
# Hidden checks of cross_entropy: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("cross_entropy")
def hidden_checks_of_cross_entropy(test):
    rng = np.random.default_rng(16)
    many = rng.dirichlet(np.ones(300), size=2)
    for p, q in [
        (np.array([0.2, 0.3, 0.5]), np.array([0.6, 0.3, 0.1])),
        (np.array([0.7, 0.3]), np.array([0.4, 0.6])),
        (many[0], many[1]),
        (np.array([0.3, 0.0, 0.7]), np.array([0.25, 0.35, 0.4])),
        (np.array([0, 1, 0]), np.array([0.2, 0.5, 0.3])),  # integers
        (np.array([0.0, 0.6, 0.4]), np.array([0.0, 0.1, 0.9])),  # impossible for both
        (np.array([1, 0, 0, 0, 0]), np.array([0.125, 0.0, 0.5, 0.375, 0.0])),
        (np.array([0.1, 9.0, 0.2, 9.0, 0.7])[::2], np.array([0.5, 0.375, 0.125])[::-1]),  # strided
        (np.array([0.5, 0.25, 0.25]), np.array([0.5, 0.25, 0.25])),  # itself: the entropy
    ]:
        p.setflags(write=False)
        q.setflags(write=False)

        def mean_surprise(a, b, skip):
            return -np.sum(a[skip > 0] * np.log(b[skip > 0]))

        right = mean_surprise(p, q, p)
        own = mean_surprise(p, p, p)
        wrong = {
            "log2": right / np.log(2),
            "log10": right / np.log(10),
            "sign": -right,
            "mean": right / len(p),
            "no_weights": -np.sum(np.log(q)),
            "binary": right + mean_surprise(1.0 - p, 1.0 - q, 1.0 - p),
            "log_of_dot": -np.log(p @ q),
        }
        if not np.array_equal(p, q):
            wrong |= {"entropy_p": own, "entropy_q": mean_surprise(q, q, q)}
            wrong |= {"swapped": -np.sum(np.where(q > 0, q * np.log(p), 0.0))}
            wrong |= {"kl": right - own} if own > 0 else {}
        else:
            wrong["kl"] = 0.0
        if np.any((p == 0) & (q == 0)):
            wrong["nan_at_zero"] = np.nan
        if np.count_nonzero(p) == 1:
            del wrong["log_of_dot"]  # the same for a one-hot p
        test(cross_entropy, p, q).equals(right, shown=1.81868496663056, **wrong)
    # Certain and right: no surprise at all.
    test(cross_entropy, np.array([1, 0, 0]), np.array([1, 0, 0])).equals(0.0, nan_at_zero=np.nan)
    # One outcome only.
    test(cross_entropy, np.array([1.0]), np.array([1.0])).equals(0.0)
    # Called impossible, and it happens; in the last case an outcome is impossible for both.
    for p, q, naive in [
        ([0.25, 0.25, 0.5], [0.5, 0.5, 0.0], np.inf),
        ([0, 1, 0], [0.5, 0.0, 0.5], np.inf),
        ([0.5, 0.0, 0.5], [0.0, 0.0, 1.0], np.nan),
    ]:
        answer = test(cross_entropy, np.array(p), np.array(q))
        test.require(not np.isfinite(answer.value), "finite")
        answer.equals(np.inf, nan_at_zero=naive)
    # A tiny q is not 0: no rounding.
    test(cross_entropy, np.array([0.25, 0.75]), np.array([1e-200, 1.0])).equals(
        50 * np.log(10.0)
    )
### END HIDDEN TESTS

# %% [markdown]
# ### Entropies and cross-entropies
#
# **Predict:** the next cell compares four distributions with the **uniform** one, $u$, which gives
# ¼ to each of the four outcomes. Which of them has the largest entropy? Is $H(p, u)$ the same as
# $H(u, p)$?

# %%
u = np.full(4, 0.25)
print("distribution p                     H(p)     H(p, u)  H(u, p)")
for p in ([1, 0, 0, 0], [0.5, 0.25, 0.125, 0.125], [0.7, 0.1, 0.1, 0.1], [0.25, 0.25, 0.25, 0.25]):
    p = np.array(p)
    row = cross_entropy(p, p) + 0.0, cross_entropy(p, u), cross_entropy(u, p)
    print(f"{p!s:32} {row[0]:8.4f} {row[1]:8.4f} {row[2]:8.4f}")

# %% [markdown]
# **What you saw.** The uniform distribution has the largest entropy, $\log 4 = 1.3863$; the one-hot
# has entropy 0, nothing is left to guess. $H(p, u)$ is $\log 4$ for every $p$, since $u$ is equally
# surprised by everything. $H(u, p)$ is something else, and even infinite for the one-hot $p$, which
# calls three outcomes impossible that $u$ expects. Cross-entropy is **not symmetric**.
#
# *A small correction: the slides call cross-entropy a measure of the similarity of two
# distributions. It is small when they are alike, so it measures dissimilarity. And where they say
# that entropy measures skewedness: it is large when the distribution is even, small when it is
# skewed.*
#
# **Predict:** we keep $p = (0.5, 0.25, 0.125, 0.125)$ and let $q$ go along a straight line, from
# $p$ reversed, through $p$ itself (at 0), and on. Where is $H(p, q)$ smallest?

# %%
p = np.array([0.5, 0.25, 0.125, 0.125])
away = np.linspace(-0.3, 1.0, 66)
mixed = p + away[:, None] * (p[::-1] - p)
curve = [cross_entropy(p, q) for q in mixed]
LinesDisplay.from_lines(
    away,
    {"cross-entropy H(p, q)": curve, "entropy H(p)": np.full(66, cross_entropy(p, p))},
    xlabel="how far q is from p (1: p reversed)",
    ylabel="nats",
)

# %% [markdown]
# **What you saw.** At 0, where $q = p$. There the cross-entropy is the entropy of $p$, and it is
# larger everywhere else. So a model that makes the cross-entropy small is pulled towards the true
# distribution.
#
# Now we see why the losses of this notebook share a name. With a one-hot label only one term is
# left, $H(p, q) = -\log q_y$, where $y$ is the right class: the negative log-likelihood. And the
# loss of part 2 is the cross-entropy of two distributions over two outcomes, $(1 - y_i, y_i)$ and
# $(1 - \sigma(f_i), \sigma(f_i))$, summed over the examples.
#
# ## 7 · Homework post-mortem
#
# **Why does my training not work?** After a homework with a sigmoid on a linear model, many
# students saw one of these: bad predictions, a loss that hardly moves, a loss that goes up, a loss
# of NaN or infinity, sometimes at the very first step. We can explain all of them now.
#
# ### NaN
#
# On paper $0 < \sigma(z) < 1$ for every finite $z$. A computer keeps about 16 digits.
#
# **Predict:** from which $z$ on is `sigmoid(z)` exactly 1?

# %%
for z in (10.0, 30.0, 36.0, 36.7, 36.8, 40.0):
    s = float(sigmoid(np.array([z]))[0])
    paper = np.exp(-z) / (1 + np.exp(-z))
    print(f"z = {z:4}: 1 − σ(z) is {paper:.2e} on paper, {1 - s:.2e} here; σ(z) == 1 is {s == 1}")

# %% [markdown]
# **What you saw.** From about 36.8 on, $\sigma(z)$ is exactly 1, the log of $1 - \sigma(z)$ is −∞,
# and $0 \cdot (-\infty)$ is NaN. One such example makes the whole sum NaN, and all weights after
# the next step.
#
# **Predict:** 20 inputs like the gray values of a picture, between 0 and 255, and random weights,
# normal with $\sigma = 1$. How many of 50 examples have a score beyond ±36.8 before any training?
# And if we divide the inputs by 255?

# %%
rng = np.random.default_rng(5)
pictures, weights = rng.integers(0, 256, (50, 20)), rng.normal(0.0, 1.0, 20)
answers = rng.integers(0, 2, 50)
for name, inputs in {"0 to 255": pictures, "0 to 1": pictures / 255}.items():
    f = inputs @ weights
    print(f"inputs {name:8}: {np.sum(np.abs(f) > 36.8)} of 50 scores beyond ±36.8; "
          f"loss on paper {bce_on_paper(f, answers):.4g}, yours {bce_with_logits(f, answers):.4g}")

# %% [markdown]
# **What you saw.** With gray values up to 255 almost all scores, 46 of 50, are too large for the
# formula on paper: its loss is NaN before the first step. Yours is a number, 8981. That is no good
# loss either: the model is very sure of itself, and often wrong. With inputs from 0 to 1 no score
# is extreme, and the two losses agree. So: use a stable loss, *and* bring the inputs to a sensible
# size.
#
# ### Going up
#
# A loss can go up for two reasons: the sign of the gradient is wrong (part 5), or the step is too
# long.
#
# **Predict:** a linear unit learns the rent of a flat from its size, 30 to 120 square meters. We
# move against the gradient, by a distance of 0.001, 0.01, … Which distances make the loss smaller?

# %%
size = np.array([30.0, 45.0, 60.0, 80.0, 120.0])
rent = np.array([0.5, 0.8, 0.9, 1.3, 1.9])  # in thousands
X_flat = np.column_stack([np.ones(5), size])
w = np.array([0.0, 0.0])
g = np.array(linear_half_mse_grad(w, X_flat, rent))
downhill = -g / np.linalg.norm(g)
print(f"gradient at w = (0, 0): {np.round(g, 2)}, loss {np.mean(rent**2) / 2:.4f}")
for distance in (0.001, 0.01, 0.02, 0.04, 0.1, 1.0):
    moved = w + distance * downhill
    print(f"distance {distance:<5}: loss {np.mean((rent - X_flat @ moved) ** 2) / 2:.4f}")

# %% [markdown]
# **What you saw.** Up to a distance of 0.02 the loss falls, to 0.045. At 0.04 it is higher than at
# the start, and at a distance of 1 it is 2646. Here the loss bends strongly, because the sizes are
# numbers near 100, so very short steps are needed. Note that the gradient's length, 87, does not
# say how far we may go. How long a step may be is a main subject of the next lecture.
#
# | symptom | likely cause | look at |
# |---|---|---|
# | bad predictions, small loss | the loss is not the number of mistakes (part 3) | both numbers |
# | stuck | slope nearly 0: a saturated sigmoid with a squared loss, or a loss with flat pieces | the gradient's size; the loss for the task |
# | improves very slowly | steps too short, inputs of very different sizes | the learning rate; scale the inputs |
# | goes up | a lost minus, or steps too long | the gradient's sign, at one example by hand; then shorter steps |
# | NaN after a while | scores that grew beyond what the formula bears | a loss from scores, such as yours |
# | NaN at once | the same before any training: inputs or first weights too large | the scores themselves |
#
# PyTorch has a loss like yours under nearly the same name, `BCEWithLogitsLoss`. It takes the
# scores. (Mind that it takes the mean of the examples by default.)
#
# ## Summary
#
# - A **loss** is one number that is small when the predictions are good. The **negative
#   log-likelihood** turns a probability model into a loss; over examples and outputs it adds up.
# - Normal distribution with a fixed σ: **squared errors**. Yes or no: **binary cross-entropy** of a
#   sigmoid. Many classes: **cross-entropy** with a one-hot label, which is $-\log q_y$.
# - Counting mistakes is flat almost everywhere. A loss for training has a slope that is neither 0
#   nor huge.
# - The **gradient** follows by the chain rule. For a linear unit it is the mean of
#   $(\hat y - y)\, x$, for a sigmoid unit with squared loss there is one more factor,
#   $\sigma(z)(1 - \sigma(z))$, which is nearly 0 where the unit is sure, even if it is wrong.
# - Take logs by hand, from the scores. Then nothing overflows, underflows or becomes NaN.
#
# ReLU, $\max(0, z)$, and softplus, $\log(1 + e^z)$, are two other choices of a unit; there are many
# more, of units and of losses. Choose the loss for the problem: it can make the difference between
# a problem that can be learned and one that cannot.
#
# ## Reading
#
# - Simon J. D. Prince, *Understanding Deep Learning*: chapter 5 on loss functions; chapter 6 on
#   fitting models goes on from here.
# - Christopher M. Bishop, *Pattern Recognition and Machine Learning*: section 1.2 on the normal
#   distribution and likelihood, section 4.3 on logistic regression.
# - Claude E. Shannon, "A Mathematical Theory of Communication", *Bell System Technical Journal*,
#   1948: where entropy comes from.
# - David E. Rumelhart, Geoffrey E. Hinton and Ronald J. Williams, "Learning representations by
#   back-propagating errors", *Nature*, 1986: sigmoid units trained with squared errors.
