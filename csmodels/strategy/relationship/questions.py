"""What the columns of an analysis asked: the questionnaire's wordings, for displays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.survey import SurveyData
from csmodels.survey.conditions import Condition
from csmodels.tables import Block, FrozenMapping, heading, text

Questions = FrozenMapping[str, Mapping[str, str]]


def column_in(given: Any, columns: Iterable[Any]) -> str | None:
    """The column of a condition or the column itself; None where there is none.

    Examples
    --------
    >>> column_in("handling >= 8", ["handling"]), column_in("left", ["left"]), column_in(True, ["left"])
    ('handling', 'left', None)
    """
    if not isinstance(given, (str, Condition)):
        return None
    if isinstance(given, str) and given in columns:
        return given
    try:
        item = Condition.from_text(given).item if isinstance(given, str) else given.item
    except SpecificationError:
        return None
    return item if item in columns else None


def questions_asked(data: SurveyData | pd.DataFrame, given: Iterable[Any]) -> Questions:
    """Wordings by column and language of what was given, columns or conditions; without those that have none.

    Examples
    --------
    >>> import csmodels as cs
    >>> questions_asked(cs.datasets.load_hotel(), ["nights >= 2", True])["nights"]["en"]
    'Nights of this stay'
    """
    if not isinstance(data, SurveyData):
        return FrozenMapping()
    columns = data._frame.columns
    names = [name for each in given if (name := column_in(each, columns)) is not None]
    words = {name: {lang: data.label(name, lang) for lang in ("en", "zh")} for name in dict.fromkeys(names)}
    return FrozenMapping(
        {name: FrozenMapping(each) for name, each in words.items() if set(each.values()) != {name}}
    )


def question_blocks(questions: Questions, lang: str) -> tuple[Block, ...]:
    """A table of columns and their wordings; nothing where there are none."""
    if not questions:
        return ()
    names = list(questions)
    frame = pd.DataFrame(
        {"wording": [questions[name][lang] for name in names]}, index=pd.Index(names, name="item")
    )
    labels = {
        "item": text("column.relationship_item", lang), "wording": text("column.relationship_question", lang)
    }  # fmt: skip
    return (Block(heading("relationship_questions", lang), frame, {"wording": "plain"}, labels=labels),)
