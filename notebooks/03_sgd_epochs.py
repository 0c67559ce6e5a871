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
# # SGD and epochs
#
# Gradient descent improves the parameters of a model in small steps, and each step looks at every
# example. With millions of examples that is a lot of work for one small step. In this notebook we
# step after looking at a few examples only, and see what we gain, what we lose, and how to keep the
# gain.
#
# **What you will be able to do**
#
# - cut a data set into random batches, so that each epoch uses every example once;
# - compute the gradient of a batch, and say how it differs from the full gradient;
# - write stochastic gradient descent (SGD), and count its updates and its work;
# - choose a learning rate schedule, and the parameters to keep at the end.
#
# **Time.** The seven exercises take about 30 minutes together. Reading and playing take about as
# long again.
#
# **How to work.** Go from top to bottom and run each cell with Shift+Enter. Before each picture or
# table there is a question: guess first, then run. In an exercise, replace
# `raise NotImplementedError()` with your code. The pictures are drawn with *your* functions, so
# until an exercise is written, the pictures after it stop with `NotImplementedError`, or say which
# function to write first. Four pictures have sliders: move them, also with the arrow keys. You may
# change the demo cells and add cells anywhere.
#
# **How the checks speak.** After each exercise there is a public check. It prints "public checks
# passed", or says what your function returned, what was expected and, where it can tell, which
# mistake it is. When your work is graded, hidden checks try your function on other data, so a
# passed public check is a good sign, not a proof. Where chance plays a part, the checks look at
# what must hold for *every* fair shuffle, never at one order. All your functions leave their
# arguments as they are.

# %% [markdown]
# ## Notation
#
# | symbol | in code | meaning |
# |---|---|---|
# | $N$ | `n` | number of examples |
# | $B$ | `batch_size` | **batch size**: number of examples in a batch |
# | $\mathcal{B}_t$ | `idx`, shape (B,) | the indices of the batch that is used in step $t$ |
# | $x_i$, $y_i$ | `x`, `y`, shape (N,) | input and target (also called label) of example $i$; $i$ counts from 0 |
# | $\phi$ | `phi`, shape (D,) | the parameters |
# | $\ell_i[\phi]$ | | the loss of example $i$ alone |
# | $L[\phi]$ | | the loss: here the **mean** of the $\ell_i$ over all examples |
# | $\nabla L[\phi]$ | `g`, shape (D,) | the gradient of the loss: its slope along each parameter |
# | $\alpha$, $\alpha_t$ | `alpha` | the learning rate, and that of step $t$ |
# | $t$ | `step` | number of the step, from 0; $\phi_t$ are the parameters before step $t$ |
#
# Other books write $\theta$ or $w$ for our $\phi$, and $\eta$ for our $\alpha$.
#
# **Gradient descent** repeats one step: $\phi_{t+1} = \phi_t - \alpha\, \nabla L[\phi_t]$. The
# parameters change against the gradient, so downhill. $\phi_0, \phi_1, \dots$ are the **iterates**,
# together the **path**. (For a line, $\phi_0$ and $\phi_1$ are also its intercept and its slope;
# the text says which is meant.)
#
# The next cell imports what we need, once and for all. It is locked, because the checks rely on
# it.

# %% locked="setup"
import numpy as np

from dl4ds_utils import check, data, models
from dl4ds_utils.explorers import (
    explore_batch_size,
    explore_epoch,
    explore_noise,
    explore_updates,
)
from dl4ds_utils.trajectory import Trajectory
from dl4ds_utils.views import ContourDisplay, LinesDisplay, LossCurveDisplay, RowDisplay

x_line, y_line = data.noisy_line()
x_gabor, y_gabor = data.gabor_points()

# %% [markdown]
# ## 1 · How much data for one step?
#
# **Do we need all the data to know which way is down?** Our first example is a line,
# $f[x, \phi] = \phi_0 + \phi_1 x$, and 30 points, as on the slide. The loss of one example is its
# squared error, and the loss is the mean over the examples:
#
# $$\ell_i[\phi] = (\phi_0 + \phi_1 x_i - y_i)^2, \qquad
# L[\phi] = \frac{1}{N} \sum_{i} \ell_i[\phi]$$
#
# A **batch** (or **mini-batch**) is a part of the data. It has a loss too: the mean over its own
# examples.
#
# **Predict:** we draw the loss of all 30 points and of three random batches of 5, as the slope
# $\phi_1$ changes while the intercept $\phi_0$ stays 1. Are the four curves alike? Do they have the
# same minimum?

# %%
def line_loss(phi, idx=slice(None)):
    """Return the mean squared error of a line on the examples idx; on all of them by default."""
    return np.mean((models.line(phi, x_line[idx]) - y_line[idx]) ** 2)


rng = np.random.default_rng(4)
slopes = np.linspace(-2.0, 6.0, 81)
curves = {"all 30 points": [line_loss([1.0, s]) for s in slopes]}
for k in (1, 2, 3):
    idx = rng.choice(30, 5, replace=False)
    curves[f"batch {k}, 5 points"] = [line_loss([1.0, s], idx) for s in slopes]
LinesDisplay.from_lines(slopes, curves, xlabel="slope φ₁", ylabel="mean squared error")

# %% [markdown]
# **What you saw.** Other data, other loss, and mostly another minimum. But far from the minimum, at
# the left and right, all four curves fall towards the middle: for *one step* a batch is good
# enough, and it costs a sixth of the work. (Many examples are alike, so the full gradient does nearly the
# same work again and again.) Near the minimum the curves disagree.
#
# So how much data shall we use in each step?
#
# | name | data of one step | |
# |---|---|---|
# | **batch gradient descent** | all $N$ examples | the true gradient, but slow; impossible if the data do not fit into memory |
# | **stochastic gradient descent** | one example | noisy and very fast; can learn while data come in |
# | **mini-batch gradient descent** | $B$ examples, $1 < B < N$ | between the two; the usual choice |
#
# In practice $B$ is often between 32 and 1024: as large as the memory of the machine allows, but
# not so large that no noise is left. (We shall see what the noise is good for.) One matrix product
# for many examples is also much faster than many small ones.
#
# *A small correction: the slides use the name SGD for two things, for steps with one
# example and for steps with a mini-batch. Strictly it is the first; most people mean the second. We
# say SGD for both and name the batch size.*
#
# ### Epochs and steps
#
# One pass through all the data is an **epoch**. Each batch gives one **update** of the parameters,
# also called a step. Cut the data into 10 batches, and one epoch makes 10 updates. The full batch
# makes only one, for the same work: the gradients of N single examples.
#
# If $B$ does not divide $N$, the last batch is shorter. We may keep it, which gives
# $\lceil N/B \rceil$ updates (rounded up), or drop it, which gives $\lfloor N/B \rfloor$ (rounded
# down).
#
# ### Exercise 1 · `steps_per_epoch` (2 minutes)
#
# Return the number of updates in one epoch, an integer. Keep the short batch, unless `drop_last`
# is true.

# %% solution="steps_per_epoch"
def steps_per_epoch(n, batch_size, drop_last=False):
    """Return the number of updates in one pass through the data, an integer.

    n: the number of examples.
    batch_size: how many of them a batch holds.
    drop_last: whether a last batch that is not full is left out.
    """
    ### BEGIN SOLUTION
    full, rest = divmod(n, batch_size)
    return full if drop_last or rest == 0 else full + 1
    ### END SOLUTION

# %% grade="steps_per_epoch-public" points=1
@check.public("steps_per_epoch")
def public_checks_of_steps_per_epoch(test):
    test(steps_per_epoch, 30, 8).equals(4, integer=True, floor=3, fraction=3.75, in_batch=6)
    test(steps_per_epoch, 30, 5).equals(6, integer=True, one_too_many=7, upside_down=0)
    test(steps_per_epoch, 30, 7).equals(5, integer=True, rounded=4)
    test(steps_per_epoch, 30, 8, True).equals(3, integer=True, kept=4, fraction=3.75)
    test(steps_per_epoch, 3, 8, drop_last=True).equals(0, integer=True, at_least_one=1)

