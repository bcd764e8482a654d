"""Reading what the map needs, refusing what forbids it, and what must be said of the answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, DataWarning, SpecificationError, did_you_mean
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import ERRORS, Options, design_notices, settled
from csmodels.sampling.regressions import Asked, check_asked
from csmodels.sampling.remarks import left_out
from csmodels.sampling.settings import counted_rows, respondents, uncertainty
from csmodels.sampling.variations import rows_by_group
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers, read_answers
from csmodels.survey.columns import rows_where
from csmodels.survey.design import SurveyDesign, read_design
from csmodels.survey.item_map import common_scale
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Group, Notice, issue, notice
from csmodels.three_factor.matrix.model import STATED, ImportancePerformance
from csmodels.three_factor.matrix.sample import Layout, Part

if TYPE_CHECKING:
    from csmodels.three_factor.matrix.result import MatrixResult

Array = NDArray[np.float64]
Scale = tuple[float, float] | None

MISSING = ("listwise", "available")
#: Index levels of the tables, which a group cannot be named like.
LEVELS = ("attribute", "crosshair", "method", "cell", "quadrant")
#: Rows below which a map is a guess.
FEW_ROWS = 30
LEAST_ROWS = 3
#: Spans of the answers that differ by more than this factor look like different scales.
SPANS_DIFFER = 1.5
#: Attributes up to which shares of R² are computed, with resamples and without.
LMG_VARIED, LMG_MOST = 16, 20


def fit(
    model: ImportancePerformance,
    data: SurveyData | pd.DataFrame,
    asked: Asked,
    *,
    by: str | None,
    ranges: dict[str, tuple[float, float]],
) -> MatrixResult:
    """Place the attributes; see `ImportancePerformance.fit` for the options."""
    from csmodels.three_factor.matrix.result import MatrixResult

    if by in LEVELS:
        raise DataError(
            f"Column {by!r} (by=) is named like an index level of the tables; rename it first:"
            f" frame.rename(columns={{{by!r}: {by + '_group'!r}}})."
        )
    design = read_design(data)
    errors, options = _settled(model, asked, design)
    scale, stated_scale = _scales(model, data)
    given = {**_ranges(model, scale, stated_scale, ranges), **ranges}
    answers = read_answers(
        data, model.columns, missing=_how(asked.missing), by=by, ranges=given, min_rows=LEAST_ROWS
    )
    logs = _logs(model, answers)
    labels = tuple(answers.group_names) if by is not None else None
    same = scale == stated_scale and (model.scale is not None or not _spans_differ(model, answers))
    layout = Layout(len(model.items), logs, bool(model.stated), len(model.outcomes))
    middle = (_middle(stated_scale) if model.placed_by == STATED else np.nan, _middle(scale))
    if model.crosshair == "midpoint" and not np.isfinite(middle).all():
        raise SpecificationError(
            'crosshair="midpoint" needs stated importance, and the scales of both ratings: scale=(1, 5).'
            ' Derived importance has no midpoint; use "mean" or "median".'
        )
    parts = tuple(
        Part(model, counted_rows(rows), layout, middle, same, options, errors, design)
        for rows in rows_by_group(answers, labels)
    )
    for part in parts:
        _check_rows(part, by)
    words = group_labels(data, by)
    without = 0 if answers.weights is None else int((answers.weights == 0).sum())
    result = MatrixResult(
        model=model,
        parts=parts,
        groups=labels or (),
        settings=FrozenMapping(
            {
                "matrix_importance": model.placed_by,
                "matrix_crosshair": model.crosshair,
                **({"matrix_overall": ", ".join(model.outcomes)} if model.outcomes else {}),
                **({"scale": f"{scale[0]:g}–{scale[1]:g}"} if scale else {}),
                **respondents(data, answers, len(answers) - without, asked.missing),
                **uncertainty(errors, options, design, by, without=without),
            }
        ),
        notices=(),
        group_labels=words,
    )
    where: list[Any] = [Group(each, FrozenMapping(words.get(each, {}))) for each in labels or ()] or [""]
    found = [*left_out(answers, words, "left_open_available"), *design_notices(design, options)]
    found += _of_scales(model, scale, stated_scale, same)
    for part, group in zip(parts, where, strict=True):
        found += _remarks(part, group)
    object.__setattr__(result, "notices", tuple(found))
    issue(found, stacklevel=3)
    return result


def _settled(model: ImportancePerformance, asked: Asked, design: SurveyDesign | None) -> tuple[str, Options]:
    """Errors and how the sample is varied; contradictions are refused."""
    check_asked(asked, ERRORS, MISSING)
    replicates = design is not None and design.replicates is not None
    errors = asked.errors or ("replicates" if replicates else "bootstrap")
    options = settled(asked.options(errors, n_boot=asked.n_boot, missing=_how(asked.missing)), design)
    k = len(model.items)
    if model.placed_by == "lmg":
        most = LMG_VARIED if options.n_boot or options.se != "bootstrap" else LMG_MOST
        if k > most:
            raise SpecificationError(
                f'method="lmg" fits all 2^{k} regressions, again for every resample: up to {LMG_VARIED}'
                f" attributes with errors, {LMG_MOST} without (n_boot=0). Take fewer attributes, or"
                ' method="partial"; cs.relative_importance has a way for more.'
            )
    return errors, options


def _how(missing: str) -> str:
    """The rule for missing answers as moments know it."""
    return "pairwise" if missing == "available" else missing


def _scales(model: ImportancePerformance, data: SurveyData | pd.DataFrame) -> tuple[Scale, Scale]:
    """Scales of performance and of stated importance; None where they are not known."""
    found = model.scale or common_scale(data, model.items.columns("performance"), "The performance items")
    stated = model.importance_scale or common_scale(data, model.stated, "The importance items")
    return found, found if stated is None else stated


def _ranges(
    model: ImportancePerformance, scale: Scale, stated: Scale, ranges: dict[str, tuple[float, float]]
) -> dict[str, tuple[float, float]]:
    """Admissible answers from the model's scales."""
    for name in ranges:
        if name not in model.columns:
            raise SpecificationError(
                f"ranges= names {name!r}, which is no item of the model.{did_you_mean(name, model.columns)}"
            )
    found: dict[str, tuple[float, float]] = {}
    if model.scale is not None and scale is not None:
        found |= dict.fromkeys(model.items.columns("performance"), scale)
        found |= dict.fromkeys(model.stated, stated or scale)
    return found


