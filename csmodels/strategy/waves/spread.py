"""The waves of one group and how far they can be trusted: errors of any figure of all waves together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics import intervals
from csmodels.numerics.draws import Design
from csmodels.numerics.intervals import Uncertainty, normal_limits, withhold_fixed
from csmodels.numerics.linearization import UnitTotals
from csmodels.numerics.strategy.indicators import units_and_df
from csmodels.numerics.strategy.influence import influence_covariance
from csmodels.numerics.variation import Bootstrap, Replicates

Array = NDArray[np.float64]
#: A figure of cells: (..., waves, 2, k) to (..., figures).
Figure = Callable[[Array], Array]

#: Step of numerical derivatives, relative to the size of the cells.
STEP = 1e-5


@dataclass(frozen=True, eq=False, kw_only=True)
class Spread:
    """Cells of one group's waves without errors; the other kinds inherit from it.

    Attributes
    ----------
    cells : array, shape (waves, 2, k)
        See `csmodels.numerics.strategy.waves`.
    n : array, shape (waves,)
        Respondents.
    conf_level : float
    """

    cells: Array
    n: Array
    conf_level: float

    def of(self, figure: Figure) -> Array:
        """Figures of the estimate, flat."""
        return np.ravel(figure(self.cells))

    def uncertainty(self, figure: Figure) -> Uncertainty:
        """Errors, limits and p-values against zero of figures, flat."""
        return intervals.unknown(self.of(figure))

    def covariance(self, figure: Figure) -> Array:
        """Covariance matrix of figures; missing where nothing tells it."""
        k = len(self.of(figure))
        return np.full((k, k), np.nan)

    def resampled(self, figure: Figure) -> Array | None:
        """Figures of the resamples, shape (figures, used); None without."""
        return None

    def df_of(self, figure: Figure) -> Array | None:
        """Degrees of freedom of limits; None where they are normal or quantiles."""
        return None

    @property
    def design_df(self) -> float | None:
        """Degrees of freedom of the survey's design."""
        return None


@dataclass(frozen=True, eq=False, kw_only=True)
class Drawn(Spread):
    """Errors from resamples of all waves: shape of `draws` (resamples, waves, 2, k)."""

    draws: Array
    used: NDArray[np.bool_]
    ci: str
    robust: bool = False
    df: float | None = None

    def resampled(self, figure: Figure) -> Array | None:
        drawn = self.draws[self.used]
        return np.ascontiguousarray(np.reshape(figure(drawn), (len(drawn), -1)).T)

    def uncertainty(self, figure: Figure) -> Uncertainty:
        draws = self.resampled(figure)
        assert draws is not None
        lost = 1 - float(self.used.mean())
        found = intervals.uncertainty(
            self.of(figure), draws, ci=self.ci, conf_level=self.conf_level, lost=lost, robust=self.robust,
            df=self.df,
        )  # fmt: skip
        return withhold_fixed(found)

    def covariance(self, figure: Figure) -> Array:
        draws = self.resampled(figure)
        assert draws is not None
        found: Array = np.atleast_2d(np.cov(draws))
        return found

    @property
    def design_df(self) -> float | None:
        return self.df


@dataclass(frozen=True, eq=False, kw_only=True)
class Replicated(Spread):
    """Errors from replicate weights: `draws` (replicates, waves, 2, k), a factor of each squared distance."""

    draws: Array
    scales: Array
    df: float | None = None

    def covariance(self, figure: Figure) -> Array:
        away = np.reshape(figure(self.draws), (len(self.draws), -1)) - self.of(figure)
        found: Array = (away.T * self.scales) @ away
        return found

    def uncertainty(self, figure: Figure) -> Uncertainty:
        return _normal(self, figure, self.df)

    def df_of(self, figure: Figure) -> Array | None:
        return None if self.df is None else np.full(len(self.of(figure)), self.df)

    @property
    def design_df(self) -> float | None:
        return self.df


