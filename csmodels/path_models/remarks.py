"""What the reader of a fitted path model must know: notices about the data and about the estimate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
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
from csmodels.sampling.group_notices import group_notice, together
from csmodels.sampling.remarks import NO_LABELS, Labels, left_out
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers, identical_items
from csmodels.tables.notices import Group, Notice, in_words, notice

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
    labels: Labels = NO_LABELS,
) -> list[Notice]:
    """Repeated columns (an error within a block), groups left out, few rows; `labels` are words of groups."""
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
    # products of filled-in answers do not exist
    found += left_out(answers, labels, "left_open_terms" if model.terms else "left_open")
    found += _failed(failed, labels)
    found += _few_rows(answers, p, labels)
    if not model.plain:
        from csmodels.path_models.terms import term_notices

        found += term_notices(model)
    return found


def _failed(failed: Mapping[Any, str], labels: Labels) -> list[Notice]:
    """Groups that are in no table; those with one reason in one sentence."""
    alike: dict[str, list[Group]] = {}
    for group, why in zip(in_words(failed, labels), failed.values(), strict=True):
        alike.setdefault(why, []).append(group)
    return [
        notice("group_failed", DataWarning, name=groups[0], reason=why)
        if len(groups) == 1
        else group_notice("groups_failed", DataWarning, groups=groups, reason=why)
        for why, groups in alike.items()
    ]


def _few_rows(answers: Answers, p: int, labels: Labels) -> list[Notice]:
    """Fewer complete answers than items, in the whole or in groups."""
    if answers.group_codes is None:
        return [notice("few_rows", n=len(answers.values), p=p)] if len(answers.values) < p else []
    groups = in_words(answers.group_names, labels)
    sizes = zip(groups, np.bincount(answers.group_codes).tolist(), strict=True)
    small = [(group, n) for group, n in sizes if n < p]
    if len(small) == 1:
        return [notice("few_rows_in_group", name=small[0][0], n=small[0][1], p=p)]
    told = [replace(group, remark=f" ({n})") for group, n in small]
    return [group_notice("few_rows_in_groups", groups=told, p=p)] if small else []


def estimate_notices(
    model: PathModel, estimates: Estimates, names: tuple[Any, ...], labels: Labels = NO_LABELS
) -> list[Notice]:
    """Not converged, items against their block, resamples lost; each with its groups."""
    groups = in_words(names, labels)
    notices: list[Notice] = []
    found, spec = estimates.members.fit, estimates.estimator.spec
    for g in range(len(found.paths)):
        place = groups[g : g + 1]
        least = _smallest_eigenvalue(estimates, g)
        if least < -1e-8:
            notices.append(group_notice("not_positive", AdmissibilityWarning, groups=place, value=least))
        if not found.converged[g]:
            notices.append(group_notice("not_converged", ConvergenceWarning, groups=place, steps=MAX_STEPS))
        for name, block, mode in zip(model.constructs, spec.blocks, spec.modes, strict=True):
            against = [model.columns[i] for i in range(block.start, block.stop) if found.loadings[g, i] < 0]
            if against and mode == "A" and name not in model.terms:
                key = "reversed_item" if len(against) == 1 else "reversed_items"
                notices.append(
                    group_notice(key, AdmissibilityWarning, items=against, groups=place, construct=name)
                )
            if mode == "B":
                notices += _collinear(model, estimates, g, name, block, place)
        notices += _lost(estimates, g, place)
    return together(notices) + _opposite(model, estimates, groups)


def _collinear(
    model: PathModel, estimates: Estimates, g: int, name: str, block: slice, place: tuple[Any, ...]
) -> list[Notice]:
    """Regression weights of items that nearly follow from each other, with the condition number."""
    own = estimates.members.corr[g][block, block]
    values = np.linalg.eigvalsh(own)
    condition = float(np.sqrt(values[-1] / max(values[0], np.finfo(float).tiny)))
    if condition <= COLLINEAR:
        return []
    items = _dependent(model.measurement[name].items, own)
    value = round(condition)
    return [
        group_notice("near_collinear", DataWarning, items=items, groups=place, construct=name, value=value)
    ]


def _dependent(items: tuple[str, ...], corr: Array) -> list[str]:
    """The items that make a block (nearly) singular: those in its smallest principal component."""
    least = np.abs(np.linalg.eigh(corr)[1][:, 0])
    return [item for item, part in zip(items, least, strict=True) if part > 0.1]


def _opposite(model: PathModel, estimates: Estimates, groups: tuple[Group, ...]) -> list[Notice]:
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
        f"The items of {name!r} are linearly dependent{{group}} ({some(_dependent(items, corr))}; infinite"
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


def _lost(estimates: Estimates, g: int, place: tuple[Any, ...]) -> list[Notice]:
    """Members that could not be estimated, where they cost the intervals something."""
    used = estimates.sound[g]
    if not len(used):
        return []
    if estimates.n_boot == 0:
        if used.all():
            return []
        lost = int((~used).sum())
        return [group_notice("no_errors", ResamplingWarning, groups=place, lost=lost, members=len(used))]
    lost, n_boot = int((~used[: estimates.n_boot]).sum()), estimates.n_boot
    if lost <= intervals.LOST_WARN * n_boot:
        return []
    key = "resamples_withheld" if lost > intervals.LOST_WITHHOLD * n_boot else "resamples_lost"
    return [group_notice(key, ResamplingWarning, groups=place, lost=lost, n_boot=n_boot)]
