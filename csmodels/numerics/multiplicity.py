"""p-values of many tests at once, adjusted so that their number is paid for."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csmodels.errors import SpecificationError, did_you_mean

Array = NDArray[np.float64]

#: Ways to adjust: "holm" and "bonferroni" bound the chance of any false discovery, "fdr" their share.
ADJUSTMENTS = ("holm", "bonferroni", "fdr", "none")


def check_adjustment(method: str) -> str:
    """Refuse an unknown way to adjust.

    Examples
    --------
    >>> check_adjustment("holm")
    'holm'
    """
    if method not in ADJUSTMENTS:
        raise SpecificationError(
            f"adjust={method!r} is unknown.{did_you_mean(method, ADJUSTMENTS)}"
            f" Choose one of {', '.join(map(repr, ADJUSTMENTS))}."
        )
    return method


def adjusted_p(p: ArrayLike, method: str = "holm") -> Array:
    """Adjust the p-values of one family of tests.

    When to use it: several pairs of groups, or several paths, are tested and any one of them would be called
    a finding.

    Parameters
    ----------
    p : array_like, shape (..., tests)
        One family along the last axis. A missing value is no test: it stays missing and is not counted.
    method : {"holm", "bonferroni", "fdr", "none"}

    Returns
    -------
    array, shape (..., tests)
        Adjusted p-values, at most 1, in the order given.

    Raises
    ------
    SpecificationError
        Unknown method.

    Notes
    -----
    With p_(1) <= ... <= p_(m):

    - holm (Holm 1979): max over j <= i of (m - j + 1) p_(j); valid whatever the dependence between tests;
    - bonferroni: m p;
    - fdr (Benjamini and Hochberg 1995): min over j >= i of (m / j) p_(j); for independent or positively
      dependent tests.

    Examples
    --------
    >>> adjusted_p([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    >>> adjusted_p([0.01, 0.04, float("nan")], "bonferroni").tolist()
    [0.02, 0.08, nan]
    """
    check_adjustment(method)
    given = np.asarray(p, dtype=np.float64)
    if method == "none" or given.shape[-1] == 0:
        return given.copy()
    # missing values sort to the end, where they neither count nor pass anything on
    order = np.argsort(given, axis=-1, kind="stable")
    ordered = np.take_along_axis(given, order, axis=-1)
    tests = (~np.isnan(given)).sum(axis=-1, keepdims=True)
    rank = np.arange(1, given.shape[-1] + 1)
    if method == "bonferroni":
        adjusted = tests * ordered
    elif method == "holm":
        adjusted = np.fmax.accumulate((tests - rank + 1) * ordered, axis=-1)
    else:
        adjusted = np.fmin.accumulate((tests / rank * ordered)[..., ::-1], axis=-1)[..., ::-1]
    adjusted = np.where(np.isnan(ordered), np.nan, np.minimum(adjusted, 1.0))
    out = np.empty_like(adjusted)
    np.put_along_axis(out, order, adjusted, axis=-1)
    return out