@dataclass(frozen=True, eq=False, kw_only=True)
class Curved(Spread):
    """Errors from the covariance matrix of all cells (flat), by the delta method.

    Attributes
    ----------
    matrix : array, shape (waves 2 k, waves 2 k)
    df : float, optional
        Of the survey's design.
    of_waves : array, shape (waves,), optional
        Degrees of freedom of each of several independent waves: those of a figure follow from its shares in
        the variance (Satterthwaite 1946; Welch 1947).
    design : Design, optional
        Of the survey, with `rows`: a figure has the degrees of freedom of the units of its waves.
    rows : tuple of array of int
        Rows of the survey in each wave.
    unknown : array of bool, shape (waves,), optional
        Waves of which nothing tells the error: of one respondent, or within one sampling unit.
    """

    matrix: Array
    df: float | None = None
    of_waves: Array | None = None
    design: Design | None = None
    rows: tuple[NDArray[np.intp], ...] = ()
    unknown: NDArray[np.bool_] | None = None

    def slopes(self, figure: Figure) -> Array:
        """Derivatives of figures by the cells, shape (figures, waves 2 k)."""
        flat = self.cells.ravel()
        size = STEP * np.maximum(1.0, np.abs(flat))
        moved = np.concatenate([flat + np.diag(size), flat - np.diag(size)])
        found = np.reshape(figure(moved.reshape(-1, *self.cells.shape)), (2 * len(flat), -1))
        slopes: Array = ((found[: len(flat)] - found[len(flat) :]) / (2 * size[:, None])).T
        return slopes

    def covariance(self, figure: Figure) -> Array:
        slopes = self.slopes(figure)
        found: Array = slopes @ self.matrix @ slopes.T
        if self.unknown is not None and self.unknown.any():
            lost = self._touched(slopes)[:, self.unknown].any(axis=1)
            found[lost], found[:, lost] = np.nan, np.nan
        return found

    def _touched(self, slopes: Array) -> NDArray[np.bool_]:
        """Which waves each figure is made of, shape (figures, waves)."""
        found: NDArray[np.bool_] = (slopes.reshape(len(slopes), len(self.cells), -1) != 0).any(axis=2)
        return found

    def uncertainty(self, figure: Figure) -> Uncertainty:
        return _normal(self, figure, self.df_of(figure))

    def df_of(self, figure: Figure) -> Array | None:
        if self.design is not None:
            chosen = self._touched(self.slopes(figure))
            known = {key: self._df(np.array(key)) for key in {tuple(row) for row in chosen.tolist()}}
            return np.array([known[tuple(row)] for row in chosen.tolist()])
        if self.df is not None:
            return np.full(len(self.of(figure)), self.df)
        if self.of_waves is None:
            return None
        slopes, waves = self.slopes(figure), len(self.cells)
        own = slopes.reshape(len(slopes), waves, -1)
        size = own.shape[-1]
        blocks = np.stack(
            [self.matrix[i * size : (i + 1) * size, i * size : (i + 1) * size] for i in range(waves)]
        )
        each = np.einsum("fwi,wij,fwj->fw", own, blocks, own)
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Array = each.sum(axis=1) ** 2 / (each**2 / self.of_waves).sum(axis=1)
        return np.where(np.isfinite(found), found, float(self.of_waves.min()))

    @property
    def design_df(self) -> float | None:
        return self.df if self.design is None else self._df(np.ones(len(self.cells), dtype=bool))

    def _df(self, waves: NDArray[np.bool_]) -> float:
        """Of the sampling units that some waves have."""
        assert self.design is not None  # asked for with a design
        rows = [rows for rows, chosen in zip(self.rows, waves, strict=True) if chosen]
        return units_and_df(self.design, np.concatenate(rows))[1] if rows else 1.0


def _normal(spread: Spread, figure: Figure, df: Array | float | None) -> Uncertainty:
    values = spread.of(figure)
    variance = np.maximum(np.diagonal(spread.covariance(figure)), 0.0)
    # derivatives of rounding errors alone are none
    error = np.where(variance > (1e-9 * np.maximum(1.0, np.abs(values))) ** 2, np.sqrt(variance), 0.0)
    return withhold_fixed(
        Uncertainty(values, error, *normal_limits(values, error, spread.conf_level, 0.0, df))
    )


def stacked_draws(parts: Sequence[Array]) -> Array:
    """Cells of every wave's members, each (members, 2, k), side by side: (members, waves, 2, k)."""
    fewest = min(len(part) for part in parts)
    return np.stack([part[:fewest] for part in parts], axis=1)


def from_draws(
    cells: Array, n: Array, parts: Sequence[Array], used: NDArray[np.bool_], variation: Bootstrap
) -> Drawn:
    """Errors from resamples, drawn alike in every wave."""
    return Drawn(
        cells=cells, n=n, conf_level=variation.conf_level, draws=stacked_draws(parts), used=used,
        ci="normal" if variation.ci == "normal" else "percentile", robust=variation.robust, df=variation.df,
    )  # fmt: skip


def from_replicates(cells: Array, n: Array, parts: Sequence[Array], variation: Replicates) -> Replicated:
    """Errors from the survey's replicate weights."""
    return Replicated(
        cells=cells, n=n, conf_level=variation.conf_level, draws=stacked_draws(parts),
        scales=variation.scales, df=variation.df,
    )  # fmt: skip


def block_matrix(blocks: Sequence[Array]) -> Array:
    """Covariance matrix of independent waves."""
    size = len(blocks[0])
    out = np.zeros((size * len(blocks), size * len(blocks)))
    for w, block in enumerate(blocks):
        out[w * size : (w + 1) * size, w * size : (w + 1) * size] = block
    return out


def design_matrix(totals: Sequence[UnitTotals], design: Design) -> Array:
    """Covariance matrix of waves that share a design: sampling units may have rows in several waves."""
    units, k = len(design.strata), totals[0].values.shape[1]
    influence = np.zeros((units, k * len(totals)))
    for w, each in enumerate(totals):
        influence[each.units, w * k : (w + 1) * k] = each.values
    every = np.arange(units, dtype=np.intp)
    return influence_covariance(influence, Design(every, design.strata), every)
