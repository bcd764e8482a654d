"""What is said of answers that are refused or doubtful, and how models and tables show themselves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from kano_kit import PAIR, WORDS, codes, one, worded

import csmodels as cs
from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.kano.model import KanoModel
from csmodels.kano.reading import read_kano

OTHER = {"one": ("a_f", "a_d"), "two": ("b_f", "b_d")}


def test_the_remedy_for_unknown_words_names_every_code_and_chooses_none() -> None:
    with pytest.raises(DataError) as refused:
        read_kano(one(["Dislike it much", "I like it"], [1, 2]), PAIR)
    said = str(refused.value)
    assert "labels={'Dislike it much': ?}" in said
    for meaning in ("1 (like)", "2 (must be)", "3 (neutral)", "4 (live with)", "5 (dislike)"):
        assert meaning in said
    assert ": 3}" not in said


def test_letters_of_options_are_read_as_numbers_are() -> None:
    frame = one(
        [f"{letter}. {word}" for letter, word in zip("ABCDE", WORDS, strict=True)],
        [f"{letter}、{word}" for letter, word in zip("EDCBA", WORDS, strict=True)],
    )
    answers = read_kano(frame, PAIR)
    assert codes(answers) == ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5])
    assert answers.wordings == ("en.short",)
    with pytest.raises(DataError, match=r"Unknown answers: 'A\. I adore it'"):
        read_kano(one(["A. I adore it"], ["B. I like it"]), PAIR)


def test_a_short_form_with_the_codes_of_the_long_one_has_a_remedy() -> None:
    long = one([1, 2, 3], [3, 4, 5])
    with pytest.raises(DataError, match=r"take 2 from every dysfunctional column: frame\['wifi_d'\] - 2"):
        read_kano(long, PAIR, table="three")
    assert codes(read_kano(long.assign(wifi_d=long["wifi_d"] - 2), PAIR, table="three")) == (
        [1, 2, 3],
        [1, 2, 3],
    )
    turned = one([5, 4, 3], [3, 2, 1])
    with pytest.raises(DataError, match=r"take 2 from every functional column: frame\['wifi_f'\] - 2"):
        read_kano(turned, PAIR, table="three", reversed=True)
    found = read_kano(turned.assign(wifi_f=turned["wifi_f"] - 2), PAIR, table="three", reversed=True)
    assert codes(found) == ([1, 2, 3], [1, 2, 3])
    with pytest.raises(DataError, match=r'five answers, which takes table="berger"'):
        read_kano(one([5, 4, 3], [3, 2, 1]), PAIR, table="three")
    with pytest.raises(DataError) as other:
        read_kano(one([7, 4, 3], [3, 2, 1]), PAIR, table="three")
    assert "five answers" not in str(other.value)


def exchanged(reverse: int) -> pd.DataFrame:
    """Answers of 30 in words: the first of three attributes are reverse."""
    columns = {}
    for i, name in enumerate("abc"):
        with_it, without = (5, 1) if i < reverse else (1, 5)
        columns |= {f"{name}_f": [with_it] * 30, f"{name}_d": [without] * 30}
    return worded(pd.DataFrame(columns))


def test_exchanged_questions_are_suspected_of_words_too() -> None:
    pairs = {name: (f"{name}_f", f"{name}_d") for name in "abc"}
    answers = read_kano(exchanged(2), pairs)
    (found,) = answers.notices
    assert found.key == "kano_maybe_exchanged"
    assert found.category is DataWarning
    assert "2 of 3 attributes" in found.text()
    assert "a, b" in found.text()
    assert "a、b" in found.text("zh")
    # one reverse attribute is nothing strange, nor is the only one that is asked about
    assert read_kano(exchanged(1), pairs).notices == ()
    assert read_kano(exchanged(1), {"a": pairs["a"]}).notices == ()
    # numbers may be coded the other way round, too, which is asked instead
    numbers = exchanged(2).replace(dict(zip(WORDS, range(1, 6), strict=True))).astype(int)
    assert [each.key for each in read_kano(numbers, pairs).notices] == ["kano_maybe_reversed"]


def test_importance_in_the_order_of_the_attributes() -> None:
    model = KanoModel(OTHER, importance=["a_i", "b_i"])
    assert model.importance == {"one": "a_i", "two": "b_i"}
    assert model == KanoModel(OTHER, importance={"one": "a_i", "two": "b_i"})
    assert KanoModel({"one": OTHER["one"]}, importance="a_i").importance == {"one": "a_i"}
    with pytest.raises(SpecificationError, match="1 column for 2 attributes"):
        KanoModel(OTHER, importance=["a_i"])
    with pytest.raises(SpecificationError, match="twice"):
        KanoModel(OTHER, importance=["a_i", "a_i"])
    with pytest.raises(SpecificationError, match="not a int"):
        KanoModel(OTHER, importance=3)  # type: ignore[arg-type]


def test_notices_call_attributes_by_their_words() -> None:
    hotel = cs.datasets.load_hotel_kano()
    model = cs.KanoModel.from_questionnaire(hotel)
    answers = read_kano(hotel, model.items)
    (half,) = (each for each in answers.notices if each.key == "kano_half_answered")
    worst = answers.answered["one_only"].sort_values(ascending=False, kind="stable").index[0]
    assert model.label(worst) != worst
    for lang in ("en", "zh"):
        assert f"{model.label(worst, lang)} (" in half.text(lang)


def test_the_highest_importance_is_that_of_the_scale() -> None:
    rng = np.random.default_rng(3)
    frame = one(rng.integers(1, 6, 40), rng.integers(1, 6, 40), wifi_i=rng.integers(2, 8, 40))
    model = KanoModel(PAIR, importance={"Wi-Fi": "wifi_i"})
    found = model.fit(frame, n_boot=0)
    assert found.settings["importance_top"] == 7
    assert any("highest given, 7," in each for each in found.warnings)
    said = model.fit(frame, n_boot=0, importance_top=9)
    assert said.settings["importance_top"] == 9
    assert not any("highest given" in each for each in said.warnings)
    scale = cs.Scale(1, 9)
    asked = cs.Questionnaire([cs.Item("wifi_i", "How important is Wi-Fi?", scale=scale)])
    known = model.fit(cs.SurveyData(frame, questionnaire=asked), n_boot=0)
    assert known.settings["importance_top"] == 9
    assert not any("highest given" in each for each in known.warnings)
    pd.testing.assert_frame_equal(known.scores, said.scores)


def test_models_and_tables_show_themselves() -> None:
    assert repr(KanoModel(OTHER)) == "KanoModel(2 attributes, berger)"
    assert repr(KanoModel(PAIR, table="pouliot")) == "KanoModel(1 attribute, pouliot)"
    printed = str(cs.EvaluationTable("strict", "QAAAO RQIIM RIIIM RIIQM RRRRQ", "house rule"))
    rows = [line.split() for line in printed.splitlines()]
    assert ["Dislike", "R", "R", "R", "R", "Q"] in rows
    assert "house rule" in printed
