"""What was computed of one group in one of the two games."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics import key_drivers as game
from csmodels.numerics.intervals import Uncertainty
from csmodels.numerics.ranks import Ranks, ranks
from csmodels.numerics.variation import Bootstrap, Variation
from csmodels.sampling.options import Options
from csmodels.sampling.variations import GroupRows, estimate_and_variation
from csmodels.survey.design import SurveyDesign

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: Rows of the figures: Shapley values, each driver alone, the first drivers together.
VALUES, ALONE, TOGETHER = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Part:
    """One game in one group.

    Attributes
    ----------
    order : array of int, shape (P,)
        Drivers by their values.
    reach, noise : array, shape (3, P)
        Rates of Shapley shares, of each driver alone, of the first drivers of the order together.
    reach_draws, noise_draws : array, shape (members, 3, P)
    hit : float
        Share of the dissatisfied (delighted); weighted.
    n_hit, n : int
        Respondents: those, and all.
    used : array of bool, shape (members,)
        Members in which both kinds of respondents occur.
    keys : array of bool, shape (resamples, P)
        Which drivers are key, each resample with its own order and stop; empty without resamples.
    variation : Variation
    label : object
        The group's.
    """

    order: NDArray[np.intp]
    reach: Array
    noise: Array
    reach_draws: Array
    noise_draws: Array
    hit: float
    n_hit: int
    n: int
    used: Flags
    keys: Flags
    variation: Variation
    label: Any

    @property
    def values(self) -> Array:
        """Shapley values, shape (P,)."""
        found: Array = self.reach[VALUES] - self.noise[VALUES]
        return found

    @property
    def success(self) -> Array:
        """Reach minus noise, shape (3, P)."""
        return self.reach - self.noise

    @cached_property
    def stop(self) -> int:
        """How many drivers are key."""
        return int(game.stop(self.success[TOGETHER]))

    @cached_property
    def is_key(self) -> Flags:
        """Which drivers are key, shape (P,)."""
        found = np.zeros(len(self.order), dtype=bool)
        found[self.order[: self.stop]] = True
        return found

    @property
    def total(self) -> float:
        """v of all drivers."""
        return float(self.success[TOGETHER, -1])

    def uncertainty(self, what: str, row: int) -> Uncertainty:
        """Errors and limits of "reach", "noise" or "success"."""
        draws = self.reach_draws - self.noise_draws if what == "success" else getattr(self, f"{what}_draws")
        return self.variation.uncertainty(getattr(self, what)[row], draws[:, row].T, self.used, 0.0)

    def shares(self) -> tuple[Array, Array]:
        """Values in parts of their sum: of the sample, and of the members."""
        drawn = self.reach_draws[:, VALUES] - self.noise_draws[:, VALUES]
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.values / self.values.sum(), drawn / drawn.sum(axis=-1, keepdims=True)

    def ranked(self, conf_level: float) -> Ranks:
        """Ranks of the values."""
        b = self.variation.n_boot
        drawn = (self.reach_draws - self.noise_draws)[:b, VALUES][self.used[:b]]
        return ranks(np.round(self.values, 12), np.round(drawn, 12), conf_level)

    @property
    def p_key(self) -> Array:
        """Share of the resamples in which each driver is key."""
        seen = self.keys[self.used[: len(self.keys)]]
        return seen.mean(axis=0) if len(seen) else np.full(len(self.order), np.nan)


def computed(
    rows: GroupRows, flags: Flags, hit: Flags, options: Options, design: SurveyDesign | None
) -> Part:
    """All figures of one game in one group."""
    own = game.shared_out(flags)
    among = np.average(own[hit], axis=0, weights=None if rows.weights is None else rows.weights[hit])
    others = np.average(own[~hit], axis=0, weights=None if rows.weights is None else rows.weights[~hit])
    order = game.entry_order(among - others)
    table = game.columns(flags, hit, order)
    moments, variation = estimate_and_variation(rows, options, design, lambda _: table)
    found = game.rates(moments)
    drawn = [game.rates(each) for each in variation.samples()]
    p = flags.shape[1]
    empty = np.empty((0, 3, p))
    reach = np.concatenate([one.reach for one in drawn]) if drawn else empty
    noise = np.concatenate([one.noise for one in drawn]) if drawn else empty
    used = np.isfinite(reach).all(axis=(1, 2))
    keys = np.empty((0, p), dtype=bool)
    if isinstance(variation, Bootstrap):
        b = variation.n_boot
        values = (reach - noise)[:b, VALUES]
        keys = game.key_sets(flags, hit, rows.weights, variation.draws, values)
    return Part(
        order=order,
        reach=found.reach,
        noise=found.noise,
        reach_draws=reach,
        noise_draws=noise,
        hit=float(found.hit),
        n_hit=int(hit.sum()),
        n=len(hit),
        used=used,
        keys=keys,
        variation=variation,
        label=rows.label,
    )
