"""What the printed form of a model of ordered items has that others do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pandas as pd

from csmodels.path_models.likelihood.constructs.reliability import MEASURES
from csmodels.tables import Block, heading, text
from csmodels.tables.result import group_words

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.ordinal.result import OrdinalResult
    from csmodels.path_models.likelihood.result import CovarianceResult


def is_ordinal(result: CovarianceResult) -> bool:
    """Whether a model was fitted to polychoric correlations."""
    return result.settings.get("correlations") == "polychoric"


def reliability_measures(result: CovarianceResult) -> tuple[tuple[str, ...], str]:
    """Measures of reliability to print, and the note under them.

    Ordered items have unit variance: a sum of standardised items is a sum of items, and omega is rho_C.
    """
    if is_ordinal(result):
        return tuple(name for name in MEASURES if name != "omega"), "note.ordinal_reliability"
    return MEASURES, "note.cb_reliability"


def thresholds_block(result: CovarianceResult, lang: str) -> list[Block]:
    """Thresholds, items by answers; nothing for other models."""
    if not is_ordinal(result):
        return []
    values = cast("OrdinalResult", result).thresholds["estimate"]
    rows = cast("pd.MultiIndex", values.index).droplevel("answer").unique()
    # one column for each answer that some item has above a cut; unstacking sorts rows, which are put back
    table = values.unstack(-1).reindex(rows)
    table.columns = [f"{answer:g}" for answer in table.columns]
    table = group_words(table, result.groups, result.group_labels, lang)
    note = text("note.ordinal_thresholds", lang)
    return [Block(heading("thresholds", lang), table, dict.fromkeys(table.columns, "estimate"), note=note)]
