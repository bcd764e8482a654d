"""Fitting again what a result was fitted to, under other options: nothing is read twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from csmodels.errors import SpecificationError
from csmodels.numerics.covariance.likelihood import Sample
from csmodels.numerics.variation import Variation
from csmodels.path_models.likelihood.asked import Likelihood, is_observed, robust_where_needed, rules_of
from csmodels.path_models.likelihood.estimates import Estimates
from csmodels.path_models.likelihood.fit import estimated
from csmodels.path_models.likelihood.parameters import parameter_table
from csmodels.path_models.likelihood.solve import scaled
from csmodels.path_models.prepared import Prepared
from csmodels.sampling.variations import rows_by_group
from csmodels.tables import FrozenMapping

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.result import CovarianceResult


def refit(result: CovarianceResult, **changes: Any) -> CovarianceResult:
    """Fit the same model to the same answers under other options of maximum likelihood.

    Use it wherever one fit is compared with another: equalities between groups, another unit of the
    constructs. Standard errors come from the information, without resamples, robust where those of `result`
    are. Where the answers have weights, strata, clusters or replicate weights they are always the sandwich
    (``robust="mlr"``), also if those of `result` came from resamples or from the replicate weights: these do
    not enter a second fit, which takes weighted respondents, or the declared clusters, for independent draws.

    Parameters
    ----------
    result : CovarianceResult
        Of rows; groups that could not be fitted stay out.
    **changes
        Fields of `Likelihood`: ``equal``, ``free``, ``scaling``, ``means``, ``robust``, ``information``,
        ``reliability``. What is not named stays as it was, but ``equal`` and ``free``, which begin empty.

    Returns
    -------
    CovarianceResult

    Raises
    ------
    SpecificationError
        The result was fitted to moments, or the changed model is not identified.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.path_models.likelihood.refit import refit
    >>> hotel = cs.datasets.load_hotel()
    >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom", "qual_reliability"]}, {})
    >>> result = model.fit(hotel, "ml", by="quarter")
    >>> equal = refit(result, equal=("loadings",))
    >>> equal.optimum.discrepancy > result.optimum.discrepancy
    True
    """
    prepared = prepared_again(result)
    # the information alone knows nothing of a survey's weights and design
    likelihood = robust_where_needed(replace(_asked(result), **changes), prepared, resampled=False)
    given, n = result.estimates, result.estimates.n
    raw: Sample = given.sample
    table = parameter_table(result.model, rules_of(result.model, likelihood, raw, max(1, len(result.groups))))
    units = scaled(table, np.sqrt(np.einsum("gii,g->i", raw.cov[0], raw.shares)))
    theta, optimum, covariance, fitted = estimated(
        result.model, table, units, raw, n, replace(likelihood, optimizer="scoring"), prepared
    )
    estimates = Estimates(
        structure=table.structure,
        theta=theta / units.ratio,
        ratio=units.ratio,
        sample=raw,
        n=n,
        covariance=covariance,
        variation=Variation(given.variation.conf_level),
        draws=np.empty((0, len(theta))),
        drawn=None,
        sound=np.empty(0, dtype=bool),
        df=given.df,
    )
    return replace(
        result,
        table=table,
        estimates=estimates,
        optimum=optimum,
        units=units,
        incomplete=None if fitted is None else fitted.likelihood,
        settings=FrozenMapping(_kept(result) | _said(likelihood)),
        notices=(),
    )


def prepared_again(result: CovarianceResult) -> Prepared:
    """The data of a fit as its estimator saw them, from what the result kept."""
    answers, groups = result.answers, result.groups or None
    if answers is None:
        raise SpecificationError(
            "A model fitted from Moments has no rows to fit again; fit it to the respondents' answers."
        )
    rows = rows_by_group(answers, groups)
    return Prepared(answers, result.design, rows, None, groups, result.failed_groups)


def _asked(result: CovarianceResult) -> Likelihood:
    """What the result was asked for, without equalities."""
    said = result.settings
    robust, scaling = str(said["robust"]), str(said["scaling"])
    usual = "observed" if robust == "mlr" else "expected"
    return Likelihood(
        robust=None if robust == "none" else robust,
        information=None if said["information"] == usual else str(said["information"]),
        scaling="unit" if scaling == "unit" else "marker",
        means=result.estimates.structure.means,
        reliability=_reliability(result),
    )


def _reliability(result: CovarianceResult) -> Mapping[str, float]:
    """The stated reliabilities of single items, from the error variances they left."""
    sample = result.estimates.sample
    pooled = np.einsum("gii,g->i", sample.cov[0], sample.shares)
    variance = dict(zip(result.table.items, pooled.tolist(), strict=True))
    found = {}
    for name, construct in result.model.measurement.items():
        if len(construct.items) == 1:
            (item,) = construct.items
            held = result.table.parameters[result.table.where(item, "~~", item)]
            if not held.free and held.value > 0:
                found[name] = 1 - held.value / variance[item]
    return found


def _kept(result: CovarianceResult) -> dict[str, object]:
    """Settings that another fit of the same data shares."""
    return {key: value for key, value in result.settings.items() if key not in ("equal", "resample")}


def _said(likelihood: Likelihood) -> dict[str, object]:
    """The settings that follow from the options."""
    observed = is_observed(likelihood)
    information = "observed" if observed else "expected"
    equal = {"equal": ", ".join(likelihood.equal)} if likelihood.equal else {}
    return equal | {
        "scaling": likelihood.scaling,
        "se": f"robust_{likelihood.robust}" if likelihood.robust else information,
        "robust": likelihood.robust or "none",
        "information": information,
        "n_boot": 0,
        "n_boot_used": 0,
        "ci": "normal",
    }
