"""Retention on satisfaction, survival, equity and break-even spending on the samples and on simulations."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.numerics.strategy.lifetime import multiple
from csmodels.numerics.strategy.logit import expit
from csmodels.strategy.value import (
    CustomerValue,
    ShiftedBetaGeometric,
    break_even,
    customer_equity,
    five_to_one,
    lifetime_value,
    one_yuan_customer,
)
from csmodels.strategy.value.sampled import of_draws
from csmodels.tables import PARAM_COLUMNS

#: Estimates against another program's, both stopped near 1e-8.
SOLVED = 1e-6
#: Standard errors of resamples against linearised ones: Monte-Carlo error of 400 resamples is 3.5 %.
RESAMPLED = 0.15

TRUTH = json.loads((Path(cs.__file__).parents[1] / "datasets" / "truth.json").read_text("utf-8"))
MODEL = CustomerValue(lost="churned", margin="spend", margin_rate=0.3, per_period=12)


@pytest.fixture(scope="module")
def telecom() -> Any:
    return cs.datasets.load_telecom()


@pytest.fixture(scope="module")
def fitted(telecom: Any) -> Any:
    return MODEL.fit(telecom)


@pytest.fixture(scope="module")
def stock(telecom: Any) -> Any:
    with pytest.warns(DataWarning, match="hardly known"):
        return ShiftedBetaGeometric(per=12).fit(telecom)


@pytest.fixture(scope="module")
def index(telecom: Any) -> Any:
    return cs.index_model("ECSI").fit(telecom, n_boot=120)


@pytest.fixture(scope="module")
def chained(index: Any, telecom: Any) -> Any:
    return break_even(
        index, telecom, "ServiceQuality", points=5, lost="churned", margin="spend", margin_rate=0.3,
        per_period=12, cost=15.0, customers=1000.0,
    )  # fmt: skip


def test_equals_statsmodels_with_weights(telecom: Any, fitted: Any) -> None:
    sm = pytest.importorskip("statsmodels.api")
    frame = telecom.frame[["churned", "sat_overall", "spend", "weight"]].astype(float).dropna()
    x = sm.add_constant(frame["sat_overall"])
    glm = sm.GLM(1 - frame["churned"], x, family=sm.families.Binomial(), freq_weights=frame["weight"])
    reference = glm.fit(tol=1e-12)
    np.testing.assert_allclose(fitted.params["estimate"][:2], reference.params, rtol=SOLVED)
    p = reference.predict(x)
    assert fitted.figures.loc["retention", "estimate"] == pytest.approx(
        np.average(p, weights=frame["weight"]), rel=SOLVED
    )
    margin = np.average(frame["spend"], weights=frame["weight"]) * 0.3 * 12
    assert fitted.figures.loc["value", "estimate"] == pytest.approx(
        margin * multiple(fitted.figures.loc["retention", "estimate"], 0.1)
    )
    pushed = expit(reference.predict(x, which="linear") + reference.params.iloc[1])
    after = np.average(pushed, weights=frame["weight"])
    assert fitted.figures.loc["retention_after", "estimate"] == pytest.approx(after, rel=SOLVED)


# R 4.2.2, survey 4.1-1, on datasets/hotel_guests.csv, rows complete in these columns:
# h$unit <- paste(h$hotel, h$quarter)
# d <- svydesign(~unit, strata = ~hotel, weights = ~weight, data = h, nest = TRUE)
# m <- svyglm(came_back ~ sat_overall + member, d, family = quasibinomial()); coef(m); SE(m)
# svymean(~came_back, d)
# and for subset(d, member == 1) without member
R_ALL = {"1": (-2.708979363867, 0.3029915571), "sat_overall": (0.297512875576, 0.0338265367857),
         "member": (0.448127886528, 0.0876058993747)}  # fmt: skip
R_MEMBERS = {"1": (-2.80045951715, 0.2472423610126), "sat_overall": (0.36657565271, 0.0279524752473)}
R_KEPT = {"all": (0.438454, 0.0189547310881), "members": (0.510888441234, 0.019411961639)}


def test_equals_r_survey_with_strata_clusters_and_domains() -> None:
    columns = ["came_back", "sat_overall", "member", "weight", "hotel", "quarter"]
    frame = cs.datasets.load_hotel().frame[columns].dropna()
    frame["unit"] = frame["hotel"] + frame["quarter"]
    survey = cs.SurveyData(frame, weights="weight", strata="hotel", clusters="unit")
    whole = CustomerValue(kept="came_back", controls=["member"]).fit(survey)
    members = CustomerValue(kept="came_back").fit(survey, by="member").params.loc[1].reset_index(drop=True)
    for rows, expected, kept in ((whole.params, R_ALL, "all"), (members, R_MEMBERS, "members")):
        found = rows[rows["kind"].isin(["intercept", "coefficient"])].set_index("rhs")
        for term, figures in expected.items():
            np.testing.assert_allclose(
                found.loc[term, ["estimate", "std_error"]].astype(float), figures, rtol=SOLVED
            )
        share = rows.set_index("lhs").loc["retention", ["estimate", "std_error"]].astype(float)
        np.testing.assert_allclose(share, R_KEPT[kept], rtol=2e-6)  # the mean is printed to six digits


def test_errors_of_a_weighted_mean_by_hand(telecom: Any, fitted: Any) -> None:
    """The retention is a weighted mean, so its linearised error is that of a ratio."""
    frame = telecom.frame[["churned", "sat_overall", "spend", "weight"]].astype(float).dropna()
    w, y = frame["weight"].to_numpy(), 1 - frame["churned"].to_numpy()
    z = w * (y - np.average(y, weights=w)) / w.sum()
    hand = np.sqrt(len(z) / (len(z) - 1) * (z**2).sum())
    assert fitted.figures.loc["retention", "std_error"] == pytest.approx(hand, rel=SOLVED)


def test_kinds_of_errors_agree(telecom: Any, fitted: Any) -> None:
    boot = MODEL.fit(telecom, errors="bootstrap", n_boot=400)
    ratio = boot.figures["std_error"] / fitted.figures["std_error"]
    assert (ratio.sub(1).abs() < RESAMPLED).all()
    assert boot.settings["errors"] == "bootstrap"
    assert fitted.settings["weights"] == "weight"
    frame = telecom.frame[["churned", "sat_overall", "spend", "weight"]].astype(float)
    n = len(frame)
    groups = np.arange(n) % 40
    for g in range(40):  # delete-a-group jackknife
        frame[f"r{g}"] = np.where(groups == g, 0.0, frame["weight"] * 40 / 39)
    names = [f"r{g}" for g in range(40)]
    survey = cs.SurveyData(frame, weights="weight", replicate_weights=names, replicate_method="jackknife")
    replicated = MODEL.fit(survey)
    assert replicated.settings["errors"] == "replicates"
    ratio = replicated.figures["std_error"] / fitted.figures["std_error"]
    assert (ratio.sub(1).abs() < 0.4).all()  # 39 degrees of freedom: 11 % each


def test_clusters_widen_and_are_said(telecom: Any) -> None:
    frame = telecom.frame[["churned", "sat_overall"]].astype(float).dropna()
    frame = pd.concat([frame] * 3, ignore_index=True)
    frame["who"] = np.tile(np.arange(len(frame) // 3), 3)
    model = CustomerValue(lost="churned")
    alone = model.fit(frame.iloc[: len(frame) // 3])
    thrice = model.fit(cs.SurveyData(frame, clusters="who"))
    # rows written three times are one person: the same errors, up to the design's t
    np.testing.assert_allclose(thrice.params["std_error"], alone.params["std_error"], rtol=1e-6)
    assert thrice.settings["clusters"] == "who"


def test_truth_of_the_samples(fitted: Any) -> None:
    """What the truth implies by answer, in 96,000 respondents, against limits of observed shares."""
    implied = TRUTH["telecom_subscribers"]["implied"]["churned_by_sat_overall"]
    plain = CustomerValue(lost="churned").fit(cs.datasets.load_telecom().frame)
    levels = plain.levels
    truth = np.array([1 - implied[f"{at:g}"] for at in levels.index])
    inside = (truth >= levels["observed_low"]) & (truth <= levels["observed_high"])
    assert inside.sum() >= 9
    assert ((levels["retention"] - truth).abs() < 0.1).all()
    hotel = CustomerValue(kept="came_back").fit(cs.datasets.load_hotel().frame).levels
    implied = TRUTH["hotel_guests"]["implied"]["came_back_by_sat_overall"]
    truth = np.array([implied[f"{at:g}"] for at in hotel.index])
    assert ((truth >= hotel["observed_low"]) & (truth <= hotel["observed_high"])).sum() >= 8
    assert ((hotel["retention"] - truth).abs() < 0.1).all()
    back = CustomerValue(kept="came_back", controls=["member"]).fit(cs.datasets.load_hotel())
    rows = back.params.set_index("rhs").loc["member"]
    assert rows["conf_low"] < TRUTH["hotel_guests"]["logits"]["came_back"]["member"] < rows["conf_high"]


def test_collapses_and_scales(telecom: Any, fitted: Any) -> None:
    other = CustomerValue(lost="churned", margin=2.0).fit(telecom)
    same = CustomerValue(lost="churned", margin=1.0).fit(telecom)
    pd.testing.assert_series_equal(other.figures.loc["value"], 2 * same.figures.loc["value"])
    frame = telecom.frame.assign(stayed=1 - telecom.frame["churned"])
    kept = CustomerValue(kept="stayed").fit(frame)
    lost = CustomerValue(lost="churned").fit(telecom.frame)
    np.testing.assert_allclose(kept.figures, lost.figures, rtol=1e-9)
    at = fitted.predict(8.0)
    near = fitted.levels.loc[8.0]
    assert at.loc["retention", "estimate"] == pytest.approx(near["retention"])
    assert at.loc["value", "conf_low"] == pytest.approx(near["value_low"])
    assert tuple(fitted.params.columns) == PARAM_COLUMNS


def test_groups_are_fits_of_their_own(telecom: Any) -> None:
    model = CustomerValue(lost="churned")
    found = model.fit(telecom, by="operator")
    beta = telecom.frame.loc[telecom.frame["operator"] == "Beta", ["churned", "sat_overall", "weight"]]
    alone = model.fit(cs.SurveyData(beta.astype(float), weights="weight"))
    np.testing.assert_allclose(found.figures.loc["Beta"], alone.figures, rtol=1e-9)
    assert found.params.index.get_level_values(0).unique().tolist() == ["Alpha", "Beta", "Gamma"]


def test_coverage_of_value() -> None:
    """Nominal 95 %; of 100 samples 95 are expected, and fewer than 88 in one of 650."""
    rng = np.random.default_rng(3)
    population = rng.normal(7, 2, 200_000)
    truth = expit(-1.4 + 0.47 * population).mean()
    value = float(lifetime_value(100.0, truth))
    inside = 0
    for _ in range(100):
        s = rng.normal(7, 2, 400)
        y = (rng.random(400) < expit(-1.4 + 0.47 * s)).astype(int)
        row = CustomerValue(kept="y", satisfaction="s", margin=100.0).fit(pd.DataFrame({"s": s, "y": y}))
        inside += row.figures.loc["value", "conf_low"] < value < row.figures.loc["value", "conf_high"]
    assert 88 <= inside <= 100


def test_small_cells_are_neither_printed_nor_drawn(telecom: Any) -> None:
    found = CustomerValue(lost="churned").fit(telecom, by="operator")
    alpha = found.levels.loc["Alpha"]
    small = alpha.index[alpha["n"] < 5]
    assert len(small) == 1
    assert alpha.loc[small, "observed"].notna().all()
    shown = found.people().loc["Alpha"]
    assert shown.loc[small[0], "n"] == "<5"
    assert shown["hide"].sum() == 2  # a second, or the sum of all would give it away
    assert "<5" in found.to_text()
    points = next(x for x in found.plot_retention(group="Alpha").get_lines() if x.get_label() == "_observed")
    assert np.isfinite(points.get_ydata()).sum() == len(alpha) - 2
    assert "<5" not in CustomerValue(lost="churned").fit(telecom, by="operator", least=1).to_text()


def test_chain_from_driver_to_value(index: Any, telecom: Any, chained: Any) -> None:
    chain = chained.chain["estimate"]
    effect = index.what_if({"ServiceQuality": 5}, on="Satisfaction").table.loc["Satisfaction"]
    assert chain["effect"] == pytest.approx(effect["change"])
    np.testing.assert_allclose(
        chained.chain.loc["effect", ["conf_low", "conf_high"]].astype(float),
        effect[["conf_low", "conf_high"]].astype(float),
    )
    # the logit on the respondents' index, by another program
    sm = pytest.importorskip("statsmodels.api")
    frame = telecom.frame.assign(score=index.index_scores()["Satisfaction"])
    frame = frame.iloc[index.answers.rows][["churned", "score", "weight"]].astype(float)
    x = sm.add_constant(frame["score"])
    glm = sm.GLM(1 - frame["churned"], x, family=sm.families.Binomial(), freq_weights=frame["weight"])
    reference = glm.fit(tol=1e-12)
    assert chain["slope"] == pytest.approx(reference.params["score"], rel=SOLVED)
    linear = reference.predict(x, which="linear") + reference.params["score"] * chain["effect"]
    after = np.average(expit(linear), weights=frame["weight"])
    assert chain["retention_after"] == pytest.approx(after, rel=SOLVED)
    gain = chain["margin"] * (multiple(chain["retention_after"], 0.1) - multiple(chain["retention"], 0.1))
    assert chain["value_change"] == pytest.approx(gain)
    # spending in each period leaves the value as it was
    left = (chain["margin"] - chain["break_even_period"]) * multiple(chain["retention_after"], 0.1)
    assert left == pytest.approx(chain["value"])


def test_chain_interval_holds_all_errors(index: Any, telecom: Any, chained: Any) -> None:
    """The slope's error equals the logit's own: the resamples are of the same respondents."""
    frame = telecom.frame.assign(score=index.index_scores()["Satisfaction"])
    own = CustomerValue(lost="churned", satisfaction="score").fit(
        cs.SurveyData(frame[["churned", "score", "weight"]], weights="weight")
    )
    ours = chained.chain.loc["slope", "std_error"]
    assert ours == pytest.approx(own.params["std_error"].iloc[1], rel=0.25)  # 120 resamples: 6 %
    relative = chained.chain["std_error"] / chained.chain["estimate"]
    assert relative["value_change"] > relative["effect"]
    spending = chained.spending
    assert spending.loc["net", "estimate"] == pytest.approx(
        1000 * (chained.chain.loc["value_change", "estimate"] - 15)
    )
    assert spending.loc["net", "probability"] == 1.0


def test_chain_beyond_the_scale_and_other_limits(telecom: Any) -> None:
    some = telecom.where(telecom.frame["quarter"] == "2024Q1")
    fit = cs.index_model("ECSI").fit(some, n_boot=20, ci="bca")
    with pytest.warns(DataWarning, match="beyond its scale"):
        found = break_even(fit, some, "ServiceQuality", points=30, lost="churned")
    assert found.settings["ci"] == "percentile"
    assert any("percentiles" in each for each in found.warnings)
    growth = 1.1 / found.chain.loc[["retention", "retention_after"], "estimate"].mean() - 1
    with pytest.raises(SpecificationError, match="after the push"):
        break_even(fit, some, "ServiceQuality", points=30, lost="churned", growth=growth)


def test_a_resample_is_the_whole_chain_anew(telecom: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a resample gave is what break_even() finds in its respondents, written as often as drawn."""
    some = telecom.where(telecom.frame["quarter"] == "2024Q1")
    seen: list[Any] = []

    def spy(variation: Any, values: Any, draws: Any) -> Any:
        seen.append(draws)
        return of_draws(variation, values, draws)

    monkeypatch.setattr(sys.modules["csmodels.strategy.value.break_even"], "of_draws", spy)
    asked: dict[str, Any] = {"points": 5, "lost": "churned", "margin": "spend"}
    fit = cs.index_model("ECSI").fit(some, n_boot=3)
    break_even(fit, some, "ServiceQuality", **asked)
    counts = np.concatenate(list(fit.estimates.variations[0].draws))
    drawn = some.raw.iloc[np.repeat(fit.answers.rows, counts[1])].reset_index(drop=True)
    again = cs.SurveyData(drawn, questionnaire=some.questionnaire, weights="weight")
    found = break_even(cs.index_model("ECSI").fit(again, n_boot=2), again, "ServiceQuality", **asked)
    np.testing.assert_allclose(seen[0][:, 1], found.chain["estimate"], rtol=1e-8)


