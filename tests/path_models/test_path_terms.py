"""Declaring products and higher-order constructs: in Python, in model text, and what is refused."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import csmodels as cs
from csmodels.errors import ModelSyntaxError, SpecificationError
from csmodels.path_models.model import check_recursive
from csmodels.path_models.terms import (
    HigherOrder,
    Interaction,
    Quadratic,
    higher_order,
    interaction,
    quadratic,
    refuse_terms,
    refuse_unfinished_products,
    term_notices,
)

BLOCKS = {"A": ["a1", "a2"], "B": ["b1", "b2"], "C": ["c"], "Y": ["y1", "y2"]}


def build(entries=None, arrows=None):
    return cs.PathModel({**BLOCKS, **(entries or {})}, arrows or {"Y": ["A", "B", "C"]})


def test_a_colon_in_the_structure_is_an_interaction():
    model = build(arrows={"Y": ["A", "B", "C", "A:B", "A:A"]})
    assert model.measurement["A:B"] == interaction("A", "B")
    assert model.measurement["A:A"] == quadratic("A")
    assert model.terms == ("A:B", "A:A")
    assert not model.plain
    assert model.items == ("a1", "a2", "b1", "b2", "c", "y1", "y2")
    assert model.columns == (*model.items, "A:B", "A:A")
    explicit = build({"A:B": interaction("A", "B"), "A:A": quadratic("A")}, model.structure)
    assert explicit == model


def test_names_of_product_columns():
    model = build({"AxB": interaction("A", "B", "product_indicator"), "A2": quadratic("A", "orthogonal")})
    assert model.measurement["AxB"].items == ("a1:b1", "a1:b2", "a2:b1", "a2:b2")
    assert model.measurement["A2"].items == ("a1:a1", "a1:a2", "a2:a2")
    assert {type(model.measurement[name]) for name in ("AxB", "A2")} == {Interaction, Quadratic}


def test_a_block_of_constructs_is_higher_order():
    model = build({"H": ["A", "B"]}, {"Y": ["H", "C"]})
    assert model.measurement["H"] == higher_order("A", "B")
    assert model.lower_order == ("A", "B")
    assert model.structural == ("C", "Y", "H")
    assert model.items == ("a1", "a2", "b1", "b2", "c", "y1", "y2")
    formed = build({"H": cs.composite("A", "C")}, {"Y": ["H", "B"]})
    assert formed.measurement["H"] == higher_order("A", "C", mode="B")


def test_items_named_as_their_construct_stay_items():
    model = cs.PathModel({"A": ["A"], "B": ["A2", "B"], "Y": ["y"]}, {"Y": ["A", "B"]})
    assert model.plain
    assert model.columns == model.items == ("A", "A2", "B", "y")


def test_repeated_indicators_bring_their_arrows():
    reflective = build({"H": higher_order("A", "B", method="repeated_indicators")}, {"Y": ["H", "C"]})
    assert reflective.measurement["H"].items == ("a1", "a2", "b1", "b2")
    assert dict(reflective.structure) == {"Y": ("H", "C"), "A": ("H",), "B": ("H",)}
    assert reflective.lower_order == ()
    formed = build({"H": higher_order("A", "B", mode="B", method="repeated_indicators")}, {"Y": ["H", "C"]})
    assert formed.structure["H"] == ("A", "B")
    assert cs.PathModel(formed.measurement, formed.structure) == formed


def test_equality_hash_pickle_and_repr():
    model = build({"H": higher_order("A", "B")}, {"Y": ["H", "C", "H:C"]})
    assert pickle.loads(pickle.dumps(model)) == model
    assert hash(cs.PathModel(model.measurement, model.structure)) == hash(model)
    names = {
        "PathModel": cs.PathModel,
        "Construct": cs.Construct,
        "Interaction": Interaction,
        "HigherOrder": HigherOrder,
    }
    assert eval(repr(model), names) == model


@pytest.mark.parametrize(
    ("entries", "arrows", "words"),
    [
        ({"AxZ": interaction("A", "Z")}, None, "'AxZ' multiplies 'Z', which is no construct"),
        ({"A:Q": quadratic("A:Q")}, None, "'A:Q' cannot be a product of itself"),
        ({"P": interaction("A", "B"), "Q": interaction("P", "C")}, None, "'P', which is a product itself"),
        ({"P": interaction("A", "B")}, {"P": ["C"]}, "'P' is a product and cannot depend on anything"),
        (
            {"H": higher_order("A", "B"), "P": interaction("A", "C")},
            {"Y": ["H", "C", "P"]},
            "a dimension of 'H' without paths of its own: multiply 'H' instead",
        ),
        ({"H": higher_order("A", "Z")}, {"Y": ["H"]}, "dimension 'Z', which is no construct"),
        ({"H": higher_order("A", "H")}, {"Y": ["H"]}, "'H' cannot be a dimension of itself"),
        ({"H": higher_order("A", "B")}, {"Y": ["H", "A"]}, "'A' is a dimension of 'H' and has a path of its"),
        (
            {"H": higher_order("A", "B"), "K": higher_order("B", "C")},
            {"Y": ["H", "K"]},
            "'B' is a dimension of 'H' and of 'K'",
        ),
        (
            {"H": higher_order("A", "B"), "K": higher_order("H", "C")},
            {"Y": ["K"]},
            "'H' cannot be a dimension of 'K'",
        ),
        (
            {"H": higher_order("A", "B", mode="B", method="repeated_indicators")},
            {"H": ["C"], "Y": ["H"]},
            "explain it completely.*disjoint_two_stage",
        ),
        (None, {"Y": ["A", "B", "A:Z"]}, "names 'A:Z', which has no items"),
    ],
)
def test_refused_when_built(entries, arrows, words):
    with pytest.raises(SpecificationError, match=words):
        build(entries, arrows)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: interaction("A", "A"), r"cannot moderate itself: write cs.quadratic\('A'\)"),
        (
            lambda: interaction("A", "B", "two-stage"),
            "method='two-stage' is unknown. Did you mean 'two_stage'",
        ),
        (lambda: higher_order("A"), "two dimensions or more, not only 'A'"),
        (lambda: higher_order(), "No names are given for a higher-order construct"),
        (lambda: higher_order("A", "A"), "'A' is listed twice"),
        (lambda: higher_order("A", "B", mode="C"), "mode='C' is unknown"),
        (lambda: higher_order("A", "B", method="embedded"), "method='embedded' is unknown"),
    ],
)
def test_refused_when_declared(make, words):
    with pytest.raises(SpecificationError, match=words):
        make()


def test_a_name_with_two_meanings():
    blocks = {"A": ["a"], "B:C": ["bc"], "A:B": ["ab"], "C": ["c"], "Y": ["y"]}
    with pytest.raises(SpecificationError, match="'A:B:C' can mean 'A' times 'B:C' or 'A:B' times 'C'"):
        cs.PathModel(blocks, {"Y": ["A:B:C"]})


def test_refused_when_fitted():
    with pytest.raises(SpecificationError, match="Without the products, construct 'A' has no path"):
        check_recursive(build(arrows={"Y": ["C", "A:B"]}))
    with pytest.raises(SpecificationError, match="circle among 'A', 'Y', 'A:B'"):
        check_recursive(build(arrows={"A": ["Y", "B"], "Y": ["B", "C", "A:B"]}))


def test_what_a_method_cannot_do():
    model = build(arrows={"Y": ["A", "B", "C", "A:B"]})
    with pytest.raises(SpecificationError) as refused:
        refuse_terms(model, "pls_predict()")
    assert str(refused.value) == (
        "pls_predict() is not available for a model with interaction 'A:B'. An interaction is the product of"
        " two constructs and has no items: leave it out for this analysis."
    )
    refuse_terms(build(), "pls_predict()")
    with pytest.raises(SpecificationError, match="'A:B': products of unfinished answers do not exist"):
        refuse_unfinished_products(model, "em")
    refuse_unfinished_products(build(), "em")


def test_each_kind_of_term_is_refused_in_its_words():
    model = build(arrows={"Y": ["A", "B", "C", "A:A", "B:B"]})
    with pytest.raises(
        SpecificationError, match=r"with quadratic terms 'A:A', 'B:B'\. Quadratic terms are squ"
    ):
        refuse_terms(model, "what_if()")
    blocks = {"A": ["a1"], "B": ["b1"], "Y": ["y1"], "W": cs.higher_order("A", "B")}
    whole = cs.PathModel(blocks, {"Y": ["W", "W:W"]})
    with pytest.raises(SpecificationError) as refused:
        refuse_terms(whole, "priorities()")
    assert str(refused.value) == (
        "priorities() is not available for a model with quadratic term 'W:W' and higher-order construct 'W'."
        " A quadratic term is the square of a construct and has no items: leave it out for this analysis."
        " A higher-order construct is made of other constructs: put its dimensions in its place for this"
        " analysis."
    )


@pytest.mark.parametrize("missing", ["em", "pairwise", "mean"])
def test_no_products_of_unfinished_answers(answers, missing):
    blocks = {"Quality": ["q1", "q2"], "Value": ["v1"], "Satisfaction": ["s1", "s2"]}
    model = cs.PathModel(blocks, {"Satisfaction": ["Quality", "Value", "Quality:Value"]})
    with pytest.raises(
        SpecificationError, match=f'missing="{missing}" .* Use missing="listwise" or missing="mi"'
    ):
        model.fit(answers, missing=missing)


def test_an_interaction_without_main_effects_is_told():
    model = build(arrows={"Y": ["B", "C", "A:B"], "B": ["A"]})
    (told,) = term_notices(model)
    assert "'A'" in told.text()
    assert "A:B" in told.text("zh")
    assert term_notices(build(arrows={"Y": ["A", "B", "C", "A:B"]})) == []


TEXT = """
A =~ a1 + a2
B =~ b1 + b2
C =~ c
D =~ d
H <~ A + B                                # constructs on the right
R =~ repeated_indicators(C, D)
Y =~ y1 + y2
CxH <~ interaction(C, H, "orthogonal")
H2 <~ quadratic(H)
Y ~ H + R + C + H:C + CxH + H2
"""


def test_text_with_everything():
    model = cs.PathModel.from_syntax(TEXT)
    assert model == cs.PathModel(
        {
            "A": ["a1", "a2"],
            "B": ["b1", "b2"],
            "C": ["c"],
            "D": ["d"],
            "H": higher_order("A", "B", mode="B"),
            "R": higher_order("C", "D", method="repeated_indicators"),
            "Y": ["y1", "y2"],
            "CxH": interaction("C", "H", "orthogonal"),
            "H2": quadratic("H"),
        },
        {"Y": ["H", "R", "C", "H:C", "CxH", "H2"]},
    )
    assert cs.PathModel.from_syntax(str(model)) == model
    assert "H:C <~" not in str(model)


def test_text_of_an_interaction_declared_elsewhere_keeps_its_place():
    first = cs.PathModel({"A:B": interaction("A", "B"), **BLOCKS}, {"Y": ["A", "B", "C", "A:B"]})
    assert "A:B <~ interaction(A, B)" in str(first)
    assert cs.PathModel.from_syntax(str(first)) == first
    unused = build({"A:C": interaction("A", "C")})
    assert cs.PathModel.from_syntax(str(unused)) == unused


def test_wide_colons_and_quoted_names():
    text = "`质 量` =~ q1\n形象 =~ i1\n满意 =~ s1\n满意 ~ `质 量` + 形象 + `质 量`：形象"
    model = cs.PathModel.from_syntax(text)
    assert model.measurement["质 量:形象"] == interaction("质 量", "形象")
    assert cs.PathModel.from_syntax(str(model)) == model


def test_a_plain_construct_with_a_colon_in_its_name():
    model = cs.PathModel({"a:b": ["x:y"], "c": ["z"]}, {"c": ["a:b"]})
    assert model.plain
    assert cs.PathModel.from_syntax(str(model)) == model


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A =~ a\nY ~ A:", "a name is missing after ':'"),
        ("A =~ a\nY ~ :A", "a name is missing before ':'"),
        ("A =~ a\nY ~ A:+", "a name is missing after ':'"),
        ("P <~ interaction(A)", r"write interaction\(A, B\)"),
        ("P =~ interaction(A, B)", r"write interaction\(A, B\) or .* after '<~'"),
        ("P <~ interaction(A B)", r"write interaction\(A, B\)"),
        ('P <~ interaction(A, B, "two stage")', "'two stage' is no method; known are two_stage"),
        ("P <~ interaction(A, A)", "cannot moderate itself"),
        ('P <~ quadratic("orthogonal")', r"write quadratic\(A\)"),
        ("H =~ repeated_indicators(A)", "two dimensions or more"),
        ('H =~ repeated_indicators(A, "x")', r"write repeated_indicators\(A, B\)"),
        ("P <~ interaction(A, B) + c", r"write interaction\(A, B\)"),
        ("P <~ quadratic(A)\nP =~ p", "'P' is declared above; it cannot also have items"),
        ("P =~ p\nP <~ quadratic(A)", "'P' is declared above; it cannot also be a term"),
    ],
)
def test_text_refused(text, words):
    with pytest.raises(ModelSyntaxError, match=words) as caught:
        cs.PathModel.from_syntax(text)
    assert str(caught.value).splitlines()[-1].strip() == "^"


@st.composite
def models(draw) -> cs.PathModel:
    names = ["A", "B", "C d", "质量"]
    blocks: dict[str, object] = {name: [f"{name}1", f"{name}2"][: draw(st.integers(1, 2))] for name in names}
    inside = draw(st.lists(st.sampled_from(names), max_size=3, unique=True))
    method = draw(st.sampled_from(["disjoint_two_stage", "repeated_indicators"]))
    free = names
    if len(inside) > 1:
        blocks["H"] = higher_order(*inside, mode=draw(st.sampled_from("AB")), method=method)
        free = ["H", *(name for name in names if name not in inside)]
    blocks["Y"] = ["y"]
    predictors = draw(st.lists(st.sampled_from(free), min_size=1, unique=True))
    pair = st.lists(st.sampled_from(free), min_size=2, max_size=2)
    for i, (a, b) in enumerate(draw(st.lists(pair, max_size=3))):
        name = draw(st.sampled_from([f"{a}:{b}", f"P{i}"]))
        chosen = draw(st.sampled_from(["two_stage", "product_indicator", "orthogonal"]))
        if name in predictors or name in blocks:
            continue
        if name.startswith("P") or draw(st.booleans()):
            blocks[name] = quadratic(a, chosen) if a == b else interaction(a, b, chosen)
        predictors.append(name)
    return cs.PathModel(blocks, {"Y": predictors})


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(models())
def test_round_trip(model):
    assert cs.PathModel.from_syntax(str(model)) == model
    assert cs.PathModel(model.measurement, model.structure) == model
