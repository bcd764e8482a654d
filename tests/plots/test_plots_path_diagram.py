"""Path diagrams: nothing overlaps, everything is said, whatever the model looks like."""

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
from matplotlib.patches import Ellipse, PathPatch, Polygon
from matplotlib.text import Text

from csmodels.errors import SpecificationError
from csmodels.plots import path_diagram
from csmodels.plots.layout import automatic_layout
from csmodels.tables.strings import term
from csmodels.testing import figure_data

PATHS = {
    "ACSI": {
        "Quality": ["Expectations"],
        "Value": ["Expectations", "Quality"],
        "Satisfaction": ["Expectations", "Quality", "Value"],
        "Complaints": ["Satisfaction"],
        "Loyalty": ["Satisfaction", "Complaints"],
    },
    "ECSI-mobile": {
        "Expectations": ["Image"],
        "Quality": ["Expectations"],
        "Value": ["Expectations", "Quality"],
        "Satisfaction": ["Image", "Expectations", "Quality", "Value"],
        "Complaints": ["Satisfaction"],
        "Loyalty": ["Image", "Satisfaction", "Complaints"],
    },
    "ECSI": {
        "Expectations": ["Image"],
        "ProductQuality": ["Expectations"],
        "ServiceQuality": ["Expectations"],
        "Value": ["Expectations", "ProductQuality", "ServiceQuality"],
        "Satisfaction": ["Image", "Expectations", "ProductQuality", "ServiceQuality", "Value"],
        "Loyalty": ["Image", "Satisfaction"],
    },
}
LAYOUTS: dict[str, dict[str, tuple[float, float]]] = {
    "ACSI": {
        "Expectations": (0, 0), "Quality": (0, 2), "Value": (1, 1), "Satisfaction": (2, 1),
        "Complaints": (3, 2), "Loyalty": (3, 0),
    },
    "ECSI-mobile": {
        "Image": (0, 3), "Expectations": (0, 1.6), "Quality": (1.2, -0.6), "Value": (1.3, 1),
        "Satisfaction": (2.5, 1.8), "Complaints": (3.7, 0.8), "Loyalty": (3.7, 3),
    },
    "ECSI": {
        "Image": (0, 3), "Expectations": (0, 1.6), "ProductQuality": (0.7, -1), "ServiceQuality": (1.5, 1.2),
        "Value": (1.1, 0.1), "Satisfaction": (3, 1.7), "Loyalty": (3, 3),
    },
}  # fmt: skip
SIZES = {"ACSI": (6, 9), "ECSI-mobile": (7, 12), "ECSI": (7, 13)}


@pytest.fixture(autouse=True)
def _figures() -> Iterator[None]:
    matplotlib.use("Agg")
    yield
    pyplot.close("all")


def tables(model: str, lang: str = "en", index: bool = False) -> tuple[pd.DataFrame, pd.DataFrame]:
    structure = PATHS[model]
    names = list(dict.fromkeys([*itertools.chain(*structure.values()), *structure]))
    rng = np.random.default_rng(0)
    nodes = pd.DataFrame(
        {
            "label": [term(name, lang) for name in names],
            "r_squared": [0.52 if name in structure else np.nan for name in names],
        },
        index=names,
    )
    if index:
        nodes["index"] = 72.46
    pairs = [(source, target) for target, sources in structure.items() for source in sources]
    edges = pd.DataFrame(pairs, columns=["source", "target"])
    edges["estimate"] = np.where(edges["target"] == "Complaints", -0.42, rng.uniform(0.03, 0.9, len(edges)))
    edges["conf_low"], edges["conf_high"] = edges["estimate"] - 0.1, edges["estimate"] + 0.1
    return nodes, edges


def ellipses(ax: Axes) -> list[Ellipse]:
    return [patch for patch in ax.patches if isinstance(patch, Ellipse)]


def arrows(ax: Axes) -> list[PathPatch]:
    return [patch for patch in ax.patches if isinstance(patch, PathPatch)]


