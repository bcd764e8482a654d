"""Relative importance: documents and pictures."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from importance_kit import ROOM, by_member, names, of_hotel, simulated

import csmodels as cs
from csmodels.errors import DataWarning, SpecificationError
from csmodels.plots.importance import importance_chart
from csmodels.three_factor.relative_importance import relative_importance

# The same sums in another order.
EXACT = 1e-11


@pytest.fixture(scope="module")
def hotel():
    return cs.datasets.load_hotel()


@pytest.fixture(scope="module")
def result(hotel):
    return of_hotel(hotel)


@pytest.fixture(scope="module")
def grouped(hotel):
    return by_member(hotel)


class TestDisplays:
    def test_params(self, result):
        assert list(result.params["kind"].unique()) == ["share", "r_squared"]
        row = result.params.query("lhs == 'room_bed' and rhs == 'lmg'")
        assert row["estimate"].item() == result.importance.loc["room_bed", "lmg"]
        assert row["p_value"].isna().all()

    @pytest.mark.parametrize("lang", ["en", "zh"])
    def test_documents(self, result, grouped, lang):
        for each in (result, grouped):
            for written in (
                each.to_text(lang),
                each.to_html(lang),
                each.to_latex(lang),
                each.to_markdown(lang),
            ):
                assert "importance_" not in written
                assert "importance\\_" not in written
        text = result.to_text(lang)
        assert ("Comfort of bed and pillow" if lang == "en" else "床铺和枕头的舒适度") in text
        assert ("no" if lang == "en" else "否") in grouped.to_text(lang)

    def test_without_resamples_nothing_is_said_of_them(self):
        found = relative_importance(simulated(3), outcome="y", drivers=names(3), method="dominance", n_boot=0)
        for lang, words in (
            ("en", ("percentile", "esamples", "95 %")),
            ("zh", ("百分位", "重抽样", "method")),
        ):
            written = found.to_text(lang)
            for word in words:
                assert word not in written, word
        assert "方法" in found.to_text("zh")

    def test_blocks_have_words(self):
        drivers = {"Product": ["x0", "x1"], "Service": "x2", "System": "x3", "Environment": "x4"}
        found = relative_importance(simulated(5), outcome="y", drivers=drivers, n_boot=0)
        assert [found.driver_label(name, "zh") for name in drivers] == ["产品", "服务", "系统", "环境"]
        assert found.shares["lmg"].sum() == pytest.approx(1, abs=EXACT)

    def test_the_same_figure_is_not_printed_twice(self, result, hotel):
        assert "Importance: General dominance" not in result.to_text()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DataWarning)
            alone = relative_importance(
                hotel, outcome="sat_overall", drivers=ROOM, method="dominance", n_boot=0
            )
        assert "Importance: General dominance" in alone.to_text()

    def test_a_table_handed_out_changes_nothing(self, result):
        table = result.importance
        table["lmg"] = 0.0
        assert (result.importance["lmg"] > 0).all()

    def test_workbook(self, grouped, tmp_path):
        grouped.to_excel(tmp_path / "importance.xlsx")
        sheet = pd.read_excel(tmp_path / "importance.xlsx", sheet_name="importance")
        assert len(sheet) == 6


class TestPictures:
    def test_bars_intervals_and_ranks_show_the_table(self, result):
        ax = result.plot_importance(title="Drivers")
        table = result.estimates.xs("lmg", level="method").sort_values("share", ascending=False)
        labels = [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]
        assert labels == [result.driver_label(name) for name in table.index]
        bars = [bar.get_width() for bar in ax.patches]
        np.testing.assert_allclose(bars, 100 * table["share"])
        ends = [
            line.get_xdata() for line in ax.lines if len(line.get_xdata()) == 2 and line.get_linewidth() > 1
        ]
        np.testing.assert_allclose(ends, 100 * table[["share_low", "share_high"]].to_numpy(dtype=float))
        low, high = table["rank_low"].iloc[0], table["rank_high"].iloc[0]
        assert ax.texts[0].get_text() == f"rank 1 [{low}–{high}]"
        assert "95 %" in ax.get_xlabel()

    def test_groups_stand_side_by_side_or_alone(self, grouped):
        ax = grouped.plot_importance(lang="zh")
        assert [each.get_text() for each in ax.get_legend().get_texts()] == ["否", "是"]
        assert len(ax.patches) - 2 == 6  # two shaded bands
        alone = grouped.plot_importance(group=1)
        assert alone.get_legend() is None
        assert len(alone.patches) == 3

    def test_ranks(self, result, grouped):
        ax = result.plot_ranks(method="pratt", lang="zh")
        shares = result.rank_probabilities.xs("pratt", level="method").to_numpy()
        drawn = np.asarray(ax.images[0].get_array())
        assert sorted(map(tuple, drawn)) == sorted(map(tuple, shares))
        with pytest.raises(SpecificationError, match="Choose a group: 0"):
            grouped.plot_ranks()

    def test_without_resamples_bars_stand_alone(self):
        found = relative_importance(simulated(3), outcome="y", drivers=names(3), n_boot=0)
        ax = found.plot_importance(sort=False)
        assert ax.texts[0].get_text() == "rank 1"
        assert "%" in ax.get_xlabel()
        assert "95" not in ax.get_xlabel()

    def test_negative_shares_reach_to_the_left(self):
        moments = cs.Moments([[1, 0.8, 0.5], [0.8, 1, 0.2], [0.5, 0.2, 1]], names=["a", "b", "y"])
        found = relative_importance(moments, outcome="y", drivers=["a", "b"], method="pratt")
        ax = found.plot_importance()
        low, high = ax.get_xlim()
        drawn = [100 * share for share in found.shares["pratt"]]
        assert low < min(drawn) < 0 < max(drawn) < high

    @pytest.mark.parametrize("size", [(3.2, 2.4), (6, 3), (12, 8)])
    @pytest.mark.parametrize("lang", ["en", "zh"])
    def test_words_stay_inside_the_figure(self, result, grouped, size, lang):
        from matplotlib import pyplot

        figure, axes = pyplot.subplots(1, 2, figsize=(2 * size[0], size[1]))
        drawn = (
            result.plot_importance(ax=axes[0], lang=lang, title="A" * 20),
            grouped.plot_importance(ax=axes[1], lang=lang),
        )
        figure.canvas.draw()
        whole = figure.bbox
        for ax in drawn:
            for words in [*ax.texts, *ax.get_yticklabels(), ax.xaxis.label, ax.title]:
                if words.get_text():
                    box = words.get_window_extent()
                    assert box.x0 >= whole.x0 - 1
                    assert box.x1 <= whole.x1 + 1
        pyplot.close(figure)

    def test_refusals(self, result):
        with pytest.raises(SpecificationError, match="method"):
            result.plot_importance(method="shapley")
        with pytest.raises(SpecificationError, match="without by="):
            result.plot_importance(group=1)
        with pytest.raises(SpecificationError, match="share_low"):
            importance_chart(pd.DataFrame({"share": [1.0]}))
