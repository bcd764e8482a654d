"""Key drivers of a survey: rules for missing answers, weights, designs, stop, displays, refusals."""

from __future__ import annotations

import warnings
from itertools import permutations
from math import factorial

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.three_factor.key_drivers import key_drivers
from csmodels.three_factor.key_drivers.model import SIDES

# The same sums in another order.
EXACT = 1e-12
# Linearised errors take derivatives numerically.
NUMERIC = 1e-6
# Of a bootstrap with 1,000 resamples beside the formula.
BOOT = 0.12

RATED = [
    "p_cleanliness",
    "p_quiet",
    "p_shower",
    "p_bed",
    "p_checkin",
    "p_facilities",
    "p_breakfast",
    "p_staff",
]
PHONE = ["p_voice", "p_indoor", "p_internet", "p_tariff", "p_courtesy", "p_app"]
LOW, HIGH = range(1, 7), (9, 10)


@pytest.fixture(scope="module")
def hotel():
    return cs.datasets.load_hotel()


@pytest.fixture(scope="module")
def result(hotel):
    return key_drivers(hotel, outcome="sat_overall", drivers=RATED)


def worth(flags, hit, weights, members):
    """v of one coalition from its definition."""
    failed = flags[:, list(members)].any(axis=1)
    return np.average(failed[hit], weights=weights[hit]) - np.average(failed[~hit], weights=weights[~hit])


def by_orders(flags, hit, weights):
    p = flags.shape[1]
    found = np.zeros(p)
    for order in permutations(range(p)):
        before = 0.0
        for k in range(p):
            after = worth(flags, hit, weights, order[: k + 1])
            found[order[k]] += after - before
            before = after
    return found / factorial(p)


def simulated(seed=0, n=400):
    """Ratings from 1 to 5 with gaps; the first driver fails the dissatisfied, the last does not matter."""
    rng = np.random.default_rng(seed)
    ratings = rng.integers(1, 6, size=(n, 4)).astype(float)
    outcome = np.clip(np.rint(0.6 * ratings[:, 0] + 0.3 * ratings[:, 1] + rng.normal(0, 1, n)), 1, 5)
    ratings[rng.random((n, 4)) < 0.05] = np.nan
    outcome[rng.random(n) < 0.05] = np.nan
    return pd.DataFrame(ratings, columns=list("abcd")).assign(y=outcome, w=rng.uniform(0.5, 2, n))


class TestFigures:
    @pytest.mark.parametrize("side", SIDES)
    def test_hotel_equals_all_orders_of_five_drivers_with_weights(self, hotel, side):
        chosen = RATED[:5]
        frame = hotel.frame[[*chosen, "sat_overall", "weight"]].dropna()
        codes = LOW if side == "dissatisfiers" else HIGH
        flags, hit = frame[chosen].isin(codes).to_numpy(), frame["sat_overall"].isin(codes).to_numpy()
        expected = by_orders(flags, hit, frame["weight"].to_numpy())
        found = key_drivers(hotel, outcome="sat_overall", drivers=chosen, n_boot=0)
        np.testing.assert_allclose(found.estimates.loc[side, "value"], expected, atol=EXACT)
        whole = worth(flags, hit, frame["weight"].to_numpy(), range(5))
        assert found.totals.loc[side, "total"] == pytest.approx(whole, abs=EXACT)
        assert found.estimates.loc[side, "value"].sum() == pytest.approx(whole, abs=EXACT)

    def test_negative_values_stay_and_are_told(self):
        frame = simulated().dropna()
        frame["a"] = 6 - frame["a"]
        found = key_drivers(frame, outcome="y", drivers=list("abcd"), sides="dissatisfiers", n_boot=200)
        values = found.estimates.loc["dissatisfiers", "value"]
        assert values["a"] < -0.05
        assert values.sum() == pytest.approx(found.totals["total"].item(), abs=EXACT)
        assert not found.estimates.loc[("dissatisfiers", "a"), "key"]
        assert any("reverse coded" in told for told in found.warnings)

    def test_curve_takes_drivers_by_value_up_to_the_largest_success(self, result):
        for side in SIDES:
            curve, values = result.curve.loc[side], result.estimates.loc[side]
            by_value = values.sort_values("value", ascending=False, kind="stable").index.tolist()
            assert curve["driver"].tolist() == by_value
            best = int(curve["success"].idxmax())
            assert curve["key"].tolist() == [step <= best for step in curve.index]
            np.testing.assert_allclose(curve["success"], curve["reach"] - curve["noise"], atol=EXACT)
            assert (curve["reach"].diff().dropna() >= 0).all()
            assert result.totals.loc[side, "n_key"] == best
            first = by_value[0]
            assert curve["success"].iloc[0] == pytest.approx(values.loc[first, "success"], abs=EXACT)

    def test_both_samples_find_what_they_were_made_with(self, result):
        # cleanliness and shower only prevent dissatisfaction in the hotel, voice calls in the other survey
        assert (result.classification.loc[["p_cleanliness", "p_shower"], "class"] == "basic").all()
        assert result.estimates.loc["enhancers", "rank"].idxmin() == "p_staff"
        telecom = cs.datasets.load_telecom()
        found = key_drivers(telecom, outcome="sat_overall", drivers=PHONE, n_boot=0)
        ranks = found.estimates["rank"].unstack(level=0)
        assert ranks.loc["p_voice", "dissatisfiers"] < ranks.loc["p_voice", "enhancers"]
        assert ranks.loc["p_app", "enhancers"] < ranks.loc["p_app", "dissatisfiers"]


