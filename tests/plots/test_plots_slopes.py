"""The plot of slopes: its lines, bands, words, and its place."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure

from csmodels.errors import SpecificationError
from csmodels.plots.slopes import slopes_chart


@pytest.fixture(autouse=True)
def _figures() -> Iterator[None]:
    matplotlib.use("Agg")
    yield
    pyplot.close("all")


def lines(levels=(-1.0, 0.0, 1.0)) -> pd.DataFrame:
    grid = np.linspace(-2, 2, 9)
    index = pd.MultiIndex.from_product([levels, grid], names=["moderator", "predictor"])
    estimate = np.concatenate([(0.5 - 0.2 * level) * grid for level in levels])
    half = 0.1 + 0.1 * np.tile(np.abs(grid), len(levels))
    return pd.DataFrame(
        {"estimate": estimate, "conf_low": estimate - half, "conf_high": estimate + half}, index=index
    )


NAMES = {"outcome": "Satisfaction", "predictor": "Quality", "moderator": "Image"}


def test_what_is_drawn():
    frame = lines()
    ax = slopes_chart(frame, **NAMES, conf_level=0.9, title="Who gains?")
    assert ax.get_title() == "Who gains?"
    assert ax.get_xlabel() == "Quality (standardised score)"
    for level, line in zip((-1.0, 0.0, 1.0), ax.get_lines(), strict=True):
        np.testing.assert_array_equal(line.get_xdata(), frame.loc[level].index)
        np.testing.assert_array_equal(line.get_ydata(), frame.loc[level, "estimate"])
    for level, band in zip((-1.0, 0.0, 1.0), ax.collections, strict=True):
        corners = band.get_paths()[0].vertices
        assert corners[:, 1].min() == frame.loc[level, "conf_low"].min()
        assert corners[:, 1].max() == frame.loc[level, "conf_high"].max()
    words = [entry.get_text() for entry in ax.get_legend().get_texts()]
    assert words == [
        "Image 1 SD below its mean",
        "Image at its mean",
        "Image 1 SD above its mean",
        "Bands: 90 % intervals",
    ]
    # told apart without colours
    assert len({str(line.get_linestyle()) for line in ax.get_lines()}) > 1


def test_chinese():
    ax = slopes_chart(lines((0.5,)), **NAMES, lang="zh")
    assert ax.get_ylabel() == "顾客满意度（标准化得分）"
    assert [entry.get_text() for entry in ax.get_legend().get_texts()] == ["品牌形象：均值＋0.5 个标准差"]


def test_without_limits_or_moderator():
    frame = lines((0.0,)).assign(conf_low=np.nan, conf_high=np.nan)
    ax = slopes_chart(frame, outcome="Satisfaction", predictor="Quality", conf_level=0.95)
    assert len(ax.collections) == 0
    assert ax.get_legend() is None


@pytest.mark.parametrize("layout", [None, "constrained", "tight"])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", [(9, 6), (5, 4)])
def test_in_a_given_place_words_stay_inside(layout, lang, size):
    figure = Figure(figsize=size, layout=layout)
    for ax in figure.subplots(2, 2).ravel():
        slopes_chart(lines(), **NAMES, conf_level=0.95, lang=lang, ax=ax, title="Slopes by image 斜率")
    figure.draw_without_rendering()
    width, height = figure.bbox.width, figure.bbox.height
    boxes = [ax.get_tightbbox() for ax in figure.get_axes()]
    for box in boxes:
        assert box.x0 >= -0.5
        assert box.y0 >= -0.5
        assert box.x1 <= width + 0.5
        assert box.y1 <= height + 0.5
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            apart = one.x1 <= other.x0 + 1 or other.x1 <= one.x0 + 1
            assert apart or one.y1 <= other.y0 + 1 or other.y1 <= one.y0 + 1


def test_refused():
    with pytest.raises(SpecificationError, match="two index levels"):
        slopes_chart(lines().droplevel(0), **NAMES)
    with pytest.raises(SpecificationError, match="two index levels"):
        slopes_chart(lines().iloc[:0], **NAMES)
    with pytest.raises(SpecificationError, match="no column 'conf_high'"):
        slopes_chart(lines().drop(columns="conf_high"), **NAMES)
