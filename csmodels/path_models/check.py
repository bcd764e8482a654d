"""model.check(data): is every item there, and coded as the model expects? A report, never an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

import numpy as np
import pandas as pd

from csmodels.errors import CsmodelsError, SpecificationError, did_you_mean
from csmodels.path_models.check_items import Look, Range, block_findings, column_findings
from csmodels.path_models.check_report import CheckReport, Finding
from csmodels.path_models.constructs import Construct
from csmodels.path_models.model import PathModel
from csmodels.survey import SurveyData, read_answers
from csmodels.survey.columns import is_number_column
from csmodels.tables import FrozenMapping, check_language
from csmodels.tables.notices import Notice, notice

#: Fewest complete respondents for which a fit is thinkable.
FEWEST_ROWS = 3


def check(
    model: PathModel,
    data: object,
    lang: str = "en",
    *,
    scale: Range | None = None,
    scales: Mapping[str, Range] | None = None,
) -> CheckReport:
    """Look whether the data hold every item of a path model, coded as the model expects.

    See `PathModel.check`.
    """
    check_language(lang)
    if scale is not None:
        check_range(scale, "scale")
    check_scales(scales or {}, model.items)
    return Scout(model, scale, scales or {}).report(data, lang)


class Scout:
    """Walks through the data once and keeps what it saw; a model that knows more of its items overrides."""

    name = "path_model"
    #: Whether figures rest on a scale that nobody declared: those of a path model rest on none.
    assumes = False

    def __init__(self, model: PathModel, scale: Range | None, scales: Mapping[str, Range]) -> None:
        self.model, self.scale, self.scales = model, scale, scales
        # products and higher-order constructs have no columns in the data
        plain = {name: c for name, c in model.measurement.items() if type(c) is Construct}
        self.blocks: dict[str, tuple[str, ...]] = {name: c.items for name, c in plain.items()}
        self.composites = {name for name, c in plain.items() if c.kind == "composite"}
        self.looks: dict[tuple[str, str], Look] = {}
        self.expected: dict[str, Range] = {}
        self.n = self.complete = 0

    # ------------------------------------------------------------------ what other models know better

    def survey(self, data: SurveyData | pd.DataFrame) -> SurveyData:
        """The data as a survey."""
        return data if isinstance(data, SurveyData) else SurveyData(data)

    def choose(self, survey: SurveyData) -> None:
        """Settle which items are looked for, once the survey is known."""

    def without_items(self, name: str) -> Finding | None:
        """The finding for a construct of which the data hold no item, if it may be left out."""
        return None

    def absent(self, name: str, item: str, frame: pd.DataFrame) -> Finding:
        """The finding for an item that is no column."""
        columns = {str(column).casefold(): str(column) for column in frame.columns}
        close = get_close_matches(item.casefold(), list(columns), n=1, cutoff=0.6)
        if close:
            closest = columns[close[0]]
            return Finding(
                name, item, notice("check_absent_close", item=item, construct=name, closest=closest)
            )
        return Finding(name, item, notice("check_absent", item=item, construct=name))

    def known_range(self, item: str, survey: SurveyData | None) -> Range | None:
        """Ends of an item's scale, where they are not merely assumed."""
        return self.scales.get(item) or (None if survey is None else survey.scale(item))

    def fitted_ranges(self) -> Mapping[str, Range]:
        """Ends of scales beyond which a fit refuses answers: a path model refuses none."""
        return {}

    # ------------------------------------------------------------------ the walk

    def report(self, data: object, lang: str) -> CheckReport:
        """Everything found, as a report."""
        found = tuple(self._look(data))
        return CheckReport(
            name=self.name,
            found=found,
            looks=FrozenMapping(self.looks),
            expected=FrozenMapping(self.expected),
            n=self.n,
            complete=self.complete,
            lang=lang,
            order=tuple((name, item) for name, items in self.blocks.items() for item in items),
        )

    def _look(self, data: object) -> Iterator[Finding]:
        """Everything found, from the table as a whole to the single item."""
        survey, frame = None, None
        if not isinstance(data, (pd.DataFrame, SurveyData)):
            yield Finding("", "", notice("check_no_table", kind=type(data).__name__))
            return
        try:
            survey = self.survey(data)
            frame = survey.frame
        except (CsmodelsError, ValueError, TypeError, KeyError) as error:
            yield Finding("", "", notice("check_unreadable", reason=str(error)))
            frame = data.frame if isinstance(data, SurveyData) else data
        self.n = len(frame)
        if not len(frame):
            yield Finding("", "", notice("check_no_rows"))
        if survey is not None:
            self.choose(survey)
        problems = 0
        for finding in self._blocks(frame, survey):
            problems += finding.problem
            yield finding
        if survey is not None and len(frame):
            yield from self._whole(frame, survey, problems)

    def _blocks(self, frame: pd.DataFrame, survey: SurveyData | None) -> Iterator[Finding]:
        for name, items in self.blocks.items():
            if not any(item in frame.columns for item in items):
                lost = self.without_items(name)
                if lost is not None:
                    yield lost
                    continue
            for item in items:
                yield from self._item(name, item, frame, survey)
            seen = {item: look for item in items if (look := self.looks.get((name, item))) is not None}
            for problem, item, each in block_findings(name, seen, composite=name in self.composites):
                yield Finding(name, item, each, problem)

    def _item(
        self, name: str, item: str, frame: pd.DataFrame, survey: SurveyData | None
    ) -> Iterator[Finding]:
        if item not in frame.columns:
            yield self.absent(name, item, frame)
            return
        column = frame[item]
        if isinstance(column, pd.DataFrame):
            yield Finding(name, item, notice("check_twice", item=item, construct=name))
            return
        known = self.known_range(item, survey)
        limits = known or self.scale
        if limits is not None:
            self.expected[item] = limits
        look = Look.at(column, is_number_column(column))
        self.looks[name, item] = look
        assumed = self.assumes and known is None
        routed = survey is not None and item in survey._routed
        if routed and survey is not None:
            yield Finding(name, item, _routed(name, item, survey))
        for problem, each in column_findings(name, item, look, limits, assumed, routed=routed):
            yield Finding(name, item, each, problem)

    def _whole(self, frame: pd.DataFrame, survey: SurveyData, problems: int) -> Iterator[Finding]:
        """What only shows when all items are taken together."""
        items = [item for _, item in self.looks]
        self.complete = int(frame[items].notna().all(axis=1).sum()) if items else 0
        if problems or not items:
            return
        if self.complete < FEWEST_ROWS:
            yield Finding("", "", notice("check_few_complete", complete=self.complete, n=self.n))
            return
        try:
            read_answers(survey, items, ranges=self.fitted_ranges(), min_rows=FEWEST_ROWS)
        except CsmodelsError as error:
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


def check_range(ends: Range, where: str) -> None:
    """Refuse ends of a scale that are not two rising numbers.

    Raises
    ------
    SpecificationError
        With the argument that holds them.
    """
    try:
        low, high = (float(end) for end in ends)
    except (TypeError, ValueError):
        raise SpecificationError(f"{where}={ends!r} must be two numbers (low, high).") from None
    if not (low < high and np.isfinite(high - low)):
        raise SpecificationError(f"{where}={ends!r} must rise and be finite: (low, high), e.g. (1, 10).")


def check_scales(scales: Mapping[str, Range], items: Iterable[str]) -> None:
    """Refuse scales of unknown items, and ends that are none.

    Raises
    ------
    SpecificationError
        With the item.
    """
    items = tuple(items)
    for item, ends in scales.items():
        if item not in items:
            raise SpecificationError(
                f"scales names {item!r}, which is no item of the model.{did_you_mean(item, items)}"
            )
        check_range(ends, f"scales[{item!r}]")
