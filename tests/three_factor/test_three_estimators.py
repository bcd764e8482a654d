"""Penalties and rewards of ordered and mixed models: other programs, special cases, simulated truth."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.survey.item_map import ItemMap
from csmodels.three_factor import PenaltyReward

#: lme4's search stops at five to six digits of the variances.
LME4 = 2e-5
SAME = 1e-9
#: Standard errors that an estimate may be away from its truth.
ERRORS = 3.5

#: R 4.2.2, lme4 1.1-31, on the rows of `clustered()`:
#: lmer(y ~ l1 + l2 + h1 + h2 + (1 | g)), and with + (0 + l1 | g) + (0 + h1 | g) in the formula;
#: estimates and standard errors of (Intercept), l1, l2, h1, h2; variances.
R_LME4 = {
    (): (
        [4.889298310, -0.717817260, -0.417459174, 0.382298584, 0.665827899],
        [0.1399027824, 0.0903779685, 0.0894400436, 0.1136099586, 0.1142499055],
        [0.386487764, 0.932276292],
    ),
    ("x1",): (
        [4.876268193, -0.719796743, -0.399973482, 0.399667547, 0.743054512],
        [0.1363634343, 0.0918154870, 0.0875895292, 0.1631495186, 0.1132410955],
        [0.3665566904, 0.0202782712, 0.3973492014, 0.8724338010],
    ),
}


def clustered(n=600, groups=30):
    rng = np.random.default_rng(3)
    g = rng.integers(0, groups, n)
    x = rng.integers(1, 6, (n, 2))
    low, high = (x <= 2).astype(float), (x == 5).astype(float)
    u = rng.normal(size=(groups, 5)) * [0.6, 0.4, 0.0, 0.3, 0.0]
    y = 5 + u[g, 0] + low @ [-0.8, -0.4] + high @ [0.3, 0.7] + u[g, 1] * low[:, 0] + u[g, 3] * high[:, 0]
    frame = pd.DataFrame({"x1": x[:, 0], "x2": x[:, 1], "y": y + rng.normal(size=n)})
    return frame.assign(g=g, c=np.sin(np.arange(n)))


def graded(n=500, seed=5, link="logit"):
    """Answers 1 to 5, ordered behind; the first attribute only penalises, the last only rewards."""
    rng = np.random.default_rng(seed)
    x = rng.integers(1, 6, (n, 2))
    error = rng.logistic(size=n) if link == "logit" else rng.normal(size=n)
    latent = -1.2 * (x[:, 0] <= 2) + 1.2 * (x[:, 1] == 5) + error
    return pd.DataFrame({"x1": x[:, 0], "x2": x[:, 1], "y": np.digitize(latent, [-2, -0.7, 0.4, 1.6]) + 1.0})


# ordered models


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_ordered_model_of_statsmodels(link):
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    frame = graded()
    x = frame[["x1", "x2"]].to_numpy()
    table = np.column_stack([x <= 2, x == 5]).astype(float)
    other = OrderedModel(frame["y"].astype(pd.CategoricalDtype(ordered=True)), table, distr=link)
    fitted = other.fit(method="bfgs", disp=False, gtol=1e-7, maxiter=500)
    found = PenaltyReward("y", ["x1", "x2"], estimator="ordinal", link=link).fit(_scaled(frame)).params
    own = found[found["kind"].isin(["penalty", "reward"])]
    np.testing.assert_allclose(own["estimate"], fitted.params[:4], atol=1e-5)
    np.testing.assert_allclose(own["std_error"], fitted.bse[:4], rtol=1e-4)
    cuts = found[found["op"] == "|"]
    assert cuts["rhs"].tolist() == ["1|2", "2|3", "3|4", "4|5"]
    ends = other.transform_threshold_params(np.asarray(fitted.params))[1:-1]
    np.testing.assert_allclose(cuts["estimate"], ends, atol=1e-5)
    assert found["rhs"].iloc[-1] == "McFadden"
    assert found["estimate"].iloc[-1] == pytest.approx(1 - fitted.llf / fitted.llnull, abs=1e-9)


def _scaled(frame):
    scale = cs.Scale(1, 5)
    items = [cs.Item(name, {"en": name}, scale=scale) for name in ("x1", "x2")]
    return cs.SurveyData(frame, cs.Questionnaire(items))


def test_truth_of_an_ordered_world():
    for link in ("logit", "probit"):
        frame = graded(4000, 7, link)
        result = PenaltyReward("y", ["x1", "x2"], estimator="ordinal", link=link, scale=(1, 5)).fit(frame)
        rows = result.params[result.params["kind"].isin(["penalty", "reward"])]
        away = (rows["estimate"] - [-1.2, 0.0, 0.0, 1.2]) / rows["std_error"]
        assert away.abs().max() < ERRORS
        assert result.classification["class"].tolist() == ["basic", "excitement"]
        assert result.settings["link"] == link
        assert result.parts[0].link == link


def test_what_an_ordered_model_refuses():
    frame = graded()
    model = PenaltyReward("y", ["x1", "x2"], estimator="ordinal", scale=(1, 5))
    with pytest.raises(
        DataError, match=re.escape('17 different values; estimator="ordinal"').replace('"', ".")
    ):
        model.fit(frame.assign(y=np.arange(500) % 17))
    with pytest.raises(SpecificationError, match="does not know survey weights"):
        model.fit(cs.SurveyData(frame.assign(w=np.arange(500) % 3 + 1.0), weights="w"))
    # satisfaction that the first attribute's low answers separate from all others
    with pytest.raises(DataError, match="did not converge"):
        model.fit(frame.assign(y=np.where(frame["x1"] <= 2, 1.0, frame["y"].clip(lower=2.0))))


# mixed models


@pytest.mark.parametrize("slopes", R_LME4)
def test_lme4(slopes):
    model = PenaltyReward("y", ["x1", "x2"], estimator="mixed", slopes=slopes, scale=(1, 5))
    params = model.fit(clustered(), group="g").params
    fixed, errors, variances = R_LME4[slopes]
    rows = params[params["kind"].isin(["intercept", "penalty", "reward"])]
    np.testing.assert_allclose(rows["estimate"], fixed, atol=LME4)
    np.testing.assert_allclose(rows["std_error"], errors, atol=LME4)
    random = params[params["kind"] == "variance"]
    np.testing.assert_allclose(random["estimate"], variances, atol=LME4)
    names = ["g", *(f"g: {end} of x1" for end in ("penalty", "reward") if slopes), "residual"]
    assert random["rhs"].tolist() == names


def test_groups_without_differences_are_least_squares():
    frame = clustered()
    # what is left of y within groups has no variance between them
    frame["y"] -= frame.groupby("g")["y"].transform("mean")
    model = PenaltyReward("y", ["x1", "x2"], controls=["c"], estimator="mixed", scale=(1, 5))
    with pytest.warns(DataWarning, match="variance between groups is zero: g"):
        mixed = model.fit(frame, group="g")
    ols = PenaltyReward("y", ["x1", "x2"], controls=["c"], scale=(1, 5)).fit(
        frame, errors="classical", n_boot=0
    )
    one, other = mixed.parts[0], ols.parts[0]
    for name in ("penalty", "reward", "null_penalty", "null_reward"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=SAME)
    np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-6)


def test_marginal_r_squared():
    """Variance of the fixed part over that of all parts (Nakagawa and Schielzeth 2013), worked out here."""
    frame = clustered()
    params = PenaltyReward("y", ["x1", "x2"], estimator="mixed", scale=(1, 5)).fit(frame, group="g").params
    rows = params[params["kind"].isin(["penalty", "reward"])]["estimate"].to_numpy()
    x = frame[["x1", "x2"]].to_numpy()
    fixed = np.var(np.hstack([x <= 2, x == 5]) @ rows, ddof=1)
    random = params[params["kind"] == "variance"]["estimate"].sum()
    assert params["estimate"].iloc[-1] == pytest.approx(fixed / (fixed + random), abs=SAME)
    assert params["rhs"].iloc[-1] == "marginal"


def test_what_a_linear_world_implies_by_brute_force():
    frame = clustered()
    result = PenaltyReward("y", ["x1", "x2"], estimator="mixed", scale=(1, 5)).fit(frame, group="g")
    between, residual = result.params[result.params["kind"] == "variance"]["estimate"]
    g, x = frame["g"].to_numpy(), frame[["x1", "x2"]].to_numpy()
    inverse = np.linalg.inv(np.eye(len(x)) * residual + between * (g[:, None] == g[None, :]))

    def regress(table, y):
        return np.linalg.solve(table.T @ inverse @ table, table.T @ inverse @ y)

    one = np.ones((len(x), 1))
    straight = np.hstack([one, x])
    line = straight @ regress(straight, frame["y"].to_numpy())
    null = regress(np.hstack([one, x <= 2, x == 5]), line)[1:]
    part = result.parts[0]
    np.testing.assert_allclose(np.concatenate([part.null_penalty, part.null_reward]), null, atol=SAME)
    assert result.asymmetry["ia_linear"].notna().all()


def test_few_groups_are_warned_of():
    frame = clustered().assign(g=lambda f: f["g"] % 8, half=lambda f: f["g"] % 2)
    frame["y"] += frame["g"] // 2
    model = PenaltyReward("y", ["x1", "x2"], estimator="mixed", scale=(1, 5))
    with pytest.warns(DataWarning, match="only 8 groups: with fewer than 20"):
        result = model.fit(frame, group="g")
    assert "8 个组" in result.summary("zh").to_text()
    with pytest.warns(DataWarning, match="of only 4 groups"):
        parts = model.fit(frame, group="g", by="half").parts
    alone = frame[frame["half"] == 1]
    with pytest.warns(DataWarning, match="of only 4 groups"):
        single = model.fit(alone, group="g").parts[0]
    np.testing.assert_allclose(parts[1].penalty, single.penalty, atol=SAME)


def test_what_a_mixed_model_refuses():
    frame = clustered()
    model = PenaltyReward("y", ["x1", "x2"], estimator="mixed", scale=(1, 5))
    with pytest.raises(DataError, match="one group of 'g' alone"):
        model.fit(frame.assign(g=1), group="g")
    with pytest.raises(SpecificationError, match="random slopes: they go with"):
        PenaltyReward("y", ["x1", "x2"], slopes=["x1"])
    with pytest.raises(SpecificationError, match="no attribute 'x9'"):
        PenaltyReward("y", ["x1", "x2"], estimator="mixed", slopes=["x9"])
    with pytest.raises(SpecificationError, match="for one write"):
        PenaltyReward("y", ["x1", "x2"], estimator="mixed", slopes="x1")


@pytest.mark.parametrize("name", ["hotel", "telecom"])
@pytest.mark.filterwarnings("ignore::csmodels.errors.DataWarning")
def test_truth_of_the_sample_surveys(name):
    """No attribute is called the contrary of what it is, and most get their own class."""
    data = getattr(cs.datasets, f"load_{name}")()
    told = json.loads((Path(__file__).parents[2] / "datasets" / "truth.json").read_text(encoding="utf-8"))
    told = told[{"hotel": "hotel_guests", "telecom": "telecom_subscribers"}[name]]["attributes"]
    items = ItemMap.from_questionnaire(data, ["performance"])
    kinds = [told[each]["kind"] for each in items.names]
    unweighted = cs.SurveyData(data.raw, data.questionnaire)
    found = PenaltyReward("sat_overall", items, estimator="ordinal").fit(unweighted).classification["class"]
    assert {("basic", "excitement"), ("excitement", "basic")}.isdisjoint(zip(found, kinds, strict=True))
    assert (found == kinds).mean() >= 0.75


def test_displays_say_the_units():
    frame = graded()
    ordered = PenaltyReward("y", ["x1", "x2"], estimator="ordinal", link="probit", scale=(1, 5)).fit(frame)
    english = " ".join(ordered.summary().to_text().split())
    assert "behind the ordered answers of satisfaction (probit model)" in english
    assert "潜在变量" in ordered.summary("zh").to_text()
    plain = PenaltyReward("y", ["x1", "x2"], scale=(1, 5)).fit(frame, n_boot=0).summary().to_text()
    assert "Coefficients are in units of satisfaction." in " ".join(plain.split())
