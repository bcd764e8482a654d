"""Means of the constructs of each group beside those of the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.covariance.likelihood import Sample
from csmodels.numerics.covariance.structure import factor_cov, implied
from csmodels.path_models.terms import HigherOrder

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.result import CovarianceResult

Array = NDArray[np.float64]


def latent_means(result: CovarianceResult) -> pd.DataFrame:
    """Differences of construct means to the first group, with limits, and in standard deviations.

    Parameters
    ----------
    result : CovarianceResult
        With equal intercepts.

    Returns
    -------
    DataFrame
        By group (all but the first) and construct. The standard deviation is that within the two groups,
        their variances weighted by size, since they need not be equal (an effect size in the manner of
        Hancock 2001, pooled as by Thompson and Green 2006; both after works that cite them, and the weights
        n rather than n - 1 are ours). Higher-order constructs are left out: their dimensions carry the
        differences, each its own.
    """
    structure, n = result.estimates.structure, result.estimates.n
    measured = result.model.measurement
    names = [name for name in result.model.constructs if not isinstance(measured[name], HigherOrder)]
    at = [result.table.factors.index(name) for name in names]

    def raw(theta: Array, sample: Sample) -> Array:
        shift = implied(structure, theta).shift
        assert shift is not None  # a model with equal intercepts has means
        found: Array = (shift[:, 1:, at] - shift[:, :1, at]).reshape(len(theta), -1)
        return found

    def scaled(theta: Array, sample: Sample) -> Array:
        variance = np.einsum("bgii->bgi", factor_cov(structure, theta))[..., at]
        weighted = variance * n[:, None]
        pooled = (weighted[:, 1:] + weighted[:, :1]) / (n[1:] + n[0])[:, None]
        found: Array = raw(theta, sample) / np.sqrt(pooled).reshape(len(theta), -1)
        return found

    one, two = (result.estimates.uncertainty(figure) for figure in (raw, scaled))
    index = pd.MultiIndex.from_product(
        [result.groups[1:], names], names=[str(result.settings["by"]), "construct"]
    )
    return pd.DataFrame(
        {
            "difference": one.estimate,
            "std_error": one.std_error,
            "conf_low": one.conf_low,
            "conf_high": one.conf_high,
            "p_value": one.p_value,
            "standardized": two.estimate,
            "standardized_low": two.conf_low,
            "standardized_high": two.conf_high,
        },
        index=index,
    )
