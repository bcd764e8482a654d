"""The service-profit chain on the sample hotels and on small tables that are reckoned by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.strategy.profit_chain import ProfitChain, profit_chain
from csmodels.tables.params import PARAM_COLUMNS

matplotlib.use("Agg")

EXACT = 1e-9  # the same algebra in another order
POINT = 100 / 9  # points of the index (0-100) in a point of the answers (1-10)
CHAIN = {
    "employees": "employee_satisfaction",
    "guests": "Satisfaction",
    "loyalty": "repurchase",
    "profit": "profit_margin",
}
ERRORS = {"employees": ("employee_sd", "employees_answered")}


@pytest.fixture(scope="module")
def hotel() -> cs.SurveyData:
    return cs.datasets.load_hotel()


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return cs.datasets.load_hotel_units()


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    path = Path(__file__).resolve().parents[2] / "datasets" / "truth.json"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["hotel_units"]
    return content


@pytest.fixture(scope="module")
def chain(hotel: cs.SurveyData, table: pd.DataFrame) -> ProfitChain:
    return profit_chain(hotel, table, chain=CHAIN, unit_errors=ERRORS)


@pytest.fixture(scope="module")
def short(hotel: cs.SurveyData, table: pd.DataFrame) -> ProfitChain:
    """Employees, guests and profit, with the season held constant."""
    season = table["quarter"].isin(["2024Q2", "2024Q3"]).astype(float)
    return profit_chain(
        hotel, table.assign(season=season), unit_errors=ERRORS, controls=["season"],
        chain={"employees": "employee_satisfaction", "guests": "Satisfaction", "profit": "profit_margin"},
    )  # fmt: skip


def small(seed: int = 0, places: int = 5, periods: int = 3, n: int = 6) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Guests with two answers and weights, and a table of units."""
    rng = np.random.default_rng(seed)
    units = pd.DataFrame(
        [(f"P{p}", t) for p in range(places) for t in range(periods)], columns=["place", "period"]
    )
    level = rng.normal(size=places)[units["place"].str[1:].astype(int)] + 0.5 * rng.normal(size=len(units))
    units["staff"] = level + 0.3 * rng.normal(size=len(units))
    units["profit"] = 2 * level + 0.5 * rng.normal(size=len(units))
    guests = units.loc[units.index.repeat(n), ["place", "period"]].reset_index(drop=True)
    own = rng.normal(size=len(guests))
    guests["sat"] = np.repeat(level, n) + own
    guests["loyal"] = 0.8 * guests["sat"] + rng.normal(size=len(guests))
    guests["w"] = rng.uniform(0.5, 2, len(guests))
    return guests.sample(frac=1, random_state=seed), units


# --- unit means and their errors ----------------------------------------------------------------------------


def test_unit_means_are_weighted_and_linearised_by_hand(hotel: cs.SurveyData, chain: ProfitChain) -> None:
    items = list(hotel.items("Satisfaction"))
    frame = hotel.frame.dropna(subset=items)
    mine = frame[(frame["hotel"] == "Museum") & (frame["quarter"] == "2024Q3")]
    y, w = mine[items].mean(axis=1).to_numpy(), mine["weight"].to_numpy()
    mean = (w * y).sum() / w.sum()
    z = w * (y - mean) / w.sum()
    row = chain.units.loc[("Museum", "2024Q3")]
    assert row["guests"] == pytest.approx(mean, rel=EXACT)
    assert row["guests_n"] == len(mine)
    assert row["guests_error"] == pytest.approx(np.sqrt(len(y) / (len(y) - 1) * (z**2).sum()), rel=EXACT)


def test_errors_of_the_unit_table_from_spread_and_number(table: pd.DataFrame, chain: ProfitChain) -> None:
    rows = table.set_index(["hotel", "quarter"]).loc[chain.units.index]
    expected = rows["employee_sd"] / np.sqrt(rows["employees_answered"])
    np.testing.assert_allclose(chain.units["employees_error"], expected, rtol=EXACT)


