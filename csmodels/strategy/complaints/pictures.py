"""What the pictures of word of mouth and complaints show: from results to tables that are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.sampling.grouped import choose_group
from csmodels.strategy.complaints.display import branch_word, contrast_word
from csmodels.strategy.complaints.events import BRANCHES
from csmodels.strategy.complaints.private import RECOVERY, hidden_contrasts, hidden_parts, hidden_rows
from csmodels.strategy.privacy import few
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.strategy.complaints.funnel import ComplaintFunnel
    from csmodels.strategy.complaints.recovery import ServiceRecovery
    from csmodels.strategy.complaints.word_of_mouth import WordOfMouth
    from csmodels.strategy.complaints.worth import ComplaintValue

_DRAWN = ["estimate", "conf_low", "conf_high"]


def _least(result: Any) -> int:
    return int(str(result.settings["least"]))


def _level(result: Any) -> float:
    return float(str(result.settings["conf_level"]))


def _drawable(frame: pd.DataFrame, result: Any) -> pd.DataFrame:
    """Refuse a picture without a row: everything in it is hidden."""
    if not len(frame):
        raise SpecificationError(
            f"Nothing may be drawn: all cells hold fewer than least={_least(result)} customers. Take fewer"
            " groups, or a lower least= where that is allowed."
        )
    return frame


def plot_funnel(result: ComplaintFunnel, group: Any, lang: str, ax: Axes | None, title: str | None) -> Axes:
    """The steps, without those of few customers or that would give few customers away."""
    from csmodels.plots.complaint_funnel import funnel_chart

    check_language(lang)
    frame = result.steps.copy()
    frame.loc[hidden_parts(result)["steps"].to_numpy(), [*_DRAWN, "share"]] = float("nan")
    frame = result._one_group(frame, group)
    return funnel_chart(
        frame, conf_level=_level(result), hidden=few(_least(result)), lang=lang, ax=ax, title=title
    )


def plot_stays(result: ComplaintFunnel, group: Any, lang: str, ax: Axes | None, title: str | None) -> Axes:
    """Who stays in each branch."""
    from csmodels.plots.charts import interval_chart

    check_language(lang)
    hide = hidden_parts(result)
    frame = result.branches
    frame = frame[~(hide["stays"] | hide["branches"]).to_numpy() & frame["estimate"].notna().to_numpy()]
    if group is not None:
        chosen = result._one_group(result.branches, group).index
        left = {at[1] for at in frame.index if at[0] == group}
        frame = result._one_group(result.branches, group).loc[[name for name in chosen if name in left]]
    elif result.groups:
        frame = result._worded(frame, lang)
    _drawable(frame, result)
    order = frame.index.get_level_values("branch").map(BRANCHES.index)
    frame = frame.iloc[np.argsort(order, kind="stable")]
    problem = result.events.problem is not None
    words = {name: branch_word(name, problem, lang) for name in frame.index.unique("branch")}
    shown = (frame[_DRAWN] * 100).rename(index=words, level="branch" if frame.index.nlevels > 1 else None)
    xlabel = text("figure.complaint_stays_x", lang, level=f"{100 * _level(result):g}")
    return interval_chart(
        shown,
        ax=ax,
        title=title,
        xlabel=xlabel,
        lang=lang,
        values=True,
        decimals=1,
        conf_level=_level(result),
    )


def plot_recovery(result: ServiceRecovery, group: Any, lang: str, ax: Axes | None, title: str | None) -> Axes:
    """Differences by outcome, adjusted ones beside them."""
    from csmodels.plots.charts import interval_chart

    check_language(lang)
    if result.groups and group is None:
        raise SpecificationError(choose_group(None, result.groups, result.group_labels))
    hidden = hidden_rows(result.means, _least(result), "branch")
    tables = {"": result.contrasts}
    if result.adjusted is not None:
        tables = {"complaint_raw": result.contrasts, "complaint_adjusted": result.adjusted}
    problem = "problem" in result.settings
    blank = {
        key: table[_DRAWN].mask(hidden_contrasts(table, hidden, RECOVERY)) for key, table in tables.items()
    }
    frames = {key: result._one_group(table, group).dropna() for key, table in blank.items()}
    rows = {}
    # as observed and adjusted beside each other, also where the first outcome is not adjusted
    for name in RECOVERY:
        for key, frame in frames.items():
            for outcome in result.outcomes:
                if (outcome, name) in frame.index:
                    ending = f" ({text(f'figure.{key}', lang)})" if key else ""
                    rows[outcome, contrast_word(name, problem, lang) + ending] = frame.loc[(outcome, name)]
    _drawable(pd.DataFrame(index=list(rows)), result)
    shown = pd.DataFrame(rows).T.astype(float)
    xlabel = text("figure.complaint_difference_x", lang, level=f"{100 * _level(result):g}")
    return interval_chart(
        shown,
        ax=ax,
        title=title,
        xlabel=xlabel,
        lang=lang,
        reference=0.0,
        values=True,
        conf_level=_level(result),
    )


def plot_word_of_mouth(result: WordOfMouth, lang: str, ax: Axes | None, title: str | None) -> Axes:
    """Balances."""
    from csmodels.plots.charts import interval_chart

    check_language(lang)
    frame = result.figures
    hidden = hidden_rows(result.shares, _least(result), "figure")
    if result.groups:
        small = hidden.groupby(level=0, sort=False).any()
        frame = pd.DataFrame(frame.xs("balance", level="figure"))
        frame = frame[~small.reindex(frame.index).to_numpy()]
        frame = result._worded(_drawable(frame, result), lang)
        frame.index = frame.index.map(str)
    else:
        _drawable(frame[:0] if hidden.any() else frame, result)
        names = ["balance", "balance_lowest", "balance_highest"]
        frame = frame.loc[names].rename(index={name: text(f"value.wom_{name}", lang) for name in names})
    xlabel = text("figure.wom_x", lang, level=f"{100 * _level(result):g}")
    return interval_chart(
        frame[_DRAWN], ax=ax, title=title, xlabel=xlabel, lang=lang, reference=0.0, values=True, decimals=0,
        conf_level=_level(result),
    )  # fmt: skip


def plot_worth(result: ComplaintValue, group: Any, lang: str, ax: Axes | None, title: str | None) -> Axes:
    """Now, what is left, all."""
    from csmodels.plots.customer_value import waterfall_chart

    check_language(lang)
    frame = result._one_group(result.figures, group)
    at = result.groups.index(group) if result.groups else 0
    _drawable(frame[:0] if result.smallest[at] < _least(result) else frame, result)
    rows = frame.loc[["now", "left", "all"]].assign(whole=[True, False, True])
    rows.index = pd.Index([text(f"value.worth_{name}", lang) for name in rows.index], name="step")
    ylabel = text("figure.worth_y", lang)
    return waterfall_chart(rows, ylabel=ylabel, conf_level=_level(result), lang=lang, ax=ax, title=title)
