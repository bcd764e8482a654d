"""Simulation of the Kano questionnaires: 600 of the hotel guests and 800 of the subscribers.

The respondents are drawn from the two sample surveys and keep their segment there. Each attribute has a
true category for each respondent; a pair of answers follows from it, and some respondents answer badly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from . import _hotel, _telecom
from ._answers import (
    OTHER_FACTOR,
    SKIPPER_FACTOR,
    SKIPPER_SHARE,
    STRAIGHT_SHARE,
    mix,
    whole,
)
from ._attributes import values_at
from ._streams import Array, Draws, Flags, Positions, inverse_normal

LETTERS = "MOAIRQ"
# Categories from the least to the most demanding; a respondent's place along them is the same trait for all
# attributes, and hangs together with the expectations in the sample survey.
ALONG_DEMAND = "RIAOM"
DEMAND_BY_EXPECTATIONS, CATEGORY_BY_DEMAND = 0.50, 0.45

# How a category is answered: chances of the pairs (functional, dysfunctional); indifference is spread over
# the nine middle pairs, as the product of its two rows.
PAIRS: Mapping[str, Mapping[tuple[int, int], float]] = {
    "M": {(2, 5): 0.62, (3, 5): 0.24, (4, 5): 0.14},
    "O": {(1, 5): 1.0},
    "A": {(1, 2): 0.10, (1, 3): 0.60, (1, 4): 0.30},
    "R": {
        (5, 1): 0.30, (5, 2): 0.18, (5, 3): 0.12, (5, 4): 0.05, (4, 1): 0.14, (3, 1): 0.18, (2, 1): 0.03,
    },
}  # fmt: skip
INDIFFERENT = {"functional": (0.16, 0.64, 0.20), "dysfunctional": (0.12, 0.62, 0.26)}  # answers 2, 3, 4

# Who answers how. Careless respondents either answer at random or tick one answer all the way down; those
# who did so in the sample survey do it here too. Whoever misreads a dysfunctional question answers the
# functional one a second time: people do it now and then, contradictory respondents nearly every other time.
STYLES = ("random", "same_answer", "contradictory", "attentive")
STYLE_SHARES = (0.025, 0.015, 0.030, 0.930)  # among those who are no straight-liners in the sample survey
SAME_PAIR = (0.15, 0.10, 0.55, 0.10, 0.10)  # the one answer of those who tick one all the way down
SAME_IMPORTANCE = {5: 0.40, 7: 0.25, 9: 0.35}
MISREADING = {"contradictory": 0.45, "attentive": 0.01}

IMPORTANCE_CUTS = (-2.20, -1.90, -1.55, -1.20, -0.70, -0.25, 0.25, 0.85)
IMPORTANCE_BY_CATEGORY = {"M": 0.45, "O": 0.35, "A": 0.05, "I": -0.55, "R": -0.60}
IMPORTANCE_OF_PERSON = 0.50  # weight of how high somebody answers in general
MISSING = {"functional": 0.015, "dysfunctional": 0.020, "importance": 0.025}
SUFFIX = {"functional": "f", "dysfunctional": "d", "importance": "i"}


@dataclass(frozen=True)
class Paired:
    """An attribute asked in a pair: percentages of M O A I R in each segment.

    ``rated`` is the item of the sample survey that rates the attribute, ``level`` shifts its importance.
    """

    rated: str | None
    level: float
    segments: tuple[tuple[int, ...], ...]

    @property
    def shares(self) -> Array:
        """True shares of M O A I R, (segments, 5)."""
        return np.array(self.segments, dtype=np.float64) / 100.0


def asked(rated: str | None, level: float, *segments: tuple[int, ...]) -> Paired:
    return Paired(rated, level, segments)


# Percentages of M O A I R among business, leisure and price-sensitive guests.
HOTEL_ATTRIBUTES: Mapping[str, Paired] = {
    "cleanliness": asked("p_cleanliness", 0.45, (58, 30, 3, 8, 1), (54, 34, 4, 7, 1), (46, 30, 5, 17, 2)),
    "quiet": asked("p_quiet", 0.25, (36, 48, 6, 9, 1), (26, 48, 12, 13, 1), (18, 38, 14, 28, 2)),
    "shower": asked("p_shower", 0.20, (52, 30, 5, 12, 1), (48, 32, 6, 13, 1), (50, 26, 5, 18, 1)),
    "bed": asked("p_bed", 0.25, (22, 48, 14, 15, 1), (20, 50, 15, 14, 1), (20, 36, 14, 29, 1)),
    "checkin": asked("p_checkin", 0.00, (22, 52, 12, 13, 1), (10, 36, 18, 35, 1), (12, 26, 14, 46, 2)),
    "facilities": asked("p_facilities", 0.05, (34, 36, 8, 21, 1), (33, 37, 9, 20, 1), (34, 30, 6, 29, 1)),
    "breakfast": asked("p_breakfast", 0.10, (4, 14, 34, 47, 1), (5, 26, 50, 18, 1), (8, 22, 46, 22, 2)),
    "staff": asked("p_staff", 0.15, (6, 22, 48, 23, 1), (5, 24, 54, 16, 1), (4, 14, 44, 37, 1)),
    "arrival_checkout": asked(
        "arrival_checkout", -0.15, (12, 28, 16, 43, 1), (6, 14, 18, 61, 1), (6, 12, 14, 66, 2)
    ),
    "room_air": asked("room_air", 0.15, (44, 30, 6, 19, 1), (46, 30, 6, 17, 1), (42, 22, 6, 28, 2)),
    "room_television": asked(
        "room_television", -0.30, (6, 6, 12, 72, 4), (10, 14, 20, 53, 3), (14, 16, 18, 49, 3)
    ),
    "dinner_food": asked("dinner_food", -0.20, (5, 12, 26, 55, 2), (6, 16, 30, 46, 2), (3, 8, 20, 66, 3)),
    "wifi": asked(None, 0.40, (60, 30, 3, 6, 1), (44, 34, 8, 13, 1), (34, 28, 16, 21, 1)),
    "late_checkout": asked(None, 0.00, (2, 16, 46, 35, 1), (2, 18, 58, 21, 1), (2, 14, 52, 31, 1)),
    "lobby_events": asked(None, -0.30, (1, 3, 6, 36, 54), (2, 8, 52, 35, 3), (1, 4, 27, 47, 21)),
    "sales_calls": asked(None, -0.50, (1, 1, 3, 22, 73), (1, 2, 6, 31, 60), (1, 3, 12, 38, 46)),
}
# Percentages of M O A I R among data users, voice users and price-sensitive subscribers.
TELECOM_ATTRIBUTES: Mapping[str, Paired] = {
    "voice": asked("p_voice", 0.30, (52, 26, 4, 17, 1), (66, 26, 2, 5, 1), (54, 24, 4, 17, 1)),
    "indoor": asked("p_indoor", 0.30, (30, 46, 8, 15, 1), (34, 46, 6, 13, 1), (26, 42, 10, 21, 1)),
    "internet": asked("p_internet", 0.35, (34, 52, 6, 7, 1), (8, 20, 22, 48, 2), (20, 46, 14, 19, 1)),
    "tariff": asked("p_tariff", 0.30, (14, 42, 18, 25, 1), (16, 44, 14, 25, 1), (24, 60, 8, 7, 1)),
    "courtesy": asked("p_courtesy", 0.05, (6, 18, 42, 33, 1), (10, 26, 48, 15, 1), (6, 20, 48, 25, 1)),
    "app": asked("p_app", -0.05, (10, 28, 48, 13, 1), (2, 6, 34, 55, 3), (5, 18, 46, 30, 1)),
    "svc_shop": asked("svc_shop", -0.30, (2, 6, 12, 77, 3), (10, 22, 20, 47, 1), (4, 12, 16, 66, 2)),
    "svc_hotline": asked("svc_hotline", 0.05, (28, 32, 10, 29, 1), (38, 40, 8, 13, 1), (32, 39, 8, 20, 1)),
    "bill_accuracy": asked("bill_accuracy", 0.45, (62, 24, 3, 10, 1), (66, 24, 3, 6, 1), (68, 26, 2, 3, 1)),
    "bill_payment": asked(
        "bill_payment", 0.10, (44, 26, 10, 19, 1), (46, 18, 10, 25, 1), (42, 22, 10, 25, 1)
    ),
    "tariff_clear": asked("tariff_clear", 0.25, (24, 40, 12, 23, 1), (28, 46, 10, 15, 1), (30, 52, 8, 9, 1)),
    "data_rollover": asked(None, 0.10, (4, 30, 54, 11, 1), (2, 8, 34, 54, 2), (4, 26, 56, 13, 1)),
    "roaming_pass": asked(None, -0.15, (6, 20, 50, 23, 1), (3, 10, 40, 46, 1), (2, 10, 46, 41, 1)),
    "video_bundle": asked(None, -0.35, (2, 12, 44, 39, 3), (1, 2, 12, 78, 7), (1, 6, 28, 58, 7)),
    "personal_offers": asked(None, -0.30, (1, 2, 5, 37, 55), (1, 3, 26, 48, 22), (2, 8, 58, 29, 3)),
    "auto_renewal": asked(None, -0.40, (1, 3, 10, 36, 50), (1, 2, 5, 30, 62), (1, 2, 5, 22, 70)),
}
# What telecom respondents say matters most: mobile internet, calls, low cost, something else.
MAIN_USE = {
    "data_user": (0.84, 0.05, 0.07, 0.04),
    "voice_user": (0.08, 0.78, 0.09, 0.05),
    "price_sensitive": (0.09, 0.06, 0.81, 0.04),
}


@dataclass(frozen=True)
class Survey:
    """A Kano questionnaire put to some respondents of a sample survey.

    ``kept`` are the columns of that survey repeated here, ``opposed`` the attribute that is indifferent only
    because two segments oppose each other, and those segments; ``rated_kinds`` says of the attributes rated
    in pairs how their performance moves satisfaction.
    """

    file: str
    parent: str
    key: str
    n_parent: int
    n: int
    segments: Mapping[str, Mapping[str, float]]
    attributes: Mapping[str, Paired]
    kept: tuple[str, ...]
    opposed: tuple[str, str, str]
    rated_kinds: Mapping[str, str]
    description: str

    @property
    def segment_shares(self) -> Array:
        return np.array([s["share"] for s in self.segments.values()])


HOTEL = Survey(
    file="hotel_kano",
    parent=_hotel.FILE,
    key="guest",
    n_parent=len(_hotel.HOTELS) * len(_hotel.QUARTERS) * _hotel.PER_CELL,
    n=600,
    segments=_hotel.SEGMENTS,
    attributes=HOTEL_ATTRIBUTES,
    kept=("guest", "hotel", "purpose", "member", "weight"),
    opposed=("lobby_events", "business", "leisure"),
    rated_kinds={key: attribute.kind for key, attribute in _hotel.ATTRIBUTES.items()},
    description="Simulated: a Kano questionnaire of 16 attributes, answered by 600 of the guests in "
    "hotel_guests.csv (same key: guest).",
)
TELECOM = Survey(
    file="telecom_kano",
    parent=_telecom.FILE,
    key="subscriber",
    n_parent=len(_telecom.OPERATORS) * len(_telecom.QUARTERS) * _telecom.PER_CELL,
    n=800,
    segments=_telecom.SEGMENTS,
    attributes=TELECOM_ATTRIBUTES,
    kept=("subscriber", "operator", "region", "weight"),
    opposed=("personal_offers", "data_user", "price_sensitive"),
    rated_kinds={key: attribute.kind for key, attribute in _telecom.ATTRIBUTES.items()},
    description="Simulated: a Kano questionnaire of 16 attributes, answered by 800 of the subscribers in "
    "telecom_subscribers.csv (same key: subscriber).",
)
SURVEYS = (HOTEL, TELECOM)


def pair_chances() -> Array:
    """Chance of each pair of answers given the category, (5, 25): M O A I R by 5 (f - 1) + d - 1."""
    chances = np.zeros((5, 5, 5))
    for letter, pairs in PAIRS.items():
        for (functional, dysfunctional), chance in pairs.items():
            chances[LETTERS.index(letter), functional - 1, dysfunctional - 1] = chance
    middle = np.outer(INDIFFERENT["functional"], INDIFFERENT["dysfunctional"])
    chances[LETTERS.index("I"), 1:4, 1:4] = middle
    return chances.reshape(5, 25)


# --- the answers --------------------------------------------------------------------------------------------


def segments_of(survey: Survey) -> Positions:
    """Segment of everybody in the sample survey, as drawn there."""
    return Draws(survey.parent, survey.n_parent).choice("segment", [float(s) for s in survey.segment_shares])


def chosen_rows(survey: Survey) -> Positions:
    """Rows of the sample survey that were asked, in that survey's order: a simple random sample."""
    order = np.argsort(Draws(survey.file, survey.n_parent).uniform("chosen"), kind="stable")
    return np.sort(order[: survey.n])


