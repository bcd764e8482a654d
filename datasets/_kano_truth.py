"""What the Kano questionnaires are made from, as written to truth.json, and what it implies."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import NormalDist

import numpy as np

from . import _hotel
from . import _kano as m
from ._answers import STRAIGHT_SHARE, logistic
from ._kano import LETTERS, SURVEYS, Paired, Survey
from ._streams import Array
from ._truth import tidy

KINDS = ("must_be", "one_dimensional", "attractive", "indifferent", "reverse")
# Evaluation table of Berger et al. (1993): rows are functional answers 1 to 5, columns dysfunctional ones.
BERGER = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
# DuMouchel's scores of the answers 1 to 5.
SCORES = {"functional": (4, 2, 0, -1, -2), "dysfunctional": (-2, -1, 0, 2, 4)}
DIGITS = 4
NOTE = (
    "'kind' is the most frequent true category. 'implied' is exact: shares of M O A I R Q by Berger's table "
    "among all respondents, careless and contradictory ones included; answers go missing independently of "
    "all that. Better and worse are those of these shares, the margin is the lead of the most frequent "
    "category, functional and dysfunctional are the means of DuMouchel's scores (4 2 0 -1 -2 and -2 -1 0 2 "
    "4), 'weighted' are the shares in the weighted sample. 'sample' tells who is who in the file: "
    "'segments' has the first letter of each row's segment."
)


def truth() -> dict[str, object]:
    """What the Kano files add to truth.json."""
    return {survey.file: survey_truth(survey) for survey in SURVEYS}


def survey_truth(survey: Survey) -> dict[str, object]:
    opposed, *segments = survey.opposed
    return {
        "description": f"{survey.description} {NOTE}",
        "design": {"sample_survey": survey.parent, "respondents": survey.n, "drawn": "at random"},
        "segments": {
            name: {"share": s["share"], "weighted_share": tidy(share, DIGITS)}
            for (name, s), share in zip(survey.segments.items(), weighted_shares(survey), strict=True)
        },
        "attributes": {key: attribute_truth(survey, a) for key, a in survey.attributes.items()},
        "opposed": {"attribute": opposed, "segments": segments},
        "answers": answer_truth(),
        **({"main_use": m.MAIN_USE} if survey is m.TELECOM else {}),
        "missing_rates": m.MISSING,
        "implied": {key: implied(survey, a) for key, a in survey.attributes.items()},
        "sample": sample_truth(survey),
    }


def attribute_truth(survey: Survey, attribute: Paired) -> dict[str, object]:
    total = survey.segment_shares @ attribute.shares
    rated = survey.rated_kinds.get((attribute.rated or "").removeprefix("p_"))
    return {
        "kind": KINDS[int(total.argmax())],
        "rated_item": attribute.rated,
        "kind_in_ratings": rated,
        "importance_level": attribute.level,
        "shares_of_M_O_A_I_R": {
            name: [tidy(share) for share in row]
            for name, row in zip(survey.segments, attribute.shares, strict=True)
        },
    }


def answer_truth() -> dict[str, object]:
    return {
        "pairs": {
            LETTERS[c]: {
                f"{cell // 5 + 1}{cell % 5 + 1}": tidy(chance, DIGITS)
                for cell, chance in enumerate(chances)
                if chance > 0
            }
            for c, chances in enumerate(m.pair_chances())
        },
        "category_along_demand": {
            "order": m.ALONG_DEMAND,
            "demand_by_expectations": m.DEMAND_BY_EXPECTATIONS,
            "category_by_demand": m.CATEGORY_BY_DEMAND,
        },
        "styles": {name: tidy(share, DIGITS) for name, share in zip(m.STYLES, style_shares(), strict=True)},
        "misreading": m.MISREADING,
        "same_answer": {"pair": list(m.SAME_PAIR), "importance": m.SAME_IMPORTANCE},
        "importance": {
            "cuts": list(m.IMPORTANCE_CUTS),
            "by_category": m.IMPORTANCE_BY_CATEGORY,
            "weight_of_person": m.IMPORTANCE_OF_PERSON,
        },
    }


def sample_truth(survey: Survey) -> dict[str, object]:
    """Who is who among the rows of the file."""
    rows = m.chosen_rows(survey)
    style = m.styles_of(survey)[rows]
    names = list(survey.segments)
    return {
        "careless_and_contradictory": {
            name: [f"{survey.key[0].upper()}{row + 1:04d}" for row in rows[style == position]]
            for position, name in enumerate(m.STYLES[:3])
        },
        "segments": "".join(names[s][0] for s in m.segments_of(survey)[rows]),
    }


def style_shares() -> Array:
    """Shares of the styles of answering, straight-liners of the sample survey included."""
    shares = np.array(m.STYLE_SHARES) * (1.0 - STRAIGHT_SHARE)
    shares[m.STYLES.index("same_answer")] += STRAIGHT_SHARE
    return shares


def weighted_shares(survey: Survey) -> Array:
    """Shares of the segments in the weighted sample: hotel weights depend on membership, and so on them."""
    shares = survey.segment_shares
    if survey is m.HOTEL:
        member = np.array([s["member"] for s in survey.segments.values()])
        chance = logistic(_hotel.LOGITS["member"]["intercept"] + member)
        shares = shares * (_hotel.WEIGHT["member"] * chance + _hotel.WEIGHT["other"] * (1.0 - chance))
    weighted: Array = shares / shares.sum()
    return weighted


def implied(survey: Survey, attribute: Paired) -> dict[str, object]:
    """What the truth of an attribute implies for all respondents."""
    total = survey.segment_shares @ attribute.shares
    cells = implied_cells(total)
    shares = berger_shares(cells)
    ordered = np.sort(shares)
    m_, o, a, i = shares[:4]
    return {
        "shares": [tidy(share, DIGITS) for share in shares],
        "weighted": [
            tidy(share, DIGITS)
            for share in berger_shares(implied_cells(weighted_shares(survey) @ attribute.shares))
        ],
        "category": LETTERS[int(shares.argmax())],
        "margin": tidy(ordered[-1] - ordered[-2], DIGITS),
        "better": tidy((a + o) / (m_ + o + a + i), DIGITS),
        "worse": tidy(-(o + m_) / (m_ + o + a + i), DIGITS),
        "functional": tidy(cells.sum(axis=1) @ np.array(SCORES["functional"]), DIGITS),
        "dysfunctional": tidy(cells.sum(axis=0) @ np.array(SCORES["dysfunctional"]), DIGITS),
        "importance": tidy(implied_importance(total, attribute.level), DIGITS),
    }


def implied_cells(shares: Array) -> Array:
    """Chance of each pair of answers, (5, 5), for true shares of M O A I R."""
    read = (shares @ m.pair_chances()).reshape(5, 5)
    by_style: Mapping[str, Array] = {
        "random": np.full((5, 5), 1.0 / 25.0),
        "same_answer": np.diag(m.SAME_PAIR),
        **{
            name: (1.0 - rate) * read + rate * np.diag(read.sum(axis=1))
            for name, rate in m.MISREADING.items()
        },
    }
    total = np.zeros((5, 5))
    for name, share in zip(m.STYLES, style_shares(), strict=True):
        total = total + share * by_style[name]
    return total


def berger_shares(cells: Array) -> Array:
    """Shares of M O A I R Q."""
    table = np.array([list(row) for row in BERGER])
    return np.array([cells[table == letter].sum() for letter in LETTERS])


def implied_importance(shares: Array, level: float) -> float:
    """Mean of the stated importance: 1 plus the chances of passing each cut point."""
    by_category = [
        1.0 + sum(NormalDist().cdf(level + shift - cut) for cut in m.IMPORTANCE_CUTS)
        for shift in m.IMPORTANCE_BY_CATEGORY.values()
    ]
    same = sum(value * chance for value, chance in m.SAME_IMPORTANCE.items())
    random, lazy = style_shares()[:2]
    return float(random * 5.0 + lazy * same + (1.0 - random - lazy) * (shares @ np.array(by_category)))
