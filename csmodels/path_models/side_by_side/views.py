"""What every fit of a path model has to say in a comparison, whatever its estimator."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.covariance.structure import factor_cov
from csmodels.numerics.plsc import consistent, corrected_constructs, reliabilities
from csmodels.numerics.validity import variance_inflation
from csmodels.path_models.admissibility import Place, _places
from csmodels.path_models.estimation import PlsEstimator
from csmodels.path_models.likelihood.diagnosis.plausibility import IMPOSSIBLE, Plausibility
from csmodels.path_models.likelihood.parameters import measured_by
from csmodels.path_models.likelihood.result import CovarianceResult
from csmodels.path_models.result import PathResult

Array = NDArray[np.float64]
#: A result that can be compared.
Fitted = PathResult | CovarianceResult
#: Columns of every figure.
COLUMNS = ("estimate", "conf_low", "conf_high")


@dataclass(frozen=True, eq=False)
class View:
    """One fit, in one group: its figures on one footing with those of other fits.

    Attributes
    ----------
    name : str
        What the user calls the fit.
    result : PathResult or CovarianceResult
    group : int
        Position among the groups of the result.
    """

    name: str
    result: Fitted
    group: int

    @property
    def label(self) -> Any:
        """The group's label; None without groups."""
        return self.result.groups[self.group] if self.result.groups else None

    @property
    def corrects(self) -> bool:
        """Whether reflective constructs are freed of measurement error."""
        return isinstance(self.result, CovarianceResult) or any(self._marked)

    @property
    def _marked(self) -> tuple[bool, ...]:
        """Constructs that PLS corrects."""
        if isinstance(self.result, CovarianceResult):
            return ()
        marked: tuple[bool, ...] = getattr(self.result.estimator, "corrected", ())
        return marked

    @property
    def n(self) -> float:
        """Respondents used, each counted once whatever the weight."""
        answers = self.result.answers
        if answers is not None:
            codes = answers.group_codes
            return float(len(answers.values) if codes is None else (codes == self.group).sum())
        if isinstance(self.result, CovarianceResult):
            return float(self.result.estimates.n[self.group])
        return self.result._n(self.group)

    @property
    def rule(self) -> str:
        """The rule for missing answers."""
        return str(self.result.settings["missing"])

    def of_group(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of this group."""
        if not self.result.groups:
            return frame
        mine: pd.DataFrame = frame[frame.index.get_level_values(0) == self.label]
        return mine.droplevel(0) if isinstance(mine.index, pd.MultiIndex) else mine

    # ------------------------------------------------------------------ figures

    @cached_property
    def paths(self) -> pd.DataFrame:
        """Standardised paths with limits, by (lhs, rhs)."""
        ml = isinstance(self.result, CovarianceResult)
        table = self.of_group(self.result.standardized if ml else self.result.params)  # type: ignore[union-attr]
        return table[table["kind"] == "path"].set_index(["lhs", "rhs"])[list(COLUMNS)]

    @cached_property
    def estimates(self) -> dict[tuple[str, str], float]:
        """Standardised paths, by (lhs, rhs)."""
        return dict(zip(self.paths.index.tolist(), self.paths["estimate"].to_numpy().tolist(), strict=True))

    @cached_property
    def r_squared(self) -> pd.DataFrame:
        """Explained variance with limits, by construct."""
        return self.of_group(self.result.r_squared)[list(COLUMNS)]

    @cached_property
    def reliability(self) -> pd.DataFrame:
        """Composite reliability with limits, by construct; missing for single items."""
        table = self.result.reliability
        columns = dict(zip(("rho_c", "rho_c_low", "rho_c_high"), COLUMNS, strict=True))
        return self.of_group(table)[list(columns)].rename(columns=columns)

    @cached_property
    def correlations(self) -> pd.DataFrame | None:
        """Correlations of the constructs as this fit sees them; None where its products forbid it."""
        names = list(self.result.model.constructs)
        if isinstance(self.result, CovarianceResult):
            estimates = self.result.estimates
            cov = factor_cov(estimates.structure, estimates.theta[None])[0, self.group]
            sd = np.sqrt(np.diag(cov))
            found = cov / np.outer(sd, sd)
        else:
            found = self.result.estimates.members.fit.construct_corr[self.group]
        if found.shape != (len(names), len(names)):
            return None
        return pd.DataFrame(found, index=names, columns=names)

    def correlation(self, first: str, second: str) -> float:
        """Correlation of two constructs as this fit sees them; missing where `correlations` is."""
        if self.correlations is None:
            return np.nan
        names = self.correlations.index
        return float(self.correlations.to_numpy()[names.get_loc(first), names.get_loc(second)])

    def inflation(self, outcome: str) -> dict[str, float]:
        """Variance inflation of each predictor of a construct, from the correlations this fit sees."""
        names = self.predictors(outcome)
        if self.correlations is None or len(names) < 2:
            return {}
        factors = variance_inflation(self.correlations.loc[list(names), list(names)].to_numpy())
        # no inverse: a predictor follows from the others, or the correlations are impossible
        return dict(zip(names, np.where(np.isnan(factors), np.inf, factors).tolist(), strict=True))

    def predictors(self, outcome: str) -> tuple[str, ...]:
        """Predictors of a construct."""
        return tuple(self.result.model.structure.get(outcome, ()))

    # ------------------------------------------------------------------ measurement

    @cached_property
    def rho(self) -> dict[str, float]:
        """rho_a of the constructs that consistent PLS would correct; empty where that is not known."""
        fit = self._correctable
        if fit is None:
            return {}
        result, marked = fit
        members, spec = result.members().take(self.group), result.spec
        values = reliabilities(members.corr, spec, members.fit, marked)[0]
        names = result.model.constructs
        return {names[j]: float(values[j]) for j in corrected_constructs(spec, marked)}

    @cached_property
    def disattenuated(self) -> dict[tuple[str, str], float]:
        """Paths of this PLS fit after correction for measurement error (Dijkstra and Henseler 2015)."""
        fit = self._correctable
        if fit is None:
            return {}
        result, marked = fit
        members = result.members().take(self.group)
        with np.errstate(invalid="ignore", divide="ignore"):
            found = consistent(members.corr, result.spec, members.fit, marked).paths[0]
        return dict(zip(result.model.paths, found.tolist(), strict=True))

    @property
    def _correctable(self) -> tuple[PathResult, tuple[bool, ...]] | None:
        """A plain PLS fit and the constructs that consistent PLS would correct."""
        if isinstance(self.result, CovarianceResult) or type(self.result.estimator) is not PlsEstimator:
            return None
        kinds = self.result.model.measurement.values()
        return self.result, tuple(c.kind == "reflective" for c in kinds)

    def measured(self, construct: str) -> tuple[str, ...]:
        """Items of a construct, or dimensions."""
        block = self.result.model.measurement.get(construct)
        return () if block is None else measured_by(block)

    def kind(self, construct: str) -> str:
        """Reflective or composite; a single item is both."""
        block = self.result.model.measurement.get(construct)
        return "reflective" if block is None or len(measured_by(block)) < 2 else block.kind

    def stated_reliability(self, construct: str) -> float:
        """What a single item's reliability was taken to be: 1, or what the user stated."""
        if not isinstance(self.result, CovarianceResult):
            return 1.0
        (item,) = self.measured(construct)
        table = self.result.table
        given = [
            p for p in table.parameters if (p.lhs, p.op, p.rhs, p.group) == (item, "~~", item, self.group)
        ]
        if not given:
            # ordered items have no error variance of their own
            return 1.0
        i, cov = table.items.index(item), self.result.estimates.sample.cov[0, self.group]
        return np.nan if given[0].free else float(1 - given[0].value / cov[i, i])

    # ------------------------------------------------------------------ data

    def item_correlations(self, items: list[str]) -> Array:
        """Correlations of some items in the data that were fitted; missing beside products."""
        if isinstance(self.result, CovarianceResult):
            cov, names = self.result.estimates.sample.cov[0, self.group], self.result.table.items
        else:
            cov, names = self.result.estimates.moments.cov[self.group], self.result.model.items
        if cov.shape[-1] != len(names):
            return np.full((len(items), len(items)), np.nan)
        at = [names.index(item) for item in items]
        mine = cov[np.ix_(at, at)]
        sd = np.sqrt(np.diag(mine))
        found: Array = mine / np.outer(sd, sd)
        return found

    # ------------------------------------------------------------------ soundness

    @property
    def converged(self) -> bool:
        """Whether the search ended."""
        if isinstance(self.result, CovarianceResult):
            return self.result.converged
        return bool(self.result.estimates.members.fit.converged[self.group])

    @property
    def misfit(self) -> float | None:
        """SRMR under maximum likelihood, where the result has fit measures."""
        if not isinstance(self.result, CovarianceResult):
            return None
        given: Any = getattr(self.result, "fit_measures", None)
        return None if given is None or "srmr" not in given else float(given["srmr"])

    @cached_property
    def impossible(self) -> tuple[Place, ...]:
        """Figures that cannot be what they claim to be, e.g. negative variances."""
        if isinstance(self.result, CovarianceResult):
            checks = Plausibility(self.result)
            return tuple(place for check in IMPOSSIBLE[1:] for place in getattr(checks, check)(self.group))
        if not any(self._marked):
            return ()
        members = self.result.members().take(self.group)
        found = _places(self.result.model, self.result.estimator, members)
        return tuple(place for places in found for place in places)
