"""The board, its displays and pictures; small groups are hidden."""

from __future__ import annotations

import re

import matplotlib
import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import SpecificationError
from csmodels.strategy.indicators import Indicator, ces, csat, indicator_sample_size, indicators, nps, rate

matplotlib.use("Agg")

ITEMS = {
    "Recommend": "recommendation",
    "Satisfied": ("csat", "sat_overall", {"figure": "mean"}),
    "Effort": ("ces", "effort"),
    "Complaints": ("rate", "complained", {"better": "lower"}),
    "Churn": Indicator("rate", "churned", better="lower"),
}
TARGETS = {"Recommend": 5, "Complaints": 0.15, "Churn": 0.2, "Satisfied": 65}
DIMENSIONS = {"Satisfaction": ["Satisfied", "Effort"], "Loyalty": ["Recommend", "Churn"]}


@pytest.fixture(scope="module")
def telecom():
    return cs.datasets.load_telecom()


@pytest.fixture(scope="module")
def board(telecom):
    return indicators(telecom, ITEMS, targets=TARGETS, dimensions=DIMENSIONS)


def test_board_holds_what_each_indicator_says(telecom, board):
    table = board.board.droplevel("dimension")
    alone = {
        "Recommend": nps(telecom, "recommendation").figures.loc["nps"],
        "Satisfied": csat(telecom, "sat_overall").figures.loc["mean"],
        "Effort": ces(telecom, "effort").figures.loc["mean"],
        "Complaints": rate(telecom, "complained").figures.loc["rate"],
        "Churn": rate(telecom, "churned").figures.loc["rate"],
    }
    for name, row in alone.items():
        for column in ("n", "estimate", "std_error", "conf_low", "conf_high"):
            assert np.isclose(float(table.loc[name, column]), row[column])
    assert table["state"].fillna("").tolist() == ["met", "", "open", "met", "missed"]
    assert [d for d, _ in board.board.index] == ["Satisfaction"] * 2 + ["Loyalty"] * 2 + ["overall"]
    # less is better: below the target is ahead of it
    assert table.loc["Churn", "gap"] > 0
    assert table.loc["Complaints", "gap"] < 0
    from scipy.stats import t

    row = table.loc["Recommend"]
    # weights: Student's t
    assert np.isclose(row["p_met"], t.sf((5 - row["estimate"]) / row["std_error"], row["n"] - 1))
    assert len(board.params) == 4 + 4 + 4 + 1 + 1
    assert list(board.params.columns) == list(nps(telecom, "recommendation").params.columns)


def test_bare_items_follow_their_scale(telecom):
    found = indicators(telecom, ["recommendation", "sat_overall", "complained"])
    assert found.board["figure"].tolist() == ["nps", "top", "rate"]
    assert "您的满意程度" in found.summary("zh").to_text().replace("\n", "") or "满意" in found.to_html("zh")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"targets": {"Recomend": 5}}, "Recommend"),
        ({"targets": {"Churn": 20}}, "0 to 1"),
        ({"dimensions": {"A": ["Nobody"]}}, "no indicator"),
        ({"items": {"A": ("nps", "recommendation", {"scal": (0, 10)})}}, "scale"),
        ({"items": {}}, "by name"),
        ({"items": {"A": ("npz", "recommendation")}}, "nps"),
        ({"items": ["complained", "complained"]}, "twice"),
    ],
)
def test_refusals(telecom, change, words):
    options = {"items": ITEMS, **change}
    with pytest.raises(SpecificationError, match=words):
        indicators(telecom, **options)


def test_documents_in_both_languages(telecom, board):
    english, chinese = board.summary().to_text(), board.summary("zh").to_text()
    for words in ("Churn ↓", "missed", "not decided", "12.7", "P(met)"):
        assert words in english
    for words in ("净推荐值", "未达标", "尚无定论", "达标概率", "越低越好"):
        assert words in chinese
    result = nps(telecom, "recommendation", by="quarter")
    size = indicator_sample_size(5, response=0.2, population=5000)
    for each in (board, result, result.compare(), result.trend(), size):
        chinese = each.summary("zh").to_text()
        for key in ("indicator_", "nps", "std_error", "adjusted_wald", "conf_", "linearized"):
            assert key not in chinese
        assert "<table" in each.to_html()
        assert "toprule" in each.to_latex()
    assert "推荐者（9–10）" in result.summary("zh").to_text()
    result.trend().to_markdown("zh")


