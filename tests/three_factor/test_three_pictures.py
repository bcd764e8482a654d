"""Pictures of penalty-reward contrasts hold what public tables say, and their words stay in their places."""

from __future__ import annotations

import functools
import io
import warnings

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.backends.backend_agg import FigureCanvasAgg

import csmodels as cs
from csmodels.errors import DataWarning
from csmodels.three_factor import PenaltyReward

#: Artists hold the tables' numbers themselves.
SAME = 1e-12
#: Words may stand out of a figure by the rounding of glyphs to pixels.
PIXELS = 2.0

WORDS = ["clean rooms", "a quiet night", "a varied breakfast of good quality", "friendly staff"]


def survey(j, n=500, seed=1):
    """The first attribute penalises, the second rewards, the third does harm at its best."""
    rng = np.random.default_rng(seed)
    z = 0.6 * rng.normal(size=(n, 1)) + 0.8 * rng.normal(size=(n, j))
    x = np.digitize(z, [-1.4, -0.7, 0.2, 0.9]) + 1
    y = 5 - (x[:, 0] <= 2) + (x[:, 1] == 5) - 0.8 * (x[:, 2] == 5) + 0.2 * x[:, 3:].sum(axis=1)
    frame = pd.DataFrame(x, columns=[f"p{i}" for i in range(j)])
    frame["y"] = y + rng.normal(size=n)
    frame["hotel"] = np.array(["A", "B"])[rng.integers(0, 2, n)]
    return frame


def fitted(j, **options):
    names = [WORDS[i] if i < len(WORDS) else f"attribute number {i + 1}" for i in range(j)]
    model = PenaltyReward("y", {name: f"p{i}" for i, name in enumerate(names)}, scale=(1, 5))
    with warnings.catch_warnings():  # few answers, and the attribute that does harm: not what is tested here
        warnings.simplefilter("ignore", DataWarning)
        return model.fit(survey(j), **{"n_boot": 100, **options})


@pytest.fixture(autouse=True)
def _figures():
    matplotlib.use("Agg")
    yield
    pyplot.close("all")


@pytest.fixture(scope="module", params=[6, 20])
def result(request):
    return fitted(request.param)


@pytest.fixture(scope="module")
def picture(result):
    """A picture as it is drawn without options, once for all tests: they read it."""
    return functools.cache(lambda name: getattr(result, name)())


@pytest.fixture(scope="module")
def maps(result):
    return result.multiverse()


@pytest.fixture(scope="module")
def grouped():
    return fitted(6, by="hotel")


@pytest.fixture(scope="module")
def grouped_maps(grouped):
    return grouped.multiverse()


def lines(ax, label):
    return np.array([line.get_xydata() for line in ax.lines if line.get_label() == label])


def in_order(table, ax):
    """The rows of a table in the order of the labels at the left."""
    names = [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]
    assert sorted(names) == sorted(table.index)
    return table.loc[names]


def test_bars_are_the_classification(result, picture):
    ax = picture("plot_penalty_reward")
    table = in_order(result.classification, ax)
    for name in ("penalty", "reward"):
        (bars,) = [each for each in ax.containers if each.get_label() == f"_{name}"]
        widths = [bar.get_width() for bar in bars]
        assert widths == pytest.approx(table[name].to_numpy(), rel=SAME)
        limits = lines(ax, f"_{name}_limits")[:, :, 0]
        assert limits == pytest.approx(table[[f"{name}_low", f"{name}_high"]].to_numpy(), rel=SAME)
        hatched = [bool(bar.get_hatch()) for bar in bars]
        assert hatched == table["reversal"].isin([name, "both"]).tolist()
    riocs = result.asymmetry["riocs"].loc[table.index]
    assert riocs.is_monotonic_decreasing
    said = [words.get_text().replace("\n", " ") for words in ax.texts if words.get_label() == "_class"]
    for each, name, share in zip(said, table["class"], table["probability"], strict=True):
        assert each.replace("\N{NO-BREAK SPACE}", " ") == f"{name} ({100 * share:.0f} %)"


