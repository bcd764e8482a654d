"""Answers in long form, one row per respondent and attribute, turned into one row per respondent."""

from __future__ import annotations

import pandas as pd

from csmodels.errors import DataError, did_you_mean
from csmodels.kano.layouts.names import Pairs
from csmodels.survey.columns import rows_where
from csmodels.survey.item_map import ItemMap


def is_long(frame: pd.DataFrame, respondent: str = "respondent") -> bool:
    """Whether a table has one row per respondent and attribute."""
    there = set(frame.columns) | set(frame.index.names)
    return {respondent, "attribute"} <= there and (
        {"functional", "dysfunctional"} <= there or {"aspect", "value"} <= there
    )


def from_long(
    frame: pd.DataFrame,
    *,
    respondent: str = "respondent",
    attribute: str = "attribute",
    functional: str = "functional",
    dysfunctional: str = "dysfunctional",
    importance: str = "importance",
) -> tuple[pd.DataFrame, Pairs, dict[str, str]]:
    """Turn one row per respondent and attribute into one row per respondent.

    Parameters
    ----------
    frame : DataFrame
        Columns for the respondent, the attribute and each question (or ``aspect`` and ``value``, one row per
        question). Columns that have one value for each respondent (a group, a weight) are kept; others are
        answers about attributes and are not.
    respondent, attribute, functional, dysfunctional, importance : str
        Names of these columns.

    Returns
    -------
    wide : DataFrame
        One row per respondent, labelled by it; what a respondent was not asked is missing.
    pairs : dict
        Attribute -> (functional column, dysfunctional column).
    importance : dict
        Attribute -> column, where importance was asked.

    Raises
    ------
    DataError
        A column is absent, a respondent or attribute is missing, two answers to one question; the rows are
        named.

    Examples
    --------
    >>> long = pd.DataFrame({"respondent": [1, 1, 2], "attribute": ["wifi", "bed", "wifi"],
    ...                      "functional": [1, 2, 1], "dysfunctional": [3, 5, 4]})
    >>> wide, pairs, _ = from_long(long)
    >>> pairs["bed"], wide["functional_bed"].tolist()
    (('functional_bed', 'dysfunctional_bed'), [2.0, nan])
    """
    given = {respondent: "respondent", attribute: "attribute", functional: "functional"}
    given |= {dysfunctional: "dysfunctional", importance: "importance"}
    table = frame.reset_index() if respondent in frame.index.names else frame
    for name in (respondent, attribute):
        if name not in table.columns:
            raise DataError(
                f"Answers in long form need a column {name!r}.{did_you_mean(name, table.columns)} Name it:"
                f" {given[name]}=..."
            )
        gaps = table[name].isna().to_numpy(dtype=bool)
        if gaps.any():
            raise DataError(
                f"Column {name!r} of the long form is missing in {rows_where(gaps, table.index)}; every row"
                f" belongs to one {given[name]}."
            )
    used = [name for name in (*given, "aspect", "value", "item", "dimension") if name in table.columns]
    items, wide = ItemMap.from_long(table[used].rename(columns=given))
    items.require("functional", "dysfunctional")
    pairs = {a.name: (a.items["functional"], a.items["dysfunctional"]) for a in items.attributes}
    rated = {a.name: a.items["importance"] for a in items.attributes if "importance" in a.items}
    kept = _of_respondents(table.drop(columns=[c for c in used if c != respondent]), respondent)
    return pd.concat([kept.loc[wide.index], wide], axis=1), pairs, rated


def _of_respondents(table: pd.DataFrame, respondent: str) -> pd.DataFrame:
    """One row per respondent, with the columns that have one value for each."""
    grouped = table.groupby(respondent, sort=False)
    same = grouped.nunique(dropna=False).max() <= 1
    first = table.drop_duplicates(respondent).set_index(respondent)
    return first[[c for c in first.columns if same[c]]]
