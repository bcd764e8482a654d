"""Scales, items, questionnaires and their codebooks."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmodels.errors import FileError, SpecificationError
from csmodels.survey import DerivedItem, Item, Questionnaire, Scale
from csmodels.survey.codebook import codebook_columns
from csmodels.tables import FrozenMapping


@pytest.fixture
def asked() -> Questionnaire:
    return Questionnaire(
        (
            Item("id", role="key"),
            Item(
                "满意度",
                {"en": "How satisfied?", "zh": "您满意吗？"},
                ("Satisfaction", "Overall"),
                Scale(1, 10, {1: {"en": "not at all", "zh": "不满意"}}, {98: {"en": "don't know"}, 99: {}}),
            ),
            Item("complained", "Complained?", "Complaints", Scale(labels={0: "no", 1: "yes"}), role="choice"),
            Item("handling", "Handled?", ("Complaints",), Scale(1, 10), asked_if="complained == 1"),
            Item("stay", "Likely to stay?", ("Loyalty",), Scale(1, 10)),
            Item("price_up", asked_if="stay > 5", constructs=("Loyalty",), scale=Scale(0, 25)),
            Item("price_down", asked_if="stay <= 5", constructs=("Loyalty",), scale=Scale(0, 25)),
            Item("clean_e", attribute="cleanliness", aspect="expectation", scale=Scale(1, 7)),
        ),
        (
            DerivedItem.from_formula(
                "tolerance",
                "price_up if stay > 5 else -price_down",
                {"zh": "价格容忍度"},
                ["Loyalty"],
                Scale(-25, 25),
            ),
        ),
        {"en": "Guests", "zh": "宾客"},
    )


def test_equal_means_equal_hash(asked: Questionnaire) -> None:
    twin = pickle.loads(pickle.dumps(asked))
    parts = [(asked, twin), *zip((*asked.items, *asked.derived), (*twin.items, *twin.derived), strict=True)]
    parts += [(i.scale, j.scale) for i, j in parts[1:]]
    parts.append((Scale(labels={1: "a", 2: "b"}), Scale(labels={2.0: "b", 1.0: {"en": "a"}})))  # type: ignore[dict-item]
    for one, other in parts:
        assert one == other
        assert hash(one) == hash(other)
    assert len({*asked.items, *twin.items}) == len(asked.items)
    assert len({hash(item) for item in asked.items}) == len(asked.items)


def test_a_frozen_mapping_hashes_like_its_items() -> None:
    one, other = FrozenMapping({"a": 1, "b": 2.0}), FrozenMapping({"b": 2, "a": True})
    assert one == other
    assert hash(one) == hash(other)
    assert hash(one) != hash(FrozenMapping({"a": 2, "b": 1}))
    with pytest.raises(TypeError, match="unhashable type: 'list'"):
        hash(FrozenMapping({"a": [1]}))


def test_constructs_leave_routed_items_out_and_derived_ones_in(asked: Questionnaire) -> None:
    assert asked.constructs == {
        "Satisfaction": ("满意度",),
        "Overall": ("满意度",),
        "Complaints": ("complained",),
        "Loyalty": ("stay", "tolerance"),
    }
    assert asked.names[-2:] == ("clean_e", "tolerance")
    assert len(asked) == 9
    assert "满意度" in asked
    assert "满意" not in asked
    assert repr(asked) == "Questionnaire('Guests', 9 items, 4 constructs)"


def test_wording_falls_back(asked: Questionnaire) -> None:
    assert asked.wording("满意度", "zh") == "您满意吗？"
    assert asked.wording("满意度", "fr") == "How satisfied?"
    assert asked.wording("tolerance", "en") == "价格容忍度"
    assert asked.wording("stay", "zh") == "Likely to stay?"
    assert asked.wording("id") == "id"


def test_unknown_item_gets_the_closest_name(asked: Questionnaire) -> None:
    with pytest.raises(SpecificationError, match=r"no item 'price_upp'\. Did you mean 'price_up'\?"):
        asked.item("price_upp")


def test_frozen_hand_over(asked: Questionnaire) -> None:
    assert pickle.loads(pickle.dumps(asked)) == asked
    assert copy.deepcopy(asked) == asked
    assert dataclasses.replace(asked, title="Other") != asked
    with pytest.raises(dataclasses.FrozenInstanceError):
        asked.title = {}  # type: ignore[misc]
    with pytest.raises(TypeError):
        asked.item("满意度").wording["en"] = "x"  # type: ignore[index]


def test_later_changes_to_the_arguments_have_no_effect() -> None:
    labels = {1: {"en": "poor"}}
    item = Item("a", wording := {"en": "A?"}, ["Q"], Scale(1, 5, labels))  # type: ignore[arg-type]
    labels[1]["en"] = wording["en"] = "changed"
    assert item == Item("a", "A?", ("Q",), Scale(1, 5, {1: "poor"}))  # type: ignore[arg-type, dict-item]


def test_codebook_round_trip(asked: Questionnaire, tmp_path: Path) -> None:
    frame = asked.to_frame()
    assert tuple(frame.columns) == codebook_columns()
    assert Questionnaire.from_codebook(frame, asked.title) == asked
    frame.to_csv(tmp_path / "编码.csv", index=False, encoding="utf-8-sig")
    assert Questionnaire.from_codebook(tmp_path / "编码.csv", asked.title) == asked
    assert Questionnaire.from_codebook(asked.select([]).to_frame()) == Questionnaire(())


TEXTS = st.text(alphabet="ab=|\\满 '\"", max_size=6).map(str.strip)
CODES = st.one_of(
    st.integers(-99, 99).map(float),
    st.sampled_from([0.5, 1e20, 1e-7]),
    st.sampled_from(["a", "x=y", "p|q", "\\", "1 ", "007", "nan", "1", "'1'", "'"]).map(str.strip),
)


@settings(deadline=None, max_examples=100)
@given(st.dictionaries(CODES, st.dictionaries(st.sampled_from(["en", "zh", "de"]), TEXTS), max_size=4))
def test_any_label_survives_the_codebook(labels: dict[Any, dict[str, str]]) -> None:
    asked = Questionnaire((Item("q", "?", (), Scale(labels=labels), role="choice"), Item("r")))
    again = Questionnaire.from_codebook(asked.to_frame()).item("q")
    assert (again.scale or Scale()) == asked.item("q").scale


def test_numbers_in_a_codebook_frame_may_be_numbers() -> None:
    frame = pd.DataFrame(
        {"item": ["q1", "q2"], "low": [1, np.nan], "high": [10, np.nan], "construct": ["Q", None]}
    )
    asked = Questionnaire.from_codebook(frame)
    assert asked.item("q1").scale == Scale(1, 10)
    assert asked.item("q2") == Item("q2")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"low": "one"}, "item 'q': column 'low' holds 'one', which is no number"),
        ({"low": "5", "high": "1"}, "item 'q': Scale: low=5 is not below high=1"),
        ({"role": "ratings"}, "item 'q'.*unknown role 'ratings'.*Did you mean 'rating'"),
        ({"special_en": "98"}, "item 'q': column 'special_en' holds '98'; write CODE=TEXT"),
        ({"special_zh": "98=a|98=b"}, "column 'special_zh' gives the code 98 twice"),
        ({"low": "1", "high": "99", "special_en": "98=x"}, "special code 98 lies inside the range 1 to 99"),
        ({"low": "1", "high": "5", "labels_en": "6=x"}, "label for 6 lies outside the range 1 to 5"),
        ({"asked_if": "stay is 1"}, "item 'q': Cannot read the condition 'stay is 1'"),
        ({"asked_if": "q == 1"}, "'q' is asked only if it is answered itself"),
        ({"role": "derived"}, "needs a formula"),
        ({"role": "derived", "formula": "a+b"}, r"Cannot read the formula 'a\+b'"),
        ({"role": "rating", "formula": "a if b > 1 else c"}, "has the role 'derived', not 'rating'"),
        ({"formula": "a if b > 1 else c", "asked_if": "b == 1"}, "leave the column 'asked_if' empty"),
        ({"aspect": "importance"}, "attribute and aspect belong together"),
        ({"aspect": "performances", "attribute": "x"}, "unknown aspect.*Did you mean 'performance'"),
        ({"item": " "}, "row 1: the column 'item' is empty"),
        ({"item": "a`b"}, "backtick"),
    ],
)
def test_a_wrong_cell_is_named(row: dict[str, str], message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        Questionnaire.from_codebook(pd.DataFrame([{"item": "q", **row}]))


def test_wrong_codebook_columns_are_named() -> None:
    with pytest.raises(SpecificationError, match=r"unknown column 'asked if'\. Did you mean 'asked_if'"):
        Questionnaire.from_codebook(pd.DataFrame({"item": ["a"], "asked if": ["x"]}))
    with pytest.raises(
        SpecificationError, match=r"no column 'item'.*Did you mean 'items'.*Its columns are: items"
    ):
        Questionnaire.from_codebook(pd.DataFrame({"items": ["a"]}))


def test_codebook_files_that_cannot_be_read(tmp_path: Path) -> None:
    book = tmp_path / "book.csv"
    with pytest.raises(FileError, match=r"no codebook file 'book\.csv'"):
        Questionnaire.from_codebook(book)
    book.write_bytes(b"")
    with pytest.raises(FileError, match="is empty"):
        Questionnaire.from_codebook(book)
    book.write_bytes("item,wording_zh\nq,满意\n".encode("gb18030"))
    with pytest.raises(FileError, match="not UTF-8: byte 18"):
        Questionnaire.from_codebook(book)
    book.write_text("item,role\nq,rating,extra,more\nr,rating\ns,rating,a,b,c,d\n")
    with pytest.raises(FileError, match="no table of equal rows"):
        Questionnaire.from_codebook(book)


def test_references_must_exist() -> None:
    with pytest.raises(SpecificationError, match="lists item 'a' twice"):
        Questionnaire((Item("a"), Item("a")))
    with pytest.raises(SpecificationError, match=r"'b': its routing uses 'aa'.*Did you mean 'a'"):
        Questionnaire((Item("a"), Item("b", asked_if="aa == 1")))  # type: ignore[arg-type]
    with pytest.raises(SpecificationError, match="'d': its formula uses 'c'"):
        Questionnaire((Item("a"), Item("b")), (DerivedItem.from_formula("d", "a if b > 1 else c"),))
    with pytest.raises(SpecificationError, match="circle: a <- c <- b <- a"):
        Questionnaire(
            (
                Item("a", asked_if="c == 1"),  # type: ignore[arg-type]
                Item("b", asked_if="a == 1"),  # type: ignore[arg-type]
                Item("c", asked_if="b == 1"),  # type: ignore[arg-type]
            )
        )
    with pytest.raises(SpecificationError, match="'d' is defined by itself"):
        DerivedItem.from_formula("d", "a if d > 1 else b")


def test_scales_are_checked() -> None:
    with pytest.raises(SpecificationError, match="high=inf is not a finite number"):
        Scale(1, np.inf)
    with pytest.raises(SpecificationError, match="special code nan is not a finite number"):
        Scale(1, 5, special=[np.nan])  # type: ignore[arg-type]
    assert Scale(1).limits is None
    # A free number may have a special code within its plausible range.
    Item("age", scale=Scale(0, 120, special=[99]), role="number")  # type: ignore[arg-type]


def test_item_names_are_checked() -> None:
    for name in ("", " a", 3):
        with pytest.raises(SpecificationError):
            Item(name)  # type: ignore[arg-type]


def test_a_condition_may_be_text() -> None:
    written = DerivedItem("d", "a > 1", "b", "-c")  # type: ignore[arg-type]
    assert written == DerivedItem.from_formula("d", "b if a > 1 else -c")


def test_select_keeps_order_and_needs_what_it_refers_to(asked: Questionnaire) -> None:
    part = asked.select(["tolerance", "stay", "price_down", "price_up"])
    assert part.names == ("stay", "price_up", "price_down", "tolerance")
    assert part.title == asked.title
    with pytest.raises(SpecificationError, match="its routing uses 'complained'"):
        asked.select(["handling"])


def test_html_shows_used_columns_only(asked: Questionnaire) -> None:
    html = asked._repr_html_()
    assert "您满意吗？" in html
    assert "labels_zh" in html
    assert "<th>wording_en</th>" not in asked.select(["id"])._repr_html_()
