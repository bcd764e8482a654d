"""The tables of tracked waves, group by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, check_choice, did_you_mean
from csmodels.numerics.intervals import Uncertainty
from csmodels.numerics.strategy import waves as arithmetic
from csmodels.strategy.indicators.comparison import differences
from csmodels.strategy.indicators.sample import Part
from csmodels.strategy.waves.spread import Figure, Spread

Array = NDArray[np.float64]

AGAINST = ("previous", "first")
PARTS = ("means", "weights")
#: Sizes of a wave at which noise is told.
SIZES = (100, 200, 400, 800, 1600)


@dataclass(frozen=True, eq=False)
class Course:
    """The waves of one group: levels, changes and what they are made of.

    Attributes
    ----------
    spread : Spread
    waves : tuple
    components : tuple of str
    frozen : bool
        Whether all waves have the weights of the first.
    conf_level, power : float
    parts : tuple of Part
        Of an indicator, in the order of the waves: limits of levels and changes are then its own.
    figure : int
        Position of the indicator's figure.
    """

    spread: Spread
    waves: tuple[Any, ...]
    components: tuple[str, ...]
    frozen: bool
    conf_level: float
    power: float
    parts: tuple[Part, ...] = ()
    figure: int = 0

    def cells(self, cells: Array) -> Array:
        """Cells with the weights that were asked for."""
        return arithmetic.frozen(cells) if self.frozen else cells

    def level(self, cells: Array) -> Array:
        """The figure that is tracked."""
        return arithmetic.levels(self.cells(cells))

    @cached_property
    def levels(self) -> Uncertainty:
        """Levels with errors."""
        found = self.spread.uncertainty(self.level)
        if not self.parts:
            return found
        j, unit = self.figure, self.parts[0].units[self.figure]
        low, high = (np.array([part.limits[i][j] for part in self.parts]) * unit for i in (0, 1))
        return replace(found, conf_low=low, conf_high=high)

    def pairs(self, against: str) -> list[tuple[int, int]]:
        """Positions of the waves that are compared."""
        return arithmetic.pairs_of(len(self.waves), against)

    def changes(self, against: str) -> Uncertainty:
        """Changes with errors."""
        pairs = self.pairs(against)
        found = self.spread.uncertainty(self._of_pairs(pairs))
        if not self.parts:
            return found
        own = differences([(self.parts[to], self.parts[since]) for to, since in pairs])
        names = ("conf_low", "conf_high", "p_value")
        return replace(found, **{name: own[name][:, self.figure] for name in names})

    def _of_pairs(self, pairs: list[tuple[int, int]]) -> Figure:
        def change(cells: Array) -> Array:
            return arithmetic.changes(self.cells(cells), pairs)

        return change

    # tables

    def level_table(self) -> pd.DataFrame:
        frame = _figures(self.levels, self._index(), tested=False)
        frame["n"] = self.spread.n.astype(np.int64)
        return frame

    def change_table(self, adjusted: dict[str, Array]) -> pd.DataFrame:
        parts = []
        for against in AGAINST:
            pairs, found = self.pairs(against), self.changes(against)
            frame = _figures(found, self._index(w for w, _ in pairs)).rename(columns={"estimate": "change"})
            frame.insert(0, "since", [self.waves[before] for _, before in pairs])
            frame.insert(5, "p_adjusted", adjusted[against])
            df = self.spread.df_of(self._of_pairs(pairs))
            frame["noise"], frame["detectable"] = arithmetic.noise(
                found.std_error, self.conf_level, self.power, df
            )
            signal, unknown = adjusted[against] < 1 - self.conf_level, np.isnan(adjusted[against])
            # without errors nothing is known, which is not the same as no signal
            frame["signal"] = pd.arrays.BooleanArray(signal, unknown)
            parts.append(frame)
        return pd.concat(parts, keys=AGAINST, names=["against"])

    def part_table(self) -> pd.DataFrame:
        """Contributions summed over the components."""

        def of(pairs: list[tuple[int, int]]) -> Uncertainty:
            def figure(cells: Array) -> Array:
                found = arithmetic.parts(self.cells(cells), pairs).sum(axis=-1)
                return np.reshape(found, (*found.shape[:-2], -1))

            return self.spread.uncertainty(figure)

        parts = []
        for against in AGAINST:
            pairs = self.pairs(against)
            keys = pd.MultiIndex.from_product(
                [[self.waves[w] for w, _ in pairs], PARTS], names=["wave", "part"]
            )
            parts.append(_figures(of(pairs), keys))
        return pd.concat(parts, keys=AGAINST, names=["against"])

    def decomposition_table(self) -> pd.DataFrame:
        parts = []
        for against in AGAINST:
            pairs = self.pairs(against)

            def figure(cells: Array, pairs: list[tuple[int, int]] = pairs) -> Array:
                found = arithmetic.parts(self.cells(cells), pairs)
                return np.reshape(found, (*found.shape[:-3], -1))

            found = self.spread.uncertainty(figure)
            shape = (len(pairs), 2, len(self.components))
            of_mean, of_weight = (
                {name: getattr(found, name).reshape(shape)[:, i].ravel() for name in _LIMITS} for i in (0, 1)
            )
            cells = self.cells(self.spread.cells)
            to, since = np.array(pairs).T
            keys = pd.MultiIndex.from_product(
                [[self.waves[w] for w in to], self.components], names=["wave", "item"]
            )
            columns = {
                "mean_before": cells[since, 0].ravel(),
                "mean_after": cells[to, 0].ravel(),
                "weight_before": cells[since, 1].ravel(),
                "weight_after": cells[to, 1].ravel(),
                "of_mean": of_mean["estimate"],
                "of_mean_low": of_mean["conf_low"],
                "of_mean_high": of_mean["conf_high"],
                "of_weight": of_weight["estimate"],
                "of_weight_low": of_weight["conf_low"],
                "of_weight_high": of_weight["conf_high"],
                "total": of_mean["estimate"] + of_weight["estimate"],
            }
            parts.append(pd.DataFrame(columns, index=keys))
        return pd.concat(parts, keys=AGAINST, names=["against"])

    def trend_table(self) -> pd.DataFrame:
        weights = arithmetic.slope_weights(len(self.waves))
        slope = self.spread.uncertainty(lambda cells: (self.level(cells) @ weights)[..., None])
        pairs = self.pairs("first")

        since_first = self._of_pairs(pairs)
        equal = arithmetic.equal_levels(
            self.spread.of(since_first), self.spread.covariance(since_first), self.spread.design_df
        )
        frame = _figures(slope, pd.Index(["slope"], name="part"))
        frame["wald"], frame["wald_df"], frame["p_equal"] = equal[0], len(pairs), equal[1]
        return frame

    def target_table(self, targets: Array, lower: bool) -> pd.DataFrame:
        found = self.levels
        df = self.spread.df_of(self.level)
        chance = arithmetic.chance_met(
            found.estimate, found.std_error, targets, self.spread.resampled(self.level), df, lower
        )
        met, missed = found.conf_low >= targets, found.conf_high < targets
        if lower:
            met, missed = found.conf_high <= targets, found.conf_low > targets
        known = np.isfinite(targets) & np.isfinite(found.conf_low)
        state = np.where(~known, "", np.where(met, "met", np.where(missed, "missed", "open")))
        return pd.DataFrame(
            {
                "target": targets,
                "estimate": found.estimate,
                "gap": found.estimate - targets,
                "conf_low": found.conf_low - targets,
                "conf_high": found.conf_high - targets,
                "probability": chance,
                "state": state,
            },
            index=self._index(),
        )

    def control_table(self, baseline: Sequence[Any] | None, sigmas: float, sigma: str) -> pd.DataFrame:
        check_choice("sigma", sigma, ("sampling", "moving_range"))
        if isinstance(sigmas, bool) or not isinstance(sigmas, (int, float)) or not sigmas > 0:
            raise SpecificationError(f"sigmas={sigmas!r} must be a number above 0, such as 3.")
        base = self._base(baseline)
        found = self.levels
        if sigma == "moving_range" and base.sum() < 2:
            raise SpecificationError('sigma="moving_range" needs a baseline of two waves at least.')
        variance = np.maximum(np.diagonal(self.spread.covariance(self.level)), 0.0)
        centre, reach = arithmetic.control_limits(
            found.estimate, np.sqrt(variance), self.spread.n, base, float(sigmas), sigma
        )
        away = found.estimate - centre
        run = arithmetic.runs(found.estimate, centre)
        return pd.DataFrame(
            {
                "estimate": found.estimate,
                "centre": centre,
                "lower": centre - reach,
                "upper": centre + reach,
                "distance": sigmas * away / reach,
                "run": run,
                "baseline": base,
                "signal": (np.abs(away) > reach) | (run >= arithmetic.RUN),
                "n": self.spread.n.astype(np.int64),
            },
            index=self._index(),
        )

    def _base(self, baseline: Sequence[Any] | None) -> NDArray[np.bool_]:
        if baseline is None:
            return np.ones(len(self.waves), dtype=bool)
        chosen = (baseline,) if isinstance(baseline, str) else tuple(baseline)
        for each in chosen:
            if each not in self.waves:
                raise SpecificationError(
                    f"baseline= names {each!r}, which is no wave.{did_you_mean(each, self.waves)} Waves:"
                    f" {', '.join(map(str, self.waves))}."
                )
        if not chosen:
            raise SpecificationError("baseline= names no wave.")
        return np.array([wave in chosen for wave in self.waves])

    @property
    def sd(self) -> float:
        """Standard deviation of one respondent's part in the level, over the waves together.

        With weights and clusters it holds their cost: of surveys designed like this one.
        """
        n = self.spread.n
        variance = np.diagonal(self.spread.covariance(self.level))
        # a wave of one respondent tells no error; one in which all answer alike tells 0
        known = np.isfinite(variance)
        if not known.any():
            return float("nan")
        return float(np.sqrt(np.average(np.maximum(variance[known], 0.0) * n[known], weights=n[known])))

    def noise_table(self) -> pd.DataFrame:
        usual = round(float(self.spread.n.mean()))
        sizes = np.array(sorted({*SIZES, usual}), dtype=np.int64)
        error = np.sqrt(2 / sizes) * self.sd
        band, detectable = arithmetic.noise(error, self.conf_level, self.power)
        columns = {"std_error": error, "noise": band, "detectable": detectable, "here": sizes == usual}
        return pd.DataFrame(columns, index=pd.Index(sizes, name="n"))

    def _index(self, at: Any = None) -> pd.Index:
        chosen = list(self.waves) if at is None else [self.waves[w] for w in at]
        index: pd.Index = pd.Index(chosen, name="wave")
        return index


_LIMITS = ("estimate", "std_error", "conf_low", "conf_high")


def _figures(found: Uncertainty, index: pd.Index, tested: bool = True) -> pd.DataFrame:
    columns = {"estimate": found.estimate, "std_error": found.std_error}
    if tested:
        with np.errstate(invalid="ignore", divide="ignore"):
            columns["statistic"] = found.estimate / found.std_error
        columns["p_value"] = found.p_value
    return pd.DataFrame({**columns, "conf_low": found.conf_low, "conf_high": found.conf_high}, index=index)
