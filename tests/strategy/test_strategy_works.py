"""The tables of what works with what, from scores to decisions: every cell is tried."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import csmodels as cs

PAGE = Path(__file__).parents[2] / "docs" / "what_works.md"
HEADS = ("| the indicators |", "| the customers |")
NEEDS = [f"i{i}" for i in range(3)]
REPLICATES: dict[str, Any] = {
    "replicate_weights": [f"r{i}" for i in range(20)],
    "replicate_method": "bootstrap",
}


@lru_cache
def answers() -> pd.DataFrame:
    """Simulated customers: two groups, 40 clusters in two strata, four quarters, eight branches."""
    n, rng = 480, np.random.default_rng(0)
    at, latent = np.arange(n), rng.normal(size=n)
    frame = pd.DataFrame(
        {
            "recommend": np.clip(np.rint(7 + 2 * latent + rng.normal(size=n)), 0, 10),
            "satisfied": np.clip(np.rint(7 + 2 * latent + rng.normal(size=n)), 1, 10),
            "stays": (rng.random(n) < 1 / (1 + np.exp(-0.5 - latent))) * 1.0,
            "loyal": (rng.random(n) < 1 / (1 + np.exp(-latent))) * 1.0,
            "complained": (rng.random(n) < 0.5) * 1.0,
            "tenure": np.floor(rng.exponential(4.0, n)) + 1,
            "recency": rng.integers(0, 20, n) * 1.0,
            "spend": rng.gamma(3.0, 20.0, n),
            "brand": np.array(["A", "B"])[rng.integers(0, 2, n)],
            "before": np.array(["A", "B"])[rng.integers(0, 2, n)],
            "quarter": np.array(["Q1", "Q2", "Q3", "Q4"])[at % 4],
            "group": np.where(rng.random(n) < 0.5, "a", "b"),
            "branch": np.array(list("stuvwxyz"))[at // 60],
            "cluster": at // 12,
            "stratum": at // 240,
            "w": 1 + at % 3 / 2,
        }
    )
    frame["rated"] = np.clip(frame["recommend"], 1, 10)
    frame["handled"] = np.where(frame["complained"] == 1, (rng.random(n) < 0.5) * 1.0, np.nan)
    kind = rng.integers(0, 3, n)
    for i, name in enumerate(NEEDS):
        frame[name] = np.clip(np.rint(3 + 5 * (kind == i) + rng.normal(size=n)), 1, 9)
    drawn = rng.poisson(1, (n, 20)).astype(float)
    return pd.concat([frame, pd.DataFrame(drawn, columns=[f"r{i}" for i in range(20)])], axis=1)


def with_gaps() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    names = ["recommend", "satisfied", "spend", "tenure"]
    return answers().assign(**answers()[names].mask(rng.random((480, 4)) < 0.05))


#: What is given, and the options that go with it; the columns of the design that must be told.
DATA: dict[str, Callable[[], tuple[Any, dict[str, Any]]]] = {
    "independent respondents": lambda: (answers(), {}),
    "survey weights": lambda: (cs.SurveyData(answers(), weights="w"), {}),
    "strata and clusters": lambda: (cs.SurveyData(answers(), clusters="cluster", strata="stratum"), {}),
    "replicate weights": lambda: (cs.SurveyData(answers(), **REPLICATES), {}),
    "missing answers": lambda: (with_gaps(), {}),
    "groups": lambda: (answers(), {"by": "group"}),
    "resamples": lambda: (answers(), {"n_boot": 20}),
}
TOLD = {
    "survey weights": ("w",),
    "strata and clusters": ("stratum", "cluster"),
    "replicate weights": ("20",),
}


def resampled(options: dict[str, Any], name: str, word: str = "bootstrap") -> dict[str, Any]:
    """Options of functions that must be told to take resamples."""
    return {**options, name: word} if "n_boot" in options else options


def index_fit(data: Any, options: dict[str, Any]) -> Any:
    model = cs.PathModel({"Need": NEEDS[:2], "Sat": ["satisfied", "rated"]}, {"Sat": ["Need"]})
    how = {} if isinstance(data, cs.SurveyData) and data.replicate_weights else {"n_boot": 20}
    return cs.index_model(model, scale=(1, 10)).fit(data, **{**how, **options})


def break_even(data: Any, options: dict[str, Any]) -> Any:
    fitted = index_fit(data, options)
    return cs.break_even(fitted, data, "Need", through="Sat", kept="stays")


def units() -> pd.DataFrame:
    at = answers().groupby(["branch", "quarter"], as_index=False)["satisfied"].mean()
    return at.assign(staff=at["satisfied"] + np.arange(len(at)) % 3).drop(columns="satisfied")


def chain(data: Any, options: dict[str, Any]) -> Any:
    steps = {"staff": "staff", "guests": "satisfied"}
    return cs.profit_chain(data, units(), chain=steps, unit=("branch", "quarter"), **options)


COMPLAINTS = {"complained": "complained", "handled": "handled", "stays": "stays"}
LEVELS = {"satisfied": "satisfied >= 8", "loyal": "loyal"}
ANALYSES: dict[str, dict[str, Callable[[Any, dict[str, Any]], Any]]] = {
    HEADS[0]: {
        "nps": lambda d, o: cs.nps(d, "recommend", **resampled(o, "interval")),
        "csat": lambda d, o: cs.csat(d, "satisfied", scale=(1, 10), **resampled(o, "interval")),
        "rate": lambda d, o: cs.rate(d, "complained", **resampled(o, "interval")),
        "indicators": lambda d, o: cs.indicators(d, [("nps", "recommend"), ("rate", "stays")], **o),
        "track": lambda d, o: cs.track(d, "satisfied", wave="quarter", **resampled(o, "errors")),
        "relationship_funnel": lambda d, o: cs.relationship_funnel(d, LEVELS, **o),
        "life_cycle": lambda d, o: cs.life_cycle(
            d, tenure="tenure", new_until=2, recency="recency", risk_after=15, **o
        ),
        "migration": lambda d, o: cs.migration(d, before="before", now="brand", **o),
        "profit_chain": chain,
    },
    HEADS[1]: {
        "CustomerValue": lambda d, o: cs.CustomerValue(kept="stays", satisfaction="satisfied").fit(d, **o),
        "ShiftedBetaGeometric": lambda d, o: cs.ShiftedBetaGeometric().fit(d, **o),
        "customer_equity": lambda d, o: cs.customer_equity(d, before="before", now="brand", **o),
        "break_even": break_even,
        "word_of_mouth": lambda d, o: cs.word_of_mouth(d, "satisfied", scale=(1, 10), **o),
        "complaint_funnel": lambda d, o: cs.complaint_funnel(d, **COMPLAINTS, **o),
        "service_recovery": lambda d, o: cs.service_recovery(
            d, "satisfied", complained="complained", handled="handled", **o
        ),
        "complaint_value": lambda d, o: cs.complaint_value(d, **COMPLAINTS, value=100.0, **o),
        "idic": lambda d, o: cs.idic(d, value="spend", needs=NEEDS, segments=3, n_boot=0, **o),
    },
}

#: Who takes the options; the others must not have them.
WHOSE: dict[str, Any] = {
    "nps": cs.nps, "csat": cs.csat, "rate": cs.rate, "indicators": cs.indicators, "track": cs.track,
    "relationship_funnel": cs.relationship_funnel, "life_cycle": cs.life_cycle, "migration": cs.migration,
    "profit_chain": cs.profit_chain, "CustomerValue": cs.CustomerValue.fit,
    "ShiftedBetaGeometric": cs.ShiftedBetaGeometric.fit, "customer_equity": cs.customer_equity,
    "break_even": cs.IndexModel.fit, "word_of_mouth": cs.word_of_mouth,
    "complaint_funnel": cs.complaint_funnel, "service_recovery": cs.service_recovery,
    "complaint_value": cs.complaint_value, "idic": cs.idic,
}  # fmt: skip


def cells(head: str) -> list[tuple[str, str, str, str]]:
    part = head + PAGE.read_text(encoding="utf-8").split(head)[1]
    lines = []
    for line in part.splitlines():
        if not line.startswith("|"):
            break
        lines.append([cell.strip(" `") for cell in line.strip("|").split("|")])
    return [
        (head, row[0], name, word)
        for row in lines[2:]
        for name, word in zip(lines[0][1:], row[1:], strict=True)
    ]


@pytest.mark.parametrize("head", HEADS)
def test_the_tables_have_every_kind_of_data_and_every_analysis(head: str) -> None:
    assert [each[1:3] for each in cells(head)] == [(d, a) for d in DATA for a in ANALYSES[head]]


@pytest.mark.parametrize(("head", "kind", "analysis", "word"), [c for head in HEADS for c in cells(head)])
def test_a_cell_says_the_truth_and_the_design_is_told(head: str, kind: str, analysis: str, word: str) -> None:
    data, options = DATA[kind]()
    if word == "no":
        taken = set(inspect.signature(WHOSE[analysis]).parameters)
        # resamples of idic are for the stability of the needs, no errors come from them
        assert not taken & set(options) or (analysis, kind) == ("idic", "resamples")
        return
    assert word == "yes"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = ANALYSES[head][analysis](data, options)
        shown = str(found.summary())
    settings = {str(value) for value in found.settings.values()}
    assert settings >= set(TOLD.get(kind, ()))
    assert "Survey weights" in shown