class TestMissing:
    def test_listwise_takes_complete_rows(self):
        frame = simulated()
        found = key_drivers(frame, outcome="y", drivers=list("abcd"), n_boot=0)
        whole = key_drivers(frame.dropna(), outcome="y", drivers=list("abcd"), n_boot=0)
        pd.testing.assert_frame_equal(found.estimates, whole.estimates)
        assert found.settings["n"] == len(frame.dropna())

    def test_no_event_keeps_the_respondent_in_the_base(self):
        frame = simulated()
        frame.loc[0, list("abcd")] = np.nan
        kept = frame[frame["y"].notna() & frame[list("abcd")].notna().any(axis=1)]
        survey = cs.SurveyData(frame, weights="w")
        found = key_drivers(survey, outcome="y", drivers=list("abcd"), missing="no_event", n_boot=0)
        flags, hit = kept[list("abcd")].isin([1, 2]).to_numpy(), kept["y"].isin([1, 2]).to_numpy()
        expected = by_orders(flags, hit, kept["w"].to_numpy())
        np.testing.assert_allclose(found.estimates.loc["dissatisfiers", "value"], expected, atol=EXACT)
        assert found.settings["n"] == len(kept)
        assert found.settings["n_dropped"] == len(frame) - len(kept)
        assert any("count as no event" in told for told in found.warnings)

    def test_a_missing_outcome_is_not_taken_for_satisfied(self):
        frame = simulated(n=900).dropna()
        more = frame.copy()
        more.loc[more.index[:50], "y"] = np.nan
        found = key_drivers(more, outcome="y", drivers=list("abcd"), missing="no_event", n_boot=0)
        without = key_drivers(frame.iloc[50:], outcome="y", drivers=list("abcd"), n_boot=0)
        np.testing.assert_allclose(found.estimates["value"], without.estimates["value"], atol=EXACT)


class TestUncertainty:
    def test_linearised_error_is_that_of_two_means(self):
        frame = simulated(1, 600).dropna()
        found = key_drivers(
            frame, outcome="y", drivers=list("abcd"), sides="dissatisfiers", errors="linearized"
        )
        flags, hit = frame[list("abcd")].isin([1, 2]).to_numpy(), frame["y"].isin([1, 2]).to_numpy()
        shares = flags / np.maximum(flags.sum(axis=1, keepdims=True), 1)
        variance = sum(shares[who].var(axis=0) / who.sum() for who in (hit, ~hit))
        n = len(frame)
        errors = found.estimates["std_error"].to_numpy()
        np.testing.assert_allclose(errors, np.sqrt(variance * n / (n - 1)), rtol=NUMERIC)

    def test_bootstrap_is_near_it(self):
        frame = simulated(1, 600).dropna()
        boot, formula = (
            key_drivers(frame, outcome="y", drivers=list("abcd"), errors=how).estimates["std_error"]
            for how in ("bootstrap", "linearized")
        )
        np.testing.assert_allclose(boot, formula, rtol=BOOT)

    def test_weight_of_two_is_the_row_twice(self):
        frame = simulated().dropna().assign(w=lambda f: 1 + (f.index % 2))
        survey = cs.SurveyData(frame, weights="w")
        twice = frame.loc[frame.index.repeat(frame["w"])].reset_index(drop=True)
        one, other = (
            key_drivers(data, outcome="y", drivers=list("abcd"), n_boot=0) for data in (survey, twice)
        )
        np.testing.assert_allclose(one.curve["success"], other.curve["success"], atol=EXACT)
        assert one.curve["driver"].tolist() == other.curve["driver"].tolist()

    def test_rows_and_drivers_in_another_order_change_nothing(self):
        frame = simulated().dropna()
        one = key_drivers(frame, outcome="y", drivers=list("abcd"), n_boot=0).estimates
        turned = key_drivers(frame.iloc[::-1], outcome="y", drivers=list("dcba"), n_boot=0).estimates
        np.testing.assert_allclose(one["value"], turned["value"].loc[one.index], atol=EXACT)

    def test_key_in_how_many_resamples(self, result):
        chance = result.estimates["p_key"]
        assert chance.between(0, 1).all()
        assert chance[result.estimates["key"]].min() > chance[~result.estimates["key"]].median()
        ranks = result.estimates
        assert ((ranks["rank_low"] <= ranks["rank"]) & (ranks["rank"] <= ranks["rank_high"])).all()

    def test_designs_and_groups(self, hotel):
        survey = cs.SurveyData(hotel.frame, clusters="hotel", weights="weight")
        with pytest.warns(DataWarning, match="sampling units"):
            found = key_drivers(survey, outcome="sat_overall", drivers=RATED[:3], n_boot=50, scale=(1, 10))
        assert found.estimates["std_error"].gt(0).all()
        with pytest.warns(DataWarning, match=r"Only 28 .*Lakeside"):
            grouped = key_drivers(hotel, outcome="sat_overall", drivers=RATED[:3], by="hotel", n_boot=0)
        part = hotel.where("hotel == 'Expo'")
        alone = key_drivers(part, outcome="sat_overall", drivers=RATED[:3], n_boot=0)
        np.testing.assert_allclose(
            grouped.estimates.loc["Expo", "value"], alone.estimates["value"], atol=EXACT
        )
        assert grouped.classification.index.names == ["hotel", "driver"]
        assert "Expo" in grouped.to_text()


