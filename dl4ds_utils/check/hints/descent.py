"""The sentences for the mistakes of the lecture on gradient descent."""

from __future__ import annotations

__all__ = ["HINTS"]

HINTS: dict[str, dict[str, str]] = {
    "numerical_grad": {
        "forward_only": (
            "This is the one-sided difference (f(φ+h) − f(φ))/h: "
            "take the central one, with φ+h and φ−h."
        ),
        "not_divided": (
            "The difference is not divided: divide f(φ + h·e) − f(φ − h·e), all of it, by 2h."
        ),
        "half_way": (
            "One of the two points is φ itself: after the step up, go down by 2h, or start again "
            "from a fresh copy."
        ),
        "divided_by_h": (
            "You divided by h: the two points of a central difference are 2h apart, "
            "so divide by 2h."
        ),
        "h_ignored": "The argument h has no effect: use it in place of a fixed step.",
        "all_at_once": (
            "All the parameters are moved at the same time: move one of them, "
            "leave the others as they are, then go on to the next."
        ),
        "not_restored": (
            "A parameter that was moved is not moved back before the next one: "
            "start each partial derivative from φ itself."
        ),
        "backward_only": (
            "This is the one-sided difference (f(φ) − f(φ−h))/h: "
            "take the central one, with φ+h and φ−h."
        ),
        "times_h": (
            "The difference is divided by 2, then multiplied by h: "
            "put brackets around 2h, as in / (2 * h)."
        ),
        "h_default": (
            "Called without h, your function does not use 1e-5: "
            "leave the default of h as it was in the cell."
        ),
        "whole_phi": (
            "Here φ holds whole numbers, and an array of whole numbers cannot be moved by h: "
            "its decimals are lost. Work on a float copy, for example `phi.astype(float)`."
        ),
    },
    "sse": {
        "broadcast": (
            "Every prediction is compared with every target: an (N, 1) array minus an (N,) array "
            "is (N, N). Keep both of shape (N,)."
        ),
        "mean": "This is the mean of the squared errors: the sum is asked for.",
        "half": "This is half the sum of the squared errors: leave out the factor 1/2.",
        "not_squared": "The errors are added up but not squared: square each one first.",
        "root": "This is the square root of the sum: leave the root out.",
        "absolute": "These are absolute errors added up: square each error instead.",
        "swapped": "φ₀ and φ₁ have changed places: the line is φ₀ + φ₁x.",
        "square_of_sum": "The sum of the errors is squared: square each error first, then add up.",
        "not_squared_minus": (
            "The differences y − prediction are added up but not squared: square each one first."
        ),
        "three_only": "Only the first three examples count in your result: add up all of them.",
        "signed_y": "The targets are added instead of subtracted: the error is φ₀ + φ₁x − y.",
    },
    "sse_grad": {
        "sign": "The sign is reversed: the error is prediction minus target, φ₀ + φ₁x − y.",
        "no_x": (
            "The second entry lacks its factor x: by the chain rule the derivative with respect "
            "to φ₁ is the sum of 2·error·x."
        ),
        "no_2": "The factor 2 is missing: the derivative of a square is 2·error.",
        "mean": "This is the gradient of the mean of the squared errors: the sum is asked for.",
        "swapped": "The two entries have changed places: first ∂L/∂φ₀, then ∂L/∂φ₁.",
        "half_mean": (
            "This is the gradient of 1/(2N) times the sum: here the loss is the plain sum, "
            "so the factor is 2."
        ),
        "broadcast": (
            "Every prediction is compared with every target: an (N, 1) array minus an (N,) array "
            "is (N, N). Keep both of shape (N,)."
        ),
        "broadcast_row": (
            "Every prediction is compared with every target: an (N, 1) array minus an (N,) array "
            "is (N, N). Keep both of shape (N,)."
        ),
    },
    "gd_step": {
        "plus": "You added α·g, but descent moves against the gradient: subtract it.",
        "alpha_ignored": "The step is g itself: multiply the gradient by α before subtracting it.",
        "grad_only": "This is the step −α·g alone: return the new φ, which is φ − α·g.",
        "step_only": "This is α·g, the length of the step: return the new φ, which is φ − α·g.",
        "divided": "The gradient is divided by α: multiply it by α.",
        "normalized": "The gradient is scaled to length 1: use it as it is, φ − α·g.",
        "no_grad": "You subtracted α itself: multiply it by the gradient, φ − α·g.",
        "times_phi": "In your result α multiplies φ: it must multiply the gradient, φ − α·g.",
        "sign_only": "Only the sign of the gradient is used: multiply α by the gradient itself.",
        "summed": (
            "Every entry moves by α times the sum of g: each entry has a gradient of its own."
        ),
    },
    "gradient_descent": {
        "one_short": "The last iterate is missing: n steps make n + 1 rows, the start included.",
        "no_start": "The start is missing: row 0 of the result is φ₀, and n steps follow it.",
        "later_rows_alias": (
            "All rows after the start are the last iterate: one array is stored again and again "
            "while it changes. Store a copy of it in each step."
        ),
        "rows_alias": (
            "Every row is the last iterate: one array was stored again and again. "
            "Store a copy, or make a new array at each step."
        ),
        "stale_gradient": (
            "The gradient is always the one at the start: "
            "compute it anew at the current iterate in each step."
        ),
        "plus": "The gradient is added, but descent moves against it: subtract α times it.",
        "last_only": "This is the last iterate alone: return all of them, one per row.",
        "alpha_ignored": "The learning rate has no effect: multiply the gradient by α.",
        "one_more": "There is one step too many: n steps make n + 1 rows, the start included.",
        "lagged": (
            "The gradient is one step late, at the iterate before: "
            "compute it at the current iterate."
        ),
        "from_start": (
            "Every step sets out from the start: subtract from the current iterate instead."
        ),
        "stops": "The path stands still: take all n steps, however small they are.",
    },
    "max_stable_lr": {
        "one_over": (
            "This is 1/λ_max, the rate that lands on the minimum in one step. "
            "The limit of stability is twice that, 2/λ_max."
        ),
        "lambda_min": (
            "This is 2/λ_min: the steepest direction, "
            "with the largest eigenvalue, is the first to diverge."
        ),
        "lambda_max": (
            "This is the largest eigenvalue itself: the limit of the learning rate is 2/λ_max."
        ),
        "of_trace": (
            "The trace (the sum of the eigenvalues) is used: take the largest eigenvalue alone."
        ),
        "of_diagonal": (
            "The largest entry of the diagonal is used: it is an eigenvalue only where H is "
            "diagonal. Compute the eigenvalues of H."
        ),
        "one_over_min": (
            "This is 1/λ_min: the limit of stability is 2/λ_max, for the largest eigenvalue."
        ),
        "row_sum": (
            "The largest sum of a row is used: it is never below the largest eigenvalue, "
            "but it may be above. Compute the eigenvalues of H."
        ),
        "frobenius": (
            "The root of the sum of the squares of all entries is used: "
            "take the largest eigenvalue alone."
        ),
        "inverted": "The fraction is upside down: the limit is 2/λ_max, not λ_max/2.",
        "unsorted": (
            "This is 2/λ for an eigenvalue λ that is not the largest: `eig` and `eigvals` give "
            "them in no particular order."
        ),
    },
    "gabor_grad": {
        "over_32": "The envelope has 32 in it: here it is exp(−z²/8).",
        "no_envelope": (
            "A term is missing: f is a product, "
            "so the derivative of the envelope exp(−z²/8) counts as well."
        ),
        "no_06": "The second column lacks the factor 0.06: ∂z/∂φ₁ is 0.06·x.",
        "no_x": "The second column lacks its factor x: ∂z/∂φ₁ is 0.06·x.",
        "swapped": "The columns have changed places: first ∂f/∂φ₀, then ∂f/∂φ₁.",
        "sum_over_n": (
            "The derivatives are summed over the examples: keep one row per example, shape (N, 2)."
        ),
        "z_over_8": ("The derivative of −z²/8 is −z/4: in your result it is −z/8."),
        "envelope_plus": (
            "The sign of the second term is reversed: the derivative of −z²/8 is −z/4."
        ),
        "product": (
            "This is the product of the two derivatives: "
            "the derivative of a product u·v is u′·v + u·v′."
        ),
        "degrees": "The sine is taken in degrees: z is in radians, as `np.sin` expects it.",
    },
    "bad_init_grads": {
        "no_2": "The factor 2 is missing: the derivative of a square is 2·error.",
        "sign": "The sign is reversed: the error is prediction minus target, f(x) − y.",
        "inner_first": (
            "The lines are taken in reverse order: a[0] and b[0] belong to f₁, the outermost line, "
            "which is applied last."
        ),
        "slopes_only": "The gradients of b1 … b4 are missing: return all eight keys.",
        "keys": "The keys must be a1, a2, a3, a4, b1, b2, b3, b4.",
        "no_chain": (
            "The factors of the lines outside are missing: by the chain rule, the derivative of "
            "line k is multiplied by the slopes of all the lines that come after it."
        ),
        "of_f": (
            "This is the gradient of f alone: the loss is (f(x) − y)², "
            "so every entry has a factor 2(f(x) − y) as well."
        ),
        "own_slope": (
            "Line k has its own slope as a factor: by the chain rule only the slopes of the lines "
            "outside it count, a1 for line 2, a1·a2 for line 3."
        ),
        "x_everywhere": (
            "The gradient of each slope has x as a factor: it must be the input of line k, which "
            "is x for f₄ only."
        ),
    },
}