def test_clusters_and_replicates_of_a_survey_make_the_errors() -> None:
    guests, units = small(1)
    guests = guests.assign(house=np.arange(len(guests)) % 9)
    named = dict(chain=["staff", "sat", "loyal", "profit"], unit=["place", "period"])  # noqa: C408
    clustered = profit_chain(cs.SurveyData(guests, weights="w", clusters="house"), units, **named)
    codes = guests.groupby(["place", "period"]).ngroup().to_numpy()
    w, y = guests["w"].to_numpy(), guests[["sat", "loyal"]].to_numpy()
    total = np.bincount(codes, w)
    means = np.stack([np.bincount(codes, w * v) / total for v in y.T])
    z = np.zeros((len(guests), 2, 15))
    for k in range(2):
        z[np.arange(len(guests)), k, codes] = w * (y[:, k] - means[k, codes]) / total[codes]
    sums = np.stack([z[guests["house"] == h].sum(axis=0).ravel() for h in range(9)])
    sums -= sums.mean(axis=0)
    expected = (9 / 8 * sums.T @ sums).reshape(2, 15, 2, 15).transpose(0, 2, 1, 3)
    np.testing.assert_allclose(clustered.units_read.errors[1:3, 1:3], expected, atol=1e-12)
    assert clustered.settings["clusters"] == "house"

    made = pd.concat(
        [guests, pd.DataFrame({f"r{h}": w * np.where(guests["house"] == h, 0, 9 / 8) for h in range(9)},
                              index=guests.index)], axis=1,
    )  # fmt: skip
    survey = cs.SurveyData(
        made, weights="w", replicate_weights=[f"r{h}" for h in range(9)], replicate_method="jackknife"
    )
    replicated = profit_chain(survey, units, **named)
    slow = []
    for h in range(9):
        r = made[f"r{h}"].to_numpy()
        slow.append([np.bincount(codes, r * v) / np.bincount(codes, r) for v in y.T])
    away = (np.array(slow) - means).reshape(9, -1)
    expected = (8 / 9 * away.T @ away).reshape(2, 15, 2, 15).transpose(0, 2, 1, 3)
    np.testing.assert_allclose(replicated.units_read.errors[1:3, 1:3], expected, atol=1e-12)


# --- links --------------------------------------------------------------------------------------------------


def test_links_are_least_squares_in_each_view(chain: ProfitChain) -> None:
    units = chain.units.reset_index()
    x, y = units["guests"], units["loyalty"]
    by = [units["hotel"], units["quarter"]]

    def slope(a: pd.Series, b: pd.Series) -> float:
        return float(np.cov(a, b)[0, 1] / np.var(a, ddof=1))

    def less(v: pd.Series, key: pd.Series) -> pd.Series:
        return v - v.groupby(key).transform("mean")

    expected = {
        "total": slope(x, y),
        "within": slope(less(x, by[0]), less(y, by[0])),
        "two_way": slope(less(less(x, by[0]), by[1]), less(less(y, by[0]), by[1])),
        "between": slope(x.groupby(by[0]).mean(), y.groupby(by[0]).mean()),
    }
    found = chain.links.xs(("guests", "loyalty"), level=["predictor", "outcome"])["estimate"]
    assert found.to_dict() == pytest.approx(expected, rel=EXACT)


def test_degrees_of_freedom_follow_the_places(chain: ProfitChain) -> None:
    links = chain.links.groupby(level="view")[["n_units", "n_clusters", "df"]].first()
    assert links.loc["total"].tolist() == [32, 8, 7]
    assert links.loc["between"].tolist() == [8, 8, 6]
    assert (chain.links["p_wild"].dropna() * 256 % 2 == 0).all()  # every pattern has its mirror


def test_sandwich_is_smaller_than_the_jackknife(hotel: cs.SurveyData, table: pd.DataFrame) -> None:
    found = [
        profit_chain(hotel, table, chain=["employee_satisfaction", "sat_overall"], errors=how).links
        for how in ("jackknife", "sandwich")
    ]
    np.testing.assert_allclose(found[0]["estimate"], found[1]["estimate"])
    assert (found[1].loc["total", "std_error"] < found[0].loc["total", "std_error"]).all()


