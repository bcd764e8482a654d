"""Net promoter scores, satisfaction boxes, effort and rates: figures of others, special cases, refusals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.strategy.indicators import ces, csat, indicator_sample_size, nps, rate

#: R prints 12 significant digits.
PRINTED = 1e-9
#: Rounding of sums.
EXACT = 1e-10
NUMBERS = ["estimate", "std_error", "conf_low", "conf_high"]


@pytest.fixture(scope="module")
def answers():
    return pd.read_csv(Path(__file__).parents[1] / "golden" / "strategy_indicators_survey.csv")


@pytest.fixture(scope="module")
def clustered(answers):
    return cs.SurveyData(answers, weights="w", strata="strata", clusters="clus")


@pytest.fixture(scope="module")
def telecom():
    return cs.datasets.load_telecom()


def recommend(p, n, d):
    return pd.DataFrame({"q": [10] * p + [8] * n + [2] * d})


GOLDEN = pd.read_csv(Path(__file__).parents[1] / "golden" / "strategy_indicators_nps.csv", index_col="name")


@pytest.mark.parametrize("name", GOLDEN.index)
def test_published_net_promoter_scores(name):
    row = GOLDEN.loc[name]
    counts = row[["promoters", "passives", "detractors"]].astype(int).tolist()
    found = nps(recommend(*counts), "q", interval="wald").figures.loc["nps"]
    expected = row[["nps", "std_error"]].astype(float)
    assert np.allclose(found[["estimate", "std_error"]].astype(float), expected, rtol=PRINTED)
    half = 1.959963984540054 * found["std_error"]
    assert np.allclose(found["estimate"] + half * np.array([-1, 1]), found[["conf_low", "conf_high"]])


def test_shares_of_one_half_one_third_one_sixth():
    # W. Huber on stats.stackexchange.com: score 1/3 and variance 5/9
    found = nps(recommend(162, 108, 54), "q").figures.loc["nps"]
    assert np.isclose(found["estimate"], 100 / 3, atol=EXACT)
    assert np.isclose(found["std_error"], 100 * np.sqrt(5 / 9 / 324), atol=EXACT)


# R 4.2.2, survey 4.1-1, on tests/golden/strategy_indicators_survey.csv (simulated):
#   svydesign(~1, weights=~w) and svydesign(~clus, strata=~strata, weights=~w)
#   svymean(~nps + mean), svyciprop(~top, method= "logit", "beta", "mean")
R = {
    "weights": {
        "nps": (-0.304416521214, 5.666914329423), "mean": (73.439906689718, 1.369484770775),
        "logit": (0.2687782057096, 0.3961979198491), "exact": (0.2661261494903, 0.3975091692513),
        "wald": (0.2653596278658, 0.3933602234554),
    },
    "clusters": {
        "nps": (-0.304416521214, 7.530675540204), "mean": (73.439906689718, 1.805440902871),
        "logit": (0.2538385466000, 0.4148577479322), "exact": (0.2495883512595, 0.4170849365896),
        "wald": (0.2482604304219, 0.4104594208994),
    },
}  # fmt: skip


@pytest.mark.parametrize("design", R)
def test_weighted_figures_equal_r_survey(answers, clustered, design):
    data = clustered if design == "clusters" else cs.SurveyData(answers[["score", "w"]], weights="w")
    expected = R[design]
    figures = nps(data, "score").figures.loc["nps"]
    assert np.allclose(figures[["estimate", "std_error"]], expected["nps"], rtol=PRINTED)
    figures = csat(data, "score", scale=(0, 10)).figures
    assert np.allclose(figures.loc["mean", ["estimate", "std_error"]], expected["mean"], rtol=PRINTED)
    for how in ("logit", "exact", "wald"):
        figures = csat(data, "score", scale=(0, 10), interval=how).figures.loc["top"]
        assert np.allclose(figures[["conf_low", "conf_high"]], expected[how], rtol=PRINTED)
    assert csat(data, "score", scale=(0, 10)).settings["interval"] == "logit"


def test_groups_of_a_design_equal_r_survey(clustered):
    # svyby(~nps, ~g, svymean, covmat=TRUE); svycontrast(c(A=1, B=-1)): groups share clusters
    result = nps(clustered, "score", by="g")
    found = result.figures.xs("nps", level="figure")
    assert np.allclose(found["std_error"], [9.84464326417, 9.01426186524], rtol=PRINTED)
    row = result.compare(pairs=[("A", "B")]).table.loc["nps"].iloc[0]
    assert np.isclose(row["difference"], -9.281611742, rtol=1e-9)
    assert round(row["std_error"], 5) == 11.44498
    assert result.settings["clusters"] == "clus"
    assert result.settings["errors"] == "linearized"


def test_few_units_have_few_degrees_of_freedom(answers, clustered):
    # s <- d[x$clus %in% c(1,2,3,5,9,14), ]; degf(s) is 4; svyciprop(~top, s), method "logit" and "beta"
    part = answers.assign(part=np.where(answers["clus"].isin([1, 2, 3, 5, 9, 14]), "in", "out"))
    data = cs.SurveyData(part, weights="w", strata="strata", clusters="clus")
    for how, expected in (
        ("logit", (0.243412916542, 0.714334077386)),
        ("exact", (0.222869202222, 0.733291653999)),
    ):
        found = csat(data, "score", scale=(0, 10), by="part", interval=how)
        assert np.allclose(
            found.figures.loc[("in", "top"), ["conf_low", "conf_high"]], expected, rtol=PRINTED
        )
        assert found.parts[0].df == 4
    # s <- d[x$g == "B", ]; degf(s) is 35 of 36
    found = csat(clustered, "score", scale=(0, 10), by="g").figures.loc[("B", "top")]
    assert np.allclose(found[["conf_low", "conf_high"]], (0.241320501548, 0.455410263041), rtol=PRINTED)


def test_groups_within_one_unit_have_no_error(answers):
    frame = answers.assign(unit=np.where(answers["clus"] == 3, "alone", "many"))
    data = cs.SurveyData(frame, weights="w", clusters="clus")
    with pytest.warns(DataWarning, match=r"score \[alone\]: all respondents lie in one sampling unit"):
        result = nps(data, "score", by="unit")
    alone, many = (result.figures.loc[each] for each in ("alone", "many"))
    assert alone[["std_error", "conf_low", "conf_high"]].isna().all(axis=None)
    assert many[["std_error", "conf_low", "conf_high"]].notna().all(axis=None)
    table = result.compare().table
    assert table[["std_error", "p_value", "conf_low"]].isna().all(axis=None)
    assert result.trend().tests["p_value"].isna().all()


def test_one_person_proves_nothing():
    frame = pd.DataFrame({"q": [10, 9, 1] * 5 + [3], "g": ["a"] * 15 + ["b"]})
    table = csat(frame, "q", scale=(1, 10), by="g").compare().table.droplevel(["group", "reference"])
    assert table.loc["mean", ["std_error", "p_value", "conf_low"]].isna().all()
    # shares and net scores have limits of one answer too, and they hold nearly everything
    assert table.loc["net", "conf_high"] - table.loc["net", "conf_low"] > 1
    one = nps(pd.DataFrame({"q": [10]}), "q").figures.loc["nps"]
    assert one["conf_low"] < 0 < one["conf_high"] == 100


def test_constant_weights_change_nothing_and_weights_of_two_are_rows_twice(answers):
    plain = nps(answers, "score").figures
    same = nps(cs.SurveyData(answers.assign(w=2.5), weights="w"), "score").figures
    assert np.allclose(plain, same, atol=1e-9)
    boxes = csat(answers, "score", scale=(0, 10))
    again = csat(cs.SurveyData(answers.assign(w=2.5), weights="w"), "score", scale=(0, 10))
    assert np.allclose(boxes.figures, again.figures, atol=1e-9)
    assert again.settings["interval"] == "wilson"
    doubled = pd.concat([answers, answers[:50]])
    weighted = answers.assign(w=np.where(np.arange(len(answers)) < 50, 2.0, 1.0))
    one = nps(cs.SurveyData(weighted, weights="w"), "score").figures["estimate"]
    assert np.allclose(one, nps(doubled, "score").figures["estimate"], atol=EXACT)
    # a respondent of weight 0 does not count
    third = answers.assign(w=np.where(np.arange(len(answers)) < 50, 0.0, 1.0))
    kept = nps(cs.SurveyData(third, weights="w"), "score")
    assert np.allclose(kept.figures, nps(answers[50:], "score").figures, atol=1e-9)


def test_replicate_weights_and_resamples(answers):
    # a jackknife of 40 clusters by hand: the estimate without each, scaled 39/40
    frame = answers[["score", "w", "clus"]].copy()
    names = []
    for c in range(40):
        names.append(f"r{c}")
        frame[names[-1]] = np.where(frame["clus"] == c, 0.0, frame["w"] * 40 / 39)
    data = cs.SurveyData(frame, weights="w", replicate_weights=names, replicate_method="jackknife")
    found = nps(data, "score")
    score = 100 * (1.0 * (frame["score"] >= 9) - (frame["score"] <= 6))
    every = np.array([np.average(score, weights=frame[name]) for name in names])
    full = np.average(score, weights=frame["w"])
    by_hand = np.sqrt(39 / 40 * ((every - full) ** 2).sum())
    assert np.isclose(found.figures.loc["nps", "std_error"], by_hand, rtol=1e-9)
    assert found.settings["errors"] == "replicates"
    drawn = nps(answers, "score", interval="bootstrap", n_boot=1000, seed=1).figures.loc["nps"]
    plain = nps(answers, "score", interval="wald").figures.loc["nps"]
    # a standard error of 1,000 resamples is known to 2.2 %: four of these
    assert np.isclose(drawn["std_error"], plain["std_error"], rtol=0.09)
    assert abs(drawn["conf_low"] - plain["conf_low"]) < 1.5


def test_scales_and_boxes(telecom):
    found = csat(telecom, "sat_overall", top=3, bottom=1)
    values = telecom.frame[["sat_overall", "weight"]].dropna()
    by_hand = np.average(values["sat_overall"] >= 8, weights=values["weight"])
    assert np.isclose(found.figures.loc["top", "estimate"], by_hand)
    mean = np.average((values["sat_overall"] - 1) / 9 * 100, weights=values["weight"])
    assert np.isclose(found.figures.loc["mean", "estimate"], mean)
    net = found.figures["estimate"]
    assert np.isclose(net["net"], net["top"] - net["bottom"])
    easy = ces(telecom, "effort").figures["estimate"]
    hard = ces(telecom, "effort", easy="low").figures["estimate"]
    assert np.isclose(easy["easy"], hard["difficult"])
    share = telecom.frame[["effort", "weight"]].dropna()
    assert np.isclose(easy["easy"], np.average(share["effort"] >= 5, weights=share["weight"]))
    # on 1 to 10 promoters answer 9 and 10 as well; other scales say what they are
    assert nps(pd.DataFrame({"q": [1, 6, 7, 9, 10] * 8}), "q", scale=(1, 10)).estimate == 0
    assert nps(pd.DataFrame({"q": [1, 3, 4, 5] * 8}), "q", scale=(1, 5), cuts=(3, 5)).estimate == -25


def test_only_those_who_were_asked_count(telecom):
    found = csat(telecom, "handling")
    assert found.settings["n_asked"] == int((telecom.frame["complained"] != 0).sum())
    kept = rate(telecom, "churned", 0)
    assert np.isclose(kept.estimate + rate(telecom, "churned").estimate, 1)
    answers = pd.DataFrame({"q": ["yes", "no", None, "often"] * 10})
    assert rate(answers, "q", ["yes", "often"]).figures.loc["rate", "n"] == 30
    assert np.isclose(rate(answers, "q", ["yes", "often"]).estimate, 2 / 3)


def test_shares_of_none_and_all_have_limits(clustered):
    none = rate(pd.DataFrame({"q": [0] * 40}), "q").figures.loc["rate"]
    assert none["estimate"] == none["conf_low"] == 0
    assert 0.05 < none["conf_high"] < 0.1
    data = cs.SurveyData(clustered.frame.assign(q=1), weights="w", strata="strata", clusters="clus")
    every = rate(data, "q").figures.loc["rate"]
    assert every["conf_high"] == 1
    assert 0.9 < every["conf_low"] < 1


def test_paired_differences_are_means_of_differences(telecom):
    one, two = csat(telecom, "sat_overall"), csat(telecom, "sat_expectation")
    table = one.compare(two, paired=True).table
    frame = telecom.frame[["sat_overall", "sat_expectation", "weight"]].dropna()
    apart = (frame["sat_overall"] - frame["sat_expectation"]) / 9 * 100
    w = frame["weight"] / frame["weight"].sum()
    mean = (w * apart).sum()
    n = len(frame)
    by_hand = np.sqrt(n / (n - 1) * (w**2 * (apart - mean) ** 2).sum())
    assert np.allclose(
        table.loc["mean", ["difference", "std_error"]].astype(float), [mean, by_hand], rtol=1e-9
    )
    apart_surveys = one.compare(two, paired=False).table
    assert apart_surveys.loc["mean", "std_error"] > 1.2 * by_hand  # answers of one person go together


def test_independent_differences():
    frame = pd.concat([recommend(70, 20, 10).assign(g="a"), recommend(40, 30, 30).assign(g="b")])
    table = nps(frame, "q", by="g").compare(pairs=[("a", "b")]).table.droplevel(["group", "reference"])
    se = 100 * np.sqrt((0.8 - 0.36) / 100 + (0.7 - 0.01) / 100)
    row = table.loc["nps"]
    assert np.allclose(row[["difference", "std_error", "statistic"]].astype(float), [50, se, 50 / se])
    # three answers are added to each sample (Lewis and Sauro 2021): 3/4, 3/2, 3/4
    scores = [(70.75 - 10.75) / 103, (40.75 - 30.75) / 103]
    v = sum(s / 103 - n**2 / 103 for s, n in zip((81.5 / 103, 71.5 / 103), scores, strict=True))
    assert np.allclose(
        row[["conf_low", "conf_high"]].astype(float),
        100 * (scores[0] - scores[1] + 1.959963984540054 * np.sqrt(v) * np.array([-1, 1])),
    )
    plain = nps(pd.concat([recommend(70, 20, 10).assign(g="a"), recommend(40, 30, 30).assign(g="b")]), "q",
                by="g", interval="wald").compare(pairs=[("a", "b")]).table.iloc[0]  # fmt: skip
    assert np.allclose(
        plain[["conf_low", "conf_high"]].astype(float), 50 + 1.959963985 * se * np.array([-1, 1])
    )
    # Newcombe (1998), method 10, his first example: 56 of 70 and 48 of 80
    frame = pd.DataFrame({"q": [1] * 56 + [0] * 14 + [1] * 48 + [0] * 32, "g": ["a"] * 70 + ["b"] * 80})
    row = rate(frame, "q", by="g").compare(pairs=[("a", "b")]).table.iloc[0]
    assert [round(row[end], 4) for end in ("conf_low", "conf_high")] == [0.0524, 0.3339]
    three = pd.concat([frame, frame.assign(g="c")])
    table = rate(three, "q", by="g").compare().table
    assert (table["p_adjusted"] >= table["p_value"]).all()
    assert len(table) == 3


def test_trend_recovers_a_line():
    rng = np.random.default_rng(4)
    parts = [
        pd.DataFrame({"q": rng.choice([10, 8, 2], 400, p=[0.3 + 0.05 * t, 0.4, 0.3 - 0.05 * t]), "wave": t})
        for t in range(5)
    ]
    found = nps(pd.concat(parts), "q", by="wave").trend()
    row = found.slopes.loc["nps"]
    assert row["conf_low"] < 10 < row["conf_high"]
    assert row["p_value"] < 1e-6
    frame = pd.concat(parts)
    score = 100 * (1.0 * (frame["q"] == 10) - (frame["q"] == 2))
    assert np.isclose(row["estimate"], np.polyfit(frame["wave"], score, 1)[0])
    assert found.tests.loc[("nps", "line"), "p_value"] > 0.01
    assert found.tests.loc[("nps", "change"), "p_value"] < 1e-6
    twice = nps(pd.concat(parts), "q", by="wave").trend([0, 2, 4, 6, 8])
    assert np.isclose(twice.slopes.loc["nps", "estimate"], row["estimate"] / 2)


def test_small_groups_are_pulled_in():
    rng = np.random.default_rng(6)
    sizes = {"a": 400, "b": 400, "c": 300, "d": 6}
    share = {"a": 0.3, "b": 0.6, "c": 0.45, "d": 0.95}
    frame = pd.concat(
        [pd.DataFrame({"q": rng.random(n) < share[g], "g": g}) for g, n in sizes.items()], ignore_index=True
    )
    found = rate(frame, "q", by="g").shrunk()
    assert found["own"].idxmin() == "d"
    assert found.loc["d", "estimate"] < found.loc["d", "raw"]
    assert np.allclose(found.loc[["a", "b"], "estimate"], found.loc[["a", "b"], "raw"], atol=0.02)
    with pytest.raises(SpecificationError, match="3 groups"):
        rate(frame[frame["g"] < "c"], "q", by="g").shrunk()


def test_sample_size():
    assert indicator_sample_size(0.05, "rate").n == 385
    size = indicator_sample_size(5, "nps", top=0.4, bottom=0.2, response=0.25, design_effect=1.5)
    assert size.n == 1291  # 1.5 x 860.5
    assert size.invited == 4 * size.n
    assert size.table.loc[5.0, "n"] == size.n
    few = indicator_sample_size(5, response=0.2, population=5000)
    assert "5,880" in few.warnings[0]
    for options, words in (
        ({"margin": 3, "kind": "rate"}, "0.03"),
        ({"margin": 0.1, "kind": "ces"}, "sd="),
        ({"margin": 5, "sd": 1.0}, "not for kind"),
        ({"margin": 5, "top": 0.8, "bottom": 0.4}, "more than 1"),
    ):
        with pytest.raises(SpecificationError, match=words):
            indicator_sample_size(**options)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda d: nps(d, "sat_overall"), SpecificationError, r"scale=\(1, 10\)"),
        (lambda d: nps(d.frame, "recommendatoin"), DataError, "recommendation"),
        (lambda d: nps(pd.DataFrame({"q": [11, 5, 9]}), "q"), DataError, "11"),
        (lambda d: csat(d.frame, "sat_overall"), SpecificationError, "scale"),
        (lambda d: csat(d, "effort", top=4, bottom=4), SpecificationError, "overlap"),
        (lambda d: nps(d, "recommendation", interval="wilson"), SpecificationError, "adjusted_wald"),
        (lambda d: nps(d, "recommendation", n_boot=100), SpecificationError, "bootstrap"),
        (lambda d: nps(d, "recommendation", cuts=(9, 6)), SpecificationError, "rising"),
        (lambda d: rate(d, "operator", "Delta"), DataError, "Alpha"),
        (lambda d: nps(d, "recommendation").compare(), SpecificationError, "by="),
        (
            lambda d: nps(d, "recommendation").compare(nps(d, "recommendation")),
            SpecificationError,
            "paired=True",
        ),
        (
            lambda d: csat(d, "sat_overall").compare(nps(d, "recommendation"), paired=True),
            SpecificationError,
            "other units",
        ),
        (lambda d: nps(d, "recommendation").trend(), SpecificationError, "two waves"),
        (lambda d: nps(d, "recommendation", least="x"), SpecificationError, "least"),
        (lambda d: nps(pd.DataFrame({"q": [np.nan] * 3}), "q"), DataError, "Nobody answered 'q'"),
    ],
)
def test_refusals_say_the_remedy(telecom, call, error, words):
    with pytest.raises(error, match=words):
        call(telecom)


def test_odd_answers_are_told():
    with pytest.warns(DataWarning, match="q: 2 answers lie between"):
        nps(pd.DataFrame({"q": [8.5, 6.5] + [9] * 40}), "q")
    with pytest.warns(DataWarning, match="answer 5 to q"):
        assert rate(pd.DataFrame({"q": [0, 1, 2] * 12}), "q", 5).estimate == 0


def test_many_groups_are_compared_at_once():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"q": rng.integers(0, 11, 900), "g": np.arange(900) % 60})
    result = nps(frame, "q", by="g")
    table = result.compare().table
    assert len(table) == 4 * 60 * 59 / 2
    one = result.compare(pairs=[(7, 3)]).table.droplevel(["group", "reference"])
    again = table.xs((7, 3), level=("group", "reference"))
    names = [name for name in table if name != "p_adjusted"]
    assert np.allclose(again[names], one[names], rtol=1e-12)


def test_special_codes_are_no_answers():
    from csmodels.survey import Item, Questionnaire, Scale

    asked = Questionnaire((Item("q", "Recommend?", ("Loyalty",), Scale(0, 10, special=[11])),))
    data = cs.SurveyData(pd.DataFrame({"q": [10] * 30 + [3] * 50 + [11] * 40}), asked)
    found = nps(data, "q")
    assert found.figures.loc["nps", "n"] == 80
    assert np.isclose(found.estimate, -25)
