"""What may explain that a Kano questionnaire and ratings put an attribute into different classes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

#: All reasons, in the order in which they are told: first what makes either label doubtful.
REASONS = (
    "contested_kano",
    "contested_ratings",
    "reverse_kano",
    "reversal",
    "few",
    "range",
    "not_shown",
    "weak",
    "linear",
    "wording",
    "levels",
)
#: A label that fewer of the resamples bear is contested; the convention of the Kano result.
SURE = 0.90
#: Low or high answers below which a coefficient rests on few people. A convention.
FEW = 30
#: Share of low or of high answers below which performance hardly varied to that side. A convention.
NARROW = 0.10


def reasons(kano: dict[str, Any], rated: dict[str, Any], coding: dict[str, Any] | None) -> list[str]:
    """Reasons for one attribute.

    Parameters
    ----------
    kano : dict
        ``category``, ``class`` (empty without counterpart), and where known ``agrees``, ``probability`` and
        ``words``, the attribute's by language.
    rated : dict
        ``class``, and where known ``probability``, ``reversal``, ``calibrated``, ``words``.
    coding : dict, optional
        ``n_low``, ``n_high``, ``share_low``, ``share_high``.

    Returns
    -------
    list of str
        Of `REASONS`; empty where both agree.

    Notes
    -----
    - contested_kano: the rules disagree, or fewer than 90 % of the resamples bear the category
    - contested_ratings: fewer than 90 % of the resamples bear the class
    - reverse_kano: people want it absent; ratings have no class for that
    - reversal: penalty or reward has the wrong sign
    - few: fewer than 30 low or high answers
    - range: fewer than 10 % low or high answers: what hardly happens cannot be seen to matter
    - not_shown: the ratings say performance because symmetry was not rejected, which does not show it
    - weak: the ratings say unimportant because neither coefficient was significant
    - linear: the class rests on an asymmetry that a linear world would show under this coding too
    - wording: the two surveys ask about it in different words, perhaps about different things
    - levels: ratings tell what levels of performance do, the questionnaire what presence and absence would
      (Mikulic and Prebezac 2011): the two need not agree
    """
    own, other = kano["class"], rated["class"]
    if own == other:
        return []
    told = {
        "contested_kano": _doubtful(kano),
        "contested_ratings": _below(rated.get("probability"), SURE),
        "reverse_kano": kano["category"] == "R",
        "reversal": rated.get("reversal", "") not in ("", None),
        "not_shown": other == "performance" and own in ("basic", "excitement"),
        "weak": other == "unimportant" and own != "",
        "linear": _said(rated.get("calibrated")) and rated["calibrated"] != other,
        "wording": _differ(kano.get("words") or {}, rated.get("words") or {}),
        "levels": True,
    }
    if coding is not None:
        told["few"] = any(_below(coding.get(f"n_{end}"), FEW) for end in ("low", "high"))
        told["range"] = any(_below(coding.get(f"share_{end}"), NARROW) for end in ("low", "high"))
    return [name for name in REASONS if told.get(name, False)]


def _doubtful(kano: dict[str, Any]) -> bool:
    agrees = kano.get("agrees")
    return (agrees is not None and not agrees) or _below(kano.get("probability"), SURE)


def _below(value: Any, limit: float) -> bool:
    return value is not None and bool(pd.notna(value)) and float(value) < limit


def _differ(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether the words differ in a language that both have, in more than capitals and spaces."""
    both = [(one[lang], other[lang]) for lang in one if lang in other]
    return any("".join(a.casefold().split()) != "".join(b.casefold().split()) for a, b in both)


def _said(value: Any) -> bool:
    return isinstance(value, str) and value != ""
