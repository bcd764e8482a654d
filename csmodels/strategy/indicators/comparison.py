"""Differences of indicators: between groups, between two questions of the same people, between surveys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError
from csmodels.kano.groups.differences import check_pairs
from csmodels.numerics.intervals import normal_limits
from csmodels.numerics.kano.share_differences import share_difference
from csmodels.numerics.multiplicity import adjusted_p, check_adjustment
from csmodels.numerics.strategy.indicators import analytic_errors
from csmodels.sampling.variations import GroupRows, estimate_and_variation
from csmodels.strategy.indicators.kinds import MEAN, SHARE
from csmodels.strategy.indicators.sample import Part
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame, params_table
from csmodels.tables.notices import Notice, Noticed

if TYPE_CHECKING:
    from csmodels.strategy.indicators.result import IndicatorResult

Array = NDArray[np.float64]

#: Share of a variance that rounding makes.
ROUNDING = 1e-12
COLUMNS = ("first", "second", "difference", "std_error", "statistic", "p_value", "conf_low", "conf_high")


@dataclass(frozen=True, repr=False, eq=False)
class IndicatorComparison(Noticed, ResultBase):
    """Differences with limits and tests; made by :meth:`IndicatorResult.compare`.

    Attributes
    ----------
    table : DataFrame
        Index figure, and group and reference where groups are compared. Columns first, second (the two
        figures), difference, std_error, statistic, p_value, conf_low, conf_high, p_adjusted (over the pairs
        of one figure), n_first, n_second.
    paired : bool
    settings, warnings
    """

    result: IndicatorResult
    other: IndicatorResult | None
    paired: bool
    found: pd.DataFrame
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    title_key: ClassVar[str] = "heading.indicator_differences"

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Differences in the ten columns."""
        table = self.table.reset_index()
        one = self.result.indicator.item
        two = one if self.other is None else self.other.indicator.item
        grouped = "group" in table
        rhs = [
            f"{row['figure']}: {row['group']} - {row['reference']}"
            if grouped
            else f"{row['figure']}: {one} - {two}"
            for _, row in table.iterrows()
        ]
        names = ("std_error", "statistic", "p_value", "conf_low", "conf_high")
        rows = {
            "kind": "defined",
            "lhs": one,
            "op": ":=",
            "rhs": rhs,
            "estimate": table["difference"].to_numpy(),
        }
        return params_table(rows | {name: table[name].to_numpy() for name in names})

    @frozen_frame
    def table(self) -> pd.DataFrame:
        """The differences."""
        return self.found

    def summary(self, lang: str = "en") -> Summary:
        """The differences as a document.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.strategy.indicators.display import comparison_summary

        return comparison_summary(self, lang)


def compare(
    result: IndicatorResult,
    other: IndicatorResult | None,
    paired: bool | None,
    reference: Any,
    pairs: Sequence[Sequence[Any]] | None,
    adjust: str,
) -> IndicatorComparison:
    """See :meth:`IndicatorResult.compare`."""
    check_adjustment(adjust)
    settings = {"conf_level": result.settings["conf_level"]}
    if other is None:
        if len(result.groups) < 2:
            raise SpecificationError(
                "There is nothing to compare with: compute the indicator with by=, or give another one."
            )
        if paired:
            raise SpecificationError("paired=True compares two indicators: give the second one as other=.")
        found = _between_groups(result, check_pairs(result.groups, reference, pairs), adjust)
        settings |= {"by": result.settings["by"], "adjust": adjust}
        return IndicatorComparison(result, None, False, found, FrozenMapping(settings), ())
    _check_other(result, other, paired, reference, pairs)
    if paired:
        rows = [_paired(a, b) for a, b in zip(result.parts, other.parts, strict=True)]
    else:
        rows = [difference_of(a, b, together=False) for a, b in zip(result.parts, other.parts, strict=True)]
    frames = [_frame(result, each) for each in rows]
    settings |= {"paired": "yes" if paired else "no"}
    if not result.groups:
        return IndicatorComparison(
            result, other, bool(paired), frames[0].assign(p_adjusted=frames[0]["p_value"]),
            FrozenMapping(settings), (),
        )  # fmt: skip
    found = pd.concat(frames, keys=list(result.groups), names=[str(result.settings["by"])])
    found["p_adjusted"] = _adjusted(found, adjust)
    settings |= {"by": result.settings["by"], "adjust": adjust}
    return IndicatorComparison(result, other, bool(paired), found, FrozenMapping(settings), ())


def _check_other(
    result: IndicatorResult, other: IndicatorResult, paired: bool | None, reference: Any, pairs: Any
) -> None:
    """Refuse what cannot be compared."""
    if reference is not None or pairs is not None:
        raise SpecificationError("reference= and pairs= choose groups; with other= leave them out.")
    if paired is None:
        raise SpecificationError(
            "Say whether the two indicators come from the same respondents: paired=True, or paired=False for"
            " independent samples."
        )
    one, two = result.indicator, other.indicator
    same = one.kind == two.kind and (one.kind != "ces" or one.ends == two.ends)
    if not same:
        raise SpecificationError(f"A {one.kind!r} and a {two.kind!r} of other units have no difference.")
    if result.groups != other.groups:
        raise SpecificationError(
            "The two indicators have different groups; compute both with the same by=, or both without."
        )
    if paired and not result.respondents.equals(other.respondents):
        raise DataError(
            "paired=True needs the same rows in both data sets: they have other row labels or another number"
            " of rows. Put both questions into one table, or compare with paired=False."
        )


def _between_groups(result: IndicatorResult, pairs: Sequence[tuple[int, int]], adjust: str) -> pd.DataFrame:
    frames = {
        (result.groups[a], result.groups[b]): _frame(result, difference_of(result.parts[a], result.parts[b]))
        for a, b in pairs
    }
    found = pd.concat(frames, names=["group", "reference"]).reorder_levels(["figure", "group", "reference"])
    order = [(f, *pair) for f in result.indicator.names for pair in frames]
    found = found.loc[order]
    found["p_adjusted"] = _adjusted(found, adjust)
    return found


def _adjusted(found: pd.DataFrame, adjust: str) -> pd.Series:
    return found.groupby(level="figure", sort=False)["p_value"].transform(
        lambda p: adjusted_p(p.to_numpy(), adjust)
    )


def _frame(result: IndicatorResult, rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows, index=pd.Index(result.indicator.names, name="figure"))


def difference_of(one: Part, two: Part, *, together: bool = True) -> dict[str, Any]:
    """First minus second of all figures."""
    covariance = one.covariance(two) if together else np.zeros(len(one.means))
    difference = one.means - two.means
    apart = one.std_error**2 + two.std_error**2
    variance = apart - 2 * covariance
    error = np.sqrt(np.where(variance > ROUNDING * np.maximum(apart, ROUNDING), variance, np.nan))
    df = _joint_df(one, two, together, error)
    low, high, p = normal_limits(difference, error, one.options.conf_level, 0.0, df)
    shares = np.array([form == SHARE for form in one.forms])
    if one.interval not in ("wald", "bootstrap"):
        product = one.std_error * two.std_error
        shared = np.divide(covariance, product, out=np.zeros_like(product), where=product > 0)
        units = _least_df(one, two)
        at = (np.clip(one.means, 0, 1), np.clip(two.means, 0, 1))
        found = share_difference(at, (one.effective, two.effective), one.options.conf_level, shared, units)
        low, high, p = (np.where(shares, a, b) for a, b in zip(found, (low, high, p), strict=True))
    return _columns(one, two, difference, error, low, high, p, one.n, two.n)


def _least_df(one: Part, two: Part) -> float | None:
    known = [each.df for each in (one, two) if each.df is not None]
    return min(known) if known else None


def _joint_df(one: Part, two: Part, together: bool, error: Array) -> Array | float | None:
    """Of a survey design its own; of means in simple samples Welch's (1947); normal for scores and shares."""
    if (together and one.design is not None) or one.errors == "replicates":
        return _least_df(one, two)
    s1, s2 = one.std_error**2, two.std_error**2
    with np.errstate(invalid="ignore", divide="ignore"):
        welch = (s1 + s2) ** 2 / (s1**2 / max(1, one.n - 1) + s2**2 / max(1, two.n - 1))
    means = np.array([form == MEAN for form in one.forms])
    weighted = one.df is not None or two.df is not None
    return np.where((means | weighted) & np.isfinite(welch), welch, np.inf)


