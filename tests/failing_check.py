"""Run a check that must fail, and give its failure."""

from __future__ import annotations

import numpy as np
import pytest

from dl4ds_utils import check
from dl4ds_utils.check import CheckFailed

PHI, G = np.array([1.0, 2.0]), np.array([0.5, -1.0])


def failure(
    function: object,
    *args: object,
    name: str = "gd_step",
    expected: object = 0.0,
    **kwargs: object,
) -> CheckFailed:
    """Run a function on some arguments and return how its check fails."""
    with pytest.raises(CheckFailed) as caught, check.public(name) as test:
        test(function, *args, **kwargs).equals(expected)  # type: ignore[arg-type]
    return caught.value
