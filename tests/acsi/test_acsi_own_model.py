"""An index for a path model of one's own: the published rule, and all that rests on an index."""

from __future__ import annotations

import numpy as np
import pytest

import csmodels as cs
from csmodels.errors import DataError, SpecificationError
from csmodels.testing import assert_table_close

#: The same sums in another order.
ROUNDING = 1e-10

OWN = cs.PathModel(
    {"Service": ["q1", "q2", "q3"], "Price": cs.composite("v1", "v2", mode="B"), "Joy": ["s1", "s2", "s3"]},
    {"Price": ["Service"], "Joy": ["Service", "Price"]},
)


@pytest.fixture
def result(answers):
    return cs.index_model(OWN, scale=(1, 10)).fit(answers, n_boot=40)


def test_a_published_model_written_by_hand_has_the_published_index(mobi):
    published = cs.index_model("ECSI-mobile")
    own = cs.index_model(published.path_model())
    first, second = published.fit(mobi, n_boot=30), own.fit(mobi, n_boot=30)
    assert_table_close(first.index, second.index, atol=ROUNDING)
    assert_table_close(first.priorities("Loyalty").table, second.priorities("Loyalty").table, atol=ROUNDING)
    pushed = [each.what_if({"Quality": 1}).table for each in (first, second)]
    assert_table_close(*pushed, atol=ROUNDING)


def test_the_index_is_the_rule_on_the_models_own_weights(result, answers):
    """100 (sum of w/s times mean, less the low end) over the length, by hand; Mode B stays Mode B."""
    weights = result.params.query("kind == 'weight'").set_index(["lhs", "rhs"])["estimate"]
    fitted = OWN.fit(answers, n_boot=0).params.query("kind == 'weight'").set_index(["lhs", "rhs"])["estimate"]
    assert_table_close(weights, fitted, atol=ROUNDING)
    for name, construct in OWN.measurement.items():
        u = np.array([weights[name, i] / answers[i].std(ddof=0) for i in construct.items])
        means = answers[list(construct.items)].mean().to_numpy()
        expected = 100 * ((u / u.sum()) @ means - 1) / 9
        assert result.index.loc[name, "estimate"] == pytest.approx(expected, abs=1e-9)
    assert result.model == OWN


def test_all_that_rests_on_an_index(result):
    assert result.priorities("Joy").table.index.tolist() == ["Service", "Price"]
    assert result.what_if({"Service": 1}).table.index.tolist() == ["Service", "Price", "Joy"]
    assert len(result.index_scores()) == 200
    with pytest.raises(SpecificationError, match=r"'Satisfaction', which is no construct.*Service, Price"):
        result.priorities()


def test_groups_are_compared(answers):
    reflective = cs.PathModel({**OWN.measurement, "Price": ["v1", "v2"]}, OWN.structure)
    fitted = cs.index_model(reflective).fit(answers, by="group", n_boot=40)
    assert len(fitted.compare_index("Joy").differences) == 3


def test_scales_of_the_questionnaire_go_before_the_common_one(answers):
    asked = cs.Questionnaire(tuple(cs.Item(name, scale=cs.Scale(1, 20)) for name in ("q1", "q2", "q3")))
    found = cs.index_model(OWN, scales={"s1": (0, 10)}).fit(cs.SurveyData(answers, asked), n_boot=0).ranges
    assert found["q1"] == (1, 20)
    assert found["s1"] == (0, 10)
    assert found["v1"] == (1, 10)


def test_check_and_simulate_know_it(answers):
    model = cs.index_model(OWN, scale=(1, 10))
    report = model.check(answers)
    assert report.ok
    assert report.items["high"].tolist() == [10.0] * 8
    assert not model.check(answers.drop(columns="q2")).ok
    assert "your own model" in report.to_text("en")
    assert "自建模型" in report.to_text("zh")
    reflective = cs.PathModel({"A": ["a1", "a2"], "B": ["b1", "b2"]}, {"B": ["A"]})
    drawn = cs.simulate(cs.index_model(reflective, scale=(1, 5)), 50, paths=0.5)
    assert drawn.frame.max().max() <= 5
    with pytest.raises(DataError, match="q2"):
        model.fit(answers.drop(columns="q2"), n_boot=0)


def test_displays_name_no_publication(result):
    english, chinese = result.to_text(), result.to_text("zh")
    assert english.startswith("Index of your own model\n")
    assert chinese.startswith("自建模型的指数\n")
    assert "own_model" not in english + chinese
    assert not any("publi" in warning for warning in result.warnings)
    model = cs.index_model(OWN)
    assert "Joy ~ Service + Price" in str(model)
    assert model._repr_html_().endswith("Joy ~ Service + Price</pre>")
    assert model == cs.index_model(OWN)
    assert hash(model) == hash(cs.index_model(OWN))
    assert result.plot_path() is not None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"items": {"Joy": ["s1"]}}, "items= belongs to a published model"),
        ({"paths": {"Joy": ["Service"]}}, "paths= belongs to a published model"),
        ({"scale": (5, 1)}, "must rise"),
        ({"scales": {"nowhere": (1, 5)}}, "no item of the model"),
    ],
)
def test_what_an_own_model_takes(arguments, words):
    with pytest.raises(SpecificationError, match=words):
        cs.index_model(OWN, **arguments)


def test_products_have_no_index():
    moderated = cs.PathModel(OWN.measurement, {"Joy": ["Service", "Price", "Service:Price"]})
    with pytest.raises(SpecificationError, match=r"An index is not available.*Service:Price"):
        cs.index_model(moderated)


def test_arrows_of_ones_own_are_offered_where_published_ones_are_fixed():
    with pytest.raises(SpecificationError, match=r"cs\.PathModel and give it to cs\.index_model"):
        cs.index_model("ACSI", paths={"Satisfaction": ["Quality"]})


def test_nothing_is_found_by_published_names(answers):
    renamed = answers.rename(columns={"q1": "OVERALLQ"})
    report = cs.index_model(OWN).check(renamed)
    assert report.findings["finding"].iloc[0].startswith("absent")
