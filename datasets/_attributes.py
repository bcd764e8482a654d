"""Attributes asked in pairs: how their performance moves satisfaction, and their ratings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ._answers import Rating
from ._streams import Array, Positions

KINK: Mapping[str, float] = {"basic": -0.35, "excitement": 0.15}


@dataclass(frozen=True)
class Attribute:
    """An attribute of the service rated in pairs.

    ``kind`` says how performance (in standard deviations) moves satisfaction:
    basic: ``slope * min(performance - kink, 0)``; performance: ``slope * performance``;
    excitement: ``slope * max(performance - kink, 0)``. ``loading`` is the weight of the general quality
    behind the performance, ``expected`` the mean of the expected level in standard deviations of
    performance; ``tolerance`` marks attributes with an adequate and a desired level.
    """

    kind: str
    slope: float
    loading: float
    expected: float
    tolerance: bool = False

    def effect(self, performance: Array) -> Array:
        """What the performance adds to satisfaction."""
        if self.kind == "basic":
            return self.slope * np.minimum(performance - KINK["basic"], 0.0)
        if self.kind == "excitement":
            return self.slope * np.maximum(performance - KINK["excitement"], 0.0)
        return self.slope * performance


def paired_ratings(attributes: Mapping[str, Attribute]) -> dict[str, Rating]:
    """The ratings of all pairs: e_, p_, d_, and a_, w_ (adequate, desired) where asked."""
    ratings: dict[str, Rating] = {}
    for prefix, loading, cuts in (("e", 0.90, "ten"), ("p", 0.92, "ten"), ("d", 0.92, "disconfirmation")):
        for key in attributes:
            ratings[f"{prefix}_{key}"] = Rating(f"{prefix}_{key}", loading, cuts, missing=0.015)
    for prefix in ("a", "w"):
        for key, attribute in attributes.items():
            if attribute.tolerance:
                name = f"{prefix}_{key}"
                ratings[name] = Rating(name, 0.90, missing=0.025, special=(0.012, 0.0))
    return ratings


def average(latent: Mapping[str, Array], prefix: str, keys: Sequence[str]) -> Array:
    """Mean of the latent values of some attributes, added one by one."""
    total = latent[f"{prefix}_{keys[0]}"]
    for key in keys[1:]:
        total = total + latent[f"{prefix}_{key}"]
    return total / len(keys)


def values_at(values: Sequence[float], position: Positions) -> Array:
    """The value that belongs to each respondent's group."""
    chosen: Array = np.array(values, dtype=np.float64)[position]
    return chosen


def attribute_truth(attributes: Mapping[str, Attribute]) -> dict[str, dict[str, object]]:
    """The attributes as they are written to truth.json."""
    return {
        key: {
            "kind": a.kind,
            "slope": a.slope,
            "kink": KINK.get(a.kind),
            "loading_on_general_quality": a.loading,
            "expected_level": a.expected,
            "adequate_and_desired_asked": a.tolerance,
        }
        for key, a in attributes.items()
    }
