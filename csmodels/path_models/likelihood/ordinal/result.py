"""OrdinalResult: what a model of ordered items says, as tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NoReturn

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError
from csmodels.numerics.covariance import measures
from csmodels.numerics.covariance.least_squares import Robust, Target
from csmodels.numerics.covariance.structure import implied
from csmodels.numerics.intervals import Uncertainty, normal_limits
from csmodels.numerics.polychoric import Polychoric
from csmodels.path_models.likelihood.result import CovarianceResult
from csmodels.tables import frozen_frame

Array = NDArray[np.float64]


def _no_likelihood(name: str) -> Callable[..., NoReturn]:
    """A method that a fit of ordered items does not have, which says so by its name."""

    def method(self: OrdinalResult, *args: Any, **options: Any) -> NoReturn:
        raise SpecificationError(
            f'{name}() is not available under estimator="wlsmv": it rests on the likelihood of answers that'
            ' are normal. Fit estimator="ml" with robust="mlr" for it.'
        )

    method.__name__, method.__qualname__ = name, f"OrdinalResult.{name}"
    method.__doc__ = "Not for ordered items: it rests on the normal likelihood of the answers."
    return method


@dataclass(frozen=True, repr=False, eq=False)
class OrdinalResult(CovarianceResult):
    """A path model fitted to ordered items by weighted least squares; made by `PathModel.fit`.

    Attributes
    ----------
    polychorics : tuple of Polychoric
        Correlations, thresholds and influence values of each group.
    target : Target
        What was fitted, with its weights.
    robust : Robust
        Errors and tests under the full covariance matrix of the correlations.
    """

    polychorics: tuple[Polychoric, ...] = field(kw_only=True)
    target: Target = field(kw_only=True)
    robust: Robust = field(kw_only=True)

    @frozen_frame
    def thresholds(self) -> pd.DataFrame:
        """Where the normal variable behind each item is cut, by item and the answer above the cut.

        Returns
        -------
        DataFrame
            Index ``item``, ``answer`` (below the group with ``by=``);
            ``estimate``, ``std_error``, ``conf_low``, ``conf_high``, in standard deviations from
            the mean: the share of respondents below a cut is its normal probability.

        Examples
        --------
        >>> import numpy as np
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom", "qual_reliability"],
        ...                       "Satisfaction": ["sat_overall", "sat_expectation", "sat_ideal"]},
        ...                      {"Satisfaction": ["Quality"]})
        >>> answers = cs.datasets.load_hotel().frame[list(model.items)]
        >>> four = np.ceil(answers.where(answers <= 10) / 2.5)
        >>> result = model.fit(four, "wlsmv")
        >>> result.thresholds.loc["qual_overall", "estimate"].round(2).to_dict()
        {2.0: -2.48, 3.0: -1.23, 4.0: -0.3}
        """

        def of_group(g: int) -> pd.DataFrame:
            found, weights = self.polychorics[g], self._weights(g)
            influence = found.threshold_influence
            influence = influence if weights is None else influence * weights[:, None]
            values = np.concatenate(found.thresholds)
            rows = [
                (item, level)
                for item, levels in zip(self.model.items, found.levels, strict=True)
                for level in levels[1:].tolist()
            ]
            index = pd.MultiIndex.from_tuples(rows, names=["item", "answer"])
            return self._with_errors(values, influence, index, g)

        return self._by_group(of_group)

    @frozen_frame
    def polychoric(self) -> pd.DataFrame:
        """Polychoric correlations of all pairs of items, which the model is fitted to.

        Returns
        -------
        DataFrame
            Index ``item``, ``other`` (below the group with ``by=``);
            ``estimate``, ``std_error``, ``conf_low``, ``conf_high``, errors by the
            influence of each respondent (Muthén 1984).

        Examples
        --------
        >>> import numpy as np
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom", "qual_reliability"],
        ...                       "Satisfaction": ["sat_overall", "sat_expectation", "sat_ideal"]},
        ...                      {"Satisfaction": ["Quality"]})
        >>> answers = cs.datasets.load_hotel().frame[list(model.items)]
        >>> four = np.ceil(answers.where(answers <= 10) / 2.5)
        >>> result = model.fit(four, "wlsmv")
        >>> result.polychoric.loc[("qual_overall", "qual_custom"), "estimate"].round(2)
        np.float64(0.73)
        """

        def of_group(g: int) -> pd.DataFrame:
            found, weights = self.polychorics[g], self._weights(g)
            influence = found.influence if weights is None else found.influence * weights[:, None]
            items = self.model.items
            rows, cols = np.tril_indices(len(items), -1)
            pairs = [(items[c], items[r]) for r, c in zip(rows.tolist(), cols.tolist(), strict=True)]
            index = pd.MultiIndex.from_tuples(pairs, names=["item", "other"])
            return self._with_errors(found.values, influence, index, g)

        return self._by_group(of_group)

    @cached_property
    def _fit_measures(self) -> pd.Series:
        return ordinal_measures(self)

    @property
    def fit_measures(self) -> pd.Series:
        """How well the model fits, plain and scaled.

        Returns
        -------
        Series of float
            The keys of `CovarianceResult.fit_measures` that exist without a likelihood, those that end in
            ``_scaled``, ``scaling_factor`` and ``shift``. Report ``chi2_scaled`` and ``p_value_scaled``: the
            plain chi-square follows no chi-square distribution.

        Notes
        -----
        `ordinal_measures` of this module has the formulas (Asparouhov and Muthén 2010).

        Examples
        --------
        >>> import numpy as np
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom", "qual_reliability"],
        ...                       "Satisfaction": ["sat_overall", "sat_expectation", "sat_ideal"]},
        ...                      {"Satisfaction": ["Quality"]})
        >>> answers = cs.datasets.load_hotel().frame[list(model.items)]
        >>> four = np.ceil(answers.where(answers <= 10) / 2.5)
        >>> result = model.fit(four, "wlsmv")
        >>> float(result.fit_measures["df_scaled"])
        8.0
        """
        return self._fit_measures.copy()

    modification_indices = _no_likelihood("modification_indices")
    equality_tests = _no_likelihood("equality_tests")
    bollen_stine = _no_likelihood("bollen_stine")
    invariance = _no_likelihood("invariance")
    scores = _no_likelihood("scores")
    construct_index = _no_likelihood("construct_index")

    def _members(self, g: int) -> NDArray[np.bool_]:
        """Which respondents are in a group."""
        assert self.answers is not None  # ordered items are fitted to answers alone
        if self.answers.group_codes is None or not self.groups:
            return np.ones(len(self.answers), dtype=bool)
        return np.asarray(self.answers.group_codes == self.answers.group_names.index(self.groups[g]))

    def _weights(self, g: int) -> Array | None:
        """Weights of a group's respondents, with mean 1 over all groups."""
        assert self.answers is not None  # as above
        weights = self.answers.weights
        return None if weights is None else weights[self._members(g)] / weights.mean()

    def _with_errors(self, values: Array, influence: Array, index: pd.MultiIndex, g: int) -> pd.DataFrame:
        """Estimates, errors and limits of what respondents' influence adds up to."""
        from csmodels.numerics.covariance import errors

        units = None if self.design is None else self.design.units
        assert self.answers is not None  # as above
        spread = errors.meat(influence, None, units, self.answers.rows[self._members(g)])
        if units is None:
            # the correction that the errors of the parameters have
            n, groups = self.estimates.n_total, max(1, len(self.groups))
            spread = spread * (n / (n - groups))
        error = np.sqrt(np.diag(spread))
        level = float(str(self.settings["conf_level"]))
        low, high, p = normal_limits(values, error, level, 0.0, self.estimates.df)
        found = Uncertainty(values, error, low, high, p)
        return pd.DataFrame(
            {
                "estimate": found.estimate,
                "std_error": found.std_error,
                "conf_low": found.conf_low,
                "conf_high": found.conf_high,
            },
            index=index,
        )


