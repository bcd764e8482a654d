"""What semopy does in the lines of covariance models, with its own settings."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.ecsi import ecsi, program
from benchmarks.measuring import Job


def description() -> str:
    """The ECSI model in semopy's words; a construct of one item is the item."""
    model = ecsi()
    lines = [f"{name} =~ {' + '.join(items)}" for name, items in model.items.items()]
    lines += [f"{outcome} ~ {' + '.join(predictors)}" for outcome, predictors in model.structure.items()]
    lines += [f"{items[0]} ~~ 0*{items[0]}" for items in model.items.values() if len(items) == 1]
    return "\n".join(lines)


def fit(frame: pd.DataFrame, amount: int) -> Job:
    """Fit, parameters with errors and standardised, measures of fit."""
    semopy, text = program("semopy"), description()

    def job() -> object:
        model = semopy.Model(text)
        model.fit(frame)
        return model.inspect(std_est=True), semopy.calc_stats(model)

    return job


def resamples(frame: pd.DataFrame, amount: int) -> Job:
    """Fit resamples one after the other, as its users do: it has no bootstrap. Estimates alone."""
    semopy, text = program("semopy"), description()

    def job() -> object:
        rng = np.random.default_rng(1)
        found = []
        for _ in range(amount):
            model = semopy.Model(text)
            model.fit(frame.iloc[rng.integers(0, len(frame), len(frame))])
            found.append(model.param_vals)
        return np.stack(found)

    return job
