"""The document of a table of moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.strategy.indicators.display import NOTHING
from csmodels.strategy.privacy import hidden_cells, private_counts
from csmodels.strategy.relationship.display import (
    least_of,
    level_of,
    level_word,
    limits_text,
    settings_shown,
    share_text,
    small_groups,
)
from csmodels.strategy.relationship.questions import question_blocks
from csmodels.tables import Block, Summary, heading, text
from csmodels.tables.formats import format_value
from csmodels.tables.strings import check_language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.strategy.relationship.migration import Migration


def migration_summary(result: Migration, lang: str) -> Summary:
    """The table of moves, shares before and now, settings."""
    level = f"{100 * level_of(result.settings):g}"
    labels = {
        name: text(f"column.relationship_{name}", lang) for name in ("before", "now", "change", "state")
    }
    labels["n_before"] = text("column.relationship_n_before", lang)
    labels["limits"] = text("column.relationship_limits", lang, level=level)
    moves = _worded(result, result._by_group(lambda g: _moves(result, g, lang)), "before", lang)
    moves.columns = [_word(result, name, lang) if name != "n_before" else name for name in moves.columns]
    shares = _worded(result, result._by_group(lambda g: _shares(result, g)), "state", lang)
    hide = small_groups(result) or bool(_hidden(result).to_numpy().any())
    stayed = [share_text(x) for x in result.stayed["estimate"]]
    notes = [text("note.relationship_moves", lang, level=level)]
    if not result.groups and not hide:
        notes.append(text("note.relationship_stayed", lang, share=stayed[0]))
    plain: dict[Any, Any] = dict.fromkeys(moves.columns, "plain")
    return Summary(
        heading("relationship_migration", lang),
        (
            Block(heading("relationship_matrix", lang), moves, plain, labels=labels),
            Block(heading("relationship_change", lang), shares, labels=labels),
            settings_shown(result, lang, hide=hide),
            *question_blocks(result.questions, lang),
        ),
        notes=tuple(notes),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def _word(result: Migration, name: Any, lang: str) -> str:
    # English text labels are words already
    own = isinstance(name, str) and lang == "en"
    word = None if own else result.words.get(name, {}).get(lang)
    return str(word or level_word(name, lang))


def _worded(result: Migration, frame: pd.DataFrame, level: str, lang: str) -> pd.DataFrame:
    frame = result._worded(frame, lang) if result.groups else frame
    words = {name: _word(result, name, lang) for name in result.states}
    return frame.rename(index=words, level=level if frame.index.nlevels > 1 else None)


def _counts(result: Migration, g: int) -> pd.DataFrame:
    return result._one_group(result.counts, result.groups[g] if result.groups else None)


def _hidden(result: Migration) -> pd.DataFrame:
    tables = [hidden_cells(_counts(result, g), least_of(result)) for g in range(len(result.base.rows))]
    return pd.concat(tables)


def plot_moves(result: Migration, group: Any, lang: str, ax: Axes | None, title: str | None) -> Axes:
    """Tiles with the cells of the document; hidden ones are not shaded."""
    from csmodels.plots.relationship_moves import moves_chart

    check_language(lang)
    shares = result._one_group(result.matrix, group)["estimate"].unstack("now")
    g = result.groups.index(group) if result.groups else 0
    cells = _moves(result, g, lang, "\n")
    people = cells.pop("n_before")
    shares = shares.loc[list(result.states), list(result.states)]
    hidden = hidden_cells(_counts(result, g), least_of(result))
    assert isinstance(hidden, pd.DataFrame)  # as the counts are
    names = [_word(result, name, lang) for name in result.states]
    rows = [
        name if n == NOTHING else f"{name}\n{text('figure.relationship_n', lang, n=n)}"
        for name, n in zip(names, people, strict=True)
    ]
    return moves_chart(
        shares.mask(hidden).set_axis(rows).set_axis(names, axis=1), cells.to_numpy().tolist(),
        conf_level=level_of(result.settings), lang=lang, ax=ax, title=title,
    )  # fmt: skip


def _moves(result: Migration, g: int, lang: str, between: str = " ") -> pd.DataFrame:
    """One row for each state before, cells with limits; small cells and one that gives them away hidden."""
    matrix = result._one_group(result.matrix, result.groups[g] if result.groups else None)
    counts = _counts(result, g)
    hidden = hidden_cells(counts, least_of(result))
    printed = private_counts(counts, least_of(result), lang=lang)
    assert isinstance(hidden, pd.DataFrame)  # as the counts are
    assert isinstance(printed, pd.DataFrame)
    out = pd.DataFrame(index=counts.index)
    # where nothing but small cells is in a row, its sum gives them away
    shut = (hidden | (counts == 0)).all(axis=1) & hidden.any(axis=1)
    out["n_before"] = [
        NOTHING if closed else f"{n:,}" for closed, n in zip(shut, counts.sum(axis=1), strict=True)
    ]  # fmt: skip
    for state in counts.columns:
        cells = []
        for before in counts.index:
            row = matrix.loc[(before, state)]
            if hidden.loc[before, state]:
                cells.append(printed.loc[before, state])
            elif not np.isfinite(row["estimate"]) or shut[before]:
                # limits of a share of nobody would tell how few there are in the row
                cells.append(NOTHING)
            else:
                cells.append(f"{share_text(row['estimate'])}{between}{limits_text(dict(row))}")
        out[state] = cells
    return out


def _shares(result: Migration, g: int) -> pd.DataFrame:
    """Shares before and now and their difference; without states of few people."""
    frame = result._one_group(result.shares, result.groups[g] if result.groups else None)
    counts, least = _counts(result, g), least_of(result)
    people = pd.DataFrame({"before": counts.sum(axis=1), "now": counts.sum(axis=0)})
    small = ((people > 0) & (people < least)).any(axis=1).to_numpy(copy=True)
    # where one share is hidden the sum of all gives it away: a second goes too
    if small.sum() == 1:
        small[int(np.argmin(np.where(small, np.inf, people.sum(axis=1))))] = True

    def shown(cells: list[str]) -> list[str]:
        return [NOTHING if hide else cell for hide, cell in zip(small, cells, strict=True)]

    out = pd.DataFrame(index=pd.Index(result.states, name="state"))
    for name in ("before", "now"):
        out[name] = shown([share_text(x) for x in frame.xs(name, level="figure")["estimate"]])
    change = pd.DataFrame(frame.xs("change", level="figure"))
    out["change"] = shown([str(format_value(x, "percent")) for x in change["estimate"]])
    out["limits"] = shown([limits_text(row, signed=True) for row in change.to_dict("records")])
    return out
