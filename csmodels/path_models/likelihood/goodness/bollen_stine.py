"""The chi-square test of a covariance model by resamples of answers that obey the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, check_whole
from csmodels.numerics.covariance.likelihood import Sample
from csmodels.numerics.covariance.search import minimise
from csmodels.numerics.covariance.structure import implied
from csmodels.numerics.fit_measures import null_transformation
from csmodels.numerics.intervals import LOST_WARN, LOST_WITHHOLD
from csmodels.numerics.moments import Moments
from csmodels.path_models.likelihood.goodness.measures import rows_of, scaled_sample
from csmodels.sampling.options import Options, settled
from csmodels.sampling.variations import estimate_and_variation
from csmodels.tables import Block, Displayed, Summary, text
from csmodels.tables.notices import Notice, Noticed, notice

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.result import CovarianceResult

Array = NDArray[np.float64]

#: Steps of a resample's search; it begins where the model holds.
STEPS = 60
#: Slope at which it ends: the error of the discrepancy is of the order of its square.
SLOPE = 1e-6


@dataclass(frozen=True, repr=False, eq=False)
class BollenStine(Noticed, Displayed):
    """A bootstrap test of the model as a whole; made by `CovarianceResult.bollen_stine`.

    Attributes
    ----------
    chi2 : float
        Of the model.
    p_value : float
        Share of the resamples with a chi-square at least as large; missing where half of them or more cannot
        be told.
    draws : array, shape (n_boot,)
        Chi-square of every resample; where its search did not end, one that it is not above.
    ended : array of bool, shape (n_boot,)
        Whether it ended. Where it did not, the chi-square can still be known to be below that of the model.
    seed : int
    notices : tuple of Notice
    """

    chi2: float
    p_value: float
    draws: Array
    ended: NDArray[np.bool_]
    seed: int
    notices: tuple[Notice, ...] = ()

    @property
    def n_boot(self) -> int:
        """Resamples."""
        return len(self.draws)

    @property
    def n_used(self) -> int:
        """Resamples that tell whether their chi-square is as large."""
        return int((self.ended | (self.draws < self.chi2)).sum())

    @property
    def table(self) -> pd.DataFrame:
        """Chi-square, p-value, and quantiles of the resamples' chi-squares."""
        kept = self.draws[self.ended]
        middle, high = np.quantile(kept, [0.5, 0.95]) if len(kept) else (np.nan, np.nan)
        figures = (self.chi2, self.p_value, middle, high, self.n_boot, self.n_used)
        names = ("chi2", "p_value", "chi2_median", "chi2_high", "n_boot", "n_boot_used")
        return pd.DataFrame([figures], columns=list(names))

    def summary(self, lang: str = "en") -> Summary:
        """The test in one line; ``lang="zh"`` for Chinese."""
        columns = ("chi2", "chi2_median", "chi2_high", "n_boot", "n_boot_used")
        labels = {name: text(f"column.bs_{name}", lang) for name in columns}
        formats: dict[str, str | int] = {"chi2": 3, "chi2_median": 3, "chi2_high": 3}
        formats |= {"n_boot": "count", "n_boot_used": "count"}
        block = Block("", self.table, formats, text("note.bollen_stine", lang), labels)
        warnings = tuple(each.text(lang) for each in self.notices)
        return Summary(text("heading.bollen_stine", lang), (block,), warnings=warnings, lang=lang)


def bollen_stine(result: CovarianceResult, n_boot: int = 1000, seed: int = 0) -> BollenStine:
    """Bootstrap test of a fitted model; see `CovarianceResult.bollen_stine`."""
    check_whole("n_boot", n_boot)
    check_whole("seed", seed)
    if n_boot < 2:
        raise SpecificationError(f"n_boot={n_boot} tells nothing of the distribution: at least 2 resamples.")
    rows = rows_of(result)
    if rows is None:
        raise SpecificationError(
            "The test draws respondents, so the model must be fitted to their complete answers: not to"
            ' Moments, and with missing="listwise".'
        )
    options = settled(
        Options(
            se="bootstrap", ci="percentile", n_boot=n_boot, seed=seed, conf_level=0.95, resample="rows",
            missing="listwise",
        ),
        result.design,
    )  # fmt: skip
    parts = [
        list(estimate_and_variation(each, options, result.design, lambda values: values)[1].samples())
        for each in rows
    ]
    n, theta = result.estimates.n_total, result.estimates.theta * result.units.ratio
    start = np.repeat(theta[None], n_boot, axis=0)
    found = minimise(result.units.structure, _obedient(result, parts), start, STEPS, SLOPE)
    draws, chi2 = n * found.value, n * result.optimum.discrepancy
    test = BollenStine(chi2, np.nan, draws, found.converged, seed)
    lost = n_boot - test.n_used
    if lost < LOST_WITHHOLD * n_boot:
        larger = found.converged & (draws >= chi2)
        test = replace(test, p_value=float(larger.sum() / test.n_used))
    if lost > LOST_WARN * n_boot:
        test = replace(test, notices=(notice("bollen_stine_lost", lost=lost, n_boot=n_boot),))
    return test


def _obedient(result: CovarianceResult, parts: Sequence[Sequence[Moments]]) -> Sample:
    """Moments (scaled units) of all resamples of answers that were changed so that the model holds."""
    sample, structure = scaled_sample(result), result.units.structure
    at = implied(structure, (result.estimates.theta * result.units.ratio)[None])
    items = result.units.items
    covs, means = [], []
    for g, part in enumerate(parts):
        change = null_transformation(sample.cov[0, g], at.cov[0, g])
        cov = np.concatenate([m.cov for m in part]) / np.multiply.outer(items, items)
        covs.append(change.T @ cov @ change)
        if at.mean is not None and sample.mean is not None:
            away = np.concatenate([np.asarray(m.mean) for m in part]) / items - sample.mean[0, g]
            means.append(away @ change + at.mean[0, g])
    return Sample(np.stack(covs, axis=1), np.stack(means, axis=1) if means else None, sample.shares)
