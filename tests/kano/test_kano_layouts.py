"""Pairs of Kano questions are found in every layout, by whole names or by order, and nothing is guessed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from kano_kit import assert_same, one, worded

from csmodels.errors import DataError, SpecificationError
from csmodels.kano.reading import find_importance, find_pairs, from_long, read_kano

# layouts


def test_wide_by_name_keeps_names_that_contain_each_other_apart(coded_pairs, expected_pairs):
    shuffled = coded_pairs[coded_pairs.columns[[3, 0, 5, 1, 4, 2]]]
    assert find_pairs(coded_pairs) == {name: (f"{name}_f", f"{name}_d") for name in expected_pairs}
    assert_same(read_kano(shuffled), expected_pairs)


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
def test_markers_of_the_two_questions(coded_pairs, expected_pairs, f, d):
    mapping = {}
    for name in expected_pairs:
        mapping |= {f"{name}_f": f.format(name), f"{name}_d": d.format(name)}
    renamed = coded_pairs.rename(columns=mapping).assign(age=30, importance_of_price=4)
    assert find_pairs(renamed) == {name: (f.format(name), d.format(name)) for name in expected_pairs}
    assert_same(read_kano(renamed), expected_pairs)


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
def form(coded_pairs, expected_pairs):
    """A form's export: questions as headers, answers in words, other columns around and between pairs."""
    answers = worded(coded_pairs)
    held = {"Timestamp": "2026-01-01", "Neutral?": "neutral party"}
    for i, name in enumerate(expected_pairs):
        held[f"If you get {name}, how do you feel?"] = answers[f"{name}_f"]
        held[f"If you do not get {name}, how do you feel?"] = answers[f"{name}_d"]
        held[f"How important is {name}?"] = "7 - Very important" if i else 9
    return pd.DataFrame(held, index=coded_pairs.index)


def test_alternating(form, expected_pairs):
    pairs = find_pairs(form, "alternating")
    assert list(pairs) == list(expected_pairs)  # what the questions do not have in common
    assert_same(read_kano(form, pairs), expected_pairs)
    importance = [c for c in form if c.startswith("How important")]
    read = read_kano(form, pairs, importance).importance
    assert read[0].tolist() == [9, 7, 7]
    assert read_kano(form, pairs, {"service": importance[2]}).importance[0, 2] == 7


def test_block(coded_pairs, expected_pairs):
    columns = [f"{name}_{side}" for side in "fd" for name in expected_pairs]
    block = coded_pairs[columns].set_axis([f"q{i}" for i in range(6)], axis=1)
    pairs = find_pairs(block, "block", columns=list(block), names=list(expected_pairs))
    assert_same(read_kano(block, pairs), expected_pairs)
    assert_same(
        read_kano(worded(block), find_pairs(worded(block), "block", names=list(expected_pairs))),
        expected_pairs,
    )


def test_a_grid_of_questions_names_its_rows_in_brackets(coded_pairs, expected_pairs):
    headers = {"f": "How do you feel with it? [{}]", "d": "And without? [{}]"}
    block = worded(coded_pairs)[[f"{name}_{side}" for side in "fd" for name in expected_pairs]]
    block.columns = [headers[side].format(name) for side in "fd" for name in expected_pairs]
    pairs = find_pairs(block, "block")
    assert list(pairs) == list(expected_pairs)
    assert_same(read_kano(block, pairs), expected_pairs)
    with pytest.raises(DataError, match="name different attributes"):
        find_pairs(block, "alternating")


def test_headers_that_stand_twice_are_told_apart(coded_pairs, expected_pairs, tmp_path):
    block = worded(coded_pairs)[[f"{name}_{side}" for name in expected_pairs for side in "fd"]]
    block.columns = [name for name in expected_pairs for _ in "fd"]
    block.to_csv(tmp_path / "form.csv", index=False)
    frame = pd.read_csv(tmp_path / "form.csv")  # the second of each is called room.1
    pairs = find_pairs(frame, "alternating")
    assert list(pairs) == list(expected_pairs)
    assert_same(read_kano(frame, pairs), expected_pairs)
    with pytest.raises(DataError, match="name different attributes"):
        find_pairs(frame, "block")


def test_columns_by_order_are_checked(form, coded_pairs):
    with pytest.raises(DataError, match="stands between them"):
        find_pairs(form.drop(columns=[list(form)[3], list(form)[6]]), "alternating")
    with pytest.raises(DataError, match="5 columns cannot be paired"):
        find_pairs(form.drop(columns=list(form)[2]), "alternating")
    with pytest.raises(DataError, match="The first question of a pair is the functional one"):
        find_pairs(coded_pairs, "alternating", columns=["room_d", "room_f"])
    with pytest.raises(DataError, match="no column 'room_x'"):
        find_pairs(coded_pairs, "alternating", columns=["room_f", "room_x"])
    with pytest.raises(SpecificationError, match="say layout="):
        find_pairs(coded_pairs, columns=["room_f", "room_d"])
    with pytest.raises(SpecificationError, match="Did you mean 'block'"):
        find_pairs(coded_pairs, "blok")


def test_kano_answers_without_pairs_by_name_need_a_layout(form):
    with pytest.raises(DataError, match=r'6 columns hold Kano answers.*layout="alternating"'):
        find_pairs(form)
    with pytest.raises(DataError, match="No pairs"):
        find_pairs(pd.DataFrame({"age": [1, 2]}), "alternating")


@pytest.fixture
def long(coded_pairs, expected_pairs):
    frame = pd.concat(
        pd.DataFrame(
            {
                "respondent": coded_pairs.index,
                "attribute": name,
                "functional": f,
                "dysfunctional": d,
                "importance": i + 5,
                "segment": np.where(coded_pairs.index < 110, "a", "b"),
            }
        )
        for i, (name, (f, d)) in enumerate(expected_pairs.items())
    )
    return frame.sample(frac=1, random_state=np.random.RandomState(0)).reset_index(drop=True)


def test_long(long, expected_pairs, coded_pairs):
    pairs = find_pairs(long)
    assert pairs == find_pairs(long, "long")
    answers = read_kano(long, by="segment")
    order = np.argsort(answers.index)
    for name, (f, d) in expected_pairs.items():
        j = answers.attributes.index(name)
        assert answers.functional[order, j].tolist() == f.tolist()
        assert answers.dysfunctional[order, j].tolist() == d.tolist()
        assert set(answers.importance[:, j]) == {5 + list(expected_pairs).index(name)}
    assert answers.group_names == ("a", "b")
    assert answers.group_sizes.tolist() == [9, 16]
    assert sorted(answers.index) == coded_pairs.index.tolist()


def test_long_stacked_and_under_other_names(long, expected_pairs):
    renamed = long.rename(columns={"respondent": "ID", "attribute": "Feature", "functional": "with"})
    wide, pairs, importance = from_long(renamed, respondent="ID", attribute="Feature", functional="with")
    assert set(pairs) == set(importance) == set(expected_pairs)
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


def test_long_with_another_name_for_respondents(long, expected_pairs):
    renamed = long.rename(columns={"respondent": "ID"})
    again, answers = read_kano(renamed, respondent="ID"), read_kano(long)
    np.testing.assert_array_equal(again.functional, answers.functional)
    np.testing.assert_array_equal(again.importance, answers.importance)
    assert set(find_importance(renamed, find_pairs(renamed, respondent="ID"), respondent="ID")) == set(
        expected_pairs
    )
