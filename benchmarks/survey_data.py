"""Answers that every side of the benchmark is given."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

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


DATA: dict[str, Callable[[], pd.DataFrame]] = {
    "mobi": mobi,
    "mobi, two groups": grouped,
    "mobi, 5 % gone": incomplete,
    "100,000 rows": lambda: large(100_000),
    "1,000,000 rows": lambda: large(1_000_000),
}