def test_correction_takes_out_what_two_means_share() -> None:
    guests, units = small(2)
    found = profit_chain(
        cs.SurveyData(guests, weights="w"), units, chain=["sat", "loyal", "profit"], unit=["place", "period"]
    )
    read = found.units_read
    x, y = read.values[:2] - read.values[:2].mean(axis=1, keepdims=True)
    shrink = 1 - 1 / 15
    expected = ((x * y).sum() - shrink * np.trace(read.errors[0, 1])) / (
        (x * x).sum() - shrink * np.trace(read.errors[0, 0])
    )
    row = found.links.loc[("total", "sat", "loyal")]
    assert row["corrected"] == pytest.approx(expected, rel=EXACT)
    assert np.trace(read.errors[0, 1]) > 0


def test_effect_along_the_chain_is_the_product(chain: ProfitChain) -> None:
    for column, method in (("estimate", "observed"), ("corrected", "corrected")):
        product = chain.links.loc["total", column].prod()
        row = chain.effects.loc[("total", method)]
        assert row["estimate"] == pytest.approx(product, rel=EXACT)
        assert row["conf_low"] < product < row["conf_high"]
    whole = profit_chain(
        cs.datasets.load_hotel(), cs.datasets.load_hotel_units(),
        chain={"guests": "Satisfaction", "loyalty": "repurchase", "profit": "profit_margin"},
    )  # fmt: skip
    assert (
        whole.effects.loc[("total", "observed"), "whole"]
        != whole.effects.loc[("total", "observed"), "estimate"]
    )


# --- the truth of the sample hotels -------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["total", "between"])
def test_truth_lies_in_the_corrected_intervals(view: str, short: ProfitChain, truth: dict[str, Any]) -> None:
    implied = truth["implied"]
    name = {"total": "total", "between": "between_hotels"}[view]
    slopes = {
        ("employees", "guests"): implied["satisfaction_index_on_employee_satisfaction"][name] / POINT,
        ("guests", "profit"): implied["profit_margin_on_satisfaction_index"] * POINT,
    }
    for link, true in slopes.items():
        row = short.links.loc[(view, *link)]
        assert row["corrected_low"] < true < row["corrected_high"], (view, link)
        assert row["corrected_low"] > 0  # and the chain is seen
    assert short.effects.loc[(view, "corrected"), "conf_low"] > 0


def test_slopes_on_noisy_means_are_too_small_until_corrected(
    short: ProfitChain, truth: dict[str, Any]
) -> None:
    true = truth["implied"]["profit_margin_on_satisfaction_index"] * POINT
    row = short.links.loc[("within", "guests", "profit")]
    assert row["reliability"] < 0.5
    assert row["conf_high"] < true  # the uncorrected interval misses the truth
    assert abs(row["corrected"] - true) < row["corrected_error"]
    assert row["corrected_low"] < 0  # and the corrected one is too wide to tell it from none


def test_what_32_units_cannot_tell_is_withheld(chain: ProfitChain) -> None:
    # hotels and quarters add up in the truth: with both taken out the means of guests are noise
    two_way = chain.links.loc["two_way"]
    assert (two_way["reliability"] < 0.3).all()
    assert two_way["corrected"].isna().all()
    assert chain.effects.loc[("two_way", "corrected"), ["estimate", "conf_low"]].isna().all()
    assert any("periods taken out" in each for each in chain.warnings)


def test_unit_means_are_as_reliable_as_their_icc_says(chain: ProfitChain) -> None:
    rows = chain.agreement.loc[["guests", "loyalty"]]
    assert ((rows["icc2"] - rows["reliability"]).abs() < 0.05).all()  # weights and design differ
    assert rows["icc1"].between(0.02, 0.1).all()
    assert np.isnan(chain.agreement.loc["employees", "icc1"])


# --- guests and units ---------------------------------------------------------------------------------------


