"""Drawing into given axes: everything stays in its own place, whatever else the figure shows."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse

from csmodels.plots import index_chart, interval_chart, loadings_chart, path_diagram
from csmodels.plots.style import save_figure
from csmodels.tables.strings import term

CONSTRUCTS = ["Expectations", "Quality", "Value", "Satisfaction", "Complaints", "Loyalty"]
LAYOUTS = [None, "constrained", "tight"]
WORDING = {
    "en": "Overall, how satisfied are you with the cleanliness of your room, item {}",
    "zh": "总体而言，您对本酒店客房及卫生间清洁程度的满意程度如何？（第{}题）",
}


@pytest.fixture(autouse=True)
def _figures() -> Iterator[None]:
    matplotlib.use("Agg")
    yield
    pyplot.close("all")


def indices(groups: int = 0) -> pd.DataFrame:
    index = pd.Index(CONSTRUCTS, name="construct")
    if groups:
        hotels = [f"Hotel {letter}" for letter in "ABCDEFGH"[:groups]]
        index = pd.MultiIndex.from_product([hotels, CONSTRUCTS], names=["hotel", "construct"])
    estimate = np.linspace(55, 85, len(index))
    return pd.DataFrame(
        {"estimate": estimate, "conf_low": estimate - 2, "conf_high": estimate + 1.5}, index=index
    )


def loadings(lang: str) -> pd.DataFrame:
    estimate = np.linspace(0.5, 0.9, 8)
    return pd.DataFrame(
        {
            "construct": np.repeat(["Quality", "Satisfaction"], 4),
            "item": [WORDING[lang].format(i) for i in range(8)],
            "estimate": estimate,
            "conf_low": estimate - 0.1,
            "conf_high": estimate + 0.05,
        }
    )


def model(lang: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    nodes = pd.DataFrame({"label": [term(name, lang) for name in CONSTRUCTS]}, index=CONSTRUCTS)
    edges = pd.DataFrame({"source": CONSTRUCTS[:-1], "target": CONSTRUCTS[1:]})
    edges["estimate"] = [0.5, 0.4, 0.6, -0.4, -0.3]
    return nodes, edges


def words(ax: Axes) -> list:
    """All visible words of an axes."""
    found = [ax.title]
    if ax.axison:
        found += [ax.xaxis.label, *ax.get_yticklabels(), *ax.get_yticklabels(minor=True)]
        low, high = ax.get_xlim()
        found += [tick.label1 for tick in ax.xaxis.get_major_ticks() if low <= tick.get_loc() <= high]
    found += ax.texts
    if ax.get_legend():
        found += ax.get_legend().get_texts()
    return [one for one in found if one.get_text()]


def collisions(figure: Figure) -> list[tuple[str, str]]:
    """Words that lie on each other or on another axes, and words that the figure's edge cuts."""
    figure.draw_without_rendering()
    boxes = [(ax, one.get_text(), one.get_window_extent()) for ax in figure.axes for one in words(ax)]
    found = []
    for (_, one, a), (_, two, b) in itertools.combinations(boxes, 2):
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 0 and min(a.y1, b.y1) - max(a.y0, b.y0) > 3:
            found.append((one, two))
    for home, one, box in boxes:
        if box.x0 < 0 or box.y0 < 0 or box.x1 > figure.bbox.x1 or box.y1 > figure.bbox.y1:
            found.append((one, "edge"))
        for other in figure.axes:
            place = other.get_window_extent()
            across = min(box.x1, place.x1) - max(box.x0, place.x0) > 0
            if other is not home and across and min(box.y1, place.y1) - max(box.y0, place.y0) > 0:
                found.append((one, "axes"))
    return found


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("width", [6.4, 11])
def test_two_charts_side_by_side(width: float, layout: str | None, lang: str) -> None:
    figure, axes = pyplot.subplots(1, 2, figsize=(width, 4.8), layout=layout)
    index_chart(indices(2), ax=axes[0], lang=lang, title="Index", conf_level=0.95)
    loadings_chart(loadings(lang), ax=axes[1], lang=lang, title="Loadings", conf_level=0.95)
    assert collisions(figure) == []
    assert [len(ax.texts) for ax in axes] == [12, 8]
    assert min(ax.get_window_extent().width for ax in axes) > 50


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_path_diagram_beside_a_chart(layout: str | None, lang: str) -> None:
    figure, axes = pyplot.subplots(1, 2, figsize=(10, 4), layout=layout)
    ax = path_diagram(*model(lang), ax=axes[0], lang=lang, title="Paths")
    loadings_chart(loadings(lang), ax=axes[1], lang=lang, title="Loadings", conf_level=0.95)
    assert collisions(figure) == []
    assert_note_is_below(ax)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_charts_on_a_grid_under_one_title(layout: str | None) -> None:
    figure, axes = pyplot.subplots(2, 2, figsize=(9, 8), layout=layout)
    figure.suptitle("All hotels")
    index_chart(indices(3), ax=axes[0, 0], title="A title of this chart that is rather long", conf_level=0.9)
    interval_chart(indices(), ax=axes[0, 1], values=True, title="Two")
    loadings_chart(loadings("en"), ax=axes[1, 0], title="Three")
    path_diagram(*model("en"), ax=axes[1, 1], title="Four")
    assert collisions(figure) == []


