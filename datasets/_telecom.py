"""Simulation of the telecom survey: 2,400 subscribers of 3 mobile operators in 4 quarters."""

from __future__ import annotations

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
)  # fmt: skip
from ._attributes import Attribute, average, paired_ratings, values_at
from ._streams import Array, Draws, Positions

FILE = "telecom_subscribers"
PER_CELL = 200  # subscribers of one operator in one quarter
QUARTERS = ("2024Q1", "2024Q2", "2024Q3", "2024Q4")

# Shifts in standard deviations of the latent variable; bill is the level of the monthly spend.
OPERATORS: dict[str, dict[str, float]] = {
    "Alpha": {
        "Image": 0.20,
        "Network": 0.24,
        "ServiceLevel": -0.05,
        "Value": -0.20,
        "Handling": -0.05,
        "bill": 1.12,
    },
    "Beta": {
        "Image": 0.00,
        "Network": 0.00,
        "ServiceLevel": 0.14,
        "Value": 0.05,
        "Handling": 0.20,
        "bill": 1.00,
    },
    "Gamma": {
        "Image": -0.22,
        "Network": -0.30,
        "ServiceLevel": -0.06,
        "Value": 0.24,
        "Handling": -0.15,
        "bill": 0.84,
    },
}
# Small drift everywhere, and one real change: Beta's network failed in the third quarter and recovered in
# part.
QUARTER_NETWORK: dict[str, dict[str, float]] = {
    "Alpha": {"2024Q1": 0.00, "2024Q2": 0.02, "2024Q3": 0.03, "2024Q4": 0.05},
    "Beta": {"2024Q1": 0.00, "2024Q2": 0.03, "2024Q3": -0.55, "2024Q4": -0.20},
    "Gamma": {"2024Q1": 0.00, "2024Q2": 0.02, "2024Q3": 0.05, "2024Q4": 0.08},
}
# Shares in the sample and in the population (survey weights undo the difference), and the network's shift.
REGIONS: dict[str, dict[str, float]] = {
    "city": {"sample": 0.52, "population": 0.46, "Network": 0.10, "rural_coverage": 0.15},
    "town": {"sample": 0.30, "population": 0.31, "Network": 0.00, "rural_coverage": 0.00},
    "rural": {"sample": 0.18, "population": 0.23, "Network": -0.25, "rural_coverage": -0.40},
}
ATTRIBUTES: dict[str, Attribute] = {
    "voice": Attribute("basic", 0.44, 0.72, 0.94),
    "indoor": Attribute("basic", 0.38, 0.68, 0.84),
    "internet": Attribute("performance", 0.22, 0.72, 0.90),
    "tariff": Attribute("performance", 0.20, 0.52, 0.80),
    "courtesy": Attribute("excitement", 0.54, 0.66, 0.86),
    "app": Attribute("excitement", 0.50, 0.58, 0.78),
}
BEHIND = {
    "voice": "Network", "indoor": "Network", "internet": "Network",
    "tariff": "General", "courtesy": "ServiceLevel", "app": "ServiceLevel",
}  # fmt: skip
PRODUCT, SERVICE = ("voice", "indoor", "internet"), ("courtesy", "app")
SEGMENTS: dict[str, dict[str, float]] = {
    "data_user": {"share": 0.36, "Value": 0.00, "value_path": 0.12, "bill": 118.0, "churn": 0.0},
    "voice_user": {"share": 0.28, "Value": 0.05, "value_path": 0.14, "bill": 58.0, "churn": -0.20},
    "price_sensitive": {"share": 0.36, "Value": -0.05, "value_path": 0.28, "bill": 44.0, "churn": 0.30},
}
SEGMENT_ATTRIBUTE: dict[str, dict[str, float]] = {
    "data_user": {"internet": 1.4, "app": 1.2, "tariff": 0.8},
    "voice_user": {"voice": 1.2, "internet": 0.6, "app": 0.8},
    "price_sensitive": {"tariff": 1.3, "courtesy": 0.9},
}

