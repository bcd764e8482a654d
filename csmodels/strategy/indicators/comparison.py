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
from csmodels.numerics.strategy.indicators import adjusted_difference, analytic_errors, units_and_df
from csmodels.sampling.variations import GroupRows, estimate_and_variation
from csmodels.strategy.indicators.kinds import MEAN, NET, SHARE
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
        return IndicatorComparison(result, None, False, found, FrozenMapping(settings), _told(result))
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
            FrozenMapping(settings), _told(result, other),
        )  # fmt: skip
    found = pd.concat(frames, keys=list(result.groups), names=[str(result.settings["by"])])
    found["p_adjusted"] = _adjusted(found, adjust)
    settings |= {"by": result.settings["by"], "adjust": adjust}
    told = _told(result, other)
    return IndicatorComparison(result, other, bool(paired), found, FrozenMapping(settings), told)


def _told(*results: IndicatorResult) -> tuple[Notice, ...]:
    """What must be known of the samples: few answers, hidden groups, groups without errors."""
    return tuple(dict.fromkeys(each for result in results for each in result.notices))


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
    """All pairs at once; rows by figure, then by pair."""
    parts = result.parts
    found = differences([(parts[a], parts[b]) for a, b in pairs])
    names, groups = result.indicator.names, result.groups
    keys = [(name, groups[a], groups[b]) for name in names for a, b in pairs]
    index = pd.MultiIndex.from_tuples(keys, names=["figure", "group", "reference"])
    frame = pd.DataFrame({name: np.ravel(each.T) for name, each in found.items()}, index=index)
    frame = frame.astype({"n_first": np.int64, "n_second": np.int64})
    frame["p_adjusted"] = _adjusted(frame, adjust)
    return frame


def _adjusted(found: pd.DataFrame, adjust: str) -> pd.Series:
    return found.groupby(level="figure", sort=False)["p_value"].transform(
        lambda p: adjusted_p(p.to_numpy(), adjust)
    )


def _frame(result: IndicatorResult, rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows, index=pd.Index(result.indicator.names, name="figure"))


def difference_of(one: Part, two: Part, *, together: bool = True) -> dict[str, Any]:
    """First minus second of all figures."""
    found = {name: each[0] for name, each in differences([(one, two)], together=together).items()}
    return {**found, "n_first": one.n, "n_second": two.n}


def differences(pairs: Sequence[tuple[Part, Part]], *, together: bool = True) -> dict[str, Array]:
    """First minus second of all figures of every pair, shape (pairs, figures).

    Parameters
    ----------
    pairs : sequence of (Part, Part)
        Of one indicator.
    together : bool
        Whether they are groups of one survey, which may share sampling units.
    """
    part, k = pairs[0][0], len(pairs[0][0].means)
    sides = list(zip(*pairs, strict=True))
    means, errors, sizes = (
        [np.stack([getattr(each, name) for each in side]) for side in sides]
        for name in ("means", "std_error", "effective")
    )
    zero = np.zeros(k)
    covariance = np.stack([one.covariance(two) if together else zero for one, two in pairs])
    apart = errors[0] ** 2 + errors[1] ** 2
    variance = apart - 2 * covariance
    error = np.sqrt(np.where(variance > ROUNDING * np.maximum(apart, ROUNDING), variance, np.nan))
    difference = means[0] - means[1]
    df = np.stack([joint_df(one, two, together) for one, two in pairs])
    low, high, p = normal_limits(difference, error, part.options.conf_level, 0.0, df)
    if part.interval not in ("wald", "bootstrap"):
        product = errors[0] * errors[1]
        shared = np.divide(covariance, product, out=np.zeros_like(product), where=product > 0)
        better = _share_limits(part, means, sizes, shared, df), _net_limits(part, means, sizes, shared, df)
        # where the same units answer alike in both samples, nothing tells how a difference would vary
        told = np.isfinite(error) | ~(product > 0)
        for form, found in zip((SHARE, NET), better, strict=True):
            at = np.array([each == form for each in part.forms]) & told
            low, high, p = (np.where(at, a, b) for a, b in zip(found, (low, high, p), strict=True))
    units = part.units
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = difference / error
    numbers = (*means, difference, error)
    return {
        **dict(zip(COLUMNS[:4], (each * units for each in numbers), strict=True)),
        "statistic": statistic,
        "p_value": p,
        "conf_low": low * units,
        "conf_high": high * units,
        **{
            name: np.repeat([[float(each.n)] for each in side], k, axis=1)
            for name, side in zip(("n_first", "n_second"), sides, strict=True)
        },
    }


