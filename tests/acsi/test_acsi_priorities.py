"""Importance-performance maps and what-if: published effects, textbook formulas, special cases."""

from __future__ import annotations

import warnings

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.text import Text

import csmodels as cs
from csmodels.acsi.priorities import priorities
from csmodels.acsi.what_if import what_if
from csmodels.errors import AdmissibilityWarning, SpecificationError
from csmodels.testing import assert_table_close, figure_data

#: Figures typed with four decimals.
FOUR_DECIMALS = 5.1e-5
#: The same sums in another order.
ROUNDING = 1e-10


@pytest.fixture(autouse=True)
def _figures():
    matplotlib.use("Agg")
    yield
    pyplot.close("all")


@pytest.fixture(scope="module")
def ecsi(mobi):
    return cs.index_model("ECSI-mobile").fit(mobi, n_boot=400)


@pytest.fixture(scope="module")
def hotels():
    hotel = cs.datasets.load_hotel()
    return cs.index_model("ACSI").fit(hotel, by="hotel", n_boot=60)


@pytest.mark.parametrize("target", ["Satisfaction", "Loyalty"])
def test_published_effects(ecsi, golden, target):
    published = golden("ecsi_mobile_index_effects").query("target == @target")
    found = priorities(ecsi, target).table["importance"]
    assert_table_close(found, published.set_index("driver")["effect"].rename_axis("construct"),
                       atol=FOUR_DECIMALS)  # fmt: skip


@pytest.mark.parametrize("how", ["unstandardized", "standardized", "equal"])
def test_importance_is_a_total_effect_in_points(mobi, how):
    result = cs.index_model("ECSI-mobile", index_weights=how).fit(mobi, n_boot=0)
    spread = result.index_scores().std(ddof=0)
    effects = result.total_effects.query("lhs == 'Loyalty'").set_index("rhs")["estimate"]
    expected = effects * spread["Loyalty"] / spread
    found = priorities(result, "Loyalty").table
    assert_table_close(found["importance"], expected[found.index], atol=ROUNDING)
    assert_table_close(found["performance"], result.index.loc[found.index, "estimate"], atol=ROUNDING)


def test_unstandardised_effects_are_regressions_of_the_indices(ecsi):
    """Under unstandardised weights the whole model could have been estimated on the indices themselves."""
    scores = ecsi.index_scores()
    model = ecsi.model
    b = pd.DataFrame(0.0, index=model.constructs, columns=model.constructs)
    for outcome, predictors in model.structure.items():
        left = np.c_[np.ones(len(scores)), scores[list(predictors)]]
        b.loc[outcome, list(predictors)] = np.linalg.lstsq(left, scores[outcome], rcond=None)[0][1:]
    total = np.linalg.inv(np.eye(len(b)) - b) - np.eye(len(b))
    expected = pd.Series(total[b.index.get_loc("Loyalty")], index=b.index).drop("Loyalty")
    found = priorities(ecsi, "Loyalty").table["importance"]
    assert_table_close(found, expected.rename_axis("construct"), atol=1e-9)


def test_items_share_the_effect_of_their_construct(ecsi, mobi):
    constructs, items = priorities(ecsi).table, priorities(ecsi, level="items").table
    shares = ecsi.index_weights["weight"]
    expected = (
        shares.loc[items.index]
        * constructs["importance"].loc[items.index.get_level_values("construct")].to_numpy()
    )
    assert_table_close(items["importance"], expected, atol=ROUNDING)
    summed = items["importance"].groupby(level="construct", sort=False).sum()
    assert_table_close(summed, constructs["importance"], atol=ROUNDING)
    means = 100 * (mobi.frame[items.index.get_level_values("item")].mean() - 1) / 9
    assert items["performance"].to_numpy() == pytest.approx(means.to_numpy(), abs=1e-9)
    weighted = (items["performance"] * shares.loc[items.index]).groupby(level="construct", sort=False).sum()
    assert_table_close(weighted, constructs["performance"], atol=1e-9)


def test_scale_of_the_answers_does_not_matter(mobi):
    """Answers from 1 to 10 written as 0 to 100 are the same map."""
    items = list(cs.index_model("ECSI-mobile").path_model().items)
    model = cs.index_model("ECSI-mobile", scale=(0, 100))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        stretched = model.fit((mobi.frame[items] - 1) / 9 * 100, n_boot=0)
    first = priorities(stretched, level="items").table
    second = priorities(cs.index_model("ECSI-mobile").fit(mobi, n_boot=0), level="items").table
    columns = ["importance", "performance"]
    assert_table_close(first[columns], second[columns], atol=1e-9)


