"""Reliability of the constructs of a covariance model, and explained variance of its items."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.covariance.likelihood import Sample
from csmodels.numerics.covariance.structure import factor_cov, implied, matrices
from csmodels.numerics.reliability import block_reliability
from csmodels.path_models.constructs import Construct
from csmodels.tables import frozen_frame

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.result import CovarianceResult

Array = NDArray[np.float64]

MEASURES = ("alpha", "rho_c", "omega", "ave")


def reliability(result: CovarianceResult) -> pd.DataFrame:
    """Reliability of each construct from the loadings and error variances of the model.

    Parameters
    ----------
    result : CovarianceResult

    Returns
    -------
    DataFrame
        Index ``construct`` (below the group with ``by=``); columns `alpha`, `rho_c`, `omega`, `ave`, each
        with ``_low`` and ``_high``. Missing for single items and for constructs made of dimensions. `alpha`
        is a figure of the sample alone: it has limits only with resamples. Of ordered items all are those of
    the normal variables behind the answers, and `omega` equals `rho_c`.

    Notes
    -----
    With loadings l and error covariances E of a construct's items, and phi its variance:

    - omega = phi (sum l)^2 / [phi (sum l)^2 + sum of all entries of E]: of the sum of the answers, in their
      own units. Correlated errors count as error (Raykov 2004; without them Jöreskog 1971).
    - rho_c, the same of standardised items, and AVE, the mean of squared standardised loadings
      (Fornell and Larcker 1981); alpha of standardised items (Cronbach 1951): these are the ones to set
      beside the figures of partial least squares under the same names.
    """
    blocks = _blocks(result)
    found = result._columns(_Reliability(result, blocks))
    shape = (result.estimates.structure.n_groups, len(blocks), len(MEASURES))
    columns = {name: found[name].reshape(shape) for name in ("estimate", "conf_low", "conf_high")}

    def of_group(g: int) -> pd.DataFrame:
        table = {m: columns["estimate"][g, :, i] for i, m in enumerate(MEASURES)}
        for i, measure in enumerate(MEASURES):
            table[f"{measure}_low"] = columns["conf_low"][g, :, i]
            table[f"{measure}_high"] = columns["conf_high"][g, :, i]
        frame = pd.DataFrame(table, index=pd.Index(list(blocks), name="construct"))
        return frame.reindex(pd.Index(result.table.factors, name="construct"))

    return result._by_group(of_group)


def item_r_squared(result: CovarianceResult) -> pd.DataFrame:
    """Share of each item's variance that its constructs explain (the squared standardised loading).

    Returns
    -------
    DataFrame
        Index ``item`` (below the group with ``by=``); ``estimate``, ``std_error`` and limits. Items that
        equal their construct are 1, without an error.
    """
    items = list(result.table.items)
    return result.tabulate(result.figures.explained(items), pd.Index(items, name="item"))


def _blocks(result: CovarianceResult) -> dict[str, list[int]]:
    """Places of the items of each construct that has several."""
    items = result.table.items
    return {
        name: [items.index(item) for item in construct.items]
        for name, construct in result.model.measurement.items()
        if type(construct) is Construct and len(construct.items) > 1
    }


class _Reliability:
    """The measures of every block, shape (members, groups x blocks x measures)."""

    def __init__(self, result: CovarianceResult, blocks: dict[str, list[int]]) -> None:
        self.structure = result.estimates.structure
        self.blocks = [(result.table.factors.index(name), block) for name, block in blocks.items()]

    def __call__(self, theta: Array, sample: Sample) -> Array:
        given, cov = matrices(self.structure, theta), implied(self.structure, theta).cov
        variances = np.einsum("bgii->bgi", factor_cov(self.structure, theta))
        sd = np.sqrt(np.einsum("bgii->bgi", cov))
        out = np.empty((*cov.shape[:2], len(self.blocks), len(MEASURES)))
        for i, (j, block) in enumerate(self.blocks):
            loadings, spread = given["Lambda"][..., block, j], np.sqrt(variances[..., j, None])
            error = given["Theta"][..., block, :][..., :, block]
            scaled = loadings * spread / sd[..., block]
            unit = sd[..., block, None] * sd[..., None, block]
            observed = np.broadcast_to(_correlations(sample, block), error.shape)
            # of these, alpha and AVE know nothing of correlated errors and weights
            plain = block_reliability(observed, scaled, scaled)
            out[..., i, 0], out[..., i, 3] = plain[..., 0], plain[..., 3]
            out[..., i, 1] = _share(scaled, error / unit)
            out[..., i, 2] = _share(loadings * spread, error)
        return out.reshape(len(theta), -1)


def _share(loadings: Array, error: Array) -> Array:
    """Of the variance of a sum, the part that comes from a construct of unit variance."""
    common = loadings.sum(axis=-1) ** 2
    found: Array = common / (common + error.sum(axis=(-2, -1)))
    return found


def _correlations(sample: Sample, block: list[int]) -> Array:
    own = sample.cov[..., block, :][..., :, block]
    sd = np.sqrt(np.einsum("bgii->bgi", own))
    return np.asarray(own / (sd[..., :, None] * sd[..., None, :]))


class Reliable:
    """Mixin of `CovarianceResult`: reliability of constructs and explained variance of items."""

    @frozen_frame
    def reliability(self) -> pd.DataFrame:
        """Cronbach's alpha, rho_c (standardised items), omega (sums of answers) and AVE, then their limits.

        Returns
        -------
        DataFrame
            Index ``construct`` (below the group with ``by=``); ``alpha``, ``rho_c``, ``omega``, ``ave``, each
            with ``_low`` and ``_high``. Missing for single items and constructs made of dimensions, which
            have none. Alpha has limits only with resamples.

        Notes
        -----
        `reliability` of this module has the formulas (Raykov 2004; Fornell and Larcker 1981; Cronbach 1951).

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom", "qual_reliability"],
        ...                       "Satisfaction": ["sat_overall", "sat_expectation", "sat_ideal"]},
        ...                      {"Satisfaction": ["Quality"]})
        >>> result = model.fit(cs.datasets.load_hotel(), "ml")
        >>> result.reliability["omega"].round(2).to_dict()
        {'Quality': 0.85, 'Satisfaction': 0.89}
        """
        return reliability(cast("CovarianceResult", self))

    @frozen_frame
    def item_r_squared(self) -> pd.DataFrame:
        """Share of each item's variance that its construct explains, with limits.

        Returns
        -------
        DataFrame
            Index ``item`` (below the group with ``by=``);
            ``estimate``, ``std_error``, ``conf_low``, ``conf_high``. An item that
            equals its construct is 1, without an error.

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom", "qual_reliability"],
        ...                       "Satisfaction": ["sat_overall", "sat_expectation", "sat_ideal"]},
        ...                      {"Satisfaction": ["Quality"]})
        >>> result = model.fit(cs.datasets.load_hotel(), "ml")
        >>> result.item_r_squared["estimate"].round(2).head(2).to_dict()
        {'qual_overall': 0.74, 'qual_custom': 0.65}
        """
        return item_r_squared(cast("CovarianceResult", self))
