"""The marker variable: how much of the constructs' correlations a common method may have caused."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import DataError, DataWarning, SpecificationError, some
from csmodels.numerics.batch import Array
from csmodels.numerics.factors import correlation_test, marker_corrected, marker_corrected_paths
from csmodels.numerics.linearization import kish
from csmodels.path_models.estimation import Members
from csmodels.tables.notices import Notice, notice

if TYPE_CHECKING:
    from csmodels.path_models.items.result import ItemAnalysis

#: Which of the marker's correlations with the constructs, by size, stands for the common method.
SHARES = ("smallest", "second_smallest")


@dataclass(frozen=True, eq=False)
class MarkerCheck:
    """Correlations of a marker variable with the constructs, by group, and what they imply.

    Attributes
    ----------
    analysis : ItemAnalysis
    correlations : array, shape (groups, constructs)
        With the scores of the constructs that are examined.
    n : array, shape (groups,)
        Respondents with an answer to the marker variable; under survey weights Kish's effective number.
    shares : array, shape (groups,)
        The correlation that the common method is taken to cause; zero where the one chosen is negative.
    """

    analysis: ItemAnalysis
    correlations: Array
    n: Array
    shares: Array

    def table(self, g: int) -> pd.DataFrame:
        """The marker's rows of `ItemAnalysis.common_method`."""
        corrected = self._corrected(g)
        if not self.analysis.result.model.plain:
            # products and constructs made of constructs are not fitted by regression on these correlations
            corrected = corrected[corrected["check"] == "corrected_correlation"]
        return pd.concat([self._marker(g), corrected], ignore_index=True)

    def _marker(self, g: int) -> pd.DataFrame:
        """Correlations with the marker itself: t with n - 2 degrees of freedom, limits by Fisher's z."""
        r, n = self.correlations[g], self.n[g]
        statistic, p_value = correlation_test(r, n - 2)
        level = float(str(self.analysis.result.settings["conf_level"]))
        half = NormalDist().inv_cdf((1 + level) / 2) / np.sqrt(n - 3) if n > 3 else np.nan
        names = self.analysis.shown
        columns = {"check": "marker_correlation", "lhs": names, "rhs": "", "estimate": r}
        tested = {"statistic": statistic, "p_value": p_value}
        with np.errstate(divide="ignore"):
            z = np.arctanh(r)
        return pd.DataFrame(
            {**columns, **tested, "conf_low": np.tanh(z - half), "conf_high": np.tanh(z + half)}
        )

    def _corrected(self, g: int) -> pd.DataFrame:
        """Correlations between constructs, and paths, without the share of the method."""
        result, names = self.analysis.result, self.analysis.shown
        pairs = list(combinations(range(len(names)), 2))
        first, second = ([pair[at] for pair in pairs] for at in (0, 1))
        paths = result.model.paths if result.model.plain else ()

        def figures(members: Members, share: float) -> Array:
            corr = self.analysis.figures.construct_corr(members)
            found = [marker_corrected(corr, share)[:, first, second]]
            if paths:
                found.append(marker_corrected_paths(corr, share, result.spec))
            return np.concatenate(found, axis=1)

        share = float(self.shares[g])
        values, varied = result.estimates.further(g, lambda members: figures(members, share))
        columns: dict[str, Any] = dict(result._figures(g, values, varied))
        t, p = correlation_test(values[: len(pairs)], self.n[g] - 3)
        columns["statistic"] = np.concatenate([t, columns["statistic"][len(pairs) :]])
        columns["p_value"] = np.concatenate([p, columns["p_value"][len(pairs) :]])
        before = figures(result.members().take(g), 0.0)[0]
        labels = [("corrected_correlation", names[i], names[j]) for i, j in pairs]
        labels += [("corrected_path", outcome, predictor) for outcome, predictor in paths]
        head = pd.DataFrame(labels, columns=["check", "lhs", "rhs"])
        return head.assign(uncorrected=before, **columns)


