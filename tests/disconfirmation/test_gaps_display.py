"""Printed gaps in both languages, and pictures drawn from the tables."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.disconfirmation.gaps.model import GapModel
from csmodels.errors import SpecificationError
from csmodels.plots.gaps import gap_chart, zone_chart

DIMENSIONS = {"Room": ["cleanliness", "quiet", "bed"], "Service": ["checkin", "breakfast", "staff"]}


@pytest.fixture(scope="module")
def hotel():
    return cs.datasets.load_hotel()


@pytest.fixture(scope="module")
def result(hotel):
    model = GapModel.from_questionnaire(
        hotel, dimensions=DIMENSIONS, outcome="sat_overall", importance={"Room": 60, "Service": 40}
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return model.fit(hotel, n_boot=100)


def test_summaries_in_both_languages(result):
    english, chinese = (result.summary(lang).to_text() for lang in ("en", "zh"))
    for words in ("comfort of bed and pillow", "SERVQUAL, weighted", "P − adequate", "Does the difference"):
        assert words in english
    for words in ("床和枕头的舒适程度", "客房", "按重要性加权", "容忍区间", "配对 t 检验"):
        assert words in chinese
    # no key of a table is left in the Chinese document
    for key in ("expectation", "performance", "servqual_", "no_zone", "msa", "overall\n", "n_predictors"):
        assert key not in chinese
    assert "quiet (" not in chinese


def test_every_format_and_the_workbook(result, tmp_path):
    assert "<table" in result.to_html("zh")
    assert "toprule" in result.to_latex()
    assert "|" in result.to_markdown("zh")
    result.to_excel(tmp_path / "gaps.xlsx")
    names = [
        "attributes",
        "dimensions",
        "reliability",
        "shares",
        "scores",
        "zones",
        "explained",
        "constraints",
    ]
    assert list(result.tables) == ["params", *names]


def test_a_table_handed_out_changes_nothing(result):
    table = result.attributes
    table["gap"] = 0.0
    assert result.attributes["gap"].abs().sum() > 0


def test_one_dimension_is_not_printed_twice(hotel):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = GapModel.from_questionnaire(hotel, outcome="sat_overall").fit(hotel, n_boot=0)
    text = found.summary().to_text()
    assert "\nDimensions\n" not in text
    assert "gaps of the dimensions" not in text
    assert "All together  " in text


def test_dumbbells_show_the_table(result):
    ax = result.plot_gaps()
    table = result.attributes.sort_values("gap", kind="stable")
    labels = [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]
    assert labels == [result.attribute_label(name) for name in table.index.get_level_values("attribute")]
    means = [float(line.get_xdata()[0]) for line in ax.lines if line.get_label() == "_mean"]
    np.testing.assert_allclose(means[0::2], table["expectation"])
    np.testing.assert_allclose(means[1::2], table["performance"])
    ends = [line.get_xdata() for line in ax.lines if line.get_label() == "_interval"]
    np.testing.assert_allclose(ends[0::2], table[["expectation_low", "expectation_high"]])
    joined = [line.get_xdata() for line in ax.lines if line.get_label() == "_gap"]
    np.testing.assert_allclose(joined, table[["expectation", "performance"]])
    written = [each.get_text() for each in ax.texts]
    assert f"{table['gap'].iloc[0]:+.2f}".replace("-", "−") in written[0]


def test_dumbbells_of_dimensions_unsorted_in_chinese(result):
    ax = result.plot_gaps(level="dimensions", sort=False, lang="zh", title="差距")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["客房", "服务"]
    assert ax.get_title() == "差距"


def test_zones_show_the_table(result):
    ax = result.plot_zones(lang="zh")
    zones = result.zones["estimate"].unstack("figure").droplevel("dimension")
    zones = zones.loc[result.zones.index.unique("attribute")]
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.patches]
    np.testing.assert_allclose(bars, zones[["adequate", "desired"]])
    dots = [float(line.get_xdata()[0]) for line in ax.lines if line.get_label() == "_mean"]
    np.testing.assert_allclose(dots, zones["performance"])
    first = " · ".join(f"{100 * share:.0f}" for share in zones.iloc[0][["below", "inside", "above"]])
    assert ax.texts[0].get_text() == first


@pytest.mark.parametrize("size", [(3.2, 2.4), (6, 3), (12, 8)])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_words_stay_inside_the_figure(result, size, lang):
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(2 * size[0], size[1]))
    drawn = (result.plot_gaps(ax=axes[0], lang=lang), result.plot_zones(ax=axes[1], lang=lang))
    figure.draw_without_rendering()
    renderer, frame = figure.canvas.get_renderer(), figure.bbox
    for ax in drawn:
        words = [*ax.get_yticklabels(), *ax.texts, ax.xaxis.label, *ax.get_legend().get_texts()]
        for each in words:
            box = each.get_window_extent(renderer)
            assert box.x0 >= frame.x0 - 1, each.get_text()
            assert box.x1 <= frame.x1 + 1, each.get_text()
            assert box.y0 >= frame.y0 - 1, each.get_text()
            assert box.y1 <= frame.y1 + 1, each.get_text()
    pyplot.close(figure)


def test_a_group_is_drawn_alone(hotel):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = GapModel.from_questionnaire(hotel, attributes=["bed", "staff"]).fit(
            hotel, by="member", n_boot=0
        )
    ax = found.plot_gaps(group=1, sort=False)
    means = [float(line.get_xdata()[0]) for line in ax.lines if line.get_label() == "_mean"]
    assert means[0] == found.attributes.loc[1]["expectation"].iloc[0]
    # words of the group, not its code
    assert "否" in found.summary("zh").to_text()


def test_charts_say_what_they_miss():
    with pytest.raises(SpecificationError, match="no column 'expectation'"):
        gap_chart(pd.DataFrame({"gap": [1.0]}))
    with pytest.raises(SpecificationError, match="this one has none"):
        zone_chart(pd.DataFrame())
    row = {"expectation": 8.0, "performance": 7.0, "gap": -1.0}
    missing = dict.fromkeys(
        (
            "expectation_low",
            "expectation_high",
            "performance_low",
            "performance_high",
            "conf_low",
            "conf_high",
        ),
        np.nan,
    )
    ax = gap_chart(pd.DataFrame([row | missing], index=["Bed"]))
    assert ax.texts[0].get_text() == "−1.00"
    assert not [line for line in ax.lines if line.get_label() == "_interval"]


def test_rows_with_one_label_are_drawn_apart(result):
    wide = result.zones[["estimate", "conf_low", "conf_high"]].unstack("figure")
    ax = zone_chart(wide.set_axis(["Room"] * len(wide), axis=0))
    assert len(ax.patches) == len(wide)
