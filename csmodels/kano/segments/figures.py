"""Tables of latent segments: sizes, shares, labels, coefficients, and who oppose each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.kano.figures import CATEGORIES
from csmodels.kano.labels import labels_table, letters
from csmodels.kano.opposition import degree, degrees
from csmodels.numerics.kano import rules
from csmodels.numerics.kano.coefficients import base, better_worse
from csmodels.numerics.kano.counts import LETTERS, A, Array, I, M, O, R
from csmodels.numerics.kano.latent_classes import Profiles
from csmodels.numerics.kano.latent_errors import ClassErrors, drawn_shares
from csmodels.numerics.linearization import kish
from csmodels.numerics.simulation import wilson

#: Draws from the errors, for the probability of a label.
DRAWS = 2000


@dataclass(frozen=True, eq=False)
class Solution:
    """One solution with its errors.

    Attributes
    ----------
    profiles : Profiles
        The categories; their weights have mean 1.
    sizes : array, shape (k,)
    shares : array, shape (k, attributes, 6)
    posterior : array, shape (n, k)
    errors : ClassErrors
    tie_band, certainty, variant, conf_level, seed
        As in the fit.
    """

    profiles: Profiles
    sizes: Array
    shares: Array
    posterior: Array
    errors: ClassErrors
    tie_band: float
    certainty: float
    variant: str
    conf_level: float
    seed: int

    @property
    def k(self) -> int:
        return len(self.sizes)

    @cached_property
    def answered(self) -> Array:
        """Respondents of each segment who answered each attribute, by memberships; shape (k, attributes)."""
        weighted = self.posterior * self.profiles.weights[:, None]
        found: Array = weighted.T @ (self.profiles.categories >= 0)
        return found

    @cached_property
    def counts(self) -> Array:
        """Respondents by memberships, shape (k, attributes, 6); 0 where nobody answered."""
        return np.nan_to_num(self.shares) * self.answered[..., None]

    @cached_property
    def draws(self) -> Array | None:
        """Shares as they could have come out; None without errors."""
        if not self.errors.known:
            return None
        return drawn_shares(np.nan_to_num(self.shares), self.errors, DRAWS, self.seed)

    @cached_property
    def leading(self) -> NDArray[np.int8]:
        """Largest category, shape (k, attributes); -1 where nobody answered."""
        return rules.mode(self.counts)

    @cached_property
    def chances(self) -> Array:
        """How likely each category is the largest, shape (k, attributes, 6); missing without errors."""
        if self.draws is None:
            return np.full(self.shares.shape, np.nan)
        found = rules.win_shares(self.draws.clip(0.0))
        return np.where((self.leading >= 0)[..., None], found, np.nan)

    def limits(self, share: Array, error: Array, size: Array) -> tuple[Array, Array]:
        """Wilson's limits by the effective number of respondents; by their number where there is no error.

        The effective number is share (1 - share) / error²; `size` stands in on the boundary.
        """
        inside = (error > 0) & (share > 0) & (share < 1)
        with np.errstate(invalid="ignore", divide="ignore"):
            effective = np.where(
                inside,
                share * (1 - share) / error**2,
                size * kish(self.profiles.weights)[0] / self.profiles.n,
            )
        hits: Any = share * effective
        of: Any = effective
        low, high = wilson(hits, of, self.conf_level)
        known = np.isfinite(error)
        return np.where(known, low.clip(0, 1), np.nan), np.where(known, high.clip(0, 1), np.nan)

    # tables

    def sizes_table(self, index: pd.Index) -> pd.DataFrame:
        """Share of each segment, and how surely respondents belong to it."""
        error = self.errors.sizes if self.k > 1 else np.zeros(1)
        low, high = self.limits(self.sizes, error, np.full(self.k, self.profiles.n))
        numbers, likely = self.posterior.argmax(axis=1), self.posterior.max(axis=1)
        assigned = np.bincount(numbers, minlength=self.k)
        with np.errstate(invalid="ignore"):
            certainty = np.bincount(numbers, weights=likely, minlength=self.k) / assigned
        if self.k == 1:
            # one segment has everybody, which is no estimate
            error, low, high = (np.full(1, np.nan),) * 3
        columns = {"share": self.sizes, "std_error": error, "conf_low": low, "conf_high": high}
        return pd.DataFrame({**columns, "n_assigned": assigned, "certainty": certainty}, index=index)

    def shares_table(self, index: pd.MultiIndex) -> pd.DataFrame:
        """One row for each share, with errors and limits."""
        error = self.errors.profiles
        # a share on the boundary has no error of its own
        shown = np.where((error > 0) | ~np.isfinite(error), error, np.nan)
        low, high = self.limits(self.shares, error, self.answered[..., None])
        columns = {"share": self.shares, "std_error": shown, "conf_low": low, "conf_high": high}
        return pd.DataFrame({name: values.ravel() for name, values in columns.items()}, index=index)

    def categories_table(self, index: pd.MultiIndex) -> pd.DataFrame:
        """The rules side by side, and a label where it is sure."""
        return self._labels.drop(columns="mode").set_index(index)

    @cached_property
    def _labels(self) -> pd.DataFrame:
        rows = (-1, len(LETTERS))
        return labels_table(
            self.counts.reshape(rows),
            self.chances.reshape(rows),
            self.answered.ravel() * kish(self.profiles.weights)[0] / self.profiles.n,
            tie_band=self.tie_band,
            certainty=self.certainty,
            without="without errors",
        )

    @cached_property
    def sure(self) -> NDArray[np.bool_]:
        """Whether the largest category is a label, shape (k, attributes)."""
        return self._labels["agrees"].to_numpy(dtype=bool).reshape(self.k, -1)

    def coefficients_table(self, index: pd.MultiIndex) -> pd.DataFrame:
        """Better and worse of each segment, with errors and limits."""
        shares, k, attributes = self.shares, self.k, self.shares.shape[1]
        values, bottom = better_worse(np.nan_to_num(shares), self.variant), base(shares, self.variant)
        inside = (
            np.arange(len(LETTERS)) <= I if self.variant == "berger" else np.ones(len(LETTERS), dtype=bool)
        )
        top = np.zeros((2, len(LETTERS)))
        top[0, [A, O]], top[1, [O, M]] = 1.0, -1.0
        with np.errstate(invalid="ignore", divide="ignore"):
            slopes = (top - values[..., None] * inside) / bottom[..., None, None]
        blocks = np.stack([self.errors.of_attribute(a) for a in range(attributes)])
        blocks = blocks.reshape(attributes, k, len(LETTERS), k, len(LETTERS))
        own = np.stack([blocks[:, c, :, c] for c in range(k)])
        cov = slopes @ own @ np.swapaxes(slopes, -1, -2)
        size = self.answered * (bottom if self.variant == "berger" else 1.0)
        columns: dict[str, Array] = {"n": size}
        for i, name in enumerate(("better", "worse")):
            error = np.sqrt(np.maximum(cov[..., i, i], 0.0))
            low, high = self.limits(np.abs(values[..., i]), error, size)
            if name == "worse":
                low, high = -high, -low
            shown = np.where((error > 0) | ~np.isfinite(error), error, np.nan)
            columns |= {name: values[..., i], f"{name}_std_error": shown}
            columns |= {f"{name}_low": low, f"{name}_high": high}
        columns["covariance"] = cov[..., 0, 1]
        columns["reverse_share"], columns["questionable_share"] = shares[..., R], shares[..., R + 1]
        return pd.DataFrame({name: each.ravel() for name, each in columns.items()}, index=index)

    def hidden_table(self, overall: pd.DataFrame, camps: pd.DataFrame) -> pd.DataFrame:
        """Attributes without a clear label for all whose segments differ in what they want."""
        rows = []
        for a, name in enumerate(overall.index):
            agrees, category = bool(overall["agrees"].iloc[a]), str(overall["category"].iloc[a])
            apart = int(degrees(self.leading[:, a])) > 0 or bool(camps["camps"].iloc[a])
            if (agrees and category != "I") or not apart:
                continue
            names = letters(self.leading[:, a])
            sure = [label if flag else "" for label, flag in zip(names, self.sure[:, a], strict=True)]
            shown = [label or f"({name})" for label, name in zip(sure, names, strict=True)]
            row: dict[str, Any] = {"attribute": name, "category": category, "agrees": agrees}
            row |= {"categories": ", ".join(shown), "degree": degree(sure), "probability": self._opposed(a)}
            row |= {str(each): camps[each].iloc[a] for each in camps}
            rows.append(row)
        columns = ["attribute", "category", "agrees", "categories", "degree", "probability", *camps.columns]
        return pd.DataFrame(rows, columns=columns).set_index("attribute")

    def _opposed(self, a: int) -> float:
        """How likely it is that some segment's largest category is R and another's M, O or A."""
        if self.draws is None:
            return float("nan")
        return float((degrees(rules.mode(self.draws[:, :, a].clip(0.0))) == 2).mean())


def style(shares: Array) -> list[int]:
    """Segments that look like a way of filling in the form: Q leads half of the attributes, or one all.

    Examples
    --------
    >>> import numpy as np
    >>> contradictory, indifferent, wanting = np.eye(6)[[5, 5, 2]], np.eye(6)[[3, 3, 3]], np.eye(6)[[0, 1, 4]]
    >>> style(np.stack([contradictory, indifferent, wanting]))
    [0, 1]
    """
    leading = np.nan_to_num(shares).argmax(axis=-1)
    attributes = shares.shape[1]
    contradictory = (leading == len(LETTERS) - 1).mean(axis=1) >= 0.5
    alike = (leading == leading[:, :1]).all(axis=1) & (attributes > 2)
    return [int(c) for c in np.flatnonzero(contradictory | alike)]


def shares_index(segments: pd.Index, attributes: Sequence[str]) -> pd.MultiIndex:
    """Segment, attribute, category."""
    return pd.MultiIndex.from_product(
        [segments, list(attributes), CATEGORIES], names=["segment", "attribute", "category"]
    )
