"""Bars of weights."""

from __future__ import annotations

import pandas as pd
import pytest

from csmodels.errors import SpecificationError
from csmodels.plots.families import weights_chart
from csmodels.tables.strings import CATALOGUE


@pytest.fixture
def table() -> pd.DataFrame:
    weights = {"null": 0.001, "RR": 0.2, "SRSQD": 0.74, "absdiff": None, "my theory": 0.059}
    return pd.DataFrame({"weight": pd.Series(weights, dtype=float)})


@pytest.fixture(autouse=True)
def _close():
    yield
    from matplotlib import pyplot

    pyplot.close("all")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_bars_and_names(table, lang):
    ax = weights_chart(table, lang=lang, title="T")
    assert [bar.get_width() for bar in ax.patches] == [0.74, 0.2, 0.059]
    words = [label.get_text() for label in ax.get_yticklabels()]
    assert words[0].startswith("SRSQD")
    assert CATALOGUE["label.family_SRSQD"][lang] in words[0]
    assert words[2] == "my theory"
    assert [t.get_text() for t in ax.texts] == ["0.74", "0.20", "0.06"]
    # the largest on top
    low, high = ax.get_ylim()
    assert low > high


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("given", [False, True])
def test_all_words_lie_in_the_figure(table, lang, given):
    from matplotlib import pyplot

    ax = weights_chart(table, lang=lang, title="T", ax=pyplot.subplots(2, 2)[1][0, 1] if given else None)
    figure = ax.get_figure()
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()
    for words in (*ax.get_yticklabels(), *ax.texts, ax.title, ax.xaxis.label):
        box = words.get_window_extent(renderer)
        assert box.x0 >= 0
        assert box.x1 <= figure.bbox.width
        assert box.y0 >= 0
        assert box.y1 <= figure.bbox.height


def test_a_bar_of_nearly_all_does_not_say_all(table):
    ax = weights_chart(pd.DataFrame({"weight": [0.9999, 0.0001]}, index=["RR", "null"]))
    assert [t.get_text() for t in ax.texts] == [">\N{NO-BREAK SPACE}0.99"]
    assert [t.get_text() for t in weights_chart(pd.DataFrame({"weight": [1.0]}, index=["RR"])).texts] == [
        "1.00"
    ]


def test_what_cannot_be_drawn(table):
    with pytest.raises(SpecificationError, match="no column 'weight'"):
        weights_chart(table.rename(columns={"weight": "w"}))
    with pytest.raises(SpecificationError, match="several groups"):
        weights_chart(pd.concat({"a": table, "b": table}))
    with pytest.raises(SpecificationError, match="nothing to draw"):
        weights_chart(table.loc[["absdiff"]])
