"""Penalties and rewards in a path model: special cases that collapse to a regression, and refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import SpecificationError
from csmodels.numerics.three_factor.impact import impact
from csmodels.three_factor import PenaltyReward
from csmodels.three_factor.routes import penalty_reward_path

#: A composite of one item is the item.
SAME = 1e-9
#: Maximum likelihood stops at a gradient of 1e-8.
SEARCH = 1e-6
NAMES = ["a1", "a2"]


def survey(n=500, seed=4):
    rng = np.random.default_rng(seed)
    x = rng.integers(1, 6, (n, 2))
    latent = -1.0 * (x[:, 0] <= 2) + 1.0 * (x[:, 1] == 5) + rng.normal(size=n)
    items = {f"s{i}": latent + 0.4 * rng.normal(size=n) for i in (1, 2, 3)}
    frame = pd.DataFrame({"a1": x[:, 0], "a2": x[:, 1], **items})
    return frame.assign(v=latent + rng.normal(size=n), g=np.array(["n", "s"])[np.arange(n) % 2])


def one_item():
    return cs.PathModel({"Satisfaction": ["s1"], "Loyalty": ["v"]}, {"Loyalty": ["Satisfaction"]})


def three_items():
    return cs.PathModel({"Satisfaction": ["s1", "s2", "s3"], "Loyalty": ["v"]}, {"Loyalty": ["Satisfaction"]})


def ask(model, frame, **options):
    return penalty_reward_path(
        model, frame, outcome="Satisfaction", attributes=NAMES, scale=(1, 5), **options
    )  # fmt: skip


def test_a_construct_of_one_item_is_a_regression():
    """PLS in standard deviations (divisor n) of the item, maximum likelihood in its own units."""
    frame = survey()
    part = PenaltyReward("s1", NAMES, scale=(1, 5)).fit(frame, n_boot=0).parts[0]
    pls = ask(one_item(), frame, n_boot=0).penalties
    size = frame["s1"].std(ddof=0)
    np.testing.assert_allclose(pls["penalty"], part.penalty / size, atol=SAME)
    np.testing.assert_allclose(pls["reward"], part.reward / size, atol=SAME)
    np.testing.assert_allclose(pls["ia"], part.impact.ia, atol=SAME)
    ml = ask(one_item(), frame, estimator="ml").penalties
    np.testing.assert_allclose(ml["penalty"], part.penalty, atol=SEARCH)
    np.testing.assert_allclose(ml["reward"], part.reward, atol=SEARCH)


def test_errors_of_one_item_are_those_of_the_resampled_regression():
    """The same resamples of the same rows; the divisor is the item's deviation in each of them."""
    frame = survey()
    plain = PenaltyReward("s1", NAMES, scale=(1, 5)).fit(frame, n_boot=300).parts[0]
    found = ask(one_item(), frame, n_boot=300)
    ia = impact(plain.penalty_draws, plain.reward_draws).ia
    np.testing.assert_allclose(found.penalties["ia_std_error"], ia.std(axis=0, ddof=1), rtol=1e-6)
    np.testing.assert_allclose(found.penalties["ia_low"], np.quantile(ia, 0.025, axis=0), atol=1e-6)


def test_truth_through_three_items():
    frame = survey(3000)
    for estimator in ("pls", "plsc", "ml"):
        found = ask(
            three_items(), frame, estimator=estimator, **({} if estimator == "ml" else {"n_boot": 200})
        )
        table = found.penalties
        assert table["class"].tolist() == ["basic", "excitement"]
        if estimator == "ml":
            away = (table[["penalty", "reward"]].to_numpy() - [[-1, 0], [0, 1]]) / table[
                ["penalty_std_error", "reward_std_error"]
            ].to_numpy()
            assert np.abs(away).max() < 3.5
        params = found.params
        assert params["kind"].tolist() == ["penalty", "penalty", "reward", "reward"]
        np.testing.assert_allclose(params["estimate"].iloc[:2], table["penalty"])