class TestDisplay:
    def test_result_protocol(self, result):
        assert set(result.params["kind"]) == {"share"}
        assert set(result.params["rhs"]) == set(SIDES)
        assert {"params", "estimates", "curve", "totals", "classification", "coding"} <= set(result.tables)
        assert result.coding.loc["sat_overall"].tolist() == ["1 – 6", "9, 10"]

    def test_both_languages(self, result):
        assert "Dissatisfiers: what each driver is worth" in result.to_text()
        assert "不满因素：各因素的贡献值" in result.to_text("zh")
        assert "客房的清洁程度" in result.to_text("zh")

    def test_without_resamples_and_with_one_game(self, hotel):
        found = key_drivers(hotel, outcome="sat_overall", drivers=RATED[:3], sides="enhancers", n_boot=0)
        assert found.classification is None
        assert "Enhancers" in found.to_text()
        both = key_drivers(hotel, outcome="sat_overall", drivers=RATED[:3], n_boot=0)
        assert (both.classification["class"] == "").all()
        for lang in ("en", "zh"):
            written = both.to_text(lang)
            assert "three_" not in written
            for word in ("95 % CI", "percentile", "百分位", "esamples have an order", "重抽样各用"):
                assert word not in written
        assert "Classes need errors" in both.to_text()

    def test_no_value_is_not_called_unimportant(self):
        frame = simulated().dropna()
        found = key_drivers(frame, overall="y", drivers=list("abcd"), n_boot=200)
        assert "unimportant" in found.classification["class"].tolist()
        written = " ".join(found.to_text().split())
        assert "no value shown" in written
        assert "unimportant" not in written
        assert "未显示贡献" in found.to_text("zh")
        assert "how often it happens" in written

    def test_drivers_by_name_and_by_map(self, hotel):
        named = {name.removeprefix("p_"): name for name in RATED}
        items = cs.ItemMap.from_questionnaire(hotel, ["performance"])
        one, other = (
            key_drivers(hotel, outcome="sat_overall", drivers=each, n_boot=0).estimates
            for each in (named, items)
        )
        pd.testing.assert_frame_equal(one, other)


