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
# # Softmax and SVM
#
# A **classifier** sorts inputs into **classes**: is this a picture of a cat, a car or a frog? Ours
# gives each class a score, and the highest score wins. How do scores become a loss that we can
# descend? There are two famous answers. The **SVM loss** wants the right class to win by a margin.
# The **softmax loss** turns the scores into probabilities first. In this notebook we write both,
# with their gradients, and train a classifier with each.
#
# **What you will be able to do**
#
# - compute the SVM loss and the softmax loss of any table of scores, and say what they have in
#   common and what not;
# - turn scores into probabilities without ever dividing infinity by infinity;
# - say why weights need a penalty, and what it does to training;
# - derive the gradients of both losses, check them, and train with them;
# - follow the chain rule through a graph, node by node.
#
# **Time.** The six exercises take about 30 minutes together. Reading and playing take about as
# long again. The seventh and the eighth exercise, marked ★, are extra credit.
#
# **How to work.** Go from top to bottom and run each cell with Shift+Enter. Before each picture or
# table there is a question: guess first, then run. In an exercise, replace
# `raise NotImplementedError()` with your code. The demos call *your* functions, so until an
# exercise is written, the demos after it stop with `NotImplementedError`, or say which function to
# write first. Four pictures have sliders: move them, also with the arrow keys. You may change the
# demo cells and add cells anywhere.
#
# **How the checks speak.** After each exercise there is a public check. If it passes, it says
# "public checks passed". If not, it says what your function returned, what was expected and, where
# it can tell, which mistake it is. A passed public check is a good sign, not a proof: hidden checks
# try your function on other data when your work is graded, such as integers, a single example or
# scores of ±1000. All your functions return something new and leave their arguments as they are.

# %% [markdown]
# ## Notation
#
# | symbol | in code | meaning |
# |---|---|---|
# | $X$, $x_i$ | `X`, shape (N, D) | the inputs, one row per example; there are N examples |
# | $y_i$ | `y`, shape (N,) | the class of example $i$, a whole number from 0 to C − 1 |
# | $W$ | `W`, shape (C, D) | the **weights**, one row per class; there are C classes |
# | $S$, $s_{ij}$ | `S`, shape (N, C) | the **scores** $S = XW^T$, one row per example |
# | $P$, $p_{ij}$ | `P`, shape (N, C) | probabilities, one row per example |
# | $Y$ | `Y`, shape (N, C) | the classes **one-hot**: 1 in column $y_i$ of row $i$, else 0 |
# | $L_i$, $L$ | | the loss of example $i$; the mean of them, the **data loss** |
# | $R(W)$, $\lambda$ | `lam` | a **penalty** on the weights, and its strength |
# | $\alpha$ | `alpha` | the **learning rate** |
# | $\sigma(z)$ | | the **sigmoid** $1/(1 + e^{-z})$ |
#
# Where we look at one example only, we leave out the index $i$: its scores are
# $s = (s_0, \dots, s_{C-1})$, and $s_y$ is the score of its right class. All logarithms are
# natural. The **gradient** of a loss with respect to a table of numbers is the table of its partial
# derivatives: it has the same shape, and each entry says how fast the loss changes with that
# number. To **train** is to change the weights step by step against the gradient, so that the loss
# falls.
#
# The next cell imports what we need, once and for all. It is locked, because the checks rely on
# it.

# %% locked="setup"
import numpy as np

from dl4ds_utils import check, data, models
from dl4ds_utils.explorers import (
    explore_right_score,
    explore_scale,
    explore_scores,
    explore_training,
)
from dl4ds_utils.views import BarsDisplay, FitDisplay, LinesDisplay

S_pic, y_pic, names = data.score_table()  # three pictures, three classes
X_dots, y_dots = data.three_groups()

# %% [markdown]
# ## 1 · From scores to a loss
#
# **Which class does this picture show?** To a program a picture is a long row of numbers $x$. A
# **linear classifier** gives each class a score, $f(x, W) = Wx$, and answers with the class of the
# highest one. (For all examples at once that is $S = XW^T$.) We can look at it in three ways.
# *In algebra* each score is a sum of weighted inputs. *Seen as pictures*, each row of $W$ is a
# template, and the score says how well the input fits it. *In geometry*, straight borders cut the
# space of all inputs into regions, one per class. If the last input is always 1, the last
# column of $W$ holds the **intercepts**, one constant per class that is added to its score.
#
# Here are three pictures, ten classes, and the scores that some $W$ gives.
#
# **Predict:** which of the three pictures does this $W$ classify right?

# %%
S_ten, y_ten, ten_names = data.ten_class_table()
print("picture of   " + "".join(f"{ten_names[k]:>12}" for k in y_ten))
for k, name in enumerate(ten_names):
    print(f"{name:10}   " + "".join(f"{score:12.2f}" for score in S_ten[:, k]))
print("the winner   " + "".join(f"{ten_names[k]:>12}" for k in S_ten.argmax(axis=1)))

# %% [markdown]
# **What you saw.** Only the automobile wins. The cat is taken for a dog, and the frog has one of
# the lowest scores of all in its own picture. This $W$ is bad, but *how* bad? We need two things:
#
# 1. a **loss**, one number that says how unhappy we are with the scores;
# 2. a way to find weights that make it small: **optimization**.
#
# As always, the loss of the data is the mean of the losses of the examples:
#
# $$L = \frac{1}{N} \sum_{i=1}^{N} L_i\bigl(f(x_i, W), y_i\bigr)$$
#
# (We could also try random weights and keep the best ones: random search, from the lecture on
# gradient descent. A slide reports what a thousand tries reach on ten classes: 15.5 % of the
# answers are right, where guessing gives 10 %.)
#
# From now on we use a smaller table: three pictures, three classes. *On the slides each
# picture is a column; in our tables each picture is a row.*
#
# | picture of | cat | car | frog |
# |---|---|---|---|
# | a cat | **3.2** | 5.1 | −1.7 |
# | a car | 1.3 | **4.9** | 2.0 |
# | a frog | 2.2 | 2.5 | **−3.1** |
#
# ## 2 · The SVM loss
#
# **When are we happy with the scores?** The idea of the **support vector machine** (SVM): the right
# class must beat each other class by at least 1. This distance is the **margin**. Where a class $j$
# comes closer than that, or wins, we pay for what is missing:
#
# $$L_i = \sum_{j \neq y_i} \begin{cases} 0 & \text{if } s_{y_i} \ge s_j + 1 \\
# s_j - s_{y_i} + 1 & \text{otherwise} \end{cases}
# \;=\; \sum_{j \neq y_i} \max(0,\; s_j - s_{y_i} + 1)$$
#
# Its graph looks like a hinge, so it is called **hinge loss**. For the picture of the cat:
#
# $$L_0 = \max(0,\, 5.1 - 3.2 + 1) + \max(0,\, -1.7 - 3.2 + 1)
# = \max(0, 2.9) + \max(0, -3.9) = 2.9$$
#
# ### Exercise 1 · `hinge_losses` (5 minutes)
#
# Return the hinge loss of each example. The sum leaves out the right class. For the table above
# the losses are 2.9, 0 and 12.9, with the mean 5.27. A loop over the examples is fine. Without a
# loop, `S[np.arange(len(y)), y]` picks the score of the right class from each row.

# %% solution="hinge_losses"
def hinge_losses(S, y):
    """Return the hinge loss of each example, shape (N,).

    S: scores, one row per example, shape (N, C).
    y: the right class of each example, whole numbers, shape (N,).
    """
    ### BEGIN SOLUTION
    rows = np.arange(len(y))
    missing = np.maximum(0.0, S - S[rows, y][:, None] + 1)
    missing[rows, y] = 0.0
    return missing.sum(axis=1)
    ### END SOLUTION

# %% grade="hinge_losses-public" points=1
@check.public("hinge_losses")
def public_checks_of_hinge_losses(test):
    S = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])  # the three pictures
    test(hinge_losses, S, np.array([0, 1, 2])).equals(
        [2.9, 0.0, 12.9],
        own_class=[3.9, 1.0, 13.9],
        over_c=[0.966666666667, 0.0, 4.3],
        over_others=[1.45, 0.0, 6.45],
        squared=[8.41, 0.0, 83.25],
        no_1=[1.9, 0.0, 10.9],
        minus_1=[0.9, 0.0, 8.9],
        no_max=[-1.0, -4.5, 12.9],
        max_last=[0.0, 0.0, 12.9],
        turned=[5.9, 8.5, 0.0],
        largest_only=[2.9, 0.0, 6.6],
        counted=[1.0, 0.0, 2.0],
        mean=5.26666666667,
        total=15.8,
        not_summed=[[0.0, 2.9, 0.0], [0.0, 0.0, 0.0], [6.3, 6.6, 0.0]],
        one_based=[13.7, 6.3, 0.7],
        columns=[0.0, 1.2, 8.5],
        in_a_row=[3.6, 6.1, 0.0],
        every_label=[2.0, 2.0, 2.0],
        down=[6.3, 9.5, 0.0],
        first_only=2.9,
    )
    # With scores twice as large, and with all scores zero.
    test(hinge_losses, 2 * S, np.array([0, 1, 2])).equals([4.8, 0.0, 23.8])
    test(hinge_losses, np.zeros((2, 5)), np.array([4, 0])).equals(
        [4.0, 4.0], first_three=[3.0, 2.0]
    )

# %% grade="hinge_losses-hidden" points=2
# Hidden checks of hinge_losses: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("hinge_losses")
def hidden_checks_of_hinge_losses(test):
    def table(S, y, plus=1.0):
        rows = np.arange(len(y))
        margins = S - S[rows, y][:, None] + plus
        others = np.ones(S.shape)
        others[rows, y] = 0.0
        return margins, others

    rng = np.random.default_rng(61)
    wide = rng.normal(0.0, 2.0, (9, 8))
    cases = [
        (np.array([[1.5, -0.25, 2.25], [0.5, 3.5, 1.75], [-1.0, 0.8, 0.3]]), np.array([2, 0, 1])),
        (rng.normal(0.0, 3.0, (40, 5)), rng.integers(0, 5, 40)),
        (np.array([[0.5, 2.25, -1.0, 1.75]]), np.array([3])),  # one example
        (np.array([[4, -2, 0, 3], [1, 1, -5, 2]]), np.array([3, 2])),  # integers
        (np.array([[1000.0, -1000.0, 999.5], [-1000.0, 0.25, 1000.0]]), np.array([1, 2])),
        (wide[::-3, ::2], np.array([2, 9, 0, 9, 3])[::2]),  # strided
        (np.array([[2.5], [-1.0]]), np.array([0, 0])),  # one class: nothing to lose against
        (np.full((3, 10), 0.001), np.array([0, 9, 4])),
    ]
    for S, y in cases:
        for array in (S, y):
            array.setflags(write=False)
        (n, c), (margins, others) = S.shape, table(S, y)
        pay = others * np.maximum(0.0, margins)
        right = pay.sum(axis=1)
        wrong = {
            "own_class": right + 1,
            "over_c": right / c,
            "over_others": right / max(1, c - 1),
            "squared": np.sum(pay**2, axis=1),
            "no_1": np.sum(np.maximum(0.0, table(S, y, 0.0)[0]), axis=1),
            "minus_1": np.sum(np.maximum(0.0, table(S, y, -1.0)[0]), axis=1),
            "no_max": np.sum(others * margins, axis=1),
            "max_last": np.maximum(0.0, np.sum(others * margins, axis=1)),
            "turned": np.sum(others * np.maximum(0.0, 2 - margins), axis=1),
            "largest_only": np.max(pay, axis=1),
            "counted": np.sum(pay > 0, axis=1),
            "mean": np.mean(right),
            "total": np.sum(right),
            "not_summed": pay,
            "first_three": np.sum(pay[:, :3], axis=1),
            "down": np.sum(pay, axis=0),
            "first_only": right[0],
        }
        if c > 1:
            lower, kept = table(S, y - 1)
            wrong["one_based"] = np.sum(kept * np.maximum(0.0, lower), axis=1)
        if n == c > 1:
            turned, rest = table(S.T, y)
            wrong["columns"] = np.sum(rest * np.maximum(0.0, turned), axis=1)
            in_a_row = np.maximum(0.0, S - S[np.arange(n), y] + 1)
            wrong["in_a_row"] = np.sum(others * in_a_row, axis=1)
            wrong["every_label"] = np.sum(others * np.maximum(0.0, S - S[:, y] + 1), axis=1)
        test(hinge_losses, S, y).equals(right, shown=[2.9, 0.0, 12.9], **wrong)
