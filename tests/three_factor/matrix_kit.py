"""A simulated survey of five attributes: importance, performance, an overall judgement."""

from __future__ import annotations

import numpy as np
import pandas as pd

from csmodels.three_factor.matrix import ImportancePerformance

NAMES = ["bed", "staff", "food", "price", "calm"]
IMPORTANCE, PERFORMANCE = ([f"{kind}_{name}" for name in NAMES] for kind in "ip")
MEANS = {"i": [6.5, 6.0, 3.0, 4.2, 5.2], "p": [3.0, 5.8, 3.2, 5.5, 4.4]}


def survey(n=240, seed=0, **more):
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(n, 1))
    columns = {}
    for kind in "ip":
        raw = np.array(MEANS[kind]) + 0.7 * common + rng.normal(size=(n, 5))
        columns |= dict(zip([f"{kind}_{name}" for name in NAMES], np.clip(np.rint(raw), 1, 7).T, strict=True))
    p = np.column_stack([columns[name] for name in PERFORMANCE])
    y = p @ [0.5, 0.3, 0.1, 0.1, 0.2] + rng.normal(size=n)
    return pd.DataFrame({**columns, "overall": np.clip(np.rint(y), 1, 10), **more})


MODEL = ImportancePerformance(IMPORTANCE, PERFORMANCE, overall="overall", scale=(1, 7))
