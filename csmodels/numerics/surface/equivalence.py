"""Is a figure zero, or small enough to pass for it: tests of difference and of equivalence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtr, stdtrit

Array = NDArray[np.float64]

#: What may be said of a condition.
HOLDS, VIOLATED, OPEN, WITHHELD = "holds", "violated", "open", "withheld"


@dataclass(frozen=True)
class Equivalence:
    """Two one-sided tests of figures against bounds; arrays of shape (k,).

    Attributes
    ----------
    p_low : array
        Of the test that the figure lies above the lower bound.
    p_high : array
        Of the test that it lies below the upper bound.
    p_value : array
        The larger of both: of the test that it lies between the bounds.
    conf_low, conf_high : array
        Limits of level 1 - 2 alpha: they lie between the bounds exactly where `p_value` is below alpha.
    """

    p_low: Array
    p_high: Array
    p_value: Array
    conf_low: Array
    conf_high: Array


def two_one_sided(
    estimate: Array,
    std_error: Array,
    low: Array,
    high: Array,
    alpha: float = 0.05,
    df: float | None = None,
) -> Equivalence:
    """Test whether figures lie between bounds (TOST).

    Use it where "equal" is the claim: a difference that is not significant may only be badly measured.

    Parameters
    ----------
    estimate, std_error : array, shape (k,)
    low, high : array, shape (k,)
        Bounds within which a figure counts as equal.
    alpha : float
    df : float, optional
        Degrees of freedom of Student's t; normal without.

    Notes
    -----
    Two one-sided tests at level alpha each, both to be passed (Schuirmann 1987, as the documentation of SAS
    describes it); no correction is due for
    testing twice, because both hypotheses must be rejected. With both bounds at zero the two p-values are
    those of the one-sided t-tests, and nothing can ever be shown to be equal.

    Examples
    --------
    >>> bounds = np.full(2, -0.1), np.full(2, 0.1)
    >>> found = two_one_sided(np.array([0.02, 0.02]), np.array([0.03, 0.3]), *bounds)
    >>> found.p_value.round(4).tolist()
    [0.0038, 0.3949]
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        above, below = (estimate - low) / std_error, (estimate - high) / std_error
    p_low, p_high = _below(-above, df), _below(below, df)
    quantile = float(ndtri(1 - alpha) if df is None else stdtrit(df, 1 - alpha))
    half: Array = np.asarray(quantile * std_error, dtype=np.float64)
    return Equivalence(p_low, p_high, np.maximum(p_low, p_high), estimate - half, estimate + half)


def _below(statistic: Array, df: float | None) -> Array:
    return np.asarray(ndtr(statistic) if df is None else stdtr(df, statistic), dtype=np.float64)


def equal(p_difference: Array, p_equivalence: Array, alpha: float) -> list[str]:
    """Whether figures equal their null value: "holds", "violated" or "open".

    A figure that lies within its bounds holds, even where it differs from the null value significantly: so
    small a difference was declared not to matter. Otherwise a significant difference violates the
    condition, and what is neither stays open.
    """
    small, apart = p_equivalence < alpha, p_difference < alpha
    return [HOLDS if s else VIOLATED if a else OPEN for s, a in zip(small, apart, strict=True)]


def negative(estimate: Array, p_difference: Array, p_low: Array, alpha: float) -> list[str]:
    """Whether figures are below zero: "holds", "violated" or "open".

    Negative and significant (two-sided, as in the checklist) holds. Otherwise a figure that lies
    significantly above its lower bound violates the condition: what there may be below zero is less than
    what counts.

    Parameters
    ----------
    p_low : array, shape (k,)
        Of the one-sided test against the lower bound, see `two_one_sided`.
    """
    shown, absent = (estimate < 0) & (p_difference < alpha), p_low < alpha
    return [HOLDS if s else VIOLATED if a else OPEN for s, a in zip(shown, absent, strict=True)]


def verdict(conditions: list[str]) -> str:
    """All conditions together: "supported", "not_supported", "undecided" or "withheld".

    A claim is supported where every condition holds, so that its error is at most alpha, however many
    conditions there are (intersection-union test: Berger 1982; from memory, unconfirmed); it is not supported
    where one is violated.

    Examples
    --------
    >>> verdict(["holds", "open"]), verdict(["violated", "open"]), verdict(["holds", "holds"])
    ('undecided', 'not_supported', 'supported')
    """
    if VIOLATED in conditions:
        return "not_supported"
    if WITHHELD in conditions:
        return "withheld"
    return "undecided" if OPEN in conditions else "supported"
