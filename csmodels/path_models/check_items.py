"""What can be wrong with one item, or between the items of one construct, seen from the answers alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api import types

from csmodels.errors import some
from csmodels.survey.columns import to_floats
from csmodels.survey.conditions import format_number
from csmodels.survey.quality import LARGE_SHARE_MISSING
from csmodels.tables.notices import Notice, notice

Array = NDArray[np.float64]
Range = tuple[float, float]

#: Numbers that questionnaires use for "don't know", "refused" and "not applicable".
SPECIAL = frozenset(
    {77, 78, 79, 88, 89, 97, 98, 99, 777, 888, 997, 998, 999, 9999}
    | {-1, -2, -3, -7, -8, -9, -77, -88, -97, -98, -99, -999}
)
#: An assumed scale of which nobody used the upper quarter was another one: 1 to 7 lies within 1 to 10.
SCALE_USED = 0.75
#: Joint answers below which a correlation says nothing about the direction of an item.
FEWEST_PAIRS = 10
#: Two items of which each is answered by at least this share, but never both, look routed.
ROUTED_SHARE = 0.05


@dataclass(frozen=True, eq=False)
class Look:
    """What was seen in one column.

    Attributes
    ----------
    n, share_missing : int, float
        Answers, and the share of respondents without one.
    lowest, highest : float
        Missing where the column holds no numbers.
    numbers : array of shape (n_rows,), or None
        The answers as numbers, missing as NaN; None where they are none.
    column : Series or None
    """

    n: int = 0
    share_missing: float = float("nan")
    lowest: float = float("nan")
    highest: float = float("nan")
    numbers: Array | None = None
    column: pd.Series | None = None

    @classmethod
    def at(cls, column: pd.Series, numeric: bool) -> Look:
        """Look at a column."""
        n = int(column.notna().sum())
        missing = 1 - n / len(column) if len(column) else float("nan")
        if not numeric:
            return cls(n, missing, column=column)
        numbers = to_floats(column)
        finite = numbers[np.isfinite(numbers)]
        ends = (float(finite.min()), float(finite.max())) if len(finite) else (float("nan"), float("nan"))
        return cls(n, missing, *ends, numbers, column)


def column_findings(
    construct: str, item: str, look: Look, limits: Range | None, assumed: bool, *, routed: bool = False
) -> Iterator[tuple[bool, Notice]]:
    """Pairs (whether it is a problem, notice) about one column.

    Parameters
    ----------
    construct, item : str
    look : Look
    limits : (low, high) or None
        The scale expected.
    assumed : bool
        Whether the scale is merely assumed.
    routed : bool
        Whether the gaps are known to be by design.
    """
    about: dict[str, Any] = {"item": item, "construct": construct}
    rows = 0 if look.column is None else len(look.column)
    if look.n == 0:
        yield True, notice("check_empty", **about)
        return
    if look.numbers is None:
        yield True, _no_numbers(look.column, about)
        return
    infinite = int(np.isinf(look.numbers).sum())
    if infinite:
        yield True, notice("check_infinite", **about, count=infinite, rows=rows)
    answers = look.numbers[np.isfinite(look.numbers)]
    distinct = np.unique(answers)
    if len(distinct) == 1 and look.n > 1:
        yield True, notice("check_constant", **about, value=format_number(float(distinct[0])))
    if limits is None:
        yield from _stray_codes(answers, rows, about)
    elif len(distinct):
        yield from _scale_findings(answers, distinct, rows, limits, assumed, about)
    if look.share_missing > LARGE_SHARE_MISSING and not routed:
        yield False, notice("check_missing", **about, share=f"{100 * look.share_missing:.0f} %")


def _no_numbers(column: pd.Series | None, about: dict[str, Any]) -> Notice:
    """Why a column holds no numbers."""
    assert column is not None  # a look without numbers keeps its column
    if types.is_datetime64_any_dtype(column) or types.is_timedelta64_dtype(column):
        return notice("check_dates", **about, kind=str(column.dtype))
    values = column[column.notna()].astype(object)
    texts = values[[isinstance(v, str) for v in values]]
    if texts.empty:
        return notice("check_dates", **about, kind=some(sorted({type(v).__name__ for v in values}), 3))
    numbers = pd.to_numeric(texts, errors="coerce")
    words = texts[~np.isfinite(numbers.to_numpy(dtype=np.float64))]
    shown = texts if words.empty else words
    examples = some(dict.fromkeys(repr(v) for v in shown), 3)
    if words.empty:
        return notice("check_numbers_as_text", **about, examples=examples)
    return notice("check_text", **about, count=len(words), rows=len(column), examples=examples)


def _scale_findings(
    answers: Array, distinct: Array, rows: int, limits: Range, assumed: bool, about: dict[str, Any]
) -> Iterator[tuple[bool, Notice]]:
    """Answers against the scale expected: the likeliest explanation of those outside it comes first."""
    low, high = limits
    ends: dict[str, Any] = {"low": format_number(low), "high": format_number(high)}
    found = set(distinct.tolist())
    wide = high - low > 1
    if found == {0.0, 1.0} and wide and low > 0:
        yield True, notice("check_yes_no", **about, found="0/1", found_low=0, found_high=1, **ends)
        return
    if limits == (0.0, 1.0) and found == {1.0, 2.0}:
        yield True, notice("check_yes_no_codes", **about)
        return
    outside = answers[(answers < low) | (answers > high)]
    special = outside[np.isin(outside, list(SPECIAL))]
    if len(special):
        codes = ", ".join(map(format_number, np.unique(special).tolist()))
        yield True, notice("check_special", **about, codes=codes, count=len(special), rows=rows, **ends)
    zeros = outside[outside == 0]
    if len(zeros) and low > 0:
        yield True, notice("check_zero", **about, count=len(zeros), rows=rows, **ends)
    else:
        zeros = zeros[:0]
    rest = outside[~np.isin(outside, list(SPECIAL)) & ~np.isin(outside, zeros)]
    if len(rest):
        values = some(map(format_number, np.unique(rest).tolist()))
        yield True, notice("check_range", **about, count=len(rest), rows=rows, values=values, **ends)
    unused = answers.max() <= low + SCALE_USED * (high - low)
    if assumed and wide and unused and not len(outside) and len(distinct) > 1:
        highest = format_number(float(answers.max()))
        yield False, notice("check_low_scale", **about, highest=highest, **ends)


def _stray_codes(answers: Array, rows: int, about: dict[str, Any]) -> Iterator[tuple[bool, Notice]]:
    """Codes for no answer where no scale is known: they lie farther off than the others are wide."""
    special = np.isin(answers, list(SPECIAL))
    others = answers[~special]
    if not special.any() or len(np.unique(others)) < 2:
        return
    width = float(others.max() - others.min())
    codes = np.unique(answers[special])
    far = [c for c in codes.tolist() if c > others.max() + width or (c < 0 <= others.min())]
    if far:
        count = int(np.isin(answers, far).sum())
        shown = ", ".join(map(format_number, far))
        yield True, notice("check_special_open", **about, codes=shown, count=count, rows=rows)


def block_findings(
    construct: str, looks: Mapping[str, Look], *, composite: bool = False
) -> Iterator[tuple[bool, str, Notice]]:
    """Triples (whether it is a problem, item, notice) about items of one construct beside each other.

    The items of a composite need not agree with each other (price and quality make up value), so that one
    which runs against the others is a remark; of a reflective construct it makes every figure wrong.
    """
    numbers = {item: look.numbers for item, look in looks.items() if look.numbers is not None and look.n}
    for first, second in combinations(numbers, 2):
        a, b = numbers[first], numbers[second]
        there, also = ~np.isnan(a), ~np.isnan(b)
        pair: dict[str, Any] = {"item": first, "other": second, "construct": construct}
        if np.array_equal(a, b, equal_nan=True) and there.sum() > 1:
            yield True, second, notice("check_copy", **pair)
        elif not (there & also).any() and min(there.mean(), also.mean()) > ROUTED_SHARE:
            yield True, second, notice("check_never_together", **pair)
    for item, each in _reversed(construct, numbers):
        yield not composite, item, each


def _reversed(construct: str, numbers: Mapping[str, Array]) -> Iterator[tuple[str, Notice]]:
    """Items against the direction of most of their block.

    The direction is the first principal component of the correlations; an item is named where its
    correlation with the mean of the others is below minus two standard errors of a zero correlation.
    """
    varying = [item for item, x in numbers.items() if len(np.unique(x[np.isfinite(x)])) > 1]
    if len(varying) < 2:
        return
    rows = np.column_stack([numbers[i] for i in varying])
    rows = rows[np.isfinite(rows).all(axis=1)]
    with np.errstate(over="ignore", invalid="ignore"):
        spread = rows.std(axis=0) if len(rows) else np.zeros(1)
    if len(rows) < FEWEST_PAIRS or not (np.isfinite(spread) & (spread > 0)).all():
        return
    z = (rows - rows.mean(axis=0)) / spread
    corr = z.T @ z / len(z)
    limit = -2 / math.sqrt(len(rows))
    if len(varying) == 2:
        if corr[0, 1] < limit:
            pair: dict[str, Any] = {"item": varying[0], "other": varying[1], "construct": construct}
            yield varying[1], notice("check_opposed", **pair, corr=f"{corr[0, 1]:.2f}")
        return
    direction = np.sign(np.linalg.eigh(corr)[1][:, -1])
    direction *= 1.0 if direction.sum() >= 0 else -1.0
    for k, item in enumerate(varying):
        if direction[k] < 0:
            others = [j for j in range(len(varying)) if j != k and direction[j] > 0]
            against = float(np.corrcoef(z[:, k], z[:, others].mean(axis=1))[0, 1])
            if against < limit:
                yield item, notice("check_reversed", item=item, construct=construct, corr=f"{against:.2f}")
