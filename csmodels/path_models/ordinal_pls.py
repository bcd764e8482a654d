"""Ordinal PLS: the same algorithm on polychoric correlations in the place of Pearson's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, check_choice
from csmodels.numerics.covariance import errors
from csmodels.numerics.moments import Moments
from csmodels.numerics.polychoric import Polychoric, PolychoricSource
from csmodels.numerics.variation import Linearized, Replicates, Variation
from csmodels.path_models.likelihood.ordinal.fit import correlated
from csmodels.path_models.model import PathModel
from csmodels.sampling.options import Options
from csmodels.sampling.variations import GroupRows, bootstrap
from csmodels.survey.design import SurveyDesign

Array = NDArray[np.float64]

#: Correlations that PLS can start from.
CORRELATIONS = ("pearson", "polychoric")


def check_correlations(model: PathModel, correlations: str, asked: Options) -> Options:
    """Refuse what polychoric correlations do not go with; the options with what they suggest instead.

    Polychoric correlations of a resample cost far more than Pearson's, so errors are linearised unless
    resamples are asked for.
    """
    check_choice("correlations", correlations, CORRELATIONS)
    if correlations == "pearson":
        return asked
    reasons = {
        "products or higher-order constructs, whose scores need the answers themselves": not model.plain,
        f'missing={asked.missing!r} (only "listwise")': asked.missing not in ("listwise", "none"),
        "Moments: they come from tables of the answers": asked.missing == "none",
        'resample="groups"': asked.resample == "groups",
    }
    for what, wrong in reasons.items():
        if wrong:
            raise SpecificationError(f'correlations="polychoric" does not go with {what}.')
    resampled = asked.n_boot is not None or asked.indices is not None or asked.ci not in (None, "normal")
    return asked if asked.se is not None or resampled else replace(asked, se="linearized")


def polychoric_and_variation(
    model: PathModel, rows: GroupRows, options: Options, design: SurveyDesign | None
) -> tuple[Moments, Variation]:
    """Polychoric correlations of one group as moments without means, and how they are varied.

    Notes
    -----
    Ordinal PLS: Cantaluppi (2012); consistent: Schuberth, Henseler and Dijkstra (2018). Linearised errors
    take the covariance matrix of the correlations from the influence of respondents (Muthén 1984), summed by
    sampling unit where the survey has some.
    """
    found = correlated(model, rows)
    n = float(len(rows.values) if rows.weights is None else rows.weights.sum())
    moments = Moments._of(found.corr, None, n)
    units = None if design is None else design.units
    df = None if units is None else float(units.df)
    if options.se == "linearized":
        return moments, Linearized(
            conf_level=options.conf_level,
            moments=moments,
            covariance=_of_moments(found, rows, design),
            df=df,
        )
    if options.se == "replicates":
        assert design is not None
        assert design.scales is not None  # the options were refused without
        return moments, Replicates(
            conf_level=options.conf_level,
            source=PolychoricSource(rows.values),
            draws=design.replicate_draws(rows.where),
            scales=design.scales,
            df=df,
        )
    if not options.n_boot:
        return moments, Variation(options.conf_level)
    return moments, bootstrap(rows, PolychoricSource(rows.values, rows.weights), options, design)


def _of_moments(found: Polychoric, rows: GroupRows, design: SurveyDesign | None) -> Array:
    """Covariance matrix of the correlations where `linearization.perturbed` has its covariances.

    Means and variances, which come first and in between, do not vary.
    """
    p = len(found.corr)
    units = None if design is None else design.units
    # weights as they are: influence times weight is a respondent's share in the error whatever their unit
    spread = errors.meat(found.influence, rows.weights, units, rows.where)
    if units is None:
        n = len(rows.values)
        spread = spread * (n / (n - 1))
    place = np.zeros((p, p), dtype=np.intp)
    place[np.triu_indices(p)] = p + np.arange(p * (p + 1) // 2)
    low, high = np.tril_indices(p, -1)
    at = place[high, low]
    out = np.zeros((p + p * (p + 1) // 2,) * 2)
    out[np.ix_(at, at)] = spread
    return out
