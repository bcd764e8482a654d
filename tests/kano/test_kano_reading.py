"""Answers of a Kano questionnaire are read strictly, in every layout, and nothing is guessed."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.kano.evaluation import TABLES
from csmodels.kano.reading import find_importance, find_pairs, from_long, pairs_of, read_kano
from csmodels.kano.wordings import WORDINGS
from csmodels.numerics.kano.counts import LETTERS, categories
from csmodels.survey import Item, Questionnaire, Scale, SurveyData

WORDS = ("I like it", "I expect it", "I'm neutral", "I can tolerate it", "I dislike it")
PAIR = {"Wi-Fi": ("wifi_f", "wifi_d")}


def one(functional, dysfunctional, **more):
    """A file with one pair."""
    return pd.DataFrame({"wifi_f": functional, "wifi_d": dysfunctional, **more})


def codes(answers):
    return answers.functional[:, 0].tolist(), answers.dysfunctional[:, 0].tolist()


@pytest.fixture
def coded() -> pd.DataFrame:
    """All 25 pairs of answers about three attributes whose names contain each other."""
    pairs = np.array(list(itertools.product(range(1, 6), repeat=2)))
    held = {}
    for shift, name in enumerate(("room", "room_service", "service")):
        held[f"{name}_f"], held[f"{name}_d"] = np.roll(pairs, shift, axis=0).T
    return pd.DataFrame(held, index=pd.RangeIndex(101, 126))


@pytest.fixture
def expected(coded):
    names = ("room", "room_service", "service")
    return {name: (coded[f"{name}_f"].to_numpy(), coded[f"{name}_d"].to_numpy()) for name in names}


def assert_same(answers, expected, names=None):
    """Attribute by attribute, so that columns which are mixed up are found."""
    for name, (f, d) in expected.items():
        j = answers.attributes.index(dict(zip(expected, names, strict=True))[name] if names else name)
        assert answers.functional[:, j].tolist() == f.tolist(), name
        assert answers.dysfunctional[:, j].tolist() == d.tolist(), name


def worded(frame):
    return frame.apply(lambda column: column.map(lambda code: WORDS[code - 1]))


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


def test_arrays_cannot_be_changed_and_do_not_share_the_data(coded):
    coded = coded.astype(np.int8)
    answers = read_kano(coded)
    with pytest.raises(ValueError, match="read-only"):
        answers.functional[0, 0] = 1
    before = answers.functional.copy()
    coded.iloc[:, :] = 1
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


# layouts


def test_wide_by_name_keeps_names_that_contain_each_other_apart(coded, expected):
    shuffled = coded[coded.columns[[3, 0, 5, 1, 4, 2]]]
    assert find_pairs(coded) == {name: (f"{name}_f", f"{name}_d") for name in expected}
    assert_same(read_kano(shuffled), expected)


@pytest.mark.parametrize(
    ("f", "d"),
    [
        ("{}_functional", "{}_dysfunctional"),
        ("{}_Functional", "{}_Dysfunctional"),
        ("functional_{}", "dysfunctional_{}"),
        ("{} (functional)", "{} (dysfunctional)"),
        ("{}.func", "{}.dysfunc"),
        ("{}Functional", "{}Dysfunctional"),
        ("Functional: {}", "Dysfunctional: {}"),
        ("f_{}", "d_{}"),
        ("{}-pos", "{}-neg"),
        ("{}_正向", "{}_反向"),
        ("{}正向题", "{}反向题"),
        ("具备{}", "不具备{}"),
        ("{} funktional", "{} dysfunktional"),
        ("{}_fonctionnelle", "{}_dysfonctionnelle"),
        ("{}_긍정", "{}_부정"),
    ],
)
def test_markers_of_the_two_questions(coded, expected, f, d):
    mapping = {}
    for name in expected:
        mapping |= {f"{name}_f": f.format(name), f"{name}_d": d.format(name)}
    renamed = coded.rename(columns=mapping).assign(age=30, importance_of_price=4)
    assert find_pairs(renamed) == {name: (f.format(name), d.format(name)) for name in expected}
    assert_same(read_kano(renamed), expected)


def test_numbered_pairs():
    frame = pd.DataFrame({f"{side}{i}": [1] for i in (1, 10, 2, 11) for side in "fd"})
    assert find_pairs(frame) == {f"attribute {i}": (f"f{i}", f"d{i}") for i in (1, 10, 2, 11)}
    named = find_pairs(frame, names=["Ease", "Safety", "Price", "Rust"])
    assert named["Rust"] == ("f11", "d11")
    assert find_pairs(frame, names={"attribute 10": "Safety"})["Safety"] == ("f10", "d10")
    with pytest.raises(SpecificationError, match="no attribute found"):
        find_pairs(frame, names={"attribute 3": "x"})
    with pytest.raises(SpecificationError, match="4 different names"):
        find_pairs(frame, names=["a", "b", "c"])


def test_a_pattern_is_compared_with_whole_names():
    frame = pd.DataFrame({f"kano{i}_{k}": [1] for i in (1, 2, 21) for k in (1, 2)}).assign(xkano1_1=1)
    assert find_pairs(frame, pattern=("kano{}_1", "kano{}_2")) == {
        f"kano{i}": (f"kano{i}_1", f"kano{i}_2") for i in (1, 2, 21)
    }
    with pytest.raises(DataError, match="'kano21_1' without a partner"):
        find_pairs(frame.drop(columns="kano21_2"), pattern=("kano{}_1", "kano{}_2"))
    with pytest.raises(SpecificationError, match="fits both"):
        find_pairs(frame, pattern=("kano{}_1", "{}_1"))
    with pytest.raises(SpecificationError, match="once, for the attribute"):
        find_pairs(frame, pattern=("kano_1", "kano_2"))


def test_a_question_without_its_partner_is_refused():
    frame = one([1, 2], [1, 2], bed_f=[1, 2])
    with pytest.raises(DataError, match="'bed_f' have the name of one question of a pair"):
        find_pairs(frame)
    # a column that holds no Kano answers only has such a name
    assert find_pairs(one([1, 2], [1, 2], temperature_f=[20.5, 31.0])) == {"wifi": ("wifi_f", "wifi_d")}


def test_a_single_chinese_character_must_stand_apart():
    # 有线 (wired) and 无线 (wireless) begin with the words for with and without
    frame = pd.DataFrame({"有线网络_f": [1], "有线网络_d": [1], "无线网络_f": [1], "无线网络_d": [1]})
    assert list(find_pairs(frame)) == ["有线网络", "无线网络"]
    with pytest.raises(DataError, match="No pairs"):
        find_pairs(pd.DataFrame({"有线网络": [1], "无线网络": [1]}))
    assert find_pairs(pd.DataFrame({"早餐_有": [1], "早餐_无": [1]})) == {"早餐": ("早餐_有", "早餐_无")}


def test_names_that_can_be_paired_in_two_ways_are_refused():
    with pytest.raises(DataError, match="in several ways"):
        find_pairs(pd.DataFrame({"f_bed_f": [1], "f_bed_d": [1], "d_bed_f": [1]}))
    with pytest.raises(DataError, match="both look like"):
        find_pairs(pd.DataFrame({"bed_f": [1], "bed-f": [1], "bed_d": [1]}))


@pytest.fixture
def form(coded, expected):
    """A form's export: questions as headers, answers in words, other columns around and between pairs."""
    answers = worded(coded)
    held = {"Timestamp": "2026-01-01", "Neutral?": "neutral party"}
    for i, name in enumerate(expected):
        held[f"If you get {name}, how do you feel?"] = answers[f"{name}_f"]
        held[f"If you do not get {name}, how do you feel?"] = answers[f"{name}_d"]
        held[f"How important is {name}?"] = "7 - Very important" if i else 9
    return pd.DataFrame(held, index=coded.index)


