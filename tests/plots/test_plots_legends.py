"""Legends above the data, and what gives way where a place is small."""

from __future__ import annotations

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from csmodels.plots.charts import interval_chart
from csmodels.plots.groups import differences_chart, ranks_chart
from csmodels.plots.legends import plan_legend
from csmodels.plots.power import power_chart
from csmodels.plots.side_by_side import methods_chart
from csmodels.plots.slopes import slopes_chart


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def paths(count: int) -> pd.DataFrame:
    rows = [
        {"n": n, "outcome": "Satisfaction", "predictor": f"Driver {i}", "power": 0.4 + n / 1000 + i / 100}
        for i in range(count)
        for n in (100, 200)
    ]
    frame = pd.DataFrame(rows)
    return frame.assign(conf_low=frame["power"] - 0.1, conf_high=frame["power"] + 0.1)


@pytest.mark.parametrize("count", [2, 12])
@pytest.mark.parametrize("given", [False, True])
def test_the_legend_of_powers_stands_above_the_data(count, given):
    ax = plt.subplots(2, 2, figsize=(10, 8))[1][0, 0] if given else None
    ax = power_chart(paths(count), wanted=0.8, ax=ax)
    ax.figure.draw_without_rendering()
    legend, data = ax.get_legend().get_window_extent(), ax.get_window_extent()
    assert legend.y0 >= data.y1 - 1
    assert data.height > 0.3 * (legend.y1 - data.y0)
    # no two lines look alike
    looks = {(h.get_color(), h.get_marker(), h.get_linestyle()) for h in ax.get_legend().legend_handles}
    assert len(looks) == count + 1


def test_the_legend_of_slopes_stands_above_the_data():
    index = pd.MultiIndex.from_product([[-1.0, 0.0, 1.0], [-2.0, 2.0]])
    frame = pd.DataFrame({"estimate": np.arange(6.0)}, index=index)
    frame = frame.assign(conf_low=frame["estimate"] - 1, conf_high=frame["estimate"] + 1)
    long = "Overall satisfaction with all that happened in the last twelve months"
    ax = slopes_chart(frame, outcome=long, predictor="Quality", moderator=long, conf_level=0.95)
    ax.figure.draw_without_rendering()
    assert ax.get_legend().get_window_extent().y0 >= ax.get_window_extent().y1 - 1
    # nothing leaves the picture, the name of the upright axis least of all
    whole = ax.get_tightbbox()
    assert whole.x0 >= 0
    assert whole.y1 <= ax.figure.bbox.height + 1


def test_a_legend_too_high_is_written_smaller():
    names = [f"{word} → Satisfaction" for word in "abcdefgh"]
    high = plan_legend(names, 9, 150)
    low = plan_legend(names, 9, 150, most=0.6 * high.height)
    assert low.size < high.size
    assert low.height < high.height
    assert plan_legend(names, 9, 150, most=0, least=7).size == 7


@pytest.mark.parametrize(
    "names",
    [
        ["PLS", "PLSc", "ML"],
        [f"{i}. fit with a long name" for i in range(3)],
        ["PLS", "PLSc", "ML (not converged)"],
    ],
)
def test_names_too_long_for_one_line_stand_beside_their_rows(names):
    index = pd.MultiIndex.from_product([names, ["A → B", "B → C"]])
    frame = pd.DataFrame({"estimate": 0.5, "conf_low": 0.4, "conf_high": 0.6}, index=index)
    ax = interval_chart(frame)
    ax.figure.draw_without_rendering()
    whole = ax.get_tightbbox()
    assert whole.x0 >= 0
    assert whole.x1 <= ax.figure.bbox.width + 1
    beside = [label.get_text() for label in ax.get_yticklabels(minor=True)]
    assert (ax.get_legend() is None) == (beside == names * 2) == (names[0] != "PLS")


@pytest.mark.parametrize("count", [8, 12])
def test_many_groups_have_no_legend_but_names_at_their_rows(count):
    names = [f"Group {i}" for i in range(count)]
    frame = pd.DataFrame(
        {"estimate": 0.5, "conf_low": 0.4, "conf_high": 0.6}, index=[names, ["A → B"] * count]
    )
    for chart in (interval_chart, methods_chart):
        ax = chart(frame)
        ax.figure.draw_without_rendering()
        assert ax.get_legend() is None
        labels = ax.get_yticklabels(minor=True)
        assert [label.get_text() for label in labels] == names
        boxes = [label.get_window_extent() for label in labels]
        assert all(one.y0 >= other.y1 - 1 for one, other in itertools.pairwise(boxes))
        assert max(box.x1 for box in boxes) <= ax.get_window_extent().x0


def test_chinese_names_in_a_map_of_ranks_have_a_font():
    shares = pd.DataFrame({1: [0.1, 0.9], 2: [0.9, 0.1]}, index=["湖滨店", "机场店"])
    ax = ranks_chart(shares, lang="zh", title="顾客满意度")
    ax.figure.canvas.draw()  # a missing character is a warning, and warnings are errors


def test_dense_rows_go_without_values_and_keep_their_labels():
    pairs = [(f"Hotel number {a}", f"Hotel number {b}") for a in range(9) for b in range(a)]
    index = pd.MultiIndex.from_tuples(pairs, names=["group_1", "group_2"])
    frame = pd.DataFrame({"difference": 1.0, "conf_low": 0.0, "conf_high": 2.0}, index=index)
    roomy = differences_chart(frame)
    assert sum(words.get_text() != "" for words in roomy.texts) == len(frame)
    small = differences_chart(frame, ax=plt.subplots(3, 3, figsize=(10, 8))[1][0, 0])
    assert all(words.get_text() == "" for words in small.texts)


def test_labels_are_not_cut_where_that_makes_no_row_lower():
    pairs = [("Alpha", "Beta"), ("Alpha", "Gamma"), ("Beta", "Gamma")]
    drivers = ["Expectations", "Quality", "Value", "Image", "Price", "Service", "Staff", "Rooms"]
    keys = [(*pair, "Satisfaction", driver) for pair in pairs for driver in drivers]
    frame = pd.DataFrame(keys, columns=["group_1", "group_2", "lhs", "rhs"]).set_index(["group_1", "group_2"])
    frame = frame.assign(difference=0.0, conf_low=-0.1, conf_high=0.1)
    ax = differences_chart(frame, ax=plt.subplots(2, 2, figsize=(9, 7))[1][0, 0])
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert len(labels) == len(drivers)
    assert not any("…" in label for label in labels)
