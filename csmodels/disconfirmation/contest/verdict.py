"""What a contest of theories says, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.disconfirmation.contest.figures import ALIKE, STANDING
from csmodels.numerics.surface.theories import NAMES, THEORIES, contains
from csmodels.tables import text
from csmodels.tables.formats import format_value
from csmodels.tables.listing import listed
from csmodels.tables.shares import of_several, share_cell

if TYPE_CHECKING:
    from csmodels.disconfirmation.contest.result import TheoryContest
    from csmodels.numerics.surface.support import Support

#: A best theory that fewer resamples choose is called unstable.
STABLE = 0.5


def named(theory: str, lang: str) -> str:
    """The word for a theory."""
    return text(f"label.theory_{theory}", lang)


def sentences(result: TheoryContest, group: Any, lang: str) -> list[str]:
    """The verdict: best, alike, what would fit better, what it means, what cannot be told."""
    at = result._position(group)
    contest = result._one_group(result.contest, group)
    params = result._one_group(result.params, group)
    lying = result.parts[at].lying
    best = str(contest.index[contest["status"] == "best"][0])
    found = _best(contest, best, result.outcome_name, lang)
    alike = _alike(contest, best, lang)
    found += [*alike, *_better(contest, lang)]
    # what follows from one theory does not follow while another does as well
    found += [] if alike else [text(f"label.means_{best}", lang)]
    found += _translated(params, best, lying, lang)
    found += _sides(lying, lang)
    if lying.enough("both") and best != "null":
        table = result._one_group(result.loss_aversion, group)
        models = ("prospect_value",) if best == "prospect_value" else ("asymmetric", "performance_point")
        found += [_loss(table, model, lang) for model in models]
    return found


def _best(contest: pd.DataFrame, best: str, outcome: str, lang: str) -> list[str]:
    row: dict[Any, Any] = contest.loc[best].to_dict()
    standing = contest["status"].isin(STANDING).to_numpy()
    weight = _percent(float(of_several(contest["weight"], standing)[best]))
    if best == "null":
        found = [text("label.theory_verdict_null", lang, outcome=outcome)]
    else:
        r_squared = format_value(row["r_squared"], 2)
        fields = {"theory": named(best, lang), "weight": weight, "r_squared": r_squared}
        found = [text("label.theory_verdict_best", lang, **fields)]
    if not np.isfinite(row["selected"]):
        return found
    selected = _percent(row["selected"])
    if row["selected"] >= STABLE:
        return [*found, text("label.theory_verdict_selected", lang, selected=selected)]
    rivals = contest["selected"].drop(best)
    other = str(rivals.idxmax())
    share = _percent(float(rivals[other]))
    fields = {"selected": selected, "other": named(other, lang), "share": share}
    return [*found, text("label.theory_verdict_unstable", lang, **fields)]


def _alike(contest: pd.DataFrame, best: str, lang: str) -> list[str]:
    """Theories within a difference of 2, and which of them are special cases of each other."""
    alike = [str(name) for name in contest.index[contest["status"] == "alike"]]
    if not alike:
        return []
    words = listed((named(name, lang) for name in alike), lang, limit=None)
    found = [text("label.theory_verdict_alike", lang, theories=words)]
    by_name = dict(zip(NAMES, THEORIES, strict=True))
    for name in alike:
        for smaller, larger in ((name, best), (best, name)):
            if smaller != "null" and contains(by_name[larger], by_name[smaller]):
                fields = {"smaller": _first(named(smaller, lang)), "larger": named(larger, lang)}
                found.append(text("label.theory_verdict_within", lang, **fields))
    return [*found, text("label.theory_verdict_until", lang)]


def _better(contest: pd.DataFrame, lang: str) -> list[str]:
    """What fits better and is no answer: theories with other signs, and the surface."""
    found = []
    wrong = contest.index[(contest["status"] == "signs") & (contest["delta"] < 0)]
    if len(wrong):
        words = listed((named(str(name), lang) for name in wrong), lang, limit=None)
        found.append(text("label.theory_verdict_signs", lang, theories=_first(words)))
    beyond = -float(contest["delta"].to_dict()["surface"])
    if beyond > ALIKE:
        found.append(text("label.theory_verdict_surface", lang, by=format_value(beyond, 1)))
    return found


def _translated(params: pd.DataFrame, best: str, lying: Support, lang: str) -> list[str]:
    """In satisfaction ~ performance + disconfirmation a slope of disconfirmation is one of expectation."""

    def of(theory: str, right: str, column: str = "estimate") -> float:
        chosen = (params["lhs"] == theory) & (params["rhs"] == right)
        return float(params.loc[chosen, column].iloc[0])

    if best == "assimilation":
        slope = _number(-of("assimilation", "expectation"))
        return [text("label.theory_verdict_minus", lang, slope=slope)]
    above, performance = of("asymmetric", "surplus"), of("asymmetric", "performance")
    high, low = of("asymmetric", "surplus", "conf_high"), of("asymmetric", "performance", "conf_low")
    if lying.enough("above") and high < 0 < low:
        fields = {"above": _number(above), "performance": _number(performance)}
        return [text("label.theory_verdict_translation", lang, **fields)]
    return []


def _sides(lying: Support, lang: str) -> list[str]:
    """Sides of expectation of which nothing can be said."""
    found = []
    for side, rows, share in (
        ("above", lying.n_above, lying.above),
        ("below", lying.n_below, lying.below),
    ):
        if not lying.enough(side):
            found.append(text(f"label.theory_verdict_few_{side}", lang, n=f"{rows:,}", share=_percent(share)))
    return found


def _loss(table: pd.DataFrame, model: str, lang: str) -> str:
    """How much more a point below expectation weighs than one above it; of what, the model says."""
    row: dict[Any, Any] = table.loc[model].to_dict()
    within = text(f"label.loss_at_{model}", lang)
    sides = {side: text(f"label.loss_{side}_{model}", lang) for side in ("below", "above")}
    status = str(row["status"])
    # a lower limit without an estimate is still worth saying
    if status == "no_gain" and row["conf_low"] > 0:
        status = "no_upper"
    low, high, ratio = (_number(row[name]) for name in ("conf_low", "conf_high", "estimate"))
    fields = {"ratio": ratio, "low": low, "high": high, "within": within, **sides}
    return text(f"label.theory_verdict_loss_{status}", lang, **fields)


def _percent(share: float) -> str:
    return str(share_cell(share))


def _number(value: float) -> str:
    """With two decimals and a sign that is no hyphen."""
    return str(format_value(value, 2)).replace("-", "−")


def _first(words: str) -> str:
    """With a capital, at the start of a sentence."""
    return words[:1].upper() + words[1:]