def test_chain_by_group_and_direct_push(telecom: Any) -> None:
    fit = cs.index_model("ECSI").fit(telecom, by="operator", n_boot=40)
    found = break_even(fit, telecom, "Satisfaction", points=2, lost="churned", margin=10.0)
    assert found.chain.xs("effect", level="figure")["estimate"].tolist() == [2.0, 2.0, 2.0]
    assert found.params.index.get_level_values(0).unique().tolist() == ["Alpha", "Beta", "Gamma"]


def test_chain_under_a_design(telecom: Any) -> None:
    """Resampled units and replicate weights lead to errors of the same size; linearised fits are refused."""
    items = ["serv_overall", "serv_personal", "serv_clarity", "sat_overall", "sat_expectation", "sat_ideal"]
    frame = telecom.frame[[*items, "churned", "weight"]].astype(float)
    frame["unit"] = np.arange(len(frame)) % 60
    left = {f"r{g}": np.where(frame["unit"] == g, 0.0, frame["weight"] * 60 / 59) for g in range(60)}
    frame = frame.assign(**left)
    model = cs.index_model(
        cs.PathModel({"Service": items[:3], "Satisfaction": items[3:]}, {"Satisfaction": ["Service"]})
    )
    plain = frame.drop(columns=list(left))
    clustered = cs.SurveyData(plain, weights="weight", clusters="unit")
    asked: dict[str, Any] = {"points": 5, "lost": "churned", "margin": 20.0}
    found = break_even(model.fit(clustered, n_boot=200), clustered, "Service", **asked)
    assert found.settings["clusters"] == "unit"
    replicated = cs.SurveyData(
        frame, weights="weight", replicate_weights=list(left), replicate_method="jackknife"
    )
    other = break_even(model.fit(replicated), replicated, "Service", **asked)
    np.testing.assert_allclose(found.chain["estimate"], other.chain["estimate"])
    assert found.chain.loc["margin", ["conf_low", "conf_high"]].isna().all()  # given, so it has no error
    ratio = (found.chain["std_error"] / other.chain["std_error"]).drop("margin")
    assert (ratio.sub(1).abs() < 0.35).all()  # 200 resamples and 59 degrees of freedom: 10 %
    with pytest.raises(SpecificationError, match="carries the resamples"):
        break_even(model.fit(clustered, se="linearized"), clustered, "Service", **asked)


