"""Groups of respondents: which of them can be estimated, and the answers of those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from csmodels.errors import DataError
from csmodels.survey.answers import Answers
from csmodels.survey.checks import check_enough, check_varying


def failing_groups(answers: Answers, least: int) -> dict[Any, str]:
    """Groups that cannot be estimated, and why: too few rows, or an item with one answer only."""
    reasons = {}
    for label in answers.group_names:
        alone = replace(keep_groups(answers, [label]), groups=None, group_names=(), group_codes=None)
        try:
            check_enough(alone, None, least, of="its rows")
            check_varying(alone, None)
        except DataError as problem:
            reasons[label] = str(problem)
    return reasons


def keep_groups(answers: Answers, labels: Sequence[Any]) -> Answers:
    """The answers of some groups only; the rows of the others count as not used."""
    if answers.group_codes is None or answers.groups is None or tuple(labels) == answers.group_names:
        return answers
    numbers = [answers.group_names.index(label) for label in labels]
    mine = np.isin(answers.group_codes, numbers)
    place = np.full(len(answers.group_names), -1, dtype=np.intp)
    place[numbers] = np.arange(len(numbers))
    values = answers.values[mine]
    values.flags.writeable = False
    return replace(
        answers,
        values=values,
        index=answers.index[mine],
        weights=None if answers.weights is None else answers.weights[mine],
        groups=answers.groups[mine],
        group_names=tuple(labels),
        group_codes=place[answers.group_codes[mine]],
        group_sizes=None if answers.group_sizes is None else answers.group_sizes[numbers],
        rows=answers.rows[mine],
    )
