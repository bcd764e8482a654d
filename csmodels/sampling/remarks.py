"""What must be said of the respondents behind any fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from csmodels.sampling.group_notices import group_notice
from csmodels.survey.answers import Answers
from csmodels.tables import FrozenMapping, format_value
from csmodels.tables.notices import Group, Notice, in_words

#: Share of the respondents left out for unanswered items above which the reader is told. A convention:
#: Schafer (1999) is cited for calling 5 % missing values or less of no consequence; unconfirmed.
LEFT_OUT = 0.05
#: Items named as those left open most often.
WORST = 3

#: Words of groups by language, for each group that has some.
Labels = Mapping[Any, Mapping[str, str]]
NO_LABELS: Labels = FrozenMapping()


def left_out(answers: Answers, labels: Labels = NO_LABELS, key: str = "left_open") -> list[Notice]:
    """Listwise deletion that cost many respondents, in the whole or in a group.

    Parameters
    ----------
    answers : Answers
    labels : mapping
        Words of the groups.
    key : str
        The message: "left_open" names the rules of path models that keep respondents, "left_open_terms"
        multiple imputation alone, "left_open_available" the use of what was answered, "left_open_only" none.
    """
    given, left = answers.n_rows, answers.n_dropped
    groups: list[Group] = []
    if answers.missing != "listwise" or not left:
        return []
    if answers.group_codes is not None and answers.group_sizes is not None:
        kept = np.bincount(answers.group_codes, minlength=len(answers.group_names))
        shares = 1 - kept / answers.group_sizes
        # the worst first: not all of them may be named
        order = [int(g) for g in np.argsort(-shares, kind="stable") if shares[g] > LEFT_OUT]
        names = in_words(answers.group_names, labels)
        groups = [replace(names[g], remark=f" ({format_value(shares[g], 'percent')})") for g in order]
    if left <= LEFT_OUT * given and not groups:
        return []
    gaps = answers.missing_by_item[answers.missing_by_item > 0]
    worst = gaps.sort_values(ascending=False, kind="stable").head(WORST)
    return [
        group_notice(
            key,
            items=[f"{item} ({count})" for item, count in worst.items()],
            groups=groups,
            place="above_in_groups",
            left=f"{left:,}",
            given=f"{given:,}",
            share=format_value(left / given, "percent"),
        )
    ]
