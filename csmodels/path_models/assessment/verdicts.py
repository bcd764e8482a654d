"""Every rule of `criteria` applied to the tables of an assessment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.path_models.assessment.criteria import CRITERIA, UNKNOWN, Criterion, htmt_criteria
from csmodels.path_models.assessment.model_fit import MODELS

if TYPE_CHECKING:
    from csmodels.path_models.assessment.result import Assessment

COLUMNS = (
    *("criterion", "threshold", "lhs", "rhs", "estimate", "conf_low", "conf_high", "verdict", "source"),
)
#: Rules that speak of a construct's reliability, by the column of the table they read.
_RELIABILITY = {"alpha": "alpha", "rho_a": "rho_a", "rho_c": "rho_c", "redundant": "rho_c", "ave": "ave"}


def verdicts(found: Assessment) -> pd.DataFrame:
    """One row for each rule and each construct, item, pair or path it applies to.

    A figure that does not exist (the AVE of a single item) is not judged; a rule about all items has no
    labels. With groups the group is the
    index.
    """
    rules = [*_reliability(found), *_items(found), *_pairs(found), *_paths(found), *_all_items(found)]
    parts = [_judged(rule, table) for rule, table in rules] + _fit(found)
    stacked = pd.concat([part for part in parts if len(part)], ignore_index=not found.result.groups)
    if not found.result.groups:
        return stacked
    # by group first, then in the order of the rules
    order = {group: i for i, group in enumerate(found.result.groups)}
    places = np.argsort([order[group] for group in stacked.index], kind="stable")
    return stacked.iloc[places].rename_axis(str(found.result.settings["by"]))


def _judged(rule: Criterion, table: pd.DataFrame) -> pd.DataFrame:
    """A table with columns lhs, rhs, estimate, conf_low, conf_high, judged by one rule."""
    words = rule.verdicts(table["estimate"], table["conf_low"], table["conf_high"])
    frame = table.assign(criterion=rule.key, threshold=rule.threshold, verdict=words, source=rule.cited())
    judged: pd.DataFrame = frame.loc[frame["verdict"] != UNKNOWN, list(COLUMNS)]
    return judged


def _labelled(table: pd.DataFrame, lhs: str, rhs: str = "") -> pd.DataFrame:
    """The labels of a table under the names lhs and rhs."""
    named = table.rename(columns={lhs: "lhs", rhs: "rhs"})
    return named if rhs else named.assign(rhs="")


def _reliability(found: Assessment) -> Iterable[tuple[Criterion, pd.DataFrame]]:
    table = found.reliability.reset_index("construct")
    for key, measure in _RELIABILITY.items():
        columns = {measure: "estimate", f"{measure}_low": "conf_low", f"{measure}_high": "conf_high"}
        chosen = table[["construct", *columns]].rename(columns=columns)
        yield CRITERIA[key], _labelled(chosen, "construct")


def _items(found: Assessment) -> Iterable[tuple[Criterion, pd.DataFrame]]:
    model = found.result.model
    several = {name for name, c in model.measurement.items() if len(c.items) > 1}
    formed = {name for name in several if model.measurement[name].mode == "B"}
    loadings = found.loadings
    caused = loadings["construct"].isin(several - formed)
    yield CRITERIA["loading"], _labelled(loadings[caused], "construct", "item")
    margins = found.cross_loading_margins
    caused = margins["construct"].isin(several - formed)
    yield CRITERIA["cross_loading"], _labelled(margins[caused], "construct", "item")
    # items that are caused by their construct should correlate: their inflation is no fault
    inflation = found.vif_items
    yield CRITERIA["vif_item"], _labelled(inflation[inflation["construct"].isin(formed)], "construct", "item")


def _pairs(found: Assessment) -> Iterable[tuple[Criterion, pd.DataFrame]]:
    yield CRITERIA["fornell_larcker"], _labelled(found.fornell_larcker_margins, "construct")
    for key, table in (("htmt", found.htmt), ("htmt2", found.htmt2)):
        for rule in htmt_criteria(found.htmt_thresholds, key):
            yield rule, table


def _paths(found: Assessment) -> Iterable[tuple[Criterion, pd.DataFrame]]:
    structure = found.result.model.structure
    shared = found.vif_constructs["lhs"].map(lambda outcome: len(structure[outcome]) > 1)
    yield CRITERIA["vif_predictor"], found.vif_constructs[shared]
    yield CRITERIA["vif_full"], _labelled(found.full_collinearity, "construct")


def _all_items(found: Assessment) -> Iterable[tuple[Criterion, pd.DataFrame]]:
    kmo = found.sampling_adequacy.rename(columns={"kmo": "estimate"})
    yield CRITERIA["kmo"], kmo.assign(lhs="", rhs="", conf_low=np.nan, conf_high=np.nan)
    shares = found.common_method
    yield CRITERIA["harman"], shares[shares["check"] == "harman_component"]


def _fit(found: Assessment) -> list[pd.DataFrame]:
    table = found.fit
    if table is None:
        return []
    parts = []
    for model in MODELS:
        rows = table.xs(model, level="model").reset_index("measure").rename(columns={"measure": "rhs"})
        rows = rows.assign(lhs=model, conf_low=np.nan, conf_high=np.nan)
        parts.append(_judged(CRITERIA["srmr"], rows[rows["rhs"] == "srmr"]))
        parts.append(_judged(CRITERIA["exact_fit"], rows.assign(estimate=rows["p_value"])))
    return parts