# The structural model. Slopes of latent variables on latent variables in their standard deviations.
PATHS = {
    "Expectations~Image": 0.50,
    "standard~Expectations": 0.50,
    "Network~Expectations": 0.42,
    "ServiceLevel~Expectations": 0.38,
    "ServiceLevel~network_own": 0.30,
    "Rural~Network": 0.60,
    "BillingLevel~ServiceLevel": 0.60,
    "ProductQuality~attributes": 0.92,
    "ServiceQuality~attributes": 0.62,
    "ServiceQuality~ServiceLevel": 0.36,
    "Value~Expectations": 0.06,
    "Value~ProductQuality": 0.36,
    "Value~ServiceQuality": 0.28,
    "Value~tariff_own": 0.38,
    "Satisfaction~Image": 0.16,
    "Satisfaction~Expectations": 0.04,
    "Satisfaction~standard": 0.22,
    "Satisfaction~ServiceQuality": 0.08,
    "Loyalty~Satisfaction": 0.62,
    "Loyalty~Image": 0.18,
    "Loyalty~complained": -0.22,
    "Loyalty~complained_x_handling": 0.40,
    "Handling~Satisfaction": 0.25,
    "Recommendation~Satisfaction": 0.50,
    "Recommendation~Loyalty": 0.36,
    "Confirmation~gap": 0.45,
    "Confirmation~performance": 0.40,
    "Usefulness~Confirmation": 0.42,
    "Usefulness~ProductQuality": 0.28,
    "Continuance~Satisfaction": 0.52,
    "Continuance~Usefulness": 0.25,
    "Ease~ServiceLevel": 0.45,
    "Ease~Satisfaction": 0.25,
}
RESIDUAL = {
    "Network": 0.90,
    "ServiceLevel": 0.86,
    "ProductQuality": 0.38,
    "ServiceQuality": 0.42,
    "Value": 0.68,
    "Satisfaction": 0.40,
    "Loyalty": 0.58,
    "Recommendation": 0.50,
    "Confirmation": 0.62,
    "Usefulness": 0.74,
    "Continuance": 0.62,
    "Ease": 0.74,
}
PERFORMANCE_LEVEL = -0.18  # of every attribute in pairs
GENERAL = {"Network": 0.55, "ServiceLevel": 0.45}  # what colours the judgement of the tariff
PRODUCT_MEAN_SD, SERVICE_MEAN_SD, PERFORMANCE_MEAN_SD, GAP_SD, GAP_MEAN = 0.84, 0.83, 0.65, 0.76, -0.97
SATISFACTION_CENTRE, SATISFACTION_SCALE = -0.10, 1.17  # the sum of effects is centred and divided
EXPECTED = {"standard": 0.62, "recalled": 0.40, "own": 0.40}
OUTCOME = {"own": 0.45, "settled_above": 0.45, "in_part_above": -0.40, "still_open": 0.08}
SPEND_LOG_SD, WEIGHT_LOG_SD = 0.32, 0.10
DISCONFIRMATION = {"worse": 1.10, "better": 0.85, "performance": 0.15, "own": 0.40, "scale": 1.25}
LOGITS = {
    "complained": {"intercept": -1.60, "Satisfaction": -1.05},
    "churned": {
        "intercept": -2.25, "Satisfaction": -0.90, "tenure_36_or_more": -0.45, "intends_to_switch": 1.10,
        "complained": 0.20, "complained_x_handling": -0.40, "segment": 1.0,
    },
    "intends_to_stay": {"intercept": 2.10, "Satisfaction": 1.05, "tenure_36_or_more": 0.40},
}  # fmt: skip
# Rows: operator a year ago; columns: operator now. SHARES_YEAR_AGO are the market shares then.
SWITCHING: dict[str, dict[str, float]] = {
    "Alpha": {"Alpha": 0.88, "Beta": 0.07, "Gamma": 0.05},
    "Beta": {"Alpha": 0.08, "Beta": 0.86, "Gamma": 0.06},
    "Gamma": {"Alpha": 0.09, "Beta": 0.11, "Gamma": 0.80},
}
SHARES_YEAR_AGO = {"Alpha": 0.50, "Beta": 0.31, "Gamma": 0.19}
# Where those go who intend to switch: drawn in proportion, without the present operator.
ATTRACTION = {"Alpha": 0.45, "Beta": 0.30, "Gamma": 0.25}
# Completed years with the operator, from one year up: shares in proportion to the survival of the
# shifted-beta-geometric model.
RETENTION = {"alpha": 0.60, "beta": 3.60}
LONGEST_YEARS = 18

