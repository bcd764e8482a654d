"""Which columns of a fit are items, and the figures of an item analysis as functions of fitted members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.factors import omega, one_factor, single_factor_shares
from csmodels.numerics.items import (
    alpha_if_deleted,
    end_shares,
    item_total,
    sampling_adequacy,
    skewness_kurtosis,
)
from csmodels.numerics.linearization import kish
from csmodels.numerics.pls import PlsSpec
from csmodels.numerics.validity import composite_corr, raw_alpha, variance_inflation
from csmodels.path_models.constructs import Construct
from csmodels.path_models.estimation import Members, Statistic

if TYPE_CHECKING:
    from csmodels.path_models.result import PathResult

Array = NDArray[np.float64]
Range = tuple[float, float]

#: Figures of an item that are resampled, in the order of `ItemAnalysis.item_limits`.
ITEM_FIGURES = ("mean", "item_total", "alpha_if_deleted", "alpha_raw_if_deleted")
#: Figures of a block of items that are resampled.
BLOCK_FIGURES = ("alpha", "alpha_raw", "omega")


@dataclass(frozen=True, eq=False)
class ItemFigures:
    """The items of a result and what is computed from them, for any batch of fitted members."""

    result: PathResult

    @cached_property
    def measured(self) -> dict[str, tuple[str, ...]]:
        """Constructs with items of their own: neither products nor constructs made of constructs."""
        blocks = self.result.model.measurement.items()
        return {name: block.items for name, block in blocks if type(block) is Construct}

    @property
    def keys(self) -> list[tuple[str, str]]:
        """Pairs (construct, item)."""
        return [(name, item) for name, items in self.measured.items() for item in items]

    @cached_property
    def scales(self) -> list[tuple[str, slice]]:
        """Measured constructs with the places of their items among all items."""
        ends = np.cumsum([0, *(len(items) for items in self.measured.values())]).tolist()
        return [(name, slice(ends[i], ends[i + 1])) for i, name in enumerate(self.measured)]

    @property
    def spec(self) -> PlsSpec:
        """Sizes and modes of the measured constructs."""
        blocks = self.result.model.measurement
        sizes = tuple(len(items) for items in self.measured.values())
        return PlsSpec(sizes, tuple(blocks[name].mode for name in self.measured), ())

    @cached_property
    def places(self) -> list[int]:
        """Columns of the fitted correlations that hold the items."""
        columns = list(self.result.model.columns)
        return [columns.index(item) for _, item in self.keys]

    @property
    def shown(self) -> list[str]:
        """Constructs whose correlations are examined: products and dimensions only repeat others."""
        model = self.result.model
        return [name for name in model.structural if name not in model.terms]

    def item_corr(self, members: Members) -> Array:
        """Correlations of all items, shape (members, items, items)."""
        return _sub(members.corr, self.places)

    @cached_property
    def effective(self) -> Array:
        """Respondents of each group; under survey weights Kish's effective number."""
        result = self.result
        found = []
        for g in range(max(1, len(result.groups))):
            rows, weights = group_rows(result, g)
            if rows is None:
                found.append(result._n(g))
            else:
                found.append(float(len(rows)) if weights is None else kish(weights)[0])
        return np.array(found, dtype=np.float64)

    def described(self, g: int, ranges: Mapping[str, Range]) -> pd.DataFrame:
        """What the answers themselves say of each item."""
        index = pd.MultiIndex.from_tuples(self.keys, names=["construct", "item"])
        moments = self.result.members().moments
        sd = np.sqrt(np.diagonal(moments.cov[g])[self.places])
        unknown = np.full(len(index), np.nan)
        columns = dict.fromkeys(("n", "sd", "skewness", "kurtosis", "floor_share", "ceiling_share"), unknown)
        columns["n"], columns["sd"] = np.full(len(index), self.result._n(g)), sd
        rows, weights = group_rows(self.result, g)
        if rows is not None:
            # rows hold the items as read from the data, in the order of the measured constructs
            known = ~np.isnan(rows) if weights is None else ~np.isnan(rows) & (weights > 0)[:, None]
            n = known.sum(axis=0)
            columns["n"], columns["sd"] = n, sd * np.sqrt(n / np.maximum(n - 1, 1))
            columns["skewness"], columns["kurtosis"] = skewness_kurtosis(rows, weights)
            ends = np.array([ranges.get(item, (np.nan, np.nan)) for _, item in self.keys], dtype=float)
            floor, ceiling = end_shares(rows, ends[:, 0], ends[:, 1], weights)
            known_ends = np.isfinite(ends).all(axis=1)
            columns["floor_share"] = np.where(known_ends, floor, np.nan)
            columns["ceiling_share"] = np.where(known_ends, ceiling, np.nan)
        frame = pd.DataFrame(columns, index=index)
        return frame.astype({"n": "int64"}) if frame["n"].notna().all() else frame

    def statistics(self) -> dict[str, tuple[Statistic, pd.Index]]:
        """Everything that is resampled: functions of members, with the labels of their figures."""
        keys, names = self.keys, list(self.measured)
        item_rows = [(*key, measure) for measure in ITEM_FIGURES for key in keys]
        block_rows = [(name, measure) for measure in BLOCK_FIGURES for name in names]
        return {
            "items": (
                self.of_items,
                pd.MultiIndex.from_tuples(item_rows, names=["construct", "item", "measure"]),
            ),
            "blocks": (
                self.of_blocks,
                pd.MultiIndex.from_tuples(block_rows, names=["construct", "measure"]),
            ),
            "harman": (
                lambda m: single_factor_shares(self.item_corr(m)),
                pd.Index(["component", "factor"], name="measure"),
            ),
            "collinearity": (
                lambda m: variance_inflation(self.construct_corr(m)),
                pd.Index(self.shown, name="construct"),
            ),
        }

    @cached_property
    def kmo(self) -> tuple[Array, Array]:
        """KMO of all items, shape (groups,), and of each, shape (groups, items), of the estimate alone.

        It has no limits. A sample's KMO lies below the population's, the more so the more items there are,
        and a resample's below the sample's once more. With 24 items and 300 respondents percentile limits
        never held the population's value, and limits corrected for the bias lie beside the estimate.
        """
        return sampling_adequacy(self.item_corr(self.result.members()))

    def construct_corr(self, members: Members) -> Array:
        """Correlations of the composites, shape (members, constructs, constructs), products left out."""
        found = composite_corr(members.corr, members.fit.weights, self.result.spec)
        return _sub(found, [self.result.model.constructs.index(name) for name in self.shown])

    def of_items(self, members: Members) -> Array:
        """Those of `ITEM_FIGURES`, each of all items, side by side."""
        cov, corr = _sub(members.moments.cov, self.places), self.item_corr(members)
        mean = members.moments.mean
        unknown = np.full(corr.shape[:-1], np.nan)
        found = {name: unknown.copy() for name in ITEM_FIGURES}
        found["mean"] = unknown if mean is None else mean[:, self.places]
        for (_, block), mode in zip(self.scales, self.spec.modes, strict=True):
            if mode == "A":  # the items of a formative block need not hang together
                inside = (slice(None), block, block)
                found["item_total"][:, block] = item_total(cov[inside])
                found["alpha_if_deleted"][:, block] = alpha_if_deleted(corr[inside])
                found["alpha_raw_if_deleted"][:, block] = alpha_if_deleted(cov[inside])
        return np.concatenate([found[name] for name in ITEM_FIGURES], axis=-1)

    def of_blocks(self, members: Members) -> Array:
        """Those of `BLOCK_FIGURES`, each of all measured constructs, side by side."""
        cov, corr = _sub(members.moments.cov, self.places), self.item_corr(members)
        omegas = np.full((len(corr), len(self.scales)), np.nan)
        for j, ((_, block), mode) in enumerate(zip(self.scales, self.spec.modes, strict=True)):
            if mode == "A":
                omegas[:, j] = omega(one_factor(corr[:, block, block]))
        return np.concatenate([raw_alpha(corr, self.spec), raw_alpha(cov, self.spec), omegas], axis=-1)


def group_rows(result: PathResult, g: int) -> tuple[Array | None, Array | None]:
    """Answers and survey weights of a group; both missing where there are no rows."""
    answers = result.answers
    if answers is None:
        return None, None
    if not result.groups or answers.group_codes is None:
        return answers.values, answers.weights
    mine = answers.group_codes == list(answers.group_names).index(result.groups[g])
    return answers.values[mine], None if answers.weights is None else answers.weights[mine]


def _sub(matrices: Array, places: list[int]) -> Array:
    """Rows and columns of every matrix; the matrices themselves where all are asked for."""
    if places == list(range(matrices.shape[-1])):
        return matrices
    found: Array = matrices[..., places, :][..., :, places]
    return found
