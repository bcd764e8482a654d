"""Parts shared by the sample surveys: random streams, answers from latent values, files.

Every column has a stream of its own, keyed by the names of its file and of the column, so that a column or a
file added later never changes a byte of what is there. Normal numbers are made here from the raw bits of PCG64
(whose stream numpy promises to keep) and not by ``Generator.normal`` (whose method numpy may change).
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

SEED = 20240701
POPULATION = 96_000  # simulated respondents behind the "implied" figures of truth.json

# Cut points on a latent scale of unit variance: left-skewed answers with a ceiling, as satisfaction surveys have.
CUTS: Mapping[str, tuple[float, ...]] = {
    "ten": (-2.25, -2.00, -1.74, -1.46, -1.10, -0.74, -0.26, 0.32, 0.88),
    "seven": (-2.05, -1.62, -1.15, -0.58, 0.10, 0.95),
    "disconfirmation": (-2.10, -1.25, -0.45, 0.45, 1.25, 2.10),
    "recommend": (-2.20, -2.05, -1.88, -1.68, -1.46, -1.02, -0.76, -0.34, 0.16, 0.72),
}
LOW: Mapping[str, int] = {"ten": 1, "seven": 1, "disconfirmation": 1, "recommend": 0}
HIGH: Mapping[str, int] = {"ten": 10, "seven": 7, "disconfirmation": 7, "recommend": 10}

# One respondent in five skips many questions and the others few: item non-response gathers in people.
SKIPPER_SHARE, SKIPPER_FACTOR, OTHER_FACTOR = 0.20, 4.2, 0.20
STRAIGHT_SHARE = 0.015
STRAIGHT_VALUES = (5, 7, 8, 8, 9, 10, 10)

# Price tolerance in per cent: what people answer is heaped on round numbers.
PRICE_STEPS = (0, 1, 2, 3, 5, 8, 10, 12, 15, 20, 25)
PRICE_UP_CUTS = (-0.60, -0.50, -0.38, -0.24, 0.34, 0.46, 1.02, 1.12, 1.52, 2.05)
PRICE_DOWN_CUTS = (-0.95, -0.88, -0.78, -0.66, -0.12, 0.00, 0.68, 0.78, 1.22, 1.80)
PRICE_LOADING = 0.70

CODEBOOK_COLUMNS = (
    "item", "role", "construct", "wording_en", "wording_zh", "low", "high", "labels_en", "labels_zh",
    "special_en", "special_zh", "asked_if", "formula", "attribute", "aspect",
)  # fmt: skip
SPECIAL_EN = ("98=don't know", "99=refused")
SPECIAL_ZH = ("98=不知道/说不清", "99=拒绝回答")


@dataclass(frozen=True)
class Column:
    """One row of a codebook, with what the simulation needs to answer it.

    ``special`` holds the rates of 98 (don't know) and 99 (refused); ``parent`` the latent variable behind a
    rating, ``loading`` its weight (the rest of the unit variance is error), ``shift`` the item's location.
    """

    item: str
    role: str
    en: str
    zh: str
    construct: str = ""
    low: str = ""
    high: str = ""
    labels_en: str = ""
    labels_zh: str = ""
    special: tuple[float, float] = (0.0, 0.0)
    asked_if: str = ""
    formula: str = ""
    attribute: str = ""
    aspect: str = ""
    parent: str = ""
    loading: float = 0.0
    shift: float = 0.0
    cuts: str = "ten"
    missing: float = 0.0

    def codebook_row(self) -> tuple[str, ...]:
        asked = [i for i in (0, 1) if self.special[i] > 0]
        return (
            self.item, self.role, self.construct, self.en, self.zh, self.low, self.high, self.labels_en,
            self.labels_zh, "|".join(SPECIAL_EN[i] for i in asked), "|".join(SPECIAL_ZH[i] for i in asked),
            self.asked_if, self.formula, self.attribute, self.aspect,
        )  # fmt: skip


@dataclass(frozen=True)
class Attribute:
    """An attribute of the service rated in pairs; ``kind`` says how its performance moves satisfaction.

    basic: ``slope * min(performance - kink, 0)``; performance: ``slope * performance``;
    excitement: ``slope * max(performance - kink, 0)``.
    """

    key: str
    en: str
    zh: str
    kind: str
    slope: float
    loading: float  # of the attribute's performance on the general quality behind it
    expected: float  # mean of the expected level, in standard deviations of performance
    tolerance: bool = False  # adequate and desired level asked too

    def effect(self, performance: Array) -> Array:
        if self.kind == "basic":
            return self.slope * np.minimum(performance - KINK["basic"], 0.0)
        if self.kind == "excitement":
            return self.slope * np.maximum(performance - KINK["excitement"], 0.0)
        return self.slope * performance


KINK: Mapping[str, float] = {"basic": -0.30, "excitement": 0.10}


class Draws:
    """Random numbers of one file: one stream for each name asked for."""

    def __init__(self, file: str, n: int) -> None:
        self.file = file
        self.n = n

    def uniform(self, name: str) -> Array:
        """n numbers strictly between 0 and 1."""
        key = zlib.crc32(f"{self.file}:{name}".encode())
        bits = np.random.PCG64(np.random.SeedSequence([SEED, key])).random_raw(self.n)
        numbers: Array = (bits >> np.uint64(11)).astype(np.float64)
        return numbers * 2.0**-53 + 2.0**-54

    def normal(self, name: str) -> Array:
        """n standard normal numbers."""
        return inverse_normal(self.uniform(name))

    def happens(self, name: str, probability: Array | float) -> npt.NDArray[np.bool_]:
        """True with the given probability."""
        answer: npt.NDArray[np.bool_] = self.uniform(name) < probability
        return answer

    def choice(self, name: str, probabilities: Sequence[float | Array]) -> npt.NDArray[np.int64]:
        """Positions 0, 1, ... drawn with the given probabilities (numbers, or one array per position)."""
        u = self.uniform(name)
        position = np.zeros(self.n, dtype=np.int64)
        total = np.zeros(self.n)
        for probability in probabilities[:-1]:
            total = total + probability
            position += u >= total
        return position


def inverse_normal(p: Array) -> Array:
    """Quantiles of the standard normal: algorithm AS 241 (Wichura 1988), accurate to about 1e-16."""
    q = p - 0.5
    central = np.abs(q) <= 0.425
    r = np.where(central, 0.180625 - q * q, np.sqrt(-np.log(np.minimum(p, 1.0 - p))))
    near, far = r - 1.6, r - 5.0
    tail = np.where(r <= 5.0, _ratio(near, *_AS241_NEAR), _ratio(far, *_AS241_FAR))
    answer: Array = np.where(central, q * _ratio(r, *_AS241_CENTRAL), np.sign(q) * tail)
    return answer


def _ratio(r: Array, above: Sequence[float], below: Sequence[float]) -> Array:
    numerator, denominator = np.full_like(r, above[-1]), np.full_like(r, below[-1])
    for a, b in zip(above[-2::-1], below[-2::-1], strict=True):
        numerator, denominator = numerator * r + a, denominator * r + b
    return numerator / denominator


_Coefficients = tuple[tuple[float, ...], tuple[float, ...]]
_AS241_CENTRAL: _Coefficients = (
    (
        3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
        4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
    ),
    (
        1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
    ),
)  # fmt: skip
_AS241_NEAR: _Coefficients = (
    (
        1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
        1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ),
    (
        1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ),
)  # fmt: skip
_AS241_FAR: _Coefficients = (
    (
        6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ),
    (
        1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ),
)  # fmt: skip


def logistic(x: Array) -> Array:
    answer: Array = 1.0 / (1.0 + np.exp(-x))
    return answer


def mix(weight: float, latent: Array, rest: Array) -> Array:
    """A unit-variance mixture: ``weight`` times the latent, the remaining variance from ``rest``."""
    return weight * latent + float(np.sqrt(1.0 - weight * weight)) * rest


def answer(value: Array, cuts: str) -> Array:
    """The answer category of a latent value."""
    steps: Array = np.searchsorted(np.array(CUTS[cuts]), value).astype(np.float64)
    return steps + LOW[cuts]


def rate(column: Column, latent: Mapping[str, Array], draws: Draws) -> Array:
    """Answers of one rating before anything goes missing."""
    value = mix(column.loading, latent[column.parent], draws.normal(column.item)) + column.shift
    return answer(value, column.cuts)


def price_answers(loyalty: Array, draws: Draws) -> tuple[Array, Array]:
    """Accepted price rise and needed price cut, in per cent, for everybody (routing comes later)."""
    value = mix(PRICE_LOADING, loyalty, draws.normal("price_tolerance"))
    steps = np.array(PRICE_STEPS, dtype=np.float64)
    return (
        steps[np.searchsorted(np.array(PRICE_UP_CUTS), value)],
        steps[np.searchsorted(np.array(PRICE_DOWN_CUTS), -value - 0.8)],
    )


def straight_lining(answers: dict[str, Array], columns: Sequence[Column], draws: Draws) -> None:
    """Turn about 1.5 % of the respondents into straight-liners: one answer all the way down each scale."""
    lazy = draws.happens("straight_liner", STRAIGHT_SHARE)
    value = np.array(STRAIGHT_VALUES, dtype=np.float64)[
        draws.choice("straight_value", [1 / len(STRAIGHT_VALUES)] * len(STRAIGHT_VALUES))
    ]
    for column in columns:
        if column.parent:
            same = value if HIGH[column.cuts] == 10 else np.minimum(value - 1.0, 6.0)
            answers[column.item] = np.where(lazy, same, answers[column.item])


def leave_out(answers: dict[str, Array], columns: Sequence[Column], draws: Draws) -> None:
    """Item non-response and special codes first, then routing by what remains."""
    skipper = draws.happens("skipper", SKIPPER_SHARE)
    factor = np.where(skipper, SKIPPER_FACTOR, OTHER_FACTOR)
    for column in columns:
        if column.missing > 0 or max(column.special) > 0:
            u = draws.uniform(f"{column.item}:missing")
            missing, unknown = factor * column.missing, factor * column.special[0]
            refused = factor * column.special[1]
            values = np.where(u < missing + unknown + refused, 99.0, answers[column.item])
            values = np.where(u < missing + unknown, 98.0, values)
            answers[column.item] = np.where(u < missing, np.nan, values)
    for column in columns:
        if column.asked_if:
            answers[column.item] = np.where(holds(column.asked_if, answers), answers[column.item], np.nan)


_COMPARE: Mapping[str, Callable[[Array, float], npt.NDArray[np.bool_]]] = {
    "==": lambda a, b: a == b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
}


def holds(condition: str, answers: Mapping[str, Array]) -> npt.NDArray[np.bool_]:
    """Whether a routing condition such as ``repurchase > 5`` holds; false where its item is missing."""
    item, operator, number = condition.split()
    return _COMPARE[operator](answers[item], float(number))


def write_csv(path: Path, header: Sequence[str], columns: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(zip(*columns, strict=True))


def write_codebook(path: Path, columns: Sequence[Column]) -> None:
    rows = [column.codebook_row() for column in columns]
    write_csv(path, CODEBOOK_COLUMNS, [[row[i] for row in rows] for i in range(len(CODEBOOK_COLUMNS))])


def whole(values: Array) -> list[str]:
    return ["" if np.isnan(value) else str(int(value)) for value in values]


def two_decimals(values: Array) -> list[str]:
    return ["" if np.isnan(value) else f"{value:.2f}" for value in values]


def names(values: npt.NDArray[np.int64], categories: Sequence[str]) -> list[str]:
    return [categories[int(value)] for value in values]


def slopes(outcome: Array, predictors: Mapping[str, Array], *, standardised: bool, digits: int = 2) -> dict[str, float]:
    """Least-squares slopes in the simulated population, rounded."""
    matrix = np.column_stack([values - values.mean() for values in predictors.values()])
    centred = outcome - outcome.mean()
    beta = np.linalg.lstsq(matrix, centred, rcond=None)[0]
    if standardised:
        beta = beta * matrix.std(axis=0) / centred.std()
    return {name: tidy(value, digits) for name, value in zip(predictors, beta, strict=True)}


def tidy(value: float | np.floating, digits: int = 2) -> float:  # type: ignore[type-arg]
    """A rounded plain float without a negative zero."""
    return round(float(value), digits) + 0.0
