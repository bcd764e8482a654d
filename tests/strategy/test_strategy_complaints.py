"""Word of mouth, complaint funnel, service recovery, worth of handling: figures of R, by hand, truth."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError, SpecificationError
from csmodels.strategy.complaints import complaint_funnel, complaint_value, service_recovery, word_of_mouth
from csmodels.strategy.complaints.events import Events
from csmodels.strategy.complaints.funnel import funnel_rows
from csmodels.strategy.complaints.reading import Asked
from csmodels.strategy.complaints.tree import Tree

#: R prints 12 significant digits.
PRINTED = 1e-8
#: Rounding of sums.
EXACT = 1e-10
#: Step of the numerical derivatives of the delta method.
DELTA = 1e-6
GOLDEN = Path(__file__).parents[1] / "golden"
TELECOM = {
    "complained": "complained", "handled": "complaint_outcome == 1", "pending": "complaint_outcome == 4",
}  # fmt: skip


@pytest.fixture(scope="module")
def telecom():
    return cs.datasets.load_telecom()


@pytest.fixture(scope="module")
def truth():
    path = Path(__file__).parents[2] / "datasets" / "truth.json"
    return json.loads(path.read_text(encoding="utf-8"))["telecom_subscribers"]


@pytest.fixture(scope="module")
def clustered():
    frame = pd.read_csv(GOLDEN / "strategy_indicators_survey.csv")
    i = np.arange(1, len(frame) + 1)
    frame["c"] = (i % 4 == 0) * 1.0
    frame["h"] = np.where(frame["c"] == 1, (i % 3 == 0) * 1.0, np.nan)
    frame["k"], frame["s"] = (i * 7) % 11, (frame["score"] >= 8) * 1.0
    return cs.SurveyData(frame, weights="w", strata="strata", clusters="clus")


def customers(counts):
    """Rows (complained, handled, stays) so many times."""
    rows = [row for row, n in counts.items() for _ in range(n)]
    return pd.DataFrame(rows, columns=["c", "h", "s"]).astype(float)


SMALL = {
    (1, 1, 1): 18, (1, 1, 0): 2, (1, 0, 1): 10, (1, 0, 0): 10,
    (0, np.nan, 1): 140, (0, np.nan, 0): 20,
}  # fmt: skip
PLAIN = {"complained": "c", "handled": "h"}


# R 4.2.2, survey 4.1-1, on tests/golden/strategy_indicators_survey.csv (simulated), i the row from 1:
#   c = i %% 4 == 0, h = i %% 3 == 0 where c, k = (i * 7) %% 11, s = score >= 8, b = none, poorly or well
#   des <- svydesign(~clus, strata=~strata, weights=~w); svyby(~score, ~b, des, svymean, covmat=TRUE)
#   svycontrast(., c(-1, 0, 1)); svyglm(score ~ b + k, des)
R_MEANS = {
    "none": (7.37335224124, 0.194105974702),
    "poorly": (6.96461600322, 0.336061576829),
    "well": (7.78210479003, 0.429587028906),
}


def test_recovery_equals_r_survey(clustered):
    found = service_recovery(clustered, "score", **PLAIN, controls="k")
    for branch, numbers in R_MEANS.items():
        row = found.means.loc[("score", branch)]
        assert np.allclose(row[["estimate", "std_error"]].astype(float), numbers, atol=PRINTED)
    row = found.contrasts.loc[("score", "recovered")]
    assert np.isclose(row["estimate"], 0.4087525488, atol=1e-10 + PRINTED)
    assert np.isclose(row["std_error"], 0.43513, atol=5e-6)
    fitted = found.adjusted.xs("score")[["estimate", "std_error"]]
    assert np.allclose(fitted.loc["recovered"], (0.3951184531506, 0.4380384903595), atol=PRINTED)
    assert np.allclose(fitted.loc["failed"], (-0.4072017605208, 0.3320037406491), atol=PRINTED)


def test_funnel_and_word_of_mouth_equal_r_survey(clustered):
    # svyby(~s, ~b, des, svymean, covmat=TRUE), svycontrast(., c(0, -1, 1)),
    # svymean of 100 (3.5 (score >= 8) - 10 (score <= 5))
    found = complaint_funnel(clustered, **PLAIN, stays="s")
    numbers = found.branches.loc["well", ["estimate", "std_error"]].astype(float)
    assert np.allclose(numbers, (0.411936560935, 0.1236867111970), atol=PRINTED)
    row = found.contrasts.loc["well_less_poorly"]
    assert np.allclose(row[["estimate", "std_error"]].astype(float), (-0.1106941623, 0.14359), atol=5e-6)
    told = word_of_mouth(clustered, "score", scale=(1, 10), cuts=(5, 8)).figures.loc["balance"]
    assert np.isclose(told["estimate"], -22.03710904, atol=PRINTED)
    assert np.isclose(told["std_error"], 42.97685, atol=5e-6)


def test_difference_of_a_simple_sample_is_welch():
    from scipy.stats import ttest_ind

    rng = np.random.default_rng(3)
    frame = customers(SMALL)
    frame["y"] = rng.normal(size=len(frame)) + frame["s"]
    row = service_recovery(frame, "y", **PLAIN).contrasts.loc[("y", "recovered")]
    well, none = frame["y"][frame["h"] == 1], frame["y"][frame["c"] == 0]
    test = ttest_ind(well, none, equal_var=False)
    limits = test.confidence_interval(0.95)
    assert np.isclose(row["statistic"], test.statistic, atol=DELTA)
    assert np.isclose(row["p_value"], test.pvalue, atol=DELTA)
    assert np.allclose(row[["conf_low", "conf_high"]].astype(float), limits, atol=DELTA)


def test_funnel_by_hand():
    from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

    found = complaint_funnel(customers(SMALL), **PLAIN, stays="s")
    assert found.steps["n"].tolist() == [200, 40, 20, 18]
    assert np.allclose(found.steps["estimate"], [1, 0.2, 0.5, 0.9], atol=EXACT)
    assert np.allclose(found.steps["share"], [1, 0.2, 0.1, 0.09], atol=EXACT)
    limits = found.steps.loc["stays", ["conf_low", "conf_high"]].astype(float)
    assert np.allclose(limits, proportion_confint(18, 20, method="wilson"), atol=EXACT)
    row = found.contrasts.loc["well_less_poorly"]
    newcombe = confint_proportions_2indep(18, 20, 10, 20, method="newcomb")
    assert np.allclose(row[["conf_low", "conf_high"]].astype(float), newcombe, atol=EXACT)
    assert found.settings["interval"] == "wilson"
    assert list(found.params.columns) == list(cs.tables.params.PARAM_COLUMNS)


def test_problem_splits_the_silent_and_a_complaint_is_a_problem():
    frame = customers(SMALL)
    frame["p"] = [1] * 39 + [0] + [1] * 30 + [0] * 130
    found = complaint_funnel(frame, **PLAIN, stays="s", problem="p")
    assert found.steps["n"].tolist() == [200, 70, 40, 20, 18]
    assert found.branches["n"].to_dict() == {"none": 130, "silent": 30, "poorly": 20, "well": 20}
    assert np.isclose(found.branches["share"].sum(), 1, atol=EXACT)
    assert any("no problem" in each for each in found.warnings)


def test_pending_complaints_are_neither():
    frame = customers(SMALL | {(1, 0, 1): 15})
    frame["open"] = 0.0
    frame.loc[np.flatnonzero((frame["h"] == 0) & (frame["s"] == 1))[:5], "open"] = 1.0
    found = complaint_funnel(frame, **PLAIN, stays="s", pending="open == 1")
    assert found.branches["n"].to_dict() == {"none": 160, "open": 5, "poorly": 20, "well": 20}
    assert found.steps.loc["handled", "base"] == 40
    frame.loc[0, "open"] = 1.0
    with pytest.raises(SpecificationError, match="both pending"):
        complaint_funnel(frame, **PLAIN, stays="s", pending="open == 1")


def test_worth_by_hand():
    found = complaint_value(customers(SMALL), **PLAIN, stays="s", value=1000, cost=50, customers=10).figures
    error = np.sqrt((0.9 * 0.1 + 0.5 * 0.5) / 20)
    # rows of a sample vary by n / (n - 1)
    assert np.isclose(found.loc["saved", "std_error"], error * np.sqrt(200 / 199), atol=DELTA)
    expected = {"break_even": 400, "net": 350, "all": 700, "now": 350, "left": 350}
    assert np.allclose(found["estimate"][list(expected)], list(expected.values()), atol=1e-8)
    assert np.isnan(found.loc["value", "std_error"])  # an input
    assert "encouraged" not in found.index


def test_worth_from_a_margin_carries_the_error_of_retention():
    found = complaint_value(customers(SMALL), **PLAIN, stays="s", margin=100, discount=0.1).figures
    kept = 168 / 200
    assert np.isclose(found.loc["value", "estimate"], 100 * 1.1 / (1.1 - kept), atol=1e-8)
    slope = 100 * 1.1 / (1.1 - kept) ** 2
    error = slope * np.sqrt(kept * (1 - kept) / 199)
    assert np.isclose(found.loc["value", "std_error"], error, rtol=1e-6)


def test_word_of_mouth_by_hand():
    frame = pd.DataFrame({"q": [9] * 60 + [5] * 25 + [2] * 15})
    found = word_of_mouth(frame, "q", scale=(0, 10))
    table = found.figures["estimate"]
    expected = {"told_good": 210, "told_bad": 150, "balance": 60, "balance_lowest": 180 - 165,
                "balance_highest": 240 - 135, "bad_per_good": 150 / 210, "break_even": 14}  # fmt: skip
    assert np.allclose(table[list(expected)], list(expected.values()), atol=EXACT)
    score = 100 * np.r_[[3.5] * 60, [0] * 25, [-10] * 15]
    assert np.isclose(found.figures.loc["balance", "std_error"], score.std(ddof=1) / 10, atol=DELTA)
    own = word_of_mouth(frame, "q", scale=(0, 10), tells_satisfied=1, tells_dissatisfied=1)
    assert np.isclose(own.figures.loc["balance", "estimate"], 45, atol=EXACT)


def test_nobody_dissatisfied_has_no_break_even():
    found = word_of_mouth(pd.DataFrame({"q": [9] * 30 + [5] * 2}), "q", scale=(0, 10)).figures
    assert found.loc[["bad_per_good", "break_even"]].isna().all(axis=None)
    assert np.isclose(found.loc["balance", "estimate"], 3.5 * 100 * 30 / 32, atol=EXACT)


def test_truth_of_complaints_is_recovered(telecom, truth):
    """Shares who complain, and of decided complaints handled well, from the simulation's equations."""
    from scipy.special import expit, ndtr

    s = np.linspace(-6, 6, 2001)
    density = np.exp(-(s**2) / 2) / np.exp(-(s**2) / 2).sum()
    logit = truth["logits"]["complained"]
    chance = expit(logit["intercept"] + logit["Satisfaction"] * s)
    found = complaint_funnel(telecom, **TELECOM, stays="churned == 0")
    row = found.steps.loc["complained"]
    # a percentage point for the shares of operators and segments, whose levels the equations leave out
    assert row["conf_low"] - 0.01 < (density * chance).sum() < row["conf_high"] + 0.01
    b, own = truth["paths"]["Handling~Satisfaction"], truth["complaint_outcome"]["own"]
    spread = np.sqrt(1 - b**2 + own**2)
    well = 1 - ndtr((truth["complaint_outcome"]["settled_above"] - b * s) / spread)
    true = (density * chance * well).sum() / (density * chance).sum()
    row = found.steps.loc["handled"]
    assert row["conf_low"] < true < row["conf_high"]
    assert found.contrasts.loc["well_less_poorly", "conf_low"] > 0