def test_board_picture_draws_the_table(board):
    for lang in ("en", "zh"):
        ax = board.plot(lang=lang)
        marks = [line for line in ax.get_lines() if line.get_label() == "target"]
        at = [float(line.get_xdata()[0]) for line in marks]
        # points of -100 to 100 and shares of 0 to 1 stand on one axis
        assert np.allclose(at, [65, 52.5, 20, 15])
        dots = [line for line in ax.get_lines() if line.get_linestyle() == "None"]
        row = board.board.droplevel("dimension").loc["Effort"]
        assert np.isclose(dots[1].get_xdata()[0], 100 * (row["estimate"] - 1) / 6)
        # each target at the height of its dot
        for mark, dot in zip(marks, [dots[0], dots[2], dots[3], dots[4]], strict=True):
            assert np.isclose(np.mean(mark.get_ydata()), dot.get_ydata()[0])
        matplotlib.pyplot.close(ax.figure)


def test_other_pictures(telecom):
    from matplotlib import pyplot

    result = nps(telecom, "recommendation", by="quarter")
    ax = result.trend().plot(lang="zh")
    assert np.allclose(ax.get_lines()[0].get_ydata(), result.figures.xs("nps", level=1)["estimate"])
    ax = result.plot(figure="promoters", target=0.3, sort=True)
    promoters = result.figures.xs("promoters", level=1)["estimate"].max()
    # shares are drawn in per cent, the target too
    assert any(np.allclose(line.get_xdata(), 30) for line in ax.get_lines())
    assert any(np.isclose(line.get_xdata()[0], 100 * promoters) for line in ax.get_lines())
    csat(telecom, "sat_overall").plot(lang="zh")
    nps(telecom, "recommendation").plot()
    ces(telecom, "effort").plot()
    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3))
    result.trend().plot(ax=axes[0], title="Score")
    result.plot(ax=axes[1])
    figure.canvas.draw()
    pyplot.close("all")


def test_groups_of_few_people_are_not_printed():
    frame = pd.DataFrame({"q": [10, 9, 3, 8] * 10 + [10, 10, 10], "g": ["big"] * 40 + ["tiny"] * 3})
    result = nps(frame, "q", by="g")
    shown = result.summary().to_text()
    assert "<5" in shown
    assert "100.0" not in shown
    # the number in all less that of the other group would be theirs
    assert "43" not in shown
    assert any("fewer than 5" in each for each in result.warnings)
    # the number of the other group is hidden with theirs, since that of all is known; its figures are not
    assert shown.count("hidden") == 4
    assert not re.search(r"\b40$", shown, re.M)
    assert "0.0" in shown
    assert "隐去" in result.summary("zh").to_text()
    compared = result.compare().summary().to_text()
    assert "-100.0" not in compared
    assert compared.count("tiny") == 1  # in the note
    # line and tests would tell a hidden wave
    line = result.trend()
    assert "fewer than 5" in line.summary().to_text()
    assert "chi-square" not in line.summary().to_text()
    assert len(line.plot().get_lines()) == 1
    assert line.slopes["estimate"].notna().all()
    third = pd.concat([frame, pd.DataFrame({"q": [9, 2] * 9, "g": "mid"})])
    shown = nps(third, "q", by="g").summary().to_text()
    assert re.search(r"\b40$", shown, re.M)
    assert not re.search(r"\b18$", shown, re.M)
    assert "100.0" in nps(frame, "q", by="g", least=1).summary().to_text()
    board = indicators(frame, {"NPS": ("nps", "q")}, by="g")
    assert "<5" in board.summary().to_text()
    ax = result.plot()
    # the tiny group has a place and no figure
    drawn = [float(line.get_xdata()[0]) for line in ax.get_lines() if line.get_linestyle() == "None"]
    assert np.isfinite(drawn).sum() == 1
    matplotlib.pyplot.close(ax.figure)
