"""Reading what gaps need, refusing what forbids them, and what must be said of the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.disconfirmation.gaps.constraints import check_ranks
from csmodels.disconfirmation.gaps.model import PAIR, ZONE, GapModel
from csmodels.disconfirmation.gaps.sample import Sample
from csmodels.errors import DataError, DataWarning, SpecificationError, did_you_mean
from csmodels.numerics.gap_scores import zone_states
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import Options, settled
from csmodels.sampling.regressions import Asked, check_asked
from csmodels.sampling.remarks import left_out
from csmodels.sampling.settings import counted_rows, respondents, uncertainty
from csmodels.sampling.variations import rows_by_group
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers, read_answers
from csmodels.survey.columns import rows_where
from csmodels.survey.design import SurveyDesign, read_design
from csmodels.survey.item_map import Attribute, common_scale
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Group, Notice, issue, notice

if TYPE_CHECKING:
    from csmodels.disconfirmation.gaps.result import GapResult

Array = NDArray[np.float64]

ERRORS = ("analytic", "linearized", "replicates", "bootstrap")
MISSING = ("listwise", "available")
#: Index levels of the tables, which a group cannot be named like.
LEVELS = ("dimension", "attribute", "measure", "state", "figure", "score", "explained_by", "constraint")
#: Rows below which gaps are a guess.
FEW_ROWS = 30
#: Fewest rows of a sample or group: a standard deviation needs two, a paired t test some more.
LEAST_ROWS = 3
#: Spans of the answers that differ by more than this factor look like different scales.
RANGES_DIFFER = 1.5
#: Shares of respondents without a zone of tolerance that are warned of, and refused.
NO_ZONE_WARN, NO_ZONE_REFUSE = 0.10, 0.50


def fit(
    model: GapModel,
    data: SurveyData | pd.DataFrame,
    asked: Asked,
    *,
    by: str | None,
    ranges: dict[str, tuple[float, float]],
) -> GapResult:
    """Compute the gaps; see `GapModel.fit` for the options."""
    from csmodels.disconfirmation.gaps.result import GapResult

    if by in LEVELS:
        raise DataError(
            f"Column {by!r} (by=) is named like an index level of the gap tables; rename it first:"
            f" frame.rename(columns={{{by!r}: {by + '_group'!r}}})."
        )
    design = read_design(data)
    errors, options = _settled(asked, design)
    scale = _scales(model, data)
    ranges = {**_ranges(model, ranges), **ranges}
    base = (*model.pair_items, *model.importance_items, *model.outcomes)
    answers = _read(data, base, asked.missing, by, ranges)
    if model.own_importance:
        _check_importance(model, answers)
    zones = None
    zoned = model.zoned
    if zoned is not None:
        columns = [*zoned.columns("performance"), *(c for aspect in ZONE for c in zoned.columns(aspect))]
        zones = _read(data, tuple(columns), asked.missing, by, ranges)
    labels = tuple(answers.group_names) if by is not None else None
    parts = []
    for g, given in enumerate(rows_by_group(answers, labels)):
        rows = counted_rows(given)
        of_zones = None if zones is None else counted_rows(rows_by_group(zones, labels)[g])
        zone_items = () if zones is None else zones.items
        part = Sample(model, rows, answers.items, of_zones, zone_items, options, errors, design)
        if model.outcomes:
            check_ranks(part, "" if by is None else f" in group {rows.label!r} of {by!r}")
        parts.append(part)
    words = group_labels(data, by)
    without = 0 if answers.weights is None else int((answers.weights == 0).sum())
    result = GapResult(
        model=model,
        parts=tuple(parts),
        answers=answers,
        groups=labels or (),
        settings=FrozenMapping(
            {
                **respondents(data, answers, len(answers) - without, asked.missing),
                **uncertainty(errors, options, design, by, without=without),
            }
        ),
        notices=(),
        group_labels=words,
    )
    where: list[Any] = [Group(each, FrozenMapping(words.get(each, {}))) for each in labels or ()] or [""]
    found = left_out(answers, words, "left_open_available")
    for part, group in zip(parts, where, strict=True):
        found += _remarks(part, scale, group)
        if zoned is not None:
            found += _zone_remarks(part, group, by)
    object.__setattr__(result, "notices", tuple(found))
    issue(found, stacklevel=3)
    return result


def _settled(asked: Asked, design: SurveyDesign | None) -> tuple[str, Options]:
    """Errors and how the sample is varied; contradictions are refused."""
    check_asked(asked, ERRORS, MISSING)
    replicates = design is not None and design.replicates is not None
    errors = asked.errors or ("replicates" if replicates else "analytic")
    se = errors if errors in ("linearized", "replicates") else "bootstrap"
    return errors, settled(asked.options(se, n_boot=asked.n_boot, missing="listwise"), design)


def _scales(model: GapModel, data: SurveyData | pd.DataFrame) -> tuple[float, float] | None:
    """The common scale of all ratings of the pairs, and of the zones."""
    if model.scale is not None:
        return model.scale
    scale = common_scale(data, model.pair_items, "Expectation and performance")
    zoned = model.zoned
    if zoned is not None:
        levels = [c for aspect in ("performance", *ZONE) for c in zoned.columns(aspect)]
        common_scale(data, levels, "Performance and the levels of the zone of tolerance")
    return scale


def _ranges(model: GapModel, ranges: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Admissible answers from the model's scale."""
    for name in ranges:
        known = (*model.items.items, *model.importance_items, *model.outcomes)
        if name not in known:
            raise SpecificationError(
                f"ranges= names {name!r}, which is no item of the model.{did_you_mean(name, known)}"
            )
    if model.scale is None:
        return {}
    return dict.fromkeys((c for a in (*PAIR, *ZONE) for c in _of(model, a)), model.scale)