def test_levels_by_weighted_least_squares() -> None:
    guests, units = small(3)
    found = profit_chain(
        cs.SurveyData(guests, weights="w"), units, chain=["sat", "loyal", "profit"], unit=["place", "period"]
    )
    assert found.levels is not None
    row = found.levels.loc[("sat", "loyal")]
    dummies = pd.get_dummies(guests["place"] + guests["period"].astype(str), dtype=float).to_numpy()

    def slope(keep: Any, columns: Any) -> float:
        root = np.sqrt(guests["w"].to_numpy()[keep])[:, None]
        x = np.column_stack([guests["sat"], columns])[keep] * root
        y = guests["loyal"].to_numpy()[keep] * root[:, 0]
        return float(np.linalg.lstsq(x, y, rcond=None)[0][0])

    for name, columns in (("guests", np.ones(len(guests))), ("within", dummies)):
        whole = slope(slice(None), columns)
        parts = [slope((guests["place"] != f"P{p}").to_numpy(), columns) for p in range(5)]
        error = np.sqrt(4 / 5 * ((np.array(parts) - whole) ** 2).sum())
        assert (row[name], row[f"{name}_error"]) == pytest.approx((whole, error), rel=1e-8)
    assert row["difference"] == pytest.approx(row["units"] - row["within"], rel=EXACT)
    assert row["units"] == pytest.approx(found.links.loc[("total", "sat", "loyal"), "estimate"], rel=EXACT)


def test_an_ecological_reversal_is_seen() -> None:
    guests, units = small(4, n=40)
    at = guests.groupby(["place", "period"])["sat"].transform("mean")
    noise = np.random.default_rng(0).normal(size=len(guests))
    guests["loyal"] = at - 0.5 * (guests["sat"] - at) + 0.1 * noise
    found = profit_chain(guests, units, chain=["sat", "loyal"], unit=["place", "period"])
    assert found.levels is not None
    row = found.levels.loc[("sat", "loyal")]
    assert row["within"] == pytest.approx(-0.5, abs=0.02)
    assert row["units"] == pytest.approx(1, abs=0.02)
    assert row["p_value"] < 0.001


# --- other shapes, and what is refused ----------------------------------------------------------------------


def test_units_without_periods_have_one_view() -> None:
    guests, units = small(5, places=12, periods=1)
    found = profit_chain(guests, units, chain=["staff", "sat", "profit"], unit="place")
    assert list(found.views) == ["total"]
    assert found.links["df"].tolist() == [10, 10]
    assert found.settings["patterns"] == 4096
    found.plot_units()


def test_what_does_not_match_is_said() -> None:
    guests, units = small(6)
    units.loc[3, "profit"] = np.nan
    more = pd.concat([units.iloc[1:], pd.DataFrame({"place": ["P9"], "period": [0], "staff": [1.0]})])
    with pytest.warns(DataWarning, match="1 units of the survey are not in the unit table, 1 units of"):
        found = profit_chain(guests, more, chain=["staff", "sat", "profit"], unit=["place", "period"])
    assert found.settings["n_units"] == 13
    assert len(found.units) == 13


def test_few_guests_are_told_and_not_drawn() -> None:
    guests, units = small(7)
    few = guests.index[(guests["place"] == "P0") & (guests["period"] == 0)][:3]
    found = profit_chain(guests.drop(few), units, chain=["staff", "sat"], unit=["place", "period"])
    assert any("1 units have fewer than 5 guests" in each for each in found.warnings)
    drawn = [line for line in found.plot_units().get_lines() if line.get_label() == "P0"]
    assert len(drawn[0].get_xdata()) == 2


def test_a_measure_that_does_not_vary_in_a_view_has_no_slope_there() -> None:
    guests, units = small(8)
    units["staff"] = units["place"].str[1:].astype(float)
    found = profit_chain(guests, units, chain=["staff", "sat"], unit=["place", "period"])
    assert np.isnan(found.links.loc[("within", "staff", "sat"), "estimate"])
    assert np.isfinite(found.links.loc[("between", "staff", "sat"), "estimate"])
    found.plot(view="within")
    found.summary("zh").to_text()


