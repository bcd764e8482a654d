"""Differences between the figures of two groups, with the uncertainty that both groups' variations give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics import intervals
from csmodels.numerics.intervals import Uncertainty, normal_limits, withhold_fixed
from csmodels.numerics.variation import Bootstrap, Replicates

if TYPE_CHECKING:
    from csmodels.path_models.estimation import Estimates

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


def difference(
    estimates: Estimates, pair: tuple[int, int], values: list[Array], varied: list[Array], conf_level: float
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

    Notes
    -----
    From resamples the differences are taken draw by draw: percentile limits, or normal ones where the fit
    asked for ``ci="normal"``; BCa and studentised limits exist for single groups only. Replicate weights
    are shared by the groups and give the error of the difference directly. Linearised and pooled
    errors are those of independent groups: the root of the sum of squares.
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
    error = np.where(unknown, np.nan, np.hypot(*errors))
    return withhold_fixed(Uncertainty(gap, error, *normal_limits(gap, error, conf_level, 0.0)))


def how(estimates: Estimates) -> str:
    """Name of the kind of limits that `difference` gives."""
    first = estimates.variations[0]
    return "percentile" if isinstance(first, Bootstrap) and first.ci != "normal" else "normal"
