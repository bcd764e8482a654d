"""The value of a customer from margin, retention, discounting and growth: closed forms."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def multiple(
    retention: ArrayLike,
    discount: ArrayLike,
    growth: ArrayLike = 0.0,
    horizon: float | None = None,
    first: str = "end",
) -> Array:
    """Value of a customer in margins of the first period.

    Parameters
    ----------
    retention : array
        Share kept from one period to the next, 0 to 1.
    discount, growth : array
        Of one period, 0.10 for 10 %.
    horizon : float, optional
        Periods that are counted; all by default.
    first : {"end", "now"}
        Whether the first margin comes at the end of the first period, from those who stayed, or at once,
        from everybody.

    Returns
    -------
    array
        Infinite where the sum does not converge.

    Notes
    -----
    With q = r (1 + g) / (1 + i) the margins m (1 + g)^t r^t / (1 + i)^t, t = 0, 1, ..., sum to m / (1 - q)
    ("now"); those that start with m r / (1 + i) sum to m r / (1 + i - r (1 + g)) ("end": Gupta and Lehmann
    2003, unconfirmed). Over T periods both are multiplied by 1 - q^T, and with q = 1 they are T times the
    first one. Growth begins with the second margin. Both forms differ by the one margin m that comes at
    once, so without growth they rise equally with retention: by m (1 + i) / (1 + i - r)^2 for a unit of it.

    Examples
    --------
    >>> multiple(0.8, 0.1).round(4).item(), multiple(0.8, 0.1, first="now").round(4).item()
    (2.6667, 3.6667)
    >>> multiple(1.0, 0.0, horizon=14, first="now").item()
    14.0
    """
    r, i, g = (np.asarray(each, dtype=np.float64) for each in (retention, discount, growth))
    q = r * (1 + g) / (1 + i)
    start = np.ones_like(q) if first == "now" else r / (1 + i)
    with np.errstate(divide="ignore", invalid="ignore"):
        if horizon is None:
            total = np.where(q < 1, 1 / (1 - q), np.where(np.isnan(q), np.nan, np.inf))
        else:
            # (1 - q^T) / (1 - q) without the cancellation near q = 1
            total = np.where(q == 1, float(horizon), np.expm1(horizon * np.log(q)) / (q - 1))
    found: Array = start * total
    return found


def lifetime(retention: ArrayLike, horizon: float | None = None) -> Array:
    """Expected periods that a customer stays, the first one included: 1 / (1 - r).

    Examples
    --------
    >>> lifetime(0.8).round(3).item()
    5.0
    """
    return multiple(retention, 0.0, 0.0, horizon, "now")
