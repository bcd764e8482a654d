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
from csmodels.numerics.plsc import SLACK, reliabilities
from csmodels.path_models.admissibility import corrected
from csmodels.path_models.estimation import Array, Estimates, Estimator, Members
from csmodels.path_models.model import PathModel
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers, identical_items
from csmodels.tables.notices import Notice, notice

#: Condition index (root of the largest over the smallest eigenvalue) above which regression weights are
#: taken for unsteady (Belsley, Kuh and Welsch 1980: 30 and more).
COLLINEAR = 30.0
#: Items whose correlation is that close to 1 or -1 are the same.
REPEATED = 1e-9


def data_notices(
    model: PathModel,
    data: SurveyData | pd.DataFrame | Moments,
    answers: Answers | None,
    failed: Mapping[Any, str],
) -> list[Notice]:
    """Repeated columns (an error within a block), groups left out, few rows."""
    p = len(model.items)
    if answers is None:
        assert isinstance(data, Moments)  # whatever has rows has answers
        few = data.n is not None and float(data.n) < p
        return [notice("moments_only"), *([notice("few_rows", n=f"{data.n:g}", p=p)] if few else [])]
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
    if answers.group_codes is None:
        found += [notice("few_rows", n=len(answers.values), p=p)] if len(answers.values) < p else []
    else:
        sizes = zip(answers.group_names, np.bincount(answers.group_codes).tolist(), strict=True)
        found += [notice("few_rows_in_group", name=label, n=n, p=p) for label, n in sizes if n < p]
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
            if mode == "B":
                notices += _collinear(model, estimates, g, name, block, place)
        notices += _lost(estimates, g, place)
    return notices + _opposite(model, estimates, groups)


def _collinear(
    model: PathModel, estimates: Estimates, g: int, name: str, block: slice, place: str
) -> list[Notice]:
    """Regression weights of items that nearly follow from each other, with the condition number."""
    own = estimates.members.corr[g][block, block]
    values = np.linalg.eigvalsh(own)
    condition = float(np.sqrt(values[-1] / max(values[0], np.finfo(float).tiny)))
    if condition <= COLLINEAR:
        return []
    fields = {"items": some(_together(model.measurement[name].items, own)), "construct": name}
    return [notice("near_collinear", DataWarning, **fields, value=f"{condition:.0f}", group=place)]


def _together(items: tuple[str, ...], corr: Array) -> list[str]:
    """The items that make a block (nearly) singular: those in its smallest principal component."""
    least = np.abs(np.linalg.eigh(corr)[1][:, 0])
    return [item for item, part in zip(items, least, strict=True) if part > 0.1]


def _opposite(model: PathModel, estimates: Estimates, groups: tuple[Any, ...]) -> list[Notice]:
    """Constructs turned one way in some groups and the other way in others: their paths do not compare."""
    loadings, found = estimates.members.fit.loadings, []
    for name, block in zip(model.constructs, estimates.estimator.spec.blocks, strict=True):
        agreement = loadings[:, block] @ loadings[0, block]
        if name not in model.terms and (agreement < 0).any():
            other = groups[int(np.flatnonzero(agreement < 0)[0])]
            fields = {"construct": name, "first": groups[0], "second": other}
            found.append(notice("opposite_groups", AdmissibilityWarning, **fields))
    return found


def dependent_items(name: str, items: tuple[str, ...], corr: Array) -> str:
    """Why Mode B weights do not exist; ``{group}`` stands where the group is to be named."""
    size = np.abs(np.triu(corr, 1))
    i, j = np.unravel_index(int(size.argmax()), size.shape)
    if size[i, j] > 1 - REPEATED:
        return (
            f"Items {items[i]!r} and {items[j]!r} of {name!r} are linearly dependent{{group}} (correlation"
            f" {corr[i, j]:.0f}, infinite condition number): one repeats the other, so Mode B weights do not"
            " exist. Leave one out."
        )
    return (
        f"The items of {name!r} are linearly dependent{{group}} ({some(_together(items, corr))}; infinite"
        " condition number), so Mode B weights do not exist. Leave out an item that follows from the others,"
        " or use mode='A'."
    )


def not_reliable(model: PathModel, estimator: Estimator, members: Members) -> str:
    """Why PLSc does not exist; ``{group}`` stands where the group is to be named."""
    rho = reliabilities(members.corr, estimator.spec, members.fit, corrected(estimator))[0]
    low = [
        f"{n!r} ({value:.3f})" for n, value in zip(model.constructs, rho, strict=True) if not value > SLACK
    ]
    return (
        f"The correction for attenuation does not exist{{group}}: rho_a is not positive for {some(low)}. Fit"
        ' estimator="pls", and look at the items of constructs with a low alpha.'
    )


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