def test_worked_examples() -> None:
    yuan = one_yuan_customer().table["estimate"]
    assert (yuan["per_year"], yuan["total"]) == (1456.0, 20384.0)
    assert yuan["present"] == pytest.approx(1456 * sum(1.1**-t for t in range(14)))
    kept = one_yuan_customer(retention=0.9).table["estimate"]
    assert kept["expected"] == pytest.approx(1456 * sum((0.9 / 1.1) ** t for t in range(14)))
    five = five_to_one(20, value=300, saved=30, contacted=100).table
    assert five.loc["cost_of_winning", "estimate"] == 100
    assert five.loc["break_even_saved", "estimate"] == 0.2
    assert five.loc["saved", "conf_low"] == pytest.approx(0.2189, abs=1e-4)  # Wilson, 30 of 100
    assert five.loc["most_for_keeping", "estimate"] == pytest.approx(90.0)
    none = five_to_one(20, saved=0, contacted=10)
    assert none.table.loc["cost_per_saved"].tolist()[::2] == [np.inf, np.inf]
    assert "no limit" in none.to_text()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_displays_and_pictures(lang: str, fitted: Any, chained: Any, telecom: Any, stock: Any) -> None:
    survival = stock
    equity = customer_equity(telecom, before="operator_year_ago", now="operator")
    for each in (fitted, chained, survival, equity, one_yuan_customer(), five_to_one(20, value=300)):
        assert len(each.to_text(lang)) > 300
        assert not re.search(r"\b(nan|inf)\b", each.to_text(lang))
    ax = fitted.plot_retention(lang=lang)
    assert ax.get_xlabel() == telecom.label("sat_overall", lang)
    curve = next(line for line in ax.get_lines() if line.get_label() == "_curve")
    np.testing.assert_allclose(curve.get_ydata(), fitted.curve["estimate"])
    heights = [bar.get_height() for bar in chained.plot_value(lang=lang).patches]
    chain = chained.chain["estimate"]
    np.testing.assert_allclose(
        heights, [chain["value"], chain["value_change"], -15.0, chain["value_after"] - 15]
    )
    assert len(fitted.plot_value(lang=lang).patches) == 3
    assert survival.plot_survival(lang=lang, figure="retention").get_xlabel()
    assert len(equity.plot_equity(lang=lang).patches) == 3