def heads(ax: Axes) -> list[Polygon]:
    return [patch for patch in ax.patches if isinstance(patch, Polygon)]


def coefficients(ax: Axes) -> list[Text]:
    return [words for words in ax.texts if re.match(r"[−\[\d]", words.get_text())]


def along(arrow: PathPatch, n: int = 200) -> np.ndarray:
    """Points on a drawn arrow, from its corners: two for a straight line, three for a quadratic curve."""
    corners = arrow.get_path().vertices
    t = np.linspace(0, 1, n)[:, None]
    if len(corners) == 2:
        return (1 - t) * corners[0] + t * corners[1]
    return (1 - t) ** 2 * corners[0] + 2 * t * (1 - t) * corners[1] + t**2 * corners[2]


def box(ax: Axes, words: Text) -> np.ndarray:
    """The letters' box as [[left, low], [right, high]], in data units, measured by the renderer."""
    return ax.transData.inverted().transform(words.get_window_extent().get_points())


def inside(ellipse: Ellipse, points: np.ndarray) -> np.ndarray:
    x, y = ellipse.get_center()
    return ((points[:, 0] - x) / (ellipse.width / 2)) ** 2 + (
        (points[:, 1] - y) / (ellipse.height / 2)
    ) ** 2 < 1


def rim(corners: np.ndarray) -> np.ndarray:
    (left, low), (right, high) = corners
    x, y = np.linspace(left, right, 9), np.linspace(low, high, 5)
    return np.array(list(itertools.product(x, y)))


def meets(points: np.ndarray, corners: np.ndarray) -> bool:
    return bool(((points > corners[0]) & (points < corners[1])).all(axis=1).any())


def flaws(ax: Axes) -> list[str]:
    """Everything a reader would complain about, found from what is drawn."""
    ax.figure.draw_without_rendering()
    found = []
    labels = coefficients(ax)
    boxes = [box(ax, words) for words in labels]
    for arrow in arrows(ax):
        for ellipse in ellipses(ax):
            if inside(ellipse, along(arrow)).any():
                found.append(f"arrow {arrow.get_label()} runs into {ellipse.get_label()}")
    for words, corners in zip(labels, boxes, strict=True):
        for ellipse in ellipses(ax):
            if inside(ellipse, rim(corners)).any():
                found.append(f"{words.get_text()} lies on {ellipse.get_label()}")
        for head in heads(ax):
            if meets(np.array(head.get_xy()), corners):
                found.append(f"{words.get_text()} covers an arrow's head")
        behind = [arrow.get_label() for arrow in arrows(ax) if meets(along(arrow), corners)]
        if len(behind) > 1:
            found.append(f"{words.get_text()} lies on {behind}")
    for (one, a), (two, b) in itertools.combinations(zip(labels, boxes, strict=True), 2):
        if (a[0] < b[1]).all() and (b[0] < a[1]).all():
            found.append(f"{one.get_text()} and {two.get_text()} overlap")
    for one, two in itertools.combinations(ellipses(ax), 2):
        gap = np.array(one.get_center()) - np.array(two.get_center())
        if np.hypot(gap[0] / one.width, gap[1] / one.height) < 1:
            found.append(f"{one.get_label()} and {two.get_label()} overlap")
    for words in ax.texts:
        corners = box(ax, words)
        low, high = np.array([ax.get_xlim(), ax.get_ylim()]).T
        if (corners[0] < low).any() or (corners[1] > high).any():
            found.append(f"{words.get_text()} is cut off")
        home = [e for e in ellipses(ax) if inside(e, np.array([words.get_position()])).any()]
        # The corners of a line's box are empty paper: the letters must be inside.
        shrunk = corners + (corners[1] - corners[0]) * np.array([[0.02, 0.12], [-0.02, -0.12]])
        if home and not inside(home[0], rim(shrunk)).all():
            found.append(f"{words.get_text()!r} sticks out of its construct")
    return found


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("placed", [True, False], ids=["published", "automatic"])
@pytest.mark.parametrize("model", list(PATHS))
def test_nothing_overlaps(model: str, placed: bool, lang: str) -> None:
    nodes, edges = tables(model, lang, index=lang == "zh")
    ax = path_diagram(nodes, edges, layout=LAYOUTS[model] if placed else None, lang=lang)
    assert (len(ellipses(ax)), len(arrows(ax))) == SIZES[model]
    assert len(coefficients(ax)) == SIZES[model][1]
    assert flaws(ax) == []