### END HIDDEN TESTS

# %% [markdown]
# ### Four questions about the hinge loss
#
# 1. What happens to the loss of the car's picture if its car score changes by ±0.1?
# 2. What are the smallest and the largest value of the loss?
# 3. At the start of training, $W$ is nearly 0, so all scores are nearly 0. What is the loss?
# 4. What if we took the mean over the classes instead of the sum?
#
# **Predict** the answers, then run.

# %%
losses = np.array(hinge_losses(S_pic, y_pic))
print(f"the three pictures  {np.round(losses, 2)}, mean {losses.mean():.4f}")
for change in (-0.1, 0.1, -2.0):
    S_new = S_pic + change * np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]])
    print(f"car score {change:+.1f}      {np.round(hinge_losses(S_new, y_pic), 2)}")
for c in (3, 10, 1000):
    print(f"all scores 0, C = {c:<4}  {hinge_losses(np.zeros((1, c)), np.array([0]))[0]:.0f}")
print(f"mean over classes   {np.round(losses / 3, 4)}, mean {losses.mean() / 3:.4f}")
print(f"the ten classes     {np.round(hinge_losses(S_ten, y_ten), 2)}")

# %% [markdown]
# **What you saw.** (1) Nothing: the car wins by 2.9 and needs only 1. Only a large change costs
# something. (2) The smallest loss is 0, and there is no largest one. (3) C − 1: each of the other
# classes lacks the whole margin. This is a good test of a new program: is the first loss near
# C − 1? (4) The loss is divided by C, and the best weights stay the same.
#
# *A small correction: the slide answers question 4 with "no difference". That is so as long as the
# data loss stands alone. In the next part we add a penalty $\lambda R(W)$. The data loss is then C
# times smaller and the penalty is not, so the same λ counts C times as much.*
#
# ## 3 · Many weights, one loss
#
# **Suppose we found a $W$ with loss 0. Is it the only one?** Let us double all the weights: all
# scores double as well.
#
# **Predict:** what happens to the three losses 2.9, 0 and 12.9 if $W$ becomes $2W$?

# %%
for k in (1, 2, 10, 1e7):
    print(f"scores times {k:<8g}  {np.array2string(np.array(hinge_losses(k * S_pic, y_pic)))}")

# %% [markdown]
# **What you saw.** The car's loss stays 0: if $W$ beats all margins, so do $2W$ and $10^7 W$. So
# the $W$ is not unique. For pictures that are classified wrong, the loss grows with the scale. How
# do we choose between $W$, $2W$ and $10^7 W$?
#
# ### Simple is better
#
# The same question comes up when we fit curves. Here are eleven points of a parabola, with some
# noise. We fit them with polynomials of degree 10, $\sum_k w_k x^k$ with $k = 0, \dots, 10$: eleven
# weights for eleven points. Each of the three curves minimizes the mean squared error, which is the
# mean of (curve − data)², *plus* $\lambda \sum_k w_k^2$. Only $\lambda$ differs.
#
# **Predict:** which curve hits the points best? Which one would you trust between them?

# %%
x_bent, y_bent = data.bent_points()
powers = np.vander(x_bent, 11, increasing=True)  # 1, x, x², …, x¹⁰
fits = {}
for lam in (0.0, 0.003, 1.0):
    A = powers.T @ powers / 11 + lam * np.eye(11)  # the minimum, where the gradient is 0
    w = np.linalg.solve(A, powers.T @ y_bent / 11)
    error = np.mean((powers @ w - y_bent) ** 2)
    print(f"λ = {lam:<5g}  mean squared error {error:.4f}   Σ w² = {w @ w:.2f}")
    fits[f"λ = {lam:g}"] = lambda x, w=w: np.vander(x, 11, increasing=True) @ w
FitDisplay.from_models(x_bent, y_bent, fits)

# %% [markdown]
# **What you saw.** Without a penalty the curve hits every point, and between the points it swings
# wildly: it has learned the noise, it **overfits**, and its weights are huge. With
# $\lambda = 0.003$ the curve misses most points a little and is close to a parabola. With
# $\lambda = 1$ the weights are too small to follow the data at all. The penalty balances the fit
# against the simplicity of the curve.
#
# To add such a penalty to the loss is called **regularization**:
#
# $$L(W) = \underbrace{\frac{1}{N} \sum_{i=1}^{N} L_i(f(x_i, W), y_i)}_{\text{data loss}} \;+\;
# \underbrace{\lambda R(W)}_{\text{penalty}}$$
#
# The data loss wants the predictions to fit the training data. The penalty keeps the weights from
# doing this *too* well. Its strength $\lambda$ is a **hyperparameter**: we choose it, training does
# not. Three simple penalties:
#
# $$\text{L2: } \sum_{k,l} W_{kl}^2 \qquad \text{L1: } \sum_{k,l} |W_{kl}| \qquad
# \text{elastic net: } \sum_{k,l} \bigl(\beta W_{kl}^2 + |W_{kl}|\bigr)$$
#
# (Deep networks have more of them: dropout, batch and layer normalization, stochastic depth,
# fractional pooling.)
#
# **Predict:** for the input $x = (1, 1, 1, 1)$ the three rows of weights below all give the score
# 1. Which row does each penalty like best?

# %%
for row in ([1.0, 0.0, 0.0, 0.0], [0.5, 0.5, 0.0, 0.0], [0.25, 0.25, 0.25, 0.25]):
    w, beta = np.array(row), 1.0
    penalties = np.sum(w**2), np.sum(np.abs(w)), np.sum(beta * w**2 + np.abs(w))
    print(f"w = {w}   L2 {penalties[0]:.2f}   L1 {penalties[1]:.2f}   elastic {penalties[2]:.2f}")

# %% [markdown]
# **What you saw.** L2 likes weights that are spread over all inputs. L1 does not care how they are
# spread. (Its slope does not get smaller near 0, so it sets weights to exactly 0 where they hardly
# help.) The elastic net is a mixture of both; $\beta$ is the weight of its L2 part, here 1.
#
# For training we need the penalty *and* its gradient with respect to $W$. Each weight counts with
# its square, so
#
# $$\lambda R(W) = \lambda \sum_{k,l} W_{kl}^2, \qquad
# \frac{\partial\, \lambda R}{\partial W_{kl}} = 2 \lambda W_{kl} .$$
#
# *Two small corrections: one deck adds $\sum_k w_k^2$ without the factor λ, and then nobody can
# choose the strength. On another slide the formula has the mean over the examples, but the code
# adds up their losses: it lacks the division by N.*
#
# ### Exercise 2 · `l2` (3 minutes)
#
# Return both, the penalty $\lambda R(W)$ and its gradient, as a pair `loss, grad`. All entries of
# $W$ count.

# %% solution="l2"
def l2(W, lam):
    """Return the L2 penalty, a number, and its gradient, shape (C, D), as a pair.

    W: weights, shape (C, D).
    lam: strength of the penalty, a number.
    """
    ### BEGIN SOLUTION
    return lam * np.sum(W**2), 2 * lam * W
    ### END SOLUTION

# %% grade="l2-public" points=1
@check.public("l2")
def public_checks_of_l2(test):
    W = np.array([[1.0, -2.0, 0.5], [3.0, 0.0, -1.5]])
    test(l2, W, 0.2).equals(
        (3.3, [[0.4, -0.8, 0.2], [1.2, 0.0, -0.6]]),
        grad_half=(3.3, [[0.2, -0.4, 0.1], [0.6, 0.0, -0.3]]),
        both_half=(1.65, [[0.2, -0.4, 0.1], [0.6, 0.0, -0.3]]),
        loss_half=(1.65, [[0.4, -0.8, 0.2], [1.2, 0.0, -0.6]]),
        no_lam=(16.5, [[2.0, -4.0, 1.0], [6.0, 0.0, -3.0]]),
        no_lam_grad=(3.3, [[2.0, -4.0, 1.0], [6.0, 0.0, -3.0]]),
        no_lam_loss=(16.5, [[0.4, -0.8, 0.2], [1.2, 0.0, -0.6]]),
        lam_squared=(0.66, [[0.08, -0.16, 0.04], [0.24, 0.0, -0.12]]),
        lam_squared_loss=(0.66, [[0.4, -0.8, 0.2], [1.2, 0.0, -0.6]]),
        absolute=(1.6, [[0.2, -0.2, 0.2], [0.2, 0.0, -0.2]]),
        absolute_loss=(1.6, [[0.4, -0.8, 0.2], [1.2, 0.0, -0.6]]),
        root=(0.812403840464, [[0.4, -0.8, 0.2], [1.2, 0.0, -0.6]]),
        mean=(0.55, [[0.4, -0.8, 0.2], [1.2, 0.0, -0.6]]),
        mean_both=(0.55, [[0.0666666666667, -0.133333333333, 0.0333333333333], [0.2, 0.0, -0.1]]),
        square_of_sum=(0.2, [[0.4, -0.8, 0.2], [1.2, 0.0, -0.6]]),
        minus=(3.3, [[-0.4, 0.8, -0.2], [-1.2, 0.0, 0.6]]),
        grad_squared=(3.3, [[0.4, 1.6, 0.1], [3.6, 0.0, 0.9]]),
        no_last_column=(2.8, [[0.4, -0.8, 0.0], [1.2, 0.0, 0.0]]),
        grad_summed=(3.3, 0.4),
        swapped=([[0.4, -0.8, 0.2], [1.2, 0.0, -0.6]], 3.3),
        loss_only=3.3,
        grad_only=[[0.4, -0.8, 0.2], [1.2, 0.0, -0.6]],
    )
    test(l2, W, 0.0).equals((0.0, np.zeros((2, 3))))

