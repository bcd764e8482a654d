"""Pictures of surfaces from tables alone: geometry, words within their place, refusals."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from csmodels.errors import SpecificationError
from csmodels.plots.surface import SHADES, contour_chart
from csmodels.plots.surface_3d import surface_chart
from csmodels.plots.surface_frame import DASHES, Words
from csmodels.plots.surface_lines import lines_chart
from csmodels.plots.surface_tables import levels_of, mesh

#: Sums of areas of some thousand triangles.
SUMMED = 1e-9

CORNERS = np.array([[1.0, 1], [6, 2], [7, 7], [3, 7], [1, 4]])
WORDS = Words(
    title="Predicted answer: How satisfied are you overall with everything? 总体满意程度",
    expectation="Expectation: how good you expected it to be",
    performance="Performance: how good it was",
    outcome="Predicted answer: How satisfied are you overall with everything?",
    legend={
        "congruence": "performance = expectation",
        "incongruence": "performance = 8 − expectation",
        "first": "first principal axis, 95 % band",
        "second": "second principal axis, 95 % band",
        "stationary": "maximum, 95 % intervals",
        "counts": "answers (area: how many)",
        "points": "answers",
        "group 0": "first group",
        "group 1": "second group",
    },
    notes=("Disconfirmation = performance − expectation; drawn only within the hull of the answers. 失验",)
    * 2,
    height="Predicted answer",
)


@pytest.fixture(autouse=True)
def _figures() -> Iterator[None]:
    matplotlib.use("Agg")
    yield
    pyplot.close("all")


def heights(points, inside, b=(0.5, 0.2, -0.15, 0.1, -0.2)) -> pd.DataFrame:
    e, p = np.asarray(points, dtype=float).T
    x, y = e - 4, p - 4
    z = 5 + b[0] * x + b[1] * y + b[2] * x**2 + b[3] * x * y + b[4] * y**2
    return pd.DataFrame(
        {
            "expectation": e,
            "performance": p,
            "estimate": z,
            "conf_low": z - 0.2,
            "conf_high": z + 0.3,
            "inside": inside,
        }
    )


def tables(b=(0.5, 0.2, -0.15, 0.1, -0.2)) -> dict:
    from csmodels.numerics.surface.support import inside

    e, p = np.meshgrid(np.linspace(1, 7, 31), np.linspace(1, 7, 31), indexing="ij")
    points = np.column_stack([e.ravel(), p.ravel()])
    share = np.arange(10)[:, None] / 10
    ring = np.concatenate(
        [a + share * (c - a) for a, c in zip(CORNERS, np.roll(CORNERS, -1, axis=0), strict=True)]
    )
    t = np.linspace(1, 7, 13)
    parts = {}
    for name, line in (
        ("congruence", np.column_stack([t, t])),
        ("incongruence", np.column_stack([8 - t, t])),
    ):
        parts[name] = heights(line, inside(CORNERS, line), b)
    return {
        "grid": heights(points, inside(CORNERS, points), b),
        "edge": heights(ring, True, b),
        "lines": pd.concat(parts, names=["line"]).droplevel(1),
    }


def more() -> dict:
    t = np.linspace(0, 8, 9)
    frames = {}
    for name, y, wide in (("first", t, 0.5), ("second", 10 - t, 0.3)):
        frames[name] = pd.DataFrame(
            {
                "expectation": t, "performance": y, "expectation_low": t, "performance_low": y - wide,
                "expectation_high": t, "performance_high": y + wide, "inside": True,
                "covered": 0.2, "supported": name == "first",
            }
        )  # fmt: skip
    answers = pd.DataFrame(
        {"expectation": [1.0, 3.0, 6.0, 7.0], "performance": [1.0, 7.0, 2.0, 7.0], "n": [1, 4, 9, 2]}
    )
    stationary = pd.DataFrame(
        {"estimate": [5.0, 5.0], "conf_low": [4.0, 0.0], "conf_high": [5.5, 99.0]},
        index=["expectation", "performance"],
    )
    return {
        "axes": pd.concat(frames, names=["axis"]).droplevel(1),
        "answers": answers,
        "stationary": stationary,
    }


def test_triangles_fill_the_hull_and_no_more():
    found = tables()
    triangles, z = mesh(found["grid"], found["edge"])
    x, y = triangles.x, triangles.y
    a, b, c = triangles.get_masked_triangles().T
    area = np.abs((x[b] - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (y[b] - y[a])).sum() / 2
    ex, ey = CORNERS.T
    assert area == pytest.approx(abs(ex @ np.roll(ey, -1) - ey @ np.roll(ex, -1)) / 2, rel=SUMMED)
    assert levels_of(z)[0] <= z.min() < z.max() <= levels_of(z)[-1]


def test_what_the_map_shows():
    ax = contour_chart(**tables(), **more(), words=WORDS)
    lines = {line.get_label(): line.get_xydata() for line in ax.get_lines()}
    assert "second" not in lines  # not supported
    # the first axis, the diagonal, is cut at the hull, and so is its band
    np.testing.assert_allclose(lines["first"], [[1, 1], [7, 7]], atol=1e-12)
    band = next(patch for patch in ax.patches if patch.get_label() == "first band").get_xy()
    assert band[:, 0].min() == pytest.approx(1)
    assert band[:, 1].max() == pytest.approx(7)
    bars = [line.get_xydata() for line in ax.get_lines() if line.get_label() == "stationary interval"]
    np.testing.assert_allclose(bars[0], [[4, 5], [5.5, 5]])
    np.testing.assert_allclose(bars[1], [[5, 1.8], [5, 7]])  # as far as there are answers
    assert [words.get_text() for words in ax.get_legend().get_texts()] == [
        WORDS.legend[name] for name in ("congruence", "incongruence", "first", "stationary", "counts")
    ]
    assert ax.get_xlim() == ax.get_ylim()
    assert ax.get_aspect() == 1
    # heights are written on the map, each once
    written = [float(words.get_text().replace("−", "-")) for words in ax.texts[:-1]]
    assert len(written) == len(set(written)) > 3


def test_shades_and_dashes_are_told_apart_in_grey():
    grey = [np.array(to_rgb(shade)) @ [0.2126, 0.7152, 0.0722] for shade in SHADES]
    assert np.diff(grey).max() < -0.1
    assert grey[-1] > 0.5  # black lines stay visible
    assert len({str(dash) for dash in DASHES.values()}) == len(DASHES)


def test_flat_surfaces():
    flat = tables((0, 0, 0, 0, 0))
    assert len(contour_chart(**flat, words=WORDS).texts) == 1  # the note
    assert surface_chart(**flat, words=WORDS).get_zlim()[1] > 5


def draw(kind: str, ax, lang: str):
    if kind == "lines":
        frame = pd.concat(
            {"a": tables()["lines"], "b": tables((0.2, 0.5, 0, 0, 0))["lines"]}, names=["group"]
        )
        return lines_chart(frame, words=WORDS, conf_level=0.95, lang=lang, ax=ax)
    chart = contour_chart if kind == "contour" else surface_chart
    return chart(**tables(), **more(), words=WORDS, lang=lang, ax=ax)


@pytest.mark.parametrize("layout", [None, "constrained"])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", ["contour", "lines", "surface"])
def test_in_a_given_place_words_stay_inside(kind, lang, layout):
    figure = pyplot.figure(figsize=(11, 9.5), layout=layout)
    projection = {"subplot_kw": {"projection": "3d"}} if kind == "surface" else {}
    for ax in figure.subplots(2, 2, **projection).ravel():
        draw(kind, ax, lang)
    figure.draw_without_rendering()
    width, height = figure.bbox.width, figure.bbox.height
    boxes = [ax.get_tightbbox() for ax in figure.get_axes()]
    for box in boxes:
        assert box.x0 >= -1
        assert box.y0 >= -1
        assert box.x1 <= width + 1
        assert box.y1 <= height + 1
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            apart = one.x1 <= other.x0 + 2 or other.x1 <= one.x0 + 2
            assert apart or one.y1 <= other.y0 + 2 or other.y1 <= one.y0 + 2


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", ["contour", "lines", "surface"])
def test_new_figures_fit_a_page_and_cut_no_word(kind, lang):
    ax = draw(kind, None, lang)
    figure = ax.get_figure()
    figure.draw_without_rendering()
    assert figure.get_figwidth() <= 6.5
    assert figure.get_figheight() <= 8
    box = ax.get_tightbbox()
    assert min(box.x0, box.y0) >= -1
    assert box.x1 <= figure.bbox.width + 1
    assert box.y1 <= figure.bbox.height + 1
    note = ax.texts[-1].get_window_extent()
    names = [ax.xaxis.label, ax.yaxis.label]
    assert not any(note.overlaps(name.get_window_extent()) for name in names)


def test_settings_are_restored():
    before = dict(matplotlib.rcParams)
    draw("contour", None, "zh")
    assert dict(matplotlib.rcParams) == before


def test_refused():
    found = tables()
    with pytest.raises(SpecificationError, match="no column 'estimate'"):
        contour_chart(
            found["grid"].drop(columns="estimate"), found["edge"], lines=found["lines"], words=WORDS
        )
    with pytest.raises(SpecificationError, match="no area"):
        contour_chart(found["grid"], found["edge"].iloc[:2], lines=found["lines"], words=WORDS)
    with pytest.raises(SpecificationError, match="neither the line"):
        lines_chart(found["lines"].assign(inside=False), words=WORDS)
    with pytest.raises(SpecificationError, match="lang='fr'"):
        contour_chart(**found, words=WORDS, lang="fr")
    with pytest.raises(SpecificationError, match='projection="3d"'):
        surface_chart(**found, words=WORDS, ax=Figure().subplots())
