"""Simulation of the unit table: staff and business figures of the 8 hotels in 4 quarters.

The guests are given. What they would say of a unit on the average is therefore fixed, and this table is drawn
around it: the staff of hotels that serve better are more satisfied, and satisfied guests bring business.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from . import _hotel
from ._answers import named, two_decimals, whole
from ._streams import Array, Draws, Positions

FILE = "hotel_units"
N = len(_hotel.HOTELS) * len(_hotel.QUARTERS)

# Satisfaction index (0-100) of hotels and quarters in a large population of guests: what the truth of the
# guests implies, typed here because it takes long to compute. A unit has the sum, less the mean of the chain.
INDEX: Mapping[str, float] = {
    "Airport": 73.2, "Campus": 68.1, "Expo": 70.9, "Harbour": 74.9,
    "Lakeside": 78.0, "Museum": 74.7, "Riverside": 70.1, "Station": 64.1,
}  # fmt: skip
QUARTER_INDEX: Mapping[str, float] = {"2024Q1": 69.7, "2024Q2": 70.2, "2024Q3": 73.4, "2024Q4": 73.7}

ROOMS = {
    "Airport": 168, "Campus": 96, "Expo": 132, "Harbour": 104,
    "Lakeside": 84, "Museum": 112, "Riverside": 140, "Station": 186,
}  # fmt: skip
STAFF_PER_ROOM, STAFF_OWN = 0.24, 0.08
ANSWERED = 0.72  # of the staff

# Satisfaction of all employees of a unit, 1 to 10: with the performance of the hotel and of the quarter (in
# standard deviations among guests), and on its own between hotels and between units.
EMPLOYEES = {"mean": 7.0, "hotel": 3.0, "quarter": 2.0, "own_hotel": 0.20, "own_unit": 0.15}
EMPLOYEE_SD, EMPLOYEE_SD_OWN = 1.6, 0.08  # between the employees of a unit, and log of its own variation
TURNOVER = {"mean": 8.5, "employees": -1.8, "own": 0.9}  # per cent of the staff who left in the quarter
# Hours for each employee: the new service standard was trained in the second and third quarter.
TRAINING = {"2024Q1": 5.0, "2024Q2": 8.5, "2024Q3": 10.0, "2024Q4": 6.0}
TRAINING_MORE = {"hotel": 4.0, "own": 0.8}
SEASON = {"2024Q1": -3.0, "2024Q2": 3.0, "2024Q3": 3.0, "2024Q4": -3.0}
OCCUPANCY = {"mean": 74.0, "index": 0.55, "season": 1.0, "own_hotel": 2.0, "own_unit": 1.2}
RATE = {"index": 0.003, "own_unit": 0.015}  # around the price of the hotel, logarithms
MARGIN = {"mean": 18.0, "index": 0.40, "season": 0.15, "own_hotel": 1.2, "own_unit": 0.8}


def units() -> tuple[Positions, Positions]:
    """Hotel and quarter of each unit."""
    cell = np.arange(N)
    return cell // len(_hotel.QUARTERS), cell % len(_hotel.QUARTERS)


def at(values: Mapping[str, float], position: Positions) -> Array:
    """The value of each unit's hotel or quarter."""
    chosen: Array = np.array(list(values.values()), dtype=np.float64)[position]
    return chosen


def own(draws: Draws, name: str, hotel: Positions, sizes: Mapping[str, float]) -> Array:
    """What a measure has of its own: one number for each hotel, and one for each unit."""
    of_hotel = Draws(FILE, len(_hotel.HOTELS)).normal(f"own {name}")
    return sizes["own_hotel"] * of_hotel[hotel] + sizes["own_unit"] * draws.normal(f"unit {name}")


def true_values() -> dict[str, Array]:
    """Satisfaction of guests and employees as it is in each unit, without errors of samples."""
    hotel, quarter = units()
    performance = at({name: h["performance"] for name, h in _hotel.HOTELS.items()}, hotel)
    change = at(_hotel.QUARTER_PERFORMANCE, quarter)
    change = change - change.mean()
    draws = Draws(FILE, N)
    index = at(INDEX, hotel) + at(QUARTER_INDEX, quarter) - sum(QUARTER_INDEX.values()) / len(QUARTER_INDEX)
    employees = EMPLOYEES["mean"] + EMPLOYEES["hotel"] * performance + EMPLOYEES["quarter"] * change
    return {
        "satisfaction_index": index,
        "employee_satisfaction": employees + own(draws, "employees", hotel, EMPLOYEES),
        "performance": performance,
    }


def table() -> dict[str, list[str]]:
    """The columns of hotel_units.csv as text."""
    hotel, quarter = units()
    draws, true = Draws(FILE, N), true_values()
    rooms = at({name: float(n) for name, n in ROOMS.items()}, hotel)
    staff = np.round(rooms * STAFF_PER_ROOM * np.exp(STAFF_OWN * draws.normal("staff")))
    answered = np.round(staff * ANSWERED)
    spread = EMPLOYEE_SD * np.exp(EMPLOYEE_SD_OWN * draws.normal("employee_sd"))
    employees = true["employee_satisfaction"]
    said = employees + EMPLOYEE_SD / np.sqrt(answered) * draws.normal("employee_satisfaction")
    left = (
        TURNOVER["mean"]
        + TURNOVER["employees"] * (employees - EMPLOYEES["mean"])
        + TURNOVER["own"] * draws.normal("turnover")
    )
    trained = (
        at(TRAINING, quarter)
        + TRAINING_MORE["hotel"] * true["performance"]
        + TRAINING_MORE["own"] * draws.normal("training")
    )
    index = true["satisfaction_index"] - true["satisfaction_index"].mean()
    season = at(SEASON, quarter)
    occupied, margin = (
        sizes["mean"] + sizes["index"] * index + sizes["season"] * season + own(draws, name, hotel, sizes)
        for name, sizes in (("occupancy", OCCUPANCY), ("margin", MARGIN))
    )
    occupied = np.round(occupied, 2)
    price = at({name: h["price"] for name, h in _hotel.HOTELS.items()}, hotel)
    rate = np.round(price * np.exp(RATE["index"] * index + RATE["own_unit"] * draws.normal("rate")), 2)
    return {
        "hotel": named(hotel, tuple(_hotel.HOTELS)),
        "quarter": named(quarter, _hotel.QUARTERS),
        "rooms": whole(rooms),
        "staff": whole(staff),
        "employees_answered": whole(answered),
        "employee_satisfaction": two_decimals(said),
        "employee_sd": two_decimals(spread),
        "employee_turnover": two_decimals(np.maximum(left, 0.0)),
        "training_hours": two_decimals(trained),
        "occupancy": two_decimals(occupied),
        "average_rate": two_decimals(rate),
        "revpar": two_decimals(occupied * rate / 100.0),
        "profit_margin": two_decimals(margin),
    }