# %% grade="l2-hidden" points=2
# Hidden checks of l2: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("l2")
def hidden_checks_of_l2(test):
    rng = np.random.default_rng(62)
    table = rng.normal(0.0, 2.0, (6, 10))
    shown = [[0.4, -0.8, 0.2], [1.2, 0.0, -0.6]]
    for W, lam in [
        (np.array([[0.5, -1.5], [2.0, 0.75], [-0.25, 1.25]]), 0.3),
        (rng.normal(0.0, 1.0, (10, 31)), 0.01),
        (np.array([[3, -1, 2], [4, 0, -5]]), 0.7),  # integers
        (np.array([[3, -1], [4, -2]]), 3),
        (np.array([[-1.7]]), 1.1),  # one class, one input
        (np.array([[1.5, -0.5, 2.5, 4.0]]), 0.05),
        (table[::-2, ::3], 2.5),  # strided
        (np.array([[4e3, -2e3], [1e3, 5e3]]), 1e-3),
        (np.zeros((2, 2)), 0.4),
        (np.array([[0.5, -2.0], [1.0, 4.0]]), 0.0),
    ]:
        W.setflags(write=False)
        total, slope = lam * np.sum(W**2), 2 * lam * W
        test(l2, W, lam).equals(
            (total, slope),
            shown=(3.3, shown),
            grad_half=(total, slope / 2),
            both_half=(total / 2, slope / 2),
            loss_half=(total / 2, slope),
            no_lam=(np.sum(W**2), 2.0 * W),
            no_lam_grad=(total, 2.0 * W),
            no_lam_loss=(np.sum(W**2), slope),
            lam_squared=(lam * total, lam * slope),
            lam_squared_loss=(lam * total, slope),
            absolute=(lam * np.sum(np.abs(W)), lam * np.sign(W)),
            absolute_loss=(lam * np.sum(np.abs(W)), slope),
            root=(lam * np.sqrt(np.sum(W**2)), slope),
            mean=(lam * np.mean(W**2.0), slope),
            mean_both=(lam * np.mean(W**2.0), slope / W.size),
            square_of_sum=(lam * np.sum(W) ** 2, slope),
            minus=(total, -slope),
            grad_squared=(total, 2.0 * lam * W**2),
            no_last_column=(
                lam * np.sum(W[:, :-1] ** 2),
                np.column_stack([slope[:, :-1], np.zeros(len(W))]),
            ),
            grad_summed=(total, np.sum(slope)),
            swapped=(slope, total),
            loss_only=total,
            grad_only=slope,
        )
### END HIDDEN TESTS

# %% [markdown]
# ### The penalty chooses
#
# Back to the car and its scores $(1.3, 4.9, 2.0)$. Its input $x$ has length 1, and the smallest
# weights that give these scores are $W = s\,x^T$, with $\sum W^2 = \sum_j s_j^2 = 29.7$. We scale
# $W$ by $k$.
#
# **Predict:** without a penalty all $k$ from 0.345 on have loss 0. Which one is best with
# $\lambda = 0.1$? And if we take the mean over the classes?

# %%
k = np.linspace(0.0, 1.0, 201)
car, own = S_pic[1:2], np.array([1])
hinge = np.array([hinge_losses(scale * car, own)[0] for scale in k])
penalty = np.array([l2(scale * car.T, 0.1)[0] for scale in k])  # sum of k² s², as in k W
curves = {
    "hinge loss": hinge,
    "hinge loss + λR": hinge + penalty,
    "mean over classes + λR": hinge / 3 + penalty,
}
for label, curve in curves.items():
    print(f"{label:24} lowest at k = {k[curve.argmin()]:.3f}, where it is {curve.min():.3f}")
LinesDisplay.from_lines(k, curves, xlabel="scale k of the weights", ylabel="loss of the car")

# %% [markdown]
# **What you saw.** The hinge loss alone is 0 everywhere from 0.345 on and cannot choose. With the
# penalty there is one best scale, $k = 0.345$: the smallest weights that still keep all the
# margins. With the mean over the classes the data loss is three times smaller, the same λ weighs
# more, and the best weights are so small that they miss the margin to the frog. So the mean over
# the classes does make a difference.
#
# ## 4 · Probabilities
#
# **What if we want to know how sure the classifier is?** A score of 5.1 means little alone. (For an
# SVM one can fit probabilities to the scores afterwards, by **Platt scaling**.) The **softmax
# classifier**, also called multinomial logistic regression, gives them directly. One example has
# one of C classes, so we want numbers $p_0, \dots, p_{C-1}$ that are at least 0 and add up to 1: a
# **categorical distribution**. Scores can be any numbers. Two steps turn them into probabilities:
# $e^{s}$ is always positive, and then we **normalize**, that is, divide by the sum.
#
# $$p_j = \text{softmax}_j(s) = \frac{e^{s_j}}{\sum_{k} e^{s_k}}$$
#
# For the picture of the cat:
#
# | | cat | car | frog |
# |---|---|---|---|
# | score $s$, also called **logit** | 3.2 | 5.1 | −1.7 |
# | $e^s$, not yet normalized | 24.5 | 164.0 | 0.18 |
# | probability | 0.13 | 0.87 | 0.00 |
#
# **On a computer there is a trap.** $e^{1000}$ is infinity, and infinity divided by infinity is
# NaN. But only differences of scores count: if we subtract the same number from all scores of an
# example, numerator and denominator lose the same factor.
#
# $$\frac{e^{s_j - m}}{\sum_k e^{s_k - m}} = \frac{e^{-m} e^{s_j}}{e^{-m} \sum_k e^{s_k}} = p_j$$
#
# With $m = \max_k s_k$, the largest score *of this example*, the largest exponent is 0, and nothing
# overflows.
#
# ### Exercise 3 · `softmax` (5 minutes)
#
# Turn each row of scores into a row of probabilities. Scores of ±1000 must not give NaN.

# %% solution="softmax"
def softmax(S):
    """Return the probabilities of the classes, one row per example, shape (N, C).

    S: scores, one row per example, shape (N, C).
    """
    ### BEGIN SOLUTION
    E = np.exp(S - S.max(axis=1, keepdims=True))  # the largest exponent is 0: no overflow
    return E / E.sum(axis=1, keepdims=True)
    ### END SOLUTION

# %% grade="softmax-public" points=1
@check.public("softmax")
def public_checks_of_softmax(test):
    test(softmax, np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0]])).equals(  # the cat and the car
        [
            [0.129982539017, 0.869049535208, 0.000967925774561],
            [0.0252448834789, 0.923918164066, 0.0508369524555],
        ],
        columns=[
            [0.869891525637, 0.549833997312, 0.0241270214177],
            [0.130108474363, 0.450166002688, 0.975872978582],
        ],
        columns_mixed=[
            [0.845534734916, 0.5, 0.0198403057341],
            [0.154465265084, 0.5, 0.980159694266],
        ],
        all_together=[
            [0.0734319457148, 0.49095823774, 0.000546817083825],
            [0.0109831147274, 0.401962607715, 0.0221172770187],
        ],
        absolute=[[0.32, 0.51, 0.17], [0.158536585366, 0.59756097561, 0.243902439024]],
        no_exp=[
            [0.484848484848, 0.772727272727, -0.257575757576],
            [0.158536585366, 0.59756097561, 0.243902439024],
        ],
        not_divided=[
            [24.5325301971, 164.0219073, 0.182683524053],
            [3.66929666762, 134.289779685, 7.38905609893],
        ],
        shift_only=[
            [0.149568619223, 1.0, 0.00111377514784],
            [0.0273237224473, 1.0, 0.0550232200564],
        ],
        log=[
            [-2.0403551528, -0.1403551528, -6.9403551528],
            [-3.67913177829, -0.0791317782913, -2.97913177829],
        ],
        negative=[
            [0.00738337870435, 0.00110432175801, 0.991512299538],
            [0.656207150678, 0.017930022053, 0.325862827269],
        ],
        base_2=[
            [0.209836070556, 0.783135906572, 0.00702802287202],
            [0.067795519352, 0.822070334536, 0.110134146112],
        ],
        hard=[[0.0, 1.0, 0.0], [0.0, 1.0, 0.0]],
        sigmoid=[
            [0.960834277203, 0.993940198508, 0.154465265084],
            [0.785834983043, 0.992608458656, 0.880797077978],
        ],
        first_row=[0.129982539017, 0.869049535208, 0.000967925774561],
        column_max=[
            [0.493894591991, 0.493894591991, 0.0122108160186],
            [0.0759887552308, 0.415958448496, 0.508052796273],
        ],
        half_shifted=[
            [0.00079247059833, 0.00529837476904, 5.90119814173e-06],
            [0.000187988121942, 0.00688003335945, 0.000378561589532],
        ],
    )
    test(softmax, np.array([[1000.0, 1001.0, 1002.0], [-1000.0, -1001.0, -1002.0]])).equals(
        [
            [0.0900305731704, 0.244728471055, 0.665240955775],
            [0.665240955775, 0.244728471055, 0.0900305731704],
        ],
        overflow=[[np.nan, np.nan, np.nan], [np.nan, np.nan, np.nan]],
        global_max=[[0.0900305731704, 0.244728471055, 0.665240955775], [np.nan, np.nan, np.nan]],
        columns=[[1.0, 1.0, 1.0], [0.0, 0.0, 0.0]],
        nan_to_zero=[[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
        clipped=[
            [0.333333333333, 0.333333333333, 0.333333333333],
            [0.333333333333, 0.333333333333, 0.333333333333],
        ],
    )

# %% grade="softmax-hidden" points=2
# Hidden checks of softmax: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("softmax")
def hidden_checks_of_softmax(test):
    def share(E, axis=1):
        return E / E.sum(axis=axis, keepdims=True)

    rng = np.random.default_rng(63)
    wide = rng.normal(0.0, 2.0, (9, 8))
    for S in [
        np.array([[0.5, -1.25, 2.0, 0.25], [1.5, 0.75, -0.5, 3.0], [-2.0, 0.1, 0.4, -0.3]]),
        np.array([[0.5, -1.0, 2.5], [1.5, 0.25, -0.5], [-1.0, 3.0, 0.75]]),
        np.array([[1000.0, -1000.0, 0.0], [-1000.0, -1001.0, -999.0], [2.0, 1.0, 0.5]]),
        np.array([[-1000.0, 1.0], [1000.0, 1000.5], [-750.0, -751.0], [3.0, 710.0]]),
        rng.normal(0.0, 3.0, (200, 10)),
        np.array([[0.3, 1.1, -0.7, 2.2, 0.9]]),  # one example
        np.array([[2, -1, 0, 3], [1, 1, -5, 2]]),  # integers
        np.array([[1000, 998, 997]]),
        wide[::-3, ::2],  # strided
        np.array([[2.5], [-1000.0], [0.0]]),  # one class: it has probability 1
    ]:
        S.setflags(write=False)
        top, lowest = S.max(axis=1, keepdims=True), S.min(axis=1, keepdims=True)
        E, together = np.exp(S - top), np.exp(S - S.max())
        right, size = share(E), np.abs(S)
        wrong = {
            "overflow": share(np.exp(S * 1.0)),
            "global_max": share(together),
            "smallest": share(np.exp(S - lowest)),
            "columns": share(np.exp(S - S.max(axis=0)), 0),
            "columns_mixed": share(E, 0),
            "all_together": together / together.sum(),
            "absolute": share(size * 1.0),
            "no_exp": share(S * 1.0),
            "not_divided": np.exp(S * 1.0),
            "shift_only": E,
            "log": np.log(right),
            "negative": share(np.exp(lowest - S)),
            "base_2": share(2.0 ** (S - top)),
            "hard": (np.arange(S.shape[1]) == S.argmax(axis=1)[:, None]) * 1.0,
            "sigmoid": 1 / (1 + np.exp(-S * 1.0)),
            "clipped": share(np.exp(np.clip(S * 1.0, -500, 500))),
            "first_row": right[0],
            "nan_to_zero": np.nan_to_num(share(np.exp(S * 1.0))),
            "row_mean": share(np.exp(S - S.mean(axis=1, keepdims=True))),
            "column_max": share(np.exp(S - S.max(axis=0))),
            "half_shifted": E / np.exp(S * 1.0).sum(axis=1, keepdims=True),
        }
        # In one class all of these are 1 or say nothing.
        wrong = wrong if S.shape[1] > 1 else {}
        test(softmax, S).equals(
            right,
            shown=[
                [0.129982539017, 0.869049535208, 0.000967925774561],
                [0.0252448834789, 0.923918164066, 0.0508369524555],
            ],
            **wrong,
        )
### END HIDDEN TESTS

# %% [markdown]
# ### Why not simply |s|?
#
# **Could we not take the absolute values and divide by their sum?** That gives positive numbers
# that add up to 1, too.
#
# **Predict:** what does this make of the cat's scores $(3.2, 5.1, -1.7)$? Who gains?

# %%
cat = S_pic[:1]
sizes = np.abs(cat[0])
shares = {"softmax": np.array(softmax(cat))[0], "|s| normalized": sizes / sizes.sum()}
for label, p in shares.items():
    print(f"{label:15} {np.round(p, 3)}")
for z in (-1.0, 0.0, 3.0):
    p = softmax(np.array([[z, 0.0]]))[0][0]
    print(f"two classes, scores ({z:g}, 0): softmax {p:.4f}, sigmoid {1 / (1 + np.exp(-z)):.4f}")
BarsDisplay.from_values(
    {label: dict(zip(names, p)) for label, p in shares.items()},
    yscale="linear", xlabel="class", ylabel="probability",
)

# %% [markdown]
# **What you saw.** With absolute values a class with a very *bad* score looks likely: the frog
# gets 17 %. And its probability would *fall* if its score rose from −1.7 to 0. Softmax keeps the
# order of the scores. We also know it already: for two classes with scores $z$ and 0 it is the
# sigmoid $\sigma(z)$, so softmax is the sigmoid for many classes. We will meet two more reasons for
# it: together with the loss below its gradient is very simple, and it is large where the
# classifier is wrong.
#
# For a new input we may return all the probabilities, or only the most probable class.
#
# ### A loss for probabilities
#
# **Which weights are best?** There are two ways to an answer, and both end at the same loss.
#
# *From likelihood.* We want weights that make the right classes probable, all of them together:
# maximize the product $\prod_i p_{i y_i}$, which is called the **likelihood**. A logarithm does not
# move the maximum, and it turns the product into a sum; a minus sign makes it a loss. This is the
# **negative log-likelihood** (NLL): minimize $\sum_i -\ln p_{i y_i}$.
#
# *From information.* The right answer is a distribution, too: 1 for the right class, 0 for all
# others. Written as a row of numbers this is the **one-hot** encoding of the class; that of a cat
# is $(1, 0, 0)$. It is row $Y_i$ of the table $Y$; our probabilities are row $P_i$ of $P$. The
# **cross-entropy** $H(Y_i, P_i) = -\sum_j Y_{ij} \ln p_{ij}$ says how badly $P_i$ describes $Y_i$.
# In a one-hot row only one entry is not 0, so a single term is left: $-\ln p_{i y_i}$.
#
# So the **softmax loss**, also called cross-entropy loss, is $L_i = -\ln p_{i y_i}$. For the cat:
# $-\ln 0.13 = 2.04$.
#
# **Again a trap.** For scores $(1000, 0)$ the second class has probability $e^{-1000}$, which the
# computer rounds to 0, and $-\ln 0$ is infinity. If that class is the right one, the loss should be
# 1000. So we do not compute the probability first. We put the formula of softmax into the
# logarithm, where the exponential of the numerator disappears:
#
# $$L_i = -\ln \frac{e^{s_y}}{\sum_k e^{s_k}} = -s_y + \ln \sum_k e^{s_k}
# = -s_y + m + \ln \sum_k e^{s_k - m}, \qquad m = \max_k s_k$$
#
# *A small correction: one slide leaves out a pair of brackets, so that its line reads
# $-s_y - \ln \sum_k e^{s_k}$. The first minus sign belongs to both terms,
# $-(s_y - \ln \sum_k e^{s_k})$. Without the brackets the cat's loss would be −8.44, and $-\ln p$ is
# never negative.*
#
# ### Exercise 4 · `softmax_loss` (5 minutes)
#
# Return the softmax loss of each example, from the scores. Scores of ±1000 must not give NaN or
# infinity.

# %% solution="softmax_loss"
def softmax_loss(S, y):
    """Return minus the log-probability of each right class, shape (N,).

    S: scores, one row per example, shape (N, C).
    y: the right class of each example, whole numbers, shape (N,).
    """
    ### BEGIN SOLUTION
    shifted = S - S.max(axis=1, keepdims=True)  # the largest is 0: the sum is at least 1
    return np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(y)), y]
    ### END SOLUTION

