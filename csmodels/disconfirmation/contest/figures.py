"""Tables of a contest of theories in one group: the contest, its coefficients, tests of nested theories."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import chdtrc

from csmodels.disconfirmation.contest.theories import Part
from csmodels.disconfirmation.surface.figures import columns_of
from csmodels.numerics.surface.theories import (
    NAMES,
    PROSPECT,
    THEORIES,
    aicc,
    contains,
    log_likelihood,
    standing,
    winners,
)
from csmodels.tables import params_table

Array = NDArray[np.float64]

#: Theories within so much of the best AICc are not told apart from it (a rule of Burnham and
#: Anderson 2002, from memory, unconfirmed).
ALIKE = 2.0
#: Theories that take part in the weights.
STANDING = ("best", "alike", "worse")
SURFACE = NAMES.index("surface")


def contest_table(one: Part, n_controls: int) -> pd.DataFrame:
    """Every theory with its likelihood, AICc, weight, signs, and how often resamples choose it."""
    n = float(one.n)
    both = one.lying.enough("both")
    criterion = aicc(one.fitted.residual, n, n_controls)
    may_win = standing(one.fitted, both)
    best = int(winners(criterion, may_win))
    delta = criterion - criterion[best]
    with np.errstate(over="ignore", invalid="ignore"):
        share = np.where(may_win, np.exp(-delta / 2), 0.0)
        ratio = np.where(may_win, np.exp(delta / 2), np.nan)
    weight = share / share.sum()
    selected = np.full(len(NAMES), np.nan)
    resampled = one.resampled
    if resampled is not None:
        each = winners(aicc(resampled.residual, n, n_controls), standing(resampled, both))
        selected = np.bincount(each, minlength=len(NAMES)) / len(each)
    for column in (weight, selected):
        column[SURFACE] = np.nan
    return pd.DataFrame(
        {
            "log_likelihood": log_likelihood(one.fitted.residual, n),
            "n_params": [theory.n_params + n_controls for theory in THEORIES],
            "aicc": criterion,
            "delta": delta,
            "weight": weight,
            "r_squared": one.fitted.r_squared,
            "signs_hold": one.fitted.signs,
            "selected": selected,
            "evidence_ratio": ratio,
            "status": [_status(one, i, best, both, float(delta[i])) for i in range(len(NAMES))],
        },
        index=pd.Index(NAMES, name="theory"),
    )


def _status(one: Part, i: int, best: int, both: bool, delta: float) -> str:
    """Whether a theory is best, alike, worse, or why it may not win."""
    if i == SURFACE:
        return "yardstick"
    if not np.isfinite(one.fitted.residual[i]):
        return "not_estimated"
    if THEORIES[i].sides and not both:
        return "few_rows"
    if not one.fitted.signs[i]:
        return "signs"
    return "best" if i == best else "alike" if delta <= ALIKE else "worse"


def params_of(one: Part) -> pd.DataFrame:
    """Intercept, coefficients, exponents and R² of every theory, the theory on the left."""
    blocks = [_params_of_theory(one, i) for i in range(len(NAMES))]
    return pd.concat(blocks, ignore_index=True)


def _params_of_theory(one: Part, i: int) -> pd.DataFrame:
    theory, last = THEORIES[i], [np.array([one.fitted.r_squared[i]])]
    varied = [one.varied.r_squared[:, i, None]]
    terms = list(theory.terms)
    if i == PROSPECT:
        last.insert(0, one.fitted.exponents)
        varied.insert(0, one.varied.exponents)
    tested = np.concatenate([one.fitted.intercept[i, None], one.fitted.free[i]])
    moved = np.column_stack([one.varied.intercept[:, i], one.varied.free[i]])
    first = _errors(one, tested, moved, 0.0)
    rest = _errors(one, np.concatenate(last), np.concatenate(varied, axis=1), np.nan)
    numbers = {name: np.concatenate([first[name], rest[name]]) for name in first}
    numbers["statistic"][len(tested) :] = np.nan
    extra = ["alpha", "beta"] if i == PROSPECT else []
    count = len(terms) + len(extra)
    return params_table(
        {
            "kind": ["intercept", *["coefficient"] * count, "r_squared"],
            "lhs": theory.name,
            "op": ["~1", *["~"] * count, ""],
            "rhs": ["", *terms, *extra, ""],
            **numbers,
        }
    )


def _errors(one: Part, values: Array, varied: Array, null: float) -> dict[str, Array]:
    used = np.asarray(np.isfinite(varied).all(axis=1))
    return columns_of(one.variation.uncertainty(values, varied.T, used, null), tested=True)


def nested_table(one: Part) -> pd.DataFrame:
    """Likelihood-ratio tests of theories that are special cases of others: is the freedom needed?

    The value function is left out: its exponents have no meaning where its slopes are zero, and no known
    distribution.
    """
    rows: list[dict[str, Any]] = []
    fit = log_likelihood(one.fitted.residual, float(one.n))
    for i, smaller in enumerate(THEORIES):
        for j, larger in enumerate(THEORIES):
            if larger.extra or not contains(larger, smaller):
                continue
            statistic, df = float(2 * (fit[j] - fit[i])), larger.n_params - smaller.n_params
            p_value = float(chdtrc(df, statistic)) if np.isfinite(statistic) else np.nan
            rows.append(
                {
                    "smaller": smaller.name, "larger": larger.name, "statistic": statistic, "df": df,
                    "p_value": p_value,
                }
            )  # fmt: skip
    return pd.DataFrame(rows).set_index(["smaller", "larger"])
