"""Simulation of the hotel survey: 1,600 guests of a budget chain, 8 hotels in 4 quarters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ._answers import (
    Rating,
    leave_out,
    logistic,
    mix,
    named,
    price_answers,
    straight_lining,
    two_decimals,
    whole,
)
from ._attributes import Attribute, average, paired_ratings, values_at
from ._streams import Array, Draws, Positions

FILE = "hotel_guests"
PER_CELL = 50  # guests of one hotel in one quarter
QUARTERS = ("2024Q1", "2024Q2", "2024Q3", "2024Q4")

# Shifts in standard deviations of the latent variable; volume is the hotel's share of the chain's guests.
HOTELS: dict[str, dict[str, float]] = {
    "Airport": {
        "performance": 0.05,
        "expectations": 0.10,
        "value": -0.15,
        "handling": 0.10,
        "price": 288,
        "volume": 1.25,
    },
    "Campus": {
        "performance": -0.16,
        "expectations": -0.15,
        "value": 0.20,
        "handling": -0.10,
        "price": 178,
        "volume": 0.80,
    },
    "Expo": {
        "performance": -0.02,
        "expectations": 0.05,
        "value": -0.05,
        "handling": 0.00,
        "price": 256,
        "volume": 1.00,
    },
    "Harbour": {
        "performance": 0.15,
        "expectations": 0.10,
        "value": 0.05,
        "handling": 0.20,
        "price": 242,
        "volume": 0.75,
    },
    "Lakeside": {
        "performance": 0.22,
        "expectations": 0.20,
        "value": 0.00,
        "handling": 0.35,
        "price": 298,
        "volume": 0.60,
    },
    "Museum": {
        "performance": 0.04,
        "expectations": 0.05,
        "value": 0.05,
        "handling": 0.05,
        "price": 232,
        "volume": 0.85,
    },
    "Riverside": {
        "performance": -0.08,
        "expectations": -0.10,
        "value": 0.00,
        "handling": -0.15,
        "price": 208,
        "volume": 1.15,
    },
    "Station": {
        "performance": -0.27,
        "expectations": -0.25,
        "value": -0.10,
        "handling": -0.45,
        "price": 196,
        "volume": 1.60,
    },
}
# Small drift, and one real change: a new service standard for the whole chain from the third quarter.
QUARTER_PERFORMANCE = {"2024Q1": 0.00, "2024Q2": 0.03, "2024Q3": 0.26, "2024Q4": 0.29}
HOTEL_ATTRIBUTE: dict[str, dict[str, float]] = {
    "Airport": {"quiet": -0.35, "checkin": 0.35},
    "Campus": {"facilities": -0.35},
    "Expo": {"checkin": -0.35},
    "Lakeside": {"quiet": 0.40, "breakfast": 0.25},
    "Museum": {"breakfast": 0.35},
    "Station": {"quiet": -0.50},
}
ATTRIBUTES: dict[str, Attribute] = {
    "cleanliness": Attribute("basic", 0.29, 0.64, 0.25, tolerance=True),
    "quiet": Attribute("basic", 0.25, 0.56, 0.05, tolerance=True),
    "shower": Attribute("basic", 0.21, 0.60, 0.15),
    "bed": Attribute("performance", 0.15, 0.64, 0.00),
    "checkin": Attribute("performance", 0.13, 0.56, -0.10, tolerance=True),
    "facilities": Attribute("performance", 0.12, 0.66, -0.05),
    "breakfast": Attribute("excitement", 0.48, 0.56, -0.25, tolerance=True),
    "staff": Attribute("excitement", 0.47, 0.62, -0.20),
}
ROOM = ("cleanliness", "quiet", "shower", "bed", "facilities")
SEGMENTS: dict[str, dict[str, float]] = {
    "business": {"share": 0.42, "expectations": 0.12, "value": 0.00, "value_path": 0.12, "member": 0.45},
    "leisure": {"share": 0.36, "expectations": -0.02, "value": 0.05, "value_path": 0.14, "member": 0.05},
    "price_sensitive": {
        "share": 0.22, "expectations": -0.18, "value": -0.08, "value_path": 0.28, "member": -0.55,
    },
}  # fmt: skip
SEGMENT_ATTRIBUTE: dict[str, dict[str, float]] = {
    "business": {"checkin": 1.4, "quiet": 1.25, "breakfast": 0.8},
    "leisure": {"checkin": 0.7, "breakfast": 1.3, "staff": 1.2},
    "price_sensitive": {"quiet": 0.7, "staff": 0.8},
}
SEGMENT_PURPOSE = {
    "business": (0.80, 0.08, 0.06, 0.06),
    "leisure": (0.10, 0.62, 0.20, 0.08),
    "price_sensitive": (0.22, 0.28, 0.25, 0.25),
}
SEGMENT_HEARD = {
    "business": (0.14, 0.26, 0.14, 0.07, 0.08, 0.26, 0.05),
    "leisure": (0.25, 0.36, 0.16, 0.10, 0.07, 0.01, 0.05),
    "price_sensitive": (0.24, 0.33, 0.17, 0.08, 0.11, 0.02, 0.05),
}
SEGMENT_FIRST = {
    "business": (0.28, 0.34, 0.08, 0.26, 0.04),
    "leisure": (0.22, 0.48, 0.07, 0.11, 0.12),
    "price_sensitive": (0.12, 0.40, 0.17, 0.07, 0.24),
}

# The structural model. Slopes of latent variables on latent variables in their standard deviations.
PATHS = {
    "standard~Expectations": 0.40,
    "Performance~Expectations": 0.45,
    "Performance~standard_own": 0.20,
    "Quality~attributes": 0.92,
    "Value~Expectations": 0.10,
    "Value~Quality": 0.56,
    "Satisfaction~Expectations": 0.20,
    "Satisfaction~shortfall": 0.58,
    "Satisfaction~surplus": 0.06,
    "Satisfaction~service_own": 0.08,
    "Satisfaction~image_own": 0.05,
    "Loyalty~Satisfaction": 0.70,
    "Loyalty~complained": -0.25,
    "Loyalty~complained_x_handling": 0.42,
    "Handling~Satisfaction": 0.20,
    "Recommendation~Satisfaction": 0.55,
    "Recommendation~Loyalty": 0.30,
    "HardElement~Performance": 0.84,
    "SoftElement~Performance": 0.64,
    "ServiceElement~Performance": 0.72,
    "ImageElement~Performance": 0.40,
    "ImageElement~Expectations": 0.25,
    "Ease~ServiceElement": 0.45,
    "Ease~Satisfaction": 0.25,
}
RESIDUAL = {
    "Performance": 0.87,
    "Quality": 0.38,
    "Value": 0.76,
    "Satisfaction": 0.36,
    "Loyalty": 0.64,
    "Recommendation": 0.50,
    "ImageElement": 0.86,
    "Ease": 0.74,
}
NIGHTS = (0.46, 0.27, 0.13, 0.06, 0.04, 0.02, 0.02)  # shares of stays of 1, 2, ... nights
SPEND = {"log_sd": 0.16, "member_price": 0.92}  # per night, around the hotel's price
WEIGHT = {"member": 0.80, "other": 1.18, "log_sd": 0.12}  # times the hotel's volume
ATTRIBUTE_MEAN_SD = 0.70  # of the mean performance of the eight attributes
ROOM_MEAN_SD = 0.74
SATISFACTION_CENTRE, SATISFACTION_SCALE = 0.06, 1.15  # the sum of effects is centred and divided
EXPECTED = {"standard": 0.70, "recalled": 0.16, "own": 0.69}
LEVELS = {"adequate": -0.95, "desired": 0.65, "own": 0.45}
DISCONFIRMATION = {"worse": 1.20, "better": 0.80, "performance": 0.15, "own": 0.40, "scale": 1.25}
LOGITS = {
    "complained": {"intercept": -2.30, "Satisfaction": -1.05},
    "came_back": {
        "intercept": -0.45, "Satisfaction": 0.85, "member": 0.60,
        "complained": -0.25, "complained_x_handling": 0.45,
    },
    "member": {"intercept": -0.25, "segment": 1.0},
}  # fmt: skip

RATINGS: dict[str, Rating] = {
    "stay_overall": Rating("Satisfaction", 0.84),
    "stay_return": Rating("Loyalty", 0.82),
    "stay_problems": Rating("ServiceElement", 0.78, special=(0.015, 0.0)),
    "arrival_friendly": Rating("p_staff", 0.84),
    "arrival_checkin": Rating("p_checkin", 0.86, shift=-0.05),
    "arrival_checkout": Rating("p_checkin", 0.66, shift=0.10),
    "room_facilities": Rating("p_facilities", 0.86),
    "room_lighting": Rating("Performance", 0.62),
    "room_shower": Rating("p_shower", 0.86),
    "room_bed": Rating("p_bed", 0.86),
    "room_bedding": Rating("p_cleanliness", 0.80, shift=0.10),
    "room_clean": Rating("p_cleanliness", 0.86),
    "room_air": Rating("Performance", 0.58),
    "room_television": Rating("Performance", 0.45, shift=-0.20, missing=0.040, special=(0.015, 0.0)),
    "room_quiet": Rating("p_quiet", 0.86, shift=-0.10),
    "room_value": Rating("Value", 0.76),
    "room_overall": Rating("RoomElement", 0.84),
    "breakfast_food": Rating("p_breakfast", 0.86, missing=0.030, special=(0.012, 0.0)),
    "breakfast_temperature": Rating("p_breakfast", 0.74, missing=0.030, special=(0.015, 0.0)),
    "breakfast_surroundings": Rating("p_breakfast", 0.68, missing=0.030, special=(0.012, 0.0)),
    "dinner_food": Rating("p_breakfast", 0.55, shift=-0.25, missing=0.090, special=(0.02, 0.0)),
    "dining_overall": Rating("p_breakfast", 0.82, shift=-0.08, missing=0.040),
    "exp_overall": Rating("Expectations", 0.82, shift=-0.10, missing=0.014),
    "exp_custom": Rating("Expectations", 0.75, shift=-0.15, missing=0.014),
    "exp_reliability": Rating("Expectations", 0.68, missing=0.014, special=(0.005, 0.0)),
    "qual_overall": Rating("Quality", 0.88, missing=0.012),
    "qual_custom": Rating("Quality", 0.83, shift=-0.08, missing=0.012),
    "qual_reliability": Rating("Quality", 0.77, shift=0.12, missing=0.012),
    "value_quality": Rating("Value", 0.86, missing=0.012),
    "value_price": Rating("Value", 0.82, shift=-0.22, missing=0.012, special=(0.0, 0.005)),
    "sat_overall": Rating("Satisfaction", 0.89, missing=0.012),
    "sat_expectation": Rating("Satisfaction", 0.84, shift=-0.18, missing=0.012),
    "sat_ideal": Rating("Satisfaction", 0.82, shift=-0.25, missing=0.012),
    "handling": Rating("Handling", 0.92, shift=-0.45, missing=0.015),
    "repurchase": Rating("Loyalty", 0.86, missing=0.012),
    "recommendation": Rating("Recommendation", 0.90, "recommend", missing=0.014),
    "effort": Rating("Ease", 0.85, "seven"),
    "hard_function": Rating("HardElement", 0.82),
    "hard_efficiency": Rating("HardElement", 0.78, shift=-0.05),
    "hard_price": Rating("HardElement", 0.66, shift=-0.15),
    "soft_design": Rating("SoftElement", 0.80, shift=-0.10),
    "soft_ease": Rating("SoftElement", 0.76),
    "soft_name": Rating("SoftElement", 0.68, shift=-0.10, special=(0.012, 0.0)),
    "serv_manner": Rating("ServiceElement", 0.82, shift=0.08),
    "serv_knowledge": Rating("ServiceElement", 0.79),
    "serv_after": Rating("ServiceElement", 0.72, shift=-0.15, special=(0.018, 0.0)),
    "img_culture": Rating("ImageElement", 0.76, shift=-0.20, missing=0.030, special=(0.02, 0.005)),
    "img_residents": Rating("ImageElement", 0.78, shift=-0.25, missing=0.030, special=(0.02, 0.005)),
    "img_environment": Rating("ImageElement", 0.80, shift=-0.10, special=(0.015, 0.0)),
    **paired_ratings(ATTRIBUTES),
}
MISSING = {
    "purpose": 0.012, "spend": 0.020, "heard_from": 0.025, "first_use": 0.025, "complained": 0.012,
    "price_up": 0.012, "price_down": 0.012,
}  # fmt: skip
ROUTING = {"handling": "complained == 1", "price_up": "repurchase > 5", "price_down": "repurchase <= 5"}


def design() -> tuple[Positions, Positions]:
    """Hotel and quarter of every guest: 50 in each cell."""
    cell = np.repeat(np.arange(len(HOTELS) * len(QUARTERS)), PER_CELL)
    return cell // len(QUARTERS), cell % len(QUARTERS)


def latent_values(draws: Draws, hotel: Positions, quarter: Positions, segment: Positions) -> dict[str, Array]:
    """All latent variables of the guests, and the yes/no events that they bring about."""
    normal = draws.normal
    hotels, segments = list(HOTELS.values()), list(SEGMENTS.values())
    x: dict[str, Array] = {}
    x["Expectations"] = (
        normal("latent Expectations")
        + values_at([h["expectations"] for h in hotels], hotel)
        + values_at([s["expectations"] for s in segments], segment)
    )
    own = normal("latent standard")
    standard = mix(PATHS["standard~Expectations"], x["Expectations"], own)
    x["Performance"] = (
        PATHS["Performance~Expectations"] * x["Expectations"]
        + PATHS["Performance~standard_own"] * own
        + RESIDUAL["Performance"] * normal("latent Performance")
        + values_at([h["performance"] for h in hotels], hotel)
        + values_at(list(QUARTER_PERFORMANCE.values()), quarter)
    )
    for key, attribute in ATTRIBUTES.items():
        unique = normal(f"latent p_{key}")
        x[f"p_{key}"] = mix(attribute.loading, x["Performance"], unique) + values_at(
            [HOTEL_ATTRIBUTE.get(h, {}).get(key, 0.0) for h in HOTELS], hotel
        )
        x[f"e_{key}"] = (
            EXPECTED["standard"] * standard
            + EXPECTED["recalled"] * unique
            + EXPECTED["own"] * normal(f"latent e_{key}")
            + attribute.expected
        )
        add_reactions(x, key, attribute, draws)
    add_index_block(x, draws, hotel, segment)
    return x


def add_reactions(x: dict[str, Array], key: str, attribute: Attribute, draws: Draws) -> None:
    """Disconfirmation as it is felt, losses more than gains, and the zone of tolerance."""
    gap = x[f"p_{key}"] - x[f"e_{key}"]
    felt = (
        DISCONFIRMATION["worse"] * np.minimum(gap, 0.0)
        + DISCONFIRMATION["better"] * np.maximum(gap, 0.0)
        + DISCONFIRMATION["performance"] * x["Performance"]
        + DISCONFIRMATION["own"] * draws.normal(f"latent d_{key}")
    )
    x[f"d_{key}"] = felt / DISCONFIRMATION["scale"]
    if attribute.tolerance:
        for prefix, level in (("a", "adequate"), ("w", "desired")):
            own = LEVELS["own"] * draws.normal(f"latent {prefix}_{key}")
            x[f"{prefix}_{key}"] = x[f"e_{key}"] + LEVELS[level] + own


def add_index_block(x: dict[str, Array], draws: Draws, hotel: Positions, segment: Positions) -> None:
    """Quality, value, satisfaction, complaints, loyalty, and what hangs on them."""
    normal, keys = draws.normal, tuple(ATTRIBUTES)
    hotels, segments = list(HOTELS.values()), list(SEGMENTS.values())
    expectations, performance = x["Expectations"], x["Performance"]
    mean = average(x, "p", keys)
    x["gap"] = mean - average(x, "e", keys)
    x["Quality"] = PATHS["Quality~attributes"] * mean / ATTRIBUTE_MEAN_SD + RESIDUAL["Quality"] * normal(
        "latent Quality"
    )
    x["Value"] = (
        PATHS["Value~Expectations"] * expectations
        + PATHS["Value~Quality"] * x["Quality"]
        + RESIDUAL["Value"] * normal("latent Value")
        + values_at([h["value"] for h in hotels], hotel)
        + values_at([s["value"] for s in segments], segment)
    )
    service, image = normal("latent ServiceElement"), normal("latent ImageElement")
    x["HardElement"] = mix(PATHS["HardElement~Performance"], performance, normal("latent HardElement"))
    x["SoftElement"] = mix(PATHS["SoftElement~Performance"], performance, normal("latent SoftElement"))
    x["ServiceElement"] = mix(PATHS["ServiceElement~Performance"], performance, service)
    x["ImageElement"] = (
        PATHS["ImageElement~Performance"] * performance
        + PATHS["ImageElement~Expectations"] * expectations
        + RESIDUAL["ImageElement"] * image
    )
    x["RoomElement"] = average(x, "p", ROOM) / ROOM_MEAN_SD

    satisfaction = (
        PATHS["Satisfaction~Expectations"] * expectations
        + values_at([s["value_path"] for s in segments], segment) * x["Value"]
        + PATHS["Satisfaction~shortfall"] * np.minimum(x["gap"], 0.0)
        + PATHS["Satisfaction~surplus"] * np.maximum(x["gap"], 0.0)
        + PATHS["Satisfaction~service_own"] * service
        + PATHS["Satisfaction~image_own"] * image
        + RESIDUAL["Satisfaction"] * normal("latent Satisfaction")
    )
    for key, attribute in ATTRIBUTES.items():
        strength = values_at([SEGMENT_ATTRIBUTE[s].get(key, 1.0) for s in SEGMENTS], segment)
        satisfaction = satisfaction + strength * attribute.effect(x[f"p_{key}"])
    satisfaction = (satisfaction - SATISFACTION_CENTRE) / SATISFACTION_SCALE
    x["Satisfaction"] = satisfaction

    logit = LOGITS["complained"]
    chance = logistic(logit["intercept"] + logit["Satisfaction"] * satisfaction)
    x["complained"] = draws.happens("complained", chance).astype(np.float64)
    x["Handling"] = mix(PATHS["Handling~Satisfaction"], satisfaction, normal("latent Handling")) + values_at(
        [h["handling"] for h in hotels], hotel
    )
    recovery = x["complained"] * x["Handling"]
    x["Loyalty"] = (
        PATHS["Loyalty~Satisfaction"] * satisfaction
        + PATHS["Loyalty~complained"] * x["complained"]
        + PATHS["Loyalty~complained_x_handling"] * recovery
        + RESIDUAL["Loyalty"] * normal("latent Loyalty")
    )
    x["Recommendation"] = (
        PATHS["Recommendation~Satisfaction"] * satisfaction
        + PATHS["Recommendation~Loyalty"] * x["Loyalty"]
        + RESIDUAL["Recommendation"] * normal("latent Recommendation")
    )
    x["Ease"] = (
        PATHS["Ease~ServiceElement"] * x["ServiceElement"]
        + PATHS["Ease~Satisfaction"] * satisfaction
        + RESIDUAL["Ease"] * normal("latent Ease")
    )
    member = LOGITS["member"]["intercept"] + values_at([s["member"] for s in segments], segment)
    x["member"] = draws.happens("member", logistic(member)).astype(np.float64)
    logit = LOGITS["came_back"]
    chance = logistic(
        logit["intercept"]
        + logit["Satisfaction"] * satisfaction
        + logit["member"] * x["member"]
        + logit["complained"] * x["complained"]
        + logit["complained_x_handling"] * recovery
    )
    x["came_back"] = draws.happens("came_back", chance).astype(np.float64)


def pick(draws: Draws, name: str, segment: Positions, tables: Mapping[str, Sequence[float]]) -> Array:
    """A category 1, 2, ... by the table of the respondent's segment."""
    rows = list(tables.values())
    shares = [values_at([row[i] for row in rows], segment) for i in range(len(rows[0]))]
    return draws.choice(name, shares).astype(np.float64) + 1.0


