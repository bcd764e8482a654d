"""Words of columns: of their attribute, else what questions do not share, else the question."""

from __future__ import annotations

import pandas as pd

from csmodels.survey import Item, Questionnaire, SurveyData
from csmodels.survey.column_words import column_words, question_words

ASKED = Questionnaire(
    (
        Item(
            "p1", {"en": "How good was it: the bed", "zh": "评价：床"}, attribute="bed", aspect="performance"
        ),
        Item(
            "p2",
            {"en": "How good was it: the desk", "zh": "评价：桌"},
            attribute="desk",
            aspect="performance",
        ),
        Item("s1", {"en": "Rate this: speed"}),
        Item("s2", {"en": "Rate this: price"}),
        Item("y", {"en": "Happy?", "zh": "满" * 40}),
    )
)


def test_words_come_from_the_attribute_the_template_or_the_question() -> None:
    assert dict(column_words(ASKED, ["p1"])["p1"]) == {"en": "bed", "zh": "床"}
    found = column_words(ASKED, ["p2", "s1", "s2", "absent"])
    assert {name: words["en"] for name, words in found.items()} == {
        "p2": "desk",
        "s1": "speed",
        "s2": "price",
    }
    assert column_words(ASKED, ["s1"])["s1"]["en"] == "Rate this: speed"


def test_long_questions_name_no_axis() -> None:
    assert dict(question_words(ASKED, "y")) == {"en": "Happy?"}
    assert not question_words(ASKED, "absent")


def test_without_a_questionnaire() -> None:
    frame = pd.DataFrame({"p1": [1, 2]})
    assert not column_words(frame, ["p1"])
    assert not question_words(SurveyData(frame), "p1")
