"""Differentiate by value: recency, frequency and money in five parts each, or one column, in tiers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError, check_whole, some
from csmodels.numerics.strategy.tiers import cut_points, scores
from csmodels.strategy.segments.joining import Joined
from csmodels.survey.columns import is_number_column, to_floats
from csmodels.tables.notices import Notice, notice

Array = NDArray[np.float64]

#: Tiers that have words; others are numbered from the lowest.
TIERS = {2: ("low", "high"), 3: ("low", "middle", "high")}
RFM = ("recency", "frequency", "monetary")
PARTS = 5
SCORE = "rfm_score"
#: Of people without value tiers, or without needs.
ALL = "all"


@dataclass(frozen=True, eq=False)
class Worth:
    """The value of each respondent.

    Attributes
    ----------
    column : str
        What the tiers divide: a column, or "rfm_score".
    names : tuple of str
        Tiers, the lowest first.
    cuts : array
        Between the tiers.
    upper : bool
        Whether a value equal to a cut belongs to the tier above.
    measure, codes : array, shape (n,)
        The value and the tier, from 0; missing where not known.
    parts : DataFrame, shape (n, 3)
        Scores of recency, frequency and money; without columns where one column is the value.
    part_cuts : dict of str to array
        Cut points of each, on its own scale.
    columns : dict of str to str
    base : array or None
        The tiers of all customers, where the customer table knows the value.
    base_parts : dict of str to array
        Scores of all customers, or of the respondents.
    notices : tuple of Notice
    """

    column: str
    names: tuple[str, ...]
    cuts: Array
    upper: bool
    measure: Array
    codes: Array
    parts: pd.DataFrame
    part_cuts: dict[str, Array]
    columns: dict[str, str]
    base: Array | None
    base_parts: dict[str, Array]
    notices: tuple[Notice, ...]


def read_worth(
    joined: Joined,
    value: str | None,
    rfm: dict[str, str | None],
    tiers: int,
    cuts: Sequence[float] | None,
    names: Sequence[str] | None,
    weights: Array | None,
) -> Worth | None:
    """Values in tiers; None where no value is given.

    Raises
    ------
    SpecificationError
        A value column and columns of recency, frequency and money together; one of the three alone; tiers
        or names that do not fit.
    DataError
        Columns that are absent or hold text; so few different values that a tier is empty.
    """
    given = {name: column for name, column in rfm.items() if column is not None}
    if value is None and not given:
        if cuts is not None or names is not None:
            raise SpecificationError(
                "value_cuts= and tier_names= divide a value: give value=, or recency= and others."
            )
        return None
    if value is not None and given:
        raise SpecificationError(
            f"value={value!r} and {some(f'{name}=' for name in given)} are two ways to say what a customer is"
            " worth; give one."
        )
    columns = {"value": value} if value is not None else given
    if value is None and len(given) < 2:
        raise SpecificationError(
            f"{next(iter(given))}= alone is one column: give it as value=, or add others of recency=,"
            " frequency= and monetary=."
        )
    read = {name: _numbers(joined, column, name) for name, column in columns.items()}
    bases = {name: _base(joined, str(column)) for name, column in columns.items()}
    known = {name: each for name, each in bases.items() if each is not None}
    of_all = len(known) == len(bases)
    reference, base_weights = (known, None) if of_all else (read, weights)
    told: list[Notice] = []
    parts, part_cuts, base_parts = pd.DataFrame(index=joined.frame.index), {}, {}
    if value is None:
        for name in columns:
            sign = -1.0 if name == "recency" else 1.0
            edges = cut_points(sign * reference[name], PARTS, base_weights)
            parts[name] = scores(sign * read[name], edges)
            base_parts[name] = scores(sign * reference[name], edges)
            part_cuts[name] = sign * edges
            if len(np.unique(edges)) < PARTS - 1:
                told.append(notice("idic_ties", column=str(columns[name]), parts=PARTS))
        measure = parts.to_numpy(dtype=np.float64).sum(axis=1)
        whole = np.sum(list(base_parts.values()), axis=0)
        column = SCORE
    else:
        measure, whole, column = read["value"], reference["value"], value
    edges, upper = _edges(whole, tiers, cuts, base_weights)
    words = _tier_names(len(edges) + 1, names)
    found = scores(whole, edges, upper=upper)
    counted = found if base_weights is None else found[base_weights > 0]
    empty = [words[i] for i in range(len(words)) if not (counted == i + 1).any()]
    if empty:
        different = len(np.unique(whole[np.isfinite(whole)]))
        reason = (
            f"different values: {different}"
            if different < len(words)
            else "no value lies there"
            if upper
            else "too many share one value"
        )
        raise DataError(
            f"Nobody is in the tier {some(map(repr, empty))} of {column!r}: {reason}. Give fewer tiers=, or"
            f" {'other' if upper else 'your own'} value_cuts=."
        )
    return Worth(
        column, words, edges, upper, measure, scores(measure, edges, upper=upper) - 1, parts, part_cuts,
        {name: str(each) for name, each in columns.items()}, found - 1 if of_all else None, base_parts,
        tuple(told),
    )  # fmt: skip


def _numbers(joined: Joined, column: Any, option: str) -> Array:
    found = joined.numbers(column, option)
    if not np.isfinite(found).any():
        raise DataError(f"{option}={column!r} holds no value for any respondent.")
    if np.isinf(found).any():
        raise DataError(f"{option}={column!r} holds infinite values.")
    return found


def _base(joined: Joined, column: str) -> Array | None:
    found = joined.base(column)
    return to_floats(found) if found is not None and is_number_column(found) else None


def _edges(
    whole: Array, tiers: int, cuts: Sequence[float] | None, weights: Array | None
) -> tuple[Array, bool]:
    if cuts is None:
        check_whole("tiers", tiers, 2)
        return cut_points(whole, tiers, weights), False
    try:
        edges = np.asarray(cuts, dtype=np.float64)
    except (TypeError, ValueError):
        edges = np.empty(0)
    if edges.ndim != 1 or not len(edges) or not np.isfinite(edges).all() or (np.diff(edges) <= 0).any():
        raise SpecificationError(f"value_cuts={cuts!r} must be a list of one or more numbers that increase.")
    return edges, True


def _tier_names(count: int, names: Sequence[str] | None) -> tuple[str, ...]:
    if names is None:
        return TIERS.get(count, tuple(str(i + 1) for i in range(count)))
    found = tuple(map(str, names))
    if isinstance(names, str) or len(found) != count or len(set(found)) < count:
        raise SpecificationError(f"tier_names={names!r} must be {count} different names, lowest first.")
    return found
