"""The sentences for the mistakes of the lecture on softmax and SVM: its gradients."""

from __future__ import annotations

from dl4ds_utils.check.hints.scores import FROM_ZERO

__all__ = ["HINTS"]

HINTS: dict[str, dict[str, str]] = {
    "softmax_grad": {
        "overflow": (
            "There is NaN because e^s overflows or all of a row rounds to 0: subtract the "
            "row's largest score before taking the exponential."
        ),
        "no_n": "This is P − Y: the loss is a mean over the examples, so divide by N.",
        "minus": "The sign is reversed: the gradient is (P − Y)/N, prediction minus truth.",
        "minus_no_n": (
            "This is Y − P: the gradient is (P − Y)/N, prediction minus truth, divided by N."
        ),
        "over_c": "It is divided by C, the number of classes: divide by N, the number of examples.",
        "over_nc": "It is divided by N·C, as `mean` of all entries does: divide by N alone.",
        "p_only": "This is P/N: subtract 1 from the probability of the right class.",
        "true_only": (
            "Only the right class has a gradient: the others have one too, their p divided by N."
        ),
        "not_true": "The entries of the right classes are 0: there the gradient is (p − 1)/N.",
        "y_only": "This is −Y/N: the probabilities P are missing.",
        "plus": "The one-hot classes are added: subtract them, (P − Y)/N.",
        "extra_slope": (
            "There is a factor p(1 − p) too many: with the logarithm it cancels, and (P − Y)/N is "
            "left."
        ),
        "columns": (
            "Indexing with `[:, y]` subtracts 1 in whole columns: subtract it once per row, at "
            "`[np.arange(N), y]`."
        ),
        "twice": "Softmax is applied twice: the first time is enough, S holds scores.",
        "one_based": FROM_ZERO,
        "summed": "The rows are added up: keep one row per example, shape (N, C).",
        "labels": (
            "The class numbers y are subtracted from all entries of a row: subtract the one-hot "
            "rows Y, which are 1 in column y and 0 elsewhere."
        ),
        "diagonal": (
            "In row i, 1 is subtracted in column i: subtract it in the column of the right class, "
            "y_i."
        ),
        "cut": (
            "The probabilities are missing or cut to whole numbers, as in `np.zeros_like(S)` for "
            "whole-number scores: work with floats."
        ),
    },
    "svm_grad": {
        "one_for_count": (
            "The right class moves by one x only: it needs −x for each active class, minus their "
            "number."
        ),
        "one_always": (
            "The right class gets −x for each example: it needs −x times the number of active "
            "classes, which may be 0, 1 or more."
        ),
        "no_n": "This is the gradient of the sum of the losses: divide by N for the mean.",
        "minus": (
            "The sign is reversed: active classes get +x, the right class gets −x for each of them."
        ),
        "minus_no_n": (
            "The sign is reversed and the division by N is missing: active classes get +x/N."
        ),
        "over_c": "It is divided by C, the number of classes: divide by N, the number of examples.",
        "over_nc": "It is divided by N·C: divide by N, the number of examples, alone.",
        "no_true_row": (
            "The row of the right class gets nothing: each active class also adds −x to it."
        ),
        "true_row_only": "Only the row of the right class counts: each active class gets +x.",
        "true_row_plus": "The row of the right class has the wrong sign: it gets −x, not +x.",
        "no_mask": ("All wrong classes count: only those with s_j − s_y + 1 above 0 are active."),
        "counts_itself": (
            "The right class is counted as active, too: leave out j = y before you count."
        ),
        "squared": (
            "This is the gradient of squared terms: here each active class counts with slope 1."
        ),
        "pay_itself": (
            "Each active class counts with the size of its term: its slope is 1, however large "
            "the term is."
        ),
        "no_1": (
            "The margin of 1 is missing: a class is active where s_j − s_y + 1 is above 0, not "
            "only where it wins."
        ),
        "largest_only": "Only the strongest class of each example counts: all active ones do.",
        "softmax": "This is the gradient of the softmax loss: the hinge loss is asked for.",
        "scores_only": (
            "The inputs are missing: by the chain rule, each slope is multiplied by the x of its "
            "example."
        ),
        "no_x": (
            "These are the slopes with respect to the scores, G/N: by the chain rule, the "
            "gradient with respect to W is GᵀX/N."
        ),
        "mask": (
            "The row of the right class gets +x, as when −count is stored in an array of True and "
            "False: turn it into numbers first, with `.astype(float)`."
        ),
        "transposed": (
            "Rows and columns are exchanged: W has one row per class, and so has its gradient, "
            "GᵀX, shape (C, D)."
        ),
        "corner": "Exactly at the corner the slope must lie between 0 and 1: both ends are fine.",
    },
    "logistic_chain_grad": {
        "no_loss_slope": "One factor is missing: ∂L/∂p = −1/p.",
        "no_sigmoid_slope": "One factor is missing: ∂p/∂u = p(1 − p), the slope of the sigmoid.",
        "no_x": "One factor is missing: ∂u/∂w = x, so each entry has its own x.",
        "no_x_number": "One factor is missing: ∂u/∂w = x, which gives one entry per weight.",
        "minus": "The sign is reversed: the slope of −ln p is −1/p.",
        "for_x": "This is the gradient with respect to x: for that with respect to w, end with x.",
        "label_0": "This is the gradient of −ln(1 − p), for the other class: take that of −ln p.",
        "p_only": "There is p where p − 1 should be: −1/p times p(1 − p) is −(1 − p).",
        "squared_error": (
            "This is the gradient of ½(1 − p)²: the loss here is −ln p, whose slope is −1/p."
        ),
        "slope_only": (
            "The slope of the sigmoid is missing, and the sign is reversed: the factors are −1/p, "
            "p(1 − p) and x."
        ),
        "not_summed": "The products w·x are not added up: u is one number, their sum.",
        "loss": "This is the loss itself: its gradient is asked for, one entry per weight.",
        "zero_times_inf": (
            "For p = 0 this is infinity times 0: cancel p on paper, −1/p · p(1 − p) = p − 1."
        ),
        "times_0": (
            "Here p is rounded to 0, and your product is 0 with it: cancel p on paper, "
            "−1/p · p(1 − p) = p − 1."
        ),
        "overflow": (
            "The fraction e^u/(1 + e^u) is infinity over infinity for large u: take 1/(1 + e^(−u))."
        ),
    },
    "hidden_delta": {
        "no_slope": "The slope of the node's own sigmoid is missing: multiply by a(1 − a).",
        "slope_again": (
            "The sigmoid is applied to a, which is already the output: its slope is a(1 − a)."
        ),
        "tanh": "This is the slope of tanh, 1 − a²: that of the sigmoid is a(1 − a).",
        "a_only": "Half of the slope is missing: it is a(1 − a), not a.",
        "rest_only": "Half of the slope is missing: it is a(1 − a), not 1 − a.",
        "a_twice": "The slope is a(1 − a), not a².",
        "minus": "The sign is reversed: the deltas already have their sign, add them as they are.",
        "no_weights": "The weights are missing: each δ comes back through its own weight.",
        "no_deltas": "The deltas of the next layer are missing: multiply each by its weight.",
        "sums_first": (
            "The weights and the deltas are added up apart: multiply each weight by its own delta, "
            "then add up."
        ),
        "mean": "This is the mean over the K nodes: a change of a reaches all of them, so add up.",
        "not_summed": "There is one number per node of the next layer: add them up.",
        "last_only": "Only the last of the K nodes counts: add up over all of them.",
        "squared_slope": "The slope a(1 − a) enters twice: multiply by it once.",
    },
}