def test_truth_of_the_hotel_is_recovered():
    """Shares and staying from the simulation's equations, over satisfaction, handling and hotels."""
    from scipy.special import expit, ndtr

    whole = json.loads((Path(__file__).parents[2] / "datasets" / "truth.json").read_text(encoding="utf-8"))
    truth = whole["hotel_guests"]
    s, own = np.meshgrid(np.linspace(-5, 5, 161), np.linspace(-5, 5, 161), indexing="ij")
    density = np.exp(-(s**2 + own**2) / 2) / np.exp(-(s**2 + own**2) / 2).sum()
    logit, path = truth["logits"]["complained"], truth["paths"]["Handling~Satisfaction"]
    complains = density * expit(logit["intercept"] + logit["Satisfaction"] * s)
    item, cut = truth["items"]["handling"], whole["answers"]["cuts"]["ten"][6]  # answers from 8
    logit = truth["logits"]["came_back"]
    level = logit["intercept"] + logit["member"] / 2  # about half are members
    sums = np.zeros(4)  # well, poorly; of them back
    for hotel in truth["hotels"].values():
        handling = path * s + np.sqrt(1 - path**2) * own + hotel["handling"]
        reach = (cut - item["shift"] - item["loading"] * handling) / np.sqrt(1 - item["loading"] ** 2)
        well = 1 - ndtr(reach)
        more = logit["complained"] + logit["complained_x_handling"] * handling
        back = expit(level + logit["Satisfaction"] * s + more)
        cells = [complains * well, complains * (1 - well)]
        sums += hotel["volume"] * np.array([*(x.sum() for x in cells), *((x * back).sum() for x in cells)])
    silent = density - complains
    none = (silent * expit(level + logit["Satisfaction"] * s)).sum() / silent.sum()
    hotel = cs.datasets.load_hotel()
    found = complaint_funnel(hotel, complained="complained", handled="handling >= 8", stays="came_back")
    true = {"complained": complains.sum(), "handled": sums[0] / sums[:2].sum(), "stays": sums[2] / sums[0]}
    rows = [(found.steps.loc[name], each) for name, each in true.items()]
    rows += [(found.branches.loc["poorly"], sums[3] / sums[1]), (found.branches.loc["none"], none)]
    for row, each in rows:
        assert row["conf_low"] < each < row["conf_high"]
    saved = found.contrasts.loc["well_less_poorly"]
    assert saved["conf_low"] < sums[2] / sums[0] - sums[3] / sums[1] < saved["conf_high"]
    assert truth["implied"]["complained"] == round(float(complains.sum()), 2)