@pytest.mark.parametrize(
    ("change", "error", "match"),
    [
        ({"chain": ["sat"]}, SpecificationError, "two measures"),
        ({"chain": ["staff", "profit"]}, SpecificationError, "No measure of the chain is in the survey"),
        ({"chain": ["staff", "satt"]}, DataError, "Did you mean|did you mean|sat"),
        ({"unit": ["place", "month"]}, DataError, "no column 'month'"),
        ({"cluster": "sat"}, SpecificationError, "must be one of unit="),
        ({"errors": "hc3"}, SpecificationError, "errors"),
        ({"controls": ["staff"]}, SpecificationError, "in the chain and in controls"),
        ({"unit_errors": {"sat": "staff"}}, SpecificationError, "comes from the survey"),
        ({"unit_errors": {"boss": "staff"}}, SpecificationError, "no measure"),
        ({"conf_level": 95}, SpecificationError, "between 0 and 1"),
    ],
)
def test_refusals(change: dict[str, Any], error: type[Exception], match: str) -> None:
    guests, units = small()
    asked: dict[str, Any] = {"chain": ["staff", "sat", "profit"], "unit": ["place", "period"]}
    with pytest.raises(error, match=match):
        profit_chain(guests, units, **(asked | change))


def test_tables_that_cannot_be_joined_are_refused() -> None:
    guests, units = small()
    asked: dict[str, Any] = {"chain": ["staff", "sat", "profit"], "unit": ["place", "period"]}
    with pytest.raises(DataError, match="several rows for P0 0"):
        profit_chain(guests, pd.concat([units, units.iloc[:1]]), **asked)
    with pytest.raises(DataError, match="No unit of the survey is in the unit table"):
        profit_chain(guests, units.assign(place="X" + units["place"]), **asked)
    with pytest.raises(DataError, match="three clusters"):
        profit_chain(guests[guests["place"] < "P2"], units[units["place"] < "P2"], **asked)
    with pytest.raises(SpecificationError, match="both the survey and the unit table"):
        profit_chain(guests.assign(staff=1.0), units, **asked)


# --- displays -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_summary_states_the_multilevel_caution(lang: str, chain: ProfitChain) -> None:
    shown = chain.summary(lang).to_text()
    words = {"en": ["ecological fallacy", "A slope is no effect"], "zh": ["生态谬误", "斜率不等于因果效应"]}
    assert all(each in shown.replace("\n", " ") for each in words[lang])
    assert "chain_" not in shown
    chain.summary(lang).to_html()
    chain.summary(lang).to_latex()


def test_params_have_the_ten_columns(chain: ProfitChain) -> None:
    assert tuple(chain.params.columns) == PARAM_COLUMNS
    assert set(chain.params["kind"]) == {"path", "coefficient", "effect", "reliability"}
    assert (chain.params["kind"] == "path").sum() == 3
    assert {"links", "effects", "agreement", "levels", "units"} <= set(chain.tables)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pictures(lang: str, chain: ProfitChain) -> None:
    ax = chain.plot(view="between", corrected=True, lang=lang, title="T")
    words = " ".join(each.get_text() for each in ax.texts)
    row = chain.links.loc[("between", "guests", "loyalty")]
    assert f"{row['corrected']:.3f}" in words
    scatter = chain.plot_units("guests", view="within", lang=lang)
    names = [each.get_text() for each in scatter.get_legend().get_texts()]
    assert names[0] == {"en": "Airport", "zh": "机场店"}[lang]
    lines = [line for line in scatter.get_lines() if line.get_label() == "_line"]
    assert len(lines) == 8
    x, y = lines[0].get_data()
    slope = chain.links.loc[("within", "guests", "loyalty"), "estimate"]
    assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(slope, rel=1e-9)
    told = {"en": "Open circles", "zh": "空心圆"}[lang]
    between = chain.plot_units("guests", view="between", lang=lang)
    assert [told in " ".join(t.get_text() for t in ax.texts) for ax in (scatter, between)] == [False, True]
    with pytest.raises(SpecificationError, match="begins no link"):
        chain.plot_units("profit")
    plt.close("all")
