"""What model text says beyond constructs and arrows: modifiers, covariances, intercepts, constraints."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import csmodels as cs
from csmodels.errors import ModelSyntaxError, SpecificationError
from csmodels.path_models import expressions
from csmodels.path_models.statements import Refused, Statement, refuse_mixed

BASE = "A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3\nB ~ A\n"
BLOCKS = {"A": ["a1", "a2", "a3"], "B": ["b1", "b2", "b3"]}
ARROWS = {"B": ["A"]}


def said(text: str) -> list[Statement]:
    return list(cs.PathModel.from_syntax(text).statements)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a1 ~~ a2", [Statement("a1", "~~", "a2")]),
        ("a1 ~~ a2 + 0.5*b1", [Statement("a1", "~~", "a2"), Statement("a1", "~~", "b1", fixed=0.5)]),
        ("a1 + a2 ~~ p*b1", [Statement(a, "~~", "b1", label="p") for a in ("a1", "a2")]),
        ("a1 ~~ a1", [Statement("a1", "~~", "a1")]),
        ("A ~~ 1*A", [Statement("A", "~~", "A", fixed=1.0)]),
        ("a1 ~ 1", [Statement("a1", "~1")]),
        ("a1 ~1", [Statement("a1", "~1")]),
        ("a1 + a2 ~ 0*1", [Statement("a1", "~1", fixed=0.0), Statement("a2", "~1", fixed=0.0)]),
        ("A ~ m*1 + start(-2.5e1)*1", [Statement("A", "~1", label="m", start=-25.0)]),
        ("a1 ~~ -.5*a2", [Statement("a1", "~~", "a2", fixed=-0.5)]),
        ("a1 ~~ NA*a2 + 2nd*a2", [Statement("a1", "~~", "a2", label="2nd", free=True)]),
        ("a1 ~~ `NA`*a2", [Statement("a1", "~~", "a2", label="NA")]),
        ("a1 ~~ `1`*a2", [Statement("a1", "~~", "a2", label="1")]),
        ("a1 ~~ start*a2", [Statement("a1", "~~", "a2", label="start")]),
        ("a1 ～～ ０．５＊a2 ＋ 标＊b1", [
            Statement("a1", "~~", "a2", fixed=0.5), Statement("a1", "~~", "b1", label="标"),
        ]),
    ],
)  # fmt: skip
def test_statements(line, expected):
    assert said(BASE + line) == expected


def test_terms_of_measurement_and_structure_are_there_as_well():
    text = "A =~ NA*a1 + p*a2 + start(.5)*a2\nB =~ b1 + 0.7*b2\nB ~ 1*A + q*A + 1"
    model = cs.PathModel.from_syntax(text)
    assert model.measurement["A"].items == ("a1", "a2")
    assert model.paths == (("B", "A"),)
    assert list(model.statements) == [
        Statement("A", "=~", "a1", free=True),
        Statement("A", "=~", "a2", label="p", start=0.5),
        Statement("B", "=~", "b2", fixed=0.7),
        Statement("B", "~", "A", fixed=1.0, label="q"),
        Statement("B", "~1"),
    ]


def test_the_path_1_times_something_is_no_intercept():
    assert said("A =~ a\nB =~ b\nB ~ 1*A") == [Statement("B", "~", "A", fixed=1.0)]


def test_higher_order_loadings():
    model = cs.PathModel.from_syntax("A =~ a1 + a2\nB =~ b1 + b2\nW =~ A + p*B")
    assert model.measurement["W"] == cs.higher_order("A", "B")
    assert list(model.statements) == [Statement("W", "=~", "B", label="p")]
    assert cs.PathModel.from_syntax(str(model)) == model


def test_a_model_of_factors_alone():
    model = cs.PathModel.from_syntax("A =~ a1 + a2\nB =~ b1 + b2")
    assert model == cs.PathModel({"A": ["a1", "a2"], "B": ["b1", "b2"]})
    with pytest.raises(SpecificationError, match="no path"):
        model.fit(cs.Moments(np.eye(4), n=10, names=["a1", "a2", "b1", "b2"]))


# ---------------------------------------------------------------------- constraints and definitions


def test_equal_labels():
    lines = "A =~ a1 + p*a2 + q*a3\nB =~ b1 + r*b2 + s*b3\nB ~ t*A\nd := p + q*s - `t`\n"
    model = cs.PathModel.from_syntax("r == s; q == r\n" + lines)
    assert [each.label for each in model.statements] == ["p", "q", "q", "q", "t"]
    assert dict(model.defined) == {"d": "p + q*q - `t`"}


def test_a_label_at_a_value():
    text = "A =~ a1 + NA*a2 + p*a2 + q*a3\nB =~ b1\nB ~ A\np == q; 2 == q"
    expected = [Statement("A", "=~", item, fixed=2.0, label="p") for item in ("a2", "a3")]
    assert said(text) == expected
    # the value of one is the value of all
    assert said("A =~ a1 + 2*a2 + p*a2 + p*a3\nB =~ b1\nB ~ A") == expected


def test_expressions_go_on_while_something_is_open():
    text = BASE.replace("~ A", "~ p*A") + "x := (p +\n 2)^2 * # a remark\n p; y ：＝ x／2\nz :=\n -`p`"
    defined = cs.PathModel.from_syntax(text).defined
    assert dict(defined) == {"x": "(p + 2)^2 * p", "y": "x/2", "z": "-`p`"}


@pytest.mark.parametrize(
    ("line", "mark", "words"),
    [
        ("a1 ~~ B", 6, "joins the item 'a1' and the construct 'B'.* construct of its own"),
        ("a1 ~~ a9", 6, "names 'a9', which is neither a construct nor an item. Did you mean"),
        ("a9 ~ 1", 5, "'a9 ~ 1' names 'a9'"),
        ("a1 ~~ a2 + 1*a2 + 2*a2", 18, "two modifiers of one kind"),
        ("a1 ~~ a2; a2 ~~ 1*a1", 16, "'a1 ~~ a2' and 'a2 ~~ 1\\*a1' are about the same parameter"),
        ("a1 ~~ 1*a2 + p*a2; a1 ~~ 2*a3 + p*a3", 25, "label 'p' is held at 1 and at 2"),
        ("a1 ~~ 1*a2 + p*a2; a1 ~~ start(2)*a3 + p*a3", 25, "start value, but its label is held at 1"),
        ("a1 ~~ p*a2; p == 1; p == 2", 22, "'p' would be held at 1 and at 2"),
        ("a1 ~~ p*a2 + 3*a2; p == 2", 21, "'p' would be held at 3 and at 2"),
        ("a1 ~~ p*a2 + start(1)*a2; p == 2", 28, "has a start value; leave it out, or the constraint"),
        ("a1 ~~ pp*a2; qq == pp", 16, "'qq' is no label.* Known: pp"),
        ("a1 ~~ p*a2; d := 2*p; d == p", 24, "'d' is defined, not estimated"),
        ("a1 == 2*p", 3, "constraints are 'a == b'"),
        ("p - q == 0", 6, "constraints are 'a == b'"),
        ("1 == 2", 2, "constraints are 'a == b'"),
        ("a1 ~~ p*a2; d := p + q", 17, "'d' is made of 'q', which is no label. .*Known: p"),
        ("a1 ~~ -1*a1", 6, "'a1 ~~ -1\\*a1' holds a variance at -1.* Hold it at 0 or above"),
        ("A ~~ p*A; p == -2", 5, "holds a variance at -2"),
        ("W =~ A", 5, "'W' is measured by 'A' alone, which is a construct.* two or more dimensions"),
        ("W =~ w1 + A", 10, "the item 'w1' and the construct 'A' in.*'w1_ =~ w1', .* 'W =~ w1_ \\+ A'"),
        ("W <~ A + w1 + w2", 5, "items 'w1', 'w2' and the construct 'A'.*'w1_ <~ w1', 'w2_ <~ w2'"),
        ("d := q", 5, "which is no label. No parameter has a label"),
        ("a1 ~~ p*a2; p := 2*p", 17, "'p' is defined, and also the label of 'a1 ~~ a2'"),
        ("a1 ~~ p*a2; d := p; d := p", 20, "'d' is defined above"),
        ("a1 ~~ p*a2; d := e + p; e := d", 17, "made of each other in a circle"),
        ("a1 ~~ p*a2; d := p +", 17, "is no expression; write e.g. 'a\\*b \\+ c'"),
        ("a1 ~~ p*a2; d := sin(p)", 17, "'sin' is no function here.*exp, log, sqrt, abs"),
        ("a1 ~~ p*a2; d := p = 2", 17, "'=' has no meaning in an expression"),
        ("a1 ~~ p*a2; d := 2 + 3", 17, "names no label"),
        ("a1 ~~ p*a2; d :=", 14, "one expression stands after ':='"),
        ("a1 ~~ p*a2; d + e := p", 18, "one name stands before ':='"),
        ("a1 ~~ p*a2; d := `p", 17, "this backtick has no partner"),
    ],
)  # fmt: skip
def test_refused_with_line_and_mark(line, mark, words):
    with pytest.raises(ModelSyntaxError, match=words) as caught:
        cs.PathModel.from_syntax(BASE + line)
    head, shown, pointer = str(caught.value).split("\n")
    assert head.startswith("Line 4: ")
    assert head.endswith(".")
    assert shown == "    " + line
    assert pointer == "    " + " " * mark + "^"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"covariances": [("a1", "a1")]}, "'a1' with itself is its variance"),
        ({"covariances": [("a1", "a2"), ("a2", "a1")]}, "'a1 ~~ a2' and 'a2 ~~ a1' are about the same"),
        ({"covariances": ["a1"]}, "pairs of names, as .'q1', 'q2'., not 'a1'"),
        ({"covariances": [("a1", "A")]}, "joins the item 'a1' and the construct 'A'"),
        ({"statements": ["a1 ~~ a2"]}, "statements= holds Statement"),
        ({"statements": [Statement("A", "=~", "b1", fixed=1)]}, "not in the measurement .* Add it there"),
        ({"statements": [Statement("A", "~", "B", label="p")]}, "not in the structure"),
        ({"statements": [Statement("A", "=~", "a2")]}, "'A =~ a2' says nothing"),
        ({"defined": ["a"]}, "defined must be a mapping"),
        ({"defined": {"x": 3}}, "expression of 'x' must be a text"),
    ],
)
def test_refused_in_mappings(more, words):
    with pytest.raises(SpecificationError, match=words) as caught:
        cs.PathModel(BLOCKS, ARROWS, **more)
    assert not isinstance(caught.value, ModelSyntaxError)


@pytest.mark.parametrize(
    "said",
    [Statement("a1", "~~", "a1"), Statement("a1", "~~", "a1", fixed=0.5), Statement("a1", "~1", label="m")],
    ids=str,
)
@pytest.mark.parametrize("block", [["a1", "a2", "a3"], ["c1"]])
def test_a_name_of_a_construct_and_of_an_item(said, block):
    """Its variance and its mean can be those of either; a covariance says by its partner which is meant."""
    blocks = {"a1": block, "B": ["a1", "b1", "b2"]}
    with pytest.raises(SpecificationError, match="the construct 'a1' or the item 'a1'"):
        cs.PathModel(blocks, {"B": ["a1"]}, statements=[said])
    pairs = [("a1", "b1"), ("a1", "B")]
    assert len(cs.PathModel(blocks, {"B": ["a1"]}, covariances=pairs).statements) == 2


@pytest.mark.parametrize("said", [Statement("a1", "~~", "a1", fixed=0.5), Statement("a1", "~1", label="m")])
def test_a_construct_may_bear_the_name_of_its_only_item(said):
    model = cs.PathModel({"a1": ["a1"], "B": ["b1", "b2"]}, {"B": ["a1"]}, statements=[said])
    assert model.statements == (said,)


def test_what_a_mixed_block_is_told_to_write_is_read():
    lines = "A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3\nB ~ A\n"
    with pytest.raises(ModelSyntaxError) as caught:
        cs.PathModel.from_syntax(lines + "W =~ w1 + A + B")
    told = str(caught.value).split("'")
    wanted = [part for part in told if "=~" in part and "\n" not in part]
    assert wanted == ["w1_ =~ w1", "W =~ w1_ + A + B"]
    model = cs.PathModel.from_syntax("A =~ a1 + a2\n" + "\n".join(["B =~ b1 + b2", *wanted]))
    assert model.measurement["W"].dimensions == ("w1_", "A", "B")
    # a name that is taken is not proposed
    with pytest.raises(ModelSyntaxError, match="'w1__ =~ w1'"):
        cs.PathModel.from_syntax("A =~ a1 + a2\nw1_ =~ b1 + b2\nW =~ w1 + A + w1_")


def test_a_mixed_block_with_columns_of_such_names():
    """Only the data tell whether a name of a mapping is a column."""
    blocks = cs.PathModel({"A": ["a1", "a2"], "W": ["w1", "A"]}, {}).measurement
    with pytest.raises(Refused, match="'W' is made of the item 'w1' and the construct 'A'"):
        refuse_mixed(blocks, ["a1", "a2", "w1"])
    refuse_mixed(blocks, ["a1", "a2", "w1", "A"])


def test_a_higher_order_construct_has_several_dimensions():
    with pytest.raises(
        SpecificationError, match=r"'W' is measured by 'A' alone.* use 'A' in the place of 'W'"
    ):
        cs.PathModel({**BLOCKS, "W": ["A"]}, {})
    both = cs.PathModel.from_syntax(BASE.replace("B ~ A\n", "W =~ A + B"))
    assert both.measurement["W"] == cs.higher_order("A", "B")
    # a column may be in two blocks
    shared = cs.PathModel({"A": ["A"], "W": ["A"]}, {})
    assert shared.items == ("A",)


def test_loadings_of_what_has_none():
    for block in (cs.composite("a1", "a2"), cs.composite("a1", mode="A")):
        with pytest.raises(SpecificationError, match="'A' is not reflective"):
            cs.PathModel({**BLOCKS, "A": block}, ARROWS, statements=[Statement("A", "=~", "a1", fixed=1)])


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("a", "=", "b"), "op='=' is no operator"),
        (("a", "~1", "b"), "no right side"),
        (("a", "~~", ""), "'' .the right side"),
        (("a", "~~", "b", float("nan")), "fixed=nan of 'a ~~ b' must be a finite number"),
        (("a", "~~", "b", True), "fixed=True"),
        (("a", "~~", "b", None, "x`y"), "a label"),
    ],
)
def test_no_statement(parts, words):
    with pytest.raises(SpecificationError, match=words):
        Statement(*parts)


def test_pls_refuses_statements():
    model = cs.PathModel(BLOCKS, ARROWS, covariances=[("a1", "b1")])
    with pytest.raises(SpecificationError, match="'a1 ~~ b1' belongs to covariance models"):
        model.fit(cs.Moments(np.eye(6), n=10, names=list(model.items)))


# ---------------------------------------------------------------------- there and back

LABELS = st.one_of(
    st.sampled_from(["p", "q", "NA", "mode", "start", "1", "2nd", "a.b", "lambda", "质 量", "exp", ".5"]),
    st.text(alphabet="ab1.:;#* ", min_size=1, max_size=4).filter(str.strip),
)
NUMBERS = st.floats(-1e6, 1e6).map(lambda x: x + 0.0) | st.sampled_from([0.1, 1 / 3, 1e-300, 5e20])


@st.composite
def statements(draw, keys) -> list[Statement]:
    found = []
    for lhs, op, rhs in draw(st.lists(st.sampled_from(keys), unique=True)):
        kind = draw(st.sampled_from(["fixed", "label", "start", "free", "label, start", "label, free"]))
        label = draw(LABELS) if "label" in kind else None
        fixed = draw(NUMBERS) if kind == "fixed" else None
        if fixed is not None and lhs == rhs:
            fixed = abs(fixed)  # a variance
        start = draw(NUMBERS) if "start" in kind else None
        found.append(Statement(lhs, op, rhs, fixed, label, start, "free" in kind))
    return found


@st.composite
def models(draw) -> cs.PathModel:
    blocks = {"A": ["a 1", "1", "mode"], "NA": ["b1", "b:2"], "start": ["c(1)", "c"], "D": ["d"]}
    arrows = draw(st.sampled_from([{}, {"start": ["A", "NA"]}, {"D": ["start", "A"], "NA": ["A"]}]))
    keys = [(name, "=~", item) for name, items in blocks.items() for item in items]
    keys += [(outcome, "~", p) for outcome, predictors in arrows.items() for p in predictors]
    keys += [("1", "~~", "mode"), ("a 1", "~~", "a 1"), ("A", "~~", "NA"), ("c", "~1", ""), ("D", "~1", "")]
    made = draw(statements(keys))
    labels = sorted({each.label for each in made if each.label})
    defined = {}
    if labels:
        named = draw(st.lists(st.sampled_from(labels), min_size=1, max_size=3))
        defined = {"a figure": " * ".join(f"`{label}`" for label in named), "next": "exp(`a figure`)  ** -2"}
    covariances = [("b1", "c"), ("b:2", "c(1)")] if draw(st.booleans()) else []
    return cs.PathModel(blocks, arrows, covariances=covariances, statements=made, defined=defined)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(models())
def test_round_trip(model):
    again = cs.PathModel.from_syntax(model.to_syntax())
    assert again == model
    assert hash(again) == hash(model)
    assert list(map(repr, again.statements)) == list(map(repr, model.statements))


def test_order_of_statements_is_that_of_the_text():
    given = [
        Statement("a1", "~1"),
        Statement("B", "~", "A", label="p"),
        Statement("a2", "~~", "b1"),
        Statement("A", "=~", "a3", label="q"),
        Statement("a1", "~~", "a2"),
        Statement("A", "=~", "a2", label="r"),
    ]
    model = cs.PathModel(BLOCKS, ARROWS, statements=given)
    assert [model.statements.index(each) for each in given] == [5, 2, 3, 1, 4, 0]
    names = {"PathModel": cs.PathModel, "Construct": cs.Construct, "Statement": Statement}
    assert eval(repr(model), names) == model


# ---------------------------------------------------------------------- expressions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b*2", 11.0),
        ("(a + b)*2", 16.0),
        ("a - b - 1", 1.0),
        ("-a^2", -25.0),
        ("2**-1 * a", 2.5),
        ("a/b/2", 5 / 6),
        ("sqrt(abs(-a)) + log(exp(b))", 5**0.5 + 3),
        ("+a*.5e1", 25.0),
        ("`a` + lambda", 12.0),
        ("exp + exp(exp)", 2 + np.exp(2)),
    ],
)
def test_expressions(text, expected):
    values = {"a": 5.0, "b": 3.0, "lambda": 7.0, "exp": 2.0}
    batch = {name: np.array([value, 2 * value]) for name, value in values.items()}
    read = expressions.read(text)
    assert read(batch)[0] == pytest.approx(expected, rel=1e-15)
    assert read(batch).shape == (2,)


@pytest.mark.parametrize(
    "text",
    ["a b", "a,b", "a.b()", "__import__(a)", "a if a else a", "a == b", "[a]", "a(b)", "(a)(b)", "exp(a, b)",
     "`a`(b)", "exp()", "a := b", "a < b", "", "a\\b", "'a'",
     "(" * 300 + "a" + ")" * 300, "+".join("a" * 999)],
)  # fmt: skip
def test_no_expression(text):
    with pytest.raises(SpecificationError):
        expressions.read(text)
