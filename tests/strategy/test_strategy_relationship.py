"""Funnel, life cycle and migration: other ways to the same figures, truth of the sample, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError, SpecificationError
from csmodels.numerics.simulation import wilson
from csmodels.strategy.indicators import rate
from csmodels.strategy.relationship import life_cycle, migration, relationship_funnel
from csmodels.strategy.value import customer_equity

mpl.use("Agg")

ROOT = Path(__file__).parents[2]
#: Rounding of sums.
EXACT = 1e-10
NUMBERS = ["estimate", "std_error", "conf_low", "conf_high"]
LEVELS = {"contact": True, "satisfaction": "sat_overall >= 8", "loyalty": "loy_stay >= 8"}


@pytest.fixture(scope="module")
def telecom():
    return cs.datasets.load_telecom()


@pytest.fixture(scope="module")
def designed():
    """The hotels' guests in clusters, with an early level of which something is missing."""
    hotel = cs.datasets.load_hotel()
    frame = hotel.frame.assign(cell=lambda x: x["hotel"] + x["quarter"])
    return cs.SurveyData(frame, weights="weight", strata="hotel", clusters="cell")


def plain(n=200, seed=3):
    rng = np.random.default_rng(seed)
    knows, used = rng.random(n) < 0.8, rng.random(n) < 0.6
    return pd.DataFrame(
        {"knows": knows * 1, "used": used * 1, "sat": rng.integers(1, 11, n), "g": rng.integers(0, 3, n)}
    )


# funnel


def test_complete_answers_are_plain_shares_with_wilsons_limits():
    frame = plain()
    found = relationship_funnel(frame, {"awareness": "knows", "contact": "used", "satisfaction": "sat >= 8"})
    reached = [frame["knows"] == 1, (frame["knows"] * frame["used"]) == 1]
    reached.append(reached[1] & (frame["sat"] >= 8))
    counts = np.array([each.sum() for each in reached])
    assert np.allclose(found.shares["estimate"], counts / 200, atol=EXACT)
    limits = np.array([wilson(k, 200, 0.95) for k in counts])
    assert np.allclose(found.shares[["conf_low", "conf_high"]], limits, atol=EXACT)
    bases = np.array([200, *counts[:-1]])
    assert np.allclose(found.conversions["estimate"], counts / bases, atol=EXACT)
    limits = np.array([wilson(k, n, 0.95) for k, n in zip(counts, bases, strict=True)])
    assert np.allclose(found.conversions[["conf_low", "conf_high"]], limits, atol=EXACT)
    assert np.isclose(found.alone.loc["satisfaction", "estimate"], (frame["sat"] >= 8).mean(), atol=EXACT)


def test_conversions_are_rates_of_a_part_of_the_design(designed):
    found = relationship_funnel(designed, {"contact": True, "satisfaction": "sat_overall >= 8",
                                           "loyalty": "repurchase >= 8"})  # fmt: skip
    frame = designed.frame
    loyal = (frame["repurchase"] >= 8).astype(float).where(frame["repurchase"].notna())
    wanted = designed.replace(frame=frame.assign(loyal=loyal.where(frame["sat_overall"] >= 8)))
    assert np.allclose(
        found.conversions.loc["loyalty", NUMBERS].astype(float),
        rate(wanted, "loyal").figures.loc["rate", NUMBERS].astype(float), atol=EXACT,
    )  # fmt: skip
    steps = found.conversions["estimate"]
    assert np.allclose(found.shares["estimate"], np.cumprod(steps), atol=EXACT)
    assert found.settings["strata"] == "hotel"
    assert found.settings["errors"] == "linearized"


def test_replicate_weights_of_the_jackknife_agree_with_the_linearised_error():
    frame = plain(60)
    n = len(frame)
    names = [f"r{i}" for i in range(n)]
    weights = pd.DataFrame((1 - np.eye(n)) * n / (n - 1), columns=names)
    data = cs.SurveyData(pd.concat([frame, weights], axis=1), replicate_weights=names,
                         replicate_method="jackknife")  # fmt: skip
    levels = {"awareness": "knows", "contact": "used"}
    one, two = relationship_funnel(data, levels), relationship_funnel(frame, levels)
    assert one.settings["errors"] == "replicates"
    # the jackknife of a mean divides by n - 1
    ratio = one.shares["std_error"] / two.shares["std_error"]
    assert np.allclose(ratio, np.sqrt(n / (n - 1)), atol=EXACT)


