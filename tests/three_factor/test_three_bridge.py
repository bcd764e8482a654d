"""A Kano questionnaire and ratings of the same attributes: matching, agreement, reasons."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError, SpecificationError
from csmodels.three_factor.bridge import compare_classifications
from csmodels.three_factor.bridge.reasons import REASONS, reasons
from csmodels.three_factor.penalty_reward.model import PenaltyReward

TRUTH = json.loads((Path(__file__).parents[2] / "datasets" / "truth.json").read_text(encoding="utf-8"))
# Probabilities that are multiplied.
EXACT = 1e-12


def fitted(name):
    ratings, kano = getattr(cs.datasets, f"load_{name}")(), getattr(cs.datasets, f"load_{name}_kano")()
    questionnaire = cs.KanoModel.from_questionnaire(kano).fit(kano, n_boot=200)
    rated = [
        each["rated_item"] for each in TRUTH[f"{name}_kano"]["attributes"].values() if each["rated_item"]
    ]
    return ratings, questionnaire, rated


@pytest.fixture(scope="module")
def hotel():
    return fitted("hotel")


@pytest.fixture(scope="module")
def classified(hotel):
    return PenaltyReward("sat_overall", hotel[2]).fit(hotel[0], n_boot=200)


def frames():
    """Both classifications by hand: agreement, presence against levels, reverse, reversal."""
    names = ["bed", "staff", "wifi", "calls", "air"]
    kano = pd.DataFrame(
        {
            "category": ["M", "A", "O", "R", "I"],
            "probability": [1.0, 1.0, 0.7, 1.0, 0.95],
            "agreement": ["M", "A", "contested: O 70 %, M 30 %", "R", "I"],
            "agrees": [True, True, False, True, True],
        },
        index=pd.Index(names, name="attribute"),
    )
    ratings = pd.DataFrame(
        {
            "class": ["basic", "performance", "basic", "basic", "excitement"],
            "significance": ["basic", "excitement", "performance", "basic", "unimportant"],
            "calibrated": ["basic", "performance", "performance", "basic", "excitement"],
            "probability": [0.99, 0.95, 0.97, 0.6, 0.92],
            "reversal": ["", "", "", "", "penalty"],
        },
        index=pd.Index(names, name="attribute"),
    )
    return ratings, kano


class TestMatching:
    @pytest.mark.parametrize("name", ["hotel", "telecom"])
    def test_both_samples_by_their_rated_items(self, name, request):
        ratings, kano, rated = request.getfixturevalue("hotel") if name == "hotel" else fitted(name)
        by_hand = pd.DataFrame({"class": "basic"}, index=pd.Index(rated, name="attribute"))
        found = compare_classifications(by_hand, kano.categories, asked=ratings)
        expected = {
            key: each["rated_item"]
            for key, each in TRUTH[f"{name}_kano"]["attributes"].items()
            if each["rated_item"]
        }
        assert found.comparison["rated"].to_dict() == expected
        alone = [key for key, each in TRUTH[f"{name}_kano"]["attributes"].items() if not each["rated_item"]]
        assert found.unmatched.index.tolist() == alone
        assert set(found.unmatched["side"]) == {"kano"}

    def test_by_the_items_of_a_result(self, hotel):
        named = PenaltyReward.from_questionnaire(hotel[0], "sat_overall").fit(hotel[0], n_boot=0)
        found = compare_classifications(named, hotel[1])
        assert found.comparison["rated"].tolist() == list(named.attributes)

    def test_given_pairs_may_name_the_rated_item(self, hotel):
        named = PenaltyReward.from_questionnaire(hotel[0], "sat_overall").fit(hotel[0], n_boot=0)
        found = compare_classifications(named, hotel[1], match={"wifi": "p_bed"})
        assert found.comparison["rated"].to_dict() == {"wifi": "bed"}

    def test_refusals(self):
        ratings, kano = frames()
        with pytest.raises(SpecificationError, match="no attribute of the Kano questionnaire"):
            compare_classifications(ratings, kano, match={"bad": "bed"})
        with pytest.raises(SpecificationError, match="no attribute of the ratings"):
            compare_classifications(ratings, kano, match={"bed": "beds"})
        with pytest.raises(SpecificationError, match="twice"):
            compare_classifications(ratings, kano, match={"bed": "bed", "wifi": "bed"})
        with pytest.raises(DataError, match="No attribute"):
            compare_classifications(ratings.add_prefix("q_", axis=0), kano)
        with pytest.raises(DataError, match="no column 'category'"):
            compare_classifications(ratings, ratings)
        with pytest.raises(DataError, match="class 'dull'"):
            compare_classifications(ratings.assign(**{"class": "dull"}), kano)
        with pytest.raises(SpecificationError, match="must be a table"):
            compare_classifications(3, kano)

    def test_swapped_arguments_are_told(self, hotel, classified):
        ratings, kano = frames()
        with pytest.raises(DataError, match="swapped"):
            compare_classifications(kano, ratings)
        with pytest.raises(SpecificationError, match="swapped"):
            compare_classifications(hotel[1], classified)
        with pytest.raises(DataError) as told:
            compare_classifications(ratings[["probability"]], kano)
        assert "swapped" not in str(told.value)

    def test_any_result_with_a_classification(self):
        from types import SimpleNamespace

        ratings, kano = frames()
        found = compare_classifications(SimpleNamespace(classification=ratings), kano)
        pd.testing.assert_frame_equal(found.comparison, compare_classifications(ratings, kano).comparison)

    def test_groups_must_be_chosen(self):
        ratings, kano = frames()
        by = pd.concat({"a": ratings, "b": ratings.assign(**{"class": "basic"})}, names=["hotel"])
        with pytest.raises(SpecificationError, match="choose one by group="):
            compare_classifications(by, kano)
        with pytest.raises(SpecificationError, match="no group 'c'"):
            compare_classifications(by, kano, group="c")
        found = compare_classifications(by, kano, group="b")
        assert set(found.comparison["ratings"]) == {"basic"}


class TestAgreement:
    def test_by_hand(self):
        found = compare_classifications(*frames())
        assert found.comparison["kano"].tolist() == ["basic", "excitement", "performance", "", "unimportant"]
        assert found.comparison["agrees"].isna().tolist() == [False, False, False, True, False]
        row = found.agreement.loc["class"]
        assert (row["n"], row["n_agree"], row["share"]) == (4, 1, 0.25)
        # classes of the questionnaire 1 each; of the ratings 2 basic, 1 performance, 1 excitement
        assert row["kappa"] == pytest.approx((0.25 - 0.25) / 0.75, abs=EXACT)
        assert found.agreement.loc["significance", "share"] == 1.0
        assert found.cross.to_numpy().sum() == 4
        assert found.cross.loc["performance", "basic"] == 1

    def test_probability_of_agreement(self, hotel, classified):
        found = compare_classifications(classified, hotel[1], asked=hotel[0])
        kano, rated = hotel[1].probabilities, classified.probabilities
        expected = (
            kano.loc["bed", "M"] * rated.loc["p_bed", "basic"]
            + kano.loc["bed", "O"] * rated.loc["p_bed", "performance"]
            + kano.loc["bed", "A"] * rated.loc["p_bed", "excitement"]
            + kano.loc["bed", "I"] * rated.loc["p_bed", "unimportant"]
        )
        assert found.comparison.loc["bed", "p_agree"] == pytest.approx(expected, abs=EXACT)
        rules = found.agreement.index
        assert rules[0] == "class"
        assert {"significance", "index_10"} <= set(rules)

    def test_key_drivers_are_classes_too(self, hotel):
        from csmodels.three_factor.key_drivers import key_drivers

        game = key_drivers(hotel[0], outcome="sat_overall", drivers=hotel[2], n_boot=100)
        found = compare_classifications(game, hotel[1], asked=hotel[0])
        assert found.settings["n_compared"] == 12
        assert found.agreement.index.tolist() == ["class"]


class TestReasons:
    def test_agreement_needs_none(self):
        assert reasons({"class": "basic", "category": "M"}, {"class": "basic"}, None) == []

    def test_each_reason_has_its_sign(self):
        def told(kano=None, rated=None, coding=None):
            kano = {"class": "excitement", "category": "A"} | (kano or {})
            return set(reasons(kano, {"class": "basic"} | (rated or {}), coding)) - {"levels"}

        enough = {"n_low": 99, "n_high": 99, "share_low": 0.3, "share_high": 0.3}
        assert told() == set()
        assert told(coding=enough) == set()
        assert told({"agrees": False}) == {"contested_kano"}
        assert told({"probability": 0.89}) == {"contested_kano"}
        assert told(rated={"probability": 0.89}) == {"contested_ratings"}
        assert told({"class": "", "category": "R"}) == {"reverse_kano"}
        assert told(rated={"reversal": "reward"}) == {"reversal"}
        assert told(rated={"class": "performance"}) == {"not_shown"}
        assert told(rated={"class": "unimportant"}) == {"weak"}
        assert told(rated={"calibrated": "performance"}) == {"linear"}
        assert told(rated={"calibrated": ""}) == set()
        english = {"en": "a clean room"}
        assert told({"words": english}, {"words": {"en": "Cleanliness"}}) == {"wording"}
        assert told({"words": english}, {"words": {"en": "A clean  room"}}) == set()
        assert told({"words": english}, {"words": {"zh": "清洁"}}) == set()
        assert told({"words": english}) == set()
        assert told(coding=enough | {"n_high": 29}) == {"few"}
        assert told(coding=enough | {"share_low": 0.09}) == {"range"}

    def test_by_hand(self):
        found = compare_classifications(*frames()).comparison["reasons"]
        assert found["bed"] == ""
        assert found["staff"] == "not_shown, levels"
        assert found["wifi"] == "contested_kano, linear, levels"
        assert found["calls"] == "contested_ratings, reverse_kano, levels"
        assert found["air"] == "reversal, levels"

    def test_few_low_answers_come_from_the_coding_of_a_result(self, hotel):
        rare = PenaltyReward("sat_overall", hotel[2], low={"p_staff": 1})
        with pytest.warns(cs.errors.DataWarning, match="Few low or high"):
            thin = rare.fit(hotel[0], n_boot=0)
        found = compare_classifications(thin, hotel[1], asked=hotel[0]).comparison
        own = found.loc["staff"]
        assert own["kano"] != own["ratings"]
        assert {"few", "range"} <= set(own["reasons"].split(", "))
        # the questionnaire asks about "friendly staff", the ratings about the friendliness of the staff
        assert "wording" in own["reasons"].split(", ")


class TestDisplay:
    def test_both_languages(self, hotel, classified):
        found = compare_classifications(classified, hotel[1], asked=hotel[0])
        assert "Agreement with the questionnaire" in found.to_text()
        assert "a clean room" in found.to_text()
        chinese = found.to_text("zh")
        assert "卡诺问卷与评分" in chinese
        assert "干净的客房" in chinese
        assert set(found.tables) == {"comparison", "agreement", "cross", "unmatched"}

    def test_every_reason_has_words(self):
        from csmodels.tables.strings import text

        for name in REASONS:
            for lang in ("en", "zh"):
                assert text(f"value.bridge_{name}", lang)
                assert text(f"note.bridge_{name}", lang)

    def test_categories_are_printed(self):
        printed = compare_classifications(*frames()).to_text()
        line = next(each for each in printed.splitlines() if each.startswith("wifi"))
        assert " O " in line
        assert "70.0" in line

    def test_tables_are_copies(self):
        found = compare_classifications(*frames())
        copy = found.comparison
        copy.loc["bed", "kano"] = "x"
        assert found.comparison.loc["bed", "kano"] == "basic"
        assert np.isfinite(found.agreement["kappa"]).all()
