"""The importance figures of one group: of the sample, and of all members by which it is varied."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics import importance
from csmodels.numerics.importance import Orders
from csmodels.numerics.intervals import Uncertainty
from csmodels.numerics.moments import Moments
from csmodels.numerics.variation import Variation
from csmodels.three_factor.relative_importance.model import Drivers

Array = NDArray[np.float64]

#: Subsets of all members above which these are evaluated over random orders.
SUBSETS_OF_ALL = 2**24
#: Rounds of them; only differences from the sample in the same orders are taken from them.
MEMBER_ROUNDS = 4
#: Most drivers whose complete dominance is looked at: 2**20 subsets are 8 MB.
COMPLETE_MOST = 20
#: Most drivers for which every member's complete dominance is looked at.
COMPLETE_MEMBERS = 10

_PLAIN: dict[str, Callable[[Array, Sequence[int]], Array]] = {
    "relative_weights": importance.relative_weights,
    "pratt": importance.pratt,
    "first": importance.first,
    "last": importance.last,
    "partial": importance.partial,
}


@dataclass(frozen=True, eq=False)
class Part:
    """One group.

    Attributes
    ----------
    values : mapping of method to array, shape (P,)
        Importance of each driver or block.
    draws : mapping of method to array, shape (members, P)
    r_squared : float
    r_squared_draws : array, shape (members,)
    used : array of bool, shape (members,)
        Members that could be estimated.
    sampling_error : array, shape (P,)
        Of LMG shares from random orders; 0 for all subsets.
    sizes, sizes_draws : array, shape (P, P) and (members, P, P), optional
        Mean contribution to models of each size.
    complete, complete_draws : array, shape (P, P) and (members, P, P), optional
        Share of the models in which the row adds more than the column.
    variation : Variation
    n : int
        Respondents.
    label : object
        The group's.
    """

    values: Mapping[str, Array]
    draws: Mapping[str, Array]
    r_squared: float
    r_squared_draws: Array
    used: NDArray[np.bool_]
    sampling_error: Array
    sizes: Array | None
    sizes_draws: Array | None
    complete: Array | None
    complete_draws: Array | None
    variation: Variation
    n: int
    label: Any

    def uncertainty(self, values: Array, draws: Array, null: float = 0.0) -> Uncertainty:
        """Errors and limits of figures (k,) from those of the members, (members, k)."""
        return self.variation.uncertainty(values, draws.T, self.used, null)

    def resamples(self, draws: Array) -> Array:
        """Those of the members that are resamples and could be estimated."""
        b = self.variation.n_boot
        return draws[:b][self.used[:b]]

    def shares(self, method: str) -> tuple[Array, Array]:
        """Importance in parts of its sum: of the sample, and of the members."""
        with np.errstate(invalid="ignore", divide="ignore"):
            value, drawn = self.values[method], self.draws[method]
            return value / value.sum(), drawn / drawn.sum(axis=-1, keepdims=True)


def computed(drivers: Drivers, moments: Moments, variation: Variation, n: int, label: Any, seed: int) -> Part:
    """All figures of one group."""
    p = len(drivers.names)
    corr = moments.corr
    few = max(1, variation.members) << p <= SUBSETS_OF_ALL
    own = Orders.drawn(drivers.blocks, drivers.rounds, seed) if drivers.rounds else None
    common = None if few and own is None else Orders.drawn(drivers.blocks, MEMBER_ROUNDS, seed)
    with_dominance = "dominance" in drivers.methods
    sample = _Figures(drivers, own, with_dominance and own is None and p <= COMPLETE_MOST)
    members = _Figures(drivers, common, with_dominance and few and common is None and p <= COMPLETE_MEMBERS)
    found = sample.of(corr[None])
    drawn = [members.of(m.corr) for m in variation.samples()]
    draws = {name: np.concatenate([one[name] for one in drawn]) for name in drawn[0]} if drawn else {}
    if common is not None and draws and drivers.shapley:
        draws["lmg"] = draws["lmg"] - importance.sampled(corr, common)[0] + found["lmg"]
    error = found.get("sampling_error")

    def given(name: str) -> Array | None:
        return found[name][0] if name in found else None

    def of(name: str) -> str:
        return "lmg" if name == "dominance" else name

    empty = np.empty((0, p))
    r2 = draws.get("r_squared", np.empty(0))
    used = np.isfinite(r2) & np.all(
        [np.isfinite(draws[of(name)]).all(axis=-1) for name in drivers.methods if draws] or [np.isfinite(r2)],
        axis=0,
    )
    return Part(
        values={name: found[of(name)][0] for name in drivers.methods},
        draws={name: draws.get(of(name), empty) for name in drivers.methods},
        r_squared=float(found["r_squared"][0]),
        r_squared_draws=r2,
        used=used,
        sampling_error=np.zeros(p) if error is None else error[0],
        sizes=given("sizes"),
        sizes_draws=draws.get("sizes"),
        complete=given("complete"),
        complete_draws=draws.get("complete"),
        variation=variation,
        n=n,
        label=label,
    )


@dataclass(frozen=True, eq=False)
class _Figures:
    """Which figures are made of correlations, and how."""

    drivers: Drivers
    orders: Orders | None
    complete: bool

    def of(self, corr: Array) -> dict[str, Array]:
        """Figures by name, each of shape (members, ...)."""
        blocks = self.drivers.blocks
        found = {"r_squared": importance.r_squared(corr)}
        for name, function in _PLAIN.items():
            if name in self.drivers.methods:
                found[name] = function(corr, blocks)
        if not self.drivers.shapley:
            return found
        if self.orders is not None:
            found["lmg"], found["sampling_error"] = importance.sampled(corr, self.orders)
            return found
        sizes = importance.by_size(corr, blocks)
        found["lmg"] = sizes.mean(axis=-1)
        if "dominance" in self.drivers.methods:
            found["sizes"] = sizes
        if self.complete:
            found["complete"] = importance.dominance_shares(importance.of_subsets(corr, blocks))
        return found