def ordinal_measures(result: OrdinalResult) -> pd.Series:
    """How well a model of ordered items fits, plain and scaled, with the keys of `fit_measures`.

    Notes
    -----
    `chi2_scaled` is scaled and shifted so as to have the mean and the variance of the chi-square distribution
    (Asparouhov and Muthén 2010), and it is the one to read: the plain chi-square follows no chi-square
    distribution. `scaling_factor` divides, `shift` is added. CFI and TLI compare it with the independence
    model's, scaled and shifted in its turn; RMSEA takes n less the number of groups for n, as lavaan does
    after least squares. SRMR is over residual correlations, with the (perfect) variances in the mean.
    """
    test, baseline = result.robust.test, result.robust.baseline
    n, groups = result.estimates.n_total, max(1, len(result.groups))
    found: dict[str, float] = {
        **_of_test(test.chi2, test.df),
        **{f"{name}_baseline": value for name, value in _of_test(baseline.chi2, baseline.df).items()},
        "n": n,
        "n_params": _n_params(result),
    }
    found |= measures.incremental(test.chi2, test.df, baseline.chi2, baseline.df)
    found |= measures.rmsea(test.chi2, test.df, n - groups, groups)
    found["srmr"] = _srmr(result)
    scaled = {
        **_of_test(test.scaled, test.df),
        **{f"{name}_baseline": value for name, value in _of_test(baseline.scaled, baseline.df).items()},
    }
    relative = measures.incremental(test.scaled, test.df, baseline.scaled, baseline.df)
    scaled |= {name: relative[name] for name in ("cfi", "tli")}
    scaled |= measures.rmsea(test.scaled, test.df, n - groups, groups)
    found |= measures.twins(scaled, "scaled")
    found |= {"scaling_factor": test.factor, "shift": test.shift}
    found |= {"scaling_factor_baseline": baseline.factor, "shift_baseline": baseline.shift}
    return pd.Series(found, dtype=np.float64, name="fit_measures")


def _of_test(chi2: float, df: float) -> dict[str, float]:
    return {"chi2": chi2 if df > 0 else 0.0, "df": df, "p_value": measures.p_value(chi2, df)}


def _n_params(result: OrdinalResult) -> float:
    """Free parameters: thresholds count; residual variances and what a constraint settles do not."""
    cuts = sum(len(each) for found in result.polychorics for each in found.thresholds)
    derived = sum(p.free and p.kind == "residuals" for p in result.table.parameters)
    settled = len(result.target.whole) * result.estimates.structure.n_groups
    return result.estimates.structure.n_params - derived - settled + cuts


def _srmr(result: OrdinalResult) -> float:
    at = implied(result.estimates.structure, result.estimates.theta[None])
    return float(measures.srmr(result.estimates.sample, at, means=False)[0])
