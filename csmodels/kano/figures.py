"""Tables of one group: counts, categories, coefficients, shares, scores, tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.kano.evaluation import EvaluationTable
from csmodels.kano.labels import labels_table, letters
from csmodels.kano.sample import Part
from csmodels.numerics.kano import rules
from csmodels.numerics.kano.coefficients import base, goodman
from csmodels.numerics.kano.counts import LETTERS, I, Q, R, categories, tally
from csmodels.numerics.kano.figures import AT, score_spread
from csmodels.numerics.kano.tests import equal_shares
from csmodels.numerics.multiplicity import adjusted_p

Array = NDArray[np.float64]

#: Indicator columns of the categories.
CATEGORIES = list(LETTERS)


def counts_table(counts: Array, names: Sequence[str]) -> pd.DataFrame:
    """Counts of the six categories and their sum; whole numbers where they are counts of respondents."""
    index = pd.Index(list(names), name="attribute")
    frame = pd.DataFrame(counts, index=index, columns=CATEGORIES)
    frame["n"] = counts.sum(axis=1)
    return frame


def whole(frame: pd.DataFrame) -> pd.DataFrame:
    """The same as whole numbers."""
    return frame.round().astype(np.int64)


def categories_table(part: Part, names: Sequence[str]) -> pd.DataFrame:
    """Every rule side by side, and whether they agree."""
    counts, asked = part.counts, part.asked
    frame = labels_table(
        counts, part.probabilities, part.sizes, tie_band=asked.tie_band, certainty=asked.certainty
    )
    # better and worse of a reverse attribute are those of a minority
    outside = rules.mode(counts) >= R
    coefficients = part.estimate[:, [AT["better"], AT["worse"]]]
    half, mean = ((0.5, 0.5), mean_lines(coefficients, outside))
    importance = part.estimate[:, AT["importance"]]
    frame["category_strength"], frame["total_strength"] = rules.strengths(counts).T
    frame["reverse_share"], frame["questionable_share"] = part.estimate[:, R], part.estimate[:, Q]
    for name, lines in (("quadrant", half), ("quadrant_mean", mean)):
        blank = outside | (lines is None)
        frame[name] = letters(
            np.where(blank, -1, rules.quadrant(coefficients[:, 0], coefficients[:, 1], lines or half))
        )
    frame["importance"] = importance
    frame["refined"] = rules.refined(list(frame["category"]), importance)
    return frame.set_index(pd.Index(list(names), name="attribute"))


def mean_lines(coefficients: Array, outside: NDArray[np.bool_]) -> tuple[float, float] | None:
    """Mean better and |worse| of the attributes, where maps often have their lines.

    Parameters
    ----------
    coefficients : array, shape (attributes, 2)
    outside : array of bool, shape (attributes,)
        Where R or Q leads: better and worse are then those of a minority, and do not count.

    Returns
    -------
    (better, worse), or None of fewer attributes than a mean says something of
    """
    known = np.isfinite(coefficients).all(axis=1) & ~outside
    if known.sum() < rules.FEWEST_FOR_MEAN:
        return None
    better, worse = np.abs(coefficients[known]).mean(axis=0).tolist()
    return better, worse


def coefficients_table(part: Part, names: Sequence[str]) -> pd.DataFrame:
    """Better and worse with errors, limits, limits that hold together, and their covariance."""
    both = ("better", "worse")
    columns: dict[str, Any] = {"n": base(part.counts, part.asked.variant)}
    found = _wilson_limits(part, both) if part.asked.wilson else _varied_limits(part, both)
    for name, (low, high, low_all, high_all) in zip(both, found, strict=True):
        at = AT[name]
        ends = (0.0, 1.0) if name == "better" else (-1.0, 0.0)
        columns |= {
            name: part.estimate[:, at],
            f"{name}_std_error": part.found.std_error[:, at],
            f"{name}_low": low.clip(*ends),
            f"{name}_high": high.clip(*ends),
            f"{name}_low_all": low_all.clip(*ends),
            f"{name}_high_all": high_all.clip(*ends),
        }
    columns["covariance"] = part.covariance[:, AT["better"], AT["worse"]]
    columns["reverse_share"], columns["questionable_share"] = part.estimate[:, R], part.estimate[:, Q]
    return pd.DataFrame(columns, index=pd.Index(list(names), name="attribute"))


def opinions(part: Part) -> NDArray[np.bool_]:
    """Whose answers better and worse are shares of, shape (n, attributes)."""
    inside: NDArray[np.bool_] = part.categories >= 0
    return inside & (part.categories <= I) if part.asked.variant == "berger" else inside


def _wilson_limits(part: Part, names: tuple[str, ...]) -> list[tuple[Array, Array, Array, Array]]:
    """Limits of each coefficient on its own, and of all together with their common quantile."""
    inside, reach = opinions(part), part.together(names)
    found = []
    for name in names:
        low, high, effective = part.wilson(name, inside)
        low_all, high_all = part.wilson_limits(name, effective, reach)
        if name == "worse":
            # 0 - 0 is 0, and has no sign
            low, high, low_all, high_all = (0.0 - end for end in (high, low, high_all, low_all))
        found.append((low, high, low_all, high_all))
    return found


def _varied_limits(part: Part, names: tuple[str, ...]) -> list[tuple[Array, Array, Array, Array]]:
    """The same from the resamples or errors; those that do not vary have Wilson's limits."""
    low_all, high_all, _ = part.simultaneous(names)
    found = []
    for i, (name, wilson) in enumerate(zip(names, _wilson_limits(part, names), strict=True)):
        share, at = part.estimate[:, AT[name]], AT[name]
        low, high = part.found.conf_low[:, at], part.found.conf_high[:, at]
        frozen = np.isnan(low) & np.isfinite(share) & _unmoved(share)
        low, high = np.where(frozen, wilson[0], low), np.where(frozen, wilson[1], high)
        found.append((low, high, low_all[:, i], high_all[:, i]))
    return found


