"""How well a fitted path model reproduces the items' correlations, with bootstrap critical values."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.numerics import fit_measures as measures
from csmodels.numerics.intervals import LOST_WITHHOLD
from csmodels.numerics.moments import Moments
from csmodels.path_models.estimation import Members, sound
from csmodels.path_models.terms import refuse_terms

if TYPE_CHECKING:
    from csmodels.path_models.result import PathResult

Array = NDArray[np.float64]

CONVENTIONS = ("csmodels", "adanco")
#: The saturated model leaves constructs free to correlate; the estimated model has the paths alone.
MODELS = ("saturated", "estimated")
COLUMNS = ("estimate", "hi95", "hi99", "p_value")


@dataclass(frozen=True)
class _Rules:
    """What a convention decides: the implied matrix of each model, and the base of the logarithm."""

    result: PathResult
    convention: str

    @property
    def log_base(self) -> float:
        return 10.0 if self.convention == "adanco" else math.e

    def implied(self, members: Members, which: str) -> Array:
        """Implied correlations of the items, shape (members, items, items)."""
        spec, fit = self.result.spec, members.fit
        between = fit.construct_corr
        if which == "estimated":
            if self.convention == "adanco":
                between = measures.structural_corr_adanco(between, fit.paths, fit.r_squared, spec)
            else:
                between = measures.structural_corr(between, fit.paths, spec)
        observed = [c.kind == "composite" for c in self.result.model.measurement.values()]
        return measures.implied_corr(members.corr, fit.loadings, between, spec, observed)

    def figures(self, members: Members, which: str) -> Array:
        """SRMR, d_ULS and d_G of every member, shape (members, 3)."""
        return measures.discrepancies(members.corr, self.implied(members, which), self.log_base)


def fit_measures(result: PathResult, convention: str = "csmodels") -> pd.DataFrame:
    """SRMR, d_ULS and d_G of a fitted path model, with the values that chance alone would exceed.

    Use it to ask whether the model as a whole contradicts the data: the saturated model tests the
    measurement alone, the estimated model measurement and paths together. A figure above ``hi95`` would
    come about by chance in less than 5 % of samples in which the model holds.

    Parameters
    ----------
    result : PathResult
    convention : {"csmodels", "adanco"}
        Ours: natural logarithm in d_G; constructs of variance 1 in the estimated model. ``"adanco"``
        gives the figures of the program ADANCO 2: logarithm to base 10 in d_G, and
        (I - B)^-1 diag(1 - R2) (I - B)^-T with its diagonal set to 1.

    Returns
    -------
    DataFrame
        Index ``model`` (saturated, estimated) and ``measure`` (srmr, d_uls, d_g), below the group with
        ``by=``. Columns ``estimate``, ``hi95`` and ``hi99`` (quantiles under the model) and ``p_value``
        (share of resamples in which the figure is as large, the sample counted among them). The last
        three are missing without resamples, and where no sample can be made in which the model holds (an
        inadmissible consistent fit).

    Raises
    ------
    SpecificationError
        Unknown convention, or a model with interactions, quadratic terms or higher-order constructs.

    Notes
    -----
    SRMR is taken over the p(p + 1)/2 elements on and below the diagonal (Hu and Bentler 1999); d_ULS and
    d_G as Dijkstra and Henseler (2015). Blocks ``=~`` imply loading times loading, blocks ``<~`` their
    observed correlations.

    Critical values: the answers are transformed by S^-1/2 Sigma^1/2, so that the model holds in them
    (Beran and Srivastava 1985; Bollen and Stine 1992), and the model is fitted to resamples of these.
    The transformation is linear, so that the covariances of a resample of transformed answers are the
    transformed covariances of the same resample: the resamples are those of the fit itself.

    Examples
    --------
    >>> import csmodels as cs
    >>> result = cs.index_model("ACSI").fit(cs.datasets.load_hotel(), n_boot=100)
    >>> table = fit_measures(result)
    >>> table.index[0], list(table.columns)
    (('saturated', 'srmr'), ['estimate', 'hi95', 'hi99', 'p_value'])
    """
    if convention not in CONVENTIONS:
        raise SpecificationError(
            f"convention={convention!r} is unknown.{did_you_mean(convention, CONVENTIONS)} Choose one of"
            f" {some(map(repr, CONVENTIONS))}."
        )
    refuse_terms(result.model, "fit_measures()")
    rules = _Rules(result, convention)
    index = pd.MultiIndex.from_product([MODELS, measures.MEASURES], names=["model", "measure"])

    def of_group(g: int) -> pd.DataFrame:
        own = result.members().take([g])
        rows = [_with_critical_values(rules, g, own, which) for which in MODELS]
        return pd.DataFrame(np.concatenate(rows), index=index, columns=list(COLUMNS))

    return result._by_group(of_group)


def _with_critical_values(rules: _Rules, g: int, own: Members, which: str) -> Array:
    """Estimate, 95 % and 99 % quantile and p-value of each measure, shape (3, 4)."""
    estimate = rules.figures(own, which)[0]
    draws = _null_draws(rules, g, own, which)
    out = np.full((len(estimate), len(COLUMNS)), np.nan)
    out[:, 0] = estimate
    for row, drawn in enumerate(draws):
        kept = drawn[np.isfinite(drawn)]
        if len(kept) < 2 or len(drawn) - len(kept) > LOST_WITHHOLD * len(drawn) or np.isnan(estimate[row]):
            continue
        out[row, 1:3] = np.quantile(kept, [0.95, 0.99])
        out[row, 3] = (1 + (kept >= estimate[row]).sum()) / (1 + len(kept))
    return out


def _null_draws(rules: _Rules, g: int, own: Members, which: str) -> Array:
    """The measures in resamples of answers for which the model holds, shape (3, resamples)."""
    variation = rules.result.estimates.variations[g]
    draws = np.full((len(measures.MEASURES), variation.n_boot), np.nan)
    turn = measures.null_transformation(own.corr[0], rules.implied(own, which)[0])
    if variation.n_boot == 0 or np.isnan(turn).any():
        return draws
    turned = _turner(turn, own.moments.sd[0])
    reference, at = turned(own.moments), 0
    estimator = rules.result.estimator
    # the fit to the transformed answers themselves gives the directions to follow
    aligned = estimator.members(reference, reference)
    for moments in variation.samples():
        found = estimator.members(turned(moments), reference, aligned)
        with np.errstate(invalid="ignore", divide="ignore"):
            figures = rules.figures(found, which)
        figures[~sound(found)] = np.nan
        part = figures[: variation.n_boot - at]
        draws[:, at : at + len(part)] = part.T
        at += len(part)
        if at >= variation.n_boot:
            break
    return draws


def _turner(turn: Array, sd: Array) -> Callable[[Moments], Moments]:
    """From moments of answers to those of the standardised and transformed answers."""
    matrix = turn / sd[:, None]

    def turned(moments: Moments) -> Moments:
        cov = matrix.T @ np.ascontiguousarray(moments.cov) @ matrix
        return Moments._of((cov + np.swapaxes(cov, -1, -2)) / 2, None, moments.n)

    return turned