# %% grade="softmax_loss-public" points=1
@check.public("softmax_loss")
def public_checks_of_softmax_loss(test):
    S = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])  # the three pictures
    test(softmax_loss, S, np.array([0, 1, 2])).equals(
        [2.0403551528, 0.0791317782913, 6.15647720166],
        log_10=[0.886114983984, 0.0343664946551, 2.67372407665],
        log_2=[2.9436102606, 0.114163024118, 8.88191912819],
        twice=[1.37950688615, 0.601455091094, 1.45769554596],
        bracket=[-8.4403551528, -9.87913177829, 0.0435227983358],
        probability=[0.129982539017, 0.923918164066, 0.00211970743609],
        sign=[-2.0403551528, -0.0791317782913, -6.15647720166],
        one_minus=[0.13924199744, 2.57594572941, 0.00212195719568],
        wrong_share=[0.870017460983, 0.0760818359344, 0.997880292564],
        all_classes=[9.1210654584, 6.73739533487, 7.56943160499],
        binary=[4.07425970597, 0.156875465648, 7.56076138436],
        most_probable=[0.1403551528, 0.0791317782913, 0.556477201664],
        mean=2.75865471092,
        total=8.27596413276,
        one_based=[6.9403551528, 3.67913177829, 0.556477201664],
        all_logs=[
            [2.0403551528, 0.1403551528, 6.9403551528],
            [3.67913177829, 0.0791317782913, 2.97913177829],
            [0.856477201664, 0.556477201664, 6.15647720166],
        ],
        m_lost=[-3.0596448472, -4.82086822171, 3.65647720166],
        minus_m=[-8.1596448472, -9.72086822171, 1.15647720166],
        all_together=[2.67306891486, 0.973068914858, 8.97306891486],
        first_only=2.0403551528,
    )
    S = np.array([[1000.0, 0.0], [1000.0, 0.0], [0.0, -1000.0]])
    answer = test(softmax_loss, S, np.array([1, 0, 0]))
    test.require(not 10 < np.ravel(answer.value)[0] < 760, "clipped")
    answer.equals(
        [1000.0, 0.0, 0.0],
        log_of_zero=[np.inf, 0.0, 0.0],
        overflow=[np.inf, np.nan, 0.0],
        overflow_sum=[np.inf, np.inf, 0.0],
        global_max=[1000.0, 0.0, -np.inf],
    )

# %% grade="softmax_loss-hidden" points=2
# Hidden checks of softmax_loss: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("softmax_loss")
def hidden_checks_of_softmax_loss(test):
    def log_share(S):
        shifted = S - S.max(axis=1, keepdims=True)
        return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))

    def naive(S):
        return np.exp(S * 1.0) / np.exp(S * 1.0).sum(axis=1, keepdims=True)

    rng = np.random.default_rng(64)
    wide = rng.normal(0.0, 2.0, (9, 8))
    cases = [
        (np.array([[0.5, -1.0, 2.5], [1.5, 0.25, -0.5], [-1.0, 3.0, 0.75]]), np.array([1, 2, 0])),
        (np.array([[1.25, -0.5, 0.75, 2.0], [0.5, 3.0, -1.0, 0.0]]), np.array([2, 3])),
        (np.array([[1000.0, -1000.0, 0.0], [2.0, 1.0, 1000.0]]), np.array([1, 2])),
        (np.array([[-1000.0, -999.0], [0.0, -1000.0], [1000.0, -1000.0]]), np.array([0, 0, 1])),
        (rng.normal(0.0, 3.0, (50, 10)), rng.integers(0, 10, 50)),
        (np.array([[0.3, 1.1, -0.7, 2.2, 0.9]]), np.array([4])),  # one example
        (np.array([[2, -1, 0, 3], [1, 1, -5, 2]]), np.array([3, 2])),  # integers
        (wide[::-3, ::2], np.array([2, 9, 0, 9, 3])[::2]),  # strided
        (np.zeros((3, 7)), np.array([0, 6, 3])),  # the start of training: ln C
        (np.array([[2.5], [-1000.0]]), np.array([0, 0])),  # one class
    ]
    for S, y in cases:
        for array in (S, y):
            array.setflags(write=False)
        rows, logs, log_sum = np.arange(len(y)), log_share(S), np.log(np.sum(np.exp(S), axis=1))
        right, own, P = -logs[rows, y], S[rows, y], np.exp(logs)
        others = np.ones(S.shape)
        others[rows, y] = 0.0
        wrong = {
            "log_of_zero": -np.log(P)[rows, y],
            "overflow": -np.log(naive(S))[rows, y],
            "overflow_sum": log_sum - own,
            "log_10": right / np.log(10.0),
            "log_2": right / np.log(2.0),
            "twice": -log_share(P)[rows, y],
            "bracket": -own - log_sum,
            "probability": P[rows, y],
            "sign": -right,
            "one_minus": -np.log(1 - P[rows, y]),
            "wrong_share": 1 - P[rows, y],
            "all_classes": -logs.sum(axis=1),
            "binary": right - np.sum(others * np.log(1 - others * P), axis=1),
            "most_probable": -logs.max(axis=1),
            "mean": np.mean(right),
            "total": np.sum(right),
            "one_based": -logs[rows, y - 1],
            "every_label": -logs[:, y],
            "all_logs": -logs,
            "m_lost": right - S.max(axis=1),
            "minus_m": right - 2.0 * S.max(axis=1),
            "all_together": np.log(np.sum(np.exp(S))) - own,
            "global_max": S.max() + np.log(np.sum(np.exp(S - S.max()), axis=1)) - own,
            "first_only": right[0],
        }
        if not np.isfinite(wrong["binary"]).all():
            del wrong["binary"]
        wrong = wrong if S.shape[1] > 1 else {}
        answer = test(softmax_loss, S, y)
        if right.max() > 760:  # further than any small number in the logarithm reaches
            test.require(not 10 < np.ravel(answer.value)[right.argmax()] < 760, "clipped")
        answer.equals(
            right,
            shown=[2.0403551528, 0.0791317782913, 6.15647720166],
            **wrong,
        )
### END HIDDEN TESTS

# %% [markdown]
# ### What the numbers mean
#
# **Predict:** which of the three pictures has the smallest loss, and which the largest? And what
# happens if somebody gives your function probabilities instead of scores?

# %%
P = np.array(softmax(S_pic))
losses = np.array(softmax_loss(S_pic, y_pic))
own = P[np.arange(3), y_pic]
for name, p, loss in zip(names, own, losses):
    print(f"picture of a {name:4}  probability of the right class {p:.4f}   loss {loss:.4f}")
print(f"mean loss {losses.mean():.4f}")
print(f"likelihood {own.prod():.3e}, minus its logarithm {-np.log(own.prod()):.4f}")
print(f"from probabilities instead of scores {np.round(softmax_loss(P, y_pic), 4)}")

# %% [markdown]
# **What you saw.** The car is nearly certain and costs next to nothing; the frog, with a
# probability of 0.002, costs 6.2. The sum of the losses is minus the logarithm of the likelihood.
# The last line applies softmax *twice*: no error, no warning, and wrong numbers. Libraries have
# this trap, too. In PyTorch two losses look alike:
#
# | | takes | does |
# |---|---|---|
# | `CrossEntropyLoss` | scores (logits) | softmax, logarithm, minus sign, mean |
# | `NLLLoss` | *log*-probabilities | minus sign, mean |
#
# Do not put a softmax before the first one. Put a log-softmax before the second one.
#
# ## 5 · Two losses, side by side
#
# **What do the two losses agree on?** The smallest value first. The hinge loss is 0 when all
# margins are kept. The softmax loss comes as near to 0 as we like but never reaches it: that would
# need a probability of exactly 1. (On a computer it is rounded to 0.) Neither has a largest value.
# At the start of training all scores are equal, all probabilities are 1/C, and the softmax loss is
# $\ln C$, for three classes about 1.1.
#
# **Predict:** here are the three scores of the cat's picture, and three sliders to change them. Up
# to which score of the car does the cat win? Up to which one is its hinge loss 0? And its softmax
# loss?

