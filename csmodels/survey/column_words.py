"""Words of rated columns, where only the columns were named and a questionnaire knows what they ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from csmodels.survey.data import SurveyData
from csmodels.survey.questionnaire import Questionnaire, in_language
from csmodels.survey.templates import attribute_labels
from csmodels.tables.frozen import FrozenMapping

if TYPE_CHECKING:
    import pandas as pd

#: Half-width characters up to which a question is short enough to name an axis.
SHORT = 60


def column_words(
    data: SurveyData | Questionnaire | pd.DataFrame, columns: Iterable[str]
) -> FrozenMapping[str, Mapping[str, str]]:
    """Words of columns by language: of the attribute they ask about, else of their question.

    Parameters
    ----------
    data : SurveyData, Questionnaire or DataFrame
    columns : iterable of str

    Returns
    -------
    mapping of column to mapping of language to text
        Of the columns that the questionnaire has words for; empty of a plain DataFrame.

    Examples
    --------
    A single column is enough: the template is that of all items with its aspect.

    >>> import csmodels as cs
    >>> column_words(cs.datasets.load_hotel(), ["p_bed"])["p_bed"]["en"]
    'comfort of bed and pillow'
    """
    asked = _asked(data)
    if asked is None:
        return FrozenMapping({})
    known = [column for column in columns if column in asked]
    told = {column: (asked.item(column).attribute, asked.item(column).aspect) for column in known}
    named: dict[tuple[str | None, str | None], dict[str, str]] = {}
    for aspect in {aspect for _, aspect in told.values() if aspect is not None}:
        every = [asked.item(name) for name in asked.names]
        items = {
            each.attribute: {aspect: each.name} for each in every if each.attribute and each.aspect == aspect
        }
        named |= {(name, aspect): words for name, words in attribute_labels(asked, items).items()}
    others = [column for column in known if not named.get(told[column])]
    shared = attribute_labels(asked, {column: {"performance": column} for column in others})
    found = {
        column: named.get(told[column]) or shared[column] or dict(asked.item(column).wording)
        for column in known
    }
    return FrozenMapping({column: FrozenMapping(words) for column, words in found.items() if words})


def question_words(data: SurveyData | Questionnaire | pd.DataFrame, column: str) -> Mapping[str, str]:
    """A column's question by language, in the languages in which it is short; empty where none is.

    Examples
    --------
    >>> import csmodels as cs
    >>> question_words(cs.datasets.load_hotel(), "sat_overall")["en"]
    'How satisfied are you with the hotel overall?'
    """
    asked = _asked(data)
    if asked is None or column not in asked:
        return FrozenMapping({})
    wording = asked.item(column).wording
    short = {lang: words for lang in wording if _width(words := in_language(wording, lang, "")) <= SHORT}
    return FrozenMapping(short)


def _asked(data: object) -> Questionnaire | None:
    if isinstance(data, SurveyData):
        return data.questionnaire
    return data if isinstance(data, Questionnaire) else None


def _width(words: str) -> int:
    """Half-width characters."""
    return sum(1 + (ord(each) > 0x2E7F) for each in words)
