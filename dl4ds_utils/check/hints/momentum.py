"""The sentences for the mistakes of the lecture on momentum."""

from __future__ import annotations

__all__ = ["HINTS"]

HINTS: dict[str, dict[str, str]] = {
    "ema": {
        "swapped": (
            "The weights have changed places: β keeps the old average, 1 − β weighs the new number."
        ),
        "first_value": (
            "Your average begins at the first number: begin at m₀ = 0, so that m₁ = (1 − β)·x₁."
        ),
        "not_weighted": "The new number counts in full: weigh it by 1 − β.",
        "no_decay": "The old average is kept in full: multiply it by β in each step.",
        "corrected": (
            "Your averages are divided by 1 − β^t, which corrects their start: leave that out here."
        ),
        "last_only": "This is the last average alone: return all T of them.",
        "with_start": "The 0 of the start is in your result: return the averages from m₁ on.",
        "late": (
            "Each entry is the average before its own number came in: update first, then store it."
        ),
        "previous_only": (
            "Here β multiplies the number before: it must multiply the average before, "
            "in which all earlier numbers are kept."
        ),
        "no_memory": "These are the numbers times 1 − β: add β times the average before.",
        "running_mean": (
            "This is the plain mean of all numbers so far: use the weights β and 1 − β."
        ),
        "skips_first": (
            "The first number never comes in: m₀ = 0 stands before the results, "
            "and the first result, m₁, already holds x₁."
        ),
    },
    "momentum_step": {
        "old_m": (
            "φ moves along the old m: compute the new average first, "
            "then take the step with the new one."
        ),
        "swapped": ("The weights have changed places: β multiplies the old m, 1 − β the gradient."),
        "reset": "The m that is passed in has no effect: the new average is β·m + (1 − β)·g.",
        "plus": "The step goes along +m, which is uphill: subtract α times the new m.",
        "no_average": (
            "The gradient counts in full: in this form it is weighed by 1 − β, m ← β·m + (1 − β)·g."
        ),
        "no_decay": "The old m is kept in full: multiply it by β.",
        "alpha_ignored": "The learning rate has no effect: the step is −α times the new m.",
        "alpha_inside": (
            "The learning rate is inside the average: in this form m averages the plain gradients, "
            "and α comes in when φ moves."
        ),
        "grad_used": "φ moves along the gradient alone: step along the new average m.",
        "m_kept": "φ is right, but the m you return is still the old one: return the new average.",
        "phi_kept": "Your new m is right, but φ has not moved: subtract α times the new m from it.",
        "order": "The two results have changed places: return φ first, then m.",
        "step_only": "The first result is the step −α·m alone: return the new φ, which is φ − α·m.",
        "minus_grad": (
            "The gradient is subtracted in the average: here m averages +g, "
            "and the minus stands before α."
        ),
        "no_brackets": (
            "The brackets around 1 - beta are missing: without them, β·g is subtracted."
        ),
        "other_form": (
            "Here α stands where 1 − β should be: the new average is β·m + (1 − β)·g, "
            "and α comes in when φ moves."
        ),
    },
    "heavy_ball_step": {
        "plus_grad": (
            "The velocity takes +η·g, which is uphill: in this form V ← μ·V − η·g, then θ ← θ + V."
        ),
        "minus_v": (
            "Your θ moves against V: the minus is already inside the velocity, so add V to θ."
        ),
        "both": (
            "Both signs are turned round, so the velocity has the other sign, and the V that is "
            "passed in pushes the wrong way: V ← μ·V − η·g, θ ← θ + V."
        ),
        "average": (
            "The gradient is weighed by 1 − μ: that is the averaging form. "
            "Here it counts in full, V ← μ·V − η·g."
        ),
        "old_v": (
            "Your θ moves with the old V: compute the new velocity first, then add the new one."
        ),
        "reset": "The V that is passed in has no effect: the new velocity is μ·V − η·g.",
        "no_mu": "The old velocity is kept in full: multiply it by μ.",
        "eta_ignored": "The learning rate has no effect: the gradient is multiplied by η.",
        "eta_late": (
            "The rate η multiplies the whole velocity when θ moves: in this form it stands inside, "
            "V ← μ·V − η·g, and θ moves by V itself."
        ),
        "swapped": (
            "The numbers η and μ have changed places: μ multiplies V, η multiplies the gradient."
        ),
        "mu_all": "In your result μ multiplies the gradient as well: it multiplies the old V only.",
        "order": "The two results have changed places: return θ first, then V.",
        "v_kept": (
            "Your θ is right, but the V you return is still the old one: return the new velocity."
        ),
        "theta_kept": "Your new V is right, but θ has not moved: add the new V to it.",
        "first_form": (
            "This is the averaging form of Exercise 2. Here it is V ← μ·V − η·g, then θ ← θ + V."
        ),
        "minus_late": (
            "Your θ is moved by −η·V, with V = μ·V + g: in this form the minus and η "
            "stand inside the velocity, V ← μ·V − η·g, and θ moves by V itself."
        ),
        "eta_twice": (
            "Your V is right, but θ moves by −η·V: "
            "the minus and η are already inside it, so add V to θ."
        ),
        "eta_again": (
            "Your V is right, but θ moves by η·V: η is already inside it, so add V itself to θ."
        ),
        "grad_used": "θ moves along the gradient alone: add the new velocity to θ.",
    },
    "to_heavy_ball": {
        "eta_alpha": (
            "The rate η is not α: the average weighs each gradient by 1 − β, so η is α times that."
        ),
        "mu_complement": (
            "In your result μ is 1 − β: both forms keep the same share β of the past, so μ is β."
        ),
        "order": "The two results have changed places: return η first, then μ.",
        "eta_times_beta": "In your result η is α·β: the gradient's weight is 1 − β, not β.",
        "divided": (
            "α is divided by 1 − β: that converts the other way, from heavy ball to average."
        ),
        "eta_plus": "In your result η is α·(1 + β): the gradient's weight is 1 − β.",
        "no_brackets": "The brackets around 1 - beta are missing: this is α − β, not α·(1 − β).",
    },
    "nesterov_step": {
        "at_phi": (
            "The gradient is taken at φ: that is plain momentum. "
            "Take it at the place ahead, φ − α·m."
        ),
        "ahead_plus": (
            "You look back, not ahead: the step goes along −m, so the place ahead is φ − α·m."
        ),
        "plus": "The step goes along +m, which is uphill: subtract α times the new m.",
        "swapped": ("The weights have changed places: β multiplies the old m, 1 − β the gradient."),
        "no_average": "The gradient counts in full: in this form it is weighed by 1 − β.",
        "old_m": "φ moves along the old m: take the step with the new one.",
        "reset": (
            "The new m is (1 − β) times the gradient, without the m that is passed in: add β·m."
        ),
        "from_ahead": (
            "The step starts at the place ahead: go there only to look at the gradient, "
            "then step from φ itself."
        ),
        "order": "The two results have changed places: return φ first, then m.",
        "grad_used": "φ moves along the gradient alone: step along the new average m.",
        "m_kept": "φ is right, but the m you return is still the old one: return the new average.",
        "phi_kept": "Your new m is right, but φ has not moved: subtract α times the new m from it.",
        "alpha_ignored": "The learning rate has no effect: the step is −α times the new m.",
        "no_alpha_ahead": (
            "The place ahead is φ − m in your result: m is a gradient, "
            "so multiply it by α, φ − α·m."
        ),
        "mixed": (
            "You look ahead to φ − α·m for some arguments and to φ − α·β·m for others: "
            "both are in use, but keep to one of the two."
        ),
        "full_step": (
            "You look ahead with a whole step of momentum, which needs the gradient at φ as well: "
            "look to φ − α·m, with the m that is passed in."
        ),
    },
    "critical_beta": {
        "no_root": "The root is missing: critical is (1 − √(αλ))², not (1 − αλ)².",
        "no_square": "The square is missing: this is 1 − √(αλ).",
        "plus": "This is (1 + √(αλ))²: the root is subtracted.",
        "average_form": (
            "This is the critical β of the averaging form: here α is the rate of the heavy ball."
        ),
        "alpha_only": "The second derivative λ has no effect: what counts is the product αλ.",
        "lam_only": "α has no effect: what counts is the product αλ.",
        "clipped": (
            "For αλ above 1 your result is 0: the root is then larger than 1, "
            "and the square is positive again."
        ),
    },
}
