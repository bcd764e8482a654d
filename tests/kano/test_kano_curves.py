"""The table of satisfaction curves, and pictures of curves, scores and groups against the public tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

import csmodels as cs
from csmodels.errors import DataWarning, SpecificationError

#: Ends of curves and ends of coefficients come from the same draws by another sum.
SAME = 1e-12
LANGUAGES = ("en", "zh")


def survey(attributes=6, n=240, seed=3):
    rng = np.random.default_rng(seed)
    frame = {}
    for j in range(attributes):
        liked, needed = rng.random(2)
        frame[f"x{j}_f"] = np.where(rng.random(n) < liked, 1, rng.choice([2, 3, 4], n))
        frame[f"x{j}_d"] = np.where(rng.random(n) < needed, 5, rng.choice([2, 3, 4], n))
    frame["visit"] = rng.choice(["first", "second", "third"], n)
    names = {f"attribute with a long name, number {j}": (f"x{j}_f", f"x{j}_d") for j in range(attributes)}
    return pd.DataFrame(frame), cs.KanoModel(names)


@pytest.fixture(scope="module")
def hotel():
    data = cs.datasets.load_hotel_kano()
    return cs.KanoModel.find(data).fit(data, n_boot=200)


@pytest.fixture(scope="module")
def grouped():
    frame, model = survey()
    return model.fit(frame, by="visit", n_boot=200)


@pytest.fixture(scope="module")
def outside():
    """A reverse attribute, whose means are negative, one that nobody answered, and one all agree on."""
    frame = pd.DataFrame({"a_f": [5, 5, 5, 4, 3, 5, 4] * 8, "a_d": [1, 1, 2, 3, 3, 1, 3] * 8})
    frame["b_f"], frame["b_d"], frame["c_f"], frame["c_d"] = 1, 5, np.nan, np.nan
    model = cs.KanoModel({"Calls": ("a_f", "a_d"), "Wi-Fi": ("b_f", "b_d"), "Pool": ("c_f", "c_d")})
    with pytest.warns():
        return model.fit(frame, n_boot=200)


def lines(ax, label):
    return [line for line in ax.get_lines() if line.get_label() == label]


# ------------------------------------------------------------------ the table


def test_ends_are_worse_and_better_with_their_limits(hotel):
    found, rows = hotel.curves(), hotel.coefficients
    assert found.index.names == ["attribute", "offered"]
    assert len(found) == 41 * len(hotel.attributes)
    for name, category in hotel.categories["category"].items():
        curve = found.loc[name]
        if category in "RQ":
            assert curve[["satisfaction", "std_error", "conf_low", "conf_high"]].isna().all(axis=None)
            continue
        if category == "I":
            chord = np.linspace(rows.loc[name, "worse"], rows.loc[name, "better"], 41)
            np.testing.assert_allclose(curve["satisfaction"], chord, atol=SAME)
        for x, end in ((0.0, "worse"), (1.0, "better")):
            assert curve.loc[x, "satisfaction"] == rows.loc[name, end]
            wanted = rows.loc[name, [f"{end}_std_error", f"{end}_low", f"{end}_high"]].to_numpy(dtype=float)
            np.testing.assert_allclose(
                curve.loc[x, ["std_error", "conf_low", "conf_high"]].to_numpy(dtype=float), wanted, atol=SAME
            )
            assert curve.loc[x, ["conf_low", "conf_high"]].tolist() == wanted[1:].tolist()
    assert set(hotel.categories["category"]) >= set("MOAIR")


@pytest.mark.parametrize("options", [{"ci": "bca"}, {"ci": "normal"}, {"errors": "linearized"}])
def test_other_limits_meet_those_of_the_coefficients(options):
    frame, model = survey(6)
    result = model.fit(frame, **({"n_boot": 100} if "ci" in options else {}), **options)
    found = result.curves(points=3)
    curved = [name for name, letter in result.categories["category"].items() if letter in "MOAI"]
    assert curved
    for name in curved:
        for x, end in ((0.0, "worse"), (1.0, "better")):
            wanted = result.coefficients.loc[name, [f"{end}_low", f"{end}_high"]].to_numpy(dtype=float)
            got = found.loc[(name, x), ["conf_low", "conf_high"]].to_numpy(dtype=float)
            np.testing.assert_allclose(got, wanted, atol=1e-8)  # derivatives by differences


@pytest.mark.parametrize(("n", "shares"), [(150, (0.2, 0.45, 0.2, 0.15)), (15, (0.05, 0.8, 0.1, 0.05))])
def test_bands_hold_the_true_curve_as_often_as_they_say(n, shares):
    """Surveys of one O attribute: the middle of the curve, 95 % limits, no resamples at all."""
    made = 400
    truth = (shares[1] + shares[2] - shares[0] - shares[1]) / 2
    drawn = np.random.default_rng(5).choice(4, (n, made), p=list(shares))
    pairs = {0: (3, 5), 1: (1, 5), 2: (1, 3), 3: (3, 3)}
    both = np.array([pairs[c] for c in range(4)])[drawn]
    frame = pd.DataFrame({f"a{j}_{s}": both[:, j, k] for j in range(made) for k, s in enumerate("fd")})
    model = cs.KanoModel({f"a{j}": (f"a{j}_f", f"a{j}_d") for j in range(made)})
    result = model.fit(frame, n_boot=0)
    middle = result.curves(points=3).xs(0.5, level="offered")
    middle = middle[middle["category"] == "O"]
    held = ((middle["conf_low"] <= truth) & (truth <= middle["conf_high"])).mean()
    assert len(middle) > 0.9 * made
    assert 0.95 - 3.5 * np.sqrt(0.95 * 0.05 / made) <= held
    assert held < 1


def test_bands_without_resamples_are_those_with_them(hotel):
    plain = cs.KanoModel.find(cs.datasets.load_hotel_kano()).fit(cs.datasets.load_hotel_kano(), n_boot=0)
    both = ["satisfaction", "conf_low", "conf_high"]
    pd.testing.assert_frame_equal(plain.curves()[both], hotel.curves()[both])
    assert plain.curves()["std_error"].isna().all()


def test_limits_where_nothing_varies_are_wilsons_combined(outside):
    curve, row = outside.curves("Wi-Fi").droplevel(0), outside.coefficients.loc["Wi-Fi"]
    assert curve["std_error"].isna().all()
    assert curve["conf_low"].iloc[-1] == row["better_low"] < 1
    assert curve["conf_high"].iloc[0] == row["worse_high"] > -1
    assert (curve["conf_low"] <= curve["satisfaction"]).all()


def test_no_curve_for_reverse_and_unanswered_attributes(outside):
    found = outside.curves(["Pool", "Calls"])
    assert found["satisfaction"].isna().all()
    assert found.index.unique(0).tolist() == ["Pool", "Calls"]


def test_groups_are_the_first_level_and_equal_fits_of_their_rows(grouped):
    frame, model = survey()
    found = grouped.curves(points=5)
    assert found.index.names == ["visit", "attribute", "offered"]
    alone = model.fit(frame[frame["visit"] == "second"], n_boot=0).curves(points=5)
    np.testing.assert_allclose(found.loc["second", "satisfaction"], alone["satisfaction"], atol=SAME)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda r: r.curves(["wfi"]), "Did you mean 'wifi'"),
        (lambda r: r.curves([]), "names none"),
        (lambda r: r.curves(points=1), "2 or more"),
        (lambda r: r.curves(points=2.5), "2 or more"),
        (lambda r: r.plot_curves(group="x"), "without by="),
        (lambda r: r.plot_continuous(group="x"), "without by="),
        (lambda r: r.plot_groups(), "fit the model with by="),
    ],
)
def test_refusals(hotel, call, words):
    with pytest.raises(SpecificationError, match=words):
        call(hotel)


# ------------------------------------------------------------------ pictures


@pytest.mark.parametrize("lang", LANGUAGES)
def test_drawn_curves_are_the_table(hotel, lang):
    ax = hotel.plot_curves(lang=lang)
    table = hotel.curves()
    bands = [each for each in ax.collections if each.get_label() == "_band"]
    known = [n for n in hotel.attributes if table.loc[n, "satisfaction"].notna().all()]
    assert len(bands) == len(known) == len(hotel.attributes) - 1
    for name, band in zip(known, bands, strict=True):
        (line,) = lines(ax, hotel.model.label(name, lang))
        np.testing.assert_array_equal(line.get_ydata(), table.loc[name, "satisfaction"])
        edge = band.get_paths()[0].vertices
        assert edge[:, 1].min() == table.loc[name, "conf_low"].min()
        assert edge[:, 1].max() == table.loc[name, "conf_high"].max()
    label = hotel.model.label("sales_calls", lang)
    assert any(label in words.get_text().replace("\n", " ") for words in ax.texts)


def test_a_contested_curve_is_thin_and_has_a_question_mark(hotel):
    ax = hotel.plot_curves()
    contested = hotel.categories["agreement"].str.startswith("contested")
    assert contested.any()
    for name in hotel.attributes:
        for line in lines(ax, hotel.model.label(name)):
            chord = hotel.categories.loc[name, "category"] == "I"
            assert (line.get_linewidth() < 1) == (contested[name] or chord)
    ends = [words.get_text()[-1] for words in ax.texts]
    assert ends.count("?") == contested.sum()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_drawn_points_and_bars_are_the_scores(hotel, lang):
    ax = hotel.plot_continuous(lang=lang)
    table = hotel.scores
    points = np.array([line.get_xydata()[0] for line in lines(ax, "_attribute")])
    np.testing.assert_array_equal(points, table[["dysfunctional", "functional"]])
    bars = [line.get_xydata() for line in lines(ax, "_bar")]
    assert len(bars) == 2 * len(table)
    for (_, row), (across, up) in zip(table.iterrows(), zip(bars[::2], bars[1::2], strict=True), strict=True):
        assert across[:, 0].tolist() == [row["dysfunctional_low"], row["dysfunctional_high"]]
        assert up[:, 1].tolist() == [row["functional_low"], row["functional_high"]]


def test_the_plane_reaches_to_the_last_bar_and_marks_what_is_outside(outside):
    ax = outside.plot_continuous()
    row = outside.scores.loc["Calls"]
    assert ax.get_xlim()[0] < row["dysfunctional_low"] < row["dysfunctional"] < 0
    assert ax.get_ylim()[0] < row["functional_low"] < 0
    assert ax.get_xlim()[1] >= 4
    assert lines(ax, "_attribute")[0].get_markerfacecolor() == "white"
    assert len(lines(ax, "_attribute")) == 2
    said = " ".join(words.get_text() for words in ax.texts)
    assert "nobody answered: Pool" in said.replace("\n", " ")


def test_the_plane_is_the_square_where_all_lies_within():
    frame, model = survey(2)
    ax = model.fit(frame, n_boot=0).plot_continuous()
    assert ax.get_xlim() == pytest.approx((-0.12, 4.12))
    assert not [patch for patch in ax.patches if patch.get_label() == "_outside"]


@pytest.mark.parametrize("coefficient", ["both", "better", "worse"])
def test_drawn_groups_are_the_coefficients(grouped, coefficient):
    ax = grouped.plot_groups(coefficient)
    table = grouped.coefficients
    for part in ("better", "worse"):
        if coefficient not in ("both", part):
            assert not lines(ax, f"_{part}")
            continue
        order = [(g, a) for a in grouped.attributes for g in grouped.groups]
        dots = [float(line.get_xdata()[0]) for line in lines(ax, f"_{part}")]
        assert dots == table.loc[order, part].tolist()
        ends = [line.get_xdata().tolist() for line in lines(ax, f"_{part}_interval")]
        assert ends == table.loc[order, [f"{part}_low", f"{part}_high"]].to_numpy().tolist()
    assert [words.get_text() for words in ax.get_legend().get_texts()] == ["first", "second", "third"]


def test_groups_can_be_chosen_and_ordered(grouped):
    names = [grouped.attributes[4], grouped.attributes[1]]
    ax = grouped.plot_groups("better", groups=["third", "first"], attributes=names)
    order = [(g, a) for a in names for g in ("third", "first")]
    dots = [float(line.get_xdata()[0]) for line in lines(ax, "_better")]
    assert dots == grouped.coefficients.loc[order, "better"].tolist()
    with pytest.raises(SpecificationError, match="unknown"):
        grouped.plot_groups(groups=["fourth"])
    with pytest.raises(SpecificationError, match="'better'"):
        grouped.plot_groups("beter")


def test_more_groups_than_can_be_told_apart_are_refused():
    frame, model = survey(1)
    frame["many"] = np.arange(len(frame)) % 9
    result = model.fit(frame, by="many", n_boot=0)
    with pytest.raises(SpecificationError, match="up to 8"):
        result.plot_groups()
    assert len(result.plot_groups(groups=[0, 8]).get_legend().get_texts()) == 2


# ------------------------------------------------------------------ nothing overlaps, nothing is cut


def boxes(texts, renderer):
    """Words, and their boxes: left, low, right, top in pixels."""
    shown = [words for words in texts if words.get_text() and words.get_visible()]
    # of the words alone, without the line that an annotation may have
    found = [Text.get_window_extent(words, renderer).extents for words in shown]
    return [words.get_text() for words in shown], np.array(found)


def assert_tidy(figure):
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()
    for ax in figure.get_axes():
        legend = ax.get_legend()
        # ticks beyond the ends of an axis are not drawn
        ticks = [tick.label1 for axis in (ax.xaxis, ax.yaxis) for tick in axis._update_ticks()]
        texts = [*ax.texts, *ticks, *(each for each in ax.get_children() if isinstance(each, Text))]
        texts = [*dict.fromkeys([*texts, ax.xaxis.label])]
        texts += legend.get_texts() if legend else []
        said, found = boxes(texts, renderer)
        inside = (found[:, :2] >= -1).all(axis=1) & (found[:, 2:] <= figure.bbox.extents[2:] + 1).all(axis=1)
        assert [said[i] for i in np.flatnonzero(~inside)] == []
        wide, high = np.moveaxis(
            np.minimum(found[:, None, 2:], found[:, 2:]) - np.maximum(found[:, None, :2], found[:, :2]), -1, 0
        )
        # a pixel or two of white round letters may meet
        pairs = np.argwhere(np.triu((wide >= 2) & (high >= 3), 1))
        assert [(said[i], said[j]) for i, j in pairs] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["plot_curves", "plot_continuous"])
def test_words_of_sixteen_attributes_keep_clear(hotel, kind, lang):
    assert_tidy(getattr(hotel, kind)(lang=lang).figure)


@pytest.mark.parametrize("kind", ["plot_curves", "plot_continuous"])
def test_words_of_thirty_attributes_keep_clear(kind):
    frame, model = survey(30)
    ax = getattr(model.fit(frame, n_boot=100), kind)()
    assert_tidy(ax.figure)


def test_words_of_thirty_attributes_in_three_groups_keep_clear():
    frame, model = survey(30)
    assert_tidy(model.fit(frame, by="visit", n_boot=100).plot_groups(title="Visits").figure)


@pytest.mark.parametrize("kind", ["plot_curves", "plot_continuous", "plot_groups"])
def test_given_axes_keep_their_place(grouped, kind):
    figure = Figure(figsize=(9, 4.5))
    first, second = figure.subplots(1, 2)
    second.set_title("untouched")
    before = second.get_position().bounds
    options = {} if kind == "plot_groups" else {"group": "first"}
    drawn = getattr(grouped, kind)(ax=first, title="A title", **options)
    figure.set_canvas(_canvas(figure))
    assert_tidy(figure)
    assert drawn is first
    assert second.get_position().bounds == before


def _canvas(figure):
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    return FigureCanvasAgg(figure)


def test_groups_without_coefficients_are_named():
    frame, model = survey(1)
    mine = frame["visit"] == "third"
    frame.loc[mine, "x0_f"], frame.loc[mine, "x0_d"] = 5, 1
    with pytest.warns(DataWarning, match="seem to dislike"):
        result = model.fit(frame, by="visit", n_boot=0)
    ax = result.plot_groups()
    said = " ".join(words.get_text() for words in ax.texts).replace("\n", " ")
    assert "third: attribute with a long name, number 0" in said
    assert len(lines(ax, "_better")) == 2