@pytest.mark.parametrize("model", list(PATHS))
def test_published_layouts_need_no_bent_arrows(model: str) -> None:
    ax = path_diagram(*tables(model), layout=LAYOUTS[model])
    assert [arrow.get_label() for arrow in arrows(ax) if len(arrow.get_path().vertices) > 2] == []


@pytest.mark.parametrize("model", list(PATHS))
def test_nothing_overlaps_with_intervals_and_stars(model: str) -> None:
    nodes, edges = tables(model, index=True)
    ax = path_diagram(nodes, edges.assign(p_value=0.0001), layout=LAYOUTS[model], intervals=True, stars=True)
    assert len(coefficients(ax)) == 2 * SIZES[model][1]
    assert flaws(ax) == []


@pytest.mark.parametrize("seed", range(8))
def test_any_model_of_ordinary_size_can_be_read(seed: int) -> None:
    rng = np.random.default_rng([20, seed])
    n = int(rng.integers(3, 9))
    pairs = list(itertools.combinations(range(n), 2))
    chosen = rng.choice(len(pairs), size=min(len(pairs), int(rng.integers(n - 1, 15))), replace=False)
    names = [f"Construct {i}" for i in range(n)]
    edges = pd.DataFrame(
        [(names[pairs[k][0]], names[pairs[k][1]], rng.uniform(-1, 1)) for k in chosen],
        columns=["source", "target", "estimate"],
    )
    assert flaws(path_diagram(pd.DataFrame(index=names), edges)) == []


def test_constructs_in_a_row_get_arcs() -> None:
    """An arrow past a construct that stands exactly between its ends must bend around it."""
    edges = pd.DataFrame({"source": ["A", "B", "A"], "target": ["B", "C", "C"], "estimate": [0.3, 0.4, 0.5]})
    ax = path_diagram(pd.DataFrame(index=list("ABC")), edges, layout={"A": (0, 0), "B": (1, 0), "C": (2, 0)})
    bent = [arrow.get_label() for arrow in arrows(ax) if len(arrow.get_path().vertices) == 3]
    assert bent == ["A → C"]
    assert flaws(ax) == []


def test_paths_in_both_directions_are_two_arrows() -> None:
    edges = pd.DataFrame({"source": ["A", "B"], "target": ["B", "A"], "estimate": [0.3, 0.4]})
    ax = path_diagram(pd.DataFrame(index=["A", "B"]), edges)
    assert len(arrows(ax)) == 2
    assert flaws(ax) == []


def test_long_labels_are_broken_and_fit() -> None:
    long = {
        "Q": "顾客对酒店客房与公共区域服务质量的总体感知",
        "S": "Overall satisfaction with the most recent stay",
    }
    nodes = pd.DataFrame({"label": long, "r_squared": {"Q": np.nan, "S": 0.5}})
    edges = pd.DataFrame({"source": ["Q"], "target": ["S"], "estimate": [0.7]})
    ax = path_diagram(nodes, edges, title="一个很长的标题：顾客满意度模型在经济型连锁酒店中的应用")
    assert flaws(ax) == []
    assert "\n" in ax.texts[0].get_text()
    title = ax.title.get_window_extent()
    assert title.x0 >= 0
    assert title.x1 <= ax.figure.bbox.x1
    assert title.y1 <= ax.figure.bbox.y1