RATINGS: dict[str, Rating] = {
    "img_trust": Rating("Image", 0.82, missing=0.011),
    "img_established": Rating("Image", 0.76, shift=0.15, missing=0.011),
    "img_society": Rating("Image", 0.68, shift=-0.05, missing=0.012, special=(0.006, 0.0)),
    "img_customers": Rating("Image", 0.80, shift=-0.20, missing=0.011),
    "img_innovative": Rating("Image", 0.72, missing=0.011, special=(0.006, 0.0)),
    "exp_overall": Rating("Expectations", 0.80, missing=0.012),
    "exp_custom": Rating("Expectations", 0.74, shift=-0.08, missing=0.012),
    "exp_reliability": Rating("Expectations", 0.68, shift=0.05, missing=0.012),
    "qual_overall": Rating("ProductQuality", 0.88, missing=0.011),
    "qual_custom": Rating("ProductQuality", 0.82, shift=-0.06, missing=0.011),
    "qual_reliability": Rating("ProductQuality", 0.80, shift=-0.12, missing=0.011),
    "serv_overall": Rating("ServiceQuality", 0.87, missing=0.011),
    "serv_personal": Rating("ServiceQuality", 0.81, shift=-0.12, missing=0.011),
    "serv_competence": Rating("ServiceQuality", 0.80, shift=0.05, missing=0.011),
    "serv_clarity": Rating("ServiceQuality", 0.76, shift=-0.15, missing=0.011),
    "value_price": Rating("Value", 0.85, shift=-0.35, missing=0.011, special=(0.0, 0.004)),
    "value_quality": Rating("Value", 0.82, shift=-0.15, missing=0.011),
    "sat_overall": Rating("Satisfaction", 0.88, missing=0.011),
    "sat_expectation": Rating("Satisfaction", 0.82, shift=-0.30, missing=0.011),
    "sat_ideal": Rating("Satisfaction", 0.82, shift=-0.32, missing=0.011),
    "handling": Rating("Handling", 0.92, shift=-0.55, missing=0.015),
    "loy_stay": Rating("Loyalty", 0.86, missing=0.011),
    "loy_recommend": Rating("Loyalty", 0.84, shift=-0.18, missing=0.011),
    "net_voice": Rating("p_voice", 0.86),
    "net_internet": Rating("p_internet", 0.86),
    "net_rural": Rating("Rural", 0.84, shift=-0.30, missing=0.030, special=(0.02, 0.0)),
    "net_indoor": Rating("p_indoor", 0.86, shift=-0.12),
    "svc_shop": Rating("ServiceLevel", 0.72, missing=0.030, special=(0.018, 0.0)),
    "svc_hotline": Rating("ServiceLevel", 0.70, shift=-0.25, missing=0.025, special=(0.018, 0.0)),
    "svc_app": Rating("p_app", 0.86, special=(0.015, 0.0)),
    "svc_courtesy": Rating("p_courtesy", 0.86),
    "svc_standard": Rating("ServiceLevel", 0.76, shift=-0.10),
    "bill_accuracy": Rating("BillingLevel", 0.82, shift=0.05),
    "bill_subscribe": Rating("BillingLevel", 0.78, shift=-0.20),
    "bill_payment": Rating("BillingLevel", 0.80, shift=0.25),
    "tariff_fair": Rating("p_tariff", 0.84, shift=-0.30),
    "tariff_clear": Rating("p_tariff", 0.74, shift=-0.15),
    "recommendation": Rating("Recommendation", 0.90, "recommend", shift=-0.25, missing=0.012),
    "effort": Rating("Ease", 0.85, "seven", shift=-0.10),
    "use_results": Rating("Usefulness", 0.82, "seven", shift=0.15),
    "use_time": Rating("Usefulness", 0.80, "seven", shift=0.25),
    "use_helpful": Rating("Usefulness", 0.84, "seven", shift=0.20),
    "conf_experience": Rating("Confirmation", 0.82, "seven", shift=-0.45),
    "conf_service": Rating("Confirmation", 0.80, "seven", shift=-0.50),
    "conf_overall": Rating("Confirmation", 0.84, "seven", shift=-0.25),
    "cont_intend": Rating("Continuance", 0.85, "seven", shift=0.10),
    "cont_prefer": Rating("Continuance", 0.80, "seven"),
    "cont_keep": Rating("Continuance", 0.78, "seven", shift=0.05),
    **paired_ratings(ATTRIBUTES),
}
MISSING = {
    "tenure": 0.010, "spend": 0.020, "operator_year_ago": 0.010, "operator_intended": 0.015,
    "complained": 0.011, "complaint_outcome": 0.015, "price_up": 0.011, "price_down": 0.011,
}  # fmt: skip
ROUTING = {
    "handling": "complained == 1", "complaint_outcome": "complained == 1",
    "price_up": "loy_stay > 5", "price_down": "loy_stay <= 5",
}  # fmt: skip


