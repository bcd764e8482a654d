"""What the reader of a fitted path model must know: notices about the data and about the estimate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from csmodels.errors import (
    AdmissibilityWarning,
    ConvergenceWarning,
    DataError,
    DataWarning,
    ResamplingWarning,
    some,
)
from csmodels.numerics import intervals
from csmodels.numerics.moments import Moments
from csmodels.numerics.pls import MAX_STEPS
from csmodels.path_models.estimation import Estimates
from csmodels.path_models.model import PathModel
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers, identical_items
from csmodels.tables.notices import Notice, notice


def data_notices(
    model: PathModel,
    data: SurveyData | pd.DataFrame | Moments,
    answers: Answers | None,
    failed: Mapping[Any, str],
) -> list[Notice]:
    """Repeated columns (an error within a block), groups left out, few rows."""
    if answers is None:
        return [notice("moments_only")]
    found: list[Notice] = []
    for first, second in identical_items(answers.values, answers.items):
        block = next(
            (n for n, c in model.measurement.items() if first in c.items and second in c.items), None
        )
        if block is not None:
            raise DataError(
                f"Items {first!r} and {second!r} of {block!r} hold the same answers in every row: one is a"
                " copy of the other. Leave one out."
            )
        found.append(notice("identical_items", DataWarning, first=first, second=second))
    found += [notice("group_failed", DataWarning, name=label, reason=why) for label, why in failed.items()]
    if len(answers.values) < len(answers.items):
        found.append(notice("few_rows", n=len(answers.values), p=len(answers.items)))
    if not model.plain:
        from csmodels.path_models.terms import term_notices

        found += term_notices(model)
    return found


def estimate_notices(model: PathModel, estimates: Estimates, groups: tuple[Any, ...]) -> list[Notice]:
    """Not converged, items against their block, resamples lost; each with its group."""
    notices: list[Notice] = []
    found, spec = estimates.members.fit, estimates.estimator.spec
    for g in range(len(found.paths)):
        place = f" [{groups[g]}]" if groups else ""
        least = _smallest_eigenvalue(estimates, g)
        if least < -1e-8:
            fields = {"value": f"{least:.4f}", "group": place}
            notices.append(notice("not_positive", AdmissibilityWarning, **fields))
        if not found.converged[g]:
            notices.append(notice("not_converged", ConvergenceWarning, steps=MAX_STEPS, group=place))
        for name, block, mode in zip(model.constructs, spec.blocks, spec.modes, strict=True):
            against = [model.columns[i] for i in range(block.start, block.stop) if found.loadings[g, i] < 0]
            if against and mode == "A" and name not in model.terms:
                fields = {"items": some(against), "construct": name, "group": place}
                notices.append(notice("reversed_items", AdmissibilityWarning, **fields))
        notices += _lost(estimates, g, place)
    return notices


def _smallest_eigenvalue(estimates: Estimates, g: int) -> float:
    """Of the items' correlations; negative only where pairs of items were answered by different people."""
    return float(np.linalg.eigvalsh(estimates.members.corr[g])[0])


def _lost(estimates: Estimates, g: int, place: str) -> list[Notice]:
    """Members that could not be estimated, where they cost the intervals something."""
    used = estimates.sound[g]
    if not len(used):
        return []
    if estimates.n_boot == 0:
        if used.all():
            return []
        lost = int((~used).sum())
        return [notice("no_errors", ResamplingWarning, lost=lost, members=len(used), group=place)]
    lost, n_boot = int((~used[: estimates.n_boot]).sum()), estimates.n_boot
    if lost <= intervals.LOST_WARN * n_boot:
        return []
    key = "resamples_withheld" if lost > intervals.LOST_WITHHOLD * n_boot else "resamples_lost"
    return [notice(key, ResamplingWarning, lost=lost, n_boot=n_boot, group=place)]
