"""Which answers are low and which high: what was given, or what follows from the scale."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError, some
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers
from csmodels.survey.column_words import column_words
from csmodels.survey.columns import rows_where
from csmodels.survey.item_map import ItemMap
from csmodels.three_factor.penalty_reward.model import Codes, PenaltyReward, check_apart

Array = NDArray[np.float64]

#: Low and high answers by the ends of the scale.
BY_SCALE: dict[tuple[float, float], tuple[Codes, Codes]] = {
    (1.0, 5.0): ((1.0, 2.0), (5.0,)),
    (1.0, 7.0): ((1.0, 2.0, 3.0), (7.0,)),
    (1.0, 10.0): ((1.0, 2.0, 3.0, 4.0, 5.0, 6.0), (9.0, 10.0)),
    # a convention: as from 1 to 10
    (0.0, 10.0): ((0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0), (9.0, 10.0)),
}
#: Share of the codes at either end that is proposed for other scales. A convention.
OUTER = 0.25


@dataclass(frozen=True)
class Coding:
    """Low and high answers of all attributes.

    Attributes
    ----------
    low, high : tuple of codes, one for each attribute
    scales : tuple of (low, high)
        Ends of the scale of each attribute.
    observed : bool
        Whether a scale was taken from the answers, because nothing else tells it.
    """

    low: tuple[Codes, ...]
    high: tuple[Codes, ...]
    scales: tuple[tuple[float, float], ...]
    observed: bool


def coding_of(model: PenaltyReward, data: SurveyData | pd.DataFrame, answers: Answers) -> Coding:
    """Settle the codes of every attribute.

    Raises
    ------
    SpecificationError
        A code outside the scale, a scale without default codes, codes that are low and high at once.
    DataError
        Ratings between the codes.
    """
    ratings = answers.values[:, : len(model.names)]
    declared = [
        model.scale or (data.scale(column) if isinstance(data, SurveyData) else None)
        for column in model.ratings
    ]
    # one scale for all: the lowest answer to a single attribute need not be the end of its scale
    seen = (float(ratings.min()), float(ratings.max()))
    scales = tuple(each or seen for each in declared)
    lows, highs = [], []
    for j, name in enumerate(model.names):
        low, high = (model.given(end, name) for end in ("low", "high"))
        if low is None or high is None:
            by_scale = _by_scale(model, name, scales[j], declared[j] is None)
            _check_whole(name, ratings[:, j], answers)
            low, high = low or by_scale[0], high or by_scale[1]
        check_inside(name, low, high, scales[j])
        check_apart(name, low, high)
        lows.append(low)
        highs.append(high)
    return Coding(tuple(lows), tuple(highs), scales, any(each is None for each in declared))


def _by_scale(
    model: PenaltyReward, name: str, scale: tuple[float, float], observed: bool
) -> tuple[Codes, Codes]:
    bottom, top = scale
    told = f"its answers run from {bottom:g} to {top:g}" if observed else f"scale {bottom:g} to {top:g}"
    if model.coding == "disconfirmation":
        middle = (bottom + top) / 2
        codes = np.arange(bottom, top + 1)
        if middle not in codes:
            raise SpecificationError(
                f"Attribute {name!r} ({told}) has no midpoint that would say 'as expected'; give low= and"
                " high=."
            )
        return tuple(codes[codes < middle].tolist()), tuple(codes[codes > middle].tolist())
    if scale not in BY_SCALE:
        known = ", ".join(f"{low:g} to {high:g}" for low, high in BY_SCALE)
        where = " Or give scale=, if not all answers occur." if observed else ""
        low, high = _outer(bottom, top)
        raise SpecificationError(
            f"Attribute {name!r} ({told}): there are default codes for scales from {known}. Give low= and"
            f" high=, such as the lowest and the highest quarter: low={_tuple(low)},"
            f" high={_tuple(high)}.{where}"
        )
    return BY_SCALE[scale]


def _outer(bottom: float, top: float) -> tuple[Codes, Codes]:
    """The lowest and the highest quarter of the codes at most, one at least."""
    codes = np.arange(bottom, top + 1)
    n = max(1, int(OUTER * len(codes)))
    return tuple(codes[:n].tolist()), tuple(codes[-n:].tolist())


def _tuple(codes: Codes) -> str:
    """Codes as Python writes them."""
    return "(" + ", ".join(f"{code:g}" for code in codes) + ("," if len(codes) == 1 else "") + ")"


def _check_whole(name: str, ratings: Array, answers: Answers) -> None:
    between = ratings != np.round(ratings)
    if between.any():
        raise DataError(
            f"Attribute {name!r} has answers between the codes in {rows_where(between, answers.index)}: low"
            " and high are answers to one question. Give low= and high= in full, or use"
            " cs.PiecewiseRegression, which takes means."
        )


def check_inside(name: str, low: Codes, high: Codes, scale: tuple[float, float]) -> None:
    outside = [code for code in (*low, *high) if not scale[0] <= code <= scale[1]]
    if outside:
        raise SpecificationError(
            f"Attribute {name!r}: code {some(f'{code:g}' for code in outside)} is outside the scale from"
            f" {scale[0]:g} to {scale[1]:g}."
        )


def worded(items: ItemMap, aspect: str, data: SurveyData | pd.DataFrame) -> ItemMap:
    """The same attributes with the words of the questionnaire, where they go by the name of their column.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.survey.attributes import Attribute
    >>> items = ItemMap((Attribute("p_bed", {"performance": "p_bed"}),))
    >>> worded(items, "performance", cs.datasets.load_hotel()).attribute("p_bed").label()
    'comfort of bed and pillow'
    """
    columns = [each.name for each in items.attributes if each.name == each.items.get(aspect)]
    words = column_words(data, columns)
    return replace(
        items,
        attributes=tuple(
            replace(each, labels=words[each.name]) if each.name in words and not each.labels else each
            for each in items.attributes
        ),
    )


def in_words(codes: Codes) -> str:
    """Codes as a reader writes them.

    Examples
    --------
    >>> in_words((1.0, 2.0, 3.0)), in_words((9.0, 10.0)), in_words((5.0,)), in_words((1.0, 2.0, 4.0))
    ('1 – 3', '9, 10', '5', '1, 2, 4')
    """
    runs = len(codes) > 2 and all(b - a == 1 for a, b in pairwise(codes))
    return f"{codes[0]:g} – {codes[-1]:g}" if runs else ", ".join(f"{code:g}" for code in codes)