def design() -> tuple[Positions, Positions]:
    """Operator and quarter of every subscriber: 200 in each cell."""
    cell = np.repeat(np.arange(len(OPERATORS) * len(QUARTERS)), PER_CELL)
    return cell // len(QUARTERS), cell % len(QUARTERS)


def shares_now() -> dict[str, float]:
    """Market shares at the time of the survey: last year's shares moved by the switching matrix."""
    return {
        now: sum(SHARES_YEAR_AGO[then] * SWITCHING[then][now] for then in OPERATORS) for now in OPERATORS
    }  # fmt: skip


def retention_curve() -> list[float]:
    """Share of customers still there after 1, 2, ... years (shifted-beta-geometric)."""
    alive, curve = 1.0, []
    for year in range(LONGEST_YEARS):
        alive *= (RETENTION["beta"] + year) / (RETENTION["alpha"] + RETENTION["beta"] + year)
        curve.append(alive)
    return curve


def latent_values(
    draws: Draws, operator: Positions, quarter: Positions, region: Positions, segment: Positions
) -> dict[str, Array]:
    """All latent variables of the subscribers, and the yes/no events that they bring about."""
    normal = draws.normal
    operators, regions = list(OPERATORS.values()), list(REGIONS.values())
    x: dict[str, Array] = {}
    x["Image"] = normal("latent Image") + values_at([o["Image"] for o in operators], operator)
    x["Expectations"] = mix(PATHS["Expectations~Image"], x["Image"], normal("latent Expectations"))
    x["standard"] = mix(PATHS["standard~Expectations"], x["Expectations"], normal("latent standard"))
    wave = [QUARTER_NETWORK[o][q] for o in OPERATORS for q in QUARTERS]
    own = normal("latent Network")
    x["Network"] = (
        PATHS["Network~Expectations"] * x["Expectations"]
        + RESIDUAL["Network"] * own
        + values_at([o["Network"] for o in operators], operator)
        + values_at([r["Network"] for r in regions], region)
        + values_at(wave, operator * len(QUARTERS) + quarter)
    )
    x["ServiceLevel"] = (
        PATHS["ServiceLevel~Expectations"] * x["Expectations"]
        + PATHS["ServiceLevel~network_own"] * own
        + RESIDUAL["ServiceLevel"] * normal("latent ServiceLevel")
        + values_at([o["ServiceLevel"] for o in operators], operator)
    )
    x["General"] = GENERAL["Network"] * x["Network"] + GENERAL["ServiceLevel"] * x["ServiceLevel"]
    x["Rural"] = mix(PATHS["Rural~Network"], x["Network"], normal("latent Rural"))
    x["Rural"] = x["Rural"] + values_at([r["rural_coverage"] for r in regions], region)
    x["BillingLevel"] = mix(
        PATHS["BillingLevel~ServiceLevel"], x["ServiceLevel"], normal("latent BillingLevel")
    )
    for key, attribute in ATTRIBUTES.items():
        unique = normal(f"latent p_{key}")
        x[f"p_{key}"] = mix(attribute.loading, x[BEHIND[key]], unique) + PERFORMANCE_LEVEL
        x[f"e_{key}"] = (
            EXPECTED["standard"] * x["standard"]
            + EXPECTED["recalled"] * unique
            + EXPECTED["own"] * normal(f"latent e_{key}")
            + attribute.expected
        )
        gap = x[f"p_{key}"] - x[f"e_{key}"]
        felt = (
            DISCONFIRMATION["worse"] * np.minimum(gap, 0.0)
            + DISCONFIRMATION["better"] * np.maximum(gap, 0.0)
            + DISCONFIRMATION["performance"] * x["General"]
            + DISCONFIRMATION["own"] * normal(f"latent d_{key}")
        )
        x[f"d_{key}"] = felt / DISCONFIRMATION["scale"]
    add_index_block(x, draws, operator, segment)
    add_continuance_block(x, draws)
    return x


