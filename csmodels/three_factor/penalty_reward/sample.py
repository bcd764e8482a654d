"""Penalties and rewards of one group, how they vary, and the error of any figure made from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.delta import delta_method, slopes
from csmodels.numerics.intervals import Uncertainty, unknown
from csmodels.numerics.three_factor.columns import Layout
from csmodels.numerics.three_factor.impact import Impact, impact
from csmodels.numerics.variation import Variation

Array = NDArray[np.float64]

#: Figures (members, k) of penalties and rewards, each (members, J).
Statistic = Callable[[Array, Array], Array]
#: The same of penalties and rewards, and of those that the linear model implies.
NullStatistic = Callable[[Array, Array, Array, Array], Array]


@dataclass(frozen=True, eq=False)
class Others:
    """Coefficients beside penalties and rewards: intercept or thresholds, controls, variances.

    Attributes
    ----------
    names : tuple of (kind, op, rhs)
        As in a table of parameters.
    values : Uncertainty
    """

    names: tuple[tuple[str, str, str], ...]
    values: Uncertainty


@dataclass(frozen=True, eq=False)
class Part:
    """Penalties and rewards of one group of respondents; J attributes.

    Attributes
    ----------
    penalty, reward : array, shape (J,)
    covariance : array, shape (2 J, 2 J)
        Of penalties, then rewards.
    df : float or None
        Degrees of freedom of Student's t; None for normal limits.
    rows : array, shape (n, columns)
        In the order of `layout`.
    weights : array, shape (n,), optional
    layout : Layout
    variation : Variation
        How the sample was varied; without members where errors come from `covariance` alone.
    by_variation : bool
        Whether errors of the coefficients come from `variation` and not from residuals.
    others : Others
    r_squared : Uncertainty
        Of shape (1,); McFadden's or another measure for other estimators than least squares.
    r_squared_kind : str
        "" for a share of variance, else its name.
    penalty_draws, reward_draws : array, shape (members, J)
        Of each member of the variation.
    null_penalty, null_reward : array, shape (J,)
        What an exactly linear model implies; missing where the estimator has no such projection.
    null_penalty_draws, null_reward_draws : array, shape (members, J)
    used : array of bool, shape (members,)
        Members that could be estimated.
    where : array of int, shape (n,)
        Positions of the rows in the survey.
    label : object, optional
        Of the group.
    link : str
        Of an ordered model; else "".
    members : array of int, shape (n,), optional
        Codes of the groups with random intercepts.
    """

    penalty: Array
    reward: Array
    covariance: Array
    df: float | None
    rows: Array
    weights: Array | None
    layout: Layout
    variation: Variation
    others: Others
    r_squared: Uncertainty
    r_squared_kind: str = ""
    by_variation: bool = False
    penalty_draws: Array = field(default_factory=lambda: np.empty((0, 0)))
    reward_draws: Array = field(default_factory=lambda: np.empty((0, 0)))
    null_penalty: Array = field(default_factory=lambda: np.empty(0))
    null_reward: Array = field(default_factory=lambda: np.empty(0))
    null_penalty_draws: Array = field(default_factory=lambda: np.empty((0, 0)))
    null_reward_draws: Array = field(default_factory=lambda: np.empty((0, 0)))
    used: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, dtype=bool))
    where: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    label: Any = None
    link: str = ""
    members: NDArray[np.intp] | None = None

    @property
    def n(self) -> int:
        return len(self.rows)

    @property
    def size(self) -> int:
        """J, the number of attributes."""
        return self.layout.n_attributes

    @property
    def conf_level(self) -> float:
        return self.variation.conf_level

    @property
    def alpha(self) -> float:
        """Level of tests."""
        return 1 - self.conf_level

    @cached_property
    def std_error(self) -> tuple[Array, Array]:
        """Standard errors of penalties and of rewards, shape (J,) each."""
        found = np.sqrt(np.maximum(np.diag(self.covariance), 0.0))
        return found[: self.size], found[self.size :]

    @cached_property
    def shared(self) -> Array:
        """Covariance of each attribute's penalty with its reward, shape (J,)."""
        return np.diagonal(self.covariance, self.size).copy()

    @cached_property
    def impact(self) -> Impact:
        """Range and asymmetry."""
        return impact(self.penalty, self.reward)

    @cached_property
    def means(self) -> Array:
        """Mean rating of each attribute, shape (J,)."""
        return np.average(self.rows[:, self.layout.linear], axis=0, weights=self.weights)

    @property
    def has_null(self) -> bool:
        """Whether the linear model's penalties and rewards are known."""
        return len(self.null_penalty) == self.size

    @property
    def n_boot(self) -> int:
        """Resamples among the members."""
        return self.variation.n_boot

    @property
    def resamples(self) -> tuple[Array, Array] | None:
        """Penalties and rewards of the resamples that could be estimated; None without any."""
        b = self.n_boot
        kept = self.used[:b]
        if not b or not kept.any():
            return None
        return self.penalty_draws[:b][kept], self.reward_draws[:b][kept]

    # errors

    @cached_property
    def coefficients(self) -> Uncertainty:
        """Errors, limits and p-values of penalties, then rewards."""
        values = np.concatenate([self.penalty, self.reward])
        if self.by_variation:
            draws = np.concatenate([self.penalty_draws, self.reward_draws], axis=1)
            return self.variation.uncertainty(values, draws.T, self.used, 0.0)
        k = len(values)
        return delta_method(values, np.eye(k), self.covariance, self.conf_level, 0.0, self.df)

    def contrast(self) -> Uncertainty:
        """Reward plus penalty of each attribute: zero where both weigh the same."""
        values = self.penalty + self.reward
        if self.by_variation:
            draws = self.penalty_draws + self.reward_draws
            return self.variation.uncertainty(values, draws.T, self.used, 0.0)
        both = np.hstack([np.eye(self.size)] * 2)
        return delta_method(values, both, self.covariance, self.conf_level, 0.0, self.df)

    def uncertainty(self, statistic: Statistic, null: float = 0.0) -> Uncertainty:
        """Errors of figures of penalties and rewards.

        From the members of the variation; without members by the delta method, which does not know that
        shares end at 0 and 1.
        """
        with np.errstate(invalid="ignore", divide="ignore"):
            values = statistic(self.penalty[None], self.reward[None])[0]
            if self.variation.members:
                varied = statistic(self.penalty_draws, self.reward_draws)
                return self._varied(values, varied, null)
        return self._by_delta(statistic, values, null)

    def null_uncertainty(self, statistic: NullStatistic, null: float = 0.0) -> Uncertainty:
        """The same of figures that compare with the linear model; unknown without members."""
        if not self.has_null:
            return unknown(np.full(self.size, np.nan))
        with np.errstate(invalid="ignore", divide="ignore"):
            own = (self.penalty, self.reward, self.null_penalty, self.null_reward)
            values = statistic(*(each[None] for each in own))[0]
            if not self.variation.members:
                return unknown(values)
            varied = statistic(
                self.penalty_draws, self.reward_draws, self.null_penalty_draws, self.null_reward_draws
            )
        return self._varied(values, varied, null)

    def _varied(self, values: Array, varied: Array, null: float) -> Uncertainty:
        """Figures by their members; one that is missing in a member costs the others nothing."""
        sound = np.isfinite(varied).all(axis=0, where=self.used[:, None])
        found = self.variation.uncertainty(values, varied.T, self.used, null)
        for k in np.flatnonzero(~sound):
            one = slice(k, k + 1)
            used = self.used & np.isfinite(varied[:, k])
            alone = self.variation.uncertainty(values[one], varied.T[one], used, null)
            found = _with(found, int(k), alone)
        missing = ~np.isfinite(values)
        return _blank(found, missing) if missing.any() else found

    def _by_delta(self, statistic: Statistic, values: Array, null: float) -> Uncertainty:
        at = np.concatenate([self.penalty, self.reward])
        size = np.concatenate(self.std_error)
        size = np.where(np.isfinite(size) & (size > 0), size, np.maximum(np.abs(at), 1e-8))
        j = self.size
        derivatives = slopes(lambda b: statistic(b[:, :j], b[:, j:]), at, size)
        missing = ~(np.isfinite(values) & np.isfinite(derivatives).all(axis=1))
        derivatives = np.where(missing[:, None], 0.0, derivatives)
        found = delta_method(values, derivatives, self.covariance, self.conf_level, null, self.df)
        return _blank(found, missing)


def _with(found: Uncertainty, k: int, alone: Uncertainty) -> Uncertainty:
    """Figures with one of them in place of what stood there."""
    changed = {}
    for name in ("estimate", "std_error", "conf_low", "conf_high", "p_value"):
        column = getattr(found, name).copy()
        column[k] = getattr(alone, name)[0]
        changed[name] = column
    return Uncertainty(**changed)


def _blank(found: Uncertainty, missing: NDArray[np.bool_]) -> Uncertainty:
    """Errors and limits withheld where a figure has none."""
    names = ("std_error", "conf_low", "conf_high", "p_value")
    return replace(found, **{name: np.where(missing, np.nan, getattr(found, name)) for name in names})