def styles_of(survey: Survey) -> Positions:
    """How everybody in the sample survey would answer, as a position in STYLES."""
    draws = Draws(survey.file, survey.n_parent)
    straight = Draws(survey.parent, survey.n_parent).happens("straight_liner", STRAIGHT_SHARE)
    return np.where(straight, STYLES.index("same_answer"), draws.choice("style", STYLE_SHARES))


def category_of(key: str, attribute: Paired, segment: Positions, demand: Array, draws: Draws) -> Positions:
    """True category, as a position in MOAIR, with the shares of the respondent's segment."""
    place = mix(CATEGORY_BY_DEMAND, demand, draws.normal(f"{key}:category"))
    along = [LETTERS.index(letter) for letter in ALONG_DEMAND]
    cuts = inverse_normal(np.cumsum(attribute.shares[:, along], axis=1)[:, :-1])
    step = (place[:, None] > cuts[segment]).sum(axis=1)
    category: Positions = np.array(along, dtype=np.int64)[step]
    return category


def pair_answers(key: str, category: Positions, style: Positions, draws: Draws) -> tuple[Array, Array]:
    """The functional and the dysfunctional answer, 1 to 5."""
    chances = pair_chances()
    pair = draws.choice(f"{key}:pair", [chances[category, cell] for cell in range(25)])
    at_random = draws.choice(f"{key}:random", [1.0 / 25.0] * 25)
    pair = np.where(style == STYLES.index("random"), at_random, pair)
    functional, dysfunctional = pair // 5 + 1, pair % 5 + 1
    misreads = draws.happens(f"{key}:misreads", values_at([MISREADING.get(s, 0.0) for s in STYLES], style))
    dysfunctional = np.where(misreads, functional, dysfunctional)
    same = draws.choice("same answer", SAME_PAIR) + 1
    lazy = style == STYLES.index("same_answer")
    return (
        np.where(lazy, same, functional).astype(np.float64),
        np.where(lazy, same, dysfunctional).astype(np.float64),
    )