# %% grade="steps_per_epoch-hidden" points=2
# Hidden checks of steps_per_epoch: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("steps_per_epoch")
def hidden_checks_of_steps_per_epoch(test):
    for n, batch_size in [
        (50, 12), (48, 12), (49, 12), (59, 12), (7, 1), (1, 1), (5, 5), (5, 12), (1, 64),
        (60_000, 128), (60_001, 60_000), (1_000_001, 1_000_000),
    ]:
        down = n // batch_size
        up = down + (n % batch_size > 0)
        test(steps_per_epoch, n, batch_size).equals(
            up,
            integer=True,
            shown=4,
            **({"floor": down} if down < up else {"one_too_many": up + 1}),
            **({"fraction": n / batch_size} if down < up else {}),
            **({"rounded": round(n / batch_size)} if 0 < down < up else {}),
        )
        test(steps_per_epoch, n, batch_size, drop_last=False).equals(up, integer=True, floor=down)
        test(steps_per_epoch, n, batch_size, True).equals(
            down,
            integer=True,
            **({"kept": up, "fraction": n / batch_size} if 0 < down < up else {}),
            **({"at_least_one": 1} if down == 0 else {}),
        )
### END HIDDEN TESTS

# %% [markdown]
# ### Ten updates for the price of one
#
# **Predict:** how many updates does one epoch make with batches of 1, 5, 8 and 30? And how many
# with batches of 128 and the 60 000 pictures of a common data set?

# %%
print("      N      B   updates, short batch kept   updates, dropped")
for n, batch_size in [(30, 1), (30, 5), (30, 8), (30, 30), (60_000, 128), (60_000, 60_000)]:
    kept, dropped = (steps_per_epoch(n, batch_size, drop) for drop in (False, True))
    print(f"{n:7} {batch_size:6} {kept:12} {dropped:24}")

# %% [markdown]
# **What you saw.** The work of an epoch is always the gradients of N examples (plus a little for
# each update). But for the 60 000 pictures, batches of 128 make 469 updates out of it, the full
# batch just one.
# With 30 examples and $B = 8$ there are three full batches, and a short one with 6 examples.
#
# ## 2 · One epoch
#
# **Which examples go into which batch?** Every example should be used once per epoch: so we sample
# **without replacement**. And the batches should be *random*: data are often sorted, and a batch of
# neighbors is not like the whole. So we **shuffle**: we put the indices 0 … N − 1 into random
# order, which is what `permutation(N)` returns, and cut this order into batches. This is the
# slide's example, with 30 examples and $B = 5$:

# %%
order = np.random.RandomState(42).permutation(30)
for k in range(6):
    print(f"step {k}, places {5 * k:2} to {5 * k + 4:2}, batch {order[5 * k : 5 * k + 5]}")

# %% [markdown]
# `np.random.RandomState(42)` is a **generator** of random numbers; 42 is its **seed**. The same
# seed gives the same numbers, so an experiment can be repeated. Each call takes the next numbers
# from the generator, so a second `permutation(30)` of the *same* generator is another order.
#
# *A small correction: on the slide, epoch 1 shows the batches of epoch 0 again. A new
# epoch should be shuffled anew.*
#
# ### Exercise 2 · `epoch_batches` (6 minutes)
#
# Return the batches of one epoch: a list of integer arrays with the indices 0 … n − 1 in random
# order. Every index comes once, no batch holds more than `batch_size`, and there are as few batches
# as possible. Keep the short one.
#
# Draw all random numbers from the generator `rng` that is passed in: then the caller decides on the
# seed, and each call gives a new order. `rng` may be a `RandomState` or NumPy's newer
# `np.random.default_rng(seed)`; both have `rng.permutation(n)`.

# %% solution="epoch_batches"
def epoch_batches(n, batch_size, rng):
    """Return the batches of one shuffled pass through the data, a list of integer arrays.

    n: the number of examples.
    batch_size: how many indices a batch may hold.
    rng: the generator of random numbers, a RandomState or a Generator.
    """
    ### BEGIN SOLUTION
    order = rng.permutation(n)
    return [order[k : k + batch_size] for k in range(0, n, batch_size)]
    ### END SOLUTION

# %% grade="epoch_batches-public" points=1
@check.public("epoch_batches")
def public_checks_of_epoch_batches(test):
    def two_epochs(n, batch_size, rng):  # one after the other, with the same generator
        return [[int(i) for b in epoch_batches(n, batch_size, rng) for i in b] for _ in "12"]

    for n, batch_size, steps in [(30, 5, 6), (30, 8, 4)]:
        answer = test(epoch_batches, n, batch_size, np.random.RandomState(42))
        batches = answer.value
        kinds = (list, tuple, np.ndarray)
        flat = isinstance(batches, kinds) and all(isinstance(b, kinds) for b in batches)
        test.require(flat and all(np.ndim(i) == 0 for b in batches for i in b), "not_list")
        answer.integers()
        used = [int(i) for b in batches for i in b]
        test.require(set(used) != set(range(1, n + 1)), "one_based")
        test.require(set(used) <= set(range(n)), "out_of_range")
        count = f"{len(used)} indices, {len(set(used))} different ones, of {n}"
        test.require(len(used) <= n or len(set(used)) < n, "padded", count)
        test.require(len(set(used)) == len(used), "with_replacement", count)
        test.require(len(used) == n, "dropped_tail", count)
        test.require(max(len(b) for b in batches) <= batch_size, "too_large")
        test.require(len(batches) == steps, "too_many")
    first, second = test.once(two_epochs, 30, 5, np.random.RandomState(42)).value
    test.require(first != list(range(30)), "unshuffled")
    test.require(first != second, "same_order", "two epochs with the same generator")