class TestPictures:
    def test_success_draws_the_public_curve_and_the_stop(self, result):
        for side in SIDES:
            curve = result.curve.loc[side]
            ax = result.plot_success(side)
            lines = {line.get_label(): line for line in ax.lines}
            for name in ("reach", "noise", "success"):
                np.testing.assert_allclose(lines[name].get_xdata(), 100 * curve[name])
            n_key = result.totals.loc[side, "n_key"]
            assert list(lines["stop"].get_ydata()) == [n_key + 0.5] * 2
            assert len(ax.get_yticklabels()) == len(RATED)

    @pytest.mark.parametrize("lang", ["en", "zh"])
    def test_success_draws_both_games_by_default(self, result, lang):
        import matplotlib.pyplot as plt

        ax = result.plot_success(lang=lang, title="Stop")
        both = ax.figure.axes
        assert both[0] is ax
        figure, given = plt.subplots(figsize=(11, 5))
        assert result.plot_success(ax=given, lang=lang) is given
        for axes in (both, given.child_axes):
            assert len(axes) == 2
            for each, side in zip(axes, SIDES, strict=True):
                lines = {line.get_label(): line for line in each.lines}
                np.testing.assert_allclose(
                    lines["success"].get_xdata(), 100 * result.curve.loc[side, "success"]
                )
        ax.figure.draw_without_rendering()
        figure.draw_without_rendering()
        for axes, whole in ((both, ax.figure), (given.child_axes, figure)):
            left, right = (each.get_tightbbox() for each in axes)
            assert left.x0 >= -1
            assert left.x1 <= right.x0 + 1
            assert right.x1 <= whole.bbox.width + 1
            assert max(left.y1, right.y1) <= whole.bbox.height + 1
        plt.close(figure)

    def test_both_games_side_by_side(self, result):
        ax = result.plot_key_drivers(lang="zh")
        dots = [line for line in ax.lines if line.get_marker() in ("o", "s")]
        drawn = sorted(float(line.get_xdata()[0]) for line in dots)
        np.testing.assert_allclose(drawn, sorted(100 * result.estimates["value"]))
        written = [words.get_text() for words in ax.texts]
        assert sum("关键" in words for words in written) == result.estimates["key"].sum()
        assert [words.get_text() for words in ax.get_legend().get_texts()] == ["不满因素", "愉悦因素"]

    def test_pictures_fit_a_given_place(self, result):
        import matplotlib.pyplot as plt

        figure, axes = plt.subplots(1, 2, figsize=(9, 4))
        for ax, side in zip(axes, SIDES, strict=True):
            assert result.plot_success(side, ax=ax, title="Stop") is ax
        figure.canvas.draw()
        for ax in axes:
            box = ax.get_tightbbox()
            assert box.x0 >= -1
            assert box.x1 <= figure.bbox.width + 1
        plt.close(figure)

    def test_no_key_driver_has_no_stop_line(self):
        frame = simulated().dropna()
        frame[list("abcd")] = 6 - frame[list("abcd")]
        found = key_drivers(frame, outcome="y", drivers=["a", "b"], sides="dissatisfiers", n_boot=0)
        assert found.totals["n_key"].item() == 0
        assert any("No driver is a key dissatisfier" in told for told in found.warnings)
        assert "stop" not in [line.get_label() for line in found.plot_success().lines]


class TestRefusals:
    def test_the_outcome_has_two_names(self):
        frame = simulated().dropna()
        one, other = (
            key_drivers(frame, drivers=list("abc"), n_boot=0, **{word: "y"})
            for word in ("outcome", "overall")
        )
        pd.testing.assert_frame_equal(one.estimates, other.estimates)
        with pytest.raises(SpecificationError, match=r"outcome= \(or overall=\) is missing"):
            key_drivers(frame, drivers=list("abc"))
        with pytest.raises(SpecificationError, match="two words for one thing"):
            key_drivers(frame, drivers=list("abc"), outcome="y", overall="w")

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            ({"drivers": ["a"]}, "two drivers"),
            ({"drivers": ["a", "a"]}, "named twice"),
            ({"drivers": ["a", "y"]}, "as outcome and as driver"),
            ({"outcome": ["y", "a"]}, "must name one column"),
            ({"fail": (0,)}, "outside the scale"),
            ({"fail": (1, 2), "delight": (2, 5)}, "failure and delight at once"),
            ({"fail": {"z": 1}}, "no driver"),
            ({"fail": "1"}, "must be answers"),
            ({"sides": "both"}, "sides="),
            ({"missing": "pairwise"}, "missing="),
            ({"scale": (1, 6)}, "default codes"),
            ({"ci": "studentized"}, "studentized"),
        ],
    )
    def test_what_cannot_be(self, options, words):
        asked = {"outcome": "y", "drivers": list("abc"), "n_boot": 0 if "ci" not in options else 10}
        with pytest.raises(SpecificationError, match=words):
            key_drivers(simulated(), **{**asked, **options})

    def test_nobody_to_compare_with(self):
        frame = simulated()
        frame["y"] = np.where(frame["y"] < 3, 3, frame["y"])
        with pytest.raises(DataError, match="Nobody is dissatisfied"):
            key_drivers(frame, outcome="y", drivers=list("abc"), dissatisfied=3.5, delighted=5, scale=(1, 5))

    def test_few_dissatisfied_are_told(self):
        frame = simulated(n=90)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with pytest.raises(DataWarning, match="rests on fewer than 30"):
                key_drivers(frame, outcome="y", drivers=list("abc"), n_boot=0)

    def test_a_group_must_be_chosen_for_pictures(self, hotel):
        found = key_drivers(hotel, outcome="sat_overall", drivers=RATED[:3], by="member", n_boot=0)
        with pytest.raises(SpecificationError, match="Choose a group"):
            found.plot_success()
        assert found.plot_key_drivers(group=1) is not None
