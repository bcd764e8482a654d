"""PathModel: what it is made from, and what it refuses."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError, SpecificationError

BLOCKS = {"Quality": ["q1", "q2"], "Value": ["v1"], "Satisfaction": ["s1", "s2"]}


def test_what_it_knows(model):
    assert model.constructs == ("Quality", "Value", "Satisfaction")
    assert model.items == ("q1", "q2", "q3", "v1", "v2", "s1", "s2", "s3")
    assert model.paths == (("Value", "Quality"), ("Satisfaction", "Quality"), ("Satisfaction", "Value"))
    assert model.measurement["Value"] == cs.Construct(("v1", "v2"), "reflective", "A")


def test_a_text_is_one_name():
    model = cs.PathModel({"A": "long_name", "B": ["b"]}, {"B": "A"})
    assert model.items == ("long_name", "b")
    assert model.paths == (("B", "A"),)


def test_composites():
    assert cs.composite("a", "b") == cs.Construct(("a", "b"), "composite", "B")
    assert cs.composite("a", mode="A").mode == "A"
    assert cs.composite(["a", "b"]) == cs.composite(("a", "b")) == cs.composite("a", "b")
    with pytest.raises(SpecificationError, match=r"\['b'\] \(a composite\) is no usable name"):
        cs.composite("a", ["b"])
    with pytest.raises(SpecificationError, match=r"mode='C' is unknown.*'A' or 'B'"):
        cs.composite("a", mode="C")
    with pytest.raises(SpecificationError, match="No names are given for a composite"):
        cs.composite()
    with pytest.raises(SpecificationError, match="'a' is listed twice for a composite"):
        cs.composite("a", "a")


def test_equality_hash_and_pickle(model):
    same = cs.PathModel(dict(model.measurement), dict(model.structure))
    assert same == model
    assert hash(same) == hash(model)
    assert pickle.loads(pickle.dumps(model)) == model
    turned = cs.PathModel(dict(reversed(list(model.measurement.items()))), model.structure)
    assert turned != model
    assert model != "a text"


def test_frozen(model):
    with pytest.raises(AttributeError):
        model.measurement = {}
    with pytest.raises(TypeError):
        model.measurement["Quality"] = ()
    blocks = {name: list(items) for name, items in BLOCKS.items()}
    arrows = {"Satisfaction": ["Quality", "Value"]}
    made = cs.PathModel(blocks, arrows)
    blocks["Quality"].append("q9")
    arrows["Satisfaction"].clear()
    assert made.items == ("q1", "q2", "v1", "s1", "s2")
    assert len(made.paths) == 2


def test_repr_rebuilds_the_model():
    made = cs.PathModel({"A": ["a1", "a2"], "B": cs.composite("b1", "b2", mode="A")}, {"B": ["A"]})
    names = {"PathModel": cs.PathModel, "Construct": cs.Construct}
    assert eval(repr(made), names) == made


def test_html_is_escaped():
    made = cs.PathModel({"A": ["<b>"], "B": ["b"]}, {"B": ["A"]})
    assert "&lt;b&gt;" in made._repr_html_()
    assert "<b>" not in made._repr_html_()


@pytest.mark.parametrize(
    ("blocks", "arrows", "words"),
    [
        ({}, {}, "no constructs"),
        ({"A": []}, {}, "No names are given for construct 'A'"),
        ({"A": ["x", "x"]}, {}, "'x' is listed twice for construct 'A'"),
        ({"A": [1]}, {}, r"1 \(construct 'A'\) is no usable name.*rename"),
        ({"A": ["x`y"]}, {}, "no usable name"),
        ({"A": ["x\ny"]}, {}, "no usable name"),
        ({"A": ["  "]}, {}, "no usable name"),
        ({"": ["x"]}, {}, r"'' \(construct\) is no usable name"),
        (BLOCKS, {"Satisfaction": ["Qualty"]}, "'Qualty', which has no items. Did you mean 'Quality'"),
        (BLOCKS, {"Loyalty": ["Quality"]}, r"one item: \{'Loyalty': \['Loyalty'\]\}"),
        (BLOCKS, {"Value": ["Value"]}, "'Value' cannot depend on itself"),
        (
            BLOCKS,
            {"Value": ["Quality", "Quality"]},
            "'Quality' is listed twice for the predictors of 'Value'",
        ),
        (BLOCKS, {"Value": []}, "No names are given for the predictors of 'Value'"),
    ],
)
def test_refused_when_built(blocks, arrows, words):
    with pytest.raises(SpecificationError, match=words):
        cs.PathModel(blocks, arrows)


def fit_blocks(blocks, arrows, answers, **options):
    return cs.PathModel(blocks, arrows).fit(answers, n_boot=0, **options)


def test_refused_when_fitted(answers):
    circle = {"Value": ["Quality"], "Satisfaction": ["Value"], "Quality": ["Satisfaction"]}
    with pytest.raises(SpecificationError, match="circle among 'Quality', 'Value', 'Satisfaction'"):
        fit_blocks(BLOCKS, circle, answers)
    shared = {**BLOCKS, "Value": ["q1", "v1"]}
    with pytest.raises(SpecificationError, match="Item 'q1' belongs to 'Quality' and 'Value'"):
        fit_blocks(shared, {"Value": ["Quality"], "Satisfaction": ["Value"]}, answers)
    with pytest.raises(SpecificationError, match="Construct 'Value' has no path"):
        fit_blocks(BLOCKS, {"Satisfaction": ["Quality"]}, answers)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"estimator": "lisrel"}, "estimator='lisrel' is not available. Choose one of 'pls'"),
        ({"scheme": "pca"}, "scheme='pca' is unknown. Choose one of 'path', 'factorial', 'centroid'"),
        ({"missing": "meen"}, "missing='meen' is not available.*Did you mean 'mean'"),
        ({"ci": "bias"}, "ci='bias' is unknown. Choose one of 'percentile', 'bca'"),
        ({"se": "jackknife"}, "se='jackknife' is unknown. Choose one of 'bootstrap', 'linearized'"),
        ({"resample": "row"}, "resample='row' is unknown.*Did you mean 'rows'"),
        ({"conf_level": 95}, "conf_level=95 must lie between 0 and 1"),
        ({"n_boot": -1}, "n_boot=-1 must be a whole number"),
        ({"n_boot": 10.0}, "n_boot=10.0 must be a whole number"),
        ({"n_boot": True}, "n_boot=True"),
        ({"seed": "today"}, "seed='today' must be a whole number"),
        ({"seed": None}, "seed=None"),
    ],
)
def test_options_refused(model, answers, options, words):
    with pytest.raises(SpecificationError, match=words):
        model.fit(answers, **options)


def test_resample_indices_go_with_one_sample(model, answers):
    indices = np.zeros((2, len(answers)), dtype=int)
    with pytest.raises(SpecificationError, match="not with by= or Moments"):
        model.fit(answers, by="group", resample_indices=indices)
    with pytest.raises(SpecificationError, match="between 0 and 199"):
        model.fit(answers, resample_indices=np.array([[0, 200]]))


def test_answers_refused(model, answers):
    with pytest.raises(DataError, match="no column 'q3'"):
        model.fit(answers.drop(columns="q3"))
    with pytest.raises(DataError, match="'v2'"):
        model.fit(answers.assign(v2=answers["v2"].astype(str)))
    with pytest.raises(DataError, match=r"'s1'.*infinite"):
        model.fit(answers.assign(s1=answers["s1"].where(answers["s1"] > 2, np.inf)))
    with pytest.raises(DataError, match="'q2' has the same answer"):
        model.fit(answers.assign(q2=5))
    with pytest.raises(DataError, match=r"at least 4 are needed"):
        model.fit(answers.head(3))
    with pytest.raises(DataError, match="no rows"):
        model.fit(answers.head(0))
    with pytest.raises(DataError, match="not a dict"):
        model.fit({"q1": [1, 2]})


def test_a_group_with_a_constant_item_is_named(model, answers):
    answers.loc[answers["group"] == "south", "v1"] = 7
    with pytest.warns(cs.errors.DataWarning, match="Group south could not be estimated.*'v1' has the same"):
        result = model.fit(answers, by="group", n_boot=0)
    assert result.groups == ("north", "west")
    assert list(result.failed_groups) == ["south"]


def test_groups_must_be_known(model, answers):
    answers.loc[1001, "group"] = None
    with pytest.raises(DataError, match=r"'group'.*missing in 1 of 200 rows"):
        model.fit(answers, by="group")
    with pytest.raises(DataError, match="Did you mean 'group'"):
        model.fit(answers, by="groups")


def test_a_copied_item_is_refused_in_its_block_and_told_elsewhere(model, answers):
    with pytest.raises(DataError, match="'q1' and 'q2' of 'Quality' hold the same answers"):
        model.fit(answers.assign(q2=answers["q1"]))
    with pytest.warns(cs.errors.DataWarning, match="'q1' and 'v1' hold the same answers"):
        result = model.fit(answers.assign(v1=answers["q1"]), n_boot=0)
    assert any("'q1' and 'v1'" in line for line in result.warnings)


def test_mode_b_block_with_a_dependent_item(answers):
    blocks = {"Quality": cs.composite("q1", "q2", "both"), "Satisfaction": ["s1", "s2"]}
    frame = answers.assign(both=answers["q1"] + answers["q2"])
    with pytest.raises(DataError, match=r"items of 'Quality' are linearly dependent \(q1, q2, both.*Leave"):
        fit_blocks(blocks, {"Satisfaction": ["Quality"]}, frame)
    with pytest.raises(DataError, match="linearly dependent in group 'north'"):
        fit_blocks(blocks, {"Satisfaction": ["Quality"]}, frame, by="group")
    # correlation weights do not need the inverse
    blocks["Quality"] = cs.composite("q1", "q2", "both", mode="A")
    fit_blocks(blocks, {"Satisfaction": ["Quality"]}, frame)


def test_predictors_that_are_dependent(answers):
    blocks = {"A": ["q1"], "B": ["q2"], "C": ["both"], "Y": ["s1", "s2"]}
    frame = answers.assign(both=answers["q1"] + answers["q2"])
    for scheme in ("path", "factorial", "centroid"):
        with pytest.raises(DataError, match="predictors of 'Y' are linearly dependent"):
            fit_blocks(blocks, {"Y": ["A", "B", "C"]}, frame, scheme=scheme)
    with pytest.raises(DataError, match="predictors of 'Y' are linearly dependent in group 'north'"):
        fit_blocks(blocks, {"Y": ["A", "B", "C"]}, frame, by="group")


def test_an_item_that_is_another_one_reversed(answers):
    blocks = {"A": ["q1", "turned"], "Y": ["s1", "s2"]}
    with pytest.raises(DataError, match=r"cancel each other out.*another one reversed"):
        fit_blocks(blocks, {"Y": ["A"]}, answers.assign(turned=11 - answers["q1"]))


def test_a_block_without_any_correlation_is_told():
    names = ["a1", "a2", "b"]
    model = cs.PathModel({"A": names[:2], "B": ["b"]}, {"B": ["A"]})
    with pytest.raises(DataError, match=r"items of 'A'.*correlate with no neighbour"):
        model.fit(cs.Moments(np.eye(3), n=100, names=names))


def test_moments(model, answers):
    items = list(model.items)
    moments = cs.Moments(answers[items[::-1]].cov(), n=200)
    result = model.fit(moments)
    expected = model.fit(answers, n_boot=0)
    pd.testing.assert_frame_equal(result.params, expected.params, rtol=0, atol=1e-10)
    pd.testing.assert_frame_equal(
        result.r_squared.astype(float), expected.r_squared.astype(float), rtol=0, atol=1e-10
    )
    assert "without the answers there are no resamples" in result.warnings[0]
    with pytest.raises(SpecificationError, match="Scores need means"):
        result.scores(answers)
    with pytest.raises(SpecificationError, match="n_boot=0, by=None"):
        model.fit(moments, n_boot=100)
    with pytest.raises(SpecificationError, match="n_boot=0, by=None"):
        model.fit(moments, by="group")
    with pytest.raises(SpecificationError, match="names="):
        model.fit(cs.Moments(moments.cov))
    with pytest.raises(DataError, match="no item 'q1'"):
        model.fit(moments.take([0, 1, 2]))


def test_moments_with_means_score_new_respondents(model, answers):
    items = list(model.items)
    rows = answers[items]
    moments = cs.Moments(rows.cov(ddof=0), rows.mean(), n=200)
    result = model.fit(moments)
    expected = model.fit(answers, n_boot=0).scores()
    pd.testing.assert_frame_equal(result.scores(answers), expected, rtol=0, atol=1e-9)
    with pytest.raises(SpecificationError, match="give the respondents to score"):
        result.scores()
