"""What `report` returns: where the page is, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd

from csmodels.strategy.report.answer import Answer
from csmodels.strategy.report.page import heading_of
from csmodels.strategy.report.roles import Role
from csmodels.tables import Block, FrozenMapping, Summary, Tabled, frozen_frame, text


@dataclass(frozen=True, repr=False, eq=False)
class Report(Tabled):
    """A written report; made by `report`.

    Attributes
    ----------
    path : Path
        The HTML file.
    sections : DataFrame
        By section: ``question``, ``answered`` ("yes", "partly", "no"), ``why_not`` (what is lacking and what
        is needed), ``figures`` and ``tables`` (how many), ``seconds``; in the language of the report.
    roles : DataFrame
        What was found in the survey: ``role``, ``columns``, ``how`` ("named", "questionnaire", "published",
        "name", "none").
    sentences : mapping
        Section -> key sentences of the summary page.
    warnings : tuple of str
        What the readers of the results must know, all sections together.
    settings : mapping
    """

    path: Path
    lang: str
    answers: tuple[Answer, ...]
    found: tuple[Role, ...]
    settings: FrozenMapping[str, object]

    @frozen_frame
    def sections(self) -> pd.DataFrame:
        """What was answered, and what not and why."""
        rows = [
            {
                "question": heading_of(each.key, self.lang),
                "answered": each.answered,
                "why_not": " ".join(told.text(self.lang) for told in each.lacks),
                "figures": sum(hasattr(part, "svg") for part in each.parts),
                "tables": sum(isinstance(part, Block) and len(part.frame.columns) > 0 for part in each.parts),
                "seconds": each.seconds,
            }
            for each in self.answers
        ]
        return pd.DataFrame(rows, index=pd.Index([each.key for each in self.answers], name="section"))

    @frozen_frame
    def roles(self) -> pd.DataFrame:
        """What columns were taken for."""
        rows = [{"role": each.role, "columns": each.what, "how": each.how} for each in self.found]
        return pd.DataFrame(rows).set_index("role")

    @property
    def sentences(self) -> dict[str, tuple[str, ...]]:
        """Key sentences by section."""
        return {each.key: tuple(each.sentences) for each in self.answers}

    @property
    def warnings(self) -> tuple[str, ...]:
        """What must be known, each once."""
        return tuple(dict.fromkeys(words for each in self.answers for words in each.warnings))

    def summary(self, lang: str = "en") -> Summary:
        """Where the report is and what it answers.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        frame = pd.DataFrame(
            {
                "question": [heading_of(each.key, lang) for each in self.answers],
                "answered": [text(f"label.report_answered_{each.answered}", lang) for each in self.answers],
                "why_not": [" ".join(told.text(lang) for told in each.lacks) for each in self.answers],
                "seconds": [each.seconds for each in self.answers],
            }
        )
        labels = {name: text(f"column.report_{name}", lang) for name in frame}
        block = Block("", frame, {"seconds": 1}, labels=labels)
        return Summary(text("heading.report_written", lang, path=self.path.name), (block,), lang=lang)

    def _repr_html_(self) -> str:
        address = escape(self.path.resolve().as_uri())
        link = f'<p><a href="{address}" target="_blank">{escape(str(self.path))}</a></p>'
        return link + self.summary(self.lang).to_html()


def lead_of(answers: Sequence[Answer], lang: str, n: int) -> str:
    """The line under the heading: respondents, questions answered."""
    questions = [each for each in answers if each.key != "quality"]
    whole = sum(each.answered == "yes" for each in questions)
    partly = sum(each.answered == "partly" for each in questions)
    return text("label.report_lead", lang, n=f"{n:,}", whole=whole, partly=partly, all=len(questions))
