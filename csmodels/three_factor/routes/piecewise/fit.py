"""Fitting a piecewise regression: reading, knots, checks, and what must be said of the answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, DataWarning, SpecificationError, some
from csmodels.numerics.three_factor.piecewise import bent
from csmodels.sampling.fitted import Fitted, lost_resamples, regressed
from csmodels.sampling.group_notices import together
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import design_notices
from csmodels.sampling.regressions import Asked, settle
from csmodels.sampling.remarks import left_out
from csmodels.sampling.settings import counted, respondents, uncertainty
from csmodels.sampling.variations import GroupRows, rows_by_group
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers, read_answers
from csmodels.survey.column_words import column_words, question_words
from csmodels.survey.design import read_design
from csmodels.survey.item_map import ItemMap
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Group, Notice, issue, notice
from csmodels.three_factor.routes.piecewise.model import PiecewiseRegression

if TYPE_CHECKING:
    from csmodels.three_factor.routes.piecewise.result import PiecewiseResult

Array = NDArray[np.float64]
#: Words of attributes by language.
Words = FrozenMapping[str, Mapping[str, str]]

#: Index levels of the tables, which a group cannot be named like.
LEVELS = ("attribute", "kind", "rating")
#: Answers on a side of the knot below which its slope rests on few people. A convention.
FEW = 30


def fit(
    model: PiecewiseRegression,
    data: SurveyData | pd.DataFrame,
    asked: Asked,
    *,
    by: str | None,
    ranges: dict[str, tuple[float, float]],
) -> PiecewiseResult:
    """Fit both slopes; see `PiecewiseRegression.fit` for the options."""
    from csmodels.three_factor.routes.piecewise.result import PiecewiseResult

    if by in LEVELS:
        raise DataError(
            f"Column {by!r} (by=) is named like an index level of the tables; rename it first:"
            f" frame.rename(columns={{{by!r}: {by + '_group'!r}}})."
        )
    design = read_design(data)
    errors, options = settle(asked, design, ("ols",), missing=("listwise",))
    scale = model.scale
    limits = {column: scale for columns in model.ratings.values() for column in columns if scale}
    size = len(model.figures) * len(model.names) + len(model.controls)
    given = read_answers(
        data, model.columns, missing="listwise", by=by, ranges={**limits, **ranges}, min_rows=size + 3
    )
    answers = counted(given)
    knots, observed = _knots(model, data, answers)
    labels = tuple(answers.group_names) if by is not None else None
    parts = []
    for rows in rows_by_group(answers, labels):
        _check_part(model, knots, rows, by)

        def extend(values: Array) -> Array:
            return table(model, knots, values)

        parts.append(regressed(rows, extend, range(size), size, errors, options, design))
    words = group_labels(data, by)
    where: list[Any] = [Group(each, FrozenMapping(words.get(each, {}))) for each in labels or ()] or [None]
    found = [*left_out(given, words, "left_open_only"), *design_notices(design, options)]
    if observed is not None:
        found.append(notice("three_scale_observed", low=f"{observed[0]:g}", high=f"{observed[1]:g}"))
    attributes = attribute_words(model, data)
    for part, name in zip(parts, where, strict=True):
        found += _remarks(model, attributes, part, name)
    result = PiecewiseResult(
        model=model,
        knots=tuple(knots.tolist()),
        parts=tuple(parts),
        answers=answers,
        groups=labels or (),
        settings=FrozenMapping(
            {
                "form": model.form,
                **respondents(data, answers, len(answers), "listwise"),
                **uncertainty(errors, options, design, by, without=len(given) - len(answers)),
            }
        ),
        notices=tuple(together(found)),
        group_labels=words,
        labels=attributes,
        outcome_labels=question_words(data, model.outcome_name),
    )
    issue(result.notices, stacklevel=3)
    return result


def rated(model: PiecewiseRegression, values: Array) -> Array:
    """Ratings of the attributes, means of their columns; shape (n, J)."""
    found, at = [], 0
    for columns in model.ratings.values():
        found.append(values[:, at : at + len(columns)].mean(axis=1))
        at += len(columns)
    return np.column_stack(found)


def table(model: PiecewiseRegression, knots: Array, values: Array) -> Array:
    """Below, above and jump of all attributes, controls, outcome."""
    first = len(model.columns) - len(model.outcomes)
    controls = values[:, first - len(model.controls) : first]
    outcome = values[:, first:].mean(axis=1)
    return np.column_stack([bent(rated(model, values), knots, model.form), controls, outcome])


def _knots(
    model: PiecewiseRegression, data: SurveyData | pd.DataFrame, answers: Answers
) -> tuple[Array, tuple[float, float] | None]:
    """The knot of each attribute; the span of all answers, where a midpoint was taken from it."""
    ratings = rated(model, answers.values)
    means = np.average(ratings, axis=0, weights=answers.weights)
    span = (float(ratings.min()), float(ratings.max()))
    found, observed = [], None
    for j, (name, columns) in enumerate(model.ratings.items()):
        scale = _scale(model, data, name, columns)
        asked = model.knot_of(name)
        if asked == "mean":
            knot = float(means[j])
        elif asked == "midpoint":
            low, high = scale or span
            observed = observed or (None if scale else span)
            knot = (low + high) / 2
        else:
            knot = float(asked)
            if scale is not None and not scale[0] < knot < scale[1]:
                raise SpecificationError(
                    f"knot={knot:g} of {name!r} is not inside the scale from {scale[0]:g} to {scale[1]:g}."
                )
        found.append(knot)
    return np.array(found), observed


def _scale(
    model: PiecewiseRegression, data: SurveyData | pd.DataFrame, name: str, columns: tuple[str, ...]
) -> tuple[float, float] | None:
    if model.scale is not None or not isinstance(data, SurveyData):
        return model.scale
    scales = {scale for column in columns if (scale := data.scale(column)) is not None}
    if len(scales) > 1:
        told = some((f"{low:g} to {high:g}" for low, high in sorted(scales)), 4)
        raise SpecificationError(
            f"The columns of attribute {name!r} are on different scales ({told}): their mean would mean"
            " nothing. Rescale them first."
        )
    return next(iter(scales), None)


def _check_part(model: PiecewiseRegression, knots: Array, rows: GroupRows, by: str | None) -> None:
    """Refuse knots beyond the answers, and columns that are combinations of others."""
    where = "" if by is None else f" in group {rows.label!r} of {by!r}"
    ratings = rated(model, rows.values)
    # of means of ratings, to the last digit
    distance = np.where(np.abs(ratings - knots) < 1e-9, 0.0, ratings - knots)
    for name, knot, column, answers in zip(model.names, knots, distance.T, ratings.T, strict=True):
        for side, there in (("below", column < 0), ("above", column > 0)):
            if not there.any():
                raise DataError(
                    f"The knot of {name!r}, {knot:.4g}, lies beyond its answers{where}: they run from"
                    f" {answers.min():.4g} to {answers.max():.4g}, none is {side} it. Choose another knot=,"
                    " or leave the attribute out."
                )
        if model.form == "moderated":
            for side, there in (("up to", column <= 0), ("above", column > 0)):
                if len(np.unique(column[there])) < 2:
                    raise DataError(
                        f"Attribute {name!r} has one single answer {side} the knot {knot:.4g}{where}: a line"
                        ' and a jump need two. Use form="spline", or choose another knot=.'
                    )
    x = table(model, knots, rows.values)[:, :-1]
    scaled = (x - x.mean(axis=0)) / x.std(axis=0)
    if np.linalg.matrix_rank(scaled, tol=1e-7 * np.sqrt(len(x)) * x.shape[1]) < x.shape[1]:
        names = [*(f"{each}[{name}]" for each in model.figures for name in model.names), *model.controls]
        share = np.linalg.svd(scaled, full_matrices=False)[2][-1]
        involved = [name for name, part in zip(names, share, strict=True) if abs(part) > 1e-3]
        raise DataError(
            f"{some(map(repr, involved), 6)} are linear combinations of each other{where}: no data can tell"
            " them apart. Leave one of them out, or choose other knots."
        )


def sides(part: Fitted, n_attributes: int) -> Array:
    """Respondents below, at and above each knot, shape (J, 3)."""
    below = (part.rows[:, :n_attributes] < 0).sum(axis=0)
    above = (part.rows[:, n_attributes : 2 * n_attributes] > 0).sum(axis=0)
    return np.column_stack([below, part.n - below - above, above])


def attribute_words(model: PiecewiseRegression, data: SurveyData | pd.DataFrame) -> Words:
    """Words of every attribute by language: of the item map, or of a column that stands for itself."""
    if isinstance(model.attributes, ItemMap):
        return FrozenMapping({each.name: each.labels for each in model.attributes.attributes if each.labels})
    return column_words(data, [name for name, columns in model.ratings.items() if columns == (name,)])


def _remarks(model: PiecewiseRegression, words: Words, part: Fitted, group: Group | None) -> list[Notice]:
    """What is doubtful: few answers on a side, slopes that fall, lost resamples."""
    j = len(model.names)
    found: list[Notice] = []
    least = sides(part, j)[:, [0, 2]].min(axis=1)
    few = [(name, f" ({n})") for name, n in zip(model.names, least, strict=True) if n < FEW]
    place: Any = group or ""
    if few:
        told = _told(words, few)
        found.append(notice("piecewise_few", DataWarning, attributes=told, least=FEW, group=place))
    u = part.linear(np.eye(len(part.params))[1 : 1 + 2 * j])
    falls = (u.estimate < 0) & (u.p_value < 1 - part.conf_level)
    falling = [(name, "") for i, name in enumerate(model.names) if falls[i] or falls[i + j]]
    if falling:
        told = _told(words, falling)
        found.append(notice("piecewise_falls", DataWarning, attributes=told, group=place))
    return found + lost_resamples(part.variation.n_boot, part.used, group)


def _told(words: Words, told: list[tuple[str, str]]) -> Group:
    """Attributes with remarks, by their words in either language."""
    en, zh = (
        [f"{words.get(name, {}).get(lang, name)}{remark}" for name, remark in told] for lang in ("en", "zh")
    )
    return Group(", ".join(en), FrozenMapping({"zh": "、".join(zh)}))
