"""Better-worse map, category bars, pairs of answers: what is drawn is what the tables say, and is legible."""

from __future__ import annotations

import itertools

import matplotlib
import numpy as np
import pandas as pd
import pytest
from kano_kit import fitted
from matplotlib import pyplot
from matplotlib.colors import to_hex, to_rgba

import csmodels as cs
from csmodels.errors import SpecificationError
from csmodels.kano.figures import mean_lines
from csmodels.numerics.kano.coefficients import ellipse
from csmodels.plots.kano_look import CATEGORIES, COLORS

#: Sums in another order.
ROUNDING = 1e-9
#: Pixels by which the boxes of two words may meet: they have room for letters that reach lower or higher.
TOUCH = 1.5
LANGUAGES = ("en", "zh")
SURVEYS = ("hotel", "telecom")


@pytest.fixture(autouse=True)
def _figures():
    matplotlib.use("Agg")
    yield
    pyplot.close("all")


@pytest.fixture(scope="module")
def fits():
    found = {}
    for name in SURVEYS:
        data = getattr(cs.datasets, f"load_{name}_kano")()
        found[name] = cs.KanoModel.find(data).fit(data, n_boot=200)
    return found


@pytest.fixture(scope="module")
def hotel(fits):
    return fits["hotel"]


@pytest.fixture(scope="module")
def hotel_map(hotel):
    """As it is drawn without options, once for the tests that read it."""
    return hotel.plot_better_worse()


@pytest.fixture(scope="module")
def thirty():
    return many(30)


@pytest.fixture(scope="module")
def grouped():
    data = cs.datasets.load_hotel_kano()
    return cs.KanoModel.find(data).fit(data, by="member", n_boot=50, reverse="swap")


def many(k, n=200, words="attribute {} with a long name"):
    """So many attributes near each other, the first of which nobody wants."""
    rng = np.random.default_rng(3)
    pairs = np.array([(2, 5), (1, 5), (1, 3), (3, 3), (5, 2), (1, 1)])
    columns, named = {}, {}
    for a in range(k):
        drawn = pairs[rng.choice(6, n, p=rng.dirichlet([4, 4, 4, 4, 0.4, 0.3]))]
        columns[f"a{a}_f"], columns[f"a{a}_d"] = drawn.T if a else np.tile([[5], [2]], n)
        named[words.format(a)] = (f"a{a}_f", f"a{a}_d")
    return cs.KanoModel(named).fit(pd.DataFrame(columns), n_boot=50)


def rare():
    """All answers agree; nobody answered; four respondents."""
    frame = pd.DataFrame(
        {"a_f": [1] * 4, "a_d": [5] * 4, "b_f": [np.nan] * 4, "b_d": [1, 2, 3, 4], "c_f": [1, 2, 3, 3],
         "c_d": [3, 5, 3, 3]}
    )  # fmt: skip
    model = cs.KanoModel({"agreed": ("a_f", "a_d"), "nobody": ("b_f", "b_d"), "mixed": ("c_f", "c_d")})
    with pytest.warns(UserWarning, match="Nobody answered"):
        return model.fit(frame, n_boot=50)


def words(ax):
    """All visible words of an axes."""
    found = [
        ax.title,
        ax.xaxis.label,
        ax.yaxis.label,
        *ax.get_yticklabels(),
        *ax.get_xticklabels(),
        *ax.texts,
    ]
    if ax.get_legend():
        found += ax.get_legend().get_texts()
    return [one for one in found if one.get_text().strip() and one.get_visible()]


def box(note):
    """Of the words alone, without a line to a point or a ground."""
    from matplotlib.text import Text

    return Text.get_window_extent(note)


def measured(ax):
    """All visible words, and their boxes: left, low, right, top in pixels. To measure them takes long."""
    said = words(ax)
    return [one.get_text() for one in said], np.array([box(one).extents for one in said])


def met(one, other):
    """How far each box reaches over each of the others, across and up; negative where they are apart."""
    return np.minimum(one[:, None, 2:], other[:, 2:]) - np.maximum(one[:, None, :2], other[:, :2])


