"""Tables of people without cells so small that somebody could be recognised.

The rule of indicators and waves: figures that rest on fewer than `least` people are hidden, and so is what
is printed beside them from which they follow: the number of a second group, since that of all is known,
sums, and figures of several groups together (trends, changes, centres). What counts are the people behind a
figure, not those who gave one answer. Tables of results hold everything, for the analyst.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, check_choice, check_whole
from csmodels.tables import text

Bools = NDArray[np.bool_]

#: Fewest people of a cell that is printed.
LEAST = 5
#: Which sums stand beside a table, or can be known.
TOTALS = ("rows", "columns")
#: Ranges narrower than this hold one whole number.
SINGLE = 0.5


def hidden_cells(
    counts: pd.DataFrame | pd.Series, least: int = LEAST, *, totals: Sequence[str] = TOTALS
) -> pd.DataFrame | pd.Series:
    """Which cells of a table of people must not be printed.

    Use it before counts of people are published. Hidden are cells of 1 to `least` - 1 people; and, where
    the sums of rows or columns are known, further cells until none of the small ones can be found again by
    subtraction. A cell without anybody describes nobody and is printed.

    Parameters
    ----------
    counts : DataFrame or Series
        Whole numbers of people; without sums. A Series is one column.
    least : int
        Fewest people that are printed; 1 hides nothing.
    totals : sequence of {"rows", "columns"}
        Sums that are printed or known; of a Series "columns" is its sum.

    Returns
    -------
    DataFrame or Series of bool
        Of the shape of `counts`.

    Raises
    ------
    SpecificationError
        Counts that are none, an unknown word.

    Notes
    -----
    Secondary suppression: of the cells in a row or column with a small cell that can be worked out, the
    fewest people are hidden next. What can be worked out is found by linear programmes, the most and the
    fewest people each small cell can hold given the sums, that small cells hold 1 to `least` - 1 and other
    hidden ones `least` or more (Cox 1980; unconfirmed). Where nothing is left to hide in the table, the sum
    gives the cell away: then all cells with people are hidden, and the sum must not be printed either.

    Examples
    --------
    >>> hidden_cells(pd.Series({"A": 120, "B": 3, "C": 40})).tolist()
    [False, True, True]
    >>> hidden_cells(pd.Series({"A": 120, "B": 3, "C": 40}), totals=()).tolist()
    [False, True, False]
    """
    check_whole("least", least, 1)
    for each in totals:
        check_choice("totals", each, TOTALS)
    frame = counts.to_frame() if isinstance(counts, pd.Series) else counts
    values = frame.to_numpy(dtype=np.float64)
    if not np.isfinite(values).all() or (values < 0).any() or (values % 1 != 0).any():
        raise SpecificationError("Counts of people are whole numbers, 0 or more; give counts, not shares.")
    small = (values > 0) & (values < least)
    known = [name for name in TOTALS if name in totals]
    if isinstance(counts, pd.Series):
        known = [name for name in known if name == "columns"]
    hidden = _protected(values, small, least, known)
    if isinstance(counts, pd.Series):
        return pd.Series(hidden[:, 0], index=counts.index, name=counts.name)
    return pd.DataFrame(hidden, index=counts.index, columns=counts.columns)


def private_counts(
    counts: pd.DataFrame | pd.Series,
    least: int = LEAST,
    *,
    totals: Sequence[str] = TOTALS,
    lang: str = "en",
) -> pd.DataFrame | pd.Series:
    """Counts as they may be printed: "<5" for small cells, "hidden" for those that would give one away.

    Parameters
    ----------
    counts, least, totals
        As for `hidden_cells`.
    lang : {"en", "zh"}

    Examples
    --------
    >>> private_counts(pd.Series({"A": 1200, "B": 3, "C": 40})).tolist()
    ['1,200', '<5', 'hidden']
    """
    hidden = hidden_cells(counts, least, totals=totals)
    word = text("value.private_hidden", lang)

    def cell(n: Any, hide: Any) -> str:
        if not hide:
            return f"{int(n):,}"
        return few(least) if n < least else word

    if isinstance(counts, pd.Series):
        cells = [cell(n, hide) for n, hide in zip(counts, hidden, strict=True)]
        return pd.Series(cells, index=counts.index, name=counts.name, dtype=object)
    grid = [
        [cell(n, hide) for n, hide in zip(*rows, strict=True)]
        for rows in zip(counts.to_numpy(), hidden.to_numpy(), strict=True)
    ]
    return pd.DataFrame(grid, index=counts.index, columns=counts.columns, dtype=object)


def few(least: int = LEAST) -> str:
    """What stands for a small cell.

    Examples
    --------
    >>> few(), few(10)
    ('<5', '<10')
    """
    return f"<{least}"


def without_small(
    frame: pd.DataFrame, n: pd.Series | str, least: int = LEAST, columns: Sequence[str] | None = None
) -> pd.DataFrame:
    """A table of figures without those that describe fewer than `least` people: they become missing.

    Parameters
    ----------
    frame : DataFrame
    n : Series or str
        People behind each row, or the column that holds them; that column stays as it is.
    least : int
    columns : sequence of str, optional
        Which figures; by default all number columns but `n`.

    Examples
    --------
    >>> table = pd.DataFrame({"n": [3, 40], "mean": [9.0, 7.5]})
    >>> without_small(table, "n")["mean"].tolist()
    [nan, 7.5]
    """
    check_whole("least", least, 1)
    people = frame[n] if isinstance(n, str) else n
    numbers = [name for name in frame.columns if pd.api.types.is_numeric_dtype(frame[name])]
    chosen = [name for name in (columns or numbers) if not (isinstance(n, str) and name == n)]
    small = (people.to_numpy(dtype=np.float64) < least) & (people.to_numpy(dtype=np.float64) > 0)
    out = frame.copy()
    for name in chosen:
        out[name] = out[name].where(~small)
    return out


def _protected(values: NDArray[np.float64], small: Bools, least: int, known: Sequence[str]) -> Bools:
    """Small cells, and as few further ones as are found to keep them from being worked out."""
    hidden = small.copy()
    if not known:
        return hidden
    while (found := _worked_out(values, small, hidden, least, known)) is not None:
        left = _mates(hidden, found, known) & ~hidden & (values > 0)
        if not left.any():
            left = ~hidden & (values > 0)
        if not left.any():
            return hidden
        # the fewest people, who are missed least; of several the first
        chosen = np.where(left, values, np.inf)
        hidden[np.unravel_index(int(np.argmin(chosen)), values.shape)] = True
    # a cell that was hidden early may not be needed any more, the largest is tried first
    for i, j in sorted(np.argwhere(hidden & ~small).tolist(), key=lambda at: -values[at[0], at[1]]):
        hidden[i, j] = False
        if _worked_out(values, small, hidden, least, known) is not None:
            hidden[i, j] = True
    return hidden


def _mates(hidden: Bools, found: tuple[int, int], known: Sequence[str]) -> Bools:
    """Cells that could hide the one found: in both a row and a column that hide one cell alone, if any."""
    row, column = np.zeros_like(hidden), np.zeros_like(hidden)
    row[hidden.sum(axis=1) == 1 if "rows" in known else []] = True
    column[:, hidden.sum(axis=0) == 1 if "columns" in known else []] = True
    for wanted in (row & column, row | column):
        if (wanted & ~hidden).any():
            return wanted
    row[found[0]], column[:, found[1]] = "rows" in known, "columns" in known
    mates: Bools = row | column
    return mates


def _worked_out(
    values: NDArray[np.float64], small: Bools, hidden: Bools, least: int, known: Sequence[str]
) -> tuple[int, int] | None:
    """The first small cell whose number follows from what is known."""
    from scipy.optimize import linprog

    at = np.argwhere(hidden)
    if not small.any():
        return None
    if len(known) == 1:
        return _worked_out_of_lines(values, small, hidden, least, TOTALS.index(known[0]))
    left = np.where(hidden, values, 0.0)
    rules, sums = [], []
    for axis, name in enumerate(TOTALS):
        if name not in known:
            continue
        for line in np.unique(at[:, axis]):
            rules.append((at[:, axis] == line).astype(np.float64))
            sums.append(left.sum(axis=1 - axis)[line])
    bounds = [(1, least - 1) if small[i, j] else (least, None) for i, j in at]
    for k, (i, j) in enumerate(at):
        if not small[i, j]:
            continue
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(at))
            cost[k] = sign
            found = linprog(cost, A_eq=np.array(rules), b_eq=np.array(sums), bounds=bounds, method="highs")
            ends.append(float(np.asarray(found.x)[k]))
        if ends[1] - ends[0] < SINGLE:
            return int(i), int(j)
    return None


def _worked_out_of_lines(
    values: NDArray[np.float64], small: Bools, hidden: Bools, least: int, axis: int
) -> tuple[int, int] | None:
    """The same where only sums of rows, or of columns, are known: line by line, without programmes.

    All small cells of a line can hold the same numbers, so that they are worked out together or not at all.
    """
    for line in range(values.shape[axis]):
        cells, inside = (np.take(each, line, axis=axis) for each in (small, hidden))
        m, others = int(cells.sum()), int((inside & ~cells).sum())
        if not m:
            continue
        total = float(np.take(values, line, axis=axis)[inside].sum())
        most = min(least - 1.0, total - (m - 1) - others * least)
        fewest = 1.0 if others else max(1.0, total - (m - 1) * (least - 1))
        if most - fewest < SINGLE:
            first = int(np.flatnonzero(cells)[0])
            return (line, first) if axis == 0 else (first, line)
    return None