def test_limits_come_from_the_resamples(ecsi):
    table = priorities(ecsi).table
    index = ecsi.index.loc[table.index]
    for ours, theirs in (("std_error", "std_error"), ("low", "conf_low"), ("high", "conf_high")):
        assert_table_close(table[f"performance_{ours}"], index[theirs], atol=ROUNDING)
    assert (table["importance_low"] < table["importance"]).all()
    assert (table["importance_high"] > table["importance"]).all()


def test_each_resample_is_a_fit_to_its_rows(mobi):
    model, n_boot = cs.index_model("ECSI-mobile"), 20
    indices = np.random.default_rng(1).integers(0, 250, (n_boot, 250))
    found = priorities(model.fit(mobi, resample_indices=indices)).table
    refitted = []
    with warnings.catch_warnings():
        # an item may run against its block in a resample, which a fit to these rows alone tells
        warnings.simplefilter("ignore", AdmissibilityWarning)
        for rows in indices:
            frame = mobi.frame.iloc[rows].reset_index(drop=True)
            refitted.append(priorities(model.fit(frame, n_boot=0)).table["importance"])
    drawn = pd.concat(refitted, axis=1)
    assert_table_close(found["importance_std_error"], drawn.std(axis=1), atol=1e-9)
    assert_table_close(found["importance_low"], drawn.quantile(0.025, axis=1), atol=1e-9)
    assert_table_close(found["importance_high"], drawn.quantile(0.975, axis=1), atol=1e-9)


def test_quadrants(ecsi):
    found = priorities(ecsi)
    line = found.lines.iloc[0]
    assert line["importance"] == pytest.approx(found.table["importance"].mean(), abs=ROUNDING)
    assert line["performance"] == pytest.approx(found.table["performance"].mean(), abs=ROUNDING)
    words = {(True, True): "keep", (True, False): "improve", (False, True): "excess", (False, False): "minor"}
    for _, row in found.table.iterrows():
        place = (row["importance"] >= line["importance"], row["performance"] >= line["performance"])
        assert row["quadrant"] == words[place]
    share = found.table["quadrant_share"]
    # Value is far from both lines; Image lies on one of them
    assert share["Value"] == 1.0
    assert 0.4 < share["Image"] < 0.8


def test_groups_are_fits_of_their_own(hotels):
    found = priorities(hotels, "Loyalty")
    assert found.table.index.names == ["hotel", "construct"]
    hotel = cs.datasets.load_hotel()
    name = hotels.groups[2]
    derived = [item.name for item in hotel.questionnaire.derived]
    rows = hotel.frame[hotel.frame["hotel"] == name].drop(columns=derived)
    alone = cs.index_model("ACSI").fit(
        cs.SurveyData(rows, hotel.questionnaire, weights=hotel.weights), n_boot=0
    )
    columns = ["importance", "performance"]
    assert_table_close(found.table.loc[name][columns], priorities(alone, "Loyalty").table[columns], atol=1e-9)
    assert found.lines.index.tolist() == list(hotels.groups)
    english, chinese = found.summary().to_text(), found.summary("zh").to_text()
    assert name in english
    assert "继续保持" in chinese


# ------------------------------------------------------------------ what if


def test_one_driver_moves_what_follows(ecsi):
    found = what_if(ecsi, {"Quality": +1})
    assert found.table.index.tolist() == ["Quality", "Value", "Satisfaction", "Complaints", "Loyalty"]
    effects = {name: priorities(ecsi, name).table.loc["Quality"] for name in ("Satisfaction", "Loyalty")}
    for name, effect in effects.items():
        row = found.table.loc[name]
        assert row["change"] == pytest.approx(effect["importance"], abs=ROUNDING)
        assert row["std_error"] == pytest.approx(effect["importance_std_error"], abs=ROUNDING)
        assert row["conf_low"] == pytest.approx(effect["importance_low"], abs=ROUNDING)
        assert row["conf_high"] == pytest.approx(effect["importance_high"], abs=ROUNDING)
        assert row["now"] == pytest.approx(ecsi.index.loc[name, "estimate"], abs=ROUNDING)
        assert row["after"] == pytest.approx(row["now"] + row["change"], abs=ROUNDING)
        assert row["after_low"] < row["after"] < row["after_high"]
    assert found.table.loc["Quality", "change"] == 1.0
    assert np.isnan(found.table.loc["Quality", "std_error"])


