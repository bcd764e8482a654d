"""Which answers are failure and delight: what was given, or what follows from the scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, some
from csmodels.survey import SurveyData
from csmodels.tables import FrozenMapping
from csmodels.three_factor.key_drivers.model import Codes, Drivers
from csmodels.three_factor.penalty_reward.codes import BY_SCALE

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Coding:
    """Answers that count, by side.

    Attributes
    ----------
    drivers : mapping of side to (codes, one for each driver)
    outcome : mapping of side to codes
    observed : tuple of (low, high), optional
        The scale that was taken from the answers, because nothing else tells it.
    """

    drivers: FrozenMapping[str, tuple[Codes, ...]]
    outcome: FrozenMapping[str, Codes]
    observed: tuple[float, float] | None

    def flags(self, values: Array, side: str) -> tuple[Flags, Flags]:
        """Which drivers fail (delight), shape (n, P), and who is dissatisfied (delighted), shape (n,).

        A missing answer is no event.
        """
        events = [np.isin(values[:, j], codes) for j, codes in enumerate(self.drivers[side])]
        return np.column_stack(events), np.isin(values[:, -1], self.outcome[side])


def coding_of(
    drivers: Drivers,
    data: SurveyData | pd.DataFrame,
    values: Array,
    scale: tuple[float, float] | None,
) -> Coding:
    """Settle the codes of all drivers and of the outcome; `values` has the columns of the drivers, then it.

    Raises
    ------
    SpecificationError
        A code outside the scale, a scale without default codes, codes of both sides at once.
    """
    declared = [
        scale or (data.scale(column) if isinstance(data, SurveyData) else None) for column in drivers.columns
    ]
    names = (*drivers.names, drivers.outcome)
    # one scale for all drivers: the lowest answer to a single one need not be the end of its scale
    ratings = values[:, :-1]
    seen = (float(np.nanmin(ratings)), float(np.nanmax(ratings)))
    ends = [each or seen for each in declared[:-1]]
    ends.append(declared[-1] or (float(values[:, -1].min()), float(values[:, -1].max())))
    found: dict[str, list[Codes]] = {}
    for at, side in enumerate(("dissatisfiers", "enhancers")):
        given = [drivers.of_drivers[side].get(name) for name in drivers.names]
        given.append(drivers.of_outcome.get(side))
        if side not in drivers.sides:
            continue
        found[side] = [
            codes or _by_scale(name, at, ends[j], declared[j] is None, values[:, j])
            for j, (name, codes) in enumerate(zip(names, given, strict=True))
        ]
        for name, codes, limits in zip(names, found[side], ends, strict=True):
            _check_inside(name, codes, limits)
    if len(found) == 2:
        for name, low, high in zip(names, *found.values(), strict=True):
            _check_apart(name, low, high)
    return Coding(
        FrozenMapping({side: tuple(codes[:-1]) for side, codes in found.items()}),
        FrozenMapping({side: codes[-1] for side, codes in found.items()}),
        seen if None in declared[:-1] else None,
    )


def _by_scale(name: str, at: int, ends: tuple[float, float], observed: bool, column: Array) -> Codes:
    """The low or the high codes of a known scale."""
    words = ("fail= and dissatisfied=", "delight= and delighted=")[at]
    told = "its answers run from" if observed else "scale"
    if ends not in BY_SCALE:
        known = ", ".join(f"{low:g} to {high:g}" for low, high in BY_SCALE)
        where = " Or give scale=, if not all answers occur." if observed else ""
        raise SpecificationError(
            f"{name!r} ({told} {ends[0]:g} to {ends[1]:g}): there are default codes for scales from {known}."
            f" Give {words}.{where}"
        )
    answered = column[np.isfinite(column)]
    if (answered != np.round(answered)).any():
        raise SpecificationError(
            f"{name!r} has answers between the codes: an event is an answer to one question. Give {words} in"
            " full, or use the single items."
        )
    return BY_SCALE[ends][at]


def _check_inside(name: str, codes: Codes, ends: tuple[float, float]) -> None:
    outside = [code for code in codes if not ends[0] <= code <= ends[1]]
    if outside:
        raise SpecificationError(
            f"{name!r}: code {some(f'{code:g}' for code in outside)} is outside the scale from {ends[0]:g} to"
            f" {ends[1]:g}."
        )


def _check_apart(name: str, low: Codes, high: Codes) -> None:
    both = sorted(set(low) & set(high))
    if both:
        raise SpecificationError(
            f"{name!r}: {some(f'{code:g}' for code in both)} is failure and delight at once; an answer is one"
            " of them, or neither."
        )
