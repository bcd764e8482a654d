"""The item map: pairs from dicts, questionnaires and long tables, and what it refuses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError, SpecificationError
from csmodels.survey.item_map import Attribute, ItemMap, common_scale
from csmodels.survey.templates import without_template

WIDE = pd.DataFrame(
    {
        "e_bed": [8, 7, np.nan],
        "p_bed": [7, 9, 6],
        "e_tv": [5, 6, 7],
        "p_tv": [6, np.nan, 8],
        "sat": [7, 8, 9],
    },
    index=pd.Index([11, 12, 13], name="guest"),
)
PAIRS = {"Room": [("e_bed", "p_bed")], "Service": [("e_tv", "p_tv")]}


def test_pairs_are_named_by_what_their_columns_share():
    items = ItemMap.from_pairs(PAIRS)
    assert items.names == ("bed", "tv")
    assert items.dimensions == {"Room": ("bed",), "Service": ("tv",)}
    assert items.columns("expectation") == ("e_bed", "e_tv")
    assert items.items == ("e_bed", "e_tv", "p_bed", "p_tv")


@pytest.mark.parametrize(
    ("pairs", "names"),
    [
        ({"d": [("sq1_1", "sq1_2"), ("sq2_1", "sq2_2")]}, ("sq1", "sq2")),
        # what is shared names nothing: a number, or the same in two pairs
        ({"d": [("e5", "p5"), ("e6", "p6")]}, ("p5", "p6")),
        ({"d": [("q_1", "q_2"), ("q_3", "q_4")]}, ("q_2", "q_4")),
        ({"d": {"keeps promises": ("e5", "p5")}}, ("keeps promises",)),
    ],
)
def test_default_names(pairs, names):
    assert ItemMap.from_pairs(pairs).names == names


def test_attributes_of_a_dimension_stand_together():
    one = [Attribute("a", {"performance": "a1"}, "x"), Attribute("b", {"performance": "b1"}, "y")]
    again = Attribute("c", {"performance": "c1"}, "x")
    assert ItemMap((*one, again)).names == ("a", "c", "b")


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        ({"Room": [("e_bed",)]}, "unpaired"),
        ({"Room": ["e_bed"]}, "unpaired"),
        ({"Room": [("e_bed", "p_bed", "i_bed")]}, "too many"),
        ({"Room": [("e_bed", "p_bed"), ("e_bed", "p_tv")]}, "'e_bed' is used twice"),
        ({"Room": [("e_bed", "e_bed")]}, "'e_bed' is used twice"),
        ({"Room": {"bed": ("e1", "p1")}, "Hall": {"bed": ("e2", "p2")}}, "'bed' is listed twice"),
        ({"Room": {"bed": {"expectation": "e1", "perfomance": "p1"}}}, "Did you mean 'performance'"),
        ({}, "at least one attribute"),
        ([("e_bed", "p_bed")], "by dimension"),
    ],
)
def test_refused(pairs, message):
    with pytest.raises(SpecificationError, match=message):
        ItemMap.from_pairs(pairs)


def test_unpaired_items_of_a_map_are_named():
    items = ItemMap.from_pairs({"Room": [("e_bed", "p_bed"), ("e_tv", None)]})
    with pytest.raises(SpecificationError, match="expectation item 'e_tv', but no performance item"):
        items.require("expectation", "performance")
    assert items.having("expectation", "performance").names == ("bed",)
    assert items.having("desired") is None


def test_kano_and_importance_are_pairs_too():
    kano = ItemMap.from_pairs({"d": [("k1f", "k1d")]}, ("functional", "dysfunctional"))
    assert kano.columns("dysfunctional") == ("k1d",)
    both = ItemMap.from_pairs(PAIRS).with_items("importance", {"bed": "i_bed", "tv": "i_tv"})
    assert both.columns("importance") == ("i_bed", "i_tv")
    with pytest.raises(SpecificationError, match="Did you mean 'bed'"):
        both.with_items("desired", {"bad": "x"})


def test_from_questionnaire_with_words_in_both_languages():
    hotel = cs.datasets.load_hotel()
    items = ItemMap.from_questionnaire(hotel)
    assert len(items) == 8
    assert set(items.aspects) == {"expectation", "performance", "disconfirmation", "adequate", "desired"}
    assert items.having("adequate", "desired").names == ("cleanliness", "quiet", "checkin", "breakfast")
    assert items.attribute("quiet").label("zh") == "夜间的安静程度"
    some = ItemMap.from_questionnaire(hotel, ["performance"], dimensions={"Room": ["bed", "quiet"]})
    assert some.dimensions == {"Room": ("bed", "quiet")}
    with pytest.raises(SpecificationError, match="no attribute 'beds'"):
        ItemMap.from_questionnaire(hotel, attributes=["beds"])
    with pytest.raises(SpecificationError, match="stands in two dimensions"):
        ItemMap.from_questionnaire(hotel, dimensions={"a": ["bed"], "b": ["bed"]})
    with pytest.raises(SpecificationError, match="no questionnaire"):
        ItemMap.from_questionnaire(cs.SurveyData(WIDE))


def test_templates_are_cut_at_the_edges_of_words_only():
    assert without_template(["How good: staff", "How good: sauna"]) == ["staff", "sauna"]
    assert without_template(["您对“安静”的期望？", "您对“安全”的期望？"]) == ["安静", "安全"]
    # brackets belong to the words
    assert without_template(["对“手机应用（APP）”的期望", "对“信号”的期望"]) == ["手机应用（APP）", "信号"]
    assert without_template(["one", ""]) == ["", ""]


def test_long_and_back():
    items = ItemMap.from_pairs(PAIRS)
    long = items.to_long(WIDE, keep=["sat"])
    assert long.columns.tolist() == [
        "respondent",
        "dimension",
        "attribute",
        "sat",
        "expectation",
        "performance",
    ]
    assert long["respondent"].tolist() == [11, 11, 12, 12, 13, 13]
    assert long["attribute"].tolist() == ["bed", "tv"] * 3
    back, wide = ItemMap.from_long(items.to_long(WIDE, stacked=True))
    assert back == items
    pd.testing.assert_frame_equal(
        wide, WIDE[list(items.items)].astype(float), check_names=False, check_dtype=False
    )


def test_long_with_aspects_as_columns():
    items, wide = ItemMap.from_long(ItemMap.from_pairs(PAIRS).to_long(WIDE))
    assert items.dimensions == {"Room": ("bed",), "Service": ("tv",)}
    assert wide["performance_bed"].tolist() == [7, 9, 6]
    assert ItemMap.from_frame(items.to_frame()) == items


def test_an_aspect_that_nobody_was_asked_is_no_item():
    hotel = cs.datasets.load_hotel()
    items = ItemMap.from_questionnaire(hotel, ["performance", "adequate"])
    back, _ = ItemMap.from_long(items.to_long(hotel))
    assert [each.name for each in back.attributes if "adequate" in each.items] == [
        "cleanliness", "quiet", "checkin", "breakfast",
    ]  # fmt: skip


def test_long_refusals():
    long = ItemMap.from_pairs(PAIRS).to_long(WIDE, stacked=True)
    twice = pd.concat([long, long.iloc[[0]]])
    with pytest.raises(DataError, match="Respondent 11 has 2 answers to expectation of 'bed'"):
        ItemMap.from_long(twice)
    with pytest.raises(DataError, match="column 'attribute'"):
        ItemMap.from_long(long.drop(columns="attribute"))
    with pytest.raises(DataError, match="a column for each aspect"):
        ItemMap.from_long(long[["respondent", "attribute"]])
    with pytest.raises(DataError, match="no column 'p_bed'"):
        ItemMap.from_pairs(PAIRS).to_long(WIDE.drop(columns="p_bed"))
    mixed = long.assign(dimension=["a", "b"] * 6)
    with pytest.raises(SpecificationError, match="each has one"):
        ItemMap.from_long(mixed)


def test_scales_must_agree():
    asked = cs.Questionnaire(
        (cs.Item("e", scale=cs.Scale(1, 10)), cs.Item("p", scale=cs.Scale(1, 7)), cs.Item("q"))
    )
    data = cs.SurveyData(pd.DataFrame({"e": [1], "p": [1], "q": [1]}), asked)
    assert common_scale(data, ["e", "q"], "They") == (1.0, 10.0)
    assert common_scale(data.frame, ["e", "p"], "They") is None
    with pytest.raises(DataError, match=r"different scales \(e 1 to 10, p 1 to 7\)"):
        common_scale(data, ["e", "p"], "They")


def test_columns_of_a_dimension_or_an_attribute_serve_models_that_take_columns():
    items = ItemMap.from_pairs({"Room": [("e_bed", "p_bed"), ("e_quiet", "p_quiet")], "Hall": [("e3", "p3")]})
    assert items.columns("performance") == ("p_bed", "p_quiet", "p3")
    room, bed = items.columns("expectation", "Room"), items.columns("expectation", "bed")
    surface = cs.ResponseSurface("sat", room, items.columns("performance", "Room"))
    assert surface.items == ("sat", "e_bed", "e_quiet", "p_bed", "p_quiet")
    assert cs.ResponseSurface("sat", bed, items.columns("performance", "bed")).expectation == "e_bed"
    with pytest.raises(SpecificationError, match="Did you mean 'Room'"):
        items.columns("expectation", "Rom")
    with pytest.raises(SpecificationError, match="Did you mean 'expectation'"):
        items.columns("expectatoin")
    # an attribute that lacks the aspect does not stand in the way of others
    more = items.with_items("importance", {"bed": "i_bed"})
    assert more.columns("importance", "bed") == ("i_bed",)
    with pytest.raises(SpecificationError, match="unpaired"):
        more.columns("importance", "Room")
