"""The service-profit chain where data are odd: nothing varies, keys are missing, designs of whole places."""

from __future__ import annotations

from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError, DataWarning
from csmodels.strategy.profit_chain import profit_chain

matplotlib.use("Agg")

EXACT = 1e-9  # the same algebra in another order
ASKED: dict[str, Any] = {"chain": ["staff", "sat", "profit"], "unit": ["place", "period"]}


def small(places: int = 5, periods: int = 3, n: int = 6) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Guests with two answers and weights, and a table of units."""
    rng = np.random.default_rng(0)
    units = pd.DataFrame(
        [(f"P{p}", t) for p in range(places) for t in range(periods)], columns=["place", "period"]
    )
    level = rng.normal(size=places)[units["place"].str[1:].astype(int)] + 0.5 * rng.normal(size=len(units))
    units["staff"] = level + 0.3 * rng.normal(size=len(units))
    units["profit"] = 2 * level + 0.5 * rng.normal(size=len(units))
    guests = units.loc[units.index.repeat(n), ["place", "period"]].reset_index(drop=True)
    guests["sat"] = np.repeat(level, n) + rng.normal(size=len(guests))
    guests["loyal"] = 0.8 * guests["sat"] + rng.normal(size=len(guests))
    guests["w"] = rng.uniform(0.5, 2, len(guests))
    return guests, units


@pytest.mark.parametrize("value", [1.0, 4.3, 1e6 / 3])
def test_what_does_not_vary_has_no_slope_and_is_told(value: float) -> None:
    guests, units = small()
    with pytest.warns(DataWarning, match="no slopes with staff"):
        found = profit_chain(guests, units.assign(staff=value), **ASKED)
    mine = found.links.xs("staff", level="predictor")
    assert mine[["estimate", "p_value", "p_wild"]].isna().all(axis=None)
    assert found.effects["estimate"].isna().all()
    with pytest.warns(DataWarning, match="no slopes with sat"):
        found = profit_chain(guests.assign(sat=value), units, **ASKED)
    assert found.links["estimate"].isna().all()
    # no variation at all is no agreement either
    assert found.agreement[["icc1", "icc2", "p_value", "reliability"]].isna().all(axis=None)
    for lang in ("en", "zh"):
        found.summary(lang).to_text()


def test_guests_who_all_answer_alike_have_no_levels() -> None:
    guests, units = small()
    with pytest.warns(DataWarning, match="no slopes with sat"):
        found = profit_chain(guests.assign(sat=4.3), units, **ASKED | {"chain": ["sat", "loyal"]})
    assert found.levels is not None
    assert found.levels[["guests", "within", "units", "difference"]].isna().all(axis=None)


def test_a_slope_that_rests_on_one_place_has_no_error() -> None:
    guests, units = small()
    units["staff"] = units["staff"].where(units["place"] == "P0", 0.0)
    found = profit_chain(guests, units, **ASKED)
    row = found.links.loc[("within", "staff", "sat")]
    assert np.isfinite(row["estimate"])
    assert row[["std_error", "conf_low", "p_value"]].isna().all()
    assert found.effects.loc[("within", "observed"), ["conf_low", "conf_high"]].isna().all()
    found.summary().to_text()


def test_a_missing_key_matches_nothing() -> None:
    guests, units = small()
    guests["period"] = guests["period"].where(guests["period"] > 0)
    units["period"] = units["period"].where((units["period"] > 0) | (units["place"] != "P0"))
    with pytest.warns(DataWarning, match="30 rows of the survey do not count"):
        found = profit_chain(guests, units, **ASKED)
    assert found.settings["n_units"] == 10
    assert found.units.index.to_frame().notna().all(axis=None)


def test_keys_of_different_types_are_told_with_the_remedy() -> None:
    guests, units = small()
    with pytest.raises(DataError, match=r"'period' is .* in the survey and int64 in the unit table"):
        profit_chain(guests.astype({"period": str}), units, **ASKED)
    assert profit_chain(guests.astype({"period": float}), units, **ASKED).settings["n_units"] == 15


def test_units_inside_sampling_units_have_the_errors_of_their_guests() -> None:
    guests, units = small()
    plain = profit_chain(cs.SurveyData(guests, weights="w"), units, **ASKED)
    made = [guests["w"].where(guests["place"] != f"P{p}", 0.0) * 5 / 4 for p in range(5)]
    made = [each.rename(f"r{p}") for p, each in enumerate(made)]
    whole = [
        cs.SurveyData(guests, weights="w", clusters="place"),
        cs.SurveyData(
            pd.concat([guests, *made], axis=1), weights="w",
            replicate_weights=[f"r{p}" for p in range(5)], replicate_method="jackknife",
        ),
    ]  # fmt: skip
    for data in whole:
        found = profit_chain(data, units, **ASKED)
        np.testing.assert_allclose(found.units["sat_error"], plain.units["sat_error"], rtol=EXACT)
        np.testing.assert_allclose(found.links["corrected"], plain.links["corrected"], rtol=EXACT)
        assert any("15 units lie within one sampling unit" in each for each in found.warnings)
        assert "抽样单元" in found.summary("zh").to_text()
    assert not any("sampling unit" in each for each in plain.warnings)


def test_five_places_are_too_few_for_the_wild_bootstrap_and_six_are_not() -> None:
    for places, few in ((5, True), (6, False)):
        found = profit_chain(*small(places=places), **ASKED)
        assert any("wild bootstrap, whose p is 0.0625 at least" in each for each in found.warnings) == few
        assert np.isinf(found.links["wild_low"]).all() == few


def test_controls_of_any_size_count_alike() -> None:
    guests, units = small()
    noise = np.random.default_rng(1).normal(size=len(units))
    found = [
        profit_chain(guests, units.assign(z=z), controls=["z"], **ASKED).links["estimate"]
        for z in (noise, 5e9 + 1e8 * noise)
    ]
    np.testing.assert_allclose(found[0], found[1], rtol=1e-6)


def test_a_chain_of_one_link_has_the_limits_of_the_link() -> None:
    guests, units = small()
    found = profit_chain(guests, units, **ASKED | {"chain": ["staff", "sat"]})
    row, link = found.effects.loc[("total", "observed")], found.links.loc[("total", "staff", "sat")]
    for name in ("estimate", "std_error", "conf_low", "conf_high"):
        assert row[name] == pytest.approx(link[name], rel=EXACT)


def test_corrected_errors_of_unbalanced_units_by_leaving_places_out() -> None:
    guests, units = small(places=6)
    with pytest.warns(DataWarning, match="4 units of the survey are not in the unit table"):
        found = profit_chain(cs.SurveyData(guests, weights="w"), units.drop([0, 1, 5, 9]), **ASKED)
    table = found.units.reset_index()
    x, y, error = (table[name].to_numpy() for name in ("sat", "profit", "sat_error"))

    def slope(kept: Any) -> float:
        dummies = pd.get_dummies(table["place"][kept]).to_numpy(dtype=float)
        maker = np.eye(len(dummies)) - dummies @ np.linalg.pinv(dummies)
        left = maker @ x[kept]
        return float(left @ y[kept] / (left @ x[kept] - (np.diag(maker) * error[kept] ** 2).sum()))

    whole = slope(np.ones(len(x), dtype=bool))
    parts = [slope((table["place"] != f"P{p}").to_numpy()) for p in range(6)]
    row = found.links.loc[("within", "sat", "profit")]
    assert row["corrected"] == pytest.approx(whole, rel=1e-8)
    expected = np.sqrt(5 / 6 * ((np.array(parts) - whole) ** 2).sum())
    assert row["corrected_error"] == pytest.approx(expected, rel=1e-8)


def test_units_with_one_guest_and_two_periods() -> None:
    guests, units = small(periods=2)
    first = guests.index[(guests["place"] == "P0") & (guests["period"] == 0)]
    with pytest.warns(DataWarning, match="1 were left out for unknown values or fewer than two guests"):
        found = profit_chain(guests.drop(first[1:]), units, **ASKED)
    assert found.settings["n_units"] == 9
    assert np.isfinite(found.links.loc["two_way", "estimate"]).all()
