"""Model text: everything it reads, writes and refuses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import csmodels as cs
from csmodels.errors import ModelSyntaxError

TEXT = """
# the measurement
Quality =~ q1 + q2 + q3   # reflective
Price <~ p1 + p2          ! a composite, Mode B
Image <~ mode("A")*i1 + i2
Satisfaction =~ s1 +
    s2
    + s3

Satisfaction ~ Quality + Price; Quality ~ Image
"""


def test_reads_everything():
    model = cs.PathModel.from_syntax(TEXT)
    assert model == cs.PathModel(
        {
            "Quality": ["q1", "q2", "q3"],
            "Price": cs.composite("p1", "p2", mode="B"),
            "Image": cs.composite("i1", "i2", mode="A"),
            "Satisfaction": ["s1", "s2", "s3"],
        },
        {"Satisfaction": ["Quality", "Price"], "Quality": ["Image"]},
    )


@pytest.mark.parametrize(
    "text",
    [
        "A =~ a1 + a2\nB =~ b\nB ~ A",
        "A =~ a1\nA =~ a2\nB =~ b\nB ~ A",
        "A=~a1+a2;B=~b;B~A",
        "B ~ A\nA =~ a1 + a2\nB =~ b",
        "  A =~ a1 + a2 ;; \n\n ; B =~ b\r\nB ~ A\n",
        "A =~\n a1 +\n\n # a remark in between\n a2\nB =~ b\nB ~\nA",
        "`A` =~ `a1` + a2\n`B` =~ b\nB ~ A",
    ],
)
def test_the_same_model_written_differently(text):
    model = cs.PathModel.from_syntax(text)
    assert dict(model.measurement) == {
        "A": cs.Construct(("a1", "a2")),
        "B": cs.Construct(("b",)),
    }
    assert model.paths == (("B", "A"),)


def test_several_outcomes_at_once():
    model = cs.PathModel.from_syntax("A =~ a\nB =~ b\nC =~ c\nB + C ~ A")
    assert model.paths == (("B", "A"), ("C", "A"))


def test_names_of_all_kinds():
    text = "质量 =~ 问题1 + `overall, 1–10` + q.3 + 2nd\n`B c` =~ _b\n`B c` ~ 质量\u3000"
    model = cs.PathModel.from_syntax(text)
    assert model.items == ("问题1", "overall, 1–10", "q.3", "2nd", "_b")
    assert cs.PathModel.from_syntax(str(model)) == model


def test_mode_of_a_continued_composite():
    model = cs.PathModel.from_syntax('A <~ mode("A")*a1\nA <~ a2\nB =~ b\nB ~ A')
    assert model.measurement["A"] == cs.composite("a1", "a2", mode="A")


def test_a_construct_named_mode():
    model = cs.PathModel({"mode": ["mode"], "B": cs.composite("x", mode="B")}, {"B": ["mode"]})
    assert cs.PathModel.from_syntax(str(model)) == model


@pytest.mark.parametrize(
    ("text", "line", "mark", "words"),
    [
        ("A =~ a\na > 1", 2, 2, "'>' .inequality constraints. is not available; model text knows =~"),
        ("A =~ a\na < 1", 2, 2, "'<' .inequality constraints"),
        ("A =~ a\na | t1", 2, 2, "'|' .thresholds"),
        ("A =~ a\na ~*~ a", 2, 2, "'~\\*~' .scaling"),
        ('A =~ equal("x")*a', 1, 5, r"'equal\(...\)' is no modifier .* known are 0.5\*x"),
        ("A =~ c(p, q)*a", 1, 5, "modifier of its own; .*by=, equal= and free="),
        ("A =~ start(p)*a", 1, 5, "write a number in the brackets"),
        ("A =~ start(1)a", 1, 5, "'\\*' is missing after 'start'"),
        ("A =~ p*0.5*a", 1, 7, "one modifier stands before a name; .* repeat the name"),
        ("A =~ p*a + q*a", 1, 11, r"'a' has two modifiers of one kind \(label\)"),
        ("A =~ p*a + a", 1, 11, "'a' is listed twice"),
        ("A =~ 1*a + start(2)*a", 1, 5, "'A =~ a' is held at a value and given a start value"),
        ("A =~ NA*a + 1*a", 1, 5, "'A =~ a' is held at a value and set free"),
        ("A =~ 'p'*a", 1, 5, "\"'p'\" cannot stand before"),
        ("A =~ 2", 1, 5, "a name is wanted here, not '2'"),
        ("A =~ p*", 1, 6, "a name is missing after '\\*'"),
        ("p*A =~ a", 1, 0, "modifiers .* stand on the right"),
        ("A <~ p*a", 1, 5, "weights of a composite are estimated"),
        ("A =~ a\nA ~ 2", 2, 4, "a name is wanted here, not '2'"),
        ("A =~ a\nA ~ 1 + 1", 2, 8, "'1' is listed twice"),
        ("A =~ a b", 1, 7, r"'\+' is wanted here, not 'b'"),
        ("A =~ a + + b", 1, 9, "a name is wanted here, not '[+]'"),
        ("A =~ a +", 1, 7, r"a name is missing after '\+'"),
        ("A =~", 1, 2, "a name is missing beside '=~'"),
        ("=~ a", 1, 0, "a name is missing beside '=~'"),
        ("A =~ a =~ b", 1, 7, "one statement has one operator"),
        ("A + a", 1, 0, "no operator; use =~"),
        ("A =~ a, b", 1, 6, r"joined by '\+', not ','"),
        ("A =~ a + b + a", 1, 13, "'a' is listed twice; name it once"),
        ("A =~ a + b\nA =~ a", 2, 5, "'a' is listed twice for 'A'"),
        ("A =~ a\nB =~ b\nB ~ A\nB ~ A", 4, 4, "'A' is listed twice for 'B'"),
        ("A =~ a\nA <~ b", 2, 2, "'A' is reflective above; it cannot also be composite"),
        ('A <~ mode("C")*a', 1, 5, 'write mode\\("A"\\)'),
        ("A =~ a & b", 1, 7, "'&' has no meaning here; names with such signs go in backticks"),
        ("A =~ a\nB =~ `b", 2, 5, "this backtick has no partner"),
        ("A =~ a\nA ~ B", 2, 4, "'B', which has no items"),
        ("A =~ a\nA ~ A", 2, 4, "'A' cannot depend on itself"),
        ("A =~ a\n\t~ A", 2, 8, "a name is missing beside '~'"),
    ],
)
def test_refused_with_line_and_mark(text, line, mark, words):
    with pytest.raises(ModelSyntaxError, match=words) as caught:
        cs.PathModel.from_syntax(text)
    head, shown, pointer = str(caught.value).split("\n")
    assert head.startswith(f"Line {line}: ")
    assert shown == "    " + text.split("\n")[line - 1].expandtabs()
    assert pointer == "    " + " " * mark + "^"


def test_refused_as_a_whole():
    with pytest.raises(ModelSyntaxError, match="no measurement"):
        cs.PathModel.from_syntax("# nothing but a remark")
    with pytest.raises(ModelSyntaxError, match="must be a str, not list"):
        cs.PathModel.from_syntax(["A =~ a"])


NAMES = st.one_of(
    st.from_regex(r"[A-Za-z_][A-Za-z0-9_.]{0,6}", fullmatch=True),
    st.text(alphabet="顾客满意度质量 .-+~=*#!;1a", min_size=1, max_size=6).filter(str.strip),
    st.text(min_size=1, max_size=6).filter(lambda s: s.strip() and not set("`\n\r") & set(s)),
)


@st.composite
def models(draw) -> cs.PathModel:
    count = draw(st.integers(2, 4))
    constructs = draw(st.lists(NAMES, min_size=count, max_size=count, unique=True))
    blocks = {}
    for name in constructs:
        # a block of constructs alone would be a higher-order construct
        names = NAMES.filter(lambda s: s not in constructs)
        items = draw(st.lists(names, min_size=1, max_size=3, unique=True))
        kind = draw(st.sampled_from(["reflective", "A", "B"]))
        blocks[name] = items if kind == "reflective" else cs.composite(*items, mode=kind)
    arrows = {}
    for i, name in enumerate(constructs[1:], start=1):
        if predictors := draw(st.lists(st.sampled_from(constructs[:i]), unique=True)):
            arrows[name] = predictors
    return cs.PathModel(blocks, arrows)


@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(models())
def test_round_trip(model):
    assert cs.PathModel.from_syntax(str(model)) == model
    assert cs.PathModel.from_syntax(model.to_syntax()) == model


def test_wide_signs_mean_the_same():
    """Chinese input methods write operators wide, and pages on the net bring no-break spaces."""
    wide = "质量 ＝～ q1 ＋ q2；满意\u00a0=~ s1 ＋ s2 ＃ 注释\n满意 ～ 质量"
    narrow = "质量 =~ q1 + q2\n满意 =~ s1 + s2\n满意 ~ 质量"
    assert cs.PathModel.from_syntax(wide) == cs.PathModel.from_syntax(narrow)


def test_a_backtick_without_partner_is_told():
    with pytest.raises(ModelSyntaxError, match="this backtick has no partner"):
        cs.PathModel.from_syntax("A =~ `q 1 + q2")