def overlapping(said, boxes):
    pairs = np.argwhere(np.triu((met(boxes, boxes) > TOUCH).all(axis=-1), 1))
    return [(said[i], said[j]) for i, j in pairs]


def outside(said, boxes, whole):
    """Words that reach out of the figure."""
    beyond = (boxes[:, :2] < whole[:2] - 1).any(axis=1) | (boxes[:, 2:] > whole[2:] + 1).any(axis=1)
    return [said[i] for i in np.flatnonzero(beyond)]


def assert_legible(ax, *, drawn=False):
    """Nothing is covered or cut off; the words and their boxes are returned."""
    if not drawn:
        ax.figure.draw_without_rendering()
    said, boxes = measured(ax)
    assert overlapping(said, boxes) == []
    assert outside(said, boxes, ax.figure.bbox.extents) == []
    return said, boxes


def points(ax):
    return [line for line in ax.lines if line.get_label() == "_attribute"]


def names(ax):
    """Names or numbers of the points, in their order."""
    return [note for note in ax.texts if note.get_label() and not note.get_label().startswith("_")]


# ------------------------------------------------------------------ better-worse map


def test_points_and_ellipses_are_those_of_the_tables(hotel, hotel_map):
    ax = hotel_map
    rows = hotel.coefficients
    drawn = np.array([[line.get_xdata()[0], line.get_ydata()[0]] for line in points(ax)])
    np.testing.assert_allclose(drawn[:, 0], -rows["worse"], atol=ROUNDING)
    np.testing.assert_allclose(drawn[:, 1], rows["better"], atol=ROUNDING)
    regions = [patch.get_xy()[:-1] for patch in ax.patches if patch.get_label() == "_ellipse"]
    assert len(regions) == len(rows) == len(ax.patches)
    assert {len(region) for region in regions} == {36}
    for region, row in zip(regions, rows.to_dict("records"), strict=True):
        errors = row["better_std_error"] ** 2, row["worse_std_error"] ** 2
        cov = [[errors[0], row["covariance"]], [row["covariance"], errors[1]]]
        # the same region in the table's own sense of worse
        turned = np.column_stack([region[:, 1], -region[:, 0]]) - [row["better"], row["worse"]]
        distance = np.einsum("pi,ij,pj->p", turned, np.linalg.inv(cov), turned)
        np.testing.assert_allclose(distance, -2 * np.log(0.05), rtol=1e-6)
        whole = ellipse([row["better"], row["worse"]], cov, 0.95) - [row["better"], row["worse"]]
        # 36 points miss an extreme by up to 1 - cos 5 degrees
        np.testing.assert_allclose(turned.max(axis=0), whole.max(axis=0), rtol=0.006)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_ellipses_of_few_or_beyond_the_square_are_called_approximate(lang):
    def said(counts, **options):
        ax = fitted(counts, n_boot=200).plot_better_worse(lang=lang, **options)
        return "".join(note.get_text().replace("\n", " ") for note in ax.texts)

    many, few, edge = [60, 60, 60, 60, 0, 0], [20, 20, 20, 20, 0, 0], [1, 200, 1, 1, 0, 0]
    word = {"en": "pproximate", "zh": "近似"}[lang]
    assert word not in said({"wifi": many})
    mixed = said({"wifi": many, "bed": few, "pool": edge})
    assert word in mixed
    assert "bed, pool" in mixed.replace("、", ", ")
    everyone = said({"bed": few, "pool": edge})
    assert {"en": "All ellipses", "zh": "所有椭圆"}[lang] in everyone
    assert "bed, pool" not in everyone
    assert word not in said({"bed": few}, ellipse=False)


