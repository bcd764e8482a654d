"""Shares of the categories as a user writes them: by letter, in order, as a table or of a fitted survey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, some
from csmodels.numerics.kano.counts import LETTERS

Array = NDArray[np.float64]

#: How far shares may be from 1 in sum, and percentages (which are printed rounded) from 100.
OFF, OFF_PERCENT = 1e-6, 0.5


def shares_of(given: Any, name: str = "") -> Array:
    """Shares of M O A I R Q of one attribute.

    Parameters
    ----------
    given : mapping of letter to number, or six numbers in the order M O A I R Q
        Shares that sum to 1, whole counts, or percentages that sum to 100 but for rounding; counts and
        percentages are divided by their sum. Letters that are not named have none.
    name : str
        Of the attribute, for errors.

    Raises
    ------
    SpecificationError
        Unknown letters, another number of values, negative or missing ones, shares that do not sum to 1.
    """
    where = f" of {name!r}" if name else ""
    if isinstance(given, (Mapping, pd.Series)):
        numbers = {str(letter): value for letter, value in given.items()}
        unknown = [letter for letter in numbers if letter not in LETTERS]
        if unknown:
            raise SpecificationError(
                f"The shares{where} name {unknown[0]!r}, which is no category. Letters are"
                f" {', '.join(LETTERS)}."
            )
        ordered = [numbers.get(letter, 0) for letter in LETTERS]
    elif isinstance(given, (Sequence, np.ndarray)) and not isinstance(given, str):
        ordered = list(given)
    else:
        raise SpecificationError(
            f"The shares{where} are {given!r}; give them by letter, {{'A': 0.5, 'I': 0.3, 'O': 0.2}}, or as"
            f" six numbers in the order {' '.join(LETTERS)}."
        )
    if len(ordered) != len(LETTERS):
        raise SpecificationError(
            f"There are {len(ordered)} shares{where}; six are needed, in the order {' '.join(LETTERS)}."
        )
    try:
        values = np.asarray(ordered, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise SpecificationError(f"The shares{where} are no numbers: {some(ordered, 6)}.") from error
    if not np.isfinite(values).all() or (values < 0).any():
        raise SpecificationError(f"The shares{where} must be 0 or more: {some(ordered, 6)}.")
    total = float(values.sum())
    # one whole number is a share of 1, several are counts
    counted = total > 0 and bool((values % 1 == 0).all())
    if not (counted or abs(total - 1) <= OFF or abs(total - 100) <= OFF_PERCENT):
        raise SpecificationError(
            f"The shares{where} sum to {total:g}, not to 1. Give shares, whole counts or percentages."
        )
    found: Array = values / total
    return found


def by_attribute(given: Any) -> dict[str, Array]:
    """Shares of every attribute: of a table, a mapping of attributes, or of one attribute (named "").

    Raises
    ------
    SpecificationError
        As for `shares_of`; no attribute, a table without the columns M O A I R Q or with groups.
    """
    if isinstance(given, pd.DataFrame):
        absent = [letter for letter in "MOAI" if letter not in given.columns]
        if absent:
            raise SpecificationError(
                f"The table of shares has no column {absent[0]!r}; its columns are {', '.join(LETTERS)}, its"
                " rows attributes."
            )
        if given.index.nlevels > 1:
            raise SpecificationError("The table of shares has groups; take one: table.loc[group].")
        letters = [letter for letter in LETTERS if letter in given.columns]
        rows = given[letters].to_dict("index")
        return _several({str(name): row for name, row in rows.items()})
    several = isinstance(given, Mapping) and not (set(map(str, given)) & set(LETTERS))
    if several:
        return _several({str(name): shares for name, shares in given.items()})
    return {"": shares_of(given)}


def _several(given: Mapping[str, Any]) -> dict[str, Array]:
    if not given:
        raise SpecificationError("There is no attribute; give the shares of one at least.")
    return {name: shares_of(shares, name) for name, shares in given.items()}