# %%
explore_scores(hinge_losses, softmax, softmax_loss)

# %% [markdown]
# **What you saw.** The cat wins while the car is below 3.2. But its hinge loss is 0 only while the
# car is at most at 2.2: the hinge loss is the sum of the thick lines, of all that reaches above the
# margin. How far below the margin the rivals are, it does not care. The softmax loss goes on
# falling there, and is never 0. With all scores equal the two losses are 2 and 1.10. Where the
# classifier is wrong, they agree more: from the scores (0, 3, −3) to (0, 6, −3) the hinge loss
# grows by 3, from 4 to 7, and so does the softmax loss, nearly.
#
# Now we move a single score, that of the right class: the car's picture, with the other scores at
# 1.3 and 2.0.
#
# **Predict:** does any of the two losses become flat on the left? And on the right?

# %%
explore_right_score(hinge_losses, softmax_loss)

# %% [markdown]
# **What you saw.** On the left none is flat: where the classifier is wrong, both losses say in
# which direction to go. On the right both flatten out, but the hinge loss *is* 0 from a score of 3
# on (the best rival has 2, plus the margin of 1), while the softmax loss only comes nearer to 0. On
# the logarithmic scale we see that it never arrives: it falls along a straight line.
#
# Now all scores of a picture, times $k$.
#
# **Predict:** what happens to the two losses of the car when $k$ grows? And to those of the frog,
# whose picture is classified wrong?

# %%
explore_scale(hinge_losses, softmax, softmax_loss, (S_pic, y_pic, names))

# %% [markdown]
# **What you saw.** All pictures start at $k = 0$ with 2 and $\ln 3 = 1.10$. The car's hinge loss is
# 0 from $k = 0.345$ on, for ever, and its softmax loss falls for ever. Where another class wins, a
# larger scale makes both losses larger. (The cat's fall at first, for it beats at least the frog.)
# The larger the scale, the **sharper** the probabilities, right or wrong: for the car they go from
# 1/3 each to almost 1 for the right class. So with the softmax loss alone, weights that classify
# all the data right would grow without end: one more reason for a penalty.
#
# ### Why this loss?
#
# **Softmax and a logarithm: is there no simpler way to a probability and a loss?** Let us look at
# two classes, where softmax is the sigmoid. The right class has the score $z$, the other one 0. We
# compare three losses:
#
# 1. **squash and clip**: shrink the score and clip it, $p = (z + 3)/6$ but at least 0.001 and at
#    most 1; loss $-\ln p$;
# 2. the sigmoid and the logarithm: $-\ln \sigma(z)$;
# 3. the sigmoid without the logarithm, the **negative likelihood**: $-\sigma(z)$.
#
# **Predict:** where is each of them flat? A flat loss has gradient 0, so nothing is learned there.

# %%
z = np.linspace(-8.0, 8.0, 161)
two_classes = np.column_stack([z, np.zeros(len(z))])
nll = np.array(softmax_loss(two_classes, np.zeros(len(z), dtype=int)))
losses = {
    "1: squash and clip": -np.log(np.clip((z + 3) / 6, 1e-3, 1.0)),
    "2: −ln σ(z)": nll,
    "3: −σ(z)": -np.exp(-nll),  # the loss is −ln σ(z), so e to the power −loss is σ(z)
}
LinesDisplay.from_lines(z, losses, xlabel="score z of the right class", ylabel="loss")

# %% [markdown]
# **What you saw.** Loss 1 is flat on the left of −3 and on the right of 3. Where the score is
# clipped, the loss has no slope: no learning, however wrong the answer is. Loss 3 is nearly flat at
# both ends: it **saturates** also where the classifier is very wrong, so the worst mistakes are
# corrected most slowly. Loss 2 falls along a straight line where the classifier is wrong, which is
# strong guidance, and becomes flat only where it is right: $\sigma(3) \approx 0.95$.
#
# ## 6 · Gradients
#
# **How must the scores change?** There are several ways to a gradient: by hand, by a program that
# handles formulas (symbolic), by small steps (numerical), and by a program that applies the chain
# rule to each operation (**automatic differentiation**, as in PyTorch). The numerical one is slow
# and approximate, but easy to write. The formula (the **analytic** gradient) is exact and fast, but
# it is easy to make a mistake in it. So we derive the formula and check it numerically: the
# **gradient check**.
#
# ### The gradient of the softmax loss
#
# The loss of one example is $-s_y + \ln \sum_k e^{s_k}$. The derivative of the second term with
# respect to $s_j$ is $e^{s_j} / \sum_k e^{s_k} = p_j$. The first term gives −1, but only for
# $j = y$. So
#
# $$\frac{\partial L_i}{\partial s_{ij}} = p_{ij} - Y_{ij}, \qquad
# \frac{\partial L}{\partial S} = \frac{1}{N} (P - Y),$$
#
# where row $i$ of $Y$ is the class $y_i$, one-hot. Prediction minus truth: that is all. For the
# cat: $(0.130, 0.869, 0.001) - (1, 0, 0) = (-0.870, 0.869, 0.001)$.
#
# ### Exercise 5 · `softmax_grad` (5 minutes)
#
# Return the gradient of the *mean* softmax loss with respect to all scores.

# %% solution="softmax_grad"
def softmax_grad(S, y):
    """Return the gradient of the mean softmax loss with respect to the scores, shape (N, C).

    S: scores, one row per example, shape (N, C).
    y: the right class of each example, whole numbers, shape (N,).
    """
    ### BEGIN SOLUTION
    E = np.exp(S - S.max(axis=1, keepdims=True))  # the largest exponent is 0: no overflow
    G = E / E.sum(axis=1, keepdims=True)
    G[np.arange(len(y)), y] -= 1
    return G / len(y)
    ### END SOLUTION

# %% grade="softmax_grad-public" points=1
@check.public("softmax_grad")
def public_checks_of_softmax_grad(test):
    S = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0]])  # the cat and the car
    test(softmax_grad, S, np.array([0, 1])).equals(
        [
            [-0.435008730491, 0.434524767604, 0.000483962887281],
            [0.0126224417395, -0.0380409179672, 0.0254184762277],
        ],
        no_n=[
            [-0.870017460983, 0.869049535208, 0.000967925774561],
            [0.0252448834789, -0.0760818359344, 0.0508369524555],
        ],
        minus=[
            [0.435008730491, -0.434524767604, -0.000483962887281],
            [-0.0126224417395, 0.0380409179672, -0.0254184762277],
        ],
        minus_no_n=[
            [0.870017460983, -0.869049535208, -0.000967925774561],
            [-0.0252448834789, 0.0760818359344, -0.0508369524555],
        ],
        over_c=[
            [-0.290005820328, 0.289683178403, 0.000322641924854],
            [0.00841496115965, -0.0253606119781, 0.0169456508185],
        ],
        over_nc=[
            [-0.145002910164, 0.144841589201, 0.000161320962427],
            [0.00420748057982, -0.0126803059891, 0.00847282540925],
        ],
        p_only=[
            [0.0649912695086, 0.434524767604, 0.000483962887281],
            [0.0126224417395, 0.461959082033, 0.0254184762277],
        ],
        true_only=[[-0.435008730491, 0.0, 0.0], [0.0, -0.0380409179672, 0.0]],
        not_true=[
            [0.0, 0.434524767604, 0.000483962887281],
            [0.0126224417395, 0.0, 0.0254184762277],
        ],
        y_only=[[-0.5, 0.0, 0.0], [0.0, -0.5, 0.0]],
        plus=[
            [0.564991269509, 0.434524767604, 0.000483962887281],
            [0.0126224417395, 0.961959082033, 0.0254184762277],
        ],
        extra_slope=[
            [-0.0491938664828, 0.0494499790382, 4.67986737232e-07],
            [0.000310607736532, -0.0026740250893, 0.00122650646593],
        ],
        columns=[
            [-0.435008730491, -0.0654752323959, 0.000483962887281],
            [-0.487377558261, -0.0380409179672, 0.0254184762277],
        ],
        twice=[
            [-0.374148679739, 0.263530262206, 0.110618417533],
            [0.111550759197, -0.225993177057, 0.114442417861],
        ],
        one_based=[
            [0.0649912695086, 0.434524767604, -0.499516037113],
            [-0.487377558261, 0.461959082033, 0.0254184762277],
        ],
        summed=[-0.422386288752, 0.396483849637, 0.025902439115],
        labels=[
            [0.0649912695086, 0.434524767604, 0.000483962887281],
            [-0.487377558261, -0.0380409179672, -0.474581523772],
        ],
    )
    # One example: here the mean is the loss itself.
    test(softmax_grad, np.array([[1000.0, 0.0, 1000.0]]), np.array([2])).equals(
        [[0.5, 0.0, -0.5]],
        overflow=[[np.nan, 0.0, np.nan]],
        diagonal=[[-0.5, 0.0, 0.5]],
    )

# %% grade="softmax_grad-hidden" points=2
# Hidden checks of softmax_grad: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("softmax_grad")
def hidden_checks_of_softmax_grad(test):
    def share(S, shift=True):
        E = np.exp(S - shift * S.max(axis=1, keepdims=True))
        return E / E.sum(axis=1, keepdims=True)

    rng = np.random.default_rng(65)
    wide = rng.normal(0.0, 2.0, (9, 8))
    cases = [
        (np.array([[0.5, -1.0, 2.5, 1.0], [1.5, 0.25, -0.5, 0.75]]), np.array([1, 3])),
        (np.array([[0.5, -1.0], [1.5, 0.25], [-1.0, 3.0], [0.5, 0.1]]), np.array([1, 0, 0, 1])),
        (np.array([[1000.0, -1000.0, 0.0], [2.0, 1.0, 1000.0]]), np.array([1, 2])),
        (np.array([[-1000.0, -999.0, -998.0]] * 2), np.array([0, 2])),
        (rng.normal(0.0, 3.0, (50, 10)), rng.integers(0, 10, 50)),
        (np.array([[0.3, 1.1, -0.7, 2.2, 0.9]]), np.array([4])),  # one example
        (np.array([[2, -1, 0, 3], [1, 1, -5, 2]]), np.array([3, 2])),  # integers
        (wide[::-3, ::2], np.array([2, 9, 0, 9, 3])[::2]),  # strided
        (np.zeros((3, 7)), np.array([0, 6, 3])),
        (np.array([[2.5], [-1000.0]]), np.array([0, 0])),  # one class
    ]
    for S, y in cases:
        for array in (S, y):
            array.setflags(write=False)
        (n, c), P, Y = S.shape, share(S), np.eye(S.shape[1])[y]
        right, below = (P - Y) / n, P.copy()
        below[:, y] -= 1
        wrong = {
            "overflow": (share(S, shift=False) - Y) / n,
            "no_n": P - Y,
            "minus": -right,
            "minus_no_n": Y - P,
            "over_c": (P - Y) / c,
            "over_nc": right / c,
            "p_only": P / n,
            "true_only": Y * right,
            "not_true": right * (1 - Y),
            "y_only": -Y / n,
            "plus": (P + Y) / n,
            "extra_slope": right * P * (1 - P),
            "columns": below / n,
            "twice": (share(P) - Y) / n,
            "one_based": (P - np.eye(c)[y - 1]) / n,
            "summed": right.sum(axis=0),
            "labels": (P - y[:, None]) / n,
            "diagonal": (P - np.eye(n, c)) / n,
        }
        if S.dtype.kind == "i":  # the same numbers, but another reason
            wrong["cut"] = wrong.pop("y_only")
        wrong = wrong if c > 1 else {}
        test(softmax_grad, S, y).equals(
            right,
            shown=[
                [-0.435008730491, 0.434524767604, 0.000483962887281],
                [0.0126224417395, -0.0380409179672, 0.0254184762277],
            ],
            **wrong,
        )