def test_a_level_that_is_given_has_no_limits(telecom):
    found = relationship_funnel(telecom, LEVELS, by="operator")
    first = found.shares.xs("contact", level="level")
    assert (first["estimate"] == 1).all()
    assert first[NUMBERS[1:]].isna().all().all()
    assert "contact" not in found.compare().index.get_level_values("level")
    assert (found.settings["n_unknown"], found.settings["missing"]) == (45, "levels")


def test_segments_are_the_segments_alone_and_differences_are_newcombes(telecom):
    found = relationship_funnel(telecom, LEVELS, by="operator")
    alone = relationship_funnel(telecom.where("operator == 'Gamma'"), LEVELS)
    assert np.allclose(found.shares.loc["Gamma", NUMBERS], alone.shares[NUMBERS], equal_nan=True, atol=EXACT)
    # Newcombe's first example, 56 of 70 and 48 of 80: 0.0524 to 0.3339
    frame = pd.DataFrame(
        {"a": 1, "b": [1] * 56 + [0] * 14 + [1] * 48 + [0] * 32, "g": ["x"] * 70 + ["y"] * 80}
    )
    row = relationship_funnel(frame, {"awareness": "a", "contact": "b"}, by="g").compare(reference="y")
    assert row.loc[("contact", "x", "y"), ["conf_low", "conf_high"]].round(4).tolist() == [0.0524, 0.3339]


def test_a_level_nobody_comes_to():
    frame = pd.DataFrame({"a": [0, 0, 0, 1], "b": [1, 1, 0, 0], "c": [1, 1, 1, 1]})
    found = relationship_funnel(frame, {"one": "a", "two": "b", "three": "c"})
    assert found.shares["estimate"].tolist() == [0.25, 0.0, 0.0]
    assert np.isnan(found.conversions.loc["three", "estimate"])
    assert found.alone.loc["three", "estimate"] == 1


# life cycle


def test_first_rule_that_holds_and_what_is_not_known():
    frame = pd.DataFrame(
        {
            "tenure": [np.nan, 0, 5, 40, 40, 40, np.nan, 40],
            "since": [np.nan, 1, 1, 30, 8, 1, 1, 1],
            "sat": [np.nan, 9, 3, np.nan, np.nan, 9, 9, np.nan],
            "customer": [0, 1, 1, 1, 1, 1, 1, 1],
        }
    )
    found = life_cycle(
        frame, tenure="tenure", recency="since", satisfaction="sat", new_until=12, risk_after=6,
        lost_after=24, unsatisfied=5, prospective="customer == 0",
    )  # fmt: skip
    stages = found.assigned["stage"].astype(object).where(found.assigned["stage"].notna(), None).tolist()
    # the seventh is new or mature, the last mature or at risk
    assert stages == ["prospective", "new", "at_risk", "lost", "at_risk", "mature", None, None]
    assert found.settings["n_dropped"] == 2
    assert found.stages["n"].tolist() == [1, 1, 1, 2, 1]


def test_stages_are_rates(telecom):
    found = life_cycle(telecom, tenure="tenure", satisfaction="sat_overall", new_until=12, unsatisfied=5,
                       left="churned", by="operator")  # fmt: skip
    assert np.allclose(found.stages["estimate"].groupby("operator").sum(), 1, atol=EXACT)
    stage = found.assigned["stage"]
    risk = (stage == "at_risk").astype(float).where(stage.notna())
    wanted = rate(telecom.replace(frame=telecom.frame.assign(risk=risk), questionnaire=None), "risk",
                  by="operator")  # fmt: skip
    mine = found.stages.xs("at_risk", level="stage")[NUMBERS]
    assert np.allclose(mine, wanted.figures.xs("rate", level="figure")[NUMBERS], atol=EXACT)
    assert "prospective" not in found.names


# migration