def test_bars_in_other_orders(result):
    own = result.plot_penalty_reward(sort=None).get_yticklabels()
    assert [label.get_text().replace("\n", " ") for label in own] == list(result.attributes)
    ax = result.plot_penalty_reward(sort="class")
    order = ["basic", "performance", "excitement", "unimportant"]
    places = [order.index(name) for name in in_order(result.classification, ax)["class"]]
    assert places == sorted(places)
    with pytest.raises(ValueError, match="sort='size' is unknown"):
        result.plot_penalty_reward(sort="size")


def test_range_map_is_the_table(result, picture):
    ax = picture("plot_impact_range")
    table = result.impact_range()
    at = lines(ax, "_attribute")[:, 0]
    assert at == pytest.approx(table[["riocs", "performance"]].to_numpy(), rel=SAME)
    bars = lines(ax, "_bar")[:, :, 0]
    assert bars == pytest.approx(table[["riocs_low", "riocs_high"]].to_numpy(), rel=SAME)
    crosshair = [line.get_xydata() for line in ax.lines if line.get_label() == "_mean"]
    assert crosshair[0][0, 0] == pytest.approx(table["riocs"].mean(), rel=SAME)
    assert crosshair[1][0, 1] == pytest.approx(table["performance"].mean(), rel=SAME)
    assert table["riocs"].equals(result.asymmetry["riocs"])


def test_performance_is_the_mean_rating():
    result = fitted(6)
    frame = survey(6)
    means = frame[[f"p{i}" for i in range(6)]].mean().to_numpy()
    assert result.impact_range()["performance"].to_numpy() == pytest.approx(means, rel=SAME)
    assert result.impact_range()["performance_100"].to_numpy() == pytest.approx(25 * (means - 1), rel=SAME)


def test_asymmetry_map_is_the_table(result, picture):
    ax = picture("plot_asymmetry")
    table = result.asymmetry
    known = table[np.isfinite(table["ia"])]
    assert lines(ax, "_attribute")[:, 0] == pytest.approx(known[["riocs", "ia"]].to_numpy(), rel=SAME)
    linear = known[np.isfinite(known["ia_linear"])]
    assert lines(ax, "_linear")[:, 0] == pytest.approx(linear[["riocs", "ia_linear"]].to_numpy(), rel=SAME)
    excess = [line for line in ax.lines if line.get_label() == "_excess"]
    solid = [line.get_linestyle() == "-" for line in excess]
    assert solid == (linear["p_value"] < 0.05).tolist()
    assert sum(solid) >= 2  # the world was made asymmetric
    limits = sorted(line.get_ydata()[0] for line in ax.lines if line.get_label() == "_limit")
    assert limits == [-0.4, -0.1, 0.1, 0.4]


def test_clouds_are_the_resamples(result, picture):
    draws = result.impact_draws()
    clouds = [line.get_xydata() for line in picture("plot_asymmetry").lines if line.get_label() == "_cloud"]
    known = result.asymmetry["ia"].dropna().index
    for name, cloud in zip(known, clouds, strict=True):
        assert cloud == pytest.approx(draws.loc[name].dropna().to_numpy(), rel=SAME)
    none = result.plot_asymmetry(clouds=False)
    assert not [line for line in none.lines if line.get_label() == "_cloud"]


def test_groups_are_chosen(grouped):
    ax = grouped.plot_asymmetry(group="B")
    table = grouped.asymmetry.loc["B"]
    known = table[np.isfinite(table["ia"])]
    assert lines(ax, "_attribute")[:, 0] == pytest.approx(known[["riocs", "ia"]].to_numpy(), rel=SAME)
    for name in (
        "plot_penalty_reward",
        "plot_impact_range",
        "plot_asymmetry",
        "impact_range",
        "impact_draws",
    ):
        with pytest.raises(ValueError, match="Choose a group"):
            getattr(grouped, name)()