def test_alternating(form, expected):
    pairs = find_pairs(form, "alternating")
    assert list(pairs) == list(expected)  # what the questions do not have in common
    assert_same(read_kano(form, pairs), expected)
    importance = [c for c in form if c.startswith("How important")]
    read = read_kano(form, pairs, importance).importance
    assert read[0].tolist() == [9, 7, 7]
    assert read_kano(form, pairs, {"service": importance[2]}).importance[0, 2] == 7


def test_block(coded, expected):
    columns = [f"{name}_{side}" for side in "fd" for name in expected]
    block = coded[columns].set_axis([f"q{i}" for i in range(6)], axis=1)
    pairs = find_pairs(block, "block", columns=list(block), names=list(expected))
    assert_same(read_kano(block, pairs), expected)
    assert_same(read_kano(worded(block), find_pairs(worded(block), "block", names=list(expected))), expected)


def test_a_grid_of_questions_names_its_rows_in_brackets(coded, expected):
    headers = {"f": "How do you feel with it? [{}]", "d": "And without? [{}]"}
    block = worded(coded)[[f"{name}_{side}" for side in "fd" for name in expected]]
    block.columns = [headers[side].format(name) for side in "fd" for name in expected]
    pairs = find_pairs(block, "block")
    assert list(pairs) == list(expected)
    assert_same(read_kano(block, pairs), expected)
    with pytest.raises(DataError, match="name different attributes"):
        find_pairs(block, "alternating")