def test_changes_are_linear_and_add_up(ecsi):
    on = ["Satisfaction", "Loyalty"]
    quality, image = what_if(ecsi, {"Quality": 1}, on).table, what_if(ecsi, {"Image": 1}, on).table
    both = what_if(ecsi, {"Quality": -2, "Image": 3}, on).table
    assert_table_close(both["change"], 3 * image["change"] - 2 * quality["change"], atol=ROUNDING)
    down = what_if(ecsi, {"Quality": -1}, on).table
    assert_table_close(down["conf_low"], -quality["conf_high"], atol=ROUNDING)
    # a driver that follows another one receives both pushes
    received = what_if(ecsi, {"Quality": 1, "Image": 1}).table.loc["Quality", "change"]
    assert received == pytest.approx(
        1 + priorities(ecsi, "Quality").table.loc["Image", "importance"], abs=1e-9
    )


def test_a_push_beyond_the_scale_or_the_answers_is_told(ecsi):
    with pytest.warns(AdmissibilityWarning, match="index of Quality would become 105.0"):
        found = what_if(ecsi, {"Quality": 30.02}, "Loyalty")
    assert any("outside the scale" in each for each in found.warnings)
    assert "超出 0 至 100" in found.summary("zh").to_text()
    scores = ecsi.index_scores()["Value"]
    level = scores.quantile(0.97)
    push = level - scores.mean()
    with pytest.warns(AdmissibilityWarning, match="Value at .* outside what was observed: only [2-4]"):
        what_if(ecsi, {"Value": push})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        what_if(ecsi, {"Value": scores.quantile(0.9) - scores.mean()})
        what_if(ecsi, {"Value": scores.quantile(0.1) - scores.mean()})


def test_negative_weights_are_flagged(answers):
    """An item that runs against its block keeps its flag in whatever rests on the index."""
    turned = answers.assign(q3=11 - answers["q3"])
    items = {"Quality": ["q1", "q2", "q3"], "Value": ["v1", "v2"], "Satisfaction": ["s1", "s2", "s3"]}
    model = cs.index_model("ACSI", items=items)
    with pytest.warns(AdmissibilityWarning, match="q3"):
        result = model.fit(turned, n_boot=0)
    for found in (priorities(result), what_if(result, {"Quality": 1})):
        assert any("negative weight" in each for each in found.warnings)
        assert "q3" in found.summary().to_text()
    assert priorities(result).table["quadrant_share"].isna().all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda r: priorities(r, "Satisfactoin"), "Did you mean 'Satisfaction'"),
        (lambda r: priorities(r, "Image"), "No path leads to 'Image'"),
        (lambda r: priorities(r, level="item"), "level='item' is unknown"),
        (lambda r: what_if(r, {"Qualty": 1}), "Did you mean 'Quality'"),
        (lambda r: what_if(r, {}), "Say what changes"),
        (lambda r: what_if(r, {"Quality": 0}), "All changes are zero"),
        (lambda r: what_if(r, {"Quality": float("nan")}), "number of index points"),
        (lambda r: what_if(r, {"Quality": "1"}), "number of index points"),
        (lambda r: what_if(r, {"Quality": 1}, on="Image"), "No path leads from 'Quality' to 'Image'"),
        (lambda r: what_if(r, {"Quality": 1}, on="Loyality"), "Did you mean 'Loyalty'"),
    ],
)
def test_questions_are_checked(ecsi, call, message):
    with pytest.raises(SpecificationError, match=message):
        call(ecsi)


def test_displays(ecsi):
    english, chinese = priorities(ecsi).summary().to_text(), priorities(ecsi).summary("zh").to_text()
    for words in ("Priorities for Satisfaction", "0.64 [", "75.0 [", "keep up", "importance 0.41"):
        assert words in english
    assert english.index("Quality") < english.index("Expectations") < english.index("Value")
    for words in ("提升顾客满意度的优先次序", "继续保持", "感知质量"):
        assert words in chinese
    found = what_if(ecsi, {"Quality": 1, "Image": -0.5})
    assert "What if: Quality +1, Image -0.5" in found.summary().to_text()
    assert "情景分析：感知质量 +1，品牌形象 -0.5" in found.summary("zh").to_text()


# ------------------------------------------------------------------ pictures


def boxes(ax):
    ax.figure.draw_without_rendering()
    # of the words alone: an annotation's own extent takes in the line to its point
    return [(words.get_text(), Text.get_window_extent(words)) for words in ax.texts if words.get_text()]


def overlaps(ax):
    found = boxes(ax)
    return [
        (a, b)
        for i, (a, first) in enumerate(found)
        for b, second in found[:i]
        if min(first.x1, second.x1) - max(first.x0, second.x0) > 1
        and min(first.y1, second.y1) - max(first.y0, second.y0) > 1
    ]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("level", ["constructs", "items"])
