"""States and levels of one group of respondents as shares with limits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.strategy.indicators import NONE, effective_sizes
from csmodels.numerics.strategy.levels import level_influences
from csmodels.strategy.indicators.kinds import MEAN, SHARE, Figure
from csmodels.strategy.indicators.sample import Part
from csmodels.tables import params_table

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

COLUMNS = ("estimate", "std_error", "conf_low", "conf_high", "n", "n_effective")


@dataclass(frozen=True)
class States:
    """Codes 0, 1, 2 ... as shares of their states; what `Part` asks of an indicator."""

    names: tuple[str, ...]
    item: str = "state"

    @property
    def figures(self) -> tuple[Figure, ...]:
        """One share for each."""
        return tuple(Figure(name, SHARE) for name in self.names)

    def columns(self, values: Array) -> Array:
        """One column for each state, 1 for those who are in it."""
        found: Array = (values[:, None] == np.arange(len(self.names))).astype(np.float64)
        return found


@dataclass(frozen=True)
class Reached(States):
    """1 for those who reach a level, 0 for the others."""

    def columns(self, values: Array) -> Array:
        """The values themselves."""
        return values[:, None]


@dataclass(frozen=True)
class Moves(States):
    """Pairs of codes, before times the number of states plus now: change of the share of each state."""

    @property
    def figures(self) -> tuple[Figure, ...]:
        """One difference for each."""
        return tuple(Figure(name, MEAN, 1.0, -1.0, 1.0) for name in self.names)

    def columns(self, values: Array) -> Array:
        """In it now less in it before."""
        states = np.arange(len(self.names))
        before, now = np.divmod(values[:, None], len(self.names))
        found: Array = (now == states).astype(np.float64) - (before == states)
        return found


class LinearPart(Part):
    """Shares that are no plain means: the rows hold columns with them as means, and with their errors."""

    @cached_property
    def effective(self) -> Array:
        """As how many independent respondents each share counts."""
        p = np.clip(self.means, 0, 1)
        return effective_sizes(p * (1 - p), self.std_error, self.n, self.rows.weights)


class LevelPart(LinearPart):
    """Shares of nested levels; a level that is not known of somebody counts neither way.

    The rows hold how many levels are passed, plus one half where the next one is not known.
    """

    @cached_property
    def table(self) -> Array:
        """Columns with the shares as means and with their errors (see `level_influences`)."""
        return level_influences(self.rows.values[:, 0], self.rows.weights, len(self.indicator.names))


def share_table(part: Part | None, names: tuple[str, ...], level: str, n: Any = None) -> pd.DataFrame:
    """Estimates, errors and limits by state; missing where there is nobody."""
    index = pd.Index(names, name=level)
    if part is None:
        nobody = dict.fromkeys(COLUMNS[:4], np.nan) | {"n": 0, "n_effective": 0.0}
        return pd.DataFrame(nobody, index=index)
    low, high = part.limits
    shares = np.array([form == SHARE for form in part.forms])
    # weighted sums round: all is all and none is none
    bounded = np.where(part.means > 1 - NONE, 1.0, np.where(part.means < NONE, 0.0, part.means))
    means = np.where(shares, bounded, part.means)
    values = (means, part.uncertainty.std_error, low, high, part.n if n is None else n, part.effective)
    return pd.DataFrame(dict(zip(COLUMNS, values, strict=True)), index=index)


def without_limits(frame: pd.DataFrame, given: Any) -> pd.DataFrame:
    """A table without errors and limits of what holds by definition."""
    out = frame.copy()
    out.loc[np.asarray(given, dtype=bool), list(COLUMNS[1:4])] = np.nan
    return out


def share_params(frame: pd.DataFrame, lhs: Any, op: Any = "", rhs: Any = "") -> pd.DataFrame:
    """The same in the ten columns."""
    numbers = {name: frame[name].to_numpy() for name in COLUMNS[:4]}
    return params_table({"kind": "share", "lhs": lhs, "op": op, "rhs": rhs, **numbers})


def as_indicator(states: States) -> Any:
    """States in the place of an indicator."""
    return cast(Any, states)