def _share_limits(
    part: Part, means: list[Array], sizes: list[Array], shared: Array, df: Array
) -> tuple[Array, Array, Array]:
    """Newcombe's, for the shares; other figures have no meaning here."""
    at = [np.clip(each, 0, 1) for each in means]
    level = part.options.conf_level
    found = np.full((3, *shared.shape), np.nan)
    which = np.array([form == SHARE for form in part.forms])
    for each in np.unique(df[:, which]) if which.any() else ():
        rows = (df == each) & which
        shares, n = (at[0][rows], at[1][rows]), (sizes[0][rows], sizes[1][rows])
        found[:, rows] = share_difference(shares, n, level, shared[rows], None if np.isinf(each) else each)
    return found[0], found[1], found[2]


def _net_limits(
    part: Part, means: list[Array], sizes: list[Array], shared: Array, df: Array
) -> tuple[Array, Array, Array]:
    """Adjusted Wald limits of the net scores; other figures have no meaning here."""
    from scipy.special import stdtr, stdtrit

    found = np.full((3, *shared.shape), np.nan)
    for j, form in enumerate(part.forms):
        if form == NET:
            top, bottom = part.indicator.boxes_of(part.indicator.names[j])
            tops, bottoms = ((m[0][:, b], m[1][:, b]) for m, b in ((means, top), (means, bottom)))
            quantile = stdtrit(df[:, j], (1 + part.options.conf_level) / 2)
            low, high, z = adjusted_difference(
                tops, bottoms, (sizes[0][:, j], sizes[1][:, j]), quantile, shared[:, j]
            )
            found[:, :, j] = low, high, 2 * stdtr(df[:, j], -np.abs(z))
    return found[0], found[1], found[2]


def joint_df(one: Part, two: Part, together: bool) -> Array:
    """Degrees of freedom of each figure's difference; infinite where it is normal.

    Groups of a survey's design: units less strata of both together. Replicates: the survey's. Means of
    independent samples: Welch's (1947); so for weighted scores and shares, which are normal without weights.
    """
    units = one.design.units if one.design is not None else None
    if together and units is not None:
        df = units_and_df(units, np.concatenate([one.rows.where, two.rows.where]))[1]
        return np.full(len(one.means), df)
    if one.errors == "replicates":
        known = [each.df for each in (one, two) if each.df is not None]
        return np.full(len(one.means), min(known) if known else np.inf)
    s1, s2 = one.std_error**2, two.std_error**2
    with np.errstate(invalid="ignore", divide="ignore"):
        welch = (s1 + s2) ** 2 / (s1**2 / one.dfs + s2**2 / two.dfs)
    return np.where(np.isfinite(welch), welch, np.inf)


def _paired(one: Part, two: Part) -> dict[str, Any]:
    """Mean difference of those who answered both."""
    where, i, j = np.intersect1d(one.rows.where, two.rows.where, assume_unique=True, return_indices=True)
    if len(where) < 2:
        raise DataError(
            f"Fewer than two respondents answered both {one.indicator.item!r} and {two.indicator.item!r}."
        )
    weights, units = None if one.rows.weights is None else one.rows.weights[i], one.units
    apart = one.table[i] - two.table[j]
    values = np.average(apart, axis=0, weights=weights)
    both = [_kept(one, i), _kept(two, j)]
    if one.errors == "analytic":
        counted = np.array([form != MEAN for form in one.forms])
        design = None if one.design is None else one.design.units
        error, df = analytic_errors(apart, counted, weights, design, where)
        t = np.where(counted, np.inf, len(where) - 1) if df is None else df
        error = np.where(error > 0, error, np.nan)
        low, high, p = normal_limits(values, error, one.options.conf_level, 0.0, t)
    else:
        rows = GroupRows(apart, weights, where, one.rows.label)
        _, variation = estimate_and_variation(rows, one.options, one.design, lambda given: given)
        draws = np.concatenate([m.mean for m in variation.samples() if m.mean is not None])
        u = variation.uncertainty(values, draws.T, np.asarray(np.isfinite(draws).all(axis=1)))
        error, low, high, p = u.std_error, u.conf_low, u.conf_high, u.p_value
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = values / error
    numbers = (both[0].means, both[1].means, values, error)
    return {
        **dict(zip(COLUMNS[:4], (each * units for each in numbers), strict=True)),
        "statistic": statistic,
        "p_value": p,
        "conf_low": low * units,
        "conf_high": high * units,
        "n_first": len(where),
        "n_second": len(where),
    }


def _kept(part: Part, at: NDArray[np.intp]) -> Part:
    """The same group with some of its respondents."""
    rows = part.rows
    weights = None if rows.weights is None else rows.weights[at]
    return replace(part, rows=replace(rows, values=rows.values[at], weights=weights, where=rows.where[at]))