def _of(model: GapModel, aspect: str) -> list[str]:
    return [each.items[aspect] for each in model.items.attributes if aspect in each.items]


def _read(
    data: SurveyData | pd.DataFrame,
    items: tuple[str, ...],
    missing: str,
    by: str | None,
    ranges: dict[str, tuple[float, float]],
) -> Answers:
    mine = {name: limits for name, limits in ranges.items() if name in items}
    # answers to each pair of items are what "available" figures need, and what pairwise reading checks
    how = "listwise" if missing == "listwise" else "pairwise"
    return read_answers(data, items, missing=how, by=by, ranges=mine, min_rows=LEAST_ROWS)


def _check_importance(model: GapModel, answers: Answers) -> None:
    """Refuse importance below zero, and zeros that are no shares of points."""
    at = [answers.items.index(name) for name in model.importance_items]
    table = answers.values[:, at]
    for name, column in zip(model.importance_items, table.T, strict=True):
        if (column < 0).any():
            raise DataError(
                f"Importance {name!r} is negative in {rows_where(column < 0, answers.index)}; weights must be"
                " positive."
            )
    totals = table.sum(axis=1)
    known = totals[np.isfinite(totals)]
    # points shared out sum to one total: there a zero is an answer
    if len(known) and known[0] > 0 and np.allclose(known, known[0]):
        return
    for name, column in zip(model.importance_items, table.T, strict=True):
        if (column == 0).any():
            raise DataError(
                f"Importance {name!r} is 0 in {rows_where(column == 0, answers.index)}, which is not"
                " positive. If 0 stands for no answer, set it missing or declare it as a special code."
            )


def _remarks(part: Sample, scale: tuple[float, float] | None, group: object) -> list[Notice]:
    """What is doubtful about the pairs: few rows, other spans, gaps that do not vary."""
    found = []
    n = len(part.scored.values)
    if n < FEW_ROWS:
        found.append(notice("gap_few_rows", DataWarning, n=n, least=FEW_ROWS, group=group))
    if scale is None:
        k = len(part.model.items)
        e, p = part.rows.values[:, :k], part.rows.values[:, k : 2 * k]
        spans = [float(np.nanmax(x) - np.nanmin(x)) for x in (e, p)]
        if max(spans) > RANGES_DIFFER * min(spans):
            fields = {"expectation": f"{spans[0]:g}", "performance": f"{spans[1]:g}"}
            found.append(notice("gap_ranges", DataWarning, **fields, group=group))
    constant = [each for each in part.model.items.attributes if np.ptp(part.pair(each.name)[2]) == 0]
    if constant:
        named = _named([(each, "") for each in constant])
        found.append(notice("gap_constant", DataWarning, attributes=named, group=group))
    return found


def _zone_remarks(part: Sample, group: object, by: str | None) -> list[Notice]:
    """Refuse zones that most respondents do not have; say where many have none."""
    zoned = part.model.zoned
    assert zoned is not None  # asked for only then
    many = []
    for each in zoned.attributes:
        rows = part.zone(each.name)
        _, adequate, desired = rows.values.T
        without = ~zone_states(*rows.values.T)[1]
        share = float(np.average(without, weights=rows.weights))
        if share > NO_ZONE_REFUSE:
            where = f" in group {part.rows.label!r} of {by!r}" if by is not None else ""
            upside = float(np.average(desired < adequate, weights=rows.weights)) > NO_ZONE_REFUSE
            hint = " Are the two columns exchanged?" if upside else ""
            raise DataError(
                f"Attribute {each.name!r}: the desired level {each.items['desired']!r} is not above the"
                f" adequate level {each.items['adequate']!r} for {100 * share:.0f} % of the respondents"
                f"{where}, so most have no zone of tolerance.{hint} Leave the attribute's zone out, or"
                " correct the columns."
            )
        if share > NO_ZONE_WARN:
            many.append((each, f" ({100 * share:.0f} %)"))
    if not many:
        return []
    return [notice("gap_no_zone", DataWarning, attributes=_named(many), group=group)]


def _named(attributes: list[tuple[Attribute, str]]) -> Group:
    """Attributes with remarks, by their words in either language."""
    words = {"zh": "、".join(f"{each.label('zh')}{remark}" for each, remark in attributes)}
    return Group(", ".join(f"{each.label()}{remark}" for each, remark in attributes), FrozenMapping(words))
