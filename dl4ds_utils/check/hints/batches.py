"""The sentences for the mistakes of the lecture on stochastic gradient descent and epochs."""

from __future__ import annotations

__all__ = ["HINTS"]

BROADCAST = (
    "Every prediction is compared with every target: a (B, 1) array minus a (B,) array "
    "is (B, B). Keep both of shape (B,)."
)

HINTS: dict[str, dict[str, str]] = {
    "steps_per_epoch": {
        "floor": (
            "The short batch at the end is not counted: unless it is dropped, it makes an update "
            "as well, so round up."
        ),
        "kept": "With drop_last the short batch at the end makes no update: round down.",
        "one_too_many": "There is one update too many: no batch is left over here.",
        "rounded": (
            "The number of batches is rounded to the nearest: a short batch counts as well, "
            "however short it is, so round up."
        ),
        "fraction": (
            "This is n divided by the batch size, with decimals: a number of updates is whole. "
            "Round it up, or down where the short batch is dropped."
        ),
        "at_least_one": (
            "Here no batch can be filled and the short one is dropped, so there is no update: "
            "return 0."
        ),
        "in_batch": "This is the size of the last batch: the number of batches is asked for.",
        "upside_down": "The fraction is upside down: divide n by the batch size.",
    },
    "epoch_batches": {
        "not_list": (
            "Return a list of batches, each of them an array of indices: [array, array, …]."
        ),
        "one_based": "The indices are 1 … n: in Python they are 0 … n − 1.",
        "out_of_range": "There are indices that no example has: they must be 0 … n − 1.",
        "padded": (
            "The short batch is filled up with indices that were used before: leave it short, "
            "so that every index comes once."
        ),
        "with_replacement": (
            "Some indices come twice in one epoch, as in sampling with replacement. Shuffle all "
            "of them once, then cut the order into batches that do not overlap."
        ),
        "dropped_tail": (
            "Some examples are not used: if n is no multiple of the batch size, the last batch is "
            "a short one. Keep it."
        ),
        "too_large": "A batch holds more indices than batch_size.",
        "too_many": (
            "There are more batches than needed: fill each of them before the next one begins, "
            "and return no empty one."
        ),
        "unshuffled": (
            "The indices come in the order of the data: shuffle them first, for example with "
            "`rng.permutation(n)`."
        ),
        "same_order": (
            "Two epochs have the same order: draw a new one from `rng` in each call, and do not "
            "seed, copy or replace the generator."
        ),
        "random": (
            "A generator in the same state gives another order each time: take all chance from "
            "`rng`, not from `np.random` or a generator of your own."
        ),
        "stuck": (
            "Some index is in the same batch far too often: in a fair shuffle every index comes "
            "into every batch equally often."
        ),
        "together": (
            "Some indices share a batch far too often or too seldom: shuffle the single indices, "
            "not whole batches, and do not only shift the list."
        ),
    },
    "take_batch": {
        "misaligned": (
            "Inputs and labels are no longer aligned: the rows are those of `idx`, but X and y "
            "are in different orders. Use the same `idx`, as it is, for both."
        ),
        "random": (
            "The batch depends on chance: do not shuffle here. Use the same `idx`, as it is, "
            "for X and for y, so that they stay aligned."
        ),
        "reordered": "The rows are the right ones, but not in the order of `idx`.",
        "swapped": "Inputs and labels have changed places: first the rows of X, then those of y.",
        "slice": (
            "These are all the rows from the least index to the greatest: take only those "
            "that are in `idx`."
        ),
        "first_rows": "These are the first rows: take those that are in `idx`.",
        "all_labels": "All the labels come back: take those that are in `idx`.",
        "once_each": (
            "An index that comes twice in `idx` must give its row twice, and the rows must be in "
            "the order of `idx`."
        ),
        "one_based": "The rows are one too early: indices count from 0.",
        "flat": "These are single numbers out of X: take whole rows, along axis 0.",
        "labels_type": (
            "The labels are right but have another type than y: integer labels must stay "
            "integers. Do not fill an array of another type with them."
        ),
        "inputs_type": (
            "The inputs are right but have another type than X: keep the type, and do not fill "
            "an array of another type with them."
        ),
    },
    "batch_grad": {
        "no_x": (
            "The second entry lacks its factor x: by the chain rule the derivative with respect "
            "to φ₁ is 2·error·x for each example."
        ),
        "no_2": "The factor 2 is missing: the derivative of a square is 2·error.",
        "minus": (
            "The sign is reversed: the error is the prediction minus the target, φ₀ + φ₁x − y."
        ),
        "over_n": (
            "The sum over the batch is divided by N, the number of all examples: divide by the "
            "number of indices in the batch for the mean, by nothing for the sum."
        ),
        "idx_ignored": "This is the gradient of all the data: use the examples in `idx` only.",
        "first_rows": "These are the first examples of the data: use those that are in `idx`.",
        "once_each": "An index that comes twice in `idx` counts twice.",
        "swapped": "The two entries have changed places: first ∂L/∂φ₀, then ∂L/∂φ₁.",
        "broadcast": BROADCAST,
        "broadcast_row": BROADCAST,
    },
    "sgd_epoch": {
        "full_gradient": (
            "Every step uses the gradient of all the data: use the examples of its batch only."
        ),
        "one_update": (
            "There is only one update, with all the data: make one update after each batch."
        ),
        "first_only": (
            "Only the first batch made an update: return the path after the loop, not inside it."
        ),
        "per_example": (
            "Each example makes an update: take the mean gradient of the batch, all of it at the "
            "same φ, and make one update per batch."
        ),
        "mean_of_means": (
            "The gradients of the batches are averaged for one update: make one update after "
            "each batch."
        ),
        "stale": (
            "The gradient is always the one at the start, with the old φ: compute it anew at the "
            "current iterate for each batch."
        ),
        "lagged": (
            "The gradient is one step late, at the φ before: compute it at the current iterate."
        ),
        "from_start": (
            "Every step sets out from the start: subtract from the current iterate instead."
        ),
        "first_batch": "Every step uses the first batch: go on to the next one.",
        "in_order": (
            "The examples are taken in the order of the data: use the indices in each batch."
        ),
        "sum_for_mean": (
            "The gradient is summed over the batch, so each step is B times too long, with B the "
            "number of indices in its batch: take the mean."
        ),
        "over_n": (
            "The gradient is divided by N, the number of all examples: divide by the number of "
            "indices in the batch."
        ),
        "over_first": (
            "Every gradient is divided by the size of the first batch: divide by the number of "
            "indices in its own batch, which may be shorter or longer."
        ),
        "no_2": "The factor 2 is missing: the derivative of a square is 2·error.",
        "plus": "The gradient is added, but descent moves against it: subtract α times it.",
        "alpha_ignored": "The learning rate has no effect: multiply the gradient by α.",
        "rows_alias": (
            "Every row is the last iterate: one array was stored again and again. "
            "Store a copy, or make a new array at each step."
        ),
        "later_rows_alias": (
            "All rows after the start are the last iterate: one array is stored again and again "
            "while it changes. Store a copy of it in each step."
        ),
        "no_start": "The start is missing: row 0 of the result is the start.",
        "one_short": (
            "The last row is missing: every batch makes an update, the last and shortest as well."
        ),
        "last_only": "This is the last iterate alone: return all of them, one per row.",
    },
    "lr_schedule": {
        "every_ignored": (
            "The rate is multiplied by gamma at every step, as if each step were an epoch: do it "
            "once per `every` steps, that is `step // every` times."
        ),
        "no_floor": (
            "The exponent has decimals, so the rate falls at every step: it stays the same for "
            "`every` steps. Round the exponent down, `step // every`."
        ),
        "once": (
            "The rate is multiplied by gamma only once: do it again after each `every` steps."
        ),
        "unchanged": (
            "The rate is that of the start, but it must stay low once it has fallen: multiply by "
            "gamma for each `every` steps made so far, `step // every` times."
        ),
        "no_alpha0": "The rate at the start is missing: begin with alpha0.",
        "linear": "Here gamma is multiplied by step // every: raise it to that power instead.",
        "gamma_over": "The rate is divided by gamma: multiply by it.",
        "late": "The rate falls one step late: step 0 is the first, so it falls at step = every.",
        "early": "The rate falls one step early: step 0 is the first, so it falls at step = every.",
        "rounded": (
            "The exponent is rounded to the nearest, so the rate falls half-way: round it down, "
            "`step // every`."
        ),
        "defaults": "The options have no effect: use gamma, every and decay as they are given.",
        "gamma_default": "The option gamma has no effect: use it as it is given.",
        "every_default": "The option every has no effect: use it as it is given.",
        "blocks": (
            "The step is counted in blocks of `every` steps, as if these were epochs: for "
            '"inverse" every single step counts, 1 + decay · step.'
        ),
        "linear_decay": "This is alpha0 · (1 − decay · step): divide by 1 + decay · step instead.",
        "exponential": "This is exponential decay: divide alpha0 by 1 + decay · step instead.",
        "power": "This is (1 + decay) to the power of step: divide by 1 + decay · step instead.",
        "brackets": "Only 1 divides alpha0: set brackets, alpha0 / (1 + decay · step).",
        "minus": "The sign is reversed: divide by 1 + decay · step.",
        "times": "The rate grows: divide by 1 + decay · step instead of multiplying.",
        "one_more": "The step is counted one too far: step 0 has the rate alpha0.",
    },
    "best_iterate": {
        "last": "This is the last iterate: return the one with the least loss.",
        "last_tie": "Of several iterates with the same least loss, return the first.",
        "first": "This is the first iterate: return the one with the least loss.",
        "worst": "This is the iterate with the greatest loss: return the one with the least.",
        "nan_best": (
            "The loss of this iterate is NaN, and NaN is never the best: leave it out, for "
            "example with `np.nanargmin`."
        ),
        "nan_stops": (
            "The search ends at a NaN: leave it out, and compare the iterates after it as well."
        ),
        "shifted": (
            "Another iterate comes back: where the NaNs are removed from the losses, the places "
            "behind them shift. Keep all places, for example with `np.nanargmin`."
        ),
        "all_at_once": (
            "The whole trajectory was given to loss_fn: call it for each row, that is one iterate "
            "at a time."
        ),
        "mean": "This is the mean of the iterates: return the one with the least loss.",
        "columns": (
            "This is the least entry of each column: compare the losses, and return a whole row."
        ),
        "index": "This is the number of the best iterate: return the iterate itself, its row.",
        "loss": "This is the least loss: return the iterate that has it.",
    },
}