def add_index_block(x: dict[str, Array], draws: Draws, operator: Positions, segment: Positions) -> None:
    """Qualities, value, satisfaction, complaints, loyalty."""
    normal = draws.normal
    operators, segments = list(OPERATORS.values()), list(SEGMENTS.values())
    product = (average(x, "p", PRODUCT) - PERFORMANCE_LEVEL) / PRODUCT_MEAN_SD
    service = (average(x, "p", SERVICE) - PERFORMANCE_LEVEL) / SERVICE_MEAN_SD
    x["ProductQuality"] = PATHS["ProductQuality~attributes"] * product + RESIDUAL["ProductQuality"] * normal(
        "latent ProductQuality"
    )
    x["ServiceQuality"] = (
        PATHS["ServiceQuality~attributes"] * service
        + PATHS["ServiceQuality~ServiceLevel"] * x["ServiceLevel"]
        + RESIDUAL["ServiceQuality"] * normal("latent ServiceQuality")
    )
    x["Value"] = (
        PATHS["Value~Expectations"] * x["Expectations"]
        + PATHS["Value~ProductQuality"] * x["ProductQuality"]
        + PATHS["Value~ServiceQuality"] * x["ServiceQuality"]
        + PATHS["Value~tariff_own"] * normal("latent p_tariff")
        + RESIDUAL["Value"] * normal("latent Value")
        + values_at([o["Value"] for o in operators], operator)
        + values_at([s["Value"] for s in segments], segment)
    )
    total = (
        PATHS["Satisfaction~Image"] * x["Image"]
        + PATHS["Satisfaction~Expectations"] * x["Expectations"]
        + PATHS["Satisfaction~standard"] * x["standard"]
        + PATHS["Satisfaction~ServiceQuality"] * x["ServiceQuality"]
        + values_at([s["value_path"] for s in segments], segment) * x["Value"]
        + RESIDUAL["Satisfaction"] * normal("latent Satisfaction")
    )
    for key, attribute in ATTRIBUTES.items():
        strength = values_at([SEGMENT_ATTRIBUTE[s].get(key, 1.0) for s in SEGMENTS], segment)
        total = total + strength * attribute.effect(x[f"p_{key}"])
    satisfaction = (total - SATISFACTION_CENTRE) / SATISFACTION_SCALE
    x["Satisfaction"] = satisfaction

    logit = LOGITS["complained"]
    chance = logistic(logit["intercept"] + logit["Satisfaction"] * satisfaction)
    x["complained"] = draws.happens("complained", chance).astype(np.float64)
    x["Handling"] = mix(PATHS["Handling~Satisfaction"], satisfaction, normal("latent Handling"))
    x["Handling"] = x["Handling"] + values_at([o["Handling"] for o in operators], operator)
    x["recovery"] = x["complained"] * x["Handling"]
    x["Loyalty"] = (
        PATHS["Loyalty~Satisfaction"] * satisfaction
        + PATHS["Loyalty~Image"] * x["Image"]
        + PATHS["Loyalty~complained"] * x["complained"]
        + PATHS["Loyalty~complained_x_handling"] * x["recovery"]
        + RESIDUAL["Loyalty"] * normal("latent Loyalty")
    )


def add_continuance_block(x: dict[str, Array], draws: Draws) -> None:
    """Confirmation, usefulness, continuance, recommendation and effort."""
    keys = tuple(ATTRIBUTES)
    performance = average(x, "p", keys)
    x["gap"] = performance - average(x, "e", keys)
    x["Confirmation"] = (
        PATHS["Confirmation~gap"] * (x["gap"] - GAP_MEAN) / GAP_SD
        + PATHS["Confirmation~performance"] * (performance - PERFORMANCE_LEVEL) / PERFORMANCE_MEAN_SD
        + RESIDUAL["Confirmation"] * draws.normal("latent Confirmation")
    )
    for outcome, first, second in (
        ("Usefulness", "Confirmation", "ProductQuality"),
        ("Continuance", "Satisfaction", "Usefulness"),
        ("Recommendation", "Satisfaction", "Loyalty"),
        ("Ease", "ServiceLevel", "Satisfaction"),
    ):
        x[outcome] = (
            PATHS[f"{outcome}~{first}"] * x[first]
            + PATHS[f"{outcome}~{second}"] * x[second]
            + RESIDUAL[outcome] * draws.normal(f"latent {outcome}")
        )


