"""The printed penalty-reward analysis in both languages."""

from __future__ import annotations

import re

import pytest

import csmodels as cs
from csmodels.three_factor import PenaltyReward


@pytest.fixture(scope="module")
def result():
    telecom = cs.datasets.load_telecom()
    model = PenaltyReward.from_questionnaire(telecom, "sat_overall", attributes=["voice", "tariff", "app"])
    return model.fit(telecom, n_boot=100)


def test_summaries_in_both_languages(result):
    english, chinese = (result.summary(lang).to_text() for lang in ("en", "zh"))
    for words in ("Penalties, rewards, classes", "excitement", "1 – 6", "9, 10", "HC3", "if", "R² = 0."):
        assert words in english
    for words in ("惩罚", "奖励", "兴奋", "基本", "线性时的不对称性", "参照", "以满意度为单位"):
        assert words in chinese
    # no code of a class or rule and no English label of an attribute is left in the Chinese document
    for code in ("excitement", "performance", "index_10", "ratio_li", "riocs", result.model.label("app")):
        assert code not in chinese
    assert result.model.label("app", "zh") in chinese
    assert result.model.label("app") in english


def test_what_is_printed_stands_in_the_tables(result):
    text = result.summary().to_text()
    row = result.classification.loc["app"]
    printed = f"{row['reward']:.2f} [{row['reward_low']:.2f}, {row['reward_high']:.2f}]"
    assert printed in text
    assert f"R² = {result.params['estimate'].iloc[-1]:.3f}" in text


def test_every_format_and_the_workbook(result, tmp_path):
    assert "<table" in result.to_html("zh")
    assert "toprule" in result.to_latex()
    assert "|" in result.to_markdown("zh")
    result.to_excel(tmp_path / "penalties.xlsx")
    names = ["params", "asymmetry", "classification", "probabilities", "coding"]
    assert list(result.tables)[: len(names)] == names


@pytest.mark.filterwarnings("ignore:Few low or high answers")
def test_without_resamples_and_by_group():
    hotel = cs.datasets.load_hotel()
    model = PenaltyReward.from_questionnaire(hotel, "sat_overall", attributes=["bed", "breakfast"])
    found = model.fit(hotel, n_boot=0, by="hotel")
    text = found.summary("zh").to_text()
    assert "重抽样占比" not in text
    assert found.probabilities is None
    words = found.group_labels[found.groups[0]]
    assert words.get("zh", found.groups[0]) in text
    assert len(re.findall(r"R²\s*=\s", text)) == len(found.groups)


def test_results_hand_out_copies(result):
    mine = result.classification
    mine["class"] = "changed"
    assert "changed" not in result.classification["class"].tolist()
