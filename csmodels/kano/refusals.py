"""Answers that are refused, with place, reason and remedy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from csmodels.errors import DataError, some
from csmodels.kano.answer_codes import Coding, Column, is_number, known_word
from csmodels.kano.wordings import ANSWERS, NOT_A_RATING, rating_scale
from csmodels.survey.columns import rows_where
from csmodels.survey.conditions import format_number
from csmodels.survey.data import SurveyData


def refuse_unread(unread: Sequence[Column], how: Coding) -> NoReturn:
    """Say what could not be read, where, and what it may be."""
    found = [(read, answer) for read in unread for answer in read.unread]
    scales = [(read, answer) for read, answer in found if isinstance(answer, str) and rating_scale(answer)]
    if scales:
        columns = dict.fromkeys(repr(read.name) for read, _ in scales)
        steps = dict.fromkeys(repr(answer) for _, answer in scales)
        one = len(columns) == 1
        raise DataError(
            f"{'Column' if one else 'Columns'} {some(columns)} {'holds' if one else 'hold'} a scale of"
            f" {rating_scale(scales[0][1])} ({some(steps, 4)}). {NOT_A_RATING}"
        )
    words = [(read, answer) for read, answer in found if isinstance(answer, str) and not is_number(answer)]
    if words:
        raise DataError(f"Unknown answers: {some(map(_place, words), 3)}. {_why(*words[0], how)}")
    read = found[0][0]
    raise DataError(
        f"Answers that are no Kano answers: {some(map(_place, found), 3)}. The {read.side} question is coded"
        f" {', '.join(_kinds(read.side, how))}. {_long_codes(unread, how)}Correct these cells; a code that"
        " stands for no answer is set missing, or declared special in the questionnaire. A rating from 1 to 7"
        " or 1 to 10 is no Kano answer, and no cutting makes it one."
    )


def _long_codes(unread: Sequence[Column], how: Coding) -> str:
    """What to do where a short form holds codes of the form with five answers; empty where it does not."""
    codes = {answer for read in unread for answer in read.unread}
    if how.answers == 5 or not all(_number_of(code) in (4, 5) for code in codes):
        return ""
    # the side whose three answers are coded 3 to 5: those to the absence, or to the presence if reversed
    shifted = "functional" if how.reversed else "dysfunctional"
    if any(read.side != shifted for read in unread):
        return 'Codes up to 5 are those of the form with five answers, which takes table="berger". '
    name = unread[0].name
    kinds = zip((5, 4, 3) if how.reversed else (3, 4, 5), _names(shifted, how), strict=True)
    meant = ", ".join(f"{number} {kind}" for number, kind in kinds)
    return (
        f"If the numbers are those of the form with five answers ({meant}), take 2 from every {shifted}"
        f" column: frame[{name!r}] - 2; if five answers were offered, say"
        ' table="berger". '
    )


def _number_of(answer: Any) -> float:
    """An answer as a number; 0 where it is none."""
    if isinstance(answer, str):
        return float(answer) if is_number(answer) else 0.0
    return 0.0 if isinstance(answer, bool) else float(answer)


def _place(found: tuple[Column, Any]) -> str:
    """An answer, its column and its rows."""
    read, answer = found
    return f"{_shown(answer)} (column {read.name!r}, {rows_where(read.rows_of(answer), read.source.index)})"


def _why(read: Column, answer: str, how: Coding) -> str:
    """What to do about words that are no answer."""
    kinds = ", ".join(_kinds(read.side, how))
    if how.kind_of(answer) is not None:
        return (
            f"In the short form the {read.side} question is answered {kinds}; questionnaires with five"
            " answers"
            ' take table="berger".'
        )
    if known_word(answer):
        return (
            f"The number and the words contradict each other: the {read.side} question is read as {kinds}."
            f" Say reversed={not how.reversed} if the numbers run the other way, or leave them out."
        )
    return (
        "Words must be those of a known wording (see kano_wordings()); nothing near them is taken for one."
        f" Correct these cells, set them missing where they stand for no answer, or say what they mean:"
        f" labels={{{answer!r}: ?}}, with one of {', '.join(_meanings())} in place of the question mark."
    )


def _meanings() -> list[str]:
    """Codes that `labels` takes, whatever the coding of the data."""
    return [f"{code} ({kind.replace('_', ' ')})" for code, kind in enumerate(ANSWERS, 1)]


def _names(side: str, how: Coding) -> list[str]:
    """What can be answered to a question."""
    return [ANSWERS[kind - 1].replace("_", " ") for kind in how.kinds(side)]


def _kinds(side: str, how: Coding) -> list[str]:
    """Numbers and what they mean, in the coding of the data."""
    numbers = range(how.answers, 0, -1) if how.reversed else range(1, how.answers + 1)
    return [f"{number} {kind}" for number, kind in zip(numbers, _names(side, how), strict=True)]


def _shown(answer: Any) -> str:
    number = isinstance(answer, (int, float)) and not isinstance(answer, bool)
    return format_number(answer) if number else repr(answer)


def check_labels(survey: SurveyData, name: str, side: str, how: Coding) -> None:
    """Refuse codes whose labels in the questionnaire say another answer, or a scale of satisfaction."""
    asked = survey.questionnaire
    scale = asked.item(name).scale if asked is not None and name in asked else None
    if scale is None:
        return
    wrong = []
    for code, texts in scale.labels.items():
        for text in texts.values():
            kind = rating_scale(text) if how.kind_of(text) is None else None
            if kind:
                raise DataError(
                    f"Column {name!r} holds a scale of {kind}: its questionnaire labels {_shown(code)}"
                    f" {text!r}. {NOT_A_RATING}"
                )
            meant = how.of_label(text, side)
            if not isinstance(code, str) and how.kind_of(text) is not None and how.of_number(code) != meant:
                wrong.append((f"{_shown(code)} is {text!r}", code, meant))
    if wrong:
        turned = Coding(how.answers, not how.reversed, how.labels)
        other_way = all(turned.of_number(code) == meant for _, code, meant in wrong)
        raise DataError(
            f"Column {name!r}: its questionnaire says {some((told for told, _, _ in wrong), 3)}, but the"
            f" {side} question is read as {', '.join(_kinds(side, how))}."
            f" {f'Say reversed={not how.reversed}' if other_way else 'Recode the column'}."
        )