def check_marker(analysis: ItemAnalysis, marker: Any, share: str | float) -> tuple[MarkerCheck, list[Notice]]:
    """Correlate a marker variable with the constructs of a result.

    Raises
    ------
    SpecificationError
        The model was fitted from Moments, without respondents.
    DataError
        A marker of another length or index than the data, that is no number or does not vary.
    """
    result = analysis.result
    answers = result.answers
    if answers is None:
        raise SpecificationError("marker= needs the respondents; this model was fitted from Moments.")
    values = _aligned(marker, answers.all_rows)[answers.rows]
    scores = result.scores()[analysis.shown].to_numpy()[answers.rows]
    weights = np.ones(len(values)) if answers.weights is None else answers.weights
    known = np.isfinite(values)
    found = [notice("marker_missing", DataWarning, n=int((~known).sum()))] if not known.all() else []
    groups = max(1, len(result.groups))
    correlations, n = np.empty((groups, len(analysis.shown))), np.empty(groups)
    shares = np.empty(groups)
    for g in range(groups):
        mine = known.copy()
        label = f" [{result.groups[g]}]" if result.groups else ""
        if result.groups and answers.group_codes is not None:
            mine &= answers.group_codes == list(answers.group_names).index(result.groups[g])
        correlations[g] = _correlations(values[mine], scores[mine], weights[mine], label)
        n[g] = kish(weights[mine])[0]
        chosen = _chosen(correlations[g], share)
        shares[g] = max(chosen, 0.0)
        if chosen < 0:
            which = str(share).replace("_", " ")
            found.append(notice("marker_negative", which=which, r=f"{chosen:.3f}", group=label))
    return MarkerCheck(analysis, correlations, n, shares), found


def _chosen(correlations: Array, share: str | float) -> float:
    """The marker's correlation that stands for the common method."""
    if not isinstance(share, str):
        return float(share)
    order = np.argsort(np.abs(correlations))
    return float(correlations[order[min(SHARES.index(share), len(order) - 1)]])


def check_share(share: object) -> None:
    """Refuse what is neither a rule nor a correlation."""
    if isinstance(share, str) and share in SHARES:
        return
    if isinstance(share, (int, float)) and not isinstance(share, bool) and 0 <= share < 1:
        return
    raise SpecificationError(
        f"marker_share={share!r} must be one of {some(map(repr, SHARES))}, or a correlation from 0 to below"
        " 1."
    )


def _correlations(values: Array, scores: Array, weights: Array, label: str) -> Array:
    """Correlation of one variable with each column of scores, over rows where both are known."""
    if len(values) < 4 or not np.ptp(values[weights > 0]) > 0:
        raise DataError(
            f"The marker variable has {len(values)} answers{label} and must vary among at least 4 of the"
            " respondents the model was fitted to."
        )
    share = weights / weights.sum()
    x = values - share @ values
    z = scores - share @ scores
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = (share * x) @ z / np.sqrt(share @ x**2 * (share @ z**2))
    return found


def _aligned(marker: Any, rows: pd.Index) -> Array:
    """The marker's answers as numbers, one for each row of the data."""
    if isinstance(marker, (str, bytes)):
        raise SpecificationError(
            f"marker={marker!r}: give the answers themselves, e.g. marker=frame[{marker!r}]; the result does"
            " not hold the other columns of the data."
        )
    if isinstance(marker, pd.Series) and not marker.index.equals(rows):
        absent = rows.difference(marker.index)
        if len(absent) or not marker.index.is_unique:
            raise DataError(
                f"The marker variable has no answer for rows {some(absent)} of the data: give it with their"
                " index, one value per row."
            )
        marker = marker.loc[rows]
    try:
        values = pd.to_numeric(pd.Series(np.asarray(marker).ravel()), errors="raise").to_numpy(
            dtype=np.float64
        )
    except (TypeError, ValueError):
        raise DataError("The marker variable must hold numbers only.") from None
    if len(values) != len(rows):
        raise DataError(f"The marker variable has {len(values)} values for {len(rows)} rows of the data.")
    if np.isinf(values).any():
        raise DataError("The marker variable has an infinite value.")
    return values
