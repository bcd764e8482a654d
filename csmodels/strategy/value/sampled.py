"""Estimates of one group with their errors, whatever the design, and the errors of what is made of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError
from csmodels.numerics.delta import delta_method, slopes
from csmodels.numerics.intervals import Uncertainty
from csmodels.numerics.resampling import chunk_size, gather
from csmodels.numerics.strategy.influence import influence_covariance
from csmodels.numerics.variation import Bootstrap, Replicates, Variation, uncertainty_of
from csmodels.sampling.options import Options
from csmodels.sampling.variations import GroupRows, bootstrap, complete_source
from csmodels.survey.design import SurveyDesign

Array = NDArray[np.float64]
#: From estimates (members, q) to figures (members, k).
Figures = Callable[[Array], Array]
#: From weights (members, n) to estimates (members, q).
Solve = Callable[[Array], Array]

#: Stands for an endless draw among the others; its square is a number still.
HUGE = 1e150

_TURNS: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "plain": (lambda x: x, lambda x: x),
    "log": (np.log, np.exp),
    "logit": (lambda x: np.log(x) - np.log1p(-x), lambda x: 1 / (1 + np.exp(-x))),
}


@dataclass(frozen=True, eq=False)
class Sampled:
    """Estimates of one group.

    Attributes
    ----------
    params : array, shape (q,)
    covariance : array, shape (q, q)
        Of linearised estimates; empty where draws tell the errors.
    draws : array, shape (members, q)
        Of resamples or replicates; empty where the covariance is known.
    used : array of bool, shape (members,)
    variation : Variation
    df : float or None
    n : int
    label : object, optional
        Of the group.
    """

    params: Array
    covariance: Array
    draws: Array
    used: NDArray[np.bool_]
    variation: Variation
    df: float | None
    n: int
    label: Any = None

    def figures(self, of: Figures, scale: str | Sequence[str] = "plain") -> Uncertainty:
        """Errors and limits of figures made of the estimates.

        Parameters
        ----------
        of : callable
            From estimates (members, q) to figures (members, k).
        scale : {"plain", "log", "logit"}, or one for each figure
            Where normal limits are made: shares on the scale of the logit, amounts on that of the logarithm,
            so that limits stay where the figure can lie. Percentiles do not depend on it.
        """
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            values = of(self.params[None])[0]
            names = [scale] * len(values) if isinstance(scale, str) else list(scale)
            drawn = of(self.draws) if len(self.draws) else np.empty((0, len(values)))
            plain = self._uncertain(of, values, drawn)
            low, high = plain.conf_low.copy(), plain.conf_high.copy()
            for name in sorted(set(names) - {"plain"}):
                turn, back = _TURNS[name]
                inside = (values > 0) & ((values < 1) if name == "logit" else np.isfinite(values))
                at = np.flatnonzero(np.array([each == name for each in names]) & inside)
                if not len(at):
                    continue

                def turned(x: Array, at: Any = at, turn: Any = turn) -> Array:
                    found: Array = turn(of(x)[:, at])
                    return found

                part = self._uncertain(turned, turn(values[at]), turn(drawn[:, at]))
                low[at], high[at] = back(part.conf_low), back(part.conf_high)
        return replace(plain, conf_low=low, conf_high=high)

    def _uncertain(self, of: Figures, values: Array, drawn: Array) -> Uncertainty:
        if len(self.draws):
            return of_draws(self.variation, values, np.where(self.used[:, None], drawn, np.nan).T)
        if not len(self.covariance):
            return self.variation.uncertainty(values, np.empty((len(values), 0)), self.used)
        spread = np.sqrt(np.diag(self.covariance))
        size = np.where(spread > 0, spread, np.maximum(1.0, np.abs(self.params)))
        derivatives = slopes(of, self.params, size)
        return delta_method(values, derivatives, self.covariance, self.variation.conf_level, df=self.df)


def of_draws(variation: Variation, values: Array, draws: Array) -> Uncertainty:
    """Errors and limits of figures, each from the draws in which it exists; it may be endless in some.

    Parameters
    ----------
    variation : Variation
    values : array, shape (k,)
    draws : array, shape (k, members)

    Notes
    -----
    An endless draw (a lifetime without a mean) lies above all others, so percentiles hold and can be endless
    themselves; a standard error does not exist then, and neither do normal limits.
    """
    endless = np.isposinf(draws).any(axis=1)
    if not endless.any():
        return uncertainty_of(variation, values, draws)
    found = uncertainty_of(variation, values, np.where(np.isposinf(draws), HUGE, draws))
    ordered = isinstance(variation, Bootstrap) and variation.ci == "percentile"
    ends = [np.where(end > np.sqrt(HUGE), np.inf, end) for end in (found.conf_low, found.conf_high)]
    low, high = (np.where(endless & ~np.bool_(ordered), np.nan, end) for end in ends)
    error = np.where(endless, np.nan, found.std_error)
    return replace(found, std_error=error, conf_low=low, conf_high=high)


def sampled(
    rows: GroupRows,
    options: Options,
    design: SurveyDesign | None,
    solve: Solve,
    influence: Callable[[Array, Array], Array],
) -> Sampled:
    """Estimate from weights, and learn the errors as the options say.

    Parameters
    ----------
    rows : GroupRows
    options : Options
        Settled.
    design : SurveyDesign, optional
    solve : callable
        From weights (members, n) to estimates (members, q), missing where there are none.
    influence : callable
        From estimates (q,) and weights (n,) to the rows' shares in their errors, (n, q).
    """
    weights = np.ones(len(rows.values)) if rows.weights is None else rows.weights
    params = solve(weights[None])[0]
    units = None if design is None else design.units
    df = None if units is None else float(units.df)
    nothing, none = np.empty((0, 0)), np.empty(0, dtype=bool)
    if options.se == "linearized":
        found = influence_covariance(influence(params, weights), units, rows.where)
        variation = Variation(options.conf_level)
        return Sampled(
            params, found, np.empty((0, len(params))), none, variation, df, len(weights), rows.label
        )
    if options.se == "replicates":
        assert design is not None
        assert design.scales is not None  # refused without
        draws = design.replicate_draws(rows.where)
        source = complete_source(replace(rows, values=rows.values[:, :1], weights=None), "none")
        varied: Variation = Replicates(
            conf_level=options.conf_level, source=source, draws=draws, scales=design.scales, df=df
        )
        every = np.concatenate([solve(counts) for counts in draws])
    elif options.n_boot:
        source = complete_source(replace(rows, values=rows.values[:, :1]), "none")
        boot = bootstrap(rows, source, options, design)
        varied = boot
        every = resampled(boot, solve, weights)
    else:
        return Sampled(params, nothing, np.empty((0, len(params))), none, Variation(options.conf_level), df,
                       len(weights), rows.label)  # fmt: skip
    used = np.isfinite(every).all(axis=1)
    return Sampled(params, nothing, every, used, varied, df, len(weights), rows.label)


def resampled(varied: Bootstrap, solve: Solve, weights: Array) -> Array:
    """Estimates of the resamples, (n_boot, q)."""
    size = min(256, chunk_size(len(weights), 4))
    return np.concatenate([solve(counts * weights) for counts in gather(varied.draws, size)])


def check_limits(options: Options) -> None:
    """Refuse kinds of limits that need more than resamples."""
    if options.ci in ("bca", "studentized"):
        raise SpecificationError(f'ci={options.ci!r} is not offered here; use "percentile" or "normal".')