@pytest.mark.parametrize("lines", [("half", "mean"), "mean", ()])
def test_lines_divide_as_the_quadrants_do(hotel, lines):
    ax = hotel.plot_better_worse(lines=lines)
    across = {
        line.get_label(): line.get_ydata()[0]
        for line in ax.lines[1::2]
        if line.get_label() in ("_half", "_mean")
    }
    up = {
        line.get_label(): line.get_xdata()[0]
        for line in ax.lines[::2]
        if line.get_label() in ("_half", "_mean")
    }
    wanted = {f"_{each}" for each in ([lines] if isinstance(lines, str) else lines)}
    assert set(across) == set(up) == wanted
    if "_half" in wanted:
        assert across["_half"] == up["_half"] == 0.5
    if "_mean" in wanted:
        rows = hotel.coefficients
        assert (across["_mean"], up["_mean"]) == mean_lines(
            rows[["better", "worse"]].to_numpy(), hotel.categories["category"].isin(["R", "Q"]).to_numpy()
        )
        place = (rows["better"] > across["_mean"]).astype(int) + 2 * (-rows["worse"] > up["_mean"])
        quadrant = hotel.categories["quadrant_mean"]
        sure = quadrant != ""
        assert [("I", "A", "M", "O")[each] for each in place[sure]] == quadrant[sure].tolist()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("survey", SURVEYS)
@pytest.mark.parametrize("size", [None, "importance"])
def test_map_is_legible(fits, survey, lang, size):
    result = fits[survey]
    ax = result.plot_better_worse(lang=lang, size=size, title="A survey")
    assert_legible(ax)
    said = [note.get_text().replace("\n", "").replace(" ", "") for note in names(ax)]
    assert said == [result.model.label(name, lang).replace(" ", "") for name in result.attributes]
    # no name covers a point
    at = ax.transData.transform(np.array([[line.get_xdata()[0], line.get_ydata()[0]] for line in points(ax)]))
    for note in names(ax):
        place = box(note)
        assert not any(place.contains(*each) for each in at), note.get_text()


def test_reverse_is_hollow_and_contested_half_filled(hotel, hotel_map):
    ax = hotel_map
    rows = hotel.categories
    for line, (letter, agreement) in zip(points(ax), rows[["category", "agreement"]].to_numpy(), strict=True):
        assert (to_hex(line.get_markerfacecolor()) == "#ffffff") == (letter in "RQ")
        assert (line.get_fillstyle() == "left") == (agreement.startswith("contested") and letter not in "RQ")
    assert (rows["category"] == "R").any()
    assert "Hollow: R" in ax.texts[0].get_text()


def test_sizes_rise_with_importance(hotel):
    ax = hotel.plot_better_worse(size="importance")
    sizes = [line.get_markersize() for line in points(ax)]
    assert np.corrcoef(sizes, hotel.categories["importance"])[0, 1] > 1 - 1e-12
    assert [each.get_text() for each in ax.get_legend().get_texts()][-2:] == [
        "importance 4.8",
        "importance 7.7",
    ]


@pytest.mark.parametrize("k", [3, 30])
def test_few_and_many_attributes(thirty, k):
    result = thirty if k == 30 else many(k)
    ax = result.plot_better_worse(title="Many")
    assert_legible(ax)
    assert len(points(ax)) == k - 1
    under = " ".join(note.get_text() for note in ax.texts)
    assert "Not drawn, as nobody is in M, O, A or I: attribute 0 with a long name." in under.replace(
        "\n", " "
    )
    if k == 30:  # names do not fit: numbers, which stand for the places in the table
        assert [note.get_text() for note in names(ax)] == [str(i) for i in range(2, 31)]
        assert all(f"{i + 1}  attribute {i} with a long name" in under for i in range(1, 30))


def test_where_errors_are_none_limits_are_drawn():
    result = rare()
    ax = result.plot_better_worse()
    rows = result.coefficients
    assert len(points(ax)) == 2
    bars = [line for line in ax.lines if line.get_label() == "_limits"]
    assert list(bars[0].get_ydata()) == rows.loc["agreed", ["better_low", "better_high"]].tolist()
    assert list(bars[1].get_xdata()) == (-rows.loc["agreed", ["worse_low", "worse_high"]]).tolist()
    assert_legible(ax)


def test_without_names_and_ellipses(hotel):
    ax = hotel.plot_better_worse(labels=False, ellipse=False)
    assert names(ax) == []
    assert [patch for patch in ax.patches if patch.get_label() == "_ellipse"] == []


