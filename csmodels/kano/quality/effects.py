"""What leaving respondents out does to each label, on the same resamples as the whole sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.kano import figures
from csmodels.kano.labels import TOO_FEW
from csmodels.kano.sample import Part
from csmodels.numerics.intervals import Uncertainty, normal_limits, unknown, withhold_fixed
from csmodels.numerics.kano.changes import linearized_errors, sums_left
from csmodels.numerics.kano.figures import AT
from csmodels.numerics.variation import Bootstrap, Replicates, Variation, uncertainty_of

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

COEFFICIENTS = ("better", "worse")


@dataclass(frozen=True, eq=False)
class Kept(Part):
    """The respondents of a group who stay, in the resamples of the whole group.

    Attributes
    ----------
    drawn : array, shape (members, attributes, sums), optional
        Sums of those who stay in every member.
    source : Variation, optional
        What these members are.
    """

    drawn: Array | None
    source: Variation | None

    @cached_property
    def variation(self) -> Variation | None:
        return self.source

    @cached_property
    def members(self) -> Array:
        assert self.drawn is not None  # asked for only with resamples
        return self.drawn


def _rows(part: Part, which: Bools) -> dict[str, Any]:
    """Answers of some of the respondents."""
    return {
        "functional": part.functional[which],
        "dysfunctional": part.dysfunctional[which],
        "importance": None if part.importance is None else part.importance[which],
        "weights": None if part.weights is None else part.weights[which],
        "where": part.where[which],
        "label": part.label,
        "asked": part.asked,
    }


def kept_parts(part: Part, flags: Sequence[Bools]) -> list[Kept]:
    """For each screen the respondents it leaves, flags of shape (n,).

    The resamples are drawn once: those of the flagged are taken from the sums of all.
    """
    varied = part.variation
    removed: list[Array | None] = [None] * len(flags)
    if isinstance(varied, (Bootstrap, Replicates)):
        groups = [Part(**_rows(part, flag)).sums for flag in flags]
        sums: list[list[Array]] = [[] for _ in flags]
        further = varied.left_out if isinstance(varied, Bootstrap) else None
        for counts in chain(varied.draws, further or ()):
            for found, group, flag in zip(sums, groups, flags, strict=True):
                weighted = not isinstance(varied, Replicates)
                found.append(group.members([counts[:, flag]], weighted=weighted))
        removed = [np.concatenate(found) for found in sums]
    return [
        Kept(**_rows(part, ~flag), drawn=None if out is None else sums_left(part.members, out), source=varied)
        for flag, out in zip(flags, removed, strict=True)
    ]


def changes(part: Part, kept: Kept, flag: Bools) -> Uncertainty:
    """Changes of better and worse, arrays of shape (attributes, 2)."""
    at = [AT[name] for name in COEFFICIENTS]
    values = (kept.estimate - part.estimate)[:, at]
    if part.variation is None:
        return _linearized(part, values, flag)
    draws = (kept.varied[..., at] - part.varied[..., at]).reshape(len(part.members), -1).T
    return _shaped(uncertainty_of(part.variation, values.ravel(), draws), values)


def _shaped(flat: Uncertainty, like: Array) -> Uncertainty:
    """Columns in the shape of the figures."""
    names = ("estimate", "std_error", "conf_low", "conf_high", "p_value")
    return Uncertainty(*(getattr(flat, name).reshape(like.shape) for name in names))


def _linearized(part: Part, values: Array, flag: Bools) -> Uncertainty:
    options, design = part.asked.options, part.asked.design
    if options.se != "linearized":
        return _shaped(unknown(values.ravel()), values)
    units = None if design is None else design.units
    errors = linearized_errors(
        part.categories, ~flag, part.weights, part.asked.variant, units, part.where
    )  # fmt: skip
    df = None if units is None else float(units.df)
    limits = normal_limits(values, errors, options.conf_level, 0.0, df)
    return withhold_fixed(Uncertainty(values, errors, *limits))


def effects_table(part: Part, names: Sequence[str], screens: Sequence[str], flags: Sequence[Bools]) -> Any:
    """Before and after each screen, by screen and attribute."""
    before = figures.categories_table(part, names)
    frames = []
    for kept, flag in zip(kept_parts(part, flags), flags, strict=True):
        after = figures.categories_table(kept, names)
        columns: dict[str, Any] = {"n": part.respondents.sum(axis=1), "n_left": kept.respondents.sum(axis=1)}
        for name in ("category", "probability"):
            columns |= {name: before[name], f"{name}_after": after[name]}
        columns |= {"label": labels(before), "label_after": labels(after)}
        found = changes(part, kept, flag)
        for i, name in enumerate(COEFFICIENTS):
            columns |= {
                name: part.estimate[:, AT[name]],
                f"{name}_after": kept.estimate[:, AT[name]],
                f"{name}_change": found.estimate[:, i],
                f"{name}_change_std_error": found.std_error[:, i],
                f"{name}_change_low": found.conf_low[:, i],
                f"{name}_change_high": found.conf_high[:, i],
            }
        frame = pd.DataFrame(columns, index=before.index).astype({"n": np.int64, "n_left": np.int64})
        frame["changed"] = (frame["category"] != frame["category_after"]) | (
            frame["label"] != frame["label_after"]
        )
        frames.append(frame)
    return pd.concat(frames, keys=list(screens), names=["screen"])


def labels(rows: pd.DataFrame) -> list[str]:
    """The letter where the rules agree; else "contested", "too few answers" or "not resampled"."""
    return [TOO_FEW if each.startswith(TOO_FEW) else each.partition(":")[0] for each in rows["agreement"]]