def test_switching_matrix_of_the_truth_lies_within_the_limits(telecom):
    truth = json.loads((ROOT / "datasets" / "truth.json").read_text())["telecom_subscribers"]["switching"]
    found = migration(telecom, before="operator_year_ago", now="operator").matrix
    for (before, now), row in found.iterrows():
        assert row["conf_low"] <= truth["matrix"][before][now] <= row["conf_high"]
    # unweighted, operators would count as if they were of one size
    without = telecom.replace(weights=None)
    bare = migration(without, before="operator_year_ago", now="operator").matrix["conf_high"]
    assert bare.loc[("Alpha", "Alpha")] < truth["matrix"]["Alpha"]["Alpha"]


def test_matrix_of_customer_equity(telecom):
    mine = migration(telecom, before="operator_year_ago", now="operator").matrix
    other = customer_equity(telecom, before="operator_year_ago", now="operator").matrix
    assert np.allclose(mine["estimate"], other["estimate"], atol=EXACT)
    # theirs divides by n, that of a domain here by n - 1
    assert np.allclose(mine["std_error"], other["std_error"], rtol=2e-3)


def test_change_is_paired():
    frame = pd.DataFrame({"before": ["a"] * 60 + ["b"] * 40, "now": ["a"] * 50 + ["b"] * 45 + ["a"] * 5})
    found = migration(frame, before="before", now="now")
    change = found.shares.loc[("change", "a")]
    d = (frame["now"] == "a").astype(float) - (frame["before"] == "a")
    assert np.isclose(change["estimate"], -0.05, atol=EXACT)
    assert np.isclose(change["std_error"], d.std() / 10, atol=EXACT)
    assert np.isclose(found.stayed.loc["stayed", "estimate"], 0.85, atol=EXACT)
    row = found.params.query("lhs == 'change' and rhs == 'a'").iloc[0]
    assert np.isclose(row["statistic"], -0.05 / (d.std() / 10), atol=EXACT)
    assert found.counts.loc["a"].tolist() == [50, 10]


def panel(people=40, waves=3, seed=1):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "id": np.repeat(np.arange(people), waves),
            "wave": np.tile(np.arange(waves), people),
            "stage": rng.choice(["mature", "new"], people * waves),
            "w": np.repeat(rng.uniform(0.5, 2, people), waves),
        }
    )


def test_a_panel_of_two_waves_is_two_columns():
    frame = panel(waves=2)
    found = migration(cs.SurveyData(frame, weights="w"), state="stage", key="id", wave="wave")
    wide = frame.pivot(index="id", columns="wave", values="stage").set_axis(["before", "now"], axis=1)
    wide["w"] = frame.groupby("id")["w"].first()
    other = migration(cs.SurveyData(wide, weights="w"), before="before", now="now")
    assert np.allclose(found.matrix[NUMBERS], other.matrix[NUMBERS], atol=EXACT)
    assert "clusters" not in found.settings


def test_several_moves_of_one_respondent_are_a_cluster():
    frame = panel()
    found = migration(frame, state="stage", key="id", wave="wave")
    assert found.settings["clusters"] == "id"
    assert found.settings["n"] == 80
    wide = frame.pivot(index="id", columns="wave", values="stage")
    stayed = np.stack([wide[0] == wide[1], wide[1] == wide[2]]).astype(float)
    assert np.isclose(found.stayed.loc["stayed", "estimate"], stayed.mean(), atol=EXACT)
    # by hand: totals of each respondent's distances from the mean, 40 of them
    totals = (stayed - stayed.mean()).sum(axis=0)
    error = np.sqrt(40 / 39 * (totals**2).sum()) / 80
    assert np.isclose(found.stayed.loc["stayed", "std_error"], error, atol=EXACT)


def test_respondents_who_are_not_seen_again():
    frame = panel(waves=2).query("not (wave == 1 and id < 10)")
    assert migration(frame, state="stage", key="id", wave="wave").settings["n_not_followed"] == 10
    found = migration(frame, state="stage", key="id", wave="wave", absent="lost")
    assert found.states == ("mature", "new", "lost")
    assert np.isclose(found.shares.loc[("now", "lost"), "estimate"], 0.25, atol=EXACT)
    assert found.matrix.loc["lost", "estimate"].isna().all()