def test_one_chart_uses_the_margins_of_its_figure() -> None:
    figure, ax = pyplot.subplots()
    index_chart(indices(), ax=ax, title="Index")
    given = ax.get_position(original=True)
    assert collisions(figure) == []
    assert ax.get_position().y0 == pytest.approx(given.y0)
    assert ax.get_position().width > 0.75 * given.width


def test_the_place_is_kept_when_the_figure_changes() -> None:
    figure, axes = pyplot.subplots(1, 2, figsize=(9, 4))
    for ax in axes:
        index_chart(indices(), ax=ax)
    figure.subplots_adjust(wspace=0.05)
    figure.set_size_inches(8, 4)
    assert collisions(figure) == []
    figure.tight_layout()
    assert collisions(figure) == []


def test_drawing_again_takes_no_more_room() -> None:
    figure, axes = pyplot.subplots(1, 2, figsize=(9, 4))
    places = []
    for _ in range(2):
        axes[0].clear()
        index_chart(indices(), ax=axes[0])
        figure.draw_without_rendering()
        places.append(axes[0].get_position().bounds)
    assert places[0] == pytest.approx(places[1])


def test_an_inset_keeps_to_its_parent() -> None:
    figure, parent = pyplot.subplots(figsize=(9, 6))
    inset = parent.inset_axes((0.3, 0.3, 0.6, 0.5))
    offered = inset.get_window_extent().frozen()
    index_chart(indices(), ax=inset)
    figure.draw_without_rendering()
    boxes = [one.get_window_extent() for one in inset.texts + inset.get_yticklabels()]
    assert all(box.x0 >= offered.x0 and box.x1 <= offered.x1 for box in boxes)


def test_less_is_written_where_there_is_less_room() -> None:
    shown = []
    for inches in (7.0, 2.3, 1.7):
        _, ax = pyplot.subplots(figsize=(inches, 4))
        shown.append([one.get_text() for one in index_chart(indices(), ax=ax).texts][:1])
    assert shown == [["55.0 [53.0, 56.5]"], ["55.0"], []]


def test_low_places_cut_long_wordings() -> None:
    figure, ax = pyplot.subplots(figsize=(4, 2.6))
    loadings_chart(loadings("en"), ax=ax)
    details = [label.get_text() for label in ax.get_yticklabels(minor=True)]
    assert all(label.endswith("…") for label in details)
    assert collisions(figure) == []


def assert_note_is_below(ax: Axes) -> None:
    ax.figure.draw_without_rendering()
    note = ax.texts[-1].get_window_extent()
    lowest = min(patch.get_window_extent().y0 for patch in ax.patches if isinstance(patch, Ellipse))
    assert note.y1 <= lowest
    assert ax.texts[-1].get_fontsize() > 3.9


@pytest.mark.parametrize("size", [(3, 3), (4, 1.5), (12, 9)])
def test_the_note_is_below_the_constructs_at_any_size(size: tuple[float, float]) -> None:
    nodes, edges = model("en")
    edges = edges.assign(conf_low=-1.0, conf_high=1.0, p_value=0.02)
    figure, ax = pyplot.subplots(figsize=size)
    path_diagram(nodes, edges, ax=ax, stars=True)
    assert_note_is_below(ax)
    figure.set_size_inches(size[0] / 1.5, size[1])
    assert_note_is_below(ax)


def test_words_of_a_diagram_follow_a_change_of_size() -> None:
    figure, ax = pyplot.subplots(figsize=(8, 8))
    path_diagram(*model("en"), ax=ax)
    before, line = ax.texts[0].get_fontsize(), ax.patches[0].get_linewidth()
    figure.set_size_inches(4, 8)
    figure.draw_without_rendering()
    assert ax.texts[0].get_fontsize() == pytest.approx(before / 2)
    assert ax.patches[0].get_linewidth() == pytest.approx(line / 2)


def test_saving_crops_nothing(tmp_path) -> None:
    figure, axes = pyplot.subplots(1, 2, figsize=(9, 4))
    index_chart(indices(), ax=axes[0])
    path_diagram(*model("zh"), ax=axes[1], lang="zh")
    assert save_figure(figure, tmp_path / "both.png", dpi=60).stat().st_size > 5000
