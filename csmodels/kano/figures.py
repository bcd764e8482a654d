"""Tables of one group: counts, categories, coefficients, shares, scores, tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.kano.evaluation import EvaluationTable
from csmodels.kano.sample import Part
from csmodels.numerics.kano import rules
from csmodels.numerics.kano.coefficients import base, better_worse, goodman
from csmodels.numerics.kano.counts import LETTERS, I, Q, R, categories, tally
from csmodels.numerics.kano.figures import AT, score_spread
from csmodels.numerics.kano.tests import equal_shares
from csmodels.numerics.multiplicity import adjusted_p

Array = NDArray[np.float64]

#: Probability of the mode from which on a label is given. A convention.
AGREED = 0.90
#: Share of the resamples below which a category is not named among those in question.
NAMED = 0.005
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


def letter(position: int) -> str:
    """Letter of a category; empty where there is none."""
    return LETTERS[position] if position >= 0 else ""


def letters(positions: NDArray[np.int8]) -> list[str]:
    """The same of several."""
    return [letter(int(each)) for each in positions]


def categories_table(part: Part, names: Sequence[str]) -> pd.DataFrame:
    """Every rule side by side, and whether they agree."""
    counts = part.counts
    tied = ["/".join(x for x, flag in zip(LETTERS, row, strict=True) if flag) for row in rules.modes(counts)]
    leading = rules.mode(counts)
    banded, camps = rules.m_o_a_i(counts, part.asked.tie_band), rules.oam_irq(counts)
    probability = _probability(part, leading)
    same = (leading == banded) & (leading == camps) & np.array([len(each) == 1 for each in tied])
    agrees = same & (np.nan_to_num(probability, nan=-1.0) >= AGREED)
    better, worse = (part.estimate[:, AT[name]] for name in ("better", "worse"))
    lines = mean_lines(part.estimate[:, [AT["better"], AT["worse"]]])
    # better and worse of a reverse attribute are those of a minority
    outside = leading >= R
    importance = part.estimate[:, AT["importance"]]
    by_name = letters(leading)
    return pd.DataFrame(
        {
            "mode": tied,
            "m_o_a_i": letters(banded),
            "oam_irq": letters(camps),
            "category": by_name,
            "probability": probability,
            "agrees": agrees,
            "agreement": _agreement(
                part, by_name, agrees, same, zip(tied, letters(banded), letters(camps), strict=True)
            ),
            "category_strength": rules.strengths(counts)[:, 0],
            "total_strength": rules.strengths(counts)[:, 1],
            "reverse_share": part.estimate[:, R],
            "questionable_share": part.estimate[:, Q],
            "quadrant": letters(np.where(outside, -1, rules.quadrant(better, worse))),
            "quadrant_mean": letters(np.where(outside, -1, rules.quadrant(better, worse, lines))),
            "importance": importance,
            "refined": rules.refined(by_name, importance),
        },
        index=pd.Index(list(names), name="attribute"),
    )


def mean_lines(coefficients: Array) -> tuple[float, float]:
    """Mean better and |worse| of the attributes, where maps often have their lines; .5 without any."""
    known = np.isfinite(coefficients).all(axis=1)
    if not known.any():
        return 0.5, 0.5
    better, worse = np.abs(coefficients[known]).mean(axis=0).tolist()
    return better, worse


def _probability(part: Part, leading: NDArray[np.int8]) -> Array:
    """Of the leading category; missing without resamples."""
    if part.probabilities is None:
        return np.full(len(leading), np.nan)
    found = np.take_along_axis(part.probabilities, np.maximum(leading, 0)[:, None].astype(np.intp), axis=1)
    return np.where(leading >= 0, found[:, 0], np.nan)


def _agreement(part: Part, leading: list[str], agrees: Any, same: Any, labels: Any) -> list[str]:
    """The label where it is sure, else what it is between."""
    found = []
    for a, (name, three) in enumerate(zip(leading, labels, strict=True)):
        if not name:
            found.append("")
        elif agrees[a]:
            found.append(name)
        elif part.probabilities is None and same[a]:
            found.append("not resampled")
        elif part.probabilities is None or part.probabilities[a].max() >= AGREED:
            # the resamples are sure; what keeps the label back is another rule
            found.append("contested: rules say " + ", ".join(three))
        else:
            found.append(f"contested: {contenders(part.probabilities[a])}")
    return found


def contenders(probabilities: Array) -> str:
    """Categories by falling probability, in per cent.

    Examples
    --------
    >>> import numpy as np
    >>> contenders(np.array([0.0, 0.03, 0.03, 0.94, 0.0, 0.0]))
    'I 94 %, O 3 %, A 3 %'
    """
    order = np.argsort(-probabilities, kind="stable")
    return ", ".join(
        f"{LETTERS[c]} {100 * probabilities[c]:.0f} %" for c in order if probabilities[c] >= NAMED
    )


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
        limits = [part.wilson(name, inside, quantile)[:2] for quantile in (None, reach)]
        if name == "worse":
            limits = [(-high, -low) for low, high in limits]
        found.append((*limits[0], *limits[1]))
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
    """Share of the resamples in which each category is the mode."""
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
    found = categories(*((f, d) if done else (d, f)), part.asked.table.codes)
    counts = tally(found, part.weights)
    frame = counts_table(counts, [names[a] for a in mine])
    frame = frame if part.weights is not None else whole(frame)
    both = better_worse(counts, part.asked.variant)
    return frame.assign(category=letters(rules.mode(counts)), better=both[:, 0], worse=both[:, 1])


def comparison(part: Part, names: Sequence[str], tables: Sequence[EvaluationTable]) -> pd.DataFrame:
    """Category of each attribute under several evaluation tables, and whether they differ."""
    columns = {}
    for table in tables:
        found = categories(part.functional, part.dysfunctional, table.codes)
        columns[table.name] = letters(rules.mode(tally(found, part.weights)))
    frame = pd.DataFrame(columns, index=pd.Index(list(names), name="attribute"))
    return frame.assign(changes=frame.nunique(axis=1) > 1)
