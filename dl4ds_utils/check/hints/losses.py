"""The sentences for the mistakes of the lecture on loss functions."""

from __future__ import annotations

__all__ = ["HINTS"]

HINTS: dict[str, dict[str, str]] = {
    "gaussian_nll": {
        "no_log": (
            "The term with the logarithm is missing: every example adds ½·log(2πσ²) "
            "besides its squared error."
        ),
        "no_constant": (
            "The 2π is missing from the logarithm: every example adds ½·log(2πσ²), not only log σ."
        ),
        "no_log_sigma": (
            "The σ² is missing from the logarithm: every example adds ½·log(2πσ²), not ½·log(2π)."
        ),
        "sigma_for_variance": (
            "In both terms σ stands where σ² belongs: `sigma` is the standard deviation, "
            "so square it."
        ),
        "sigma_in_square": (
            "The squared error is divided by 2σ: divide it by 2σ², with σ squared as well."
        ),
        "sigma_in_log": "The logarithm holds 2πσ: it must be 2πσ², with σ squared.",
        "sigma_ignored": "The argument sigma has no effect: your result is that for σ = 1.",
        "mean": "This is the mean over the examples: the sum is asked for.",
        "sign": (
            "The sign is reversed: this is the log-likelihood, and the loss is minus that, "
            "so that small is good."
        ),
        "no_half": "The squared error is divided by σ² only: divide it by 2σ².",
        "no_root": (
            "The logarithm of 2πσ² is counted in full: take half of it, for the root in the "
            "density. Only the squared error is divided by 2σ²."
        ),
        "once": (
            "The term ½·log(2πσ²) is counted once: it belongs to every example, so N times "
            "in the sum."
        ),
        "log10": "This is the loss in logarithms of base 10: use the natural one, `np.log`.",
        "likelihood": (
            "This is the likelihood, the product of the densities: "
            "return minus the sum of their logarithms."
        ),
        "log_of_sum": (
            "This is minus the logarithm of the sum of the densities: take the logarithm of each "
            "first, then add up."
        ),
        "times_variance": (
            "The squared error is multiplied by σ²: in Python `a / 2 * s` is (a/2)·s, "
            "so put 2σ² into brackets."
        ),
        "no_square": "The errors are not squared: the numerator is (y − μ)².",
        "second_sign": (
            "The squared error is subtracted: with the minus in front, both terms are added."
        ),
        "first_only": "Only the first example counts in your result: add up all of them.",
        "broadcast": (
            "Every target is compared with every mean: an (N, 1) array minus an (N,) array is "
            "(N, N). Keep both of shape (N,)."
        ),
        "underflow": (
            "Your loss is infinite here: a density, or a product of many, is too small for a "
            "computer and becomes 0. Take the logarithm by hand first."
        ),
    },
    "sigmoid": {
        "exp_ratio": (
            "For large z your result is NaN, as e^z/(1 + e^z) gives: e^z overflows and infinity "
            "over infinity is no number. Where z > 0 use 1/(1 + e^(−z))."
        ),
        "warned": (
            "The numbers are right, but NumPy warns on the way: let every exponential have an "
            "argument of at most 0, such as −|z|. Note that `np.where` computes both branches."
        ),
        "minus": "This is σ(−z): check the sign in the exponent, which is −z.",
        "tanh": "This is tanh(z), between −1 and 1: the sigmoid is 1/(1 + e^(−z)).",
        "half_tanh": (
            "This is 2σ(z) − 1, between −1 and 1: a probability lies between 0 and 1, "
            "so scale and shift it."
        ),
        "slope": "This is the slope σ(z)·(1 − σ(z)): return σ(z) itself.",
        "only_exp": "This is e^z: the formula is 1/(1 + e^(−z)), with a 1 in the denominator.",
        "abs_only": (
            "This is σ(|z|), wrong where z is negative: there the sigmoid is "
            "e^(−|z|)/(1 + e^(−|z|))."
        ),
        "minus_abs": (
            "This is σ(−|z|), wrong where z is positive: there the sigmoid is 1/(1 + e^(−|z|))."
        ),
        "no_brackets": (
            "This is 1 + e^(−z): divide 1 by all of it, with brackets, `1 / (1 + ...)`."
        ),
        "step": "This is a step from 0 to 1: the sigmoid is a smooth one, 1/(1 + e^(−z)).",
        "step_half": "This is a step from 0 to 1: the sigmoid is a smooth one, 1/(1 + e^(−z)).",
        "step_up": "This is a step from 0 to 1: the sigmoid is a smooth one, 1/(1 + e^(−z)).",
    },
    "bce_with_logits": {
        "labels_swapped": (
            "The labels have changed places: −log σ(f) belongs to y = 1, "
            "and −log(1 − σ(f)) to y = 0."
        ),
        "mean": "This is the mean over the examples: the sum is asked for.",
        "sign": (
            "The sign is reversed: the loss is minus the sum of the logarithms, so it is never "
            "negative."
        ),
        "log2": "This is the loss in logarithms of base 2: use the natural one, `np.log`.",
        "log10": "This is the loss in logarithms of base 10: use the natural one, `np.log`.",
        "ones_only": "Only the examples with y = 1 count: those with y = 0 add −log(1 − σ(f)).",
        "zeros_only": "Only the examples with y = 0 count: those with y = 1 add −log σ(f).",
        "labels_pm1": (
            "This is log(1 + e^(−y·f)), the form for labels −1 and +1: here they are 0 and 1, "
            "so a label of 0 would count as log 2 always."
        ),
        "all_ones": (
            "Every example counts as if its label were 1: those with y = 0 add −log(1 − σ(f))."
        ),
        "squared": (
            "This is the sum of the squared errors of σ(f): the loss is minus the logarithm of "
            "the probability of the label."
        ),
        "sigmoid_twice": ("The sigmoid is applied twice: f are scores, so use σ(f), not σ(σ(f))."),
        "second_sign": (
            "The two terms are subtracted: both −y·log σ(f) and −(1 − y)·log(1 − σ(f)) are "
            "added to the loss."
        ),
        "one_for_zero": (
            "This has log(e + e^f) in place of log(1 + e^f): `np.logaddexp` takes the exponents, "
            "and 1 is e^0, so pass 0."
        ),
        "first_only": "Only the first example counts in your result: add up all of them.",
        "broadcast": (
            "Every score is combined with every label: an (N, 1) array and an (N,) array make "
            "(N, N). Keep both of shape (N,)."
        ),
        "log_of_sigmoid": (
            "Your loss is NaN here, where σ(f) rounds to 0 or 1 or an exponential overflows: "
            "write −log σ(f) as log(1 + e^(−f)) and use `np.logaddexp`."
        ),
        "infinite": (
            "Your loss is infinite here: σ(f) rounds to 0 or 1 before its log, or an exponential "
            "overflows. Write −log σ(f) as log(1 + e^(−f)) and use `np.logaddexp`."
        ),
        "stops_growing": (
            "Your loss stops growing: a much larger wrong score costs the same. "
            "Do not clip σ(f) or add a small number to it; compute from the score."
        ),
    },
    "linear_half_mse_grad": {
        "sign": "The sign is reversed: the error is prediction minus target, wᵀx − y.",
        "sum": "The factor 1/N is missing: the loss is a mean over the examples, so divide by N.",
        "minus_sum": (
            "The sign is reversed, and the factor 1/N is missing: "
            "divide the sum of (wᵀx − y)·x by N."
        ),
        "factor_2": (
            "There is a factor 2 too many: the ½ of this loss cancels the 2 of the square."
        ),
        "minus_factor_2": (
            "There is a factor −2 too many: the ½ of this loss cancels the 2, and the error is "
            "prediction minus target."
        ),
        "twice_sum": (
            "This is the gradient of the plain sum of squares: the loss has 1/(2N) in front, "
            "so there is no 2, and a division by N."
        ),
        "over_2n": (
            "The result is divided by 2N: the 2 is cancelled by that of the square, "
            "so divide by N only."
        ),
        "over_d": "The sum is divided by D, the number of weights: divide by N, that of examples.",
        "no_x": (
            "This is the mean error in every entry: by the chain rule each error is multiplied "
            "by its own input x."
        ),
        "no_target": "The targets have no effect: the error is prediction minus target, wᵀx − y.",
        "plus_target": "The targets are added: the error is prediction minus target, wᵀx − y.",
        "squared_error": (
            "The errors are squared: the derivative of ½·error² is the error itself."
        ),
        "first_only": "Only the first example counts in your result: average over all of them.",
    },
    "sigmoid_sse_grad": {
        "slide_sign": (
            "The sign is reversed, as on the slide: ∂L/∂ŷ is −(y − ŷ). "
            "With your sign, a step against the gradient climbs."
        ),
        "no_slope": (
            "The slope of the sigmoid is missing: the chain has a factor σ(z)·(1 − σ(z)) as well."
        ),
        "minus_no_slope": (
            "The sign is reversed, and the slope of the sigmoid, σ(z)·(1 − σ(z)), is missing: "
            "the gradient is −(y − σ)·σ·(1 − σ)·x."
        ),
        "twice": "There is a factor 2 too many: the ½ of this loss cancels the 2 of the square.",
        "half": (
            "Your result is half the right one: the ½ of this loss cancels the 2 of the square, "
            "so neither is left."
        ),
        "no_x": (
            "The last factor of the chain is missing: multiply by x, the derivative of wᵀx "
            "with respect to w."
        ),
        "no_one_minus": (
            "The slope of the sigmoid is σ(z)·(1 − σ(z)): the factor 1 − σ(z) is missing."
        ),
        "minus_z": "The sigmoid is taken at −z: check the sign in its exponent, which is −z.",
        "elementwise": (
            "The score is one number, wᵀx: add up the products of weights and inputs, `w @ x`."
        ),
        "of_w": "The last factor is w: the derivative of wᵀx with respect to w is x.",
        "sigmoid_twice": (
            "The slope is taken at σ(z) in place of z: it is s·(1 − s) with s = σ(z), "
            "without another sigmoid."
        ),
        "slope_of_z": "The slope is z·(1 − z) in your result: it is s·(1 − s) with s = σ(z).",
        "linear": (
            "This is the gradient of a linear unit: here the prediction is σ(wᵀx), "
            "and its slope is a factor of the chain."
        ),
        "linear_error": "The error is taken as wᵀx − y: the prediction is σ(wᵀx).",
        "no_error": (
            "This is the gradient of the prediction: multiply by ∂L/∂ŷ = −(y − ŷ) as well."
        ),
        "tanh_slope": "The slope is 1 − s² in your result, that of tanh: here it is s·(1 − s).",
        "squared_error": (
            "The error is squared: the derivative of ½·(y − ŷ)² is −(y − ŷ), without a square."
        ),
        "exp_ratio": (
            "Your result is NaN at a score of 1000 or −1000: an exponential overflows. "
            "Write the sigmoid with e^(−|z|), or call the one you wrote."
        ),
    },
    "cross_entropy": {
        "swapped": (
            "The arguments have changed places: p is outside the logarithm and q inside, "
            "−Σ p·log q."
        ),
        "log2": "This is in bits, with logarithms of base 2: use the natural one, `np.log`.",
        "log10": "This is in logarithms of base 10: use the natural one, `np.log`.",
        "sign": "The sign is reversed: logarithms of probabilities are negative, so put a minus.",
        "mean": "This is divided by K, the number of outcomes: p already weighs them, so add up.",
        "entropy_p": "This is the entropy of p: the logarithm must be that of q.",
        "entropy_q": "This is the entropy of q: the weights must be p.",
        "kl": (
            "This is H(p, q) − H(p), the Kullback–Leibler divergence: leave the entropy of p in, "
            "−Σ p·log q."
        ),
        "no_weights": "The logarithms are added up without weights: multiply each log q by its p.",
        "binary": (
            "There are terms with 1 − p and 1 − q in your result: for K outcomes the sum is "
            "−Σ p·log q alone."
        ),
        "log_of_dot": (
            "This is minus the logarithm of the sum of p·q: take the logarithm of each q first, "
            "then weigh and add up."
        ),
        "nan_at_zero": (
            "Your result is NaN where p and q are both 0, from 0·log 0: "
            "leave out the outcomes with p = 0."
        ),
        "finite": (
            "An outcome with p > 0 has q = 0, so the cross-entropy is infinite: "
            "do not clip q or skip its zeros, leave out only outcomes with p = 0."
        ),
    },
}
