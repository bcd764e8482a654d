"""The covariance matrix of the estimated parameters, from the information or as a sandwich."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.covariance import errors
from csmodels.numerics.covariance.likelihood import Sample
from csmodels.numerics.covariance.structure import implied
from csmodels.path_models.likelihood.asked import Likelihood, is_observed
from csmodels.path_models.likelihood.respondents import normalised
from csmodels.path_models.likelihood.solve import Scaled
from csmodels.path_models.prepared import Prepared

Array = NDArray[np.float64]


def covariance_of(
    units: Scaled, sample: Sample, theta: Array, n: Array, likelihood: Likelihood, prepared: Prepared
) -> Array:
    """Covariance matrix of the parameters, in the units of the data."""
    observed = is_observed(likelihood)
    info = n.sum() * errors.information(units.structure, sample, theta, observed)
    found = errors.inverse(info)
    if likelihood.robust is not None and prepared.rows:
        found = errors.sandwich(info, meat(units, theta, prepared, likelihood.robust == "sem"))
    out: Array = found / np.multiply.outer(units.ratio, units.ratio)
    return out


def meat(units: Scaled, theta: Array, prepared: Prepared, centred: bool = False) -> Array:
    """Covariance of the total score; respondents of all groups, units of the survey's design.

    Parameters
    ----------
    centred : bool
        Take the scores about their mean in each group, and items about theirs: what moments vary by, whether
        the model holds or not (Satorra and Bentler 1994). Otherwise misfit counts as variation (White 1982).
    """
    rows = normalised(prepared.rows)
    means = implied(units.structure, theta[None]).mean
    scores, weights, where = [], [], []
    for g, group in enumerate(rows):
        values = group.values / units.items
        if means is None or centred:
            values = values - np.average(values, axis=0, weights=group.weights)
        if means is not None and centred:
            values = values + means[0, g]
        of_group = errors.casewise(units.structure, theta, values, g)
        if centred:
            of_group = of_group - np.average(of_group, axis=0, weights=group.weights)
        scores.append(of_group)
        weights.append(np.ones(len(values)) if group.weights is None else group.weights)
        where.append(group.where)
    of_survey = None if prepared.design is None else prepared.design.units
    weighted = None if rows[0].weights is None else np.concatenate(weights)
    return errors.meat(np.concatenate(scores), weighted, of_survey, np.concatenate(where))
