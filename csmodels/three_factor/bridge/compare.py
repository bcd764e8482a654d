"""Comparing the classes of a Kano questionnaire with those of ratings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from csmodels.errors import DataError, SpecificationError, some
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Notice, notice
from csmodels.three_factor.bridge.matching import matched
from csmodels.three_factor.bridge.reasons import reasons
from csmodels.three_factor.bridge.sides import CLASSES, COUNTERPARTS, Side, side_of, worded

if TYPE_CHECKING:
    from csmodels.survey import Questionnaire, SurveyData
    from csmodels.three_factor.bridge.result import ClassificationComparison

#: Attributes below which the limits of kappa are a rough guide. A convention.
FEW_ATTRIBUTES = 20


class Classified(Protocol):
    """A result with classes by attribute."""

    @property
    def classification(self) -> pd.DataFrame | None: ...


class Categorised(Protocol):
    """A result with Kano categories by attribute."""

    @property
    def categories(self) -> pd.DataFrame: ...


def compare_classifications(
    ratings: pd.DataFrame | Classified,
    kano: pd.DataFrame | Categorised,
    *,
    match: Mapping[str, str] | None = None,
    asked: SurveyData | Questionnaire | None = None,
    group: Any = None,
    conf_level: float = 0.95,
) -> ClassificationComparison:
    """Hold the classes that ratings give attributes against those of a Kano questionnaire.

    Use it where both were asked about the same attributes, perhaps of different people: must-be stands for
    basic, one-dimensional for performance, attractive for excitement, indifferent for unimportant. Where they
    differ it lists what may explain it; it does not say which of them is right.

    Parameters
    ----------
    ratings : DataFrame or result
        ``PenaltyReward(...).fit(...)`` or its ``classification`` (column ``class``; other rules are compared
        too); also key drivers, piecewise regression, or any result with such a table, or any table with a
        column ``class``. Of a result the numbers of low and high
        answers and the probabilities of classes are used as well.
    kano : DataFrame or result
        ``KanoModel(...).fit(...)`` or its ``categories`` (column ``category``).
    match : mapping of str to str, optional
        Attribute of the Kano questionnaire -> attribute (or rated item) of the ratings. By default those of
        the same name belong together, and those whose rated item the Kano questionnaire names.
    asked : SurveyData or Questionnaire, optional
        Of the ratings. Where ratings are named by their columns, it tells which attribute an item asks about.
    group : optional
        Of tables by group (fits with ``by=``).
    conf_level : float
        Of the limits of kappa.

    Returns
    -------
    ClassificationComparison

    Raises
    ------
    SpecificationError
        No group chosen, an unknown attribute in `match`.
    DataError
        A table without the column needed, an unknown class, no attribute in common.

    Notes
    -----
    Attributes that are reverse or questionable have no counterpart and do not count. kappa is Cohen's (1960),
    its limits are those of Fleiss, Cohen and Everitt (1969); they take the attributes for a sample of many.
    For what may explain a difference see :func:`csmodels.three_factor.bridge.reasons.reasons`.

    Examples
    --------
    >>> classes = pd.DataFrame({"class": ["basic", "performance"]}, index=["p_bed", "p_staff"])
    >>> kano = pd.DataFrame({"category": ["M", "A"]}, index=["bed", "staff"])
    >>> found = compare_classifications(classes, kano, match={"bed": "p_bed", "staff": "p_staff"})
    >>> found.comparison["agrees"].tolist(), found.comparison.loc["staff", "reasons"]
    ([True, False], 'not_shown, levels')
    """
    from csmodels.three_factor.bridge.result import ClassificationComparison

    if not 0 < conf_level < 1:
        raise SpecificationError(f"conf_level={conf_level!r} must lie between 0 and 1, such as 0.95.")
    one = side_of(kano, "categories", "category", group, "kano", other="class")
    other = side_of(ratings, "classification", "class", group, "ratings", other="category")
    unknown = sorted({str(each) for each in other.frame["class"]} - {*CLASSES, ""})
    if unknown:
        raise DataError(f"ratings= has class {some(map(repr, unknown))}; classes are {some(CLASSES)}.")
    names, rated = [str(each) for each in one.frame.index], [str(each) for each in other.frame.index]
    other = worded(other, asked)
    pairs = matched(names, rated, other.columns, match, asked)
    table = _comparison(one, other, pairs)
    alone = [(name, "kano") for name in names if name not in pairs]
    alone += [(name, "ratings") for name in rated if name not in pairs.values()]
    return ClassificationComparison(
        pairs=FrozenMapping(pairs),
        table=table,
        rules=_by_rule(table, other, pairs),
        alone=tuple(alone),
        labels=FrozenMapping({name: _words(one, other, name, pairs.get(name, name)) for name in names}),
        settings=FrozenMapping(
            {"n_compared": int((table["kano"] != "").sum()), "conf_level": conf_level}
            | ({} if group is None else {"bridge_group": group})
        ),
        notices=tuple(_remarks(table)),
    )


def _comparison(kano: Side, ratings: Side, pairs: Mapping[str, str]) -> pd.DataFrame:
    """Both classes of every attribute that both have."""
    rows = []
    for name, rated in pairs.items():
        mine = _row(kano.frame, name)
        mine["class"] = COUNTERPARTS.get(str(mine["category"]), "")
        theirs = _row(ratings.frame, rated)
        mine["words"], theirs["words"] = kano.labels.get(name), ratings.labels.get(rated)
        coding = None if ratings.coding is None or rated not in ratings.coding.index else ratings.coding
        known = mine["class"] != "" and theirs["class"] != ""
        rows.append(
            {
                "rated": rated,
                "category": mine["category"],
                "kano": mine["class"],
                "kano_probability": mine.get("probability", np.nan),
                "kano_label": mine.get("agreement", ""),
                "ratings": theirs["class"],
                "ratings_probability": theirs.get("probability", np.nan),
                "agrees": mine["class"] == theirs["class"] if known else pd.NA,
                "p_agree": _chance(kano.probabilities, name, ratings.probabilities, rated),
                "reasons": ", ".join(reasons(mine, theirs, None if coding is None else _row(coding, rated))),
            }
        )
    frame = pd.DataFrame(rows, index=pd.Index(list(pairs), name="attribute"))
    return frame.astype({"agrees": "boolean", "kano_probability": float, "ratings_probability": float})


def _row(frame: pd.DataFrame, name: str) -> dict[str, Any]:
    return {str(column): frame[column].to_numpy()[frame.index.get_loc(name)] for column in frame.columns}


def _chance(kano: pd.DataFrame | None, name: str, ratings: pd.DataFrame | None, rated: str) -> float:
    """Share of pairs of a resample of either survey in which both give the same class."""
    if kano is None or ratings is None or name not in kano.index or rated not in ratings.index:
        return float("nan")
    own, other = _row(kano, name), _row(ratings, rated)
    return float(sum(own.get(letter, 0.0) * other.get(word, 0.0) for letter, word in COUNTERPARTS.items()))


def _by_rule(table: pd.DataFrame, ratings: Side, pairs: Mapping[str, str]) -> dict[str, pd.DataFrame]:
    """Both classes of the attributes that both classify, by each rule of the ratings."""
    frame = ratings.frame.loc[list(pairs.values())]
    found = {}
    for column in frame.columns:
        values = frame[column]
        words = {str(each) for each in values if isinstance(each, str)}
        if column == "reversal" or not words - {""} or not words <= {*CLASSES, ""}:
            continue
        if column != "class" and (values.astype(str) == frame["class"].astype(str)).all():
            continue
        both = pd.DataFrame({"kano": table["kano"].to_numpy(), "ratings": values.astype(str).to_numpy()})
        found[str(column)] = both[(both["kano"] != "") & both["ratings"].isin(CLASSES)]
    return {"class": found.pop("class"), **found} if "class" in found else found


def _words(kano: Side, ratings: Side, name: str, rated: str) -> FrozenMapping[str, str]:
    return FrozenMapping(dict(ratings.labels.get(rated, {})) | dict(kano.labels.get(name, {})))


def _remarks(table: pd.DataFrame) -> list[Notice]:
    n = int((table["kano"] != "").sum())
    return [notice("bridge_few", n=n)] if n < FEW_ATTRIBUTES else []
