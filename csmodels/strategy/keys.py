"""Keys that two tables share, as they are written."""

from __future__ import annotations

import pandas as pd


def as_written(column: pd.Series | pd.Index) -> pd.Series:
    """Keys as text in which 1, 1.0, "1" and " 1 " are the same; missing ones stay missing.

    Use it to tell why two keys do not match, not to match by: "01" and "1" may be two customers.

    Examples
    --------
    >>> as_written(pd.Series([1.0, 2.0, None])).tolist()[:2], as_written(pd.Series(["1", " 2 "])).tolist()
    (['1', '2'], ['1', '2'])
    """
    given = pd.Series(column).reset_index(drop=True).astype(object)
    words = given.map(str, na_action="ignore")
    return words.str.strip().str.replace(r"\.0$", "", regex=True) if given.notna().any() else words
