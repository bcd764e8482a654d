"""What the pictures of word of mouth and complaints show: from results to tables that are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csmodels.strategy.complaints.display import branch_word, contrast_word
from csmodels.strategy.privacy import hidden_cells, without_small
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.strategy.complaints.funnel import ComplaintFunnel
    from csmodels.strategy.complaints.recovery import ServiceRecovery
    from csmodels.strategy.complaints.word_of_mouth import WordOfMouth
    from csmodels.strategy.complaints.worth import ComplaintValue

_DRAWN = ["estimate", "conf_low", "conf_high"]


def _level(result: Any) -> float:
    return float(str(result.settings["conf_level"]))


def plot_funnel(result: ComplaintFunnel, group: Any, lang: str, ax: Axes | None, title: str | None) -> Axes:
    """The steps; none where a branch holds too few customers."""
    from csmodels.plots.complaint_funnel import funnel_chart

    check_language(lang)
    frame = result._one_group(result.steps, group).copy()
    least = int(str(result.settings["least"]))
    if hidden_cells(result._one_group(result.branches, group)["n"], least).any():
        # steps are sums of branches: their differences would give the small one away
        frame.loc[frame.index != "customers", [*_DRAWN, "share"]] = float("nan")
    return funnel_chart(frame, conf_level=_level(result), lang=lang, ax=ax, title=title)


def plot_stays(result: ComplaintFunnel, group: Any, lang: str, ax: Axes | None, title: str | None) -> Axes:
    """Who stays in each branch."""
    from csmodels.plots.charts import interval_chart

    check_language(lang)
    frame = result.branches
    if group is not None:
        frame = result._one_group(frame, group)
    elif result.groups:
        frame = result._worded(frame, lang)
    least = int(str(result.settings["least"]))
    frame = without_small(frame, "n", least, _DRAWN)
    frame = frame[frame["estimate"].notna()]
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
    from csmodels.errors import SpecificationError
    from csmodels.plots.charts import interval_chart
    from csmodels.sampling.grouped import choose_group

    check_language(lang)
    if result.groups and group is None:
        raise SpecificationError(choose_group(None, result.groups, result.group_labels))
    frames = {"": result._one_group(result.contrasts, group)}
    if result.adjusted is not None:
        frames = {
            "complaint_raw": frames[""],
            "complaint_adjusted": result._one_group(result.adjusted, group),
        }
    means = result._one_group(result.means, group)["n"]
    least = int(str(result.settings["least"]))
    rows = {}
    for outcome in result.outcomes:
        if hidden_cells(means.loc[outcome], least).any():
            continue
        for name in frames[next(iter(frames))].loc[outcome].index:
            for key, frame in frames.items():
                ending = f" ({text(f'figure.{key}', lang)})" if key else ""
                rows[outcome, contrast_word(name, lang) + ending] = frame.loc[(outcome, name), _DRAWN]
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
    if result.groups:
        least = int(str(result.settings["least"]))
        smallest = result.shares["n"].groupby(level=0, sort=False).agg(lambda n: n[n > 0].min())
        frame = pd.DataFrame(frame.xs("balance", level="figure"))
        frame = without_small(frame.assign(n=smallest), "n", least, _DRAWN)
        frame = result._worded(frame, lang)
        frame.index = frame.index.map(str)
    else:
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
    if result.smallest[at] < int(str(result.settings["least"])):
        frame = frame * float("nan")
    rows = frame.loc[["now", "left", "all"]].assign(whole=[True, False, True])
    rows.index = pd.Index([text(f"value.worth_{name}", lang) for name in rows.index], name="step")
    ylabel = text("figure.worth_y", lang)
    return waterfall_chart(rows, ylabel=ylabel, conf_level=_level(result), lang=lang, ax=ax, title=title)
