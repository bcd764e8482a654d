"""How far two classifications of the same things agree beyond chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.intervals import normal_limits

Codes = NDArray[np.integer]


@dataclass(frozen=True)
class Kappa:
    """Agreement beyond chance.

    Attributes
    ----------
    n : int
        Things classified by both.
    share : float
        Share on which both agree.
    kappa, std_error, conf_low, conf_high : float
        Missing where both give one class only; error and limits are missing where nothing varies.
    """

    n: int
    share: float
    kappa: float
    std_error: float
    conf_low: float
    conf_high: float


def cohens_kappa(one: Codes, other: Codes, n_classes: int, conf_level: float = 0.95) -> Kappa:
    """Cohen's kappa with its large-sample limits.

    Use it for nominal classes; every disagreement counts the same.

    Parameters
    ----------
    one, other : array of int, shape (n,)
        Classes 0 ... `n_classes` - 1.
    n_classes : int
    conf_level : float

    Notes
    -----
    kappa = (p_o - p_e) / (1 - p_e) (Cohen 1960, Educational and Psychological Measurement 20, 37-46), with
    the variance of Fleiss, Cohen and Everitt (1969, Psychological Bulletin 72, 323-327). Limits are
    kappa plus and minus z standard errors, cut at -1 and 1. They are rough for fewer than some dozens of
    things.

    Examples
    --------
    >>> found = cohens_kappa(np.array([0, 0, 1, 1, 2, 2]), np.array([0, 0, 1, 2, 2, 1]), 3)
    >>> round(found.share, 3), round(found.kappa, 3), round(found.std_error, 3)
    (0.667, 0.5, 0.289)
    """
    n = len(one)
    if not n:
        return Kappa(0, np.nan, np.nan, np.nan, np.nan, np.nan)
    table = np.zeros((n_classes, n_classes))
    np.add.at(table, (one, other), 1 / n)
    rows, cols = table.sum(axis=1), table.sum(axis=0)
    seen, chance = float(np.trace(table)), float(rows @ cols)
    if chance > 1 - 1e-12:
        return Kappa(n, seen, np.nan, np.nan, np.nan, np.nan)
    kappa = (seen - chance) / (1 - chance)
    # Fleiss, Cohen and Everitt (1969): agreements, then disagreements
    both = rows[None, :] + cols[:, None]
    agreed = (np.diag(table) * (1 - np.diag(both) * (1 - kappa)) ** 2).sum()
    apart = (1 - kappa) ** 2 * (table * both**2 * (1 - np.eye(n_classes))).sum()
    variance = (agreed + apart - (kappa - chance * (1 - kappa)) ** 2) / (n * (1 - chance) ** 2)
    error = float(np.sqrt(max(variance, 0.0)))
    if error < 1e-8:
        return Kappa(n, seen, kappa, np.nan, np.nan, np.nan)
    low, high, _ = normal_limits(np.array([kappa]), np.array([error]), conf_level, 0.0, None)
    return Kappa(n, seen, kappa, error, max(-1.0, float(low[0])), min(1.0, float(high[0])))