def test_contrast_is_the_sum_of_both():
    found = ask(three_items(), survey(), n_boot=200)
    draws = found.path.further(found._of_members).draws
    draws = draws if draws.shape[1] == 10 else draws.T
    np.testing.assert_allclose(draws[:, 4:6], draws[:, :2] + draws[:, 2:4], atol=SAME)
    np.testing.assert_allclose(
        found.penalties["penalty_std_error"], draws[:, :2].std(axis=0, ddof=1), rtol=1e-9
    )


def test_groups_equal_separate_fits():
    frame = survey()
    for estimator, within in (("pls", SAME), ("ml", 1e-5)):
        options = {"n_boot": 0} if estimator == "pls" else {}
        grouped = ask(three_items(), frame, by="g", estimator=estimator, **options).penalties
        alone = ask(three_items(), frame[frame["g"] == "s"], estimator=estimator, **options).penalties
        np.testing.assert_allclose(
            grouped.loc["s"][["penalty", "reward"]], alone[["penalty", "reward"]], atol=within
        )


def test_other_predictors_stay():
    frame = survey().assign(q=lambda f: 0.3 * f["s2"] + np.sin(np.arange(500)))
    model = cs.PathModel({"Satisfaction": ["s1"], "Quality": ["q"]}, {"Satisfaction": ["Quality"]})
    found = ask(model, frame, n_boot=0)
    part = PenaltyReward("s1", NAMES, controls=["q"], scale=(1, 5)).fit(frame, n_boot=0).parts[0]
    np.testing.assert_allclose(found.penalties["penalty"], part.penalty / frame["s1"].std(ddof=0), atol=SAME)


def test_a_missing_rating_is_no_middling_one():
    frame = survey()
    frame.loc[:9, "a1"] = np.nan
    found = ask(three_items(), frame, n_boot=0)
    assert found.settings["n"] == 490


def test_what_is_refused():
    frame = survey()
    with pytest.raises(SpecificationError, match="no construct of the model"):
        penalty_reward_path(three_items(), frame, outcome="Satisfcation", attributes=NAMES, scale=(1, 5))
    with pytest.raises(SpecificationError, match=r"takes a cs\.PathModel"):
        penalty_reward_path(cs.index_model("ACSI"), frame, outcome="Satisfaction", attributes=NAMES)
    with pytest.raises(SpecificationError, match="estimator"):
        ask(three_items(), frame, estimator="wlsmv")
    with pytest.raises(SpecificationError, match="named twice"):
        penalty_reward_path(three_items(), frame, outcome="Satisfaction", attributes=["s1"], scale=(1, 5))
    with pytest.raises(SpecificationError, match="'low_a1' is in the data already"):
        ask(three_items(), frame.assign(low_a1=1))
    with pytest.raises(SpecificationError, match="outside the scale"):
        penalty_reward_path(
            three_items(), frame, outcome="Satisfaction", attributes=NAMES, scale=(1, 5), low=(0,), high=(5,)
        )


def test_displays():
    found = ask(three_items(), survey(), n_boot=100)
    assert "In standard deviations of Satisfaction" in " ".join(found.summary().to_text().split())
    assert "惩罚" in found.summary("zh").to_text()
    assert "marker item" in ask(three_items(), survey(), estimator="ml").summary().to_text()
    assert found.coding.loc["a1"].tolist() == ["1, 2", "5"]


