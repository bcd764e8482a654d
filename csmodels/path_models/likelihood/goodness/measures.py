"""How well a covariance model fits: the measures of a result, plain, scaled and robust."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.covariance import measures, robust
from csmodels.numerics.covariance.likelihood import Sample
from csmodels.numerics.covariance.robust import Respondents
from csmodels.numerics.covariance.structure import Structure, implied
from csmodels.sampling.variations import GroupRows, rows_by_group
from csmodels.tables import frozen_frame

if TYPE_CHECKING:
    from csmodels.numerics.draws import Design
    from csmodels.path_models.likelihood.goodness.bollen_stine import BollenStine
    from csmodels.path_models.likelihood.incomplete import IncompleteLikelihood
    from csmodels.path_models.likelihood.result import CovarianceResult

Array = NDArray[np.float64]

#: Endings of the names of measures under `robust`, as columns of `fit_table`.
TWINS = ("scaled", "robust")
#: What makes a scaled chi-square of a plain one; they belong to the scaled column.
SCALING = ("scaling_factor", "shift")


class Measured:
    """Mixin of `CovarianceResult`: how well the model fits."""

    @property
    def fit_measures(self) -> pd.Series:
        """How well the model fits, by the name of the measure.

        Returns
        -------
        Series of float
            - `chi2`, `df`, `p_value`: n times the discrepancy, against the saturated model.
            - `n`, `n_params`: respondents; free parameters (intercepts where they are modelled).
            - `log_likelihood`, `log_likelihood_saturated`, `aic`, `bic`, and `bic_adjusted` with
              (n + 2) / 24 for n (Sclove 1987).
            - `chi2_baseline`, `df_baseline`, `p_value_baseline`: the model in which no items correlate.
            - `cfi`, `tli`, `nfi`, `ifi`: fit in comparison with it. CFI is kept within 0 and 1; TLI is not,
              and may exceed 1.
            - `rmsea` with 90 % limits `rmsea_low`, `rmsea_high`, and `rmsea_p_close`, the p-value of
              RMSEA <= .05.
            - `srmr`, `gfi`, `agfi`.

            Under ``robust=`` moreover `chi2_scaled` = `chi2` / `scaling_factor` with `df_scaled` and
            `p_value_scaled`, the same of the baseline, and CFI, TLI and RMSEA in two forms: those that end in
            `_scaled` put scaled chi-squares in the place of plain ones (limits of the RMSEA: the plain one
            against c x df degrees of freedom, as lavaan does), those that end in `_robust` estimate
            what CFI, TLI and RMSEA are under normal answers; report the latter.

        Notes
        -----
        Formulas: `csmodels.numerics.covariance.measures` and `robust` name them and their sources. Scaling
        factors: Satorra and Bentler (1994) under ``robust="sem"``; Yuan and Bentler (2000) in the form of
        Asparouhov and Muthén (2005) under ``robust="mlr"``. Robust CFI, TLI and RMSEA: Brosseau-Liard and
        Savalei (2014), Savalei (2018).

        A saturated model has CFI and TLI 1, RMSEA 0, and neither a p-value nor a scaling factor.

        Weights, strata and clusters enter the scaling factors by the design-based covariance of the moments
        (as in Muthén and Satorra 1995). Not exact: the scaled statistic has the mean of the chi-square, not
        its shape, and knows nothing of the degrees of freedom of the design, so with few clusters it rejects
        too often; plain chi-square, log-likelihood, AIC and BIC of weighted answers rest on a
        pseudo-likelihood. Without ``means=True`` the scaling factor under clusters is that of the
        covariances alone and differs a little from lavaan's, which models means with ``cluster=`` (Holzinger
        and Swineford's data, clusters by age in years: 72.76 against 71.98); standard errors agree.

        With ``missing="fiml"`` likelihoods and chi-squares are those of every answer there is, the saturated
        one's at the moments of EM. CFI, TLI and RMSEA that end in `_robust` are then given whatever
        ``robust=``: gaps make a bad model look better by the plain ones (Zhang and Savalei 2023). `srmr` and
        `gfi` compare the implied moments with those of EM.

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom", "qual_reliability"],
        ...                       "Value": ["value_price", "value_quality"]}, {"Value": ["Quality"]})
        >>> fit = model.fit(cs.datasets.load_hotel(), "ml").fit_measures
        >>> float(fit["df"])
        4.0
        """
        return self._fit_measures.copy()

    @cached_property
    def _fit_measures(self) -> pd.Series:
        return fit_measures(cast("CovarianceResult", self))

    @frozen_frame
    def fit_table(self) -> pd.DataFrame:
        """The measures of fit with plain, scaled and robust figures side by side.

        Scaling factors (and shifts, of ordered items) stand in the column ``scaled``.
        """
        return fit_table(self._fit_measures)

    def bollen_stine(self, n_boot: int = 1000, seed: int = 0) -> BollenStine:
        """Test the model by resamples of answers that were changed so that the model holds.

        Use it where answers are not normal and the sample is small: the chi-square's distribution is then
        taken from the answers themselves. Each group's answers are turned and stretched so that their moments
        are those that the model implies; resamples of them tell which chi-squares a true model gives.

        Parameters
        ----------
        n_boot : int
            Resamples: of respondents, or of clusters within strata where the survey declares them.
        seed : int

        Returns
        -------
        BollenStine
            `p_value`, the share of resamples with a chi-square at least as large as the observed one, and
            the `draws`.

        Raises
        ------
        SpecificationError
            The model was fitted to moments or to answers with gaps.

        Notes
        -----
        Bollen and Stine (1992); Beran and Srivastava (1985). With ``Z = X S^-1/2 Sigma^1/2`` a resample's
        moments are linear in those of the same resample of X, so all are fitted as one batch of moments.

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom", "qual_reliability"],
        ...                       "Value": ["value_price", "value_quality"]}, {"Value": ["Quality"]})
        >>> test = model.fit(cs.datasets.load_hotel(), "ml").bollen_stine(n_boot=100)
        >>> 0 <= test.p_value <= 1
        True
        """
        from csmodels.path_models.likelihood.goodness.bollen_stine import bollen_stine

        return bollen_stine(cast("CovarianceResult", self), n_boot, seed)


def fit_measures(result: CovarianceResult) -> pd.Series:
    """Every measure of fit; see `CovarianceResult.fit_measures`."""
    sample, n = result.estimates.sample, result.estimates.n_total
    structure = result.estimates.structure
    groups = structure.n_groups
    gaps, known = result.incomplete, bool(np.isfinite(result.optimum.discrepancy))
    df = measures.n_moments(sample, structure.means) - structure.n_params
    chi2 = n * result.optimum.discrepancy if known else np.nan
    null_df = groups * structure.n_items * (structure.n_items - 1) // 2
    null = n * float(measures.independence(sample)[0]) if known else np.nan
    if gaps is not None:
        chi2, null = gaps.chi2, gaps.chi2_baseline
    figures = _tests(chi2, df, null, null_df)
    figures |= {"n": n, **_likelihoods(result, chi2)}
    figures |= measures.incremental(chi2, df, null, null_df) | measures.rmsea(chi2, df, n, groups)
    figures |= _residuals(result, df)
    if gaps is not None:
        return pd.Series(figures | _of_gaps(gaps, n, groups), dtype=np.float64, name="fit_measures")
    if result.settings["robust"] != "none" and (rows := respondents(result)) is not None:
        own = scaling_factor(result, rows) if known else np.nan
        base = baseline_factor(result, rows) if known else np.nan
        figures |= _scaled(chi2, df, null, null_df, n, groups, (own, base))
    return pd.Series(figures, dtype=np.float64, name="fit_measures")


def _tests(chi2: float, df: int, null: float, null_df: int) -> dict[str, float]:
    return {
        "chi2": chi2,
        "df": df,
        "p_value": measures.p_value(chi2, df),
        "chi2_baseline": null,
        "df_baseline": null_df,
        "p_value_baseline": measures.p_value(null, null_df),
    }


def _likelihoods(result: CovarianceResult, chi2: float) -> dict[str, float]:
    n, k = result.estimates.n_total, result.estimates.structure.n_params
    saturated = float(measures.saturated_log_likelihood(result.estimates.sample, n)[0])
    if result.incomplete is not None:
        saturated = result.incomplete.log_likelihood_saturated
    saturated = saturated if np.isfinite(chi2) else np.nan
    own = saturated - chi2 / 2
    return {
        "n_params": k,
        "log_likelihood": own,
        "log_likelihood_saturated": saturated,
        "aic": 2 * k - 2 * own,
        "bic": np.log(n) * k - 2 * own,
        "bic_adjusted": np.log((n + 2) / 24) * k - 2 * own,
    }


def _residuals(result: CovarianceResult, df: int) -> dict[str, float]:
    sample, structure = result.estimates.sample, result.estimates.structure
    at = implied(structure, result.estimates.theta[None])
    good = float(measures.gfi(sample, at)[0])
    # of the covariances alone, as GFI itself; intercepts take up as many parameters as there are means
    moments = measures.n_moments(sample, means=False)
    return {
        "srmr": srmr(result, structure.means),
        "gfi": good,
        "agfi": 1 - moments / df * (1 - good) if df else 1.0,
    }


def srmr(result: CovarianceResult, means: bool) -> float:
    """SRMR of a result, with or without the means among the moments."""
    at = implied(result.estimates.structure, result.estimates.theta[None])
    return float(measures.srmr(result.estimates.sample, at, means)[0])


def _scaled(
    chi2: float, df: int, null: float, null_df: int, n: float, groups: int, factors: tuple[float, float]
) -> dict[str, float]:
    """The twins of the measures, from the scaling factors of the model and of its baseline."""
    # a factor that is not positive, which Yuan and Bentler's may be, scales nothing
    own, base = (factor if factor > 0 else np.nan for factor in factors)
    scaled = chi2 / own if df else 0.0
    scaled_null = null / base if null_df else 0.0
    found = {
        "chi2_scaled": scaled,
        "scaling_factor": own,
        "df_scaled": float(df),
        "p_value_scaled": measures.p_value(scaled, df),
        "chi2_baseline_scaled": scaled_null,
        "scaling_factor_baseline": base,
        "df_baseline_scaled": float(null_df),
        "p_value_baseline_scaled": measures.p_value(scaled_null, null_df),
    }
    of_scaled = measures.incremental(scaled, df, scaled_null, null_df)
    of_robust = measures.incremental(chi2, df, null, null_df, (own, base))
    # the plain chi-square has mean c x df, as has the chi-square distribution with so many degrees of freedom
    near = measures.rmsea(chi2, own * df if df else 0.0, n, groups)
    robust_near = measures.rmsea(scaled, df, n, groups, own)
    for name, figures, errors in (("scaled", of_scaled, near), ("robust", of_robust, robust_near)):
        kept = {measure: figures[measure] for measure in ("cfi", "tli")}
        found |= measures.twins({**kept, **errors}, name)
    return found


def _of_gaps(gaps: IncompleteLikelihood, n: float, groups: int) -> dict[str, float]:
    """The twins of the measures of a fit to rows with gaps; the robust ones as of complete answers."""
    found: dict[str, float] = {}
    df, null_df = gaps.df, gaps.df_baseline
    if gaps.factor is not None and gaps.factor_baseline is not None:
        factors = (gaps.factor, gaps.factor_baseline)
        found = _scaled(gaps.chi2, df, gaps.chi2_baseline, null_df, n, groups, factors)
    own, base = gaps.corrected
    fit = measures.incremental(own.chi2, df, base.chi2, null_df, (own.factor, base.factor))
    errors = measures.rmsea(own.chi2 / own.factor, df, n, groups, own.factor)
    return found | measures.twins({"cfi": fit["cfi"], "tli": fit["tli"], **errors}, "robust")


# ---------------------------------------------------------------------- scaling factors


def scaling_factor(
    result: CovarianceResult,
    rows: Sequence[Respondents] | None = None,
    structure: Structure | None = None,
    theta: Array | None = None,
) -> float:
    """The factor c of a result's scaled chi-square, or of any structure at any parameters.

    Parameters
    ----------
    result : CovarianceResult
        Fitted with ``robust=``.
    rows : sequence of Respondents, optional
        Its answers in scaled units, if at hand.
    structure : Structure, optional
        In the scaled units of `result`; by default its own.
    theta : array, shape (params,), optional
        In scaled units.

    Returns
    -------
    float
        Missing for a saturated model, and where the information is singular.
    """
    rows = respondents(result) if rows is None else rows
    structure = result.units.structure if structure is None else structure
    theta = result.estimates.theta * result.units.ratio if theta is None else theta
    sample = scaled_sample(result)
    df = measures.n_moments(sample, structure.means) - structure.n_params
    if not df or rows is None or has_gaps(result):
        return np.nan
    design = design_of(result)
    if result.settings["robust"] == "sem":
        trace = robust.satorra_bentler(structure, sample, theta, rows, design)
    else:
        observed = result.settings["information"] == "observed"
        trace = robust.yuan_bentler(structure, sample, theta, rows, design, observed)
    return trace / df


def baseline_factor(result: CovarianceResult, rows: Sequence[Respondents]) -> float:
    """The scaling factor of the independence model."""
    sample, structure = scaled_sample(result), result.units.structure
    p = structure.n_items
    df = structure.n_groups * p * (p - 1) // 2
    if not df or has_gaps(result):
        return np.nan
    kind = str(result.settings["robust"])
    trace = robust.independence_trace(sample, rows, kind, structure.means, design_of(result))
    return trace / df


def scaled_sample(result: CovarianceResult) -> Sample:
    """The moments that were fitted, in scaled units."""
    sample = result.estimates.sample
    return result.units.sample(sample.cov, sample.mean, sample.shares)


def design_of(result: CovarianceResult) -> Design | None:
    """Sampling units of the survey, where it declares some."""
    return None if result.design is None else result.design.units


def has_gaps(result: CovarianceResult) -> bool:
    """Whether some answers are missing among those that were fitted."""
    return result.answers is not None and not result.answers.complete


def rows_of(result: CovarianceResult) -> list[GroupRows] | None:
    """Rows of each group, with weights of mean 1 over all; None where there are no complete rows."""
    if result.answers is None or has_gaps(result):
        return None
    from csmodels.path_models.likelihood.respondents import normalised

    return normalised(rows_by_group(result.answers, result.groups or None))


def respondents(result: CovarianceResult) -> list[Respondents] | None:
    """The same in scaled units."""
    rows = rows_of(result)
    if rows is None:
        return None
    items = result.units.items
    return [Respondents(each.values / items, each.weights, each.where) for each in rows]


# ---------------------------------------------------------------------- as a table


def fit_table(figures: pd.Series) -> pd.DataFrame:
    """Measures by rows; their plain, scaled and robust forms by columns."""
    rows = [name for name in figures.index if not name.endswith(TWINS)]
    plain = [np.nan if name.startswith(SCALING) else figures[name] for name in rows]
    found = pd.DataFrame({"value": plain}, index=pd.Index(rows, name="measure"))
    for twin in TWINS:
        values = [figures.get(f"{name}_{twin}", np.nan) for name in rows]
        if twin == "scaled":
            of_scaled = {name: figures[name] for name in rows if name.startswith(SCALING)}
            values = [of_scaled.get(name, value) for name, value in zip(rows, values, strict=True)]
        if np.isfinite(values).any():
            found[twin] = values
    return found
