"""CheckReport: what a model finds of its items in the data, as tables and as a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from csmodels.path_models.check_items import Look, Range
from csmodels.survey.conditions import format_number
from csmodels.tables import (
    Block,
    FrozenMapping,
    Summary,
    Tabled,
    check_language,
    frozen_frame,
    term,
    text,
)
from csmodels.tables.notices import Notice

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
        Whether a fit would be refused for it, or its figures be wrong; a remark does neither.
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
class CheckReport(Tabled):
    """What a model finds of its items in the data; made by the `check` of a model.

    Attributes
    ----------
    name : str
        Name of the model; ``"path_model"`` for a path model, which has none.
    found : tuple of Finding
    looks : mapping of (construct, item) to Look
        What was seen in each column.
    expected : mapping of item to (low, high)
        Scales known or assumed.
    n, complete : int
        Respondents, and those with an answer to every item of the model that is there.
    lang : str
        Language of the display.

    Notes
    -----
    Tables: `items` and `findings`; `warnings` are the `problems`.
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
        """Whether a fit would be accepted, and nothing was found that makes its figures wrong."""
        return not any(each.problem for each in self.found)

    @property
    def problems(self) -> tuple[str, ...]:
        """What to settle before a fit, with the remedy, in English."""
        return self.messages("en", problems=True)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is worth knowing, in English."""
        return self.messages("en", problems=False)

    @property
    def warnings(self) -> tuple[str, ...]:
        """The `problems`, under the name that they have in every result."""
        return self.problems

    @property
    def settings(self) -> FrozenMapping[str, object]:
        """What was looked at: the model, respondents, and those who answered every item."""
        return FrozenMapping({"model": self.name, "n_rows": self.n, "n": self.complete})

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
        name = term(self.name, lang, section="value")
        return Summary(
            text("heading.check", lang, name=name),
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


def _number(value: float) -> str:
    return "" if pd.isna(value) else format_number(value).replace("-", "−")