def test_groups_and_exchanged_questions(grouped):
    group = grouped.groups[1]
    ax = grouped.plot_better_worse(group=group)
    rows = grouped.coefficients.loc[group]
    np.testing.assert_allclose([line.get_ydata()[0] for line in points(ax)], rows["better"], atol=ROUNDING)
    assert "Questions exchanged" in " ".join(note.get_text() for note in ax.texts)
    assert_legible(ax)
    with pytest.raises(SpecificationError, match="Choose a group"):
        grouped.plot_better_worse()


@pytest.mark.parametrize("layout", [None, "constrained"])
def test_given_axes_keep_their_words_inside(hotel, layout):
    figure, axes = pyplot.subplots(1, 3, figsize=(13, 4.2), layout=layout)
    hotel.plot_better_worse(ax=axes[0], lang="zh")
    hotel.plot_categories(ax=axes[1])
    hotel.plot_answers("wifi", ax=axes[2])
    figure.draw_without_rendering()
    found = [assert_legible(ax, drawn=True) for ax in axes]
    for (said, one), (others, two) in itertools.combinations(found, 2):
        pairs = np.argwhere((met(one, two) >= 0).all(axis=-1))
        assert [(said[i], others[j]) for i, j in pairs] == []


# ------------------------------------------------------------------ stacked bars


def drawn_shares(ax):
    return np.array([[bar.get_width() for bar in ax.containers[c]] for c in range(6)]).T


def test_bars_are_the_counts(hotel):
    ax = hotel.plot_categories(sort=None)
    counts = hotel.counts
    shares = 100 * counts[list(CATEGORIES)].div(counts["n"], axis=0)
    np.testing.assert_allclose(drawn_shares(ax), shares, atol=ROUNDING)
    starts = np.array([[bar.get_x() for bar in ax.containers[c]] for c in range(6)]).T
    np.testing.assert_allclose(starts[:, 1:], np.cumsum(shares, axis=1).to_numpy()[:, :-1], atol=1e-7)
    for letter, bars in zip(CATEGORIES, ax.containers, strict=True):
        assert {bar.get_facecolor() for bar in bars} == {to_rgba(COLORS[letter])}
    said = {note.get_label(): note.get_text() for note in ax.texts if note.get_visible()}
    row = list(hotel.attributes).index("wifi")
    assert said[f"M {row}"] == f"M {shares.loc['wifi', 'M']:.0f}"


@pytest.mark.parametrize("sort", ["total_strength", "category_strength", "category"])
def test_bars_are_in_order(hotel, sort):
    ax = hotel.plot_categories(sort=sort)
    by_label = {hotel.model.label(name): name for name in hotel.attributes}
    order = [by_label[label.get_text().replace("\n", " ")] for label in ax.get_yticklabels()]
    assert sorted(order) == sorted(hotel.attributes)
    rows = hotel.categories.loc[order]
    if sort == "category":
        assert [CATEGORIES.index(letter) for letter in rows["category"]] == sorted(
            CATEGORIES.index(letter) for letter in rows["category"]
        )
    else:
        assert rows[sort].is_monotonic_decreasing


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("survey", SURVEYS)
def test_bars_are_legible_and_tell_the_labels(fits, survey, lang):
    result = fits[survey]
    ax = result.plot_categories(sort=None, values="count", lang=lang, title="A survey")
    assert_legible(ax)
    beside = [note.get_text() for note in ax.texts if note.get_position()[0] > 0 and not note.get_label()]
    said = [note.get_text() for note in ax.texts]
    for agreement in result.categories["agreement"]:
        text = agreement.removeprefix("contested: ")
        shown = [each.replace("\N{NO-BREAK SPACE}", " ").replace("\n", " ") for each in (*said, *beside)]
        rules = text.removeprefix("rules say ")
        assert any(each in shown for each in (text, f"rules: {rules}", f"各规则：{rules}"))


def test_many_bars_stand_on_one_page(thirty):
    ax = thirty.plot_categories()
    assert_legible(ax)
    assert ax.figure.get_figheight() < 25 / 2.54
    assert ax.figure.get_figwidth() < 16.2 / 2.54


