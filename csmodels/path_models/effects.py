"""Direct, indirect, total and specific effects of a model: which there are, and their values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.effects import along, chains, total_effects
from csmodels.path_models.model import PathModel

Array = NDArray[np.float64]
#: A kind of effect, with the constructs on the way: its two ends, or all of them for a specific one.
Row = tuple[str, tuple[int, ...]]
#: Figures of a table from a function that computes values (members, k) of path coefficients (members, paths).
Figures = Callable[[Callable[[Array], Array]], dict[str, Array]]

#: Effects whose resamples are held at a time: a large model has very many specific effects.
EFFECTS_AT_A_TIME = 2048


def numbered_paths(model: PathModel) -> list[tuple[int, int]]:
    """Pairs (dependent, predictor) as numbers of constructs."""
    place = {name: i for i, name in enumerate(model.constructs)}
    return [(place[d], place[p]) for d, p in model.paths]


def effect_rows(model: PathModel, specific: bool) -> list[Row]:
    """Every effect of the model; the specific ones, which may be very many, only on demand."""
    paths = numbered_paths(model)
    n = len(model.constructs)
    reached = total_effects(n, np.ones(len(paths)), paths) > 0
    ways: dict[tuple[int, int], list[tuple[int, ...]]] = {}
    for way in chains(n, paths) if specific else ():
        if len(way) > 2:
            ways.setdefault((way[0], way[-1]), []).append(way)
    rows: list[Row] = []
    for end, start in np.argwhere(reached).tolist():
        if (end, start) in paths:
            rows.append(("direct", (start, end)))
        if any(reached[p, start] for d, p in paths if d == end):
            rows.append(("indirect", (start, end)))
        rows.append(("total", (start, end)))
        rows += [("specific", way) for way in ways.get((start, end), ())]
    return rows


def effect_values(model: PathModel, rows: list[Row], coefficients: Array) -> Array:
    """Values of effects, shape (members, rows), from path coefficients (members, paths)."""
    if not rows:  # a model of factors alone
        return np.empty((len(coefficients), 0))
    paths = numbered_paths(model)
    total = total_effects(len(model.constructs), coefficients, paths)

    def one(effect: str, way: tuple[int, ...]) -> Array:
        if effect in ("direct", "specific"):
            return along(coefficients, paths, way)
        whole: Array = total[way[-1], way[0]]
        has_direct = effect == "indirect" and (way[-1], way[0]) in paths
        return whole - along(coefficients, paths, way) if has_direct else whole

    return np.stack([one(effect, way) for effect, way in rows], axis=-1)


def effects_table(model: PathModel, rows: list[Row], figures: Figures) -> pd.DataFrame:
    """Effects with what `figures` computes for them, part after part."""
    names = model.constructs
    labels = [
        (effect, names[way[-1]], names[way[0]], " -> ".join(names[j] for j in way[1:-1]))
        for effect, way in rows
    ]
    head = pd.DataFrame(labels, columns=["effect", "lhs", "rhs", "through"])
    found: list[dict[str, Any]] = []
    for at in range(0, max(1, len(rows)), EFFECTS_AT_A_TIME):
        part = rows[at : at + EFFECTS_AT_A_TIME]
        found.append(figures(lambda values, part=part: effect_values(model, part, values)))  # type: ignore[misc]
    return head.assign(**{key: np.concatenate([f[key] for f in found]) for key in found[0]})
