"""Answers of a Kano questionnaire are read strictly, in every layout, and nothing is guessed."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from kano_kit import PAIR, WORDS, codes, one

from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.kano.evaluation import TABLES
from csmodels.kano.reading import find_importance, find_pairs, pairs_of, read_kano
from csmodels.kano.wordings import WORDINGS
from csmodels.numerics.kano.counts import LETTERS, categories
from csmodels.survey import Item, Questionnaire, Scale, SurveyData

# words and numbers


@pytest.mark.parametrize("words", WORDINGS, ids=lambda each: each.name)
def test_every_wording_reads_like_its_codes(words):
    pairs = list(itertools.product(range(5), repeat=2))
    frame = one([words.labels[f] for f, _ in pairs], [words.labels[d] for _, d in pairs])
    answers = read_kano(frame, PAIR)
    assert codes(answers) == ([f + 1 for f, _ in pairs], [d + 1 for _, d in pairs])
    assert words.name in answers.wordings


@pytest.mark.parametrize(
    "kind", ["int8", "uint16", "int64", "float32", "Int8", "Float64", "object", "category", "string"]
)
def test_numbers_of_any_kind_are_read_alike(kind):
    numbers = pd.Series([1, 2, 3, 4, 5]).astype(kind)
    assert codes(read_kano(one(numbers, numbers[::-1].to_numpy()), PAIR)) == (
        [1, 2, 3, 4, 5],
        [5, 4, 3, 2, 1],
    )


def test_words_may_be_categories_or_carry_their_numbers():
    frame = one(pd.Categorical(WORDS), [f"{i} - {word}" for i, word in enumerate(WORDS, 1)])
    assert codes(read_kano(frame, PAIR)) == ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5])


def test_what_was_left_open_stays_open():
    nan = float("nan")
    frame = one(["I like it", None, "  ", "I like it"], [5.0, 1.0, nan, nan])
    answers = read_kano(frame, PAIR)
    assert codes(answers) == ([1, 0, 1], [5, 1, 0])
    assert answers.rows.tolist() == [0, 1, 3]
    assert answers.answered.loc["Wi-Fi"].to_dict() == {
        "functional": 2,
        "dysfunctional": 2,
        "both": 1,
        "one_only": 2,
    }
    assert categories(answers.functional, answers.dysfunctional, TABLES["berger"].codes)[:, 0].tolist() == [
        LETTERS.index("O"),
        -1,
        -1,
    ]
    said = [each.text() for each in answers.notices]
    assert said[0].startswith("1 of 4 respondents answered none of the questions")
    assert "Wi-Fi (2)" in said[1]


def test_arrays_cannot_be_changed_and_do_not_share_the_data(coded_pairs):
    coded_pairs = coded_pairs.astype(np.int8)
    answers = read_kano(coded_pairs)
    with pytest.raises(ValueError, match="read-only"):
        answers.functional[0, 0] = 1
    before = answers.functional.copy()
    coded_pairs.iloc[:, :] = 1
    np.testing.assert_array_equal(answers.functional, before)


def test_reversed_numbers_are_turned_words_are_not():
    assert codes(read_kano(one([5, 1, 4], [1, 5, 3]), PAIR, reversed=True)) == ([1, 5, 2], [5, 1, 3])
    assert codes(read_kano(one(list(WORDS), list(WORDS)), PAIR, reversed=True))[0] == [1, 2, 3, 4, 5]
    labelled = one(["5 - I like it", "4 - I expect it"], ["1 - I dislike it", "3 - I'm neutral"])
    assert codes(read_kano(labelled, PAIR, reversed=True)) == ([1, 2], [5, 3])
    with pytest.raises(DataError, match=r"contradict each other.*reversed=True"):
        read_kano(labelled, PAIR)
    with pytest.raises(SpecificationError, match="reversed=1"):
        read_kano(labelled, PAIR, reversed=1)


def test_numbers_that_run_the_other_way_are_suspected():
    wanted = np.array([[1, 5]] * 40 + [[1, 3]] * 30 + [[3, 3]] * 30)
    (remark,) = read_kano(one(*(6 - wanted).T), PAIR).notices
    assert remark.category is DataWarning
    assert "70 of 70 clear pairs" in remark.text()
    assert read_kano(one(*wanted.T), PAIR).notices == ()
    assert read_kano(one(*(6 - wanted).T), PAIR, reversed=True).notices == ()
    assert read_kano(one(*wanted[:, ::-1].T), PAIR).notices != ()  # the questions exchanged
    worded_reverse = one(*([WORDS[code - 1] for code in side] for side in (6 - wanted).T))
    assert read_kano(worded_reverse, PAIR).notices == ()  # words say what they mean


# refusals


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("I kinda like it", r"'I kinda like it' \(column 'wifi_d', the row labelled 12\).*labels=\{"),
        ("n/a", r"'n/a' .* the row labelled 12"),
        (WORDS[0] + "!", "Unknown answers"),
    ],
)
def test_unknown_words_are_an_error_with_column_and_row(answer, said):
    frame = one(list(WORDS[:3]), [WORDS[0], WORDS[1], answer]).set_axis([10, 11, 12])
    with pytest.raises(DataError, match=said):
        read_kano(frame, PAIR)


@pytest.mark.parametrize("number", [0, 6, 7, -1, 99, 2.5, float("inf"), "7"])
def test_numbers_that_are_no_answers_are_an_error_never_questionable(number):
    frame = pd.DataFrame({"wifi_f": [1, 2, 3], "wifi_d": [1, 2, number]}, index=list("abc"))
    with pytest.raises(DataError, match=r"no Kano answers: .*column 'wifi_d', the row labelled c"):
        read_kano(frame, PAIR)


@pytest.mark.parametrize("number", [0, 6, 99])
@pytest.mark.parametrize("kind", ["int8", "int64", "Int64", "object", "category"])
def test_numbers_out_of_range_are_found_in_every_kind_of_column(kind, number):
    column = pd.Series([1, number, 5]).astype(kind)
    with pytest.raises(DataError, match=rf"{number} .column 'wifi_f', the row labelled 1"):
        read_kano(one(column, [1, 2, 3]), PAIR)


@pytest.mark.parametrize(
    "steps",
    [
        ("Very satisfied", "Satisfied", "Neutral", "Dissatisfied", "Very dissatisfied"),
        ("非常满意", "满意", "无所谓", "不满意", "非常不满意"),
        ("滿意", "普通", "不滿意"),
        ("5 - sehr zufrieden", "1 - unzufrieden"),
        ("très satisfait", "pas satisfait"),
        ("매우 만족", "불만족"),
    ],
)
def test_a_satisfaction_scale_is_refused_with_the_reason(steps):
    with pytest.raises(DataError, match=r"'wifi_f', 'wifi_d' hold a scale of satisfaction.*are kinds"):
        read_kano(one(list(steps), list(steps)), PAIR)
    with pytest.raises(DataError, match=r"scale of satisfaction|rating scale"):
        read_kano(one(list(steps), list(steps)))


def test_an_agreement_scale_is_refused():
    with pytest.raises(DataError, match="scale of agreement"):
        read_kano(one(["Strongly agree", "Disagree"], ["Agree", "Agree"]), PAIR)


def test_words_and_plain_numbers_in_one_column_are_refused():
    with pytest.raises(DataError, match=r"Column 'wifi_f' holds answers in words .* and plain numbers"):
        read_kano(one(["I like it", 2, "3"], [1, 2, 3]), PAIR)


def test_true_and_false_are_no_answers():
    with pytest.raises(DataError, match="True and False"):
        read_kano(one([True, False], [1, 2]), PAIR)
    with pytest.raises(DataError, match=r"Unknown answers|True"):
        read_kano(one(np.array([True, 2], dtype=object), [1, 2]), PAIR)


def test_words_of_ones_own_are_said():
    frame = one(["Top", "meh"], ["meh", "Top"])
    assert codes(read_kano(frame, PAIR, labels={"TOP": 1, "meh": 3})) == ([1, 3], [3, 1])
    with pytest.raises(SpecificationError, match="code 7"):
        read_kano(frame, PAIR, labels={"Top": 7})
    with pytest.raises(SpecificationError, match="known answer of code 1"):
        read_kano(frame, PAIR, labels={"I like it": 5})
    with pytest.raises(SpecificationError, match="step of satisfaction"):
        read_kano(frame, PAIR, labels={"satisfied": 1})


def test_nobody_answered_and_no_rows():
    with pytest.raises(DataError, match="None of 2 respondents answered"):
        read_kano(one([np.nan, np.nan], [np.nan, np.nan]), PAIR)
    with pytest.raises(DataError, match="no rows"):
        read_kano(one([], []), PAIR)


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ({}, "takes a pair of columns"),
        ({"Wi-Fi": "wifi_f"}, "unpaired"),
        ({"Wi-Fi": ("wifi_f",)}, "unpaired"),
        ({"Wi-Fi": ("wifi_f", "wifi_d", "x")}, "too many"),
        ({"Wi-Fi": ("wifi_f", "wifi_f")}, "used twice: as functional of 'Wi-Fi' and as dysfunctional"),
        ({"A": ("wifi_f", "wifi_d"), "B": ("x", "wifi_d")}, "used twice"),
    ],
)
def test_pairs_that_are_none_are_refused(attributes, said):
    with pytest.raises(SpecificationError, match=said):
        pairs_of(attributes)


def test_an_absent_column_is_named_with_the_nearest():
    with pytest.raises(DataError, match=r"no column 'wifi_x'.*Did you mean"):
        read_kano(one([1], [2]), {"Wi-Fi": ("wifi_f", "wifi_x")})


# surveys


def asked(labels=None, **aspects):
    scale = Scale(1, 5, labels or {}, special=[9])
    items = [Item("wifi_f", scale=scale, attribute="wifi", aspect="functional")]
    items.append(Item("wifi_d", scale=scale, attribute="wifi", aspect="dysfunctional"))
    items.append(Item("imp", scale=Scale(1, 9), attribute="wifi", aspect="importance"))
    items.append(Item("bed_i", scale=Scale(1, 9), attribute="bed", aspect="importance"))
    return Questionnaire(tuple(items))


def test_a_questionnaire_says_what_belongs_together():
    frame = one([1, 9, 2], [5, 5, 9], imp=[7, 8, 9], bed_i=[1, 2, 3], w=[1.0, 0.0, 2.5])
    survey = SurveyData(frame, asked(), weights="w")
    assert find_pairs(survey) == find_pairs(survey, "questionnaire") == {"wifi": ("wifi_f", "wifi_d")}
    assert find_importance(survey, find_pairs(survey)) == {"wifi": "imp"}
    answers = read_kano(survey)
    assert codes(answers) == ([1, 0, 2], [5, 5, 0])  # special codes are no answers
    assert answers.weights.tolist() == [1.0, 0.0, 2.5]
    assert answers.importance[:, 0].tolist() == [7, 8, 9]


def test_labels_of_a_questionnaire_must_agree_with_the_codes():
    frame = one([1, 5], [5, 1], imp=[7, 8], bed_i=[1, 2])
    right = {i: {"en": word} for i, word in enumerate(WORDS, 1)}
    turned = {6 - i: {"en": word} for i, word in enumerate(WORDS, 1)}
    assert codes(read_kano(SurveyData(frame, asked(right)))) == ([1, 5], [5, 1])
    assert codes(read_kano(SurveyData(frame, asked(turned)), reversed=True)) == ([5, 1], [1, 5])
    with pytest.raises(DataError, match=r"5 is 'I like it'.*Say reversed=True"):
        read_kano(SurveyData(frame, asked(turned)))
    mixed = {**right, 4: {"en": WORDS[2]}, 3: {"en": WORDS[3]}}
    with pytest.raises(DataError, match="Recode the column"):
        read_kano(SurveyData(frame, asked(mixed)))
    with pytest.raises(DataError, match=r"scale of satisfaction: its questionnaire labels 1 '非常不满意'"):
        read_kano(SurveyData(frame, asked({1: {"zh": "非常不满意"}, 5: {"zh": "非常满意"}})))


def test_errors_begin_with_the_file():
    survey = SurveyData(one(["what"], [1]), source="guests.csv")
    with pytest.raises(DataError, match=r"^'guests.csv': Unknown answers"):
        read_kano(survey, PAIR)


def test_groups_are_sorted_and_known_for_every_row():
    frame = one([1, 2, np.nan, 4], [1, 2, np.nan, 4], where=["b", "a", "a", "b"])
    answers = read_kano(frame, PAIR, by="where")
    assert (answers.group_names, answers.groups.tolist()) == (("a", "b"), ["b", "a", "b"])
    assert answers.group_codes.tolist() == [1, 0, 1]
    assert answers.group_sizes.tolist() == [2, 2]
    assert repr(answers) == "KanoAnswers(3 of 4 rows, 1 attribute, 2 groups)"
    with pytest.raises(DataError, match="missing in 1 of 4 rows"):
        read_kano(frame.assign(where=["b", None, "a", "b"]), PAIR, by="where")
    with pytest.raises(DataError, match="cannot group the rows too"):
        read_kano(frame, PAIR, by="wifi_f")


# importance


@pytest.mark.parametrize(
    "column",
    [
        [7, 9, None],
        ["7 - Very important", "9", ""],
        ["7", "9 – Extremely important", None],
        [7, "9: top", " "],
    ],
)
def test_importance_is_a_number_with_its_label_or_without(column):
    answers = read_kano(one([1, 2, 3], [1, 2, 3], i=column), PAIR, ["i"])
    np.testing.assert_array_equal(answers.importance[:, 0], [7, 9, np.nan])


def test_importance_is_checked():
    frame = one([1, 2], [1, 2], i=["very", "7"], j=[1.0, np.inf])
    with pytest.raises(DataError, match=r"'i' \(importance\) holds 'very' in the row labelled 0"):
        read_kano(frame, PAIR, ["i"])
    with pytest.raises(DataError, match="infinite"):
        read_kano(frame, PAIR, ["j"])
    with pytest.raises(SpecificationError, match=r"'Wifi', which is no attribute. Did you mean 'Wi-Fi'"):
        read_kano(frame, PAIR, {"Wifi": "i"})
    with pytest.raises(SpecificationError, match="2 columns for 1 attribute"):
        read_kano(frame, PAIR, ["i", "j"])
    with pytest.raises(SpecificationError, match="used twice"):
        read_kano(frame, PAIR, ["wifi_f"])
    out = SurveyData(one([1], [1], imp=[12], bed_i=[1]), asked())
    with pytest.raises(DataError, match="outside its questionnaire range 1 to 9: 12"):
        read_kano(out)


def test_importance_is_found_beside_its_pair(coded_pairs):
    frame = coded_pairs.assign(room_importance=1, room_service_importance=2, price_importance=3)
    assert find_importance(frame, find_pairs(frame)) == {
        "room": "room_importance",
        "room_service": "room_service_importance",
    }
    answers = read_kano(frame)
    assert answers.importance[0].tolist()[:2] == [1, 2]
    assert np.isnan(answers.importance[:, 2]).all()
    assert find_importance(frame, find_pairs(frame), "{}_importance") == find_importance(
        frame, find_pairs(frame)
    )
    assert read_kano(coded_pairs).importance is None


# the short form


def test_the_short_form_reads_words_by_question_and_numbers_by_position():
    frame = one(
        ["I like it", "I expect it", "I'm neutral"], ["I'm neutral", "I can tolerate it", "I dislike it"]
    )
    assert codes(read_kano(frame, PAIR, table="three")) == ([1, 2, 3], [1, 2, 3])
    numbers = one([1, 2, 3], [1, 2, 3])
    assert codes(read_kano(numbers, PAIR, table="three")) == ([1, 2, 3], [1, 2, 3])
    assert codes(read_kano(numbers, PAIR, table="three", reversed=True)) == ([3, 2, 1], [3, 2, 1])
    with pytest.raises(DataError, match=r"functional question is answered 1 like, 2 must be, 3 neutral"):
        read_kano(one(["I dislike it"], ["I dislike it"]), PAIR, table="three")
    with pytest.raises(DataError, match="dysfunctional question is coded 1 neutral, 2 live with, 3 dislike"):
        read_kano(one([1], [5]), PAIR, table="three")


# what must not matter


def test_order_of_rows_and_columns_does_not_matter(coded_pairs):
    answers = read_kano(coded_pairs)
    rng = np.random.default_rng(1)
    rows = rng.permutation(len(coded_pairs))
    again = read_kano(coded_pairs.iloc[rows, rng.permutation(coded_pairs.shape[1])])
    for name in answers.attributes:
        i, j = answers.attributes.index(name), again.attributes.index(name)
        np.testing.assert_array_equal(again.functional[:, j], answers.functional[rows, i])
        np.testing.assert_array_equal(again.dysfunctional[:, j], answers.dysfunctional[rows, i])


def test_a_million_answers_are_read_at_once():
    """Columns of int8 are copied, not looked up: no more memory than the arrays that are handed out."""
    import tracemalloc

    n, k = 200_000, 5
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({f"{s}{j}": rng.integers(1, 6, n, dtype=np.int8) for j in range(k) for s in "fd"})
    read_kano(frame.head(50))
    tracemalloc.start()
    answers = read_kano(frame)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answers.functional.dtype == np.int8
    # rows, two flags and one column beside the result of 2 k bytes a respondent
    assert peak < n * (2 * k + 8 + 12)
