"""Tables of customer value, one group at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.intervals import Uncertainty
from csmodels.numerics.strategy.lifetime import lifetime
from csmodels.numerics.strategy.logit import expit
from csmodels.strategy.value.levels import Levels
from csmodels.strategy.value.model import CustomerValue
from csmodels.strategy.value.sampled import Sampled
from csmodels.tables.params import params_table

Array = NDArray[np.float64]

#: Steps of the drawn curve.
STEPS = 40
#: Figures by name, with the scale on which their limits are made and the kind of row they are in `params`.
FIGURES = {
    "retention": ("logit", "share"),
    "odds_ratio": ("log", "effect"),
    "retention_after": ("logit", "share"),
    "retention_change": ("plain", "effect"),
    "periods": ("log", "defined"),
    "margin": ("log", "defined"),
    "value": ("log", "defined"),
    "value_after": ("log", "defined"),
    "value_change": ("plain", "effect"),
}


def limits(found: Uncertainty, index: pd.Index) -> pd.DataFrame:
    """Estimates with errors and limits."""
    columns = {
        "estimate": found.estimate, "std_error": found.std_error,
        "conf_low": found.conf_low, "conf_high": found.conf_high,
    }  # fmt: skip
    return pd.DataFrame(columns, index=index)


def figures_of(model: CustomerValue, params: Array) -> Array:
    """The figures of `FIGURES` from estimates (members, q)."""
    k = 2 + len(model.controls)
    kept, after, paid = params[:, k], params[:, -1], params[:, -2]
    money = model.economics
    margin = money.per(paid)
    now, then = margin * money.multiple(kept), margin * money.multiple(after)
    periods = lifetime(kept, model.horizon)
    odds = np.exp(params[:, 1] * model.points)
    return np.column_stack([kept, odds, after, after - kept, periods, margin, now, then, then - now])


def figures_table(model: CustomerValue, part: Sampled) -> pd.DataFrame:
    """Retention, value and the worth of a push."""
    found = part.figures(lambda x: figures_of(model, x), [scale for scale, _ in FIGURES.values()])
    return limits(found, pd.Index(FIGURES, name="figure"))


def at_levels(model: CustomerValue, part: Sampled, at: Array) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fitted retention and value at levels of satisfaction, at the mean of the controls."""
    k = 2 + len(model.controls)

    def kept(x: Array) -> Array:
        level = x[:, 0] + (x[:, 2:k] * x[:, k + 2 : -2]).sum(axis=1)
        return expit(level[:, None] + x[:, 1:2] * at)

    def value(x: Array) -> Array:
        money = model.economics
        found: Array = money.per(x[:, -2])[:, None] * money.multiple(kept(x))
        return found

    index = pd.Index(at, name="satisfaction")
    return limits(part.figures(kept, "logit"), index), limits(part.figures(value, "log"), index)


def curve_table(model: CustomerValue, part: Sampled, levels: Levels) -> pd.DataFrame:
    """Retention along satisfaction, with its band."""
    return at_levels(model, part, np.linspace(*levels.ends, STEPS + 1))[0]


def levels_table(model: CustomerValue, part: Sampled, levels: Levels) -> pd.DataFrame:
    """Observed and fitted retention, and value, at the levels of satisfaction that were answered."""
    fitted, value = at_levels(model, part, levels.at)
    columns = {
        "n": levels.n,
        "observed": levels.share,
        "observed_low": levels.low,
        "observed_high": levels.high,
        "retention": fitted["estimate"],
        "retention_low": fitted["conf_low"],
        "retention_high": fitted["conf_high"],
        "value": value["estimate"],
        "value_low": value["conf_low"],
        "value_high": value["conf_high"],
    }
    return pd.DataFrame(columns, index=fitted.index)


def params_rows(model: CustomerValue, part: Sampled, satisfaction: str) -> pd.DataFrame:
    """Coefficients with tests, and the figures, in the common ten columns."""
    k = 2 + len(model.controls)
    found = part.figures(lambda x: x[:, :k])
    kept = f"kept({model.outcome})" if model.lost else model.outcome
    rows: list[dict[str, Any]] = []
    for i, term in enumerate(("1", satisfaction, *model.controls)):
        rows.append(
            {
                "kind": "coefficient" if i else "intercept", "lhs": kept, "op": "~", "rhs": term,
                "estimate": found.estimate[i], "std_error": found.std_error[i],
                "statistic": found.estimate[i] / found.std_error[i], "p_value": found.p_value[i],
                "conf_low": found.conf_low[i], "conf_high": found.conf_high[i],
            }
        )  # fmt: skip
    for name, row in figures_table(model, part).to_dict("index").items():
        rows.append(
            {
                "kind": FIGURES[str(name)][1],
                "lhs": str(name),
                "op": ":=",
                "rhs": kept,
                **{str(k): v for k, v in row.items()},
            }
        )
    return params_table(rows)
