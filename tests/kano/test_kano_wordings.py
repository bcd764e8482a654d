"""Answers in words: every wording in use has its code, and nothing near it has one."""

from __future__ import annotations

import unicodedata

import pytest

from csmodels.errors import SpecificationError
from csmodels.kano.answer_codes import unmarked
from csmodels.kano.wordings import (
    ANSWERS,
    WORDINGS,
    code_of,
    kano_wordings,
    normalised,
    rating_scale,
    wording,
    wordings_of,
)

#: Labels by code, typed in from the questionnaires, not from the table that is tested.
PRINTED = {
    1: """I like it that way|I enjoy it that way|This would be very helpful to me|I like it|喜欢|我很喜欢
          |Das würde mich sehr freuen|Cela me plaît|とてもうれしい|마음에 든다.|Me gusta de esa forma
          |Like it|Like|我喜欢这样|我喜歡這樣""",
    2: """It must be that way|I must be that way|It is a basic necessity or I expect it that way
          |This is a basic requirement for me|I expect it|I am expecting it to be that way|理应如此|应该的
          |Das setze ich voraus|Cela est normal ainsi|当然だろう|당연하다.|Debe ser de esa forma
          |Expect it|Must-be|它必须这样|理所當然""",
    3: """I am neutral|This would not affect me|I'm neutral|无所谓|Das ist mir egal|Cela m'est égal
          |特に何とも思わない|아무런 느낌이 없다.|Neutral|Don't care|我保持中立""",
    4: """I can live with it that way|I dislike it, but I can live with it that way
          |This would be a minor inconvenience|I can tolerate it|I can accept it to be that way
          |能忍受|勉强接受
          |Das könnte ich in Kauf nehmen|Je m'en contente|別にそれでも構わない|하는 수 없다.|Tolerable
          |Live with|Live with it|我能够忍受|我能夠忍受""",
    5: """I dislike it that way|I dislike it, and I can't accept it|This would be a major problem for me
          |I dislike it|不喜欢|我很不喜欢|Das würde mich sehr stören|Cela me déplaît|それは困る
          |마음에 안 든다.|Me disgusta de esa forma|Dislike|Dislike it|我讨厌这样|我討厭這樣""",
}
LABELS = [(code, label.strip()) for code, text in PRINTED.items() for label in text.split("|")]


@pytest.mark.parametrize(("code", "label"), LABELS)
def test_every_wording_in_use_has_its_code(code, label):
    assert code_of(label) == code
    assert code_of(f"  {label.upper()}  ".replace(" ", "\u00a0 ")) == code
    assert code_of(label.replace("'", "’")) == code
    assert code_of(unicodedata.normalize("NFD", label)) == code


@pytest.mark.parametrize("mark", "’‘ʼ´`")
def test_kinds_of_apostrophe_are_one(mark):
    assert code_of(f"I{mark}m neutral") == 3
    assert code_of(f"I dislike it, and I can{mark}t accept it") == 5


@pytest.mark.parametrize(
    "label",
    [
        "liked",
        "I like it!",
        "I like it that",
        "I liked it",
        "I do not like it",
        "Im neutral",
        "I dislike it, but I can live with it",
        "很不喜欢吗",
        "不",
        "",
        "1",
        "egal",
        "voraus",
        "마음에",
    ],
)
def test_nothing_near_a_label_is_taken_for_it(label):
    assert code_of(label) is None


def test_normalising_keeps_punctuation_and_word_order():
    assert normalised("A,  b") == "a, b"
    assert normalised("A b") != normalised("A, b")


def test_every_set_has_five_labels_with_one_code_each():
    codes: dict[str, set[int]] = {}
    for each in WORDINGS:
        assert len(each.labels) == len(ANSWERS)
        for label, code in each.codes.items():
            codes.setdefault(normalised(label), set()).add(code)
    assert [label for label, found in codes.items() if len(found) > 1] == []
    assert len({each.name for each in WORDINGS}) == len(WORDINGS)


def test_no_label_of_a_language_has_two_codes():
    for lang in {each.lang for each in WORDINGS}:
        codes: dict[str, set[int]] = {}
        for each in WORDINGS:
            if each.lang == lang:
                for label, code in each.codes.items():
                    for written in (label, f"{label}.", f"A. {label}", f"(E) {label}", f"B、{label}"):
                        codes.setdefault(normalised(unmarked(written)).rstrip(".。"), set()).add(code)
        assert [label for label, found in codes.items() if len(found) > 1] == []


def test_letters_of_options_are_no_part_of_the_answer():
    assert code_of("A. I like it") is None  # strict here; columns are read without the letter
    for each in WORDINGS:
        for label in each.codes:
            assert unmarked(label) == label
            marks = ("A. {}", "b、{}", "(C) {}", "Ｄ．{}", "E: {}", "1. {}")
            assert {normalised(unmarked(mark.format(label))) for mark in marks} == {normalised(label)}
    assert unmarked("A dislike") == "A dislike"


def test_seven_languages_and_which_words_are_ours():
    assert {each.lang for each in WORDINGS} == {"en", "zh", "de", "fr", "ja", "es", "ko"}
    ours = {each.name for each in WORDINGS if not each.confirmed}
    assert ours == {"zh.variants", "zh.zheyang", "zh.traditional", "ja.kiniiru", "es.asi"}
    assert all("not confirmed" in each.source for each in WORDINGS if not each.confirmed)
    # questionnaires are written with the first set of a language
    assert all(wording(lang).confirmed for lang in {each.lang for each in WORDINGS})


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Very satisfied", "satisfaction"),
        ("DISSATISFIED", "satisfaction"),
        ("Neither satisfied nor dissatisfied", "satisfaction"),
        ("非常满意", "satisfaction"),
        ("非常不满意", "satisfaction"),
        ("不滿意", "satisfaction"),
        ("sehr unzufrieden", "satisfaction"),
        ("très satisfait", "satisfaction"),
        ("muy satisfecho", "satisfaction"),
        ("とても満足", "satisfaction"),
        ("매우 만족", "satisfaction"),
        ("Strongly agree", "agreement"),
        ("非常同意", "agreement"),
        ("neutral", None),
        ("I like it", None),
        ("often", None),
    ],
)
def test_rating_scales_are_told_apart(label, kind):
    assert rating_scale(label) == kind


def test_no_answer_of_the_questionnaire_looks_like_a_rating():
    assert [label for each in WORDINGS for label in each.codes if rating_scale(label)] == []


def test_a_set_is_found_by_name_or_language():
    assert wording("en.enjoy").labels[0] == "I enjoy it that way"
    assert wording("ja").lang == "ja"
    with pytest.raises(SpecificationError, match=r"Did you mean 'en.enjoy'"):
        wording("en.enjoi")


def test_sets_that_hold_all_labels():
    assert wordings_of({"I LIKE it", "I’m neutral", "I am neutral"}) == ("en.short",)
    assert wordings_of({"I like it that way", "I am neutral"}) == ("en.like", "en.expecting")
    assert wordings_of({"I like it that way", "I like it"}) == ()
    assert wordings_of(set()) == ()


def test_the_table_of_wordings_says_where_words_come_from():
    table = kano_wordings()
    assert list(table.columns) == ["code", "label", "confirmed", "source"]
    assert (table.groupby("wording")["code"].nunique() == 5).all()
    assert table["source"].str.len().min() > 10
