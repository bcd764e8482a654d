"""Printed analyses in both languages, and maps whose words keep clear of each other."""

from __future__ import annotations

import itertools
from functools import cache

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot

from csmodels.errors import SpecificationError
from csmodels.survey.item_map import Attribute, ItemMap
from csmodels.three_factor.matrix import ImportancePerformance

WORDS = {
    "en": ["Cleanliness of the room", "Quick check-in", "Quiet at night", "Friendly staff", "Good breakfast"],
    "zh": ["房间的清洁程度", "快速办理入住", "夜间安静", "员工友好", "早餐质量好"],
}


@pytest.fixture(autouse=True)
def _figures():
    matplotlib.use("Agg")
    yield
    pyplot.close("all")


@cache
def fitted(k, **options):
    rng = np.random.default_rng(k)
    n, common = 150, rng.normal(size=(150, 1))
    columns = {}
    for kind, middle, spread in (("i", 5.2, 0.8), ("p", 4.6, 0.4)):
        raw = rng.normal(middle, spread, k) + 0.6 * common + rng.normal(size=(n, k))
        columns |= {f"{kind}{j}": x for j, x in enumerate(np.clip(np.rint(raw), 1, 7).T)}
    y = sum(columns[f"p{j}"] for j in range(k)) / k + rng.normal(size=n)
    attributes = tuple(
        Attribute(
            f"a{j}",
            {"importance": f"i{j}", "performance": f"p{j}"},
            labels={lang: f"{words[j % 5]} {j // 5 + 1}" for lang, words in WORDS.items()},
        )
        for j in range(k)
    )
    model = ImportancePerformance(performance=ItemMap(attributes), overall="y", scale=(1, 7), **options)
    hotel = np.repeat(["East", "West"], n // 2)
    return model.fit(pd.DataFrame({**columns, "y": y, "hotel": hotel}), n_boot=60, by=None)


def asymmetry(result):
    ia = np.random.default_rng(1).uniform(-0.8, 0.8, len(result.model.items))
    index = list(result.model.items.names)
    return pd.DataFrame({"ia": ia, "ia_low": ia - 0.1, "ia_high": ia + 0.1}, index=index)


@pytest.fixture(scope="module", params=[8, 24])
def result(request):
    return fitted(request.param)


def words_of(ax):
    found = [ax.title, ax.xaxis.label, ax.yaxis.label, *ax.texts]
    for axis, (low, high) in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
        found += [tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
    if ax.get_legend():
        found += ax.get_legend().get_texts()
    return [each for each in found if each.get_text()]


def collisions(figure):
    """Words that lie on each other, and words that the figure's edge cuts."""
    figure.draw_without_rendering()
    boxes = []
    for ax in figure.axes:
        for each in words_of(ax):
            # of an annotation the words alone: its line may run anywhere
            boxes.append((each.get_text(), matplotlib.text.Text.get_window_extent(each)))
    found = []
    for (one, a), (two, b) in itertools.combinations(boxes, 2):
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 3:
            found.append((one, two))
    edge = figure.bbox
    for word, box in boxes:
        if min(box.x0, box.y0) < -1 or box.x1 > edge.x1 + 1 or box.y1 > edge.y1 + 1:
            found.append((word, "edge"))
    return found


def assert_readable(ax, result, lang):
    assert collisions(ax.figure) == []
    # every attribute has its name, on the map or beside its number
    written = "".join(each.get_text() for each in ax.texts).replace("\n", "").replace(" ", "")
    for name in result.model.items.names:
        assert result.attribute_label(name, lang).replace(" ", "") in written


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_maps_keep_words_apart(result, lang):
    ax = result.plot_map(crosshair=["mean", "median", "midpoint"], lang=lang, title="Hotel")
    assert_readable(ax, result, lang)
    assert_readable(result.asymmetric(asymmetry(result)).plot(lang=lang), result, lang)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_other_maps_keep_words_apart(lang):
    result = fitted(12)
    classes = pd.DataFrame({"class": ["basic", "excitement"] * 6}, list(result.model.items.names))
    assert_readable(result.three_factor(classes).plot(lang=lang), result, lang)
    assert_readable(result.importance_grid().plot(lang=lang), result, lang)


@pytest.mark.parametrize(("layout", "lang"), [(None, "en"), ("constrained", "zh")])
def test_two_maps_side_by_side(layout, lang):
    result = fitted(8)
    figure, axes = pyplot.subplots(1, 2, figsize=(10, 5), layout=layout)
    result.plot_map(ax=axes[0], lang=lang)
    result.asymmetric(asymmetry(result)).plot(ax=axes[1], lang=lang)
    assert collisions(figure) == []


def test_maps_show_the_tables():
    result = fitted(8)
    positions = result.positions
    ax = result.plot_map()
    points = [line for line in ax.lines if line.get_label() == "_attribute"]
    drawn = np.array([[line.get_xdata()[0], line.get_ydata()[0]] for line in points])
    np.testing.assert_allclose(drawn, positions[["performance", "importance"]])
    hollow = [line.get_markerfacecolor() == "white" for line in points]
    assert hollow == positions["moves"].tolist()
    at = [line.get_xdata()[0] for line in ax.lines if line.get_label() == "_line"]
    assert result.crosshairs.loc["mean", "performance"] in at
    bars = [line for line in ax.lines if line.get_label() == "_limits"]
    assert len(bars) == 16
    assert not [k for k in result.plot_map(intervals=False).lines if k.get_label() == "_limits"]


def test_maps_that_cannot_be():
    derived = fitted(8, importance="derived", method="correlation")
    with pytest.raises(SpecificationError, match="diagonal"):
        derived.plot_map(diagonal=True)
    with pytest.raises(SpecificationError, match="no midpoint"):
        derived.plot_map(crosshair="midpoint")
    with pytest.raises(SpecificationError, match="crosshair"):
        derived.plot_map(crosshair="modes")
    with pytest.raises(SpecificationError, match="without by="):
        derived.plot_map(group="East")


def test_classes_look_as_in_every_other_picture():
    from matplotlib.colors import to_hex

    from csmodels.plots.three_look import class_point

    result = fitted(8)
    kinds = ["basic", "performance", "excitement", "unimportant"]
    classes = pd.DataFrame({"class": kinds * 2}, list(result.model.items.names))
    ax = result.three_factor(classes).plot()
    points = [line for line in ax.lines if line.get_label() == "_attribute"]
    for line, name in zip(points, kinds * 2, strict=True):
        look = class_point(name, False, 6.5)
        assert to_hex(line.get_color()) == to_hex(look["color"])
        assert line.get_marker() == look["marker"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_without_resamples_heads_name_no_limits(lang):
    rng = np.random.default_rng(5)
    columns = {f"{kind}{j}": rng.integers(1, 8, 80) for kind in "ip" for j in range(4)}
    names = [[f"{kind}{j}" for j in range(4)] for kind in "ip"]
    frame = pd.DataFrame({**columns, "y": rng.integers(1, 8, 80)})
    model = ImportancePerformance(*names, overall="y", scale=(1, 7))
    bare, drawn = (model.fit(frame, n_boot=n_boot) for n_boot in (0, 40))
    limits = "[95 % CI]" if lang == "en" else "[95 % 区间]"
    percentile = "percentile" if lang == "en" else "百分位"
    assert limits not in bare.to_html(lang)
    assert percentile not in bare.to_text(lang)
    assert limits in drawn.to_html(lang)
    assert percentile in drawn.to_text(lang)
    classes = pd.DataFrame({"class": ["basic"] * 4}, names[1])
    cells = bare.three_factor(classes).to_html(lang)
    assert limits not in cells
    # the note alone, which says why there is no such column
    assert cells.count("What it means" if lang == "en" else "含义") == 1
    # a gap has its limits once, beside its test
    heads = drawn.to_html(lang)
    assert (f"Gap {limits}" if lang == "en" else f"差距 {limits}") not in heads


def test_documents_in_both_languages(tmp_path):
    result = fitted(8)
    english, chinese = result.to_text("en"), result.to_text("zh")
    for words in ("Concentrate here", "mean of the attributes", "p (Holm)", "Stated against derived"):
        assert words in english
    for words in ("重点改进", "各属性中位数", "房间的清洁程度 1", "陈述重要性与推导重要性"):
        assert words in chinese
    for key in ("matrix_", "concentrate", "partial_log", "p_holm", "crosshair", "rank_correlation"):
        assert key not in chinese
    result.to_excel(tmp_path / "map.xlsx")
    assert "\\toprule" in result.to_latex()
    every = [
        result.asymmetric(asymmetry(result)),
        result.three_factor(pd.DataFrame({"class": ["basic"] * 8}, list(result.model.items.names))),
        result.importance_grid("partial"),
    ]
    for cells in every:
        for lang in ("en", "zh"):
            document = cells.to_text(lang)
            assert "matrix_" not in document
        assert "LB" not in every[2].to_text()