def test_map_shows_the_table_and_labels_keep_clear(ecsi, level, lang):
    found = priorities(ecsi, level=level)
    ax = found.plot(lang=lang, title="Map")
    drawn = next(line for line in ax.lines if line.get_marker() == "o")
    np.testing.assert_allclose(drawn.get_xdata(), found.table["importance"])
    np.testing.assert_allclose(drawn.get_ydata(), found.table["performance"])
    bars = [line.get_xydata() for line in ax.lines if line.get_marker() in ("None", "")]
    low = found.table["importance_low"].tolist()
    assert sorted(b[0, 0] for b in bars if b[0, 1] == b[1, 1] and b[0, 0] in low) == sorted(low)
    assert len(ax.texts) == len(found.table) + 4
    assert overlaps(ax) == []
    inside = ax.get_window_extent()
    for words, box in boxes(ax):
        assert box.x0 > inside.x0 - 2, words
        assert box.x1 < inside.x1 + 2, words
    assert figure_data(ax)


def test_map_of_groups(hotels):
    found = priorities(hotels)
    names = list(hotels.groups[:3])
    ax = found.plot(group=names)
    assert [words.get_text() for words in ax.get_legend().get_texts()] == [str(name) for name in names]
    assert overlaps(ax) == []
    assert found.plot(group=names[0]).get_legend() is None
    with pytest.raises(SpecificationError, match="cannot be read; choose up to 3"):
        found.plot()
    with pytest.raises(SpecificationError, match="is none of"):
        found.plot(group="Nowhere")


@pytest.mark.parametrize("layout", [None, "constrained", "tight"])
def test_map_in_a_given_place(ecsi, layout):
    figure, axes = pyplot.subplots(1, 2, figsize=(9, 4), layout=layout)
    for ax, target in zip(axes, ("Satisfaction", "Loyalty"), strict=True):
        assert priorities(ecsi, target).plot(ax=ax, title=target) is ax
    figure.draw_without_rendering()
    for ax in axes:
        assert overlaps(ax) == []
        whole = ax.get_tightbbox()
        assert whole.x0 > -2
        assert whole.x1 < figure.bbox.x1 + 2
        assert whole.y0 > -2
    left, right = (ax.get_tightbbox() for ax in axes)
    assert left.x1 < right.x0 + 2


def crossed(ax):
    """Labels that lie on a dividing line."""
    ax.figure.draw_without_rendering()
    dashed = [line for line in ax.lines if line.get_linestyle() == "--"]
    (across,) = {line.get_xdata()[0] for line in dashed if line.get_xdata()[0] == line.get_xdata()[1]}
    (up,) = {line.get_ydata()[0] for line in dashed if line.get_ydata()[0] == line.get_ydata()[1]}
    x, y = ax.transData.transform((across, up))
    drivers = boxes(ax)[:-4]  # the last four name the quadrants
    return [words for words, box in drivers if box.x0 < x < box.x1 or box.y0 < y < box.y1]


@pytest.fixture(scope="module")
def hotel():
    return cs.index_model("ACSI").fit(cs.datasets.load_hotel(), n_boot=100)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("target", ["Satisfaction", "Loyalty"])
@pytest.mark.parametrize("small", [False, True], ids=["new", "small"])
@pytest.mark.parametrize("survey", ["ecsi", "hotel"])
def test_labels_keep_off_the_dividing_lines_and_inside(request, survey, small, target, lang):
    """Also in a place of 3 by 2.5 inches, whose data area is known only when it is drawn."""
    given = pyplot.subplots(figsize=(3, 2.5))[1] if small else None
    ax = request.getfixturevalue(survey).plot_priorities(target, lang=lang, ax=given)
    assert crossed(ax) == []
    assert overlaps(ax) == []
    inside = ax.get_window_extent()
    for words, box in boxes(ax):
        assert inside.x0 - 2 < box.x0 < box.x1 < inside.x1 + 2, words
        assert inside.y0 - 2 < box.y0 < box.y1 < inside.y1 + 2, words


def test_a_map_is_arranged_anew_when_its_figure_changes(ecsi):
    figure, given = pyplot.subplots(figsize=(8, 6))
    ax = ecsi.plot_priorities(ax=given)
    figure.draw_without_rendering()
    large = ax.texts[0].get_fontsize()
    figure.set_size_inches(3, 2.5)
    assert crossed(ax) == []
    assert overlaps(ax) == []
    assert ax.texts[0].get_fontsize() < large