def _unmoved(share: Array) -> NDArray[np.bool_]:
    """Shares of none and of all."""
    return np.asarray((np.abs(share) == 0) | (np.abs(share) == 1))


def probabilities_table(part: Part, names: Sequence[str]) -> pd.DataFrame | None:
    """Share of all possible resamples in which each category is the mode."""
    if part.probabilities is None:
        return None
    return pd.DataFrame(part.probabilities, index=pd.Index(list(names), name="attribute"), columns=CATEGORIES)


def shares_table(part: Part, names: Sequence[str]) -> pd.DataFrame:
    """Shares of the categories with Wilson's limits and Goodman's simultaneous ones."""
    answered = part.categories >= 0
    parts = []
    for c, name in enumerate(LETTERS):
        low, high, effective = part.wilson(f"share_{name}", answered)
        low_all, high_all = goodman(part.estimate[:, c], effective, len(LETTERS), part.conf_level)
        parts.append(
            pd.DataFrame(
                {
                    "share": part.estimate[:, c],
                    "std_error": part.found.std_error[:, c],
                    "conf_low": low,
                    "conf_high": high,
                    "low_all": low_all,
                    "high_all": high_all,
                },
                index=pd.Index(list(names), name="attribute"),
            )
        )
    stacked = pd.concat(parts, keys=CATEGORIES, names=["category"]).swaplevel()
    index = pd.MultiIndex.from_product([list(names), CATEGORIES], names=["attribute", "category"])
    return stacked.reindex(index)


def scores_table(part: Part, names: Sequence[str]) -> pd.DataFrame:
    """DuMouchel's continuous scores with errors, and the indices of analytical Kano."""
    columns: dict[str, Any] = {"n": part.counts.sum(axis=1)}
    spread = score_spread(part.sums.totals, part.respondents.sum(axis=1))
    for i, name in enumerate(("functional", "dysfunctional")):
        at = AT[name]
        columns |= {
            name: part.estimate[:, at],
            f"{name}_sd": spread[:, i],
            f"{name}_std_error": part.found.std_error[:, at],
            f"{name}_low": part.found.conf_low[:, at],
            f"{name}_high": part.found.conf_high[:, at],
        }
    f, d = part.estimate[:, AT["functional"]], part.estimate[:, AT["dysfunctional"]]
    columns["covariance"] = part.covariance[:, AT["functional"], AT["dysfunctional"]]
    columns["quadrant"] = letters(rules.scores_quadrant(f, d))
    for name in ("satisfaction", "dissatisfaction", "importance_index", "satisfaction_index"):
        columns[name] = part.estimate[:, AT[name]]
        columns[f"{name}_std_error"] = part.found.std_error[:, AT[name]]
    return pd.DataFrame(columns, index=pd.Index(list(names), name="attribute"))


def leads_table(part: Part, names: Sequence[str]) -> pd.DataFrame:
    """Whether the largest category leads, by the mid-p, the exact and the form in circulation."""
    found = part.tests
    statistic, p_value = equal_shares(part.counts)
    return pd.DataFrame(
        {
            "first": letters(found.first),
            "second": letters(found.second),
            "n_first": found.counts[:, 0],
            "n_second": found.counts[:, 1],
            "p_value": found.mid_p,
            "p_holm": adjusted_p(found.mid_p),
            "p_exact": found.exact_p,
            "fong_gap": found.fong_gap,
            "fong_needed": found.fong_needed,
            "fong_rejects": found.fong_gap >= found.fong_needed,
            "chi_square": statistic,
            "p_chi_square": p_value,
        },
        index=pd.Index(list(names), name="attribute"),
    )


def reread_table(part: Part, names: Sequence[str], turned: Sequence[bool], done: bool) -> pd.DataFrame:
    """Reverse attributes with their pairs exchanged: what their absence is; `done` where they are already."""
    mine = [a for a, flag in enumerate(turned) if flag]
    f, d = part.functional[:, mine], part.dysfunctional[:, mine]
    weighed = None if part.importance is None else part.importance[:, mine]
    read = replace(part, functional=f if done else d, dysfunctional=d if done else f, importance=weighed)
    named = [names[a] for a in mine]
    frame = counts_table(read.counts, named)
    frame = frame if part.weights is not None else whole(frame)
    both = ("better", "worse")
    coefficients = [f"{name}{end}" for name in both for end in ("", "_low", "_high")]
    labels = ["category", "m_o_a_i", "oam_irq", "probability", "agreement"]
    return frame.join(categories_table(read, named)[labels]).join(
        coefficients_table(read, named)[coefficients]
    )


def comparison(part: Part, names: Sequence[str], tables: Sequence[EvaluationTable]) -> pd.DataFrame:
    """Category of each attribute under several evaluation tables, and whether they differ."""
    columns = {}
    for table in tables:
        found = categories(part.functional, part.dysfunctional, table.codes)
        columns[table.name] = letters(rules.mode(tally(found, part.weights)))
    frame = pd.DataFrame(columns, index=pd.Index(list(names), name="attribute"))
    return frame.assign(changes=frame.nunique(axis=1) > 1)
