"""What the questions about drivers share: effects in index points, and who leads to whom."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.acsi.result import IndexResult
from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.numerics.effects import total_effects
from csmodels.numerics.index_effects import index_effects
from csmodels.path_models.estimation import Members
from csmodels.tables.notices import Notice

Array = NDArray[np.float64]


def effects_of(result: IndexResult, members: Members) -> tuple[Array, Array, Array]:
    """Effects between indices, the indices, and the items' shares; see `index_effects`."""
    how: Any = result.settings["index_weights"]
    return index_effects(members.moments, members.fit, result.spec, scale_ends(result), how)


def scale_ends(result: IndexResult) -> Array:
    """Ends of the items' scales, shape (items, 2)."""
    return np.array([result.ranges[item] for item in result.model.items])


def reached(result: IndexResult) -> NDArray[np.bool_]:
    """Entry [i, j]: whether a way leads from construct j to construct i."""
    spec = result.spec
    found: NDArray[np.bool_] = total_effects(len(spec.sizes), np.ones(len(spec.paths)), spec.paths) > 0
    return found


def check_construct(result: IndexResult, name: object, where: str) -> None:
    """Refuse a name that is no construct."""
    if name not in result.model.constructs:
        raise SpecificationError(
            f"{where} names {name!r}, which is no construct.{did_you_mean(name, result.model.constructs)}"
            f" Constructs: {some(result.model.constructs, 12)}."
        )


def negative_weights(result: IndexResult, constructs: list[str]) -> tuple[Notice, ...]:
    """The fit's own warnings of negative index weights, where they concern these constructs."""
    return tuple(
        each
        for each in result.notices
        if each.key in ("negative_weight", "negative_weights") and each.fields.get("construct") in constructs
    )
