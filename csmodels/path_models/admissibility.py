"""Admissibility: whether estimates can be what they claim to be, by group, with the places that fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import AdmissibilityWarning, some
from csmodels.numerics import plsc
from csmodels.numerics.plsc import CHECKS, SLACK, implied_items, reliabilities
from csmodels.path_models.estimation import Estimates, Estimator, Members
from csmodels.path_models.model import PathModel
from csmodels.tables import Block, format_value, heading, text
from csmodels.tables.notices import Notice, notice

if TYPE_CHECKING:
    from csmodels.path_models.result import PathResult

Array = NDArray[np.float64]

#: Name of the checks among the quantities of `Estimates`.
QUANTITY = "admissible"
#: Places named before the rest is counted.
PLACES = 4


def corrected(estimator: Estimator) -> tuple[bool, ...]:
    """Which constructs an estimator corrects for measurement error; none outside consistent PLS."""
    marked: tuple[bool, ...] = getattr(estimator, "corrected", ())
    return marked or (False,) * len(estimator.spec.sizes)


def checks(estimator: Estimator, members: Members) -> Array:
    """The five checks of every member, as a quantity to be resampled: 1 where one holds, else 0.

    Returns
    -------
    array, shape (members, 5)
        In the order of `csmodels.numerics.plsc.CHECKS`.
    """
    return plsc.admissibility(members.fit, members.corr, estimator.spec, corrected(estimator)).astype(float)


def admissibility(result: PathResult) -> pd.DataFrame:
    """Whether the estimates can be what they claim to be, in five checks, by group.

    Use it after every fit with ``estimator="plsc"``: with few answers, or constructs that are hardly
    distinct, the correction for measurement error leaves the space of possible parameters.

    Parameters
    ----------
    result : PathResult

    Returns
    -------
    DataFrame
        Index ``check`` (below the group, with ``by=``): the five of `csmodels.numerics.plsc.admissibility`
        and ``all_checks``. Columns ``admissible``; ``where``, the places that fail with their values, as
        ``Value =~ v1: 1.04`` (loading), ``R2(Value) = 1.02``, ``r(Quality, Value) = 1.01``,
        ``rho_A(Value) = 1.10`` or the smallest eigenvalue of a matrix; and ``share_failed``, the share of the
        resamples that fail, missing without resamples. A resample that could not be computed at all counts
        as one that fails every check.
    """
    estimates = result.estimates
    tables = [_table(result.model, estimates, g) for g in range(len(estimates.members.fit.paths))]
    if not result.groups:
        return tables[0]
    return pd.concat(tables, keys=list(result.groups), names=[str(result.settings["by"])])


def admissibility_notices(model: PathModel, estimates: Estimates, groups: tuple[Any, ...]) -> list[Notice]:
    """Warn of an inadmissible estimate, with its reasons, and say how many resamples are inadmissible."""
    found: list[Notice] = []
    for g in range(len(estimates.members.fit.paths)):
        table = _table(model, estimates, g)
        place = f" [{groups[g]}]" if groups else ""
        reasons = [where for where in table["where"] if where]
        if not table.loc["all_checks", "admissible"]:
            # what has no place to name is the convergence, of which another notice speaks
            fields = {"reasons": "; ".join(reasons) or "-", "group": place}
            found.append(notice("inadmissible", AdmissibilityWarning, **fields))
        share = float(table["share_failed"].to_numpy()[-1])
        if share > 0:
            shown = format_value(share, "percent")
            found.append(notice("inadmissible_draws", share=shown, group=place))
    return found


def admissibility_block(result: PathResult, lang: str = "en") -> Block:
    """The table as part of a printed result."""
    table = admissibility(result)
    words = {check: text(f"value.possible_{check}", lang) for check in CHECKS}
    words["all_checks"] = text("value.all_checks", lang)
    table = table.rename(index=words, level="check" if table.index.nlevels > 1 else None)
    if table["share_failed"].isna().all():
        table = table.drop(columns="share_failed")
    formats = {"admissible": "flag", "share_failed": "percent", "where": "plain", "check": "plain"}
    shown = {name: how for name, how in formats.items() if name in table or name == "check"}
    return Block(heading("admissibility", lang), table, shown, note=text("note.admissibility", lang))


def _table(model: PathModel, estimates: Estimates, g: int) -> pd.DataFrame:
    """The checks of one group."""
    members = estimates.members.take(g)
    holds = checks(estimates.estimator, members)[0].astype(bool)
    places = _places(model, estimates.estimator, members)
    return pd.DataFrame(
        {
            "admissible": [*holds.tolist(), bool(holds.all())],
            "where": [
                *("" if ok else some(found, PLACES) for ok, found in zip(holds, places, strict=True)),
                "",
            ],
            "share_failed": _share_failed(estimates, g),
        },
        index=pd.Index([*CHECKS, "all_checks"], name="check"),
    )


def _share_failed(estimates: Estimates, g: int) -> Array:
    """Share of the resamples that fail each check, and that fail any; missing without resamples."""
    n_boot = estimates.n_boot
    if not n_boot:
        return np.full(len(CHECKS) + 1, np.nan)
    if QUANTITY in estimates.varied[g]:
        varied = estimates.varied[g][QUANTITY]
    else:
        _, varied = estimates.further(g, lambda members: checks(estimates.estimator, members))
    # a resample that could not be computed is missing, and what is missing does not hold
    holds = varied[:, :n_boot] == 1
    return np.append(1 - holds.mean(axis=1), 1 - holds.all(axis=0).mean())


def _places(model: PathModel, estimator: Estimator, members: Members) -> tuple[list[str], ...]:
    """For each check, where it fails in the only member of a batch."""
    spec, fit, names = estimator.spec, members.fit, model.constructs
    loadings, between = fit.loadings[0], fit.construct_corr[0]
    rho = reliabilities(members.corr, spec, fit, corrected(estimator))[0]
    of = spec.construct_of_item
    beyond = [
        f"{names[of[i]]} =~ {model.columns[i]}: {_number(loading)}"
        for i, loading in enumerate(loadings)
        if not abs(loading) <= 1 + SLACK
    ]
    explained = [
        f"R2({names[j]}) = {_number(value)}"
        for j, value in zip(spec.dependents, fit.r_squared[0], strict=True)
        if not -SLACK <= value <= 1 + SLACK
    ]
    pairs = [
        f"r({names[j]}, {names[i]}) = {_number(between[i, j])}"
        for i in range(len(names))
        for j in range(i)
        if not abs(between[i, j]) <= 1 + SLACK
    ]
    implied = implied_items(fit, members.corr, spec, corrected(estimator))[0]
    matrices = pairs + _eigenvalue("constructs", between) + _eigenvalue("items", implied)
    unreliable = [
        f"rho_A({names[j]}) = {_number(value)}"
        for j, value in enumerate(rho)
        if not -SLACK <= value <= 1 + SLACK
    ]
    return [], beyond, explained, matrices, unreliable


def _eigenvalue(what: str, matrix: Array) -> list[str]:
    """The smallest eigenvalue of a matrix where it is negative."""
    if np.isnan(matrix).any():
        return []
    least = float(np.linalg.eigvalsh(matrix)[0])
    return [f"min eigenvalue({what}) = {_number(least, 4)}"] if least < -SLACK * len(matrix) else []


def _number(value: float, decimals: int = 3) -> str:
    return format_value(float(value), decimals) or "NaN"
