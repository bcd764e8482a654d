"""Admissibility: whether estimates can be what they claim to be, by group, with the places that fail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import AdmissibilityWarning
from csmodels.numerics import plsc
from csmodels.numerics.plsc import CHECKS, SLACK, implied_items, reliabilities
from csmodels.path_models.estimation import Estimates, Estimator, Members
from csmodels.path_models.model import PathModel
from csmodels.tables import Block, FrozenMapping, format_value, heading, term, text
from csmodels.tables.listing import listed
from csmodels.tables.notices import Group, Notice, notice

if TYPE_CHECKING:
    from csmodels.path_models.result import PathResult

Array = NDArray[np.float64]

#: Name of the checks among the quantities of `Estimates`.
QUANTITY = "admissible"


@dataclass(frozen=True)
class Place:
    """A figure that cannot be, and what it belongs to.

    Attributes
    ----------
    kind : str
        What it is: ``"place_<kind>"`` among the labels of the catalogue.
    value : float
    constructs : tuple of str
    item : str
    decimals : int
    """

    kind: str
    value: float
    constructs: tuple[str, ...] = ()
    item: str = ""
    decimals: int = 3

    def text(self, lang: str | None = None) -> str:
        """In words of a language; without one in those of the tables, with constructs as they are named."""
        names = [n if lang is None else term(n, lang, section="construct") for n in self.constructs]
        value = format_value(float(self.value), self.decimals) or "NaN"
        fields = {"constructs": ", ".join(names), "item": self.item, "value": value}
        return text(f"label.place_{self.kind}", lang or "en", **fields)


@dataclass(frozen=True)
class Inadmissible(Notice):
    """A notice that lists places, which have words of their own in each language."""

    places: tuple[tuple[Place, ...], ...] = ()

    def text(self, lang: str = "en") -> str:
        """The sentence in a language."""
        # what has no place to name is the convergence, of which another notice speaks
        comma = "；" if lang == "zh" else "; "
        reasons = comma.join(_written(each, lang) for each in self.places if each) or "-"
        return text(f"message.{self.key}", lang, **self.written(lang), reasons=reasons)


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
        ``Value =~ v1: 1.04`` (loading), ``R²(Value) = 1.02``, ``r(Quality, Value) = 1.01``,
        ``rho_A(Value) = 1.10`` or the smallest eigenvalue of a matrix; and ``share_failed``, the share of the
        resamples that fail, missing without resamples. A resample that could not be computed at all counts
        as one that fails every check.
    """
    return _stacked(result, None)


def _stacked(result: PathResult, lang: str | None) -> pd.DataFrame:
    """The tables of all groups; places in words of a language, or as tables name them."""
    estimates = result.estimates
    tables = [_table(result.model, estimates, g, lang) for g in range(len(estimates.members.fit.paths))]
    if not result.groups:
        return tables[0]
    return pd.concat(tables, keys=list(result.groups), names=[str(result.settings["by"])])


def admissibility_notices(model: PathModel, estimates: Estimates, groups: tuple[Group, ...]) -> list[Notice]:
    """Warn of an inadmissible estimate, with its reasons, and say how many resamples are inadmissible."""
    found: list[Notice] = []
    for g in range(len(estimates.members.fit.paths)):
        table = _table(model, estimates, g)
        place = groups[g] if groups else ""
        if not table.loc["all_checks", "admissible"]:
            places = _places(model, estimates.estimator, estimates.members.take(g))
            failed = tuple(
                tuple(each) for each, ok in zip(places, table["admissible"], strict=False) if not ok
            )
            fields: FrozenMapping[str, object] = FrozenMapping({"group": place})
            found.append(Inadmissible("inadmissible", fields, AdmissibilityWarning, failed))
        share = float(table["share_failed"].to_numpy()[-1])
        if share > 0:
            shown = format_value(share, "percent")
            found.append(notice("inadmissible_draws", share=shown, group=place))
    return found


def admissibility_block(result: PathResult, lang: str = "en") -> Block:
    """The table as part of a printed result."""
    table = _stacked(result, lang)
    words = {check: text(f"value.possible_{check}", lang) for check in CHECKS}
    words["all_checks"] = text("value.all_checks", lang)
    table = table.rename(index=words, level="check" if table.index.nlevels > 1 else None)
    if table["share_failed"].isna().all():
        table = table.drop(columns="share_failed")
    formats = {"admissible": "flag", "share_failed": "percent", "where": "plain", "check": "plain"}
    shown = {name: how for name, how in formats.items() if name in table or name == "check"}
    return Block(heading("admissibility", lang), table, shown, note=text("note.admissibility", lang))


def _table(model: PathModel, estimates: Estimates, g: int, lang: str | None = None) -> pd.DataFrame:
    """The checks of one group; places in words of a language, or as tables name them."""
    members = estimates.members.take(g)
    holds = checks(estimates.estimator, members)[0].astype(bool)
    places = _places(model, estimates.estimator, members)
    return pd.DataFrame(
        {
            "admissible": [*holds.tolist(), bool(holds.all())],
            "where": [
                *("" if ok else _written(found, lang) for ok, found in zip(holds, places, strict=True)),
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


def _written(places: Iterable[Place], lang: str | None) -> str:
    return listed((place.text(lang) for place in places), lang or "en")


def _places(model: PathModel, estimator: Estimator, members: Members) -> tuple[list[Place], ...]:
    """For each check, where it fails in the only member of a batch."""
    spec, fit, names = estimator.spec, members.fit, model.constructs
    loadings, between = fit.loadings[0], fit.construct_corr[0]
    rho = reliabilities(members.corr, spec, fit, corrected(estimator))[0]
    of = spec.construct_of_item
    beyond = [
        Place("loading", loading, (names[of[i]],), model.columns[i])
        for i, loading in enumerate(loadings)
        if not abs(loading) <= 1 + SLACK
    ]
    explained = [
        Place("r2", value, (names[j],))
        for j, value in zip(spec.dependents, fit.r_squared[0], strict=True)
        if not -SLACK <= value <= 1 + SLACK
    ]
    pairs = [
        Place("correlation", between[i, j], (names[j], names[i]))
        for i in range(len(names))
        for j in range(i)
        if not abs(between[i, j]) <= 1 + SLACK
    ]
    implied = implied_items(fit, members.corr, spec, corrected(estimator))[0]
    matrices = pairs + _eigenvalue("constructs", between) + _eigenvalue("items", implied)
    unreliable = [
        Place("reliability", value, (names[j],))
        for j, value in enumerate(rho)
        if not -SLACK <= value <= 1 + SLACK
    ]
    return [], beyond, explained, matrices, unreliable


def _eigenvalue(what: str, matrix: Array) -> list[Place]:
    """The smallest eigenvalue of a matrix where it is negative."""
    if np.isnan(matrix).any():
        return []
    least = float(np.linalg.eigvalsh(matrix)[0])
    return [Place(f"eigenvalue_{what}", least, decimals=4)] if least < -SLACK * len(matrix) else []
