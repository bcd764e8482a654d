"""Reading what key drivers need, refusing what forbids them, and what must be said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, DataWarning, ResamplingWarning, SpecificationError, check_choice, some
from csmodels.numerics.intervals import LOST_WARN
from csmodels.sampling.group_notices import group_notice, together
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import ERRORS, design_notices, settled
from csmodels.sampling.regressions import Asked, check_asked
from csmodels.sampling.remarks import left_out
from csmodels.sampling.settings import counted, respondents, uncertainty
from csmodels.sampling.variations import rows_by_group
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers, read_answers
from csmodels.survey.design import read_design
from csmodels.survey.templates import attribute_labels
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import NO_WORDS, Group, Notice, issue, notice
from csmodels.three_factor.key_drivers.codes import Coding, coding_of
from csmodels.three_factor.key_drivers.model import MISSING, Drivers
from csmodels.three_factor.key_drivers.part import Part, computed

if TYPE_CHECKING:
    from csmodels.three_factor.key_drivers.result import KeyDrivers

#: Index levels of the tables, which a group cannot be named like.
LEVELS = ("driver", "side", "step")
#: Dissatisfied (or delighted) respondents below which reach rests on few people. A convention.
FEW = 30


def fit(
    drivers: Drivers,
    data: SurveyData | pd.DataFrame,
    asked: Asked,
    *,
    scale: tuple[float, float] | None,
    by: str | None,
    ranges: dict[str, tuple[float, float]],
) -> KeyDrivers:
    """Find key drivers; see `key_drivers` for the options."""
    from csmodels.three_factor.key_drivers.result import KeyDrivers

    check_choice("missing", asked.missing, MISSING)
    check_asked(asked, ERRORS, MISSING)
    if by in LEVELS:
        raise DataError(
            f"Column {by!r} (by=) is named like an index level of the tables; rename it first:"
            f" frame.rename(columns={{{by!r}: {by + '_group'!r}}})."
        )
    design = read_design(data)
    # events take the place of the answers: their table has no gaps under either rule
    options = settled(asked.options(asked.errors, n_boot=asked.n_boot, missing="listwise"), design)  # type: ignore[arg-type]
    if options.ci == "studentized":
        raise SpecificationError('ci="studentized" is not offered here; use "percentile" or "bca".')
    limits = dict.fromkeys(drivers.columns, scale) if scale else {}
    kept = "listwise" if asked.missing == "listwise" else "mean"
    given = read_answers(data, drivers.columns, missing=kept, by=by, ranges={**limits, **ranges}, min_rows=3)
    usable = given if kept == "listwise" else _with_outcome(given)
    answers = counted(usable)
    coding = coding_of(drivers, data, answers.values, scale)
    labels = tuple(answers.group_names) if by is not None else None
    words = group_labels(data, by)
    parts = []
    for rows in rows_by_group(answers, labels):
        where = "" if by is None else f" in group {rows.label!r} of {by!r}"
        mine = {}
        for side in drivers.sides:
            flags, hit = coding.flags(rows.values, side)
            _check(drivers, side, coding, hit, where)
            mine[side] = computed(rows, flags, hit, options, design)
        parts.append(FrozenMapping(mine))
    groups: list[Any] = [Group(each, FrozenMapping(words.get(each, {}))) for each in labels or ()]
    notices = [*left_out(given, words, "left_open_only"), *design_notices(design, options)]
    if kept != "listwise":
        notices += _open(answers, drivers)
    if coding.observed:
        low, high = coding.observed
        notices.append(notice("three_scale_observed", low=f"{low:g}", high=f"{high:g}"))
    for part, group in zip(parts, groups or [None], strict=True):
        for side in drivers.sides:
            notices += _remarks(drivers, side, part[side], group)
    settings = {
        **respondents(data, answers, len(answers), asked.missing),
        "n_dropped": given.n_dropped + len(given) - len(usable),
        **uncertainty(options.se or "bootstrap", options, design, by, without=len(usable) - len(answers)),
    }
    result = KeyDrivers(
        drivers=drivers,
        coded=coding,
        parts=tuple(parts),
        groups=labels or (),
        settings=FrozenMapping(settings),
        notices=tuple(together(notices)),
        group_labels=words,
        labels=_labels(drivers, data),
    )
    issue(result.notices, stacklevel=3)
    return result


def _with_outcome(answers: Answers) -> Answers:
    """Respondents with an answer to the outcome and to one driver at least."""
    answered = ~np.isnan(answers.values)
    kept: NDArray[np.bool_] = answered[:, -1] & answered[:, :-1].any(axis=1)
    if kept.all():
        return answers
    return replace(
        answers,
        values=answers.values[kept],
        index=answers.index[kept],
        weights=None if answers.weights is None else answers.weights[kept],
        groups=None if answers.groups is None else answers.groups[kept],
        group_codes=None if answers.group_codes is None else answers.group_codes[kept],
        rows=answers.rows[kept],
    )


def _check(drivers: Drivers, side: str, coding: Coding, hit: NDArray[np.bool_], where: str) -> None:
    """Both kinds of respondents must occur."""
    if hit.any() and not hit.all():
        return
    word = "dissatisfied" if side == "dissatisfiers" else "delighted"
    who = "Everybody" if hit.any() else "Nobody"
    codes = some((f"{code:g}" for code in coding.outcome[side]), 12)
    raise DataError(
        f"{who} is {word}{where} ({drivers.outcome!r}: {codes}): there is nobody to compare with. Choose"
        f" other answers by {word}=, or leave this game out by sides=."
    )


def _open(answers: Answers, drivers: Drivers) -> list[Notice]:
    """How many respondents left drivers open that now count as no event."""
    gaps = np.isnan(answers.values[:, :-1])
    if not gaps.any():
        return []
    n = int(gaps.any(axis=1).sum())
    worst = np.argsort(-gaps.sum(axis=0), kind="stable")[:3]
    items = [f"{drivers.names[j]} ({gaps[:, j].sum()})" for j in worst if gaps[:, j].any()]
    return [group_notice("key_open", items=items, n=f"{n:,}", total=f"{len(answers):,}")]


def _remarks(drivers: Drivers, side: str, part: Part, group: Group | None) -> list[Notice]:
    """Few dissatisfied, no key driver, values below zero, lost resamples."""
    place = [] if group is None else [group]
    found: list[Notice] = []
    few = min(part.n_hit, part.n - part.n_hit)
    if few < FEW:
        found.append(group_notice(f"key_few_{side}", DataWarning, groups=place, n=few, least=FEW))
    if not part.stop:
        found.append(group_notice(f"key_none_{side}", groups=place))
    high = part.uncertainty("success", 0).conf_high
    below = [name for name, end in zip(drivers.names, high, strict=True) if end < 0]
    if below:
        found.append(group_notice(f"key_below_{side}", items=below, groups=place))
    b = part.variation.n_boot
    lost = int((~part.used[:b]).sum())
    if lost > LOST_WARN * b:
        found.append(group_notice("key_lost", ResamplingWarning, groups=place, lost=lost, n_boot=b))
    return found


def _labels(drivers: Drivers, data: SurveyData | pd.DataFrame) -> FrozenMapping[str, Mapping[str, str]]:
    """Words of the drivers: what their questions do not share, or all of them."""
    asked = data.questionnaire if isinstance(data, SurveyData) else None
    if asked is None:
        return FrozenMapping({})
    known = {name: column for name, column in drivers.drivers.items() if column in asked}
    words = attribute_labels(asked, {name: {"performance": column} for name, column in known.items()})
    return FrozenMapping(
        {
            name: FrozenMapping(words[name] or dict(asked.item(column).wording) or NO_WORDS)
            for name, column in known.items()
        }
    )