def test_complaints_of_unknown_outcome_are_complaints():
    # 10 of 50 complaints do not say what came of them; without them complaints would be 40 of 200
    frame = pd.concat([customers(SMALL), customers({(1, np.nan, 1): 6, (1, np.nan, 0): 4})])
    frame = frame.reset_index(drop=True)
    found = complaint_funnel(frame, **PLAIN, stays="s")
    assert found.steps["n"].tolist() == [210, 50, 20, 18]
    assert found.steps["base"].tolist() == [210, 210, 40, 20]
    assert np.allclose(found.steps["estimate"], [1, 50 / 210, 0.5, 0.9], atol=EXACT)
    assert np.allclose(found.steps["share"], np.cumprod([1, 50 / 210, 0.5, 0.9]), atol=EXACT)
    assert np.isclose(found.branches["share"].sum(), 1, atol=1e-8)  # numerical derivatives
    assert any("did not say what came of it" in each for each in found.warnings)
    # the error of a product of shares by leaving out one customer at a time
    c, h, s = frame.to_numpy().T
    known = np.isfinite(h)
    columns = np.column_stack([np.ones(210), c == 1, known, h == 1, (h == 1) & (s == 1)]).astype(float)
    n, complained, decided, well, stay = (columns.sum(axis=0) - columns).T
    shares = complained / n * well / decided * stay / well
    jackknife = np.sqrt(209 / 210 * ((shares - shares.mean()) ** 2).sum())
    z = np.log(found.steps.loc["stays", ["share_low", "share_high"]].astype(float))
    assert z.iloc[0] < np.log(9 * 5 / 210 / 2) < z.iloc[1]
    worth = complaint_value(frame, **PLAIN, stays="s", value=1000).figures
    assert np.isclose(worth.loc["complain", "estimate"], 50 / 210, atol=EXACT)
    row = found.params.query("lhs == 'well' and op == ''").iloc[0]
    assert np.isclose(row["estimate"], 50 / 210 / 2, atol=1e-8)
    group = funnel_rows(frame, Events("c", "h"), "s", Asked()).groups[0]
    tree = Tree(group, group.column("complaint"), group.column("stays") == 1)
    part = tree.share("stays", well > 0, well > 0)
    assert np.isclose(part.std_error[0], jackknife, rtol=0.02)