### END HIDDEN TESTS

# %% [markdown]
# ### Gradient check
#
# Let $G$ be your gradient and $U$ a random direction, a table of the same shape. We add a small
# step $hU$ to the scores, then subtract it, and compare the two losses. By the chain rule, the loss
# must change by nearly $\sum_{ij} G_{ij} U_{ij}$ per unit of $h$.
#
# **Predict:** how many digits of the two numbers agree?

# %%
G = np.array(softmax_grad(S_pic, y_pic))
print("three times the gradient, row by row:\n", np.round(3 * G, 3))
rng, h = np.random.default_rng(3), 1e-5
for _ in range(3):
    U = rng.normal(size=S_pic.shape)
    up, down = (np.mean(softmax_loss(S_pic + step * U, y_pic)) for step in (h, -h))
    print(f"by steps {(up - down) / (2 * h):+.9f}   by formula {np.sum(G * U):+.9f}")

# %% [markdown]
# **What you saw.** They agree in all digits that are shown. The first row is that of the cat: the
# car score must come down, the cat score must go up, and the frog score hardly matters. Each row
# adds up to 0: what one class gains, the others lose.
#
# To train we need the gradient with respect to the *weights*. The weight $W_{jd}$ is in the score
# $s_{ij} = \sum_d W_{jd}\, x_{id}$ of each example $i$, with the slope $x_{id}$. The chain rule
# adds up over the examples:
#
# $$\frac{\partial L}{\partial W_{jd}} = \sum_{i=1}^{N} G_{ij}\, x_{id}, \qquad
# \text{for all weights at once} \quad \frac{\partial L}{\partial W} = G^T X .$$
#
# In words: row $j$ of the gradient is the sum of all inputs $x_i$, each times $G_{ij}$.
#
# ### The gradient of the hinge loss
#
# The hinge loss is made of straight pieces. A class $j \ne y$ with $s_j - s_y + 1 > 0$ is
# **active**: its term has the slope +1 in $s_j$ and −1 in $s_y$. An inactive class has no slope.
# So for one example
#
# $$\frac{\partial L_i}{\partial s_{ij}} = \begin{cases} 1 & j \neq y_i \text{ and active} \\
# 0 & j \neq y_i \text{ and not active} \\
# -(\text{number of active classes}) & j = y_i \end{cases}$$
#
# With these numbers in a table $G$ of shape (N, C), $\partial L / \partial W = \frac{1}{N} G^T X$,
# as before; here the $\frac{1}{N}$ of the mean stands outside of $G$. For each active class $j$ of
# an example $x$, row $j$ gets $+x$ and row $y$ gets $-x$. Exactly at the corner, where
# $s_j - s_y + 1 = 0$, the slope may be 0, 1 or any number between: each of these is a
# **subgradient**, and the checks accept all of them.
#
# ### Exercise 6 · `svm_grad` (7 minutes)
#
# Return the gradient of the mean hinge loss with respect to the weights, without a penalty.

# %% solution="svm_grad"
def svm_grad(W, X, y):
    """Return the gradient of the mean hinge loss with respect to the weights, shape (C, D).

    W: weights, one row per class, shape (C, D).
    X: inputs, one row per example, shape (N, D).
    y: the right class of each example, whole numbers, shape (N,).
    """
    ### BEGIN SOLUTION
    S, rows = X @ W.T, np.arange(len(y))
    G = (S - S[rows, y][:, None] + 1 > 0).astype(float)
    G[rows, y] = 0.0
    G[rows, y] = -G.sum(axis=1)
    return G.T @ X / len(y)
    ### END SOLUTION

# %% grade="svm_grad-public" points=1
@check.public("svm_grad")
def public_checks_of_svm_grad(test):
    W = np.array([[0.5, -0.5], [1.0, 0.0], [0.0, 1.0]])
    X = np.array([[1.0, 2.0], [0.0, 1.0], [2.0, -1.0]])
    test(svm_grad, W, X, np.array([0, 1, 2])).equals(  # here all classes are active
        [[0.0, -1.33333333333], [1.0, -0.333333333333], [-1.0, 1.66666666667]],
        one_for_count=[
            [0.333333333333, -0.666666666667],
            [1.0, 0.0],
            [-0.333333333333, 1.33333333333],
        ],
        no_n=[[0.0, -4.0], [3.0, -1.0], [-3.0, 5.0]],
        minus=[[0.0, 1.33333333333], [-1.0, 0.333333333333], [1.0, -1.66666666667]],
        minus_no_n=[[0.0, 4.0], [-3.0, 1.0], [3.0, -5.0]],
        over_nc=[
            [0.0, -0.444444444444],
            [0.333333333333, -0.111111111111],
            [-0.333333333333, 0.555555555556],
        ],
        no_true_row=[[0.666666666667, 0.0], [1.0, 0.333333333333], [0.333333333333, 1.0]],
        true_row_only=[
            [-0.666666666667, -1.33333333333],
            [0.0, -0.666666666667],
            [-1.33333333333, 0.666666666667],
        ],
        true_row_plus=[[1.33333333333, 1.33333333333], [1.0, 1.0], [1.66666666667, 0.333333333333]],
        counts_itself=[[-0.333333333333, -2.0], [1.0, -0.666666666667], [-1.66666666667, 2.0]],
        squared=[[0.666666666667, -10.0], [7.0, -1.0], [-7.66666666667, 11.0]],
        pay_itself=[[0.333333333333, -5.0], [3.5, -0.5], [-3.83333333333, 5.5]],
        no_1=[[0.0, -1.66666666667], [1.0, 0.0], [-1.0, 1.66666666667]],
        largest_only=[
            [-0.333333333333, -0.666666666667],
            [0.666666666667, -0.666666666667],
            [-0.333333333333, 1.33333333333],
        ],
        softmax=[
            [-0.070334611732, -0.704241456212],
            [0.487071324644, -0.288364211752],
            [-0.416736712912, 0.992605667964],
        ],
        scores_only=[0.0, 0.0, 0.0],
        no_x=[
            [-0.666666666667, 0.333333333333, 0.333333333333],
            [0.333333333333, -0.666666666667, 0.333333333333],
            [0.333333333333, 0.333333333333, -0.666666666667],
        ],
        mask=[[1.0, 0.666666666667], [1.0, 0.666666666667], [1.0, 0.666666666667]],
        transposed=[[0.0, 1.0, -1.0], [-1.33333333333, -0.333333333333, 1.66666666667]],
    )
    # Here some classes are active and some are not.
    X = np.array([[3.0, 0.5], [-1.0, 2.0], [0.5, -4.0], [2.0, 1.5]])
    test(svm_grad, W, X, np.array([0, 2, 1, 0])).equals(
        [[-2.375, -2.0], [1.125, 1.5], [1.25, 0.5]],
        one_for_count=[[-1.125, -1.5], [1.125, 1.5], [1.25, 0.5]],
        no_n=[[-9.5, -8.0], [4.5, 6.0], [5.0, 2.0]],
        minus=[[2.375, 2.0], [-1.125, -1.5], [-1.25, -0.5]],
        minus_no_n=[[9.5, 8.0], [-4.5, -6.0], [-5.0, -2.0]],
        over_c=[[-3.16666666667, -2.66666666667], [1.5, 2.0], [1.66666666667, 0.666666666667]],
        over_nc=[
            [-0.791666666667, -0.666666666667],
            [0.375, 0.5],
            [0.416666666667, 0.166666666667],
        ],
        no_true_row=[[0.125, -1.0], [1.25, 0.5], [1.25, 0.5]],
        true_row_only=[[-2.5, -1.0], [-0.125, 1.0], [0.0, 0.0]],
        true_row_plus=[[2.625, 0.0], [1.375, -0.5], [1.25, 0.5]],
        no_mask=[[-2.625, -1.5], [0.75, 3.0], [1.875, -1.5]],
        counts_itself=[[-3.625, -2.5], [1.0, 2.5], [1.5, 0.0]],
        squared=[[-8.8125, -10.0], [6.1875, 8.25], [2.625, 1.75]],
        pay_itself=[[-4.40625, -5.0], [3.09375, 4.125], [1.3125, 0.875]],
        no_1=[[-1.625, -1.875], [1.125, 1.5], [0.5, 0.375]],
        largest_only=[[-1.125, -1.5], [1.125, 1.5], [0.0, 0.0]],
        softmax=[
            [-0.998088497327, -1.28267372298],
            [0.760002207287, 1.18541737249],
            [0.23808629004, 0.097256350496],
        ],
        scores_only=[-0.75, 0.25, 0.5],
        mask=[[1.375, -0.5], [1.375, -0.5], [1.25, 0.5]],
        transposed=[[-2.375, 1.125, 1.25], [-2.0, 1.5, 0.5]],
        one_always=[[-1.125, -1.5], [1.125, 1.5], [1.5, 0.0]],
    )

