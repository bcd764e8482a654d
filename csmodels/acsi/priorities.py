"""Where to begin: importance and performance of everything that leads to an index."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.acsi.drivers import check_construct, effects_of, negative_weights, reached, scale_ends
from csmodels.acsi.result import IndexResult
from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.path_models.estimation import Members
from csmodels.path_models.terms import refuse_terms
from csmodels.tables import (
    Block,
    FrozenMapping,
    Summary,
    Tabled,
    format_value,
    frozen_frame,
    heading,
    term,
    text,
)
from csmodels.tables.notices import Notice, Noticed
from csmodels.tables.result import group_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]
Level = Literal["constructs", "items"]

#: Quadrants by (important, performing well).
QUADRANTS = {(True, False): "improve", (True, True): "keep", (False, False): "minor", (False, True): "excess"}
#: Groups that one map can show.
MAP_GROUPS = 3


@dataclass(frozen=True, repr=False, eq=False)
class Priorities(Noticed, Tabled):
    """Importance-performance map of the drivers of one index; made by `priorities`.

    Attributes
    ----------
    target : str
    level : {"constructs", "items"}
    made : mapping of name to DataFrame
        What `table` and `lines` hand out copies of.
    groups : tuple
    settings : mapping
        Those of the fit.
    notices : tuple of Notice

    Notes
    -----
    Tables: `table` and `lines`.
    """

    target: str
    level: Level
    made: Mapping[str, pd.DataFrame]
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: Mapping[Any, Mapping[str, str]] = field(default_factory=dict)

    @frozen_frame
    def table(self) -> pd.DataFrame:
        """By driver (and item): importance and performance with their errors and limits, and the quadrant.

        ``importance`` and ``performance``, each with ``_std_error``, ``_low``, ``_high``; ``quadrant``
        (``improve``, ``keep``, ``minor``, ``excess``); ``quadrant_share``, the share of the resamples that
        put the driver into the same quadrant.
        """
        return self.made["table"]

    @frozen_frame
    def lines(self) -> pd.DataFrame:
        """Where the quadrants are divided, by group: the means of the drivers."""
        return self.made["lines"]

    def summary(self, lang: str = "en") -> Summary:
        """The map as a table, the most important driver first.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        target = term(self.target, lang, section="construct")
        fields = {"target": target, "level": f"{100 * float(str(self.settings['conf_level'])):g}"}
        shared = self.table["quadrant_share"].notna().any()
        columns = {
            "importance": _cells(self.table, "importance", 2),
            "performance": _cells(self.table, "performance", 1),
            "quadrant": self.table["quadrant"],
            **({"quadrant_share": self.table["quadrant_share"]} if shared else {}),
        }
        frame = self._worded(pd.DataFrame(columns, index=self.table.index), lang)
        order = self.table.reset_index(drop=True).sort_values("importance", ascending=False, kind="stable")
        if not self.groups:
            frame = frame.iloc[order.index]
        share = text("note.priorities_share", lang) if shared else ""
        divided = text("note.priorities_lines", lang, where=self._where(lang), share=share).strip()
        formats = {
            "construct": "construct",
            "item": "plain",
            "quadrant": "value",
            "quadrant_share": "percent",
        }
        block = Block(
            heading("priorities_table", lang),
            frame,
            formats,
            labels={"construct": text("column.driver", lang)},
            note=text(f"note.priorities_{self.level}", lang, **fields),
        )
        title = text("heading.priorities", lang, target=target)
        warnings = tuple(each.text(lang) for each in self.notices)
        return Summary(title, (block,), notes=(divided,), warnings=warnings, lang=lang)

    def _worded(self, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
        return group_words(frame, self.groups, self.group_labels, lang)

    def _where(self, lang: str) -> str:
        if self.groups:
            return ""
        at = self.lines.iloc[0]
        numbers = {"importance": f"{at['importance']:.2f}", "performance": f"{at['performance']:.1f}"}
        return text("note.priorities_at", lang, **numbers)

    def plot(
        self,
        *,
        group: Any = None,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw the map: importance to the right, performance upwards, intervals as bars.

        Parameters
        ----------
        group : label or list of labels, optional
            Which groups to draw, up to three; all of them by default.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
        """
        from csmodels.plots.priorities import priority_map

        table, lines = self.table, self.lines
        if self.groups:
            shown = self.groups if group is None else tuple(group) if isinstance(group, list) else (group,)
            for one in shown:
                if one not in self.groups:
                    raise SpecificationError(
                        f"group={one!r} is none of {some(map(repr, self.groups), 12)}."
                        f"{did_you_mean(one, self.groups)}"
                    )
            if len(shown) > MAP_GROUPS:
                raise SpecificationError(
                    f"A map of {len(shown)} groups cannot be read; choose up to {MAP_GROUPS} by group=[]:"
                    f" {some(map(repr, self.groups), 12)}."
                )
            table, lines = table.loc[list(shown)], lines.loc[list(shown)]
        elif group is not None:
            raise SpecificationError(f"group={group!r}: the model was fitted without by=.")
        table, lines = self._worded(table, lang), self._worded(lines, lang)
        return priority_map(table, lines, target=self.target, lang=lang, ax=ax, title=title)


def priorities(
    result: IndexResult, target: str = "Satisfaction", *, level: Level = "constructs"
) -> Priorities:
    """Importance and performance of everything that leads to an index.

    Use it to decide where to begin: what matters most and does worst is improved first.

    Parameters
    ----------
    result : IndexResult
    target : str
        The construct whose index is to rise.
    level : {"constructs", "items"}
        Drivers as constructs, or the items of these constructs.

    Returns
    -------
    Priorities

    Raises
    ------
    SpecificationError
        An unknown target, one that nothing leads to, or a model with products or higher-order constructs.

    Notes
    -----
    Importance is the unstandardised total effect: points of the target's 0-100 index for one point of the
    driver's, that is the standardised total effect times the ratio of the standard deviations of the two
    indices. An item's is its normalised weight in the index of its construct times the construct's.
    Performance is the index, or the item's mean rescaled to 0-100, on the questionnaire's range and never
    the sample's. Quadrants after Martilla and James (1977, J. Marketing 41(1)), divided at the means of
    the drivers shown; in PLS: Ringle and Sarstedt (2016, Industrial Management & Data Systems 116(9)).
    Intervals come from the resamples of the fit.

    Examples
    --------
    >>> import csmodels as cs
    >>> result = cs.index_model("ACSI").fit(cs.datasets.load_hotel(), n_boot=100)
    >>> found = result.priorities("Satisfaction")
    >>> found.table["importance"].idxmax()
    'Quality'
    """
    refuse_terms(result.model, "priorities()")
    check_construct(result, target, "target")
    if level not in ("constructs", "items"):
        raise SpecificationError(f"level={level!r} is unknown. Choose 'constructs' or 'items'.")
    names = result.model.constructs
    place = names.index(target)
    drivers = [j for j in range(len(names)) if reached(result)[place, j]]
    if not drivers:
        leads = [n for i, n in enumerate(names) if reached(result)[i].any()]
        raise SpecificationError(
            f"No path leads to {target!r}, so it has no drivers. Targets: {some(leads, 12)}."
        )
    blocks = [result.spec.blocks[j] for j in drivers]
    ends = scale_ends(result)

    def statistic(members: Members) -> Array:
        effects, index, shares = effects_of(result, members)
        if level == "constructs":
            return np.concatenate([effects[:, place, drivers], index[:, drivers]], axis=1)
        assert members.moments.mean is not None  # an index was made from it
        rescaled = 100 * (members.moments.mean - ends[:, 0]) / (ends[:, 1] - ends[:, 0])
        important = [shares[:, b] * effects[:, place, j, None] for b, j in zip(blocks, drivers, strict=True)]
        return np.concatenate([*important, *(rescaled[:, b] for b in blocks)], axis=1)

    index = _driver_index(result, drivers, level)
    tables, lines = [], []
    for g in range(max(1, len(result.groups))):
        table, line = _map(result, statistic, g, index)
        tables.append(table)
        lines.append(line)
    chosen = [target, *(names[j] for j in drivers)]
    return Priorities(
        target=target,
        level=level,
        made=FrozenMapping(
            {"table": _by_group(result, tables), "lines": pd.DataFrame(lines, index=_group_index(result))}
        ),
        groups=result.groups,
        settings=result.settings,
        notices=negative_weights(result, chosen),
        group_labels=result.group_labels,
    )


def _map(
    result: IndexResult, statistic: Callable[[Members], Array], g: int, index: pd.Index[Any]
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Table and dividing lines of one group."""
    found, k = result.further(statistic, g), len(index)
    columns: dict[str, Any] = {}
    for name, part in (("importance", slice(0, k)), ("performance", slice(k, 2 * k))):
        columns[name] = found.estimate[part]
        columns[f"{name}_std_error"] = found.std_error[part]
        columns[f"{name}_low"], columns[f"{name}_high"] = found.conf_low[part], found.conf_high[part]
    important, good = _sides(found.estimate[:, None], k)
    columns["quadrant"] = [QUADRANTS[pair] for pair in zip(important[:, 0], good[:, 0], strict=True)]
    drawn = _sides(found.draws, k)
    same = (drawn[0] == important) & (drawn[1] == good)
    columns["quadrant_share"] = same.mean(axis=1) if same.shape[1] else np.full(k, np.nan)
    line = {name: float(columns[name].mean()) for name in ("importance", "performance")}
    return pd.DataFrame(columns, index=index), line


def _sides(figures: Array, k: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which drivers are above the mean importance, and above the mean performance; (2 k, members)."""
    importance, performance = figures[:k], figures[k:]
    return importance >= importance.mean(axis=0), performance >= performance.mean(axis=0)


def _driver_index(result: IndexResult, drivers: list[int], level: Level) -> pd.Index[Any]:
    names = [result.model.constructs[j] for j in drivers]
    if level == "constructs":
        return pd.Index(names, name="construct")
    pairs = [(name, item) for name in names for item in result.model.measurement[name].items]
    return pd.MultiIndex.from_tuples(pairs, names=["construct", "item"])


def _group_index(result: IndexResult) -> pd.Index[Any]:
    index: pd.Index[Any] = pd.RangeIndex(1)
    if result.groups:
        index = pd.Index(list(result.groups), name=str(result.settings["by"]))
    return index


def _by_group(result: IndexResult, tables: list[pd.DataFrame]) -> pd.DataFrame:
    if not result.groups:
        return tables[0]
    return pd.concat(tables, keys=list(result.groups), names=[str(result.settings["by"])])


def _cells(table: pd.DataFrame, name: str, decimals: int) -> list[str]:
    """Estimate with its limits in one cell."""
    cells = []
    for value, low, high in zip(table[name], table[f"{name}_low"], table[f"{name}_high"], strict=True):
        limits = "" if np.isnan(low) else f" [{format_value(low, decimals)}, {format_value(high, decimals)}]"
        cells.append(f"{format_value(value, decimals)}{limits}")
    return cells
