"""Who counts in a fit, and what its settings say of the respondents and of their errors."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from csmodels.sampling.options import Options, how_resampled
from csmodels.sampling.variations import GroupRows
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers
from csmodels.survey.design import SurveyDesign


def counted(answers: Answers) -> Answers:
    """The respondents that count: one of weight 0 has no share in any figure, count or resample.

    The design keeps their strata and clusters, which are looked up by the rows' places in the survey.
    """
    if answers.weights is None or answers.weights.all():
        return answers
    kept = answers.weights > 0
    return replace(
        answers,
        values=answers.values[kept],
        index=answers.index[kept],
        weights=answers.weights[kept],
        groups=None if answers.groups is None else answers.groups[kept],
        group_codes=None if answers.group_codes is None else answers.group_codes[kept],
        rows=answers.rows[kept],
    )


def counted_rows(rows: GroupRows) -> GroupRows:
    """The same of the rows of a group."""
    if rows.weights is None or (rows.weights > 0).all():
        return rows
    kept = rows.weights > 0
    return replace(rows, values=rows.values[kept], weights=rows.weights[kept], where=rows.where[kept])


def respondents(data: SurveyData | pd.DataFrame, answers: Answers, n: int, missing: str) -> dict[str, Any]:
    """Settings: how many respondents of how many rows, their weights, strata and clusters.

    Parameters
    ----------
    data : SurveyData or DataFrame
    answers : Answers
    n : int
        Respondents that count.
    missing : str
        The rule for missing answers.
    """
    weights = data.weights if isinstance(data, SurveyData) else None
    return {
        "n": n,
        "n_rows": answers.n_rows,
        "n_dropped": answers.n_dropped,
        "missing": missing,
        "weights": weights or "none",
        **designed(data),
    }


def uncertainty(
    errors: str,
    options: Options,
    design: SurveyDesign | None,
    by: str | None,
    *,
    without: int = 0,
    key: str = "errors",
) -> dict[str, Any]:
    """Settings: where errors and limits come from, respondents without a weight, the column of groups.

    Parameters
    ----------
    errors : str
    options : Options
    design : SurveyDesign, optional
    by : str, optional
    without : int
        Respondents of weight 0.
    key : str
        What the errors are called.
    """
    found: dict[str, Any] = {
        key: errors,
        "n_boot": options.n_boot or 0,
        "seed": options.seed,
        "ci": options.ci or "normal",
        "conf_level": options.conf_level,
    }
    if without:
        found["n_without_weight"] = without
    if options.n_boot:
        found["resample"] = how_resampled(options, design)
    if by is not None:
        found["by"] = by
    return found


def designed(data: object) -> dict[str, object]:
    """Settings: the columns of strata, clusters and replicate weights, where the survey declares some."""
    if not isinstance(data, SurveyData):
        return {}
    found: dict[str, object] = {}
    if data.strata:
        found["strata"] = data.strata
    if data.clusters:
        found["clusters"] = data.clusters
    if data.replicate_weights:
        found["replicate_weights"] = len(data.replicate_weights)
    return found
