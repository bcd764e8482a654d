"""Limits of a ratio of two estimates."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

Array = NDArray[np.float64]


class Limits(NamedTuple):
    """An interval of a ratio; infinite ends where the denominator may be zero."""

    low: float
    high: float
    bounded: bool


def fieller(
    top: float, bottom: float, covariance: Array, conf_level: float = 0.95, df: float | None = None
) -> Limits:
    """Confidence limits of ``top / bottom`` (Fieller 1954).

    Use it where the denominator can be near zero: the delta method then gives limits that are far too
    narrow. Where the denominator does not differ from zero, the data do not bound the ratio, and the
    answer is all numbers.

    Parameters
    ----------
    top, bottom : float
    covariance : array, shape (2, 2)
        Of top and bottom.
    conf_level : float
    df : float, optional
        Degrees of freedom; normal limits without.

    Returns
    -------
    Limits
        Where the set of ratios is the outside of an interval, (-inf, inf) is given and `bounded` is false.

    Notes
    -----
    Ratios r with (top - r bottom)² <= t² Var(top - r bottom): a quadratic inequality in r (Fieller 1954).

    Examples
    --------
    >>> found = fieller(2.0, 4.0, np.diag([0.01, 0.01]))
    >>> round(found.low, 4), round(found.high, 4), found.bounded
    (0.4463, 0.5561, True)
    """
    quantile = 1 - (1 - conf_level) / 2
    t2 = float(ndtri(quantile) if df is None else stdtrit(df, quantile)) ** 2
    a = bottom**2 - t2 * covariance[1, 1]
    b = -2 * (top * bottom - t2 * covariance[0, 1])
    c = top**2 - t2 * covariance[0, 0]
    root = b * b - 4 * a * c
    if not (np.isfinite(root) and a > 0 and root >= 0):
        return Limits(-np.inf, np.inf, False)
    low, high = (-b - np.sqrt(root)) / (2 * a), (-b + np.sqrt(root)) / (2 * a)
    return Limits(float(low), float(high), True)