def importance_answers(
    key: str, attribute: Paired, category: Positions, style: Positions, draws: Draws
) -> Array:
    """Importance as stated, 1 to 9."""
    shift = values_at([IMPORTANCE_BY_CATEGORY[letter] for letter in LETTERS[:5]], category)
    own = mix(IMPORTANCE_OF_PERSON, draws.normal("importance"), draws.normal(f"{key}:importance"))
    answer = np.searchsorted(np.array(IMPORTANCE_CUTS), attribute.level + shift + own) + 1
    at_random = draws.choice(f"{key}:random importance", [1.0 / 9.0] * 9) + 1
    same = np.array(list(SAME_IMPORTANCE))[draws.choice("same importance", list(SAME_IMPORTANCE.values()))]
    answer = np.where(style == STYLES.index("random"), at_random, answer)
    return np.where(style == STYLES.index("same_answer"), same, answer).astype(np.float64)


def answers_of(survey: Survey) -> dict[str, Array]:
    """Answers of everybody in the sample survey, before and after some are left out."""
    draws, parent = Draws(survey.file, survey.n_parent), Draws(survey.parent, survey.n_parent)
    segment, style = segments_of(survey), styles_of(survey)
    demand = mix(DEMAND_BY_EXPECTATIONS, parent.normal("latent Expectations"), draws.normal("demand"))
    # Those who skip questions in the sample survey skip them here.
    factor = np.where(parent.happens("skipper", SKIPPER_SHARE), SKIPPER_FACTOR, OTHER_FACTOR)
    answers: dict[str, Array] = {}
    for key, attribute in survey.attributes.items():
        category = category_of(key, attribute, segment, demand, draws)
        functional, dysfunctional = pair_answers(key, category, style, draws)
        importance = importance_answers(key, attribute, category, style, draws)
        given = zip(MISSING.items(), (functional, dysfunctional, importance), strict=True)
        for (aspect, rate), values in given:
            item = f"{key}_{SUFFIX[aspect]}"
            lost: Flags = draws.happens(f"{item}:missing", factor * rate)
            answers[item] = np.where(lost, np.nan, values)
    return answers


def columns_of(survey: Survey, parent: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The columns of the file as text; ``parent`` are those of the sample survey."""
    rows = chosen_rows(survey)
    columns = {item: whole(values[rows]) for item, values in answers_of(survey).items()}
    return columns | {item: [parent[item][row] for row in rows] for item in survey.kept}


def hotel() -> dict[str, list[str]]:
    """The columns of hotel_kano.csv as text."""
    return columns_of(HOTEL, _hotel.survey())


def telecom() -> dict[str, list[str]]:
    """The columns of telecom_kano.csv as text."""
    use = main_use(segments_of(TELECOM))[chosen_rows(TELECOM)]
    return columns_of(TELECOM, _telecom.survey()) | {"main_use": whole(use)}


def main_use(segment: Positions) -> Array:
    """What matters most, by segment: a category 1, 2, ..."""
    draws = Draws(TELECOM.file, TELECOM.n_parent)
    return _hotel.pick(draws, "main_use", segment, MAIN_USE)
