"""model.check(data): is every item there, and coded as the model expects? A report, never an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import pandas as pd

from csmodels.acsi.check_items import Look, block_findings, column_findings
from csmodels.acsi.model import IndexModel
from csmodels.errors import CsmodelsError, SpecificationError
from csmodels.path_models.model import PathModel
from csmodels.survey import SurveyData, read_answers
from csmodels.survey.columns import is_number_column
from csmodels.survey.conditions import format_number
from csmodels.tables import Block, Displayed, FrozenMapping, Summary, check_language, frozen_frame, text
from csmodels.tables.notices import Notice, notice

Range = tuple[float, float]

#: Fewest complete respondents for which a fit is thinkable.
FEWEST_ROWS = 3
_NOT_A_COLUMN = frozenset({"check_absent", "check_absent_close", "check_fewer", "check_twice"})


@dataclass(frozen=True)
class Finding:
    """One thing found: where, how grave, and what to do.

    Attributes
    ----------
    construct, item : str
        Empty where the finding is about the data as a whole.
    notice : Notice
        The sentence, in every language.
    problem : bool
        Whether it stands in the way of a fit, or makes its figures wrong; a remark does not.
    """

    construct: str
    item: str
    notice: Notice
    problem: bool = True

    @property
    def key(self) -> str:
        """Kind of finding, such as ``"zero"``."""
        return self.notice.key.removeprefix("check_")


@dataclass(frozen=True, repr=False, eq=False)
class CheckReport(Displayed):
    """What a model finds of its items in the data; made by `check` and `IndexModel.check`.

    Attributes
    ----------
    name : str
        Name of the model.
    found : tuple of Finding
    looks : mapping of (construct, item) to Look
        What was seen in each column.
    expected : mapping of item to (low, high)
        Scales known or assumed.
    n, complete : int
        Respondents, and those with an answer to every item of the model that is there.
    lang : str
        Language of the display.
    """

    name: str
    found: tuple[Finding, ...]
    looks: Mapping[tuple[str, str], Look]
    expected: Mapping[str, Range]
    n: int
    complete: int
    lang: str = "en"
    order: tuple[tuple[str, str], ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether nothing stands in the way of a fit."""
        return not any(each.problem for each in self.found)

    @property
    def problems(self) -> tuple[str, ...]:
        """What stands in the way, with the remedy, in English."""
        return self.messages("en", problems=True)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is worth knowing, in English."""
        return self.messages("en", problems=False)

    def messages(self, lang: str = "en", *, problems: bool) -> tuple[str, ...]:
        """The findings in a language, problems or remarks."""
        return tuple(each.notice.text(lang) for each in self.found if each.problem is problems)

    @frozen_frame
    def items(self) -> pd.DataFrame:
        """One row per construct and item.

        ``status`` (found, absent, miscoded or remark), ``n`` answers, ``share_missing``, ``lowest`` and
        ``highest`` answer, ``low`` and ``high`` (the scale expected; missing where none is known).
        """
        rows = []
        for construct, item in self.order:
            look = self.looks.get((construct, item), Look())
            low, high = self.expected.get(item, (float("nan"), float("nan")))
            status = self._status(construct, item)
            rows.append([status, look.n, look.share_missing, look.lowest, look.highest, low, high])
        columns = ["status", "n", "share_missing", "lowest", "highest", "low", "high"]
        index = pd.MultiIndex.from_tuples(self.order, names=["construct", "item"]) if self.order else None
        return pd.DataFrame(rows, index=index, columns=columns)

    @frozen_frame
    def findings(self) -> pd.DataFrame:
        """One row per finding: ``construct``, ``item``, ``finding``, ``problem``, ``message`` (English)."""
        rows = [(e.construct, e.item, e.key, e.problem, e.notice.text()) for e in self.found]
        return pd.DataFrame(rows, columns=["construct", "item", "finding", "problem", "message"])

    def _status(self, construct: str, item: str) -> str:
        mine = [e for e in self.found if (e.construct, e.item) == (construct, item)]
        if any(e.notice.key in _NOT_A_COLUMN for e in mine) or (construct, item) not in self.looks:
            return "absent"
        if any(e.problem for e in mine):
            return "miscoded"
        return "remark" if mine else "found"

    def summary(self, lang: str | None = None) -> Summary:
        """The report as a document: problems on top, then every item, then remarks.

        Parameters
        ----------
        lang : {"en", "zh"}, optional
            By default the language given to `check`.
        """
        lang = check_language(self.lang if lang is None else lang)
        problems = self.messages(lang, problems=True)
        verdict = (
            text("note.check_ok", lang, items=len(self.looks), complete=self.complete, n=self.n)
            if not problems
            else text("note.check_not_ok", lang, problems=len(problems))
        )
        blocks: list[Block | str] = [verdict]
        if self.order:
            blocks.append(self._items_block(lang))
        return Summary(
            text("heading.check", lang, name=self.name),
            tuple(blocks),
            notes=self.messages(lang, problems=False),
            warnings=problems,
            lang=lang,
        )

    def _items_block(self, lang: str) -> Block:
        table = self.items
        known = table["low"].notna()
        shown = pd.DataFrame(
            {
                "check_status": [text(f"value.check_{status}", lang) for status in table["status"]],
                "n": table["n"],
                "check_share_missing": table["share_missing"],
                "check_lowest": [_number(v) for v in table["lowest"]],
                "check_highest": [_number(v) for v in table["highest"]],
                "check_expected": [
                    f"{_number(low)}–{_number(high)}" if there else ""
                    for low, high, there in zip(table["low"], table["high"], known, strict=True)
                ],
            },
            index=table.index,
        )
        formats = {
            "construct": "construct",
            "item": "plain",
            "n": "count",
            "check_share_missing": "percent",
            **dict.fromkeys(("check_status", "check_lowest", "check_highest", "check_expected"), "plain"),
        }
        return Block(text("heading.check_items", lang), shown, formats)

    def _repr_html_(self) -> str:
        return self.summary().to_html()


def check(
    model: IndexModel | PathModel,
    data: object,
    lang: str = "en",
    *,
    scale: Range | None = None,
    scales: Mapping[str, Range] | None = None,
) -> CheckReport:
    """Look whether the data hold every item of a model, coded as the model expects.

    Use it before a fit: an error of `fit` stops at the first obstacle, this report names them all, each
    with its remedy. It looks for absent columns, text, wrong ranges, undeclared codes for no answer, yes/no
    coding, reversed, constant and copied items, routed questions and gaps. Nothing is changed, and nothing
    is raised whatever the data are.

    Parameters
    ----------
    model : IndexModel or PathModel
    data : SurveyData or DataFrame
        Anything else is reported as what it is.
    lang : {"en", "zh"}
        Language in which the report shows itself.
    scale : (low, high), optional
        For a `PathModel`: ends of the scale of items of which the questionnaire says nothing. An index
        model knows its own.
    scales : mapping of item to (low, high), optional
        The same for single items of a `PathModel`.

    Returns
    -------
    CheckReport
        Where it is not `ok`, a fit is refused or gives wrong figures.

    Raises
    ------
    SpecificationError
        Unknown language.

    Examples
    --------
    >>> import pandas as pd
    >>> import csmodels as cs
    >>> from csmodels.acsi.check import check
    >>> model = cs.PathModel({"Quality": ["q1", "q2"], "Loyalty": ["l1"]}, {"Loyalty": ["Quality"]})
    >>> frame = pd.DataFrame({"q1": [7, 9, 98, 4, 6], "q2": [6, 8, 7, 3, 7], "l1": [6, 9, 5, 2, 8]})
    >>> check(model, frame, scale=(1, 10)).findings[["item", "finding"]].values.tolist()
    [['q1', 'special']]
    """
    check_language(lang)
    scout = _Scout(model, scale, dict(scales or {}))
    found = tuple(scout.look(data))
    return CheckReport(
        name=model.name if isinstance(model, IndexModel) else "PathModel",
        found=found,
        looks=FrozenMapping(scout.looks),
        expected=FrozenMapping(scout.expected),
        n=scout.n,
        complete=scout.complete,
        lang=lang,
        order=tuple((name, item) for name, items in scout.blocks.items() for item in items),
    )


class _Scout:
    """Walks through the data once and keeps what it saw."""

    def __init__(self, model: IndexModel | PathModel, scale: Range | None, scales: dict[str, Range]) -> None:
        self.model, self.scale, self.scales = model, scale, scales
        self.blocks = self._declared()
        self.looks: dict[tuple[str, str], Look] = {}
        self.expected: dict[str, Range] = {}
        self.n = self.complete = 0

    def _declared(self) -> dict[str, tuple[str, ...]]:
        if isinstance(self.model, IndexModel):
            return dict(self.model.items or self.model.published.items)
        return {name: c.items for name, c in self.model.measurement.items()}

    def look(self, data: object) -> Iterator[Finding]:
        """Everything found, from the table as a whole to the single item."""
        survey, frame = None, None
        if not isinstance(data, (pd.DataFrame, SurveyData)):
            yield Finding("", "", notice("check_no_table", kind=type(data).__name__))
            return
        try:
            survey = self._survey(data)
            frame = survey.frame
        except (CsmodelsError, ValueError, TypeError, KeyError) as error:
            yield Finding("", "", notice("check_unreadable", reason=str(error)))
            frame = data.frame if isinstance(data, SurveyData) else data
        self.n = len(frame)
        if not len(frame):
            yield Finding("", "", notice("check_no_rows"))
        if survey is not None:
            self._find(survey)
        problems = 0
        for finding in self._blocks(frame, survey):
            problems += finding.problem
            yield finding
        if survey is not None and len(frame):
            yield from self._whole(frame, survey, problems)

    def _survey(self, data: SurveyData | pd.DataFrame) -> SurveyData:
        if isinstance(self.model, IndexModel):
            return self.model._survey(data)
        return data if isinstance(data, SurveyData) else SurveyData(data)

    def _find(self, survey: SurveyData) -> None:
        """Take the questionnaire's items where an index model finds them there."""
        if not isinstance(self.model, IndexModel) or self.model.items is not None:
            return
        try:
            found = self.model._find(survey)
        except CsmodelsError:
            return
        known = self.model.published.items
        if any(not set(items) <= set(known[name]) for name, items in found.items()):
            self.blocks = {name: tuple(found.get(name, ())) for name in known}

    def _blocks(self, frame: pd.DataFrame, survey: SurveyData | None) -> Iterator[Finding]:
        whole = isinstance(self.model, IndexModel) and self.model.items is None
        for name, items in self.blocks.items():
            there = [item for item in items if item in frame.columns]
            if whole and not there:
                lost = name == "Satisfaction"
                key = "check_no_satisfaction" if lost else "check_left_out"
                yield Finding(name, "", notice(key, construct=name), lost)
                continue
            for item in items:
                yield from self._item(name, item, frame, survey, fewer=whole)
            seen = {item: look for item in items if (look := self.looks.get((name, item))) is not None}
            for item, each in block_findings(name, seen):
                yield Finding(name, item, each)

    def _item(
        self, name: str, item: str, frame: pd.DataFrame, survey: SurveyData | None, *, fewer: bool
    ) -> Iterator[Finding]:
        if item not in frame.columns:
            yield Finding(name, item, self._absent(name, item, frame, fewer), not fewer)
            return
        column = frame[item]
        if isinstance(column, pd.DataFrame):
            yield Finding(name, item, notice("check_twice", item=item, construct=name))
            return
        limits, assumed = self._range(item, survey)
        if limits is not None:
            self.expected[item] = limits
        look = Look.at(column, is_number_column(column))
        self.looks[name, item] = look
        routed = survey is not None and item in survey._routed
        if routed and survey is not None:
            yield Finding(name, item, _routed(name, item, survey))
        for problem, each in column_findings(name, item, look, limits, assumed, routed=routed):
            yield Finding(name, item, each, problem)

    def _absent(self, name: str, item: str, frame: pd.DataFrame, fewer: bool) -> Notice:
        if fewer:
            return notice("check_fewer", item=item, construct=name)
        columns = {str(column).casefold(): str(column) for column in frame.columns}
        close = get_close_matches(item.casefold(), list(columns), n=1, cutoff=0.6)
        if close:
            closest = columns[close[0]]
            return notice("check_absent_close", item=item, construct=name, closest=closest)
        return notice("check_absent", item=item, construct=name)

    def _range(self, item: str, survey: SurveyData | None) -> tuple[Range | None, bool]:
        """The scale expected, and whether it is merely assumed."""
        if isinstance(self.model, IndexModel):
            known = self.model._known_range(item, survey)
            return known or self.model.scale, known is None
        declared = None if survey is None else survey.scale(item)
        known = self.scales.get(item) or declared
        return known or self.scale, known is None

    def _whole(self, frame: pd.DataFrame, survey: SurveyData, problems: int) -> Iterator[Finding]:
        """What only shows when all items are taken together."""
        items = [item for _, item in self.looks]
        self.complete = int(frame[items].notna().all(axis=1).sum()) if items else 0
        if problems or not items:
            return
        if self.complete < FEWEST_ROWS:
            yield Finding("", "", notice("check_few_complete", complete=self.complete, n=self.n))
            return
        ranges = {} if isinstance(self.model, PathModel) else {i: self.expected[i] for i in items}
        try:
            read_answers(survey, items, ranges=ranges, min_rows=FEWEST_ROWS)
        except (CsmodelsError, SpecificationError) as error:
            yield Finding("", "", notice("check_refused", reason=str(error)))


def _routed(name: str, item: str, survey: SurveyData) -> Notice:
    """A question that not everybody was asked, with the derived item to use instead if there is one."""
    questionnaire = survey.questionnaire
    assert questionnaire is not None  # only a questionnaire makes an item routed
    condition = str(questionnaire.item(item).asked_if)
    derived = [each for each in questionnaire.derived if item in each.sources]
    fields: dict[str, Any] = {"item": item, "construct": name, "condition": condition}
    if derived:
        return notice("check_routed", **fields, derived=f"{derived[0].name} ({derived[0].formula})")
    return notice("check_routed_alone", **fields)


def _number(value: float) -> str:
    return "" if pd.isna(value) else format_number(value).replace("-", "−")
