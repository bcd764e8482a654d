"""Attributes of which a label for all would mislead, because groups want different things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.kano.figures import categories_table
from csmodels.kano.model import KanoModel
from csmodels.kano.opposition import DEGREES, degree
from csmodels.kano.sample import Part
from csmodels.numerics.kano import rules
from csmodels.numerics.kano.association import opposite_signs
from csmodels.numerics.kano.counts import R
from csmodels.numerics.kano.figures import AT
from csmodels.numerics.linearization import kish
from csmodels.numerics.multiplicity import adjusted_p
from csmodels.numerics.variation import Bootstrap
from csmodels.tables.frozen import FrozenMapping
from csmodels.tables.listing import listed
from csmodels.tables.notices import Group, Notice, in_words, notice

Array = NDArray[np.float64]

#: Categories that say what somebody wants.
WANTED = "MOAR"
#: Of the test that groups lean to both sides, after Holm. A convention.
LEVEL = 0.05
#: Variances below this are rounding.
FIXED = 1e-15


@dataclass(frozen=True, eq=False)
class _Everybody(Part):
    """All groups together; a resample of them is one of each group."""

    groups: tuple[Part, ...] = ()

    @classmethod
    def of(cls, parts: Sequence[Part]) -> _Everybody:
        def joined(name: str) -> Any:
            columns = [getattr(part, name) for part in parts]
            return None if columns[0] is None else np.concatenate(columns)

        names = ("functional", "dysfunctional", "importance", "weights", "where")
        columns = {name: joined(name) for name in names}
        return cls(**columns, label=None, asked=parts[0].asked, groups=tuple(parts))

    @cached_property
    def probabilities(self) -> Array | None:
        if self.simple:
            # as of a fit without groups
            return super().probabilities
        drawn = resampled_counts(self.groups)
        return None if drawn is None else rules.win_shares(drawn.sum(axis=0))


def resampled_counts(parts: Sequence[Part]) -> Array | None:
    """Counts of every group in every resample, shape (groups, resamples, attributes, 6); None without any."""
    found = []
    for part in parts:
        if not isinstance(part.variation, Bootstrap):
            return None
        found.append(part.members[: part.variation.n_boot, :, :6])
    return np.stack(found)


def leanings(parts: Sequence[Part]) -> Array:
    """Whether more want an attribute than want it absent: z of M + O + A against R, (attributes, groups).

    Under equal numbers the difference of both shares has the variance (M + O + A + R) / n, with n the
    effective number of respondents under weights and design. Missing where nobody wants either.
    """
    at = [AT[f"share_{letter}"] for letter in WANTED]
    signs = np.array([1.0, 1.0, 1.0, -1.0])
    found = []
    for part in parts:
        shares = np.nan_to_num(part.estimate[:, at])
        both, gap = shares.sum(axis=1), shares @ signs
        n = part.counts.sum(axis=1)
        if not part.simple:
            replicated = part.asked.options.se == "replicates"
            covariance = (part.covariance if replicated else part._linearized)[:, at][:, :, at]
            variance = np.nan_to_num(signs @ covariance @ signs)
            plain = kish(np.ones(part.n) if part.weights is None else part.weights)[0]
            answered = (part.categories >= 0).mean(axis=0)
            n = np.divide(both - gap**2, variance, out=plain * answered, where=variance > FIXED)
        z = np.divide(gap * np.sqrt(n), np.sqrt(both), out=np.full(len(gap), np.nan), where=both > 0)
        found.append(z)
    return np.stack(found, axis=1)


def _pair_chance(drawn: Array) -> Array:
    """Largest share, over pairs of groups, of resamples in which more want it in one, fewer in the other."""
    gap = drawn[..., :3].sum(axis=-1) - drawn[..., R]
    wanted, unwanted = (gap > 0).astype(np.float64), (gap < 0).astype(np.float64)
    both = np.einsum("gba,hba->agh", wanted, unwanted) / gap.shape[1]
    found: Array = both.max(axis=(1, 2))
    return found


@dataclass(frozen=True, eq=False)
class Labels:
    """Labels of all respondents and of each group, and whether groups oppose each other.

    Attributes
    ----------
    overall : DataFrame
        `categories` of all respondents.
    leading : array of str, shape (attributes, groups)
        Largest category.
    sure : array of bool, shape (attributes, groups)
        Whether it is a label.
    p_value, chance : array, shape (attributes,)
    """

    overall: pd.DataFrame
    leading: NDArray[np.object_]
    sure: NDArray[np.bool_]
    p_value: Array
    chance: Array

    @classmethod
    def of(cls, parts: Sequence[Part], names: Sequence[str]) -> Labels:
        each = [categories_table(part, names) for part in parts]
        drawn = resampled_counts(parts)
        return cls(
            overall=categories_table(_Everybody.of(parts), names),
            leading=np.stack([table["category"].to_numpy(dtype=object) for table in each], axis=1),
            sure=np.stack([table["agrees"].to_numpy(dtype=bool) for table in each], axis=1),
            p_value=opposite_signs(leanings(parts)),
            chance=np.full(len(names), np.nan) if drawn is None else _pair_chance(drawn),
        )

    @cached_property
    def labels(self) -> list[list[str]]:
        """The labels that are sure, by attribute; empty where one is withheld."""
        found: list[list[str]] = np.where(self.sure, self.leading, "").tolist()
        return found

    @cached_property
    def p_holm(self) -> Array:
        return adjusted_p(self.p_value)

    @cached_property
    def degrees(self) -> list[str]:
        """How far groups are apart: by their labels, or by whether more want an attribute than do not."""
        tested = np.nan_to_num(self.p_holm, nan=1.0) < LEVEL
        rows = zip(self.labels, tested, strict=True)
        return [DEGREES[-1] if flag else degree(row) for row, flag in rows]

    @cached_property
    def alarm(self) -> NDArray[np.bool_]:
        """Attributes of which a label for all misleads."""
        said = self.overall["agreement"].to_numpy(dtype=object) == "not resampled"
        withheld = ~self.overall["agrees"].to_numpy(dtype=bool) & ~said
        hides = withheld | (self.overall["category"] == "I").to_numpy()
        several = np.array([len(set(row) & set(WANTED)) > 1 for row in self.labels], dtype=bool)
        opposed = np.array([each == DEGREES[-1] for each in self.degrees], dtype=bool)
        return np.asarray(opposed | (hides & several))

    def cells(self, groups: Sequence[Any], lang: str = "en") -> list[str]:
        """Categories of the groups in one cell per attribute; `groups` are their words."""
        return [in_one(groups, *row, lang) for row in zip(self.leading, self.sure, strict=True)]

    def table(self, groups: Sequence[Any]) -> pd.DataFrame:
        """See `KanoGroups.opposed`."""
        return pd.DataFrame(
            {
                "category": self.overall["category"],
                "agreement": self.overall["agreement"],
                "categories": self.cells(groups),
                "degree": self.degrees,
                "p_value": self.p_value,
                "p_holm": self.p_holm,
                "probability": self.chance,
                "alarm": self.alarm,
            }
        )


def in_one(groups: Sequence[Any], leading: Sequence[str], sure: Sequence[bool], lang: str = "en") -> str:
    """Categories of groups, with a question mark where a label is not sure.

    Examples
    --------
    >>> in_one(["business", "leisure"], ["A", "R"], [True, False])
    'business A, leisure R?'
    """
    # codes of a column with missing answers are floats
    names = [int(g) if isinstance(g, float) and g.is_integer() else g for g in groups]
    rows = zip(names, leading, sure, strict=True)
    return listed((f"{name} {marked(x, flag)}" for name, x, flag in rows), lang, None)


def marked(letter: str, sure: bool) -> str:
    """A category, with a question mark where it is no sure label; a dash where there is none."""
    return f"{letter}{'' if sure else '?'}" if letter else "–"


def as_answered(
    parts: tuple[Part, ...], turned: Sequence[Sequence[bool]] | NDArray[np.bool_], reverse: str
) -> tuple[tuple[Part, ...], bool]:
    """The groups with pairs as they were answered where some groups alone had them exchanged; and whether.

    What is exchanged in one group alone is another attribute in the next, and cannot be compared.
    """
    flags = np.array(turned, dtype=bool)
    uneven = flags.any(axis=0) & ~flags.all(axis=0)
    if reverse != "swap" or not uneven.any():
        return parts, False
    found = []
    for part, mine in zip(parts, flags & uneven, strict=True):
        f = np.where(mine, part.dysfunctional, part.functional)
        d = np.where(mine, part.functional, part.dysfunctional)
        found.append(replace(part, functional=f, dysfunctional=d))
    return tuple(found), True


def opposed_notices(
    model: KanoModel, parts: Sequence[Part], groups: Sequence[Any], words: Mapping[Any, Mapping[str, str]]
) -> list[Notice]:
    """The alarm, if any: attributes with the largest categories of their groups."""
    if len(groups) < 2:
        return []
    found = Labels.of(parts, model.names)
    if not found.alarm.any():
        return []
    texts = {}
    for lang in ("en", "zh"):
        cells = found.cells([each.text(lang) for each in in_words(groups, words)], lang)
        rows = zip(model.names, cells, found.alarm, strict=True)
        named = [f"{model.label(name, lang)} ({cell})" for name, cell, flag in rows if flag]
        texts[lang] = listed(named, lang, None)
    return [notice("kano_opposed", attributes=Group(texts["en"], FrozenMapping({"zh": texts["zh"]})))]
