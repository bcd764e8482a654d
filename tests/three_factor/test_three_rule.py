"""The rule that decides a class, its linear world, settings that say what was done, and what is left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

import csmodels as cs
from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.numerics.three_factor.linear_null import reach
from csmodels.numerics.three_factor.rules import CLASSES
from csmodels.three_factor import PenaltyReward

#: Rounding.
CLOSE = 1e-9
#: Share of 120 attributes (20 samples of 6) of linear worlds that the Wald test calls basic; 720 gave .50 and
#: .60. Six standard errors of the smaller sample, were its attributes independent: .27; they are alike.
FOOLED = 0.3
#: At a level of 5 %, 120 attributes: four standard errors.
HELD = 0.13

NAMES = ["a", "b", "c"]


def sample(n=1200, seed=1):
    """Linear behind answers from 1 to 5 that crowd at the top."""
    rng = np.random.default_rng(seed)
    z = np.sqrt(0.5) * (rng.standard_normal((n, 1)) + rng.standard_normal((n, 3)))
    x = 1.0 + np.searchsorted([-1.6, -1.0, -0.4, 0.6], z)
    behind = 0.35 * x.sum(axis=1) + rng.standard_normal(n)
    y = 1.0 + np.searchsorted(np.quantile(behind, [0.03, 0.08, 0.2, 0.5]), behind)
    hotel = np.arange(n) % 25
    frame = pd.DataFrame(x, columns=NAMES).assign(y=y, z=behind, g=np.arange(n) % 2, h=hotel)
    frame["shared"] = frame["z"] + 0.4 * rng.standard_normal(25)[hotel]
    return frame.assign(bent=frame["shared"] + 0.9 * np.minimum(frame["a"] - 3, 0))


@pytest.fixture(scope="module")
def frame():
    return sample()


def fit(frame, outcome="y", **options):
    model = {k: options.pop(k) for k in ("estimator", "slopes", "low", "high") if k in options}
    made = PenaltyReward(outcome, NAMES, scale=(1, 5), **model)
    return made.fit(frame, n_boot=options.pop("n_boot", 0), **options)


# the excess belongs to its linear world


def test_limits_of_the_excess_belong_to_the_null_that_was_asked_for(frame):
    straight = fit(frame, n_boot=200).asymmetry
    bounded = fit(frame, n_boot=200, null="bounded").asymmetry
    names = ["ia_excess", "ia_excess_std_error", "ia_excess_low", "ia_excess_high"]
    assert (straight[names] - bounded[names]).abs().gt(0.002).to_numpy().all()
    worlds = fit(frame).linear_worlds().xs("bounded", level="null")
    np.testing.assert_allclose(bounded["ia_excess"], worlds["ia_excess"], atol=CLOSE)
    np.testing.assert_allclose(bounded["ia_excess_std_error"], worlds["ia_excess_std_error"], atol=CLOSE)


def results(frame):
    yield fit(frame, null="bounded", n_boot=50)
    yield fit(frame, "bent")
    yield fit(frame, "bent", null="continuous", conf_level=0.8)
    yield fit(frame, estimator="ordinal")
    yield fit(frame, "bent", estimator="mixed", group="h")


def test_limits_hold_the_estimate_and_agree_with_the_test(frame):
    rejected = 0
    for result in results(frame):
        table, alpha = result.asymmetry, 1 - result.settings["conf_level"]
        assert table["ia_excess"].between(table["ia_excess_low"], table["ia_excess_high"]).all()
        without = (table["ia_excess_low"] > 0) | (table["ia_excess_high"] < 0)
        assert without.tolist() == (table["p_value"] < alpha).tolist()
        rejected += int(without.sum())
        # an asymmetry ends at -1 and 1
        assert (table["ia_linear"] + table["ia_excess_low"] >= -1 - CLOSE).all()
        assert (table["ia_linear"] + table["ia_excess_high"] <= 1 + CLOSE).all()
    assert 0 < rejected < 15


def test_reach_is_the_largest_excess_that_is_not_rejected():
    draws = np.random.default_rng(0).standard_normal((199, 2))
    draws[0, 1] = np.nan
    for alpha in (0.05, 1 - 0.95, 0.1):
        for k, far in enumerate(reach(draws, alpha)):
            counted = [int((~(np.abs(draws[:, k]) < at)).sum()) for at in (far, far + CLOSE)]
            assert (1 + counted[0]) / 200 >= alpha > (1 + counted[1]) / 200
    assert np.isinf(reach(draws[:10], 0.05)).all()
    assert np.isnan(reach(draws[:0], 0.05)).all()


def test_random_slopes_have_no_limits_and_no_calibrated_rule(frame):
    between = np.where(frame["a"] <= 2, frame["h"] % 5 - 2.0, 0) + np.where(
        frame["a"] == 5, frame["h"] % 3 - 1.0, 0
    )
    varied = frame.assign(z=frame["shared"] + between)
    found = fit(varied, "z", estimator="mixed", group="h", slopes=("a",))
    assert found.asymmetry["ia_excess_low"].isna().all()
    assert "Excess [" not in found.summary().to_text()
    with pytest.raises(SpecificationError, match="leave slopes out"):
        fit(varied, "z", estimator="mixed", group="h", slopes=("a",), rule="calibrated")


# the rule


def linear_worlds(shares, low, high):
    """Classes of linear attributes by both rules, in 20 samples."""
    rng = np.random.default_rng(12)
    names = list("abcdef")
    cuts = norm.ppf(np.cumsum(shares)[:-1])
    root = np.linalg.cholesky(0.5 + 0.5 * np.eye(6))
    for _ in range(20):
        x = 1 + np.searchsorted(cuts, rng.standard_normal((1000, 6)) @ root.T)
        y = 0.3 * x.sum(axis=1) + rng.standard_normal(1000)
        data = pd.DataFrame(x, columns=names).assign(y=y)
        model = PenaltyReward("y", names, low=low, high=high, scale=(1, 5))
        yield model.fit(data, n_boot=0).classification[["wald", "calibrated"]]


@pytest.mark.parametrize(
    ("shares", "low", "wanted"),
    [((0.03, 0.05, 0.12, 0.35, 0.45), (1, 2), 0.50), ((0.1, 0.2, 0.4, 0.2, 0.1), (1, 2, 3), 0.60)],
)
@pytest.mark.filterwarnings("ignore:Few low or high answers")
def test_a_linear_world_fools_the_wald_test_and_not_the_calibrated_rule(shares, low, wanted):
    table = pd.concat(linear_worlds(shares, low, (5,)))
    assert (table["wald"] == "basic").mean() == pytest.approx(wanted, abs=FOOLED)
    assert table["calibrated"].isin(["basic", "excitement"]).mean() < HELD


def test_the_rule_decides_class_probability_and_settings(frame):
    wald = fit(frame, "z", n_boot=200)
    found = fit(frame, "z", n_boot=200, rule="calibrated")
    assert wald.settings["rule"] == "wald"
    assert found.settings["rule"] == "calibrated"
    assert wald.classification["class"].tolist() == wald.classification["wald"].tolist()
    table = found.classification
    assert table["class"].tolist() == table["calibrated"].tolist() == ["performance"] * 3
    assert "basic" in table["wald"].tolist()
    shares = found.probabilities
    assert shares.sum(axis=1).to_numpy() == pytest.approx(1.0)
    assert table["probability"].tolist() == shares["performance"].tolist()
    assert not shares.equals(wald.probabilities)
    assert table["agrees"].sum() == 0
    # a notice names what hangs on the rule, unless the other one decided
    (told,) = [each for each in wald.notices if each.key == "three_class_differs"]
    differing = [name for name in NAMES if table.loc[name, "wald"] != "performance"]
    for name in NAMES:
        assert (f"{name} (basic / performance)" in told.text()) == (name in differing)
        assert (f"{name}（基本 / 绩效）" in told.text("zh")) == (name in differing)
    assert not [each for each in found.notices if each.key == "three_class_differs"]
    assert found.multiverse(coefficients=["ols"], rules=["wald"]).stability["own"].tolist() == (
        table["class"].tolist()
    )


def test_calibrated_resamples_by_hand(frame):
    found = fit(frame, "bent", n_boot=60, rule="calibrated")
    (part,), (calibration,) = found.parts, found.calibrations
    far = calibration.reach(0.05)
    p, r = part.penalty_draws, part.reward_draws

    def asymmetry(p, r):
        loss, gain = np.maximum(-p, 0), np.maximum(r, 0)
        return (gain - loss) / (gain + loss)

    apart = asymmetry(p, r) - asymmetry(part.null_penalty_draws, part.null_reward_draws)
    for j, name in enumerate(NAMES):
        assert found.probabilities.loc[name, "basic"] == pytest.approx((apart[:, j] < -far[j]).mean())
    assert found.probabilities.loc["a", "basic"] > 0.9
    # a bounded world is held where it is
    held = fit(frame, n_boot=60, rule="calibrated", null="bounded")
    (part,), (calibration,) = held.parts, held.calibrations
    apart = asymmetry(part.penalty_draws, part.reward_draws) - calibration.ia_linear
    wanted = (apart < -calibration.reach(0.05)).mean(axis=0)
    assert held.probabilities["basic"].to_numpy() == pytest.approx(wanted)


def test_pictures_and_summary_name_the_rule(frame):
    import matplotlib.pyplot as plt

    found = fit(frame, "z", n_boot=100, rule="calibrated")
    ax = found.plot_penalty_reward()
    said = " ".join(each.get_text().replace("\n", " ") for each in ax.texts)
    assert "class by the test against the linear world" in said
    assert "basic" not in said
    plt.close("all")
    text = " ".join(found.summary().to_text().split())
    assert "where the asymmetry does not differ from that of a linear world" in text
    assert "test against the linear world" in text
    assert "Share of the resamples in which the rule against the linear world" in text
    assert "与线性对照的检验" in found.summary("zh").to_text()


def test_contested_is_a_probability_below_eighty_per_cent(frame):
    table = fit(frame, "z", n_boot=100).classification
    assert table["contested"].tolist() == (table["probability"] < 0.8).tolist()
    assert table["contested"].any()
    plain = fit(frame, "z").classification
    assert plain["contested"].isna().all()
    text = fit(frame, "z", n_boot=100).summary()
    assert "contested" in text.to_text()
    assert "not shown to be asymmetric" in " ".join(text.to_text().split())
    assert "有争议" in fit(frame, "z", n_boot=100).summary("zh").to_text()
    assert "ontested" not in fit(frame, "z").summary().to_text()
    assert set(table["class"]) <= set(CLASSES)


def test_p_values_of_all_attributes_are_adjusted(frame):
    table = fit(frame, "bent", by="g").asymmetry
    assert list(table.columns[:7]) == ["riocs", "sgp", "dgp", "ia", "ia_linear", "p_value", "p_holm"]
    for _, rows in table.groupby(level=0):
        p = rows["p_value"].to_numpy()
        order = np.argsort(p)
        wanted = np.minimum(1, np.maximum.accumulate(p[order] * (3 - np.arange(3))))
        assert rows["p_holm"].to_numpy()[order] == pytest.approx(wanted)


# settings


def test_settings_say_what_was_done(frame):
    ordered = fit(frame, estimator="ordinal")
    assert ordered.settings["null"] == "bounded"
    assert "linear behind the ordered answers" in ordered.summary().to_text()
    mixed = fit(frame, "shared", estimator="mixed", group="h")
    assert mixed.settings["errors"] == "reml"
    assert "restricted maximum likelihood" in " ".join(mixed.summary().to_text().split())
    plain, drawn = fit(frame), fit(frame, n_boot=50)
    assert (plain.settings["ci"], plain.settings["ci_impact"]) == ("t", "delta")
    assert (drawn.settings["ci"], drawn.settings["ci_impact"]) == ("t", "percentile")
    assert "percentile" not in plain.summary().to_text()
    resampled = fit(frame, errors="bootstrap", n_boot=50)
    assert resampled.settings["ci"] == "percentile"
    assert "ci_impact" not in resampled.settings
    for result in (ordered, mixed, plain, drawn, resampled):
        assert not [
            word for word in ("ci_impact", "reml", "delta)") if word in result.summary("zh").to_text()
        ]


def test_nulls_that_do_not_go_with_an_estimator(frame):
    with pytest.raises(SpecificationError, match="none with random intercepts"):
        fit(frame, estimator="mixed", group="h", null="bounded")
    with pytest.raises(SpecificationError, match='"continuous" goes with least squares'):
        fit(frame, estimator="ordinal", null="continuous")
    with pytest.raises(SpecificationError, match="calibrated"):
        fit(frame, rule="calibrate")


def test_heads_promise_no_limits_that_are_not_there(frame):
    text = fit(frame).summary().to_text()
    assert "Excess [95 % CI]" in " ".join(text.split())
    assert "Share of" not in text.split("Classes by every rule")[0]
    assert "delta method, which is rough" in " ".join(text.split())
    assert "they leave out 0 where p (linear) is below 0.05" in " ".join(text.split())
    drawn = " ".join(fit(frame, n_boot=50).summary().to_text().split())
    assert "delta method" not in drawn
    assert "leave out 0" not in drawn


# the multiverse


def test_the_multiverse_keeps_the_null_of_the_analysis(frame):
    for null in ("bounded", "continuous"):
        result = fit(frame, null=null)
        with_test, without = (
            result.multiverse(coefficients=["standardized"], rules=rules)
            for rules in (["wald", "index_10", "calibrated"], ["wald", "index_10"])
        )
        own = result.asymmetry["ia_linear"].to_numpy()
        for found in (with_test, without):
            table = found.estimates.xs(("1, 2 / 5", "ols"), level=("coding", "coefficient"))
            np.testing.assert_allclose(table["ia_linear"], own, atol=CLOSE)
    worlds = [fit(frame, null=null).multiverse(rules=["index_10"]) for null in ("bounded", "continuous")]
    assert not worlds[0].estimates["ia_linear"].equals(worlds[1].estimates["ia_linear"])


def test_chinese_notices_in_the_multiverse(frame):
    result = fit(frame)
    assert result.notices
    text = result.multiverse(coefficients=["ols"], rules=["wald"]).summary("zh").to_text()
    assert "of the respondents gave" not in text
    assert "量表的一端" in text


# words, scales, groups


@pytest.mark.parametrize("given", [["p_bed", "p_breakfast"], {"p_bed": "p_bed", "food": "p_breakfast"}])
def test_columns_are_shown_by_the_words_of_the_questionnaire(given):
    hotel = cs.datasets.load_hotel()
    found = PenaltyReward("sat_overall", given).fit(hotel, n_boot=0)
    english, chinese = (found.summary(lang).to_text() for lang in ("en", "zh"))
    assert "comfort of bed and pillow" in english
    assert "床和枕头的舒适程度" in chinese
    # a name that was given stays
    assert ("food at breakfast" in english) == (not isinstance(given, dict))
    assert found.asymmetry.index.tolist() == list(given)


def test_default_codes_from_0_to_10_and_proposals_for_others():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"a": rng.integers(0, 11, 400), "y": rng.normal(size=400)})
    made = PenaltyReward("y", ["a"], scale=(0, 10)).fit(frame, n_boot=0)
    assert made.coding.loc["a", ["low", "high"]].tolist() == ["0 – 6", "9, 10"]
    for scale, low, high in (((1, 4), "(1,)", "(4,)"), ((1, 11), "(1, 2)", "(10, 11)")):
        other = frame.assign(a=rng.integers(1, scale[1] + 1, 400))
        with pytest.raises(SpecificationError) as caught:
            PenaltyReward("y", ["a"], scale=scale).fit(other, n_boot=0)
        assert f"lowest and the highest quarter: low={low}, high={high}" in str(caught.value)


def test_thin_groups_are_left_out_and_named(frame):
    codes = frame["g"].astype(object).where(frame.index >= 6, "thin")
    with pytest.warns(DataWarning, match="Group thin could not be estimated and is in no table: Only 6"):
        found = fit(frame.assign(g=codes), by="g", n_boot=30)
    assert list(found.groups) == [0, 1]
    assert set(found.classification.index.get_level_values(0)) == {0, 1}
    assert found.settings["n_left_groups"] == 6
    assert found.settings["n"] == len(frame) - 6
    assert "Respondents in groups left out" in found.summary().to_text()
    wanted = fit(frame[6:], by="g", n_boot=30)
    pd.testing.assert_frame_equal(found.params, wanted.params)
    assert "n_left_groups" not in wanted.settings
    with pytest.raises(DataError, match=r"No group of 'g' .*0: Only 8"):
        fit(frame[:16], by="g")


def test_messages_name_the_option_and_the_way_out(frame):
    survey = cs.SurveyData(frame, clusters="h")
    for options, words in (
        ({"ci": "percentile"}, "with errors='linearized' leave ci out"),
        ({"n_boot": 50}, "n_boot=50 contradicts errors='linearized'"),
    ):
        with pytest.raises(SpecificationError) as caught:
            PenaltyReward("y", NAMES, scale=(1, 5)).fit(survey, **options)
        assert words in str(caught.value)
        assert 'errors="bootstrap"' in str(caught.value)
        assert "se=" not in str(caught.value)
    with pytest.raises(SpecificationError, match='errors="replicates" needs replicate weights'):
        fit(frame, errors="replicates")
