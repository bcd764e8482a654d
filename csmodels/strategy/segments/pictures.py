"""Pictures of customers by value and need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.plots.charts import interval_chart
from csmodels.plots.idic import segment_grid
from csmodels.strategy.indicators.display import NOTHING
from csmodels.strategy.privacy import hidden_cells
from csmodels.strategy.relationship.display import share_text
from csmodels.strategy.segments import figures
from csmodels.strategy.segments.display import (
    grid_cells,
    item_word,
    leading_words,
    need_word,
    tier_word,
)
from csmodels.tables import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.strategy.segments.result import IDIC


def plot_grid(result: IDIC, lang: str, ax: Axes | None, title: str | None) -> Axes:
    """Shares by value and need."""
    grid, people = result.grid, grid_cells(result, lang)
    values, needs = list(people.index), list(people.columns)
    share = grid["estimate"].where(~grid["hidden"]).unstack("need").reindex(index=values, columns=needs)
    words = people.copy()
    for value in values:
        for need in needs:
            row = grid.loc[(value, need)]
            if not row["hidden"]:
                words.loc[value, need] = text(
                    "figure.idic_cell", lang, share=share_text(row["estimate"]), n=people.loc[value, need]
                )
    # some needs lead with nothing: given segments without items
    named = [_need_name(result, name, lang) for name in needs]
    return segment_grid(
        share.set_axis([tier_word(v, lang) for v in values]).set_axis(named, axis=1),
        words.to_numpy(dtype=object).tolist(), lang=lang, ax=ax, title=title,
    )  # fmt: skip


def plot_needs(result: IDIC, lang: str, ax: Axes | None, title: str | None) -> Axes:
    """Mean needs by cluster."""
    table = result.needs
    if table is None:
        raise SpecificationError("These segments have no items of needs; name them: idic(..., needs=[...]).")
    people = figures.need_shares(result)
    assert people is not None  # as there are needs
    shown = people.index[~np.asarray(hidden_cells(people["n"], result.least), dtype=bool)]
    drawn = table[table.index.get_level_values("need").isin(shown)].reset_index()
    drawn.loc[drawn["n"] < result.least, ["estimate", "conf_low", "conf_high"]] = np.nan
    groups = [need_word(result, name, lang) for name in drawn["need"]]
    items = [item_word(result, item, lang) for item in drawn["item"]]
    index = pd.MultiIndex.from_arrays([groups, items], names=["need", "item"])
    frame = drawn[["estimate", "conf_low", "conf_high"]].set_axis(index)
    axis = text("figure.idic_need_axis", lang, level=f"{100 * result.conf_level:g}")
    low, high = np.floor(np.nanmin(frame)), np.ceil(np.nanmax(frame))
    return interval_chart(
        frame, ax=ax, title=title, xlabel=axis, lang=lang, limits=(float(low), float(high)), group="need"
    )


def _need_name(result: IDIC, name: str, lang: str) -> str:
    own = need_word(result, name, lang)
    if result.need is None or not result.need.items:
        return own
    leading = leading_words(result, name, lang)
    return own if leading == NOTHING else f"{own}{'：' if lang == 'zh' else ': '}{leading}"