# displays


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_displays(telecom, lang):
    funnel = relationship_funnel(telecom, LEVELS, by="operator")
    cycle = life_cycle(telecom, tenure="tenure", satisfaction="sat_overall", new_until=12, unsatisfied=5)
    moves = migration(telecom, before="operator", now="operator_intended")
    for each in (funnel, cycle, moves):
        shown = str(each.summary(lang))
        assert shown
        assert list(each.params.columns)[-10:] == list(moves.params.columns)
        if lang == "zh":
            assert "Standard" not in shown


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pictures(telecom, lang):
    funnel = relationship_funnel(telecom, LEVELS, by="operator")
    ax = funnel.plot_funnel(lang=lang)
    bars = [bar.get_width() for bar in ax.patches if bar.get_label() == "share"]
    assert np.allclose(bars, 100 * funnel.shares["estimate"], atol=EXACT)
    cycle = life_cycle(telecom, tenure="tenure", satisfaction="sat_overall", new_until=12, unsatisfied=5)
    ax = cycle.plot_stages(lang=lang)
    assert len([bar for bar in ax.patches if bar.get_label() == "share"]) == 3


def test_few_people_are_not_printed():
    before = ["a"] * 60 + ["b"] * 40 + ["c"] * 50
    now = ["a"] * 57 + ["b"] * 3 + ["b"] * 30 + ["a"] * 10 + ["c"] * 50
    found = migration(pd.DataFrame({"before": before, "now": now}), before="before", now="now")
    shown = str(found.summary())
    assert "<5" in shown
    assert "hidden" in shown
    assert "5.0 %" not in shown.split("Shares before")[0]  # 3 of 60
    assert found.matrix.loc[("a", "b"), "estimate"] == 0.05  # the table itself is whole
    cycle = life_cycle(pd.DataFrame({"t": [1] * 3 + [20] * 90 + [30] * 20, "s": [9] * 93 + [1] * 20}),
                       tenure="t", satisfaction="s", new_until=12, unsatisfied=5)  # fmt: skip
    shown = str(cycle.summary()).split("What each")[0]
    assert "<5" in shown
    assert "hidden" in shown
    frame = pd.DataFrame({"t": [1] * 40 + [20] * 62, "s": 9, "g": ["a"] * 100 + ["b"] * 2})
    cycle = life_cycle(frame, tenure="t", satisfaction="s", new_until=12, unsatisfied=5, by="g")
    shown = str(cycle.summary()).split("What each")[0]
    assert shown.count("%]") == 1  # of nobody at risk among the many; among two it would tell of them
    lone = pd.DataFrame({"before": ["a"] * 60 + ["b"] * 2, "now": ["a"] * 50 + ["b"] * 10 + ["b"] * 2})
    cells = str(migration(lone, before="before", now="now").summary()).split("Shares before")[0]
    assert "0.0 % [" not in cells.replace("\N{NO-BREAK SPACE}", " ")


def test_few_people_of_a_level_are_not_printed():
    frame = pd.DataFrame({"a": [1] * 33 + [0] * 7, "b": [1] * 3 + [0] * 37, "c": [1] * 40})
    found = relationship_funnel(frame, {"awareness": "a", "contact": "b", "third": "c"})
    shown = str(found.summary()).split("What each")[0]
    assert "7.5 %" not in shown  # 3 of 40
    assert "9.1 %" not in shown  # 3 of 33
    assert shown.count("<5") == 5  # contact three times, the third but for its own condition
    bars = [bar for bar in found.plot_funnel().patches if bar.get_label() == "share"]
    assert len(bars) == 1
    assert np.isclose(found.shares.loc["contact", "estimate"], 0.075, atol=EXACT)  # the table is whole