def test_unknown_problems_are_as_the_others():
    frame = customers(SMALL)
    frame["p"] = [1.0] * 40 + [1.0] * 30 + [np.nan] * 40 + [0.0] * 90
    found = complaint_funnel(frame, **PLAIN, stays="s", problem="p")
    # of 120 without a complaint of whom it is known 30 had a problem
    assert np.isclose(found.branches.loc["silent", "share"], 0.8 * 0.25, atol=1e-8)
    assert np.isclose(found.steps.loc["problem", "estimate"], 0.2 + 0.8 * 0.25, atol=1e-8)
    assert np.isclose(found.steps.loc["complained", "estimate"], 0.2 / 0.4, atol=1e-8)
    assert any("did not say whether they had a problem" in each for each in found.warnings)


def test_without_a_question_on_problems_it_is_said():
    found = complaint_funnel(customers(SMALL), **PLAIN, stays="s")
    assert any("problem=" in each for each in found.warnings)
    frame = customers(SMALL).assign(p=[1] * 70 + [0] * 130, y=np.arange(200) % 7)
    assert not any(
        "problem=" in each for each in complaint_funnel(frame, **PLAIN, stays="s", problem="p").warnings
    )
    words = {None: "Recovered − no complaint", "p": "Recovered − never failed"}
    for problem, word in words.items():
        assert word in service_recovery(frame, "y", **PLAIN, problem=problem).summary().to_text()