def test_signs_and_weak_paths_can_be_told_apart_without_colour() -> None:
    edges = pd.DataFrame(
        {
            "source": ["A", "A", "B"],
            "target": ["B", "C", "C"],
            "estimate": [0.6, -0.42, 0.05],
            "conf_low": [0.5, -0.5, -0.02],
            "conf_high": [0.7, -0.3, 0.12],
        }
    )
    ax = path_diagram(pd.DataFrame(index=list("ABC")), edges, color=False)
    positive, negative, weak = arrows(ax)
    assert positive.get_linestyle() == weak.get_linestyle() == "solid"
    assert negative.get_linestyle() != "solid"
    assert positive.get_linewidth() > negative.get_linewidth() > 1 > weak.get_linewidth()
    shades = [matplotlib.colors.to_rgb(arrow.get_edgecolor()) for arrow in (positive, negative, weak)]
    assert all(red == green == blue for red, green, blue in shades)
    assert shades[2][0] > 0.4 > shades[0][0] == shades[1][0]
    assert [words.get_text() for words in coefficients(ax)] == ["0.60", "−0.42", "0.05"]
    assert ax.texts[-1].get_text() == "dashed: negative; grey: interval contains 0"


def test_without_intervals_the_p_value_decides_what_is_weak() -> None:
    edges = pd.DataFrame({"source": ["A"], "target": ["B"], "estimate": [0.1], "p_value": [0.2]})
    nodes = pd.DataFrame(index=["A", "B"])
    assert arrows(path_diagram(nodes, edges))[0].get_linewidth() < 1
    assert arrows(path_diagram(nodes, edges.assign(p_value=0.01)))[0].get_linewidth() > 1
    assert arrows(path_diagram(nodes, edges.drop(columns="p_value")))[0].get_linewidth() > 1


def test_words_in_the_constructs() -> None:
    nodes = pd.DataFrame(
        {"label": ["质量", "满意度"], "r_squared": [np.nan, 0.5249], "index": [np.nan, 72.46]}
    )
    nodes.index = ["Q", "S"]
    edges = pd.DataFrame({"source": ["Q"], "target": ["S"], "estimate": [np.nan]})
    ax = path_diagram(nodes, edges, lang="zh", decimals=3)
    assert [words.get_text() for words in ax.texts] == ["质量", "满意度", "指数 72.5\nR² = 0.525", "–"]


def test_stars_and_a_coefficient_that_rounds_to_zero() -> None:
    edges = pd.DataFrame(
        {"source": ["A", "A"], "target": ["B", "C"], "estimate": [0.5, -0.001], "p_value": [0.004, 0.03]}
    )
    ax = path_diagram(pd.DataFrame(index=list("ABC")), edges, stars=True)
    assert [words.get_text() for words in coefficients(ax)] == ["0.50**", "0.00*"]
    assert ax.texts[-1].get_text() == "* p < .05, ** p < .01, *** p < .001"
    assert arrows(ax)[1].get_linestyle() == "solid"


def test_composites_are_hexagons() -> None:
    nodes = pd.DataFrame({"kind": ["composite", "reflective"]}, index=["A", "B"])
    edges = pd.DataFrame({"source": ["A"], "target": ["B"], "estimate": [0.5]})
    ax = path_diagram(nodes, edges)
    shapes = [patch for patch in ax.patches if patch.get_label() in ("A", "B")]
    assert [type(shape) for shape in shapes] == [Polygon, Ellipse]
    assert len(shapes[0].get_xy()) == 7  # six corners, the first again at the end


def test_draws_into_given_axes_and_scales_its_texts() -> None:
    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3))
    nodes, edges = tables("ACSI")
    ax = path_diagram(nodes, edges, ax=axes[0], layout=LAYOUTS["ACSI"], title="ACSI")
    assert ax is axes[0]
    assert not axes[1].texts
    assert ax.get_title() == "ACSI"
    own = path_diagram(nodes, edges, layout=LAYOUTS["ACSI"], title="ACSI")
    assert own.figure is not figure
    ratio = ax.texts[0].get_fontsize() / own.texts[0].get_fontsize()
    shrinks = ax.get_window_extent().width / 100 * 72 / np.ptp(own.get_xlim())
    assert ratio == pytest.approx(shrinks, rel=0.02)
    assert flaws(ax) == []


