"""What the unit table and the customer table of the hotels are made from, as written to truth.json."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from . import _hotel
from . import _hotel_customers as customers
from . import _hotel_units as units
from ._streams import Array, Positions
from ._truth import tidy

UNITS_DESCRIPTION = (
    "Simulated: staff and business figures of the 8 hotels in 4 quarters, drawn around the true satisfaction "
    "index of the units of hotel_guests (index of the hotel plus index of the quarter less the mean). The "
    "guests came first: satisfied employees go with good service here because they were drawn so. Hotels and "
    "quarters add up in the guest survey, so that once both are taken out, satisfaction of guests has no "
    "true variation left: slopes on it with two-way fixed effects measure noise."
)
CUSTOMERS_DESCRIPTION = (
    "Simulated: the chain's customer table at the end of 2024, for most of the surveyed guests and for "
    f"{customers.OTHERS} customers who were not surveyed. Stays beyond the one of 2024 are geometric; "
    "segments has the first letter of the segment of every row."
)


def truth() -> dict[str, object]:
    """The two entries of truth.json."""
    return {units.FILE: units_truth(), customers.FILE: customers_truth()}


def units_truth() -> dict[str, object]:
    m, true = units, units.true_values()
    hotel, quarter = m.units()
    guests, staff = true["satisfaction_index"], true["employee_satisfaction"]
    return {
        "description": UNITS_DESCRIPTION,
        "index_of_hotels": m.INDEX,
        "index_of_quarters": m.QUARTER_INDEX,
        "rooms": m.ROOMS,
        "staff": {"per_room": m.STAFF_PER_ROOM, "log_sd": m.STAFF_OWN, "share_answered": m.ANSWERED},
        "employee_satisfaction": {**m.EMPLOYEES, "sd": m.EMPLOYEE_SD, "log_sd_of_sd": m.EMPLOYEE_SD_OWN},
        "employee_turnover": m.TURNOVER,
        "training_hours": {**m.TRAINING, **m.TRAINING_MORE},
        "season": m.SEASON,
        "occupancy": m.OCCUPANCY,
        "average_rate": m.RATE,
        "profit_margin": m.MARGIN,
        "implied": {
            "units": [
                f"{list(_hotel.HOTELS)[h]} {_hotel.QUARTERS[q]}" for h, q in zip(hotel, quarter, strict=True)
            ],
            "satisfaction_index": [tidy(value) for value in guests],
            "employee_satisfaction": [tidy(value, 3) for value in staff],
            "satisfaction_index_on_employee_satisfaction": {
                "total": tidy(slope(staff, guests), 3),
                "between_hotels": tidy(slope(means(staff, hotel), means(guests, hotel)), 3),
                "within_hotels": tidy(
                    slope(staff - means(staff, hotel), guests - means(guests, hotel)), 3
                ),
            },
            "profit_margin_on_satisfaction_index": m.MARGIN["index"],
            "occupancy_on_satisfaction_index": m.OCCUPANCY["index"],
        },
    }  # fmt: skip


def customers_truth() -> dict[str, object]:
    m = customers
    columns, segment = m.both()
    letters = "".join(name[0] for name in np.array(list(_hotel.SEGMENTS))[segment])
    stays = np.array(columns["stays"], dtype=np.float64)
    spend = np.array(columns["spend_24m"], dtype=np.float64)
    return {
        "description": CUSTOMERS_DESCRIPTION,
        "not_surveyed": m.OTHERS,
        "share_absent": m.ABSENT,
        "stays": {**m.STAYS, **m.STAYS_MORE},
        "other_stays": {"nights": m.OTHER_NIGHTS, "price": m.OTHER_PRICE, "log_sd": m.OTHER_LOG_SD},
        "grades_from_stays": m.GRADES,
        "channels": m.CHANNELS,
        "share_without_channel": m.NO_CHANNEL,
        "sample": {
            "segments": letters,
            "mean_stays": by_segment(stays, segment),
            "mean_spend_24m": by_segment(spend, segment),
        },
    }


def by_segment(values: Array, segment: list[int]) -> Mapping[str, float]:
    """Mean of the rows of each segment."""
    of = np.array(segment)
    return {name: tidy(values[of == i].mean()) for i, name in enumerate(_hotel.SEGMENTS)}


def means(values: Array, group: Positions) -> Array:
    """The mean of its group for every unit."""
    return np.array([values[group == g].mean() for g in group])


def slope(x: Array, y: Array) -> float:
    """Of a least-squares line."""
    return float(((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum())