def test_bars_without_answers_or_resamples():
    ax = rare().plot_categories()
    assert [label.get_text() for label in ax.get_yticklabels()] == ["agreed", "mixed", "nobody"]
    assert "nobody answered both questions" in [note.get_text() for note in ax.texts]
    assert_legible(ax)
    frame = pd.DataFrame({"a_f": [1, 1, 2], "a_d": [5, 5, 5]})
    plain = cs.KanoModel({"a": ("a_f", "a_d")}).fit(frame, n_boot=0).plot_categories()
    assert "Largest category" in [note.get_text() for note in plain.texts]


# ------------------------------------------------------------------ pairs of answers


def test_pairs_add_up_to_the_counts(fits):
    for result in fits.values():
        letters = np.array([list(row) for row in result.table.cells])
        for name in result.attributes:
            cells = result.answers_table(name)
            assert cells.index.name == "functional"
            for letter in CATEGORIES:
                np.testing.assert_allclose(
                    cells.to_numpy()[letters == letter].sum(), result.counts.loc[name, letter], atol=1e-7
                )


def test_pairs_of_exchanged_questions(grouped):
    for group in grouped.groups:
        cells = grouped.answers_table("sales_calls", group=group)
        assert (cells.index.name, cells.columns.name) == ("dysfunctional", "functional")
        letters = np.array([list(row) for row in grouped.table.cells])
        want = grouped.counts.loc[(group, "sales_calls"), "A"]
        np.testing.assert_allclose(cells.to_numpy()[letters == "A"].sum(), want, atol=1e-7)
    ax = grouped.plot_answers("sales_calls", group=group)
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("Without it", "With it")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("survey", SURVEYS)
def test_pairs_are_drawn_and_legible(fits, survey, lang):
    result = fits[survey]
    name = result.attributes[14]
    ax = result.plot_answers(name, lang=lang)
    cells = result.answers_table(name)
    said = {note.get_label(): note.get_text() for note in ax.texts}
    for (i, j), value in np.ndenumerate(cells.to_numpy()):
        assert said[f"count {i} {j}"] == f"{value:,.1f}"
        assert said[f"letter {i} {j}"] == result.table.cells[i][j]
    np.testing.assert_allclose(ax.collections[0].get_array().ravel(), cells.to_numpy().ravel(), atol=ROUNDING)
    part = result.parts[0]
    both = (part.functional[:, 14] > 0) & (part.dysfunctional[:, 14] > 0)
    assert f"{int(both.sum())}" in ax.texts[-1].get_text()
    assert 0 < both.sum() < part.n
    assert ax.get_title().replace("\n", " ") == result.model.label(name, lang)
    assert_legible(ax)


def test_short_form_and_nobody():
    frame = pd.DataFrame({"a_f": [1, 2, 3, 1], "a_d": [1, 2, 3, 3]})
    result = cs.KanoModel({"a": ("a_f", "a_d")}, table="three").fit(frame, n_boot=0)
    cells = result.answers_table("a")
    assert cells.to_numpy().tolist() == [[1, 0, 1], [0, 1, 0], [0, 0, 1]]
    assert cells.columns.tolist() == ["neutral", "live_with", "dislike"]
    assert_legible(result.plot_answers("a"))
    assert_legible(rare().plot_answers("nobody", lang="zh"))


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda r: r.plot_better_worse(lines=("halves",)), "half"),
        (lambda r: r.plot_better_worse(size="weight"), "importance"),
        (lambda r: r.plot_better_worse(lang="de"), "de"),
        (lambda r: r.plot_better_worse(group="north"), "without by="),
        (lambda r: r.plot_categories(sort="strength"), "total_strength"),
        (lambda r: r.plot_categories(values="share"), "percent"),
        (lambda r: r.plot_answers("wify"), "wifi"),
    ],
)
def test_what_is_unknown_is_refused(hotel, draw, said):
    with pytest.raises(SpecificationError, match=said):
        draw(hotel)


def test_size_needs_importance():
    with pytest.raises(SpecificationError, match="no importance was asked"):
        many(3).plot_better_worse(size="importance")
