"""Interval charts: what is drawn is what the table says, at one, two and eight groups."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes

from csmodels.errors import SpecificationError
from csmodels.plots import index_chart, interval_chart, loadings_chart
from csmodels.testing import figure_data

CONSTRUCTS = ["Expectations", "Quality", "Value", "Satisfaction", "Complaints", "Loyalty"]


@pytest.fixture(autouse=True)
def _figures() -> Iterator[None]:
    matplotlib.use("Agg")
    yield
    pyplot.close("all")


def table(groups: int = 0, constructs: list[str] = CONSTRUCTS) -> pd.DataFrame:
    if groups:
        hotels = [f"Hotel {letter}" for letter in "ABCDEFGH"[:groups]]
        index = pd.MultiIndex.from_product([hotels, constructs], names=["hotel", "construct"])
    else:
        index = pd.Index(constructs, name="construct")
    estimate = np.random.default_rng(1).uniform(55, 85, len(index))
    return pd.DataFrame(
        {"estimate": estimate, "conf_low": estimate - 2, "conf_high": estimate + 1.5}, index=index
    )


def dots(ax: Axes) -> list:
    return [line for line in ax.lines if line.get_marker() not in ("None", "", None)]


def intervals(ax: Axes) -> list[np.ndarray]:
    drawn = [line.get_xydata() for line in ax.lines if line.get_marker() in ("None", "", None)]
    return [points for points in drawn if points[0, 1] == points[1, 1]]


def names(ax: Axes, minor: bool = False) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels(minor=minor)]


def overlapping(ax: Axes) -> list[tuple[str, str]]:
    """Pairs of words that lie on each other, and words cut off at the figure's edge (with '')."""
    ax.figure.draw_without_rendering()
    words = [*ax.texts, *ax.get_yticklabels(), *ax.get_yticklabels(minor=True), ax.title, ax.xaxis.label]
    low, high = ax.get_xlim()
    words += [tick.label1 for tick in ax.xaxis.get_major_ticks() if low <= tick.get_loc() <= high]
    if ax.get_legend():
        words += ax.get_legend().get_texts()
    shown = [(one.get_text(), one.get_window_extent()) for one in words if one.get_text()]
    found = []
    for (one, a), (two, b) in itertools.combinations(shown, 2):
        # Two points of tolerance: line boxes are a little higher than letters.
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 0 and min(a.y1, b.y1) - max(a.y0, b.y0) > 3:
            found.append((one, two))
    whole = ax.figure.bbox
    found += [(one, "") for one, a in shown if a.x0 < 0 or a.y0 < 0 or a.x1 > whole.x1 or a.y1 > whole.y1]
    return found


def test_dots_and_intervals_are_the_tables() -> None:
    frame = table()
    ax = interval_chart(frame, title="Scores")
    assert names(ax) == CONSTRUCTS
    assert [dot.get_xdata()[0] for dot in dots(ax)] == frame["estimate"].tolist()
    ends = [points[:, 0].tolist() for points in intervals(ax)]
    assert ends == frame[["conf_low", "conf_high"]].to_numpy().tolist()
    heights = [dot.get_ydata()[0] for dot in dots(ax)]
    assert heights == sorted(heights) == list(ax.get_yticks())
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first row is on top
    assert ax.get_title() == "Scores"
    assert ax.get_legend() is None
    assert overlapping(ax) == []


def test_index_chart_writes_values_and_ends_at_whole_tens() -> None:
    frame = pd.DataFrame(
        {"estimate": [72.46, 68.0], "conf_low": [70.66, 65], "conf_high": [74.24, 71]}, index=["S", "V"]
    )
    ax = index_chart(frame, conf_level=0.95)
    assert [words.get_text() for words in ax.texts] == ["72.5 [70.7, 74.2]", "68.0 [65.0, 71.0]"]
    assert ax.get_xlim() == (60, 80)
    assert ax.get_xlabel() == "Index (0–100) and 95 % interval"
    assert index_chart(frame, limits=(0, 100)).get_xlim() == (0, 100)
    assert index_chart(frame, xlabel="ACSI").get_xlabel() == "ACSI"