def everybody(draws: Draws, hotel: Positions, quarter: Positions) -> tuple[dict[str, Array], Positions]:
    """Latent values and events of guests, with their segment."""
    segment = draws.choice("segment", [s["share"] for s in SEGMENTS.values()])
    return latent_values(draws, hotel, quarter, segment), segment


def stay(draws: Draws, hotel: Positions, member: Array) -> tuple[Array, Array]:
    """Nights of the stay and what was paid for it."""
    nights = draws.choice("nights", NIGHTS).astype(np.float64) + 1.0
    rate = values_at([h["price"] for h in HOTELS.values()], hotel) * np.exp(
        SPEND["log_sd"] * draws.normal("spend")
    )
    return nights, nights * rate * np.where(member == 1.0, SPEND["member_price"], 1.0)


def survey() -> dict[str, list[str]]:
    """The columns of hotel_guests.csv as text."""
    hotel, quarter = design()
    draws = Draws(FILE, len(hotel))
    shuffle = np.argsort(draws.uniform("order"), kind="stable")
    hotel, quarter = hotel[shuffle], quarter[shuffle]
    x, segment = everybody(draws, hotel, quarter)

    answers = {item: rating.answers(item, x, draws) for item, rating in RATINGS.items()}
    straight_lining(answers, RATINGS, draws)
    answers["complained"] = x["complained"]
    answers["price_up"], answers["price_down"] = price_answers(x["Loyalty"], draws)
    answers["purpose"] = pick(draws, "purpose", segment, SEGMENT_PURPOSE)
    answers["heard_from"] = pick(draws, "heard_from", segment, SEGMENT_HEARD)
    answers["first_use"] = pick(draws, "first_use", segment, SEGMENT_FIRST)
    nights, answers["spend"] = stay(draws, hotel, x["member"])
    missing = {item: rating.missing for item, rating in RATINGS.items()} | MISSING
    special = {item: rating.special for item, rating in RATINGS.items()}
    leave_out(answers, missing, special, ROUTING, draws)

    weight = values_at([h["volume"] for h in HOTELS.values()], hotel) * np.where(
        x["member"] == 1.0, WEIGHT["member"], WEIGHT["other"]
    )
    weight = weight * np.exp(WEIGHT["log_sd"] * draws.normal("weight"))
    columns = {item: two_decimals(v) if item == "spend" else whole(v) for item, v in answers.items()}
    return columns | {
        "guest": [f"G{i + 1:04d}" for i in range(len(hotel))],
        "hotel": named(hotel, tuple(HOTELS)),
        "quarter": named(quarter, QUARTERS),
        "nights": whole(nights),
        "member": whole(x["member"]),
        "came_back": whole(x["came_back"]),
        "weight": two_decimals(weight / weight.mean()),
    }
