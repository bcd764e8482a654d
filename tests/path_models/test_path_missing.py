"""Missing answers in a fitted model: every rule, its counts, its display, and when it is right."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError, SpecificationError

RULES = ("listwise", "mean", "pairwise", "em", "mi")
#: The same numbers by another route.
SAME = 1e-9
#: Four standard errors of a path with 4,000 respondents, about .013 each.
RECOVERED = 0.055


@pytest.fixture
def gappy(answers):
    """5 % of the answers missing at random, and one respondent without any."""
    rng = np.random.default_rng(5)
    out = answers.copy()
    items = [c for c in out.columns if c[0] in "qvs" and c[1].isdigit()]
    out[items] = out[items].mask(rng.uniform(size=(len(out), len(items))) < 0.05)
    out.loc[out.index[17], items] = np.nan
    return out


@pytest.mark.parametrize("rule", RULES)
def test_complete_answers_need_no_rule(model, answers, rule):
    """A special case that must collapse: nothing missing, every rule gives the same fit."""
    plain = model.fit(answers, n_boot=100)
    options = {"n_boot": None} if rule == "mi" else {"n_boot": 100}
    found = model.fit(answers, missing=rule, **options)
    np.testing.assert_allclose(found.params["estimate"], plain.params["estimate"], atol=SAME)
    if rule != "mi":
        np.testing.assert_allclose(found.params["conf_low"], plain.params["conf_low"], atol=SAME)
    else:
        linear = model.fit(answers, se="linearized")
        np.testing.assert_allclose(found.params["std_error"], linear.params["std_error"], rtol=1e-6)


@pytest.mark.parametrize("rule", RULES)
def test_counts_are_printed_with_the_rule(model, gappy, rule):
    options = {} if rule == "mi" else {"n_boot": 50}
    result = model.fit(gappy, missing=rule, **options)
    items = list(model.items)
    complete = int(gappy[items].notna().all(axis=1).sum())
    assert result.settings["n"] == (complete if rule == "listwise" else 199)
    table = result.answers_by_item
    np.testing.assert_array_equal(table["n_answered"], gappy[items].notna().sum())
    np.testing.assert_array_equal(table["n_missing"], gappy[items].isna().sum())
    used = complete if rule == "listwise" else gappy[items].notna().sum()
    np.testing.assert_array_equal(table["n_used"], np.broadcast_to(used, 8))
    for lang, word in (("en", "Rule for missing answers"), ("zh", "缺失值处理规则")):
        assert word in result.summary(lang).to_text()


@pytest.mark.parametrize("rule", RULES)
def test_scores_keep_the_rows(model, gappy, rule):
    options = {} if rule == "mi" else {"n_boot": 0}
    result = model.fit(gappy, missing=rule, **options)
    scores = result.scores()
    assert scores.index.equals(gappy.index)
    assert scores.iloc[17].isna().all(), "nothing is known of who answered nothing"
    complete = gappy[list(model.items)].notna().all(axis=1)
    assert scores[complete].notna().all(axis=None)
    others = scores[~complete].drop(index=gappy.index[17])
    assert others.isna().all(axis=None) if rule == "listwise" else others.notna().all(axis=None)
    again = result.scores(gappy.iloc[:60])
    np.testing.assert_allclose(again, scores.iloc[:60], atol=SAME)


def test_mean_and_pairwise_against_the_rows(model, gappy):
    """Brute force: fill in the means and fit; correlate pairs with pandas and fit these."""
    items = list(model.items)
    rows = gappy.drop(index=gappy.index[17])
    filled = rows.assign(**{c: rows[c].fillna(rows[c].mean()) for c in items})
    by_hand = model.fit(filled, n_boot=0).params["estimate"]
    found = model.fit(gappy, missing="mean", n_boot=0).params["estimate"]
    np.testing.assert_allclose(found, by_hand, atol=SAME)
    moments = cs.Moments(rows[items].corr(), n=199)
    by_hand = model.fit(moments).params["estimate"]
    found = model.fit(gappy, missing="pairwise", n_boot=0).params["estimate"]
    np.testing.assert_allclose(found, by_hand, atol=SAME)


def test_resamples_fill_in_anew(model, gappy):
    """The means put in place of missing answers are those of the resample."""
    rows = gappy.drop(index=gappy.index[17])
    indices = np.random.default_rng(2).integers(0, 199, size=(3, 199))
    for rule in ("mean", "pairwise", "em"):
        result = model.fit(rows, missing=rule, resample_indices=indices)
        for b, drawn in enumerate(indices):
            alone = model.fit(rows.iloc[drawn].reset_index(drop=True), missing=rule, n_boot=0)
            paths = alone.params.query("kind == 'path'")["estimate"]
            # two stops of EM, one started from the estimate
            np.testing.assert_allclose(result.estimates.draws["paths"][0][:, b], paths, atol=1e-7)


@pytest.fixture(scope="module")
def missing_at_random():
    """4,000 simulated answers; the last item is left open by those who rated the first one low."""
    rng = np.random.default_rng(11)
    n = 4000
    quality = rng.normal(size=n)
    satisfaction = 0.6 * quality + 0.8 * rng.normal(size=n)
    frame = pd.DataFrame(
        {f"q{i}": quality + 0.6 * rng.normal(size=n) for i in (1, 2, 3)}
        | {f"s{i}": satisfaction + 0.6 * rng.normal(size=n) for i in (1, 2, 3)}
    )
    model = cs.PathModel(
        {"Quality": ["q1", "q2", "q3"], "Satisfaction": ["s1", "s2", "s3"]}, {"Satisfaction": ["Quality"]}
    )
    gappy = frame.copy()
    gappy.loc[frame["q1"] < -0.3, ["s1", "s2"]] = np.nan
    return model, frame, gappy


def test_em_and_imputation_are_right_where_listwise_is_not(missing_at_random):
    model, frame, gappy = missing_at_random
    truth = model.fit(frame, n_boot=0)

    def figure(result):
        mean = result.estimates.moments.mean[0][3]
        return np.array([result.params.query("kind == 'path'")["estimate"].iloc[0], mean])

    full = figure(truth)
    off = {
        rule: np.abs(figure(model.fit(gappy, missing=rule, **({} if rule == "mi" else {"n_boot": 0}))) - full)
        for rule in RULES
    }
    for rule in ("em", "mi"):
        assert (off[rule] < RECOVERED).all(), rule
    # who is left loses the low end of quality: a higher mean and a weaker path
    assert (off["listwise"] > 2 * RECOVERED).all()
    assert off["mean"][1] > 2 * RECOVERED


def test_rubin_widens_the_errors(missing_at_random):
    model, frame, gappy = missing_at_random
    full = model.fit(frame, se="linearized").params.query("kind == 'path'").iloc[0]
    pooled = model.fit(gappy, missing="mi").params.query("kind == 'path'").iloc[0]
    assert pooled["std_error"] > 1.1 * full["std_error"]
    em = model.fit(gappy, missing="em", n_boot=400).params.query("kind == 'path'").iloc[0]
    assert pooled["std_error"] == pytest.approx(em["std_error"], rel=0.2)


def test_imputations_follow_the_seed(model, gappy):
    one, two, other = (model.fit(gappy, missing="mi", seed=s).params for s in (1, 1, 2))
    pd.testing.assert_frame_equal(one, two)
    assert not np.allclose(one["estimate"], other["estimate"], atol=1e-6)
    few = model.fit(gappy, missing="mi", n_imputations=3)
    assert few.settings["n_imputations"] == 3


def test_routed_items_are_never_filled_in():
    hotel = cs.datasets.load_hotel()
    routed = sorted(hotel._routed)
    assert routed, "the survey has routed questions, or nothing would be tested"
    model = cs.PathModel({"A": ["sat_overall", "sat_ideal"], "B": [routed[0]]}, {"B": ["A"]})
    for rule in RULES:
        with pytest.raises(DataError, match=rf"{routed[0]!r} was asked only if"):
            model.fit(hotel, missing=rule)


def test_routing_costs_nobody():
    """The derived item of routed questions is missing only where its question was not answered."""
    hotel = cs.datasets.load_hotel()
    result = cs.index_model("ACSI").fit(hotel, missing="em", n_boot=0)
    table = result.answers_by_item
    assert "price_tolerance" in table.index
    assert table.loc["price_tolerance", "n_missing"] < 0.05 * len(hotel)
    assert result.settings["n"] == len(hotel)


def test_survey_weights_go_with_every_rule(model, gappy):
    data = cs.SurveyData(gappy.assign(one=2.0), weights="one")
    for rule in RULES:
        options = {} if rule == "mi" else {"n_boot": 30}
        plain = model.fit(gappy, missing=rule, **options).params
        weighted = model.fit(data, missing=rule, **options).params
        np.testing.assert_allclose(weighted["estimate"], plain["estimate"], atol=1e-7)
        np.testing.assert_allclose(weighted["std_error"], plain["std_error"], rtol=1e-4, equal_nan=True)


def test_zero_imputations_are_refused(model, gappy):
    with pytest.raises(SpecificationError, match="n_imputations=1: two or more"):
        model.fit(gappy, missing="mi", n_imputations=1)