def test_refusals(telecom: Any, index: Any) -> None:
    frame = pd.DataFrame({"s": [1.0, 2, 3, 4, 5, 6], "left": [0.0, 0, 0, 1, 1, 1]})
    with pytest.raises(SpecificationError, match="one of the two"):
        CustomerValue()
    with pytest.raises(SpecificationError, match="has no limit"):
        lifetime_value(10, 1.0, discount=0.0)
    with pytest.raises(DataError, match="perfectly"):
        CustomerValue(lost="left", satisfaction="s").fit(frame)
    mixed = pd.DataFrame({"s": [1.0] * 10 + [*range(2, 12)], "left": [0.0, 1] * 5 + [0.0] * 10})
    with pytest.raises(DataError, match="in part of the customers"):
        CustomerValue(lost="left", satisfaction="s").fit(mixed)
    with pytest.raises(SpecificationError, match=r"once satisfaction is \+2"):
        CustomerValue(lost="churned", growth=0.22, points=2).fit(telecom)
    with pytest.raises(DataError, match="0 and 1"):
        CustomerValue(lost="left", satisfaction="s").fit(frame.assign(left=[1.0, 1, 2, 2, 1, 2]))
    with pytest.raises(SpecificationError, match="not offered"):
        MODEL.fit(telecom, errors="bootstrap", ci="bca", n_boot=20)
    with pytest.raises(SpecificationError, match="No path leads"):
        break_even(index, telecom, "Loyalty", lost="churned")
    with pytest.raises(DataError, match="data of the fit"):
        break_even(index, telecom.frame.iloc[:100], "Value", lost="churned")
    with pytest.raises(SpecificationError, match="needs a horizon"):
        customer_equity(telecom, before="operator_year_ago", now="operator", discount=0.0)
    with pytest.raises(SpecificationError, match="must not rise"):
        ShiftedBetaGeometric().fit_cohort([100, 90, 95])
    with pytest.raises(DataError, match="completed periods at most"):
        ShiftedBetaGeometric(per=1200).fit(telecom)


def test_too_few_losses_are_told() -> None:
    rng = np.random.default_rng(6)
    frame = pd.DataFrame({"s": rng.normal(size=60), "left": ([1.0] * 4 + [0.0] * 56)})
    with pytest.warns(DataWarning, match="Only <5 customers"):
        found = CustomerValue(lost="left", satisfaction="s").fit(frame)
    assert any("Only <5" in each for each in found.warnings)


def test_resamples_of_customers_alike_are_those_of_single_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    from csmodels.strategy.value import fit

    model = CustomerValue(kept="came_back", satisfaction="sat_overall", margin="spend")
    hotel = cs.datasets.load_hotel()
    together = model.fit(hotel, n_boot=40).figures
    monkeypatch.setattr(fit, "FEW_PATTERNS", 0.0)
    pd.testing.assert_frame_equal(model.fit(hotel, n_boot=40).figures, together, rtol=1e-9)
