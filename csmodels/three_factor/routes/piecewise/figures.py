"""Tables of one piecewise regression: slopes, classes, parameters, lines."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.intervals import Uncertainty
from csmodels.numerics.three_factor.rules import CLASSES, NONE, by_wald
from csmodels.sampling.fitted import Fitted
from csmodels.tables import params_table
from csmodels.three_factor.routes.piecewise.fit import sides
from csmodels.three_factor.routes.piecewise.model import PiecewiseRegression

Array = NDArray[np.float64]

#: Points of each of the two lines of an attribute.
POINTS = 21


def picked(model: PiecewiseRegression, figure: str) -> Array:
    """Rows that pick the coefficients of a figure, shape (J, 1 + k); "difference" is above - below."""
    j = len(model.names)
    size = 1 + len(model.figures) * j + len(model.controls)
    if figure == "difference":
        return picked(model, "above") - picked(model, "below")
    first = 1 + model.figures.index(figure) * j
    return np.eye(size)[first : first + j]


def _limits(name: str, found: Uncertainty) -> dict[str, Array]:
    return {
        name: found.estimate,
        f"{name}_std_error": found.std_error,
        f"{name}_low": found.conf_low,
        f"{name}_high": found.conf_high,
    }


def _codes(model: PiecewiseRegression, part: Fitted, below: Array, above: Array) -> NDArray[np.int8]:
    """Classes of slopes, with the errors of the sample; any leading batch axes.

    A slope below the knot is a penalty turned round: what low performance takes away.
    """
    j = len(model.names)
    both = part.covariance_of(np.vstack([picked(model, "below"), picked(model, "above")]))
    error = np.sqrt(np.maximum(np.diag(both), 0.0))
    shared = -np.diagonal(both, j)
    return by_wald(-below, above, error[:j], error[j:], shared, 1 - part.conf_level, part.df)


def class_shares(model: PiecewiseRegression, part: Fitted) -> Array | None:
    """Share of the resamples in each class, shape (J, classes); None without resamples."""
    drawn = part.resamples
    if not len(drawn):
        return None
    given = _codes(model, part, drawn @ picked(model, "below").T, drawn @ picked(model, "above").T)
    return np.stack([(given == code).mean(axis=0) for code in range(len(CLASSES))], axis=-1)


def slopes(model: PiecewiseRegression, part: Fitted, knots: tuple[float, ...]) -> pd.DataFrame:
    """Slopes below and above the knot, their difference and its test, the class."""
    j = len(model.names)
    every = ("below", "above", "difference", *model.figures[2:])
    found = part.linear(np.vstack([picked(model, figure) for figure in every]))
    counts = sides(part, j)
    columns: dict[str, Any] = {"knot": knots}
    columns |= {f"n_{side}": counts[:, i] for i, side in enumerate(("below", "at", "above"))}
    for i, figure in enumerate(every):
        at = slice(i * j, (i + 1) * j)
        own = Uncertainty(**{name: getattr(found, name)[at] for name in vars(found)})
        columns |= _limits(figure, own)
        if figure == "difference":
            columns["p_value"] = own.p_value
        elif figure == "jump":
            columns["jump_p_value"] = own.p_value
    codes = _codes(model, part, columns["below"], columns["above"])
    shares = class_shares(model, part)
    chance = np.full(j, np.nan)
    if shares is not None:
        known = codes != NONE
        chance[known] = shares[np.flatnonzero(known), codes[known]]
    columns["class"] = [CLASSES[code] if code != NONE else "" for code in codes]
    columns["probability"] = chance
    return pd.DataFrame(columns, index=pd.Index(list(model.names), name="attribute"))


def probabilities(model: PiecewiseRegression, part: Fitted) -> pd.DataFrame | None:
    """Shares of the resamples by class."""
    shares = class_shares(model, part)
    if shares is None:
        return None
    return pd.DataFrame(
        shares, index=pd.Index(list(model.names), name="attribute"), columns=list(CLASSES)
    )  # fmt: skip


def params(model: PiecewiseRegression, part: Fitted) -> pd.DataFrame:
    """Intercept, slopes, jumps, controls, differences, R²."""
    size = len(part.params)
    found = part.linear(np.vstack([np.eye(size), picked(model, "difference")]))
    explained = part.r_squared_limits()
    rights = [*(f"{figure}[{name}]" for figure in model.figures for name in model.names), *model.controls]
    outcome = model.outcome_name
    texts = [("intercept", outcome, "~1", "")]
    texts += [("coefficient", outcome, "~", right) for right in rights]
    texts += [("defined", f"difference[{name}]", ":=", "above - below") for name in model.names]
    texts.append(("r_squared", outcome, "", ""))
    names = ("estimate", "std_error", "p_value", "conf_low", "conf_high")
    numbers = {name: np.append(getattr(found, name), getattr(explained, name)) for name in names}
    with np.errstate(invalid="ignore", divide="ignore"):
        numbers["statistic"] = numbers["estimate"] / numbers["std_error"]
    for name in ("statistic", "p_value"):
        numbers[name][-1] = np.nan
    kind, left, op, right = (list(column) for column in zip(*texts, strict=True))
    return params_table({"kind": kind, "lhs": left, "op": op, "rhs": right, **numbers})


def lines(model: PiecewiseRegression, part: Fitted, knots: tuple[float, ...]) -> pd.DataFrame:
    """Expected satisfaction along each attribute, all other columns at their means."""
    j = len(model.names)
    means = np.average(part.rows[:, :-1], axis=0, weights=part.weights)
    frames = {}
    for at, name in enumerate(model.names):
        low = float(part.rows[:, at].min())
        high = float(part.rows[:, j + at].max())
        for i, (side, end) in enumerate((("below", low), ("above", high))):
            distance = np.linspace(min(0.0, end), max(0.0, end), POINTS)
            rows = np.tile(np.append(1.0, means), (POINTS, 1))
            # the line above keeps its jump down to the knot itself
            own = [1 + at + k * j for k in range(len(model.figures))]
            rows[:, own] = 0.0
            rows[:, own[i]] = distance
            if side == "above" and len(own) > 2:
                rows[:, own[2]] = 1.0
            found = part.linear(rows)
            columns = {key: getattr(found, key) for key in ("estimate", "std_error", "conf_low", "conf_high")}
            frames[name, side] = pd.DataFrame(
                columns, index=pd.Index(knots[at] + distance, name="rating")
            )  # fmt: skip
    return pd.concat(frames, names=["attribute", "side"])
