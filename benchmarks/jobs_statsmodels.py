"""What a user of statsmodels writes: a loop over resamples of the rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.ecsi import program
from benchmarks.measuring import Job


def surface(frame: pd.DataFrame, amount: int) -> Job:
    """A quadratic surface in every resample: coefficients, a1 to a5, stationary point and first axis."""
    sm = program("statsmodels.api")
    rows = frame[["expected", "received", "satisfied"]].to_numpy()

    def job() -> object:
        rng = np.random.default_rng(1)
        found = []
        for _ in range(amount):
            drawn = rows[rng.integers(0, len(rows), len(rows))]
            e, p = drawn[:, 0] - 5.5, drawn[:, 1] - 5.5
            terms = sm.add_constant(np.column_stack([e, p, e**2, e * p, p**2]))
            b = sm.OLS(drawn[:, 2], terms).fit().params
            flat = 4 * b[3] * b[5] - b[4] ** 2
            x0 = (b[2] * b[4] - 2 * b[1] * b[5]) / flat
            y0 = (b[1] * b[4] - 2 * b[2] * b[3]) / flat
            p11 = (b[5] - b[3] + np.hypot(b[3] - b[5], b[4])) / b[4]
            shape = (b[1] + b[2], b[3] + b[4] + b[5], b[1] - b[2], b[3] - b[4] + b[5], b[3] - b[5])
            found.append([*b, *shape, x0, y0, p11, y0 - p11 * x0])
        draws = np.array(found)
        return draws.std(axis=0), np.percentile(draws, [2.5, 97.5], axis=0)

    return job


def penalties(frame: pd.DataFrame, amount: int) -> Job:
    """Penalties, rewards and impact asymmetries of 12 attributes in every resample."""
    sm = program("statsmodels.api")
    x, y = frame[[f"x{i + 1}" for i in range(12)]].to_numpy(), frame["y"].to_numpy()
    dummies = sm.add_constant(np.hstack([x <= 6, x >= 9]).astype(float))

    def job() -> object:
        rng = np.random.default_rng(1)
        found = []
        for _ in range(amount):
            drawn = rng.integers(0, len(y), len(y))
            b = sm.OLS(y[drawn], dummies[drawn]).fit().params[1:]
            penalty, reward = np.maximum(-b[:12], 0), np.maximum(b[12:], 0)
            found.append([*b, *((reward - penalty) / (reward + penalty))])
        draws = np.array(found)
        return draws.std(axis=0), np.percentile(draws, [2.5, 97.5], axis=0)

    return job


def retention(frame: pd.DataFrame, amount: int) -> Job:
    """Losing customers by satisfaction: a logit, and what its coefficients are worth, in every resample."""
    sm = program("statsmodels.api")
    x, y = sm.add_constant(frame["satisfied"].to_numpy()), frame["lost"].to_numpy()

    def job() -> object:
        rng = np.random.default_rng(1)
        found = []
        for _ in range(amount):
            drawn = rng.integers(0, len(y), len(y))
            b = sm.Logit(y[drawn], x[drawn]).fit(disp=0).params
            kept, more = (1 - 1 / (1 + np.exp(-(x[drawn] + [0, each]) @ b)).mean() for each in (0, 1))
            value, richer = (80 * r / (1.1 - r) for r in (kept, more))
            found.append([*b, kept, more, value, richer, richer - value])
        draws = np.array(found)
        return draws.std(axis=0), np.percentile(draws, [2.5, 97.5], axis=0)

    return job
