"""Simulated items of expectation, performance, disconfirmation, satisfaction with known truth."""

from __future__ import annotations

import numpy as np
import pandas as pd

Array = np.ndarray

#: Loadings of the items, unequal on purpose.
LOADINGS = np.array([0.8, 0.9, 0.7, 0.85, 0.75])


def items(rng: np.random.Generator, score: Array, name: str, k: int = 5, error: float = 0.6) -> pd.DataFrame:
    """k items of a score, of unequal loadings, with normal errors."""
    values = score[:, None] * LOADINGS[:k] + error * rng.normal(size=(len(score), k))
    return pd.DataFrame(values + 5, columns=[f"{name}{i + 1}" for i in range(k)])


def names(name: str, k: int = 5) -> list[str]:
    return [f"{name}{i + 1}" for i in range(k)]


def theory_data(n: int, seed: int, paths: dict[str, dict[str, float]], k: int = 5) -> pd.DataFrame:
    """Items of constructs with given unstandardised paths; roles in causal order, disturbances of sd .6.

    Items of expectation, performance and disconfirmation share an attribute: what they share is no error
    of the model if its errors are correlated.
    """
    rng = np.random.default_rng(seed)
    scores: dict[str, Array] = {}
    for role, by in paths.items():
        sd = 0.6 if by else 1.0
        scores[role] = sum((b * scores[p] for p, b in by.items()), sd * rng.normal(size=n))
    shared = 0.4 * rng.normal(size=(n, k))
    tables = []
    for role, score in scores.items():
        table = items(rng, score, role[0], k)
        if role in ("expectation", "performance", "disconfirmation"):
            table += shared if role != "disconfirmation" else -shared
        tables.append(table)
    return pd.concat(tables, axis=1)


def surface_data(
    n: int, seed: int, b: tuple[float, ...], corr: float = 0.4, k: int = 5, shared: float = 0.4
) -> pd.DataFrame:
    """Items e, p, s where satisfaction is a quadratic surface of standard normal expectation, performance."""
    rng = np.random.default_rng(seed)
    e = rng.normal(size=n)
    p = corr * e + np.sqrt(1 - corr**2) * rng.normal(size=n)
    z = b[0] * e + b[1] * p + b[2] * e * e + b[3] * e * p + b[4] * p * p + 0.5 * rng.normal(size=n)
    same = shared * rng.normal(size=(n, k))
    return pd.concat(
        [items(rng, e, "e", k) + same, items(rng, p, "p", k) + same, items(rng, z, "s", 3, 0.4)], axis=1
    )


def in_item_means(b: tuple[float, ...], k: int = 5) -> Array:
    """The coefficients of `surface_data` in units of the means of its items, ratings less their means."""
    level, out = LOADINGS[:k].mean(), LOADINGS[:3].mean()
    return np.array(b) * out / np.array([level, level, level**2, level**2, level**2])
