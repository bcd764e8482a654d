"""Simulation of the customer table: what the chain's booking system knows of guests, surveyed or not."""

from __future__ import annotations

import numpy as np

from . import _hotel
from ._answers import two_decimals, whole
from ._attributes import values_at
from ._streams import Array, Draws, Flags, Positions

FILE = "hotel_customers"
OTHERS = 400  # customers who were not surveyed
ABSENT = {"other": 0.10, "member": 0.015}  # surveyed guests whom the system does not know
YEAR, QUARTER_DAYS = 365.0, 91.0  # the table was drawn on the last day of 2024; the survey's year is 2024

# Stays in the 24 months before that day, beyond the one of 2024: geometric with these means by segment,
# times factors for members and for the loyalty (in standard deviations) behind the answers.
STAYS = {"business": 4.5, "leisure": 1.0, "price_sensitive": 1.6}
STAYS_MORE = {"member": 1.5, "log_loyalty": 0.30}
# What another stay costs: nights, and the price of a night against that of the hotel of this stay.
OTHER_NIGHTS = {"business": 1.9, "leisure": 2.6, "price_sensitive": 1.4}
OTHER_PRICE = {"business": 1.08, "leisure": 1.00, "price_sensitive": 0.86}
OTHER_LOG_SD = 0.22
GRADES = {"silver": 1, "gold": 4, "platinum": 9}  # of members, from so many stays
CHANNELS = {
    "business": {"app": 0.34, "platform": 0.22, "employer": 0.36, "desk": 0.08},
    "leisure": {"app": 0.26, "platform": 0.60, "employer": 0.02, "desk": 0.12},
    "price_sensitive": {"app": 0.22, "platform": 0.48, "employer": 0.04, "desk": 0.26},
}
NO_CHANNEL = 0.02


def guests() -> tuple[dict[str, list[str]], Positions]:
    """Columns of the guests of the survey, and their segments."""
    hotel, quarter = _hotel.design()
    draws = Draws(_hotel.FILE, len(hotel))
    shuffle = np.argsort(draws.uniform("order"), kind="stable")
    hotel, quarter = hotel[shuffle], quarter[shuffle]
    x, segment = _hotel.everybody(draws, hotel, quarter)
    _, spend = _hotel.stay(draws, hotel, x["member"])
    own = Draws(f"{FILE} guests", len(hotel))
    lost = own.happens("absent", np.where(x["member"] == 1.0, ABSENT["member"], ABSENT["other"]))
    names = [f"G{i + 1:04d}" for i in range(len(hotel))]
    return _known(own, x, segment, quarter, hotel, spend, names, ~lost), segment[~lost]


def others() -> tuple[dict[str, list[str]], Positions]:
    """Columns of customers who were not surveyed, and their segments."""
    draws = Draws(f"{FILE} others", OTHERS)
    volume = np.array([h["volume"] for h in _hotel.HOTELS.values()])
    hotel = draws.choice("hotel", list(volume / volume.sum()))
    quarter = draws.choice("quarter", [0.25] * 4)
    x, segment = _hotel.everybody(draws, hotel, quarter)
    _, spend = _hotel.stay(draws, hotel, x["member"])
    first = len(_hotel.design()[0]) + 1
    names = [f"G{i + first:04d}" for i in range(OTHERS)]
    everybody = np.ones(OTHERS, dtype=np.bool_)
    return _known(draws, x, segment, quarter, hotel, spend, names, everybody), segment


def _known(
    draws: Draws, x: dict[str, Array], segment: Positions, quarter: Positions,
    hotel: Positions, spend: Array, names: list[str], kept: Flags,
) -> dict[str, list[str]]:  # fmt: skip
    member = x["member"] == 1.0
    days = QUARTER_DAYS * (3.0 - quarter) + np.floor(QUARTER_DAYS * draws.uniform("day"))
    # who came back did so on some day of the following year: it may lie before the table was drawn
    after = np.floor(YEAR * draws.uniform("came back after"))
    again = (x["came_back"] == 1.0) & (after < days)
    mean = values_at([STAYS[s] for s in _hotel.SEGMENTS], segment) * np.where(
        member, STAYS_MORE["member"], 1.0
    ) * np.exp(STAYS_MORE["log_loyalty"] * x["Loyalty"])  # fmt: skip
    more = np.floor(np.log(draws.uniform("stays")) / np.log(mean / (1.0 + mean)))
    stays = 1.0 + np.maximum(more, again.astype(np.float64))
    price = values_at([h["price"] for h in _hotel.HOTELS.values()], hotel)
    each = (
        price
        * values_at([OTHER_NIGHTS[s] * OTHER_PRICE[s] for s in _hotel.SEGMENTS], segment)
        * np.exp(OTHER_LOG_SD * draws.normal("spend"))
    )
    levels = np.where(member, np.searchsorted(np.array(list(GRADES.values())), stays, side="right"), 0)
    channels = [*CHANNELS["business"]]
    shares = [values_at([CHANNELS[s][c] for s in _hotel.SEGMENTS], segment) for c in channels]
    channel = draws.choice("channel", shares)
    unknown = draws.happens("no channel", NO_CHANNEL)
    columns = {
        "guest": names,
        "recency": whole(np.where(again, days - after, days)),
        "stays": whole(stays),
        "spend_24m": two_decimals(spend + (stays - 1.0) * each),
        "grade": [("none", *GRADES)[level] for level in levels],
        "channel": ["" if u else channels[c] for u, c in zip(unknown, channel, strict=True)],
    }
    return {name: [v for v, k in zip(values, kept, strict=True) if k] for name, values in columns.items()}


def both() -> tuple[dict[str, list[str]], list[int]]:
    """All columns in random order, and the segment of every row."""
    (one, of_one), (two, of_two) = guests(), others()
    segment = np.concatenate([of_one, of_two])
    order = np.argsort(Draws(FILE, len(segment)).uniform("order"), kind="stable")
    columns = {name: [(values + two[name])[i] for i in order] for name, values in one.items()}
    return columns, [int(segment[i]) for i in order]


def table() -> dict[str, list[str]]:
    """The columns of hotel_customers.csv as text."""
    return both()[0]