@pytest.mark.parametrize("groups", [1, 2, 3, 8])
def test_groups_are_told_apart_by_colour_marker_and_words(groups: int) -> None:
    frame = table(groups)
    ax = index_chart(frame, title="By hotel")
    assert len(dots(ax)) == len(ax.texts) == groups * len(CONSTRUCTS)
    looks = {dot.get_label(): (dot.get_marker(), dot.get_color()) for dot in dots(ax)}
    assert len(looks) == groups
    assert (
        len({marker for marker, _ in looks.values()}) == len({color for _, color in looks.values()}) == groups
    )
    assert names(ax) == CONSTRUCTS
    if groups <= 3:
        assert [words.get_text() for words in ax.get_legend().get_texts()] == list(looks)
        assert ax.get_legend().get_window_extent().y0 >= ax.get_window_extent().y1 - 1  # outside the data
    else:
        assert names(ax, minor=True) == list(looks) * len(CONSTRUCTS)
    assert overlapping(ax) == []
    first = [dot.get_xdata()[0] for dot in dots(ax)][:groups]
    assert first == frame.xs("Expectations", level="construct")["estimate"].tolist()


def test_the_group_may_be_the_second_level() -> None:
    frame = table(2)
    swapped = frame.swaplevel().loc[[(construct, hotel) for hotel, construct in frame.index]]
    assert figure_data(index_chart(swapped, group="hotel")) == figure_data(index_chart(frame))


def test_a_group_without_a_row_leaves_a_gap() -> None:
    frame = table(2).drop(("Hotel B", "Complaints"))
    ax = index_chart(frame)
    assert len(dots(ax)) == 11
    assert names(ax) == CONSTRUCTS


def test_sorting_is_by_falling_estimate() -> None:
    ax = interval_chart(table(), sort=True)
    values = [dot.get_xdata()[0] for dot in dots(ax)]
    assert values == sorted(values, reverse=True)
    grouped = interval_chart(table(2), sort=True)
    means = table(2).groupby("construct")["estimate"].mean().sort_values(ascending=False)
    assert names(grouped) == list(means.index)


def test_chinese_names_and_axis() -> None:
    ax = index_chart(table(2).rename(index={"Hotel A": "上海虹桥店"}), lang="zh", conf_level=0.9)
    assert names(ax)[:2] == ["顾客期望", "感知质量"]
    assert ax.get_xlabel() == "指数（0–100）与 90 % 区间"
    assert ax.get_legend().get_texts()[0].get_text() == "上海虹桥店"
    assert overlapping(ax) == []


def test_missing_limits_draw_a_dot_alone() -> None:
    frame = table().assign(conf_low=np.nan)
    ax = index_chart(frame)
    assert intervals(ax) == []
    assert len(dots(ax)) == 6
    assert ax.texts[0].get_text() == f"{frame['estimate'].iloc[0]:.1f}"


@pytest.mark.parametrize(("lang", "words"), [("en", "Index (0–100)"), ("zh", "指数（0–100）")])
def test_no_interval_no_word_of_intervals(lang: str, words: str) -> None:
    frame = table().assign(conf_low=np.nan, conf_high=np.nan)
    ax = index_chart(frame, lang=lang, conf_level=0.95)
    assert ax.get_xlabel() == words
    assert not any("[" in written.get_text() for written in ax.texts)
    assert interval_chart(frame, conf_level=0.95).get_xlabel() == "Estimate"
    items = frame.assign(construct="Value", item=CONSTRUCTS)
    assert loadings_chart(items, conf_level=0.95).get_xlabel() == "Loading"
    frame.iloc[0, 1:] = 60, 80
    assert index_chart(frame, conf_level=0.95).get_xlabel() == "Index (0–100) and 95 % interval"


