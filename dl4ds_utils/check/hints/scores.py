"""The sentences for the mistakes of the lecture on softmax and SVM: its losses."""

from __future__ import annotations

__all__ = ["FROM_ZERO", "HINTS"]

FROM_ZERO = (
    "The class before the right one is taken: classes count from 0 here, so the right score "
    "stands in column y itself, not in y − 1."
)

HINTS: dict[str, dict[str, str]] = {
    "hinge_losses": {
        "own_class": (
            "Each loss is 1 too large, as when the sum includes the right class itself, whose "
            "term is always 1: leave out j = y."
        ),
        "over_c": "The sum is divided by the number of classes: the sum itself is asked for.",
        "over_others": "The sum is divided by C − 1: the sum itself is asked for.",
        "squared": "What is missing is squared: add up max(0, sⱼ − s_y + 1) as it is.",
        "no_1": "The margin of 1 is missing: each term is max(0, sⱼ − s_y + 1).",
        "minus_1": "The margin has the wrong sign: each term is max(0, sⱼ − s_y + 1), with plus 1.",
        "no_max": (
            "Classes that keep the margin count with a negative term: replace negative terms "
            "by 0, with max(0, …), before adding up."
        ),
        "max_last": (
            "The maximum is taken of the sum: take max(0, …) of each term, and add up after that."
        ),
        "turned": (
            "The two scores have changed places: a class costs something where its score is high, "
            "max(0, sⱼ − s_y + 1)."
        ),
        "largest_only": "Only the largest term of each example counts: add up all of them.",
        "counted": (
            "The classes that miss the margin are counted: add up by how much they miss it."
        ),
        "mean": "This is the mean over the examples: return one loss per example, shape (N,).",
        "total": "This is the sum over the examples: return one loss per example, shape (N,).",
        "first_three": "Only the first three classes count: add up the terms of all of them.",
        "not_summed": (
            "These are the terms of all classes, shape (N, C): add them up along each row."
        ),
        "one_based": FROM_ZERO,
        "columns": (
            "Columns are taken for examples: here each row of S is an example, unlike on the "
            "slides."
        ),
        "in_a_row": (
            "The scores of the right classes lie in a row, so entry j is subtracted from column j: "
            "make them a column, with `[:, None]`."
        ),
        "every_label": (
            "Indexing with `[:, y]` takes all labels for each row: pick one score per row, with "
            "`[np.arange(N), y]`, and make these a column."
        ),
        "down": "The terms are added up down the columns: add up along each row, with axis=1.",
        "first_only": (
            "This is the loss of the first example alone: return one loss per example, shape (N,)."
        ),
    },
    "l2": {
        "grad_half": "The gradient lacks its factor 2: the derivative of λw² is 2λw.",
        "both_half": "This is the penalty ½λΣW² with its gradient: here there is no ½.",
        "loss_half": "The penalty is half the right one: it is λΣW², without ½.",
        "no_lam": ("Here λ is missing, in the penalty and in the gradient: they are λΣW² and 2λW."),
        "no_lam_grad": "The gradient lacks λ: it is 2λW.",
        "no_lam_loss": "The penalty lacks λ: it is λΣW².",
        "lam_squared": "The strength λ enters twice: multiply by it once.",
        "lam_squared_loss": "The penalty has λ²: multiply the sum of the squares by λ once.",
        "absolute": "This is the L1 penalty with its gradient: L2 adds up the squares.",
        "absolute_loss": "The penalty adds up absolute values: L2 adds up the squares.",
        "root": "The penalty has a square root: leave it out and add up the squares.",
        "mean": "The penalty has the mean of the squares: their sum is asked for.",
        "mean_both": "This is the mean of the squares, with its gradient: their sum is asked for.",
        "square_of_sum": "The sum of the weights is squared: square each weight first.",
        "minus": "The gradient has the wrong sign: the penalty grows along 2λW.",
        "grad_squared": "The gradient has W squared: the derivative of λw² is 2λw.",
        "no_last_column": (
            "The last column does not count: here all entries of W do, those of the constant "
            "input as well."
        ),
        "grad_summed": "The gradient is added up: it has one entry per weight, shape (C, D).",
        "swapped": "The two results have changed places: first the penalty, then the gradient.",
        "loss_only": "This is the penalty alone: return a pair, the penalty and its gradient.",
        "grad_only": "This is the gradient alone: return a pair, the penalty and its gradient.",
    },
    "softmax": {
        "overflow": (
            "There is NaN because e^s overflows or all of a row rounds to 0: subtract the "
            "row's largest score before taking the exponential."
        ),
        "global_max": (
            "One maximum of the whole table is subtracted, and a row far below it becomes 0/0: "
            "subtract each row's own maximum."
        ),
        "smallest": (
            "The smallest score of each row is subtracted, so that the largest still overflows: "
            "subtract the largest one."
        ),
        "columns": (
            "The columns add up to 1: each row is an example, so sum along each row, axis=1."
        ),
        "columns_mixed": (
            "The exponentials are divided by the sums of the columns: each row is an example, so "
            "sum along each row, axis=1."
        ),
        "all_together": (
            "All entries of the table add up to 1: divide each row by its own sum, axis=1."
        ),
        "absolute": (
            "These are absolute values divided by their sum, and a very bad score looks likely: "
            "take e^s instead."
        ),
        "no_exp": "The exponential is missing: divide e^s, not s, by its sum along the row.",
        "not_divided": "This is e^s, not yet normalized: divide each row by its sum.",
        "shift_only": (
            "The exponentials are not normalized: the largest of each row is 1, the sum is not. "
            "Divide each row by its sum."
        ),
        "log": "This is the logarithm of the probabilities: leave the logarithm out.",
        "negative": "The order is turned round: the exponent is s, not −s.",
        "base_2": "The base is 2 in your result: take e to the power of s, with `np.exp`.",
        "hard": (
            "The highest score takes all: each class needs its share e^s, divided by the row's sum."
        ),
        "sigmoid": (
            "This is the sigmoid of each score alone: divide e^s by the sum of the whole row."
        ),
        "clipped": (
            "The large scores are cut off, so differences between them are lost: subtract the "
            "row's largest score instead."
        ),
        "first_row": "This is the first row alone: return one row per example, shape (N, C).",
        "nan_to_zero": (
            "Where e^s overflows or rounds to 0 there are zeros instead of probabilities: subtract "
            "the row's largest score before taking the exponential."
        ),
        "row_mean": (
            "The mean of each row is subtracted, so that the largest exponent can still overflow: "
            "subtract the row's largest score."
        ),
        "column_max": (
            "The largest score of each column is subtracted, which changes the shares within a "
            "row: subtract the same number, the row's largest, from the whole row."
        ),
        "half_shifted": (
            "The largest score is subtracted in the numerator only: the sum must run over the "
            "same shifted exponentials."
        ),
    },
    "softmax_loss": {
        "log_of_zero": (
            "The probability was rounded to 0 before the logarithm: compute "
            "−s_y + m + ln Σ e^(s−m) from the scores, with m the row's largest one."
        ),
        "overflow": (
            "The exponential overflows for large scores: subtract the row's largest score first, "
            "and take the logarithm on paper."
        ),
        "overflow_sum": (
            "The sum of the exponentials overflows, or rounds to 0: take the row's largest score m "
            "out of it, ln Σ e^s = m + ln Σ e^(s−m)."
        ),
        "log_10": "The logarithm has base 10: take the natural one, `np.log`.",
        "log_2": "The logarithm has base 2: take the natural one, `np.log`.",
        "twice": "Softmax is applied twice: the first time is enough, S holds scores.",
        "bracket": (
            "The minus sign belongs to the whole bracket: −(s_y − ln Σ e^s), so the second term "
            "is plus ln Σ e^s."
        ),
        "probability": "This is the probability of the right class: take minus its logarithm.",
        "sign": "The sign is reversed: the loss is minus the logarithm, never negative.",
        "one_minus": (
            "This is −ln(1 − p), which is small where the right class is improbable: take −ln p."
        ),
        "wrong_share": (
            "This is 1 − p, the probability of all wrong classes: take −ln p of the right one."
        ),
        "all_classes": (
            "The logarithms of all classes are added up: only the right class counts, −ln p_y."
        ),
        "binary": (
            "The wrong classes count as well, with −ln(1 − p): here only the right class does, "
            "−ln p_y."
        ),
        "most_probable": (
            "The most probable class is taken: the loss needs the probability of the right one, y."
        ),
        "mean": "This is the mean over the examples: return one loss per example, shape (N,).",
        "total": "This is the sum over the examples: return one loss per example, shape (N,).",
        "one_based": FROM_ZERO,
        "every_label": (
            "Indexing with `[:, y]` takes all labels for each row, shape (N, N): pick one entry "
            "per row, with `[np.arange(N), y]`."
        ),
        "all_logs": (
            "Every row still has several entries: pick one entry per row, that of the right class, "
            "for instance with `[np.arange(N), y]`."
        ),
        "clipped": (
            "Infinity is avoided by a small number in the logarithm or by clipping, which changes "
            "the value: compute the loss from the scores."
        ),
        "m_lost": (
            "The largest score m is subtracted in the exponents, but not added again: the loss is "
            "−s_y + m + ln Σ e^(s−m)."
        ),
        "minus_m": "The largest score m has the wrong sign: the loss is −s_y + m + ln Σ e^(s−m).",
        "all_together": (
            "The sum of the exponentials runs over the whole table: add up along each row, axis=1."
        ),
        "global_max": (
            "One maximum of the whole table is subtracted, and a row far below it becomes ln 0: "
            "subtract each row's own maximum."
        ),
        "first_only": (
            "This is the loss of the first example alone: return one loss per example, shape (N,)."
        ),
    },
}