def add_behaviour(x: dict[str, Array], draws: Draws, operator: Positions, segment: Positions) -> None:
    """Operator a year ago, tenure, intention and churn."""
    count = len(OPERATORS)
    now = shares_now()
    came_from = [
        values_at([SHARES_YEAR_AGO[then] * SWITCHING[then][o] / now[o] for o in OPERATORS], operator)
        for then in OPERATORS
    ]
    year_ago = draws.choice("operator_year_ago", came_from)
    curve = retention_curve()
    total = sum(curve)
    years = 1 + draws.choice("tenure years", [alive / total for alive in curve])
    month = np.floor(12.0 * draws.uniform("tenure months"))
    x["tenure"] = np.where(year_ago == operator, 12.0 * years + month, month)
    loyal = (x["tenure"] >= 36.0).astype(np.float64)

    logit = LOGITS["intends_to_stay"]
    chance = logistic(
        logit["intercept"] + logit["Satisfaction"] * x["Satisfaction"] + logit["tenure_36_or_more"] * loyal
    )
    stays = draws.happens("intends to stay", chance)
    attraction = np.array(list(ATTRACTION.values()))
    pull = [np.where(operator == o, 0.0, attraction[o] / (1.0 - attraction[operator])) for o in range(count)]
    target = draws.choice("operator_intended", pull)
    # Rounding can leave a sliver of probability on the last operator even where it is the present one.
    target = np.where(target == operator, (operator + 1) % count, target)
    x["operator_year_ago"] = year_ago.astype(np.float64)
    x["operator_intended"] = np.where(stays, operator, target).astype(np.float64)

    logit = LOGITS["churned"]
    chance = logistic(
        logit["intercept"]
        + logit["Satisfaction"] * x["Satisfaction"]
        + logit["tenure_36_or_more"] * loyal
        + logit["intends_to_switch"] * (~stays).astype(np.float64)
        + logit["complained"] * x["complained"]
        + logit["complained_x_handling"] * x["recovery"]
        + logit["segment"] * values_at([s["churn"] for s in SEGMENTS.values()], segment)
    )
    x["churned"] = draws.happens("churned", chance).astype(np.float64)


def everybody(
    draws: Draws, operator: Positions, quarter: Positions
) -> tuple[dict[str, Array], Positions, Positions]:
    """Latent values and behaviour of subscribers, with their region and segment."""
    region = draws.choice("region", [r["sample"] for r in REGIONS.values()])
    segment = draws.choice("segment", [s["share"] for s in SEGMENTS.values()])
    x = latent_values(draws, operator, quarter, region, segment)
    add_behaviour(x, draws, operator, segment)
    return x, region, segment


def survey() -> dict[str, list[str]]:
    """The columns of telecom_subscribers.csv as text."""
    operator, quarter = design()
    draws = Draws(FILE, len(operator))
    shuffle = np.argsort(draws.uniform("order"), kind="stable")
    operator, quarter = operator[shuffle], quarter[shuffle]
    x, region, segment = everybody(draws, operator, quarter)

    answers = {item: rating.answers(item, x, draws) for item, rating in RATINGS.items()}
    straight_lining(answers, RATINGS, draws)
    for item in ("complained", "tenure", "operator_year_ago", "operator_intended"):
        answers[item] = x[item]
    answers["price_up"], answers["price_down"] = price_answers(x["Loyalty"], draws)
    outcome = x["Handling"] + OUTCOME["own"] * draws.normal("complaint_outcome")
    in_part = np.where(outcome > OUTCOME["in_part_above"], 2.0, 3.0)
    settled = np.where(outcome > OUTCOME["settled_above"], 1.0, in_part)
    answers["complaint_outcome"] = np.where(draws.happens("still open", OUTCOME["still_open"]), 4.0, settled)
    bill = values_at([s["bill"] for s in SEGMENTS.values()], segment)
    bill = bill * values_at([o["bill"] for o in OPERATORS.values()], operator)
    answers["spend"] = bill * np.exp(SPEND_LOG_SD * draws.normal("spend"))
    missing = {item: rating.missing for item, rating in RATINGS.items()} | MISSING
    special = {item: rating.special for item, rating in RATINGS.items()}
    leave_out(answers, missing, special, ROUTING, draws)

    weight = values_at(list(shares_now().values()), operator) * len(OPERATORS)
    weight = weight * values_at([r["population"] / r["sample"] for r in REGIONS.values()], region)
    weight = weight * np.exp(WEIGHT_LOG_SD * draws.normal("weight"))
    columns: dict[str, list[str]] = {}
    for item, values in answers.items():
        if item in ("operator_year_ago", "operator_intended"):
            columns[item] = named(values, tuple(OPERATORS))
        else:
            columns[item] = two_decimals(values) if item == "spend" else whole(values)
    return columns | {
        "subscriber": [f"S{i + 1:04d}" for i in range(len(operator))],
        "operator": named(operator, tuple(OPERATORS)),
        "quarter": named(quarter, QUARTERS),
        "region": named(region, tuple(REGIONS)),
        "churned": whole(x["churned"]),
        "weight": two_decimals(weight / weight.mean()),
    }