def _columns(
    one: Part, two: Part, difference: Array, error: Array, low: Array, high: Array, p: Array, n: int, m: int
) -> dict[str, Any]:
    units = one.units
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = difference / error
    numbers = (one.means, two.means, difference, error)
    scaled = dict(zip(COLUMNS[:4], (each * units for each in numbers), strict=True))
    return {
        **scaled,
        "statistic": statistic,
        "p_value": p,
        "conf_low": low * units,
        "conf_high": high * units,
        "n_first": n,
        "n_second": m,
    }


def _paired(one: Part, two: Part) -> dict[str, Any]:
    """Mean difference of those who answered both."""
    where, i, j = np.intersect1d(one.rows.where, two.rows.where, assume_unique=True, return_indices=True)
    if len(where) < 2:
        raise DataError(
            f"Fewer than two respondents answered both {one.indicator.item!r} and {two.indicator.item!r}."
        )
    weights = None if one.rows.weights is None else one.rows.weights[i]
    apart = one.table[i] - two.table[j]
    values = np.average(apart, axis=0, weights=weights)
    both = [_kept(one, i), _kept(two, j)]
    if one.errors == "analytic":
        counted = np.array([form != MEAN for form in one.forms])
        units = None if one.design is None else one.design.units
        error, df = analytic_errors(apart, counted, weights, units, where)
        t = np.where(counted, np.inf, len(where) - 1) if df is None else df
        error = np.where(error > 0, error, np.nan)
        low, high, p = normal_limits(values, error, one.options.conf_level, 0.0, t)
    else:
        rows = GroupRows(apart, weights, where, one.rows.label)
        _, variation = estimate_and_variation(rows, one.options, one.design, lambda given: given)
        draws = np.concatenate([m.mean for m in variation.samples() if m.mean is not None])
        u = variation.uncertainty(values, draws.T, np.asarray(np.isfinite(draws).all(axis=1)))
        error, low, high, p = u.std_error, u.conf_low, u.conf_high, u.p_value
    return _columns(both[0], both[1], values, error, low, high, p, len(where), len(where))


def _kept(part: Part, at: NDArray[np.intp]) -> Part:
    """The same group with some of its respondents."""
    rows = part.rows
    weights = None if rows.weights is None else rows.weights[at]
    return replace(part, rows=replace(rows, values=rows.values[at], weights=weights, where=rows.where[at]))
