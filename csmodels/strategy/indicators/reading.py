"""Reading the answers of an indicator: who was asked, who answered, who counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from csmodels.errors import DataError, DataWarning, SpecificationError, check_choice, check_whole
from csmodels.sampling.group_notices import group_notice, together
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import Options, design_notices, settled
from csmodels.sampling.settings import counted_rows, respondents, uncertainty
from csmodels.sampling.variations import rows_by_group
from csmodels.strategy.indicators.kinds import Indicator
from csmodels.strategy.indicators.sample import Part
from csmodels.strategy.privacy import LEAST, hidden_cells
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers, read_answers
from csmodels.survey.columns import is_number_column
from csmodels.survey.design import SurveyDesign, read_design
from csmodels.survey.request import check_names, plain_frame
from csmodels.tables.notices import Notice, in_words, notice

NET_INTERVALS = ("adjusted_wald", "wald", "bootstrap")
SHARE_INTERVALS = ("wilson", "exact", "logit", "wald", "bootstrap")
#: Index levels and columns of the tables, which a group cannot be named like.
LEVELS = (
    *("figure", "indicator", "dimension", "test", "target", "estimate"),
    *("n_effective", "gap", "p_met", "state"),
)
#: Respondents of a group below which its figures are a guess.
FEW = 30


@dataclass(frozen=True)
class Asked:
    """What the user asked of a fit; None stands for what follows from the data."""

    interval: str | None = None
    n_boot: int | None = None
    seed: int = 0
    conf_level: float = 0.95
    least: int = LEAST


@dataclass(frozen=True, eq=False)
class Read:
    """One indicator with its answers by group.

    Attributes
    ----------
    indicator : Indicator
        Settled.
    parts : tuple of Part
    answers : Answers
    n_asked : int
        Respondents of whom it is not known that they were not asked.
    groups : tuple
    settings : dict
    notices : tuple of Notice
    """

    indicator: Indicator
    parts: tuple[Part, ...]
    answers: Answers
    n_asked: int
    groups: tuple[Any, ...]
    settings: dict[str, Any]
    notices: tuple[Notice, ...]


def read(indicator: Indicator, data: SurveyData | pd.DataFrame, asked: Asked, by: str | None) -> Read:
    """Read one indicator.

    Raises
    ------
    SpecificationError
        Unknown options, a scale that is not known.
    DataError
        A column that is absent or holds text, answers out of the scale, a group without answers.
    """
    if by in LEVELS or by in indicator.names:
        raise DataError(
            f"Column {by!r} (by=) is named like a level of the tables of indicators; rename it first:"
            f" frame.rename(columns={{{by!r}: {str(by) + '_group'!r}}})."
        )
    check_whole("least", asked.least, 1)
    survey = data if isinstance(data, SurveyData) else None
    frame = survey._frame if survey is not None else plain_frame(data)
    # routing is no obstacle here: those who were not asked do not belong to the base
    check_names(frame, None, (indicator.item,), by)
    found = indicator.settled(data)
    design = read_design(data)
    interval, errors, options = settled_errors(found, asked, design, survey)
    answers, n_asked = _answers(found, survey, frame, by)
    labels = tuple(answers.group_names) if by is not None else None
    parts = []
    for given in rows_by_group(answers, labels):
        rows = counted_rows(given)
        if not len(rows.values):
            where = f" in group {rows.label!r} of {by!r}" if by is not None else ""
            raise DataError(
                f"Nobody{where} who counts answered {found.item!r}; leave the group or the item out."
            )
        parts.append(Part(found, rows, options, errors, interval, design))
    without = 0 if answers.weights is None else int((answers.weights == 0).sum())
    settings = {
        **respondents(data, answers, sum(part.n for part in parts), "listwise"),
        "n_asked": n_asked,
        **uncertainty(_word(errors, parts[0]), options, design, by, without=without),
        "interval": interval,
        "least": asked.least,
    }
    settings.pop("ci")
    notices = [
        *_notices(parts, labels, data, by, asked.least),
        *_odd_answers(found, frame),
        *design_notices(design, options),
    ]
    return Read(found, tuple(parts), answers, n_asked, labels or (), settings, tuple(notices))


def settled_errors(
    indicator: Indicator, asked: Asked, design: SurveyDesign | None, survey: SurveyData | None
) -> tuple[str, str, Options]:
    """The interval, where errors come from, how the sample is varied."""
    net = indicator.kind == "nps"
    # a constant weight changes nothing, not even the default
    weighted = survey is not None and survey.weights is not None and _differ(survey)
    complex_ = design is not None or weighted
    default = "adjusted_wald" if net else "logit" if complex_ else "wilson"
    offered = NET_INTERVALS if net else SHARE_INTERVALS
    interval = default if asked.interval is None else asked.interval
    check_choice("interval", interval, offered)
    if interval == "bootstrap" and asked.n_boot == 0:
        raise SpecificationError('interval="bootstrap" needs resamples; leave n_boot out for 1,000.')
    if interval != "bootstrap" and asked.n_boot:
        raise SpecificationError(
            f'n_boot={asked.n_boot} is for interval="bootstrap"; interval={interval!r} draws no resamples.'
        )
    replicates = design is not None and design.replicates is not None
    errors = "bootstrap" if interval == "bootstrap" else "replicates" if replicates else "analytic"
    se = "linearized" if errors == "analytic" else errors
    n_boot = asked.n_boot if se == "bootstrap" else None
    options = settled(Options(se, None, n_boot, asked.seed, asked.conf_level, "rows", "listwise"), design)
    return interval, errors, options


def _word(errors: str, part: Part) -> str:
    """Where errors come from, as settings say it."""
    if errors != "analytic":
        return errors
    return "formula" if part.df is None else "linearized"


def _differ(survey: SurveyData) -> bool:
    column = survey._frame[survey.weights]
    return bool(column.max() > column.min())


def _answers(
    indicator: Indicator, survey: SurveyData | None, frame: pd.DataFrame, by: str | None
) -> tuple[Answers, int]:
    """Answers as numbers; of a rate, who counts and who does not."""
    item = indicator.item
    if item == by:
        raise DataError(f"Column {item!r} is the item and cannot group the rows too; choose another for by=.")
    columns = [item] if by is None else [item, by]
    used = frame[columns].copy()
    ranges = None
    if indicator.kind == "rate":
        used[item] = _counted(used[item], indicator.value, item)
    else:
        ranges = {item: indicator.ends}
    if not used[item].notna().any():
        raise DataError(f"Nobody answered {item!r}: all {len(used)} cells are missing.")
    wrapped: SurveyData | pd.DataFrame = used
    if survey is not None and survey.weights is not None:
        if survey.weights not in used:
            used[survey.weights] = frame[survey.weights]
        wrapped = SurveyData(used, weights=survey.weights, source=survey.source)
    # a share of none or all is a result here: an item need not vary
    answers = read_answers(wrapped, [item], by=by, ranges=ranges, scoring=True)
    routed = int(survey.routed_rows(item).sum()) if survey is not None and item in survey._routed else 0
    return answers, len(frame) - routed


def _counted(column: pd.Series, value: Any, item: str) -> pd.Series:
    """1 for the answers that count, 0 for the others, missing where there is none."""
    values = list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]
    if is_number_column(column) and any(isinstance(each, str) for each in values):
        raise DataError(f"{item!r} holds numbers; value={value!r} must be numbers too.")
    given = column.dropna()
    if len(given) and not is_number_column(column) and not given.isin(values).any():
        present = ", ".join(repr(each) for each in list(dict.fromkeys(given))[:6])
        raise DataError(f"Nobody gave the answer {value!r} to {item!r}. Answers there are: {present}.")
    found = column.isin(values).astype(np.float64)
    return found.where(column.notna())


def _notices(
    parts: Sequence[Part], labels: Sequence[Any] | None, data: Any, by: str | None, least: int
) -> list[Notice]:
    """Few respondents; groups that displays hide; groups within one sampling unit."""
    groups: Sequence[Any] = in_words(labels or (), group_labels(data, by))
    where: list[list[Any]] = [[each] for each in groups] or [[]]
    found: list[Notice] = []
    hidden = hidden_cells(pd.Series([part.n for part in parts]), least if labels is not None else 1)
    for part, group, hide in zip(parts, where, hidden, strict=True):
        item = part.indicator.item
        if part.alone:
            found.append(group_notice("indicator_alone", DataWarning, items=[item], groups=group))
        if labels is not None and part.n < least:
            found.append(group_notice("indicator_hidden", groups=group, least=least))
        elif part.n < FEW and not hide:
            # no warning: the intervals hold for few answers too
            found.append(group_notice("indicator_few", items=[item], groups=group, n=part.n, least=FEW))
    return together(found)


def _odd_answers(indicator: Indicator, frame: pd.DataFrame) -> list[Notice]:
    """Answers between the points of a scale; a value of a rate that nobody gave."""
    column = frame[indicator.item].dropna()
    if indicator.kind == "rate":
        value = indicator.value
        values = list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]
        # of a question of 0 and 1 nobody may have said 1
        known = column.isin([0, 1]).all() or column.isin(values).any()
        return [] if known else [notice("indicator_nobody", DataWarning, item=indicator.item, value=value)]
    numbers = pd.to_numeric(column, errors="coerce")
    between = int((numbers % 1 != 0).sum())
    if not between:
        return []
    return [notice("indicator_between", DataWarning, item=indicator.item, count=between)]
