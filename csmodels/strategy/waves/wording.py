"""Words of what is tracked: the questions of its items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from csmodels.strategy.indicators.display import figure_word
from csmodels.strategy.indicators.kinds import Indicator
from csmodels.survey import SurveyData
from csmodels.tables.strings import text

LANGUAGES = ("en", "zh")


def worded(survey: SurveyData, items: Sequence[str]) -> dict[str, dict[str, str]]:
    """Each item with its question by language; the column's name where no questionnaire has one."""
    return {item: {lang: survey.label(item, lang) for lang in LANGUAGES} for item in items}


def level_words(items: Mapping[str, Mapping[str, str]], indicator: Indicator | None) -> dict[str, str]:
    """What is tracked, by language: a question, a figure of it, or the mean of several.

    Examples
    --------
    >>> level_words({"q": {"en": "How satisfied?", "zh": "是否满意？"}}, None)["en"]
    'q: How satisfied?'
    """
    out = {}
    for lang in LANGUAGES:
        if len(items) > 1:
            names = ("、" if lang == "zh" else ", ").join(items)
            out[lang] = text("label.waves_mean", lang, items=names)
            continue
        ((item, words),) = items.items()
        said = item_words(item, words, lang)
        if indicator is not None:
            figure = figure_word(indicator.kind, indicator.main, lang, indicator)
            said = text("label.waves_figure", lang, figure=figure, words=said)
        out[lang] = said
    return out


def item_words(item: str, words: Mapping[str, str], lang: str) -> str:
    """An item by name and question; by name alone where there is no question."""
    question = words.get(lang, item)
    return item if question == item else text("label.indicator_question", lang, item=item, words=question)
