"""Differences between the figures of two groups, with the uncertainty that both groups' variations give."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics import intervals
from csmodels.numerics.intervals import Uncertainty, normal_limits, withhold_fixed
from csmodels.numerics.linearization import gradients, total_covariance, unit_totals
from csmodels.numerics.variation import Bootstrap, Imputed, Linearized, Replicates, Variation
from csmodels.sampling.variations import rows_by_group

if TYPE_CHECKING:
    from csmodels.path_models.estimation import Estimates
    from csmodels.path_models.result import PathResult

Array = NDArray[np.float64]


def joint_draws(estimates: Estimates, groups: tuple[int, ...], varied: list[Array]) -> list[Array]:
    """Resamples of some groups, of the same length: those that could be estimated in every group.

    Parameters
    ----------
    estimates : Estimates
    groups : tuple of int
    varied : list of arrays of shape (k, members)
        Figures of every member of each group.

    Returns
    -------
    list of arrays of shape (k, n_used)
        Resample b of one group stands beside resample b of the others: independent of it, or of the same
        clusters where the survey declares some.
    """
    n_boot = estimates.n_boot
    used = np.logical_and.reduce([estimates.used[g] for g in groups])
    return [each[:, :n_boot][:, used] for each in varied]


def share_units(result: PathResult) -> bool:
    """Whether a sampling unit of the survey (a cluster, a respondent of several waves) lies in two groups."""
    design, answers = None if result.design is None else result.design.units, result.answers
    if design is None or answers is None or answers.group_codes is None:
        return False
    units = design.units[answers.rows]
    pairs = np.unique(units * len(answers.group_names) + answers.group_codes)
    return len(pairs) > len(np.unique(units))


def joint(result: PathResult) -> bool:
    """Whether the errors of differences contain what the groups have in common.

    That is so for resamples and linearised figures where the survey's units lie in several groups, and for
    replicate weights, which are the groups' common ones. Imputed answers are taken group by group.
    """
    kinds = {type(variation) for variation in result.estimates.variations}
    if kinds == {Replicates}:
        return True
    return not kinds & {Imputed, Variation} and share_units(result)


def covariances(result: PathResult, varied: list[Array]) -> dict[tuple[int, int], Array]:
    """Covariances of linearised figures between the groups of a survey with strata or clusters.

    Parameters
    ----------
    result : PathResult
    varied : list of arrays of shape (k, members)
        Figures of every member of each group's variation.

    Returns
    -------
    dict of pairs of groups to arrays of shape (k,)
        Empty where groups are independent, and where resamples or replicates carry it themselves.

    Notes
    -----
    Every respondent's influence values are summed by sampling unit, for each group (a domain of the
    survey); the covariance is that of the units' totals in both groups (Binder 1983; Deville 1999).
    """
    design, answers = None if result.design is None else result.design.units, result.answers
    variations = result.estimates.variations
    if design is None or answers is None or not any(isinstance(each, Linearized) for each in variations):
        return {}
    totals = {}
    for g, rows in enumerate(rows_by_group(answers, result.groups)):
        variation = variations[g]
        if isinstance(variation, Linearized):
            moments, values = variation.moments, result.estimator.extend(rows.values)
            slopes = gradients(varied[g], moments)
            totals[g] = unit_totals(values, moments, slopes, design.units[rows.where], rows.weights)
    pairs = combinations(totals, 2)
    return {(a, b): total_covariance(totals[a], totals[b], design) for a, b in pairs}


def difference(
    estimates: Estimates,
    pair: tuple[int, int],
    values: list[Array],
    varied: list[Array],
    conf_level: float,
    covariance: Array | None = None,
) -> Uncertainty:
    """First group minus second: errors, limits and p-values of figures of shape (k,).

    Parameters
    ----------
    estimates : Estimates
    pair : tuple of int
    values : list of two arrays of shape (k,)
    varied : list of two arrays of shape (k, members)
        The same figures of every member of the groups' variations.
    conf_level : float
    covariance : array, shape (k,), optional
        Of linearised figures of both groups: see `covariances`.

    Notes
    -----
    From resamples the differences are taken draw by draw: percentile limits, or normal ones where the fit
    asked for ``ci="normal"``; BCa and studentised limits exist for single groups only. Replicate weights
    are shared by the groups and give the error of the difference directly. Linearised variances add up,
    less twice the covariance where the groups come from one survey design, whose degrees of freedom
    make the limits Student's. The errors of imputed answers are taken for independent.
    """
    a, b = pair
    gap = values[0] - values[1]
    first, second = estimates.variations[a], estimates.variations[b]
    if isinstance(first, Replicates) and isinstance(second, Replicates):
        sound = estimates.sound[a] & estimates.sound[b]
        return first.uncertainty(gap, varied[0] - varied[1], sound)
    if isinstance(first, Bootstrap) and isinstance(second, Bootstrap):
        draws = joint_draws(estimates, pair, varied)
        return intervals.uncertainty(
            gap,
            draws[0] - draws[1],
            ci="normal" if first.ci == "normal" else "percentile",
            conf_level=conf_level,
            lost=1 - draws[0].shape[1] / estimates.n_boot,
            robust=first.robust,
        )
    each = [estimates.uncertainty(g, values[i], varied[i]) for i, g in enumerate(pair)]
    gap = each[0].estimate - each[1].estimate
    # a figure that is fixed in one group (a single item's weight) adds nothing to the error
    errors = [np.where(np.isnan(one.std_error), 0.0, one.std_error) for one in each]
    unknown = np.isnan(each[0].std_error) & np.isnan(each[1].std_error)
    variance = errors[0] ** 2 + errors[1] ** 2
    df = None
    if covariance is not None:
        free = (errors[0] > 0) & (errors[1] > 0)
        variance = np.maximum(variance - 2 * np.where(free, covariance, 0.0), 0.0)
        df = first.df if isinstance(first, Linearized) else None
    error = np.where(unknown, np.nan, np.sqrt(variance))
    return withhold_fixed(Uncertainty(gap, error, *normal_limits(gap, error, conf_level, 0.0, df)))


def how(estimates: Estimates) -> str:
    """Name of the kind of limits that `difference` gives."""
    first = estimates.variations[0]
    return "percentile" if isinstance(first, Bootstrap) and first.ci != "normal" else "normal"


def origin(estimates: Estimates) -> str | None:
    """Where the errors of differences come from; None where the fit has none."""
    kinds = {type(variation) for variation in estimates.variations}
    # a group in which every answer is there is linearised beside groups that were imputed
    for kind, name in (
        (Imputed, "imputed"),
        (Bootstrap, "resamples"),
        (Replicates, "replicates"),
        (Linearized, "linearized"),
    ):
        if kind in kinds:
            return name
    return None
