"""Data made ready for a fit: answers and rows by group, or moments that were published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from csmodels.errors import DataError, SpecificationError, some
from csmodels.numerics.moments import Moments
from csmodels.path_models.model import PathModel
from csmodels.path_models.statements import Refused, refuse_mixed
from csmodels.sampling.options import Options
from csmodels.sampling.variations import GroupRows, rows_by_group
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers, read_answers
from csmodels.survey.design import SurveyDesign
from csmodels.survey.groups import failing_groups, keep_groups


@dataclass(frozen=True, eq=False)
class Prepared:
    """Data made ready for the fit: answers and rows by group, or moments that were published."""

    answers: Answers | None
    design: SurveyDesign | None
    rows: list[GroupRows]
    moments: Moments | None
    labels: tuple[Any, ...] | None
    failed: Mapping[Any, str]


def prepare(
    model: PathModel,
    data: SurveyData | pd.DataFrame | Moments,
    min_rows: int,
    options: Options,
    by: str | None,
    ranges: dict[str, tuple[float, float]] | None,
    design: SurveyDesign | None,
) -> Prepared:
    """Read what the model needs; groups that cannot be estimated are told apart, with the reason."""
    if isinstance(data, Moments):
        moments = published(model, data, by, options.n_boot, min_rows)
        return Prepared(None, None, [], moments, None, {})
    if options.missing in ("em", "pairwise", "mean"):
        from csmodels.path_models.terms import refuse_unfinished_products

        refuse_unfinished_products(model, options.missing)
    frame = data.frame if isinstance(data, SurveyData) else data
    if isinstance(frame, pd.DataFrame):
        try:
            refuse_mixed(model.measurement, frame.columns)
        except Refused as problem:
            raise SpecificationError(f"{problem}.") from None
    answers = read_answers(
        data,
        model.items,
        missing=options.missing,
        by=by,
        ranges=ranges,
        min_rows=min_rows,
        # groups are looked at one by one: one that fails must not stop the others
        scoring=by is not None,
    )
    failed: dict[Any, str] = {} if by is None else failing_groups(answers, min_rows)
    if by is not None and len(failed) == len(answers.group_names):
        first, why = next(iter(failed.items()))
        raise DataError(f"No group of {by!r} (by=) can be estimated; {first!r}: {why}")
    labels = None if by is None else tuple(g for g in answers.group_names if g not in failed)
    if labels is not None:
        answers = keep_groups(answers, labels)
    return Prepared(answers, design, rows_by_group(answers, labels), None, labels, failed)


def published(model: PathModel, data: Moments, by: str | None, n_boot: int | None, least: int) -> Moments:
    """Moments given by the user, in the order of the model's items."""
    if by is not None or n_boot:
        raise SpecificationError(
            "A model fitted from Moments has no rows to group or resample: n_boot=0, by=None."
        )
    if data.cov.ndim != 2 or not data.names:
        raise SpecificationError("Moments need one covariance matrix and names=[...] of its items.")
    absent = [item for item in model.items if item not in data.names]
    if absent:
        raise DataError(f"The Moments have no item {absent[0]!r}. Items: {some(data.names, 12)}.")
    mine = data.take([data.names.index(item) for item in model.items])
    if mine.n is not None and np.ndim(mine.n):
        raise SpecificationError(f"n={mine.n!r} must be one number for one covariance matrix.")
    n = np.nan if mine.n is None else float(mine.n)
    if n < least:
        raise DataError(
            f"The Moments come from n={n:g} respondents; at least {least} are needed. Leave n out where it is"
            " not known, or is no number of respondents."
        )
    return Moments._of(mine.cov[None], None if mine.mean is None else mine.mean[None], np.array([n]))
