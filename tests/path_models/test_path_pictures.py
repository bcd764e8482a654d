"""Path diagrams of higher-order constructs: the dimensions are drawn, with their loadings or weights."""

from __future__ import annotations

import matplotlib
import pytest
from matplotlib import pyplot

import csmodels as cs
from csmodels.errors import SpecificationError
from csmodels.plots.diagram_tables import MEASURED_WIDTH

BLOCKS = {"Quality": ["q1", "q2", "q3"], "Value": ["v1", "v2"], "Satisfaction": ["s1", "s2", "s3"]}


@pytest.fixture(autouse=True)
def _figures():
    matplotlib.use("Agg")
    yield
    pyplot.close("all")


def fitted(answers, mode="A", method="disjoint_two_stage", blocks=BLOCKS):
    whole = cs.higher_order("Quality", "Value", mode=mode, method=method)
    model = cs.PathModel({**blocks, "Whole": whole}, {"Satisfaction": ["Whole"]})
    return model.fit(answers, n_boot=20)


def ends(edges, kind):
    rows = edges[edges["kind"] == kind]
    return list(zip(rows["source"], rows["target"], strict=True))


@pytest.mark.parametrize(
    ("mode", "kind", "expected"),
    [
        ("A", "loading", [("Whole", "Quality"), ("Whole", "Value")]),
        ("B", "weight", [("Quality", "Whole"), ("Value", "Whole")]),
    ],
)
def test_dimensions_stand_in_the_tables(answers, mode, kind, expected):
    result = fitted(answers, mode)
    nodes, edges = result.diagram_tables()
    assert set(nodes.index) == {"Quality", "Value", "Whole", "Satisfaction"}
    assert ends(edges, kind) == expected
    assert ends(edges, "path") == [("Whole", "Satisfaction")]
    shown = result.params.query("kind == @kind and lhs == 'Whole'")
    assert edges.loc[edges["kind"] == kind, "estimate"].tolist() == shown["estimate"].tolist()


@pytest.mark.parametrize(
    ("lang", "mode", "note", "words"),
    [
        ("en", "A", "thin: loadings of dimensions", "Quality"),
        ("zh", "B", "细线：维度的权重", "感知质量"),
    ],
)
def test_dimensions_are_drawn_thin_and_explained(answers, lang, mode, note, words):
    axes = fitted(answers, mode).plot_path(lang=lang)
    texts = [drawn.get_text() for drawn in axes.texts]
    assert words in texts
    assert any(note in each for each in texts)
    arrows = {patch.get_label(): patch.get_linewidth() for patch in axes.patches if "→" in patch.get_label()}
    thin = ("Whole → Quality", "Whole → Value") if mode == "A" else ("Quality → Whole", "Value → Whole")
    assert [arrows[name] for name in thin] == [MEASURED_WIDTH] * 2
    assert arrows["Whole → Satisfaction"] > 1.5


def test_a_model_without_dimensions_has_no_such_note(answers, model):
    axes = model.fit(answers, n_boot=0).plot_path()
    assert not any("dimensions" in drawn.get_text() for drawn in axes.texts)


def test_a_dimension_may_have_the_name_of_its_only_item(answers):
    blocks = {"q1": ["q1"], "v1": ["v1"], "Satisfaction": ["s1", "s2", "s3"]}
    model = cs.PathModel({**blocks, "Whole": cs.higher_order("q1", "v1")}, {"Satisfaction": ["Whole"]})
    edges = model.fit(answers, n_boot=0).diagram_tables()[1]
    assert ends(edges, "loading") == [("Whole", "q1"), ("Whole", "v1")]


def test_repeated_indicators_have_their_paths_alone(answers):
    edges = fitted(answers, method="repeated_indicators").diagram_tables()[1]
    assert set(edges["kind"]) == {"path"}
    assert {("Whole", "Quality"), ("Whole", "Value")} <= set(ends(edges, "path"))


def test_dimensions_without_a_place_are_left_out(answers):
    axes = fitted(answers).plot_path(layout={"Whole": (0, 0), "Satisfaction": (1, 0), "Value": (0, 1)})
    texts = [drawn.get_text() for drawn in axes.texts]
    assert "Value" in texts
    assert "Quality" not in texts


def test_text_diagrams_have_the_dimensions_too(answers):
    result = fitted(answers)
    assert '"Whole" -> "Quality" [label=' in result.to_dot()
    assert f"penwidth={MEASURED_WIDTH:.2f}" in result.to_dot()
    assert "感知质量" in result.to_mermaid(lang="zh")


def test_an_unknown_kind_of_edge_is_refused(answers):
    nodes, edges = fitted(answers).diagram_tables()
    with pytest.raises(SpecificationError, match=r"has kind 'arrow'; known: 'path', 'loading', 'weight'"):
        cs.plots.path_diagram(nodes, edges.assign(kind="arrow"))


def test_by_group(answers):
    whole = cs.higher_order("Quality", "Value")
    result = cs.PathModel({**BLOCKS, "Whole": whole}, {"Satisfaction": ["Whole"]}).fit(
        answers, by="group", n_boot=0
    )
    edges = result.diagram_tables(group="south")[1]
    south = result.params.loc["south"].query("kind == 'loading' and lhs == 'Whole'")["estimate"]
    assert edges.loc[edges["kind"] == "loading", "estimate"].tolist() == south.tolist()
