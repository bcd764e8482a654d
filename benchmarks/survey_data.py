"""Answers that every side of the benchmark is given."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.ecsi import ecsi

SEED = 20240101
#: Column that tells two groups apart; respondents of low and of high expectations, about 108 and 142.
GROUP = "group"
SHARE_MISSING = 0.05


def mobi() -> pd.DataFrame:
    """The real ECSI mobile-phone survey, 250 x 24."""
    import csmodels as cs

    return cs.datasets.load_ecsi_mobile().frame


def grouped() -> pd.DataFrame:
    """The same, in two groups."""
    frame = mobi()
    return frame.assign(**{GROUP: np.where(frame["CUEX1"] < 8, "low", "high")})


def incomplete() -> pd.DataFrame:
    """The same with 5 % of the answers missing at random."""
    frame = mobi()
    return frame.mask(np.random.default_rng(SEED).random(frame.shape) < SHARE_MISSING)


def large(n: int) -> pd.DataFrame:
    """Simulated answers with the correlations of the ECSI mobile-phone survey, from 1 to 10."""
    small = mobi()
    rng = np.random.default_rng(SEED)
    answers = rng.multivariate_normal(small.mean(), small.cov(), size=n, method="cholesky")
    np.clip(np.rint(answers, out=answers), 1, 10, out=answers)
    return pd.DataFrame(answers, columns=small.columns)


def simulated(n: int = 1000) -> pd.DataFrame:
    """Simulated answers from 1 to 10 to the same questions, by a model that holds and is well identified.

    The covariance model of the real survey is nearly unidentified: programs stop at different points of its
    flat likelihood, and resamples of it do not settle.
    """
    model = ecsi()
    rng = np.random.default_rng(SEED)
    factors: dict[str, NDArray[np.float64]] = {}
    answers = {}
    for name, items in model.items.items():
        causes = [factors[cause] for cause in model.structure.get(name, [])]
        part = 0.75 / max(1, len(causes)) ** 0.5
        factors[name] = part * sum(causes, np.zeros(n)) + rng.normal(scale=0.7, size=n)
        for item in items:
            answers[item] = 6.5 + 1.8 * (0.8 * factors[name] + rng.normal(scale=0.6, size=n))
    return pd.DataFrame(answers).round().clip(1, 10)


def ratings(n: int = 1000) -> pd.DataFrame:
    """Simulated expectation, performance (1 to 10) and satisfaction on a known surface."""
    rng = np.random.default_rng(SEED)
    expected = np.clip(np.rint(rng.normal(6.5, 1.8, size=n)), 1, 10)
    received = np.clip(np.rint(4 + 0.4 * expected + rng.normal(0, 1.8, size=n)), 1, 10)
    e, p = expected - 5.5, received - 5.5
    height = 6 + 0.1 * e + 0.5 * p - 0.05 * e**2 + 0.08 * e * p - 0.06 * p**2
    return pd.DataFrame(
        {"expected": expected, "received": received, "satisfied": height + rng.normal(size=n)}
    )


def kano(n: int, attributes: int = 30) -> pd.DataFrame:
    """Simulated answers 1 to 5 to pairs of questions, whole numbers of one byte: ``a1_f``, ``a1_d``, ..."""
    rng = np.random.default_rng(SEED)
    columns = {}
    for i in range(1, attributes + 1):
        shares = rng.dirichlet([4.0, 2.0, 3.0, 2.0, 4.0], 2)
        for side, mine in zip("fd", shares, strict=True):
            columns[f"a{i}_{side}"] = rng.choice(np.arange(1, 6, dtype=np.int8), n, p=mine)
    return pd.DataFrame(columns)


def hotel_kano() -> pd.DataFrame:
    """The simulated Kano questionnaire of the hotel guests, 600 x 16."""
    import csmodels as cs

    return cs.datasets.load_hotel_kano().frame


def drivers(p: int = 25, n: int = 1_500) -> pd.DataFrame:
    """Simulated answers 1 to 10 to p correlated drivers ``x1``, ``x2``, ... and to ``y``."""
    rng = np.random.default_rng(SEED)
    x = 6.5 + 1.4 * rng.normal(size=(n, p)) + 1.2 * rng.normal(size=(n, 1))
    y = 6.5 + (x - 6.5) @ rng.uniform(0, 2 / p, p) + rng.normal(size=n)
    table = np.clip(np.rint(np.column_stack([x, y])), 1, 10)
    return pd.DataFrame(table, columns=[*(f"x{i + 1}" for i in range(p)), "y"])


def pairs_in(frame: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """The pairs of such a frame by attribute."""
    names = [column[:-2] for column in map(str, frame) if column.endswith("_f")]
    return {name: (f"{name}_f", f"{name}_d") for name in names}


def customers(n: int) -> pd.DataFrame:
    """Simulated customers: satisfaction 1 to 10, recommendation 0 to 10, store, spend, whether lost."""
    rng = np.random.default_rng(SEED)
    latent = rng.normal(size=n)
    satisfied = np.clip(np.rint(7 + 2 * latent + rng.normal(size=n)), 1, 10)
    recommend = np.clip(np.rint(7.5 + 2 * latent + rng.normal(scale=1.5, size=n)), 0, 10)
    chance = 1 / (1 + np.exp(-(1.0 - 0.45 * satisfied)))
    return pd.DataFrame(
        {
            "satisfied": satisfied,
            "recommend": recommend,
            "store": rng.integers(1, 41, n),
            "spend": rng.gamma(4.0, 20.0, n),
            "lost": (rng.random(n) < chance).astype(float),
        }
    )


DATA: dict[str, Callable[[], pd.DataFrame]] = {
    "mobi": mobi,
    "mobi, two groups": grouped,
    "mobi, 5 % gone": incomplete,
    "100,000 rows": lambda: large(100_000),
    "simulated, 1,000": simulated,
    "simulated ratings, 1,000": ratings,
    "1,000,000 rows": lambda: large(1_000_000),
    "hotel Kano, 600": hotel_kano,
    "25 drivers, 1,500": drivers,
    "12 attributes, 1,600": lambda: drivers(12, 1_600),
    "30 pairs, 1,000": lambda: kano(1_000),
    "30 pairs, million": lambda: kano(1_000_000),
    "customers, 2,000": lambda: customers(2_000),
    "customers, million": lambda: customers(1_000_000),
}
