"""Penalty-reward contrasts against statsmodels, refits, symmetries and the truth of simulated surveys."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

import csmodels as cs
from csmodels.numerics.three_factor.impact import impact
from csmodels.three_factor import PenaltyReward

#: The same regression by another program.
SAME = 1e-10
#: Figures of resamples come from sums of products, which round.
ROUNDING = 1e-8
#: Two p-values, each a share of 1,999 draws: four standard errors of their difference at worst.
DRAWS = 0.064
#: Numerical derivatives of linearised errors.
LINEARIZED = 1e-5


def survey(n=600, j=3, seed=2, noise=1.0):
    """Attributes from 1 to 5: the first only penalises, the last only rewards, the others are linear."""
    rng = np.random.default_rng(seed)
    z = 0.7 * rng.normal(size=(n, 1)) + 0.7 * rng.normal(size=(n, j))
    x = np.digitize(z, [-1.4, -0.7, 0.2, 0.9]) + 1
    y = 5 + 0.3 * x[:, 1:-1].sum(axis=1) - 0.9 * (x[:, 0] <= 2) + 0.9 * (x[:, -1] == 5)
    frame = pd.DataFrame(x, columns=[f"a{i}" for i in range(1, j + 1)])
    frame["c"] = rng.normal(size=n)
    frame["y"] = y + 0.3 * frame["c"] + noise * rng.normal(size=n) * (0.5 + 0.3 * x[:, 0])
    frame["g"] = np.array(["north", "south"])[rng.integers(0, 2, n)]
    frame["w"] = rng.uniform(0.5, 2.0, n)
    frame["unit"] = np.arange(n) // 10
    return frame


#: Errors and quantiles of 1,999 draws against those of others: some 2 and 4 % of them, four times over.
SPREADS = {"ia_excess_std_error": 0.09, "ia_excess_low": 0.17, "ia_excess_high": 0.17}
ATTRIBUTES = ["a1", "a2", "a3"]


def same_draws(found, wanted):
    """Two tables without the columns of draws, which are compared within the error of draws."""
    apart = wanted["ia_excess_high"] - wanted["ia_excess_low"]
    for name, share in SPREADS.items():
        assert (found[name] - wanted[name]).abs().le(share * apart).all()
    for name, times in (("p_value", 1), ("p_holm", len(ATTRIBUTES))):
        assert found[name].to_numpy() == pytest.approx(wanted[name].to_numpy(), abs=times * DRAWS)
    drawn = [*SPREADS, "p_value", "p_holm"]
    return found.drop(columns=drawn), wanted.drop(columns=drawn)


MODEL = PenaltyReward("y", ATTRIBUTES, controls=["c"], scale=(1, 5))


def dummies(frame):
    x = frame[ATTRIBUTES].to_numpy()
    return sm.add_constant(np.column_stack([x <= 2, x == 5, frame["c"]]).astype(float))


@pytest.fixture(scope="module")
def frame():
    return survey()


@pytest.fixture(scope="module")
def result(frame):
    return MODEL.fit(frame, n_boot=300)


def test_params_are_those_of_statsmodels(frame, result):
    wanted = sm.OLS(frame["y"], dummies(frame)).fit(cov_type="HC3", use_t=True)
    table = result.params
    assert table["kind"].tolist() == [
        "intercept",
        *["penalty"] * 3,
        *["reward"] * 3,
        "coefficient",
        "r_squared",
    ]
    assert table["rhs"].tolist() == ["", *ATTRIBUTES, *ATTRIBUTES, "c", ""]
    rows = table.iloc[:-1]
    assert rows["estimate"].to_numpy() == pytest.approx(wanted.params.to_numpy(), rel=SAME, abs=SAME)
    assert rows["std_error"].to_numpy() == pytest.approx(wanted.bse.to_numpy(), rel=SAME)
    assert rows["p_value"].to_numpy() == pytest.approx(wanted.pvalues.to_numpy(), rel=1e-7, abs=1e-14)
    limits = wanted.conf_int().to_numpy()
    assert rows[["conf_low", "conf_high"]].to_numpy() == pytest.approx(limits, rel=1e-8)
    assert table["estimate"].iloc[-1] == pytest.approx(wanted.rsquared, rel=SAME)


@pytest.mark.parametrize("errors", ["HC0", "HC1", "HC2", "classical"])
def test_other_errors_are_those_of_statsmodels(frame, errors):
    kind = "nonrobust" if errors == "classical" else errors
    wanted = sm.OLS(frame["y"], dummies(frame)).fit(cov_type=kind)
    found = MODEL.fit(frame, errors=errors, n_boot=0).params["std_error"].to_numpy()[:-1]
    assert found == pytest.approx(wanted.bse.to_numpy(), rel=SAME)


def test_weights_and_clusters_are_those_of_statsmodels(frame):
    data = cs.SurveyData(frame, weights="w", clusters="unit")
    wanted = sm.WLS(frame["y"], dummies(frame), weights=frame["w"]).fit(
        cov_type="cluster", cov_kwds={"groups": frame["unit"]}
    )
    found = MODEL.fit(data, errors="cluster", n_boot=0).params
    assert found["estimate"].to_numpy()[:-1] == pytest.approx(wanted.params.to_numpy(), rel=SAME, abs=SAME)
    assert found["std_error"].to_numpy()[:-1] == pytest.approx(wanted.bse.to_numpy(), rel=SAME)
    assert MODEL.fit(data, n_boot=None).settings["errors"] == "linearized"
    # linearised errors differ from those by clusters by the small-sample factors alone
    m, n, k = frame["unit"].nunique(), len(frame), 8
    linear = MODEL.fit(data).params["std_error"].to_numpy()[:-1]
    factor = np.sqrt((n - 1) / (n - k))
    assert linear * factor == pytest.approx(wanted.bse.to_numpy(), rel=LINEARIZED)
    assert m == 60


def test_wald_is_the_test_of_statsmodels(frame, result):
    fitted = sm.OLS(frame["y"], dummies(frame)).fit(cov_type="HC3", use_t=True)
    for i, name in enumerate(ATTRIBUTES):
        row = np.zeros(8)
        row[[1 + i, 4 + i]] = 1.0
        wanted = float(fitted.t_test(row).pvalue)
        assert result.classification.loc[name, "wald_p_value"] == pytest.approx(wanted, rel=1e-7, abs=1e-14)


def test_resamples_are_refits(frame):
    result = MODEL.fit(frame, n_boot=20, seed=4)
    (part,) = result.parts
    counts = np.concatenate(list(part.variation.draws))
    x, y = dummies(frame), frame["y"].to_numpy()
    straight = sm.add_constant(frame[[*ATTRIBUTES, "c"]].to_numpy(dtype=float))
    for b, count in enumerate(counts):
        again = np.repeat(np.arange(len(y)), count)
        wanted = np.linalg.lstsq(x[again], y[again])[0]
        fitted = straight[again] @ np.linalg.lstsq(straight[again], y[again])[0]
        null = np.linalg.lstsq(x[again], fitted)[0]
        assert np.r_[part.penalty_draws[b], part.reward_draws[b]] == pytest.approx(wanted[1:7], abs=ROUNDING)
        found = np.r_[part.null_penalty_draws[b], part.null_reward_draws[b]]
        assert found == pytest.approx(null[1:7], abs=ROUNDING)
    ia = impact(part.penalty_draws, part.reward_draws).ia
    table = result.asymmetry
    assert table["ia_std_error"].to_numpy() == pytest.approx(ia.std(axis=0, ddof=1), rel=1e-9)
    assert table["ia_low"].to_numpy() == pytest.approx(np.quantile(ia, 0.025, axis=0), rel=1e-9)


def test_properties_of_the_asymmetry(result):
    table = result.asymmetry
    assert table.columns[:6].tolist() == ["riocs", "sgp", "dgp", "ia", "ia_linear", "p_value"]
    assert table["sgp"].add(table["dgp"]).to_numpy() == pytest.approx(1.0)
    for name in ("ia", "ia_low", "ia_high"):
        assert table[name].between(-1, 1).all()
    assert table["ia_excess"].to_numpy() == pytest.approx((table["ia"] - table["ia_linear"]).to_numpy())
    assert result.probabilities.sum(axis=1).to_numpy() == pytest.approx(1.0)


def test_order_of_attributes_and_respondents_does_not_matter(frame, result):
    mixed = frame.sample(frac=1, random_state=0)
    turned = PenaltyReward("y", ATTRIBUTES[::-1], controls=["c"], scale=(1, 5)).fit(mixed, n_boot=0)
    plain = MODEL.fit(frame, n_boot=0)
    for name in ("asymmetry", "classification", "coding"):
        wanted = getattr(plain, name)
        found = getattr(turned, name).loc[wanted.index]
        if name == "asymmetry":
            # draws go to other rows
            found, wanted = same_draws(found, wanted)
        pd.testing.assert_frame_equal(found, wanted, rtol=1e-7, atol=1e-9)


def test_weights_of_two_are_rows_twice(frame):
    weight = np.where(np.arange(len(frame)) % 3 == 0, 2.0, 1.0)
    data = cs.SurveyData(frame.assign(w=weight), weights="w")
    twice = frame.loc[frame.index.repeat(weight.astype(int))].reset_index(drop=True)
    one, other = MODEL.fit(data, n_boot=0), MODEL.fit(twice, n_boot=0)
    names = ["riocs", "sgp", "dgp", "ia", "ia_linear"]
    assert one.asymmetry[names].to_numpy() == pytest.approx(other.asymmetry[names].to_numpy(), abs=1e-10)
    shares = ["share_low", "share_middle", "share_high"]
    assert one.coding[shares].to_numpy() == pytest.approx(other.coding[shares].to_numpy())


def test_a_weight_of_zero_has_no_share(frame):
    data = cs.SurveyData(frame.assign(w=(frame["g"] == "north").astype(float)), weights="w")
    found = MODEL.fit(data, n_boot=50)
    wanted = MODEL.fit(frame[frame["g"] == "north"], n_boot=50)
    pd.testing.assert_frame_equal(found.asymmetry, wanted.asymmetry, rtol=1e-8)
    assert found.settings["n_without_weight"] == (frame["g"] == "south").sum()


def test_groups_are_fits_of_their_own(frame):
    both = MODEL.fit(frame, by="g", n_boot=0)
    alone = MODEL.fit(frame[frame["g"] == "south"], n_boot=0)
    for name in ("params", "asymmetry", "classification", "coding"):
        found = getattr(both, name).loc["south"].reset_index(drop=True)
        wanted = getattr(alone, name).reset_index(drop=True)
        if name == "asymmetry":
            # each group has draws of its own
            found, wanted = same_draws(found, wanted)
        pd.testing.assert_frame_equal(found, wanted, rtol=1e-8)
    assert both.asymmetry.index.names == ["g", "attribute"]
    # without resamples the limits of the asymmetry are normal, and end where it ends
    assert both.asymmetry["ia_high"].dropna().le(1).all()
    assert both.asymmetry["ia_high"].max() == 1


def test_errors_from_resamples_and_replicates(frame):
    drawn = MODEL.fit(frame, errors="bootstrap", n_boot=400, seed=1)
    plain = MODEL.fit(frame, n_boot=0)
    ratio = drawn.params["std_error"].to_numpy()[:-1] / plain.params["std_error"].to_numpy()[:-1]
    # 400 resamples know a standard error to about 4 %; HC3 is a little wider
    assert ratio == pytest.approx(1.0, abs=0.15)
    rng = np.random.default_rng(0)
    weights = {f"r{i}": np.where(np.arange(len(frame)) % 40 == i, 0.0, 40 / 39) for i in range(40)}
    order = rng.permutation(len(frame))
    given = cs.SurveyData(
        pd.concat([frame, pd.DataFrame(weights).iloc[order].set_index(frame.index)], axis=1),
        replicate_weights=list(weights), replicate_method="jackknife",
    )  # fmt: skip
    found = MODEL.fit(given)
    assert found.settings["errors"] == "replicates"
    assert found.probabilities is None
    ratio = found.params["std_error"].to_numpy()[:-1] / plain.params["std_error"].to_numpy()[:-1]
    assert ratio == pytest.approx(1.0, abs=0.35)


def test_kinks_are_found(result):
    assert result.classification["class"].tolist() == ["basic", "performance", "excitement"]
    assert result.classification.loc["a1", "probability"] > 0.9
    assert (result.asymmetry["reversal"] == "").sum() >= 1


def test_disconfirmation_is_coded_at_the_midpoint():
    hotel = cs.datasets.load_hotel()
    model = PenaltyReward.from_questionnaire(
        hotel, ["sat_overall", "sat_ideal"], attributes=["bed", "quiet"], coding="disconfirmation"
    )
    found = model.fit(hotel, n_boot=0)
    assert found.coding[["low", "middle", "high"]].to_numpy().tolist() == [["1 – 3", "4", "5 – 7"]] * 2
    assert found.params["lhs"].iloc[0] == "mean(sat_overall, sat_ideal)"
    frame = hotel.frame.dropna(subset=["d_bed", "d_quiet", "sat_overall", "sat_ideal"])
    d = frame[["d_bed", "d_quiet"]].to_numpy()
    y = frame[["sat_overall", "sat_ideal"]].mean(axis=1)
    wanted = sm.WLS(y, sm.add_constant(np.hstack([d < 4, d > 4]).astype(float)), weights=frame["weight"])
    found_params = found.params["estimate"].to_numpy()[:-1]
    assert found_params == pytest.approx(wanted.fit().params.to_numpy(), rel=1e-9)


def test_codes_by_attribute_and_other_scales(frame):
    found = PenaltyReward("y", ATTRIBUTES, low={"a2": (1,)}, high={"a2": (4, 5)}, scale=(1, 5)).fit(
        frame, n_boot=0
    )
    assert found.coding["low"].tolist() == ["1, 2", "1", "1, 2"]
    assert found.coding["middle"].tolist() == ["3, 4", "2, 3", "3, 4"]
    assert found.coding.loc["a2", "n_high"] == (frame["a2"] >= 4).sum()
    assert found.coding[["n_low", "n_middle", "n_high"]].sum(axis=1).eq(len(frame)).all()
    # a scale that nobody tells is taken from the answers, and said
    observed = PenaltyReward("y", ATTRIBUTES).fit(frame, n_boot=0)
    assert any("taken from the answers, 1 to 5" in each for each in observed.warnings)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"standardized": True}, "standard deviation says how many"),
        ({"low": (1, 2), "high": (2, 5)}, "is in low= and in high="),
        ({"low": (4, 5), "high": (1,)}, "reverse the ratings"),
        ({"low": {"b": (1,)}}, "no attribute"),
        ({"low": "1"}, "must be answers"),
        ({"controls": ["a1"]}, "named twice"),
        ({"controls": "c"}, r"write \['c'\]"),
        ({"estimator": "wls"}, "unknown"),
        ({"scale": (5, 1)}, "two numbers"),
    ],
)
def test_what_a_model_refuses(options, message):
    with pytest.raises(cs.errors.SpecificationError, match=message):
        PenaltyReward("y", ATTRIBUTES, **options)


@pytest.mark.parametrize(
    ("options", "fitted", "message"),
    [
        ({"low": (0,), "scale": (1, 5)}, {}, "code 0 is outside the scale from 1 to 5"),
        ({"scale": (1, 6)}, {}, "Give low= and high="),
        ({"scale": (1, 5)}, {"standardized": True}, "standardized"),
        ({"scale": (1, 5)}, {"missing": "mi"}, "missing='mi' is unknown"),
        ({"scale": (1, 5)}, {"group": "g"}, "by='g'"),
        ({"scale": (1, 5), "estimator": "mixed"}, {}, "the column of the groups"),
        ({"scale": (1, 6), "coding": "disconfirmation"}, {}, "no midpoint"),
        ({"scale": (1, 5)}, {"errors": "cluster"}, "clusters="),
        ({"scale": (1, 5)}, {"errors": "bootstrap", "n_boot": 0}, "needs resamples"),
        ({"scale": (1, 5)}, {"null": "curved"}, "null='curved' is unknown"),
    ],
)
def test_what_a_fit_refuses(frame, options, fitted, message):
    with pytest.raises(cs.errors.SpecificationError, match=message):
        PenaltyReward("y", ATTRIBUTES, **options).fit(frame, **fitted)


def test_data_that_cannot_tell(frame):
    none_low = frame.assign(a2=frame["a2"].clip(lower=3))
    with pytest.raises(cs.errors.DataError, match=r"'a2' has no answer that is low \(low=\(1, 2\)\)"):
        MODEL.fit(none_low)
    no_middle = frame.assign(a2=np.where(frame["a2"] < 3, 1, 5))
    with pytest.raises(cs.errors.DataError, match="'a2' has no answer that is in between"):
        MODEL.fit(no_middle)
    in_one = frame.assign(a2=frame["a2"].where(frame["g"] == "north", frame["a2"].clip(lower=3)))
    # one group that cannot be told is left out, and named
    with pytest.warns(
        cs.errors.DataWarning, match=r"Group south could not .* 'a2' has no answer that is low"
    ):
        found = MODEL.fit(in_one, by="g", n_boot=0)
    assert found.groups == ("north",)
    with pytest.raises(cs.errors.DataError, match=r"No group of 'g' .* 'north': Attribute 'a2'"):
        MODEL.fit(none_low, by="g")
    twice = frame.assign(a3=frame["a1"].where(frame["a1"] != 4, 3))
    with pytest.raises(cs.errors.DataError, match="'low a1', 'low a3'"):
        MODEL.fit(twice)
    with pytest.raises(cs.errors.DataError, match="answers between the codes"):
        MODEL.fit(frame.assign(a1=frame["a1"] + np.where(frame.index == 7, 0.5, 0).clip(max=0.5) * -1))
    with pytest.raises(cs.errors.DataError, match="rename it first"):
        MODEL.fit(frame.rename(columns={"g": "attribute"}), by="attribute")


def test_few_answers_wrong_signs_and_lost_resamples_are_told(frame):
    few = frame.assign(a2=frame["a2"].clip(lower=3).where(frame.index > 20, frame["a2"]))
    with pytest.warns(cs.errors.DataWarning, match="Few low or high answers: a2"):
        MODEL.fit(few, n_boot=0)
    wrong = frame.assign(y=frame["y"] - 3 * (frame["a3"] == 5))
    with pytest.warns(cs.errors.DataWarning, match="lowers satisfaction significantly: a3"):
        found = MODEL.fit(wrong, n_boot=0)
    assert found.asymmetry.loc["a3", "reversal"] == "reward"
    rare = frame.assign(a2=frame["a2"].clip(lower=3))
    rare.loc[[3, 9], "a2"] = 1
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = MODEL.fit(rare, n_boot=200)
    assert any("resamples could not be estimated" in str(each.message) for each in caught)
    assert np.isfinite(found.asymmetry.loc["a1", "ia_low"])


def test_an_asymmetry_missing_in_some_resamples_costs_the_others_nothing():
    frame = survey(n=150, seed=9)
    noise = np.random.default_rng(0).normal(size=len(frame))
    found = PenaltyReward("z", ATTRIBUTES, scale=(1, 5)).fit(frame.assign(z=noise), n_boot=100)
    (part,) = found.parts
    ia = impact(part.penalty_draws, part.reward_draws).ia
    assert np.isnan(ia).any()
    known = found.asymmetry["ia"].notna()
    for j in np.flatnonzero(known):
        mine = ia[np.isfinite(ia[:, j]), j]
        assert found.asymmetry["ia_std_error"].iloc[j] == pytest.approx(mine.std(ddof=1), rel=1e-9)


@pytest.mark.filterwarnings("ignore:Low performance raises")
def test_intervals_cover():
    """Limits of penalties and rewards, unequal variances: 60 samples x 6 coefficients."""
    truth = np.array([-0.9, -0.3, 0.0, 0.0, 0.3, 0.9])
    inside = 0
    for seed in range(60):
        frame = survey(n=300, seed=100 + seed)
        x = frame[ATTRIBUTES].to_numpy()
        rng = np.random.default_rng(seed)
        y = np.hstack([x <= 2, x == 5]) @ truth + rng.normal(size=300) * (0.4 + 0.3 * x[:, 1])
        table = PenaltyReward("y", ATTRIBUTES, scale=(1, 5)).fit(frame.assign(y=y), n_boot=0).params
        rows = table[table["kind"].isin(["penalty", "reward"])]
        inside += int(((rows["conf_low"] <= truth) & (truth <= rows["conf_high"])).sum())
    # three standard errors of a share of .95 among 360 are .034
    assert 0.91 <= inside / 360 <= 0.99


def truth_of(name):
    path = Path(__file__).parents[2] / "datasets" / "truth.json"
    return json.loads(path.read_text(encoding="utf-8"))[name]


@pytest.mark.parametrize("name", ["hotel_guests", "telecom_subscribers"])
def test_truth_of_the_sample_surveys(name):
    data = cs.datasets.load_hotel() if name == "hotel_guests" else cs.datasets.load_telecom()
    truth = truth_of(name)
    result = PenaltyReward.from_questionnaire(data, "sat_overall").fit(data, n_boot=0)
    found = result.classification
    population = truth["implied"]["sat_overall_on_low_and_high_performance"]
    for end in ("penalty", "reward"):
        true = np.array([population[each][end] for each in found.index])
        away = (found[end] - true) / found[f"{end}_std_error"]
        # largest of 8 deviations in standard errors
        assert away.abs().max() < 3
    kinds = pd.Series({each: truth["attributes"][each]["kind"] for each in found.index})
    if name == "telecom_subscribers":
        assert found["class"].tolist() == kinds.tolist()
        assert found["calibrated"].tolist() == kinds.tolist()
    else:
        # 1,437 guests cannot tell the four others: in the population their penalty and reward are nearly even
        assert found["class"].eq(kinds)[["cleanliness", "shower", "checkin", "facilities"]].all()
        # against the linear world the bed is no longer taken for basic
        assert found["calibrated"].eq(kinds)[["cleanliness", "shower", "bed", "checkin", "facilities"]].all()
        # nobody is mistaken for the opposite kind
        opposite = {"basic": "excitement", "excitement": "basic"}
        assert not found["class"].eq(kinds.map(opposite)).any()