def test_zero_and_a_threshold_are_marked_where_they_are_seen() -> None:
    frame = pd.DataFrame(
        {"estimate": [0.4, -0.2], "conf_low": [0.3, -0.3], "conf_high": [0.5, -0.1]}, index=["a", "b"]
    )

    def marked(ax: Axes) -> list[float]:
        ends = [line.get_xdata() for line in ax.lines if len(line.get_xdata()) == 2]
        return [left for left, right in ends if left == right]

    assert marked(interval_chart(frame, reference=0.35)) == [0, 0.35]
    assert marked(interval_chart(frame + 50)) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_loadings_of_24_items_with_long_wordings(lang: str) -> None:
    wording = {
        "en": "Overall, how satisfied are you with the cleanliness of your room and its bathroom, item {}",
        "zh": "总体而言，您对本酒店客房及卫生间清洁程度的满意程度如何？（第{}题）",
    }[lang]
    estimate = np.linspace(0.45, 0.95, 24)
    frame = pd.DataFrame(
        {
            "construct": np.repeat(["Quality", "Value", "Satisfaction", "Loyalty"], 6),
            "item": [wording.format(i) for i in range(24)],
            "estimate": estimate,
            "conf_low": estimate - 0.1,
            "conf_high": estimate + 0.04,
        }
    )
    ax = loadings_chart(frame, lang=lang, reference=0.7)
    assert [dot.get_xdata()[0] for dot in dots(ax)] == estimate.tolist()
    assert len(names(ax)) == 4
    assert ["".join(name.split()) for name in names(ax, minor=True)] == [
        "".join(item.split()) for item in frame["item"]
    ]
    assert overlapping(ax) == []
    assert ax.figure.get_figheight() < 14
    falling = [dot.get_xdata()[0] for dot in dots(loadings_chart(frame, sort=True))]
    assert falling[:6] == sorted(estimate[:6], reverse=True)


def test_draws_into_given_axes() -> None:
    figure, axes = pyplot.subplots(2)
    assert index_chart(table(), ax=axes[1]) is axes[1]
    assert not axes[0].lines
    assert len(pyplot.get_fignums()) == 1
    assert figure.axes == list(axes)


def test_dollar_signs_are_not_read_as_formulas() -> None:
    frame = table(constructs=["Price ($) and $ value"])
    ax = index_chart(frame, title="$ and $")
    ax.figure.draw_without_rendering()
    assert names(ax) == ["Price ($) and $ value"]
    assert ax.get_yticklabels()[0].get_parse_math() is False
    assert ax.title.get_parse_math() is False


def test_settings_of_the_session_are_neither_changed_nor_felt() -> None:
    before = matplotlib.rcParams.copy()
    plain = index_chart(table(2), title="Index")
    assert matplotlib.rcParams == before
    with matplotlib.rc_context({"font.size": 25, "font.family": "serif", "axes.facecolor": "black"}):
        loud = index_chart(table(2), title="Index")
    assert figure_data(plain) == figure_data(loud)
    assert loud.get_facecolor() == plain.get_facecolor()
    assert loud.get_yticklabels()[0].get_fontsize() == plain.get_yticklabels()[0].get_fontsize()


@pytest.mark.parametrize(
    ("frame", "options", "message"),
    [
        (
            table().rename(columns={"conf_low": "conf_lo"}),
            {},
            "no column 'conf_low'. Did you mean 'conf_lo'?",
        ),
        (table().iloc[:0], {}, "no rows"),
        (
            table(2),
            {"group": "hotels"},
            "no level 'hotels'. Did you mean 'hotel'? Its levels: hotel, construct",
        ),
        (pd.concat([table(), table()]), {}, "more than once"),
        (pd.concat({"2024": table(2)}), {}, "3 levels"),
        (table(), {"lang": "fr"}, "lang='fr'"),
    ],
)
def test_refuses_what_cannot_be_drawn(frame: pd.DataFrame, options: dict, message: str) -> None:
    with pytest.raises(SpecificationError, match=re.escape(message)):
        interval_chart(frame, **options)


def test_loadings_need_their_columns() -> None:
    with pytest.raises(SpecificationError, match="no column 'item'"):
        loadings_chart(table().assign(construct="Value"))
