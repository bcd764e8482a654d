"""From latent values to an answer file: ratings, straight-lining, missing answers, routing, CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ._streams import Array, Draws, Flags, Positions

# Cut points on a latent scale of unit variance: left-skewed answers with a ceiling, as real surveys have.
CUTS: Mapping[str, tuple[float, ...]] = {
    "ten": (-2.62, -2.28, -1.94, -1.58, -1.16, -0.72, -0.22, 0.32, 0.88),
    "seven": (-2.05, -1.62, -1.15, -0.58, 0.10, 0.95),
    "disconfirmation": (-2.00, -1.25, -0.45, 0.45, 1.25, 2.00),
    "recommend": (-2.20, -2.05, -1.88, -1.68, -1.46, -1.02, -0.76, -0.34, 0.16, 0.72),
}
LOWEST: Mapping[str, int] = {"ten": 1, "seven": 1, "disconfirmation": 1, "recommend": 0}

# One respondent in five skips many questions and the others few: item non-response gathers in people.
SKIPPER_SHARE, SKIPPER_FACTOR, OTHER_FACTOR = 0.20, 4.2, 0.20
STRAIGHT_SHARE = 0.015
STRAIGHT_VALUES = (5, 7, 8, 8, 9, 10, 10)

# Price tolerance in per cent: what people answer is heaped on round numbers.
PRICE_STEPS = (0, 1, 2, 3, 5, 8, 10, 12, 15, 20, 25)
PRICE_UP_CUTS = (-0.60, -0.50, -0.38, -0.24, 0.34, 0.46, 1.02, 1.12, 1.52, 2.05)
PRICE_DOWN_CUTS = (-0.95, -0.88, -0.78, -0.66, -0.12, 0.00, 0.68, 0.78, 1.22, 1.80)
PRICE_DOWN_START = -0.80
PRICE_LOADING = 0.70


@dataclass(frozen=True)
class Rating:
    """How a rating is answered.

    ``parent`` is the latent variable behind it, ``loading`` that variable's weight (error takes the rest of
    the unit variance), ``shift`` the item's location, ``missing`` the rate of empty cells, ``special`` the
    rates of 98 (don't know) and 99 (refused).
    """

    parent: str
    loading: float
    cuts: str = "ten"
    shift: float = 0.0
    missing: float = 0.02
    special: tuple[float, float] = (0.0, 0.0)

    def answers(self, item: str, latent: Mapping[str, Array], draws: Draws) -> Array:
        """Answers before anything goes missing."""
        value = mix(self.loading, latent[self.parent], draws.normal(item)) + self.shift
        steps: Array = np.searchsorted(np.array(CUTS[self.cuts]), value).astype(np.float64)
        return steps + LOWEST[self.cuts]


def logistic(x: Array) -> Array:
    result: Array = 1.0 / (1.0 + np.exp(-x))
    return result


def mix(weight: float, latent: Array, rest: Array) -> Array:
    """A unit-variance mixture: ``weight`` times the latent, the remaining variance from ``rest``."""
    return weight * latent + float(np.sqrt(1.0 - weight * weight)) * rest


def price_answers(loyalty: Array, draws: Draws) -> tuple[Array, Array]:
    """Accepted price rise and needed price cut, in per cent, for everybody (routing comes later)."""
    value = mix(PRICE_LOADING, loyalty, draws.normal("price_tolerance"))
    steps = np.array(PRICE_STEPS, dtype=np.float64)
    return (
        steps[np.searchsorted(np.array(PRICE_UP_CUTS), value)],
        steps[np.searchsorted(np.array(PRICE_DOWN_CUTS), PRICE_DOWN_START - value)],
    )


def straight_lining(answers: dict[str, Array], ratings: Mapping[str, Rating], draws: Draws) -> None:
    """Turn a few respondents into straight-liners: one answer all the way down each scale."""
    lazy = draws.happens("straight_liner", STRAIGHT_SHARE)
    each = [1.0 / len(STRAIGHT_VALUES)] * len(STRAIGHT_VALUES)
    value = np.array(STRAIGHT_VALUES, dtype=np.float64)[draws.choice("straight_value", each)]
    for item, rating in ratings.items():
        same = value if rating.cuts in ("ten", "recommend") else np.minimum(value - 1.0, 6.0)
        answers[item] = np.where(lazy, same, answers[item])


def leave_out(
    answers: dict[str, Array],
    missing: Mapping[str, float],
    special: Mapping[str, tuple[float, float]],
    routing: Mapping[str, str],
    draws: Draws,
) -> None:
    """Item non-response and special codes first, then routing by what remains."""
    factor = np.where(draws.happens("skipper", SKIPPER_SHARE), SKIPPER_FACTOR, OTHER_FACTOR)
    for item, rate in missing.items():
        unknown, refused = special.get(item, (0.0, 0.0))
        u = draws.uniform(f"{item}:missing")
        values = np.where(u < factor * (rate + unknown + refused), 99.0, answers[item])
        values = np.where(u < factor * (rate + unknown), 98.0, values)
        answers[item] = np.where(u < factor * rate, np.nan, values)
    for item, condition in routing.items():
        answers[item] = np.where(holds(condition, answers), answers[item], np.nan)


_COMPARE: Mapping[str, Callable[[Array, float], Flags]] = {
    "==": lambda a, b: a == b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
}


def holds(condition: str, answers: Mapping[str, Array]) -> Flags:
    """Whether a routing condition such as ``repurchase > 5`` holds; false where its item is missing."""
    item, operator, number = condition.split()
    return _COMPARE[operator](answers[item], float(number))


def read_codebook(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def write_answers(path: Path, codebook: list[dict[str, str]], columns: Mapping[str, list[str]]) -> None:
    """Write the answer file with the columns of its codebook, in the codebook's order."""
    header = [row["item"] for row in codebook if row["role"] != "derived"]
    if sorted(header) != sorted(columns):
        differ = sorted(set(header) ^ set(columns))
        raise ValueError(f"{path.name}: columns and codebook differ in {', '.join(differ)}")
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(zip(*(columns[item] for item in header), strict=True))


def whole(values: Array) -> list[str]:
    return ["" if np.isnan(value) else str(int(value)) for value in values]


def two_decimals(values: Array) -> list[str]:
    return ["" if np.isnan(value) else f"{value:.2f}" for value in values]


def named(values: Array | Positions, categories: Sequence[str]) -> list[str]:
    return ["" if np.isnan(value) else categories[int(value)] for value in values]