def _middle(scale: Scale) -> float:
    return np.nan if scale is None else sum(scale) / 2


def _logs(model: ImportancePerformance, answers: Answers) -> bool:
    """Whether performance has logarithms; refused where they are needed and do not exist."""
    if not model.outcomes:
        return False
    k = len(model.items)
    table = answers.values[:, :k]
    low = table <= 0
    if not low.any():
        return True
    if model.placed_by == "partial_log":
        j = int(np.argmax(low.any(axis=0)))
        raise DataError(
            f"Item {answers.items[j]!r} is 0 or below in {rows_where(low[:, j], answers.index)}, and has no"
            ' logarithm there. Use method="partial", or add a constant to a scale that starts at 0.'
        )
    return False


def _check_rows(part: Part, by: str | None) -> None:
    """Refuse importance that cannot be computed: too few rows, attributes that are sums of each other."""
    where = "" if by is None else f" in group {part.label!r} of {by!r}"
    method, k = part.model.placed_by, part.layout.k
    if method in (STATED, "correlation"):
        return
    if part.n < k + 3:
        raise DataError(
            f"{part.n} respondents{where} are too few to hold {k} attributes: at least {k + 3} are needed."
            ' Take fewer attributes, or method="correlation".'
        )
    if not np.isfinite(part.importance).all():
        raise DataError(
            f"The attributes are linear combinations of each other{where}, so that method={method!r} cannot"
            ' tell their importance apart. Leave one out, or use method="correlation".'
        )


# ------------------------------------------------------------------ what must be said


def _of_scales(model: ImportancePerformance, scale: Scale, stated: Scale, same: bool) -> list[Notice]:
    if not model.stated:
        return []
    found = []
    if not same:
        found.append(notice("matrix_scales"))
    if model.placed_by == STATED and (scale is None or stated is None):
        found.append(notice("matrix_no_scale"))
    return found


def _spans_differ(model: ImportancePerformance, answers: Answers) -> bool:
    """Whether importance and performance, of unknown scales, look as if these differed."""
    if not model.stated:
        return False
    k = len(model.items)
    tables = answers.values[:, :k], answers.values[:, k : 2 * k]
    spans = [float(np.nanmax(x) - np.nanmin(x)) for x in tables]
    return max(spans) > SPANS_DIFFER * min(spans)


def _remarks(part: Part, group: object) -> list[Notice]:
    """What is doubtful in one group: few rows, importance below zero."""
    found = []
    if part.n < FEW_ROWS:
        found.append(notice("matrix_few_rows", DataWarning, n=part.n, least=FEW_ROWS, group=group))
    below = [j for j in range(part.layout.k) if part.importance[j] < 0]
    if below and part.model.placed_by != STATED:
        named = named_attributes(part, below)
        found.append(notice("matrix_negative", DataWarning, attributes=named, group=group))
    return found


def named_attributes(part: Part, chosen: Iterable[int]) -> Group:
    """Attributes by their words in either language."""
    every = part.model.items.attributes
    of = [every[j] for j in chosen]
    words = {"zh": "、".join(each.label("zh") for each in of)}
    return Group(", ".join(each.label() for each in of), FrozenMapping(words))
