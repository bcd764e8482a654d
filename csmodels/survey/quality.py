"""What spoils answers: gaps, values out of range, constant items, respondents who tick one column down.

A report flags; it never leaves anybody out.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.survey.cleaning import ANSWERED, SPECIAL
from csmodels.survey.columns import BoolArray, FloatArray, is_number_column, to_floats
from csmodels.survey.data import SurveyData, as_survey, described_items, item_range
from csmodels.survey.questionnaire import AnyItem, Item, Scale
from csmodels.tables.frozen import FrozenMapping, frozen_frame
from csmodels.tables.result import Tabled
from csmodels.tables.strings import text
from csmodels.tables.summary import Block, Summary

#: A straight-liner has answered at least this many items of the scale, and at least half of them.
FEWEST_ANSWERS = 5
#: Items with a larger share of the asked who gave no answer are named in the warnings.
LARGE_SHARE_MISSING = 0.2
#: Respondents listed in the display; the table has all of them.
SHOWN_RESPONDENTS = 10


@dataclass(frozen=True, repr=False, eq=False)
class QualityReport(Tabled):
    """What to know about the answers before using them; made by :func:`quality_report`.

    Attributes
    ----------
    items : DataFrame
        One row per item (respondent keys and weights left out): ``n`` answers, ``missing``, ``routed``,
        ``special``, ``out_of_range`` (answers outside the questionnaire's range or list of codes),
        ``unexpected`` (answers to a question that routing says was not asked), ``constant`` (one answer),
        ``floor_share`` and ``ceiling_share`` (shares of the answers at the ends of the range), ``distinct``
        (different answers).
    respondents : DataFrame
        One row per respondent, over the rating items of one scale (`scale_items`): ``answered``,
        ``share_missing``, ``longstring`` (longest run of the same answer; a gap ends a run), ``irv`` (the
        respondent's standard deviation, divisor one less than the answers), ``straight_liner`` (all
        answers the same, at least five and at least half of the items answered).
    overview : DataFrame
        Key figures, one row each, column ``value``.
    warnings : tuple of str
        What the figures say, in words; :meth:`messages` has them in other languages.
    scale_items : tuple of str
        Items over which respondents are judged.
    """

    data: SurveyData
    scale_items: tuple[str, ...]

    @frozen_frame
    def items(self) -> pd.DataFrame:
        """One row per item, see the class."""
        names = described_items(self.data)
        rows = [_item_row(self.data, name) for name in names]
        table = pd.DataFrame(rows, index=pd.Index(names, name="item"), columns=list(_ITEM_COLUMNS))
        return table.astype(_ITEM_COLUMNS)

    @frozen_frame
    def respondents(self) -> pd.DataFrame:
        """One row per respondent, see the class."""
        return _respondents(self.data, self.scale_items)

    @frozen_frame
    def overview(self) -> pd.DataFrame:
        """Key figures, see the class."""
        table = pd.DataFrame({"value": _key_figures(self)}, dtype=np.float64)
        table.index.name = "figure"
        return table

    @property
    def settings(self) -> dict[str, object]:
        """What was judged: rows, items, and the items of one scale over which respondents are judged."""
        return {
            "n": len(self.data),
            "n_items": len(self.items),
            "scale_items": ", ".join(self.scale_items),
        }

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the figures say, in English."""
        return self.messages("en")

    def messages(self, lang: str = "en") -> tuple[str, ...]:
        """Return the warnings in a language."""
        return tuple(text(f"survey.{key}", lang, **fields) for key, fields in _findings(self))

    def summary(self, lang: str = "en") -> Summary:
        """Return the report as a document; ``lang="zh"`` for Chinese."""
        overview = self.overview
        shown = pd.DataFrame(
            {"value": [_written(str(key), value) for key, value in overview["value"].items()]},
            index=pd.Index([text(f"survey.{key}", lang) for key in overview.index], name="figure"),
        )
        respondents = self.respondents
        flagged = respondents[respondents["straight_liner"]].head(SHOWN_RESPONDENTS)
        blocks: list[Block | str] = [
            Block(text("survey.overview", lang), shown, {"value": "plain"}, header=False),
            Block(
                text("survey.items", lang),
                self.items,
                _FORMATS,
                labels=_headers(self.items, lang),
            ),
        ]
        if len(flagged):
            note = text("survey.respondents_note", lang, shown=len(flagged), items=len(self.scale_items))
            blocks.append(
                Block(
                    text("survey.straight_liners", lang),
                    flagged.drop(columns="straight_liner").rename_axis(index="respondent"),
                    _FORMATS,
                    note,
                    _headers(flagged, lang) | {"respondent": text("survey.respondent", lang)},
                )
            )
        title = text("survey.quality_title", lang)
        name = self.data.title(lang)
        return Summary(
            f"{title}: {name}" if name else title,
            tuple(blocks),
            notes=(text("survey.quality_note", lang),),
            warnings=self.messages(lang),
            lang=lang,
        )


_ITEM_COLUMNS = {
    **dict.fromkeys(("n", "missing", "routed", "special", "out_of_range", "unexpected"), "int64"),
    "constant": "bool",
    **dict.fromkeys(("floor_share", "ceiling_share"), "float64"),
    "distinct": "int64",
}
_FORMATS: dict[Hashable, str | int] = {
    **{name: "count" for name, kind in _ITEM_COLUMNS.items() if kind == "int64"},
    **dict.fromkeys(("floor_share", "ceiling_share", "share_missing"), "percent"),
    **dict.fromkeys(("answered", "longstring"), "count"),
    "constant": "flag",
    "irv": "index",
}
_SHARES = frozenset({"missing_share", "special_share", "straight_liner_share"})


def quality_report(data: SurveyData | pd.DataFrame, items: Sequence[str] | None = None) -> QualityReport:
    """Look for what spoils answers. Nothing is changed or left out.

    Parameters
    ----------
    data : SurveyData or DataFrame
        With a questionnaire, ranges and routing are checked too.
    items : sequence of str, optional
        Items on one scale over which respondents are judged; by default the rating items, asked of
        everybody, of the range that most items have (without a questionnaire the number columns).

    Raises
    ------
    SpecificationError
        If `items` names an unknown column or one that holds no numbers.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({f"q{i}": [3, 7, 5] for i in range(6)})
    >>> frame.loc[0, ["q1", "q4"]] = [4, 2]
    >>> report = quality_report(frame)
    >>> report.respondents["longstring"].tolist(), report.respondents["straight_liner"].tolist()
    ([2, 6, 6], [False, True, True])
    """
    survey = as_survey(data)
    return QualityReport(survey, _scale_items(survey) if items is None else _named(survey, items))


def _named(data: SurveyData, items: Sequence[str]) -> tuple[str, ...]:
    for name in items:
        if name not in data._frame.columns:
            raise SpecificationError(
                f"items= names {name!r}, which the data lack.{did_you_mean(name, data._frame.columns)}"
            )
        if not is_number_column(data._frame[name]):
            raise SpecificationError(f"items= names {name!r}, which holds text; name rating items.")
    return tuple(items)


def _scale_items(data: SurveyData) -> tuple[str, ...]:
    names = [name for name in described_items(data) if is_number_column(data._frame[name])]
    if data.questionnaire is None:
        return tuple(names)
    by_range: dict[tuple[float, float], list[str]] = {}
    for name in names:
        item = data.questionnaire.item(name)
        limits = item_range(item)
        if item.role == "rating" and item.asked_if is None and limits is not None:
            by_range.setdefault(limits, []).append(name)
    most: list[str] = max(by_range.values(), key=len, default=[])
    return tuple(most)


def _item_row(data: SurveyData, name: str) -> list[object]:
    answered, missing, routed, special = data.counts(name)
    column = data._frame[name]
    item = data.questionnaire.item(name) if data.questionnaire is not None else None
    floor = ceiling = np.nan
    numeric = is_number_column(column)
    answers = to_floats(column)[column.notna().to_numpy(dtype=bool)] if numeric else np.empty(0)
    limits = item_range(item) if item is not None and item.role in {"rating", "derived"} else None
    if limits is not None and len(answers):
        floor, ceiling = float((answers == limits[0]).mean()), float((answers == limits[1]).mean())
    distinct = int(column.nunique())
    outside = 0 if item is None else _count_outside(column, answers, item)
    unexpected = 0 if item is None else int(_unexpected(data, item).sum())
    constant = answered > 1 and distinct == 1
    return [
        *(answered, missing, routed, special, outside, unexpected),
        *(constant, floor, ceiling, distinct),
    ]


def _count_outside(column: pd.Series, answers: FloatArray, item: AnyItem) -> int:
    """How many answers are outside the range, or no code of a choice."""
    scale = item.scale or Scale()
    if item.role == "choice" and scale.labels and scale.limits is None:
        given = column.dropna().astype(object)
        return int((~given.isin(list(scale.labels))).sum())
    if not is_number_column(column):
        # A text cannot lie in a range; where there is none, any text will do.
        texts = column.dropna().astype(object)
        return int(pd.to_numeric(texts, errors="coerce").isna().sum()) if item.role != "choice" else 0
    low, high = item_range(item) or (scale.low, scale.high)
    below = answers < (-np.inf if low is None else low)
    return int((below | (answers > (np.inf if high is None else high))).sum())


def _unexpected(data: SurveyData, item: AnyItem) -> BoolArray:
    """Answers to a question which the routing says was not asked."""
    if not isinstance(item, Item) or item.asked_if is None:
        return np.zeros(len(data), dtype=bool)
    unasked = item.asked_if.known(data._frame) & ~item.asked_if.holds(data._frame)
    return unasked & np.isin(data._status[item.name], (ANSWERED, SPECIAL))


def _respondents(data: SurveyData, items: tuple[str, ...]) -> pd.DataFrame:
    frame = data._frame
    values = (
        np.column_stack([to_floats(frame[name]) for name in items]) if items else np.empty((len(frame), 0))
    )
    known = ~np.isnan(values)
    answered = known.sum(axis=1)
    longest = longest_runs(values)
    spread = np.full(len(values), np.nan)
    several = answered > 1
    if several.any():
        spread[several] = np.nanstd(values[several], axis=1, ddof=1)
    enough = (answered >= FEWEST_ANSWERS) & (2 * answered >= len(items))
    same = np.zeros(len(values), dtype=bool)
    if enough.any():
        # Compared by their ends: a standard deviation of equal decimals need not be exactly zero.
        same[enough] = np.nanmin(values[enough], axis=1) == np.nanmax(values[enough], axis=1)
    return pd.DataFrame(
        {
            "answered": answered,
            "share_missing": 1 - answered / len(items) if items else np.nan,
            "longstring": longest,
            "irv": spread,
            "straight_liner": same,
        },
        index=frame.index,
    )


def longest_runs(values: FloatArray) -> npt.NDArray[np.int64]:
    """The longest run of equal neighbours in each row; (n, p) -> (n,)."""
    run = np.zeros(len(values), dtype=np.int64)
    longest = run.copy()
    previous = np.full(len(values), np.nan)
    for column in values.T:
        run = np.where(column == previous, run + 1, ~np.isnan(column))
        longest = np.maximum(longest, run)
        previous = column
    return longest


def _key_figures(report: QualityReport) -> dict[str, float]:
    data, items, respondents = report.data, report.items, report.respondents
    asked = int(items[["n", "missing", "special"]].to_numpy().sum())
    flagged = int(respondents["straight_liner"].sum())
    figures: dict[str, float] = {
        "rows": len(data),
        "n_items": len(items),
        "missing_share": float(items["missing"].sum()) / asked if asked else np.nan,
        "special_share": float(items["special"].sum()) / asked if asked else np.nan,
        "n_scale_items": len(report.scale_items),
        "n_straight_liners": flagged,
        "straight_liner_share": flagged / len(data) if len(data) else np.nan,
        "n_repeated_rows": _repeated(data, report.scale_items, respondents["straight_liner"].to_numpy()),
    }
    if data.weights is not None and len(data):
        weights = to_floats(data._frame[data.weights])
        figures["effective_n"] = float(weights.sum() ** 2 / (weights**2).sum())
    return figures


def _repeated(data: SurveyData, items: tuple[str, ...], straight: BoolArray) -> int:
    """Complete respondents with all answers as an earlier one's, straight-liners left aside."""
    return int(data._frame.loc[~straight, list(items)].dropna().duplicated().sum()) if items else 0


def _written(key: str, value: float) -> str:
    if not np.isfinite(value):
        return ""
    if key in _SHARES:
        return f"{100 * value:.1f} %"
    return f"{value:,.0f}"


def _headers(frame: pd.DataFrame, lang: str) -> dict[Hashable, str]:
    own = set(_ITEM_COLUMNS) | {"answered", "share_missing", "longstring", "irv"}
    return {name: text(f"survey.column_{name}", lang) for name in frame.columns if name in own}


def _findings(report: QualityReport) -> list[tuple[str, FrozenMapping[str, object]]]:
    """What the figures say: catalogue keys with their fields, the gravest first."""
    data, items = report.data, report.items
    found: list[tuple[str, dict[str, object]]] = []
    texts = [
        name
        for name in items.index
        if not is_number_column(data._frame[name]) and _role(data, name) in {"rating", "number"}
    ]
    large = items["missing"] / (items["n"] + items["missing"] + items["special"]) > LARGE_SHARE_MISSING
    for key, names in (
        ("found_text", texts),
        ("found_out_of_range", items.index[items["out_of_range"] > 0]),
        ("found_unexpected", items.index[items["unexpected"] > 0]),
        ("found_empty", items.index[items["n"] == 0]),
        ("found_constant", items.index[items["constant"]]),
        ("found_missing", items.index[large & (items["n"] > 0)]),
    ):
        if len(names):
            found.append((key, {"items": some(names)}))
    flagged = int(report.respondents["straight_liner"].sum())
    if flagged:
        share = f"{100 * flagged / len(data):.1f}"
        found.append(
            (
                "found_straight_liners",
                {"n": flagged, "rows": len(data), "share": share, "items": len(report.scale_items)},
            )
        )
    for item in () if data.questionnaire is None else data.questionnaire.items:
        if item.role == "key":
            repeated = int(data._frame[item.name].dropna().duplicated().sum())
            if repeated:
                found.append(("found_repeated_keys", {"item": item.name, "n": repeated}))
        elif item.role == "weight" and data.weights is None:
            found.append(("found_unused_weight", {"item": item.name}))
    return [(key, FrozenMapping(fields)) for key, fields in found]


def _role(data: SurveyData, name: str) -> str:
    return "" if data.questionnaire is None else data.questionnaire.item(name).role
