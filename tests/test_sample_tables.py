"""The unit table and the customer table of the hotels: what their truth says, joined with the survey."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import csmodels as cs

FOLDER = Path(__file__).resolve().parents[1] / "datasets"
TABLES = ("hotel_units", "hotel_customers")
ERRORS = 3.5  # standard errors that an estimate may be away from its truth
WRITTEN = 0.006  # the truth is written with two decimals


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="module")
def units() -> pd.DataFrame:
    return cs.datasets.load_hotel_units()


@pytest.fixture(scope="module")
def customers() -> pd.DataFrame:
    return cs.datasets.load_hotel_customers()


@pytest.fixture(scope="module")
def guests() -> pd.DataFrame:
    return cs.datasets.load_hotel().frame


def slope(x: Any, y: Any) -> float:
    x, y = np.asarray(x, float), np.asarray(y, float)
    return float(((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum())


@pytest.mark.parametrize("name", TABLES)
def test_codebook_lists_every_column_in_order(name: str) -> None:
    with (FOLDER / f"{name}_codebook.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [row["item"] for row in rows] == list(getattr(cs.datasets, f"load_{name}")().columns)
    assert {row["role"] for row in rows} <= {"key", "choice", "number"}


def test_listed_as_simulated() -> None:
    table = cs.datasets.list_datasets()
    assert table.loc[list(TABLES), ["rows", "columns"]].to_numpy().tolist() == [[32, 13], [1897, 6]]
    assert table.loc[list(TABLES), "simulated"].all()
    assert table.loc[list(TABLES), "description"].str.startswith("Simulated").all()


# --- units --------------------------------------------------------------------------------------------------


def test_one_row_for_each_unit_of_the_survey(units: pd.DataFrame, guests: pd.DataFrame) -> None:
    assert not units.duplicated(["hotel", "quarter"]).any()
    cells = guests.groupby(["hotel", "quarter"]).size()
    assert set(cells.index) == set(units.set_index(["hotel", "quarter"]).index)
    assert not units.isna().any(axis=None)


def test_columns_agree_with_each_other(units: pd.DataFrame) -> None:
    assert (units["employees_answered"] < units["staff"]).all()
    np.testing.assert_allclose(
        units["revpar"], units["occupancy"] * units["average_rate"] / 100, atol=WRITTEN
    )


def test_typed_index_is_what_the_survey_implies(truth: dict[str, Any]) -> None:
    implied, typed = truth["hotel_guests"]["implied"], truth["hotel_units"]
    assert typed["index_of_hotels"] == implied["satisfaction_index_by_hotel"]
    assert typed["index_of_quarters"] == implied["satisfaction_index_by_quarter"]


def test_measures_lie_around_their_truth(units: pd.DataFrame, truth: dict[str, Any]) -> None:
    told = truth["hotel_units"]
    implied = told["implied"]
    assert implied["units"] == (units["hotel"] + " " + units["quarter"]).tolist()
    staff = np.array(implied["employee_satisfaction"])
    error = told["employee_satisfaction"]["sd"] / np.sqrt(units["employees_answered"])
    z = (units["employee_satisfaction"] - staff) / error
    assert 0.7 < z.std() < 1.3
    assert abs(z.mean()) < ERRORS / np.sqrt(len(z))
    assert slope(staff, units["employee_turnover"]) == pytest.approx(
        told["employee_turnover"]["employees"],
        abs=ERRORS * told["employee_turnover"]["own"] / np.sqrt(((staff - staff.mean()) ** 2).sum()),
    )


@pytest.mark.parametrize(("column", "key"), [("profit_margin", "profit_margin"), ("occupancy", "occupancy")])
def test_business_follows_the_true_index(
    column: str, key: str, units: pd.DataFrame, truth: dict[str, Any]
) -> None:
    told = truth["hotel_units"]
    index = pd.Series(told["implied"]["satisfaction_index"])
    within, y = (v - v.groupby(units["hotel"]).transform("mean") for v in (index, units[column]))
    season = units["quarter"].map(told["season"]).to_numpy()
    x = np.column_stack([within, season])
    beta = np.linalg.lstsq(x, y, rcond=None)[0]
    error = told[key]["own_unit"] * np.sqrt(np.diag(np.linalg.inv(x.T @ x)))
    assert (np.abs(beta - [told[key]["index"], told[key]["season"]]) < ERRORS * error).all()
    means = pd.concat([index, units[column]], axis=1).groupby(units["hotel"]).mean().to_numpy()
    spread = ((means[:, 0] - means[:, 0].mean()) ** 2).sum()
    own = np.hypot(told[key]["own_hotel"], told[key]["own_unit"] / 2) / np.sqrt(spread)
    assert slope(means[:, 0], means[:, 1]) == pytest.approx(told[key]["index"], abs=ERRORS * own)


def test_slopes_of_guests_on_employees_are_those_written(units: pd.DataFrame, truth: dict[str, Any]) -> None:
    implied = truth["hotel_units"]["implied"]
    x, y = (pd.Series(implied[f"{name}_satisfaction"]) if name == "employee" else
            pd.Series(implied["satisfaction_index"]) for name in ("employee", "index"))  # fmt: skip
    hotels = [v.groupby(units["hotel"]).transform("mean") for v in (x, y)]
    found = {
        "total": slope(x, y),
        "between_hotels": slope(*hotels),
        "within_hotels": slope(x - hotels[0], y - hotels[1]),
    }
    assert found == pytest.approx(implied["satisfaction_index_on_employee_satisfaction"], abs=WRITTEN)


def test_hotels_and_quarters_add_up_among_the_true_means(units: pd.DataFrame, truth: dict[str, Any]) -> None:
    index = pd.Series(truth["hotel_units"]["implied"]["satisfaction_index"])
    left = index - index.groupby(units["hotel"]).transform("mean")
    left -= left.groupby(units["quarter"]).transform("mean")
    assert left.abs().max() < 1e-9


# --- customers ----------------------------------------------------------------------------------------------


def test_some_guests_are_absent_and_some_customers_were_not_asked(
    customers: pd.DataFrame, guests: pd.DataFrame, truth: dict[str, Any]
) -> None:
    told = truth["hotel_customers"]
    assert customers["guest"].is_unique
    assert (~customers["guest"].isin(guests["guest"])).sum() == told["not_surveyed"]
    absent = ~guests["guest"].isin(customers["guest"])
    for member, share in ((1, told["share_absent"]["member"]), (0, told["share_absent"]["other"])):
        rows = absent[guests["member"] == member]
        assert abs(rows.mean() - share) < ERRORS * np.sqrt(share * (1 - share) / len(rows))


def test_no_column_names_or_reaches_a_customer(customers: pd.DataFrame) -> None:
    assert list(customers) == ["guest", "recency", "stays", "spend_24m", "grade", "channel"]


def test_table_agrees_with_the_survey(customers: pd.DataFrame, guests: pd.DataFrame) -> None:
    both = guests.merge(customers, on="guest")
    assert len(both) == 1497
    paid = both.dropna(subset="spend")
    assert (paid["spend_24m"] >= paid["spend"]).all()
    once = paid[paid["stays"] == 1]
    np.testing.assert_allclose(once["spend_24m"], once["spend"])
    assert ((both["grade"] == "none") == (both["member"] == 0)).all()
    # the latest stay of those who did not come back is the one of the survey
    stay = both[both["came_back"] == 0]
    first = 91 * (3 - (stay["quarter"].str[-1].astype(int) - 1))
    assert stay["recency"].between(first, first + 90).all()
    back = both[both["came_back"] == 1]
    assert (back["recency"] <= 91 * (4 - back["quarter"].str[-1].astype(int)) + 90).all()


def test_grades_follow_stays(customers: pd.DataFrame, truth: dict[str, Any]) -> None:
    limits = truth["hotel_customers"]["grades_from_stays"]
    for low, high in (("silver", "gold"), ("gold", "platinum")):
        stays = customers.loc[customers["grade"] == low, "stays"]
        assert stays.between(limits[low], limits[high] - 1).all()


def test_value_differs_by_segment_and_rises_with_loyalty(
    customers: pd.DataFrame, guests: pd.DataFrame, truth: dict[str, Any]
) -> None:
    sample = truth["hotel_customers"]["sample"]
    segment = pd.Series(list(sample["segments"]), index=customers.index)
    for column, key in (("stays", "mean_stays"), ("spend_24m", "mean_spend_24m")):
        means = customers[column].groupby(segment).mean()
        for name, mean in sample[key].items():
            assert means[name[0]] == pytest.approx(mean, abs=WRITTEN)
    assert sample["mean_stays"]["business"] > 2 * sample["mean_stays"]["leisure"]
    chances = truth["hotel_customers"]["channels"]["business"]
    shares = customers.loc[segment == "b", "channel"].value_counts(normalize=True)
    n = int((segment == "b").sum())
    for name, p in chances.items():
        assert abs(shares[name] - p) < ERRORS * np.sqrt(p * (1 - p) / n)
    both = guests.merge(customers, on="guest").dropna(subset="repurchase")
    assert np.log(both["stays"]).corr(both["repurchase"]) > 0.05
