"""The result against linear worlds: estimators, designs, groups, and what is said of crowded ends."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError, SpecificationError
from csmodels.three_factor import PenaltyReward
from csmodels.three_factor.penalty_reward import null

#: Rounding.
CLOSE = 1e-9
#: Two searches for one maximum.
SEARCHED = 1e-5
#: Standard errors of two kinds agree within this share at 900 respondents.
KINDS = 0.15

NAMES = ["a", "b", "c"]


@pytest.fixture(scope="module")
def frame():
    """Linear behind answers from 1 to 5; in `bent` the first attribute only takes away."""
    rng = np.random.default_rng(4)
    n = 900
    normal = np.sqrt(0.5) * (rng.standard_normal((n, 1)) + rng.standard_normal((n, 3)))
    x = 1.0 + np.searchsorted([-1.2, -0.6, 0.2, 0.9], normal)
    hotel = np.arange(n) % 30
    y = 0.3 * x.sum(axis=1) + rng.standard_normal(n)
    cuts = np.quantile(y, [0.03, 0.1, 0.25, 0.55])
    return pd.DataFrame(x, columns=NAMES).assign(
        y=y,
        bent=y + 1.2 * np.minimum(x[:, 0] - 3, 0),
        few=1.0 + np.searchsorted(cuts, y),
        hotel=hotel,
        grouped=y + 0.5 * rng.standard_normal(30)[hotel],
        w=rng.uniform(0.5, 2, n),
        half=np.where(np.arange(n) < 450, "one", "two"),
    )


def fit(frame, outcome="y", **options):
    model = {k: options.pop(k) for k in ("estimator", "link", "controls", "slopes") if k in options}
    made = PenaltyReward(outcome, NAMES, low=(1, 2), high=(5,), scale=(1, 5), **model)
    return made.fit(frame, n_boot=options.pop("n_boot", 0), **options)


def test_bent_attribute_is_found_and_straight_ones_are_not(frame):
    table = fit(frame, "bent").asymmetry
    assert table.loc["a", "p_value"] < 0.01
    assert (table.loc["a", ["ia_excess", "ia"]] < 0).all()
    straight = fit(frame).asymmetry
    assert (straight["p_value"] > 0.05).all()
    # and yet the asymmetry itself is far from zero
    assert (straight["ia_linear"].abs() > 0.1).any()
    assert fit(frame).classification["calibrated"].tolist() == ["performance"] * 3


def test_units_of_satisfaction_do_not_matter(frame):
    one, other = (fit(frame.assign(y=a + b * frame["y"])).asymmetry for a, b in ((0, 1), (3, 7.5)))
    for name in ("ia_linear", "p_value", "p_contrast"):
        np.testing.assert_allclose(one[name], other[name], atol=CLOSE)


def test_order_of_respondents_does_not_matter(frame):
    one = fit(frame).asymmetry
    other = fit(frame.sample(frac=1, random_state=1)).asymmetry
    np.testing.assert_allclose(one["p_value"], other["p_value"], atol=CLOSE)


def test_a_crowded_end_is_told_and_reckoned_with(frame):
    with_ends = fit(frame, "few", null="bounded").asymmetry
    without = fit(frame, "few").asymmetry
    np.testing.assert_allclose(with_ends["ia"], without["ia"], atol=CLOSE)
    # the ceiling takes from the rewards, in the bounded world as well
    assert (with_ends["ia_linear"] < without["ia_linear"] - 0.1).all()
    assert (with_ends["p_value"] > 0.05).all()
    assert without["p_contrast"].min() < 0.05
    both = fit(frame, "few").linear_worlds()
    assert both.index.names == ["attribute", "null"]
    for name, table in (("continuous", without), ("bounded", with_ends)):
        own = both.xs(name, level="null")
        for column in ("ia", "ia_linear", "p_value", "p_contrast"):
            np.testing.assert_allclose(own[column], table[column], atol=CLOSE)


def test_remarks_on_crowded_ends(frame):
    crowded = fit(frame, "few").parts[0]
    (notice,) = null.remarks(crowded, "ols", "continuous")
    assert "45 % of the respondents gave the answer 5" in notice.text()
    assert "5" in notice.text("zh")
    assert null.remarks(crowded, "ols", "bounded") == []
    assert null.remarks(crowded, "ordinal", "continuous") == []
    assert null.remarks(fit(frame).parts[0], "ols", "continuous") == []


def test_bounded_needs_few_answers(frame):
    with pytest.raises(DataError, match="900 different values"):
        _ = fit(frame, null="bounded").asymmetry
    with pytest.raises(SpecificationError, match="one of its own"):
        fit(frame, "few", estimator="ordinal").linear_worlds()


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_ordered_models_have_a_linear_index(frame, link):
    result = fit(frame, "few", estimator="ordinal", link=link)
    found = result.asymmetry
    assert (found["p_value"] > 0.05).all()
    # the estimates that are tested are those of the fit
    part = result.parts[0]
    world = null._world(part, "ordinal", link, "continuous", "ml")
    np.testing.assert_allclose(world.estimated, [part.penalty, part.reward], atol=SEARCHED)


def test_mixed_models_have_the_same_random_intercepts(frame):
    result = fit(frame, "grouped", estimator="mixed", group="hotel")
    found = result.asymmetry
    assert (found["p_value"] > 0.05).all()
    # without the groups' share in the noise the test is sharper than that of least squares
    plain = null.calibrate(fit(frame, "grouped").parts[0], errors="classical")
    mixed = null.calibrate(result.parts[0], estimator="mixed")
    assert (_spread(mixed) < _spread(plain)).all()
    np.testing.assert_allclose(mixed.p_value, found["p_value"], atol=CLOSE)


def _spread(found):
    """Of the excess, in the linear world."""
    return found.draws.std(axis=0)


def test_random_slopes_are_not_tested(frame):
    """Penalties that differ between groups: what a linear world implies is known, a test is not."""
    between = np.random.default_rng(1).standard_normal((30, 2))[frame["hotel"]]
    ends = np.column_stack([frame["a"] <= 2, frame["a"] == 5])
    varied = frame.assign(grouped=frame["grouped"] + (between * ends).sum(axis=1))
    found = fit(varied, "grouped", estimator="mixed", group="hotel", slopes=("a",)).asymmetry
    assert found["ia_linear"].notna().all()
    assert found[["p_value", "p_contrast"]].isna().all(axis=None)


def test_designs_and_kinds_of_errors(frame):
    """Respondents as clusters of one, jackknife weights, classical errors: nearly the same spread."""
    n = len(frame)
    robust = null.calibrate(fit(frame).parts[0])
    single = frame.assign(unit=np.arange(n))
    survey = cs.SurveyData(single, clusters="unit")
    linearized = fit(survey)
    assert linearized.settings["errors"] == "linearized"
    found = null.calibrate(
        linearized.parts[0], errors="linearized", design=linearized.design.units, where=np.arange(n)
    )
    np.testing.assert_allclose(found.excess_error, robust.excess_error, rtol=KINDS)
    np.testing.assert_allclose(found.p_contrast, linearized.asymmetry["p_contrast"], atol=CLOSE)
    classical = null.calibrate(fit(frame).parts[0], errors="classical")
    np.testing.assert_allclose(classical.excess_error, robust.excess_error, rtol=KINDS)


def test_clusters_that_repeat_their_answers_widen_the_test(frame):
    twice = pd.concat([frame, frame], ignore_index=True).assign(unit=np.tile(np.arange(len(frame)), 2))
    blind = fit(twice).asymmetry
    aware = fit(cs.SurveyData(twice, clusters="unit")).asymmetry
    once = fit(frame).asymmetry
    assert (aware["p_contrast"] > blind["p_contrast"]).all()
    np.testing.assert_allclose(aware["p_contrast"], once["p_contrast"], atol=0.02)


def test_replicate_weights_reweight_the_shares(frame):
    groups = np.arange(len(frame)) % 60
    weights = {f"r{g}": frame["w"] * np.where(groups == g, 0.0, 60 / 59) for g in range(60)}
    survey = cs.SurveyData(
        frame.assign(**weights), weights="w", replicate_weights=list(weights), replicate_method="jackknife"
    )
    result = fit(survey)
    assert result.settings["errors"] == "replicates"
    found = null.calibrate(result.parts[0], errors="replicates")
    plain = null.calibrate(result.parts[0], errors="HC3")
    np.testing.assert_allclose(found.excess_error, plain.excess_error, rtol=0.3)
    np.testing.assert_allclose(found.p_contrast, result.asymmetry["p_contrast"], atol=CLOSE)
    # the contrast's own error by full refits under each replicate: one step comes within a few per cent
    part = result.parts[0]
    members = part.penalty_draws + part.reward_draws - part.null_penalty_draws - part.null_reward_draws
    own = part.penalty + part.reward - part.null_penalty - part.null_reward
    refitted = np.sqrt(((members - own) ** 2 * part.variation.scales[:, None]).sum(axis=0))
    spread = null._covariance(
        part, null._world(part, "ols", "", "continuous", "replicates"), "replicates", None, None
    )
    take = np.hstack([np.eye(3), np.eye(3)])
    np.testing.assert_allclose(np.sqrt(np.diag(take @ spread @ take.T)), refitted, rtol=0.1)


def test_groups_are_tested_on_their_own(frame):
    both = fit(frame, by="half").asymmetry
    alone = fit(frame[frame["half"] == "two"]).asymmetry
    np.testing.assert_allclose(both.loc["two", "ia_linear"], alone["ia_linear"], atol=CLOSE)
    np.testing.assert_allclose(both.loc["two", "p_contrast"], alone["p_contrast"], atol=CLOSE)
    # draws of another stream: p-values within Monte-Carlo error
    np.testing.assert_allclose(both.loc["two", "p_value"], alone["p_value"], atol=0.06)


def test_seed_decides(frame):
    one, same, other = (fit(frame, seed=s).asymmetry["p_value"] for s in (1, 1, 2))
    assert one.equals(same)
    assert not one.equals(other)
    np.testing.assert_allclose(one, other, atol=0.06)
