"""Differences of better and worse between groups, with limits that hold in small groups too."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.kano.figures import opinions
from csmodels.kano.sample import Part
from csmodels.numerics.kano.figures import AT
from csmodels.numerics.kano.share_differences import share_difference
from csmodels.numerics.linearization import UnitTotals, total_covariance
from csmodels.numerics.multiplicity import adjusted_p
from csmodels.numerics.variation import Replicates

Array = NDArray[np.float64]
Pair = tuple[int, int]

COEFFICIENTS = ("better", "worse")
#: Share of a variance that rounding makes.
ROUNDING = 1e-12


def check_pairs(groups: Sequence[Any], reference: Any, pairs: Sequence[Sequence[Any]] | None) -> list[Pair]:
    """Which groups are compared: positions of the first and of the one it is compared with."""
    if reference is not None and pairs is not None:
        raise SpecificationError("Give reference= or pairs=, not both.")
    if pairs is not None:
        given = list(pairs)
        if not given:
            raise SpecificationError("pairs= is empty; leave it out to compare all pairs of groups.")
        for each in given:
            if isinstance(each, str) or len(each) != 2 or each[0] == each[1]:
                raise SpecificationError(
                    f"pairs= takes pairs of different groups, such as {(groups[0], groups[1])!r}, not"
                    f" {each!r}."
                )
        if len({tuple(each) for each in given}) < len(given):
            raise SpecificationError("A pair stands twice in pairs=; name it once.")
        return [(_at(groups, each[0], "pairs"), _at(groups, each[1], "pairs")) for each in given]
    if reference is not None:
        base = _at(groups, reference, "reference")
        return [(g, base) for g in range(len(groups)) if g != base]
    return [(b, a) for a, b in combinations(range(len(groups)), 2)]


def _at(groups: Sequence[Any], group: Any, option: str) -> int:
    if group not in groups:
        raise SpecificationError(
            f"{option}= names the group {group!r}, which there is not.{did_you_mean(group, groups)}"
            f" Groups: {some(map(repr, groups), 12)}."
        )
    return list(groups).index(group)


def differences_table(
    parts: Sequence[Part], names: Sequence[str], groups: Sequence[Any], pairs: Sequence[Pair]
) -> pd.DataFrame:
    """Better and worse of each pair of groups: first minus reference."""
    coefficients = [_Coefficients(part) for part in parts]
    columns: dict[str, Array] = {}
    df = _df(parts[0])
    for i, name in enumerate(COEFFICIENTS):
        found = [_compared(coefficients[a], coefficients[b], i, df) for a, b in pairs]
        difference, error, low, high, p = np.stack(found, axis=-1)
        columns |= {
            f"{name}_difference": difference,
            f"{name}_std_error": error,
            f"{name}_low": low,
            f"{name}_high": high,
            f"{name}_p": p,
            f"{name}_p_holm": adjusted_p(p.ravel()).reshape(p.shape),
        }
    index = pd.MultiIndex.from_tuples(
        [(name, groups[a], groups[b]) for name in names for a, b in pairs],
        names=["attribute", "group", "reference"],
    )
    return pd.DataFrame({name: column.ravel() for name, column in columns.items()}, index=index)


def _df(part: Part) -> float | None:
    """Degrees of freedom of a survey design."""
    design = part.asked.design
    return None if design is None or design.units is None else float(design.units.df)


class _Coefficients:
    """Better and |worse| of one group as shares, shape (attributes, 2), and what is known of their errors."""

    def __init__(self, part: Part) -> None:
        at = [AT[name] for name in COEFFICIENTS]
        self.part = part
        self.shares = np.abs(part.estimate[:, at])
        self.errors = part._design_errors[:, at]
        inside = opinions(part)
        self.sizes = np.stack([part.wilson(name, inside)[2] for name in COEFFICIENTS], axis=1)
        self.replicates = part.varied[:, :, at] if isinstance(part.variation, Replicates) else None
        self.totals = self._unit_totals(at) if self.replicates is None else None

    def _unit_totals(self, at: list[int]) -> list[UnitTotals] | None:
        """Influence of every sampling unit on both, attribute by attribute; None without a design."""
        part = self.part
        design = None if part.asked.design is None else part.asked.design.units
        if design is None:
            return None
        units, place = np.unique(design.units[part.where], return_inverse=True)
        slopes = part.sums.slopes(part.figures)[:, at]
        weights = np.ones(part.n) if part.weights is None else part.weights
        found = []
        for a, slope in enumerate(slopes):
            rows = part.sums.columns(slice(None), slice(a, a + 1))[:, 0].astype(np.float64)
            influence = (rows @ np.nan_to_num(slope).T) * weights[:, None]
            sums = [np.bincount(place, column, len(units)) for column in influence.T]
            found.append(UnitTotals(units, np.stack(sums, axis=1)))
        return found

    def covariance(self, other: _Coefficients) -> Array:
        """Of the coefficients of two groups of one survey, shape (attributes, 2)."""
        if self.replicates is not None and other.replicates is not None:
            variation = self.part.variation
            assert isinstance(variation, Replicates)  # that is where they come from
            at = [AT[name] for name in COEFFICIENTS]
            one = self.replicates - self.part.estimate[:, at]
            two = other.replicates - other.part.estimate[:, at]
            found: Array = (one * two * variation.scales[:, None, None]).sum(axis=0)
            return found
        if self.totals is None or other.totals is None:
            return np.zeros(self.shares.shape)
        design = self.part.asked.design
        assert design is not None
        assert design.units is not None  # the totals are of its units
        pairs = zip(self.totals, other.totals, strict=True)
        return np.stack([total_covariance(one, two, design.units) for one, two in pairs])


def _compared(first: _Coefficients, second: _Coefficients, i: int, df: float | None) -> Array:
    """Difference, error, limits and p-value of one coefficient, shape (5, attributes)."""
    covariance = first.covariance(second)[:, i]
    one, two = first.errors[:, i], second.errors[:, i]
    product = one * two
    shared = np.divide(covariance, product, out=np.zeros_like(product), where=product > 0)
    low, high, p = share_difference(
        (first.shares[:, i], second.shares[:, i]),
        (first.sizes[:, i], second.sizes[:, i]),
        first.part.conf_level,
        shared,
        df,
    )
    difference = first.shares[:, i] - second.shares[:, i]
    apart = one**2 + two**2
    variance = apart - 2 * np.where(product > 0, covariance, 0.0)
    # what is left of two equal numbers is rounding
    error = np.sqrt(np.where(variance > ROUNDING * apart, variance, np.nan))
    if COEFFICIENTS[i] == "worse":
        # worse is negative: of the shares everything is turned
        difference, low, high = -difference + 0.0, -high, -low
    return np.stack([difference, error, low, high, p])