def test_an_outcome_is_not_adjusted_for_itself(telecom):
    found = service_recovery(telecom, ["loy_stay", "sat_overall"], **TELECOM, controls="sat_overall")
    assert list(found.adjusted.index.unique("outcome")) == ["loy_stay"]
    assert any("sat_overall holds controls" in each for each in found.warnings)
    only = service_recovery(telecom, "sat_overall", **TELECOM, controls="sat_overall")
    assert only.adjusted is None
    assert only.plot() is not None


def test_handling_wins_back_loyalty_among_the_equally_satisfied(telecom):
    # in the simulation handling moves loyalty and not satisfaction, which is from before the complaint
    satisfaction = ["sat_overall", "sat_expectation", "sat_ideal"]
    found = service_recovery(
        telecom, {"satisfaction": satisfaction, "loyalty": "loy_stay"}, **TELECOM, controls=satisfaction
    )
    assert found.contrasts.loc[("satisfaction", "recovered"), "state"] == "below"
    raw, held = (frame.loc[("loyalty", "recovered")] for frame in (found.contrasts, found.adjusted))
    assert held["estimate"] > raw["estimate"] + 2 * held["std_error"]
    assert found.adjusted.loc[("loyalty", "handling"), "state"] == "above"


def test_replicates_and_resamples_agree_with_linearisation():
    frame = customers(SMALL)
    n = len(frame)
    jackknife = 1.0 - np.eye(n)
    names = [f"r{i}" for i in range(n)]
    wide = pd.concat([frame, pd.DataFrame(jackknife * n / (n - 1), columns=names)], axis=1)
    wide["w"] = 1.0
    survey = cs.SurveyData(wide, weights="w", replicate_weights=names, replicate_method="jackknife")
    plain = complaint_value(frame, **PLAIN, stays="s", value=1000).figures
    varied = complaint_value(survey, **PLAIN, stays="s", value=1000)
    assert varied.settings["errors"] == "replicates"
    shares = ["complain", "handled_well", "saved", "all"]
    assert np.allclose(varied.figures.loc[shares, "std_error"], plain.loc[shares, "std_error"], rtol=0.05)
    drawn = complaint_value(frame, **PLAIN, stays="s", value=1000, n_boot=400, seed=4)
    assert np.allclose(drawn.figures.loc[shares, "std_error"], plain.loc[shares, "std_error"], rtol=0.2)
    funnel = complaint_funnel(frame, **PLAIN, stays="s", n_boot=50)
    assert funnel.settings["interval"] == "bootstrap"


def test_groups_are_fits_of_their_rows(telecom):
    found = complaint_funnel(telecom, **TELECOM, stays="churned == 0", by="operator")
    alone = complaint_funnel(telecom.where("operator == 'Beta'"), **TELECOM, stays="churned == 0")
    assert np.allclose(found.branches.loc["Beta"], alone.branches, atol=EXACT, equal_nan=True)
    with pytest.raises(SpecificationError, match="Choose a group"):
        found.plot_funnel()


def test_small_cells_are_not_printed():
    counts = {(1, 1, 1): 3, (1, 0, 1): 20, (1, 0, 0): 20, (0, np.nan, 1): 100, (0, np.nan, 0): 40}
    found = complaint_funnel(customers(counts), **PLAIN, stays="s")
    shown = found.summary().to_text()
    assert "<5" in shown
    assert "hidden" in shown
    assert shown.count("100.0 %") == 2  # of all customers, and not of the three who all stay
    assert "<5" not in complaint_funnel(customers(counts), **PLAIN, stays="s", least=1).summary().to_text()