def test_headers_that_stand_twice_are_told_apart(coded, expected, tmp_path):
    block = worded(coded)[[f"{name}_{side}" for name in expected for side in "fd"]]
    block.columns = [name for name in expected for _ in "fd"]
    block.to_csv(tmp_path / "form.csv", index=False)
    frame = pd.read_csv(tmp_path / "form.csv")  # the second of each is called room.1
    pairs = find_pairs(frame, "alternating")
    assert list(pairs) == list(expected)
    assert_same(read_kano(frame, pairs), expected)
    with pytest.raises(DataError, match="name different attributes"):
        find_pairs(frame, "block")


def test_columns_by_order_are_checked(form, coded):
    with pytest.raises(DataError, match="stands between them"):
        find_pairs(form.drop(columns=[list(form)[3], list(form)[6]]), "alternating")
    with pytest.raises(DataError, match="5 columns cannot be paired"):
        find_pairs(form.drop(columns=list(form)[2]), "alternating")
    with pytest.raises(DataError, match="The first question of a pair is the functional one"):
        find_pairs(coded, "alternating", columns=["room_d", "room_f"])
    with pytest.raises(DataError, match="no column 'room_x'"):
        find_pairs(coded, "alternating", columns=["room_f", "room_x"])
    with pytest.raises(SpecificationError, match="say layout="):
        find_pairs(coded, columns=["room_f", "room_d"])
    with pytest.raises(SpecificationError, match="Did you mean 'block'"):
        find_pairs(coded, "blok")


def test_kano_answers_without_pairs_by_name_need_a_layout(form):
    with pytest.raises(DataError, match=r'6 columns hold Kano answers.*layout="alternating"'):
        find_pairs(form)
    with pytest.raises(DataError, match="No pairs"):
        find_pairs(pd.DataFrame({"age": [1, 2]}), "alternating")


@pytest.fixture
def long(coded, expected):
    frame = pd.concat(
        pd.DataFrame(
            {
                "respondent": coded.index,
                "attribute": name,
                "functional": f,
                "dysfunctional": d,
                "importance": i + 5,
                "segment": np.where(coded.index < 110, "a", "b"),
            }
        )
        for i, (name, (f, d)) in enumerate(expected.items())
    )
    return frame.sample(frac=1, random_state=np.random.RandomState(0)).reset_index(drop=True)


def test_long(long, expected, coded):
    pairs = find_pairs(long)
    assert pairs == find_pairs(long, "long")
    answers = read_kano(long, by="segment")
    order = np.argsort(answers.index)
    for name, (f, d) in expected.items():
        j = answers.attributes.index(name)
        assert answers.functional[order, j].tolist() == f.tolist()
        assert answers.dysfunctional[order, j].tolist() == d.tolist()
        assert set(answers.importance[:, j]) == {5 + list(expected).index(name)}
    assert answers.group_names == ("a", "b")
    assert answers.group_sizes.tolist() == [9, 16]
    assert sorted(answers.index) == coded.index.tolist()


def test_long_stacked_and_under_other_names(long, expected):
    renamed = long.rename(columns={"respondent": "ID", "attribute": "Feature", "functional": "with"})
    wide, pairs, importance = from_long(renamed, respondent="ID", attribute="Feature", functional="with")
    assert set(pairs) == set(importance) == set(expected)
    assert "segment" in wide
    stacked = long.melt(["respondent", "attribute"], ["functional", "dysfunctional"], "aspect")
    same = from_long(stacked)[0].sort_index()
    columns = [c for pair in pairs.values() for c in pair]
    pd.testing.assert_frame_equal(
        same[columns], wide[columns].sort_index(), check_names=False, check_dtype=False
    )


def test_long_needs_every_row_to_belong_somewhere(long):
    with pytest.raises(DataError, match=r"respondent 101|Respondent 101"):
        from_long(pd.concat([long, long[long["respondent"] == 101].head(1)]))
    holes = long.astype({"attribute": object}).copy()
    holes.loc[3, "attribute"] = None
    with pytest.raises(DataError, match="'attribute' of the long form is missing in the row labelled 3"):
        from_long(holes)
    with pytest.raises(DataError, match="column 'ID'"):
        from_long(long, respondent="ID")


def test_long_with_another_name_for_respondents(long, expected):
    renamed = long.rename(columns={"respondent": "ID"})
    again, answers = read_kano(renamed, respondent="ID"), read_kano(long)
    np.testing.assert_array_equal(again.functional, answers.functional)
    np.testing.assert_array_equal(again.importance, answers.importance)
    assert set(find_importance(renamed, find_pairs(renamed, respondent="ID"), respondent="ID")) == set(
        expected
    )


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


def test_importance_is_found_beside_its_pair(coded):
    frame = coded.assign(room_importance=1, room_service_importance=2, price_importance=3)
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
    assert read_kano(coded).importance is None


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


def test_order_of_rows_and_columns_does_not_matter(coded):
    answers = read_kano(coded)
    rng = np.random.default_rng(1)
    rows = rng.permutation(len(coded))
    again = read_kano(coded.iloc[rows, rng.permutation(coded.shape[1])])
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