# %% grade="epoch_batches-hidden" points=2
# Hidden checks of epoch_batches: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("epoch_batches")
def hidden_checks_of_epoch_batches(test):
    def two_epochs(n, batch_size, rng):
        return [[int(i) for b in epoch_batches(n, batch_size, rng) for i in b] for _ in "12"]

    def many_epochs(n, batch_size, rng):  # the batch of each index, one row per epoch
        rows = np.zeros((450, n), dtype=int)
        for row in rows:
            for k, batch in enumerate(epoch_batches(n, batch_size, rng)):
                row[list(batch)] = k
        return rows

    new, old = np.random.default_rng, np.random.RandomState
    for n, batch_size, rng in [
        (24, 7, new(1)), (100, 32, old(2)), (17, 16, new(3)), (12, 12, old(4)), (13, 1, new(5)),
        (14, 50, old(6)), (1, 1, new(7)), (3, 2, old(8)), (1, 4, new(9)), (64, 8, new(10)),
    ]:
        answer = test(epoch_batches, n, batch_size, rng)
        batches = answer.value
        kinds = (list, tuple, np.ndarray)
        flat = isinstance(batches, kinds) and all(isinstance(b, kinds) for b in batches)
        test.require(flat and all(np.ndim(i) == 0 for b in batches for i in b), "not_list")
        answer.integers()
        used = [int(i) for b in batches for i in b]
        test.require(set(used) != set(range(1, n + 1)), "one_based")
        test.require(set(used) <= set(range(n)), "out_of_range")
        count = f"{len(used)} indices, {len(set(used))} different ones, of {n}"
        test.require(len(used) <= n or len(set(used)) < n, "padded", count)
        test.require(len(set(used)) == len(used), "with_replacement", count)
        test.require(len(used) == n, "dropped_tail", count)
        test.require(max(len(b) for b in batches) <= batch_size, "too_large")
        test.require(len(batches) == -(-n // batch_size), "too_many")
    for make in (old, new):
        first, second = test.once(two_epochs, 40, 6, make(11)).value
        test.require(first != list(range(40)), "unshuffled")
        test.require(first != second, "same_order", "two epochs with the same generator")
        other, _ = test.once(two_epochs, 40, 6, make(12)).value
        test.require(first != other, "same_order", "two generators with different seeds")
        # In a fair shuffle of 6 indices into 3 pairs, each index is in each batch 150 times of
        # 450 (give or take 10), and each two share one 90 times (give or take 8.5).
        rows = test.once(many_epochs, 6, 2, make(13)).value
        visits = np.stack([np.sum(rows == k, axis=0) for k in range(3)])
        test.require(abs(visits - 150).max() < 75, "stuck", "450 epochs of 6 examples, B = 2")
        shared = np.sum(rows[:, :, None] == rows[:, None, :], axis=0)[np.triu_indices(6, 1)]
        test.require(abs(shared - 90).max() < 62, "together", "450 epochs of 6 examples, B = 2")
### END HIDDEN TESTS

# %% [markdown]
# ### With and without replacement
#
# What if each batch is drawn from all the data, whatever came before? Then we sample **with
# replacement**.
#
# **Predict:** two epochs of 30 examples, $B = 5$. Your batches use each example twice. If each
# example is drawn anew, how many are never used in an epoch? Press Play, or step with the arrow
# keys; then switch the sampling.

# %%
explore_epoch(epoch_batches, data=(x_line, y_line))

# %% [markdown]
# **What you saw.** A row of the table is a step, a column an example; the line parts the two
# epochs. Without replacement each epoch has one square in every column: all examples count equally.
# With replacement 11 of 30 columns are empty in epoch 0, and 9 in epoch 1. Other examples are used
# by several steps, or even twice by the same one (the squares with a 2). If we draw N times with
# replacement from N examples, about 37 % of them are missed on average, unless N is very small (the
# share tends to $1/e$, with $e = 2.718\dots$). If you shuffle in another way than with
# `rng.permutation`, your numbers and pictures differ from ours, here and below.
#
# ### Take the rows of a batch
#
# Now the data. Let the inputs of the examples be the rows of a table `X`, and `y` their labels. The
# batch needs the *same* rows of both: if inputs and labels are shuffled separately, every input
# gets the label of another, and there is nothing left to learn.
#
# ### Exercise 3 · `take_batch` (3 minutes)
#
# Return the rows `idx` of `X`, and the entries `idx` of `y`, both in the order of `idx`. If an
# index comes twice, so does its row. Keep the types: integer labels stay integers. Return copies:
# a change of the batch must not change the data.

# %% solution="take_batch"
def take_batch(X, y, idx):
    """Return the inputs and the labels of a batch, a tuple of shapes (B, D) and (B,).

    X: inputs, shape (N, D).
    y: labels, shape (N,).
    idx: indices of the batch, integers of shape (B,).
    """
    ### BEGIN SOLUTION
    return X[idx], y[idx]
    ### END SOLUTION

# %% grade="take_batch-public" points=1
@check.public("take_batch")
def public_checks_of_take_batch(test):
    def rows(part, table):  # which row of the table each row of a part is
        part = part if isinstance(part, (list, tuple, np.ndarray)) else []
        return [k for row in part for k, one in enumerate(table) if np.array_equal(row, one)]

    def same_type(part, table):
        if isinstance(part, np.ndarray):
            return part.dtype == table.dtype
        return np.asarray(part).dtype.kind == table.dtype.kind

    X = np.array([[0.5, 1.0], [1.5, -1.0], [2.5, 4.0], [3.5, 0.0], [4.5, 2.0]])
    y = np.array([7, 3, 9, 2, 4])
    for idx in (np.array([3, 0, 4]), np.array([1, 2, 3]), np.array([2, 2, 0, 2])):
        answer = test(take_batch, X, y, idx)
        pair = answer.value if isinstance(answer.value, (tuple, list)) else ()
        found = [rows(part, table) for part, table in zip(pair, (X, y))]
        wrong = {}
        if len(found) == 2 and all(sorted(f) == sorted(idx.tolist()) for f in found):
            wrong = {"reordered" if found[0] == found[1] else "misaligned": answer.value}
        once = np.unique(idx)
        if len(once) < len(idx):
            wrong["once_each"] = (X[once], y[once])
        low, high = idx.min(), idx.max() + 1
        answer.equals(
            (X[idx], y[idx]),
            swapped=(y[idx], X[idx]),
            slice=(X[low:high], y[low:high]),
            first_rows=(X[: len(idx)], y[: len(idx)]),
            all_labels=(X[idx], y),
            one_based=(X[idx - 1], y[idx - 1]),
            flat=(X.ravel()[idx], y[idx]),
            **wrong,
        )
        test.require(same_type(answer.value[1], y), "labels_type")
        test.require(same_type(answer.value[0], X), "inputs_type")

# %% grade="take_batch-hidden" points=2
# Hidden checks of take_batch: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("take_batch")
def hidden_checks_of_take_batch(test):
    def rows(part, table):
        part = part if isinstance(part, (list, tuple, np.ndarray)) else []
        return [k for row in part for k, one in enumerate(table) if np.array_equal(row, one)]

    def same_type(part, table):
        if isinstance(part, np.ndarray):
            return part.dtype == table.dtype
        return np.asarray(part).dtype.kind == table.dtype.kind

    rng = np.random.default_rng(31)
    many, labels = rng.normal(size=(40, 3)), 3 * rng.permutation(40)
    for X, y, idx in [
        (many, labels, np.array([17, 3, 38, 22, 9])),
        (many, labels, np.array([4, 5, 6, 7])),  # neighbors
        (many, labels, np.arange(40)[::-3]),
        (many, labels, np.array([8, 1, 8, 30, 1])),
        (many[:, :1], labels, np.array([5, 2, 30])),  # one input
        (many[:1], labels[:1], np.array([0])),  # one example
        (many, labels, np.array([6])),
        (3 * np.arange(12).reshape(6, 2), np.array([0.5, 2.5, 1.5, 3.5, 9.5, 4.5]),
         np.array([4, 1, 5])),  # integers, and targets that are not
        (many.astype(np.float32), labels.astype(np.int32), np.array([3, 1, 2], dtype=np.int32)),
        (many[::-2].T.copy().T, labels[::2], np.array([0, 7, 3])),  # strided
        (1e12 * many, labels - 50, np.array([39, 0])),
    ]:
        for array in (X, y, idx):
            array.setflags(write=False)
        answer = test(take_batch, X, y, idx)
        pair = answer.value if isinstance(answer.value, (tuple, list)) else ()
        found = [rows(part, table) for part, table in zip(pair, (X, y))]
        wrong = {}
        if len(found) == 2 and all(sorted(f) == sorted(idx.tolist()) for f in found):
            wrong = {"reordered" if found[0] == found[1] else "misaligned": answer.value}
        once = np.unique(idx)
        if len(once) < len(idx):
            wrong["once_each"] = (X[once], y[once])
        low, high = idx.min(), idx.max() + 1
        answer.equals(
            (X[idx], y[idx]),
            shown=([[3.5, 0.0], [0.5, 1.0], [4.5, 2.0]], [2, 7, 4]),
            swapped=(y[idx], X[idx]),
            slice=(X[low:high], y[low:high]),
            first_rows=(X[: len(idx)], y[: len(idx)]),
            all_labels=(X[idx], y),
            one_based=(X[idx - 1], y[idx - 1]),
            flat=(X.ravel()[idx], y[idx]),
            **wrong,
        )
        test.require(same_type(answer.value[1], y), "labels_type")
        test.require(same_type(answer.value[0], X), "inputs_type")
### END HIDDEN TESTS

# %% [markdown]
# ### Labels of somebody else
#
# **Predict:** we fit a line (with `np.polyfit`) to the 30 points, in the order of a shuffled epoch.
# What slope do we get if `x` and `y` come from the same shuffle? And from two?

# %%
X = x_line.reshape(-1, 1)
rng = np.random.default_rng(0)
one, other = (np.concatenate(epoch_batches(30, 30, rng)) for _ in range(2))
inputs, targets = take_batch(X, y_line, one)
_, targets_of_others = take_batch(X, y_line, other)
print(f"shuffled together:   slope {np.polyfit(np.ravel(inputs), targets, 1)[0]:5.2f}")
print(f"shuffled separately: slope {np.polyfit(np.ravel(inputs), targets_of_others, 1)[0]:5.2f}")

# %% [markdown]
# **What you saw.** Together, the order does not matter: the slope is that of all the data.
# Separately, almost nothing of it is left. (Libraries do all of this for us: what you have written
# up to here is what PyTorch's `DataLoader` does.)
#
# ## 3 · The gradient of a batch
#
# **How good is the gradient of a few examples?** The gradient of a batch is that of its mean loss.
# By the chain rule (two partial derivatives of a square, one above the other) it is
#
# $$g_{\mathcal{B}} = \frac{1}{B} \sum_{i \in \mathcal{B}} \nabla \ell_i[\phi], \qquad
# \nabla \ell_i[\phi] = \begin{pmatrix} 2\,(\phi_0 + \phi_1 x_i - y_i) \\
# 2\,x_i\,(\phi_0 + \phi_1 x_i - y_i) \end{pmatrix}.$$
#
# Here $B$ is the number of indices in *this* batch, also if it is the short one. Some texts take
# the sum instead, without $1/B$. Deep learning libraries offer both and call the choice the
# **reduction**.
#
# For example, let $\phi = (0, 1)$ and let a batch hold the points $(4, 10)$, $(1, 3)$, $(2, 5)$.
# The errors are −6, −2, −3, so the sum over the batch is $2 \cdot (-11, -24 - 2 - 6) = (-22, -64)$,
# and the mean is a third of it, $(-7.33, -21.33)$.
#
# ### Exercise 4 · `batch_grad` (5 minutes)
#
# Write the gradient of a line's squared error on the batch `idx`. `reduction` is `"mean"` or
# `"sum"`; raise a `ValueError` for anything else, so that a slip such as `"maen"` is noticed.

# %% solution="batch_grad"
def batch_grad(phi, x, y, idx, reduction):
    """Return the gradient of the squared error of a line on a batch, shape (2,).

    phi: the intercept and the slope, shape (2,).
    x, y: inputs and targets of all N examples, shape (N,) each.
    idx: indices of the batch, integers of shape (B,).
    reduction: "mean" or "sum", what to take over the examples of the batch.
    """
    ### BEGIN SOLUTION
    if reduction not in ("mean", "sum"):
        raise ValueError(f"reduction is 'mean' or 'sum', not {reduction!r}")
    error = phi[0] + phi[1] * x[idx] - y[idx]
    total = 2 * np.array([np.sum(error), np.sum(error * x[idx])])
    return total / len(idx) if reduction == "mean" else total
    ### END SOLUTION

# %% grade="batch_grad-public" points=1
@check.public("batch_grad")
def public_checks_of_batch_grad(test):
    phi, idx = np.array([0.0, 1.0]), np.array([4, 1, 2])
    x, y = np.array([0.0, 1.0, 2.0, 3.0, 4.0]), np.array([1.0, 3.0, 5.0, 6.0, 10.0])
    test(batch_grad, phi, x, y, idx, "mean").equals(
        [-7.33333333333333, -21.3333333333333],
        rtol=1e-6,
        no_x=[-7.33333333333333, -7.33333333333333],
        no_2=[-3.66666666666667, -10.6666666666667],
        minus=[7.33333333333333, 21.3333333333333],
        over_n=[-4.4, -12.8],
        idx_ignored=[-6.0, -16.4],
        first_rows=[-4.0, -5.33333333333333],
        swapped=[-21.3333333333333, -7.33333333333333],
        broadcast=[-22.0, -42.0],
        broadcast_row=[-22.0, -73.3333333333333],
    )
    test(batch_grad, phi, x, y, idx, "sum").equals(
        [-22.0, -64.0],
        no_x=[-22.0, -22.0],
        no_2=[-11.0, -32.0],
        minus=[22.0, 64.0],
        over_n=[-4.4, -12.8],
        idx_ignored=[-30.0, -82.0],
        first_rows=[-12.0, -16.0],
        broadcast=[-66.0, -126.0],
    )
    test.raises(ValueError, batch_grad, phi, x, y, idx, "median")

# %% grade="batch_grad-hidden" points=2
# Hidden checks of batch_grad: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("batch_grad")
def hidden_checks_of_batch_grad(test):
    rng = np.random.default_rng(32)
    x, y = rng.uniform(-3, 3, size=50), rng.normal(1.0, 2.0, size=50)
    for phi, x, y, idx in [
        (np.array([0.5, -1.25]), x, y, np.array([40, 3, 17, 28, 9, 33, 21])),
        (np.array([2.0, 0.25]), x, y, rng.permutation(50)[:32]),
        (np.array([2.0, 0.25]), x, y, np.array([7, 30, 7, 7, 12])),  # an index comes again
        (np.array([-1.0, 0.5]), x, y, np.array([13])),  # a batch of one
        (np.array([1, -2]), np.array([0, 1, 2, 5, 3]), np.array([4, -3, 2, 7, 1]),
         np.array([3, 0, 2])),  # integers
        (np.array([1.5, 4.0]), np.array([2.0]), np.array([3.25]), np.array([0])),
        (np.array([1e3, -2e3]), 1e4 * x, 1e6 * y, np.array([4, 9, 2])),
        (np.array([1e-4, 2e-4]), x, 1e-4 * y, np.array([4, 9, 2])),
        (np.arange(4.0)[::2], np.arange(15.0)[::3], np.arange(10.0)[::-2], np.arange(6)[4::-2]),
    ]:
        for array in (phi, x, y, idx):
            array.setflags(write=False)

        def gradient(idx, two=2):
            error = phi[0] + phi[1] * x[idx] - y[idx]
            return two * np.array([np.sum(error), np.sum(error * x[idx])])

        n, b, total = len(x), len(idx), gradient(idx)
        table = (phi[0] + phi[1] * x[idx])[:, None] - y[idx]
        cross = 2 * np.array([np.sum(table), np.sum(table * x[idx][:, None])])
        other = 2 * np.array([np.sum(table), np.sum(table * x[idx])])
        for reduction, size, whole in (("mean", b, n), ("sum", 1, 1)):
            wrong = {"over_n": total / n} if b < n else {}
            if len(np.unique(idx)) < b:
                unique = np.unique(idx)
                wrong["once_each"] = gradient(unique) / (len(unique) if size > 1 else 1)
            if b > 1:
                wrong |= {"broadcast": cross / size, "broadcast_row": other / size}
            test(batch_grad, phi, x, y, idx, reduction).equals(
                total / size,
                shown=[-7.33333333333333, -21.3333333333333] if size > 1 else [-22.0, -64.0],
                no_x=np.full(2, total[0] / size),
                no_2=total / size / 2,
                minus=-total / size,
                idx_ignored=gradient(np.arange(n)) / whole,
                first_rows=gradient(np.arange(b)) / size,
                swapped=total[::-1] / size,
                **wrong,
            )
    for reduction in ("Mean", "", "me", "average", None):
        test.raises(ValueError, batch_grad, phi, x, y, idx, reduction)
### END HIDDEN TESTS

# %% [markdown]
# ### Far from the minimum, and near it
#
# We draw 40 random batches of each size, and the gradient of each batch as an arrow from the
# origin. The thick arrow is the **full gradient**, that of all the data. On the left we stand far
# from the minimum, at $\phi = (-2, -1)$; on the right close to it, 0.1 beside it in each parameter.
# A batch **steps downhill** if a small step against its gradient lowers the loss of all the data.
# The **noise** is how far the arrows end from the full gradient (the root of the mean squared
# distance).
#
# **Predict:** where do the batches agree on the direction? And how much larger than 2 must $B$ be
# to halve the noise? Slide the batch size.

# %%
explore_batch_size(batch_grad, epoch_batches, data=(x_line, y_line))

# %% [markdown]
# **What you saw.** Far away nearly all batches agree roughly: their arrows make less than a right
# angle with the full gradient, so a small step against them goes downhill, even with $B = 1$. Near
# the minimum the full gradient is almost zero, and what is left is **sampling noise**: with small
# batches the arrows point everywhere, and about half of the steps would go uphill. Larger batches
# have less noise (their arrows end closer together), but they cost more: to halve the noise we need
# about four times the examples, so from $B = 2$ we go to 7 or 8. Only a batch of all the data has
# no noise at all. So while we are far away, small batches are good enough; near the minimum, they make
# us jump around in the flat region.
#
# ### Right on average
#
# The **expected** batch gradient, the average over all the batches that chance may give, is the
# full gradient: single batches are off, but over all of them the errors cancel.
#
# **Predict:** we average the gradients of the batches of one epoch, with $B = 5$ and with $B = 8$,
# once with means and once with sums. Which averages are the full gradient?

# %%
phi = np.array([-2.0, -1.0])
for reduction in ("mean", "sum"):
    full = batch_grad(phi, x_line, y_line, np.arange(30), reduction)
    print(f"{reduction}: full gradient      ({full[0]:8.3f}, {full[1]:8.3f})")
    for size in (5, 8):
        epoch = epoch_batches(30, size, np.random.default_rng(2))
        g = np.mean([batch_grad(phi, x_line, y_line, idx, reduction) for idx in epoch], axis=0)
        print(f"      average for B = {size}  ({g[0]:8.3f}, {g[1]:8.3f})")

# %% [markdown]
# **What you saw.** With means and $B = 5$ the average is exactly the full gradient. With $B = 8$ it
# is a little off: the last batch has only 6 examples, but counts as much as the others, so its
# examples count more. Such a **ragged** batch makes a *mean of means* differ from the mean.
# (Weighted by the sizes of the batches it would be right, and on average over many shuffles it is
# right as well.) With sums the average is far too short: a sixth of the full gradient for the 6
# batches of $B = 5$, a quarter for the 4 batches of $B = 8$.
#
# *A small correction: a slide writes the step of SGD with a sum over the batch,
# beside the step of gradient descent with a sum over all the data. On
# average the two agree only for means. With sums, a batch of B examples makes a step that is
# N/B times shorter, and another batch size needs another α.*
#
# ## 4 · Stochastic gradient descent
#
# **So let us descend.** In step $t$ we take the gradient of batch $\mathcal{B}_t$ *at the current
# parameters*, and make one step:
#
# $$\phi_{t+1} = \phi_t - \alpha \cdot \frac{1}{|\mathcal{B}_t|} \sum_{i \in \mathcal{B}_t}
# \nabla \ell_i[\phi_t]$$
#
# ($|\mathcal{B}_t|$ is the number of indices in the batch.) Only one step: we do not go to the
# minimum of the batch's loss, which would fit these few examples and nothing else.
#
# ### Exercise 5 · `sgd_epoch` (6 minutes)
#
# Run one epoch for our line: one update per batch, in the order given, with the mean gradient of
# that batch. Return all iterates, one per row, the start first. The start may be given as integers;
# the path is made of floats. You may call your `batch_grad`.

# %% solution="sgd_epoch"
def sgd_epoch(phi0, x, y, batches, alpha):
    """Return all iterates of one epoch of SGD for a line, shape (steps + 1, 2).

    phi0: the start, shape (2,).
    x, y: inputs and targets of all N examples, shape (N,) each.
    batches: a list of integer arrays, the indices of each batch.
    alpha: the learning rate, a number.
    """
    ### BEGIN SOLUTION
    path = np.zeros((len(batches) + 1, 2))
    path[0] = phi0
    for t, idx in enumerate(batches):
        error = path[t, 0] + path[t, 1] * x[idx] - y[idx]
        g = 2 * np.array([np.mean(error), np.mean(error * x[idx])])
        path[t + 1] = path[t] - alpha * g
    return path
    ### END SOLUTION

# %% grade="sgd_epoch-public" points=1
@check.public("sgd_epoch")
def public_checks_of_sgd_epoch(test):
    x, y = np.array([0.0, 1.0, 2.0, 3.0, 4.0]), np.array([1.0, 3.0, 5.0, 6.0, 10.0])
    batches = [np.array([3, 0]), np.array([4, 1]), np.array([2])]
    test(sgd_epoch, np.array([0.0, 1.0]), x, y, batches, 0.125).equals(
        [[0, 1], [0.5, 2.125], [0.671875, 2.671875], [0.41796875, 2.1640625]],
        full_gradient=[[0, 1], [0.75, 3.05], [0.2875, 1.65], [0.640625, 2.58125]],
        one_update=[[0, 1], [0.75, 3.05]],
        first_only=[[0, 1], [0.5, 2.125]],
        per_example=[[0, 1], [0.8125, 3.25], [0.78515625, 0.36328125], [1.657226562, 2.107421875]],
        mean_of_means=[[0, 1], [0.75, 2.95833333333333]],
        stale=[[0, 1], [0.5, 2.125], [1.5, 5.375], [2.25, 6.875]],
        lagged=[[0, 1], [0.5, 2.125], [1.5, 5.375], [1.5625, 5.5]],
        from_start=[[0, 1], [0.5, 2.125], [0.171875, 1.546875], [0.43359375, 1.8671875]],
        first_batch=[[0, 1], [0.5, 2.125], [0.453125, 1.796875], [0.541015625, 1.85546875]],
        in_order=[[0, 1], [0.375, 1.25], [0.875, 2.484375], [0.671875, 1.671875]],
        sum_for_mean=[[0, 1], [1, 3.25], [-0.3125, -1.0625], [1.546875, 2.65625]],
        over_n=[[0, 1], [0.2, 1.45], [0.4675, 2.3175], [0.462375, 2.30725]],
        over_first=[[0, 1], [0.5, 2.125], [0.671875, 2.671875], [0.544921875, 2.41796875]],
        no_2=[[0, 1], [0.25, 1.5625], [0.54296875, 2.51171875], [0.47216796875, 2.3701171875]],
        plus=[[0, 1], [-0.5, -0.125], [-2.328125, -6.078125], [-7.19921875, -15.8203125]],
        alpha_ignored=[[0, 1], [4, 10], [-41, -137], [599, 1143]],
        rows_alias=[[0.41796875, 2.1640625]] * 4,
        later_rows_alias=[[0, 1]] + [[0.41796875, 2.1640625]] * 3,
        no_start=[[0.5, 2.125], [0.671875, 2.671875], [0.41796875, 2.1640625]],
        one_short=[[0, 1], [0.5, 2.125], [0.671875, 2.671875]],
        last_only=[0.41796875, 2.1640625],
    )

# %% grade="sgd_epoch-hidden" points=2
# Hidden checks of sgd_epoch: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("sgd_epoch")
def hidden_checks_of_sgd_epoch(test):
    def table(phi0, x, y, batches, alpha, mode="right"):
        rows, before, seen = [phi0.astype(float)], phi0.astype(float), 0
        for batch in batches:
            at = {"stale": rows[0], "lagged": before}.get(mode, rows[-1])
            source = rows[0] if mode == "from_start" else rows[-1]
            ordered = np.arange(seen, seen + len(batch)) % len(x)
            idx = {"full_gradient": np.arange(len(x)), "first_batch": batches[0],
                   "in_order": ordered}.get(mode, batch)
            error = at[0] + at[1] * x[idx] - y[idx]
            total = np.array([np.sum(error), np.sum(error * x[idx])])
            total = total if mode == "no_2" else 2 * total
            size = {"sum_for_mean": 1, "over_n": len(x), "over_first": len(batches[0])}
            rate = {"plus": -alpha, "alpha_ignored": 1.0}.get(mode, alpha)
            before, seen = rows[-1], seen + len(batch)
            rows.append(source - rate * total / size.get(mode, len(idx)))
        return np.array(rows)

    rng = np.random.default_rng(33)
    x, y = rng.uniform(-2, 2, size=23), rng.normal(1.0, 2.0, size=23)
    small, targets = np.array([0, 1, -2, 3, 2, -1]), np.array([4, -3, 2, 7, 1, 0])
    for phi0, x, y, batches, alpha in [
        (np.array([0.5, -1.25]), x, y, np.split(rng.permutation(23), [6, 12, 18]), 0.1),
        (np.array([3.0, 2.0]), x, y, np.split(rng.permutation(23), 23), 0.02),  # one example each
        (np.array([3.0, 2.0]), x, y, [rng.permutation(23)], 0.2),  # one batch
        (np.array([1, -2]), small, targets, [np.array([5, 2, 0]), np.array([3, 1]),
                                             np.array([4])], 0.05),  # integers
        (np.array([1.0, -1.0]), x, y, [np.array([4, 4, 9]), np.array([9, 4, 4, 1])], 0.1),
        (np.array([1.0, 2.0]), x, y, [np.array([4, 8, 9]), np.array([1, 7, 5])], 1e-6),
        (np.array([1.0, -2.0]), x, y, [], 0.1),  # no batch: the start alone
        (np.array([0.5, 2.0]), np.array([1.5]), np.array([3.0]), [np.array([0])] * 3, 0.25),
        (np.arange(4.0)[::-2], np.arange(12.0)[::-3] / 8, np.arange(8.0)[::2],
         [np.arange(4)[::-2], np.arange(3)[::2], np.array([1])], 0.125),  # strided
    ]:
        for array in (phi0, x, y, *batches):
            array.setflags(write=False)
        right = table(phi0, x, y, batches, alpha)
        modes = ["stale", "lagged", "from_start", "no_2", "plus", "alpha_ignored", "sum_for_mean",
                 "over_n", "over_first", "full_gradient", "first_batch", "in_order"]
        wrong = {mode: table(phi0, x, y, batches, alpha, mode) for mode in modes if len(batches)}
        if len(batches) > 1:
            one = [np.concatenate(batches)]
            wrong["one_update"] = table(phi0, x, y, one, alpha)
            wrong["first_only"] = right[:2]
            rows = [table(phi0, x, y, [batch], alpha)[1] for batch in batches]
            wrong["mean_of_means"] = np.array([right[0], np.mean(rows, axis=0)])
        if any(len(batch) > 1 for batch in batches):
            rows = [right[0]]
            for batch in batches:
                rows.append(table(rows[-1], x, y, [[i] for i in batch], alpha)[-1])
            wrong["per_example"] = np.array(rows)
        test(sgd_epoch, phi0, x, y, batches, alpha).equals(
            right,
            shown=[[0, 1], [0.5, 2.125], [0.671875, 2.671875], [0.41796875, 2.1640625]],
            rows_alias=np.tile(right[-1], (len(right), 1)),
            later_rows_alias=np.vstack([right[:1], np.tile(right[-1], (len(batches), 1))]),
            no_start=right[1:],
            one_short=right[:-1],
            last_only=right[-1],
            **wrong,
        )
### END HIDDEN TESTS

# %% [markdown]
# ### Updates and examples
#
# We fit the line from $\phi = (-2, -1)$ with some batch size, and beside it with $B = 30$: that is
# plain gradient descent, as each "batch" is all the data.
#
# **Predict:** with $B = 5$ and $\alpha = 0.1$, which of the two has the lower loss after 10
# updates? After 60 examples seen, which is two epochs? Then move $B$ to 1, and raise $\alpha$.

# %%
explore_updates(sgd_epoch, epoch_batches, line_loss, data=(x_line, y_line))

# %% [markdown]
# **What you saw.** Per *update*, all batch sizes are about equally fast, and the full batch is the
# smoothest. Per *example seen*, gradient descent is the slowest by far: after two epochs it has
# made two updates, $B = 5$ twelve, and $B = 1$ sixty. At $\alpha = 0.1$ it needs 240 examples to
# come near the least loss, $B = 5$ needs 45 and $B = 1$ only 7; but $B = 1$ jumps. Larger rates
# make it worse: at 0.4 gradient descent is at its fastest, while the loss of $B = 1$ goes up to
# thousands before it comes down again. Small batches want small steps. At 0.8 gradient descent runs
# away, too. Gradients of examples cost time, updates hardly any, so the picture on the right is the
# one that counts.
#
# ### It does not settle
#
# **Predict:** we go on for 60 epochs with $\alpha = 0.1$ and $B = 1$, 5 and 30. Do all three paths
# end at the minimum, the star?

# %%
best = np.polyfit(x_line, y_line, 1)[::-1]  # the minimum of the loss of all the data


def sgd_line(batch_size, alpha, epochs, seed=0):
    """Return the path of SGD for the line from (−2, −1), shape (steps + 1, 2)."""
    rng = np.random.default_rng(seed)
    rows = [np.array([-2.0, -1.0])]
    for _ in range(epochs):
        batches = epoch_batches(30, batch_size, rng)
        rows.extend(np.asarray(sgd_epoch(rows[-1], x_line, y_line, batches, alpha))[1:])
    return np.array(rows)

# %%
paths = {}
for batch_size, epochs in ((1, 3), (5, 10), (30, 60)):
    path = sgd_line(batch_size, 0.1, 60)
    gaps = np.linalg.norm(path - best, axis=1)[-20 * 30 // batch_size :]
    print(f"B = {batch_size:2}: last 20 epochs", end=" ")
    print(f"between {gaps.min():.4f} and {gaps.max():.4f} away from the star")
    paths[f"B = {batch_size}"] = Trajectory.of(path[: epochs * 30 // batch_size + 1], line_loss)
ContourDisplay.from_function(line_loss, (-2.6, 3.0), (-1.6, 4.0), trajectories=paths, grid=41)

# %% [markdown]
# **What you saw.** (The map shows 60 epochs of gradient descent, but only 10 for $B = 5$ and 3 for
# $B = 1$.) Gradient descent comes to rest at the star. SGD comes close quickly and then wanders
# about for ever: each batch pulls towards a minimum of its own. It does not converge in the usual
# sense. The smaller the batch, the wider it wanders.
#
# ### Why we shuffle
#
# Our 30 points are sorted by $x$. If we forget to shuffle, the first batch of each epoch always
# holds the smallest $x$, the last one the largest.
#
# **Predict:** does that harm? We look at where the epochs end, for $B = 2$ and $\alpha = 0.2$.

# %%
ordered = [np.array([k, k + 1]) for k in range(0, 30, 2)]
ends = [np.array([-2.0, -1.0])]
for _ in range(40):
    ends.append(np.asarray(sgd_epoch(ends[-1], x_line, y_line, ordered, 0.2))[-1])
shuffled = sgd_line(2, 0.2, 40)[::15]  # an epoch has 15 steps
print(f"the minimum: φ = {np.round(best, 2)}, loss {line_loss(best):.2f}")
for label, phis in {"shuffled": shuffled[21:], "sorted": np.array(ends[21:])}.items():
    loss = np.mean([line_loss(phi) for phi in phis])
    print(f"{label:9} ends of the last 20 epochs: loss {loss:.2f} on average, around "
          f"{np.round(phis.mean(axis=0), 2)}, spread {np.round(phis.std(axis=0), 2)}")

# %% [markdown]
# **What you saw.** It harms. In sorted order the last batches of an epoch, all from the right end,
# have the last word each time and pull the line to their side: every epoch ends at the same wrong
# place (spread 0), with a slope of 3.2 instead of 2. Shuffled, the ends of the epochs scatter, but
# around the minimum, and the loss is lower.
#
# ## 5 · Smaller steps with time
#
# **How do we make SGD settle?** Far away long steps are good, near the minimum they keep us
# jumping. So we lower the learning rate as we go. A **learning rate schedule** gives the rate
# $\alpha_t$ of step $t$. Three common ones, for $t = 0, 1, 2, \dots$:
#
# | kind | rate of step $t$ | with our defaults |
# |---|---|---|
# | `"constant"` | $\alpha_0$ | |
# | `"step"` | $\alpha_0 \, \gamma^{\lfloor t / \text{every} \rfloor}$: times $\gamma$ after each `every` steps | $\gamma = 0.5$, every = 10 |
# | `"inverse"` | $\alpha_0 / (1 + \text{decay} \cdot t)$ | decay = 0.01 |
#
# Here $t$ counts updates, not epochs. To lower the rate once per epoch, set `every` to the number
# of updates in an epoch.
#
# ### Exercise 6 · `lr_schedule` (5 minutes)
#
# Return the learning rate of a step. Raise a `ValueError` for an unknown kind. The `*` in the
# signature means that what follows is given by name, as in
# `lr_schedule(7, 0.1, "step", every=5)`.

# %% solution="lr_schedule"
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    """Return the learning rate of a step, one number.

    step: the number of updates made so far; 0 for the first one.
    alpha0: the learning rate at the start.
    kind: "constant", "step" or "inverse".
    gamma, every: "step" multiplies the rate by gamma after each `every` steps.
    decay: "inverse" divides alpha0 by 1 + decay * step.
    """
    ### BEGIN SOLUTION
    if kind == "constant":
        return alpha0
    if kind == "step":
        return alpha0 * gamma ** (step // every)
    if kind == "inverse":
        return alpha0 / (1 + decay * step)
    raise ValueError(f"kind is 'constant', 'step' or 'inverse', not {kind!r}")
    ### END SOLUTION

# %% grade="lr_schedule-public" points=1
@check.public("lr_schedule")
def public_checks_of_lr_schedule(test):
    test(lr_schedule, 25, 0.8, "constant").equals(0.8)
    test(lr_schedule, 35, 0.8, "step").equals(
        0.1, every_ignored=2.3283064365386963e-11, no_floor=0.0707106781186548, once=0.4,
        linear=1.2, gamma_over=6.4, no_alpha0=0.125, unchanged=0.8,
    )
    test(lr_schedule, 10, 0.8, "step").equals(0.4, late=0.8, every_ignored=0.00078125)
    test(lr_schedule, 9, 0.8, "step").equals(0.8, early=0.4, rounded=0.4)
    test(lr_schedule, 25, 0.8, "inverse").equals(
        0.64, blocks=0.784313725490196, linear_decay=0.6, exponential=0.623040626457124,
        power=0.623814754395027, minus=1.06666666666667, times=1.0, one_more=0.634920634920635,
        brackets=1.05, no_alpha0=0.8,
    )
    test(lr_schedule, 12, 0.8, "step", gamma=0.1, every=4).equals(
        0.0008, defaults=0.4, gamma_default=0.1, every_default=0.08
    )
    test(lr_schedule, 6, 0.8, "inverse", decay=0.5).equals(0.2, defaults=0.754716981132075)
    test.raises(ValueError, lr_schedule, 6, 0.8, "cosine")

# %% grade="lr_schedule-hidden" points=2
# Hidden checks of lr_schedule: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("lr_schedule")
def hidden_checks_of_lr_schedule(test):
    for step in (0, 1, 4, 5, 9, 10, 15, 37, 100):
        test(lr_schedule, step, 0.3, "constant").equals(0.3)
        test(lr_schedule, step, 2, "constant").equals(2.0)
        for gamma, every in [(0.5, 10), (0.25, 5), (0.9, 1), (0.8, 15), (1.0, 7)]:
            options = {"gamma": gamma, "every": every} if (gamma, every) != (0.5, 10) else {}
            right = 0.3 * gamma ** (step // every)
            wrong = {
                "every_ignored": 0.3 * gamma**step,
                "no_floor": 0.3 * gamma ** (step / every),
                "once": 0.3 * gamma ** (step >= every),
                "linear": 0.3 * gamma * (step // every),
                "gamma_over": 0.3 / gamma ** (step // every),
                "late": 0.3 * gamma ** ((step - 1) // every),
                "early": 0.3 * gamma ** ((step + 1) // every),
                "rounded": 0.3 * gamma ** round(step / every),
                "defaults": 0.3 * 0.5 ** (step // 10),
                "gamma_default": 0.3 * 0.5 ** (step // every),
                "every_default": 0.3 * gamma ** (step // 10),
                "no_alpha0": gamma ** (step // every),
            }
            if step >= max(2 * every, 10):
                wrong["unchanged"] = 0.3
            test(lr_schedule, step, 0.3, "step", **options).equals(right, atol=1e-300, **wrong)
        for decay in (0.01, 0.5, 1.0, 0.0):
            right = 0.3 / (1 + decay * step)
            wrong = {
                "blocks": 0.3 / (1 + decay * (step // 10)),
                "linear_decay": 0.3 * (1 - decay * step),
                "exponential": 0.3 * np.exp(-decay * step),
                "power": 0.3 / (1 + decay) ** step,
                "times": 0.3 * (1 + decay * step),
                "one_more": 0.3 / (1 + decay * (step + 1)),
                "defaults": 0.3 / (1 + 0.01 * step),
                "brackets": 0.3 + decay * step,
                "no_alpha0": 1 / (1 + decay * step),
            }
            if decay * step != 1:
                wrong["minus"] = 0.3 / (1 - decay * step)
            options = {"decay": decay} if decay != 0.01 else {}
            test(lr_schedule, step, 0.3, "inverse", **options).equals(right, **wrong)
    test(lr_schedule, 12, 1, "step", gamma=3, every=4).equals(27.0)  # integers
    test(lr_schedule, 3, 1, "inverse", decay=1).equals(0.25)
    test(lr_schedule, 6, 1e-9, "inverse", decay=0.25).equals(4e-10, atol=1e-16)
    for kind in ("cosine", "Step", "", "in", "exponential", None):
        test.raises(ValueError, lr_schedule, 5, 0.3, kind)
### END HIDDEN TESTS

# %% [markdown]
# ### Three schedules at work
#
# **Predict:** we run 20 epochs of SGD with $B = 1$, that is 600 steps, from the same start, on the
# same batches, with the three schedules: `"step"` with every = 120, `"inverse"` with decay = 0.05.
# Which end is closest to the minimum?

# %%
def sgd_scheduled(kind, epochs=20, **options):
    """Return rates and path of SGD for the line, B = 1, from (−2, −1)."""
    rng = np.random.default_rng(5)
    batches = [idx for _ in range(epochs) for idx in epoch_batches(30, 1, rng)]
    rates = [lr_schedule(t, 0.1, kind, **options) for t in range(len(batches))]
    rows = [np.array([-2.0, -1.0])]
    for idx, alpha in zip(batches, rates):
        rows.append(np.asarray(sgd_epoch(rows[-1], x_line, y_line, [idx], alpha))[-1])
    return rates, np.array(rows)

# %%
kinds = {"constant": {}, "step": {"every": 120}, "inverse": {"decay": 0.05}}
all_rates, gaps = {}, {}
for kind, options in kinds.items():
    rates, path = sgd_scheduled(kind, **options)
    all_rates[kind], gaps[kind] = rates, np.linalg.norm(path - best, axis=1)[:-1]
    end = f"last epoch {gaps[kind][-30:].mean():.3f} away on average"
    print(f"{kind:9} α from {rates[0]:.3f} to {rates[-1]:.4f}, {end}")
t = np.arange(600)
RowDisplay.of(
    LinesDisplay.from_lines(t, all_rates, xlabel="step t", ylabel="learning rate", yscale="log"),
    LinesDisplay.from_lines(
        t, gaps, xlabel="step t", ylabel="distance to the minimum", yscale="log"
    ),
)

# %% [markdown]
# **What you saw.** All three get near within the first 20 steps or so. Then SGD with the constant
# rate goes on jumping, and the others calm down as their steps shrink; here `"inverse"` ends
# closest. If the rate falls slowly enough, SGD converges like gradient descent does; if it falls
# too fast, SGD stops before it has arrived. That is the catch: a schedule is chosen *before* the
# training, and cannot know how the training goes.
#
# ## 6 · Out of a valley
#
# **Is the noise only a nuisance?** Here is a loss with many valleys: that of the Gabor model, a
# wave under a bell-shaped envelope,
#
# $$f[x, \phi] = \sin(z)\, e^{-z^2/8}, \qquad z = \phi_0 + 0.06\, \phi_1 x .$$
#
# Its loss is the mean of the squared errors over 28 points. The gradient comes from
# `models.gabor_loss_grad`, which returns a sum, so we divide by the size of the batch. We run 40
# epochs; the rate is halved every 8 epochs.

# %%
def sgd_gabor(batch_size, alpha, seed, start=(4.0, 16.0), epochs=40):
    """Return the path of SGD for the Gabor model, shape (steps + 1, 2)."""
    rng = np.random.default_rng(seed)
    rows = [np.array(start)]
    every = 8 * len(epoch_batches(28, batch_size, rng))
    for _ in range(epochs):
        for idx in epoch_batches(28, batch_size, rng):
            idx = np.asarray(idx)
            g = models.gabor_loss_grad(rows[-1], x_gabor[idx], y_gabor[idx]) / len(idx)
            rows.append(rows[-1] - lr_schedule(len(rows) - 1, alpha, "step", every=every) * g)
    return np.array(rows)


def gabor_mean(phi):
    return models.gabor_loss(phi, x_gabor, y_gabor) / 28

# %% [markdown]
# **Predict:** we start at $\phi = (4, 16)$, on the slope of a valley that is not the deepest.
# Gradient descent ($B = 28$) ends in it. Where does SGD with $B = 4$ and $\alpha_0 = 6$ end, with
# seed 0 and with seed 1? And of 6 seeds, how many end in the deepest valley (loss below 0.03), for
# each batch size and each rate? Press Play, and move the sliders.

# %%
deepest = data.gabor_stationary()[0].phi
explore_noise(sgd_gabor, gabor_mean, best=deepest)

# %% [markdown]
# **What you saw.** Gradient descent slides into the valley on the right and stays there, with a
# loss of 0.19. With $\alpha_0 = 6$ both SGD paths end in the deepest valley. Seed 1 falls into it
# almost at once. Seed 0 finds it, is thrown out again (its loss jumps up after 30 steps, in the
# fifth epoch) and comes back; when the rate has fallen, it stays. It ends short of the star,
# because its steps have become too short. Same start, other batches, other path: the noise lets SGD
# leave a poor valley, and also a good one.
#
# The bars count seeds. Gradient descent never gets there. With $\alpha_0 = 2$ SGD hardly ever does,
# with more noise more often: $B = 4$ does best with 4, $B = 7$ with 9. But $B = 4$ with 9 has too
# much noise: whatever it finds it loses again, and it ends on flat land far away. It is a chance,
# not a promise. Try another start, by `start=(6.0, 12.0)` in the call: from there SGD hardly ever
# succeeds. (The noise has another use: the parameters that SGD finds often do better on
# new data, too.)
#
# ## 7 · Which iterate do we keep?
#
# **When training ends, which parameters do we take?** The last ones? The loss of SGD goes up and
# down, so the last iterate is seldom the best one.
#
# *A small correction: one slide's recipe returns* $\theta^{(t_{max})}$*, and says that these are
# the parameters that did best on the loss. As written they are the last ones. To have the best ones
# we must remember them on the way.*
#
# ### Exercise 7 · `best_iterate` (3 minutes)
#
# Return a copy of the iterate with the least loss; of several equal ones, the first. A loss may be
# NaN (not a number) where training went wrong: NaN is never the best. If all losses are NaN, there
# is no best iterate: raise a `ValueError`.

# %% solution="best_iterate"
def best_iterate(trajectory, loss_fn):
    """Return the iterate with the least loss, shape (D,).

    trajectory: iterates, one per row, shape (T, D).
    loss_fn: a function that takes parameters of shape (D,) and returns one number.
    """
    ### BEGIN SOLUTION
    losses = np.array([loss_fn(phi) for phi in trajectory])
    if np.all(np.isnan(losses)):
        raise ValueError("the loss of every iterate is NaN: none is best")
    return trajectory[np.nanargmin(losses)].copy()
    ### END SOLUTION

# %% grade="best_iterate-public" points=1
@check.public("best_iterate")
def public_checks_of_best_iterate(test):
    path = np.array([[2, 1], [2, 0], [1, -1], [-1, 1], [3, 0], [2, 2]], dtype=float)
    test(best_iterate, path, lambda p: 1 + p[0] ** 2 + p[1] ** 2).equals(
        [1.0, -1.0],
        last=[2.0, 2.0],
        last_tie=[-1.0, 1.0],
        first=[2.0, 1.0],
        worst=[3.0, 0.0],
        index=2,
        loss=3.0,
        mean=[1.5, 0.5],
        columns=[-1.0, -1.0],
        all_at_once=[2.0, 0.0],
    )
    # The losses are 0.25, NaN, 0.16, 0.09, 0.36: NaN is not the best, nor does it end the search.
    path = np.array([[0.5], [np.nan], [0.4], [0.3], [0.6]])
    test(best_iterate, path, lambda p: p[0] ** 2).equals(
        [0.3], last=[0.6], nan_best=[np.nan], nan_stops=[0.5], shifted=[0.4]
    )
    test.raises(ValueError, best_iterate, np.array([[np.nan], [np.nan]]), lambda p: p[0] ** 2)

# %% grade="best_iterate-hidden" points=2
# Hidden checks of best_iterate: they run when your work is graded.
### BEGIN HIDDEN TESTS
@check.hidden("best_iterate")
def hidden_checks_of_best_iterate(test):
    def bowl(p):
        return sum((p - 0.5) ** 2)

    def cliff(p):  # not a number left of 0
        return np.log(p[0]) ** 2

    rng = np.random.default_rng(34)
    for path, loss in [
        (np.array([[4.0, 3.0], [1.5, 0.0], [-2.0, 1.0], [0.25, 1.0], [9.0, 9.0]]), bowl),
        (rng.normal(size=(20, 4)), bowl),
        (np.array([[3.0], [-1.0], [2.0], [-1.0], [2.0], [5.0]]), bowl),  # ties
        (np.array([[7.0, 2.0]]), bowl),  # one iterate
        (np.array([[4, 3], [1, 0], [5, 5]]), bowl),  # integers
        (np.array([[-1.0], [4.0], [-3.0], [2.0], [7.0]]), cliff),  # the first loss is NaN
        (np.array([[3.0], [-1.0], [1.5], [-2.0]]), cliff),
        (np.array([[9.0, 1.0], [np.nan, 1.0], [3.0, 2.0], [8.0, 8.0]]), bowl),
        (np.array([[3.0], [np.inf], [2.0], [4.0]]), bowl),  # a loss is infinite
        (np.array([[2.0], [5.0], [1.0], [4.0]]), lambda p: -1e9 * p[0]),  # negative losses
        (np.array([[2.0], [5.0], [1.0], [4.0]]), lambda p: 1e12 + p[0]),
        (np.array([[2.0], [5.0], [1.0], [4.0]]), lambda p: np.array(1e-12 * p[0])),
        (np.arange(24.0).reshape(6, 4)[::-2, ::2], lambda p: abs(p[0] - 9)),  # strided
    ]:
        path.setflags(write=False)
        losses = np.array([loss(phi) for phi in path], dtype=float)
        least = np.nanmin(losses)
        places = np.flatnonzero(losses == least)
        right = path[places[0]]
        candidates = {
            "last": path[-1],
            "last_tie": path[places[-1]],
            "first": path[0],
            "worst": path[np.nanargmax(losses)],
            "nan_best": path[np.argmin(losses)],
            "mean": np.mean(path, axis=0),
            "columns": np.min(path, axis=0),
            "index": int(places[0]),
            "loss": float(least),
        }
        at_once = np.ravel(loss(path))
        if 0 < np.argmin(at_once) < len(path):
            candidates["all_at_once"] = path[np.argmin(at_once)]
        wrong = {k: v for k, v in candidates.items() if not np.array_equal(v, right)}
        if np.isnan(losses[0]):
            del wrong["first"]  # who starts with the NaN never finds a smaller one
        start = int(np.argmin(np.isnan(losses)))
        gaps = np.flatnonzero(np.isnan(losses[start:]))
        if gaps.size:
            wrong["nan_stops"] = path[start + np.argmin(losses[start : start + gaps[0]])]
        shifted = path[np.argmin(losses[~np.isnan(losses)])]
        if not np.array_equal(shifted, right):
            wrong["shifted"] = shifted
        test(best_iterate, path, loss).equals(right, shown=[1.0, -1.0], **wrong)
    test.raises(ValueError, best_iterate, np.full((3, 2), np.nan), bowl)
    test.raises(ValueError, best_iterate, np.array([[-1.0], [-2.0]]), cliff)
### END HIDDEN TESTS

# %% [markdown]
# ### Early stopping
#
# Best on *which* loss? A low loss on the data we learn from may be luck: the model fits their
# noise. This is **overfitting**. So we hold some data back, as **validation data**, and keep the
# iterate that is best on them. To stop when the validation loss no longer falls is called **early
# stopping**.
#
# The Gabor model learns from only 8 of the 28 points (chosen to show the effect); the other 20 are
# validation data.
#
# **Predict:** do both losses fall to the end?

# %%
train, held_out = data.small_sample()


def mean_loss(phi, part):
    return models.gabor_loss(phi, x_gabor[part], y_gabor[part]) / len(part)


def learn_small_sample(alpha=0.5, epochs=40):
    """Return the path of SGD with B = 2 on 8 points of the Gabor data."""
    rng, rows = np.random.default_rng(0), [np.array([1.0, 9.0])]
    for _ in range(epochs):
        for idx in epoch_batches(8, 2, rng):
            part = train[np.asarray(idx)]
            g = models.gabor_loss_grad(rows[-1], x_gabor[part], y_gabor[part]) / len(part)
            rows.append(rows[-1] - alpha * g)
    return np.array(rows)

# %%
path = learn_small_sample()
best_of = {
    "the last iterate": path[-1],
    "best on the training data": best_iterate(path, lambda phi: mean_loss(phi, train)),
    "best on the validation data": best_iterate(path, lambda phi: mean_loss(phi, held_out)),
}
for label, phi in best_of.items():
    losses = [mean_loss(phi, part) for part in (train, held_out)]
    print(f"{label:27} training loss {losses[0]:.3f}, validation loss {losses[1]:.3f}")
paths = {
    "training data": Trajectory.of(path, lambda phi: mean_loss(phi, train)),
    "validation data": Trajectory.of(path, lambda phi: mean_loss(phi, held_out)),
}
LossCurveDisplay.from_trajectories(paths, ylabel="mean squared error")

# %% [markdown]
# **What you saw.** The training loss falls, in the end very slowly, and stays low. The validation
# loss falls at first, to 0.02, and then rises to 0.42, three times what it was at the start: from
# then on the model fits the 8 points and forgets the rest. The last iterate, and the best one on
# the training data, are bad choices. The best one on the validation data is a good one. In practice
# we do not know what comes later, so we wait a little, for example 20 steps without a new best, and
# then stop.
#
# ## Summary
#
# - An **epoch** is one pass through the data: $\lceil N/B \rceil$ **updates** with batches of $B$.
# - Shuffle anew in each epoch, **without replacement**: every example counts once. Inputs and
#   labels go together.
# - The **mean** gradient of a batch is the full gradient on average, plus noise. The noise is small
#   beside the gradient far from the minimum, and all that is left near it.
# - Per example seen, SGD is much faster than gradient descent. It does not settle, unless a
#   **schedule** lowers the learning rate.
# - The noise can carry SGD out of a poor valley. It can also carry it out of a good one.
# - Keep the **best** iterate, judged on **validation data**, not the last.
#
# ## Reading
#
# - Simon J. D. Prince, *Understanding Deep Learning*: chapter 6 on fitting models, with a section
#   on stochastic gradient descent; chapter 9 has early stopping.
# - Herbert Robbins and Sutton Monro, "A stochastic approximation method", *Annals of Mathematical
#   Statistics*, 1951: where it all began, and how fast the steps must shrink.
# - Léon Bottou, Frank E. Curtis and Jorge Nocedal, "Optimization methods for large-scale machine
#   learning", *SIAM Review*, 2018: why small batches win.
# - Lutz Prechelt, "Early stopping, but when?", in *Neural Networks: Tricks of the Trade*, 1998.