def test_few_who_stop_at_a_level_are_not_printed():
    # 3 of 100 do not know, 40 of the others have not dealt, 2 of these are not satisfied
    frame = pd.DataFrame({"a": [0] * 3 + [1] * 97, "b": [0] * 43 + [1] * 57, "c": [0] * 45 + [1] * 55})
    found = relationship_funnel(frame, {"awareness": "a", "contact": "b", "third": "c"})
    shown = str(found.summary()).split("What each")[0]
    assert "97.0 %" not in shown  # it would give the 3 away
    assert "58.8 %" not in shown  # 57 of 97, and so would this
    assert "57.0 %" in shown
    assert "96.5 %" not in shown  # 55 of 57
    assert shown.count("55.0 %") == 1  # alone, where 45 do not; as a level it would give 2 away
    bars = [bar.get_width() for bar in found.plot_funnel().patches if bar.get_label() == "share"]
    assert np.allclose(bars, [57.0], atol=EXACT)
    assert "97.0 %" in str(relationship_funnel(frame, {"x": "a", "y": "b"}, least=1).summary())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tiles_of_moves(telecom, lang):
    found = migration(telecom, before="operator_year_ago", now="operator")
    ax = found.plot(lang=lang)
    tiles = [each.get_text() for each in ax.texts if str(each.get_label()).startswith("tile")]
    assert len(tiles) == 9
    row = found.matrix.loc[("Alpha", "Beta")]
    low, high, share = (f"{100 * row[name]:.1f} %" for name in ("conf_low", "conf_high", "estimate"))
    assert tiles[1].replace("\N{NO-BREAK SPACE}", " ") == f"{share}\n[{low}, {high}]"
    (image,) = ax.collections
    assert np.allclose(image.get_array().ravel(), found.matrix["estimate"], atol=EXACT)
    heads = [each.get_text() for each in ax.get_xticklabels()]
    assert heads == (["Alpha", "Beta", "Gamma"] if lang == "en" else ["甲运营商", "乙运营商", "丙运营商"])
    assert telecom.label("operator_year_ago", lang).split()[0] in str(found.summary(lang))


def test_tiles_of_few_people_are_bare():
    before, now = ["a"] * 60 + ["b"] * 40, ["a"] * 57 + ["b"] * 33 + ["a"] * 10
    frame = pd.DataFrame({"before": before, "now": now, "g": "x"})
    found = migration(frame.assign(g=["x", "y"] * 50), before="before", now="now", by="g")
    with pytest.raises(SpecificationError, match="Choose a group"):
        found.plot()
    ax = found.plot(group="x")
    texts = [each.get_text() for each in ax.texts if str(each.get_label()).startswith("tile")]
    hidden = np.ma.getmaskarray(ax.collections[0].get_array()).ravel()
    assert "<5" in texts
    assert [text in ("<5", "hidden") for text in texts] == hidden.tolist()


def test_columns_of_many_states_are_numbered():
    names = [f"a long name of a state, {i}" for i in range(10)]
    ax = migration(pd.DataFrame({"before": names * 5, "now": names * 5}), before="before", now="now").plot()
    assert [each.get_text() for each in ax.get_xticklabels()] == [str(i) for i in range(1, 11)]
    assert ax.get_yticklabels()[9].get_text().startswith("10 ")
    assert not any("[" in each.get_text() for each in ax.texts)  # no room for limits


# refusals


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"one": "knows"}, SpecificationError, "two levels"),
        ({"one": "knows", "two": "usd"}, DataError, "Did you mean 'used'"),
        ({"one": "knows", "two": "sat"}, DataError, "sat >= 8"),
        ({"one": "knows", "two": 8}, SpecificationError, "must be a condition"),
        ({"one": "knows", "estimate": "used"}, SpecificationError, "another name"),
    ],
)
def test_levels_that_cannot_be_read(given, error, words):
    with pytest.raises(error, match=words):
        relationship_funnel(plain(), given)


def test_other_refusals():
    frame = plain().assign(t=5.0)
    with pytest.raises(SpecificationError, match="Tenure alone"):
        life_cycle(frame, tenure="t", new_until=12)
    with pytest.raises(SpecificationError, match="unsatisfied="):
        life_cycle(frame, tenure="t", satisfaction="sat", new_until=12)
    with pytest.raises(SpecificationError, match="below lost_after"):
        life_cycle(frame, tenure="t", recency="t", new_until=12, risk_after=9, lost_after=8)
    with pytest.raises(DataError, match="a time is 0 or more"):
        life_cycle(frame.assign(t=-1.0), tenure="t", left="used", new_until=12)
    with pytest.raises(SpecificationError, match="two columns"):
        migration(frame, before="knows", wave="t")
    with pytest.raises(SpecificationError, match="leaves out"):
        migration(frame, before="knows", now="used", states=[1, 2])
    with pytest.raises(SpecificationError, match="two waves or more"):
        migration(panel(), state="stage", key="id", wave="wave", waves=[0, 9])
    with pytest.raises(DataError, match="twice in one wave"):
        migration(pd.concat([panel(), panel()]), state="stage", key="id", wave="wave")
    with pytest.raises(SpecificationError, match="no segments"):
        relationship_funnel(frame, {"one": "knows", "two": "used"}).compare()