def test_few_who_leave_are_not_printed():
    found = complaint_funnel(customers(SMALL), **PLAIN, stays="s")  # 2 of 20 leave
    shown = found.summary().to_text()
    assert "90.0 %" not in shown
    assert "well − poorly" not in shown  # with the other branch it would tell
    assert [bar.get_width() > 0 for bar in found.plot_funnel().patches] == [True, True, True, False]
    few = complaint_funnel(customers(SMALL), **PLAIN, stays="s", least=1)
    assert "90.0 %" in few.summary().to_text()
    worth = complaint_value(customers(SMALL), **PLAIN, stays="s", value=1)
    assert "90.0 %" not in worth.summary().to_text()


def test_nothing_left_to_draw_is_said():
    found = complaint_funnel(customers({(1, 1, 1): 2, (0, np.nan, 1): 3}), **PLAIN, stays="s")
    with pytest.raises(SpecificationError, match="least="):
        found.plot_stays()
    few = word_of_mouth(pd.DataFrame({"q": [9] * 60 + [2] * 3}), "q", scale=(0, 10))
    with pytest.raises(SpecificationError, match="least="):
        few.plot()


def test_few_dissatisfied_are_not_printed():
    frame = pd.DataFrame({"q": [9] * 60 + [5] * 25 + [2] * 3, "g": ["A"] * 50 + ["B"] * 38})
    shown = word_of_mouth(frame, "q", scale=(0, 10)).summary().to_text()
    assert "<5" in shown
    assert "3.4 %" not in shown
    assert "<5" in word_of_mouth(frame, "q", scale=(0, 10), by="g").summary().to_text()
    found = complaint_funnel(customers(SMALL | {(1, 1, 1): 1}), **PLAIN, stays="s")
    assert found.branches.loc["well", "n"] == 3
    assert [bar.get_width() > 0 for bar in found.plot_funnel().patches] == [True, True, False, False]


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"complained": "d"}, DataError, "no column 'd'"),
        ({"complained": "c = 1"}, SpecificationError, "two signs"),
        ({"stays": "many"}, DataError, "must hold 0 and 1"),
        ({"handled": "h == 7"}, DataError, "handled well"),
        ({"value": None}, SpecificationError, "one of the two"),
        ({"cost": -1}, SpecificationError, "cost"),
        ({"problem": 3}, SpecificationError, "problem=3"),
    ],
)
def test_refusals(change, error, words):
    frame = customers(SMALL)
    frame["many"] = np.arange(len(frame)) % 3
    with pytest.raises(error, match=words):
        complaint_value(frame, **({"complained": "c", "handled": "h", "stays": "s", "value": 9} | change))


def test_word_of_mouth_refusals():
    frame = pd.DataFrame({"q": [1, 5, 9, 10]})
    for words, given in (
        ("scale", {}),
        ("cuts", {"scale": (1, 10), "cuts": (0, 12)}),
        ("tells_satisfied", {"scale": (1, 10), "tells_satisfied": (4, 3)}),
    ):
        with pytest.raises(SpecificationError, match=words):
            word_of_mouth(frame, "q", **given)
    with pytest.raises(DataError, match="holds text"):
        word_of_mouth(frame.assign(q="good"), "q", scale=(1, 10))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_documents_and_pictures(telecom, lang):
    import matplotlib.pyplot as plt

    funnel = complaint_funnel(telecom, **TELECOM, stays="churned == 0")
    recovery = service_recovery(telecom, "loy_stay", **TELECOM, controls="sat_overall")
    worth = complaint_value(telecom, **TELECOM, stays="churned == 0", margin=240)
    told = word_of_mouth(telecom, "sat_overall", by="operator")
    for each in (funnel, recovery, worth, told):
        assert "complained" in each.summary(lang).to_text() or each is told
        assert each.summary(lang).to_html()
        assert (
            telecom.label("sat_overall" if each is told else "complained", lang)
            in each.summary(lang).to_html()
        )
    ax = funnel.plot_funnel(lang=lang)
    assert np.allclose([bar.get_width() for bar in ax.patches], 100 * funnel.steps["share"], atol=EXACT)
    for each in (funnel.plot_stays, recovery.plot, worth.plot, told.plot):
        assert each(lang=lang).get_figure() is not None
    plt.close("all")
