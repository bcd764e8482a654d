"""What the tests of edge cases share: every way to an interval, and fits that collect what is said."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

import csmodels as cs
from csmodels.errors import CsmodelsWarning

#: Weights settle to 1e-12; sums in another order add rounding.
SAME = 1e-10
#: Every way to an interval; each has arithmetic of its own in which an edge case could fail.
WAYS = (
    {},
    {"ci": "bca"},
    {"ci": "studentized"},
    {"ci": "normal"},
    {"resample": "poisson"},
    {"resample": "groups"},
    {"se": "linearized"},
    {"estimator": "plsc"},
)
RULES = ("listwise", "mean", "pairwise", "em", "mi")
FEW = 40
UNCERTAIN = ["std_error", "statistic", "p_value", "conf_low", "conf_high"]


def named(options: dict[str, str]) -> str:
    return "-".join(options.values()) or "default"


def fit(model, data, **options):
    """Fit with a few resamples, where the way to an interval has any."""
    drawn = options.get("se") != "linearized" and options.get("missing") != "mi"
    return model.fit(data, **{**({"n_boot": FEW} if drawn else {}), **options})


def quietly(make, *arguments, **options):
    """The value and the warnings of the library in words; any other warning stays an error."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", CsmodelsWarning)
        found = make(*arguments, **options)
    return found, [f"{w.category.__name__}: {w.message}" for w in told]


def path_figures(result) -> pd.DataFrame:
    return result.params.query("kind == 'path'")


def formative(model) -> cs.PathModel:
    """The model with its first block in Mode B."""
    return cs.PathModel({**model.measurement, "Quality": cs.composite("q1", "q2", "q3")}, model.structure)


def small_index():
    """An index model on the items of `answers`."""
    blocks = {
        "Expectations": ["q3", "v1"],
        "Quality": ["q1", "q2"],
        "Value": ["v2"],
        "Satisfaction": ["s1", "s2"],
        "Loyalty": ["s3"],
    }
    return cs.index_model("ACSI", blocks)


def rare(answers, n: int = 1) -> pd.DataFrame:
    """An item to which all but the `n` most content gave the same answer: some resamples find it constant."""
    content = answers[["q1", "q2", "v2", "s1", "s3"]].sum(axis=1).rank(method="first", ascending=False)
    return answers.assign(v1=np.where(content <= n, 10.0, 1.0))
