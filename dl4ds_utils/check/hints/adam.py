"""The sentences for the mistakes of the lecture on Adam."""

from __future__ import annotations

__all__ = ["HINTS"]

HINTS: dict[str, dict[str, str]] = {
    "normalize_global": {
        "pointwise": (
            "Each entry is divided by its own size: divide all of them by one number, "
            "the length ‖g‖ of the whole gradient."
        ),
        "plain_sign": "These are the signs of the entries: divide g by its length ‖g‖ instead.",
        "squared_length": (
            "You divided by the squared length, the sum of the squares: take its root first."
        ),
        "one_norm": (
            "You divided by the sum of the absolute values: the length is the root of the sum "
            "of the squares."
        ),
        "plain_sum": (
            "You divided by the sum of the entries: the length is the root of the sum of their "
            "squares."
        ),
        "largest": (
            "You divided by the largest entry: the length is the root of the sum of the squares."
        ),
        "mean_square": (
            "You divided by the root of the mean of the squares: the length takes their sum."
        ),
        "length_alone": (
            "This is the length of the gradient: the exercise asks for g divided by it."
        ),
        "eps_inside": "Here ε stands under the root: add it to the length, after the root.",
        "eps_ignored": "The argument ε has no effect: divide by ‖g‖ + ε.",
        "eps_after": (
            "Here ε is added after the division: put brackets around the denominator, ‖g‖ + ε."
        ),
        "eps_default": (
            "Called without eps, your function does not use 1e-8: "
            "leave the default as it was in the cell."
        ),
        "times": "You multiplied by the length: divide by it.",
        "unsigned": "The signs are lost: keep g itself above the fraction bar, not its size.",
    },
    "normalize_pointwise": {
        "whole": (
            "All entries are divided by the length of the whole gradient: divide each one by its "
            "own size, √(g²) + ε."
        ),
        "plain_sign": (
            "This is the plain sign, so ε has no effect: divide each entry by √(g²) + ε."
        ),
        "eps_inside": "Here ε stands under the root: add it after the root, √(g²) + ε.",
        "eps_after": (
            "Here ε is added after the division: put brackets around the denominator, √(g²) + ε."
        ),
        "no_root": "The root is missing: divide by √(g²) + ε, not by g² + ε.",
        "signed": (
            "A negative entry is divided by itself plus ε: its size √(g²) is never negative."
        ),
        "unsigned": "The signs are lost: keep g itself above the fraction bar, not its size.",
        "eps_minus": "Here ε is subtracted: the denominator is √(g²) + ε.",
        "eps_default": (
            "Called without eps, your function does not use 1e-8: "
            "leave the default as it was in the cell."
        ),
    },
    "sign_descent": {
        "plain": (
            "This is plain gradient descent: step by α times the *sign* of each entry of the "
            "gradient."
        ),
        "whole": (
            "The gradient is divided by its length: here every parameter moves by α on its own, "
            "in the direction of its sign."
        ),
        "whole_eps": (
            "The gradient is divided by its length (plus ε): here every parameter moves by α on "
            "its own, in the direction of its sign."
        ),
        "plus": "The steps go uphill: subtract α times the sign of the gradient.",
        "with_eps": "An ε is left over: step by α times the exact sign, as `np.sign` gives it.",
        "zero_up": "Where an entry of the gradient is 0, its sign is 0, not +1: do not move there.",
        "zero_down": (
            "Where an entry of the gradient is 0, its sign is 0, not −1: do not move there."
        ),
        "alpha_ignored": "The argument α has no effect: the steps have length α, not 1.",
        "one_short": "One iterate is missing at the end: n steps and the start make n + 1 rows.",
        "no_start": "The start is missing: the first row is φ₀ itself, then one row per step.",
        "one_more": "There is one step too many: n steps and the start make n + 1 rows.",
        "rows_alias": (
            "Every row is the last iterate: store a copy of φ each time, not the array that "
            "changes later."
        ),
        "later_rows_alias": (
            "All rows after the start are the last iterate: store a copy of φ each time."
        ),
        "stale_gradient": (
            "The gradient of the start is used for every step: compute it again at the current φ."
        ),
        "of_phi": "You took the sign of φ: take the sign of the gradient at φ.",
        "from_zero": "The path starts at 0: the first row is the start φ₀.",
        "start_twice": (
            "The start stands there twice and the last iterate is missing: first take the step, "
            "then store the new φ."
        ),
        "last_only": "This is the last iterate only: return all of them, one per row.",
        "sum_sign": (
            "All parameters move by the same step: take the sign of each entry of the gradient, "
            "not one sign for their sum."
        ),
    },
    "adam_moments": {
        "m_squared": "Your v averages the square of the new m: it has to average g².",
        "old_m_squared": "Your v averages the square of the old m: it has to average g².",
        "decays_swapped": "The two decays have changed places: β belongs to m, γ belongs to v.",
        "square_missing": "The square is missing: v averages g², entry by entry.",
        "absolute": "Your v averages the size |g|: it has to average the square g².",
        "complement": (
            "The weights β and 1 − β (γ and 1 − γ) have changed places: β weighs the old m, "
            "1 − β the new g."
        ),
        "m_complement": (
            "In m, β and 1 − β have changed places: β weighs the old m, 1 − β the new g."
        ),
        "v_complement": (
            "In v, γ and 1 − γ have changed places: γ weighs the old v, 1 − γ the new g²."
        ),
        "no_weight": (
            "The new gradient has weight 1: in an average it has the weight 1 − β, and g² has "
            "1 − γ."
        ),
        "beta_twice": "Your v uses β: its decay is γ.",
        "gamma_twice": "Your m uses γ: its decay is β.",
        "order": "The two results have changed places: return m first, then v.",
        "whole": (
            "Your v averages one number, the sum of all squares: square each entry for itself, "
            "pointwise."
        ),
        "all_squared": "All of v is squared: square only g, then average.",
        "weight_squared": "The weight 1 − γ is squared too: square only g, then multiply.",
        "centered": "Your v averages (g − m)²: in Adam it is g² itself, nothing is subtracted.",
        "rooted": "You took the root of v: here v stays as it is, the root comes in the step.",
        "no_memory": "The old averages are lost: β·m and γ·v are missing.",
    },
    "bias_correct": {
        "multiplied": "You multiplied by 1 − βᵗ and 1 − γᵗ: divide by them.",
        "m_only": "Only m is corrected: v is too small as well, divide it by 1 − γᵗ.",
        "v_only": "Only v is corrected: m is too small as well, divide it by 1 − βᵗ.",
        "uncorrected": "Neither average is corrected: divide m by 1 − βᵗ and v by 1 − γᵗ.",
        "t_early": "Your exponent is t − 1: t counts from 1, so the exponent is t itself.",
        "t_ahead": "Your exponent is t + 1: t counts from 1, so the exponent is t itself.",
        "exponents_swapped": "The two decays have changed places: β corrects m, γ corrects v.",
        "no_power": "The exponent t is missing: divide by 1 − βᵗ and 1 − γᵗ.",
        "power_outside": (
            "The power is taken of 1 − β: first take βᵗ, then subtract it from 1, and so for γ."
        ),
        "times_t": "You multiplied the decays by t: raise them to the power t, as in `beta**t`.",
        "no_one_minus": "You divided by βᵗ and γᵗ: divide by 1 − βᵗ and 1 − γᵗ.",
        "sign": "The sign is reversed: the denominators are 1 − βᵗ and 1 − γᵗ, both positive.",
        "beta_twice": "Your v is divided by 1 − βᵗ: its decay is γ.",
        "gamma_twice": "Your m is divided by 1 − γᵗ: its decay is β.",
        "plus": "You divided by 1 + βᵗ and 1 + γᵗ: there is a minus, 1 − βᵗ and 1 − γᵗ.",
        "rooted": "You took the root of v: here v is only corrected, the root comes in the step.",
        "no_brackets": (
            "Here βᵗ and γᵗ are subtracted after the division: put brackets around the "
            "denominators, 1 − βᵗ and 1 − γᵗ."
        ),
        "root_of_factor": "You divided v by the root of 1 − γᵗ: leave the root out here.",
        "order": "The two results have changed places: return m first, then v.",
    },
    "adam_step": {
        "no_correction": (
            "The averages are not corrected: divide m by 1 − βᵗ and v by 1 − γᵗ before the step."
        ),
        "t_late": (
            "The correction counts one step too few: t in the state counts the steps before this "
            "one, so use t + 1."
        ),
        "t_ahead": (
            "The correction counts one step too many: with t steps before this one, "
            "the exponent is t + 1."
        ),
        "eps_inside": "Here ε stands under the root: add it after the root, √v̂ + ε.",
        "eps_after": "Here ε is added after the division: put brackets around √v̂ + ε.",
        "eps_added": "Here ε is added to the new φ: put brackets around √v̂ + ε.",
        "eps_ignored": "The argument ε has no effect: divide by √v̂ + ε.",
        "eps_hat": (
            "Here ε is added to √v, before the correction: correct v first, take the root, "
            "then add ε."
        ),
        "no_root": "The root is missing: divide by √v̂ + ε.",
        "exponents_swapped": (
            "In the correction the decays have changed places: 1 − βᵗ belongs to m, 1 − γᵗ to v."
        ),
        "decays_swapped": "The decays β and γ have changed places: β belongs to m, γ belongs to v.",
        "moments_swapped": (
            "In the averages β and γ have changed places: β belongs to m, γ belongs to v."
        ),
        "square_missing": "Your v averages g instead of g²: the square is missing.",
        "m_squared": "Your v averages the square of the new m: it has to average g².",
        "whole": (
            "Your v averages the sum of all squares: square each entry of g for itself, pointwise."
        ),
        "plus": "The step goes uphill: subtract α·m̂/(√v̂ + ε).",
        "m_only": "Only m is corrected: divide v by 1 − γᵗ too.",
        "v_only": "Only v is corrected: divide m by 1 − βᵗ too.",
        "g_only": "The step uses g itself: put the corrected average m̂ above the fraction bar.",
        "old_moments": (
            "The step uses the old m and v: update them with g first, then take the step."
        ),
        "never_counted": (
            "This step is not counted: t in the state counts the steps before it. Add 1 to t, "
            "use it in the correction and keep it in the new state."
        ),
        "counted_twice": "The step is counted twice: the new state holds t + 1.",
        "state_swapped": "In the new state m and v have changed places: it is (m, v, t).",
        "kept_t": "The step is not counted: the new state holds t + 1.",
        "kept_state": (
            "The new state holds the old m and v: return the updated ones, the next step needs "
            "them."
        ),
        "corrected_state": (
            "The new state holds the corrected averages: keep m and v as they were before the "
            "correction, and use m̂ and v̂ for the step only."
        ),
        "alpha_ignored": "The argument α has no effect: multiply the step by it.",
        "step_only": "This is the step alone: subtract it from φ.",
        "alpha_default": "Called without alpha, your function does not use 0.1: keep the default.",
        "beta_default": "Called without beta, your function does not use 0.9: keep the default.",
        "gamma_default": (
            "Called without gamma, your function does not use 0.999: keep the default."
        ),
        "eps_default": "Called without eps, your function does not use 1e-8: keep the default.",
    },
    "rmsprop_step": {
        "eps_inside": "Here ε stands under the root: add it after the root, √v + ε.",
        "old_v": "The step uses the old v: update v with g² first, then take the step.",
        "no_root": "The root is missing: divide by √v + ε.",
        "bias_corrected": (
            "Your v is divided by 1 − γ, as in Adam's first step: RMSProp has no correction, "
            "use v as it is."
        ),
        "corrected_v": (
            "Your v is divided by 1 − γ, also in the result: RMSProp has no correction, "
            "use and return v as it is."
        ),
        "plus": "The step goes uphill: subtract α·g/(√v + ε).",
        "complement": (
            "The weights γ and 1 − γ have changed places: γ weighs the old v, 1 − γ the new g²."
        ),
        "eps_ignored": "The argument ε has no effect: divide by √v + ε.",
        "eps_after": "Here ε is added after the division: put brackets around √v + ε.",
        "eps_added": "Here ε is added to the new φ: put brackets around √v + ε.",
        "v_kept": "You returned the old v: return the updated one, the next step needs it.",
        "order": "The two results have changed places: return φ first, then v.",
        "no_weight": "The new g² has weight 1: in an average its weight is 1 − γ.",
        "summed": "All squares are added up: in RMSProp v is an average, γ·v + (1 − γ)·g².",
        "square_missing": "Your v averages g instead of g²: the square is missing.",
        "averaged_g": "The gradient above the fraction bar has a factor 1 − γ: use g itself.",
        "whole": (
            "Your v averages the sum of all squares: square each entry of g for itself, pointwise."
        ),
        "alpha_ignored": "The argument α has no effect: multiply the step by it.",
        "step_only": "This is the step alone: subtract it from φ.",
        "rooted_v": "You returned the root of v: take the root in the step only.",
    },
}
