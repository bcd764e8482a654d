"""What the surveys are made from, as written to truth.json, and what it implies in a large population."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from . import _hotel, _telecom
from ._answers import (
    CUTS,
    OTHER_FACTOR,
    PRICE_DOWN_CUTS,
    PRICE_DOWN_START,
    PRICE_LOADING,
    PRICE_STEPS,
    PRICE_UP_CUTS,
    SKIPPER_FACTOR,
    SKIPPER_SHARE,
    STRAIGHT_SHARE,
    STRAIGHT_VALUES,
    Rating,
)  # fmt: skip
from ._attributes import Attribute, attribute_truth
from ._streams import SEED, Array, Draws, Flags

POPULATION = 96_000  # simulated respondents behind the "implied" figures
LOW_RATING, HIGH_RATING = 6, 9  # penalty: 1 to 6, reward: 9 to 10

DESCRIPTION = (
    "Simulated data: nobody was asked. This file holds the values that the sample surveys were made from, so "
    "that estimates can be compared with the truth. 'implied' holds what the truth implies, computed in a "
    f"simulated population of {POPULATION:,} respondents with the design of the sample (equal groups, before "
    "item non-response and straight-lining); slopes called standardised are least-squares slopes between "
    "latent variables of unit variance (complained, 0 or 1, is brought to unit variance too)."
)
HOTEL_DESCRIPTION = (
    "Simulated: 1,600 guests of a budget hotel chain, after the 10-point questionnaire of such a chain "
    "taught in satisfaction courses, with the question block of the American index (ACSI)."
)
TELECOM_DESCRIPTION = (
    "Simulated: 2,400 subscribers of three mobile operators, after a mobile-operator case taught in "
    "satisfaction courses, with the question block of the European index (ECSI)."
)
HOTEL_THEORY = (
    "asymmetric disconfirmation: besides performance, performance below expectation lowers satisfaction and "
    "performance above it hardly raises it; the gap is the mean over attributes of performance minus "
    "expectation"
)
TELECOM_THEORY = (
    "assimilation: besides performance, a higher expected level raises satisfaction, and disconfirmation has "
    "no effect of its own; performance above expectation is too rare for an asymmetry to be told"
)
Equations = Mapping[str, tuple[str, ...]]
ACSI: Equations = {
    "Quality": ("Expectations",),
    "Value": ("Expectations", "Quality"),
    "Satisfaction": ("Expectations", "Quality", "Value"),
    "complained": ("Satisfaction",),
    "Loyalty": ("Satisfaction", "complained"),
}
ECSI: Equations = {
    "Expectations": ("Image",),
    "ProductQuality": ("Expectations",),
    "ServiceQuality": ("Expectations",),
    "Value": ("Expectations", "ProductQuality", "ServiceQuality"),
    "Satisfaction": ("Image", "Expectations", "ProductQuality", "ServiceQuality", "Value"),
    "Loyalty": ("Image", "Satisfaction"),
}
CONTINUANCE: Equations = {
    "Usefulness": ("Confirmation",),
    "Satisfaction": ("Confirmation", "Usefulness"),
    "Continuance": ("Satisfaction", "Usefulness"),
}


def truth() -> dict[str, object]:
    """The whole content of truth.json."""
    return {
        "description": DESCRIPTION,
        "seed": SEED,
        "population": POPULATION,
        "answers": {
            "cuts": {name: list(cuts) for name, cuts in CUTS.items()},
            "price_steps": list(PRICE_STEPS),
            "price_loading": PRICE_LOADING,
            "price_up_cuts": list(PRICE_UP_CUTS),
            "price_down_cuts": list(PRICE_DOWN_CUTS),
            "price_down_start": PRICE_DOWN_START,
            "straight_liners": {"share": STRAIGHT_SHARE, "values": list(STRAIGHT_VALUES)},
            "non_response": {
                "share_of_skippers": SKIPPER_SHARE,
                "factor_of_skippers": SKIPPER_FACTOR,
                "factor_of_others": OTHER_FACTOR,
            },
        },
        _hotel.FILE: hotel_truth(),
        _telecom.FILE: telecom_truth(),
    }


def hotel_truth() -> dict[str, object]:
    m = _hotel
    return {
        "description": HOTEL_DESCRIPTION,
        "design": {"hotels": len(m.HOTELS), "quarters": len(m.QUARTERS), "guests_per_cell": m.PER_CELL},
        "paths": m.PATHS,
        "residual_sd": m.RESIDUAL,
        "constants": {
            "attribute_mean_sd": m.ATTRIBUTE_MEAN_SD,
            "room_mean_sd": m.ROOM_MEAN_SD,
            "satisfaction_centre": m.SATISFACTION_CENTRE,
            "satisfaction_scale": m.SATISFACTION_SCALE,
        },
        "hotels": m.HOTELS,
        "hotel_attributes": m.HOTEL_ATTRIBUTE,
        "quarter_performance": m.QUARTER_PERFORMANCE,
        "segments": m.SEGMENTS,
        "segment_attribute_factors": m.SEGMENT_ATTRIBUTE,
        "segment_purpose": m.SEGMENT_PURPOSE,
        "segment_heard_from": m.SEGMENT_HEARD,
        "segment_first_use": m.SEGMENT_FIRST,
        "attributes": attribute_truth(m.ATTRIBUTES),
        "expected_level": m.EXPECTED,
        "tolerance_levels": m.LEVELS,
        "disconfirmation": {"theory": HOTEL_THEORY, "felt": m.DISCONFIRMATION},
        "logits": m.LOGITS,
        "nights_shares": list(m.NIGHTS),
        "spend": m.SPEND,
        "weight": m.WEIGHT,
        "items": item_truth(m.RATINGS),
        "missing_rates": missing_truth(m.RATINGS, m.MISSING),
        "implied": hotel_implied(),
    }


def telecom_truth() -> dict[str, object]:
    m = _telecom
    return {
        "description": TELECOM_DESCRIPTION,
        "design": {
            "operators": len(m.OPERATORS),
            "quarters": len(m.QUARTERS),
            "subscribers_per_cell": m.PER_CELL,
        },
        "paths": m.PATHS,
        "residual_sd": m.RESIDUAL,
        "constants": {
            "general": m.GENERAL,
            "performance_level": m.PERFORMANCE_LEVEL,
            "product_mean_sd": m.PRODUCT_MEAN_SD,
            "service_mean_sd": m.SERVICE_MEAN_SD,
            "performance_mean_sd": m.PERFORMANCE_MEAN_SD,
            "gap_mean": m.GAP_MEAN,
            "gap_sd": m.GAP_SD,
            "satisfaction_centre": m.SATISFACTION_CENTRE,
            "satisfaction_scale": m.SATISFACTION_SCALE,
        },
        "operators": m.OPERATORS,
        "quarter_network": m.QUARTER_NETWORK,
        "regions": m.REGIONS,
        "segments": m.SEGMENTS,
        "segment_attribute_factors": m.SEGMENT_ATTRIBUTE,
        "attributes": attribute_truth(m.ATTRIBUTES),
        "general_quality_behind": m.BEHIND,
        "expected_level": m.EXPECTED,
        "disconfirmation": {"theory": TELECOM_THEORY, "felt": m.DISCONFIRMATION},
        "logits": m.LOGITS,
        "complaint_outcome": m.OUTCOME,
        "spend_log_sd": m.SPEND_LOG_SD,
        "weight_log_sd": m.WEIGHT_LOG_SD,
        "switching": {
            "matrix": m.SWITCHING,
            "shares_year_ago": m.SHARES_YEAR_AGO,
            "shares_now": {name: tidy(share, 4) for name, share in m.shares_now().items()},
            "attraction_of_those_who_leave": m.ATTRACTION,
        },
        "retention": {
            "model": "shifted-beta-geometric; numbers of customers by completed years are proportional to it",
            **m.RETENTION,
            "survival": [tidy(alive, 4) for alive in m.retention_curve()],
        },
        "items": item_truth(m.RATINGS),
        "missing_rates": missing_truth(m.RATINGS, m.MISSING),
        "implied": telecom_implied(),
    }


def item_truth(ratings: Mapping[str, Rating]) -> dict[str, object]:
    return {
        item: {"parent": r.parent, "loading": r.loading, "shift": r.shift, "cuts": r.cuts}
        for item, r in ratings.items()
    }


def missing_truth(ratings: Mapping[str, Rating], others: Mapping[str, float]) -> dict[str, object]:
    rates: dict[str, object] = {
        item: {"missing": r.missing, "98": r.special[0], "99": r.special[1]} for item, r in ratings.items()
    }
    return rates | {item: {"missing": rate, "98": 0.0, "99": 0.0} for item, rate in others.items()}


def hotel_implied() -> dict[str, object]:
    """What the truth of the hotel survey implies."""
    m = _hotel
    place = np.arange(POPULATION)
    hotel, quarter = place % len(m.HOTELS), place // len(m.HOTELS) % len(m.QUARTERS)
    draws = Draws(f"{m.FILE} population", POPULATION)
    x, _ = m.everybody(draws, hotel, quarter)
    items = population_items(m.RATINGS, m.ATTRIBUTES, x, draws)
    index = satisfaction_index(items)
    return {
        "acsi_paths_standardised": standardised(ACSI, x),
        "satisfaction_index": tidy(index.mean(), 1),
        "satisfaction_index_by_hotel": {
            name: tidy(index[hotel == i].mean(), 1) for i, name in enumerate(m.HOTELS)
        },
        "satisfaction_index_by_quarter": {
            name: tidy(index[quarter == i].mean(), 1) for i, name in enumerate(m.QUARTERS)
        },
        **expectation_figures(items, m.ATTRIBUTES),
        "complained": tidy(x["complained"].mean()),
        "net_promoter_score": net_promoters(items["recommendation"]),
        "came_back": tidy(x["came_back"].mean()),
        "came_back_by_sat_overall": share_by_rating(x["came_back"], items["sat_overall"]),
    }


def telecom_implied() -> dict[str, object]:
    """What the truth of the telecom survey implies."""
    m = _telecom
    place = np.arange(POPULATION)
    operator, quarter = place % len(m.OPERATORS), place // len(m.OPERATORS) % len(m.QUARTERS)
    draws = Draws(f"{m.FILE} population", POPULATION)
    x, _, _ = m.everybody(draws, operator, quarter)
    items = population_items(m.RATINGS, m.ATTRIBUTES, x, draws)
    index = satisfaction_index(items)
    return {
        "ecsi_paths_standardised": standardised(ECSI, x),
        "continuance_paths_standardised": standardised(CONTINUANCE, x),
        "satisfaction_index": tidy(index.mean(), 1),
        "satisfaction_index_by_operator_and_quarter": {
            name: {
                wave: tidy(index[(operator == i) & (quarter == j)].mean(), 1)
                for j, wave in enumerate(m.QUARTERS)
            }
            for i, name in enumerate(m.OPERATORS)
        },
        **expectation_figures(items, m.ATTRIBUTES),
        "complained": tidy(x["complained"].mean()),
        "net_promoter_score": net_promoters(items["recommendation"]),
        "churned": tidy(x["churned"].mean()),
        "churned_by_sat_overall": share_by_rating(x["churned"], items["sat_overall"]),
        "intends_to_stay_by_sat_overall": share_by_rating(
            (x["operator_intended"] == operator).astype(np.float64), items["sat_overall"]
        ),
    }


def population_items(
    ratings: Mapping[str, Rating], attributes: Iterable[str], x: Mapping[str, Array], draws: Draws
) -> dict[str, Array]:
    """The ratings that the implied figures need."""
    needed = ["sat_overall", "sat_expectation", "sat_ideal", "recommendation"]
    for key in attributes:
        needed += [f"e_{key}", f"p_{key}"]
    return {item: ratings[item].answers(item, x, draws) for item in needed}


def satisfaction_index(items: Mapping[str, Array]) -> Array:
    """Mean of the three satisfaction items, equally weighted, on 0-100."""
    total = items["sat_overall"] + items["sat_expectation"] + items["sat_ideal"]
    return 100.0 * (total / 3.0 - 1.0) / 9.0


def expectation_figures(items: Mapping[str, Array], attributes: Mapping[str, Attribute]) -> dict[str, object]:
    """Performance against expectation, and low and high performance, in the ratings."""
    keys = list(attributes)
    outcome = satisfaction_index(items) * 0.09 + 1.0
    performance, expectation = np.zeros(POPULATION), np.zeros(POPULATION)
    above: dict[str, float] = {}
    dummies: dict[str, Array] = {}
    for key in keys:
        e, p = items[f"e_{key}"], items[f"p_{key}"]
        performance, expectation = performance + p / len(keys), expectation + e / len(keys)
        above[key] = share(p > e)
        dummies[f"{key} penalty"] = (p <= LOW_RATING).astype(np.float64)
        dummies[f"{key} reward"] = (p >= HIGH_RATING).astype(np.float64)
    gap = performance - expectation
    piecewise = {
        "performance": performance,
        "shortfall": np.minimum(gap, 0.0),
        "surplus": np.maximum(gap, 0.0),
    }
    effects = slopes(items["sat_overall"], dummies)
    return {
        "share_performance_above_expectation": above | {"mean of attributes": share(gap > 1e-9)},
        "mean_satisfaction_on_mean_performance_and_expectation": slopes(
            outcome, {"performance": performance, "expectation": expectation}
        ),
        "mean_satisfaction_on_performance_shortfall_surplus": slopes(outcome, piecewise),
        "sat_overall_on_low_and_high_performance": {
            key: {name: effects[f"{key} {name}"] for name in ("penalty", "reward")} for key in keys
        },
    }


def standardised(equations: Equations, x: Mapping[str, Array]) -> dict[str, dict[str, float]]:
    """Slopes of each equation between variables of unit variance."""
    unit = {name: x[name] / x[name].std() for name in {*equations, *sum(equations.values(), ())}}
    return {
        outcome: slopes(unit[outcome], {name: unit[name] for name in predictors})
        for outcome, predictors in equations.items()
    }


def slopes(outcome: Array, predictors: Mapping[str, Array]) -> dict[str, float]:
    """Least-squares slopes, rounded."""
    matrix = np.column_stack([values - values.mean() for values in predictors.values()])
    beta = np.linalg.lstsq(matrix, outcome - outcome.mean(), rcond=None)[0]
    return {name: tidy(value) for name, value in zip(predictors, beta, strict=True)}


def share_by_rating(event: Array, rating: Array) -> dict[str, float]:
    """Share of respondents with the event at each answer from 1 to 10."""
    return {str(level): tidy(event[rating == level].mean()) for level in range(1, 11)}


def net_promoters(recommendation: Array) -> float:
    """Net promoter score in points: share of 9 and 10 minus share of 0 to 6."""
    return tidy(100.0 * ((recommendation >= 9).mean() - (recommendation <= 6).mean()), 1)


def share(flags: Flags) -> float:
    return tidy(flags.mean())


def tidy(value: float, digits: int = 2) -> float:
    """A rounded plain float without a negative zero."""
    return round(float(value), digits) + 0.0
