"""Loss aversion: how much more a point below expectation weighs than a point above it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.disconfirmation.contest.theories import Part
from csmodels.numerics.surface.prospect import Pieces, ratio_by_covariance, ratio_of_slopes
from csmodels.numerics.surface.theories import (
    GAINS,
    LOSSES,
    N_COLUMNS,
    NAMES,
    PROSPECT,
    E,
    Fitted,
    P,
    without,
)

Array = NDArray[np.float64]

#: Models of the ratio. Both first ones are the asymmetric theory, b1 P + b2 max(D, 0) + b3 min(D, 0): b3 / b2
#: at the same performance, where a point of D is one of expectation, and (b1 + b3) / (b1 + b2) at the same
#: expectation, where it is one of performance. The others are of the gap alone: straight lines, then the
#: value function.
MODELS = ("asymmetric", "performance_point", "piecewise", "prospect_value")
#: What each of them holds constant beside the controls.
HELD = {"asymmetric": P, "performance_point": E}
ASYMMETRIC = NAMES.index("asymmetric")
_LIMITS = ("estimate", "conf_low", "conf_high", "fieller_low", "fieller_high")


def loss_table(one: Part, n_controls: int) -> pd.DataFrame:
    """Ratio of the slopes below and above expectation, with profile-likelihood and Fieller's limits."""
    rows = [_row(one, model, n_controls) for model in MODELS]
    return pd.DataFrame(rows, index=pd.Index(MODELS, name="model"))


def _row(one: Part, model: str, n_controls: int) -> Mapping[str, object]:
    above, below = _slopes(one, model)
    withheld = next((f"few_{side}" for side in ("above", "below") if not one.lying.enough(side)), None)
    counts = {"n_above": one.lying.n_above, "n_below": one.lying.n_below}
    nothing = dict.fromkeys((*_LIMITS, "slope_above", "slope_below"), np.nan)
    if withheld is not None:
        return {**nothing, **counts, "status": withheld}
    outcome = N_COLUMNS + n_controls
    controls = range(N_COLUMNS, outcome)
    rest = without(one.moments, controls)
    coefficients = 3 + n_controls
    if model in HELD:
        rest, coefficients = without(rest, range(HELD[model], HELD[model] + 1)), coefficients + 1
    elif model == "prospect_value":
        coefficients += 2
    pieces = Pieces.of(rest, GAINS, LOSSES, outcome)
    df, level = one.n_effective - coefficients, one.variation.conf_level
    found = ratio_of_slopes(pieces, df, level, exponents=model == "prospect_value")
    limits = {"conf_low": found.low, "conf_high": found.high}
    if model == "prospect_value":
        # of a ratio whose columns are searched there is no covariance of two estimates
        limits |= {"fieller_low": np.nan, "fieller_high": np.nan}
    else:
        given = ratio_by_covariance(np.array([above, below]), _covariance(one, model, pieces, df), df, level)
        limits |= {"fieller_low": given.low, "fieller_high": given.high}
    estimate, status = found.estimate, "estimated"
    if np.isinf([found.low, found.high]).all():
        estimate, status = np.nan, "unbounded"
    elif not above > 0:
        status = "no_gain"
    elif not below > 0:
        estimate, status = np.nan, "no_loss"
    elif not np.isfinite(found.high):
        status = "no_upper"
    slopes = {"slope_above": above, "slope_below": below}
    return {"estimate": estimate, **limits, **slopes, **counts, "status": status}


def _slopes(one: Part, model: str) -> tuple[float, float]:
    """Above and below expectation."""
    above, below = _from_fit(one.fitted, model).T
    return float(above), float(below)


def _from_fit(fitted: Fitted, model: str) -> Array:
    """Slopes above and below expectation of a sample or a batch, shape (..., 2)."""
    if model == "piecewise":
        return fitted.piecewise
    if model == "prospect_value":
        return fitted.free[PROSPECT]
    free = fitted.free[ASYMMETRIC]
    found: Array = free[..., 1:] + (free[..., :1] if model == "performance_point" else 0.0)
    return found


def _covariance(one: Part, model: str, pieces: Pieces, df: float) -> Array:
    """Of both slopes: by the variation of the sample, or with one residual variance where there is none."""
    values = np.array(_slopes(one, model))
    if one.variation.members:
        varied = _from_fit(one.varied, model)
        used = np.asarray(np.isfinite(varied).all(axis=1))
        return one.variation.covariance_of(values, varied.T, used)
    last = len(GAINS) - 1
    matrix, vector = pieces.matrix(last, last), pieces.vector(last, last)
    residual = float(pieces.total - values @ vector)
    return residual / df * np.linalg.inv(matrix).astype(np.float64)