def test_layout_units_do_not_matter_and_extra_names_are_ignored() -> None:
    nodes, edges = tables("ACSI")
    grown = {name: (100 + 40 * x, 7 + 40 * y) for name, (x, y) in LAYOUTS["ACSI"].items()} | {"Trust": (0, 0)}
    one = path_diagram(nodes, edges, layout=LAYOUTS["ACSI"])
    two = path_diagram(nodes, edges, layout=grown)
    assert figure_data(one) == figure_data(two)


def test_figure_data_tells_a_changed_coefficient() -> None:
    nodes, edges = tables("ACSI")
    before = figure_data(path_diagram(nodes, edges, layout=LAYOUTS["ACSI"]))
    assert before == figure_data(path_diagram(nodes, edges, layout=LAYOUTS["ACSI"]))
    assert "shape Satisfaction → Complaints: " in before
    assert " width 2.076 dashed" in before
    edges.loc[3, "estimate"] += 0.002
    assert before != figure_data(path_diagram(nodes, edges, layout=LAYOUTS["ACSI"]))


def test_one_construct_alone() -> None:
    edges = pd.DataFrame({"source": [], "target": [], "estimate": []})
    ax = path_diagram(pd.DataFrame(index=["Satisfaction"]), edges)
    assert [words.get_text() for words in ax.texts] == ["Satisfaction"]


def test_automatic_layout_points_right_and_keeps_constructs_apart() -> None:
    names = list(LAYOUTS["ECSI"])
    pairs = [(source, target) for target, sources in PATHS["ECSI"].items() for source in sources]
    layout = automatic_layout(names, pairs)
    assert all(layout[source][0] < layout[target][0] for source, target in pairs)
    gaps = [np.abs(np.subtract(layout[a], layout[b])).max() for a, b in itertools.combinations(names, 2)]
    assert min(gaps) >= 0.999
    assert layout == automatic_layout(names, pairs)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"edges": {"target": ["Satisfacton"]}}, "Did you mean 'Satisfaction'"),
        ({"edges": {"target": ["Quality"]}}, "leads to its own construct"),
        ({"repeat": True}, "listed twice"),
        ({"drop": "estimate"}, "lacks the column estimate"),
        ({"index": ["Quality", "Quality"]}, "lists Quality more than once"),
        ({"kind": "formative"}, "kind 'formative'; known: 'reflective', 'composite'"),
        ({"layout": {"Quality": (0, 0)}}, "gives no place for Satisfaction"),
        ({"layout": {"Quality": (0, 0), "Satisfaction": (0, 0)}}, "Quality and Satisfaction in the same"),
        ({"layout": {"Quality": (0, 0), "Satisfaction": (np.nan, 0)}}, "missing or infinite coordinate"),
        ({"lang": "de"}, "lang='de'"),
        ({"index": []}, "no rows"),
    ],
)  # fmt: skip
def test_refuses_what_cannot_be_drawn(change: dict, message: str) -> None:
    nodes = pd.DataFrame(index=change.get("index", ["Quality", "Satisfaction"]))
    if "kind" in change:
        nodes["kind"] = change["kind"]
    edges = pd.DataFrame(
        {"source": ["Quality"], "target": ["Satisfaction"], "estimate": [0.5]} | change.get("edges", {})
    )
    if "repeat" in change:
        edges = pd.concat([edges, edges])
    if "drop" in change:
        edges = edges.drop(columns=change["drop"])
    with pytest.raises(SpecificationError, match=re.escape(message)):
        path_diagram(nodes, edges, layout=change.get("layout"), lang=change.get("lang", "en"))
