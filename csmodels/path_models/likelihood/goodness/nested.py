"""Two nested covariance models on the same answers: does the restriction cost fit?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, check_choice, some
from csmodels.numerics.covariance import measures
from csmodels.numerics.covariance.likelihood import Sample
from csmodels.numerics.covariance.search import minimise
from csmodels.numerics.covariance.structure import implied
from csmodels.path_models.likelihood.goodness.measures import fit_measures, scaling_factor, srmr

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.result import CovarianceResult

Array = NDArray[np.float64]

METHODS = ("2001", "2010")
#: Discrepancy up to which the free model is said to reproduce what the restricted one implies.
NESTED = 1e-6
#: Differences of moments, in standard deviations, that are rounding.
SAME = 1e-8


def nested(restricted: CovarianceResult, free: CovarianceResult, *, method: str = "2001") -> pd.Series:
    """Compare a model with a less restricted one by the difference of their chi-squares.

    Use it where one model is the other with something held fixed or equal: a path left out, loadings equal in
    all groups.

    Parameters
    ----------
    restricted, free : CovarianceResult
        Fitted to the same answers, both robust in the same way or neither.
    method : {"2001", "2010"}
        Scaled difference of robust fits: from both scaling factors (Satorra and Bentler 2001), or with the
        free model's factor taken at the restricted model's estimates (2010), which is positive always.

    Returns
    -------
    Series of float
        `chi2_difference`, `df_difference`, `p_value`; `cfi_difference`, `rmsea_difference`,
        `srmr_difference`, `aic_difference`, `bic_difference`: always restricted minus free, so that a loss of
        fit shows as a higher chi-square and a negative `cfi_difference`. Of robust fits moreover
        `chi2_difference_scaled`, `scaling_factor`, `p_value_scaled`, `cfi_difference_robust` and
        `rmsea_difference_robust`: read these, for the plain test takes answers for normal.

        `chi2_difference_scaled` is missing where the factor of 2001 is not positive; ask for 2010 then.

    Raises
    ------
    SpecificationError
        Other answers, items or groups; one fit robust and the other not; as many degrees of freedom or fewer;
        or a restricted model that is no special case of the free one.

    Notes
    -----
    That one model is nested in the other is checked by fitting the free model to the moments that the
    restricted one implies: it must reproduce them (Bentler and Satorra 2010). Where one model has means and
    the other leaves them free, the free ones are counted: as parameters in AIC and BIC, and as moments in
    both SRMRs.

    Of answers with gaps that were not left out listwise all but `srmr_difference` is missing.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.path_models.likelihood.goodness.nested import nested
    >>> hotel = cs.datasets.load_hotel()
    >>> blocks = {"Quality": ["qual_overall", "qual_custom", "qual_reliability"],
    ...           "Value": ["value_price", "value_quality"],
    ...           "Satisfaction": ["sat_overall", "sat_expectation", "sat_ideal"]}
    >>> full = {"Value": ["Quality"], "Satisfaction": ["Quality", "Value"]}
    >>> chain = {"Value": ["Quality"], "Satisfaction": ["Value"]}
    >>> free = cs.PathModel(blocks, full).fit(hotel, "ml")
    >>> restricted = cs.PathModel(blocks, chain).fit(hotel, "ml")
    >>> float(nested(restricted, free)["df_difference"])
    1.0
    """
    check_choice("method", method, METHODS)
    _check_same_answers(restricted, free)
    small, large = fit_measures(restricted), fit_measures(free)
    df = small["df"] - large["df"]
    if not df > 0:
        raise SpecificationError(
            f"The restricted model has {small['df']:.0f} degrees of freedom, the free one {large['df']:.0f}:"
            " the restricted model, which has more of them, comes first."
        )
    at = _reproduced(restricted, free)
    chi2 = small["chi2"] - large["chi2"]
    means = restricted.estimates.structure.means or free.estimates.structure.means
    k = small["n_params"] - large["n_params"] + _free_means(restricted) - _free_means(free)
    found = {
        "chi2_difference": chi2,
        "df_difference": df,
        "p_value": measures.p_value(chi2, df),
        "cfi_difference": small["cfi"] - large["cfi"],
        "rmsea_difference": small["rmsea"] - large["rmsea"],
        "srmr_difference": srmr(restricted, means) - srmr(free, means),
        "aic_difference": chi2 + 2 * k,
        "bic_difference": chi2 + np.log(small["n"]) * k,
    }
    if "scaling_factor" in small:
        factor = large["scaling_factor"]
        if method == "2010" and large["df"]:
            factor = scaling_factor(free, structure=free.units.structure, theta=at)
        scaled, difference = measures.scaled_difference(
            (small["chi2"], small["df"], small["scaling_factor"]), (large["chi2"], large["df"], factor)
        )
        found |= {
            "chi2_difference_scaled": scaled,
            "scaling_factor": difference,
            "p_value_scaled": measures.p_value(scaled, df),
            "cfi_difference_robust": small["cfi_robust"] - large["cfi_robust"],
            "rmsea_difference_robust": small["rmsea_robust"] - large["rmsea_robust"],
        }
    return pd.Series(found, dtype=np.float64, name="nested")


def _free_means(result: CovarianceResult) -> int:
    """Means that a model without a mean structure estimates and does not count."""
    structure = result.estimates.structure
    return 0 if structure.means else structure.n_groups * structure.n_items


def _check_same_answers(restricted: CovarianceResult, free: CovarianceResult) -> None:
    """Refuse to compare what was not fitted to the same answers in the same way."""
    why = None
    one, other = restricted.estimates, free.estimates
    if set(restricted.table.items) != set(free.table.items):
        odd = sorted(set(restricted.table.items) ^ set(free.table.items))
        why = f"{some(odd, 6)} belongs to one of them only"
    elif restricted.groups != free.groups:
        why = f"their groups are {restricted.groups} and {free.groups}"
    elif not np.allclose(one.n, other.n, rtol=SAME):
        why = f"one has n={one.n_total:g}, the other n={other.n_total:g}"
    elif restricted.settings["robust"] != free.settings["robust"]:
        why = (
            f"one was fitted with robust={restricted.settings['robust']!r}, the other with"
            f" robust={free.settings['robust']!r}"
        )
    else:
        at = _order(restricted, free)
        sd = restricted.units.items[at]
        away = one.sample.cov[..., at, :][..., :, at] - other.sample.cov
        if np.abs(away / np.multiply.outer(sd, sd)).max() > SAME:
            why = "the covariances of their items differ"
    if why is not None:
        raise SpecificationError(f"Only models of the same answers can be compared, but {why}.")


def _order(restricted: CovarianceResult, free: CovarianceResult) -> list[int]:
    """Where the restricted model has the items of the free one."""
    return [restricted.table.items.index(item) for item in free.table.items]


def _reproduced(restricted: CovarianceResult, free: CovarianceResult) -> Array:
    """Parameters (scaled units) at which the free model implies what the restricted one does."""
    order, structure = _order(restricted, free), free.units.structure
    found = implied(restricted.estimates.structure, restricted.estimates.theta[None])
    cov = np.asarray(found.cov[..., order, :][..., :, order], dtype=np.float64)
    # means that the restricted model leaves free are those of the sample
    mean = restricted.estimates.sample.mean if found.mean is None else found.mean
    target = free.units.sample(
        cov, None if mean is None else mean[..., order], restricted.estimates.sample.shares
    )
    start = free.estimates.theta * free.units.ratio
    end = minimise(structure, Sample(target.cov, target.mean, target.shares), start[None])
    if end.converged[0] and end.value[0] > NESTED:
        raise SpecificationError(
            "The restricted model is no special case of the free one: it implies covariances that the free"
            " model cannot reproduce, so their chi-squares cannot be subtracted. Compare AIC or BIC."
        )
    return np.asarray(end.theta[0])
