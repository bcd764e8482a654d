"""Relative importance of drivers of a survey: figures, ranks, designs, refusals."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from importance_kit import BLOCKS, ROOM, by_member, names, of_hotel, simulated

import csmodels as cs
from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.three_factor.relative_importance import Drivers, part, relative_importance
from csmodels.three_factor.relative_importance.model import METHODS

# The same sums in another order.
EXACT = 1e-11
# The published figures have eight decimals.
PUBLISHED = 5e-9

SWISS = ["agriculture", "examination", "education", "catholic", "infant_mortality"]


@pytest.fixture(scope="module")
def hotel():
    return cs.datasets.load_hotel()


@pytest.fixture(scope="module")
def result(hotel):
    return of_hotel(hotel)


@pytest.fixture(scope="module")
def grouped(hotel):
    return by_member(hotel)


class TestFigures:
    def test_swiss_provinces(self, golden):
        frame = golden("swiss").set_index("province")
        found = relative_importance(frame, outcome="fertility", drivers=SWISS, n_boot=0)
        expected = [0.05709122, 0.17117303, 0.26013468, 0.10557015, 0.11276592]
        np.testing.assert_allclose(found.importance["lmg"], expected, atol=PUBLISHED)
        r2 = found.params.query("kind == 'r_squared'")["estimate"].item()
        assert r2 == pytest.approx(0.70673500, abs=PUBLISHED)
        assert found.importance["lmg"].sum() == pytest.approx(r2, abs=1e-14)

    def test_moments_give_the_same_without_uncertainty(self, golden):
        frame = golden("swiss").set_index("province")
        moments = cs.Moments(frame.cov(), n=len(frame))
        found = relative_importance(moments, outcome="fertility", drivers=SWISS, method=METHODS)
        rows = relative_importance(frame, outcome="fertility", drivers=SWISS, method=METHODS, n_boot=0)
        np.testing.assert_allclose(found.importance, rows.importance, atol=EXACT)
        assert found.estimates["conf_low"].isna().all()
        assert "LMG" in found.to_text()

    def test_several_outcome_columns_are_averaged(self, hotel):
        frame = hotel.frame[[*ROOM, "sat_overall", "sat_ideal"]].dropna()
        frame["mean"] = frame[["sat_overall", "sat_ideal"]].mean(axis=1)
        one = relative_importance(frame, outcome="mean", drivers=ROOM, n_boot=0)
        two = relative_importance(frame, outcome=["sat_overall", "sat_ideal"], drivers=ROOM, n_boot=0)
        np.testing.assert_allclose(two.importance, one.importance, atol=EXACT)
        moments = relative_importance(
            cs.Moments(frame.cov()), outcome=["sat_overall", "sat_ideal"], drivers=ROOM
        )
        np.testing.assert_allclose(moments.importance, one.importance, atol=EXACT)

    @pytest.mark.parametrize("method", ["lmg", "dominance", "relative_weights", "pratt"])
    def test_sums_to_r_squared(self, result, method):
        r2 = result.params.query("kind == 'r_squared'")["estimate"].item()
        assert result.importance[method].sum() == pytest.approx(r2, abs=EXACT)
        assert result.shares[method].sum() == pytest.approx(1, abs=EXACT)

    def test_general_dominance_is_lmg_and_the_mean_of_conditional_dominance(self, result):
        assert (result.importance["lmg"] == result.importance["dominance"]).all()
        np.testing.assert_allclose(result.conditional.mean(axis=1), result.importance["lmg"], atol=EXACT)
        np.testing.assert_allclose(result.conditional[0], result.importance["first"], atol=EXACT)
        np.testing.assert_allclose(result.conditional[3], result.importance["last"], atol=EXACT)

    def test_units_do_not_matter(self):
        frame = simulated(4)
        other = frame * [1, 10, -2, 0.1, 5] + 3
        for each in METHODS:
            a, b = (
                relative_importance(data, outcome="y", drivers=names(4), method=each, n_boot=0)
                for data in (frame, other)
            )
            np.testing.assert_allclose(a.importance, b.importance, atol=EXACT)

    def test_weights_of_two_are_rows_twice(self):
        frame = simulated(4, 120)
        weight = np.where(np.arange(120) % 3 == 0, 2.0, 1.0)
        twice = frame.loc[frame.index.repeat(weight.astype(int))]
        survey = cs.SurveyData(frame.assign(w=weight), weights="w")
        options = {"outcome": "y", "drivers": names(4), "method": METHODS, "n_boot": 0}
        weighted, repeated = relative_importance(survey, **options), relative_importance(twice, **options)
        np.testing.assert_allclose(weighted.importance, repeated.importance, atol=EXACT)

    def test_respondents_of_weight_zero_do_not_count(self):
        frame = simulated(3, 100)
        survey = cs.SurveyData(frame.assign(w=(np.arange(100) < 80) * 1.0), weights="w")
        found = relative_importance(survey, outcome="y", drivers=names(3), n_boot=0)
        first = relative_importance(frame[:80], outcome="y", drivers=names(3), n_boot=0)
        np.testing.assert_allclose(found.importance, first.importance, atol=EXACT)
        assert found.settings["n"] == 80
        assert found.settings["n_without_weight"] == 20

    def test_a_block_has_what_its_columns_explain(self, hotel):
        frame = hotel.frame
        found = relative_importance(
            frame, outcome="sat_overall", drivers=BLOCKS, method=["lmg", "first"], n_boot=0
        )
        used = frame[[*ROOM, "arrival_friendly", *BLOCKS["Food"], "sat_overall"]].dropna()
        room = np.linalg.lstsq(
            np.column_stack([np.ones(len(used)), used[ROOM]]), used["sat_overall"], rcond=None
        )[1].item()
        expected = 1 - room / (used["sat_overall"].var(ddof=0) * len(used))
        assert found.importance.loc["Room", "first"] == pytest.approx(expected, abs=1e-10)
        assert found.importance.index.tolist() == list(BLOCKS)

    def test_groups_are_samples_of_their_own(self, hotel, grouped):
        member = hotel.where("member == 1")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DataWarning)
            alone = relative_importance(
                member, outcome=["sat_overall", "sat_ideal"], drivers=BLOCKS, n_boot=0
            )
        mine = grouped.importance.xs(1, level="member")
        np.testing.assert_allclose(mine, alone.importance, atol=EXACT)


class TestUncertainty:
    def test_resamples_are_all_subsets_of_drawn_rows(self):
        frame = simulated(3, 60)
        found = relative_importance(frame, outcome="y", drivers=names(3), n_boot=50)
        drawn = found.parts[0].draws["lmg"]
        assert drawn.shape == (50, 3)
        np.testing.assert_allclose(drawn.sum(axis=1), found.parts[0].r_squared_draws, atol=EXACT)
        table = found.estimates.xs("lmg", level="method")
        np.testing.assert_allclose(table["std_error"], drawn.std(axis=0, ddof=1))
        np.testing.assert_allclose(table["conf_low"], np.quantile(drawn, 0.025, axis=0))
        share = drawn / drawn.sum(axis=1, keepdims=True)
        np.testing.assert_allclose(table["share_high"], np.quantile(share, 0.975, axis=0))
        ahead = found.comparisons.loc[("lmg", "x0", "x1")]
        assert ahead["probability"] == (drawn[:, 0] > drawn[:, 1]).mean()
        assert ahead["difference"] == pytest.approx(table["estimate"]["x0"] - table["estimate"]["x1"])

    def test_many_pairs_can_be_told_apart(self):
        from scipy.stats import norm

        from csmodels.numerics.multiplicity import adjusted_p

        rng = np.random.default_rng(0)
        x = rng.normal(size=(3000, 8))
        frame = simulated(8, 3000)
        frame[names(8)] = x
        # shares of R² that are 7, 6, ... parts of a whole
        frame["y"] = x @ np.sqrt(np.arange(8, 0, -1)) + 3 * rng.normal(size=3000)
        table = relative_importance(frame, outcome="y", drivers=names(8), n_boot=200).comparisons
        z = table["difference"] / table["std_error"]
        np.testing.assert_allclose(table["p_value"], 2 * norm.sf(z.abs()), rtol=1e-9)
        np.testing.assert_allclose(table["p_adjusted"], adjusted_p(table["p_value"].to_numpy(), "holm"))
        # 2 / 201 times 28 pairs would leave all of them at 0.28 and above
        assert table.loc[("lmg", "x0", "x7"), "p_adjusted"] < 1e-6
        assert (table["p_adjusted"] < 0.05).mean() > 0.6

    def test_equal_drivers_are_rarely_told_apart(self):
        found = []
        for seed in range(60):
            rng = np.random.default_rng(seed)
            x = rng.normal(size=(300, 3))
            frame = simulated(3, 300)
            frame[names(3)], frame["y"] = x, x.sum(axis=1) + 2 * rng.normal(size=300)
            found.append(relative_importance(frame, outcome="y", drivers=names(3), n_boot=100).comparisons)
        # of 60 samples a rate of 5 % leaves more than 8 once in 500
        assert sum((table["p_adjusted"] < 0.05).any() for table in found) <= 8

    def test_linearised_errors_agree_with_resamples(self):
        frame = simulated(4, 3000)
        options = {"outcome": "y", "drivers": names(4)}
        drawn = relative_importance(frame, **options, n_boot=1000).estimates["std_error"]
        linear = relative_importance(frame, **options, errors="linearized").estimates["std_error"]
        # a standard deviation of 1,000 resamples is known to 2 %; three of these
        np.testing.assert_allclose(linear, drawn, rtol=0.07)

    def test_resamples_over_random_orders_agree_with_all_subsets(self, monkeypatch):
        frame = simulated(7)
        options = {"outcome": "y", "drivers": names(7), "n_boot": 300}
        exact = relative_importance(frame, **options).parts[0]
        monkeypatch.setattr(part, "SUBSETS_OF_ALL", 2**10)
        sampled = relative_importance(frame, **options).parts[0]
        np.testing.assert_allclose(sampled.values["lmg"], exact.values["lmg"], atol=0)
        # rotations of orders leave about a hundredth of a share, of which resamples share most
        np.testing.assert_allclose(sampled.draws["lmg"], exact.draws["lmg"], atol=0.004)
        spread = exact.draws["lmg"].std(axis=0)
        np.testing.assert_allclose(sampled.draws["lmg"].std(axis=0), spread, rtol=0.05)
        np.testing.assert_allclose(sampled.draws["lmg"].sum(axis=1), exact.r_squared_draws, atol=EXACT)

    def test_many_drivers_come_from_random_orders_with_their_error(self):
        frame = simulated(24, 600)
        found = relative_importance(frame, outcome="y", drivers=names(24), n_boot=20, orders=500)
        table = found.estimates.xs("lmg", level="method")
        assert table["estimate"].sum() == pytest.approx(found.parts[0].r_squared, abs=EXACT)
        assert (table["sampling_error"] > 0).all()
        assert (table["sampling_error"] < 0.2 * table["std_error"]).all()
        assert found.settings["orders"] == 528  # 11 rounds of 48
        assert "528 random orders" in found.warnings[0]
        assert "528 个随机" in found.to_text("zh")

    def test_random_orders_find_the_exact_shares(self):
        frame = simulated(8)
        options = {"outcome": "y", "drivers": names(8), "n_boot": 0}
        exact = relative_importance(frame, **options).importance["lmg"]
        found = relative_importance(frame, **options, orders=1000).estimates.xs("lmg", level="method")
        assert (np.abs(found["estimate"] - exact) < 4 * found["sampling_error"]).all()

    def test_true_order_is_found_with_many_respondents(self):
        found = relative_importance(simulated(4, 20000), outcome="y", drivers=names(4), n_boot=200)
        table = found.estimates.xs("lmg", level="method")
        assert table["rank"].tolist() == [1, 2, 3, 4]
        assert (table["rank_low"] == table["rank_high"]).all()

    def test_ranks_sum_up(self, result):
        shares = result.rank_probabilities
        np.testing.assert_allclose(shares.sum(axis=1), 1)
        np.testing.assert_allclose(shares.groupby(level="method").sum(), 1)
        table = result.estimates
        assert (table["rank_low"] <= table["rank"]).all()
        assert (table["rank"] <= table["rank_high"]).all()
        np.testing.assert_allclose(table["p_first"], shares[1])

    def test_the_same_seed_gives_the_same_resamples(self):
        frame = simulated(3, 60)
        one, two, other = (
            relative_importance(frame, outcome="y", drivers=names(3), n_boot=20, seed=seed).parts[0]
            for seed in (1, 1, 2)
        )
        assert (one.draws["lmg"] == two.draws["lmg"]).all()
        assert (one.draws["lmg"] != other.draws["lmg"]).any()

    def test_clusters_are_drawn_whole(self):
        frame = simulated(2, 100)
        # every row four times: clusters of copies know no more than the hundred rows
        copies = frame.loc[frame.index.repeat(4)].reset_index(drop=True)
        copies["cluster"] = np.arange(400) // 4
        options = {"outcome": "y", "drivers": names(2), "n_boot": 400}
        once = relative_importance(frame, **options).estimates["std_error"]
        clustered = relative_importance(cs.SurveyData(copies, clusters="cluster"), **options)
        # two sets of 400 resamples, each known to 3.5 %
        np.testing.assert_allclose(clustered.estimates["std_error"], once, rtol=0.2)
        ignored = relative_importance(copies.drop(columns="cluster"), **options).estimates["std_error"]
        np.testing.assert_allclose(ignored, once / 2, rtol=0.2)

    def test_replicate_weights(self):
        frame = simulated(2, 40)
        for i in range(40):
            frame[f"r{i}"] = np.where(np.arange(40) == i, 0.0, 40 / 39)
        survey = cs.SurveyData(
            frame, replicate_weights=[f"r{i}" for i in range(40)], replicate_method="jackknife"
        )
        found = relative_importance(survey, outcome="y", drivers=names(2))
        assert found.settings["errors"] == "replicates"
        plain = frame[["x0", "x1", "y"]]
        left = [
            relative_importance(plain.drop(index=i), outcome="y", drivers=names(2), n_boot=0).importance[
                "lmg"
            ]
            for i in range(40)
        ]
        whole = found.importance["lmg"].to_numpy()
        expected = np.sqrt(39 / 40 * ((np.array(left) - whole) ** 2).sum(axis=0))
        np.testing.assert_allclose(found.estimates["std_error"], expected, atol=1e-9)
        assert found.estimates["rank_low"].isna().all()
        with pytest.raises(SpecificationError, match="resamples"):
            found.plot_ranks()

    @pytest.mark.parametrize("missing", ["em", "mi"])
    def test_respondents_who_left_items_open_are_kept(self, missing):
        frame = simulated(3, 200)
        frame.loc[::10, "x1"] = np.nan
        options = {"outcome": "y", "drivers": names(3)}
        found = relative_importance(frame, **options, missing=missing, n_boot=None if missing == "mi" else 20)
        assert found.settings["n"] == 200
        assert found.estimates["std_error"].notna().all()


class TestDominance:
    def test_kinds(self, result):
        table = result.dominance
        assert table.index.names == ["driver", "over"]
        assert len(table) == 12
        for (driver, over), row in table.iterrows():
            back = table.loc[(over, driver)]
            assert row["complete_share"] == pytest.approx(1 - back["complete_share"])
            assert row["general"] != back["general"]
            assert row["p_complete"] <= row["p_conditional"] <= row["p_general"]
            larger = result.importance["lmg"][driver] > result.importance["lmg"][over]
            assert row["general"] == larger
        assert (table.loc[table["dominance"] == "complete", "conditional_share"] == 1).all()

    def test_only_where_asked_for(self, grouped):
        assert grouped.dominance is None
        assert grouped.conditional is None


class TestRefusals:
    def test_the_outcome_has_two_names(self):
        frame = simulated(3)
        one, other = (
            relative_importance(frame, drivers=names(3), n_boot=0, **{word: "y"}).importance["lmg"].to_list()
            for word in ("outcome", "overall")
        )
        assert one == other
        with pytest.raises(SpecificationError, match=r"outcome= \(or overall=\) is missing"):
            relative_importance(frame, drivers=names(3))

    @pytest.mark.parametrize(
        ("drivers", "said"),
        [
            (["x0"], "two drivers"),
            ("x0", "one column"),
            (["x0", "x0"], "named twice"),
            ({"a": ["x0", "x1"], "b": "x1"}, "named twice, as driver"),
            (["x0", "y"], "as outcome and as driver"),
            ({"a": [], "b": "x1"}, "must name a column"),
            ({1: "x0", "b": "x1"}, "a driver's name"),
        ],
    )
    def test_drivers(self, drivers, said):
        with pytest.raises(SpecificationError, match=said):
            relative_importance(simulated(2), outcome="y", drivers=drivers)

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ({"method": "shapely"}, "shapely"),
            ({"method": ()}, "names no method"),
            ({"orders": "all"}, "exact"),
            ({"orders": 0}, "number of random orders"),
            ({"orders": True}, "number of random orders"),
            ({"ci": "studentized"}, "studentized"),
            ({"errors": "HC3"}, "HC3"),
            ({"missing": "pairwise"}, "pairwise"),
            ({"ranges": {"z": (1, 5)}}, "no driver"),
            ({"outcome": []}, "must name a column"),
        ],
    )
    def test_options(self, options, said):
        with pytest.raises(SpecificationError, match=said):
            relative_importance(simulated(2), **{"outcome": "y", "drivers": names(2), **options})

    def test_all_subsets_of_too_many_drivers(self):
        with pytest.raises(SpecificationError, match="67,108,864 regressions"):
            Drivers.asked("y", names(26), "lmg", "exact")
        assert Drivers.asked("y", names(25), "lmg", "exact").rounds == 0
        assert Drivers.asked("y", names(20), "lmg", None).rounds == 0
        assert Drivers.asked("y", names(21), "lmg", None).rounds == 96

    def test_linear_combinations_are_named(self):
        frame = simulated(3)
        frame["gap"] = frame["x0"] - frame["x2"]
        with pytest.raises(DataError, match="'x0', 'x2', 'gap' are linear combinations"):
            relative_importance(frame, outcome="y", drivers=[*names(3), "gap"])

    def test_a_group_named_like_a_level(self):
        frame = simulated(2).assign(driver=1)
        with pytest.raises(DataError, match="driver_group"):
            relative_importance(frame, outcome="y", drivers=names(2), by="driver")

    def test_a_column_that_does_not_vary_in_a_group(self):
        frame = simulated(2, 100).assign(g=np.arange(100) % 2)
        frame.loc[frame["g"] == 1, "x1"] = 3.0
        with pytest.raises(DataError, match="x1"):
            relative_importance(frame, outcome="y", drivers=names(2), by="g")

    def test_moments(self):
        moments = cs.Moments(np.eye(3), names=["x0", "x1", "y"])
        options = {"outcome": "y", "drivers": names(2)}
        for wrong in ({"by": "g"}, {"errors": "bootstrap"}):
            with pytest.raises(SpecificationError):
                relative_importance(moments, **options, **wrong)
        with pytest.raises(SpecificationError, match="no names"):
            relative_importance(cs.Moments(np.eye(3)), **options)
        with pytest.raises(DataError, match="no item 'x2'"):
            relative_importance(moments, outcome="y", drivers=names(3))

    def test_few_respondents_for_many_drivers(self):
        with pytest.warns(DataWarning, match="R² would be about 0.21"):
            relative_importance(simulated(6, 30), outcome="y", drivers=names(6), n_boot=0)

    def test_negative_shares_are_told(self):
        moments = cs.Moments([[1, 0.8, 0.5], [0.8, 1, 0.2], [0.5, 0.2, 1]], names=["a", "b", "y"])
        found = relative_importance(moments, outcome="y", drivers=["a", "b"], method=["pratt", "lmg"])
        assert found.importance["pratt"]["b"] < 0 < found.importance["lmg"]["b"]
        assert "negative: b" in found.warnings[0]
        assert "负" in found.to_text("zh")
