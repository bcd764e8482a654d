"""Retention as observed at each level of satisfaction, beside the fitted curve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.linearization import kish
from csmodels.numerics.simulation import wilson_at
from csmodels.sampling.options import Options
from csmodels.sampling.variations import GroupRows
from csmodels.strategy.value.sampled import sampled
from csmodels.survey.design import SurveyDesign

Array = NDArray[np.float64]

#: More distinct values than these are put into classes of equal width.
DISTINCT, CLASSES = 11, 8


@dataclass(frozen=True, eq=False)
class Levels:
    """One group's levels: where, how many, and the share kept with limits; arrays of shape (levels,)."""

    at: Array
    n: NDArray[np.intp]
    share: Array
    low: Array
    high: Array
    ends: tuple[float, float]


def levels_of(
    satisfaction: Array, kept: Array, rows: GroupRows, options: Options, design: SurveyDesign | None
) -> Levels:
    """Observed retention by level, with limits under the design.

    Limits are made on the scale of the logit; where all or none were kept they are Wilson's, at Kish's
    effective size.
    """
    from scipy.special import ndtri

    values = np.unique(satisfaction)
    if len(values) <= DISTINCT:
        codes = np.searchsorted(values, satisfaction)
    else:
        edges = np.linspace(values[0], values[-1], CLASSES + 1)
        codes = np.clip(np.searchsorted(edges, satisfaction, side="right") - 1, 0, CLASSES - 1)
    present, codes = np.unique(codes, return_inverse=True)
    hot = (codes[:, None] == np.arange(len(present))).astype(np.float64)
    both = hot * kept[:, None]

    def solve(weights: Array) -> Array:
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Array = (weights @ both) / (weights @ hot)
            return found

    def influence(share: Array, weights: Array) -> Array:
        found: Array = weights[:, None] * (both - hot * share) / (weights @ hot)
        return found

    found = sampled(rows, options, design, solve, influence).figures(lambda x: x, "logit")
    weights = np.ones(len(kept)) if rows.weights is None else rows.weights
    share, low, high = found.estimate, found.conf_low.copy(), found.conf_high.copy()
    bare = (share <= 0) | (share >= 1) | ~np.isfinite(low)
    if bare.any() and (len(rows.values) and options.se != "none"):
        effective = np.array([kish(weights[codes == j])[0] for j in np.flatnonzero(bare)])
        z = np.full(len(effective), float(ndtri((1 + options.conf_level) / 2)))
        low[bare], high[bare] = wilson_at(share[bare], effective, z)
    sums = weights @ hot
    at = ((weights * satisfaction) @ hot) / sums
    ends = (float(values[0]), float(values[-1]))
    return Levels(at, hot.sum(axis=0).astype(np.intp), share, low, high, ends)