# %% grade="svm_grad-hidden" points=2
# Hidden checks of svm_grad: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("svm_grad")
def hidden_checks_of_svm_grad(test):
    def through(G, X, y, own):
        G = G * 1.0
        G[np.arange(len(y)), y] = own
        return G.T @ X / len(y)

    rng = np.random.default_rng(66)
    cases = [
        (rng.normal(0.0, 0.6, (4, 2)), rng.normal(0.0, 1.5, (7, 2)), rng.integers(0, 4, 7)),
        (rng.normal(0.0, 0.4, (3, 5)), rng.normal(0.0, 1.5, (8, 5)), rng.integers(0, 3, 8)),
        (rng.normal(0.0, 0.3, (10, 4)), rng.normal(0.0, 2.0, (60, 4)), rng.integers(0, 10, 60)),
        (np.array([[1.0, -0.3], [0.4, 0.6], [-0.2, 0.9]]), np.array([[1.5, -2.0]]), np.array([2])),
        (np.array([[0.7], [-0.4], [0.2]]), np.array([[1.5], [-2.5], [4.0], [0.3]]),
         np.array([0, 1, 2, 1])),  # one input
        (np.array([[2, -1, 1], [0, 3, -1], [1, 1, 2], [-2, 0, 1]]),
         np.array([[3, -1, 2], [1, 4, 0], [-2, 5, 1], [2, 0, 3], [4, 1, -3]]),
         np.array([2, 0, 3, 1, 0])),  # integers
        (rng.normal(0.0, 0.6, (6, 6))[::-2, ::3], rng.normal(0.0, 1.5, (12, 4))[::2, ::-2],
         rng.integers(0, 3, 12)[::2]),  # strided
        (np.array([[250.0, -100.0], [-300.0, 180.0], [90.0, 40.0]]),
         np.array([[2.0, 3.0], [-3.0, 1.0], [1.0, -2.0], [0.5, 4.0]]), np.array([1, 0, 2, 2])),
        (np.array([[9.0, 0.0], [0.0, 9.0]]), np.array([[2.0, 0.5], [0.5, 3.0], [4.0, 1.0]]),
         np.array([0, 1, 0])),  # all margins are kept: zero
        (np.array([[0.5, 2.0]]), np.array([[1.0, -1.0], [2.0, 0.5]]), np.array([0, 0])),
    ]
    for W, X, y in cases:
        for array in (W, X, y):
            array.setflags(write=False)
        (n, d), c, rows = X.shape, len(W), np.arange(len(X))
        S = X @ W.T
        margins, others = S - S[rows, y][:, None] + 1, 1 - np.eye(c)[y]
        active, pay = others * (margins > 0), others * np.maximum(0.0, margins)
        count, harder = active.sum(axis=1), others * (margins > 1)
        highest = (pay == pay.max(axis=1, keepdims=True)) * active
        E = np.exp(S - S.max(axis=1, keepdims=True))
        right = through(active, X, y, -count)
        wrong = {
            "one_for_count": through(active, X, y, -1.0 * (count > 0)),
            "no_n": n * right,
            "minus": -right,
            "minus_no_n": -n * right,
            "over_c": n * right / c,
            "over_nc": right / c,
            "no_true_row": through(active, X, y, 0.0),
            "true_row_only": through(0 * active, X, y, -count),
            "true_row_plus": through(active, X, y, count),
            "no_mask": through(others, X, y, 1.0 - c),
            "counts_itself": through(active, X, y, -count - 1),
            "squared": through(2 * pay, X, y, -2 * pay.sum(axis=1)),
            "pay_itself": through(pay, X, y, -pay.sum(axis=1)),
            "no_1": through(harder, X, y, -harder.sum(axis=1)),
            "largest_only": through(highest, X, y, -highest.sum(axis=1)),
            "softmax": ((E / E.sum(axis=1, keepdims=True) - 1 + others) / n).T @ X,
            "scores_only": through(active, np.ones((n, 1)), y, -count).ravel(),
            "no_x": (active - count[:, None] * (1 - others)) / n,
            "mask": through(active, X, y, 1.0 * (count > 0)),
            "transposed": right.T,
        }
        if np.any(count == 0):
            wrong["one_always"] = through(active, X, y, -1.0)
        wrong = wrong if c > 1 else {}
        test(svm_grad, W, X, y).equals(
            right,
            shown=[[0.0, -1.33333333333], [1.0, -0.333333333333], [-1.0, 1.66666666667]],
            **wrong,
        )
    # At the corner any slope between 0 and 1 is a subgradient.
    answer = test(svm_grad, np.array([[1.0], [0.0]]), np.array([[1.0]]), np.array([0]))
    answer.equals(np.ones((2, 1)), rtol=1e9)  # finite numbers, in the right shape
    slope = np.asarray(answer.value, dtype=float)[1, 0]
    test.require(-1e-9 <= slope <= 1 + 1e-9, "corner")
    answer.equals([[-slope], [slope]], one_for_count=[[-1.0], [slope]])
### END HIDDEN TESTS

# %% [markdown]
# ### Training
#
# Now everything is there. Our data are 45 points in the plane with three classes, 15 of each; a
# third input is always 1. The total loss is the sum of data loss and penalty, so its gradient is
# the sum of their gradients. First we check the gradients of both total losses along a random
# direction.

# %%
def total(kind, W, lam):
    S = X_dots @ W.T
    losses = hinge_losses(S, y_dots) if kind == "hinge" else softmax_loss(S, y_dots)
    return np.mean(losses) + l2(W, lam)[0]


def total_grad(kind, W, lam):
    if kind == "hinge":
        slope = np.array(svm_grad(W, X_dots, y_dots))
    else:
        slope = np.array(softmax_grad(X_dots @ W.T, y_dots)).T @ X_dots
    return slope + l2(W, lam)[1]

# %%
rng, h = np.random.default_rng(1), 1e-6
W, U = rng.normal(size=(2, 3, 3))
for kind in ("hinge", "softmax"):
    change = (total(kind, W + h * U, 0.1) - total(kind, W - h * U, 0.1)) / (2 * h)
    by_formula = np.sum(total_grad(kind, W, 0.1) * U)
    print(f"{kind:8} by steps {change:+.7f}   by formula {by_formula:+.7f}")

# %% [markdown]
# We go downhill, against the gradient. Near a corner the hinge's gradient does not get smaller, so
# with a fixed rate the steps would jump across the corner again and again. So our steps shrink:
# with $\nabla L$ for the gradient of the total loss, `models.train_in_shrinking_steps` computes,
# for $t = 0, 1, 2, \dots$
#
# $$W_{t+1} = W_t - \frac{\alpha}{\sqrt{t + 1}}\, \nabla L(W_t) .$$
#
# **Predict:** we start from random weights. How many of the 45 points do they classify right? How
# many steps does it take until most of them are right?

# %%
def train(kind, W0, lam=0.01, alpha=0.5, steps=150):
    """Train from the weights W0; return the weights after each step."""
    return models.train_in_shrinking_steps(
        lambda W: total_grad(kind, W, lam), W0, alpha, steps
    )


def count_right(W):
    return np.sum((X_dots @ W.T).argmax(axis=1) == y_dots)

# %%
W_random = np.random.default_rng(5).normal(size=(3, 3))
for kind in ("hinge", "softmax"):
    path = train(kind, W_random)
    for t in (0, 3, 20, 150):
        loss = total(kind, path[t], 0.01)
        print(f"{kind:8} step {t:3}: total loss {loss:.3f}, {count_right(path[t])} of 45 right")

# %% [markdown]
# **What you saw.** The random weights get 9 of 45 right; guessing would get about 15. After three
# steps most of the points are right, and after that the changes are small.
#
# **Predict:** what do the regions of the three classes look like in the plane, and what are their
# borders? Of the learning rates 0.01, 0.5, 5 and 50, which is too small, which too large? What does
# a strong penalty do?

# %%
explore_training(train, total, data=(X_dots, y_dots), start=W_random)

# %% [markdown]
# **What you saw.** The borders are straight, as they must be: on a border two scores are equal, and
# their difference is linear in $x$. (The small stairs come from the drawing, which asks the
# classifier at the places of a grid.) Both losses end with nearly the same regions.
#
# With α = 0.01 thirty steps are not enough by far. With α = 50 and λ = 0.01 the first step is far
# too long: the total loss jumps to 121 with the hinge, to 45 with softmax. Both come down again,
# because our steps get shorter. With λ = 1, already α = 5 ends in huge weights: the slope of the
# penalty is $2\lambda W$, so on its own it multiplies the weights by $1 - 2\alpha\lambda = -9$
# in the first step. And where training succeeds, a larger λ keeps the weights smaller.
#
# Put `np.zeros((3, 3))` for `W_random`, and look at step 0: the losses are C − 1 = 2 and ln 3 =
# 1.10, as they should be (weights of 0 have no penalty).
#
# **Predict:** we train for longer, 150 steps, with several λ. What happens to the weights, to the
# number of right answers, and to the probability that the classifier gives to the right class?

# %%
for kind in ("hinge", "softmax"):
    for lam in (0.0, 0.01, 0.1, 1.0):
        W = train(kind, np.zeros((3, 3)), lam=lam)[-1]
        line = f"{kind:8} λ = {lam:<4g}  data loss {total(kind, W, 0.0):.3f}   "
        line += f"Σ W² {np.sum(W**2):.2f}   right {count_right(W)} of 45"
        if kind == "softmax":
            own = np.exp(-np.array(softmax_loss(X_dots @ W.T, y_dots)))
            line += f"   mean probability of the right class {own.mean():.2f}"
        print(line)

# %% [markdown]
# **What you saw.** The larger λ is, the smaller are the weights, and the larger is the data loss.
# The number of right answers hardly changes, because only the order of the scores matters for it.
# But the classifier becomes less sure: with λ = 1 it gives the right class a probability of 0.47
# on average, with λ = 0 one of 0.87.
#
# ## 7 · The chain rule as a graph
#
# **How do we get gradients of functions that are put together from many simple ones?** A network
# is such a function. Take a very small one: two classes, 0 and 1, where the sigmoid gives the
# probability of class 1, and one example $x$ of class 1. The weights $w$ are one row of numbers.
# The loss is $-\ln \dfrac{1}{1 + e^{-w \cdot x}}$, and we can draw it as a graph of three nodes:
#
# $$w, x \;\longrightarrow\; \boxed{u = w \cdot x} \;\longrightarrow\;
# \boxed{p = \frac{1}{1 + e^{-u}}} \;\longrightarrow\; \boxed{L = -\ln p}$$
#
# Each node knows its own derivative. The **chain rule** multiplies them, from the end to the start:
#
# $$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial p}\,
# \frac{\partial p}{\partial u}\, \frac{\partial u}{\partial w}, \qquad
# \frac{\partial L}{\partial p} = -\frac{1}{p}, \quad
# \frac{\partial p}{\partial u} = p\,(1 - p), \quad \frac{\partial u}{\partial w} = x .$$
#
# Going backwards through the graph like this is called **backpropagation**. Take
# $w = (2, -3, -3)$ and $x = (-1, -2, 1)$: then $u = 1$, $p = 0.731$ and $L = 0.313$.
#
# **A last trap.** For $u = -1000$ the computer rounds $p$ to 0, so the first factor is infinite
# and the second one 0: their product is NaN. On paper, the $p$ of the first factor and the $p$ of
# the second one cancel. Do this before you write the code.
#
# ### ★ Exercise 7 · `logistic_chain_grad` (extra credit, 5 minutes)
#
# Return $\partial L / \partial w$. It must stay finite for $u = \pm 1000$.

# %% solution="logistic_chain_grad" extra=true
def logistic_chain_grad(w, x):
    """Return the gradient of −ln σ(w · x) with respect to w, shape (D,).

    w: weights, shape (D,).
    x: one input, shape (D,).
    """
    ### BEGIN SOLUTION
    p = 1 / (1 + np.exp(-(w @ x)))
    return (p - 1) * x  # −1/p · p(1 − p), with p cancelled: finite also where p is 0
    ### END SOLUTION

# %% grade="logistic_chain_grad-public" points=1 extra=true
@check.public("logistic_chain_grad")
def public_checks_of_logistic_chain_grad(test):
    test(logistic_chain_grad, np.array([2.0, -3.0, -3.0]), np.array([-1.0, -2.0, 1.0])).equals(
        [0.26894142137, 0.53788284274, -0.26894142137],
        no_loss_slope=[-0.196611933241, -0.393223866483, 0.196611933241],
        no_sigmoid_slope=[1.36787944117, 2.73575888234, -1.36787944117],
        no_x=[-0.26894142137, -0.26894142137, -0.26894142137],
        no_x_number=-0.26894142137,
        minus=[-0.26894142137, -0.53788284274, 0.26894142137],
        for_x=[-0.53788284274, 0.80682426411, 0.80682426411],
        label_0=[-0.73105857863, -1.46211715726, 0.73105857863],
        p_only=[0.73105857863, 1.46211715726, -0.73105857863],
        squared_error=[0.0528770927843, 0.105754185569, -0.0528770927843],
        slope_only=[-1.36787944117, -2.73575888234, 1.36787944117],
        not_summed=[0.880797077978, 0.00494524631327, -0.952574126822],
        loss=0.313261687518,
    )
    # u = −1000, where p is rounded to 0.
    test(logistic_chain_grad, np.array([-500.0, 250.0]), np.array([1.0, -2.0])).equals(
        [-1.0, 2.0], zero_times_inf=[np.nan, np.nan], times_0=[0.0, 0.0]
    )

