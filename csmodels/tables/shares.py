"""Shares that are nearly nothing or nearly all, and must not print as if they were."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.tables.formats import FIGURE_SPACE, NO_BREAK_SPACE, Format, format_value


def share_cell(share: float, kind: Format = "percent") -> str | None:
    """Write a share between 0 and 1; as 0 and 1 only these two themselves are written.

    Parameters
    ----------
    share : float
        Missing: None.
    kind : "percent" or int
        Per cent with one decimal, or a number of decimals.

    Examples
    --------
    >>> [share_cell(x).replace(NO_BREAK_SPACE, " ") for x in (0.5, 0.9996, 1.0, 1e-9, 0.0)]
    ['50.0 %', '> 99.9 %', '100.0 %', '< 0.1 %', '0.0 %']
    >>> share_cell(0.9999, 2).replace(NO_BREAK_SPACE, " ")
    '> 0.99'
    """
    plain = format_value(share, kind)
    step = 10.0 ** -(kind if isinstance(kind, int) else 3)
    if share < 1 and plain == format_value(1.0, kind):
        return f">{NO_BREAK_SPACE}{format_value(1 - step, kind)}"
    if share > 0 and plain == format_value(0.0, kind):
        return f"<{NO_BREAK_SPACE}{format_value(step, kind)}"
    return plain


def of_several(shares: pd.Series, holders: NDArray[np.bool_]) -> pd.Series:
    """Shares of which each of several holders has some: rounding alone makes one of them 0 or 1.

    Parameters
    ----------
    shares : Series
    holders : array of bool, shape (n,)
        Those with a share, however small.

    Examples
    --------
    >>> weights = of_several(pd.Series([1.0, 0.0, 0.0]), np.array([True, True, False]))
    >>> [share_cell(weight).replace(NO_BREAK_SPACE, " ") for weight in weights]
    ['> 99.9 %', '< 0.1 %', '0.0 %']
    """
    if holders.sum() < 2:
        return shares
    return shares.where(~holders, shares.clip(np.nextafter(0.0, 1.0), np.nextafter(1.0, 0.0)))


def share_column(shares: pd.Series, kind: Format = "percent") -> pd.Series:
    """A column of shares for printing: the numbers, or cells of one width where some are nearly 0 or 1.

    Examples
    --------
    >>> share_column(pd.Series([0.25, 0.75])).tolist()
    [0.25, 0.75]
    >>> [cell.strip(FIGURE_SPACE) for cell in share_column(pd.Series([0.99999, 0.00001]), 2)]
    ['>\\xa00.99', '<\\xa00.01']
    """
    cells = [share_cell(float(share), kind) for share in shares]
    if cells == [format_value(float(share), kind) for share in shares]:
        return shares
    width = max(len(cell) for cell in cells if cell is not None)
    padded = [None if cell is None else cell.rjust(width, FIGURE_SPACE) for cell in cells]
    return pd.Series(padded, index=shares.index, name=shares.name, dtype=object)
