"""Limits of indicators over waves, waves of few people, and the words of what is tracked."""

from __future__ import annotations

import matplotlib
import numpy as np
import pandas as pd
import pytest
from scipy import stats

import csmodels as cs
from csmodels.errors import DataWarning, SpecificationError
from csmodels.strategy.indicators import nps, rate
from csmodels.strategy.indicators.kinds import Indicator
from csmodels.strategy.waves import track

matplotlib.use("Agg")

DELTA = 1e-6  # derivatives are numerical


@pytest.fixture(scope="module")
def hotel():
    return cs.datasets.load_hotel()


def answers_of(sizes: dict[str, int], seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    wave = np.repeat(list(sizes), list(sizes.values()))
    return pd.DataFrame({"q": rng.integers(0, 11, len(wave)), "wave": wave})


@pytest.mark.parametrize("design", ["none", "weights", "clusters"])
def test_indicators_have_their_own_limits(design):
    frame = answers_of({"a": 60, "b": 50, "c": 70}).assign(
        w=lambda f: 1 + f.index % 3, u=lambda f: f.index % 9
    )
    frame.loc[frame["wave"] == "c", "u"] += 5
    data = {
        "none": frame,
        "weights": cs.SurveyData(frame, weights="w"),
        "clusters": cs.SurveyData(frame, weights="w", clusters="u"),
    }[design]
    limits = ["conf_low", "conf_high"]
    for kind, figure in (("nps", "nps"), ("rate", "rate")):
        options = {"scale": (0, 10)} if kind == "nps" else {}
        what = "q" if kind == "nps" else Indicator("rate", "q", value=[9, 10])
        found = track(data, what, wave="wave", kind=kind, adjust="none", **options)
        own = nps(data, "q", by="wave") if kind == "nps" else rate(data, "q", [9, 10], by="wave")
        np.testing.assert_allclose(found.levels[limits], own.figures.xs(figure, level=1)[limits], rtol=1e-9)
        other = own.compare(pairs=[("b", "a"), ("c", "a")]).table.loc[figure]
        names = [*limits, "p_value"]
        np.testing.assert_allclose(found.changes.loc["first", names], other[names].astype(float), rtol=1e-9)
        np.testing.assert_allclose(found.changes.loc["first", "std_error"], other["std_error"], rtol=DELTA)


def test_a_wave_without_complaints_has_limits():
    frame = pd.DataFrame({"q": [0] * 40 + [0] * 36 + [1] * 4, "wave": [1] * 40 + [2] * 40})
    found = track(frame, "q", wave="wave", kind="rate", targets=0.1, better="lower")
    assert found.levels.loc[1, "conf_low"] == 0 < found.levels.loc[1, "conf_high"] < 0.1
    assert found.targets.loc[1, "state"] == "met"
    assert found.changes["p_value"].notna().all()
    assert (found.control["upper"] > found.control["centre"]).all()
    # a share has no limits below 0
    assert (found.control["lower"] == 0).all()


def test_one_respondent_or_one_unit_is_no_evidence():
    frame = answers_of({"a": 40, "b": 1})
    with pytest.warns(DataWarning, match="fewer than 30"):
        found = track(frame, "q", wave="wave")
    assert found.changes[["std_error", "p_value"]].isna().all(axis=None)
    frame = answers_of({"a": 40, "b": 40}).assign(u=lambda f: np.where(f["wave"] == "a", f.index % 8, 8))
    found = track(cs.SurveyData(frame, clusters="u"), "q", wave="wave")
    assert found.levels["std_error"].isna().tolist() == [False, True]
    assert found.changes["p_value"].isna().all()
    # degrees of freedom are those of the units of a wave
    row = found.levels.loc["a"]
    assert row["conf_high"] - row["estimate"] == pytest.approx(stats.t.ppf(0.975, 7) * row["std_error"])


def test_the_same_answers_of_the_same_people_prove_nothing():
    one = answers_of({"a": 40}).assign(who=range(40))
    frame = pd.concat([one, one.assign(wave="b")], ignore_index=True)
    found = track(frame, "q", wave="wave", kind="nps", scale=(0, 10), paired="who")
    row = found.changes.loc[("previous", "b")]
    assert row["change"] == 0
    assert row[["std_error", "p_value", "conf_low", "conf_high"]].isna().all()


def test_waves_of_few_people_are_not_printed():
    frame = answers_of({"a": 60, "b": 50, "c": 3, "d": 40})
    with pytest.warns(DataWarning, match=r"c \(<5\)"):
        found = track(frame, "q", wave="wave", targets=3.0)
    assert found.levels["estimate"].notna().all()
    for lang in ("en", "zh"):
        words = found.to_text(lang)
        assert "<5" in words
        for value in (found.levels.loc["c", "estimate"], found.trend["estimate"].iloc[0]):
            assert f"{value:.2f}" not in words
        for wave in ("c", "d"):
            assert f"{found.changes.loc[('previous', wave), 'change']:.2f}" not in words
        # 153 in all less 60 and 50 would tell
        assert "153" not in words
        assert ("hidden" if lang == "en" else "隐去") in words
        assert f"{found.changes.loc[('first', 'd'), 'change']:.2f}" in words
    drawn = found.plot_track().get_lines()[0].get_ydata()
    assert np.isnan(drawn).tolist() == [False, False, True, False]
    with pytest.raises(SpecificationError, match="baseline= without"):
        found.plot_control()
    control = found.plot_control(baseline=["a", "b"]).get_lines()[0].get_ydata()
    assert np.isnan(control).tolist() == [False, False, True, False]
    matplotlib.pyplot.close("all")
    with pytest.warns(DataWarning, match=r"c \(3\)"):
        shown = track(frame, "q", wave="wave", least=1)
    assert f"{shown.levels.loc['c', 'estimate']:.2f}" in shown.to_text()


def test_questions_stand_in_words(hotel):
    found = track(hotel, ["sat_overall", "sat_ideal"], wave="quarter")
    assert "您对本酒店的满意程度" in found.to_text("zh")
    assert "sat_ideal" in found.to_text("zh")
    assert "How satisfied are you" in track(hotel, cs.index_model("ACSI"), wave="quarter", n_boot=0).to_text()
    assert track(hotel, "sat_overall", wave="quarter").label("zh").startswith("sat_overall：")
    score = track(hotel, "recommendation", wave="quarter", kind="nps")
    assert score.label() == (
        "Net promoter score, recommendation: How likely are you to recommend this chain to friends or"
        " colleagues?"
    )
    ax = score.plot_track(lang="zh")
    assert ax.get_ylabel().startswith("净推荐值")
    assert "您有多大可能" in ax.get_title(loc="left")
    matplotlib.pyplot.close("all")