# %% grade="logistic_chain_grad-hidden" points=2 extra=true
# Hidden checks of logistic_chain_grad: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("logistic_chain_grad")
def hidden_checks_of_logistic_chain_grad(test):
    rng = np.random.default_rng(67)
    for w, x in [
        (np.array([0.5, -1.5, 0.25, 1.0]), np.array([2.0, 0.75, -1.0, 0.5])),
        (np.array([1.5, -0.25]), np.array([-1.0, 2.5])),
        (rng.normal(0.0, 0.3, 20), rng.normal(0.0, 1.0, 20)),
        (np.array([0.8]), np.array([-1.5])),  # one input
        (np.array([1, -2, 1]), np.array([3, 1, -2])),  # integers
        (np.linspace(-1.0, 2.0, 9)[::-3], np.linspace(0.5, 3.0, 6)[::2]),  # strided
        (np.array([-1000.0, 3.0]), np.array([1.0, 0.0])),  # p is rounded to 0
        (np.array([400.0, 300.0]), np.array([1.0, 2.0])),  # p is rounded to 1
        (np.array([0.0, 0.0, 0.0]), np.array([1.0, -2.0, 4.0])),
    ]:
        for array in (w, x):
            array.setflags(write=False)
        u = float(w @ x)
        p = 1 / (1 + np.exp(-u))
        q = np.exp(u) / (1 + np.exp(u))  # the same on paper
        right = (p - 1) * x
        wrong = {
            "no_loss_slope": p * (1 - p) * x,
            "no_sigmoid_slope": -x / p,
            "no_x": np.full(len(x), p - 1),
            "no_x_number": p - 1,
            "minus": -right,
            "for_x": (p - 1) * w,
            "label_0": p * x,
            "p_only": -p * x,
            "squared_error": (p - 1) * p * (1 - p) * x,
            "slope_only": (1 / p) * x,
            "not_summed": (1 / (1 + np.exp(-w * x)) - 1) * x,
            "loss": np.log1p(np.exp(-u)),
            "zero_times_inf": (-1 / np.float64(p)) * p * (1 - p) * x,
            "overflow": (q - 1) * x,
        }
        # At u = 0 several of them are the same numbers; where p is rounded to 0, many are 0.
        wrong = wrong if u else {}
        if p == 0:
            wrong = {"zero_times_inf": wrong["zero_times_inf"], "times_0": 0.0 * x}
        shown = [0.26894142137, 0.53788284274, -0.26894142137]
        test(logistic_chain_grad, w, x).equals(right, shown=shown, **wrong)
### END HIDDEN TESTS

# %% [markdown]
# (This demo uses your `logistic_chain_grad`. Without it, read on at "One hidden node".)
#
# **Predict:** in which direction does descent move each of the three weights, and which one moves
# most?

# %%
w, x = np.array([2.0, -3.0, -3.0]), np.array([-1.0, -2.0, 1.0])
g, h = np.array(logistic_chain_grad(w, x)), 1e-6
u = w @ x
print(f"u = {u:g}, p = {1 / (1 + np.exp(-u)):.6f}, L = {np.log1p(np.exp(-u)):.6f}")
print(f"gradient {np.round(g, 6)}")
up, down = (np.log1p(np.exp(-(w + step) @ x)) for step in (h, -h))  # all weights together
print(f"by steps {(up - down) / (2 * h):+.6f}   sum of the gradient {g.sum():+.6f}")

# %% [markdown]
# **What you saw.** Descent goes against the gradient, so the first two weights fall and the third
# one grows: each moves to make $u$, and with it $p$, larger. The second one moves most, because
# its input, −2, is the largest in size.
#
# ### One hidden node
#
# A network has its nodes in **layers**. A **hidden node** gives its output to K nodes of the next
# layer. It has no target of its own, so what is its share in the error? We write
# $\delta = \partial L / \partial z$ for the derivative with respect to what goes *into* a node, the
# weighted sum $z$ of its inputs. Each node $k$ of the next layer already knows its $\delta_k$. Our
# node sends its output $a = \sigma(z)$ to node $k$ with the weight $w_k$. A change of $a$ reaches
# the loss through *all* the K nodes, so we add up, and then go back through our own sigmoid, whose
# slope is $\sigma'(z) = a\,(1 - a)$:
#
# $$\delta = \Bigl(\sum_{k=1}^{K} w_k\, \delta_k\Bigr)\; a\,(1 - a)$$
#
# With $\delta$ known, the gradient of a weight into our node is $\delta$ times the input that
# comes through it. The same works for layer after layer.
#
# *A small correction: for an output node with the squared error, the deck's δ has $y - \hat y$
# where the derivative has $\hat y - y$ ($y$ is the target, $\hat y$ the output). With the deck's
# sign, descent would go uphill. The rule for the hidden node is the same with either sign.*
#
# ### ★ Exercise 8 · `hidden_delta` (extra credit, 4 minutes)
#
# Return the $\delta$ of a hidden node. Mind that `a` is the node's *output*, after the sigmoid.

# %% solution="hidden_delta" extra=true
def hidden_delta(w_out, delta_out, a):
    """Return the derivative of the loss with respect to the input of a hidden node, one number.

    w_out: weights from this node to the K nodes of the next layer, shape (K,).
    delta_out: the delta of each of these nodes, shape (K,).
    a: output of this node, after its sigmoid.
    """
    ### BEGIN SOLUTION
    return (w_out @ delta_out) * a * (1 - a)
    ### END SOLUTION

# %% grade="hidden_delta-public" points=1 extra=true
@check.public("hidden_delta")
def public_checks_of_hidden_delta(test):
    w_out, delta_out = np.array([0.5, -1.0, 2.0]), np.array([0.2, 0.3, -0.4])
    test(hidden_delta, w_out, delta_out, 0.8).equals(
        -0.16,
        no_slope=-1.0,
        slope_again=-0.21390969652,
        tanh=-0.36,
        a_only=-0.8,
        rest_only=-0.2,
        a_twice=-0.64,
        minus=0.16,
        no_weights=0.016,
        no_deltas=0.24,
        sums_first=0.024,
        mean=-0.0533333333333,
        not_summed=[0.016, -0.048, -0.128],
        squared_slope=-0.0256,
        last_only=-0.128,
    )
    # A saturated node passes nothing on.
    test(hidden_delta, w_out, delta_out, 1.0).equals(0.0)

# %% grade="hidden_delta-hidden" points=2 extra=true
# Hidden checks of hidden_delta: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("hidden_delta")
def hidden_checks_of_hidden_delta(test):
    rng = np.random.default_rng(68)
    for w, delta, a in [
        (np.array([1.5, -0.75, 0.5, 2.0]), np.array([0.3, -0.2, 0.9, 0.4]), 0.7),
        (np.array([0.6, -1.2]), np.array([0.35, 0.15]), 0.1),
        (rng.normal(size=30), rng.normal(size=30), 0.65),
        (np.array([1.75]), np.array([-0.3]), 0.2),  # one node
        (np.array([2, -1, 3]), np.array([1, 4, -2]), 0.3),  # integers
        (np.linspace(-2.0, 3.0, 8)[::-3], np.array([0.5, 9.0, -0.25, 9.0, 0.75])[::2], 0.9),
        (np.array([300.0, -100.0]), np.array([2.0, 5.0]), 0.001),
        (np.array([1.5, 2.5]), np.array([-0.5, 0.25]), 0.0),
        (np.array([1.5, 2.5]), np.array([-0.5, 0.75]), 1),
    ]:
        for array in (w, delta):
            array.setflags(write=False)
        back, slope, again = np.sum(w * delta), a * (1 - a), 1 / (1 + np.exp(-a))
        wrong = {
            "no_slope": back,
            "slope_again": back * again * (1 - again),
            "tanh": back * (1 - a**2),
            "a_only": back * a,
            "rest_only": back * (1 - a),
            "a_twice": back * a * a,
            "minus": -back * slope,
            "no_weights": np.sum(delta) * slope,
            "no_deltas": np.sum(w) * slope,
            "sums_first": np.sum(w) * np.sum(delta) * slope,
            "mean": np.mean(w * delta) * slope,
            "not_summed": w * delta * slope,
            "squared_slope": back * slope**2,
            "last_only": w[-1] * delta[-1] * slope,
        }
        # Where the slope is 0, most of them are 0; one node has nothing to add up.
        if slope == 0:
            wrong = {key: wrong[key] for key in ("no_slope", "slope_again")}
        if len(w) == 1:
            wrong = {k: v for k, v in wrong.items() if k not in ("mean", "sums_first", "last_only")}
        test(hidden_delta, w, delta, a).equals(back * slope, shown=-0.16, **wrong)
### END HIDDEN TESTS

# %% [markdown]
# ### Through the network and back
#
# (This demo uses your `hidden_delta`. Without it, read on at the summary.)
#
# **Predict:** a hidden node with the output $a = \sigma(z)$ feeds three classes, whose scores are
# $s_k = w_k\, a$. The $\delta_k$ of the softmax loss come from your `softmax_grad`. Does your
# $\delta$ agree with a small step of $z$?

# %%
w_out, right_class, h = np.array([1.5, -2.0, 0.5]), np.array([1]), 1e-6


def scores_of(z):
    return (w_out / (1 + np.exp(-z)))[None, :]  # one example, shape (1, 3)


for z in (0.4, -2.0, 12.0):
    delta_out = np.array(softmax_grad(scores_of(z), right_class))[0]
    delta = hidden_delta(w_out, delta_out, 1 / (1 + np.exp(-z)))
    up, down = (softmax_loss(scores_of(z + step), right_class)[0] for step in (h, -h))
    print(f"z = {z:4g}   by steps {(up - down) / (2 * h):+.7f}   your delta {delta:+.7f}")

# %% [markdown]
# **What you saw.** The numbers agree, so the way back needs only what each node knows: its
# weights, the deltas of the next layer, and its own output. With $z = 12$ the node is
# **saturated**, $a$ is almost 1, and it passes almost nothing back: what lies before it hardly
# learns.
#
# ## Summary
#
# - A **linear classifier** gives scores $S = XW^T$; the highest one wins.
# - The **SVM** (hinge) loss wants the right class to win by a margin of 1, and then is content. It
#   starts near C − 1.
# - The **softmax loss** is $-\ln p_y$: negative log-likelihood and cross-entropy at once. It starts
#   near $\ln C$ and never reaches 0.
# - Weights with loss 0 are not unique. A **penalty** $\lambda R(W)$ chooses among them and keeps
#   the weights small.
# - Subtract the largest score of each row before you take exponentials, and compute
#   log-probabilities from scores, not from probabilities.
# - The gradient of the softmax loss is $(P - Y)/N$; that of the hinge loss counts the active
#   classes. Check each with small steps.
# - The **chain rule** multiplies the derivatives of the nodes, from the loss back to the weights.
#
# ## Reading
#
# - Simon J. D. Prince, *Understanding Deep Learning*: chapter 5 on loss functions (softmax and
#   cross-entropy), chapter 6 on fitting models, chapter 7 on gradients and backpropagation.
# - Jason Weston and Chris Watkins, "Support vector machines for multi-class pattern recognition",
#   *ESANN*, 1999: the hinge loss that sums over the classes.
# - Koby Crammer and Yoram Singer, "On the algorithmic implementation of multiclass kernel-based
#   vector machines", *Journal of Machine Learning Research*, 2001: only the strongest rival counts.
# - John S. Bridle, "Probabilistic interpretation of feedforward classification network outputs",
#   *Neurocomputing*, 1990: where softmax got its name.
# - Hui Zou and Trevor Hastie, "Regularization and variable selection via the elastic net", *Journal
#   of the Royal Statistical Society B*, 2005.
# - David E. Rumelhart, Geoffrey E. Hinton and Ronald J. Williams, "Learning representations by
#   back-propagating errors", *Nature*, 1986.
