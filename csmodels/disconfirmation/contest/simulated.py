"""Simulated surveys in which one theory of satisfaction is true."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError, check_choice, check_whole
from csmodels.numerics.surface import simulate
from csmodels.numerics.surface.theories import NAMES, THEORIES


def simulate_theory(
    theory: str,
    n: int = 1000,
    seed: int = 0,
    *,
    coefficients: Sequence[float] | None = None,
    noise: float = 1.5,
    correlation: float = 0.4,
    shift: float = 0.0,
    scale: tuple[float, float] = (1.0, 10.0),
    rounded: bool = True,
    level: float = 6.0,
) -> pd.DataFrame:
    """Simulate a survey in which one theory of satisfaction is true. Nobody was asked.

    Use it to see what a contest of theories can and cannot tell with so many answers, and in class.

    Parameters
    ----------
    theory : str
        "null", "experience", "expectations", "disconfirmation", "assimilation", "generalised_negativity",
        "rising_negativity", "assimilation_contrast", "asymmetric", "prospect_value", or "surface" (none of
        them).
    n : int
        Respondents.
    seed : int
    coefficients : sequence of float, optional
        Of the theory's terms (see `theories`), on ratings from 1 to 10 centred at 5.5; of the value function
        gain, loss and both exponents, the value of a gap of one point being gain or loss. By default
        `csmodels.numerics.surface.simulate.TRUTHS`.
    noise : float
        Standard deviation of what neither rating explains.
    correlation : float
        Of expectation and performance.
    shift : float
        Mean performance minus mean expectation, in points of a scale from 1 to 10; a strongly negative one
        leaves few answers above expectation.
    scale : (low, high)
        Of both ratings; coefficients refer to ratings from 1 to 10 all the same.
    rounded : bool
        Whole numbers on a scale with whole ends, as answers are.
    level : float
        Satisfaction where both ratings lie in the middle. Satisfaction is neither rounded nor cut off, so
        that the theory stays exactly true.

    Returns
    -------
    DataFrame
        Columns expectation, performance, satisfaction.

    Raises
    ------
    SpecificationError
        An unknown theory, a wrong number of coefficients, a correlation beyond 1.

    Examples
    --------
    >>> simulate_theory("disconfirmation", n=3, seed=1).round(2)
       expectation  performance  satisfaction
    0          4.0          7.0         11.23
    1          6.0          1.0          5.16
    2          5.0          3.0          3.12
    """
    check_choice("theory", theory, NAMES)
    check_whole("n", n)
    check_whole("seed", seed)
    if n < 1:
        raise SpecificationError(f"n={n!r} must be at least 1: the number of respondents.")
    if not -1 <= correlation <= 1:
        raise SpecificationError(f"correlation={correlation!r} must lie between -1 and 1.")
    if not noise >= 0:
        raise SpecificationError(f"noise={noise!r} is a standard deviation: it cannot be negative.")
    low, high = map(float, scale)
    if not low < high:
        raise SpecificationError(f"scale={scale!r} must be (low, high), such as (1, 10).")
    known = THEORIES[NAMES.index(theory)]
    wanted = (*known.terms, "alpha", "beta") if known.extra else known.terms
    given = simulate.TRUTHS[theory] if coefficients is None else tuple(map(float, coefficients))
    if len(given) != len(wanted):
        needs = ", ".join(wanted) or "none"
        raise SpecificationError(
            f"{theory!r} has {len(wanted)} coefficients ({needs}), but {len(given)} were given."
        )
    steps = round(high - low) if rounded else None
    e, p = simulate.ratings(n, 1, seed, correlation=correlation, shift=shift, steps=steps)
    errors = np.random.default_rng(np.random.SeedSequence([seed], spawn_key=(1,))).standard_normal(n)
    satisfaction = level + simulate.outcome(theory, e, p, given)[0] + noise * errors
    unit, middle = (high - low) / simulate.SPAN, (low + high) / 2
    return pd.DataFrame(
        {
            "expectation": middle + unit * e[0],
            "performance": middle + unit * p[0],
            "satisfaction": satisfaction,
        }
    )
