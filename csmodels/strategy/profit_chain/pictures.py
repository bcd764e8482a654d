"""What the pictures of a service-profit chain show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.strategy.profit_chain.display import measure_word, number, p_text, view_word
from csmodels.strategy.profit_chain.rows import rows_of
from csmodels.tables.notices import Group
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.strategy.profit_chain.result import ProfitChain


def plot_chain(
    result: ProfitChain, view: str, corrected: bool, lang: str, ax: Axes | None, title: str | None
) -> Axes:
    """The chain from top to bottom."""
    from csmodels.plots.profit_chain import chain_diagram

    check_language(lang)
    links = result.links.loc[[view]].droplevel("view")
    names = ("corrected", "corrected_low", "corrected_high") if corrected else (
        "estimate", "conf_low", "conf_high")  # fmt: skip
    rows = []
    for (first, _), row in rows_of(links):
        x = measure_word(first, lang)
        value, low, high = (row[name] for name in names)
        lines = [text("figure.chain_none", lang)]
        if np.isfinite(value):
            told = {"slope": number(value), "low": number(low, value), "high": number(high, value)}
            lines = [text("figure.chain_slope", lang, **told)]
            if not corrected and np.isfinite(row["p_wild"]):
                p = p_text(row["p_wild"], lang)
                p = p if p.startswith("<") else f"= {p}"
                lines.append(text("figure.chain_p", lang, p=p))
        if row["reliability"] < 0.995:
            reliable = f"{max(row['reliability'], 0):.2f}"
            lines.append(text("figure.chain_reliable", lang, name=x, reliability=reliable))
        rows.append({"estimate": value, "low": low, "high": high, "words": "\n".join(lines)})
    method = "corrected" if corrected else "observed"
    whole = dict(rows_of(result.effects))[view, method]
    level = f"{100 * float(str(result.settings['conf_level'])):g}"
    one = rows_of(links)[0][1]
    notes = [
        text(
            "figure.chain_note", lang, view=view_word(view, lang), units=one["n_units"],
            clusters=one["n_clusters"], method=text(f"value.chain_{method}", lang), level=level,
        ),
        text(
            "figure.chain_product", lang, slope=number(whole["estimate"]),
            low=number(whole["conf_low"], whole["estimate"]),
            high=number(whole["conf_high"], whole["estimate"]), whole=number(whole["whole"]),
            whole_low=number(whole["whole_low"], whole["whole"]),
            whole_high=number(whole["whole_high"], whole["whole"]),
        ),
        text("figure.chain_caution", lang),
    ]  # fmt: skip
    if len(links) == 1 or not np.isfinite([whole["estimate"], whole["whole"]]).all():
        del notes[1]
    labels = [measure_word(name, lang) for name in result.names]
    return chain_diagram(labels, pd.DataFrame(rows), notes=notes, lang=lang, ax=ax, title=title)


def plot_scatter(
    result: ProfitChain, i: int, view: str, lang: str, ax: Axes | None, title: str | None
) -> Axes:
    """The units of a link; without those of too few guests."""
    from csmodels.plots.profit_chain import unit_scatter

    check_language(lang)
    read = result.units_read
    least = int(str(result.settings["least"]))
    few = (read.n[[i, i + 1]] < least).any(axis=0)
    words = result.place_words
    places = [read.places[c] for c in read.clusters]
    every = pd.DataFrame(
        {
            "place": [Group(at, words[at]).text(lang) for at in places],
            "x": read.values[i], "y": read.values[i + 1],
            "x_error": np.sqrt(np.diag(read.errors[i, i])),
            "y_error": np.sqrt(np.diag(read.errors[i + 1, i + 1])),
        }
    )  # fmt: skip
    points = every.iloc[np.flatnonzero(~few)]
    row = dict(rows_of(result.links))[view, result.names[i], result.names[i + 1]]
    note = text(
        "figure.chain_line", lang, view=view_word(view, lang), slope=number(row["estimate"]),
        low=number(row["conf_low"], row["estimate"]), high=number(row["conf_high"], row["estimate"]),
    )  # fmt: skip
    circles = [text("figure.chain_circles", lang)] if view == "between" else []
    return unit_scatter(
        points, slope=float(row["estimate"]), view=view,
        xlabel=measure_word(result.names[i], lang), ylabel=measure_word(result.names[i + 1], lang),
        notes=[note, *circles, text("figure.chain_caution", lang)], lang=lang, ax=ax, title=title,
    )  # fmt: skip
