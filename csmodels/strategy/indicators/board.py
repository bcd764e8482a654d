"""A board of indicators with dimensions and targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.sampling.group_notices import together
from csmodels.sampling.grouped import Grouped, group_labels
from csmodels.strategy.indicators.kinds import NPS_SCALES, Indicator
from csmodels.strategy.indicators.reading import Asked, Read, read
from csmodels.strategy.indicators.result import figures_table, params_of
from csmodels.survey import SurveyData
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame
from csmodels.tables.notices import Notice, Noticed, issue

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: The dimension of indicators that were given none.
OVERALL = "overall"
STATES = ("open", "missed", "met")


@dataclass(frozen=True, repr=False, eq=False)
class IndicatorBoard(Grouped, Noticed, ResultBase):
    """Indicators side by side, each with its interval and its target; made by `indicators`.

    Attributes
    ----------
    board : DataFrame
        Index dimension, indicator (with ``by=`` the group before). Columns figure, n, estimate, std_error,
        conf_low, conf_high, target, gap (estimate less target, turned where less is better), p_met, state.
    params : DataFrame
        All figures of all indicators in the common ten columns.
    settings, warnings
    """

    items: FrozenMapping[str, Read]
    dimensions: FrozenMapping[str, str]
    targets: FrozenMapping[str, float]
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    labels: FrozenMapping[str, Mapping[str, str]]
    title_key: ClassVar[str] = "heading.indicator_board"

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Figures in the ten columns; `lhs` is the indicator's name."""

        def of_group(g: int) -> pd.DataFrame:
            parts = [params_of(each.parts[g]).assign(lhs=name) for name, each in self.items.items()]
            return pd.concat(parts, ignore_index=True)

        return self._by_group(of_group)

    @frozen_frame
    def board(self) -> pd.DataFrame:
        """One row per indicator.

        `p_met` is the probability that the true figure has reached the target, from the normal curve around
        the estimate with its standard error (a flat prior; Student's t of means, and under weights or a
        design). It is missing where all answer alike, since the error is then 0: look at the interval.
        `state` is "met" or "missed" where the interval lies beyond the target on one side, "open" where it
        holds the target, missing without one.
        """
        return self._by_group(self._board)

    def _board(self, g: int) -> pd.DataFrame:
        rows = [self._row(name, each, g) for name, each in self.items.items()]
        index = pd.MultiIndex.from_tuples(
            [(self.dimensions[name], name) for name in self.items], names=["dimension", "indicator"]
        )
        found = pd.DataFrame(rows, index=index)
        order = list(dict.fromkeys(self.dimensions.values()))
        at = sorted(range(len(found)), key=lambda i: order.index(str(found.index[i][0])))
        return found.iloc[at].astype({"state": object})

    def _row(self, name: str, each: Read, g: int) -> dict[str, Any]:
        from scipy.special import stdtr

        indicator = each.indicator
        figure = figures_table(each.parts[g]).loc[indicator.main].to_dict()
        low, high = float(figure["conf_low"]), float(figure["conf_high"])
        estimate, error = float(figure["estimate"]), float(figure["std_error"])
        target = self.targets.get(name, np.nan)
        sign = -1.0 if indicator.better == "lower" else 1.0
        gap = sign * (estimate - target)
        state = None
        if np.isfinite(target) and np.isfinite(low):
            beyond = (low >= target, high < target) if sign > 0 else (high <= target, low > target)
            state = "met" if beyond[0] else "missed" if beyond[1] else "open"
        p_met = np.nan
        if error > 0 and np.isfinite(gap):
            p_met = float(stdtr(each.parts[g].dfs[indicator.names.index(indicator.main)], gap / error))
        return {
            "figure": indicator.main,
            "n": int(figure["n"]),
            "estimate": estimate,
            "std_error": error,
            "conf_low": low,
            "conf_high": high,
            "target": target,
            "gap": gap,
            "p_met": p_met,
            "state": state,
        }

    def label(self, name: str, lang: str = "en") -> str:
        """Words of an indicator: its name, or the question's where a list of items was given."""
        return self.labels.get(name, {}).get(lang) or name

    def plot(
        self, *, group: Any = None, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw the board: each indicator on its own scale with interval and target.

        Parameters
        ----------
        group : optional
            Which group, after ``by=``.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional
        """
        from csmodels.strategy.indicators.pictures import plot_board

        return plot_board(self, group, lang, ax, title)

    def summary(self, lang: str = "en") -> Summary:
        """The board as a document.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.strategy.indicators.display import board_summary

        return board_summary(self, lang)


def indicators(
    data: SurveyData | pd.DataFrame,
    items: Mapping[str, Any] | Sequence[Any],
    *,
    targets: Mapping[str, float] | None = None,
    dimensions: Mapping[str, Sequence[str]] | None = None,
    by: str | None = None,
    conf_level: float = 0.95,
    least: int = 5,
) -> IndicatorBoard:
    """Put indicators on one board, by dimension, with their targets.

    Use it for the handful of numbers a team is led by: about three dimensions, a dozen indicators. Each uses
    all who were asked its question and answered.

    Parameters
    ----------
    data : SurveyData or DataFrame
    items : mapping or sequence
        Name -> indicator: an item, a pair ``("nps", item)``, a triple with options ``("csat", item, {"top":
        3})``, or an :class:`Indicator`. Of a bare item its scale decides: "nps" on 0 to 10, "rate" on 0 and
        1, "csat" else. A sequence holds items or indicators, which are named by their items.
    targets : mapping of name to number, optional
        In the unit of the figure: 0.8 of a share, 30 points of a net promoter score, 75 of a mean.
    dimensions : mapping of dimension to names, optional
        Names left out stand in a dimension of their own.
    by : str, optional
    conf_level : float
    least : int
        Displays and pictures hide groups of fewer respondents; see `nps`.

    Returns
    -------
    IndicatorBoard

    Raises
    ------
    SpecificationError
        No indicator, an unknown name or kind, a target beyond what the figure can be.
    DataError
        As for the indicators.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.strategy.indicators import indicators
    >>> telecom = cs.datasets.load_telecom()
    >>> items = {"NPS": "recommendation", "Churn": ("rate", "churned", {"better": "lower"})}
    >>> board = indicators(telecom, items, targets={"Churn": 0.25})
    >>> board.board["figure"].tolist(), board.board["state"].iloc[1]
    (['nps', 'rate'], 'met')
    """
    given = _given(data, items)
    found = {
        name: read(each, data, Asked(None, None, 0, conf_level, least), by) for name, each in given.items()
    }
    first = next(iter(found.values()))
    settings = {
        key: value
        for key, value in first.settings.items()
        if key not in ("n", "n_dropped", "n_asked", "interval")
    }
    listed = not isinstance(items, Mapping)
    labels = {}
    if listed and isinstance(data, SurveyData):
        labels = {
            name: {lang: data.label(each.item, lang) for lang in ("en", "zh")} for name, each in given.items()
        }
    notices = tuple(together(dict.fromkeys(n for each in found.values() for n in each.notices)))
    issue(notices, stacklevel=2)
    return IndicatorBoard(
        items=FrozenMapping(found),
        dimensions=FrozenMapping(_dimensions(tuple(given), dimensions)),
        targets=FrozenMapping(_targets(found, targets)),
        groups=first.groups,
        settings=FrozenMapping(settings),
        notices=notices,
        group_labels=group_labels(data, by),
        labels=FrozenMapping(labels),
    )


def _given(data: SurveyData | pd.DataFrame, items: Mapping[str, Any] | Sequence[Any]) -> dict[str, Indicator]:
    """Indicators by name."""
    if isinstance(items, str) or not items:
        raise SpecificationError("A board needs indicators by name: {'NPS': ('nps', 'recommend')}.")
    if isinstance(items, Mapping):
        return {str(name): _indicator(data, str(name), each) for name, each in items.items()}
    found: dict[str, Indicator] = {}
    for each in items:
        one = _indicator(data, str(each), each)
        if one.item in found:
            raise SpecificationError(f"{one.item!r} stands twice on the board; give a mapping of names.")
        found[one.item] = one
    return found


def _indicator(data: SurveyData | pd.DataFrame, name: str, given: Any) -> Indicator:
    if isinstance(given, Indicator):
        return given
    if isinstance(given, str):
        return _by_scale(data, given)
    if isinstance(given, tuple) and 2 <= len(given) <= 3 and all(isinstance(x, str) for x in given[:2]):
        options = dict(given[2]) if len(given) == 3 else {}
        try:
            return Indicator(given[0], given[1], **options)
        except TypeError as error:
            known = [field for field in Indicator.__dataclass_fields__ if field not in ("kind", "item")]
            wrong = next((key for key in options if key not in known), "")
            raise SpecificationError(
                f"Indicator {name!r} has no option {wrong!r}.{did_you_mean(wrong, known)} Options:"
                f" {some(known, 12)}."
            ) from error
    raise SpecificationError(
        f"Indicator {name!r} is {given!r}; give an item, ('nps', item), ('csat', item, {{'top': 3}}) or an"
        " Indicator."
    )


def _by_scale(data: SurveyData | pd.DataFrame, item: str) -> Indicator:
    """What a scale is made for; of a plain table it is not known."""
    scale = data.scale(item) if isinstance(data, SurveyData) else None
    if scale is None:
        raise SpecificationError(
            f"What to compute of {item!r} is not known, since no questionnaire says its scale: write"
            f" ('csat', {item!r}, {{'scale': (1, 10)}}), ('nps', {item!r}) or ('rate', {item!r})."
        )
    if scale == (0.0, 1.0):
        return Indicator("rate", item)
    return Indicator("nps", item) if scale == NPS_SCALES[0] else Indicator("csat", item)


def _dimensions(names: Sequence[str], given: Mapping[str, Sequence[str]] | None) -> dict[str, str]:
    of: dict[str, str] = {}
    for dimension, members in (given or {}).items():
        for name in [members] if isinstance(members, str) else members:
            _known(name, names, "dimensions")
            if name in of:
                raise SpecificationError(f"dimensions= names {name!r} twice.")
            of[name] = str(dimension)
    return {name: of.get(name, OVERALL) for name in sorted(names, key=lambda n: _place(n, of))}


def _place(name: str, of: Mapping[str, str]) -> int:
    order = list(dict.fromkeys(of.values()))
    return order.index(of[name]) if name in of else len(order)


def _targets(found: Mapping[str, Read], given: Mapping[str, float] | None) -> dict[str, float]:
    for name, target in (given or {}).items():
        _known(name, tuple(found), "targets")
        indicator = found[name].indicator
        figure = indicator.figure_of(indicator.main)
        if isinstance(target, bool) or not isinstance(target, (int, float, np.number)):
            raise SpecificationError(f"The target of {name!r} is {target!r}; give a number.")
        if not figure.low <= target <= figure.high:
            raise SpecificationError(
                f"The target {target:g} of {name!r} is beyond what {figure.name!r} can be: {figure.low:g} to"
                f" {figure.high:g}."
            )
    return {name: float(target) for name, target in (given or {}).items()}


def _known(name: str, names: Sequence[str], option: str) -> None:
    if name not in names:
        raise SpecificationError(
            f"{option}= names {name!r}, which is no indicator of the board.{did_you_mean(name, names)}"
            f" Indicators: {some(names, 12)}."
        )