def test_asymmetry_of_a_linear_world_is_that_of_the_regression():
    """Of one item the projection is that of the penalty-reward analysis; weights, groups and controls too."""
    frame = survey().assign(q=lambda f: 0.3 * f["s2"] + np.sin(np.arange(500)), w=1 + np.arange(500) % 3)
    data = cs.SurveyData(frame, weights="w")
    plain = PenaltyReward("s1", NAMES, scale=(1, 5)).fit(data, n_boot=0)
    found = ask(one_item(), data, n_boot=0)
    np.testing.assert_allclose(found.penalties["ia_linear"], plain.asymmetry["ia_linear"], atol=SAME)
    controlled = PenaltyReward("s1", NAMES, controls=["q"], scale=(1, 5)).fit(frame, n_boot=0)
    model = cs.PathModel({"Satisfaction": ["s1"], "Quality": ["q"]}, {"Satisfaction": ["Quality"]})
    other = ask(model, frame, n_boot=0).penalties
    np.testing.assert_allclose(other["ia_linear"], controlled.asymmetry["ia_linear"], atol=SAME)
    grouped = ask(three_items(), frame, by="g", n_boot=0).penalties
    alone = ask(three_items(), frame[frame["g"] == "s"], n_boot=0).penalties
    np.testing.assert_allclose(grouped.loc["s"]["ia_linear"], alone["ia_linear"], atol=SAME)
    gaps = frame.assign(s1=frame["s1"].where(frame.index > 9))
    rest = ask(one_item(), gaps, n_boot=0).penalties["ia_linear"]
    np.testing.assert_allclose(
        rest, ask(one_item(), frame[frame.index > 9], n_boot=0).penalties["ia_linear"], atol=SAME
    )


def test_consistent_and_likelihood_estimates():
    """Consistent PLS divides by one factor; of maximum likelihood the column is missing, and it says so."""
    frame = survey()
    pls = ask(three_items(), frame, n_boot=0)
    plsc = ask(three_items(), frame, estimator="plsc", n_boot=0)
    np.testing.assert_allclose(plsc.penalties["ia"], pls.penalties["ia"], atol=SAME)
    np.testing.assert_allclose(plsc.penalties["ia_linear"], pls.penalties["ia_linear"], atol=SAME)
    ml = ask(three_items(), frame, estimator="ml")
    assert ml.penalties["ia_linear"].isna().all()
    assert any("not held against a linear world" in each and "if linear”;" in each for each in pls.warnings)
    assert any("no column “if linear”" in each for each in ml.warnings)


def test_ratings_left_open():
    """They are named once, and not filled in; gaps elsewhere are no matter."""
    frame = survey()
    gaps = frame.assign(a1=frame["a1"].where(frame.index > 59), a2=frame["a2"].where(frame.index > 9))
    for rule in ("em", "mi", "mean"):
        with pytest.raises(
            SpecificationError, match=r"refused where ratings are missing, a1 \(60\), a2 \(10\)"
        ):
            ask(three_items(), gaps, missing=rule, n_boot=0)
    with pytest.raises(SpecificationError, match="pairwise"):
        ask(three_items(), gaps, missing="fiml", estimator="ml")
    found = ask(three_items(), gaps, n_boot=0)
    (told,) = (each for each in found.warnings if "Left out" in each)
    assert told.endswith("Most often unanswered: a1 (60), a2 (10).")
    pairs = ask(three_items(), gaps, missing="pairwise", n_boot=0).penalties
    assert pairs["penalty"].notna().all()
    assert pairs["ia_linear"].isna().all()
    other = frame.assign(s2=frame["s2"].where(frame.index > 59))
    assert ask(three_items(), other, missing="em", n_boot=0).penalties["penalty"].notna().all()


def test_words_weights_and_the_bridge():
    hotel = cs.datasets.load_hotel()
    model = cs.PathModel({"Satisfaction": ["sat_overall", "sat_ideal"], "Loyalty": ["repurchase"]},
                         {"Loyalty": ["Satisfaction"]})  # fmt: skip
    found = penalty_reward_path(
        model, hotel, outcome="Satisfaction", attributes=["p_bed", "p_quiet"], n_boot=50
    )
    english = found.summary().to_text()
    assert "床和枕头的舒适程度" in found.summary("zh").to_text()
    for words in ("comfort of bed", "Survey weights", "Effective sample size", "if"):
        assert words in english
    table = found.classification
    assert table.columns[:2].tolist() == ["class", "probability"]
    kano = pd.DataFrame({"category": ["M", "O"]}, index=["bed", "quiet"])
    match = {"bed": "p_bed", "quiet": "p_quiet"}
    bridge = cs.compare_classifications(found, kano, match=match)
    assert bridge.comparison["ratings"].tolist() == table["class"].tolist()