def test_without_resamples_nothing_is_unsure():
    result = fitted(6, n_boot=0)
    assert result.impact_draws() is None
    ax = result.plot_asymmetry()
    assert not [line for line in ax.lines if line.get_label() == "_cloud"]
    words = [each.get_text() for each in ax.get_legend().get_texts()]
    assert "half filled: unsure" not in words
    said = [each.get_text() for each in result.plot_penalty_reward().texts if each.get_label() == "_class"]
    assert set(said) <= {"basic", "performance", "excitement", "unimportant"}


def drawn(result, maps, name, lang, **options):
    found = maps if name == "plot_stability" else result
    return getattr(found, name)(lang=lang, **options)


PLOTS = ["plot_penalty_reward", "plot_impact_range", "plot_asymmetry", "plot_stability"]


def outside(figure):
    """Words that leave the figure."""
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()
    left, low, right, top = figure.bbox.extents
    found = []
    for ax in figure.axes:
        words = [*ax.texts, ax.title, ax.xaxis.label, ax.yaxis.label, *ax.get_yticklabels()]
        words += ax.get_legend().get_texts() if ax.get_legend() else []
        for each in words:
            if each.get_text() and each.get_visible():
                box = each.get_window_extent(renderer)
                if (
                    box.x0 < left - PIXELS
                    or box.x1 > right + PIXELS
                    or box.y0 < low - PIXELS
                    or box.y1 > top + PIXELS
                ):
                    found.append(each.get_text())
    return found


@pytest.mark.parametrize("name", PLOTS)
def test_words_stay_in_new_figures(result, maps, name):
    for lang in ("en", "zh"):
        ax = drawn(result, maps, name, lang, title="Hotels")
        assert ax.figure.get_figwidth() == pytest.approx(6.3, abs=0.06)  # 16 cm
        assert outside(ax.figure) == []


@pytest.mark.parametrize("layout", [None, "constrained"])
def test_words_stay_in_given_axes(grouped, grouped_maps, layout):
    figure, axes = pyplot.subplots(2, 2, figsize=(9, 9), layout=layout)
    for ax, name in zip(axes.ravel(), PLOTS, strict=True):
        drawn(grouped, grouped_maps, name, "en", group="A", ax=ax)
    assert outside(figure) == []


def test_names_do_not_cover_each_other(result, picture):
    for ax in (picture("plot_impact_range"), picture("plot_asymmetry")):
        renderer = FigureCanvasAgg(ax.figure).get_renderer()  # pyplot took its own away when it closed them
        ax.figure.draw_without_rendering()
        names = [each for each in ax.texts if each.get_label() in result.attributes]
        assert len(names) == len(lines(ax, "_attribute"))
        # the words alone, without the line to their point
        boxes = [matplotlib.text.Text.get_window_extent(each, renderer) for each in names]
        pairs = [(a, b) for i, a in enumerate(boxes) for b in boxes[:i]]
        assert not any(
            a.x0 < b.x1 - 1 and b.x0 < a.x1 - 1 and a.y0 < b.y1 - 3 and b.y0 < a.y1 - 3 for a, b in pairs
        )


def test_names_of_rows_stay_in_files_of_few_dots():
    """Letters on whole dots are wider than measured: a plain savefig must not cut them."""
    telecom = cs.datasets.load_telecom()
    found = PenaltyReward.from_questionnaire(telecom, "sat_overall").fit(telecom, n_boot=0)
    maps = found.multiverse(codings={}, coefficients=["ols"], rules=["wald", "index_10"])
    for ax in (found.plot_penalty_reward(), maps.plot_stability()):
        ax.figure.savefig(io.BytesIO(), dpi=70)
        ax.figure.set_dpi(70)
        ax.figure.canvas.draw()
        boxes = [each.get_window_extent() for each in (*ax.get_yticklabels(), *ax.texts)]
        assert min(box.x0 for box in boxes) >= 0
        assert max(box.x1 for box in boxes) <= ax.figure.bbox.width
