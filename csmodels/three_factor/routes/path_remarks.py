"""What must be said of penalties and rewards in a path model, and which missing answers forbid them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, some
from csmodels.path_models.likelihood.result import CovarianceResult
from csmodels.path_models.result import PathResult
from csmodels.sampling.group_notices import GroupNotice
from csmodels.sampling.remarks import WORST
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Group, Notice, notice
from csmodels.tables.strings import text
from csmodels.three_factor.penalty_reward.model import PenaltyReward
from csmodels.three_factor.routes.path_linear import has_linear

#: Rules for missing answers that fill in figures between those that can be answered.
FILLING = ("em", "mi", "mean", "fiml")
#: Messages of respondents who were left out.
LEFT_OUT = ("left_open", "ml_left_open", "left_open_complete", "left_open_terms")


def check_missing(rule: str, ratings: NDArray[np.float64], columns: Sequence[str]) -> None:
    """Refuse rules that would put something between 0 and 1 where a rating is missing."""
    gaps = np.isnan(ratings).sum(axis=0)
    if rule not in FILLING or not gaps.any():
        return
    told = some((f"{column} ({n})" for column, n in zip(columns, gaps, strict=True) if n), 4)
    raise SpecificationError(
        f"missing={rule!r} is refused where ratings are missing, {told}: low and high performance are"
        " dummies, and what it would put in their place lies between 0 and 1, on both sides of every cut at"
        ' once. Use missing="listwise" (the default) or, under PLS, "pairwise".'
    )


def remarks(path: PathResult | CovarianceResult, asked: PenaltyReward) -> list[Notice]:
    """What the path model tells, with ratings in the place of their dummies; how classes were made."""
    found = [_of_ratings(each, path, asked) for each in path.notices]
    outcome = next(left for left, rights in path.model.structure.items() if f"low_{asked.names[0]}" in rights)
    told = "compare" if has_linear(path, outcome, len(asked.names)) else "none"
    words = {lang: text(f"label.path_wald_{told}", lang) for lang in ("en", "zh")}
    linear = Group(words["en"], FrozenMapping({"zh": words["zh"]}))
    return [*found, notice("path_wald", linear=linear)]


def _of_ratings(told: Notice, path: PathResult | CovarianceResult, asked: PenaltyReward) -> Notice:
    """Respondents left out: a rating is named once, not its two dummies."""
    if not isinstance(told, GroupNotice) or told.key not in LEFT_OUT or path.answers is None:
        return told
    columns = dict(zip(asked.names, asked.ratings, strict=True))
    gaps = path.answers.missing_by_item
    # both dummies are missing where the rating is
    ours = {f"{end}_{name}": column for end in ("low", "high") for name, column in columns.items()}
    counted = {ours.get(str(item), str(item)): int(n) for item, n in gaps.items() if n}
    worst = sorted(counted, key=lambda item: -counted[item])[:WORST]
    filled = any(column in counted for column in columns.values())
    # rules that keep respondents are refused where ratings are missing
    return replace(
        told,
        key="left_open_only" if filled else told.key,
        items=tuple(f"{item} ({counted[item]})" for item in worst),
    )
